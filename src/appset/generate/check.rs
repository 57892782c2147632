//! What a request lacks, what the result does on examples, and what to know about it.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::build::is_identifier;
use super::{Combine, GeneratorRequest, Kind, Request};
use crate::appset::selector::{Selector, is_subdomain};
use crate::appset::world::{Cluster, Tree, Unread, World};
use crate::appset::{Stop, expand};

/// Everything that is missing or wrong in the request itself.
pub(super) fn request(request: &Request) -> Vec<String> {
    let mut wrong = Vec::new();
    if !is_subdomain(&request.name) {
        wrong.push("`name` must be lower case letters, digits, `-` and `.`".to_owned());
    }
    if request.namespace.is_empty() {
        wrong.push("`namespace` is missing: where the Applications deploy to".to_owned());
    }
    match (request.generators.len(), request.combine) {
        (0, _) => wrong.push("`generators` is empty".to_owned()),
        (1, Some(_)) => wrong.push("`combine` needs a second generator".to_owned()),
        (1, None) | (2, Some(Combine::Matrix)) => {}
        (_, Some(Combine::Matrix)) => wrong.push("a matrix has exactly two generators".to_owned()),
        (_, Some(Combine::Merge)) if request.merge_keys.is_empty() => wrong.push("`options.merge_keys` is missing: the keys by which the sets of a merge belong together".to_owned()),
        (_, Some(Combine::Merge)) => {}
        (_, None) => wrong.push("several generators need `combine`: matrix (each with each) or merge (the later override)".to_owned()),
    }
    for (at, generator) in request.generators.iter().enumerate() {
        wrong.extend(
            of_generator(request, generator)
                .into_iter()
                .map(|complaint| format!("generators[{at}]: {complaint}")),
        );
    }
    let needs_url = !request.has(Kind::ScmProvider) && request.repo_url.is_none();
    if needs_url {
        wrong.push("`repo_url` is missing: the repository with the manifests".to_owned());
    }
    let gives_path = request.has(Kind::GitDirectories) || request.has(Kind::GitFiles);
    if !gives_path && request.path.is_none() {
        wrong.push("`path` is missing: the folder with the manifests, which may use parameters such as {{ .env }}".to_owned());
    }
    if request.sync.prune && !request.sync.auto || request.sync.self_heal && !request.sync.auto {
        wrong.push("`options.sync.prune` and `self_heal` need `auto`".to_owned());
    }
    wrong.extend(templated_project(request));
    wrong.extend(policies(request));
    wrong
}

fn templated_project(request: &Request) -> Option<String> {
    let outside = request
        .kinds()
        .find(|kind| !matches!(kind, Kind::List | Kind::Clusters))?;
    let templated = request
        .project
        .as_deref()
        .is_some_and(|project| project.contains("{{"));
    templated.then(|| {
        format!(
            "`project` cannot be a template beside {}: who writes there would choose the project",
            outside.name()
        )
    })
}

fn policies(request: &Request) -> Vec<String> {
    let mut wrong = Vec::new();
    let known = ["sync", "create-only", "create-update", "create-delete"];
    if let Some(policy) = request
        .options
        .applications_sync
        .as_deref()
        .filter(|policy| !known.contains(policy))
    {
        wrong.push(format!(
            "`options.applications_sync` is one of {}, not `{}`",
            known.join(", "),
            crate::model::clean::echo(policy)
        ));
    }
    for step in &request.options.rolling_steps {
        if step.label.is_empty() || step.values.is_empty() {
            wrong.push("each of `options.rolling_steps` needs `label` and `values`".to_owned());
        }
    }
    if request.create_project && request.project_name() == "default" {
        wrong.push("the project `default` exists already; name another one".to_owned());
    }
    if !request.project_name().contains("{{") && !is_subdomain(request.project_name()) {
        wrong.push("`project` must be lower case letters, digits, `-` and `.`".to_owned());
    }
    wrong
}

fn of_generator(request: &Request, generator: &GeneratorRequest) -> Vec<String> {
    let mut wrong = Vec::new();
    let git = generator.repo_url.is_none() && request.repo_url.is_none();
    match generator.kind {
        None => wrong.push("`kind` is missing: list, clusters, git_directories, git_files, pull_request or scm_provider".to_owned()),
        Some(Kind::List) => wrong.extend(of_list(generator)),
        Some(Kind::Clusters) => wrong.extend(of_clusters(generator)),
        Some(Kind::GitDirectories | Kind::GitFiles) if git => wrong.push("`repo_url` is missing: the repository that it reads".to_owned()),
        Some(Kind::GitDirectories) => wrong.extend(of_patterns("directories", &generator.directories)),
        Some(Kind::GitFiles) => wrong.extend(of_patterns("files", &generator.files)),
        Some(Kind::PullRequest | Kind::ScmProvider) => {
            if generator.provider.len() != 1 {
                wrong.push("`provider` is one service and its settings, for example {\"github\": {\"owner\": …, \"repo\": …}}".to_owned());
            }
        }
    }
    wrong
}

