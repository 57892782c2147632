//! Prompts: one Markdown file each, rendered for the tools that this server has.

use std::collections::BTreeSet;

use rmcp::ErrorData;
use rmcp::model::{
    CacheScope, GetPromptRequestParams, GetPromptResult, ListPromptsResult, PaginatedRequestParams,
    Prompt, PromptArgument, PromptMessage, Role,
};

use super::lists::{TTL_MS, page};
use crate::knowledge::prompts;
use crate::tools::Tool;

/// The prompts with their arguments.
pub(super) fn list(
    request: Option<&PaginatedRequestParams>,
) -> Result<ListPromptsResult, ErrorData> {
    let (page, next_cursor) = page("prompts", prompts::all(), request)?;
    let listed = page.iter().map(prompt).collect();
    let mut result = ListPromptsResult::with_all_items(listed)
        .with_ttl_ms(TTL_MS)
        .with_cache_scope(CacheScope::Public);
    result.next_cursor = next_cursor;
    Ok(result)
}

/// A prompt for these arguments and tools.
pub(super) fn get(
    request: &GetPromptRequestParams,
    tools: &[&Tool],
) -> Result<GetPromptResult, ErrorData> {
    let names: BTreeSet<String> = tools.iter().map(|tool| tool.name.to_owned()).collect();
    let given = request.arguments.clone().unwrap_or_default();
    let text = prompts::render(&request.name, &given, &names)
        .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
    let description = prompts::find(&request.name).map_or("", |prompt| prompt.description.as_str());
    Ok(
        GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)])
            .with_description(description),
    )
}

fn prompt(prompt: &prompts::Prompt) -> Prompt {
    let arguments = prompt
        .arguments
        .iter()
        .map(|argument| {
            PromptArgument::new(&argument.name)
                .with_description(&argument.description)
                .with_required(argument.required)
        })
        .collect();
    Prompt::new(&prompt.name, Some(&prompt.description), Some(arguments)).with_title(&prompt.title)
}
