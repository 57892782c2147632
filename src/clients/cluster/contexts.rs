//! The names of a kubeconfig's contexts. Nothing else of it is kept: it holds credentials.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::yaml::{Budget, Document, parse};

/// Largest kubeconfig that is looked at.
const LARGEST: u64 = 4 << 20;

/// Contexts by name, and the current one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contexts {
    pub names: Vec<String>,
    pub current: Option<String>,
    /// The URL of the server of each context.
    pub servers: BTreeMap<String, String>,
}

/// Reads the names; of several files the first that says it wins, as in kubectl. A file that cannot be read has none.
pub(super) fn read(files: &[PathBuf]) -> Contexts {
    let mut contexts = Contexts::default();
    for file in files {
        let small =
            std::fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.len() <= LARGEST);
        let Some(bytes) = small.then(|| std::fs::read(file).ok()).flatten() else {
            continue;
        };
        let stream = parse(&bytes, &Budget::default());
        for document in &stream.documents {
            let current = document.at("/current-context").and_then(|node| node.text());
            if contexts.current.is_none() {
                contexts.current = current.filter(|name| !name.is_empty()).map(str::to_owned);
            }
            let list = document
                .at("/contexts")
                .into_iter()
                .flat_map(|node| node.items());
            let names = list.filter_map(|item| item.get("name")?.text().map(str::to_owned));
            contexts.names.extend(names);
            for (name, server) in servers(document) {
                contexts.servers.entry(name).or_insert(server);
            }
        }
    }
    contexts.names.sort();
    contexts.names.dedup();
    contexts
}

/// Context and URL of its server, where both stand in this file.
fn servers(document: &Document) -> Vec<(String, String)> {
    let entries = |list: &str, name: &str| {
        let entries = document.at(list).into_iter().flat_map(|node| node.items());
        let named = entries.filter_map(|entry| {
            let value = entry.get(name)?;
            Some((entry.get("name")?.text()?.to_owned(), value))
        });
        named.collect::<Vec<_>>()
    };
    let clusters: BTreeMap<String, String> = entries("/clusters", "cluster")
        .into_iter()
        .filter_map(|(name, cluster)| Some((name, cluster.get("server")?.text()?.to_owned())))
        .collect();
    entries("/contexts", "context")
        .into_iter()
        .filter_map(|(name, context)| {
            let server = clusters.get(context.get("cluster")?.text()?)?;
            Some((name, server.trim_end_matches('/').to_owned()))
        })
        .collect()
}
