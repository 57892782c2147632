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
use gitops_mcp::server::http::{self, HttpSettings};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8811".into());
    let listener = http::bind(address.parse().context("an address and a port")?).await?;
    let server = server::ConformanceServer::new(fixtures::load()?);
    let settings = HttpSettings::default();
    let app = http::router(server, &settings);
    http::serve(listener, app, &settings).await;
    Ok(())
}
