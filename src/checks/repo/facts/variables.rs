//! Variables that Flux fills in after a build: `${NAME}` in any scalar of an object.

use super::super::object::Object as View;
use crate::yaml::Node;

/// A variable without a default, at its first place in an object.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: Box<str>,
    pub(crate) line: u32,
    pub(crate) pointer: Box<str>,
}

/// The switch that keeps an object as it is.
const SWITCH: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Whether labels or annotations turn the switch.
pub(super) fn is_switched(pairs: Node<'_>) -> bool {
    pairs.get(SWITCH).and_then(Node::text) == Some("disabled")
}

/// Whether an inline patch, as text or with a target, turns it for what it changes.
pub(super) fn is_switched_by(patch: Node<'_>) -> bool {
    let text = patch.get("patch").unwrap_or(patch).text();
    text.is_some_and(|text| text.contains(SWITCH) || text.contains(&SWITCH.replace('/', "~1")))
}

pub(super) fn of(view: &View<'_>) -> Box<[Variable]> {
    let switched = ["annotations", "labels"]
        .iter()
        .filter_map(|field| view.at(&["metadata", field]))
        .any(is_switched);
    if switched {
        return Box::default();
    }
    let span = view.node.span();
    let mut found: Vec<Variable> = Vec::new();
    for node in view.document.walk() {
        let Some(text) = node.text().filter(|text| text.contains("${")) else {
            continue;
        };
        if node.is_alias() || !span.contains(&node.span().start) {
            continue;
        }
        for name in names(text) {
            if !found.iter().any(|known| &*known.name == name) {
                found.push(Variable {
                    name: name.into(),
                    line: node.line(),
                    pointer: node.pointer().into(),
                });
            }
        }
    }
    found.into()
}

/// Names in braces without any operator; `$${NAME}` is an escape, and one with a default is never unset.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("${").filter_map(|(at, _)| {
        let escaped = text.get(..at).is_some_and(|before| before.ends_with('$'));
        let (name, _) = text.get(at + 2..)?.split_once('}')?;
        let first = name.chars().next()?;
        let valid = (first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (valid && !escaped).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_what_must_be_set() {
        let found: Vec<_> =
            super::names("${A} $${B} ${C:=x} ${D:-y} $E ${F_1}${1} ${A.b}").collect();
        assert_eq!(found, ["A", "F_1"]);
    }
}
