//! What one file shows of the versions that it was written for.

use std::path::Path;

use crate::checks::known::{Notes, Object as Noted};
use crate::checks::patch::{self, Change as Edited, Edit};
use crate::data::apis::{self, ApiVersion};
use crate::data::changes::{CHANGES, Change, Sign};
use crate::data::moves::{self, Gone};
use crate::data::{Version, markers};
use crate::model::clean::clean;
use crate::model::{Coverage, Fix, Location, Safety, Why};
use crate::yaml::{Budget, Class, Kind, Node, Stream, classify, parse};

use super::fields::{places, shown};

/// Longest name in a message: that of a Kubernetes object.
const NAME: usize = 253;
/// A list inside a list is legal to nobody; this bounds hostile nesting.
const MAX_LISTS: usize = 3;

/// What one file gave, or all.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) uses: Vec<Use>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) versions: Vec<Installed>,
    /// Components whose kinds stand in the file.
    pub(super) components: Vec<&'static str>,
    /// What a cluster still holds in versions whose end is known.
    pub(super) kept: Vec<Kept>,
    pub(super) coverage: Coverage,
    pub(super) notes: Notes,
}

/// A manifest of an API version whose end is known.
pub(crate) struct Use {
    pub(super) row: &'static ApiVersion,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) place: Location,
    /// What to write instead.
    pub(super) next: Option<String>,
    /// The diff that writes it.
    pub(super) patch: Option<String>,
    /// Fields that the next version does not have.
    pub(super) gone: Vec<&'static Gone>,
}

/// A place that shows that a change concerns the repository.
pub(super) struct Sighting {
    pub(super) change: &'static Change,
    pub(super) title: String,
    pub(super) place: Location,
}

/// A place that tells which version is installed.
#[derive(Clone)]
pub(super) struct Installed {
    pub(super) component: &'static str,
    pub(super) version: Version,
    /// Only the minor is told: by a controller that has a version of its own.
    pub(super) only_line: bool,
    pub(super) place: Location,
}

/// Something that a cluster keeps in an API version whose end is known.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) row: &'static ApiVersion,
    pub(super) how: How,
    pub(super) title: String,
    pub(super) place: Location,
}

/// How a cluster keeps a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    /// In `status.storedVersions` of a CRD, the name of which it is.
    Stored(String),
    /// In the managed fields of objects: who wrote them.
    Written(String),
}

/// An object of a file.
struct Object<'d> {
    node: Node<'d>,
    document: usize,
    api_version: &'d str,
    kind: &'d str,
}

/// Reads one file. `path` is relative to the root, as it is shown.
pub(super) fn read(path: &str, bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    match classify(bytes, Path::new(path)) {
        Class::Yaml | Class::Json => {}
        Class::HelmTemplate => {
            seen.coverage.seen("file", 1);
            seen.coverage.not_judged("file", "template", 1);
            return seen;
        }
        Class::Binary | Class::OtherText => return seen,
    }
    seen.coverage.seen("file", 1);
    seen.notes.read(path, bytes);
    let stream = parse(bytes, &Budget::default());
    seen.unread(path, &stream);
    let objects = objects(&stream);
    for object in &objects {
        seen.object(path, &stream, object);
    }
    seen.installed(path, &stream, &objects);
    seen.notes.objects(
        path,
        objects.iter().map(|object| Noted {
            lines: (object.node.line(), object.node.end_line()),
            title: object.title().into(),
        }),
    );
    seen
}

impl Seen {
    pub(super) fn merge(&mut self, other: Self) {
        self.uses.extend(other.uses);
        self.sightings.extend(other.sightings);
        self.versions.extend(other.versions);
        self.components.extend(other.components);
        self.kept.extend(other.kept);
        self.coverage.merge(other.coverage);
        self.notes.merge(other.notes);
    }

