//! What a tool tells beside its findings: fields of the same structured answer, and text above the findings.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Affects;

/// What stands beside a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Beside {
    /// Findings are the whole answer.
    #[default]
    Nothing,
    /// The steps of an upgrade.
    Steps(Vec<Step>),
}

/// One step of an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What is upgraded.
    pub component: String,
    /// From which version; absent where the repository does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To which version.
    pub to: String,
    /// Kubernetes minors that this version supports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<String>,
    /// Findings to mend before this step: how many, and the first fingerprints.
    pub findings: Affects,
    /// Changes that no manifest shows: how many, and the first ones.
    pub by_hand: Affects,
}

impl Beside {
    /// The report with these fields beside its own.
    pub(super) fn joined(&self, mut report: Value) -> Value {
        let (name, value) = match self {
            Self::Nothing => return report,
            Self::Steps(steps) => ("steps", serde_json::to_value(steps)),
        };
        if let Some(fields) = report.as_object_mut() {
            fields.insert(name.to_owned(), value.unwrap_or(Value::Null));
        }
        report
    }

    /// What a reader sees above the findings.
    #[must_use]
    pub fn markdown(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Steps(steps) => steps_text(steps),
        }
    }
}

fn steps_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for (n, step) in (1..).zip(steps) {
        let from = step.from.as_deref().unwrap_or("?");
        let _ = write!(text, "{n}. {} {from} → {}", step.component, step.to);
        if let Some(window) = &step.kubernetes {
            let _ = write!(text, " (Kubernetes {window})");
        }
        let _ = writeln!(text, ": {} findings first", step.findings.count);
        let rest = step.by_hand.count - step.by_hand.first.len() as u64;
        for change in &step.by_hand.first {
            let _ = writeln!(text, "   - look by hand: {change}");
        }
        if rest > 0 {
            let _ = writeln!(text, "   - and {rest} more to look at (detail=full)");
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
