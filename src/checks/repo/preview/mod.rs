//! What ApplicationSets would make: found in a repository or given as text, expanded now and at a revision, judged.

mod clusters;
mod compare;
mod files;
mod open;
mod sets;
mod world;

use std::collections::HashSet;

use serde_json::{Map, Value};

use self::sets::Manifest;
use self::world::{Copy, Given, Supplied};
use super::collect::patch_of;
use super::object::Found;
use super::{Check, RULES, argocd_generator_unknown, argocd_templated_project};
use crate::appset::world::Cluster;
use crate::appset::{Expansion, Generated, Stop, expand};
use crate::checks::patch::Edit;
use crate::clients::repository::{Roots, Watch};
use crate::model::clean::clean;
use crate::model::{Affects, Coverage, Finding, Location, Report, Why};

pub(crate) use self::clusters::{
    of_entry as read_cluster, of_record as cluster_of_record, of_secret_text as cluster_of_secret,
};
pub use self::compare::{Change, Destination, Outcome, Source};
pub(crate) use self::compare::{name, removed, sources};
pub use self::open::NoPreview;

/// What is asked.
pub struct PreviewQuestion<'q> {
    /// A folder or one file.
    pub path: Option<&'q str>,
    /// The text of ApplicationSets.
    pub manifest: Option<&'q str>,
    /// Checkouts of other repositories: address and folder.
    pub repositories: Vec<(String, String)>,
    pub clusters: Option<Vec<Cluster>>,
    /// A file of clusters; those of a target come in `clusters`.
    pub clusters_from: Option<&'q str>,
    /// What outside generators would give, by their key.
    pub parameters: Map<String, Value>,
    /// A revision of `path`.
    pub compare_to: Option<&'q str>,
}

/// One ApplicationSet, expanded.
pub(crate) struct Set {
    pub(crate) manifest: Manifest,
    pub(crate) expansion: Expansion,
    pub(crate) before: Option<Before>,
    /// It stands only at the revision to compare with.
    pub(crate) gone: bool,
}

/// The same ApplicationSet at the revision to compare with.
pub(crate) struct Before {
    pub(crate) expansion: Expansion,
}

/// What the rules look at.
pub(crate) struct Previewed<'a> {
    pub(crate) sets: Vec<Set>,
    given: &'a Given<'a>,
    pub(crate) compared: Option<&'a str>,
}

impl Previewed<'_> {
    /// Whether a path of a source exists; nothing where no checkout can tell.
    pub(crate) fn has_path(&self, url: &str, revision: &str, path: &str) -> Option<bool> {
        self.given.has_path(url, revision, path)
    }
}

impl Set {
    /// The Applications now, none for a set that is gone.
    pub(crate) fn now(&self) -> &[Generated] {
        if self.gone {
            &[]
        } else {
            &self.expansion.applications
        }
    }

    /// Argo CD reports an error and leaves everything as it is.
    pub(crate) fn is_stuck(&self) -> bool {
        !self.expansion.stops.is_empty()
    }

    /// A setting of the sync policy.
    pub(crate) fn policy(&self, key: &str) -> Option<&Value> {
        self.manifest
            .spec()
            .get("syncPolicy")
            .and_then(|policy| policy.get(key))
    }
}

/// How many Applications a finding is about, and the first ones.
pub(crate) fn affected<'n>(names: impl Iterator<Item = &'n str>) -> Affects {
    const FIRST: usize = 5;
    let names: Vec<&str> = names.collect();
    Affects {
        count: names.len() as u64,
        first: names
            .iter()
            .take(FIRST)
            .map(|name| clean(name, 253))
            .collect(),
    }
}

/// Expands and judges.
///
/// # Errors
/// If the question cannot be asked.
pub fn preview(
    roots: &Roots,
    question: &PreviewQuestion<'_>,
    watch: &dyn Watch,
) -> Result<(Report, Vec<Outcome>), NoPreview> {
    let supplied = Supplied {
        clusters: open::clusters(roots, question)?,
        parameters: question.parameters.clone(),
    };
    let main = question
        .path
        .map(|path| open::path(roots, path))
        .transpose()?;
    let others = open::repositories(roots, &question.repositories, watch)?;
    let mut coverage = Coverage::default();
    let mut copies: Vec<Copy> = main.iter().map(|main| main.copy(main.now(watch))).collect();
    copies.extend(others);
    let given = Given::new(copies, &supplied);
    let mut manifests = Vec::new();
    if let Some(text) = question.manifest {
        manifests.extend(sets::find("manifest", text.as_bytes(), &mut coverage));
    } else if let (Some(main), Some(copy)) = (&main, given.copies.first()) {
        manifests.extend(main.manifests(&copy.files, &mut coverage));
    }
    if manifests.is_empty() && coverage.checked.is_empty() && question.compare_to.is_none() {
        return Err(NoPreview::NoApplicationSet);
    }
    let mut sets: Vec<Set> = manifests
        .into_iter()
        .map(|manifest| Set {
            expansion: expand(&manifest.json, &given),
            manifest,
            before: None,
            gone: false,
        })
        .collect();
    if let Some(revision) = question.compare_to {
        let Some(main) = &main else {
            return Err(NoPreview::CompareWithoutPath);
        };
        let files = main.at(revision)?;
        let old = main.manifests(&files, &mut Coverage::default());
        let mut copies = vec![main.copy(files)];
        copies.extend(open::repositories(roots, &question.repositories, watch)?);
        join(
            &mut sets,
            (old, &Given::new(copies, &supplied)),
            question.manifest.is_some(),
        );
    }
    let previewed = Previewed {
        sets,
        given: &given,
        compared: question.compare_to,
    };
    Ok(report(&previewed, coverage, main.as_ref()))
}

