//! What stands inside commits, trees and tags (Git documentation, gitformat-pack and git-mktree). Nothing here
//! trusts its input: what does not parse is `None`, never a panic.

use super::id::Id;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl ObjectKind {
    /// The type number of a pack entry that is no delta.
    pub(super) fn from_pack(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Commit),
            2 => Some(Self::Tree),
            3 => Some(Self::Blob),
            4 => Some(Self::Tag),
            _ => None,
        }
    }

    fn from_word(word: &[u8]) -> Option<Self> {
        match word {
            b"commit" => Some(Self::Commit),
            b"tree" => Some(Self::Tree),
            b"blob" => Some(Self::Blob),
            b"tag" => Some(Self::Tag),
            _ => None,
        }
    }
}

/// The start of a loose object: its kind, its size, and how many bytes said so.
pub(super) fn loose_header(bytes: &[u8]) -> Option<(ObjectKind, u64, usize)> {
    let end = bytes.iter().take(32).position(|b| *b == 0)?;
    let (word, size) = split_once(bytes.get(..end)?, b' ')?;
    let size = std::str::from_utf8(size).ok()?.parse().ok()?;
    Some((ObjectKind::from_word(word)?, size, end + 1))
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub tree: Id,
    pub parents: Vec<Id>,
    /// Seconds since 1970, of the committer.
    pub time: i64,
}

pub(super) fn commit(bytes: &[u8]) -> Option<Commit> {
    let mut lines = bytes.split(|b| *b == b'\n');
    let tree = Id::from_hex(lines.next()?.strip_prefix(b"tree ")?)?;
    let mut parents = Vec::new();
    for line in lines {
        if let Some(parent) = line.strip_prefix(b"parent ") {
            parents.push(Id::from_hex(parent)?);
        } else if let Some(committer) = line.strip_prefix(b"committer ") {
            return Some(Commit {
                tree,
                parents,
                time: time_of(committer).unwrap_or(0),
            });
        } else if line.is_empty() {
            break;
        }
    }
    Some(Commit {
        tree,
        parents,
        time: 0,
    })
}

/// `Name <mail> 1700000000 +0100`; names may hold anything but `>`.
fn time_of(committer: &[u8]) -> Option<i64> {
    let after = committer.iter().rposition(|b| *b == b'>')?;
    let text = std::str::from_utf8(committer.get(after + 1..)?).ok()?;
    text.split_ascii_whitespace().next()?.parse().ok()
}

/// What a tag object points to.
pub(super) fn tag_target(bytes: &[u8]) -> Option<Id> {
    Id::from_hex(
        bytes
            .split(|b| *b == b'\n')
            .next()?
            .strip_prefix(b"object ")?,
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Tree,
    File,
    /// A symbolic link; its content is the path it leads to.
    Link,
    /// A submodule: no content of this repository.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct TreeEntry<'a> {
    pub kind: EntryKind,
    pub name: &'a [u8],
    pub id: &'a [u8],
}

/// The entries of a tree; ends at the first one that is cut short, which `broken` then tells.
pub(super) struct TreeEntries<'a> {
    rest: &'a [u8],
    id_len: usize,
    pub broken: bool,
}

impl<'a> TreeEntries<'a> {
    pub(super) fn new(bytes: &'a [u8], id_len: usize) -> Self {
        Self {
            rest: bytes,
            id_len,
            broken: false,
        }
    }

    fn read(&mut self) -> Option<TreeEntry<'a>> {
        let (mode, rest) = split_once(self.rest, b' ')?;
        let (name, rest) = split_once(rest, 0)?;
        let (id, rest) = rest.split_at_checked(self.id_len)?;
        self.rest = rest;
        let mode = mode.iter().try_fold(0u32, |mode, digit| {
            (b'0'..=b'7')
                .contains(digit)
                .then(|| mode << 3 | u32::from(digit - b'0'))
        })?;
        let kind = match mode & 0o170_000 {
            0o040_000 => EntryKind::Tree,
            0o100_000 => EntryKind::File,
            0o120_000 => EntryKind::Link,
            _ => EntryKind::Other,
        };
        Some(TreeEntry { kind, name, id })
    }
}

impl<'a> Iterator for TreeEntries<'a> {
    type Item = TreeEntry<'a>;

    fn next(&mut self) -> Option<TreeEntry<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let entry = self.read();
        if entry.is_none() {
            self.broken = true;
            self.rest = &[];
        }
        entry
    }
}

/// Names that Git itself refuses to check out; they are never used as a path here either.
pub(super) fn is_hostile_name(name: &[u8]) -> bool {
    name.is_empty()
        || name == b"."
        || name == b".."
        || name.eq_ignore_ascii_case(b".git")
        || name.contains(&b'/')
}

fn split_once(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let position = bytes.iter().position(|b| *b == at)?;
    Some((bytes.get(..position)?, bytes.get(position + 1..)?))
}
