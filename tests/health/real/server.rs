//! A real API server, asked with full rights: what a scenario needs to be brought in, and to be taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::client::Body;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde_json::{Value, json};

/// A kind as this server serves it.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    plural: String,
    namespaced: bool,
    status: bool,
}

/// The fault proxy in front of the server.
pub(crate) struct Proxy {
    pub(crate) control: String,
    pub(crate) kubeconfig: PathBuf,
}

/// One copy of the live layer.
pub(crate) struct Server {
    runtime: tokio::runtime::Runtime,
    client: Client,
    pub(crate) kubeconfig: PathBuf,
    pub(crate) audit: PathBuf,
    pub(crate) proxy: Option<Proxy>,
    etcd: String,
    kinds: Mutex<BTreeMap<String, BTreeMap<String, Kind>>>,
    /// Kinds that something was brought in of.
    touched: Mutex<BTreeSet<(String, String)>>,
    /// Namespaces that were made.
    namespaces: Mutex<BTreeSet<String>>,
    /// Definitions as they were.
    definitions: Mutex<Vec<Value>>,
}

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const MERGE: &str = "application/merge-patch+json";

impl Server {
    /// The copy whose `values.json` this variable of the environment names.
    pub(crate) fn of(variable: &str) -> Self {
        let file = std::env::var(variable).unwrap_or_else(|_| {
            panic!("{variable} must name values.json of a bare copy (tests/live/up --bare)")
        });
        let read = |path: &Path| -> Value {
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let values = read(Path::new(&file));
        let path = |key: &str| PathBuf::from(values[key].as_str().unwrap());
        let state = read(&Path::new(&file).with_file_name("state.json"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(async {
            let config = Kubeconfig::read_from(path("kubeconfig")).unwrap();
            let options = KubeConfigOptions::default();
            let config = Config::from_custom_kubeconfig(config, &options);
            Client::try_from(config.await.unwrap()).unwrap()
        });
        Self {
            runtime,
            client,
            kubeconfig: path("kubeconfig"),
            audit: path("audit_log"),
            proxy: values["proxy_control"].as_str().map(|control| Proxy {
                control: control.trim_start_matches("http://").to_owned(),
                kubeconfig: path("proxy_kubeconfig"),
            }),
            etcd: format!("127.0.0.1:{}", state["values"]["port-etcd"]),
            kinds: Mutex::default(),
            touched: Mutex::default(),
            namespaces: Mutex::default(),
            definitions: Mutex::default(),
        }
    }

    pub(crate) fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let content = if method == "PATCH" {
            MERGE
        } else {
            "application/json"
        };
        let bytes = body.map_or_else(Vec::new, |it| it.to_string().into_bytes());
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("Content-Type", content)
            .body(Body::from(bytes))
            .unwrap();
        self.runtime.block_on(async {
            let response = self.client.send(request).await.unwrap();
            let status = response.status().as_u16();
            let bytes = response.into_body().collect_bytes().await.unwrap();
            (
                status,
                serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            )
        })
    }

    /// The same, where nothing but success will do.
    pub(crate) fn must(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.call(method, path, body);
        assert!(
            (200..300).contains(&status),
            "{method} {path}: {status} {}",
            answer["message"].as_str().unwrap_or_default()
        );
        answer
    }

    fn kind(&self, api_version: &str, kind: &str) -> Option<Kind> {
        let mut known = self.kinds.lock().unwrap();
        let served = known.entry(api_version.to_owned()).or_insert_with(|| {
            let (status, list) = self.call("GET", &base(api_version), None);
            if status != 200 {
                return BTreeMap::new();
            }
            let all = list["resources"].as_array().unwrap();
            let named = |it: &Value| it["name"].as_str().unwrap().to_owned();
            let has_status =
                |plural: &str| all.iter().any(|it| named(it) == format!("{plural}/status"));
            all.iter()
                .filter(|it| !named(it).contains('/'))
                .map(|it| {
                    let kind = Kind {
                        plural: named(it),
                        namespaced: it["namespaced"] == true,
                        status: has_status(&named(it)),
                    };
                    (it["kind"].as_str().unwrap().to_owned(), kind)
                })
                .collect()
        });
        served.get(kind).cloned()
    }

    /// Brings one object in, its status included, as old as it says it is. What the server refuses is told in its words.
    pub(crate) fn bring(&self, object: &Value) -> Result<(), String> {
        let (version, name) = (text(object, "/apiVersion"), text(object, "/kind"));
        if name == "CustomResourceDefinition" {
            self.define(object);
            return Ok(());
        }
        let touched = (version.to_owned(), name.to_owned());
        self.touched.lock().unwrap().insert(touched);
        let kind = self
            .kind(version, name)
            .ok_or_else(|| format!("{version} {name} is not served"))?;
        let path = self.collection(object, &kind);
        let mut body = object.clone();
        let metadata = body["metadata"].as_object_mut().unwrap();
        for set in [
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "managedFields",
        ] {
            metadata.remove(set);
        }
        self.owners(&mut body);
        if kind.namespaced {
            self.namespace(text(object, "/metadata/namespace"));
        }
        let created = self.strict("POST", &path, &body)?;
        let path = format!("{path}/{}", text(object, "/metadata/name"));
        if kind.status && !object["status"].is_null() {
            let status = shifted(object, &created);
            self.strict(
                "PATCH",
                &format!("{path}/status"),
                &json!({ "status": status }),
            )?;
        }
        if object.pointer("/metadata/deletionTimestamp").is_some() {
            self.must("DELETE", &path, None);
        }
        self.age(object, &kind);
        Ok(())
    }

    /// A definition keeps its schema; versions of the file that it lacks are added, and what is stored is what the file says.
    fn define(&self, object: &Value) {
        let path = format!("{DEFINITIONS}/{}", text(object, "/metadata/name"));
        let live = self.must("GET", &path, None);
        let mut changed = live.clone();
        changed["metadata"]["labels"] = json!({"app.kubernetes.io/part-of": "flux"});
        let versions = changed["spec"]["versions"].as_array_mut().unwrap();
        for version in object["spec"]["versions"].as_array().unwrap() {
            if versions.iter().all(|it| it["name"] != version["name"]) {
                let mut more = versions[0].clone();
                for field in ["name", "served", "storage"] {
                    more[field] = version[field].clone();
                }
                versions.push(more);
            }
        }
        self.must("PUT", &path, Some(&changed));
        let stored = json!({"status": {"storedVersions": object["status"]["storedVersions"]}});
        self.must("PATCH", &format!("{path}/status"), Some(&stored));
        self.definitions.lock().unwrap().push(live);
    }

    /// Definitions as they were before.
    fn restore(&self) {
        for mut before in self.definitions.lock().unwrap().drain(..) {
            let path = format!("{DEFINITIONS}/{}", text(&before, "/metadata/name"));
            let stored = json!({"status": {"storedVersions": before["status"]["storedVersions"]}});
            let live = self.must("PATCH", &format!("{path}/status"), Some(&stored));
            before["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
            self.must("PUT", &path, Some(&before));
        }
    }

    /// Makes an object, or makes it what this says.
    pub(crate) fn put(&self, object: &Value) {
        let kind = self
            .kind(text(object, "/apiVersion"), text(object, "/kind"))
            .unwrap();
        let path = self.collection(object, &kind);
        if self.call("POST", &path, Some(object)).0 == 409 {
            let path = format!("{path}/{}", text(object, "/metadata/name"));
            let mut object = object.clone();
            object["metadata"]["resourceVersion"] =
                self.must("GET", &path, None)["metadata"]["resourceVersion"].clone();
            self.must("PUT", &path, Some(&object));
        }
    }

    /// Takes an object away, if it is there.
    pub(crate) fn remove(&self, object: &Value) {
        let kind = self
            .kind(text(object, "/apiVersion"), text(object, "/kind"))
            .unwrap();
        let path = self.collection(object, &kind);
        self.call(
            "DELETE",
            &format!("{path}/{}", text(object, "/metadata/name")),
            None,
        );
    }

    /// The kind behind a plural, of those that are given.
    pub(crate) fn kind_of(
        &self,
        group: &str,
        plural: &str,
        kinds: &[(&str, &str)],
    ) -> Option<String> {
        kinds
            .iter()
            .filter(|(version, _)| version.split_once('/').map_or("", |(group, _)| group) == group)
            .find(|(version, kind)| {
                self.kind(version, kind)
                    .is_some_and(|it| it.plural == plural)
            })
            .map(|(_, kind)| (*kind).to_owned())
    }

    /// A request in which an unknown or doubled field is an error.
    fn strict(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let (status, answer) = self.call(
            method,
            &format!("{path}?fieldValidation=Strict"),
            Some(body),
        );
        if (200..300).contains(&status) {
            return Ok(answer);
        }
        let said = answer["message"].as_str().unwrap_or_default();
        Err(format!("{method} {path}: {status} {said}"))
    }

    fn collection(&self, object: &Value, kind: &Kind) -> String {
        let base = base(text(object, "/apiVersion"));
        match kind.namespaced {
            true => format!(
                "{base}/namespaces/{}/{}",
                text(object, "/metadata/namespace"),
                kind.plural
            ),
            false => format!("{base}/{}", kind.plural),
        }
    }

    /// A namespace with the account that Pods are refused without; no controller of ours makes it.
    pub(crate) fn namespace(&self, name: &str) {
        if !self.namespaces.lock().unwrap().insert(name.to_owned()) {
            return;
        }
        let body = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        self.call("POST", "/api/v1/namespaces", Some(&body));
        let body = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}});
        self.call(
            "POST",
            &format!("/api/v1/namespaces/{name}/serviceaccounts"),
            Some(&body),
        );
    }