/// Adds what each ApplicationSet gave before, and those that are gone. Of a text only its own are compared.
fn join(sets: &mut Vec<Set>, (old, given): (Vec<Manifest>, &Given<'_>), only_these: bool) {
    for manifest in old {
        let expansion = expand(&manifest.json, given);
        let known = sets
            .iter_mut()
            .find(|set| set.before.is_none() && set.manifest.identity() == manifest.identity());
        match known {
            Some(set) => set.before = Some(Before { expansion }),
            None if only_these => {}
            None => sets.push(Set {
                manifest,
                expansion: Expansion::default(),
                before: Some(Before { expansion }),
                gone: true,
            }),
        }
    }
}

fn report(
    previewed: &Previewed<'_>,
    mut coverage: Coverage,
    main: Option<&open::Main>,
) -> (Report, Vec<Outcome>) {
    let outcomes = compare::outcomes(previewed);
    tell_skipped(previewed, &mut coverage);
    let mut findings = Vec::new();
    for rule in RULES {
        let Check::Preview(check) = rule.check else {
            continue;
        };
        findings.extend(
            check(previewed)
                .into_iter()
                .map(|problem| rule.meta.finding(problem)),
        );
    }
    findings.extend(of_manifests(previewed, main));
    let present = previewed.sets.iter().filter(|set| !set.gone);
    let blamed = |set: &Set| {
        let path = set.manifest.path.as_str();
        findings
            .iter()
            .any(|finding| matches!(&finding.location, Location::File(place) if place.path == path))
    };
    let sound = present
        .clone()
        .filter(|set| !set.is_stuck() && !blamed(set));
    coverage.healthy("ApplicationSet", sound.clone().count() as u64);
    coverage.healthy("Application", sound.map(|set| set.now().len() as u64).sum());
    let made: u64 = previewed
        .sets
        .iter()
        .map(|set| set.now().len() as u64)
        .sum();
    coverage.seen("Application", made);
    let count = present.count();
    let noun = if count == 1 {
        "ApplicationSet"
    } else {
        "ApplicationSets"
    };
    let subject = format!(
        "{made} Applications of {count} {noun}{}",
        compare::words(&outcomes, previewed.compared)
    );
    let clean = format!("{subject}; nothing is wrong with them.");
    (Report::new(coverage, findings, &subject, &clean), outcomes)
}

/// What `validate_repo` says of the ApplicationSets themselves, as far as it decides what they make.
fn of_manifests(previewed: &Previewed<'_>, main: Option<&open::Main>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in [
        &argocd_generator_unknown::RULE,
        &argocd_templated_project::RULE,
    ] {
        let Check::Object(check) = rule.check else {
            continue;
        };
        for set in previewed.sets.iter().filter(|set| !set.gone) {
            for Found { problem, edits } in set.manifest.objects().iter().flat_map(check) {
                let mut finding = rule.meta.finding(problem);
                add_patch(&mut finding, set, (main, &edits));
                findings.push(finding);
            }
        }
    }
    findings
}

fn add_patch(finding: &mut Finding, set: &Set, (main, edits): (Option<&open::Main>, &[Edit])) {
    let (false, Some(main), Some(fix)) = (edits.is_empty(), main, &mut finding.fix) else {
        return;
    };
    let path = &set.manifest.path;
    fix.patch = patch_of(path, main.in_work_tree(path), (set.manifest.bytes(), edits));
}

/// What could not be expanded here, once for each reason.
fn tell_skipped(previewed: &Previewed<'_>, coverage: &mut Coverage) {
    let mut told = HashSet::new();
    for set in &previewed.sets {
        let before = set
            .before
            .iter()
            .flat_map(|before| before.expansion.stops.iter().map(|stop| (stop, " before")));
        let now = set.expansion.stops.iter().map(|stop| (stop, ""));
        for (stopped, when) in now.chain(before) {
            let place = match stopped.generator {
                Some(at) => format!("generator {at} of {}{when}", set.manifest.title()),
                None => format!("{}{when}", set.manifest.title()),
            };
            match &stopped.stop {
                Stop::Error(_) if when.is_empty() => {}
                Stop::Error(reason) => {
                    if told.insert(format!("{place}{reason}")) {
                        coverage.skip(
                            place,
                            Why::Unsupported,
                            format!(
                                "Argo CD could not expand it at that revision: {}",
                                clean(reason, 300)
                            ),
                        );
                    }
                }
                Stop::Refused(reason) => {
                    if told.insert(format!("{place}{reason}")) {
                        coverage.skip(
                            format!("{place} could not be expanded"),
                            Why::Unsupported,
                            clean(reason, 400),
                        );
                    }
                }
                Stop::Unread(unread) => {
                    if told.insert(format!("{place}{}", unread.what)) {
                        let why = if unread.absent {
                            Why::Absent
                        } else {
                            Why::Unsupported
                        };
                        coverage.skip(
                            format!("{place} could not be expanded: {}", unread.what),
                            why,
                            unread.hint.clone(),
                        );
                    }
                }
            }
        }
    }
}
