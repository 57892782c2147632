//! Credentials that stand in clear outside Secrets, in the places where GitOps repositories keep settings.

use super::super::tokens::{self, Hit, Likeness, generic};
use super::super::value::pairs::{is_settings, setting, settings};
use super::super::value::trivial::is_label;
use super::entry::decode;
use super::file::File;
use super::object::Object;
use crate::data::tokens::Format;
use crate::model::{Confidence, Severity};
use crate::yaml::{Kind, Node, Style};

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    ConfigMap,
    /// Environment, arguments and commands of containers.
    Container,
    /// Values files, HelmRelease values, Application parameters.
    HelmValues,
    /// Variables of Flux, elements of an ApplicationSet.
    Variable,
    /// dotenv and INI files.
    EnvFile,
}

/// A credential in clear: everything but its value.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    pub(crate) place: Place,
    pub(crate) key: String,
    pub(crate) line: u32,
    pub(crate) pointer: String,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
    /// The format of a provider, if the key and the value have one.
    pub(crate) format: Option<&'static Format>,
}

/// Most credentials that are listed of one file.
const MOST: usize = 500;

/// All literals of a file. What a format alone tells, wherever it stands, is not among them.
pub(crate) fn literals(file: &File<'_>) -> Vec<Literal> {
    let mut search = Search { found: Vec::new() };
    for object in &file.objects {
        search.object(object);
    }
    if is_values_file(file.path) {
        let documents = file.stream.documents.iter();
        let bare = documents.map(crate::yaml::Document::root).filter(|root| {
            !is_object(*root) && !file.encrypted.iter().any(|one| one.root == Some(*root))
        });
        bare.for_each(|root| search.tree(Place::HelmValues, root, 0));
    }
    if let Some(flat) = file.flat.filter(|_| file.encrypted.is_empty()) {
        for pair in &flat.pairs {
            let key = pair.key.trim().trim_start_matches("export ");
            let value = setting(&format!("k={}", pair.value))
                .map(|(_, value)| value.to_owned())
                .unwrap_or_default();
            search.judge(Place::EnvFile, (key, &value), || {
                (pair.line, pair.pointer())
            });
        }
    }
    search.found
}

fn is_object(root: Node<'_>) -> bool {
    root.get("kind").is_some() && root.get("apiVersion").is_some()
}

/// Files that Helm reads by convention.
fn is_values_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|ending| name.ends_with(ending))
        && !name.contains("schema")
        && (name.contains("values") || name.starts_with("secrets."))
}

struct Search {
    found: Vec<Literal>,
}

impl Search {
    fn object(&mut self, object: &Object<'_>) {
        match object.kind {
            "Secret"
            | "SealedSecret"
            | "ExternalSecret"
            | "ClusterExternalSecret"
            | "SecretStore"
            | "ClusterSecretStore"
            | "CustomResourceDefinition" => {}
            "ConfigMap" => self.maybe_tree(Place::ConfigMap, object.at(&["data"])),
            "HelmRelease" => self.maybe_tree(Place::HelmValues, object.at(&["spec", "values"])),
            "Application" => self.application(object.at(&["spec"])),
            "ApplicationSet" => self.application_set(object),
            "Kustomization" => self.maybe_tree(
                Place::Variable,
                object.at(&["spec", "postBuild", "substitute"]),
            ),
            _ => self.containers(object.node, 0),
        }
    }

