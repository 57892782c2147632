//! `*semver.Version` of github.com/Masterminds/semver 3.4: how a text is read, compared and printed.

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::error::Fail;
use super::value::Value;

/// Loose: parts may be missing and zeros may lead.
static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?$").ok()
});

/// A version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    pub(super) numbers: [u64; 3],
    pub(super) prerelease: String,
    pub(super) metadata: String,
    pub(super) original: String,
}

impl Version {
    pub(super) fn read(text: &str) -> Result<Self, Fail> {
        let invalid = || {
            Fail::Error(format!(
                "invalid semantic version: {:?}",
                crate::model::clean::echo(text)
            ))
        };
        let found = LOOSE
            .as_ref()
            .and_then(|loose| loose.captures(text))
            .ok_or_else(invalid)?;
        let part = |at| found.get(at).map_or("", |part| part.as_str());
        let number = |at| match part(at) {
            "" => Ok(0),
            digits => digits.parse().map_err(|_| invalid()),
        };
        let version = Self {
            numbers: [number(1)?, number(2)?, number(3)?],
            prerelease: part(4).to_owned(),
            metadata: part(5).to_owned(),
            original: text.to_owned(),
        };
        let leads = |part: &str| {
            part.len() > 1 && part.starts_with('0') && part.bytes().all(|it| it.is_ascii_digit())
        };
        if version.prerelease.split('.').any(leads) {
            return Fail::error("version segment starts with 0");
        }
        Ok(version)
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (self.prerelease.as_str(), other.prerelease.as_str()) {
                ("", "") => Ordering::Equal,
                ("", _) => Ordering::Greater,
                (_, "") => Ordering::Less,
                (a, b) => prereleases(a, b),
            }
        })
    }

    /// A field or method without arguments, as a template calls it.
    pub(super) fn field(&self, name: &str) -> Result<Value, Fail> {
        let [major, minor, patch] = self.numbers;
        Ok(match name {
            "Major" => Value::Uint64(major),
            "Minor" => Value::Uint64(minor),
            "Patch" => Value::Uint64(patch),
            "Prerelease" => Value::from(self.prerelease.as_str()),
            "Metadata" => Value::from(self.metadata.as_str()),
            "Original" => Value::from(self.original.as_str()),
            "String" => Value::from(self.to_string()),
            other => return unknown(other),
        })
    }

    /// A method with one other version.
    pub(super) fn method(&self, name: &str, other: &Value) -> Result<Value, Fail> {
        let Value::Version(other) = other else {
            return Fail::error(format!(
                "wrong type for value; expected *semver.Version; got {}",
                other.type_name()
            ));
        };
        let order = self.compare(other);
        Ok(match name {
            "Compare" => Value::Int(order as i64),
            "Equal" => Value::Bool(order.is_eq()),
            "GreaterThan" => Value::Bool(order.is_gt()),
            "GreaterThanEqual" => Value::Bool(order.is_ge()),
            "LessThan" => Value::Bool(order.is_lt()),
            "LessThanEqual" => Value::Bool(order.is_le()),
            other => return unknown(other),
        })
    }
}

fn unknown<T>(name: &str) -> Result<T, Fail> {
    const REFUSED: [&str; 5] = [
        "IncMajor",
        "IncMinor",
        "IncPatch",
        "SetMetadata",
        "SetPrerelease",
    ];
    if REFUSED.contains(&name) {
        return Fail::refused(format!("the method `{name}` of a version is not supported"));
    }
    Fail::error(format!(
        "can't evaluate field {name} in type *semver.Version"
    ))
}

/// Part by part; a number goes before a word, and the shorter one first.
pub(super) fn prereleases(a: &str, b: &str) -> Ordering {
    for (a, b) in a.split('.').zip(b.split('.')) {
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
    a.split('.').count().cmp(&b.split('.').count())
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}
