//! Findings that wait for patches: what is missing in an object may be added by a patch of the repository.

use std::collections::HashSet;

use super::Broken;
use crate::model::Finding;
use crate::schemas::Trouble;
use crate::yaml::{Budget, Document, Kind, Node, Stream, parse};

/// A finding that holds unless a patch of the repository completes the object.
pub(crate) struct Incomplete {
    pub(crate) finding: Finding,
    pub(crate) kind: Box<str>,
    /// The field that is missing or wrong; none where more than one may mend it.
    pub(crate) field: Option<Box<str>>,
    /// The field is there and wrong: only a patch that is known to name it mends that.
    pub(crate) is_wrong: bool,
}

impl Incomplete {
    pub(crate) fn new(finding: Finding, broken: &Broken<'_>) -> Self {
        let trouble = &broken.violation.trouble;
        let mut steps = broken.violation.pointer.rsplit('/');
        let field = match trouble {
            Trouble::MissingField { name } => Some(name.as_str()),
            whole if whole.needs_whole() => None,
            // The name of the field, or of the list that an item stands in.
            _ => steps.find(|step| step.parse::<usize>().is_err()),
        };
        Self {
            finding,
            kind: broken.kind.into(),
            field: field.map(Into::into),
            is_wrong: !trouble.needs_whole(),
        }
    }
}

/// What a patch of the repository may add to objects.
#[derive(Debug)]
pub(crate) struct Completion {
    /// Kinds as the target names them, which may be a pattern; none for any.
    kind: Option<Box<str>>,
    /// Names that stand in the patch; none where it was not read.
    words: Option<HashSet<Box<str>>>,
}

impl Completion {
    /// What a file that is applied as a patch does to objects of a kind.
    pub(crate) fn of_kind(kind: &str) -> Self {
        Self {
            kind: Some(kind.into()),
            words: None,
        }
    }

    pub(crate) fn may_complete(&self, incomplete: &Incomplete) -> bool {
        let kind = self.kind.as_deref().is_none_or(|pattern| {
            pattern.contains('*') || pattern.split('|').any(|each| each == &*incomplete.kind)
        });
        let field = match (&self.words, &incomplete.field) {
            (Some(words), Some(field)) => words.contains(field),
            _ => !incomplete.is_wrong,
        };
        kind && field
    }
}

/// Lists of patches: of kustomization files, Flux Kustomizations, sources of Argo CD, Flux instances.
const LISTS: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

/// The patches that stand in a file.
pub(crate) fn completions(stream: &Stream) -> Vec<Completion> {
    let nodes = stream.documents.iter().flat_map(Document::walk);
    let lists = nodes.filter(|node| {
        node.kind() == Kind::Sequence
            && node
                .key()
                .and_then(Node::text)
                .is_some_and(|key| LISTS.contains(&key))
    });
    lists.flat_map(Node::items).map(completion).collect()
}

fn completion(item: Node<'_>) -> Completion {
    let body = item.get("patch").unwrap_or(item).text();
    let target = item.get("target").and_then(|target| target.get("kind"));
    let target = target.and_then(Node::text);
    // A file: what it holds is not known here, nor is its kind where no target says it.
    let Some(body) = body.filter(|text| text.contains('\n')) else {
        return Completion {
            kind: Some(target.unwrap_or_default().into()),
            words: None,
        };
    };
    let stream = parse(body.as_bytes(), &Budget::default());
    let mut words = HashSet::new();
    for node in stream.documents.iter().flat_map(Document::walk) {
        if node.is_key() {
            words.extend(node.text().map(Into::into));
        } else if let Some(path) = node.text().filter(|text| text.starts_with('/')) {
            words.extend(path.split('/').map(Into::into));
        }
    }
    let own = || stream.documents.first()?.root().get("kind")?.text();
    Completion {
        kind: target.or_else(own).map(Into::into),
        words: Some(words),
    }
}
