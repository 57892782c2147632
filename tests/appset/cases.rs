//! Preview cases: what each ApplicationSet must make, worked out from Argo CD's documentation and source (3.6).

use std::collections::BTreeMap;
use std::rc::Rc;

use gitops_mcp::appset::world::{Cluster, Tree, Unread, World};
use gitops_mcp::appset::{Expansion, Stop, expand};
use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::{Map, Value, json};

const FILES: [(&str, &str); 10] = [
    ("list", include_str!("cases/list.yaml")),
    ("git", include_str!("cases/git.yaml")),
    ("clusters", include_str!("cases/clusters.yaml")),
    ("combine", include_str!("cases/combine.yaml")),
    ("template", include_str!("cases/template.yaml")),
    ("outside", include_str!("cases/outside.yaml")),
    // What these must make is what Argo CD 3.6.1 made of them.
    ("sprig", include_str!("cases/sprig.yaml")),
    ("fields", include_str!("cases/fields.yaml")),
    ("paths", include_str!("cases/paths.yaml")),
    ("nested", include_str!("cases/nested.yaml")),
];
const OWN: &str = "https://git.example.com/own.git";

pub(crate) fn read(text: &str) -> Value {
    let stream = parse(text.as_bytes(), &Budget::default());
    assert!(stream.errors.is_empty(), "{:?}", stream.errors);
    stream.documents[0].to_json(Reading::Kustomize).unwrap()
}

pub(crate) struct Files(pub(crate) Vec<String>, pub(crate) BTreeMap<String, String>);

impl Tree for Files {
    fn files(&self) -> &[String] {
        &self.0
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.1
            .get(path)
            .map(|text| text.clone().into_bytes())
            .ok_or_else(|| "absent".to_owned())
    }
}

struct Given {
    files: Rc<Files>,
    clusters: Option<Vec<Cluster>>,
    parameters: Value,
}

fn unread<T>(what: &str) -> Result<T, Unread> {
    Err(Unread {
        what: what.to_owned(),
        hint: String::new(),
        absent: false,
    })
}

impl World for Given {
    fn tree(&self, url: &str, _: &str) -> Result<Rc<dyn Tree>, Unread> {
        if url == OWN {
            Ok(self.files.clone())
        } else {
            unread(url)
        }
    }

    fn clusters(&self) -> Result<&[Cluster], Unread> {
        self.clusters
            .as_deref()
            .map_or_else(|| unread("clusters"), Ok)
    }

    fn supplied(&self, generator: &str) -> Result<Vec<Map<String, Value>>, Unread> {
        match self.parameters.get(generator).and_then(Value::as_array) {
            Some(all) => Ok(all
                .iter()
                .map(|one| one.as_object().unwrap().clone())
                .collect()),
            None => unread(generator),
        }
    }
}

fn clusters(json: &Value) -> Option<Vec<Cluster>> {
    let strings = |value: &Value| -> BTreeMap<String, String> {
        value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect()
    };
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    Some(
        json.as_array()?
            .iter()
            .map(|one| Cluster {
                name: text(&one["name"]),
                server: text(&one["server"]),
                project: text(&one["project"]),
                labels: strings(&one["labels"]),
                annotations: strings(&one["annotations"]),
            })
            .collect(),
    )
}

/// Fills in the repository of every Git generator.
fn with_repo(value: &mut Value, url: &str) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::Object(git)) = entries.get_mut("git") {
                git.insert("repoURL".to_owned(), json!(url));
            }
            entries.values_mut().for_each(|value| with_repo(value, url));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| with_repo(item, url)),
        _ => {}
    }
}

/// The ApplicationSet of a case.
fn set_of(case: &Value) -> Value {
    let mut spec = case["spec"].clone();
    with_repo(&mut spec, case["repo"].as_str().unwrap_or(OWN));
    let mut metadata = json!({"name": "set"});
    if let Some(namespace) = case.get("namespace") {
        metadata["namespace"] = namespace.clone();
    }
    json!({"metadata": metadata, "spec": spec})
}

fn run(set: &Value, case: &Value, world: &Value) -> Expansion {
    let files: BTreeMap<String, String> = world["files"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, text)| (path.clone(), text.as_str().unwrap().to_owned()))
        .collect();
    let given = Given {
        files: Rc::new(Files(files.keys().cloned().collect(), files)),
        clusters: clusters(case.get("clusters").unwrap_or(&world["clusters"])),
        parameters: case.get("parameters").cloned().unwrap_or_else(|| json!({})),
    };
    expand(set, &given)
}

