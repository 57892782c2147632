//! A root handle and the opens beneath it.

use super::error::{Grammar, ReadError};
use super::path::RelativePath;
use super::roots::Root;
use super::walk::Entry;
use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::{Dir, DirEntry, FileType, FileTypeExt as _, OpenOptions};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Component, Path};
use std::sync::Arc;

/// Longest path that the kernel takes, without its closing NUL.
pub(super) const MAX_PATH_BYTES: usize = 4095;
/// Longest part of a path that common file systems take.
const MAX_NAME_BYTES: usize = 255;

/// A root that may be read, and the folder inside it that was asked for.
#[derive(Clone)]
pub struct Repository {
    root: Arc<Dir>,
    folder: RelativePath,
    /// All that may be read; what belongs to this one may lie in another.
    roots: Arc<[Root]>,
}

/// What a resolved reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// Pipe, socket or device, in words.
    Special(&'static str),
}

impl Repository {
    pub(super) fn new(root: Arc<Dir>, folder: RelativePath, roots: Arc<[Root]>) -> Self {
        Self {
            root,
            folder,
            roots,
        }
    }

    /// A folder that a file in `folder` names by a path that leads out of this root, if it lies in one of the roots.
    pub(super) fn in_any_root(&self, folder: &RelativePath, target: &str) -> Option<Self> {
        let own = self
            .roots
            .iter()
            .find(|root| Arc::ptr_eq(&root.dir, &self.root))?;
        let path = own.real.join(folder.as_path()).join(target);
        self.roots
            .iter()
            .find_map(|root| root.beneath(&path, &self.roots))
    }

    /// The folder that was asked for, relative to the root. Every path of an answer is relative to the root.
    pub fn folder(&self) -> &RelativePath {
        &self.folder
    }

    /// The same root, with another folder of it asked for.
    pub(crate) fn at(&self, folder: RelativePath) -> Self {
        Self {
            root: Arc::clone(&self.root),
            folder,
            roots: Arc::clone(&self.roots),
        }
    }

    /// Reads a file that the walk listed.
    pub fn read(&self, entry: &Entry, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
        self.read_file(&entry.path, max_bytes)
    }

