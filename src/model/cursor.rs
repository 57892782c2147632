use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A place in a list of findings: opaque for callers, bound to the question and to the list it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Findings already given.
    pub offset: u64,
    /// Digest of the question: tool and arguments but for paging.
    question: [u8; 8],
    /// Digest of the ordered list, so that a list that changed is noticed.
    list: [u8; 8],
}

/// Why a cursor was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorError {
    /// It is not one of ours, or it was damaged.
    Malformed,
    /// It belongs to another tool or to other arguments.
    OtherQuestion,
    /// What it points into has changed since.
    Expired,
}

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the cursor is damaged or was not made by this server; start again without `cursor`",
            Self::OtherQuestion => "the cursor belongs to another tool or to other arguments; start again without `cursor`",
            Self::Expired => "what was asked about has changed since the cursor was made; start again without `cursor`",
        })
    }
}

impl std::error::Error for CursorError {}

impl Cursor {
    /// A cursor that stands before the finding number `offset` (from 0).
    #[must_use]
    pub fn new<'a>(offset: u64, question: &str, list: impl Iterator<Item = &'a str>) -> Self {
        Self {
            offset,
            question: digest([question].into_iter()),
            list: digest(list),
        }
    }

    /// Reads a cursor and checks that it belongs to this question and this list.
    pub fn decode<'a>(
        text: &str,
        question: &str,
        list: impl Iterator<Item = &'a str>,
    ) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| CursorError::Malformed)?;
        let (body, check) = bytes
            .split_last_chunk::<4>()
            .ok_or(CursorError::Malformed)?;
        if body.len() != 24 || checksum(body) != *check {
            return Err(CursorError::Malformed);
        }
        let part = |at: usize| {
            body.get(at..at + 8)
                .and_then(|slice| <[u8; 8]>::try_from(slice).ok())
        };
        let (Some(offset), Some(asked), Some(listed)) = (part(0), part(8), part(16)) else {
            return Err(CursorError::Malformed);
        };
        let expected = Self::new(u64::from_be_bytes(offset), question, list);
        if asked != expected.question {
            return Err(CursorError::OtherQuestion);
        }
        if listed != expected.list {
            return Err(CursorError::Expired);
        }
        Ok(expected)
    }
}

/// The text that a caller hands back.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.offset.to_be_bytes().to_vec();
        bytes.extend(self.question);
        bytes.extend(self.list);
        bytes.extend(checksum(&bytes));
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn digest<'a>(parts: impl Iterator<Item = &'a str>) -> [u8; 8] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    first(hash)
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    first(Sha256::new_with_prefix(bytes))
}

fn first<const N: usize>(hash: Sha256) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a19_a_cursor_is_bound_to_question_and_list() {
        let list = ["a", "b"];
        let text = Cursor::new(7, "audit", list.into_iter()).to_string();
        assert_eq!(
            Cursor::decode(&text, "audit", list.into_iter())
                .unwrap()
                .offset,
            7
        );
        assert_eq!(
            Cursor::decode(&text, "other", list.into_iter()),
            Err(CursorError::OtherQuestion)
        );
        assert_eq!(
            Cursor::decode(&text, "audit", ["a"].into_iter()),
            Err(CursorError::Expired)
        );
        let mut damaged = text.clone().into_bytes();
        damaged[3] = if damaged[3] == b'A' { b'B' } else { b'A' };
        assert_eq!(
            Cursor::decode(
                std::str::from_utf8(&damaged).unwrap(),
                "audit",
                list.into_iter()
            ),
            Err(CursorError::Malformed)
        );
        for bad in ["", "x", "{}", &"A".repeat(10_240)] {
            assert_eq!(
                Cursor::decode(bad, "audit", list.into_iter()),
                Err(CursorError::Malformed)
            );
        }
    }
}
