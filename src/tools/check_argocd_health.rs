use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::health::{self, Listed};
use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, names, paging, schema};
use crate::checks::health::Question;
use crate::data::catalogue::Engine;
use crate::model::Detail;

pub(super) static TOOL: Tool = Tool {
    name: "check_argocd_health",
    title: "Check the health of Argo CD",
    description: "What is wrong with the Applications, ApplicationSets, projects, repositories and clusters of Argo CD, and why? Finds the resource that fails inside a failed sync, tells the deepest cause once with what follows counted, and the fix in Git. Reads a cluster or an export.",
    input: schema::input::<Arguments>,
    output: schema::output::<super::HealthReport>,
    open_world: true,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Context, configured target, `export:<path>`, or `*` for all (default: current context)
    #[schemars(extend("examples" = ["export:cluster.yaml"]))]
    target: Option<String>,
    /// Only this namespace
    namespace: Option<String>,
    /// Only this AppProject
    project: Option<String>,
    /// Only objects of this name
    name: Option<String>,
    /// Labels, `team=web,tier`
    selector: Option<String>,
    /// Server URL or name of the destination cluster
    destination: Option<String>,
    /// A commit or version: where has it arrived, where not, why?
    revision: Option<String>,
    /// all lists healthy objects too
    show: Option<Listed>,
    /// Checkout of the repository, to name file and line
    path: Option<String>,
    /// Most findings of an answer (default 20)
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    /// `next_cursor` of the answer before
    cursor: Option<String>,
    /// full adds related places and all evidence
    detail: Option<Detail>,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let asked = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    let question = Question {
        namespace: arguments.namespace,
        project: arguments.project,
        selector: arguments
            .selector
            .as_deref()
            .map_or(Ok(Vec::new()), names::selector)?,
        destination: arguments.destination,
        name: arguments.name,
        revision: arguments.revision,
        show: arguments.show.unwrap_or_default().into(),
        ..Question::new(Engine::ArgoCd)
    };
    names::check(&question)?;
    let judged = health::answer(
        context,
        arguments.target.as_deref(),
        &question,
        arguments.path.as_deref(),
    )?;
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail: arguments.detail.unwrap_or_default(),
        whole: context.whole,
    };
    health::page(judged, &asked, &wanted)
}