fn of_list(generator: &GeneratorRequest) -> Vec<String> {
    let mut wrong = Vec::new();
    if generator.elements.is_empty() {
        wrong.push("`elements` is empty".to_owned());
    }
    for key in generator
        .elements
        .iter()
        .flat_map(Map::keys)
        .filter(|key| !is_identifier(key))
    {
        wrong.push(format!("the key `{}` of an element cannot stand behind a dot in a template; use letters, digits and `_`", crate::model::clean::echo(key)));
    }
    wrong
}

fn of_clusters(generator: &GeneratorRequest) -> Vec<String> {
    let selector = json!({"matchLabels": generator.match_labels, "matchExpressions": generator.match_expressions});
    if let Some((key, _)) = generator
        .match_labels
        .iter()
        .find(|(_, value)| value.as_str().is_none_or(str::is_empty))
    {
        return vec![format!(
            "`match_labels`: the label `{}` has no value; give {{\"{0}\": \"…\"}}, or match_expressions with Exists",
            crate::model::clean::echo(key)
        )];
    }
    Selector::read(&selector, true)
        .err()
        .map(|reason| format!("`match_labels` or `match_expressions`: {reason}"))
        .into_iter()
        .collect()
}

fn of_patterns(name: &str, patterns: &[String]) -> Vec<String> {
    if patterns.iter().all(|pattern| pattern.starts_with('!')) {
        return vec![format!("`{name}` is missing, for example [\"apps/*\"]")];
    }
    let leaves = |pattern: &&String| {
        pattern
            .trim_start_matches('!')
            .split('/')
            .any(|part| part == "..")
            || pattern.trim_start_matches('!').starts_with('/')
    };
    let mut wrong: Vec<String> = patterns
        .iter()
        .filter(leaves)
        .map(|pattern| {
            format!(
                "`{}` leads out of the repository",
                crate::model::clean::echo(pattern)
            )
        })
        .collect();
    if name == "directories" && patterns.iter().any(|pattern| pattern.contains("**")) {
        wrong.push("for directories there is no `**`: write one `*` for each level".to_owned());
    }
    wrong
}

/// Expands the set on examples: two clusters, two folders for each pattern, the elements as they are.
pub(super) fn expanded(request: &Request, set: &Value) -> Result<Vec<String>, Vec<String>> {
    let expansion = expand(set, &Examples::new(request));
    let mut notes = Vec::new();
    for stopped in &expansion.stops {
        let reason = stopped.stop.to_string();
        let from_files = request.has(Kind::GitFiles) && reason.contains("map has no entry");
        // Labels and annotations differ; the other parameters of a cluster are known.
        let from_labels = request.has(Kind::Clusters)
            && reason.contains("map has no entry")
            && reason.contains("metadata.");
        match &stopped.stop {
            Stop::Error(_) if from_files || from_labels => notes.push(format!("A template uses a parameter that only the real {} can give; run preview_applicationset on it.", if from_files { "files" } else { "clusters" })),
            Stop::Error(_) => return Err(vec![format!("what was asked for does not expand: {reason}")]),
            _ => notes.push(format!("Not tried here: {reason}")),
        }
    }
    let mut names = BTreeMap::new();
    for made in &expansion.applications {
        let name = made
            .application
            .pointer("/metadata/name")
            .and_then(Value::as_str)
            .unwrap_or("");
        *names.entry(name.to_owned()).or_insert(0) += 1;
        if !is_subdomain(name) {
            return Err(vec![format!(
                "an Application would get the illegal name `{}`; pipe the parameter through `normalize` in `options.application_name`",
                crate::model::clean::clean(name, 120)
            )]);
        }
    }
    match names.into_iter().find(|(_, count)| *count > 1) {
        Some((name, count)) => Err(vec![format!(
            "{count} Applications would be named `{}`; put every parameter that varies into `options.application_name`",
            crate::model::clean::clean(&name, 120)
        )]),
        None => Ok(notes),
    }
}