    /// Reads a regular file of at most `max_bytes`. Never blocks on a pipe, and follows no link in the last part.
    pub fn read_file(&self, path: &RelativePath, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.read_into(path, max_bytes, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads what a file of the repository refers to, relative to `folder`; links inside the root are followed.
    pub fn read_path(
        &self,
        folder: &RelativePath,
        reference: &str,
        max_bytes: u64,
    ) -> Result<Vec<u8>, ReadError> {
        let (path, _) = self.resolve(folder, reference)?;
        self.read_file(&path, max_bytes)
    }

    /// Where a reference leads, as a path without links, and what stands there.
    pub fn resolve(
        &self,
        folder: &RelativePath,
        reference: &str,
    ) -> Result<(RelativePath, Kind), ReadError> {
        check_grammar(reference).map_err(ReadError::Grammar)?;
        let joined = folder.as_path().join(reference);
        let real = self
            .canonical(&joined)
            .map_err(|e| ReadError::from_io(&e))?;
        let kind = self
            .root
            .symlink_metadata(real.as_path())
            .map_err(|e| ReadError::from_io(&e))?
            .file_type();
        Ok((real, kind_of(kind)))
    }

    /// Reads into a buffer that the caller keeps for the next file. The size is taken after the open, so a file that
    /// changed since the walk is judged as it is now, and one that grows while it is read stays within the limit.
    pub(super) fn read_into(
        &self,
        path: &RelativePath,
        max: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        bytes.clear();
        let (file, size) = self.open_file(path)?;
        if size > max {
            return Err(ReadError::TooLarge { size, max });
        }
        fill(file, size, max, bytes)
    }

    /// A regular file and its size now. Never blocks on a pipe, and follows no link in the last part.
    pub(crate) fn open_file(&self, path: &RelativePath) -> Result<(File, u64), ReadError> {
        let mut options = OpenOptions::new();
        options.read(true).follow(FollowSymlinks::No).nonblock(true);
        let file = self
            .root
            .open_with(path.as_path(), &options)
            .map_err(|e| ReadError::from_io(&e))?;
        let meta = file.metadata().map_err(|e| ReadError::from_io(&e))?;
        match kind_of(meta.file_type()) {
            Kind::File => Ok((file.into_std(), meta.len())),
            Kind::Folder => Err(ReadError::NotAFile("a folder")),
            Kind::Link => Err(ReadError::LinkLoop),
            Kind::Special(what) => Err(ReadError::NotAFile(what)),
        }
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, folder: &RelativePath) -> Result<Vec<(Vec<u8>, Kind)>, ReadError> {
        let list = || -> io::Result<Vec<_>> {
            let entry =
                |entry: DirEntry| Ok((entry.file_name().into_vec(), kind_of(entry.file_type()?)));
            self.open_folder(folder)?
                .entries()?
                .map(|e| e.and_then(entry))
                .collect()
        };
        let mut names = list().map_err(|e| ReadError::from_io(&e))?;
        names.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    /// Opens a folder; a link in the last part is refused.
    pub(super) fn open_folder(&self, path: &RelativePath) -> io::Result<Dir> {
        self.root.open_dir_nofollow(path.as_path())
    }

    /// The path without links, `.` and `..`; an error if it leads out.
    pub(super) fn canonical(&self, path: &Path) -> io::Result<RelativePath> {
        canonical(&self.root, path)
    }

    pub(crate) fn kind(&self, path: &RelativePath) -> io::Result<Kind> {
        self.root
            .symlink_metadata(path.as_path())
            .map(|m| kind_of(m.file_type()))
    }

    pub(super) fn size(&self, path: &RelativePath) -> io::Result<u64> {
        self.root.symlink_metadata(path.as_path()).map(|m| m.len())
    }
}

/// The size after the open is the first guess; a file that has exactly that many bytes needs no second read.
fn fill(mut file: File, size: u64, max: u64, bytes: &mut Vec<u8>) -> Result<(), ReadError> {
    let expected = usize::try_from(size).unwrap_or(usize::MAX);
    bytes.resize(expected, 0);
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..)
        && !rest.is_empty()
    {
        match file.read(rest) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(ReadError::from_io(&e)),
        }
    }
    bytes.truncate(done);
    if size == 0 {
        // Some file systems report no size.
        let limit = max.saturating_add(1);
        file.take(limit)
            .read_to_end(bytes)
            .map_err(|e| ReadError::from_io(&e))?;
    }
    let got = bytes.len() as u64;
    if got > max {
        return Err(ReadError::TooLarge { size: got, max });
    }
    Ok(())
}

pub(super) fn kind_of(kind: FileType) -> Kind {
    if kind.is_file() {
        return Kind::File;
    }
    if kind.is_dir() {
        return Kind::Folder;
    }
    if kind.is_symlink() {
        return Kind::Link;
    }
    Kind::Special(if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "of an unknown type"
    })
}

pub(super) fn canonical(root: &Dir, path: &Path) -> io::Result<RelativePath> {
    let real = root.canonicalize(path)?;
    Ok(clean(&real))
}

/// Joins the named parts; the parts of a canonical path are all named.
pub(super) fn clean(path: &Path) -> RelativePath {
    let parts: Vec<&[u8]> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.as_bytes()),
            _ => None,
        })
        .collect();
    RelativePath::from_clean(&parts.join(b"/".as_slice()))
}

/// Refuses what no path of a repository may look like, before the disk is asked.
pub(super) fn check_grammar(path: &str) -> Result<(), Grammar> {
    if path.trim().is_empty() {
        return Err(Grammar::Empty);
    }
    if path.chars().any(crate::model::clean::misleads) {
        return Err(Grammar::HiddenCharacter);
    }
    if is_url(path) {
        return Err(Grammar::Url);
    }
    if path.len() > MAX_PATH_BYTES || path.split('/').any(|part| part.len() > MAX_NAME_BYTES) {
        return Err(Grammar::TooLong);
    }
    Ok(())
}

/// `scheme://` as RFC 3986, section 3.1, spells a scheme.
fn is_url(path: &str) -> bool {
    path.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

pub(super) fn as_os(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}
