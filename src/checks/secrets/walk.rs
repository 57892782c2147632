//! Runs the audit over a repository.

use std::collections::HashSet;

use super::audit::{Judged, conclude, judge};
use super::sops::config::{Config, FILE_NAME};
use super::sops::raw::Raw;
use crate::checks::known::{Known, State};
use crate::checks::repo::{Link, LinkFault, judge_link};
use crate::clients::repository::{
    LinkWhy, Reading, RelativePath, Repository, Unread, Walk, WalkLimits, Watch, Why as Unreadable,
};
use crate::model::{Coverage, Finding, Report, Why};
use crate::yaml::{Budget, parse};

/// Largest configuration that is read above the folder that was asked for.
const MAX_CONFIG: u64 = 1 << 20;

/// Judges the folder that was asked for, and leaves out what is known. Memory holds one file for each thread and a few
/// facts of each.
pub fn audit(repository: &Repository, known: &Known, watch: &dyn Watch) -> Report {
    let walk = repository.walk(&WalkLimits::default(), watch);
    let results = repository.read_each(&walk.files, &Reading::new(watch), |entry, bytes| {
        judge(&entry.path.to_string(), bytes)
    });
    let mut coverage = unread(&walk);
    let mut files = Vec::with_capacity(results.len() + 1);
    files.push(governing_above(repository));
    for result in results {
        match result {
            Ok(judged) => files.push(judged),
            Err(unread) => skip(&mut coverage, &unread),
        }
    }
    let mut audit = conclude(files);
    audit.findings.extend(links(&walk));
    if !walk.links_out.is_empty() {
        coverage.seen(
            "symbolic link that cannot be followed",
            walk.links_out.len() as u64,
        );
    }
    coverage.merge(audit.coverage);
    let before = before((repository, &walk), known, (watch, &mut coverage));
    let now = State {
        findings: audit.findings,
        notes: audit.notes,
    };
    let findings = known.settle(now, before, &mut coverage);
    let count = walk.files.len();
    let noun = if count == 1 { "file" } else { "files" };
    let subject = format!("{count} {noun} ({})", audit.tally.summary());
    let clean = format!("No leaked secret and no fault of encryption in {subject}.");
    Report::new(coverage, findings, &subject, &clean)
}

/// The same folder at the revision to compare with, judged in the same way.
fn before(
    (repository, walk): (&Repository, &Walk),
    known: &Known,
    (watch, coverage): (&dyn Watch, &mut Coverage),
) -> Option<State> {
    let folder = repository.folder();
    let linked: HashSet<&RelativePath> = walk
        .files
        .iter()
        .map(|entry| &entry.path)
        .filter(|path| path.below(folder).is_none())
        .collect();
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
                judge(&path.to_string(), bytes)
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
        ..config
    }));
    judged
}

/// What the walk could not reach.
fn unread(walk: &Walk) -> Coverage {
    let mut coverage = Coverage::default();
    walk.skipped
        .iter()
        .for_each(|unread| skip(&mut coverage, unread));
    if walk.omitted.files > 0 {
        coverage.skip(
            format!("{} files beyond the limit", walk.omitted.files),
            Why::Limit,
            "ask for a smaller folder",
        );
    }
    if walk.cancelled {
        coverage.skip(
            "the rest of the folder",
            Why::Timeout,
            "ask again, or for a smaller folder",
        );
    }
    coverage
}

/// Links that cannot be followed: each is told, none is followed.
fn links(walk: &Walk) -> Vec<Finding> {
    let links = walk
        .links_out
        .iter()
        .map(|link| (link.path.to_string(), fault(link.why)));
    links
        .flat_map(|(path, fault)| judge_link(&Link { path: &path, fault }))
        .collect()
}

const fn fault(why: LinkWhy) -> LinkFault {
    match why {
        LinkWhy::Outside => LinkFault::Outside,
        LinkWhy::Loop => LinkFault::Loop,
        LinkWhy::Dangling => LinkFault::Dangling,
        LinkWhy::Git => LinkFault::Git,
        LinkWhy::Unreadable => LinkFault::Unreadable,
    }
}

fn skip(coverage: &mut Coverage, unread: &Unread) {
    let why = match unread.why {
        Unreadable::Denied => Why::Denied,
        Unreadable::Absent => Why::Absent,
        Unreadable::Unreachable => Why::Unreachable,
        Unreadable::Timeout => Why::Timeout,
        Unreadable::Unsupported => Why::Unsupported,
        Unreadable::Limit => Why::Limit,
    };
    coverage.skip(path_text(&unread.path), why, unread.hint.clone());
}

fn path_text(path: &RelativePath) -> String {
    if path.is_root() {
        ".".to_owned()
    } else {
        path.to_string()
    }
}
