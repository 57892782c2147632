//! What a walk over the files of a repository could not reach, told alike by every area.

use super::repo::{Link, LinkFault, judge_link};
use crate::clients::repository::{LinkWhy, RelativePath, Unread, Walk, Why as Unreadable};
use crate::model::{Coverage, Finding, Why};

/// What the walk could not reach.
pub(super) fn unread(walk: &Walk) -> Coverage {
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
pub(super) fn broken_links(walk: &Walk) -> Vec<Finding> {
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

pub(super) fn skip(coverage: &mut Coverage, unread: &Unread) {
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
