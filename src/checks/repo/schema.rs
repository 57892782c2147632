//! Objects against the schemas of their kinds: each is judged once, the rules put what was found into words.

use std::collections::{BTreeMap, HashSet};

use super::facts::kustomization_names;
use super::graph::file_name;
use super::object::title;
use crate::checks::patch::{Change, Edit};
use crate::data::components;
use crate::model::clean::clean;
use crate::model::{Coverage, Finding, Location};
use crate::schemas::{
    Catalogue, Definition, How, Judged, NoSchema, Outcome, Source, Trouble, Verdict, Violation,
};
use crate::yaml::{Budget, Document, Kind, Node, Reading, Stream, parse};

/// The kind under which objects are counted.
const OBJECT: &str = "object with a schema";

/// One violation, as rules look at it.
pub(crate) struct Broken<'f> {
    pub(crate) path: &'f str,
    pub(crate) document: &'f Document,
    /// JSON pointer of the object in its document.
    pub(crate) object: &'f str,
    pub(crate) kind: &'f str,
    pub(crate) api_version: &'f str,
    pub(crate) source: &'f Source,
    pub(crate) violation: &'f Violation,
}

impl Broken<'_> {
    /// `Deployment shop/web`, for messages.
    pub(crate) fn title(&self) -> String {
        let text = |key: &str| {
            let node = self.document.at(self.object)?.get("metadata")?.get(key)?;
            node.text().filter(|text| !text.is_empty())
        };
        match text("name") {
            Some(name) => title(self.kind, text("namespace"), name),
            None if kustomization_names().any(|name| name == file_name(self.path)) => {
                "The kustomization".to_owned()
            }
            None => title(self.kind, None, "without a name"),
        }
    }

    pub(crate) fn place(&self) -> Location {
        let pointer = clean(&self.violation.pointer, 1_024);
        Location::node(self.path, self.violation.line, pointer)
    }

    /// `spec.ports[0].port`, or nothing for the object itself.
    pub(crate) fn field(&self) -> String {
        let pointer = &self.violation.pointer;
        let below = pointer.strip_prefix(self.object).unwrap_or(pointer);
        let mut field = String::new();
        for step in below.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            if step.bytes().all(|byte| byte.is_ascii_digit()) {
                field.push_str(&format!("[{step}]"));
                continue;
            }
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(&step);
        }
        clean(&field, 200)
    }

    /// The field in a code span, or the object.
    pub(crate) fn shown_field(&self) -> String {
        match self.field() {
            field if field.is_empty() => "the object".to_owned(),
            field => format!("`{field}`"),
        }
    }

    /// What the schema is: `Flux 2.9.5`.
    pub(crate) fn schema(&self) -> String {
        match self.source {
            Source::Repository => "the CustomResourceDefinition of this repository".to_owned(),
            Source::Shipped {
                component, version, ..
            } => {
                let name = components::find(component).map_or(component.as_str(), |one| one.name);
                format!("{name} {version}")
            }
        }
    }

    /// Whether a rule of its own explains the matter better.
    fn is_told_elsewhere(&self) -> bool {
        let pointer = &self.violation.pointer;
        let place = pointer.strip_prefix(self.object).unwrap_or(pointer);
        let group = self.api_version.split('/').next().unwrap_or_default();
        match &self.violation.trouble {
            Trouble::MissingField { name } => {
                MISSING_ELSEWHERE.contains(&(group, self.kind, place, name.as_str()))
            }
            // argocd-generator-unknown
            Trouble::UnknownField { .. } => {
                let mut steps = place.rsplit('/').skip(1);
                self.kind == "ApplicationSet"
                    && steps.next().is_some_and(|step| step.parse::<u32>().is_ok())
                    && steps.next() == Some("generators")
            }
            // flux-interval
            _ => {
                group.ends_with(".toolkit.fluxcd.io")
                    && ["/spec/interval", "/spec/retryInterval", "/spec/timeout"].contains(&place)
            }
        }
    }

    /// Whether kustomize reads it, and stops the build.
    pub(crate) fn is_kustomize(&self) -> bool {
        self.api_version.starts_with("kustomize.config.k8s.io/")
    }

    pub(crate) fn node(&self) -> Option<Node<'_>> {
        self.document.at(&self.violation.pointer)
    }

    /// An edit of the field.
    pub(crate) fn edit(&self, change: Change) -> Edit {
        Edit {
            document: self.document.index(),
            pointer: self.violation.pointer.clone(),
            change,
        }
    }
}

/// Fields whose absence a rule of its own explains: group, kind, place, field.
const MISSING_ELSEWHERE: [(&str, &str, &str, &str); 8] = [
    ("flagger.app", "Canary", "/spec", "targetRef"),
    ("flagger.app", "Canary", "/spec", "service"),
    ("argoproj.io", "Application", "", "spec"),
    ("argoproj.io", "Application", "/spec", "project"),
    ("argoproj.io", "Application", "/spec", "destination"),
    (
        "argoproj.io",
        "ApplicationSet",
        "/spec/template/spec",
        "project",
    ),
    (
        "argoproj.io",
        "ApplicationSet",
        "/spec/template/spec",
        "destination",
    ),
    (
        "kustomize.toolkit.fluxcd.io",
        "Kustomization",
        "/spec",
        "prune",
    ),
];

