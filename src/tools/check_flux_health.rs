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
    name: "check_flux_health",
    title: "Check the health of Flux",
    description: "What is wrong with Flux sources, Kustomizations, HelmReleases, image automation, notification, controllers, and why? Tells the deepest cause once, counts what follows, names the fix in Git.",
    input: schema::input::<Arguments>,
    output: schema::output::<super::HealthReport>,
    open_world: true,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Context, configured name or `export:<path>`, `*` for all
    target: Option<String>,
    namespace: Option<String>,
    #[schemars(extend("examples" = ["Kustomization"]))]
    kind: Option<String>,
    name: Option<String>,
    /// Commit: where has it arrived?
    revision: Option<String>,
    /// all adds healthy ones
    show: Option<Listed>,
    /// Checkout, to name files
    path: Option<String>,
    /// Default 20
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    /// `next_cursor`
    cursor: Option<String>,
    /// full adds evidence
    detail: Option<Detail>,
}

fn run(context: &Context<'_>, given: Map<String, Value>) -> Result<Answer, Failure> {
    let asked = paging::question(TOOL.name, &given);
    let arguments: Arguments = arguments::read(TOOL.name, &(TOOL.input)(), given)?;
    let question = Question {
        namespace: arguments.namespace,
        kind: arguments.kind,
        name: arguments.name,
        revision: arguments.revision,
        show: arguments.show.unwrap_or_default().into(),
        ..Question::new(Engine::Flux)
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
