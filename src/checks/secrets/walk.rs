//! Runs the audit over a repository.

use std::collections::HashSet;

use super::audit::{Audit, Judged, conclude, judge};
use super::sops::config::{Config, FILE_NAME};
use super::sops::keys::AgeKeys;
use super::sops::raw::Raw;
use crate::checks::known::{Known, State};
use crate::checks::repo::{Link, LinkFault, judge_link};
use crate::checks::walked::{broken_links, skip, unread};
use crate::clients::history::{self, History, HistoryLimits, is_bare};
use crate::clients::repository::{Reading, RelativePath, Repository, Unread, WalkLimits, Watch};
use crate::model::{Coverage, Finding, Report, Why};
use crate::yaml::{Budget, parse};

/// Largest configuration that is read above the folder that was asked for.
const MAX_CONFIG: u64 = 1 << 20;

/// Judges the folder that was asked for, of a bare repository the files of `HEAD`, and leaves out what is known. Memory
/// holds one file for each thread and a few facts of each.
pub fn audit(repository: &Repository, known: &Known, watch: &dyn Watch) -> Report {
    let bare = is_bare(repository, repository.folder())
        .then(|| history::open(repository).ok())
        .flatten();
    let (files, _) = match bare {
        Some(history) => of_head(&history, watch, |_, _, _| ()),
        None => of_work_tree(repository, watch, |_, _, _| ()),
    };
    files.conclude().report((repository, known, watch), None)
}

/// Files that were judged one by one.
pub(super) struct Files {
    judged: Vec<Judged>,
    /// What the folder itself shows.
    findings: Vec<Finding>,
    coverage: Coverage,
    pub(super) count: usize,
    /// Files beyond the folder that a link of it leads to.
    linked: Vec<RelativePath>,
}

/// Files that were judged as a whole.
pub(super) struct Whole {
    pub(super) audit: Audit,
    pub(super) coverage: Coverage,
    count: usize,
    linked: Vec<RelativePath>,
}

/// Judges the files of the folder. `also` makes something more of each.
pub(super) fn of_work_tree<T: Send>(
    repository: &Repository,
    watch: &dyn Watch,
    also: impl Fn(&str, &[u8], &Judged) -> T + Sync,
) -> (Files, Vec<T>) {
    let walk = repository.walk(&WalkLimits::default(), watch);
    let results = repository.read_each(&walk.files, &Reading::new(watch), |entry, bytes| {
        one(&entry.path, bytes, &also)
    });
    let mut coverage = unread(&walk);
    if !walk.links_out.is_empty() {
        coverage.seen(
            "symbolic link that cannot be followed",
            walk.links_out.len() as u64,
        );
    }
    let paths = walk.files.iter().map(|entry| &entry.path);
    let mut files = Files {
        judged: vec![governing_above(repository)],
        findings: broken_links(&walk),
        coverage,
        count: walk.files.len(),
        linked: paths
            .filter(|path| path.below(repository.folder()).is_none())
            .cloned()
            .collect(),
    };
    let made = files.add(results);
    (files, made)
}

/// Judges the files of `HEAD`.
pub(super) fn of_head<T: Send>(
    history: &History,
    watch: &dyn Watch,
    also: impl Fn(&str, &[u8], &Judged) -> T + Sync,
) -> (Files, Vec<T>) {
    let mut files = Files {
        judged: Vec::new(),
        findings: Vec::new(),
        coverage: Coverage::default(),
        count: 0,
        linked: Vec::new(),
    };
    let head = match history.revision("HEAD") {
        Ok(head) => head,
        Err(error) => {
            let coverage = &mut files.coverage;
            coverage.skip("the files of HEAD", Why::Absent, error.to_string());
            return (files, Vec::new());
        }
    };
    let bounds = (&HistoryLimits::default(), watch);
    let results = history.read_each(&head.files, bounds, |file, bytes| {
        one(&history.beneath_root(&file.path), bytes, &also)
    });
    files.count = head.files.len();
    for unread in &head.skipped {
        skip(&mut files.coverage, unread);
    }
    let made = files.add(results);
    (files, made)
}

