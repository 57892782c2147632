//! One value as one scalar of the language of a file: YAML, shell or Markdown.

use std::fmt::Write as _;

use crate::model::clean::{code, misleads};

/// Words that some YAML reader takes for something other than text.
const YAML_WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Writes `text` as a YAML scalar on one line: plain where no reader can misunderstand it,
/// double-quoted otherwise.
pub(super) fn yaml(text: &str) -> String {
    if plain_in_yaml(text) {
        text.to_owned()
    } else {
        quoted_yaml(text)
    }
}

/// Starts with a letter or a slash, so it is no number, date, alias, tag or directive in YAML 1.1
/// or 1.2; holds nothing that ends a scalar in block or flow context.
fn plain_in_yaml(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    starts_well
        && !text.ends_with(':')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-:@+".contains(c))
        && !YAML_WORDS
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

fn quoted_yaml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if misleads(c) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes the YAML escape of a character: `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
fn escape(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a String cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Writes `text` as one word of a POSIX shell.
pub(super) fn shell(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "/._-:@=+".contains(c);
    if !text.is_empty() && text.chars().all(bare) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Longest text in a Markdown code span, in characters.
const LONGEST_SPAN: usize = 4_000;

/// Writes `text` as a Markdown code span on one line.
pub(super) fn markdown(text: &str) -> String {
    code(text, LONGEST_SPAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_quotes_what_reads_as_another_type() {
        for text in [
            "",
            "010",
            "1e3",
            "-1",
            "yes",
            "Null",
            "ON",
            "~",
            "0x1f",
            "12:30:45",
            ".inf",
            "2026-01-01",
            "a: b",
            "a #b",
            "a:",
            "[a]",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "- a",
            "a,b",
            "{{ .x }}",
            "${HOME}",
            "=",
            "<<",
        ] {
            assert!(
                yaml(text).starts_with('"'),
                "{text:?} became {}",
                yaml(text)
            );
        }
        for text in [
            "main",
            "apps/web",
            "https://example.com/a",
            "v1.2.3",
            "/spec/replicas",
        ] {
            assert_eq!(yaml(text), text);
        }
    }

    #[test]
    fn yaml_escapes_stay_on_one_line() {
        assert_eq!(
            yaml("a\n\"b\\\u{85}\u{2028}\u{1b}"),
            r#""a\n\"b\\\x85\u2028\x1b""#
        );
        assert_eq!(yaml("\u{e0061}"), r#""\U000e0061""#);
    }

    #[test]
    fn shell_words_do_not_expand() {
        assert_eq!(shell("a-b_c/d"), "a-b_c/d");
        assert_eq!(shell("$(id)"), "'$(id)'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell("~/x"), "'~/x'");
        assert_eq!(shell(""), "''");
    }
}
