//! Resources: references, templates, the rule index and the rule pages.

use rmcp::ErrorData;
use rmcp::model::{
    CacheScope, ListResourceTemplatesResult, ListResourcesResult, PaginatedRequestParams,
    ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};

use serde_json::json;

use super::lists::{TTL_MS, page};
use crate::docs::{self, Page};
use crate::model::clean::clean;

/// The variables of resource addresses: prefix, variable, and what it is.
pub(super) const TEMPLATES: [(&str, &str, &str, &str); 3] = [
    (
        "gitops://references/",
        "topic",
        "Reference",
        "Background on one topic: how it works, how to decide, complete examples, failure modes",
    ),
    (
        "gitops://templates/",
        "path",
        "Template",
        "A production-ready file, rendered with example values; `render_template` takes parameters",
    ),
    (
        "gitops://rules/",
        "id",
        "Rule",
        "What a rule checks, why it matters and how to mend it",
    ),
];

/// The pages, as resources.
pub(super) fn list(
    request: Option<&PaginatedRequestParams>,
) -> Result<ListResourcesResult, ErrorData> {
    let (page, next_cursor) = page("resources", docs::pages(), request)?;
    let resources = page.iter().map(resource).collect();
    let mut result = ListResourcesResult::with_all_items(resources)
        .with_ttl_ms(TTL_MS)
        .with_cache_scope(CacheScope::Public);
    result.next_cursor = next_cursor;
    Ok(result)
}

/// The address templates.
pub(super) fn templates(
    request: Option<&PaginatedRequestParams>,
) -> Result<ListResourceTemplatesResult, ErrorData> {
    let (page, next_cursor) = page("resources/templates", &TEMPLATES, request)?;
    let templates = page
        .iter()
        .map(|(prefix, variable, title, description)| {
            ResourceTemplate::new(format!("{prefix}{{{variable}}}"), title.to_lowercase())
                .with_title(*title)
                .with_description(*description)
        })
        .collect();
    let mut result = ListResourceTemplatesResult::with_all_items(templates)
        .with_ttl_ms(TTL_MS)
        .with_cache_scope(CacheScope::Public);
    result.next_cursor = next_cursor;
    Ok(result)
}

/// The text of a page. Nothing but the list is looked at, so no address opens anything.
pub(super) fn read(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let Some(page) = docs::page(uri) else {
        let near = docs::nearest_pages(uri);
        let hint = if near.is_empty() {
            "resources/list shows all".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        return Err(ErrorData::resource_not_found(
            format!("there is no resource {}; {hint}", clean(uri, 120)),
            Some(json!({"uri": clean(uri, 256)})),
        ));
    };
    let contents =
        ResourceContents::text(page.text.clone(), &page.uri).with_mime_type(page.media_type);
    Ok(ReadResourceResult::new(vec![contents])
        .with_ttl_ms(TTL_MS)
        .with_cache_scope(CacheScope::Public))
}

fn resource(page: &Page) -> Resource {
    Resource::new(&page.uri, &page.name)
        .with_title(&page.title)
        .with_description(&page.description)
        .with_mime_type(page.media_type)
        .with_size(page.text.len() as u64)
}