fn one<T>(
    path: &RelativePath,
    bytes: &[u8],
    also: &impl Fn(&str, &[u8], &Judged) -> T,
) -> (Judged, T) {
    let path = path.to_string();
    let judged = judge(&path, bytes).opened(&path, bytes, AgeKeys::offered());
    let made = also(&path, bytes, &judged);
    (judged, made)
}

impl Files {
    fn add<T>(&mut self, results: Vec<Result<(Judged, T), Unread>>) -> Vec<T> {
        let mut all = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok((judged, made)) => {
                    self.judged.push(judged);
                    all.push(made);
                }
                Err(unread) => skip(&mut self.coverage, &unread),
            }
        }
        all
    }

    pub(super) fn conclude(self) -> Whole {
        let mut audit = conclude(self.judged);
        audit.findings.extend(self.findings);
        Whole {
            audit,
            coverage: self.coverage,
            count: self.count,
            linked: self.linked,
        }
    }
}

impl Whole {
    /// Leaves out what is known. `past` are findings of history, of which that has been said already, and its commits.
    pub(super) fn report(
        self,
        (repository, known, watch): (&Repository, &Known, &dyn Watch),
        past: Option<(Vec<Finding>, u64)>,
    ) -> Report {
        let mut coverage = self.coverage;
        coverage.merge(self.audit.coverage);
        let before = before((repository, &self.linked), known, (watch, &mut coverage));
        let now = State {
            findings: self.audit.findings,
            notes: self.audit.notes,
        };
        let mut findings = known.settle(now, before, &mut coverage);
        let noun = if self.count == 1 { "file" } else { "files" };
        let mut subject = format!("{} {noun} ({})", self.count, self.audit.tally.summary());
        if let Some((past, commits)) = past {
            findings.extend(past);
            let noun = if commits == 1 { "commit" } else { "commits" };
            subject = format!("{subject} and {commits} {noun}");
        }
        let clean = format!("No leaked secret and no fault of encryption in {subject}.");
        Report::new(coverage, findings, &subject, &clean)
    }
}

/// The same folder at the revision to compare with, judged in the same way.
fn before(
    (repository, linked): (&Repository, &[RelativePath]),
    known: &Known,
    (watch, coverage): (&dyn Watch, &mut Coverage),
) -> Option<State> {
    let folder = repository.folder();
    let linked: HashSet<&RelativePath> = linked.iter().collect();
    let is_judged = |path: &RelativePath| path.below(folder).is_some() || linked.contains(path);
    let governs = |path: &RelativePath| {
        path.name() == FILE_NAME.as_bytes()
            && path
                .parent()
                .is_some_and(|above| folder.below(&above).is_some())
    };
    let files = known.each_before(
        (watch, coverage),
        |path| is_judged(path) || governs(path),
        |path, bytes| {
            if is_judged(path) {
                let path = path.to_string();
                judge(&path, bytes).opened(&path, bytes, AgeKeys::offered())
            } else {
                governing(path, bytes)
            }
        },
    )?;
    let mut audit = conclude(files);
    let broken = known.broken_links_before(watch);
    let broken = broken
        .iter()
        .filter(|path| is_judged(path))
        .map(RelativePath::to_string);
    audit.findings.extend(broken.flat_map(|path| {
        judge_link(&Link {
            path: &path,
            fault: LinkFault::Dangling,
        })
    }));
    Some(State {
        findings: audit.findings,
        notes: audit.notes,
    })
}

/// Configurations of SOPS in the folders above: they govern files below, and are not judged themselves.
fn governing_above(repository: &Repository) -> Judged {
    let mut judged = Judged::default();
    for folder in repository
        .folder()
        .ancestors()
        .into_iter()
        .filter(|folder| folder != repository.folder())
    {
        let path = folder.join(FILE_NAME.as_bytes());
        let Ok(bytes) = repository.read_file(&path, MAX_CONFIG) else {
            continue;
        };
        judged.facts.merge(governing(&path, &bytes).facts);
    }
    judged
}

fn governing(path: &RelativePath, bytes: &[u8]) -> Judged {
    let mut judged = Judged::default();
    let stream = parse(bytes, &Budget::default());
    let config = stream
        .documents
        .first()
        .and_then(|document| Config::read(&path.to_string(), &Raw::from_node(document.root())));
    judged.facts.configs.extend(config.map(|config| Config {
        outside: true,
        ..config.with_text(stream.source())
    }));
    judged
}
