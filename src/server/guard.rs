//! Around every call: a place among the calls in flight, a deadline, cancellation, progress, and an answer even when a
//! tool panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rmcp::model::{
    CallToolResult, ContentBlock, JsonObject, ProgressNotificationParam, ProgressToken,
};
use rmcp::service::{Peer, RequestContext};
use rmcp::{ErrorData, RoleServer};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

use super::Server;
use crate::clients::repository::Watch;
use crate::tools::{Answer, Context, Failure, Tool};

/// Progress is told at most this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// Calls a tool. A cancelled call gets a protocol error, which the transport drops.
pub(super) async fn call(
    server: &Server,
    tool: &'static Tool,
    arguments: JsonObject,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResult, ErrorData> {
    let deadline = server.settings.deadline;
    let gone = || ErrorData::internal_error("the call was cancelled", None);
    let permit = tokio::select! {
        permit = Arc::clone(&server.calls).acquire_owned() => permit.map_err(|_| gone())?,
        () = context.ct.cancelled() => return Err(gone()),
        () = tokio::time::sleep(deadline) => return Ok(failed(&busy(tool))),
    };
    let (sender, receiver) = unbounded_channel();
    let token = context.meta.get_progress_token();
    let watch = CallWatch {
        cancelled: context.ct.clone(),
        until: Instant::now() + deadline.mul_f32(0.9),
        start: Instant::now(),
        told: AtomicU64::new(0),
        sender: token.is_some().then_some(sender),
    };
    let settings = Arc::clone(&server.settings);
    let mut work = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let context = Context {
            roots: &settings.roots,
            targets: &settings.targets,
            watch: &watch,
            whole: false,
        };
        catch_unwind(AssertUnwindSafe(|| tool.call(&context, arguments)))
    });
    let telling = tell(receiver, token, context.peer.clone());
    tokio::pin!(telling);
    let done = tokio::select! {
        done = async { tokio::select! { done = &mut work => Some(done), () = &mut telling => None } } => match done { Some(done) => done, None => work.await },
        () = context.ct.cancelled() => return Err(gone()),
        () = tokio::time::sleep(deadline) => return Ok(failed(&late(tool, deadline))),
    };
    Ok(match done {
        Ok(Ok(Ok(answer))) => answered(&answer),
        Ok(Ok(Err(failure))) => failed(&failure),
        Ok(Err(_)) | Err(_) => failed(&broken(tool)),
    })
}

/// The Markdown for a reader, the structure for a program.
fn answered(answer: &Answer) -> CallToolResult {
    let mut result = CallToolResult::structured(answer.structured());
    result.content = vec![ContentBlock::text(answer.markdown())];
    result
}

/// A failure has no structured content: some clients check it against the output schema.
fn failed(failure: &Failure) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(failure.to_string())])
}

fn busy(tool: &Tool) -> Failure {
    Failure::new(
        format!("{}: the server is busy with other calls.", tool.name),
        "call again in a while, or ask for less at a time",
    )
}

fn late(tool: &Tool, deadline: Duration) -> Failure {
    Failure::new(
        format!("{}: no answer within {} s.", tool.name, deadline.as_secs()),
        "ask for a smaller folder, or start the server with a longer --deadline",
    )
}

fn broken(tool: &Tool) -> Failure {
    Failure::new(
        format!(
            "{}: an error of our own ended this call; nothing was changed.",
            tool.name
        ),
        "other calls still work; the place of the error stands in the server's log, please report it",
    )
}

/// What a running call sees of the outside.
struct CallWatch {
    cancelled: CancellationToken,
    until: Instant,
    start: Instant,
    /// Milliseconds since `start` when progress was last told.
    told: AtomicU64,
    sender: Option<UnboundedSender<(u64, Option<u64>)>>,
}

impl Watch for CallWatch {
    fn cancelled(&self) -> bool {
        self.cancelled.is_cancelled() || Instant::now() >= self.until
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        let Some(sender) = &self.sender else { return };
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = self.told.load(Ordering::Relaxed);
        let due = last == 0 || now.saturating_sub(last) >= PROGRESS_EVERY.as_millis() as u64;
        if due
            && self
                .told
                .compare_exchange(last, now.max(1), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            // Nobody listening is no reason to stop.
            let _ = sender.send((done, total));
        }
    }
}

/// Hands progress to the client until the work drops its end. Progress only ever grows.
async fn tell(
    mut receiver: UnboundedReceiver<(u64, Option<u64>)>,
    token: Option<ProgressToken>,
    peer: Peer<RoleServer>,
) {
    let Some(token) = token else {
        return std::future::pending().await;
    };
    let mut highest = None;
    while let Some((done, total)) = receiver.recv().await {
        if highest.is_some_and(|highest| done <= highest) {
            continue;
        }
        highest = Some(done);
        let mut progress = ProgressNotificationParam::new(token.clone(), done as f64);
        if let Some(total) = total {
            progress = progress.with_total(total as f64);
        }
        if peer.notify_progress(progress).await.is_err() {
            return;
        }
    }
}
