//! Comments that allow a finding where it stands:
//!
//! ```text
//! # gitops-mcp: allow secrets/plain-secret reason="test key, valid nowhere" until=2027-01-31
//! ```
//!
//! A comment behind something on its line speaks for that line; one that stands alone speaks for the next line that is
//! no comment. So the comment of one line never hides what the line below holds.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::day::Day;
use super::fault::Fault;

/// What an allow comment of a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allow {
    pub(super) rule: String,
    /// Where the comment stands.
    pub(super) line: u32,
    /// The line it speaks for.
    pub(super) target: u32,
    /// The last day on which it holds, or why it never does.
    terms: Result<Option<Day>, Fault>,
}

const MARK: &str = "gitops-mcp:";

/// Most comments of a file; what a later one would allow is told.
const MOST: usize = 10_000;
/// Longest id of a rule.
const LONGEST_RULE: usize = 100;

static FIND: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new([MARK]).ok());

/// All allow comments of a file, in the order of their lines.
pub(super) fn allows(bytes: &[u8]) -> Vec<Allow> {
    if FIND.as_ref().is_some_and(|find| !find.is_match(bytes)) {
        return Vec::new();
    }
    let mut found: Vec<Allow> = Vec::new();
    // The first that waits for the next line which is no comment.
    let mut waiting = 0;
    for (number, line) in (1u32..).zip(bytes.split(|byte| *byte == b'\n')) {
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        let alone = is_comment(line);
        if !alone && !is_marker(line) {
            for allow in found.get_mut(waiting..).into_iter().flatten() {
                allow.target = number;
            }
            waiting = found.len();
        }
        if let Some(allow) = read(line, number).filter(|_| found.len() < MOST) {
            found.push(allow);
            if !alone {
                waiting = found.len();
            }
        }
    }
    found
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["#", ";", "//"].iter().any(|mark| line.starts_with(mark))
}

/// What parts documents of YAML; a comment above it speaks for what follows.
fn is_marker(line: &str) -> bool {
    line.trim_end() == "---"
}

fn read(line: &str, number: u32) -> Option<Allow> {
    let (before, after) = line.split_once(MARK)?;
    let before = before.trim_end();
    if !["#", ";", "//"].iter().any(|mark| before.ends_with(mark)) {
        return None;
    }
    let words = after.trim_start().strip_prefix("allow")?;
    if !words.is_empty() && !words.starts_with(char::is_whitespace) {
        return None;
    }
    let words = words.trim();
    let (rule, terms) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let terms = match rule.len() {
        1..=LONGEST_RULE => read_terms(terms),
        _ => Err(Fault::Malformed),
    };
    Some(Allow {
        rule: rule.chars().take(LONGEST_RULE).collect(),
        line: number,
        target: number,
        terms,
    })
}

/// `reason="…"` and `until=2027-01-31`, in any order, each once.
fn read_terms(mut text: &str) -> Result<Option<Day>, Fault> {
    let (mut reason, mut until) = (None, None);
    loop {
        text = text.trim_start();
        if text.is_empty() {
            break;
        }
        let (name, rest) = text.split_once('=').ok_or(Fault::Malformed)?;
        let (value, rest) = value(rest)?;
        let slot = match name {
            "reason" => &mut reason,
            "until" => &mut until,
            _ => return Err(Fault::Malformed),
        };
        if slot.replace(value).is_some() {
            return Err(Fault::Malformed);
        }
        text = rest;
    }
    if reason.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Fault::NoReason);
    }
    until
        .map(|until| Day::parse(until).ok_or(Fault::NoDay))
        .transpose()
}

/// A value in quotes of either kind, or one word; and what follows it.
fn value(text: &str) -> Result<(&str, &str), Fault> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(quote) = quote else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return text.split_at_checked(end).ok_or(Fault::Malformed);
    };
    let (value, rest) = text
        .get(1..)
        .and_then(|inside| inside.split_once(quote))
        .ok_or(Fault::Malformed)?;
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return Err(Fault::Malformed);
    }
    Ok((value, rest))
}

impl Allow {
    /// Why it does not hold on a day, if so.
    pub(super) fn fault(&self, today: Day) -> Option<Fault> {
        match &self.terms {
            Err(fault) => Some(fault.clone()),
            Ok(Some(until)) if *until < today => Some(Fault::Expired),
            Ok(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse("2026-11-24").unwrap()
    }

    fn faults(text: &str) -> Vec<Option<Fault>> {
        allows(text.as_bytes())
            .iter()
            .map(|allow| allow.fault(today()))
            .collect()
    }

    fn targets(text: &str) -> Vec<(u32, u32)> {
        allows(text.as_bytes())
            .iter()
            .map(|allow| (allow.line, allow.target))
            .collect()
    }

    #[test]
    fn a_comment_speaks_for_its_line_or_for_the_next() {
        assert_eq!(
            targets("a: b # gitops-mcp: allow r/x reason=\"y\"\nc: d\n"),
            [(1, 1)]
        );
        assert_eq!(
            targets("  # gitops-mcp: allow r/x reason=\"y\"\nc: d\ne: f\n"),
            [(1, 2)]
        );
        assert_eq!(
            targets(
                "# gitops-mcp: allow r/x reason=z\n# more\n---\n#gitops-mcp: allow r/y reason=z\nc: d\ne: f\n"
            ),
            [(1, 5), (4, 5)]
        );
        assert_eq!(
            targets("; gitops-mcp: allow r/x reason=z\n\n[x]\n"),
            [(1, 2)],
            "an empty line ends it"
        );
        assert_eq!(
            targets("# gitops-mcp: allow r/x reason=z"),
            [(1, 1)],
            "nothing follows"
        );
    }

    #[test]
    fn terms() {
        let fault = |terms: &str| faults(&format!("# gitops-mcp: allow r/x {terms}\n")).remove(0);
        assert_eq!(fault("reason=\"a = b\" until=2026-11-24"), None);
        assert_eq!(fault("until=2027-01-01 reason='said \"so\"'"), None);
        assert_eq!(fault("reason=word\r"), None);
        assert_eq!(fault("reason=\"x\" until=2026-11-23"), Some(Fault::Expired));
        for none in ["", "until=2027-01-01", "reason=\"\"", "reason=\"  \""] {
            assert_eq!(fault(none), Some(Fault::NoReason), "{none}");
        }
        for none in ["2027-02-30", "soon", "2027-01-01T10:00:00Z"] {
            assert_eq!(
                fault(&format!("reason=x until={none}")),
                Some(Fault::NoDay),
                "{none}"
            );
        }
        for wrong in [
            "reason",
            "because=x",
            "reason=\"x",
            "reason=\"x\"y",
            "reason=x reason=y",
            "it is fine",
        ] {
            assert_eq!(fault(wrong), Some(Fault::Malformed), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_allow_comment() {
        for text in [
            "gitops-mcp: allow r/x reason=z",
            "a: gitops-mcp: allow r/x",
            "# gitops-mcp: allows r/x",
            "# gitops-mcp: deny r/x",
            "# see gitops-mcp: allow r/x reason=z",
        ] {
            assert_eq!(targets(text), [], "{text}");
        }
        assert_eq!(faults("# gitops-mcp: allow"), [Some(Fault::Malformed)]);
    }
}
