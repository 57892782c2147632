//! Checks the arguments of a call against the parameters of a template: all problems at once,
//! each with what was expected and an example.

use std::fmt;

use serde_json::{Map, Value};

use super::format::Format;
use super::parameter::{Parameter, Type, names};
use crate::model::clean::{ECHO, code, misleads};

/// Most items of a list or keys of a map when the parameter sets no own limit.
const MOST_ITEMS: usize = 100;
/// Deepest nesting of a free tree.
const DEEPEST: usize = 16;
/// Most values in a free tree.
const MOST_VALUES: usize = 2_000;
/// Longest text or key in a free tree, in characters.
const LONGEST_TEXT: usize = 10_000;

/// One thing that is wrong with the arguments of a call. `at` names the argument, such as
/// `environments[0].path`. The value itself is not repeated: it may be a secret pasted by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterError {
    /// The template has no such parameter.
    Unknown {
        /// The argument, cut to 64 characters.
        at: String,
        /// The parameter whose name is nearest.
        nearest: Option<String>,
        /// All names that are allowed here.
        known: String,
    },
    /// A required parameter was left out.
    Missing {
        /// The parameter.
        at: String,
        /// What fits.
        expected: String,
        /// A value that fits, as JSON.
        example: String,
    },
    /// The value has another type, or breaks a rule of its type.
    Invalid {
        /// The argument.
        at: String,
        /// What is wrong with it.
        problem: String,
        /// What fits.
        expected: String,
        /// A value that fits, as JSON.
        example: String,
    },
    /// Each value fits, but not together with the others.
    Contradiction {
        /// What to change.
        message: String,
    },
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { at, nearest, known } => {
                write!(f, "unknown parameter {}", code(at, 4 * ECHO))?;
                match nearest {
                    Some(nearest) => write!(f, ": did you mean `{nearest}`?"),
                    None => write!(f, ": known are {known}"),
                }
            }
            Self::Missing {
                at,
                expected,
                example,
            } => {
                write!(
                    f,
                    "parameter `{at}` is missing: {expected}; example: {example}"
                )
            }
            Self::Invalid {
                at,
                problem,
                expected,
                example,
            } => {
                write!(
                    f,
                    "parameter `{at}` {problem}: expected {expected}; example: {example}"
                )
            }
            Self::Contradiction { message } => f.write_str(message),
        }
    }
}

/// The values of a call, complete with defaults; an optional parameter that was left out is null.
pub(super) fn bind(
    parameters: &[Parameter],
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<ParameterError>> {
    let mut check = Check { errors: Vec::new() };
    let bound = check.object("", parameters, given);
    if check.errors.is_empty() {
        Ok(bound)
    } else {
        Err(check.errors)
    }
}

/// The same for values that are known to be good, such as examples, some of which are placeholders.
pub(super) fn complete(parameters: &[Parameter], given: &Map<String, Value>) -> Map<String, Value> {
    Check { errors: Vec::new() }.object("", parameters, given)
}

struct Check {
    errors: Vec<ParameterError>,
}

impl Check {
    fn object(
        &mut self,
        at: &str,
        parameters: &[Parameter],
        given: &Map<String, Value>,
    ) -> Map<String, Value> {
        for name in given
            .keys()
            .filter(|name| !parameters.iter().any(|p| p.name == **name))
        {
            self.errors.push(unknown(at, name, parameters));
        }
        let mut bound = Map::new();
        for parameter in parameters {
            let at = join(at, &parameter.name);
            // An explicit null is the same as leaving the parameter out.
            let value = match given.get(&parameter.name).filter(|value| !value.is_null()) {
                Some(value) => self.value(&at, parameter, value),
                None => self.absent(&at, parameter),
            };
            bound.insert(parameter.name.clone(), value);
        }
        bound
    }

    fn absent(&mut self, at: &str, parameter: &Parameter) -> Value {
        if parameter.required {
            self.errors.push(ParameterError::Missing {
                at: at.to_owned(),
                expected: parameter.expects(),
                example: example(parameter),
            });
        }
        parameter.default.clone().unwrap_or(Value::Null)
    }

    fn value(&mut self, at: &str, parameter: &Parameter, value: &Value) -> Value {
        match (parameter.kind, value) {
            (Type::String, Value::String(text)) => {
                self.require(at, parameter, text_problem(parameter, text))
            }
            (Type::Integer, Value::Number(number)) => {
                self.require(at, parameter, integer_problem(parameter, number.as_i64()));
            }
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::List, Value::Array(items)) => return self.list(at, parameter, items),
            (Type::Object, Value::Object(fields)) => {
                return Value::Object(self.object(at, &parameter.fields, fields));
            }
            (Type::Map, Value::Object(entries)) => self.map(at, parameter, entries),
            (Type::Tree, Value::Object(_)) => self.require(at, parameter, tree_problem(value)),
            _ => self.require(at, parameter, Some(format!("is {}", type_of(value)))),
        }
        value.clone()
    }

    fn list(&mut self, at: &str, parameter: &Parameter, items: &[Value]) -> Value {
        self.require(at, parameter, count_problem(parameter, items.len()));
        let Some(item) = &parameter.items else {
            return Value::Array(items.to_vec());
        };
        let bound = items.iter().take(MOST_ITEMS).enumerate();
        Value::Array(
            bound
                .map(|(n, value)| self.value(&format!("{at}[{n}]"), item, value))
                .collect(),
        )
    }

    fn map(&mut self, at: &str, parameter: &Parameter, entries: &Map<String, Value>) {
        self.require(at, parameter, count_problem(parameter, entries.len()));
        for (key, value) in entries.iter().take(MOST_ITEMS) {
            let problem = Format::LabelKey.problem(key).map(|problem| {
                format!(
                    "has a key {} that {problem} of a label key",
                    code(key, ECHO)
                )
            });
            self.require(at, parameter, problem);
            if let Some(item) = &parameter.items {
                self.value(&join(at, &cut(key)), item, value);
            }
        }
    }

    fn require(&mut self, at: &str, parameter: &Parameter, problem: Option<String>) {
        self.errors
            .extend(problem.map(|problem| ParameterError::Invalid {
                at: at.to_owned(),
                problem,
                expected: parameter.expects(),
                example: example(parameter),
            }));
    }
}

