//! Merge keys (`<<`) and look-up by key, as each reader does them.

use std::borrow::Cow;
use std::collections::HashSet;

use super::number::short_float;
use super::scalar::{Form, Reading, ResolveError, Scalar, Written, resolve};
use super::tree::{Kind, Node, Style};

enum Task<'d> {
    Entry(Node<'d>, Node<'d>),
    Mapping(Node<'d>),
}

impl<'d> Node<'d> {
    /// The value under a key, compared by the key's text as written. Merge keys are honoured, own
    /// keys win. Of duplicates the last one is given.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let own = self
            .entries()
            .filter(|(name, _)| name.text() == Some(key))
            .last();
        if let Some((_, value)) = own {
            return Some(value);
        }
        if !self.has_merge() {
            return None;
        }
        self.get_as(Reading::Kustomize, key)
    }

    /// The value under a key as `reading` names keys: to kubectl `on:` is the key `true`, and a
    /// merged value wins over an own one that stands before the merge.
    #[must_use]
    pub fn get_as(self, reading: Reading, key: &str) -> Option<Self> {
        self.merged_entries(reading)
            .into_iter()
            .find(|(name, _)| name.key_name(reading).as_deref() == Some(key))
            .map(|(_, value)| value)
    }

    /// Entries of a mapping with merge keys replaced by what they bring, each name once.
    #[must_use]
    pub fn merged_entries(self, reading: Reading) -> Vec<(Self, Self)> {
        let mut merged = Vec::new();
        let mut names = HashSet::new();
        let mut mappings = HashSet::new();
        let mut tasks = vec![Task::Mapping(self)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Mapping(node) if mappings.insert(node.content_id()) => {
                    expand(node, reading, &mut tasks);
                }
                Task::Mapping(_) => {}
                Task::Entry(key, value) => {
                    if names.insert(key.key_name(reading)) {
                        merged.push((key, value));
                    }
                }
            }
        }
        merged.reverse();
        merged
    }

    /// The name a key gets in the object; nothing for a key that `reading` refuses.
    #[must_use]
    pub fn key_name(self, reading: Reading) -> Option<Cow<'d, str>> {
        let text = self.text()?;
        let scalar = self.resolve(reading).ok()?;
        let at_top = reading == Reading::Kustomize && self.parent() == Some(self.document.root());
        match scalar {
            Scalar::Null => None,
            // An absent key; Kustomize sees it as a string in brackets only.
            Scalar::String(_) if text.is_empty() && self.style() == Style::Plain => None,
            // Kustomize reads the top mapping into one whose keys are strings.
            _ if at_top => Some(Cow::Borrowed(text)),
            Scalar::String(text) => Some(text),
            Scalar::Int(value) if reading == Reading::Kubectl && i64::try_from(value).is_err() => {
                None
            }
            Scalar::Int(value) => Some(Cow::Owned(value.to_string())),
            Scalar::Bool(_) | Scalar::Float(_) if reading == Reading::Kustomize => None,
            Scalar::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
            Scalar::Float(value) => Some(Cow::Owned(short_float(value))),
        }
    }

    /// What the scalar means to `reading`; a mapping or sequence does not resolve.
    ///
    /// # Errors
    /// If the text does not fit its tag, or the node is no scalar.
    pub fn resolve(self, reading: Reading) -> Result<Scalar<'d>, ResolveError> {
        let written = Written {
            text: self.text().ok_or(ResolveError)?,
            form: self.form(),
            tag: self.tag(),
        };
        resolve(written, reading)
    }

    /// The text if kubectl takes the scalar for a string.
    #[must_use]
    pub fn str_as_kubernetes(self) -> Option<Cow<'d, str>> {
        match self.resolve(Reading::Kubectl) {
            Ok(Scalar::String(text)) => Some(text),
            _ => None,
        }
    }

    fn form(self) -> Form {
        let target = self.document.node(self.content_id());
        match target.style() {
            Style::Plain if target.is_in_flow() => Form::PlainInFlow,
            Style::Plain => Form::Plain,
            Style::Literal | Style::Folded if target.is_unended() => Form::UnendedBlock,
            _ => Form::Text,
        }
    }

    pub(crate) fn is_in_flow(self) -> bool {
        self.parent()
            .is_some_and(|parent| parent.written().style == Style::Flow)
    }

    /// Whether its last line ends with the file, without a line break.
    fn is_unended(self) -> bool {
        let source = self.document.source();
        let last_line = source.rsplit(['\n', '\r']).next().unwrap_or("");
        self.span().end >= source.len() && !last_line.trim().is_empty()
    }

    /// `<<` without quotes, or with the tag that says so (go-yaml v2 and v3, `isMerge`).
    pub(crate) fn is_merge_key(self) -> bool {
        self.text() == Some("<<")
            && match self.tag() {
                None => self.style() == Style::Plain,
                Some(tag) => tag == "!!merge",
            }
    }

    fn has_merge(self) -> bool {
        self.entries().any(|(key, _)| key.is_merge_key())
    }
}

/// Puts the entries of a mapping on the stack so that the one that wins is taken first: to kubectl
/// the last written, merges included; to Kustomize own keys, then merges. Of a list of mappings the
/// first wins.
fn expand<'d>(mapping: Node<'d>, reading: Reading, tasks: &mut Vec<Task<'d>>) {
    let mut own = Vec::new();
    for (key, value) in mapping.entries() {
        let is_merge = key.is_merge_key();
        if is_merge && reading == Reading::Kustomize {
            merge(value, tasks);
        } else if is_merge {
            merge(value, &mut own);
        } else if reading == Reading::Kubectl || key.text() != Some("<<") {
            own.push(Task::Entry(key, value));
        }
        // A quoted `<<` is a plain key to kubectl; Kustomize loses it with its value.
    }
    tasks.extend(own);
}

fn merge<'d>(value: Node<'d>, tasks: &mut Vec<Task<'d>>) {
    match value.kind() {
        Kind::Mapping => tasks.push(Task::Mapping(value)),
        Kind::Sequence => {
            let mut mappings: Vec<_> = value.items().map(Task::Mapping).collect();
            mappings.reverse();
            tasks.extend(mappings);
        }
        Kind::Scalar => {}
    }
}
