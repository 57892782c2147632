//! What the caller gave, as generators ask for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::super::graph::{Checkout, normal};
use super::files::Files;
use crate::appset::world::{Cluster, Tree, Unread, World};
use crate::clients::history;
use crate::clients::repository::{RelativePath, Repository};
use crate::model::clean::clean;

/// A checkout that stands for a repository.
pub(super) struct Copy {
    /// The address it was given for; its own remotes count too.
    pub(super) url: Option<String>,
    pub(super) repository: Repository,
    pub(super) top: RelativePath,
    pub(super) checkout: Checkout,
    /// Its files as they are now, or at the revision to compare with.
    pub(super) files: Rc<Files>,
}

/// What was supplied.
pub(super) struct Supplied {
    pub(super) clusters: Option<Vec<Cluster>>,
    pub(super) parameters: Map<String, Value>,
}

pub(super) struct Given<'a> {
    pub(super) copies: Vec<Copy>,
    pub(super) supplied: &'a Supplied,
    /// Trees at a revision that a generator names, by copy and revision.
    revisions: RefCell<HashMap<(usize, String), Rc<Files>>>,
}

impl<'a> Given<'a> {
    pub(super) fn new(copies: Vec<Copy>, supplied: &'a Supplied) -> Self {
        Self {
            copies,
            supplied,
            revisions: RefCell::default(),
        }
    }

    fn copy(&self, url: &str) -> Option<(usize, &Copy)> {
        let wanted = normal(url);
        self.copies.iter().enumerate().find(|(_, copy)| {
            copy.checkout.is_own(url)
                || copy.url.as_deref().is_some_and(|url| normal(url) == wanted)
        })
    }

    pub(super) fn files(&self, url: &str, revision: &str) -> Result<Rc<Files>, Unread> {
        let shown = clean(url, 200);
        let Some((at, copy)) = self.copy(url) else {
            return Err(Unread { what: format!("the repository {shown}"), hint: "no checkout at hand has this remote; give one with repositories=[{\"url\": …, \"path\": …}]".to_owned(), absent: false });
        };
        if !is_fixed(copy, revision) {
            return Ok(Rc::clone(&copy.files));
        }
        let key = (at, revision.to_owned());
        if let Some(files) = self.revisions.borrow().get(&key) {
            return Ok(Rc::clone(files));
        }
        let absent = |reason: String| Unread {
            what: format!("{shown} at {}", clean(revision, 80)),
            hint: format!("{reason}; fetch it into the checkout"),
            absent: true,
        };
        let history = history::open(&copy.repository.at(copy.top.clone()))
            .map_err(|error| absent(error.to_string()))?
            .whole();
        let snapshot = history
            .revision(revision)
            .map_err(|error| absent(error.to_string()))?;
        let files = Files::of_revision(&history, &snapshot);
        self.revisions.borrow_mut().insert(key, Rc::clone(&files));
        Ok(files)
    }

    /// Whether a path is there; nothing where no copy can tell.
    pub(super) fn has_path(&self, url: &str, revision: &str, path: &str) -> Option<bool> {
        let (_, copy) = self.copy(url)?;
        if is_fixed(copy, revision) || !copy.checkout.is_current(Some(revision)) {
            return None;
        }
        Some(copy.files.has(path))
    }
}

/// A tag or commit stays what it is; a branch is what the checkout holds, because that is what will be pushed.
fn is_fixed(copy: &Copy, revision: &str) -> bool {
    if copy.checkout.is_current(Some(revision)) {
        return false;
    }
    let is_commit =
        matches!(revision.len(), 7..=64) && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_tag = || {
        history::open(&copy.repository.at(copy.top.clone()))
            .is_ok_and(|history| history.revision(&format!("refs/tags/{revision}")).is_ok())
    };
    is_commit || revision.starts_with("refs/tags/") || is_tag()
}

impl World for Given<'_> {
    fn tree(&self, url: &str, revision: &str) -> Result<Rc<dyn Tree>, Unread> {
        self.files(url, revision).map(|files| files as Rc<dyn Tree>)
    }

    fn clusters(&self) -> Result<&[Cluster], Unread> {
        self.supplied.clusters.as_deref().ok_or_else(|| Unread {
            what: "the clusters of this Argo CD".to_owned(),
            hint: "give clusters=[{\"name\": …, \"server\": …, \"labels\": {…}}] or clusters_from with a file of those or of exported cluster Secrets, or with a target; clusters=[] stands for the local cluster alone".to_owned(),
            absent: false,
        })
    }

    fn supplied(&self, generator: &str) -> Result<Vec<Map<String, Value>>, Unread> {
        let missing = || Unread {
            what: format!("what the generator {generator} would give"),
            hint: format!(
                "it asks a service outside; give parameters={{\"{generator}\": [{{…}}]}} with {}",
                expected(generator)
            ),
            absent: false,
        };
        let given = self
            .supplied
            .parameters
            .get(generator)
            .and_then(Value::as_array)
            .ok_or_else(missing)?;
        given
            .iter()
            .map(|item| item.as_object().cloned().ok_or_else(missing))
            .collect()
    }
}

fn expected(generator: &str) -> &'static str {
    match generator {
        "pullRequest" => {
            "number, branch, head_sha and, as far as they are used, title, target_branch, labels, author"
        }
        "scmProvider" => {
            "organization, repository, url, branch and, as far as they are used, sha, labels, repository_id"
        }
        "clusterDecisionResource" => "name, server and the keys of the decision",
        _ => "the objects that it answers with",
    }
}
