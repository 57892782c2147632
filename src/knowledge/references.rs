//! References: long pages of Markdown, `references/<topic>.md`.

use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/references");

/// Every reference, in the order of their topics.
static ALL: LazyLock<Vec<Reference>> = LazyLock::new(|| {
    let mut all: Vec<Reference> = FILES.files().filter_map(load).collect();
    all.sort_by_key(|reference| reference.topic);
    all
});

/// One page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name of the file without its ending, as in `gitops://references/{topic}`.
    pub topic: &'static str,
    /// The first heading.
    pub title: &'static str,
    /// The first paragraph below the heading.
    pub summary: &'static str,
    /// The whole page.
    pub body: &'static str,
}

/// Every reference, in the order of their topics.
#[must_use]
pub fn all() -> &'static [Reference] {
    &ALL
}

/// The reference with exactly this topic.
#[must_use]
pub fn find(topic: &str) -> Option<&'static Reference> {
    ALL.iter().find(|reference| reference.topic == topic)
}

fn load(file: &'static File<'static>) -> Option<Reference> {
    let topic = file.path().to_str()?.strip_suffix(".md")?;
    let body = file.contents_utf8()?;
    let (title, below) = heading(body)?;
    Some(Reference {
        topic,
        title,
        summary: first_paragraph(below),
        body,
    })
}

/// The text of the first heading of the first level, and what follows it.
fn heading(body: &'static str) -> Option<(&'static str, &'static str)> {
    let start = if body.starts_with("# ") {
        0
    } else {
        body.find("\n# ")? + 1
    };
    let line = body.get(start..)?;
    let (title, below) = line.split_once('\n').unwrap_or((line, ""));
    Some((title.trim_start_matches("# ").trim(), below))
}

fn first_paragraph(below: &'static str) -> &'static str {
    below
        .split("\n\n")
        .map(str::trim)
        .find(|paragraph| !paragraph.is_empty() && !paragraph.starts_with("<!--"))
        .unwrap_or_default()
}
