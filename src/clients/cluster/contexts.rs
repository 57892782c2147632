//! The names of a kubeconfig's contexts. Nothing else of it is kept: it holds credentials.

use std::path::PathBuf;

use crate::yaml::{Budget, parse};

/// Largest kubeconfig that is looked at.
const LARGEST: u64 = 4 << 20;

/// Contexts by name, and the current one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contexts {
    pub names: Vec<String>,
    pub current: Option<String>,
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
        }
    }
    contexts.names.sort();
    contexts.names.dedup();
    contexts
}
