//! Fingerprints that are the same on every machine, wherever the line has moved to, and different for every finding.

use super::notes::Index;
use crate::clients::repository::RelativePath;
use crate::model::{Finding, Location, fingerprint};

/// Stamps each finding with its own fingerprint: from rule, place and pointer, the place being a path in the work tree
/// and the object of the file. Only where that is not enough, an ordinal in the order of lines follows.
pub(super) fn identify(findings: &mut [Finding], notes: &Index<'_>, work_tree: &RelativePath) {
    for finding in findings.iter_mut() {
        let object = notes.object(&finding.location);
        let place = in_work_tree(&finding.location, work_tree);
        finding.fingerprint = fingerprint(&finding.rule, &place, object);
    }
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut before = String::new();
    let mut ordinal = 1;
    for finding in findings {
        if finding.fingerprint == before {
            ordinal += 1;
            finding.fingerprint = format!("{before}-{ordinal}");
        } else {
            before.clone_from(&finding.fingerprint);
            ordinal = 1;
        }
    }
}

/// The same for a finding whose file is not the one of today.
pub(super) fn identify_past(finding: &mut Finding, object: &str, work_tree: &RelativePath) {
    let place = in_work_tree(&finding.location, work_tree);
    finding.fingerprint = fingerprint(&finding.rule, &place, Some(object));
}

fn key(finding: &Finding) -> (&str, Option<u32>, &str) {
    let line = match &finding.location {
        Location::File(place) => place.line,
        _ => None,
    };
    (&finding.fingerprint, line, &finding.message)
}

/// A server may have been started above the work tree; that is no part of the place.
fn in_work_tree(location: &Location, work_tree: &RelativePath) -> Location {
    let mut location = location.clone();
    if let Location::File(place) = &mut location
        && !work_tree.is_root()
        && let Some(rest) = place.path.strip_prefix(&format!("{work_tree}/"))
    {
        place.path = rest.to_owned();
    }
    location
}
