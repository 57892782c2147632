//! One object of any kind: the head says the kind, the kind says what is kept.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer as _;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use super::object::{Body, Object, group_of};
use super::told;
use super::workload::Workload;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Head {
    api_version: Box<str>,
    kind: Box<str>,
}

/// Why an object could not be read; never quotes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) what: String,
    pub(super) why: String,
}

/// The kind that a list says its items have; items of a typed list do not repeat it.
#[derive(Debug, Clone, Default)]
pub(super) struct Implied {
    pub(super) api_version: String,
    pub(super) kind: String,
}

/// Reads one object of a JSON text.
pub(super) fn json(raw: &RawValue, implied: &Implied) -> Result<Object, Broken> {
    let text = raw.get();
    decode(head(text)?, implied, &Text(text))
}

/// Kind and version of an object, without reading what follows them.
fn head(text: &str) -> Result<Head, Broken> {
    let mut head = Head::default();
    let read = serde_json::Deserializer::from_str(text).deserialize_map(Heading(&mut head));
    match read {
        Err(error) if head.kind.is_empty() || head.api_version.is_empty() => {
            Err(broken("an object", &error))
        }
        // Stopping early leaves the rest of the text, which is an error to the parser and none to us.
        _ => Ok(head),
    }
}

/// Fills a head, and stops as soon as it is whole.
struct Heading<'h>(&'h mut Head);

impl<'de> Visitor<'de> for Heading<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while self.0.kind.is_empty() || self.0.api_version.is_empty() {
            let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? else {
                break;
            };
            match &*key {
                "apiVersion" => self.0.api_version = map.next_value()?,
                "kind" => self.0.kind = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads one object of a YAML document.
pub(super) fn value(value: Value) -> Result<Object, Broken> {
    let head = Head::deserialize(&value).map_err(|error| broken("an object", &error))?;
    decode(head, &Implied::default(), &Tree(value))
}

trait Form {
    fn read<T: DeserializeOwned>(&self) -> Result<T, Error>;
}

struct Text<'t>(&'t str);

impl Form for Text<'_> {
    fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(self.0)
    }
}

struct Tree(Value);

impl Form for Tree {
    fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.0)
    }
}

fn decode(mut head: Head, implied: &Implied, form: &impl Form) -> Result<Object, Broken> {
    if head.kind.is_empty() {
        head.kind = implied.kind.as_str().into();
        head.api_version = implied.api_version.as_str().into();
    }
    if head.kind.is_empty() || head.api_version.is_empty() {
        return Err(Broken {
            what: "an entry without apiVersion and kind".to_owned(),
            why: "it is no Kubernetes object".to_owned(),
        });
    }
    let body = body(&head, form).map_err(|error| broken(&named(&head, form), &error))?;
    Ok(Object {
        api_version: head.api_version,
        kind: head.kind,
        body,
    })
}

fn body(head: &Head, form: &impl Form) -> Result<Body, Error> {
    let group = group_of(&head.api_version);
    Ok(match (group, &*head.kind) {
        ("argoproj.io", "Application") => Body::Application(form.read()?),
        ("argoproj.io", "ApplicationSet") => Body::ApplicationSet(form.read()?),
        ("argoproj.io", "Repository" | "Cluster") => Body::Connection(form.read()?),
        ("argoproj.io", "AppProject") => Body::AppProject(form.read()?),
        (told::GROUP, told::KIND) => Body::Told(form.read()?),
        ("" | "events.k8s.io", "Event") => Body::Event(form.read()?),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => Body::Crd(form.read()?),
        ("", "Secret" | "ConfigMap" | "ServiceAccount") => Body::Keys(form.read()?),
        ("", "Pod") => Body::Workload(pod(form)?),
        ("apps" | "batch", _)
        | ("", "PersistentVolumeClaim" | "Service")
        | ("networking.k8s.io", "Ingress")
        | ("autoscaling", "HorizontalPodAutoscaler")
        | ("apiregistration.k8s.io", "APIService") => Body::Workload(form.read()?),
        (group, _) if group.ends_with(".fluxcd.io") || group == "fluxcd.controlplane.io" => {
            Body::Flux(form.read()?)
        }
        _ => Body::Other(form.read()?),
    })
}

/// A Pod's own spec is read as the template of a workload.
fn pod(form: &impl Form) -> Result<Box<Workload>, Error> {
    let mut pod: Box<Workload> = form.read()?;
    pod.spec.template = form.read()?;
    Ok(pod)
}

/// Kind and name of an object that could not be read as a whole.
fn named(head: &Head, form: &impl Form) -> String {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Named {
        metadata: Name,
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Name {
        name: String,
        namespace: Option<String>,
    }
    let name = form.read::<Named>().unwrap_or_default().metadata;
    let namespace = name.namespace.map_or(String::new(), |it| format!("{it}/"));
    format!("{} {namespace}{}", head.kind, name.name)
}

/// What is wrong, without a word of the object: parser messages quote strings of the wrong type.
fn broken(what: &str, error: &Error) -> Broken {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a field has a type that its API does not allow",
        serde_json::error::Category::Syntax => "it is no valid JSON",
        serde_json::error::Category::Eof => "it ends in the middle",
        serde_json::error::Category::Io => "it could not be read",
    };
    Broken {
        what: what.to_owned(),
        why: kind.to_owned(),
    }
}
