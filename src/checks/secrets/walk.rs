//! Runs the audit over a repository.

use super::audit::{Judged, conclude, judge};
use super::sops::config::{Config, FILE_NAME};
use super::sops::raw::Raw;
use crate::clients::repository::{
    Reading, RelativePath, Repository, Unread, Walk, WalkLimits, Watch, Why as Unreadable,
};
use crate::model::{Coverage, Report, Why};
use crate::yaml::{Budget, parse};

/// Largest configuration that is read above the folder that was asked for.
const MAX_CONFIG: u64 = 1 << 20;

/// Judges the folder that was asked for. Memory holds one file for each thread and a few facts of each.
pub fn audit(repository: &Repository, watch: &dyn Watch) -> Report {
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
    let audit = conclude(files);
    coverage.merge(audit.coverage);
    let count = walk.files.len();
    let noun = if count == 1 { "file" } else { "files" };
    let subject = format!("{count} {noun} ({})", audit.tally.summary());
    let clean = format!("No leaked secret and no fault of encryption in {subject}.");
    Report::new(coverage, audit.findings, &subject, &clean)
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
        let stream = parse(&bytes, &Budget::default());
        let config = stream
            .documents
            .first()
            .and_then(|document| Config::read(&path.to_string(), &Raw::from_node(document.root())));
        judged.facts.configs.extend(config.map(|config| Config {
            outside: true,
            ..config
        }));
    }
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
    for link in &walk.links_out {
        coverage.seen("link out of the root", 1);
        coverage.not_judged("link out of the root", link_reason(link), 1);
    }
    coverage
}

fn link_reason(link: &crate::clients::repository::LinkOut) -> &'static str {
    use crate::clients::repository::LinkWhy;
    match link.why {
        LinkWhy::Outside => "leads out of the root",
        LinkWhy::Loop => "leads to itself",
        LinkWhy::Dangling => "leads to nothing",
        LinkWhy::Git => "leads into a Git folder",
        LinkWhy::Unreadable => "cannot be read",
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
