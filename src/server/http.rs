//! Streamable HTTP on axum: endpoint `/mcp`, loopback only until authentication exists.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use super::connections;

/// What the HTTP server allows.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Names that `Host` may have, besides loopback.
    pub allowed_hosts: Vec<String>,
    /// Origins that a browser may come from, besides loopback.
    pub allowed_origins: Vec<String>,
    /// Largest request body, in bytes.
    pub body_bytes: usize,
    /// Requests whose answer has not begun; the next one waits.
    pub in_flight: usize,
    /// Sessions of the protocol's older revisions; a further `initialize` is told to come back.
    pub sessions: usize,
    /// Longest time until an answer begins.
    pub head_timeout: Duration,
    /// Ends all streams when it is cancelled.
    pub shutdown: CancellationToken,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            body_bytes: 4 << 20,
            in_flight: 256,
            sessions: 256,
            head_timeout: Duration::from_secs(60),
            shutdown: CancellationToken::new(),
        }
    }
}

/// The whole HTTP stack around a handler.
pub fn router<S: ServerHandler + Clone + Sync>(server: S, settings: &HttpSettings) -> Router {
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::clone(&sessions),
        config(settings),
    );
    let gate = Gate {
        sessions,
        most: settings.sessions,
    };
    Router::new()
        .route_service("/mcp", service)
        .layer(from_fn_with_state(gate, limit_sessions))
        .layer(from_fn_with_state(settings.body_bytes, refuse_ambiguous))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            settings.head_timeout,
        ))
        .layer(RequestBodyTimeoutLayer::new(settings.head_timeout))
        .layer(GlobalConcurrencyLimitLayer::new(settings.in_flight))
        .route("/healthz", get(|| async { "ok\n" }))
}

fn config(settings: &HttpSettings) -> StreamableHttpServerConfig {
    let loopback_hosts = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let loopback_origins = ["localhost", "127.0.0.1", "[::1]"]
        .into_iter()
        .flat_map(|host| [format!("http://{host}:*"), format!("https://{host}:*")]);
    StreamableHttpServerConfig::default()
        .with_allowed_hosts(
            loopback_hosts
                .into_iter()
                .chain(settings.allowed_hosts.iter().cloned()),
        )
        .with_allowed_origins(loopback_origins.chain(settings.allowed_origins.iter().cloned()))
        .with_max_request_body_bytes(settings.body_bytes)
        .with_cancellation_token(settings.shutdown.clone())
}

#[derive(Clone)]
struct Gate {
    sessions: Arc<LocalSessionManager>,
    most: usize,
}

/// A POST without a session may open one; past the limit it is told to come back.
async fn limit_sessions(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let may_open = request.method() == Method::POST
        && !request.headers().contains_key("mcp-session-id")
        && !is_stateless(request.headers());
    if may_open && gate.sessions.sessions.read().await.len() >= gate.most {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "30")],
            "too many sessions are open; end one, or try again later\n",
        )
            .into_response();
    }
    next.run(request).await
}

/// Largest sum of header names and values, in bytes.
const HEADER_BYTES: usize = 32 << 10;

/// Refuses what two readers could read differently: several hosts, user information in a host, a body that is not
/// what its headers tell.
async fn refuse_ambiguous(State(most): State<usize>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > HEADER_BYTES {
        return (
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "the headers are larger than 32 KiB\n",
        )
            .into_response();
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host_is_plain = hosts
        .next()
        .is_none_or(|host| !host.as_bytes().contains(&b'@'));
    if !host_is_plain || hosts.next().is_some() {
        return (
            StatusCode::BAD_REQUEST,
            "one plain Host header is expected\n",
        )
            .into_response();
    }
    match read_chunks(request, most).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    }
}

/// Reads a body in chunks to its end, so that one that is no such body is the sender's fault and not ours.
async fn read_chunks(request: Request, most: usize) -> Result<Request, Response> {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, most).await {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Err(error) if error.to_string().contains("length limit") => Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than the limit\n",
        )
            .into_response()),
        Err(_) => Err((
            StatusCode::BAD_REQUEST,
            "the body does not have the form that its headers tell\n",
        )
            .into_response()),
    }
}

/// Revisions from 2026-07-28 on have no sessions.
fn is_stateless(headers: &HeaderMap) -> bool {
    headers
        .get("mcp-protocol-version")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|version| version >= "2026-07-28")
}

/// Binds a loopback address; a wider one is refused while there is no authentication.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    anyhow::ensure!(
        address.ip().is_loopback(),
        "{address} can be reached from other machines, and this version has no authentication: bind 127.0.0.1 or [::1], and put a proxy that authenticates in front"
    );
    TcpListener::bind(address)
        .await
        .map_err(|error| anyhow::Error::new(error).context(format!("listen on {address}")))
}

/// Serves until `shutdown` of the settings is cancelled, then lets answers end for a short time.
pub async fn serve(listener: TcpListener, app: Router, settings: &HttpSettings) {
    connections::serve(listener, app, &settings.shutdown).await;
}
