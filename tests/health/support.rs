//! Judging objects that a test writes down.

use std::path::{Path, PathBuf};

use gitops_mcp::checks::health::{Judged, Question, judge};
use gitops_mcp::clients::cluster::{Depth, Snapshot, Targets, open_export};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::data::catalogue::Engine;
use gitops_mcp::model::{Finding, Report};
use gitops_mcp::tools::{self, Answer, Context, Failure};
use serde_json::Value;

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/health")
}

/// A file or folder as an export.
pub(crate) fn snapshot(path: &Path) -> Snapshot {
    let folder = path.parent().unwrap();
    let roots = Roots::new(&[folder.to_owned()], None).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    open_export(&roots, name, (Depth::Whole, &Unwatched))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Texts as the files of an export.
pub(crate) fn snapshot_of(yaml: &str) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("objects.yaml");
    std::fs::write(&path, yaml).unwrap();
    snapshot(&path)
}

pub(crate) fn both(snapshot: &Snapshot) -> Vec<Finding> {
    let mut all: Vec<Finding> = [Engine::Flux, Engine::ArgoCd]
        .into_iter()
        .flat_map(|engine| judged(snapshot, engine).report.findings)
        .collect();
    all.dedup();
    all
}

pub(crate) fn judged(snapshot: &Snapshot, engine: Engine) -> Judged {
    judge(std::slice::from_ref(snapshot), &Question::new(engine), None)
}

pub(crate) fn flux(yaml: &str) -> Report {
    judged(&snapshot_of(yaml), Engine::Flux).report
}

pub(crate) fn argocd(yaml: &str) -> Report {
    judged(&snapshot_of(yaml), Engine::ArgoCd).report
}

pub(crate) fn rules(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|it| it.rule.as_str()).collect()
}

/// Calls a tool with a folder as its only root.
pub(crate) fn call(root: &Path, tool: &str, arguments: &Value) -> Result<Answer, Failure> {
    call_with(root, &Targets::default(), tool, arguments)
}

pub(crate) fn call_with(
    root: &Path,
    targets: &Targets,
    tool: &str,
    arguments: &Value,
) -> Result<Answer, Failure> {
    let roots = Roots::new(&[root.to_owned()], None).unwrap();
    let context = Context {
        roots: &roots,
        targets,
        watch: &Unwatched,
        whole: false,
    };
    tools::find(tool)
        .unwrap()
        .call(&context, arguments.as_object().unwrap().clone())
}

/// A configuration file as the program reads it.
pub(crate) fn targets_of(toml: &str) -> Targets {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, toml).unwrap();
    let config = gitops_mcp::config::Config::load(Some(&path)).unwrap();
    Targets {
        kubeconfig: Vec::new(),
        ..config.targets().unwrap()
    }
}
