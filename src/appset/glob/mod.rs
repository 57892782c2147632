//! Three ways of Argo CD to match paths, none like the other.

mod doublestar;
mod path_match;
mod pathspec;

pub use doublestar::doublestar;
pub use path_match::path_match;
pub use pathspec::{Pathspec, pathspec};

/// The pattern itself is wrong, or beyond what is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPattern {
    Syntax,
    /// Reaches out of the repository.
    Outside,
    /// Would take too long, or is of a form that is not supported.
    Refused,
}

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Syntax => "syntax error in pattern",
            Self::Outside => "the pattern leads out of the repository",
            Self::Refused => "a pattern of this form or size is not supported here",
        })
    }
}

impl std::error::Error for BadPattern {}
