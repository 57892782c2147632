//! Why history could not be read at all.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryError {
    /// No Git folder in the folder asked for or above it, up to the root.
    NoHistory,
    /// The Git folder lies outside the root.
    Outside,
    /// A form of repository that is not read.
    Unsupported(&'static str),
    Unreadable(String),
    /// Not of the forms that are understood.
    BadRevision {
        given: String,
    },
    UnknownRevision {
        given: String,
        nearest: Vec<String>,
    },
    /// The branch has no commit yet, and so no files.
    NoCommitYet,
    AmbiguousRevision {
        given: String,
    },
    SinceInFuture {
        given: String,
    },
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHistory => f.write_str("there is no Git repository here; give the path of a work tree or of a bare repository"),
            Self::Outside => f.write_str("the Git folder lies outside the allowed root; run in the main work tree, or make it a root"),
            Self::Unsupported(what) => write!(f, "history cannot be read: {what}"),
            Self::Unreadable(reason) => write!(f, "the objects of the repository cannot be read: {reason}"),
            Self::BadRevision { given } => write!(
                f,
                "`{given}` is no revision; give a branch, a tag, `HEAD`, a commit name of at least 4 digits (`~2` and `^1` may follow), or where a date is allowed one such as `2026-01-31`"
            ),
            Self::UnknownRevision { given, nearest } if nearest.is_empty() => {
                write!(f, "revision `{given}` does not exist in this copy")
            }
            Self::UnknownRevision { given, nearest } => {
                write!(f, "revision `{given}` does not exist in this copy; nearest: {}", nearest.join(", "))
            }
            Self::NoCommitYet => f.write_str("the branch has no commit yet"),
            Self::AmbiguousRevision { given } => write!(f, "revision `{given}` fits several objects; give more digits"),
            Self::SinceInFuture { given } => write!(f, "date `{given}` lies in the future; nothing can be newer"),
        }
    }
}

impl std::error::Error for HistoryError {}
