//! Names of Kubernetes as arguments: refused by grammar before anything is asked, so that no name leads anywhere.

use super::Failure;
use crate::checks::health::Question;
use crate::model::clean::echo;

/// Refuses what no object can be called.
pub(super) fn check(question: &Question) -> Result<(), Failure> {
    let labels = [("namespace", &question.namespace, 63)];
    let names = [
        ("name", &question.name, 253),
        ("project", &question.project, 253),
    ];
    for (argument, value, longest) in labels.into_iter().chain(names) {
        if let Some(value) = value {
            name(argument, value, longest)?;
        }
    }
    question.kind.as_deref().map_or(Ok(()), kind)
}

/// A DNS name: lower case letters, digits, `-` and `.`; RBAC names also `:`.
pub(super) fn name(argument: &str, value: &str, longest: usize) -> Result<(), Failure> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let inner = value
        .bytes()
        .all(|byte| plain(byte) || b"-.:".contains(&byte));
    let ends = value.bytes().next().is_some_and(plain) && value.bytes().last().is_some_and(plain);
    if inner && ends && value.len() <= longest {
        return Ok(());
    }
    Err(Failure::new(
        format!(
            "`{argument}` is no name of a Kubernetes object: `{}`.",
            echo(value)
        ),
        format!(
            "at most {longest} lower case letters, digits, `-` and `.`, beginning and ending with a letter or digit, for example `{argument}=apps`"
        ),
    ))
}

/// A kind: letters and digits, an upper case letter first.
pub(super) fn kind(value: &str) -> Result<(), Failure> {
    let letters = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if letters && value.len() <= 63 && value.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Failure::new(
        format!("`kind` is no kind: `{}`.", echo(value)),
        "the kind as a manifest writes it, for example `kind=Kustomization`",
    ))
}

/// Equality terms of a label selector: `team=web,tier`.
pub(super) fn selector(text: &str) -> Result<Vec<(String, Option<String>)>, Failure> {
    const MOST: usize = 20;
    let plain = |part: &str| {
        !part.is_empty()
            && part.len() <= 317
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
    };
    let term = |(at, term): (usize, &str)| {
        let (key, value) = match term.split_once('=') {
            Some((key, value)) => (key, Some(value.strip_prefix('=').unwrap_or(value))),
            None => (term, None),
        };
        let is_good = plain(key) && value.is_none_or(|value| value.is_empty() || plain(value));
        is_good
            .then(|| (key.to_owned(), value.map(str::to_owned)))
            .ok_or_else(|| {
                Failure::new(
                    format!(
                        "`selector` cannot be read at term {}: `{}`.",
                        at + 1,
                        echo(term)
                    ),
                    "labels that must be there, joined by commas: `team=web,tier`",
                )
            })
    };
    if text.split(',').count() > MOST {
        return Err(Failure::new(
            format!("`selector` has more than {MOST} terms."),
            "narrow the question with `project` or `namespace` instead",
        ));
    }
    text.split(',')
        .map(str::trim)
        .enumerate()
        .map(term)
        .collect()
}
