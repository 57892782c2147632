//! From the bytes of one file to its facts, its own findings and an account of it. No file is opened here.

use std::path::Path;

use super::facts::{FileFacts, file_facts};
use super::object::{Found, Object, objects};
use super::schema::{self, Account, Broken, Completion, Incomplete};
use super::{Check, RULES, YamlFile, graph, judge_yaml};
use crate::checks::folder::weigh;
use crate::checks::known::{Notes, Object as Noted};
use crate::checks::{patch, secrets};
use crate::model::{Coverage, Finding, Location, Meta, Severity, Why};
use crate::schemas::{Catalogue, Definition, Trouble};
use crate::yaml::{Budget, Class, Error, Stream, classify, parse};

/// What one file gave.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) findings: Vec<Finding>,
    /// Findings that hold for whole objects only: they say nothing of a file that is applied as a patch.
    pub(crate) of_objects: Vec<Finding>,
    pub(crate) facts: FileFacts,
    /// What schemas say of the file.
    pub(crate) schemas: Schemas,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Notes,
}

/// What schemas say of a file, and what it says to the others.
#[derive(Default)]
pub(crate) struct Schemas {
    pub(crate) account: Account,
    /// Findings that hold unless a patch completes the object.
    pub(crate) incomplete: Vec<Incomplete>,
    pub(crate) completions: Vec<Completion>,
    pub(crate) definitions: Vec<Definition>,
    /// The file, where its objects have to wait for a schema of the repository.
    waiting: Box<[u8]>,
}

/// The largest file that waits.
const MAX_WAITING: usize = 1 << 20;

/// The kind under which files are counted.
const FILE: &str = "file";

/// How a file is to be read.
pub(crate) struct Place<'p> {
    /// Relative to the root.
    pub(crate) path: &'p str,
    /// Relative to the top of the work tree, as `git apply` names it.
    pub(crate) in_work_tree: &'p str,
    /// Stands in the folder that was asked for; other files are read for what refers to them.
    pub(crate) asked: bool,
    /// Below the templates of a chart.
    pub(crate) template: bool,
}

/// Reads and judges one file.
pub(crate) fn collect(place: &Place<'_>, bytes: &[u8]) -> Collected {
    let mut made = Collected::default();
    made.facts.path = place.path.into();
    made.coverage.seen(FILE, 1);
    match classify(bytes, Path::new(place.path)) {
        Class::Binary => made.coverage.not_judged(FILE, "binary", 1),
        Class::OtherText if !is_bare_kustomization(place.path) => {
            made.coverage.not_judged(FILE, "other text", 1)
        }
        _ if place.template => made.coverage.not_judged(FILE, "Helm template", 1),
        Class::HelmTemplate => made.coverage.not_judged(FILE, "template", 1),
        _ => made.read(place, bytes),
    }
    made.facts.asked = place.asked;
    if !place.asked {
        made.coverage = Coverage::default();
        made.findings.clear();
        made.schemas.incomplete.clear();
        made.of_objects.clear();
    }
    made
}

/// The third name of a kustomization file has no ending.
fn is_bare_kustomization(path: &str) -> bool {
    path.rsplit('/').next() == Some("Kustomization")
}

impl Collected {
    fn read(&mut self, place: &Place<'_>, bytes: &[u8]) {
        let stream = parse(bytes, &Budget::default());
        self.facts = file_facts(place.path, &stream);
        if stream.is_template() {
            return self.coverage.not_judged(FILE, "template", 1);
        }
        self.schemas.completions = schema::completions(&stream);
        self.schemas.definitions = schema::definitions(&stream);
        if !place.asked {
            return;
        }
        self.notes.read(place.path, bytes);
        self.unread_parts(place.path, &stream);
        let file = YamlFile {
            path: place.path,
            stream: &stream,
        };
        let views = objects(place.path, &stream);
        let yaml = judge_yaml(&file)
            .into_iter()
            .filter(|finding| matters(finding, place.path, &views));
        self.findings.extend(yaml.map(weighed));
        self.notes.objects(
            place.path,
            views.iter().map(|view| Noted {
                lines: (view.node.line(), view.node.end_line()),
                title: view.title().into(),
            }),
        );
        let sealed = OnceSealed::new(place.path, bytes, &views);
        for rule in RULES {
            for view in &views {
                let (found, whole) = match rule.check {
                    Check::Object(check) => (check(view), true),
                    Check::Manifest(check) => (check(view), false),
                    _ => continue,
                };
                let found = found
                    .into_iter()
                    .map(|found| finish(&rule.meta, found, (place, &stream, &sealed)));
                if whole {
                    self.of_objects.extend(found);
                } else {
                    self.findings.extend(found);
                }
            }
        }
        self.judge_schemas((place, &stream, &sealed), &Catalogue::default());
        if !self.schemas.account.unknown.is_empty() && bytes.len() <= MAX_WAITING {
            self.schemas.waiting = bytes.into();
        }
    }

