//! The file of findings that were there when somebody decided to live with them.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use super::day::Day;
use super::fault::{Fault, Faulty, Source};
use crate::model::{Finding, Location};

/// What a baseline file says.
#[derive(Debug, Default)]
pub struct Baseline {
    in_force: HashSet<String>,
    faulty: Vec<Faulty>,
}

/// Why a file is no baseline. The line of the file is not quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoBaseline {
    /// Counted from 1, if known.
    pub line: Option<u32>,
    /// What the reader of TOML said.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: Spanned<String>,
    /// For the reader; the fingerprint holds it.
    #[serde(rename = "rule")]
    _rule: String,
    reason: Option<String>,
    until: Option<toml::Value>,
}

impl Baseline {
    /// Reads the text of a file. `path` is where findings about it are told.
    pub fn read(path: &str, text: &str, today: Day) -> Result<Self, NoBaseline> {
        let document: Document = toml::from_str(text).map_err(|error| NoBaseline {
            line: error.span().map(|span| line_of(text, span.start)),
            reason: error.message().to_owned(),
        })?;
        let mut baseline = Self::default();
        for entry in document.findings {
            match entry.fault(today) {
                None => {
                    baseline.in_force.insert(entry.fingerprint.into_inner());
                }
                Some(fault) => baseline.faulty.push(Faulty {
                    path: path.to_owned(),
                    line: line_of(text, entry.fingerprint.span().start),
                    source: Source::Baseline,
                    fault,
                }),
            }
        }
        Ok(baseline)
    }

    /// Whether an entry in force names this finding.
    #[must_use]
    pub fn hides(&self, finding: &Finding) -> bool {
        self.in_force.contains(&finding.fingerprint)
    }

    pub(super) fn faulty(&self) -> &[Faulty] {
        &self.faulty
    }
}

impl Entry {
    fn fault(&self, today: Day) -> Option<Fault> {
        if self
            .reason
            .as_ref()
            .is_none_or(|reason| reason.trim().is_empty())
        {
            return Some(Fault::NoReason);
        }
        let until = match self.until.as_ref()? {
            toml::Value::Datetime(date) => Day::parse(&date.to_string()),
            toml::Value::String(text) => Day::parse(text),
            _ => None,
        };
        match until {
            None => Some(Fault::NoDay),
            Some(until) if until < today => Some(Fault::Expired),
            Some(_) => None,
        }
    }
}

fn line_of(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(lines).map_or(u32::MAX, |lines| lines.saturating_add(1))
}

/// What a new baseline file begins with.
pub const HEADER: &str = "\
# Findings that are known. Each entry hides one; without a reason, or after the day `until`, it hides nothing.
";

/// The entries for findings, as text to put at the end of a baseline file.
#[must_use]
pub fn entries<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    reason: &str,
    until: Option<&str>,
) -> String {
    let mut text = String::new();
    for finding in findings {
        let _ = write!(
            text,
            "\n[[findings]]\n# {}\nfingerprint = {}\nrule = {}\nreason = {}\n",
            place(&finding.location),
            quoted(&finding.fingerprint),
            quoted(&finding.rule),
            quoted(reason)
        );
        if let Some(until) = until {
            let _ = writeln!(text, "until = {}", quoted(until));
        }
    }
    text
}

/// For a reader: the line is left out, because it moves.
fn place(location: &Location) -> String {
    match location {
        Location::File(place) => {
            let pointer = place.pointer.as_deref().unwrap_or_default();
            format!("{} {pointer}", place.path).trim_end().to_owned()
        }
        other => other.to_string(),
    }
}

/// A string of JSON is one of TOML, but for a control character that JSON leaves as it is.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Meta, Problem, Severity};

    fn today() -> Day {
        Day::parse("2026-11-24").unwrap()
    }

    fn finding(path: &str) -> Finding {
        let meta = Meta {
            id: "secrets/x",
            title: "",
            severity: Severity::High,
            applies_to: &[],
            since: "",
            docs: "",
        };
        meta.finding(Problem::new("m", Location::node(path, 3, "/a/b")))
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (a, b, c) = (finding("a.yaml"), finding("b.yaml"), finding("c.yaml"));
        let reason = "said \"so\" \\ \n\u{7f} naïve";
        let text = format!(
            "{HEADER}{}{}",
            entries([&a], reason, None),
            entries([&b], reason, Some("2026-11-24"))
        );
        let read = Baseline::read("base.toml", &text, today()).unwrap();
        assert!(read.hides(&a) && read.hides(&b) && !read.hides(&c));
        assert!(read.faulty().is_empty());
        assert!(text.contains("# a.yaml /a/b\n"), "{text}");
    }

    #[test]
    fn entries_that_hide_nothing_are_told_by_line() {
        let text = "\
[[findings]]
fingerprint = \"1\"
rule = \"r/x\"

[[findings]]
rule = \"r/x\"
fingerprint = \"2\"
reason = \" \"

[[findings]]
fingerprint = \"3\"
rule = \"r/x\"
reason = \"x\"
until = 2026-11-23

[[findings]]
fingerprint = \"4\"
rule = \"r/x\"
reason = \"x\"
until = 2026-11-24T10:00:00

[[findings]]
fingerprint = \"5\"
rule = \"r/x\"
reason = \"x\"
until = 2026-11-24
";
        let read = Baseline::read("base.toml", text, today()).unwrap();
        let told: Vec<_> = read
            .faulty()
            .iter()
            .map(|faulty| (faulty.line, faulty.fault.clone()))
            .collect();
        assert_eq!(
            told,
            [
                (2, Fault::NoReason),
                (7, Fault::NoReason),
                (11, Fault::Expired),
                (17, Fault::NoDay)
            ]
        );
        assert_eq!(read.in_force.len(), 1);
    }

    #[test]
    fn what_is_no_baseline_is_refused_without_a_quote() {
        for (text, line) in [
            ("[[findings]]\nfingerprint = 7\n", 2),
            ("\n[[finding]]\n", 2),
            (
                "[[findings]]\nfingerprint = \"x\"\nreason = \"hunter2\"\n",
                1,
            ),
            ("a: b\n", 1),
        ] {
            let refused = Baseline::read("base.toml", text, today()).unwrap_err();
            assert_eq!(refused.line, Some(line), "{text}: {refused:?}");
            assert!(!refused.reason.contains("hunter2"), "{refused:?}");
        }
    }
}
