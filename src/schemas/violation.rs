//! What is wrong with a manifest.

use super::nearest::Nearest;

/// One thing that the API server would refuse.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// JSON pointer of the field; for a missing one that of the mapping that lacks it.
    pub pointer: String,
    /// Line in the file, counted from 1.
    pub line: u32,
    pub trouble: Trouble,
}

/// Which rule reports a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    UnknownField,
    WrongType,
    MissingField,
    InvalidValue,
}

/// What is wrong. No part of it holds a value of the manifest, which may be a secret.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    UnknownField {
        name: String,
        nearest: Option<Nearest>,
        /// Where near by a field of this name is known, as a pointer.
        belongs: Option<String>,
    },
    WrongType {
        expected: String,
        found: &'static str,
    },
    MissingField {
        name: String,
    },
    /// None of the values that are allowed.
    NotAllowed {
        allowed: Vec<String>,
        nearest: Option<Nearest>,
    },
    Pattern {
        pattern: String,
    },
    Format {
        format: String,
    },
    /// Too small, too great, too short, too long: what is expected.
    Bounds {
        expected: String,
        /// It is the size of a text, a list or a mapping.
        of_size: bool,
    },
    /// Two items of a list that must differ.
    Duplicate {
        /// The fields that tell items apart; empty when whole items are compared.
        keys: Vec<String>,
    },
    /// A rule of the definition (CEL).
    Rule {
        rule: String,
        message: String,
    },
    /// None, or more than one, of some alternatives.
    Alternatives {
        expected: String,
    },
}

impl Trouble {
    #[must_use]
    pub fn family(&self) -> Family {
        match self {
            Self::UnknownField { .. } => Family::UnknownField,
            Self::WrongType { .. } => Family::WrongType,
            Self::MissingField { .. } => Family::MissingField,
            _ => Family::InvalidValue,
        }
    }

    /// Whether it holds of a whole object only: what a patch leaves out, or what a patch adds to an object, can
    /// make it untrue.
    #[must_use]
    pub fn needs_whole(&self) -> bool {
        matches!(
            self,
            Self::MissingField { .. }
                | Self::Rule { .. }
                | Self::Alternatives { .. }
                | Self::Duplicate { .. }
                | Self::Bounds { of_size: true, .. }
        )
    }
}
