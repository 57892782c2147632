//! Generators that ask something outside; the caller says what it would answer.

use serde_json::{Map, Value as Json};

use super::Scope;
use crate::appset::gotemplate::{Value, display, sanitize, slug};
use crate::appset::params::{self, Params};
use crate::appset::stop::Stop;

/// Characters of a branch in `branch_slug`.
const SLUG: usize = 50;

pub(super) fn generate(
    scope: &Scope<'_>,
    kind: &'static str,
    body: &Json,
) -> Result<Vec<Params>, Stop> {
    let mut sets = Vec::new();
    for given in scope.world.supplied(kind)? {
        let mut set = match kind {
            "scmProvider" => scm(&given)?,
            "pullRequest" => pull_request(scope, &given)?,
            "plugin" => plugin(scope, &given)?,
            _ => decision(&given),
        };
        if kind == "clusterDecisionResource" {
            decision_values(scope, body, &mut set);
        } else {
            scope.engine.append_values(body.get("values"), &mut set)?;
        }
        sets.push(set);
    }
    Ok(sets)
}

fn texts(given: &Map<String, Json>) -> Params {
    given
        .iter()
        .map(|(key, value)| {
            (
                key.as_str().into(),
                Value::from(display(&Value::shared(value))),
            )
        })
        .collect()
}

fn text<'s>(set: &'s Params, key: &str) -> &'s str {
    match set.get(key) {
        Some(Value::Str(text)) => text,
        _ => "",
    }
}

/// Adds what Argo CD derives itself, unless it was given.
fn derive(set: &mut Params, key: &str, value: String) {
    set.entry(key.into()).or_insert_with(|| Value::from(value));
}

fn head(sha: &str, length: usize) -> String {
    sha.chars().take(length).collect()
}

fn scm(given: &Map<String, Json>) -> Result<Params, Stop> {
    let mut set = texts(given);
    if let Some(Json::Array(labels)) = given.get("labels") {
        let labels: Vec<&str> = labels.iter().filter_map(Json::as_str).collect();
        set.insert("labels".into(), Value::from(labels.join(",")));
    }
    need(
        &set,
        "scmProvider",
        &["organization", "repository", "url", "branch"],
    )?;
    let (sha, branch) = (
        text(&set, "sha").to_owned(),
        text(&set, "branch").to_owned(),
    );
    for (key, value) in [
        ("repository_id", String::new()),
        ("sha", String::new()),
        ("short_sha", head(&sha, 8)),
        ("short_sha_7", head(&sha, 7)),
        ("labels", String::new()),
        ("branchNormalized", sanitize(&branch)),
    ] {
        derive(&mut set, key, value);
    }
    Ok(set)
}

fn pull_request(scope: &Scope<'_>, given: &Map<String, Json>) -> Result<Params, Stop> {
    let mut plain = given.clone();
    let labels = plain.remove("labels");
    let mut set = texts(&plain);
    need(&set, "pullRequest", &["number", "branch", "head_sha"])?;
    let sha = text(&set, "head_sha").to_owned();
    for (slugged, branch) in [
        ("branch_slug", "branch"),
        ("target_branch_slug", "target_branch"),
    ] {
        let branch = text(&set, branch).to_owned();
        if !branch.is_ascii() && !set.contains_key(slugged) {
            return Stop::refused(format!(
                "supply `{slugged}` too: the branch has characters beyond ASCII"
            ));
        }
        derive(
            &mut set,
            slugged,
            slug(&branch.replace('_', "-"), SLUG, true),
        );
    }
    for (key, value) in [
        ("title", String::new()),
        ("target_branch", String::new()),
        ("author", String::new()),
        ("head_short_sha", head(&sha, 8)),
        ("head_short_sha_7", head(&sha, 7)),
    ] {
        derive(&mut set, key, value);
    }
    if scope.engine.go {
        let labels = labels
            .as_ref()
            .and_then(Json::as_array)
            .map(|labels| labels.iter().filter_map(Json::as_str).collect::<Vec<_>>());
        set.insert("labels".into(), params::list(labels.unwrap_or_default()));
    }
    Ok(set)
}

fn need(set: &Params, kind: &str, keys: &[&str]) -> Result<(), Stop> {
    let missing: Vec<&str> = keys
        .iter()
        .copied()
        .filter(|key| !set.contains_key(*key))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Stop::refused(format!(
        "each entry of `parameters.{kind}` needs {}; {} missing",
        keys.join(", "),
        missing.join(", ")
    ))
}

fn plugin(scope: &Scope<'_>, given: &Map<String, Json>) -> Result<Params, Stop> {
    if scope.spec.to_string().contains("generator.input") {
        return Stop::refused(
            "`generator.input` prints the bytes of a raw message, which is not supported",
        );
    }
    let set = params::decode(given);
    if scope.engine.go {
        return Ok(set);
    }
    Ok(params::flatten(&set, false)
        .into_iter()
        .map(|(key, value)| (key.into(), Value::from(value)))
        .collect())
}

fn decision(given: &Map<String, Json>) -> Params {
    texts(given)
}

/// These values are taken as they are written.
fn decision_values(scope: &Scope<'_>, body: &Json, set: &mut Params) {
    let values = body
        .get("values")
        .and_then(Json::as_object)
        .into_iter()
        .flatten();
    let values = values.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
    if scope.engine.go {
        let values: Vec<_> = values.collect();
        if !values.is_empty() {
            set.insert("values".into(), params::strings(values));
        }
    } else {
        set.extend(values.map(|(key, value)| (format!("values.{key}").into(), Value::from(value))));
    }
}
