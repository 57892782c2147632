//! Regular expressions of SOPS files: Go's RE2 syntax, unanchored unless written so.

use regex::{Regex, RegexBuilder};

/// Longest expression that is compiled.
const MAX_SOURCE: usize = 4 * 1024;
/// Bound of a compiled expression, in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// A regular expression as far as it can be told how Go reads it.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// Same meaning here as in Go.
    Compiled(Regex),
    /// Go refuses it too.
    Refused,
    /// Go may accept it, this engine does not: nothing that depends on it can be judged.
    Unsupported,
}

/// What Go's RE2 lacks as well, in the words of the `regex` crate.
const REFUSED_BY_BOTH: [&str; 7] = [
    "look-around",
    "backreferences",
    "unclosed group",
    "unopened group",
    "unclosed character class",
    "invalid character class range",
    "incomplete escape sequence",
];

impl Pattern {
    /// Compiles the text of an expression.
    pub(crate) fn compile(source: &str) -> Self {
        if source.len() > MAX_SOURCE {
            return Self::Unsupported;
        }
        match RegexBuilder::new(source).size_limit(MAX_COMPILED).build() {
            Ok(regex) => Self::Compiled(regex),
            Err(regex::Error::Syntax(text)) if refused(source, &text) => Self::Refused,
            Err(_) => Self::Unsupported,
        }
    }

    /// Whether it matches anywhere in the text. SOPS takes an expression that Go refuses as one that never matches
    /// (`sops.go`, `shouldBeEncrypted` drops the error); `None` when it cannot be told.
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        match self {
            Self::Compiled(regex) => Some(regex.is_match(text)),
            Self::Refused => Some(false),
            Self::Unsupported => None,
        }
    }
}

/// Go takes a `{` that begins no count as a letter, this engine calls it a repetition of nothing.
fn refused(source: &str, error: &str) -> bool {
    REFUSED_BY_BOTH.iter().any(|words| error.contains(words))
        || (error.contains("repetition operator missing expression") && !source.contains('{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unanchored_like_go() {
        assert_eq!(Pattern::compile("data").is_match("metadata"), Some(true));
        assert_eq!(
            Pattern::compile("^(data|stringData)$").is_match("metadata"),
            Some(false)
        );
    }

    #[test]
    fn what_go_refuses_never_matches() {
        for source in [
            "^(?!metadata)",
            "(?<=a)b",
            r"(a)\1",
            "*.yaml",
            "(data",
            "[a-",
            "data)",
        ] {
            assert!(
                matches!(Pattern::compile(source), Pattern::Refused),
                "{source}"
            );
        }
    }

    #[test]
    fn what_only_go_accepts_is_not_judged() {
        for source in [r"\Qa.b\E", "{{name}}", &"a".repeat(MAX_SOURCE + 1)] {
            assert_eq!(Pattern::compile(source).is_match("a"), None, "{source}");
        }
    }

    /// The engine has no backtracking; a large count is refused by its size.
    #[test]
    fn t51_catastrophic_expression_is_bounded() {
        let text = "a".repeat(1 << 16);
        assert_eq!(
            Pattern::compile("^(a+)+$").is_match(&format!("{text}!")),
            Some(false)
        );
        assert!(matches!(
            Pattern::compile("((a{1,500}){1,500}){1,500}"),
            Pattern::Unsupported
        ));
    }
}
