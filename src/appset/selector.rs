//! Label selectors as Argo CD 3.5 reads them: on cluster Secrets with the rules of Kubernetes, on parameters without
//! rules for values.

use std::collections::BTreeMap;

use serde_json::Value;

/// Longest name of a label and longest value.
const LONGEST: usize = 63;

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    DoesNotExist(String),
}

/// All of them have to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    requirements: Vec<Requirement>,
}

impl Selector {
    /// Reads `matchLabels` and `matchExpressions`. `strict` also checks values, as for the labels of an object.
    ///
    /// # Errors
    /// If Kubernetes would refuse it, with the reason.
    pub fn read(value: &Value, strict: bool) -> Result<Self, String> {
        let mut requirements = Vec::new();
        for (key, value) in value
            .get("matchLabels")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let value = value
                .as_str()
                .ok_or_else(|| format!("the value of the label {key} is no string"))?;
            requirements.push(Requirement::In(key.clone(), vec![value.to_owned()]));
        }
        for expression in value
            .get("matchExpressions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            requirements.push(read_expression(expression)?);
        }
        for requirement in &requirements {
            requirement.check(strict)?;
        }
        Ok(Self { requirements })
    }

    /// Whether it selects everything because it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether the labels hold all requirements.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.requirements
            .iter()
            .all(|requirement| match requirement {
                Requirement::In(key, values) => {
                    labels.get(key).is_some_and(|value| values.contains(value))
                }
                Requirement::NotIn(key, values) => {
                    labels.get(key).is_none_or(|value| !values.contains(value))
                }
                Requirement::Exists(key) => labels.contains_key(key),
                Requirement::DoesNotExist(key) => !labels.contains_key(key),
            })
    }
}

fn read_expression(expression: &Value) -> Result<Requirement, String> {
    let key = expression
        .get("key")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    let values: Option<Vec<String>> = match expression.get("values") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect(),
        Some(_) => None,
    };
    let values = values.ok_or_else(|| format!("the values for {key} are no list of strings"))?;
    let operator = expression
        .get("operator")
        .and_then(Value::as_str)
        .unwrap_or("");
    match (operator, values.is_empty()) {
        ("In", false) => Ok(Requirement::In(key, values)),
        ("NotIn", false) => Ok(Requirement::NotIn(key, values)),
        ("Exists", true) => Ok(Requirement::Exists(key)),
        ("DoesNotExist", true) => Ok(Requirement::DoesNotExist(key)),
        ("In" | "NotIn", true) => Err(format!("{operator} for {key} needs values")),
        ("Exists" | "DoesNotExist", false) => Err(format!("{operator} for {key} takes no values")),
        _ => Err(format!(
            "{operator:?} is no operator; In, NotIn, Exists and DoesNotExist are"
        )),
    }
}

impl Requirement {
    fn check(&self, strict: bool) -> Result<(), String> {
        let (key, values) = match self {
            Self::In(key, values) | Self::NotIn(key, values) => (key, values.as_slice()),
            Self::Exists(key) | Self::DoesNotExist(key) => (key, &[][..]),
        };
        if !is_qualified(key) {
            return Err(format!("{key:?} is no name of a label"));
        }
        match values
            .iter()
            .find(|value| strict && !value.is_empty() && !is_label_word(value))
        {
            Some(value) => Err(format!("{value:?} is no value that a label can have")),
            None => Ok(()),
        }
    }
}

fn is_qualified(key: &str) -> bool {
    let (prefix, name) = key
        .rsplit_once('/')
        .map_or((None, key), |(prefix, name)| (Some(prefix), name));
    prefix.is_none_or(is_subdomain) && is_label_word(name)
}

fn is_label_word(word: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    !word.is_empty()
        && word.len() <= LONGEST
        && word.starts_with(edge)
        && word.ends_with(edge)
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// RFC 1123: lower case words of letters, digits and dashes, joined by dots, at most 253 bytes.
#[must_use]
pub fn is_subdomain(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_word = |word: &str| {
        word.starts_with(edge)
            && word.ends_with(edge)
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    name.len() <= 253 && name.split('.').all(is_word)
}
