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
    /// Text that a template engine must render first, Helm's for the most part.
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
    let class = by_name(path);
    let templated = matches!(class, Class::Yaml | Class::Json) && has_braces(bytes);
    if templated
        && (in_templates_folder(path) || class == Class::Yaml && looks_like_helm_template(bytes))
    {
        return Class::HelmTemplate;
    }
    class
}

fn by_name(path: &Path) -> Class {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("")
        .to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let inner = stem.rsplit_once('.').map_or("", |(_, inner)| inner);
    match (extension, inner) {
        ("tpl" | "gotmpl", _) => Class::HelmTemplate,
        ("yaml" | "yml", engine) | (engine, "yaml" | "yml" | "json")
            if ENGINES.contains(&engine) =>
        {
            Class::HelmTemplate
        }
        ("yaml" | "yml", _) => Class::Yaml,
        ("json", _) => Class::Json,
        (copy, "yaml" | "yml") if COPIES.contains(&copy) => Class::Yaml,
        (copy, "json") if COPIES.contains(&copy) => Class::Json,
        _ => Class::OtherText,
    }
}

/// Endings of files for a template engine, before or behind the one of the format: `secret.yaml.j2`, `values.ftl.yaml`.
const ENGINES: [&str; 9] = [
    "tpl", "tmpl", "gotmpl", "template", "j2", "jinja", "jinja2", "erb", "ftl",
];
/// Endings that set a file aside and leave its content what it was: `secret.yaml.bak`.
const COPIES: [&str; 13] = [
    "bak", "backup", "old", "orig", "dec", "enc", "disabled", "off", "example", "sample", "dist",
    "txt", "save",
];

/// Whether the braces in the text are template actions, not quoted text or block scalars of a
/// valid document. Reads the text, so ask only where that is not done anyway
/// (see [`super::Stream::is_template`]).
#[must_use]
pub fn looks_like_helm_template(bytes: &[u8]) -> bool {
    has_braces(bytes) && parse(bytes, &Budget::default()).is_template()
}

fn is_binary(bytes: &[u8]) -> bool {
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    !wide && memchr::memchr(0, bytes.get(..8_192).unwrap_or(bytes)).is_some()
}

fn has_braces(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
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
        let line = line.trim();
        let starts = ["{{", "{%", "- {{", "- {%", "<#", "</#", "<%"];
        starts.iter().any(|start| line.starts_with(start))
            || [": {{", "{{-", "-}}", "{%-"]
                .iter()
                .any(|action| line.contains(action))
            || is_token(line)
            || opens_before_variable(line)
    })
}

/// `[host.${DOMAIN}:80]`: inside brackets the brace of a variable is no YAML until it is replaced.
fn opens_before_variable(line: &str) -> bool {
    line.split_once("${")
        .is_some_and(|(before, _)| before.contains(['[', '{']))
}

/// `<DOMAIN_NAME>` alone on a line, which an installer replaces.
fn is_token(line: &str) -> bool {
    let name = line
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    name.is_some_and(|name| {
        name.contains('_')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
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
