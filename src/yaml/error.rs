//! What could not be read, and what was read but deserves a remark.

use std::fmt;

/// Why a file, or one document of it, could not be read. Never quotes the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The text is not YAML (or JSON).
    Syntax {
        line: u32,
        column: u32,
        message: String,
    },
    /// A limit of [`super::Budget`] was reached.
    Budget {
        which: &'static str,
        limit: u64,
        line: u32,
    },
    /// The bytes are not text.
    Encoding { line: u32, message: &'static str },
    /// Text for a template engine (`{{ … }}`), which is no YAML before it is rendered.
    Template { line: u32 },
}

impl Error {
    /// The line, counted from 1, where reading stopped.
    #[must_use]
    pub fn line(&self) -> u32 {
        match self {
            Self::Syntax { line, .. }
            | Self::Budget { line, .. }
            | Self::Encoding { line, .. }
            | Self::Template { line } => *line,
        }
    }

    /// Whether this is text for a template engine: counted as not judged, never as broken.
    #[must_use]
    pub fn is_template(&self) -> bool {
        matches!(self, Self::Template { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax {
                line,
                column,
                message,
            } => write!(
                f,
                "not valid YAML at line {line}, column {column}: {message}; mend the line or the one above it"
            ),
            Self::Budget { which, limit, line } => write!(
                f,
                "line {line}: more {which} than the limit of {limit}; split the file or raise the limit"
            ),
            Self::Encoding { line, message } => {
                write!(f, "line {line}: {message}; save the file as UTF-8")
            }
            Self::Template { line } => write!(
                f,
                "line {line}: a template, not YAML until it is rendered; check the rendered output"
            ),
        }
    }
}

impl std::error::Error for Error {}

/// A fact about a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A key stands twice in one mapping. kubectl keeps the last one, Kustomize refuses the file.
    DuplicateKey {
        /// Index of the document in [`super::Stream::documents`].
        document: usize,
        pointer: String,
        first_line: u32,
        line: u32,
        key: String,
    },
    /// Text after `...` without a new `---`: both readers drop it without a word.
    TextAfterEnd { line: u32 },
    /// The bytes are no valid UTF-8 (read here with U+FFFD for the bad ones): both readers refuse.
    InvalidUtf8 { line: u32 },
    /// JSON values in a row: kubectl reads all of them, Kustomize only the first.
    JsonInARow { line: u32 },
}
