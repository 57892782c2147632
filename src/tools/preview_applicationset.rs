use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::beside::{Application, Beside, Destination, Source};
use super::paging::{self, Wanted};
use super::{Answer, Context, Failure, Tool, arguments, rows, schema, target_clusters};
use crate::checks::repo::preview::{
    Change, NoPreview, Outcome, PreviewQuestion, preview, read_cluster,
};
use crate::model::{Detail, Report};

pub(super) static TOOL: Tool = Tool {
    name: "preview_applicationset",
    title: "Preview an ApplicationSet",
    description: "Which Argo CD Applications would these ApplicationSets make, and what would a change add, change or remove (and prune)? Expands all generators and templates from files, without Argo CD.",
    input: schema::input::<Arguments>,
    output: schema::output::<Previewed>,
    open_world: false,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Repository folder or one file
    #[schemars(extend("examples" = ["."]))]
    path: Option<String>,
    /// YAML text instead of files
    #[schemars(length(max = 262_144))]
    manifest: Option<String>,
    /// Checkouts of other repositories, [{url, path}]
    repositories: Option<Vec<Map<String, Value>>>,
    /// [{name, server, labels, annotations, project}]
    clusters: Option<Vec<Map<String, Value>>>,
    /// File with those or with cluster Secrets, or a target
    clusters_from: Option<String>,
    /// What outside generators give, {"pullRequest": [{…}]}
    parameters: Option<Map<String, Value>>,
    /// Revision of path to compare with
    compare_to: Option<String>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    cursor: Option<String>,
    detail: Option<Detail>,
}

/// The shape of the answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Previewed {
    #[serde(flatten)]
    report: Report,
    applications: Vec<Application>,
    applications_omitted: u64,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let question = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    if arguments.path.is_none() && arguments.manifest.is_none() {
        return Err(refused(
            "neither `path` nor `manifest` is given",
            "give `path` (a repository or one file) or `manifest` (the YAML text)",
        ));
    }
    let mut given = clusters(arguments.clusters)?;
    let from = arguments.clusters_from.as_deref();
    let target = from.filter(|from| target_clusters::is_target(context, from));
    if let Some(target) = target {
        let known = target_clusters::read(context, target)?;
        given.get_or_insert_default().extend(known);
    }
    let asked = PreviewQuestion {
        path: arguments.path.as_deref(),
        manifest: arguments.manifest.as_deref(),
        repositories: repositories(arguments.repositories.unwrap_or_default())?,
        clusters: given,
        clusters_from: from.filter(|_| target.is_none()),
        parameters: arguments.parameters.unwrap_or_default(),
        compare_to: arguments.compare_to.as_deref(),
    };
    let (report, outcomes) =
        preview(context.roots, &asked, context.watch).map_err(|error| failed(&error))?;
    let applications = outcomes.into_iter().map(shown).collect();
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail: arguments.detail.unwrap_or_default(),
        whole: context.whole,
    };
    rows::page(
        (report, applications),
        &Beside::Applications,
        &question,
        &wanted,
    )
}

fn refused(what: &str, hint: &str) -> Failure {
    Failure {
        what: "preview_applicationset: the arguments were refused.".to_owned(),
        causes: vec![what.to_owned()],
        hint: hint.to_owned(),
    }
}

fn repositories(given: Vec<Map<String, Value>>) -> Result<Vec<(String, String)>, Failure> {
    given
        .iter()
        .map(|one| {
            let text = |key: &str| {
                one.get(key)
                    .and_then(Value::as_str)
                    .filter(|text| !text.trim().is_empty())
                    .map(str::to_owned)
            };
            match (text("url"), text("path"), one.len()) {
                (Some(url), Some(path), 2) => Ok((url, path)),
                _ => Err(refused(
                    "an entry of `repositories` is no {url, path}",
                    "give the address that generators use and the folder of a checkout",
                )),
            }
        })
        .collect()
}

fn clusters(
    given: Option<Vec<Map<String, Value>>>,
) -> Result<Option<Vec<crate::appset::world::Cluster>>, Failure> {
    let read = |one: Map<String, Value>| {
        read_cluster(&Value::Object(one)).map_err(|reason| {
            refused(
                &format!("`clusters`: {reason}"),
                "give [{\"name\": …, \"server\": …, \"labels\": {…}}]",
            )
        })
    };
    given
        .map(|all| all.into_iter().map(read).collect())
        .transpose()
}

fn failed(error: &NoPreview) -> Failure {
    let hint = match error {
        NoPreview::Path(error) => return super::unreadable(error),
        NoPreview::File { .. } => {
            "give a YAML or JSON file with a list of clusters or with exported cluster Secrets, or name a target"
        }
        NoPreview::Revision(_) => {
            "name a branch, a tag, a commit or `HEAD~1` of this copy; a shallow copy has to be fetched deeper first"
        }
        NoPreview::CompareWithoutPath => "add `path`, the checkout whose revision is meant",
        NoPreview::NoApplicationSet => {
            "give a folder or a file with objects of kind ApplicationSet"
        }
    };
    Failure::new(format!("{error}."), hint)
}

fn shown(outcome: Outcome) -> Application {
    let change = outcome.change.map(|change| match change {
        Change::Removed => "removed",
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Unchanged => "unchanged",
    });
    let to = outcome.destination;
    Application {
        name: outcome.name,
        namespace: outcome.namespace,
        project: outcome.project,
        destination: Destination {
            name: to.name,
            server: to.server,
            namespace: to.namespace,
        },
        sources: outcome
            .sources
            .into_iter()
            .map(|source| Source {
                repo_url: source.repo_url,
                path: source.path,
                chart: source.chart,
                target_revision: source.target_revision,
            })
            .collect(),
        change: change.map(str::to_owned),
        changed: outcome.changed,
    }
}
