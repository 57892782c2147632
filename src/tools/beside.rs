//! What a tool tells beside its findings: fields of the same structured answer, and text around the findings.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Affects;
use crate::model::clean::code;

/// What stands beside a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Beside {
    /// Findings are the whole answer.
    #[default]
    Nothing,
    /// The steps of an upgrade.
    Steps(Vec<Step>),
    /// The Applications of a preview, and how many are left out.
    Applications(Vec<Application>, u64),
    /// What a repository deploys, how many rows are left out, and how it is laid out.
    Inventory(Vec<Deployment>, u64, Box<Layout>),
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

/// An Application that an ApplicationSet makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Application {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    pub project: String,
    pub destination: Destination,
    pub sources: Vec<Source>,
    /// added, changed, removed or unchanged; only with `compare_to`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Pointers of the first changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
}

/// What deploys something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deployment {
    /// Kind, namespace, name.
    pub object: String,
    /// `path:line`
    pub file: String,
    pub sources: Vec<Source>,
    /// Destination of Argo CD; for Flux the folder where the cluster begins. Empty: not told here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cluster: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
}

/// How a repository is laid out, by what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Layout {
    /// monorepo, polyrepo, hybrid, or empty.
    pub repositories: String,
    pub patterns: Vec<Pattern>,
    pub environments: Vec<String>,
    /// What hurts at this size.
    pub notes: Vec<String>,
}

/// A pattern, and places that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    pub name: String,
    pub count: u64,
    pub first: Vec<String>,
}

/// Where an Application deploys to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Destination {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
}

/// What an Application deploys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    pub repo_url: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chart: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target_revision: String,
}

impl Beside {
    /// The report with these fields beside its own.
    pub(super) fn joined(&self, mut report: Value) -> Value {
        let (name, value) = match self {
            Self::Nothing => return report,
            Self::Steps(steps) => ("steps", serde_json::to_value(steps)),
            Self::Applications(applications, omitted) => {
                if let Some(fields) = report.as_object_mut() {
                    fields.insert("applications_omitted".to_owned(), (*omitted).into());
                }
                ("applications", serde_json::to_value(applications))
            }
            Self::Inventory(deployments, omitted, layout) => {
                if let Some(fields) = report.as_object_mut() {
                    fields.insert("deployments_omitted".to_owned(), (*omitted).into());
                    let layout = serde_json::to_value(layout).unwrap_or(Value::Null);
                    fields.insert("layout".to_owned(), layout);
                }
                ("deployments", serde_json::to_value(deployments))
            }
        };
        if let Some(fields) = report.as_object_mut() {
            fields.insert(name.to_owned(), value.unwrap_or(Value::Null));
        }
        report
    }

    /// The text of a report with this beside it: what was asked for first, what is only told along below.
    #[must_use]
    pub fn around(&self, report: String) -> String {
        match self {
            Self::Nothing => report,
            Self::Steps(steps) => steps_text(steps) + &report,
            Self::Applications(applications, omitted) => {
                applications_text(applications, *omitted) + &report
            }
            Self::Inventory(deployments, omitted, layout) => {
                report + "\n" + &layout_text(layout) + &deployments_text(deployments, *omitted)
            }
        }
    }
}

fn applications_text(applications: &[Application], omitted: u64) -> String {
    let mut text = String::new();
    for application in applications {
        let change = application
            .change
            .as_deref()
            .map_or(String::new(), |change| format!("{change}: "));
        let to = &application.destination;
        let cluster = if to.name.is_empty() {
            &to.server
        } else {
            &to.name
        };
        let _ = write!(
            text,
            "- {change}{} → {} in {}",
            code(&application.name, 253),
            code(&to.namespace, 63),
            code(cluster, 253)
        );
        for source in &application.sources {
            source_text(&mut text, source);
        }
        let _ = writeln!(text, " (project {})", code(&application.project, 63));
    }
    if omitted > 0 {
        let _ = writeln!(
            text,
            "- and {omitted} more Applications (read on with the cursor)"
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// `, apps/web of https://… at v1`.
fn source_text(text: &mut String, source: &Source) {
    let what = if source.path.is_empty() {
        &source.chart
    } else {
        &source.path
    };
    let _ = write!(
        text,
        ", {} of {}",
        code(what, 200),
        code(&source.repo_url, 200)
    );
    if !source.target_revision.is_empty() {
        let _ = write!(text, " at {}", code(&source.target_revision, 80));
    }
}

fn layout_text(layout: &Layout) -> String {
    let mut text = String::new();
    let patterns = layout.patterns.iter();
    let patterns = patterns.map(|pattern| format!("{}: {}", pattern.name, pattern.count));
    let mut parts: Vec<String> = Vec::new();
    if !layout.repositories.is_empty() {
        parts.push(layout.repositories.clone());
    }
    parts.extend(patterns);
    if !layout.environments.is_empty() {
        parts.push(format!("environments {}", layout.environments.join(", ")));
    }
    if !parts.is_empty() {
        let _ = writeln!(text, "Layout: {}.", parts.join("; "));
    }
    for note in &layout.notes {
        let _ = writeln!(text, "- note: {note}");
    }
    text
}

fn deployments_text(deployments: &[Deployment], omitted: u64) -> String {
    let mut text = String::new();
    for deployment in deployments {
        let _ = write!(
            text,
            "- {} ({})",
            code(&deployment.object, 400),
            code(&deployment.file, 300)
        );
        for source in &deployment.sources {
            source_text(&mut text, source);
        }
        if !deployment.cluster.is_empty() || !deployment.namespace.is_empty() {
            let _ = write!(
                text,
                " → {} {}",
                code(&deployment.cluster, 200),
                code(&deployment.namespace, 63)
            );
        }
        text.push('\n');
    }
    if omitted > 0 {
        let _ = writeln!(
            text,
            "- and {omitted} more that deploy something (read on with the cursor)"
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
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
