//! Which leaves SOPS encrypts (getsops/sops 3.13: `sops.go` `shouldBeEncrypted`, `stores/stores.go` `ToInternal`).

use super::pattern::Pattern;

/// The one rule by which a file chooses its leaves.
#[derive(Debug, Clone)]
pub(crate) enum Selection {
    /// All but keys with this ending, on any element of the path. The default, with `_unencrypted`.
    UnencryptedSuffix(String),
    /// Only keys with this ending, on any element of the path.
    EncryptedSuffix(String),
    /// All but what matches on any element of the path.
    UnencryptedRegex(Pattern),
    /// Only what matches on any element of the path.
    EncryptedRegex(Pattern),
    /// Only what a matching comment counts for.
    EncryptedComments(Pattern),
    /// All but what a matching comment counts for.
    UnencryptedComments(Pattern),
    /// Every leaf: binary files, whose one leaf is the file.
    Everything,
}

/// Suffix that keeps a leaf in clear when a file names no other rule.
pub(crate) const DEFAULT_SUFFIX: &str = "_unencrypted";

/// The six settings, of which SOPS allows one at a time.
pub(crate) const SETTINGS: [&str; 6] = [
    "unencrypted_suffix",
    "encrypted_suffix",
    "unencrypted_regex",
    "encrypted_regex",
    "unencrypted_comment_regex",
    "encrypted_comment_regex",
];

/// More than one setting at once: SOPS refuses the file or rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exclusive;

impl Selection {
    /// Chooses by the settings that are present; an empty text counts as absent, as in SOPS.
    pub(crate) fn from_settings<'t>(
        read: impl Fn(&'static str) -> Option<&'t str>,
    ) -> Result<Self, Exclusive> {
        let mut set = SETTINGS
            .iter()
            .filter_map(|name| Some((*name, read(name).filter(|text| !text.is_empty())?)));
        let Some((name, text)) = set.next() else {
            return Ok(Self::default());
        };
        if set.next().is_some() {
            return Err(Exclusive);
        }
        Ok(match name {
            "unencrypted_suffix" => Self::UnencryptedSuffix(text.to_owned()),
            "encrypted_suffix" => Self::EncryptedSuffix(text.to_owned()),
            "unencrypted_regex" => Self::UnencryptedRegex(Pattern::compile(text)),
            "encrypted_regex" => Self::EncryptedRegex(Pattern::compile(text)),
            "encrypted_comment_regex" => Self::EncryptedComments(Pattern::compile(text)),
            _ => Self::UnencryptedComments(Pattern::compile(text)),
        })
    }

    /// Whether the leaf at this path has to be encrypted; `None` when it cannot be told. List positions are no part of
    /// a path.
    pub(crate) fn must_encrypt(&self, path: &[&str]) -> Option<bool> {
        let found = path
            .iter()
            .try_fold(false, |found, key| Some(found || self.matches(key)?))?;
        self.verdict(found)
    }

    /// Whether one element of a path is what the setting speaks of.
    pub(crate) fn matches(&self, key: &str) -> Option<bool> {
        match self {
            Self::UnencryptedSuffix(suffix) | Self::EncryptedSuffix(suffix) => {
                Some(key.ends_with(suffix.as_str()))
            }
            Self::UnencryptedRegex(pattern) | Self::EncryptedRegex(pattern) => {
                pattern.is_match(key)
            }
            // Comments are no part of a path: `Choice` looks at them.
            Self::EncryptedComments(_) | Self::UnencryptedComments(_) => None,
            Self::Everything => Some(false),
        }
    }

    /// Whether a leaf has to be encrypted if some element of its path matches, or none does.
    pub(crate) const fn verdict(&self, found: bool) -> Option<bool> {
        match self {
            Self::UnencryptedSuffix(_)
            | Self::UnencryptedRegex(_)
            | Self::UnencryptedComments(_) => Some(!found),
            Self::EncryptedSuffix(_) | Self::EncryptedRegex(_) | Self::EncryptedComments(_) => {
                Some(found)
            }
            Self::Everything => Some(true),
        }
    }

    /// Whether Go refuses the expression, so that it never matches.
    pub(crate) const fn is_refused(&self) -> bool {
        matches!(
            self,
            Self::UnencryptedRegex(Pattern::Refused)
                | Self::EncryptedRegex(Pattern::Refused)
                | Self::UnencryptedComments(Pattern::Refused)
                | Self::EncryptedComments(Pattern::Refused)
        )
    }

    /// Why leaves cannot be judged, if they cannot.
    pub(crate) const fn unjudged(&self) -> Option<&'static str> {
        match self {
            Self::UnencryptedRegex(Pattern::Unsupported)
            | Self::EncryptedRegex(Pattern::Unsupported)
            | Self::UnencryptedComments(Pattern::Unsupported)
            | Self::EncryptedComments(Pattern::Unsupported) => {
                Some("SOPS chooses by an expression that cannot be evaluated here")
            }
            _ => None,
        }
    }
}

impl Default for Selection {
    fn default() -> Self {
        Self::UnencryptedSuffix(DEFAULT_SUFFIX.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(setting: &'static str, text: &'static str) -> Selection {
        Selection::from_settings(|name| (name == setting).then_some(text)).unwrap()
    }

    #[test]
    fn a_suffix_counts_on_any_element() {
        let selection = Selection::default();
        assert_eq!(
            selection.must_encrypt(&["a_unencrypted", "b", "c"]),
            Some(false)
        );
        assert_eq!(selection.must_encrypt(&["a", "b"]), Some(true));
        assert_eq!(
            with("encrypted_suffix", "_secret").must_encrypt(&["db_secret", "user"]),
            Some(true)
        );
        assert_eq!(
            with("encrypted_suffix", "_secret").must_encrypt(&["db", "user"]),
            Some(false)
        );
    }

    #[test]
    fn expressions_are_unanchored() {
        assert_eq!(
            with("encrypted_regex", "data").must_encrypt(&["metadata", "name"]),
            Some(true)
        );
        assert_eq!(
            with("encrypted_regex", "^data$").must_encrypt(&["stringData", "p"]),
            Some(false)
        );
        assert_eq!(
            with("unencrypted_regex", "^(kind|metadata)$").must_encrypt(&["metadata", "name"]),
            Some(false)
        );
    }

    #[test]
    fn a_refused_expression_encrypts_nothing() {
        let selection = with("encrypted_regex", "^(?!metadata).*$");
        assert!(selection.is_refused());
        assert_eq!(
            selection.must_encrypt(&["stringData", "password"]),
            Some(false)
        );
    }

    #[test]
    fn two_settings_exclude_each_other_and_empty_ones_do_not_count() {
        let both = Selection::from_settings(|name| {
            matches!(name, "encrypted_regex" | "unencrypted_suffix").then_some("x")
        });
        assert_eq!(both.unwrap_err(), Exclusive);
        let empty = Selection::from_settings(|name| {
            Some(if name == "encrypted_suffix" { "_s" } else { "" })
        })
        .unwrap();
        assert_eq!(empty.must_encrypt(&["a_s"]), Some(true));
    }

    /// A path does not tell what a comment chooses.
    #[test]
    fn comment_rules_need_the_comments() {
        let selection = with("encrypted_comment_regex", "sops");
        assert_eq!(selection.must_encrypt(&["a"]), None);
        assert_eq!(selection.verdict(true), Some(true));
        assert_eq!(selection.unjudged(), None);
    }
}