fn complaint(case: &Value, world: &Value) -> Option<String> {
    let expansion = run(&set_of(case), case, world);
    let stop = expansion.stops.first().map(|stopped| &stopped.stop);
    let told = |key: &str, message: &str| {
        let wanted = case[key].as_str().unwrap_or("\0");
        wanted.split("\\|").any(|part| message.contains(part))
    };
    match stop {
        Some(Stop::Error(message)) => (!told("error", message)).then(|| format!("error {message}")),
        Some(Stop::Refused(message)) => {
            (!told("refused", message)).then(|| format!("refused {message}"))
        }
        Some(Stop::Unread(unread)) => {
            (!told("unread", &unread.what)).then(|| format!("unread {}", unread.what))
        }
        None => {
            let Some(want) = case["want"].as_array() else {
                return Some(format!(
                    "no stop, but {} Applications",
                    expansion.applications.len()
                ));
            };
            let made: Vec<&Value> = expansion
                .applications
                .iter()
                .map(|made| &made.application)
                .collect();
            let fits = made.len() == want.len()
                && made
                    .iter()
                    .zip(want)
                    .all(|(made, want)| is_as_wanted(made, want));
            (!fits).then(|| format!("made {}", json!(made)))
        }
    }
}

fn is_as_wanted(made: &Value, want: &Value) -> bool {
    let name = |want: &Value| made.pointer("/metadata/name").unwrap_or(&Value::Null) == want;
    match want {
        Value::Object(fields) => fields.iter().all(|(key, value)| match key.as_str() {
            "name" => name(value),
            pointer => made.pointer(pointer).unwrap_or(&Value::Null) == value,
        }),
        other => name(other),
    }
}

#[test]
fn every_case_is_equal_or_refused_with_the_reason() {
    let world = read(include_str!("cases/world.yaml"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, text) in FILES {
        for case in read(text).as_array().unwrap() {
            count += 1;
            if let Some(complaint) = complaint(case, &world) {
                wrong.push(format!("{file}: {}: {complaint}", case["case"]));
            }
        }
    }
    println!("{count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 150);
}

/// Argo CD's API takes no ApplicationSet without a project that exists.
fn with_project(mut set: Value) -> Value {
    if let Some(template) = set["spec"]["template"].as_object_mut() {
        let spec = template.entry("spec").or_insert_with(|| json!({}));
        if spec["project"].as_str().unwrap_or("").is_empty() {
            spec["project"] = json!("default");
        }
    }
    set
}

fn line(file: &str, (case, set): (&Value, Value), world: &Value) -> String {
    let set = with_project(set);
    let expansion = run(&set, case, world);
    let made = expansion.applications.iter().map(|made| &made.application);
    let answer = match expansion.stops.first().map(|stopped| &stopped.stop) {
        Some(Stop::Error(message)) => json!({"error": message}),
        Some(Stop::Refused(message)) => json!({"refused": message}),
        Some(Stop::Unread(unread)) => json!({"unread": unread.what}),
        None => json!({"applications": made.collect::<Vec<_>>()}),
    };
    let clusters = case.get("clusters").unwrap_or(&world["clusters"]);
    json!({
        "name": format!("{file}: {}", case["case"].as_str().unwrap()),
        "set": set,
        "clusters": clusters,
        "parameters": case["parameters"],
        "unasked": case["unasked"],
        "answer": answer,
    })
    .to_string()
}

/// For `tests/appset/compare`: first what the repository holds, then a line a case with what we say of it.
#[test]
#[ignore = "writes the file that GITOPS_MCP_CASES names"]
fn write_cases() {
    let world = read(include_str!("cases/world.yaml"));
    let mut lines = vec![json!({"url": OWN, "files": world["files"]}).to_string()];
    for (file, text) in FILES {
        for case in read(text).as_array().unwrap() {
            lines.push(line(file, (case, set_of(case)), &world));
        }
    }
    for (name, set) in super::tools::every_written(OWN) {
        lines.push(line("written", (&json!({"case": name}), set), &world));
    }
    std::fs::write(std::env::var("GITOPS_MCP_CASES").unwrap(), lines.join("\n")).unwrap();
}
