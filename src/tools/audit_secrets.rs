use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::paging::Wanted;
use super::{Answer, Context, Failure, Tool, arguments, known, paging, schema};
use crate::checks::secrets;
use crate::clients::history::HistoryError;
use crate::model::{Detail, Report};

pub(super) static TOOL: Tool = Tool {
    name: "audit_secrets",
    title: "Audit secrets of a repository",
    description: "Does this repository leak secrets, now or in its history, and is its encryption (SOPS, Sealed Secrets, External Secrets) sound? Never shows a value.",
    input: schema::input::<Arguments>,
    output: schema::output::<Report>,
    open_world: false,
    run,
};

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Folder of the repository
    path: String,
    /// Also judge all versions in Git, and name the commits
    history: Option<bool>,
    /// Only history after this date (`2026-01-31`) or revision
    since: Option<String>,
    /// Only what is new since this revision
    compare_to: Option<String>,
    /// File of known findings
    baseline: Option<String>,
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    cursor: Option<String>,
    detail: Option<Detail>,
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
    let report = match (arguments.history, arguments.since) {
        (Some(true), since) => {
            let since = since.or(arguments.compare_to);
            secrets::audit_with_history(&repository, since.as_deref(), &known, context.watch)
                .map_err(|error| no_history(&error))?
        }
        (_, Some(_)) => return Err(only_with_history()),
        (_, None) => secrets::audit(&repository, &known, context.watch),
    };
    let wanted = Wanted {
        limit: arguments.limit,
        cursor: arguments.cursor.as_deref(),
        detail: arguments.detail.unwrap_or_default(),
        whole: context.whole,
    };
    paging::page(report, &question, &wanted)
}

fn no_history(error: &HistoryError) -> Failure {
    Failure::new(
        format!("{error}."),
        "leave out `history` to judge the files as they are, or correct `since`",
    )
}

fn only_with_history() -> Failure {
    Failure::new(
        "`since` narrows history, which was not asked for.",
        "add `history=true`, or leave out `since`",
    )
}
