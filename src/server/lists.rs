//! What the lists share: stable order, pages, cache hints, and the protocol's form of a tool.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rmcp::ErrorData;
use rmcp::model::{CacheScope, ListToolsResult, PaginatedRequestParams, ToolAnnotations};

use crate::tools::Tool;

/// Lists and pages change only with the binary.
pub(super) const TTL_MS: u64 = 3_600_000;
/// Items of one page.
const PAGE: usize = 50;

/// The tools, in one page: there are never more than a page holds.
pub(super) fn tools(
    tools: &[&'static Tool],
    request: Option<&PaginatedRequestParams>,
) -> Result<ListToolsResult, ErrorData> {
    let (page, next_cursor) = page("tools", tools, request)?;
    let mut result = ListToolsResult::with_all_items(page.iter().map(|each| tool(each)).collect())
        .with_ttl_ms(TTL_MS)
        .with_cache_scope(CacheScope::Public);
    result.next_cursor = next_cursor;
    Ok(result)
}

/// Tools as the protocol shows them, by address: made once, since all answers that wait for a slow reader share their
/// schemas.
static MADE: LazyLock<Mutex<HashMap<usize, rmcp::model::Tool>>> = LazyLock::new(Mutex::default);

/// A tool as the protocol shows it, with all four hints.
pub(super) fn tool(tool: &'static Tool) -> rmcp::model::Tool {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(std::ptr::from_ref(tool).addr())
        .or_insert_with(|| make(tool))
        .clone()
}

fn make(tool: &'static Tool) -> rmcp::model::Tool {
    let hints = ToolAnnotations::with_title(tool.title)
        .read_only(true)
        .destructive(false)
        .idempotent(true)
        .open_world(tool.open_world);
    rmcp::model::Tool::new(tool.name, tool.description, Arc::new((tool.input)()))
        .with_title(tool.title)
        .with_raw_output_schema(Arc::new((tool.output)()))
        .with_annotations(hints)
}

/// One page of a list and the cursor of the next. A cursor names its list and its place; any other is refused.
pub(super) fn page<'a, T>(
    list: &str,
    items: &'a [T],
    request: Option<&PaginatedRequestParams>,
) -> Result<(&'a [T], Option<String>), ErrorData> {
    let start = match request.and_then(|request| request.cursor.as_deref()) {
        None => 0,
        Some(cursor) => place(list, cursor, items.len()).ok_or_else(|| {
            ErrorData::invalid_params(
                format!("the cursor does not belong to {list}/list; start again without it"),
                None,
            )
        })?,
    };
    let end = items.len().min(start + PAGE);
    let next = (end < items.len()).then(|| URL_SAFE_NO_PAD.encode(format!("{list}:{end}")));
    Ok((items.get(start..end).unwrap_or_default(), next))
}

fn place(list: &str, cursor: &str, len: usize) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let at: usize = text.strip_prefix(list)?.strip_prefix(':')?.parse().ok()?;
    (at > 0 && at < len && at.is_multiple_of(PAGE)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p26_pages_follow_each_other_and_foreign_cursors_are_refused() {
        let items: Vec<usize> = (0..120).collect();
        let mut seen = Vec::new();
        let mut request = None;
        loop {
            let (found, next) = page("resources", &items, request.as_ref()).unwrap();
            seen.extend_from_slice(found);
            let Some(next) = next else { break };
            request = Some(PaginatedRequestParams::default().with_cursor(Some(next)));
        }
        assert_eq!(seen, items);
        for bad in [
            "",
            "x",
            "cHJvbXB0czo1MA",
            &URL_SAFE_NO_PAD.encode("prompts:50"),
            &URL_SAFE_NO_PAD.encode("resources:7"),
        ] {
            let request = PaginatedRequestParams::default().with_cursor(Some(bad.to_owned()));
            assert!(page("resources", &items, Some(&request)).is_err(), "{bad}");
        }
    }
}
