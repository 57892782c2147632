//! Paths relative to a root: the bytes on disk, shown without control or invisible characters.

use crate::model::clean::misleads;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// A path below a root, `/` between its parts, without a leading `/` and without `.` or `..`.
/// The root itself is the empty path. Bytes are kept exactly, ordering is by bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RelativePath(Box<[u8]>);

impl RelativePath {
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a path that is already free of `.`, `..` and double slashes.
    pub(crate) fn from_clean(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path as text where it is UTF-8; never use this to show it.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part; empty for the root.
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|b| *b == b'/').next().unwrap_or_default()
    }

    /// The folder that holds it; none for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let cut = self.0.iter().rposition(|b| *b == b'/').unwrap_or(0);
        self.0.get(..cut).map(Self::from_clean)
    }

    pub fn join(&self, name: &[u8]) -> Self {
        if self.is_root() {
            return Self::from_clean(name);
        }
        Self([&self.0, b"/".as_slice(), name].concat().into())
    }

    /// What follows `folder/` in this path; the whole path for the root, empty for the folder itself.
    pub fn below(&self, folder: &Self) -> Option<&[u8]> {
        if folder.is_root() {
            return Some(&self.0);
        }
        let rest = self.0.strip_prefix(folder.as_bytes())?;
        if rest.is_empty() {
            return Some(rest);
        }
        rest.strip_prefix(b"/")
    }

    /// This path and all folders above it, the root first.
    pub fn ancestors(&self) -> Vec<Self> {
        let mut all = vec![self.clone()];
        let mut current = self.parent();
        while let Some(folder) = current {
            current = folder.parent();
            all.push(folder);
        }
        all.reverse();
        all
    }

    /// For the operating system: the root is `.`.
    pub(crate) fn as_path(&self) -> &Path {
        if self.is_root() {
            return Path::new(".");
        }
        Path::new(OsStr::from_bytes(&self.0))
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        f.write_str(&escaped(&self.0))
    }
}

impl fmt::Debug for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Text with every control, invisible, direction-changing or invalid character as an escape.
/// A backslash is doubled, so that two different names never look the same.
pub(crate) fn escaped(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(needs_escape)
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            push_escaped(&mut out, c);
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Cow::Owned(out)
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if needs_escape(c) => out.extend(c.escape_default()),
        c => out.push(c),
    }
}

fn needs_escape(c: char) -> bool {
    c == '\\' || misleads(c)
}
