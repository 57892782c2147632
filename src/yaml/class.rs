//! Tells YAML and JSON from text that only has their name.

use std::path::Path;

use super::budget::Budget;
use super::document::Document;
use super::stream::parse;
use super::tree::{Kind, Node, Style};

/// What a file with a YAML or JSON name holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Yaml,
    Json,
    /// `{{ … }}` that a template engine must render first: not judged.
    HelmTemplate,
    Binary,
    OtherText,
}

/// Classifies a file by its name and content.
#[must_use]
pub fn classify(bytes: &[u8], path: &Path) -> Class {
    if is_binary(bytes) {
        return Class::Binary;
    }
    let templated = has_braces(bytes);
    if templated && in_templates_folder(path) {
        return Class::HelmTemplate;
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "tpl" | "gotmpl" => Class::HelmTemplate,
        "yaml" | "yml" if templated && looks_like_helm_template(bytes) => Class::HelmTemplate,
        "yaml" | "yml" => Class::Yaml,
        "json" => Class::Json,
        _ => Class::OtherText,
    }
}

/// Whether the braces in the text are template actions, not quoted text or block scalars of a
/// valid document. Reads the text, so ask only where that is not done anyway
/// (see [`super::Stream::is_template`]).
#[must_use]
pub fn looks_like_helm_template(bytes: &[u8]) -> bool {
    has_braces(bytes) && parse(bytes, &Budget::default()).is_template()
}

fn is_binary(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    !wide && bytes.iter().take(8_192).any(|byte| *byte == 0)
}

fn has_braces(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| matches!(pair, b"{{" | b"{%"))
}

/// A chart keeps its templates in a folder of this name.
fn in_templates_folder(path: &Path) -> bool {
    path.parent().is_some_and(|folder| {
        folder
            .components()
            .any(|part| part.as_os_str() == "templates")
    })
}

/// Whether broken YAML has an action where YAML would have a value or a key.
pub(crate) fn has_template_action(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let starts = ["{{", "{%", "- {{", "- {%"];
        starts.iter().any(|start| line.starts_with(start))
            || [": {{", "{{-", "-}}", "{%-"]
                .iter()
                .any(|action| line.contains(action))
    })
}

/// Line of the first `{{ … }}` that YAML took for a mapping whose key is a mapping.
pub(crate) fn has_template_mapping(document: &Document) -> Option<u32> {
    document
        .walk()
        .find(|node| is_braced(*node))
        .map(Node::line)
}

fn is_braced(node: Node<'_>) -> bool {
    let flow = !node.is_alias() && node.kind() == Kind::Mapping && node.style() == Style::Flow;
    flow && node.entries().next().is_some_and(|(key, _)| {
        !key.is_alias() && key.kind() == Kind::Mapping && key.span().start == node.span().start + 1
    })
}
