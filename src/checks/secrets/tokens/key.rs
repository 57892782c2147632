//! Keys and the values that stand behind them, in any notation.

/// The longest name that is looked at on either side of a keyword.
const LONGEST: usize = 64;
/// The most blanks between a name, its operator and its value.
const BLANKS: usize = 40;

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/')
}

/// The range of the name around a keyword. `None` when it is too long for one.
pub(super) fn name(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let left = bytes
        .get(start.saturating_sub(LONGEST)..start)
        .unwrap_or_default();
    let right = bytes
        .get(end..(end + LONGEST).min(bytes.len()))
        .unwrap_or_default();
    let before = left.iter().rev().take_while(|byte| is_name(**byte)).count();
    let after = right.iter().take_while(|byte| is_name(**byte)).count();
    (before < LONGEST && after < LONGEST).then_some((start - before, end + after))
}

/// Whether a name holds one of some words, in any case. No words: yes.
pub(super) fn has_one_of(name: &[u8], words: &[&str]) -> bool {
    words.is_empty()
        || words.iter().any(|word| {
            name.windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        })
}

/// The offset of the value that a name is given: `name = value`, `"name": "value"`, `--name value`,
/// `name: NAME` and `value: …` in the next line, `key="name" value="…"`.
pub(super) fn value(bytes: &[u8], name: (usize, usize)) -> Option<usize> {
    let mut cursor = Cursor { bytes, at: name.1 };
    let is_flag = bytes.get(name.0..name.0 + 2) == Some(b"--");
    cursor.skip(b"\"'`\\])", 4);
    let blanks = cursor.skip(b" \t", BLANKS);
    if cursor.operator() || (is_flag && blanks > 0) {
        return Some(cursor.inside_quotes());
    }
    cursor.skip(b" \t\r\n,\"'\\", BLANKS);
    if !cursor.word(b"value") {
        return None;
    }
    cursor.skip(b"\"'\\", 2);
    cursor.skip(b" \t", BLANKS);
    cursor.operator().then(|| cursor.inside_quotes())
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Skips at most `most` bytes of a set, and says how many.
    fn skip(&mut self, set: &[u8], most: usize) -> usize {
        let count = self
            .rest()
            .iter()
            .take(most)
            .take_while(|byte| set.contains(byte))
            .count();
        self.at += count;
        count
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let is_here = self
            .rest()
            .get(..word.len())
            .is_some_and(|here| here.eq_ignore_ascii_case(word));
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    fn operator(&mut self) -> bool {
        let Some(operator) = OPERATORS
            .iter()
            .find(|operator| self.rest().starts_with(operator))
        else {
            return false;
        };
        self.at += operator.len();
        true
    }

    fn inside_quotes(&mut self) -> usize {
        self.skip(b" \t", BLANKS);
        self.skip(b"\"'`\\", 4);
        self.at
    }
}

const OPERATORS: [&[u8]; 7] = [b":=", b"?=", b"=>", b"==", b"+=", b"=", b":"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_every_notation() {
        let texts = [
            "X_TOKEN=v",
            "X_TOKEN: v",
            "X_TOKEN:    \"v\"",
            "export X_TOKEN='v'",
            "\"X_TOKEN\": \"v\"",
            "\\\"X_TOKEN\\\": \\\"v\\\"",
            "os.environ[\"X_TOKEN\"] = \"v\"",
            "x_token := `v`",
            "--x-token v",
            "--x-token=v",
            "- name: X_TOKEN\n  value: v",
            "- name: X_TOKEN\n  value: \"v\"",
            "{\"name\": \"X_TOKEN\", \"value\": \"v\"}",
            "<add key=\"X_TOKEN\" value=\"v\" />",
        ];
        for text in texts {
            let bytes = text.as_bytes();
            let at = text.to_ascii_lowercase().find("token").unwrap();
            let found = value(bytes, name(bytes, at, at + 5).unwrap());
            assert_eq!(found.and_then(|at| bytes.get(at)), Some(&b'v'), "{text}");
        }
    }

    #[test]
    fn what_is_no_assignment_has_no_value() {
        for text in [
            "the token v",
            "token",
            "token\n\nv",
            "token, v",
            "name: X_TOKEN\n  valueFrom: v",
        ] {
            let at = text.to_ascii_lowercase().find("token").unwrap();
            assert_eq!(
                value(text.as_bytes(), name(text.as_bytes(), at, at + 5).unwrap()),
                None,
                "{text}"
            );
        }
    }
}
