//! `semver` and `semverCompare`, as github.com/Masterminds/semver 3.4 reads versions and judges constraints.

use std::rc::Rc;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::arg::text;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Text};
use super::super::value::Value;
use super::super::version::{Version, prereleases};

pub(super) static TABLE: &[Function] = &[
    Function::new("semver", &[Text], |_, args| {
        Ok(Value::Version(Rc::new(Version::read(text(args, 0))?)))
    }),
    Function::new("semverCompare", &[Text, Text], |_, args| {
        let alternatives = constraints(text(args, 0))?;
        let version = Version::read(text(args, 1))?;
        Ok(Value::Bool(
            alternatives.iter().any(|all| holds(all, &version)),
        ))
    }),
];

const VERSION: &str = r"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?";
const OPERATORS: &str = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^";

/// The expressions of its constraints.go.
struct Grammar {
    one: Regex,
    range: Regex,
    find: Regex,
    whole: Regex,
}

static GRAMMAR: LazyLock<Result<Grammar, regex::Error>> = LazyLock::new(|| {
    Ok(Grammar {
        one: Regex::new(&format!(r"^\s*({OPERATORS})\s*({VERSION})\s*$"))?,
        range: Regex::new(&format!(r"\s*({VERSION})\s+-\s+({VERSION})\s*"))?,
        find: Regex::new(&format!(r"({OPERATORS})\s*({VERSION})"))?,
        whole: Regex::new(&format!(
            r"^(\s*({OPERATORS})\s*({VERSION})\s*)((?:\s+|,\s*)({OPERATORS})\s*({VERSION})\s*)*$"
        ))?,
    })
});

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
    /// How many numbers were written before an end or a wildcard.
    written: usize,
}

fn improper<T>(text: &str) -> Result<T, Fail> {
    Fail::error(format!(
        "improper constraint: {}",
        crate::model::clean::echo(text)
    ))
}

fn constraints(text: &str) -> Result<Vec<Vec<Constraint>>, Fail> {
    let Ok(grammar) = GRAMMAR.as_ref() else {
        return Fail::refused("constraints are not supported here");
    };
    let ranges = grammar.range.replace_all(text, |found: &Captures<'_>| {
        let side = |at| found.get(at).map_or("", |side| side.as_str());
        format!(">= {}, <= {} ", side(1), side(11))
    });
    ranges
        .split("||")
        .map(|all| {
            if !grammar.whole.is_match(all) {
                return improper(all);
            }
            grammar
                .find
                .find_iter(all)
                .map(|found| constraint(grammar, found.as_str()))
                .collect()
        })
        .collect()
}

fn constraint(grammar: &Grammar, text: &str) -> Result<Constraint, Fail> {
    let Some(found) = grammar.one.captures(text) else {
        return improper(text);
    };
    let part = |at| found.get(at).map_or("", |part| part.as_str());
    let is_open = |part: &str| matches!(part.trim_start_matches('.'), "" | "x" | "X" | "*");
    let written = [3, 4, 5]
        .into_iter()
        .take_while(|at| !is_open(part(*at)))
        .count();
    let version = match written {
        0 => format!("0.0.0{}", part(6)),
        1 => format!("{}.0.0{}", part(3), part(6)),
        2 => format!("{}{}.0{}", part(3), part(4), part(6)),
        _ => part(2).to_owned(),
    };
    Ok(Constraint {
        operator: operator(part(1)),
        version: Version::read(&version)
            .map_err(|_| Fail::Error("constraint parser error".to_owned()))?,
        written,
    })
}

fn operator(text: &str) -> Operator {
    match text {
        "!=" => Operator::Not,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        ">=" | "=>" => Operator::AtLeast,
        "<=" | "=<" => Operator::AtMost,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => Operator::Equal,
    }
}

/// A prerelease fits only where one of the constraints names one.
fn holds(all: &[Constraint], version: &Version) -> bool {
    let asks = all.iter().any(|it| !it.version.prerelease.is_empty());
    (asks || version.prerelease.is_empty()) && all.iter().all(|it| it.holds(version))
}

impl Constraint {
    fn holds(&self, version: &Version) -> bool {
        let own = &self.version;
        let order = version.compare(own);
        match self.operator {
            Operator::Less => order.is_lt(),
            Operator::AtLeast => order.is_ge(),
            Operator::Greater if self.written == 3 => order.is_gt(),
            Operator::Greater => self.is_beyond(version),
            Operator::AtMost if self.written == 3 => order.is_le(),
            Operator::AtMost => self.is_within_or_below(version),
            Operator::Equal if self.written == 3 => order.is_eq(),
            Operator::Equal | Operator::Tilde => order.is_ge() && self.tilde(version),
            Operator::Not => self.differs(version),
            Operator::Caret => order.is_ge() && self.caret(version),
        }
    }

    fn is_beyond(&self, version: &Version) -> bool {
        let ([own, own_minor, _], [major, minor, _]) = (self.version.numbers, version.numbers);
        match major.cmp(&own) {
            std::cmp::Ordering::Equal => match self.written {
                1 => false,
                2 => minor > own_minor,
                _ => version.compare(&self.version).is_gt(),
            },
            order => order.is_gt(),
        }
    }

    fn is_within_or_below(&self, version: &Version) -> bool {
        let ([own, own_minor, _], [major, minor, _]) = (self.version.numbers, version.numbers);
        major < own || major == own && (minor <= own_minor || self.written == 1)
    }

    fn tilde(&self, version: &Version) -> bool {
        let ([own, own_minor, own_patch], [major, minor, _]) =
            (self.version.numbers, version.numbers);
        if own + own_minor + own_patch == 0 && !matches!(self.written, 1 | 2) {
            return true;
        }
        major == own && (minor == own_minor || self.written == 1)
    }

    fn differs(&self, version: &Version) -> bool {
        let ([own, own_minor, _], [major, minor, _]) = (self.version.numbers, version.numbers);
        match self.written {
            1 => major != own,
            2 if (major, minor) != (own, own_minor) => true,
            2 => prereleases(&version.prerelease, &self.version.prerelease).is_ne(),
            _ => version.compare(&self.version).is_ne(),
        }
    }

    fn caret(&self, version: &Version) -> bool {
        let ([own, own_minor, own_patch], [major, minor, patch]) =
            (self.version.numbers, version.numbers);
        if own > 0 || self.written == 1 {
            return major == own;
        }
        if major > 0 {
            return false;
        }
        if own_minor > 0 || self.written == 2 {
            return minor == own_minor;
        }
        minor == 0 && patch == own_patch
    }
}
