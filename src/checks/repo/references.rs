//! References between objects that can be judged: of objects that this repository applies, and not completed elsewhere.

use super::facts::{Reference, Use};
use super::graph::{Graph, Id};
use crate::checks::patch::{Change, Edit};

/// The references of these uses that lead to something this repository must hold, if anything does.
pub(super) fn judged<'g>(
    graph: &'g Graph<'_>,
    uses: &'g [Use],
) -> impl Iterator<Item = (Id, &'g Reference)> {
    graph
        .objects()
        .filter(|(id, _, _)| graph.is_reached(*id) || graph.owns(*id))
        .flat_map(move |(id, _, object)| {
            let references = object.references.iter();
            references
                .filter(move |reference| uses.contains(&reference.role) && !reference.is_dynamic())
                .map(move |reference| (id, reference))
        })
}

impl Reference {
    /// Says in which namespace to look.
    pub(super) fn namespace_edit(&self, document: usize, namespace: &str) -> Vec<Edit> {
        let mapping = self
            .pointer
            .strip_suffix("/name")
            .filter(|_| is_plain(namespace));
        mapping
            .map(|pointer| Edit {
                document,
                pointer: pointer.to_owned(),
                change: Change::Add(format!("namespace: {namespace}")),
            })
            .into_iter()
            .collect()
    }
}

/// Whether a name needs no quotes and is nothing but a name: only such are written into a patch.
pub(super) fn is_plain(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    starts
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
        && !matches!(
            name,
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        )
}
