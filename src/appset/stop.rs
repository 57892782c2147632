use std::fmt;

use super::gotemplate::Fail;
use super::world::Unread;

/// Why an ApplicationSet gave no Applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Argo CD reports this error and changes nothing.
    Error(String),
    /// What Argo CD would do cannot be told from here.
    Refused(String),
    /// Something was not supplied.
    Unread(Unread),
}

impl Stop {
    pub(crate) fn error<T>(message: impl Into<String>) -> Result<T, Self> {
        Err(Self::Error(message.into()))
    }

    pub(crate) fn refused<T>(message: impl Into<String>) -> Result<T, Self> {
        Err(Self::Refused(message.into()))
    }

    /// Says where it happened.
    pub(crate) fn within(self, place: &str) -> Self {
        match self {
            Self::Error(message) => Self::Error(format!("{place}: {message}")),
            Self::Refused(message) => Self::Refused(format!("{place}: {message}")),
            unread @ Self::Unread(_) => unread,
        }
    }
}

impl From<Fail> for Stop {
    fn from(fail: Fail) -> Self {
        match fail {
            Fail::Error(message) => Self::Error(message),
            Fail::Refused(message) => Self::Refused(message),
        }
    }
}

impl From<Unread> for Stop {
    fn from(unread: Unread) -> Self {
        Self::Unread(unread)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(message) | Self::Refused(message) => f.write_str(message),
            Self::Unread(unread) => write!(f, "{}: {}", unread.what, unread.hint),
        }
    }
}

impl std::error::Error for Stop {}
