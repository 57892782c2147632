//! Files that a `secretGenerator` reads: they may have any name, so what one holds counts only once a generator names it.

use super::entry::{Verdict, of_text};
use super::file::File;
use super::literal::verdict;
use super::patch::kustomizations;
use crate::checks::secrets::value::pairs::settings;
use crate::model::{Confidence, Location, Severity};
use crate::yaml::Node;

/// A file that a generator names.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to the root of the repository.
    pub(crate) path: String,
    /// Where it is named.
    pub(crate) location: Location,
}

/// A credential in a file without a form of its own.
#[derive(Debug)]
pub(crate) struct Loose {
    pub(crate) path: String,
    pub(crate) line: u32,
    /// Empty when the file as a whole is the value.
    pub(crate) key: String,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
}

/// Larger files are no values of a Secret, which holds a MiB at most and such files a few lines.
const LARGEST: usize = 16 << 10;
/// Most credentials that are kept of one file.
const MOST: usize = 16;

/// Endings of files that people make for a generator; most have none.
const ENDINGS: [&str; 11] = [
    "txt",
    "env",
    "secret",
    "secrets",
    "token",
    "password",
    "passwd",
    "key",
    "creds",
    "credentials",
    "auth",
];

fn may_be_source(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    text.len() <= LARGEST && ending.is_none_or(|ending| ENDINGS.contains(&ending))
}

/// What a file would give a generator: lines of `key=value`, or the file as one value.
pub(crate) fn loose(path: &str, text: &str) -> Vec<Loose> {
    if !may_be_source(path, text) {
        return Vec::new();
    }
    let found = |line, key: &str, severity, confidence| Loose {
        path: path.to_owned(),
        line,
        key: key.to_owned(),
        severity,
        confidence,
    };
    let lines = settings(text).filter_map(|one| {
        let (severity, confidence, _) = verdict(one.key, one.value)?;
        Some(found(one.lines_before + 1, one.key, severity, confidence))
    });
    let lines: Vec<Loose> = lines.take(MOST).collect();
    if !lines.is_empty() || text.trim().contains(char::is_whitespace) {
        return lines;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    match of_text(name, text.trim()) {
        Verdict::Credential(confidence @ (Confidence::Certain | Confidence::Likely)) => {
            vec![found(1, "", Severity::High, confidence)]
        }
        _ => Vec::new(),
    }
}

/// The files that the generators of a file name.
pub(crate) fn sources(file: &File<'_>) -> Vec<Source> {
    let roots = kustomizations(file).into_iter();
    let generators = roots
        .filter_map(|root| root.get("secretGenerator"))
        .flat_map(Node::items);
    generators
        .flat_map(named)
        .filter_map(|node| {
            let name = node.text()?;
            let path = name.split_once('=').map_or(name, |(_, path)| path);
            Some(Source {
                path: beside(file.path, path)?,
                location: file.node(node),
            })
        })
        .collect()
}

fn named(generator: Node<'_>) -> Vec<Node<'_>> {
    let lists = ["envs", "files"]
        .iter()
        .filter_map(|field| generator.get(field));
    lists
        .flat_map(Node::items)
        .chain(generator.get("env"))
        .collect()
}

/// A path relative to the folder of a file; `None` when it leads out of the repository.
fn beside(file: &str, path: &str) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            _ => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn paths_of_sources() {
        assert_eq!(
            beside("a/b/kustomization.yaml", "../c.env").as_deref(),
            Some("a/c.env")
        );
        assert_eq!(
            beside("kustomization.yaml", "./c.env").as_deref(),
            Some("c.env")
        );
        assert_eq!(beside("kustomization.yaml", "../c.env"), None);
    }
}