    /// Says in every place in which repository it stands.
    pub(super) fn stands_in(&mut self, name: &str) {
        let uses = self.uses.iter_mut().map(|used| &mut used.place);
        let sightings = self
            .sightings
            .iter_mut()
            .map(|sighting| &mut sighting.place);
        let versions = self.versions.iter_mut().map(|told| &mut told.place);
        for place in uses.chain(sightings).chain(versions) {
            if let Location::File(file) = place {
                file.repository = Some(name.to_owned());
            }
        }
    }

    fn unread(&mut self, path: &str, stream: &Stream) {
        let Some(error) = stream.errors.first() else {
            return;
        };
        if stream.is_template() {
            return self.coverage.not_judged("file", "template", 1);
        }
        if !stream.source().contains("apiVersion") {
            return self
                .coverage
                .not_judged("file", "not valid YAML, and no manifest", 1);
        }
        self.coverage.skip(
            format!("{path}:{}", error.line()),
            Why::Unsupported,
            "mend the document, so that it can be judged",
        );
    }

    fn object(&mut self, path: &str, stream: &Stream, object: &Object<'_>) {
        self.coverage.seen("object", 1);
        let group = object.group();
        if let Some(row) = apis::of(group, object.kind).next() {
            self.components.push(row.component);
        }
        self.sight(path, object);
        let Some(row) = apis::find(object.api_version, object.kind) else {
            return;
        };
        if row.removed.is_none() && row.deprecated.is_none() {
            return;
        }
        let node = object.node.get("apiVersion").unwrap_or(object.node);
        let next = moves::successor(row, object.kind);
        self.uses.push(Use {
            patch: next
                .as_deref()
                .filter(|_| moves::reshaped(row, object.kind).is_none())
                .and_then(|next| {
                    let edit = Edit {
                        document: object.document,
                        pointer: node.pointer(),
                        change: Edited::Set(next.to_owned()),
                    };
                    patch::diff(path, stream, &[edit])
                }),
            gone: moves::gone(group, object.kind)
                .filter(|gone| !places(object.node, gone.at).is_empty())
                .collect(),
            row,
            next,
            kind: object.kind.to_owned(),
            title: object.title(),
            place: place(path, node),
        });
    }

    fn sight(&mut self, path: &str, object: &Object<'_>) {
        for (change, node) in signs(object.node, (object.group(), object.kind), |_| true) {
            self.sightings.push(Sighting {
                change,
                title: object.title(),
                place: place(path, node),
            });
        }
    }

    fn installed(&mut self, path: &str, stream: &Stream, objects: &[Object<'_>]) {
        for (line, text) in (1u32..).zip(stream.source().lines()) {
            let place = Location::line(path, line);
            self.versions.extend(told(text, &place));
        }
        for object in objects {
            let found = object.chart().or_else(|| object.flux_manifests());
            self.versions
                .extend(found.map(|(component, node, version)| Installed {
                    component,
                    version,
                    only_line: false,
                    place: place(path, node),
                }));
        }
    }
}

/// The versions that a line or the name of an image tells.
pub(super) fn told(text: &str, place: &Location) -> Vec<Installed> {
    let installed = |component, version, only_line| Installed {
        component,
        version,
        only_line,
        place: place.clone(),
    };
    let own = markers::told(text).map(|(component, version)| installed(component, version, false));
    let paired = markers::paired(text).map(|(component, line)| {
        installed(component, Version::new(line.major, line.minor, 0), true)
    });
    own.chain(paired).collect()
}

/// The changes that an object shows, each with the first place that shows it.
pub(super) fn signs<'d>(
    node: Node<'d>,
    (group, kind): (&str, &str),
    counts: impl Fn(&Sign) -> bool,
) -> Vec<(&'static Change, Node<'d>)> {
    let name = || {
        let name = node.get("metadata").and_then(|meta| meta.get("name"));
        name.and_then(Node::text).unwrap_or_default()
    };
    let found = CHANGES.iter().filter_map(|change| {
        let signs = change.signs.iter();
        let place = signs
            .filter(|sign| sign.kind == kind && sign.group == group && counts(sign))
            .filter(|sign| sign.name.is_none_or(|wanted| name() == wanted))
            .find_map(|sign| shown(node, sign))?;
        Some((change, place))
    });
    found.collect()
}