fn text_problem(parameter: &Parameter, text: &str) -> Option<String> {
    if parameter.values.is_empty() {
        return parameter.format.unwrap_or(Format::Line).problem(text);
    }
    if parameter.values.iter().any(|word| word == text) {
        return None;
    }
    Some(
        match nearest(text, parameter.values.iter().map(String::as_str)) {
            Some(word) => format!("is none of the allowed words (nearest: {word})"),
            None => "is none of the allowed words".to_owned(),
        },
    )
}

fn integer_problem(parameter: &Parameter, number: Option<i64>) -> Option<String> {
    let Some(number) = number else {
        return Some("is no whole number".to_owned());
    };
    let (least, most) = parameter.range?;
    (number < least || number > most).then(|| "is out of range".to_owned())
}

fn count_problem(parameter: &Parameter, count: usize) -> Option<String> {
    let most_items = i64::try_from(MOST_ITEMS).unwrap_or(i64::MAX);
    let (fewest, most) = parameter.range.unwrap_or((1, most_items));
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if count == 0 && fewest > 0 {
        return Some("is empty".to_owned());
    }
    (count < fewest || count > most)
        .then(|| format!("has {count} items, allowed are {fewest} to {most}"))
}

/// Names of keys whose text value is a secret and belongs into a Secret instead.
const SECRET_KEYS: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "token",
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
    "clientsecret",
];

fn tree_problem(root: &Value) -> Option<String> {
    let mut values = 0;
    let mut open = vec![(root, 0)];
    while let Some((value, depth)) = open.pop() {
        values += 1;
        if depth > DEEPEST || values > MOST_VALUES {
            return Some(format!(
                "nests deeper than {DEEPEST} levels or holds more than {MOST_VALUES} values"
            ));
        }
        match value {
            Value::String(text) if text.chars().count() > LONGEST_TEXT => {
                return Some(format!(
                    "holds a text of more than {LONGEST_TEXT} characters"
                ));
            }
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(fields) => {
                if let Some(problem) = fields
                    .iter()
                    .find_map(|(key, value)| key_problem(key, value))
                {
                    return Some(problem);
                }
                open.extend(fields.values().map(|field| (field, depth + 1)));
            }
            _ => {}
        }
    }
    None
}

fn key_problem(key: &str, value: &Value) -> Option<String> {
    if key.trim().is_empty() || key.chars().count() > 253 || key.chars().any(misleads) {
        return Some("has a key that is empty, too long or holds invisible characters".to_owned());
    }
    if key == "<<" {
        return Some("has a key `<<`, which some YAML readers take for a merge".to_owned());
    }
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let secret = SECRET_KEYS
        .iter()
        .any(|word| plain.to_ascii_lowercase().ends_with(word));
    let filled = value.as_str().is_some_and(|text| !text.is_empty());
    (secret && filled).then(|| {
        format!(
            "holds text under {}, which looks like a secret: keep it in an encrypted Secret and refer to that",
            code(key, ECHO)
        )
    })
}

fn unknown(at: &str, name: &str, parameters: &[Parameter]) -> ParameterError {
    ParameterError::Unknown {
        at: join(at, &cut(name)),
        nearest: nearest(name, parameters.iter().map(|p| p.name.as_str())).map(str::to_owned),
        known: names(parameters),
    }
}

/// The word that `text` was most likely meant to be.
pub(super) fn nearest<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = cut(text).to_lowercase();
    words
        .map(|word| (strsim::jaro_winkler(&text, word), word))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// At most 64 characters of a foreign text.
pub(super) fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(64).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn example(parameter: &Parameter) -> String {
    match parameter.example.as_ref().or(parameter.default.as_ref()) {
        Some(value) => value.to_string(),
        None => "null".to_owned(),
    }
}
