//! The grammars of text values. Each is strict, so that a value can be used without surprise
//! wherever the template puts it, and each says in words what it allows.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::age;
use crate::model::clean::misleads;

/// What kind of text a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One line of free text. Shown and quoted as it is.
    Line,
    /// A Kubernetes name without dots (RFC 1123 label).
    DnsLabel,
    /// A Kubernetes name with dots (RFC 1123 subdomain), also a host name.
    DnsName,
    /// An `https` address without credentials.
    Url,
    /// A Git repository over HTTPS or SSH, without credentials.
    GitUrl,
    /// `oci://` and a repository, without tag or digest.
    OciUrl,
    /// A folder or file below the root of a repository.
    Path,
    /// A branch, tag or commit.
    Revision,
    /// An exact release.
    Version,
    /// A range of releases as the Masterminds semver library reads it.
    SemverRange,
    /// `sha256:` and 64 hexadecimal digits.
    Digest,
    /// An image with its digest.
    Image,
    /// A Go duration of hours, minutes and seconds.
    Duration,
    /// A Go regular expression with both anchors.
    AnchoredRegex,
    /// The key of a Kubernetes label.
    LabelKey,
    /// The value of a Kubernetes label.
    LabelValue,
    /// A group as an identity provider names it.
    Group,
    /// The name of a cluster in Argo CD, with `*` for any characters.
    ClusterPattern,
    /// A share from 1% to 100%.
    Percent,
    /// The name of a Prometheus metric or label.
    MetricName,
    /// A user, organisation or repository of GitHub.
    GithubName,
    /// The name of a kubeconfig context.
    KubeContext,
    /// The name of a file, without a folder.
    FileName,
    /// The path of an address.
    UrlPath,
    /// A quantity of CPU or memory.
    Quantity,
    /// An age public key.
    AgeRecipient,
}

/// Pattern (unanchored regex syntax, matched against the whole text), longest allowed length in
/// characters, and the rule in words.
struct Grammar {
    pattern: &'static str,
    longest: usize,
    expects: &'static str,
}

impl Format {
    /// The rule in words, for an error message or a list of parameters.
    #[must_use]
    pub fn expects(self) -> &'static str {
        self.grammar().expects
    }

    /// What is wrong with `text`, in words that do not repeat it, or `None` if it fits.
    pub(super) fn problem(self, text: &str) -> Option<String> {
        let grammar = self.grammar();
        if text.trim().is_empty() {
            return Some("is empty".to_owned());
        }
        let length = text.chars().count();
        if length > grammar.longest {
            return Some(format!(
                "has {length} characters, at most {} are allowed",
                grammar.longest
            ));
        }
        if let Some((at, c)) = text.char_indices().find(|(_, c)| misleads(*c)) {
            return Some(format!(
                "holds the invisible character {} at byte {at}",
                c.escape_unicode()
            ));
        }
        if self == Self::AgeRecipient {
            return age::problem(text).map(str::to_owned);
        }
        if self == Self::Path && text.split('/').any(|part| part == "..") {
            return Some("leaves the repository with `..`".to_owned());
        }
        let fits = self.regex().is_some_and(|regex| regex.is_match(text));
        if !fits {
            return Some("does not have this form".to_owned());
        }
        (self == Self::AnchoredRegex)
            .then(|| wide_regex(text))
            .flatten()
    }

    /// The pattern, compiled once. A pattern that does not compile fits nothing, which the tests
    /// of the examples would show.
    fn regex(self) -> Option<Regex> {
        static COMPILED: Mutex<BTreeMap<Format, Regex>> = Mutex::new(BTreeMap::new());
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = compiled.get(&self) {
            return Some(regex.clone());
        }
        let regex = Regex::new(&format!("^(?:{})$", self.grammar().pattern)).ok()?;
        compiled.insert(self, regex.clone());
        Some(regex)
    }

    fn grammar(self) -> &'static Grammar {
        let found = GRAMMARS.iter().find(|(format, _)| *format == self);
        found.map_or(&NOTHING, |(_, grammar)| grammar)
    }
}

/// What a format without a row takes. The tests show that every format has one.
static NOTHING: Grammar = Grammar {
    pattern: "",
    longest: 0,
    expects: "nothing",
};

