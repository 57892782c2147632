//! The fixture server of the MCP conformance suite, mounted in this project's real HTTP stack.
//!
//! A development binary: it shows that a failure of the suite would be a failure of the stack, because every
//! fixture the suite asks for is there. It never ships.
//!
//! `cargo run --example conformance_server -- 127.0.0.1:8811`

mod answers;
mod dialogue;
mod fixtures;
mod server;

use anyhow::Context as _;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8811".into());
    let fixtures = server::ConformanceServer::new(fixtures::load()?);
    let listener = tokio::net::TcpListener::bind(&address)
        .await
        .with_context(|| format!("listen on {address}"))?;
    stack::serve(listener, fixtures).await
}

/// rmcp's service with the settings that the server uses, until the server's own stack is there.
mod stack {
    use axum::serve::ListenerExt as _;
    use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
    use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};

    pub(crate) async fn serve(
        listener: tokio::net::TcpListener,
        server: super::server::ConformanceServer,
    ) -> anyhow::Result<()> {
        let config = StreamableHttpServerConfig::default().with_allowed_origins([
            "http://localhost:*",
            "http://127.0.0.1:*",
            "http://[::1]:*",
        ]);
        let service = StreamableHttpService::new(
            move || Ok(server.clone()),
            LocalSessionManager::default().into(),
            config,
        );
        let router = axum::Router::new().nest_service("/mcp", service);
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        Ok(axum::serve(listener, router).await?)
    }
}
