use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, health, names, paging, schema, spokes};
use crate::checks::health::{Asked, Direction, Step, trace};
use crate::clients::cluster::{Depth, Snapshot, Targets};
use crate::model::clean::clean;
use crate::model::{Detail, Report};

pub(super) static TOOL: Tool = Tool {
    name: "trace_resource",
    title: "Trace an object",
    description: "Where does this object come from, what hangs on it, who uses it? Pod, owner, Application, Kustomization or HelmRelease, source, revision; where the chain breaks.",
    input: schema::input::<Arguments>,
    output: schema::output::<TraceReport>,
    open_world: true,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Context, configured name or `export:<path>`
    #[schemars(extend("examples" = ["export:cluster.yaml"]))]
    target: Option<String>,
    #[schemars(extend("examples" = ["Pod"]))]
    kind: String,
    namespace: Option<String>,
    #[schemars(extend("examples" = ["web-7d9f-abcde"]))]
    name: String,
    /// `up` to the source (default), `down` to the Pods, `used_by` for what refers to it
    direction: Option<Direction>,
    /// Checkout, to name files
    path: Option<String>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    cursor: Option<String>,
    /// full adds a Mermaid drawing
    detail: Option<Detail>,
}

/// A chain, where it breaks, and what is wrong with its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraceReport {
    #[serde(flatten)]
    pub report: Report,
    pub chain: Vec<Step>,
    /// The member, or what it follows from, that has to be mended first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<String>,
    /// The chain as a Mermaid flowchart; only with `detail=full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mermaid: Option<String>,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let question = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    names::kind(&arguments.kind)?;
    names::name("name", &arguments.name, 253)?;
    if let Some(namespace) = &arguments.namespace {
        names::name("namespace", namespace, 63)?;
    }
    let checkout = health::checkout(context, arguments.path.as_deref())?;
    let asked = Asked {
        kind: &arguments.kind,
        namespace: arguments.namespace.as_deref().unwrap_or(""),
        name: &arguments.name,
        direction: arguments.direction.unwrap_or_default(),
    };
    let mut snapshots = read(context, arguments.target.as_deref(), &asked)?;
    // What a hub deploys here carries no sign of its engine, so the hub is looked for.
    if let [spoke] = snapshots.as_slice()
        && spoke.grafts.is_empty()
        && trace(spoke, &asked, (None, context.watch)).is_some_and(|traced| !traced.is_applied)
    {
        let deploys = |hub: &Snapshot| {
            trace(hub, &asked, (None, context.watch)).is_some_and(|it| it.is_applied)
        };
        snapshots.extend(spokes::hub(context, spoke, deploys));
        snapshots.reverse();
    }
    let traced = snapshots
        .iter()
        .filter_map(|snapshot| trace(snapshot, &asked, (checkout.as_ref(), context.watch)))
        .reduce(|first, next| {
            if first.is_applied {
                first
            } else if next.is_applied {
                next
            } else {
                first
            }
        })
        .ok_or_else(|| not_found(&snapshots, &asked))?;
    let detail = arguments.detail.unwrap_or_default();
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail,
        whole: context.whole,
    };
    let Answer::Report(report, _) = paging::page(traced.report, &question, &wanted)? else {
        return Err(Failure::new(
            "the answer could not be cut to a page.",
            "ask again without `limit`",
        ));
    };
    Ok(Answer::Trace(TraceReport {
        report,
        mermaid: (detail == Detail::Full).then(|| mermaid(&traced.chain)),
        chain: traced.chain,
        broken_at: traced.broken_at,
    }))
}

