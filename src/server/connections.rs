//! Accepts connections. axum's own accept loop waits for the headers of a request without end (axum 0.8, `serve`).

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Longest time until the headers of a request are whole; an idle connection is closed after it, too.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections at once; the next one waits in the kernel's queue.
const CONNECTIONS: usize = 1_024;
/// How long answers may go on after the end was asked for.
const GRACE: Duration = Duration::from_millis(800);

/// Serves until `stop`, then lets answers end for a short time.
pub(super) async fn serve(listener: TcpListener, app: Router, stop: &CancellationToken) {
    let open = GracefulShutdown::new();
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &free) => accepted,
            () = stop.cancelled() => break,
        };
        let Some((stream, place)) = accepted else {
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    // Whoever is not done by then is cut off; that is no error.
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
}

/// The next connection and its place among those that may be open. A failed accept, such as no free file descriptor,
/// is told and tried again after a pause.
async fn accept(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(free).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Without TCP_NODELAY each SSE answer waits some 40 ms for the peer's delayed acknowledgement.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "set TCP_NODELAY");
            }
            Some((stream, place))
        }
        Err(error) => {
            tracing::warn!(%error, "accept a connection");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}
