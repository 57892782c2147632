//! Kubernetes objects of a file, those inside a `List` too.

use crate::yaml::{Kind, Node, Stream};

/// One object.
#[derive(Clone, Copy)]
pub(crate) struct Object<'d> {
    pub(crate) node: Node<'d>,
    /// Root of the document it stands in.
    pub(crate) root: Node<'d>,
    pub(crate) kind: &'d str,
    /// Empty in a patch that leaves it out.
    pub(crate) api_version: &'d str,
}

/// A list inside a list is legal to nobody; this bounds hostile nesting.
const MAX_LISTS: usize = 3;

/// All objects in file order, those behind `...` too: both readers drop them, but what they hold is in the file.
pub(crate) fn objects(stream: &Stream) -> Vec<Object<'_>> {
    let mut found = Vec::new();
    for document in stream.documents.iter().chain(&stream.dropped) {
        collect(document.root(), document.root(), MAX_LISTS, &mut found);
    }
    found
}

fn collect<'d>(node: Node<'d>, root: Node<'d>, lists_left: usize, found: &mut Vec<Object<'d>>) {
    if node.kind() != Kind::Mapping {
        return;
    }
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
    let kind = text("kind");
    if kind.is_empty() {
        return;
    }
    if kind.ends_with("List")
        && lists_left > 0
        && let Some(items) = node.get("items")
    {
        items
            .items()
            .for_each(|item| collect(item, root, lists_left - 1, found));
        return;
    }
    found.push(Object {
        node,
        root,
        kind,
        api_version: text("apiVersion"),
    });
    // The objects that Flux Operator makes of a ResourceSet stand in it.
    let inner = node.get("spec").filter(|_| kind == "ResourceSet");
    if let Some(resources) = inner
        .and_then(|spec| spec.get("resources"))
        .filter(|_| lists_left > 0)
    {
        resources
            .items()
            .for_each(|item| collect(item, root, lists_left - 1, found));
    }
}

impl<'d> Object<'d> {
    /// A Secret of Kubernetes itself; a patch may leave the version out.
    pub(crate) fn is_secret(&self) -> bool {
        self.kind == "Secret" && matches!(self.api_version, "v1" | "")
    }

    /// Whether it is of a kind in an API group.
    pub(crate) fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    pub(crate) fn group(&self) -> &'d str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }

    /// The node at a path of keys below the object.
    pub(crate) fn at(&self, path: &[&str]) -> Option<Node<'d>> {
        path.iter().try_fold(self.node, |node, key| node.get(key))
    }

    pub(crate) fn text(&self, path: &[&str]) -> Option<&'d str> {
        self.at(path)?.text()
    }

    pub(crate) fn name(&self) -> &'d str {
        self.text(&["metadata", "name"])
            .or_else(|| self.text(&["metadata", "generateName"]))
            .unwrap_or_default()
    }

    pub(crate) fn namespace(&self) -> &'d str {
        self.text(&["metadata", "namespace"]).unwrap_or_default()
    }

    /// `Secret team-a/db`, with names cleaned, for a message.
    pub(crate) fn title(&self) -> String {
        title(self.kind, self.namespace(), self.name())
    }

    /// First and last line.
    pub(crate) fn lines(&self) -> (u32, u32) {
        (self.node.line(), self.node.end_line())
    }
}

/// Longest name in a message: that of a Kubernetes object.
const NAME: usize = 253;

/// Kind, namespace and name as a message shows them.
pub(crate) fn title(kind: &str, namespace: &str, name: &str) -> String {
    let clean = |text: &str| crate::model::clean::clean(text, NAME);
    match (namespace.is_empty(), name.is_empty()) {
        (_, true) => format!("{} without a name", clean(kind)),
        (true, false) => format!("{} {}", clean(kind), clean(name)),
        (false, false) => format!("{} {}/{}", clean(kind), clean(namespace), clean(name)),
    }
}