    fn maybe_tree(&mut self, place: Place, node: Option<Node<'_>>) {
        if let Some(node) = node {
            self.tree(place, node, 0);
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
        for helm in sources.filter_map(|source| source.get("helm")) {
            self.maybe_tree(Place::HelmValues, helm.get("valuesObject"));
            self.maybe_tree(Place::HelmValues, helm.get("parameters"));
            if let Some(values) = helm.get("values") {
                self.text(Place::HelmValues, "values", values);
            }
        }
    }

    fn application_set(&mut self, object: &Object<'_>) {
        self.application(object.at(&["spec", "template", "spec"]));
        self.maybe_tree(Place::Variable, object.at(&["spec", "generators"]));
    }

    /// Every scalar below a node, by the last key above it. `{name: …, value: …}` is a key and its value.
    fn tree(&mut self, place: Place, node: Node<'_>, depth: usize) {
        if depth > MAX_DEPTH || node.is_alias() {
            return;
        }
        if let Some((name, value)) = named(node) {
            return self.text(place, name.rsplit('.').next().unwrap_or(name), value);
        }
        for (key, value) in node.entries() {
            match value.kind() {
                Kind::Scalar => self.text(place, key.text().unwrap_or_default(), value),
                _ => self.tree(place, value, depth + 1),
            }
        }
        node.items()
            .for_each(|item| self.tree(place, item, depth + 1));
    }

    /// Environment, arguments and commands, wherever an object holds containers.
    fn containers(&mut self, node: Node<'_>, depth: usize) {
        if depth > MAX_DEPTH || node.is_alias() {
            return;
        }
        for (key, value) in node.entries() {
            match key.text().unwrap_or_default() {
                "env" => value
                    .items()
                    .filter_map(named)
                    .for_each(|(name, value)| self.text(Place::Container, name, value)),
                "args" | "command" => value.items().for_each(|item| self.argument(item)),
                _ => self.containers(value, depth + 1),
            }
        }
        node.items()
            .for_each(|item| self.containers(item, depth + 1));
    }

    /// `--password=…`, and scripts of several lines.
    fn argument(&mut self, node: Node<'_>) {
        let text = node.text().unwrap_or_default();
        match text
            .split_once('=')
            .filter(|(key, _)| key.starts_with('-') && !text.contains('\n'))
        {
            Some((key, value)) => self.judge(
                Place::Container,
                (key.trim_start_matches('-'), value),
                || (node.line(), node.pointer()),
            ),
            None => self.text(Place::Container, "", node),
        }
    }

    /// A scalar: one value, or settings on several lines.
    fn text(&mut self, place: Place, key: &str, node: Node<'_>) {
        let text = node.text().unwrap_or_default();
        if !is_settings(text) {
            return self.judge(place, (key, text), || (node.line(), node.pointer()));
        }
        // Of other styles the lines of the text are not those of the file.
        let first = if node.style() == Style::Literal {
            node.line() + 1
        } else {
            node.line()
        };
        for one in settings(text) {
            let line = if node.style() == Style::Literal {
                first + one.lines_before
            } else {
                first
            };
            self.judge(place, (one.key, one.value), || (line, node.pointer()));
        }
    }

    fn judge(
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

const MAX_DEPTH: usize = 64;

/// What has the form of a credential and names something.
fn is_false_friend(key: &str, value: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    // `key: password` in a reference; an annotation; a label.
    lower == "key"
        || (key.contains('/') && key.contains('.'))
        || is_label(value)
        || (names_object(&lower) && is_object_name(value))
}

/// `tlsSecret`, `credentials_secret`: an object of that kind, unless it is a secret that a client is given.
fn names_object(lower: &str) -> bool {
    let is_secret =
        lower.ends_with("secret") || lower.ends_with("secrets") || lower.ends_with("token");
    is_secret
        && ![
            "client", "shared", "app", "api", "webhook", "signing", "consumer", "cookie", "jwt",
            "access",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Words and short numbers with hyphens, such as `app-db-s3` or `generated--oauth2-proxy`.
fn is_object_name(value: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
        word.len() <= 3 || word.bytes().skip(letters).count() <= 1
    };
    value.contains('-')
        && value.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
        })
        && value.split(['-', '.']).all(is_word)
}

/// A digest of a password tells it only to who guesses it.
fn is_password_hash(value: &str) -> bool {
    [
        "$pbkdf2", "$argon2", "$2a$", "$2b$", "$2y$", "$apr1$", "$5$", "$6$", "{SSHA", "sha1:",
    ]
    .iter()
    .any(|start| value.contains(start))
}

fn named(node: Node<'_>) -> Option<(&str, Node<'_>)> {
    let value = node
        .get("value")
        .filter(|value| value.kind() == Kind::Scalar)?;
    Some((node.get("name")?.text()?, value))
}

/// What a value is under its key, if it is a credential. One that a format tells without the key is left to the rule
/// that looks at the bytes.
fn verdict(key: &str, value: &str) -> Option<(Severity, Confidence, Option<&'static Format>)> {
    let mut hit: Option<Hit> = None;
    tokens::find_named(key, value.as_bytes(), |found| hit = Some(found));
    if let Some(hit) = hit {
        return hit.format.needs_context().then_some((
            hit.format.severity,
            Confidence::Likely,
            Some(hit.format),
        ));
    }
    tokens::find(value.as_bytes(), |found| hit = Some(found));
    if hit.is_some() {
        return None;
    }
    if is_false_friend(key, value) {
        return None;
    }
    let decoded = decode(value)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|text| {
            text.len() > 4
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
        });
    let judged = generic(key, decoded.as_deref().unwrap_or(value).as_bytes())?;
    // `passwordKey: admin` names an entry of a Secret.
    if judged.likeness == Likeness::Word && key.to_ascii_lowercase().ends_with("key") {
        return None;
    }
    let severity = match judged.likeness {
        _ if is_password_hash(value) => Severity::Medium,
        Likeness::Drawn => Severity::High,
        Likeness::Typed => Severity::Medium,
        Likeness::Word => Severity::Low,
    };
    Some((severity, judged.confidence, None))
}
