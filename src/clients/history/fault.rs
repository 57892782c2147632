//! Why an object of history could not be read.

use crate::clients::repository::{ReadError, RelativePath, Unread};
use crate::model::Why;

/// Never more than what the object's own bytes allow to say; no content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Over the limit for one object.
    TooLarge {
        size: u64,
        max: u64,
    },
    /// Over the limit for all objects of one call, or for what may be held at a time.
    Budget,
    /// Does not decompress, does not fit its base, or refers to itself.
    Broken,
    /// Not in this copy: a shallow or partial clone, or a store that alternates name.
    Missing,
    /// A tree entry whose name Git refuses.
    HostileName,
    /// Deeper than a path may be.
    TooDeep,
    /// The caller's own code failed on it.
    Panic,
    Cancelled,
    Read(String),
}

impl Fault {
    pub(super) fn from_read(error: &ReadError) -> Self {
        match error {
            ReadError::Absent => Self::Missing,
            ReadError::TooLarge { size, max } => Self::TooLarge {
                size: *size,
                max: *max,
            },
            other => Self::Read(other.to_string()),
        }
    }

    pub(super) fn unread(&self, path: RelativePath) -> Unread {
        Unread {
            path,
            why: self.why(),
            hint: self.hint(),
        }
    }

    /// True for what says nothing about the object at hand.
    pub(super) fn is_about_the_call(&self) -> bool {
        matches!(self, Self::Budget | Self::Cancelled)
    }

    /// So that many versions of one large file are told together.
    pub(super) fn without_size(self) -> Self {
        match self {
            Self::TooLarge { max, .. } => Self::TooLarge { size: 0, max },
            other => other,
        }
    }

    fn why(&self) -> Why {
        match self {
            Self::TooLarge { .. } | Self::Budget | Self::TooDeep => Why::Limit,
            Self::Broken | Self::HostileName | Self::Panic => Why::Unsupported,
            Self::Missing => Why::Absent,
            Self::Cancelled => Why::Timeout,
            Self::Read(_) => Why::Unreachable,
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::TooLarge { size: 0, max } => format!("larger than the limit of {max} bytes in history"),
            Self::TooLarge { size, max } => format!("a version in history has {size} bytes, more than the limit of {max}"),
            Self::Budget => "the limit of bytes for one call was used up; narrow it with `since`".to_owned(),
            Self::Broken => "the object in history is damaged; run `git fsck`".to_owned(),
            Self::Missing => "the object is not in this copy; fetch it (`git fetch --unshallow`, or a full clone)".to_owned(),
            Self::HostileName => "a tree in history names it in a way that Git refuses".to_owned(),
            Self::TooDeep => "it lies too deep in folders".to_owned(),
            Self::Panic => "an error of our own while judging a version of this file; please report it".to_owned(),
            Self::Cancelled => "the call ended before this part of history was read".to_owned(),
            Self::Read(reason) => reason.clone(),
        }
    }
}
