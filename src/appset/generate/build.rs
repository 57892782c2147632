//! The ApplicationSet as data, its keys in the order in which people write them.

use serde_json::{Map, Value, json};

use super::{Combine, GeneratorRequest, Request};

/// What kind of generator is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    List,
    Clusters,
    GitDirectories,
    GitFiles,
    PullRequest,
    ScmProvider,
}

impl Kind {
    /// As requests name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Clusters => "clusters",
            Self::GitDirectories => "git_directories",
            Self::GitFiles => "git_files",
            Self::PullRequest => "pull_request",
            Self::ScmProvider => "scm_provider",
        }
    }
}

pub(super) fn application_set(request: &Request) -> Result<Value, Vec<String>> {
    let entries: Vec<Value> = request
        .generators
        .iter()
        .map(|generator| entry(request, generator))
        .collect();
    let generators = match (entries.as_slice(), request.combine) {
        (_, Some(Combine::Matrix)) => vec![json!({"matrix": {"generators": entries}})],
        (_, Some(Combine::Merge)) => {
            vec![json!({"merge": {"mergeKeys": request.merge_keys, "generators": entries}})]
        }
        _ => entries,
    };
    let mut spec = Map::new();
    spec.insert("goTemplate".to_owned(), json!(true));
    spec.insert("goTemplateOptions".to_owned(), json!(["missingkey=error"]));
    spec.insert("generators".to_owned(), json!(generators));
    strategy(request, &mut spec);
    policies(request, &mut spec);
    spec.insert("template".to_owned(), template(request)?);
    if let Some(patch) = &request.options.template_patch {
        spec.insert("templatePatch".to_owned(), json!(patch));
    }
    Ok(json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": {"name": request.name, "namespace": request.argocd_namespace},
        "spec": spec,
    }))
}

fn entry(request: &Request, generator: &GeneratorRequest) -> Value {
    let mut body = Map::new();
    let mut git = |key: &str, patterns: &[String]| {
        let own = generator.repo_url.as_ref().or(request.repo_url.as_ref());
        body.insert("repoURL".to_owned(), json!(own.map_or("", String::as_str)));
        let revision = generator.revision.as_ref().or(request.revision.as_ref());
        body.insert(
            "revision".to_owned(),
            json!(revision.map_or("HEAD", String::as_str)),
        );
        let items: Vec<Value> = patterns
            .iter()
            .map(|pattern| match pattern.strip_prefix('!') {
                Some(path) => json!({"path": path, "exclude": true}),
                None => json!({"path": pattern}),
            })
            .collect();
        body.insert(key.to_owned(), json!(items));
    };
    let key = match generator.kind.unwrap_or(Kind::List) {
        Kind::List => {
            body.insert("elements".to_owned(), json!(generator.elements));
            "list"
        }
        Kind::Clusters => {
            let mut selector = Map::new();
            if !generator.match_labels.is_empty() {
                selector.insert("matchLabels".to_owned(), json!(generator.match_labels));
            }
            if !generator.match_expressions.is_empty() {
                selector.insert(
                    "matchExpressions".to_owned(),
                    json!(generator.match_expressions),
                );
            }
            if !selector.is_empty() {
                body.insert("selector".to_owned(), json!(selector));
            }
            "clusters"
        }
        Kind::GitDirectories => {
            git("directories", &generator.directories);
            "git"
        }
        Kind::GitFiles => {
            git("files", &generator.files);
            "git"
        }
        Kind::PullRequest => {
            outside(generator, &mut body);
            "pullRequest"
        }
        Kind::ScmProvider => {
            outside(generator, &mut body);
            "scmProvider"
        }
    };
    if !generator.values.is_empty() && generator.kind != Some(Kind::List) {
        body.insert("values".to_owned(), json!(generator.values));
    }
    json!({ key: body })
}

fn outside(generator: &GeneratorRequest, body: &mut Map<String, Value>) {
    body.extend(generator.provider.clone());
    if !generator.filters.is_empty() {
        body.insert("filters".to_owned(), json!(generator.filters));
    }
    body.entry("requeueAfterSeconds").or_insert(json!(1800));
}

fn strategy(request: &Request, spec: &mut Map<String, Value>) {
    let steps: Vec<Value> = request
        .options
        .rolling_steps
        .iter()
        .map(|step| {
            let mut made = json!({"matchExpressions": [{"key": step.label, "operator": "In", "values": step.values}]});
            if let (Some(most), Some(made)) = (&step.max_update, made.as_object_mut()) {
                made.insert("maxUpdate".to_owned(), most.clone());
            }
            made
        })
        .collect();
    if !steps.is_empty() {
        spec.insert(
            "strategy".to_owned(),
            json!({"type": "RollingSync", "rollingSync": {"steps": steps}}),
        );
    }
}

fn policies(request: &Request, spec: &mut Map<String, Value>) {
    let mut policy = Map::new();
    policy.insert(
        "preserveResourcesOnDeletion".to_owned(),
        json!(request.preserves()),
    );
    if let Some(sync) = &request.options.applications_sync {
        policy.insert("applicationsSync".to_owned(), json!(sync));
    }
    spec.insert("syncPolicy".to_owned(), json!(policy));
    if !request.options.ignore_differences.is_empty() {
        spec.insert(
            "ignoreApplicationDifferences".to_owned(),
            json!(request.options.ignore_differences),
        );
    }
}

