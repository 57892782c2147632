use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::beside::{Beside, Step};
use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, health, known, paging, schema};
use crate::checks::upgrade::{self, Asked, Gathered, Hop, NoPlan, Place};
use crate::data::changes::Change;
use crate::model::clean::clean;
use crate::model::{Affects, Coverage, Detail, Report};

pub(super) static TOOL: Tool = Tool {
    name: "plan_upgrade",
    title: "Plan an upgrade",
    description: "What breaks in this repository or cluster at another version of Argo CD, Flux, Kubernetes, a secrets operator, Rollouts or Flagger? Steps in order, with patches.",
    input: schema::input::<Arguments>,
    output: schema::output::<Planned>,
    open_world: true,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Folder of the repository
    path: Option<String>,
    /// More folders
    paths: Option<Vec<String>>,
    /// Cluster too: context, configured name, `export:<path>`, `*`
    target: Option<String>,
    /// What to upgrade; default: all that the repository uses
    #[schemars(extend("enum" = ["argocd", "flux", "kubernetes", "external-secrets", "sealed-secrets", "argo-rollouts", "flagger"]))]
    component: Option<String>,
    /// Version to end with, needs `component`; default: newest known
    to: Option<String>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    cursor: Option<String>,
    detail: Option<Detail>,
}

/// The shape of the answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Planned {
    #[serde(flatten)]
    report: Report,
    steps: Vec<Step>,
}

/// Changes of a step that are named in a summary.
const NAMED: usize = 2;
/// Fingerprints of a step that are named.
const PRINTS: usize = 5;

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let question = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    if arguments.to.is_some() && arguments.component.is_none() {
        return Err(Failure::new(
            "`to` is the version of one component, and none is named.",
            "add `component`, for example `component=flux`, or leave out `to`",
        ));
    }
    let mut coverage = Coverage::default();
    let places = places(context, &arguments, &mut coverage)?;
    let asked = Asked {
        component: arguments.component.as_deref(),
        to: arguments.to.as_deref(),
    };
    let plan = upgrade::plan(places, &asked, coverage).map_err(|error| no_plan(&error))?;
    let detail = arguments.detail.unwrap_or_default();
    let named = if detail == Detail::Full {
        usize::MAX
    } else {
        NAMED
    };
    let steps = plan
        .steps
        .into_iter()
        .map(|step| told(step, named))
        .collect();
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail,
        whole: context.whole,
    };
    paging::page_beside((plan.report, Beside::Steps(steps)), &question, &wanted)
}

/// Reads the repositories and targets that are named.
fn places(
    context: &Context<'_>,
    arguments: &Arguments,
    coverage: &mut Coverage,
) -> Result<Vec<Place>, Failure> {
    let more = arguments.paths.as_deref().unwrap_or_default();
    let mut paths: Vec<&String> = arguments.path.iter().chain(more).collect();
    paths.sort();
    paths.dedup();
    if paths.is_empty() && arguments.target.is_none() {
        return Err(Failure::new(
            "nothing is named that could be read.",
            "add `path` (a folder), `target` (a cluster or `export:<path>`), or both",
        ));
    }
    let mut places = Vec::new();
    for path in &paths {
        let repository = context
            .roots
            .open(path)
            .map_err(|error| super::unreadable(&error))?;
        let known = known::open(&repository, None, None)?;
        let name = (paths.len() > 1).then(|| clean(path, 200));
        places.push(Place::repository(
            &repository,
            (known, name.as_deref()),
            context.watch,
        ));
    }
    if let Some(target) = arguments.target.as_deref() {
        let (read, skipped) = health::read_each(context, Some(target), |name| {
            let gathered = Gathered::default();
            let watching = (context.watch, Some(&gathered.hook()));
            let snapshot = context.targets.read_whole(context.roots, name, watching)?;
            Ok(Place::target(&snapshot, &gathered))
        })?;
        places.extend(read);
        coverage.skipped.extend(skipped);
    }
    Ok(places)
}

fn told((hop, findings, by_hand): (Hop, Vec<String>, Vec<&'static Change>), named: usize) -> Step {
    let changes = by_hand.iter().map(|change| change.what.to_owned());
    Step {
        component: hop.component.to_owned(),
        from: hop.from,
        to: hop.to,
        kubernetes: hop
            .kubernetes
            .map(|(oldest, newest)| format!("{oldest} to {newest}")),
        findings: Affects {
            count: findings.len() as u64,
            first: findings.into_iter().take(PRINTS).collect(),
        },
        by_hand: Affects {
            count: by_hand.len() as u64,
            first: changes.take(named).collect(),
        },
    }
}

fn no_plan(error: &NoPlan) -> Failure {
    let hint = match error {
        NoPlan::NoVersion(_) => {
            "write it as `2.9` or `2.9.5`; without `to` the plan ends with the newest known release"
        }
        NoPlan::Newer { .. } => {
            "plan to a version that this build knows, and read the project's own notes beyond it; a newer gitops-mcp may know more"
        }
        NoPlan::Backwards { .. } => "a plan leads to a newer version; check `component` and `to`",
    };
    Failure::new(format!("{error}."), hint)
}
