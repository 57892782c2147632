//! The tools: one file each, one list. A tool is a plain record with a blocking function; the server and the command
//! line both call it through [`Tool::call`].
//!
//! This is simpler than a macro router: arguments are checked against the published schema in one place, bad ones are
//! tool errors that tell all complaints at once, and the command line needs no protocol to run a tool.

mod answer;
pub mod arguments;
mod audit_secrets;
mod beside;
mod check_argocd_health;
mod check_flux_health;
mod explain_rule;
mod failure;
mod generate_applicationset;
mod health;
mod known;
mod list_targets;
mod names;
mod paging;
mod plan_upgrade;
mod preview_applicationset;
mod render_template;
mod rows;
pub mod schema;
mod spokes;
mod target_clusters;
mod trace_resource;
mod validate_repo;

use serde_json::{Map, Value};

use crate::clients::repository::OpenError;

pub use answer::{Answer, FileContent, Files, RulePage};
pub use beside::{Application, Beside, Destination, Source, Step};
pub use failure::Failure;
pub use health::HealthReport;
pub use known::today;
pub use list_targets::TargetList;
pub use trace_resource::TraceReport;

/// All tools of this build, ordered by name.
pub static TOOLS: &[&Tool] = &[
    &audit_secrets::TOOL,
    &check_argocd_health::TOOL,
    &check_flux_health::TOOL,
    &explain_rule::TOOL,
    &generate_applicationset::TOOL,
    &list_targets::TOOL,
    &plan_upgrade::TOOL,
    &preview_applicationset::TOOL,
    &render_template::TOOL,
    &trace_resource::TOOL,
    &validate_repo::TOOL,
];

/// A tool: what a caller sees of it, and the function that answers.
pub struct Tool {
    /// `verb_noun`.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For a model that has to choose.
    pub description: &'static str,
    /// The input schema.
    pub input: fn() -> Map<String, Value>,
    /// The output schema.
    pub output: fn() -> Map<String, Value>,
    /// Whether it reaches beyond the machine (a cluster, a registry). All tools of the default set only read.
    pub open_world: bool,
    /// Answers. It may block; it looks at `context` for cancellation and deadline.
    pub run: Run,
}

/// What answers a call.
pub type Run = fn(&Context<'_>, Map<String, Value>) -> Result<Answer, Failure>;

/// What a call may use.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Where files may be read.
    pub roots: &'a crate::clients::repository::Roots,
    /// Clusters and exports that can be asked.
    pub targets: &'a crate::clients::cluster::Targets,
    /// Progress out, cancellation and deadline in.
    pub watch: &'a dyn crate::clients::repository::Watch,
    /// The answer goes into a file that a program reads: no page is cut.
    pub whole: bool,
}

impl Tool {
    /// Answers a call, or says why the question could not be asked.
    pub fn call(
        &self,
        context: &Context<'_>,
        arguments: Map<String, Value>,
    ) -> Result<Answer, Failure> {
        (self.run)(context, arguments)
    }
}

/// Finds a tool by name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().copied().find(|tool| tool.name == name)
}

/// The failure for a path that cannot be opened.
#[must_use]
pub fn unreadable(error: &OpenError) -> Failure {
    Failure::new(
        format!("{error}."),
        "give the folder of a repository below an allowed root, for example `path=.`",
    )
}

/// The tool that a wrong name was probably meant to be.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    arguments::nearest(name, TOOLS.iter().map(|tool| tool.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_unique_and_sorted() {
        assert!(TOOLS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
