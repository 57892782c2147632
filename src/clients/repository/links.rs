//! Where symbolic links lead. None is followed while walking; those that stay inside are read at their real place.

use super::error::Cause;
use super::open::{Kind, Repository};
use super::path::RelativePath;

/// A link that leads to nothing that may be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkOut {
    pub path: RelativePath,
    pub why: LinkWhy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkWhy {
    /// Leads out of the root, or is absolute: an absolute link points elsewhere on every other machine.
    Outside,
    /// Leads to itself, or over more links than the kernel follows.
    Loop,
    Dangling,
    /// Leads into a Git folder.
    Git,
    /// Leads to a pipe, socket or device, or cannot be looked at.
    Unreadable,
}

/// Where a link inside the root leads.
pub(super) enum Target {
    File(RelativePath),
    Folder(RelativePath),
}

pub(super) fn resolve(repository: &Repository, link: &RelativePath) -> Result<Target, LinkWhy> {
    let path = repository
        .canonical(link.as_path())
        .map_err(|error| match Cause::of(&error) {
            Cause::Outside => LinkWhy::Outside,
            Cause::Loop => LinkWhy::Loop,
            Cause::Absent | Cause::NotAFolder | Cause::TooLong => LinkWhy::Dangling,
            Cause::Denied | Cause::TooManyOpen | Cause::Other => LinkWhy::Unreadable,
        })?;
    if path
        .as_bytes()
        .split(|b| *b == b'/')
        .any(|part| part == b".git")
    {
        return Err(LinkWhy::Git);
    }
    match repository.kind(&path) {
        Ok(Kind::File) => Ok(Target::File(path)),
        Ok(Kind::Folder) => Ok(Target::Folder(path)),
        Ok(Kind::Link | Kind::Special(_)) => Err(LinkWhy::Unreadable),
        Err(_) => Err(LinkWhy::Dangling),
    }
}
