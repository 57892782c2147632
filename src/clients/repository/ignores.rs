//! `.gitignore` rules, read beneath the root only and matched as Git does.

use super::path::RelativePath;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;
use std::sync::Arc;

/// Larger ignore files are not read; real ones have a few hundred lines.
pub(super) const MAX_IGNORE_BYTES: u64 = 256 * 1024;

/// The rules of one ignore file and of those above it.
pub(super) struct Ignores {
    folder: RelativePath,
    rules: Gitignore,
    above: Option<Arc<Self>>,
}

impl Ignores {
    /// Adds the rules of one file to those above. A line that is no rule is passed over, as Git does.
    pub(super) fn add(
        above: Option<Arc<Self>>,
        folder: &RelativePath,
        text: &[u8],
    ) -> Option<Arc<Self>> {
        let mut builder = GitignoreBuilder::new(".");
        for line in String::from_utf8_lossy(text).lines() {
            if let Err(error) = builder.add_line(None, line) {
                tracing::debug!(%folder, %error, "ignore rule passed over");
            }
        }
        match builder.build() {
            Ok(rules) if !rules.is_empty() => Some(Arc::new(Self {
                folder: folder.clone(),
                rules,
                above,
            })),
            _ => above,
        }
    }

    /// True if the innermost file with a matching rule says so.
    pub(super) fn ignored(&self, path: &RelativePath, is_folder: bool) -> bool {
        let mut level = Some(self);
        while let Some(here) = level {
            if let Some(below) = path.below(&here.folder) {
                match here
                    .rules
                    .matched(Path::new(super::open::as_os(below)), is_folder)
                {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => {}
                }
            }
            level = here.above.as_deref();
        }
        false
    }
}
