//! Versions of components, ordered as semantic versions without pre-releases.

use std::fmt;

/// A released version. Pre-releases are not represented: the tables advise on what is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u16,
    pub minor: u16,
    pub patch: u16,
}

impl Version {
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Reads `1.2.3`, `v1.2.3`, `1.2` (patch 0); `None` for anything else, pre-releases included.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let major = number(parts.next()?)?;
        let minor = number(parts.next()?)?;
        let patch = parts.next().map_or(Some(0), number)?;
        parts
            .next()
            .is_none()
            .then(|| Self::new(major, minor, patch))
    }

    /// The minor line that this version belongs to: `3.5.7` gives `3.5`.
    #[must_use]
    pub const fn line(self) -> Minor {
        Minor {
            major: self.major,
            minor: self.minor,
        }
    }
}

fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A minor line, such as `3.5`: the unit in which projects give support and remove things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor {
    pub major: u16,
    pub minor: u16,
}

impl Minor {
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_ordered() {
        assert_eq!(Version::parse("v3.10.2"), Some(Version::new(3, 10, 2)));
        assert_eq!(Version::parse("2.9"), Some(Version::new(2, 9, 0)));
        for wrong in [
            "",
            "3",
            "3.x",
            "3.6.0-rc1",
            "1.2.3.4",
            "v",
            "1..2",
            "+1.2",
            "70000.1",
        ] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
        assert!(Version::new(2, 10, 0) > Version::new(2, 9, 5));
        assert!(Minor::new(3, 6) > Minor::new(3, 5));
    }
}
