//! The command line: `serve`, `call`, `list`, `read`, `export`, `demo`, `completions`.

mod baseline;
mod call;
pub mod demo;
mod export;
mod progress;
mod serve;
mod show;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::checks::secrets::AgeKeys;
use crate::config::Config;

/// A question that could not be asked.
const FAILED: u8 = 2;

#[derive(Parser)]
#[command(
    name = "gitops-mcp",
    version,
    about = "The judgement of a senior GitOps engineer: Argo CD and Flux, for AI agents, terminals and CI",
    after_help = "Examples:
  gitops-mcp                                      serve over stdio (what an MCP client starts)
  gitops-mcp serve --http 127.0.0.1:8811          serve over HTTP on /mcp
  gitops-mcp call audit_secrets path=.            does this repository leak secrets?
  gitops-mcp call explain_rule id=secrets/plain-secret
  gitops-mcp list rules                           every rule
  gitops-mcp read gitops://references/troubleshooting
  gitops-mcp demo                                 every tool on embedded examples"
)]
struct Cli {
    /// Configuration file (default: gitops-mcp/config.toml in your configuration folder)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve MCP over stdio, or over HTTP with --http
    Serve(serve::Serve),
    /// Call one tool and print its answer
    Call(call::Call),
    /// List tools, resources, prompts or rules, one name a line first
    List(show::List),
    /// Print a resource
    Read(show::Read),
    /// Write the GitOps objects of a cluster to files that every tool reads
    Export(export::Export),
    /// Run every tool through an in-process MCP client against embedded examples
    Demo,
    /// Print a completion script for your shell
    Completions(show::Completions),
}

/// Runs the command line that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    log_to_stderr();
    quiet_panics();
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            fail(&format!(
                "gitops-mcp: {}",
                crate::model::clean::clean(&format!("{error:#}"), 2_000)
            ));
            ExitCode::from(FAILED)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<u8> {
    let load = || {
        let config = Config::load(cli.config.as_ref())?;
        offer_age_keys(&config);
        Ok::<_, anyhow::Error>(config)
    };
    match cli
        .command
        .unwrap_or_else(|| Command::Serve(serve::Serve::default()))
    {
        Command::Serve(serve) => serve.run(&load()?),
        Command::Call(call) => call.run(&load()?),
        Command::List(list) => list.run(),
        Command::Read(read) => read.run(),
        Command::Export(export) => export.run(&load()?),
        Command::Demo => demo::run(),
        Command::Completions(completions) => completions.run::<Cli>(),
    }
}

/// Reads the age keys that SOPS files are verified with, once for the process.
fn offer_age_keys(config: &Config) {
    let offered = config.age_keys();
    if offered.is_empty() {
        return;
    }
    let keys = offered
        .iter()
        .fold(AgeKeys::default(), |keys, text| match text {
            Some(text) => keys.with(text),
            None => keys.with_unread(),
        });
    keys.offer();
}

/// Writes to stdout through one handle. A reader that went away ends the output, not the program.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(error).context("write to stdout"))
        }
        _ => Ok(()),
    }
}

/// Tells a failure on stderr, so that stdout holds answers only.
fn fail(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Logs go to stderr, without colour codes; stdout belongs to the protocol and to answers.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_new(crate::config::log_filter())
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}

/// A panic tells its place and never its payload, which may quote what was read.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("an error of our own at {place}; please report this place");
    }));
}
