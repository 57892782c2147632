//! Which Secrets and ConfigMaps the generators of an ApplicationSet name (argo-cd 3.6
//! `pkg/apis/application/v1alpha1/applicationset_types.go`: SecretRef, ConfigMapKeyRef, PluginConfigMapRef).

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Deepest nesting of matrix and merge that is looked into.
const DEEPEST: usize = 16;

/// Everything that the generators of one ApplicationSet name.
#[derive(Debug, Clone, Default)]
pub struct Credentials(pub Box<[Credential]>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    pub field: &'static str,
    pub kind: &'static str,
    pub name: Box<str>,
}

/// The field that names one, the key below it (none: the field is the name itself), and its kind.
const FIELDS: [(&str, &str, &str); 10] = [
    ("tokenRef", "secretName", "Secret"),
    ("usernameRef", "secretName", "Secret"),
    ("passwordRef", "secretName", "Secret"),
    ("accessTokenRef", "secretName", "Secret"),
    ("appPasswordRef", "secretName", "Secret"),
    ("bearerToken", "secretName", "Secret"),
    ("appSecretName", "", "Secret"),
    ("caRef", "configMapName", "ConfigMap"),
    ("configMapRef", "name", "ConfigMap"),
    ("caDataRef", "configMapName", "ConfigMap"),
];

impl<'de> Deserialize<'de> for Credentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut found = Vec::new();
        look(&Value::deserialize(deserializer)?, 0, &mut found);
        found.dedup();
        Ok(Self(found.into()))
    }
}

fn look(value: &Value, depth: usize, found: &mut Vec<Credential>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|it| look(it, depth + 1, found)),
        Value::Object(map) => {
            found.extend(FIELDS.iter().filter_map(|field| named(map, field)));
            // What a list or a template holds is the user's own text.
            let inner = map
                .iter()
                .filter(|(key, _)| !matches!(&***key, "template" | "elements" | "values"));
            inner.for_each(|(_, it)| look(it, depth + 1, found));
        }
        _ => {}
    }
}

fn named(
    map: &Map<String, Value>,
    (field, below, kind): &(&'static str, &str, &'static str),
) -> Option<Credential> {
    let value = map.get(*field)?;
    let name = match *below {
        "" => value.as_str()?,
        below => value.get(below)?.as_str()?,
    };
    Some(Credential {
        field,
        kind,
        name: name.into(),
    })
}