/// What the reader has to know.
pub(super) fn warnings(request: &Request) -> Vec<String> {
    let mut notes = Vec::new();
    let project = request.project_name();
    if request.create_project {
        notes.push(format!(
            "Apply the AppProject {project} before the ApplicationSet."
        ));
    } else if project == "default" {
        notes.push("The project `default` allows everything unless it was narrowed; options.create_project writes one of its own.".to_owned());
    } else {
        notes.push(format!(
            "The AppProject {project} must exist; options.create_project writes it."
        ));
    }
    if request.sync.prune {
        notes.push(match production(request) {
            Some(word) => format!("WARNING: prune is on and `{word}` looks like production: what leaves Git is deleted there without a question. Leave prune out for production, or confirm with its owner."),
            None => "prune is on: what leaves Git is deleted from the cluster without a question.".to_owned(),
        });
    }
    if !request.preserves() {
        notes.push("preserveResourcesOnDeletion is off: an Application that goes away takes everything that it deployed with it.".to_owned());
    }
    if request.options.applications_sync.is_some() {
        notes.push("applicationsSync counts only where the controller allows it (--enable-policy-override), and does not help when the ApplicationSet itself is deleted.".to_owned());
    }
    if !request.options.rolling_steps.is_empty() {
        notes.push("Progressive syncs must be switched on in the controller; Applications that are in no step are never synced.".to_owned());
    }
    if request.has(Kind::PullRequest) {
        notes.push("Who can open a pull request can run what is in it: restrict with `filters` (labels or branches) and a narrow project.".to_owned());
    }
    notes.push("Next: preview_applicationset with this file and an inventory of clusters, then validate_repo.".to_owned());
    notes
}

/// A word of the request that looks like production.
fn production(request: &Request) -> Option<String> {
    let texts = request.generators.iter().flat_map(|generator| {
        let labels = generator.match_labels.values().filter_map(Value::as_str);
        let elements = generator
            .elements
            .iter()
            .flat_map(Map::values)
            .filter_map(Value::as_str);
        let patterns = generator
            .directories
            .iter()
            .chain(&generator.files)
            .map(String::as_str);
        labels.chain(elements).chain(patterns)
    });
    let texts = texts
        .chain(request.path.as_deref())
        .chain([request.name.as_str()]);
    let is_production = |word: &str| matches!(word, "prod" | "production" | "prd" | "live");
    texts
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .find(|word| is_production(&word.to_ascii_lowercase()))
        .map(str::to_owned)
}

/// A world of examples.
struct Examples {
    clusters: Vec<Cluster>,
    tree: Rc<ExampleTree>,
}

struct ExampleTree {
    files: Vec<String>,
}

impl Tree for ExampleTree {
    fn files(&self) -> &[String] {
        &self.files
    }

    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(b"{}".to_vec())
    }
}

impl Examples {
    fn new(request: &Request) -> Self {
        let labels: BTreeMap<String, String> =
            request
                .generators
                .iter()
                .flat_map(|generator| &generator.match_labels)
                .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                .chain(
                    request.options.rolling_steps.iter().filter_map(|step| {
                        Some((step.label.clone(), step.values.first()?.clone()))
                    }),
                )
                .collect();
        let cluster = |name: &str| Cluster {
            name: name.to_owned(),
            server: format!("https://{name}.example.com"),
            labels: labels.clone(),
            ..Cluster::default()
        };
        let mut files = Vec::new();
        for generator in &request.generators {
            for pattern in generator
                .directories
                .iter()
                .chain(&generator.files)
                .filter(|pattern| !pattern.starts_with('!'))
            {
                for example in ["one", "two"] {
                    let path = pattern
                        .replace("**", "*")
                        .replace('*', example)
                        .replace('?', "a");
                    files.push(if generator.kind == Some(Kind::GitDirectories) {
                        format!("{path}/kustomization.yaml")
                    } else {
                        path
                    });
                }
            }
        }
        files.sort();
        files.dedup();
        Self {
            clusters: vec![cluster("one"), cluster("two")],
            tree: Rc::new(ExampleTree { files }),
        }
    }
}

impl World for Examples {
    fn tree(&self, _: &str, _: &str) -> Result<Rc<dyn Tree>, Unread> {
        Ok(Rc::clone(&self.tree) as Rc<dyn Tree>)
    }

    fn clusters(&self) -> Result<&[Cluster], Unread> {
        Ok(&self.clusters)
    }

    fn supplied(&self, generator: &str) -> Result<Vec<Map<String, Value>>, Unread> {
        let example = |n: u8| match generator {
            "pullRequest" => {
                json!({"number": n, "branch": format!("branch-{n}"), "head_sha": "0123456789abcdef", "target_branch": "main", "title": "t", "author": "a", "labels": ["preview"]})
            }
            _ => {
                json!({"organization": "example", "repository": format!("service-{n}"), "url": "https://git.example.com/example/service.git", "branch": "main", "sha": "0123456789abcdef"})
            }
        };
        Ok([1, 2]
            .into_iter()
            .filter_map(|n| example(n).as_object().cloned())
            .collect())
    }
}
