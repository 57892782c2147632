//! Pages made from records: rule pages, the rule index, the tables of the README. `tests/docs.rs` keeps the files fresh.
//! And the one list of pages that resources, completions and the command line read.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::checks;
use crate::knowledge::{references, templates};
use crate::model::Meta;

/// The page of a rule: `gitops://rules/{id}` and `explain_rule`.
#[must_use]
pub fn rule_page(meta: &Meta) -> String {
    format!(
        "# {}\n\n`{}` · {} · applies to {} · since {}\n\n{}\n",
        meta.title,
        meta.id,
        meta.severity.name(),
        meta.applies_to.join(", "),
        meta.since,
        meta.docs.trim()
    )
}

/// The index of all rules: `gitops://rules` and `references/rules.md`.
#[must_use]
pub fn rule_index() -> String {
    let rules = checks::all();
    let mut page = format!(
        "# Rules\n\nThe {} rules of this build, by id; `explain_rule` and `gitops://rules/{{id}}` give the page of each.\n\n| rule | severity | problem |\n|---|---|---|\n",
        rules.len()
    );
    for meta in rules {
        let _ = writeln!(
            page,
            "| [`{0}`](gitops://rules/{0}) | {1} | {2} |",
            meta.id,
            meta.severity.name(),
            meta.title
        );
    }
    page
}

/// A page of knowledge, as a resource shows it.
#[derive(Debug, Clone)]
pub struct Page {
    /// `gitops://…`.
    pub uri: String,
    /// Last part of the address.
    pub name: String,
    /// For people.
    pub title: String,
    /// When to read it.
    pub description: String,
    /// `text/markdown`, or the type of the file.
    pub media_type: &'static str,
    /// The whole text.
    pub text: Cow<'static, str>,
}

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let mut pages: Vec<Page> = references().chain(templates()).chain(rules()).collect();
    pages.sort_by(|a, b| a.uri.cmp(&b.uri));
    pages
});

/// All pages, ordered by address.
#[must_use]
pub fn pages() -> &'static [Page] {
    &PAGES
}

/// Finds a page. `%2F` is read as `/`, as URI variables may carry it.
#[must_use]
pub fn page(uri: &str) -> Option<&'static Page> {
    let uri = uri.replace("%2F", "/").replace("%2f", "/");
    let at = PAGES
        .binary_search_by(|page| page.uri.as_str().cmp(&uri))
        .ok()?;
    PAGES.get(at)
}

/// The addresses that a wrong one was probably meant to be, at most five.
#[must_use]
pub fn nearest_pages(wrong: &str) -> Vec<&'static str> {
    let wrong: String = wrong.chars().take(200).collect();
    let mut near: Vec<(f64, &'static str)> = PAGES
        .iter()
        .map(|page| {
            (
                strsim::normalized_damerau_levenshtein(&wrong, &page.uri),
                page.uri.as_str(),
            )
        })
        .filter(|(likeness, _)| *likeness > 0.6)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().map(|(_, uri)| uri).take(5).collect()
}

fn references() -> impl Iterator<Item = Page> {
    references::all().iter().map(|reference| Page {
        uri: format!("gitops://references/{}", reference.topic),
        name: reference.topic.to_owned(),
        title: reference.title.to_owned(),
        description: reference.summary.to_owned(),
        media_type: "text/markdown",
        text: Cow::Borrowed(reference.body),
    })
}

fn templates() -> impl Iterator<Item = Page> {
    templates::all().iter().filter_map(|template| {
        Some(Page {
            uri: format!("gitops://templates/{}", template.path),
            name: template.path.clone(),
            title: template.title.clone(),
            description: template.description.clone(),
            media_type: template.media_type,
            text: Cow::Owned(templates::example(&template.path).ok()?),
        })
    })
}

fn rules() -> impl Iterator<Item = Page> {
    let index = Page {
        uri: "gitops://rules".to_owned(),
        name: "rules".to_owned(),
        title: "Rules".to_owned(),
        description: "All rules by id, with severity and problem".to_owned(),
        media_type: "text/markdown",
        text: Cow::Owned(rule_index()),
    };
    let pages = checks::all().into_iter().map(|meta| Page {
        uri: meta.docs_uri(),
        name: meta.id.to_owned(),
        title: meta.title.to_owned(),
        description: format!("What {} means and how to mend it", meta.id),
        media_type: "text/markdown",
        text: Cow::Owned(rule_page(meta)),
    });
    std::iter::once(index).chain(pages)
}
