//! Scenarios for real controllers: what stands in Git and in the cluster, and what must be told of it. A file each in
//! `tests/live/scenarios/`; its name is the namespace, the repository, and the beginning of every name of its own.

use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::{Map, Value, json};

use super::place::Place;
use crate::real::server::text;

/// What must be told.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) rule: String,
    pub(crate) at: String,
    /// The row of a catalogue that explains it; none where no row does.
    pub(crate) row: Option<String>,
    /// Further root causes that are rightly told.
    pub(crate) also: Vec<String>,
    /// Only told when it has been so for long: nothing before that.
    pub(crate) later: bool,
    /// Rule and place where the API of Argo CD is all that is read.
    pub(crate) through_the_api: Option<(String, String)>,
}

/// What is done to the cluster and to Git in one go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    pub(crate) git: Map<String, Value>,
    pub(crate) objects: Vec<Value>,
    pub(crate) delete: Vec<Value>,
    /// Objects of others that somebody changes by hand.
    pub(crate) change: Vec<Value>,
}

#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) engine: &'static str,
    /// None where nothing is wrong.
    pub(crate) expected: Option<Expected>,
    pub(crate) first: Step,
    /// Once all of it is healthy, or as bad as it gets.
    pub(crate) then: Option<Step>,
    pub(crate) after_failure: bool,
    /// How the Git server answers for its repository, where it is not as it should be.
    pub(crate) git_server: Value,
    /// Answers of a plain web server, by path.
    pub(crate) serves: Map<String, Value>,
    /// Files of artifacts of the OCI repository that bears the scenario's name, by tag.
    pub(crate) oci: Map<String, Value>,
}

impl Scenario {
    /// The same scenario as it is told where only the API of Argo CD is read.
    pub(crate) fn through_the_api(&self) -> Self {
        let mut own = self.clone();
        if let Some(expected) = own.expected.as_mut()
            && let Some((rule, at)) = expected.through_the_api.clone()
        {
            (expected.rule, expected.at) = (rule, at);
        }
        own
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/scenarios")
}

/// Every scenario of an engine, ordered by name.
pub(crate) fn all(engine: &'static str, place: &Place) -> Vec<Scenario> {
    let defaults = read(&folder().join("defaults.yaml"), |text| text);
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(engine))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let root = read(file, |text| place.fill(&text, name));
            let defaults = place.fill(&defaults.to_string(), name);
            let defaults: Value = serde_json::from_str(&defaults).unwrap();
            Scenario {
                name: name.to_owned(),
                engine,
                expected: root.get("tells").map(expected),
                first: step(&root, &defaults, name),
                then: root.get("then").map(|it| step(it, &defaults, name)),
                after_failure: text(&root, "/then/after") == "failure",
                git_server: root["git_server"].clone(),
                serves: map(&root, "serves"),
                oci: map(&root, "oci"),
            }
        })
        .collect()
}

fn read(file: &Path, fill: impl Fn(String) -> String) -> Value {
    let text = fill(fs::read_to_string(file).unwrap());
    let stream = parse(text.as_bytes(), &Budget::default());
    let mut objects = stream
        .objects(Reading::Kubectl)
        .unwrap_or_else(|wrong| panic!("{}: {wrong}", file.display()));
    assert_eq!(objects.len(), 1, "{}", file.display());
    objects.remove(0)
}

fn expected(tells: &Value) -> Expected {
    let also = tells["also"].as_array().cloned().unwrap_or_default();
    Expected {
        rule: text(tells, "/rule").to_owned(),
        at: text(tells, "/at").to_owned(),
        row: tells["row"].as_str().map(str::to_owned),
        also: also
            .iter()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect(),
        later: tells["later"] == true,
        through_the_api: tells["api"]["rule"].as_str().map(|rule| {
            let at = text(tells, "/api/at");
            (rule.to_owned(), at.to_owned())
        }),
    }
}

fn step(root: &Value, defaults: &Value, name: &str) -> Step {
    let list = |key: &str| root[key].as_array().cloned().unwrap_or_default();
    let whole = |key: &str| -> Vec<Value> {
        list(key)
            .into_iter()
            .map(|object| complete(object, defaults, name))
            .collect()
    };
    Step {
        git: map(root, "git"),
        objects: whole("objects"),
        delete: whole("delete"),
        change: whole("change"),
    }
}

fn map(root: &Value, key: &str) -> Map<String, Value> {
    root[key].as_object().cloned().unwrap_or_default()
}

/// An object over the defaults of its kind: `null` takes a default away.
fn complete(object: Value, defaults: &Value, name: &str) -> Value {
    let mut whole = defaults[text(&object, "/kind")].clone();
    merge(&mut whole, object);
    let metadata = &mut whole["metadata"];
    if metadata.get("namespace").is_none() {
        metadata["namespace"] = json!(name);
    }
    whole
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                match value {
                    Value::Null => {
                        into.remove(&key);
                    }
                    value => merge(into.entry(key).or_insert(Value::Null), value),
                }
            }
        }
        (into, from) => *into = from,
    }
}