fn place(path: &str, node: Node<'_>) -> Location {
    Location::node(path, node.line(), clean(&node.pointer(), 1_024))
}

impl<'d> Object<'d> {
    fn group(&self) -> &'d str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }

    fn name(&self) -> &'d str {
        self.text(&["metadata", "name"]).unwrap_or_default()
    }

    fn at(&self, path: &[&str]) -> Option<Node<'d>> {
        path.iter().try_fold(self.node, |node, key| node.get(key))
    }

    fn text(&self, path: &[&str]) -> Option<&'d str> {
        self.at(path)?.text()
    }

    fn title(&self) -> String {
        let namespace = self.text(&["metadata", "namespace"]).unwrap_or_default();
        let slash = if namespace.is_empty() { "" } else { "/" };
        let name = match self.name() {
            "" => "without a name".to_owned(),
            name => format!("{namespace}{slash}{name}"),
        };
        format!("{} {}", clean(self.kind, NAME), clean(&name, NAME * 2))
    }

    /// A chart whose version is that of the component, pinned.
    fn chart(&self) -> Option<(&'static str, Node<'d>, Version)> {
        let (chart, version): (&[&str], &[&str]) = match self.kind {
            "HelmRelease" => (
                &["spec", "chart", "spec", "chart"],
                &["spec", "chart", "spec", "version"],
            ),
            "Application" => (
                &["spec", "source", "chart"],
                &["spec", "source", "targetRevision"],
            ),
            _ => return None,
        };
        let name = self.text(chart)?;
        let (_, component) = markers::CHARTS.iter().find(|(known, _)| *known == name)?;
        let node = self.at(version)?;
        Some((component, node, Version::parse(node.text()?)?))
    }

    /// The artifact from which Flux updates itself.
    fn flux_manifests(&self) -> Option<(&'static str, Node<'d>, Version)> {
        let url = self.text(&["spec", "url"])?;
        if self.kind != "OCIRepository" || !url.ends_with("/flux-manifests") {
            return None;
        }
        let node = self.at(&["spec", "ref", "tag"])?;
        Some(("flux", node, Version::parse(node.text()?)?))
    }
}

fn objects(stream: &Stream) -> Vec<Object<'_>> {
    let mut found = Vec::new();
    for (at, document) in stream.documents.iter().enumerate() {
        collect((at, document.root()), MAX_LISTS, &mut found);
    }
    found
}

fn collect<'d>(
    (document, node): (usize, Node<'d>),
    lists_left: usize,
    found: &mut Vec<Object<'d>>,
) {
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
    let kind = text("kind");
    if node.kind() != Kind::Mapping || kind.is_empty() {
        return;
    }
    if let Some(items) = node
        .get("items")
        .filter(|_| kind.ends_with("List") && lists_left > 0)
    {
        for item in items.items() {
            collect((document, item), lists_left - 1, found);
        }
        return;
    }
    found.push(Object {
        node,
        document,
        api_version: text("apiVersion"),
        kind,
    });
}

impl Use {
    /// The new version, and what else changes.
    pub(super) fn fix(&self) -> Fix {
        let Some(next) = &self.next else {
            return Fix::review(
                "The kind has no successor: remove the object, or replace what it does.",
            );
        };
        let shape = moves::reshaped(self.row, &self.kind);
        let mut summary = format!("Write `apiVersion: {next}`");
        if let Some(shape) = shape {
            summary = format!("{summary}; {}", shape.how);
        }
        for gone in &self.gone {
            summary = format!(
                "{summary}; `{}` is gone: write {}",
                gone.at.join("."),
                gone.instead
            );
        }
        let safe = shape.is_none() && self.gone.is_empty() && self.patch.is_some();
        Fix {
            summary: format!("{summary}."),
            patch: self.patch.clone(),
            command: None,
            safety: if safe { Safety::Safe } else { Safety::Review },
        }
    }
}