/// Reads the target. Of a cluster Pods are read only where something is wrong, and where this question leads.
fn read(
    context: &Context<'_>,
    target: Option<&str>,
    asked: &Asked<'_>,
) -> Result<Vec<Snapshot>, Failure> {
    let with_pods_of = |pods_of: Vec<String>| {
        let targets = Targets {
            pods_of,
            ..context.targets.clone()
        };
        let context = Context {
            targets: &targets,
            ..*context
        };
        health::read(&context, target, Depth::Traced).map(|(snapshots, _)| snapshots)
    };
    let of_pods = ["Pod", "ReplicaSet"].contains(&asked.kind) && !asked.namespace.is_empty();
    if of_pods {
        return with_pods_of(vec![asked.namespace.to_owned()]);
    }
    let snapshots = with_pods_of(Vec::new())?;
    if asked.direction != Direction::Down {
        return Ok(snapshots);
    }
    let below: BTreeSet<String> = snapshots
        .iter()
        .filter_map(|snapshot| trace(snapshot, asked, (None, context.watch)))
        .flat_map(|traced| traced.without_pods)
        .collect();
    if below.is_empty() {
        return Ok(snapshots);
    }
    with_pods_of(below.into_iter().collect())
}

fn not_found(snapshots: &[Snapshot], asked: &Asked<'_>) -> Failure {
    let mut near: Vec<(f64, String)> = snapshots
        .iter()
        .flat_map(|snapshot| &snapshot.objects)
        .filter(|object| &*object.kind == asked.kind || object.name() == asked.name)
        .map(|object| {
            let shown = format!("{} {}/{}", object.kind, object.namespace(), object.name());
            (
                strsim::jaro_winkler(asked.name, object.name()),
                clean(&shown, 200),
            )
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let near: Vec<String> = near.into_iter().take(5).map(|(_, name)| name).collect();
    let name = clean(
        &format!("{} {}/{}", asked.kind, asked.namespace, asked.name),
        300,
    );
    Failure::new(
        format!("no such object: {name} is not in what was read, and no inventory lists it."),
        if ["Secret", "ConfigMap"].contains(&asked.kind) && asked.direction != Direction::UsedBy {
            "objects of this kind are not read; `direction=used_by` tells what refers to it"
                .to_owned()
        } else if near.is_empty() {
            "check kind, namespace and name, and whether the export holds this kind".to_owned()
        } else {
            format!("the nearest are {}", near.join(", "))
        },
    )
}

impl TraceReport {
    /// The chain as a small tree, then the findings.
    pub(super) fn markdown(&self) -> String {
        let mut out = String::from("```text\n");
        for step in &self.chain {
            let indent = "   ".repeat(step.depth.saturating_sub(1));
            let branch = if step.depth == 0 { "" } else { "└─ " };
            let role = if step.depth == 0 {
                String::new()
            } else {
                format!("{} ", step.role)
            };
            let note = step
                .note
                .as_deref()
                .map_or(String::new(), |note| format!("; {note}"));
            let line = format!(
                "{indent}{branch}{role}{} ({}{note})",
                step.object, step.health
            );
            out.push_str(&line.replace('`', "'"));
            out.push('\n');
        }
        out.push_str("```\n");
        if let Some(broken) = &self.broken_at {
            out.push_str(&format!(
                "Broken at {}\n",
                crate::model::clean::code(broken, 300)
            ));
        }
        if let Some(drawing) = &self.mermaid {
            out.push_str(&format!("```mermaid\n{drawing}```\n"));
        }
        out.push_str(&crate::output::markdown::report(&self.report));
        out
    }
}

/// A flowchart; labels hold no character that Mermaid would read.
fn mermaid(chain: &[Step]) -> String {
    let label = |text: &str| -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || " /.-:@".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect()
    };
    let mut out = String::from("flowchart TD\n");
    let mut parents: Vec<usize> = Vec::new();
    for (number, step) in chain.iter().enumerate() {
        out.push_str(&format!(
            "  n{number}[\"{}<br/>{}\"]\n",
            label(&step.object),
            label(&step.health)
        ));
        parents.truncate(step.depth);
        if let Some(parent) = parents.last() {
            out.push_str(&format!(
                "  n{parent} -->|{}| n{number}\n",
                label(&step.role)
            ));
        }
        parents.push(number);
    }
    out
}
