//! ApplicationSets of files and texts.

use std::rc::Rc;

use serde_json::Value;

use super::super::object::{Object, objects};
use crate::model::clean::clean;
use crate::model::{Coverage, Location};
use crate::yaml::{Budget, Reading, Stream, parse};

const GROUP: &str = "argoproj.io";
const KIND: &str = "ApplicationSet";

/// An ApplicationSet and where it stands.
#[derive(Clone)]
pub(crate) struct Manifest {
    pub(crate) path: String,
    stream: Rc<Stream>,
    document: usize,
    /// Of the object in its document.
    pointer: String,
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) json: Value,
}

impl Manifest {
    /// The place of a pointer below the object, or of what stands nearest above it.
    pub(crate) fn place(&self, pointer: &str) -> Location {
        let mut pointer = pointer;
        loop {
            let whole = format!("{}{pointer}", self.pointer);
            let node = self
                .stream
                .documents
                .get(self.document)
                .and_then(|document| document.at(&whole));
            if let Some(node) = node {
                let node = node.key().unwrap_or(node);
                return Location::node(self.path.clone(), node.line(), clean(&whole, 1_024));
            }
            match pointer.rsplit_once('/') {
                Some((shorter, _)) => pointer = shorter,
                None => return Location::file(self.path.clone()),
            }
        }
    }

    pub(crate) fn spec(&self) -> &Value {
        self.json.get("spec").unwrap_or(&Value::Null)
    }

    /// A text of the object.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.json
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or("")
    }

    /// What identifies it in a cluster.
    pub(crate) fn identity(&self) -> (Option<&str>, &str) {
        (self.namespace.as_deref(), &self.name)
    }

    pub(crate) fn title(&self) -> String {
        super::super::object::title(KIND, self.namespace.as_deref(), &self.name)
    }

    /// The bytes of its file.
    pub(super) fn bytes(&self) -> &[u8] {
        self.stream.source().as_bytes()
    }

    /// It as the rules on objects look at it: one object.
    pub(super) fn objects(&self) -> Vec<Object<'_>> {
        let mut all = objects(&self.path, &self.stream);
        all.retain(|object| {
            object.document.index() == self.document && object.node.pointer() == self.pointer
        });
        all
    }
}

/// The ApplicationSets of one file. What cannot be judged is counted.
pub(super) fn find(path: &str, bytes: &[u8], coverage: &mut Coverage) -> Vec<Manifest> {
    if !bytes
        .windows(KIND.len())
        .any(|window| window == KIND.as_bytes())
    {
        return Vec::new();
    }
    let stream = Rc::new(parse(bytes, &Budget::default()));
    if stream.is_template() {
        coverage.seen(KIND, 1);
        coverage.not_judged(KIND, "in a Helm template", 1);
    }
    let mut found = Vec::new();
    for object in objects(path, &stream)
        .into_iter()
        .filter(|object| object.is(GROUP, KIND))
    {
        coverage.seen(KIND, 1);
        let pointer = object.node.pointer();
        let document = object.document.index();
        let json = object
            .document
            .to_json(Reading::Kubectl)
            .ok()
            .and_then(|json| json.pointer(&pointer).cloned());
        let Some(json) = json else {
            coverage.skip(
                path,
                crate::model::Why::Unsupported,
                "Argo CD cannot read this YAML; `validate_repo` says why",
            );
            continue;
        };
        if json.pointer("/spec/generators").is_none() {
            coverage.not_judged(KIND, "without generators, such as a patch", 1);
            continue;
        }
        found.push(Manifest {
            path: path.to_owned(),
            stream: Rc::clone(&stream),
            document,
            pointer,
            name: object.name().unwrap_or("").to_owned(),
            namespace: object.namespace().map(str::to_owned),
            json,
        });
    }
    found
}