    /// Owners by the uid that they have here.
    fn owners(&self, body: &mut Value) {
        let namespace = text(body, "/metadata/namespace").to_owned();
        let Some(owners) = body
            .pointer_mut("/metadata/ownerReferences")
            .and_then(Value::as_array_mut)
        else {
            return;
        };
        for owner in owners {
            let Some(kind) = self.kind(text(owner, "/apiVersion"), text(owner, "/kind")) else {
                continue;
            };
            let place =
                json!({"apiVersion": owner["apiVersion"], "metadata": {"namespace": namespace}});
            let path = format!(
                "{}/{}",
                self.collection(&place, &kind),
                text(owner, "/name")
            );
            if let (200, live) = self.call("GET", &path, None) {
                owner["uid"] = live["metadata"]["uid"].clone();
            }
        }
    }

    /// Times that only a server sets, written where it stores them: nothing but waiting makes an object old otherwise.
    /// Custom resources are stored as JSON; what is built in is not, and no rule asks for its age.
    fn age(&self, object: &Value, kind: &Kind) {
        let (group, _) = text(object, "/apiVersion")
            .split_once('/')
            .unwrap_or(("", ""));
        let mut parts = vec!["/registry", group, &kind.plural];
        if kind.namespaced {
            parts.push(text(object, "/metadata/namespace"));
        }
        parts.push(text(object, "/metadata/name"));
        let key = STANDARD.encode(parts.join("/"));
        let found = self.etcd("range", &json!({ "key": key }));
        let Some(stored) = found.pointer("/kvs/0/value").and_then(Value::as_str) else {
            return;
        };
        let Ok(mut stored) = serde_json::from_slice::<Value>(&STANDARD.decode(stored).unwrap())
        else {
            return;
        };
        for set in ["creationTimestamp", "deletionTimestamp", "managedFields"] {
            if let Some(value) = object["metadata"].get(set) {
                stored["metadata"][set] = value.clone();
            }
        }
        let value = STANDARD.encode(stored.to_string());
        self.etcd("put", &json!({ "key": key, "value": value }));
    }