/// Judges the objects of a file and hands each violation to `tell`.
pub(crate) fn judge(
    (path, stream): (&str, &Stream),
    catalogue: &Catalogue,
    mut tell: impl FnMut(&Broken<'_>),
) -> Account {
    let mut account = Account::default();
    for document in &stream.documents {
        for judged in objects(document, path, catalogue) {
            account.add(&judged);
            let Outcome::Judged(verdict) = &judged.outcome else {
                continue;
            };
            for violation in &verdict.violations {
                let broken = Broken {
                    path,
                    document,
                    object: &judged.pointer,
                    kind: &judged.kind,
                    api_version: &judged.api_version,
                    source: &verdict.source,
                    violation,
                };
                if !broken.is_told_elsewhere() {
                    tell(&broken);
                }
            }
        }
    }
    account
}

/// What kubectl refuses and a Kustomize build takes, or the other way round, is said of the value that they read
/// differently (`yaml-read-differently`), not here.
fn objects(document: &Document, path: &str, catalogue: &Catalogue) -> Vec<Judged> {
    let assumed = kustomization_names()
        .any(|name| name == file_name(path))
        .then_some(("kustomize.config.k8s.io/v1beta1", "Kustomization"));
    let ask = |reading| catalogue.judge(document, How { reading, assumed });
    let mut judged = ask(Reading::Kubectl);
    let broken = judged.iter().any(|one| !violations(one).is_empty());
    if !broken || document.disagreements().is_empty() {
        return judged;
    }
    let other = ask(Reading::Kustomize);
    for (one, other) in judged.iter_mut().zip(&other) {
        let both: HashSet<&str> = violations(other)
            .iter()
            .map(|each| &*each.pointer)
            .collect();
        if let Outcome::Judged(verdict) = &mut one.outcome {
            verdict
                .violations
                .retain(|each| both.contains(each.pointer.as_str()));
        }
    }
    judged
}

fn violations(judged: &Judged) -> &[Violation] {
    match &judged.outcome {
        Outcome::Judged(verdict) => &verdict.violations,
        Outcome::NotJudged(_) => &[],
    }
}

/// What was judged and what was not.
#[derive(Debug, Default)]
pub(crate) struct Account {
    seen: u64,
    sound: u64,
    reasons: BTreeMap<&'static str, u64>,
    rules: u64,
    rules_unknown: u64,
    /// apiVersion and kind of objects whose schema may stand elsewhere in the repository.
    pub(crate) unknown: Vec<(Box<str>, Box<str>)>,
}

impl Account {
    fn add(&mut self, judged: &Judged) {
        let reason = match &judged.outcome {
            Outcome::Judged(verdict) => return self.judged(verdict),
            Outcome::NotJudged(NoSchema::NoObject) => return,
            Outcome::NotJudged(NoSchema::UnknownKind) => {
                let name = (&*judged.api_version, &*judged.kind);
                return self.unknown.push((name.0.into(), name.1.into()));
            }
            Outcome::NotJudged(NoSchema::Unreadable) => "not readable",
            Outcome::NotJudged(NoSchema::Template) => "its kind is a variable",
            Outcome::NotJudged(NoSchema::OtherVersion { .. }) => "no schema of this API version",
        };
        self.seen += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    fn judged(&mut self, verdict: &Verdict) {
        self.seen += 1;
        self.sound += u64::from(verdict.violations.is_empty());
        self.rules += u64::from(verdict.evaluated);
        self.rules_unknown += u64::from(verdict.not_evaluated);
    }

    /// Takes objects whose kind nothing in the repository defines for what they are: not judged.
    pub(crate) fn close(&mut self, catalogue: &Catalogue) {
        let unknown = std::mem::take(&mut self.unknown);
        let unjudged = unknown
            .iter()
            .filter(|(version, kind)| !catalogue.knows(version, kind))
            .count() as u64;
        self.seen += unjudged;
        if unjudged > 0 {
            *self.reasons.entry("no schema of this kind").or_default() += unjudged;
        }
    }

    pub(crate) fn count(&self, coverage: &mut Coverage) {
        if self.seen > 0 {
            coverage.seen(OBJECT, self.seen);
            coverage.healthy(OBJECT, self.sound);
        }
        for (reason, count) in &self.reasons {
            coverage.not_judged(OBJECT, reason, *count);
        }
        if self.rules + self.rules_unknown > 0 {
            coverage.seen("rule of a schema", self.rules + self.rules_unknown);
            coverage.not_judged(
                "rule of a schema",
                "cannot be evaluated",
                self.rules_unknown,
            );
        }
    }
}

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

/// The definitions that a file holds.
pub(crate) fn definitions(stream: &Stream) -> Vec<Definition> {
    stream
        .documents
        .iter()
        .filter_map(Definition::read)
        .collect()
}

/// The schemas for kinds that some object has and that the repository defines.
pub(crate) fn own_catalogue<'c>(
    unknown: impl Iterator<Item = &'c (Box<str>, Box<str>)>,
    definitions: impl Iterator<Item = &'c Definition>,
) -> Catalogue {
    let wanted: HashSet<(&str, &str)> = unknown
        .map(|(version, kind)| (&**version, &**kind))
        .collect();
    let mut catalogue = Catalogue::default();
    if wanted.is_empty() {
        return catalogue;
    }
    let is_wanted = |definition: &&Definition| {
        let mut kinds = definition.kinds.iter();
        kinds.any(|(version, kind)| wanted.contains(&(version.as_str(), kind.as_str())))
    };
    definitions
        .filter(is_wanted)
        .for_each(|definition| catalogue.add(definition));
    catalogue
}
