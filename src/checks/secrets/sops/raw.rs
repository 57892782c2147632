//! SOPS metadata as a plain tree, whatever format of file it stood in. It holds no secret: recipients, ciphertext, settings.

use crate::yaml::{Kind, Node, Reading, Scalar, Style, timestamp};

/// A value of the metadata with the line it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) line: u32,
    pub(crate) value: RawValue,
}

#[derive(Debug, Clone)]
pub(crate) enum RawValue {
    Map(Vec<(String, Raw)>),
    List(Vec<Raw>),
    Text(String),
    /// A time without quotes, which SOPS does not take for a text.
    Time,
    Null,
}

/// Metadata is small; what lies deeper or is larger is no metadata.
const MAX_DEPTH: usize = 8;
const MAX_ITEMS: usize = 4_096;

impl Raw {
    /// Copies a node. Too deep or too large parts are left out.
    pub(crate) fn from_node(node: Node<'_>) -> Self {
        Self::copy(node, MAX_DEPTH)
    }

    fn copy(node: Node<'_>, depth: usize) -> Self {
        let line = node.line();
        let value = match node.kind() {
            _ if depth == 0 => RawValue::Null,
            Kind::Mapping => RawValue::Map(
                node.entries()
                    .take(MAX_ITEMS)
                    .filter_map(|(key, value)| {
                        Some((key.text()?.to_owned(), Self::copy(value, depth - 1)))
                    })
                    .collect(),
            ),
            Kind::Sequence => RawValue::List(
                node.items()
                    .take(MAX_ITEMS)
                    .map(|item| Self::copy(item, depth - 1))
                    .collect(),
            ),
            Kind::Scalar if is_null(node) => RawValue::Null,
            Kind::Scalar if is_time(node) => RawValue::Time,
            Kind::Scalar => RawValue::Text(node.text().unwrap_or_default().to_owned()),
        };
        Self { line, value }
    }

    /// Builds the tree from flattened names as SOPS writes them in dotenv and INI files, for example
    /// `age__list_0__map_recipient` (getsops/sops 3.13: `stores/flatten.go`).
    pub(crate) fn from_flat<'t>(pairs: impl Iterator<Item = (&'t str, &'t str, u32)>) -> Self {
        let mut root = Self {
            line: 0,
            value: RawValue::Map(Vec::new()),
        };
        for (name, text, line) in pairs.take(MAX_ITEMS) {
            if root.line == 0 {
                root.line = line;
            }
            root.place(&tokens(name), text, line);
        }
        root
    }

    fn place(&mut self, tokens: &[Token<'_>], text: &str, line: u32) {
        let Some((first, rest)) = tokens.split_first() else {
            self.value = RawValue::Text(text.to_owned());
            return;
        };
        if rest.len() > MAX_DEPTH {
            return;
        }
        if let Some(next) = self.child(*first, line) {
            next.place(rest, text, line);
        }
    }

    fn child(&mut self, token: Token<'_>, line: u32) -> Option<&mut Self> {
        let fresh = || Self {
            line,
            value: RawValue::Null,
        };
        if matches!(self.value, RawValue::Null) {
            self.value = match token {
                Token::Key(_) => RawValue::Map(Vec::new()),
                Token::Index(_) => RawValue::List(Vec::new()),
            };
        }
        match (&mut self.value, token) {
            (RawValue::Map(entries), Token::Key(key)) => {
                if !entries.iter().any(|(name, _)| name == key) {
                    entries.push((key.to_owned(), fresh()));
                }
                entries
                    .iter_mut()
                    .find(|(name, _)| name == key)
                    .map(|(_, value)| value)
            }
            (RawValue::List(items), Token::Index(index)) if index <= MAX_ITEMS => {
                while items.len() <= index {
                    items.push(fresh());
                }
                items.get_mut(index)
            }
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            RawValue::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            RawValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; empty for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            RawValue::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) const fn is_map(&self) -> bool {
        matches!(self.value, RawValue::Map(_))
    }
}

/// Null as SOPS reads it, which uses the same YAML package as Kustomize.
pub(crate) fn is_null(node: Node<'_>) -> bool {
    node.kind() == Kind::Scalar && matches!(node.resolve(Reading::Kustomize), Ok(Scalar::Null))
}

fn is_time(node: Node<'_>) -> bool {
    node.style() == Style::Plain
        && node.tag().is_none()
        && node.text().is_some_and(|text| timestamp(text).is_some())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Key(&'t str),
    Index(usize),
}

const MAP: &str = "__map_";
const LIST: &str = "__list_";

fn tokens(name: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut in_list = false;
    let mut rest = name;
    loop {
        let next = match (rest.find(MAP), rest.find(LIST)) {
            (Some(map), Some(list)) => Some(if map < list { (map, MAP) } else { (list, LIST) }),
            (Some(map), None) => Some((map, MAP)),
            (None, Some(list)) => Some((list, LIST)),
            (None, None) => None,
        };
        let word = next.map_or(rest, |(at, _)| rest.get(..at).unwrap_or_default());
        tokens.push(if in_list {
            word.parse().map_or(Token::Key(word), Token::Index)
        } else {
            Token::Key(word)
        });
        let Some((at, separator)) = next else {
            return tokens;
        };
        in_list = separator == LIST;
        rest = rest.get(at + separator.len()..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flattened_names_become_a_tree() {
        let pairs = [
            ("age__list_0__map_recipient", "age1a", 3),
            ("age__list_0__map_enc", "x", 4),
            ("age__list_1__map_recipient", "age1b", 5),
            ("mac", "ENC[..]", 6),
        ];
        let raw = Raw::from_flat(pairs.into_iter());
        let age = raw.get("age").unwrap();
        assert_eq!(age.items().len(), 2);
        assert_eq!(
            age.items()[1].get("recipient").unwrap().text(),
            Some("age1b")
        );
        assert_eq!(raw.get("mac").unwrap().line, 6);
    }

    #[test]
    fn hostile_names_stay_bounded() {
        let deep = "a__map_".repeat(1000);
        let raw = Raw::from_flat(
            [
                (deep.as_str(), "x", 1),
                ("b__list_99999999999", "y", 2),
                ("c__list_4097", "z", 3),
            ]
            .into_iter(),
        );
        assert!(raw.get("b").is_some());
        assert!(raw.get("c").unwrap().items().is_empty());
    }
}