    fn etcd(&self, action: &str, body: &Value) -> Value {
        let (mut stream, body) = (TcpStream::connect(&self.etcd).unwrap(), body.to_string());
        // In one piece: a request in several waits for the acknowledgement of the first.
        let request = format!(
            "POST /v3/kv/{action} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let at = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
        serde_json::from_slice(&answer[at..])
            .unwrap_or_else(|_| panic!("etcd {action}: {}", String::from_utf8_lossy(&answer)))
    }

    /// Takes away what was brought in, finalizers or not.
    pub(crate) fn clear(&self) {
        let touched = std::mem::take(&mut *self.touched.lock().unwrap());
        let touched: Vec<(&str, &str)> = touched
            .iter()
            .map(|(version, kind)| (version.as_str(), kind.as_str()))
            .collect();
        self.empty(&touched);
        self.restore();
    }

    /// Takes away everything of these kinds.
    pub(crate) fn empty(&self, kinds: &[(&str, &str)]) {
        for (api_version, name) in kinds {
            let Some(kind) = self.kind(api_version, name) else {
                continue;
            };
            let list = self.must(
                "GET",
                &format!("{}/{}", base(api_version), kind.plural),
                None,
            );
            for item in list["items"].as_array().unwrap() {
                let mut item = item.clone();
                item["apiVersion"] = json!(api_version);
                let path = format!(
                    "{}/{}",
                    self.collection(&item, &kind),
                    text(&item, "/metadata/name")
                );
                self.call("DELETE", &path, Some(&json!({"gracePeriodSeconds": 0})));
                if item.pointer("/metadata/finalizers").is_some() {
                    self.call(
                        "PATCH",
                        &path,
                        Some(&json!({"metadata": {"finalizers": null}})),
                    );
                }
            }
        }
    }
}

/// Asks a server on loopback that speaks plain HTTP; what it answers is JSON, or a text.
pub(crate) fn plain(address: &str, request: &str, body: &str) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{request} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "{request}: {answer}");
    serde_json::from_str(body).unwrap_or_else(|_| json!(body.trim()))
}

/// The status with observed generations moved by the distance between the generation of the file and that of the
/// server, so that "behind" stays behind and "current" current.
fn shifted(file: &Value, live: &Value) -> Value {
    let mut status = file["status"].clone();
    let generation = |of: &Value| of.pointer("/metadata/generation").and_then(Value::as_i64);
    let (Some(written), Some(counted)) = (generation(file), generation(live)) else {
        return status;
    };
    let shift = |place: &mut Value| {
        if let Some(seen) = place.get("observedGeneration").and_then(Value::as_i64) {
            place["observedGeneration"] = json!((seen + counted - written).max(0));
        }
    };
    shift(&mut status);
    if let Some(all) = status.get_mut("conditions").and_then(Value::as_array_mut) {
        all.iter_mut().for_each(shift);
    }
    status
}

pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn base(api_version: &str) -> String {
    match api_version.contains('/') {
        true => format!("/apis/{api_version}"),
        false => format!("/api/{api_version}"),
    }
}
