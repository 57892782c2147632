//! `call … --write-baseline FILE --reason TEXT`: findings that somebody decided to live with, as a file.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::checks::known::baseline::{Baseline, HEADER, entries};
use crate::checks::known::{Day, is_about_known};
use crate::model::clean::{echo, misleads};
use crate::model::{Finding, Report};
use crate::tools;

#[derive(Args)]
pub(super) struct WriteBaseline {
    /// Write the findings to a baseline file; one that exists keeps its entries and gets those that it lacks
    #[arg(long, value_name = "FILE", requires = "reason")]
    write_baseline: Option<PathBuf>,
    /// Why these findings are accepted
    #[arg(long, value_name = "TEXT", requires = "write_baseline")]
    reason: Option<String>,
    /// Last day on which they are accepted, for example 2027-01-31
    #[arg(long, value_name = "DATE", requires = "write_baseline")]
    until: Option<String>,
}

impl WriteBaseline {
    pub(super) const fn is_wanted(&self) -> bool {
        self.write_baseline.is_some()
    }

    /// Refuses what would make entries that hide nothing, before anything is judged.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let reason = self.reason.as_deref().unwrap_or("none");
        anyhow::ensure!(
            !reason.trim().is_empty() && !reason.chars().any(misleads),
            "--reason is empty or holds control or invisible characters"
        );
        let until = self.until.as_deref();
        anyhow::ensure!(
            until.is_none_or(|until| Day::parse(until).is_some()),
            "--until takes a day such as 2027-01-31"
        );
        Ok(())
    }

    /// Writes, and says what was written.
    pub(super) fn write(&self, report: &Report) -> anyhow::Result<String> {
        let (Some(path), Some(reason)) = (&self.write_baseline, &self.reason) else {
            return Ok(String::new());
        };
        let old = existing(path)?;
        let mut text = String::new();
        let known = match &old {
            Some(old) => read(path, old)?,
            None => {
                text.push_str(HEADER);
                Baseline::default()
            }
        };
        let new: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| !known.hides(finding) && !is_about_known(&finding.rule))
            .collect();
        if old.as_ref().is_some_and(|old| !old.ends_with('\n')) {
            text.push('\n');
        }
        text.push_str(&entries(new.iter().copied(), reason, self.until.as_deref()));
        append(path, &text)?;
        Ok(format!(
            "{} of {} findings were added to {}; name it with baseline=FILE\n",
            new.len(),
            report.findings.len(),
            shown(path)
        ))
    }
}

fn existing(path: &Path) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("read {}", shown(path))),
    }
}

/// The entries of a file. One that has expired is no obstacle to a new one for the same finding.
fn read(path: &Path, text: &str) -> anyhow::Result<Baseline> {
    Baseline::read("", text, tools::today()).map_err(|problem| {
        anyhow::anyhow!(
            "{} exists and is no baseline (line {}: {}); it was not changed",
            shown(path),
            problem.line.unwrap_or(1),
            problem.reason
        )
    })
}

/// In one write, so that an entry is never cut in half by another process.
fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let write = || {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?
            .write_all(text.as_bytes())
    };
    write().with_context(|| format!("write {}", shown(path)))
}

fn shown(path: &Path) -> String {
    echo(&path.to_string_lossy())
}
