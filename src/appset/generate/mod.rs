//! Writes an ApplicationSet of a typed request. It is built as data and checked by expanding it on examples, so that
//! what leaves here works; what would be unsafe is refused or told in the notes.

mod build;
mod check;
mod order;
mod project;
mod yaml;

use serde_json::{Map, Value};

pub use build::Kind;

/// What to write.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub name: String,
    /// Of the ApplicationSet itself.
    pub argocd_namespace: String,
    pub generators: Vec<GeneratorRequest>,
    /// How several generators work together.
    pub combine: Option<Combine>,
    pub merge_keys: Vec<String>,
    pub application_name: Option<String>,
    pub project: Option<String>,
    pub create_project: bool,
    pub repo_url: Option<String>,
    pub revision: Option<String>,
    pub path: Option<String>,
    /// Where the Applications deploy to.
    pub namespace: String,
    pub sync: Sync,
    pub options: Options,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    Matrix,
    Merge,
}

/// One generator.
#[derive(Debug, Clone, Default)]
pub struct GeneratorRequest {
    pub kind: Option<Kind>,
    /// Of a list.
    pub elements: Vec<Map<String, Value>>,
    /// Of clusters.
    pub match_labels: Map<String, Value>,
    pub match_expressions: Vec<Value>,
    /// Of Git directories; `!` in front leaves out.
    pub directories: Vec<String>,
    /// Of Git files; `!` in front leaves out.
    pub files: Vec<String>,
    pub repo_url: Option<String>,
    pub revision: Option<String>,
    /// Of pull requests and SCM providers: `{github: {…}}`.
    pub provider: Map<String, Value>,
    pub filters: Vec<Value>,
    pub values: Map<String, Value>,
}

/// How the Applications sync; by hand unless asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sync {
    pub auto: bool,
    pub prune: bool,
    pub self_heal: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub preserve_on_deletion: Option<bool>,
    pub applications_sync: Option<String>,
    /// Label values that one step after the other rolls out.
    pub rolling_steps: Vec<RollingStep>,
    pub template_patch: Option<String>,
    /// `ignoreApplicationDifferences` as it is.
    pub ignore_differences: Vec<Value>,
}

/// One step of a progressive sync.
#[derive(Debug, Clone, Default)]
pub struct RollingStep {
    pub label: String,
    pub values: Vec<String>,
    pub max_update: Option<Value>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    pub files: Vec<(String, String)>,
    pub notes: Vec<String>,
}

/// Writes the ApplicationSet, and the AppProject on request.
///
/// # Errors
/// Everything that is missing or unsafe, at once.
pub fn generate(request: &Request) -> Result<Generated, Vec<String>> {
    let complaints = check::request(request);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let set = build::application_set(request)?;
    let mut notes = check::expanded(request, &set)?;
    notes.extend(check::warnings(request));
    let mut files = vec![(
        format!("applicationsets/{}.yaml", request.name),
        yaml::write(&set, &order::comments(request)),
    )];
    if request.create_project {
        let project = project::project(request, &set);
        files.push((
            format!("projects/{}.yaml", request.project_name()),
            yaml::write(&project, &[]),
        ));
    }
    Ok(Generated { files, notes })
}

impl Request {
    /// The project of the Applications: one of their own unless another is named.
    fn project_name(&self) -> &str {
        self.project.as_deref().unwrap_or(&self.name)
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.generators
            .iter()
            .filter_map(|generator| generator.kind)
    }

    fn has(&self, kind: Kind) -> bool {
        self.kinds().any(|own| own == kind)
    }

    /// Removing an Application leaves what it deployed, unless pull requests come and go.
    fn preserves(&self) -> bool {
        self.options
            .preserve_on_deletion
            .unwrap_or(!self.has(Kind::PullRequest))
    }
}
