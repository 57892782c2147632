//! What can go wrong between a path that somebody gave and bytes, with cause and next step.

use super::path::RelativePath;
pub use crate::model::Why;
use crate::model::clean::echo;
use std::fmt;
use std::io;

/// Why a path argument was refused before the disk was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    Empty,
    /// Holds a NUL, another control character or an invisible one.
    HiddenCharacter,
    /// Over 4,095 bytes, or a part over 255 bytes.
    TooLong,
    /// `https://…`, `file://…` and the like.
    Url,
}

/// Why a folder could not be opened.
#[derive(Debug)]
pub enum OpenError {
    Grammar {
        path: String,
        problem: Grammar,
    },
    NotFound {
        path: String,
        nearest: Vec<String>,
    },
    OutsideRoot {
        path: String,
        roots: Vec<String>,
    },
    NotAFolder {
        path: String,
    },
    Denied {
        path: String,
    },
    /// Too many links in a row, or a link that leads to itself.
    LinkLoop {
        path: String,
    },
    /// Kernel folders such as `/proc`, whose files are no repository and may never end.
    KernelFolder {
        path: String,
    },
    /// The working folder is too wide to serve without being asked for.
    DefaultRootTooWide {
        path: String,
    },
    Io {
        path: String,
        source: io::Error,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grammar { path, problem } => write!(f, "path `{path}` {problem}"),
            Self::NotFound { path, nearest } if nearest.is_empty() => {
                write!(f, "path `{path}` does not exist")
            }
            Self::NotFound { path, nearest } => {
                write!(
                    f,
                    "path `{path}` does not exist; nearest: {}",
                    nearest.join(", ")
                )
            }
            Self::OutsideRoot { path, roots } => write!(
                f,
                "path `{path}` lies outside the allowed root ({}); give a folder inside it, or start the server with `--root`",
                roots.join(", ")
            ),
            Self::NotAFolder { path } => write!(
                f,
                "path `{path}` is not a folder; give the folder that holds it"
            ),
            Self::Denied { path } => write!(f, "path `{path}` may not be read by this user"),
            Self::LinkLoop { path } => {
                write!(f, "path `{path}` leads through a loop of symbolic links")
            }
            Self::KernelFolder { path } => write!(
                f,
                "path `{path}` is a folder of the kernel, not a repository"
            ),
            Self::DefaultRootTooWide { path } => write!(
                f,
                "the working folder `{path}` is too wide to be a root; start inside a repository or name one with `--root`"
            ),
            Self::Io { path, source } => write!(f, "path `{path}` could not be opened: {source}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl fmt::Display for Grammar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => {
                "is empty; give a folder such as `clusters/production`, or `.` for the root"
            }
            Self::HiddenCharacter => {
                "holds control or invisible characters; give the plain name of a folder"
            }
            Self::TooLong => "is too long; at most 4095 bytes, and 255 for each part",
            Self::Url => "is a URL; give the path of a local folder, nothing is fetched",
        })
    }
}

impl OpenError {
    pub(super) fn from_io(path: &str, error: io::Error) -> Self {
        let path = echo(path);
        match Cause::of(&error) {
            Cause::Absent => Self::NotFound {
                path,
                nearest: Vec::new(),
            },
            Cause::NotAFolder => Self::NotAFolder { path },
            Cause::Denied => Self::Denied { path },
            Cause::Loop => Self::LinkLoop { path },
            Cause::TooLong => Self::Grammar {
                path,
                problem: Grammar::TooLong,
            },
            Cause::Outside => Self::OutsideRoot {
                path,
                roots: Vec::new(),
            },
            Cause::TooManyOpen | Cause::Other => Self::Io {
                path,
                source: error,
            },
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    Absent,
    Denied,
    /// The reference or a link on its way leads out of the root.
    OutsideRoot,
    LinkLoop,
    /// A folder, link, pipe, socket or device.
    NotAFile(&'static str),
    TooLarge {
        size: u64,
        max: u64,
    },
    Grammar(Grammar),
    /// What the operating system said, without any path.
    Io(String),
}

impl ReadError {
    pub(super) fn from_io(error: &io::Error) -> Self {
        match Cause::of(error) {
            Cause::Absent => Self::Absent,
            Cause::Denied => Self::Denied,
            Cause::Outside => Self::OutsideRoot,
            Cause::Loop => Self::LinkLoop,
            Cause::NotAFolder => Self::NotAFile("something below a file"),
            Cause::TooLong => Self::Grammar(Grammar::TooLong),
            Cause::TooManyOpen | Cause::Other => Self::Io(error.kind().to_string()),
        }
    }

    pub fn why(&self) -> Why {
        match self {
            Self::Absent => Why::Absent,
            Self::Denied => Why::Denied,
            Self::OutsideRoot | Self::LinkLoop | Self::NotAFile(_) => Why::Unsupported,
            Self::TooLarge { .. } | Self::Grammar(_) => Why::Limit,
            Self::Io(_) => Why::Unreachable,
        }
    }

    pub fn unread(&self, path: &RelativePath) -> Unread {
        Unread {
            path: path.clone(),
            why: self.why(),
            hint: self.to_string(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("it does not exist (any more)"),
            Self::Denied => f.write_str("this user may not read it; check its mode and owner"),
            Self::OutsideRoot => f.write_str("it leads out of the allowed root and was not opened"),
            Self::LinkLoop => f.write_str(
                "it is a symbolic link now, or leads through a loop of links; it was not followed",
            ),
            Self::NotAFile(what) => write!(f, "it is {what}, not a regular file"),
            Self::TooLarge { size, max } => {
                write!(f, "it has {size} bytes, more than the limit of {max}")
            }
            Self::Grammar(problem) => write!(f, "its path {problem}"),
            Self::Io(reason) => write!(f, "the operating system could not read it: {reason}"),
        }
    }
}

impl std::error::Error for ReadError {}

/// A part of the repository that was asked for and not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    pub path: RelativePath,
    pub why: Why,
    /// Cause and next step, one sentence.
    pub hint: String,
}

/// What an error of the operating system means here.
pub(super) enum Cause {
    Absent,
    Denied,
    Outside,
    Loop,
    NotAFolder,
    TooLong,
    TooManyOpen,
    Other,
}

impl Cause {
    /// `cap-std` reports a refused escape as "permission denied" without a number of the kernel.
    pub(super) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Absent,
            io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => Self::Outside,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::NotADirectory => Self::NotAFolder,
            io::ErrorKind::InvalidFilename => Self::TooLong,
            _ => match error.raw_os_error() {
                Some(ELOOP) => Self::Loop,
                Some(EMFILE | ENFILE) => Self::TooManyOpen,
                _ => Self::Other,
            },
        }
    }
}

#[cfg(target_os = "linux")]
const ELOOP: i32 = 40;
#[cfg(not(target_os = "linux"))]
const ELOOP: i32 = 62;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;
