//! A report as compact Markdown for a reader that is a model: foreign text only in code spans.

use std::fmt::Write as _;

use crate::model::clean::code;
use crate::model::{Count, Finding, Location, Report, Suppressed};

/// A report: summary, findings, what was not read, what was counted.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut out = format!("**{}**\n", report.summary);
    for finding in &report.findings {
        out.push('\n');
        one(&mut out, finding);
    }
    if report.omitted > 0 {
        let cursor = report.next_cursor.as_deref().unwrap_or("");
        let _ = writeln!(
            out,
            "\n{} more findings are not shown; read on with cursor={cursor}",
            report.omitted
        );
    }
    if !report.skipped.is_empty() {
        out.push_str("\nNot read:\n");
        for part in &report.skipped {
            let _ = writeln!(
                out,
                "- {} ({}): {}",
                code(&part.what, 200),
                part.why.name(),
                part.hint
            );
        }
    }
    let counts: Vec<String> = report
        .checked
        .iter()
        .map(|(kind, n)| count(kind, n))
        .collect();
    if !counts.is_empty() {
        let _ = writeln!(out, "\nChecked: {}", counts.join("; "));
    }
    if !report.suppressed.is_empty() {
        let _ = writeln!(out, "\nHidden: {}", hidden(&report.suppressed));
    }
    out
}

/// A file with its path, fenced so that its text cannot end the block.
#[must_use]
pub fn file(path: &str, content: &str) -> String {
    let longest = content
        .lines()
        .filter(|line| line.starts_with("```"))
        .map(|line| line.len() - line.trim_start_matches('`').len());
    let fence = "`".repeat(longest.max().map_or(3, |n| n + 1));
    let language = path.rsplit('.').next().unwrap_or("");
    format!(
        "{}\n{fence}{language}\n{}\n{fence}\n\n",
        code(path, 300),
        content.trim_end()
    )
}

/// `3 by comments, 40 by the baseline`.
#[must_use]
pub fn hidden(suppressed: &Suppressed) -> String {
    let parts = [
        (suppressed.inline, "by comments"),
        (suppressed.baseline, "by the baseline"),
        (suppressed.compare_to, "there before"),
    ];
    let told = parts.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, by)| format!("{n} {by}")).collect();
    told.join(", ")
}

/// `41 Secret (39 sound, 1 not judged: helm template)`.
#[must_use]
pub fn count(kind: &str, count: &Count) -> String {
    let mut parts = Vec::new();
    if count.healthy > 0 {
        parts.push(format!("{} sound", count.healthy));
    }
    parts.extend(
        count
            .not_judged
            .iter()
            .map(|(reason, n)| format!("{n} not judged: {reason}")),
    );
    if parts.is_empty() {
        return format!("{} {kind}", count.seen);
    }
    format!("{} {kind} ({})", count.seen, parts.join(", "))
}

fn one(out: &mut String, finding: &Finding) {
    let _ = writeln!(
        out,
        "- **{}** {} `{}`: {}",
        finding.severity.name(),
        place(&finding.location),
        finding.rule,
        finding.message
    );
    if let Some(affects) = &finding.affects {
        let _ = writeln!(
            out,
            "  {} follow from this: {}",
            affects.count,
            affects.first.join(", ")
        );
    }
    if let Some(cause) = &finding.cause {
        let _ = writeln!(out, "  cause: {cause}");
    }
    for evidence in &finding.evidence {
        let _ = writeln!(
            out,
            "  read: {} = {}",
            code(&evidence.field, 100),
            code(&evidence.value, 300)
        );
    }
    for related in &finding.related {
        let _ = writeln!(out, "  see: {} {}", place(&related.location), related.note);
    }
    let Some(fix) = &finding.fix else { return };
    let _ = writeln!(out, "  fix: {}", fix.summary);
    if let Some(command) = &fix.command {
        let _ = writeln!(out, "  run: {}", code(command, 400));
    }
    if let Some(patch) = &fix.patch {
        let _ = writeln!(out, "{}", file("fix.diff", patch));
    }
}

/// Place and pointer as code spans.
fn place(location: &Location) -> String {
    let pointer = match location {
        Location::File(place) => place
            .pointer
            .as_deref()
            .filter(|pointer| !pointer.is_empty()),
        _ => None,
    };
    match pointer {
        Some(pointer) => format!(
            "{} {}",
            code(&location.to_string(), 300),
            code(pointer, 200)
        ),
        None => code(&location.to_string(), 300),
    }
}
