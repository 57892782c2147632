//! Goes through objects and trees.

use super::nested::{Outer, pairs_of_markup, tree};
use super::shell::words;
use super::{Literal, Place, verdict};
use crate::checks::secrets::read::object::{Object, objects};
use crate::checks::secrets::read::patch::Patch;
use crate::checks::secrets::value::pairs::{is_settings, settings};
use crate::yaml::{Document, Kind, Node, Style};

/// What has been found so far.
#[derive(Default)]
pub(super) struct Search {
    pub(super) found: Vec<Literal>,
    /// The text that the nodes at hand stand in, if they are of a document in a text.
    outer: Option<Outer>,
}

/// Most credentials that are listed of one file.
const MOST: usize = 500;
const MAX_DEPTH: usize = 64;

impl Search {
    pub(super) fn object(&mut self, object: &Object<'_>) {
        match object.kind {
            "Secret"
            | "SealedSecret"
            | "ExternalSecret"
            | "ClusterExternalSecret"
            | "SecretStore"
            | "ClusterSecretStore"
            | "CustomResourceDefinition" => {}
            "ConfigMap" => ["data", "binaryData"]
                .iter()
                .for_each(|field| self.maybe_tree(Place::ConfigMap, object.at(&[field]))),
            "HelmRelease" => self.maybe_tree(Place::HelmValues, object.at(&["spec", "values"])),
            "Application" => self.application(object.at(&["spec"])),
            "ApplicationSet" => {
                self.application(object.at(&["spec", "template", "spec"]));
                self.maybe_tree(Place::Variable, object.at(&["spec", "generators"]));
            }
            "Kustomization" => self.maybe_tree(
                Place::Variable,
                object.at(&["spec", "postBuild", "substitute"]),
            ),
            "ResourceSet" => self.maybe_tree(Place::Variable, object.at(&["spec", "inputs"])),
            "ResourceSetInputProvider" => {
                self.maybe_tree(Place::Variable, object.at(&["spec", "defaultValues"]))
            }
            _ => self.containers(object.node, 0),
        }
    }

    fn maybe_tree(&mut self, place: Place, node: Option<Node<'_>>) {
        if let Some(node) = node {
            self.tree(place, node);
        }
    }

    fn application(&mut self, spec: Option<Node<'_>>) {
        let Some(spec) = spec else {
            return;
        };
        let sources = spec
            .get("source")
            .into_iter()
            .chain(spec.get("sources").into_iter().flat_map(Node::items));
        for source in sources {
            let environment = source.get("plugin").and_then(|plugin| plugin.get("env"));
            self.maybe_tree(Place::Variable, environment);
            let Some(helm) = source.get("helm") else {
                continue;
            };
            for field in ["valuesObject", "parameters"] {
                self.maybe_tree(Place::HelmValues, helm.get(field));
            }
            if let Some(values) = helm.get("values") {
                self.text(Place::HelmValues, "values", values);
            }
        }
    }

    /// The literals that Kustomize makes a ConfigMap of.
    pub(super) fn generators(&mut self, kustomization: Node<'_>) {
        let generators = kustomization.get("configMapGenerator").into_iter();
        let literals = generators
            .flat_map(Node::items)
            .filter_map(|generator| generator.get("literals"));
        for literal in literals.flat_map(Node::items) {
            let pair = literal.text().and_then(|text| text.split_once('='));
            if let Some((key, value)) = pair {
                let value = value.trim_matches(['"', '\'']);
                self.judge(Place::ConfigMap, (key.trim(), value), literal);
            }
        }
    }

    /// What a patch sets in an object that is no Secret.
    pub(super) fn patch(&mut self, patch: &Patch<'_>) {
        let stream = patch.parse();
        self.inside(patch.text, |search| {
            for object in objects(&stream) {
                search.object(&object);
            }
            let roots = stream.documents.iter().map(Document::root);
            let operations = roots.flat_map(Node::items);
            operations
                .filter(|_| !patch.targets_secret())
                .for_each(|operation| search.operation(operation));
        });
    }

    /// `{op: add, path: /spec/values/auth/password, value: …}`.
    fn operation(&mut self, operation: Node<'_>) {
        let path = operation.get("path").and_then(Node::text);
        let key = path.and_then(|path| path.rsplit('/').next());
        let (Some(key), Some(value)) = (key, operation.get("value")) else {
            return;
        };
        match value.kind() {
            Kind::Scalar => self.text(Place::Variable, key, value),
            _ => self.tree(Place::Variable, value),
        }
    }

    /// Every scalar below a node, by the last key above it. `{name: …, value: …}` is a key and its value.
    pub(super) fn tree(&mut self, place: Place, node: Node<'_>) {
        self.below(place, node, 0);
    }

