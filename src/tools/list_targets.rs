use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, paging, schema};
use crate::checks::health::{Runs, engines};
use crate::clients::cluster::{Depth, EXPORT, Snapshot};
use crate::model::{Coverage, Detail, Report, Why};

pub(super) static TOOL: Tool = Tool {
    name: "list_targets",
    title: "List what can be asked",
    description: "What can I ask? Clusters, configured targets, exports; for `target` also which engines, versions and controllers run there.",
    input: schema::input::<Arguments>,
    output: schema::output::<TargetList>,
    open_world: true,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Context, configured name, `export:<path>`, `*`
    target: Option<String>,
}

/// Targets, and what runs in those that were looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetList {
    #[serde(flatten)]
    pub report: Report,
    pub targets: Vec<Listed>,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    pub name: String,
    /// Absent where it was not looked into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reachable: Option<bool>,
    pub engines: Vec<Runs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let question = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    let mut coverage = Coverage::default();
    let targets = match arguments.target.as_deref() {
        None => known(context),
        Some("*") => context
            .targets
            .names()
            .into_iter()
            .map(|name| look(context, &name, &mut coverage))
            .collect(),
        Some(name) => {
            let snapshot = super::health::read(context, Some(name), Depth::Whole)?.0;
            snapshot
                .iter()
                .map(|one| seen(one, &mut coverage))
                .collect()
        }
    };
    coverage.seen("target", targets.len() as u64);
    let subject = format!("{} targets", targets.len());
    let words = if targets.is_empty() {
        "No target is configured and there is no kubeconfig; `export:<path>` reads objects from files.".to_owned()
    } else {
        format!("{subject}.")
    };
    let wanted = Wanted {
        limit: None,
        cursor: None,
        detail: Detail::Summary,
        whole: context.whole,
    };
    let report = Report::new(coverage, Vec::new(), &subject, &words);
    let Answer::Report(report, _) = paging::page(report, &question, &wanted)? else {
        return Err(Failure::new(
            "the answer could not be cut to a page.",
            "ask for one target",
        ));
    };
    Ok(Answer::Targets(TargetList { report, targets }))
}

/// The names, without contacting anything.
fn known(context: &Context<'_>) -> Vec<Listed> {
    let named = context.targets.names();
    let contexts = context.targets.contexts();
    let current = contexts.current.as_deref();
    let all: BTreeSet<&String> = named.iter().chain(&contexts.names).collect();
    all.into_iter()
        .map(|name| Listed {
            name: crate::model::clean::clean(name, 200),
            reachable: None,
            engines: Vec::new(),
            note: (current == Some(name)).then(|| "current context".to_owned()),
        })
        .collect()
}

fn look(context: &Context<'_>, name: &str, coverage: &mut Coverage) -> Listed {
    match context.targets.read(context.roots, name, context.watch) {
        Ok(snapshot) => seen(&snapshot, coverage),
        Err(error) => {
            coverage.skip(
                format!("the target {name}"),
                Why::Unreachable,
                error.to_string(),
            );
            Listed {
                name: name.to_owned(),
                reachable: Some(false),
                engines: Vec::new(),
                note: Some(error.to_string()),
            }
        }
    }
}

fn seen(snapshot: &Snapshot, coverage: &mut Coverage) -> Listed {
    for part in &snapshot.skipped {
        coverage.skip(&part.what, part.why, &part.hint);
    }
    let what = if snapshot.target.starts_with(EXPORT) {
        "export"
    } else {
        "target"
    };
    Listed {
        name: snapshot.target.clone(),
        reachable: Some(true),
        engines: engines(snapshot),
        note: Some(format!(
            "{what} of {}, {} objects",
            snapshot.taken_at,
            snapshot.objects.len()
        )),
    }
}

impl TargetList {
    pub(super) fn markdown(&self) -> String {
        let mut out = crate::output::markdown::report(&self.report);
        for target in &self.targets {
            let reachable = match target.reachable {
                Some(true) => ", reachable",
                Some(false) => ", not reachable",
                None => "",
            };
            let note = target
                .note
                .as_deref()
                .map_or(String::new(), |note| format!(": {note}"));
            out.push_str(&format!(
                "- {}{reachable}{note}\n",
                crate::model::clean::code(&target.name, 200)
            ));
            for engine in &target.engines {
                out.push_str(&format!("  - {}\n", engine.sentence()));
            }
        }
        out
    }
}
