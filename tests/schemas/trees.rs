//! What is said of the YAML of whole folders, for a person to look at:
//!
//! ```sh
//! GITOPS_MCP_TREES=folder cargo test --release --test schemas trees -- --ignored --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use gitops_mcp::schemas::{Catalogue, Definition, How, NoSchema, Outcome};
use gitops_mcp::yaml::{Budget, Class, Kind, Stream, classify, parse};

/// Files with a YAML or JSON name below a folder, without those of Git.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && entry.file_name() != ".git" {
            files(&path, into);
        } else if kind.is_file() {
            into.push(path);
        }
    }
}

fn streams(folder: &Path) -> Vec<(PathBuf, Stream)> {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    paths.sort();
    let mut read = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap_or_default();
        if matches!(classify(&bytes, &path), Class::Yaml) {
            read.push((path, parse(&bytes, &Budget::default())));
        }
    }
    read
}

/// Files that a kustomization of the folder names as patches.
fn patches(streams: &[(PathBuf, Stream)]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for (path, stream) in streams {
        for document in &stream.documents {
            for list in ["patches", "patchesStrategicMerge", "transformers"] {
                let Some(list) = document.root().get(list) else {
                    continue;
                };
                for item in list.items() {
                    let name = match item.kind() {
                        Kind::Scalar => item.text(),
                        _ => item.get("path").and_then(|path| path.text()),
                    };
                    if let Some(name) = name.filter(|name| name.len() < 255) {
                        found.insert(clean(&path.parent().unwrap().join(name)));
                    }
                }
            }
        }
    }
    found
}

/// Kinds that inline patches or patch files of the folder change.
fn patched(streams: &[(PathBuf, Stream)], patches: &BTreeSet<PathBuf>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut take = |stream: &Stream| {
        for document in &stream.documents {
            found.extend(
                document
                    .root()
                    .get("kind")
                    .and_then(|kind| kind.text())
                    .map(str::to_owned),
            );
        }
    };
    for (path, stream) in streams {
        if patches.contains(&clean(path)) {
            take(stream);
        }
        for document in &stream.documents {
            for place in ["/patches", "/spec/patches"] {
                for item in document.at(place).into_iter().flat_map(|list| list.items()) {
                    if let Some(text) = item.get("patch").and_then(|patch| patch.text()) {
                        take(&parse(text.as_bytes(), &Budget::default()));
                    }
                }
            }
        }
    }
    for (_, stream) in streams {
        for document in &stream.documents {
            for place in ["/patches", "/spec/patches"] {
                for item in document.at(place).into_iter().flat_map(|list| list.items()) {
                    let kind = item.get("target").and_then(|target| target.get("kind"));
                    found.extend(kind.and_then(|kind| kind.text()).map(str::to_owned));
                }
            }
        }
    }
    found
}

fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

#[test]
#[ignore = "needs folders: GITOPS_MCP_TREES"]
fn trees() {
    let folder = PathBuf::from(std::env::var("GITOPS_MCP_TREES").unwrap());
    let streams = streams(&folder);
    let patches = patches(&streams);
    let patched = patched(&streams, &patches);
    let mut catalogue = Catalogue::default();
    let documents = || streams.iter().flat_map(|(_, stream)| &stream.documents);
    let definitions: Vec<Definition> = documents().filter_map(Definition::read).collect();
    for definition in &definitions {
        if definition
            .kinds
            .iter()
            .any(|(version, kind)| !catalogue.knows(version, kind))
        {
            catalogue.add(definition);
        }
    }
    let crds = definitions.len();
    let start = Instant::now();
    let (mut judged, mut rules, mut unknown_rules) = (0, 0, 0);
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    for (path, stream) in &streams {
        let is_patch = patches.contains(&clean(path))
            || path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .contains("patch");
        for document in &stream.documents {
            let kind = document.root().get("kind").and_then(|kind| kind.text());
            let is_part = is_patch || kind.is_some_and(|kind| patched.contains(kind));
            let how = How::default();
            for object in catalogue.judge(document, how) {
                match object.outcome {
                    Outcome::Judged(verdict) => {
                        judged += 1;
                        rules += verdict.evaluated;
                        unknown_rules += verdict.not_evaluated;
                        for each in verdict.violations {
                            if is_part && each.trouble.needs_whole() {
                                continue;
                            }
                            let path = path.strip_prefix(&folder).unwrap().display();
                            println!(
                                "{path}:{} {} {} {:?}",
                                each.line, object.kind, each.pointer, each.trouble
                            );
                        }
                    }
                    Outcome::NotJudged(reason) => {
                        let name = match reason {
                            NoSchema::UnknownKind => "unknown kind".to_owned(),
                            NoSchema::OtherVersion { .. } => {
                                format!("other version of {} {}", object.api_version, object.kind)
                            }
                            other => format!("{other:?}"),
                        };
                        *skipped.entry(name).or_default() += 1;
                    }
                }
            }
        }
    }
    println!(
        "# {} files, {crds} own kinds, {judged} judged in {:?}, rules {rules}, not evaluated {unknown_rules}, not judged {skipped:?}",
        streams.len(),
        start.elapsed()
    );
}