    fn judge_schemas(
        &mut self,
        (place, stream, sealed): (&Place<'_>, &Stream, &OnceSealed<'_>),
        catalogue: &Catalogue,
    ) {
        let (findings, incomplete) = (&mut self.findings, &mut self.schemas.incomplete);
        let tell = |broken: &Broken<'_>| {
            for rule in RULES {
                let Check::Schema(check) = rule.check else {
                    continue;
                };
                let Some(found) = check(broken) else {
                    continue;
                };
                let finding = finish(&rule.meta, found, (place, stream, sealed));
                // A patch may add what is missing and replace what is wrong; a field that nobody knows stays.
                if matches!(broken.violation.trouble, Trouble::UnknownField { .. }) {
                    findings.push(finding);
                } else {
                    incomplete.push(Incomplete::new(finding, broken));
                }
            }
        };
        self.schemas.account = schema::judge((place.path, stream), catalogue, tell);
    }

    /// Judges once more, now that the definitions of the repository are known, what had to wait for them.
    pub(crate) fn judge_waiting(&mut self, place: &Place<'_>, own: &Catalogue) {
        let mut first = std::mem::take(&mut self.schemas.account);
        let known = |(version, kind): &(Box<str>, Box<str>)| own.knows(version, kind);
        if first.unknown.iter().any(known) {
            let bytes = std::mem::take(&mut self.schemas.waiting);
            let stream = parse(&bytes, &Budget::default());
            let views = objects(place.path, &stream);
            let sealed = OnceSealed::new(place.path, &bytes, &views);
            // What the first look found is found again.
            self.findings
                .retain(|finding| !finding.rule.starts_with("repo/schema-"));
            self.schemas.incomplete.clear();
            self.judge_schemas((place, &stream, &sealed), own);
            first = std::mem::take(&mut self.schemas.account);
        }
        first.close(own);
        first.count(&mut self.coverage);
    }

    /// Accounts for what the parser could not read.
    fn unread_parts(&mut self, path: &str, stream: &Stream) {
        if let Some(Error::Budget { .. }) = stream.errors.first() {
            let line = stream.errors.first().map_or(1, Error::line);
            self.coverage.skip(
                format!("{path}:{line}"),
                Why::Limit,
                "split the file, so that it can be judged",
            );
        }
        if !stream.errors.is_empty() {
            self.coverage.not_judged(FILE, "not valid YAML", 1);
        }
    }
}

/// Facts of YAML matter where Kubernetes tools read the file; that two readers disagree, where both read it.
fn matters(finding: &Finding, path: &str, views: &[Object<'_>]) -> bool {
    let Location::File(place) = &finding.location else {
        return true;
    };
    let line = place.line.unwrap_or(1);
    let in_object = views
        .iter()
        .any(|view| (view.node.line()..=view.node.end_line()).contains(&line))
        || super::facts::kustomization_names().any(|name| graph::file_name(path) == name);
    if finding.rule == "repo/yaml-read-differently" {
        return in_object;
    }
    // Settings of other tools stand in hidden folders and files.
    in_object || !path.split('/').any(|part| part.starts_with('.'))
}

/// Whether a file holds what must not be shown; asked only once an edit is offered.
struct OnceSealed<'f> {
    path: &'f str,
    bytes: &'f [u8],
    has_secret: bool,
}

impl<'f> OnceSealed<'f> {
    fn new(path: &'f str, bytes: &'f [u8], views: &[Object<'_>]) -> Self {
        let has_secret = views.iter().any(|view| view.kind == "Secret");
        Self {
            path,
            bytes,
            has_secret,
        }
    }

    /// A diff shows lines around the edit: none is made of a file in which a Secret stands or a credential is found.
    fn is_sealed(&self) -> bool {
        self.has_secret || secrets::holds_secret(self.path, self.bytes)
    }
}

fn finish(
    meta: &Meta,
    found: Found,
    (place, stream, sealed): (&Place<'_>, &Stream, &OnceSealed<'_>),
) -> Finding {
    let mut finding = weighed(meta.finding(found.problem));
    if let Some(fix) = &mut finding.fix
        && !found.edits.is_empty()
        && !sealed.is_sealed()
    {
        fix.patch = patch::diff(place.in_work_tree, stream, &found.edits);
    }
    finding
}

/// The diff of edits of a file whose bytes are read again.
pub(crate) fn patch_of(
    path: &str,
    in_work_tree: &str,
    (bytes, edits): (&[u8], &[patch::Edit]),
) -> Option<String> {
    let stream = parse(bytes, &Budget::default());
    let views = objects(path, &stream);
    let sealed = OnceSealed::new(path, bytes, &views).is_sealed();
    (!sealed)
        .then(|| patch::diff(in_work_tree, &stream, edits))
        .flatten()
}

/// A finding weighs less in documentation and tests.
pub(crate) fn weighed(mut finding: Finding) -> Finding {
    if let Location::File(place) = &finding.location {
        finding.severity = weigh(finding.severity, &place.path);
        // Hidden folders hold archives and settings of other tools.
        if place.path.split('/').any(|part| part.starts_with('.')) {
            finding.severity = finding.severity.min(Severity::Low);
        }
    }
    finding
}
