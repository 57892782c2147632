//! Whether two versions hold the same value, without keeping one.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};

/// Tells equal values from different ones while a call runs. Its key is drawn anew for each call and never leaves it.
#[derive(Default)]
pub(super) struct Identities(RandomState);

/// Stands for a value. Means nothing outside the call that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Value(u64);

/// A value of at least this many bytes, and this many different ones, is nobody's by chance.
const LONG: usize = 12;
const VARIED: usize = 7;

impl Identities {
    /// Blanks around a value do not count. Two people can choose the same short password: such a value is the same only
    /// under one `owner`.
    pub(super) fn of(&self, value: &[u8], owner: &str) -> Value {
        let value = value.trim_ascii();
        let varied = || value.iter().collect::<BTreeSet<_>>().len() >= VARIED;
        let owner = if value.len() >= LONG && varied() {
            ""
        } else {
            owner
        };
        Value(self.0.hash_one((value, owner)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_or_not() {
        let of = Identities::default();
        let long = b"q8Zr3Lk2Vd7Xn5Tb";
        assert_eq!(of.of(long, "a"), of.of(long, "b"));
        assert_eq!(of.of(b"  q8Zr3Lk2Vd7Xn5Tb\n", "a"), of.of(long, "b"));
        assert_eq!(of.of(b"hunter", "a"), of.of(b"hunter", "a"));
        assert_ne!(of.of(b"hunter", "a"), of.of(b"hunter", "b"));
        assert_ne!(
            of.of(b"aaaaaaaaaaaaaaaa", "a"),
            of.of(b"aaaaaaaaaaaaaaaa", "b")
        );
        assert_ne!(of.of(long, "a"), Identities::default().of(long, "a"));
    }
}
