//! `demo`: every tool of this build, through a real client in this process, on an embedded flawed repository and the
//! export of a broken fleet.

mod fleet;

use std::path::Path;

use anyhow::Context as _;
use include_dir::{Dir, include_dir};
use rmcp::model::{CallToolRequestParams, CallToolResult, ContentBlock};
use rmcp::service::{Peer, RoleClient};
use rmcp::{ServiceExt as _, serve_server};
use serde_json::{Map, Value, json};

use crate::clients::repository::Roots;
use crate::server::stdio::Lines;
use crate::server::{Server, Settings};
use crate::tools;

static REPOSITORY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo_repository");
static FLEET: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo_fleet");

/// In an embedded file this stands for a value that is made up when the demo runs, so that no scanner takes the
/// project's own repository for a leak.
const INVENTED: &str = "@invented@";

/// The objects of the broken fleet, one a line, as the demo lays them out for the tools: tests bring the same ones into a
/// real API server.
#[must_use]
pub fn fleet_export() -> String {
    fleet::export()
}

pub(super) fn run() -> anyhow::Result<u8> {
    let folder = tempfile::tempdir().context("make a folder for the demo")?;
    unpack(&REPOSITORY, folder.path())?;
    let others = tempfile::tempdir().context("make a folder for the fleet of the demo")?;
    lay_out_fleet(others.path())?;
    let server = Server::new(Settings::new(Roots::new(
        &[folder.path().to_owned(), others.path().to_owned()],
        None,
    )?));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("start the runtime")?;
    let told = runtime.block_on(converse(server));
    runtime.shutdown_background();
    super::print(&told?)?;
    Ok(0)
}

/// The conversation of a client with the server, as text.
async fn converse(server: Server) -> anyhow::Result<String> {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (reader, writer) = tokio::io::split(ours);
    let serving = tokio::spawn(serve_server(server, Lines::new(reader, writer)));
    let client = ().serve(theirs).await.context("connect the client of the demo")?;
    let _server = serving.await.context("start the server of the demo")??;
    let mut told = String::from("An agent asks the embedded flawed repository, through MCP:\n");
    let audit = ask(&client, "audit_secrets", json!({"path": "."}), &mut told).await?;
    let first = audit
        .structured_content
        .as_ref()
        .and_then(|report| report.pointer("/findings/0/rule"))
        .and_then(Value::as_str)
        .unwrap_or("secrets/plain-secret")
        .to_owned();
    ask(&client, "explain_rule", json!({"id": first}), &mut told).await?;
    ask(&client, "plan_upgrade", json!({"path": "."}), &mut told).await?;
    ask(&client, "validate_repo", json!({"path": "."}), &mut told).await?;
    let parameters = json!({"name": "podinfo", "namespace": "apps", "url": "oci://registry.example.com/charts/podinfo", "semver": "6.x", "verify": {"issuer": r"^https://token\.actions\.githubusercontent\.com$", "subject": r"^https://github\.com/example-org/charts/\.github/workflows/release\.yaml@refs/tags/v[0-9.]+$"}});
    ask(
        &client,
        "render_template",
        json!({"name": "flux/oci-helmrelease.yaml", "parameters": parameters}),
        &mut told,
    )
    .await?;
    ask_for_applicationsets(&client, &mut told).await?;
    ask_for_health(&client, &mut told).await?;
    anyhow::ensure!(
        tools::TOOLS
            .iter()
            .all(|tool| told.contains(&format!("▸ {} ", tool.name))),
        "a tool of this build was not asked"
    );
    client
        .cancel()
        .await
        .context("end the client of the demo")?;
    Ok(told)
}

