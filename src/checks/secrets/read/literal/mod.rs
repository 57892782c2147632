//! Credentials that stand in clear outside Secrets, in the places where GitOps repositories keep settings.

mod friend;
mod judge;
mod nested;
mod search;
mod shell;
mod template;
mod terraform;
pub(crate) mod tool_file;

pub(crate) use judge::verdict;
pub(crate) use nested::Outer;

use super::file::File;
use super::patch::{kustomizations, patches};
use super::settings_file::is_settings_file;
use crate::checks::secrets::value::pairs::{setting, settings};
use crate::data::tokens::Format;
use crate::model::{Confidence, Severity};
use crate::yaml::{Document, Node};
use search::Search;

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    ConfigMap,
    /// Environment, arguments, commands and probes of containers.
    Container,
    /// Values files, HelmRelease values, Application parameters.
    HelmValues,
    /// Text of a chart's template.
    HelmTemplate,
    /// Variables of Flux, inputs of a ResourceSet, elements of an ApplicationSet, environment of a plugin.
    Variable,
    /// dotenv, INI and other files of settings.
    EnvFile,
    /// What a tool wrote or reads: kubeconfig, registry configuration, state, bootstrap output.
    ToolFile,
}

/// A credential in clear: everything but its value.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    pub(crate) place: Place,
    pub(crate) key: String,
    pub(crate) line: u32,
    pub(crate) pointer: String,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    /// The format of a provider, if the key and the value have one.
    pub(crate) format: Option<&'static Format>,
}

/// All literals of a file. What a format alone tells, wherever it stands, is not among them.
pub(crate) fn literals(file: &File<'_>, bytes: &[u8]) -> Vec<Literal> {
    let mut search = Search::default();
    for object in &file.objects {
        search.object(object);
    }
    for kustomization in kustomizations(file) {
        search.generators(kustomization);
    }
    for patch in patches(file) {
        search.patch(&patch);
    }
    for root in clear_roots(file) {
        tool_file::search(&mut search, file.path, root);
        if is_values_file(file.path) && !is_object(root) {
            search.tree(Place::HelmValues, root);
        }
    }
    flat(file, &mut search);
    if is_settings_file(file.path) {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        for one in settings(text) {
            search.line(Place::EnvFile, (one.key, one.value), one.lines_before + 1);
        }
    }
    if file.stream.is_template() {
        template::search(&mut search, file.stream);
    }
    search.found
}

/// Documents that SOPS did not encrypt.
fn clear_roots<'f>(file: &File<'f>) -> impl Iterator<Item = Node<'f>> {
    let roots = file.stream.documents.iter().map(Document::root);
    roots.filter(|root| !file.encrypted.iter().any(|one| one.root == Some(*root)))
}

/// dotenv and INI.
fn flat(file: &File<'_>, search: &mut Search) {
    let Some(flat) = file.flat.filter(|_| file.encrypted.is_empty()) else {
        return;
    };
    for pair in &flat.pairs {
        let key = pair.key.trim().trim_start_matches("export ");
        let line = format!("k={}", pair.value);
        let value = setting(&line).map_or("", |(_, value)| value);
        search.pair(Place::EnvFile, (key, value), || (pair.line, pair.pointer()));
    }
}

fn is_object(root: Node<'_>) -> bool {
    root.get("kind").is_some() && root.get("apiVersion").is_some()
}

/// Files that Helm reads by convention.
fn is_values_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|ending| name.ends_with(ending))
        && !name.contains("schema")
        && (name.contains("values") || name.starts_with("secrets."))
}
