use std::fmt;

/// Why a template gave no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fail {
    /// Argo CD reports an error here too.
    Error(String),
    /// What Argo CD would write cannot be told without it: an unsupported or random function, a budget.
    Refused(String),
}

impl Fail {
    pub(crate) fn error<T>(message: impl Into<String>) -> Result<T, Self> {
        Err(Self::Error(message.into()))
    }

    pub(crate) fn refused<T>(message: impl Into<String>) -> Result<T, Self> {
        Err(Self::Refused(message.into()))
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(message) | Self::Refused(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Fail {}
