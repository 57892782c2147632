//! Accounts for what a walk over a repository could not read, for every check that makes one.

use crate::clients::repository::{RelativePath, Unread, Walk, Why as Unreadable};
use crate::model::{Coverage, Why};

/// What the walk could not reach.
pub(super) fn unread(walk: &Walk) -> Coverage {
    let mut coverage = Coverage::default();
    walk.skipped
        .iter()
        .for_each(|unread| unread_file(&mut coverage, unread));
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

/// A file or folder that could not be read.
pub(super) fn unread_file(coverage: &mut Coverage, unread: &Unread) {
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
