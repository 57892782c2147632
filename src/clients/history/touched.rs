//! The commit that last changed a file.

use super::object::{TreeEntries, commit};
use super::revision::resolve;
use super::{CommitInfo, History, Id};
use crate::clients::repository::{RelativePath, Watch};

/// Most commits that are looked at for one file.
const MAX_COMMITS: usize = 20_000;
/// Largest commit or tree that is read.
const MAX_OBJECT: u64 = 64 << 20;

impl History {
    /// The last commit of `HEAD` that changed a file, given beneath the root, as `git log -1 -- FILE` tells it: where a
    /// parent has the same content the walk goes on there. `None` for a file that `HEAD` does not have, and where the
    /// copy is too shallow or the history too long to tell.
    pub fn last_change(&self, path: &RelativePath, watch: &dyn Watch) -> Option<CommitInfo> {
        let path = path.below(&self.work_tree)?;
        let mut at = self
            .store
            .id(resolve(&self.store, &self.refs, "HEAD").ok()?)?;
        let mut found = self.content(at, path)?;
        for _ in 0..MAX_COMMITS {
            if watch.cancelled() {
                return None;
            }
            let mut same = None;
            for parent in &found.parents {
                let before = self.content(*parent, path)?;
                if before.content == found.content {
                    same = Some((*parent, before));
                    break;
                }
            }
            match same {
                Some((parent, before)) => (at, found) = (parent, before),
                None => {
                    found.content?;
                    return Some(CommitInfo {
                        id: at,
                        time: found.time,
                    });
                }
            }
        }
        None
    }

    /// What a commit has at a path; `None` where the commit or a tree cannot be read.
    fn content(&self, id: Id, path: &[u8]) -> Option<At> {
        let (_, bytes) = self
            .store
            .read(self.store.find(id.as_bytes())?, MAX_OBJECT)
            .ok()?;
        let commit = commit(&bytes)?;
        let mut content = Some(commit.tree);
        for part in path.split(|b| *b == b'/').filter(|it| !it.is_empty()) {
            let Some(tree) = content else { break };
            let (_, bytes) = self
                .store
                .read(self.store.find(tree.as_bytes())?, MAX_OBJECT)
                .ok()?;
            content = TreeEntries::new(&bytes, self.store.id_len)
                .find(|entry| entry.name == part)
                .and_then(|entry| Id::new(entry.id));
        }
        Some(At {
            content,
            parents: commit.parents,
            time: commit.time,
        })
    }
}

struct At {
    content: Option<Id>,
    parents: Vec<Id>,
    time: i64,
}
