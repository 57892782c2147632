//! The templates of ApplicationSets without `goTemplate`: `{{ name }}`, as github.com/valyala/fasttemplate 1.2 reads
//! them for Argo CD 3.5. What is no parameter, or none of type string, stays as it is written.

use super::gotemplate::{Fail, Value};
use super::params::Params;

/// Replaces the parameters of a text.
///
/// # Errors
/// If a `{{` is not closed.
pub fn render(text: &str, params: &Params) -> Result<String, Fail> {
    if !looks_templated(text) {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((tag, tail)) = after.split_once("}}") else {
            return Err(Fail::Error(
                "invalid template: Cannot find end tag=\"}}\"".to_owned(),
            ));
        };
        match params.get(tag.trim()) {
            Some(Value::Str(value)) if !tag.trim().is_empty() => out.push_str(value),
            _ => {
                out.push_str("{{");
                out.push_str(tag);
                out.push_str("}}");
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// `{{` and behind it `}}` on one line.
fn looks_templated(text: &str) -> bool {
    text.split('\n').any(|line| {
        line.split_once("{{")
            .is_some_and(|(_, rest)| rest.contains("}}"))
    })
}

/// Names in `{{ }}` of a rendered text: what no generator gave.
pub fn unresolved(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{")
        .skip(1)
        .filter_map(|part| Some(part.split_once("}}")?.0.trim()))
}