/// Writes an ApplicationSet, and previews one.
async fn ask_for_applicationsets(
    client: &Peer<RoleClient>,
    told: &mut String,
) -> anyhow::Result<()> {
    ask(
        client,
        "generate_applicationset",
        json!({"name": "guestbook", "generators": [{"kind": "list", "elements": [{"env": "dev"}, {"env": "prod"}]}], "repo_url": "https://git.example.com/fleet.git", "path": "apps/guestbook/{{ .env }}", "namespace": "guestbook"}),
        told,
    )
    .await?;
    let manifest = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: fleet, namespace: argocd}\nspec:\n  generators:\n    - clusters: {selector: {matchLabels: {env: prod}}}\n  template:\n    metadata: {name: guestbook}\n    spec:\n      project: shop\n      source: {repoURL: https://git.example.com/fleet.git, path: apps/guestbook, targetRevision: HEAD}\n      destination: {name: '{{name}}', namespace: guestbook}\n";
    let clusters = json!([{"name": "prod-eu", "server": "https://eu.example.com", "labels": {"env": "prod"}}, {"name": "prod-us", "server": "https://us.example.com", "labels": {"env": "prod"}}]);
    ask(
        client,
        "preview_applicationset",
        json!({"manifest": manifest, "clusters": clusters}),
        told,
    )
    .await?;
    Ok(())
}

/// The questions about a broken fleet, of which an export is embedded.
async fn ask_for_health(client: &Peer<RoleClient>, told: &mut String) -> anyhow::Result<()> {
    told.push_str("\nAn agent asks the embedded export of a broken fleet:\n");
    ask(
        client,
        "list_targets",
        json!({"target": "export:export"}),
        told,
    )
    .await?;
    let question = json!({"target": "export:export", "path": "fleet"});
    ask(client, "check_flux_health", question, told).await?;
    let question = json!({"target": "export:export"});
    ask(client, "check_argocd_health", question, told).await?;
    let question = json!({"target": "export:export", "kind": "Pod", "namespace": "apps", "name": "service-0000-7d9f-x2k4p"});
    ask(client, "trace_resource", question, told).await?;
    Ok(())
}

/// One call and the answer that an agent sees. A tool error ends the demo: it would not be one.
async fn ask(
    client: &Peer<RoleClient>,
    tool: &'static str,
    arguments: Value,
    told: &mut String,
) -> anyhow::Result<CallToolResult> {
    let object: Map<String, Value> = arguments.as_object().cloned().unwrap_or_default();
    let answer = client
        .call_tool(CallToolRequestParams::new(tool).with_arguments(object))
        .await
        .with_context(|| format!("call {tool}"))?;
    let text: String = answer
        .content
        .iter()
        .filter_map(ContentBlock::as_text)
        .map(|part| part.text.as_str())
        .collect();
    anyhow::ensure!(answer.is_error != Some(true), "{tool}: {text}");
    let bytes = answer
        .structured_content
        .as_ref()
        .map_or(0, |value| value.to_string().len());
    told.push_str(&format!(
        "\n▸ {tool} {arguments}\n\n{}\n  (text {} bytes, structured content {bytes} bytes)\n",
        text.trim_end(),
        text.len()
    ));
    Ok(answer)
}

/// `fleet` is the checkout, `export` the objects.
fn lay_out_fleet(folder: &Path) -> anyhow::Result<()> {
    let (checkout, export) = (folder.join("fleet"), folder.join("export"));
    std::fs::create_dir_all(&export).context("make the folder of the export")?;
    unpack(&FLEET, &checkout)?;
    std::fs::write(export.join("objects.jsonl"), fleet::export()).context("write the export")?;
    std::fs::write(
        export.join(crate::clients::cluster::MANIFEST),
        fleet::manifest().to_string(),
    )
    .context("write the manifest of the export")
}

fn unpack(dir: &Dir<'_>, to: &Path) -> anyhow::Result<()> {
    for file in dir.files() {
        let path = to.join(file.path());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("make {}", parent.display()))?;
        }
        let text = file.contents_utf8().unwrap_or_default();
        std::fs::write(&path, invent(text)).with_context(|| format!("write {}", path.display()))?;
    }
    dir.dirs().try_for_each(|inner| unpack(inner, to))
}

/// Puts a different invented value in each marked place.
fn invent(text: &str) -> String {
    let mut pieces = text.split(INVENTED);
    let mut out = pieces.next().unwrap_or("").to_owned();
    for (n, piece) in pieces.enumerate() {
        out.push_str(&format!(
            "Wq7{:x}-tR{:x}vK9",
            0x51f3 + n * 7919,
            0xb2d0 + n * 104_729
        ));
        out.push_str(piece);
    }
    out
}
