//! `semverCompare`, as github.com/Masterminds/semver 3.4 judges constraints.

use super::super::arg::text;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Text};
use super::super::value::Value;

pub(super) static TABLE: &[Function] =
    &[Function::new("semverCompare", &[Text, Text], |_, args| {
        let version = version(text(args, 1))?;
        let mut fits = false;
        for alternative in text(args, 0).split("||") {
            fits |= constraints(alternative)?
                .iter()
                .all(|constraint| constraint.holds(&version));
        }
        Ok(Value::Bool(fits))
    })];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Version {
    numbers: [u64; 3],
    prerelease: Vec<String>,
    /// How many numbers were written; the others are zero, or a wildcard in a constraint.
    written: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Not,
    Greater,
    Less,
    AtLeast,
    AtMost,
    Tilde,
    Caret,
}

struct Constraint {
    operator: Operator,
    version: Version,
}

fn invalid<T>(text: &str) -> Result<T, Fail> {
    Fail::error(format!(
        "invalid semantic version: {:?}",
        crate::model::clean::echo(text)
    ))
}

fn version(text: &str) -> Result<Version, Fail> {
    let parsed = partial(text.strip_prefix('v').unwrap_or(text))?;
    if parsed.written == 0 {
        invalid(text)
    } else {
        Ok(parsed)
    }
}

/// A version of one to three numbers; `x`, `X` and `*` end it.
fn partial(text: &str) -> Result<Version, Fail> {
    let (core, metadata) = text
        .split_once('+')
        .map_or((text, None), |(core, metadata)| (core, Some(metadata)));
    let (core, prerelease) = core
        .split_once('-')
        .map_or((core, None), |(core, prerelease)| (core, Some(prerelease)));
    let identifiers = |text: &str| {
        text.split('.').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
    };
    if metadata.is_some_and(|text| !identifiers(text))
        || prerelease.is_some_and(|text| !identifiers(text))
    {
        return invalid(text);
    }
    let mut version = Version::default();
    let parts: Vec<&str> = core.split('.').collect();
    for (at, part) in parts.iter().enumerate() {
        let Some(slot) = version.numbers.get_mut(at) else {
            return invalid(text);
        };
        if matches!(*part, "x" | "X" | "*") {
            break;
        }
        let zeros = part.len() > 1 && part.starts_with('0');
        match part.parse() {
            Ok(number) if !zeros && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                *slot = number
            }
            _ if zeros => {
                return Fail::refused("a version number with a leading zero is not supported");
            }
            _ => return invalid(text),
        }
        version.written = at + 1;
    }
    version.prerelease = prerelease
        .map(|text| text.split('.').map(str::to_owned).collect())
        .unwrap_or_default();
    Ok(version)
}

fn constraints(text: &str) -> Result<Vec<Constraint>, Fail> {
    if let Some((low, high)) = text.split_once(" - ") {
        return Ok(vec![
            constraint(Operator::AtLeast, low)?,
            constraint(Operator::AtMost, high)?,
        ]);
    }
    let mut all = Vec::new();
    let mut rest = text.trim();
    if rest.is_empty() {
        return Fail::error("improper constraint: ");
    }
    while !rest.is_empty() {
        let (operator, after) = operator(rest);
        let after = after.trim_start();
        let end = after.find([' ', ',']).unwrap_or(after.len());
        let (word, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        all.push(constraint(operator, word)?);
        rest = tail.trim_start_matches([' ', ',']);
    }
    Ok(all)
}

fn constraint(operator: Operator, text: &str) -> Result<Constraint, Fail> {
    let text = text.trim();
    if text.is_empty() {
        return Fail::error("improper constraint: ");
    }
    let version = partial(text.strip_prefix('v').unwrap_or(text))?;
    Ok(Constraint { operator, version })
}

fn operator(text: &str) -> (Operator, &str) {
    const KNOWN: [(&str, Operator); 12] = [
        (">=", Operator::AtLeast),
        ("=>", Operator::AtLeast),
        ("<=", Operator::AtMost),
        ("=<", Operator::AtMost),
        ("!=", Operator::Not),
        ("~>", Operator::Tilde),
        (">", Operator::Greater),
        ("<", Operator::Less),
        ("~", Operator::Tilde),
        ("^", Operator::Caret),
        ("==", Operator::Equal),
        ("=", Operator::Equal),
    ];
    KNOWN
        .iter()
        .find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)))
        .unwrap_or((Operator::Equal, text))
}

impl Version {
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        use std::cmp::Ordering::{Equal, Greater, Less};
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Equal,
                (true, false) => Greater,
                (false, true) => Less,
                (false, false) => compare_prerelease(&self.prerelease, &other.prerelease),
            }
        })
    }

    fn bumped(&self, at: usize) -> Self {
        let mut numbers = self.numbers;
        for (place, number) in numbers.iter_mut().enumerate() {
            match place.cmp(&at) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => *number = number.saturating_add(1),
                std::cmp::Ordering::Greater => *number = 0,
            }
        }
        Self {
            numbers,
            prerelease: Vec::new(),
            written: 3,
        }
    }
}

fn compare_prerelease(a: &[String], b: &[String]) -> std::cmp::Ordering {
    for (a, b) in a.iter().zip(b) {
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => std::cmp::Ordering::Less,
            (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

impl Constraint {
    /// A prerelease fits only a constraint that names one itself.
    fn holds(&self, version: &Version) -> bool {
        let own = &self.version;
        if !version.prerelease.is_empty() && own.prerelease.is_empty() {
            return false;
        }
        let order = version.compare(own);
        let below = |at: usize| version.compare(&own.bumped(at)).is_lt();
        match self.operator {
            Operator::Greater => match own.written {
                0 => false,
                3 => order.is_gt(),
                written => !below(written - 1),
            },
            Operator::Less => order.is_lt(),
            Operator::AtLeast => order.is_ge(),
            Operator::AtMost => match own.written {
                0 => true,
                3 => order.is_le(),
                written => below(written - 1),
            },
            Operator::Equal | Operator::Tilde => match (self.operator, own.written) {
                (_, 0) => true,
                (Operator::Equal, 3) => order.is_eq(),
                (_, written) => order.is_ge() && below(written.min(2) - 1),
            },
            Operator::Not => match own.written {
                0 => false,
                3 => !order.is_eq(),
                written => order.is_lt() || !below(written - 1),
            },
            Operator::Caret => {
                let first = own
                    .numbers
                    .iter()
                    .take(own.written.max(1))
                    .position(|number| *number > 0);
                own.written == 0 || order.is_ge() && below(first.unwrap_or(own.written - 1))
            }
        }
    }
}
