use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Answer, Failure, FileContent, Files, Tool, arguments, schema};
use crate::appset::generate::{
    Combine, GeneratorRequest, Kind, Options, Request, RollingStep, Sync, generate,
};

pub(super) static TOOL: Tool = Tool {
    name: "generate_applicationset",
    title: "Generate an ApplicationSet",
    description: "Writes an Argo CD ApplicationSet (and AppProject): list, clusters, git, pull request, SCM generators, matrix, merge. Go templates, safe policies; refuses what would not expand.",
    input: schema::input::<Arguments>,
    output: schema::output::<Files>,
    open_world: false,
    run: |_, given| run(arguments::read(TOOL.name, &(TOOL.input)(), given)?),
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    name: String,
    /// [{kind: list|clusters|git_directories|git_files|pull_request|scm_provider, elements, match_labels, match_expressions, directories, files, repo_url, revision, provider, filters, values}]
    generators: Vec<Map<String, Value>>,
    #[schemars(extend("enum" = ["matrix", "merge"]))]
    combine: Option<String>,
    repo_url: Option<String>,
    /// Manifests; may use parameters: apps/{{ .env }}
    path: Option<String>,
    /// Where to deploy
    namespace: String,
    project: Option<String>,
    /// {merge_keys, revision, application_name, create_project, argocd_namespace, sync: {auto, prune, self_heal}, preserve_on_deletion, applications_sync, rolling_steps: [{label, values, max_update}], template_patch, ignore_differences}
    options: Option<Map<String, Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct GivenGenerator {
    kind: Option<GivenKind>,
    elements: Vec<Map<String, Value>>,
    match_labels: Map<String, Value>,
    match_expressions: Vec<Value>,
    directories: Vec<String>,
    files: Vec<String>,
    repo_url: Option<String>,
    revision: Option<String>,
    provider: Map<String, Value>,
    filters: Vec<Value>,
    values: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum GivenKind {
    List,
    Clusters,
    GitDirectories,
    GitFiles,
    PullRequest,
    ScmProvider,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct GivenSync {
    auto: bool,
    prune: bool,
    self_heal: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct GivenOptions {
    merge_keys: Vec<String>,
    revision: Option<String>,
    application_name: Option<String>,
    create_project: bool,
    argocd_namespace: Option<String>,
    sync: GivenSync,
    preserve_on_deletion: Option<bool>,
    applications_sync: Option<String>,
    rolling_steps: Vec<GivenStep>,
    template_patch: Option<String>,
    ignore_differences: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenStep {
    label: String,
    values: Vec<String>,
    max_update: Option<Value>,
}

fn run(mut given: Arguments) -> Result<Answer, Failure> {
    let mut complaints = Vec::new();
    let mut generators = Vec::new();
    for (at, generator) in given.generators.iter().cloned().enumerate() {
        match serde_json::from_value::<GivenGenerator>(Value::Object(generator)) {
            Ok(generator) => generators.push(read(generator)),
            Err(error) => complaints.push(format!(
                "generators[{at}]: {}",
                crate::model::clean::clean(&error.to_string(), 300)
            )),
        }
    }
    let options: GivenOptions = part("options", given.options.take(), &mut complaints);
    if !complaints.is_empty() {
        return Err(refused(complaints));
    }
    let request = request(given, generators, options);
    let made = generate(&request).map_err(refused)?;
    Ok(Answer::Files(Files {
        files: made
            .files
            .into_iter()
            .map(|(path, content)| FileContent { path, content })
            .collect(),
        notes: made.notes,
    }))
}

fn request(given: Arguments, generators: Vec<GeneratorRequest>, options: GivenOptions) -> Request {
    Request {
        name: given.name,
        argocd_namespace: options
            .argocd_namespace
            .unwrap_or_else(|| "argocd".to_owned()),
        generators,
        combine: given.combine.map(|how| {
            if how == "matrix" {
                Combine::Matrix
            } else {
                Combine::Merge
            }
        }),
        merge_keys: options.merge_keys,
        application_name: options.application_name,
        project: given.project,
        create_project: options.create_project,
        repo_url: given.repo_url,
        revision: options.revision,
        path: given.path,
        namespace: given.namespace,
        sync: Sync {
            auto: options.sync.auto,
            prune: options.sync.prune,
            self_heal: options.sync.self_heal,
        },
        options: Options {
            preserve_on_deletion: options.preserve_on_deletion,
            applications_sync: options.applications_sync,
            rolling_steps: options
                .rolling_steps
                .into_iter()
                .map(|step| RollingStep {
                    label: step.label,
                    values: step.values,
                    max_update: step.max_update,
                })
                .collect(),
            template_patch: options.template_patch,
            ignore_differences: options.ignore_differences,
        },
    }
}

fn part<T: for<'de> Deserialize<'de> + Default>(
    name: &str,
    given: Option<Map<String, Value>>,
    complaints: &mut Vec<String>,
) -> T {
    let Some(given) = given else {
        return T::default();
    };
    serde_json::from_value(Value::Object(given)).unwrap_or_else(|error| {
        complaints.push(format!(
            "`{name}`: {}",
            crate::model::clean::clean(&error.to_string(), 300)
        ));
        T::default()
    })
}

fn read(given: GivenGenerator) -> GeneratorRequest {
    GeneratorRequest {
        kind: given.kind.map(|kind| match kind {
            GivenKind::List => Kind::List,
            GivenKind::Clusters => Kind::Clusters,
            GivenKind::GitDirectories => Kind::GitDirectories,
            GivenKind::GitFiles => Kind::GitFiles,
            GivenKind::PullRequest => Kind::PullRequest,
            GivenKind::ScmProvider => Kind::ScmProvider,
        }),
        elements: given.elements,
        match_labels: given.match_labels,
        match_expressions: given.match_expressions,
        directories: given.directories,
        files: given.files,
        repo_url: given.repo_url,
        revision: given.revision,
        provider: given.provider,
        filters: given.filters,
        values: given.values,
    }
}

fn refused(complaints: Vec<String>) -> Failure {
    Failure {
        what: "generate_applicationset: nothing was written.".to_owned(),
        causes: complaints,
        hint: "correct or complete the request; templates use Go syntax with a leading dot, such as {{ .name }}".to_owned(),
    }
}
