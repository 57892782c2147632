use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::beside::{Beside, Deployment, Layout, Pattern, Source};
use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, known, paging, rows, schema};
use crate::checks::repo;
use crate::clients::history::HistoryError;
use crate::model::{Detail, Report};

pub(super) static TOOL: Tool = Tool {
    name: "validate_repo",
    title: "Validate a GitOps repository",
    description: "Will Argo CD or Flux accept this repository? Judges references, schemas, cycles, duplicates, sync policies, images; offers patches.",
    input: schema::input::<Arguments>,
    output: schema::output::<Validated>,
    open_world: false,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Folder of the repository
    path: String,
    /// Only rules of one engine (default both)
    engine: Option<Engine>,
    /// Judge this branch, tag or commit, not the files
    revision: Option<String>,
    /// Only what is new since this revision
    compare_to: Option<String>,
    /// File of known findings
    baseline: Option<String>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    cursor: Option<String>,
    /// full also names images and hosts
    detail: Option<Detail>,
}

/// The shape of the answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Validated {
    #[serde(flatten)]
    report: Report,
    /// What deploys what, from where, to which cluster; behind the findings in one list.
    deployments: Vec<Deployment>,
    deployments_omitted: u64,
    layout: Layout,
}

/// The engine whose rules are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Engine {
    Argocd,
    Flux,
    Both,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let question = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    let repository = context
        .roots
        .open(&arguments.path)
        .map_err(|error| super::unreadable(&error))?;
    let known = known::open(
        &repository,
        arguments.baseline.as_deref(),
        arguments.compare_to.as_deref(),
    )?;
    let detail = arguments.detail.unwrap_or_default();
    let asked = repo::Question {
        engine: match arguments.engine {
            Some(Engine::Argocd) => Some(repo::Engine::ArgoCd),
            Some(Engine::Flux) => Some(repo::Engine::Flux),
            Some(Engine::Both) | None => None,
        },
        revision: arguments.revision.as_deref(),
        names: detail == Detail::Full,
    };
    let inspected = repo::inspect(&repository, &asked, (&known, context.watch))
        .map_err(|error| no_revision(&error))?;
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail,
        whole: context.whole,
    };
    let deployments = inspected.deployments.into_iter().map(deployment).collect();
    let layout = Box::new(layout(inspected.layout));
    let beside = |rows, omitted| Beside::Inventory(rows, omitted, layout.clone());
    rows::page((inspected.report, deployments), &beside, &question, &wanted)
}

fn deployment(row: repo::Deployment) -> Deployment {
    let taken = |taken: repo::Taken| Source {
        repo_url: taken.repository,
        path: taken.path,
        chart: taken.chart,
        target_revision: taken.revision,
    };
    Deployment {
        object: row.object,
        file: format!("{}:{}", row.file, row.line),
        sources: row.sources.into_iter().map(taken).collect(),
        cluster: row.cluster,
        namespace: row.namespace,
    }
}

fn layout(layout: repo::Layout) -> Layout {
    let pattern = |pattern: repo::Pattern| Pattern {
        name: pattern.name.to_owned(),
        count: pattern.count,
        first: pattern.first,
    };
    Layout {
        repositories: layout.repositories.to_owned(),
        patterns: layout.patterns.into_iter().map(pattern).collect(),
        environments: layout.environments,
        notes: layout.notes,
    }
}

fn no_revision(error: &HistoryError) -> Failure {
    Failure::new(
        format!("{error}."),
        "name a branch, a tag or a commit of this copy as `revision`, or leave it out",
    )
}