static GRAMMARS: &[(Format, Grammar)] = &[
    (
        Format::Line,
        Grammar {
            pattern: ".+",
            longest: 1_000,
            expects: "one line of text",
        },
    ),
    (
        Format::DnsLabel,
        Grammar {
            pattern: "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            longest: 63,
            expects: "a name of lower-case letters, digits and hyphens (at most 63 characters)",
        },
    ),
    (
        Format::DnsName,
        Grammar {
            pattern: r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            longest: 253,
            expects: "a name of lower-case letters, digits, hyphens and dots (at most 253 characters)",
        },
    ),
    (
        Format::Url,
        Grammar {
            pattern: r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/+-]*)?",
            longest: 500,
            expects: "an http or https address without user, password or query",
        },
    ),
    (
        Format::GitUrl,
        Grammar {
            pattern: r"(https://|ssh://git@)[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/+-]+",
            longest: 500,
            expects: "a repository as https://host/path or ssh://git@host/path, without credentials",
        },
    ),
    (
        Format::OciUrl,
        Grammar {
            pattern: r"oci://[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+",
            longest: 500,
            expects: "a repository as oci://registry/path, without tag or digest",
        },
    ),
    (
        Format::Path,
        Grammar {
            pattern: r"\.|(\./)?[A-Za-z0-9._][A-Za-z0-9._-]*(/[A-Za-z0-9._][A-Za-z0-9._-]*)*",
            longest: 500,
            expects: "a path below the root of the repository, without a leading slash or `..`",
        },
    ),
    (
        Format::Revision,
        Grammar {
            pattern: r"[A-Za-z0-9][A-Za-z0-9._/+-]*",
            longest: 250,
            expects: "a branch, tag or commit",
        },
    ),
    (
        Format::Version,
        Grammar {
            pattern: r"v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?",
            longest: 60,
            expects: "an exact version such as 1.2.3",
        },
    ),
    (
        Format::SemverRange,
        Grammar {
            pattern: r"[0-9A-Za-z.*<>=!~^|, +-]+",
            longest: 120,
            expects: "a range of versions such as 1.2.x or >=1.2.0 <2.0.0",
        },
    ),
    (
        Format::Digest,
        Grammar {
            pattern: "sha256:[0-9a-f]{64}",
            longest: 71,
            expects: "sha256: and 64 hexadecimal digits",
        },
    ),
    (
        Format::Image,
        Grammar {
            pattern: r"[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+(:[A-Za-z0-9_][A-Za-z0-9._-]*)?@sha256:[0-9a-f]{64}",
            longest: 500,
            expects: "an image with its digest: registry/path@sha256:… (a tag before the @ is allowed)",
        },
    ),
    (
        Format::Duration,
        Grammar {
            pattern: "([0-9]+h)?([0-9]+m)?([0-9]+s)?",
            longest: 20,
            expects: "a duration such as 10m or 1h30m",
        },
    ),
    (
        Format::AnchoredRegex,
        Grammar {
            pattern: r"\^[^\s]+\$",
            longest: 500,
            expects: "a Go regular expression that begins with ^ and ends with $",
        },
    ),
    (
        Format::LabelKey,
        Grammar {
            pattern: r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
            longest: 317,
            expects: "the key of a Kubernetes label",
        },
    ),
    (
        Format::LabelValue,
        Grammar {
            pattern: "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
            longest: 63,
            expects: "the value of a Kubernetes label (at most 63 letters, digits, `-`, `_`, `.`)",
        },
    ),
    (
        Format::Group,
        Grammar {
            pattern: "[A-Za-z0-9][A-Za-z0-9 _.:@/=-]*",
            longest: 200,
            expects: "a group as the identity provider names it, without commas or quotes",
        },
    ),
    (
        Format::ClusterPattern,
        Grammar {
            pattern: r"[A-Za-z0-9*][A-Za-z0-9._*-]*",
            longest: 200,
            expects: "the name of a cluster; `*` stands for any characters",
        },
    ),
    (
        Format::Percent,
        Grammar {
            pattern: "([1-9][0-9]?|100)%",
            longest: 4,
            expects: "a share from 1% to 100%",
        },
    ),
    (
        Format::MetricName,
        Grammar {
            pattern: "[a-zA-Z_][a-zA-Z0-9_]*",
            longest: 200,
            expects: "the name of a Prometheus metric or label",
        },
    ),
    (
        Format::GithubName,
        Grammar {
            pattern: "[A-Za-z0-9_.][A-Za-z0-9_.-]*",
            longest: 100,
            expects: "a name on GitHub: letters, digits, `-`, `_`, `.`",
        },
    ),
    (
        Format::KubeContext,
        Grammar {
            pattern: "[A-Za-z0-9][A-Za-z0-9._:/@-]*",
            longest: 253,
            expects: "the name of a kubeconfig context",
        },
    ),
    (
        Format::FileName,
        Grammar {
            pattern: "[A-Za-z0-9_][A-Za-z0-9._-]*",
            longest: 200,
            expects: "the name of a file, without a folder",
        },
    ),
    (
        Format::UrlPath,
        Grammar {
            pattern: "/[A-Za-z0-9._~%/-]*",
            longest: 500,
            expects: "a path that begins with a slash",
        },
    ),
    (
        Format::Quantity,
        Grammar {
            pattern: r"[0-9]+(\.[0-9]+)?(m|k|M|G|Ki|Mi|Gi)?",
            longest: 20,
            expects: "a quantity such as 100m or 128Mi",
        },
    ),
    (
        Format::AgeRecipient,
        Grammar {
            pattern: "",
            longest: 3_000,
            expects: "an age public key (age1…, as `age-keygen -y` prints it)",
        },
    ),
];

