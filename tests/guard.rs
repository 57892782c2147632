//! Around a call: a panicking tool answers, a slow one meets its deadline, a waiting one gets its turn.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::time::{Duration, Instant};

use gitops_mcp::clients::repository::Roots;
use gitops_mcp::server::stdio::Lines;
use gitops_mcp::server::{Server, Settings};
use gitops_mcp::tools::{Answer, Files, Tool, schema};
use rmcp::model::{CallToolRequestParams, CallToolResult, ContentBlock};
use rmcp::service::{RoleClient, RunningService};
use rmcp::{ServiceExt as _, serve_server};

#[derive(schemars::JsonSchema)]
struct Nothing {}

const fn tool(name: &'static str, run: gitops_mcp::tools::Run) -> Tool {
    Tool {
        name,
        title: "Test",
        description: "Test",
        input: schema::input::<Nothing>,
        output: schema::output::<Files>,
        open_world: false,
        run,
    }
}

static PANICS: Tool = tool("panics", |_, _| panic!("a payload with CNRY0123456789"));
static SLEEPS: Tool = tool("sleeps", |_, _| {
    std::thread::sleep(Duration::from_millis(1_500));
    Ok(Answer::Files(Files {
        files: Vec::new(),
        notes: Vec::new(),
    }))
});
static WAITS: Tool = tool("waits", |context, _| {
    while !context.watch.cancelled() {
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Answer::Files(Files {
        files: Vec::new(),
        notes: vec!["stopped".to_owned()],
    }))
});
static WORKS: Tool = tool("works", |_, _| {
    Ok(Answer::Files(Files {
        files: Vec::new(),
        notes: Vec::new(),
    }))
});
static ALL: [&Tool; 4] = [&PANICS, &SLEEPS, &WAITS, &WORKS];

async fn client(
    deadline: Duration,
    calls: usize,
) -> (RunningService<RoleClient, ()>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let roots = Roots::new(&[dir.path().to_owned()], None).unwrap();
    let server = Server::new(Settings {
        roots,
        targets: Default::default(),
        deadline,
        calls,
        tools: &ALL,
    });
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (reader, writer) = tokio::io::split(ours);
    tokio::spawn(async move {
        serve_server(server, Lines::new(reader, writer))
            .await
            .unwrap()
            .waiting()
            .await
    });
    (().serve(theirs).await.unwrap(), dir)
}

async fn call(client: &RunningService<RoleClient, ()>, name: &'static str) -> CallToolResult {
    client
        .call_tool(CallToolRequestParams::new(name))
        .await
        .unwrap()
}

fn text(result: &CallToolResult) -> String {
    result
        .content
        .iter()
        .filter_map(ContentBlock::as_text)
        .map(|text| text.text.clone())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r21_a_panicking_tool_answers_and_the_next_call_works() {
    let (client, _dir) = client(Duration::from_secs(10), 8).await;
    let answer = call(&client, "panics").await;
    assert_eq!(answer.is_error, Some(true));
    assert!(answer.structured_content.is_none());
    assert!(!text(&answer).contains("CNRY"), "{}", text(&answer));
    assert_ne!(call(&client, "works").await.is_error, Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_ends_at_its_deadline() {
    let (client, _dir) = client(Duration::from_millis(400), 8).await;
    let start = Instant::now();
    let late = call(&client, "sleeps").await;
    assert_eq!(late.is_error, Some(true));
    assert!(text(&late).contains("deadline"), "{}", text(&late));
    // A tool that looks at the deadline ends just before it, with what it has.
    assert_eq!(
        call(&client, "waits").await.structured_content.unwrap()["notes"][0],
        "stopped"
    );
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn p30_every_call_is_answered_once_and_the_cap_holds() {
    let (client, _dir) = client(Duration::from_secs(30), 2).await;
    let calls = (0..200).map(|n| call(&client, if n == 100 { "panics" } else { "works" }));
    let answers = futures_join(calls).await;
    assert_eq!(answers.len(), 200);
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.is_error == Some(true))
            .count(),
        1
    );
}

async fn futures_join<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pinned: Vec<_> = futures.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(move |cx| {
        pinned.retain_mut(|future| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pinned.is_empty() {
            std::task::Poll::Ready(std::mem::take(&mut done))
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}
