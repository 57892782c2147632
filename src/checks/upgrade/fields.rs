//! Finds the places of a manifest that a sign means, and tests what stands there.

use crate::data::changes::{Sign, Test};
use crate::yaml::{Kind, Node};

/// Most nodes that one sign looks at in one object.
const MOST: usize = 20_000;

/// The first place of the object at which what the sign means stands.
pub(super) fn shown<'d>(object: Node<'d>, sign: &Sign) -> Option<Node<'d>> {
    if let Test::LengthNot(length) = sign.test {
        return odd_length(object, sign.at, length);
    }
    places(object, sign.at)
        .into_iter()
        .find(|node| stands(*node, sign.test))
}

/// All places at a path of keys; `*` is every entry or item, `**` everything below.
pub(super) fn places<'d>(object: Node<'d>, path: &[&str]) -> Vec<Node<'d>> {
    let mut found = vec![object];
    for step in path {
        let mut next = Vec::new();
        for node in found {
            match *step {
                "*" => next.extend(children(node)),
                "**" => below(node, &mut next),
                key => next.extend(node.get(key)),
            }
            if next.len() > MOST {
                break;
            }
        }
        found = next;
    }
    found
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let values = node.entries().map(|(_, value)| value);
    values.chain(node.items()).collect()
}

/// The node and all below it, in document order.
fn below<'d>(node: Node<'d>, found: &mut Vec<Node<'d>>) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if found.len() > MOST {
            return;
        }
        found.push(node);
        if !node.is_alias() {
            open.extend(children(node).into_iter().rev());
        }
    }
}

/// A list of another length; a list that is missing where its parent stands has none.
fn odd_length<'d>(object: Node<'d>, path: &[&str], length: usize) -> Option<Node<'d>> {
    let (last, parents) = path.split_last()?;
    places(object, parents).into_iter().find_map(|parent| {
        // A key makes identities unnecessary.
        if parent.get("secretRef").is_some() {
            return None;
        }
        match parent.get(last) {
            Some(list) => (list.items().count() != length).then_some(list),
            None => Some(parent),
        }
    })
}

fn stands(node: Node<'_>, test: Test) -> bool {
    let text = node.text();
    match test {
        Test::Present => true,
        Test::LengthNot(length) => node.items().count() != length,
        Test::Is(texts) => text.is_some_and(|text| texts.contains(&text.trim())),
        Test::Holds(parts) => {
            text.is_some_and(|text| {
                let text = unspaced(text);
                parts.iter().any(|part| text.contains(part))
            }) && node.kind() == Kind::Scalar
        }
        Test::LineWithout(first, second) => text.is_some_and(|text| {
            let text = unspaced(text);
            text.contains(first) && !text.contains(second)
        }),
    }
}

fn unspaced(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '\t' | '"'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse};

    fn sign(at: &'static [&'static str], test: Test) -> Sign {
        Sign {
            kind: "X",
            group: "",
            name: None,
            at,
            test,
        }
    }

    fn line(text: &str, at: &'static [&'static str], test: Test) -> Option<u32> {
        let stream = parse(text.as_bytes(), &Budget::default());
        shown(stream.documents[0].root(), &sign(at, test)).map(Node::line)
    }

    #[test]
    fn paths_reach_entries_items_and_everything_below() {
        let text = "a:\n  - b: 1\n  - b: 2\nc:\n  d:\n    e: two\n";
        assert_eq!(line(text, &["a", "*", "b"], Test::Is(&["2"])), Some(3));
        assert_eq!(line(text, &["c", "**"], Test::Holds(&["tw"])), Some(6));
        assert_eq!(line(text, &["c", "**", "e"], Test::Present), Some(6));
        assert_eq!(line(text, &["c", "x"], Test::Present), None);
        assert_eq!(line(text, &[], Test::Present), Some(1));
    }

    #[test]
    fn a_list_that_is_missing_has_no_items() {
        let at: &[&str] = &["verify", "ids"];
        let odd = |text| line(text, at, Test::LengthNot(1));
        assert_eq!(odd("verify:\n  provider: cosign\n"), Some(2));
        assert_eq!(odd("verify:\n  ids: [a, b]\n"), Some(2));
        assert_eq!(odd("verify:\n  ids: [a]\n"), None);
        assert_eq!(odd("verify:\n  secretRef: {name: key}\n"), None);
        assert_eq!(odd("other: 1\n"), None);
    }

    #[test]
    fn blanks_of_policies_do_not_matter() {
        let text = "policy.csv: |\n  p, role:a, applications, get, */*, allow\n";
        let test = Test::LineWithout("applications,get,", "logs,get,");
        assert_eq!(line(text, &["policy.csv"], test), Some(1));
        let both = format!("{text}  p, role:a, logs, get, */*, allow\n");
        assert_eq!(line(&both, &["policy.csv"], test), None);
    }
}
