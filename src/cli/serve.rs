use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::server::http::{self, HttpSettings};
use crate::server::stdio::Lines;
use crate::server::{Server, Settings};

#[derive(Args, Default)]
pub(super) struct Serve {
    /// Serve streamable HTTP on this loopback address, endpoint /mcp, instead of stdio
    #[arg(long, value_name = "ADDR")]
    http: Option<SocketAddr>,
    /// A folder that may be read; may be given several times (default: the working folder)
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Longest time of a call, in seconds
    #[arg(long, value_name = "SECONDS")]
    deadline: Option<u64>,
    /// Another name that the Host header may have (HTTP)
    #[arg(long = "allowed-host", value_name = "HOST")]
    allowed_hosts: Vec<String>,
    /// Another origin that a browser may come from, for example https://app.example.com:443 (HTTP)
    #[arg(long = "allowed-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<String>,
}

impl Serve {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<u8> {
        let mut settings = Settings::new(config.server_roots(&self.roots)?);
        settings.deadline = config.deadline(self.deadline)?;
        settings.targets = config.targets()?;
        let server = Server::new(settings);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("start the runtime")?;
        let served = match self.http {
            None => runtime.block_on(stdio(server)),
            Some(address) => {
                let settings = HttpSettings {
                    allowed_hosts: self.allowed_hosts,
                    allowed_origins: self.allowed_origins,
                    ..HttpSettings::default()
                };
                runtime.block_on(over_http(server, address, settings))
            }
        };
        // A read of stdin that nobody will end, or a tool that is being cancelled, must not hold the exit.
        runtime.shutdown_background();
        served.map(|()| 0)
    }
}

/// Serves until the client closes its end or a signal comes; both are a good end.
async fn stdio(server: Server) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    tokio::spawn(cancel_on_signal(stop.clone()));
    let transport = Lines::new(tokio::io::stdin(), tokio::io::stdout());
    let running = tokio::select! {
        started = server.serve_with_ct(transport, stop.clone()) => started,
        () = stop.cancelled() => return Ok(()),
    };
    let running = match running {
        Ok(running) => running,
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
            return Ok(());
        }
        Err(error) => return Err(anyhow::Error::new(error).context("begin the session")),
    };
    tokio::select! {
        ended = running.waiting() => ended.map(drop).context("serve over stdio"),
        () = stop.cancelled() => Ok(()),
    }
}

async fn over_http(
    server: Server,
    address: SocketAddr,
    settings: HttpSettings,
) -> anyhow::Result<()> {
    let listener = http::bind(address).await?;
    let bound = listener
        .local_addr()
        .context("read the address that was bound")?;
    tracing::info!("listening on http://{bound}/mcp");
    tokio::spawn(cancel_on_signal(settings.shutdown.clone()));
    let app = http::router(server, &settings);
    http::serve(listener, app, &settings).await;
    Ok(())
}

/// Cancels on SIGTERM or SIGINT.
async fn cancel_on_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::warn!("signals cannot be watched; end the server by closing its input");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    stop.cancel();
}