    fn below(&mut self, place: Place, node: Node<'_>, depth: usize) {
        if depth > MAX_DEPTH || node.is_alias() {
            return;
        }
        if let Some((name, value)) = named(node) {
            return self.text(place, name.rsplit('.').next().unwrap_or(name), value);
        }
        for (key, value) in node.entries() {
            match value.kind() {
                Kind::Scalar => self.text(place, key.text().unwrap_or_default(), value),
                _ => self.below(place, value, depth + 1),
            }
        }
        node.items()
            .for_each(|item| self.below(place, item, depth + 1));
    }

    /// Environment, arguments, commands and headers, wherever an object holds containers.
    fn containers(&mut self, node: Node<'_>, depth: usize) {
        if depth > MAX_DEPTH || node.is_alias() {
            return;
        }
        for (key, value) in node.entries() {
            match key.text().unwrap_or_default() {
                "env" | "httpHeaders" => value
                    .items()
                    .filter_map(named)
                    .for_each(|(name, value)| self.text(Place::Container, name, value)),
                "args" | "command" => self.command(value),
                _ => self.containers(value, depth + 1),
            }
        }
        node.items()
            .for_each(|item| self.containers(item, depth + 1));
    }

    /// `--password=…`, `--password` and the next item, and scripts.
    fn command(&mut self, list: Node<'_>) {
        let mut flag = None;
        for item in list.items() {
            let text = item.text().unwrap_or_default();
            if let Some(name) = flag.take().filter(|_| !text.starts_with('-')) {
                self.judge(Place::Container, (name, text), item);
            } else if text.contains(char::is_whitespace) {
                self.script(item);
            } else if let Some((name, value)) = text.split_once('=') {
                self.judge(
                    Place::Container,
                    (name.trim_start_matches('-'), value),
                    item,
                );
            } else {
                flag = text.strip_prefix("--");
            }
        }
    }

    fn script(&mut self, node: Node<'_>) {
        let text = node.text().unwrap_or_default();
        let outer = Outer::new(node);
        for (before, line) in (1..).zip(text.lines()) {
            for (key, value) in words(line) {
                let place = self.outer.as_ref().map(|outer| outer.at(node.line()));
                let place = place.unwrap_or_else(|| outer.at(before));
                self.pair(Place::Container, (&key, &value), || place);
            }
        }
    }

    /// A scalar: one value, a document, or settings on several lines.
    pub(super) fn text(&mut self, place: Place, key: &str, node: Node<'_>) {
        let text = node.text().unwrap_or_default();
        if let Some(stream) = tree(text).filter(|_| self.outer.is_none()) {
            return self.inside(node, |search| {
                let roots = stream.documents.iter().map(Document::root);
                roots.for_each(|root| search.tree(place, root));
            });
        }
        let outer = Outer::new(node);
        for (key, value) in pairs_of_markup(text) {
            let before = text.split(value).next().unwrap_or_default();
            let line = (1..).zip(before.split('\n')).map(|(line, _)| line).last();
            let spot = self.outer.as_ref().map(|outer| outer.at(node.line()));
            self.pair(place, (key, value), || {
                spot.unwrap_or_else(|| outer.at(line.unwrap_or_default()))
            });
        }
        if !is_settings(text) {
            return self.judge(place, (key, text), node);
        }
        for one in settings(text) {
            let own = || match node.style() {
                Style::Literal => outer.at(one.lines_before + 1),
                _ => outer.at(0),
            };
            let spot = self
                .outer
                .as_ref()
                .map_or_else(own, |outer| outer.at(node.line()));
            self.pair(place, (one.key, one.value), || spot);
        }
    }

    /// Does something with the nodes of a document that stands in a text.
    fn inside(&mut self, text: Node<'_>, act: impl FnOnce(&mut Self)) {
        let before = self.outer.replace(Outer::new(text));
        act(self);
        self.outer = before;
    }

    pub(super) fn judge(&mut self, place: Place, pair: (&str, &str), node: Node<'_>) {
        let spot = self.spot(node);
        self.pair(place, pair, || spot);
    }

    /// The place of a node, or of the text that it stands in.
    pub(super) fn spot(&self, node: Node<'_>) -> (u32, String) {
        match &self.outer {
            Some(outer) => outer.at(node.line()),
            None => (node.line(), node.pointer()),
        }
    }

    /// A pair in a text without a tree.
    pub(super) fn line(&mut self, place: Place, pair: (&str, &str), line: u32) {
        self.pair(place, pair, || (line, String::new()));
    }

    pub(super) fn pair(
        &mut self,
        place: Place,
        (key, value): (&str, &str),
        at: impl FnOnce() -> (u32, String),
    ) {
        if value.is_empty() || key.is_empty() || self.found.len() >= MOST {
            return;
        }
        let Some((severity, confidence, format)) = verdict(key, value) else {
            return;
        };
        let (line, pointer) = at();
        self.found.push(Literal {
            place,
            key: key.to_owned(),
            line,
            pointer,
            severity,
            confidence,
            format,
        });
    }
}

fn named(node: Node<'_>) -> Option<(&str, Node<'_>)> {
    let value = node
        .get("value")
        .filter(|value| value.kind() == Kind::Scalar)?;
    Some((node.get("name")?.text()?, value))
}
