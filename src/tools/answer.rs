use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::beside::Beside;
use super::{HealthReport, TargetList, TraceReport};
use crate::model::{Report, Severity};

/// What a tool answers when the question could be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Findings, with what was looked at, and what the tool tells beside them.
    Report(Report, Beside),
    /// Findings about objects of a fleet, and the objects that were asked for.
    Health(HealthReport),
    /// What can be asked.
    Targets(TargetList),
    /// A chain of objects.
    Trace(TraceReport),
    /// Files to put into a repository.
    Files(Files),
    /// The page of a rule.
    Rule(RulePage),
}

/// Files to put into a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Files {
    /// The files.
    pub files: Vec<FileContent>,
    /// What to know and to do next.
    pub notes: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileContent {
    /// Path in the repository, as a proposal.
    pub path: String,
    /// The whole text.
    pub content: String,
}

/// The page of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RulePage {
    /// Stable id.
    pub id: String,
    /// Names the problem.
    pub title: String,
    /// Severity unless a finding says otherwise.
    pub severity: Severity,
    /// Markdown.
    pub docs: String,
}

impl Answer {
    /// The findings, if this is an answer with findings.
    #[must_use]
    pub const fn report(&self) -> Option<&Report> {
        match self {
            Self::Report(report, _) => Some(report),
            Self::Health(health) => Some(&health.report),
            Self::Targets(list) => Some(&list.report),
            Self::Trace(trace) => Some(&trace.report),
            _ => None,
        }
    }

    /// The structured content, as the output schema of the tool says.
    #[must_use]
    pub fn structured(&self) -> Value {
        let value = match self {
            Self::Report(report, beside) => {
                return beside.joined(serde_json::to_value(report).unwrap_or(Value::Null));
            }
            Self::Health(health) => serde_json::to_value(health),
            Self::Targets(list) => serde_json::to_value(list),
            Self::Trace(trace) => serde_json::to_value(trace),
            Self::Files(files) => serde_json::to_value(files),
            Self::Rule(page) => serde_json::to_value(page),
        };
        // Plain structs of strings and numbers always serialize.
        value.unwrap_or(Value::Null)
    }

    /// The same answer as compact Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        match self {
            Self::Report(report, beside) => beside.around(crate::output::markdown::report(report)),
            Self::Health(health) => health.markdown(),
            Self::Targets(list) => list.markdown(),
            Self::Trace(trace) => trace.markdown(),
            Self::Files(files) => {
                let files_text = files
                    .files
                    .iter()
                    .map(|file| crate::output::markdown::file(&file.path, &file.content));
                let notes = files.notes.iter().map(|note| format!("- {note}\n"));
                files_text.chain(notes).collect()
            }
            Self::Rule(page) => page.docs.clone(),
        }
    }
}
