//! The table of cases and its comparison of answers.

#![allow(unreachable_pub, dead_code, reason = "shared by several test binaries")]

use base64::Engine as _;
use gitops_mcp::yaml::Reading;
use serde::Deserialize;
use serde_json::Value;

/// What `put` cases are appended to, so that every reader accepts them as an object.
const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n";

#[derive(Debug, Deserialize)]
struct Table {
    cases: Vec<Case>,
}

/// One input and what each reader makes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub row: String,
    /// Appended to [`HEAD`]; the answer leaves out what `HEAD` gives.
    put: Option<String>,
    /// A whole file; the answer is a list of objects.
    file: Option<String>,
    /// A whole file that is no UTF-8.
    base64: Option<String>,
    kubectl: Value,
    /// Only where it differs.
    kustomize: Option<Value>,
    /// What our tree answers where it differs from the reader, and why.
    tree_kubectl: Option<Value>,
    tree_kustomize: Option<Value>,
    why: Option<String>,
}

/// A reader's answer.
#[derive(Debug)]
pub enum Answer {
    Error,
    Value(Value),
}

pub fn cases() -> Vec<Case> {
    let table: Table = serde_json::from_str(include_str!("table.json")).unwrap();
    table.cases
}

impl Case {
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.put, &self.file, &self.base64) {
            (Some(put), None, None) => format!("{HEAD}{put}").into_bytes(),
            (None, Some(file), None) => file.clone().into_bytes(),
            (None, None, Some(encoded)) => base64::engine::general_purpose::STANDARD
                .decode(encoded)
                .unwrap(),
            _ => panic!("{}: one of put, file, base64", self.row),
        }
    }

    pub fn text(&self) -> &str {
        let given = self.put.as_ref().or(self.file.as_ref());
        given.or(self.base64.as_ref()).unwrap()
    }

    /// Brings a reader's objects into the form of the table.
    pub fn answer(&self, mut objects: Vec<Value>) -> Answer {
        if self.put.is_none() || objects.len() != 1 {
            return Answer::Value(Value::Array(objects));
        }
        let mut object = objects.remove(0);
        for given in ["apiVersion", "kind", "metadata"] {
            object.as_object_mut().unwrap().remove(given);
        }
        Answer::Value(object)
    }

    /// What the reader of the field answers.
    pub fn reader(&self, reading: Reading) -> Answer {
        let value = match (reading, &self.kustomize) {
            (Reading::Kustomize, Some(own)) => own,
            _ => &self.kubectl,
        };
        Answer::new(value)
    }

    /// What our tree answers.
    pub fn tree(&self, reading: Reading) -> Answer {
        let deviation = match reading {
            Reading::Kubectl => &self.tree_kubectl,
            Reading::Kustomize => &self.tree_kustomize,
        };
        match deviation {
            Some(value) => {
                assert!(
                    self.why.is_some(),
                    "{}: a deviation needs a reason",
                    self.row
                );
                Answer::new(value)
            }
            None => self.reader(reading),
        }
    }
}

impl Answer {
    fn new(value: &Value) -> Self {
        if value == "error" {
            return Self::Error;
        }
        Self::Value(value.clone())
    }

    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Error, Self::Error) => true,
            (Self::Value(one), Self::Value(other)) => same(one, other),
            _ => false,
        }
    }
}

/// Equal up to how a number is written.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || ((one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|o| same(value, o)))
        }
        _ => one == other,
    }
}
