//! A report for a person at a terminal: file and line first, one finding one block, colour only when asked for.

use std::fmt::Write as _;

use crate::model::{Finding, Location, Report, Severity};

/// Escape sequences, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    colour: bool,
}

impl Style {
    /// `colour` only when the reader is a terminal that wants it.
    #[must_use]
    pub const fn new(colour: bool) -> Self {
        Self { colour }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn severity(self, severity: Severity) -> String {
        let code = match severity {
            Severity::Critical => "1;35",
            Severity::High => "1;31",
            Severity::Medium => "1;33",
            Severity::Low => "36",
            Severity::Info => "2",
        };
        self.paint(code, severity.name())
    }
}

/// The whole report.
#[must_use]
pub fn report(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        one(&mut out, finding, style);
    }
    if report.omitted > 0 {
        let _ = writeln!(
            out,
            "… and {} more; --json '{{\"cursor\": \"{}\", …}}' reads on, limit=200 shows more at once\n",
            report.omitted,
            report.next_cursor.as_deref().unwrap_or("")
        );
    }
    for part in &report.skipped {
        let _ = writeln!(
            out,
            "{} {} ({}): {}",
            style.paint("1;33", "not read"),
            part.what,
            part.why.name(),
            part.hint
        );
    }
    if !report.skipped.is_empty() {
        out.push('\n');
    }
    for (kind, count) in &report.checked {
        let _ = writeln!(
            out,
            "{}",
            style.paint(
                "2",
                &format!("checked  {}", super::markdown::count(kind, count))
            )
        );
    }
    if !report.suppressed.is_empty() {
        let hidden = super::markdown::hidden(&report.suppressed);
        let _ = writeln!(out, "{}", style.paint("2", &format!("hidden   {hidden}")));
    }
    let _ = writeln!(out, "{}", style.paint("1", &report.summary));
    out
}

fn one(out: &mut String, finding: &Finding, style: Style) {
    let _ = writeln!(
        out,
        "{}  {}  {}",
        style.paint("1", &finding.location.to_string()),
        style.severity(finding.severity),
        style.paint("2", &finding.rule)
    );
    let _ = writeln!(out, "  {}", finding.message);
    if let Location::File(place) = &finding.location
        && let Some(pointer) = place
            .pointer
            .as_deref()
            .filter(|pointer| !pointer.is_empty())
    {
        let _ = writeln!(out, "  at {pointer}");
    }
    if let Some(cause) = &finding.cause {
        let _ = writeln!(out, "  because {cause}");
    }
    for evidence in &finding.evidence {
        let _ = writeln!(
            out,
            "  {}",
            style.paint("2", &format!("{}: {}", evidence.field, evidence.value))
        );
    }
    for related in &finding.related {
        let _ = writeln!(out, "  see {} {}", related.location, related.note);
    }
    if let Some(affects) = &finding.affects {
        let _ = writeln!(
            out,
            "  {} follow from this: {}",
            affects.count,
            affects.first.join(", ")
        );
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "  {} {}", style.paint("32", "fix"), fix.summary);
        if let Some(command) = &fix.command {
            let _ = writeln!(out, "      {command}");
        }
        for line in fix.patch.iter().flat_map(|patch| patch.lines()) {
            let _ = writeln!(out, "      {line}");
        }
    }
    out.push('\n');
}