fn template(request: &Request) -> Result<Value, Vec<String>> {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), json!(application_name(request)?));
    let labels: Map<String, Value> = request
        .options
        .rolling_steps
        .iter()
        .map(|step| {
            Ok((
                step.label.clone(),
                json!(label_value(request, &step.label)?),
            ))
        })
        .collect::<Result<_, String>>()
        .map_err(|complaint| vec![complaint])?;
    if !labels.is_empty() {
        metadata.insert("labels".to_owned(), json!(labels));
    }
    let mut spec = Map::new();
    spec.insert("project".to_owned(), json!(request.project_name()));
    spec.insert("source".to_owned(), source(request));
    spec.insert("destination".to_owned(), destination(request));
    let mut policy = Map::new();
    if request.sync.auto {
        policy.insert(
            "automated".to_owned(),
            json!({"prune": request.sync.prune, "selfHeal": request.sync.self_heal}),
        );
    }
    policy.insert("syncOptions".to_owned(), json!(["CreateNamespace=true"]));
    spec.insert("syncPolicy".to_owned(), json!(policy));
    Ok(json!({"metadata": metadata, "spec": spec}))
}

/// The set's name and what varies.
fn application_name(request: &Request) -> Result<String, Vec<String>> {
    if let Some(name) = &request.application_name {
        return Ok(name.clone());
    }
    let mut parts = vec![request.name.clone()];
    for generator in &request.generators {
        let part = match generator.kind {
            Some(Kind::Clusters) => "{{ .nameNormalized }}".to_owned(),
            Some(Kind::GitDirectories | Kind::GitFiles) => "{{ .path.basenameNormalized }}".to_owned(),
            Some(Kind::PullRequest) => "{{ .number }}".to_owned(),
            Some(Kind::ScmProvider) => "{{ normalize .repository }}".to_owned(),
            _ => match distinct_key(generator) {
                Some(key) => format!("{{{{ normalize .{key} }}}}"),
                None => return Err(vec!["no key of the list elements is a text that differs in each; add one, such as `name`, or give `options.application_name`".to_owned()]),
            },
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    Ok(parts.join("-"))
}

/// A key whose text tells the elements apart, the most usual names first.
fn distinct_key(generator: &GeneratorRequest) -> Option<&str> {
    let usual = ["name", "cluster", "env", "environment", "team", "app"];
    let first = generator.elements.first()?;
    let keys = usual
        .into_iter()
        .filter(|key| first.contains_key(*key))
        .chain(first.keys().map(String::as_str));
    let mut keys = keys.filter(|key| is_identifier(key));
    keys.find(|key| {
        let values: Vec<&str> = generator
            .elements
            .iter()
            .filter_map(|element| element.get(*key)?.as_str())
            .collect();
        let distinct: std::collections::BTreeSet<&&str> = values.iter().collect();
        values.len() == generator.elements.len() && distinct.len() == values.len()
    })
}

pub(super) fn is_identifier(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Where the value of a rollout label comes from: a key of the elements, or the label of the cluster.
fn label_value(request: &Request, label: &str) -> Result<String, String> {
    let in_list = request.generators.iter().any(|generator| {
        generator
            .elements
            .iter()
            .any(|element| element.contains_key(label))
    });
    if in_list && is_identifier(label) {
        return Ok(format!("{{{{ .{label} }}}}"));
    }
    if request.has(Kind::Clusters) {
        return Ok(format!("{{{{ index .metadata.labels {label:?} }}}}"));
    }
    Err(format!(
        "the label `{label}` of `options.rolling_steps` comes from nowhere: name a key of the list elements, or a label of the clusters"
    ))
}

fn source(request: &Request) -> Value {
    let default_url = if request.has(Kind::ScmProvider) {
        "{{ .url }}"
    } else {
        ""
    };
    let default_revision = if request.has(Kind::PullRequest) {
        "{{ .head_sha }}"
    } else if request.has(Kind::ScmProvider) {
        "{{ .branch }}"
    } else {
        "HEAD"
    };
    let default_path = if request.has(Kind::GitDirectories) || request.has(Kind::GitFiles) {
        "{{ .path.path }}"
    } else {
        ""
    };
    json!({
        "repoURL": request.repo_url.as_deref().unwrap_or(default_url),
        "targetRevision": request.revision.as_deref().unwrap_or(default_revision),
        "path": request.path.as_deref().unwrap_or(default_path),
    })
}

fn destination(request: &Request) -> Value {
    let in_list = |key: &str| {
        request.generators.iter().any(|generator| {
            !generator.elements.is_empty()
                && generator
                    .elements
                    .iter()
                    .all(|element| element.contains_key(key))
        })
    };
    let (key, value) = if request.has(Kind::Clusters) {
        ("name", "{{ .name }}")
    } else if in_list("server") {
        ("server", "{{ .server }}")
    } else if in_list("cluster") {
        ("name", "{{ .cluster }}")
    } else {
        ("server", "https://kubernetes.default.svc")
    };
    json!({ key: value, "namespace": request.namespace })
}
