//! Completions for every prompt argument and every variable of a resource address.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use super::resources::TEMPLATES;
use crate::clients::repository::Roots;
use crate::knowledge::prompts::{self, Completes};
use crate::model::clean::echo;
use crate::{checks, docs};

/// At most 100 values, those that begin with what was typed before those that only contain it.
pub(super) fn complete(
    request: &CompleteRequestParams,
    roots: &Roots,
) -> Result<CompleteResult, ErrorData> {
    let argument = &request.argument;
    let candidates = match &request.r#ref {
        Reference::Prompt(reference) => {
            for_prompt(&reference.name, &argument.name, &argument.value, roots)?
        }
        Reference::Resource(reference) => for_resource(&reference.uri, &argument.name)?,
        _ => {
            return Err(ErrorData::invalid_params(
                "completions are for prompts and resource templates",
                None,
            ));
        }
    };
    let typed = argument.value.to_lowercase();
    let mut matching: Vec<String> = candidates
        .into_iter()
        .filter(|candidate| candidate.to_lowercase().contains(&typed))
        .collect();
    matching.sort_by_key(|candidate| !candidate.to_lowercase().starts_with(&typed));
    let total = matching.len();
    matching.truncate(CompletionInfo::MAX_VALUES);
    let more = total > matching.len();
    CompletionInfo::with_pagination(matching, u32::try_from(total).ok(), more)
        .map(CompleteResult::new)
        .map_err(|error| ErrorData::internal_error(error, None))
}

fn for_prompt(
    name: &str,
    argument: &str,
    typed: &str,
    roots: &Roots,
) -> Result<Vec<String>, ErrorData> {
    let prompt = prompts::find(name).ok_or_else(|| {
        ErrorData::invalid_params(format!("there is no prompt `{}`", echo(name)), None)
    })?;
    let known = prompt.arguments.iter().find(|each| each.name == argument);
    let known = known.ok_or_else(|| {
        ErrorData::invalid_params(
            format!("prompt `{name}` has no argument `{}`", echo(argument)),
            None,
        )
    })?;
    Ok(match &known.completes {
        Some(Completes::Rule) => checks::all()
            .into_iter()
            .map(|meta| meta.id.to_owned())
            .collect(),
        Some(Completes::Template) => below("gitops://templates/"),
        Some(Completes::Reference) => below("gitops://references/"),
        Some(Completes::Path) => roots.folders(typed, CompletionInfo::MAX_VALUES),
        // No tool of this build reaches a target: an empty list rather than a wait.
        Some(Completes::Target | Completes::Namespace) | None => Vec::new(),
        Some(Completes::Engine | Completes::Values(_)) => {
            known.values().into_iter().map(str::to_owned).collect()
        }
    })
}

fn for_resource(uri: &str, variable: &str) -> Result<Vec<String>, ErrorData> {
    TEMPLATES
        .iter()
        .find(|(prefix, name, ..)| *name == variable && uri == format!("{prefix}{{{name}}}"))
        .map(|(prefix, ..)| below(prefix))
        .ok_or_else(|| {
            ErrorData::invalid_params(
                format!(
                    "there is no resource template `{}` with a variable `{}`",
                    echo(uri),
                    echo(variable)
                ),
                None,
            )
        })
}

/// What stands behind a prefix of page addresses.
fn below(prefix: &str) -> Vec<String> {
    docs::pages()
        .iter()
        .filter_map(|page| page.uri.strip_prefix(prefix).map(str::to_owned))
        .collect()
}
