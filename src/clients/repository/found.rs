//! What threads found while walking, kept within the limits and the same in every run.

use super::error::Unread;
use super::links::LinkOut;
use super::path::RelativePath;
use super::walk::{Entry, Omitted, Task, Walk, WalkLimits};
use std::collections::BTreeSet;

/// What one thread found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<Entry>,
    pub(super) skipped: Vec<Unread>,
    pub(super) children: Vec<Task>,
    pub(super) links: Vec<RelativePath>,
    pub(super) links_out: Vec<LinkOut>,
    pub(super) linked_files: BTreeSet<RelativePath>,
    pub(super) links_inside: u64,
    pub(super) ignored: u64,
    pub(super) omitted: Omitted,
}

impl Found {
    pub(super) fn push(&mut self, entry: Entry, limits: &WalkLimits) {
        self.files.push(entry);
        if self.files.len() > limits.files.saturating_mul(2).saturating_add(1024) {
            self.keep_first(limits.files);
        }
    }

    /// Drops all but the first files in path order, so that memory stays bounded and the answer the same each time.
    fn keep_first(&mut self, count: usize) {
        if self.files.len() <= count {
            return;
        }
        self.files.select_nth_unstable(count);
        for entry in self.files.drain(count..) {
            self.omitted.files += 1;
            self.omitted.bytes += entry.size;
        }
    }

    pub(super) fn merge(&mut self, others: Vec<Self>, limits: &WalkLimits) {
        for other in others {
            self.files.extend(other.files);
            self.skipped.extend(other.skipped);
            self.links.extend(other.links);
            self.ignored += other.ignored;
            self.omitted.files += other.omitted.files;
            self.omitted.bytes += other.omitted.bytes;
            self.keep_first(limits.files);
        }
    }

    pub(super) fn finish(mut self, limits: &WalkLimits, cancelled: bool) -> Walk {
        // A folder that a link led to may hold another one: each file once.
        self.files.sort();
        self.files.dedup_by(|a, b| a.path == b.path);
        self.keep_first(limits.files);
        let mut total = 0u64;
        let kept = self.files.iter().take_while(|entry| {
            total = total.saturating_add(entry.size);
            total <= limits.bytes
        });
        let kept = kept.count();
        self.keep_first(kept);
        self.files.sort();
        self.skipped.sort();
        self.skipped.dedup();
        self.links_out.sort();
        Walk {
            files: self.files,
            skipped: self.skipped,
            ignored: self.ignored,
            links_inside: self.links_inside,
            links_out: self.links_out,
            omitted: self.omitted,
            cancelled,
        }
    }
}
