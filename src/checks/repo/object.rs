//! Kubernetes objects of a file, those inside a `List` too, as rules look at them.

use crate::checks::patch::{Change, Edit};
use crate::model::clean::clean;
use crate::model::{Location, Problem};
use crate::yaml::{Document, Kind, Node, Stream};

/// A problem, and the edits that mend it.
pub(crate) struct Found {
    pub(crate) problem: Problem,
    /// In the file of the problem; empty when no edit mends it by itself.
    pub(crate) edits: Vec<Edit>,
}

impl From<Problem> for Found {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            edits: Vec::new(),
        }
    }
}

/// One object, or one document that is meant to be one.
#[derive(Clone, Copy)]
pub(crate) struct Object<'f> {
    pub(crate) path: &'f str,
    pub(crate) document: &'f Document,
    pub(crate) node: Node<'f>,
    /// Empty where the document has none.
    pub(crate) api_version: &'f str,
    /// Empty where the document has none.
    pub(crate) kind: &'f str,
}

/// A list inside a list is legal to nobody; this bounds hostile nesting.
const MAX_LISTS: usize = 3;
const POINTER: usize = 1_024;

/// All mappings that are or want to be objects: those with an `apiVersion` or a `kind`.
pub(crate) fn objects<'f>(path: &'f str, stream: &'f Stream) -> Vec<Object<'f>> {
    let mut found = Vec::new();
    for document in &stream.documents {
        let whole = Object {
            path,
            document,
            node: document.root(),
            api_version: "",
            kind: "",
        };
        collect(whole, MAX_LISTS, &mut found);
    }
    found
}

fn collect<'f>(whole: Object<'f>, lists_left: usize, found: &mut Vec<Object<'f>>) {
    let object = Object {
        api_version: whole.text(&["apiVersion"]).unwrap_or_default(),
        kind: whole.text(&["kind"]).unwrap_or_default(),
        ..whole
    };
    if object.node.kind() != Kind::Mapping
        || object.api_version.is_empty() && object.kind.is_empty()
    {
        return;
    }
    if object.kind.ends_with("List")
        && lists_left > 0
        && let Some(items) = object.node.get("items")
    {
        for node in items.items() {
            collect(Object { node, ..object }, lists_left - 1, found);
        }
        return;
    }
    found.push(object);
}

impl<'f> Object<'f> {
    /// The API group; empty for the core group.
    pub(crate) fn group(&self) -> &'f str {
        self.api_version
            .rsplit_once('/')
            .map_or("", |(group, _)| group)
    }

    /// Whether it is of a kind in an API group.
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    /// The node behind a path of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<Node<'f>> {
        at(self.node, keys)
    }

    /// The text behind a path of keys.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&'f str> {
        self.at(keys)?.text()
    }

    pub(crate) fn name(&self) -> Option<&'f str> {
        self.text(&["metadata", "name"])
            .filter(|name| !name.is_empty())
    }

    pub(crate) fn namespace(&self) -> Option<&'f str> {
        self.text(&["metadata", "namespace"])
            .filter(|name| !name.is_empty())
    }

    /// `HelmRelease apps/podinfo`, for messages.
    pub(crate) fn title(&self) -> String {
        title(
            self.kind,
            self.namespace(),
            self.name().unwrap_or("without a name"),
        )
    }

    /// The place of a node of the object.
    pub(crate) fn place(&self, node: Node<'_>) -> Location {
        Location::node(self.path, node.line(), clean(&node.pointer(), POINTER))
    }

    /// The place of the first of these paths that is there, or of the object.
    pub(crate) fn place_of(&self, keys: &[&str]) -> Location {
        let mut keys = keys;
        loop {
            if let Some(node) = self.at(keys) {
                return self.place(node.key().unwrap_or(node));
            }
            let Some((_, shorter)) = keys.split_last() else {
                return Location::line(self.path, self.node.line());
            };
            keys = shorter;
        }
    }

    /// An edit of a node of the object.
    pub(crate) fn edit(&self, node: Node<'_>, change: Change) -> Edit {
        Edit {
            document: self.document.index(),
            pointer: node.pointer(),
            change,
        }
    }
}

/// The node behind a path of keys.
pub(crate) fn at<'f>(node: Node<'f>, keys: &[&str]) -> Option<Node<'f>> {
    keys.iter().try_fold(node, |node, key| node.get(key))
}

/// `Kind namespace/name`, cleaned.
pub(crate) fn title(kind: &str, namespace: Option<&str>, name: &str) -> String {
    let (kind, name) = (clean(kind, 63), clean(name, 253));
    match namespace {
        Some(namespace) => format!("{kind} {}/{name}", clean(namespace, 63)),
        None => format!("{kind} {name}"),
    }
}

/// A name as it may be shown.
pub(crate) fn shown_name(name: &str) -> String {
    clean(name, 253)
}
