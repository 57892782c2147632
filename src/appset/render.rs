//! Templates in all strings of a piece of JSON, keys included (argo-cd 3.5, applicationset/utils/utils.go).

use serde_json::{Map, Value as Json};

use super::fast;
use super::gotemplate::{Fail, MissingKey, Value, render as go};
use super::params::{self, Params};

/// How the ApplicationSet asks for rendering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Engine {
    pub go: bool,
    pub missing: MissingKey,
}

impl Engine {
    /// Reads `goTemplate` and `goTemplateOptions`; later options win.
    ///
    /// # Errors
    /// If an option is unknown: Go's text/template panics.
    pub fn read(spec: &Json) -> Result<Self, String> {
        let go = spec
            .get("goTemplate")
            .and_then(Json::as_bool)
            .unwrap_or(false);
        let mut missing = MissingKey::Invalid;
        for option in spec
            .get("goTemplateOptions")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            missing = match option.as_str().unwrap_or("") {
                "missingkey=default" | "missingkey=invalid" => MissingKey::Invalid,
                "missingkey=zero" => MissingKey::Zero,
                "missingkey=error" => MissingKey::Error,
                other => {
                    return Err(format!(
                        "{other:?} is no option of a Go template; missingkey=error is"
                    ));
                }
            };
        }
        Ok(Self { go, missing })
    }

    /// One text.
    ///
    /// # Errors
    /// As [`go`] and [`fast::render`] have them.
    pub fn text(&self, text: &str, params: &Params) -> Result<String, Fail> {
        if !self.go {
            return fast::render(text, params);
        }
        go(text, &params::map(params.clone()), self.missing).map_err(|fail| match fail {
            Fail::Error(message) => Fail::Error(format!("{}: {message}", shown(text))),
            Fail::Refused(message) => Fail::Refused(format!("{}: {message}", shown(text))),
        })
    }

    /// All strings and keys of a piece of JSON.
    pub(crate) fn deep(&self, json: &Json, params: &Params) -> Result<Json, Fail> {
        Ok(match json {
            Json::String(text) => Json::String(self.text(text, params)?),
            Json::Array(items) => Json::Array(
                items
                    .iter()
                    .map(|item| self.deep(item, params))
                    .collect::<Result<_, _>>()?,
            ),
            Json::Object(entries) => {
                let mut out = Map::new();
                // A null in a map gets lost (deeplyReplace), one in a list does not.
                for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                    out.insert(self.text(key, params)?, self.deep(value, params)?);
                }
                Json::Object(out)
            }
            scalar => scalar.clone(),
        })
    }

    /// A generator with the parameters of the one before it. `values` whose parameters are not known yet stay as they
    /// are: the generator itself gives them.
    pub(crate) fn generator(&self, generator: &Json, params: &Params) -> Result<Json, Fail> {
        let Json::Object(kinds) = generator else {
            return Ok(generator.clone());
        };
        let mut out = Map::new();
        for (kind, body) in kinds {
            let made = match (body, HAVE_VALUES.contains(&kind.as_str())) {
                (Json::Object(body), true) => self.body(body, params)?,
                _ => self.deep(body, params)?,
            };
            out.insert(kind.clone(), made);
        }
        Ok(Json::Object(out))
    }

    fn body(&self, body: &Map<String, Json>, params: &Params) -> Result<Json, Fail> {
        let mut out = Map::new();
        for (key, value) in body {
            let made = match value {
                Json::Object(values) if key == "values" => self.values(values, params)?,
                _ => self.deep(value, params)?,
            };
            out.insert(key.clone(), made);
        }
        Ok(Json::Object(out))
    }

    fn values(&self, values: &Map<String, Json>, params: &Params) -> Result<Json, Fail> {
        let strict = Self {
            missing: MissingKey::Error,
            ..*self
        };
        let mut out = Map::new();
        for (key, value) in values {
            let made = match value {
                Json::String(text) => match strict.text(text, params) {
                    Ok(made) => Json::String(made),
                    Err(Fail::Error(message)) if is_missing_key(&message) => value.clone(),
                    Err(fail) => return Err(fail),
                },
                other => other.clone(),
            };
            out.insert(key.clone(), made);
        }
        Ok(Json::Object(out))
    }

    /// A generator's own `values`, each rendered with the parameters but not with the others.
    pub(crate) fn append_values(
        &self,
        values: Option<&Json>,
        params: &mut Params,
    ) -> Result<(), Fail> {
        let mut made = Vec::new();
        for (key, value) in values.and_then(Json::as_object).into_iter().flatten() {
            made.push((
                key.clone(),
                self.text(value.as_str().unwrap_or(""), params)?,
            ));
        }
        if made.is_empty() {
            return Ok(());
        }
        if self.go {
            params.insert("values".into(), params::strings(made));
        } else {
            params.extend(
                made.into_iter()
                    .map(|(key, value)| (format!("values.{key}").into(), Value::from(value))),
            );
        }
        Ok(())
    }
}

/// Generators with a field `values`.
const HAVE_VALUES: [&str; 7] = [
    "clusters",
    "git",
    "scmProvider",
    "clusterDecisionResource",
    "pullRequest",
    "plugin",
    "oci",
];

fn is_missing_key(message: &str) -> bool {
    message.contains("map has no entry for key") || message.contains("can't evaluate field")
}

/// The template that failed, in short.
fn shown(text: &str) -> String {
    format!("template {:?}", crate::model::clean::clean(text, 120))
}
