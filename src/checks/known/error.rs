//! Why what is known could not be read. That is never taken for "nothing is known".

use std::fmt;

use super::baseline::NoBaseline;
use crate::clients::history::HistoryError;
use crate::clients::repository::ReadError;

/// Which argument failed, and why.
#[derive(Debug)]
pub enum KnownError {
    /// The baseline file could not be opened.
    Unread {
        /// As it was given, for an echo.
        given: String,
        /// Why.
        error: ReadError,
        /// Files of nearly that name.
        nearest: Vec<String>,
    },
    /// The file is no baseline.
    NoBaseline {
        /// As it was given, for an echo.
        given: String,
        /// Why.
        problem: NoBaseline,
    },
    /// The revision to compare with.
    Revision(HistoryError),
}

impl KnownError {
    /// The argument that it is about.
    #[must_use]
    pub const fn argument(&self) -> &'static str {
        match self {
            Self::Unread { .. } | Self::NoBaseline { .. } => "baseline",
            Self::Revision(_) => "compare_to",
        }
    }
}

impl fmt::Display for KnownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread {
                given,
                error,
                nearest,
            } => {
                write!(f, "file `{given}`: {error}")?;
                if !nearest.is_empty() {
                    write!(f, "; nearest: {}", nearest.join(", "))?;
                }
                Ok(())
            }
            Self::NoBaseline { given, problem } => {
                write!(f, "file `{given}` is no baseline")?;
                if let Some(line) = problem.line {
                    write!(f, ", line {line}")?;
                }
                write!(f, ": {}", problem.reason)
            }
            Self::Revision(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for KnownError {}