/// Why an identity pattern is useless, or `None` if it is not. Go's and Rust's regular expressions
/// share their syntax (RE2).
fn wide_regex(text: &str) -> Option<String> {
    let Ok(regex) = Regex::new(text) else {
        return Some("is not a valid regular expression".to_owned());
    };
    regex
        .is_match("https://somebody-else.invalid/anything@refs/heads/any")
        .then(|| "matches everybody".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(format: Format, text: &str) -> bool {
        format.problem(text).is_none()
    }

    #[test]
    fn good_and_bad_values() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        for (format, good, bad) in [
            (Format::Line, "any {{ .x }} text", "two\nlines"),
            (Format::DnsLabel, "010", "Web"),
            (Format::DnsName, "argocd.example.com", "a..b"),
            (
                Format::Url,
                "https://idp.example.com/realm",
                "https://u:p@idp.example.com",
            ),
            (
                Format::GitUrl,
                "https://git.example.com/team/app.git",
                "file:///etc/passwd",
            ),
            (
                Format::GitUrl,
                "ssh://git@git.example.com/team/app",
                "https://token@git.example.com/a",
            ),
            (
                Format::OciUrl,
                "oci://registry.example.com/charts/web",
                "oci://registry.example.com/web:1",
            ),
            (Format::Path, "apps/web", "../web"),
            (Format::Path, ".", "/etc"),
            (Format::Revision, "release/1.2", "--output=x"),
            (Format::Version, "v3.1.0", "3.1"),
            (Format::SemverRange, ">=1.0.0 <2.0.0", "latest!?"),
            (Format::Digest, &digest, "sha256:12"),
            (
                Format::Image,
                &format!("registry.example.com/a/b:1@{digest}"),
                "registry.example.com/a/b:1",
            ),
            (Format::Duration, "1h30m", "ten"),
            (Format::AnchoredRegex, "^https://a$", ".*"),
            (Format::AnchoredRegex, "^https://a$", "^.*$"),
            (Format::AnchoredRegex, "^https://a$", "^(a$"),
            (Format::LabelKey, "example.com/env", "-env"),
            (Format::LabelValue, "prod", "two words"),
            (Format::Group, "org:platform team", "a, role:admin"),
            (Format::MetricName, "http_requests_total", "a-b"),
            (Format::GithubName, "my-org", "-x"),
        ] {
            assert!(fits(format, good), "{format:?} {good}");
            assert!(!fits(format, bad), "{format:?} {bad}");
        }
    }

    #[test]
    fn a05_a08_a10_a11_empty_long_and_invisible() {
        for text in [
            "",
            "   ",
            "a\u{0}b",
            "a\u{1b}[31m",
            "a\u{202e}b",
            "a\u{200b}",
            "a\u{85}b",
            "a\u{e0061}",
        ] {
            assert!(!fits(Format::Line, text), "{text:?}");
        }
        assert!(!fits(Format::Line, &"a".repeat(1 << 20)));
    }
}
