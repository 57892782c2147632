//! The regular expressions of the formats, each compiled when it is first needed and then kept.

use crate::data::tokens::{self, Anchor, Check, Format, Issuer};
use regex::bytes::{Regex, RegexBuilder};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

/// A format and its expression.
pub(super) struct Pattern {
    pub(super) format: &'static Format,
    regex: OnceLock<Option<Regex>>,
}

/// Every format, in the order of the tables.
pub(super) static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    COMPILES.fetch_add(1, Ordering::Relaxed);
    tokens::all()
        .map(|format| Pattern {
            format,
            regex: OnceLock::new(),
        })
        .collect()
});

static COMPILES: AtomicUsize = AtomicUsize::new(0);
static EXPRESSIONS: AtomicUsize = AtomicUsize::new(0);

/// How often this process has built the set of formats, and how many expressions it has compiled for it. The first
/// is never more than one, the second never more than there are formats.
#[must_use]
pub fn compiles() -> (usize, usize) {
    (
        COMPILES.load(Ordering::Relaxed),
        EXPRESSIONS.load(Ordering::Relaxed),
    )
}

impl Pattern {
    /// `None` when the pattern of the table is wrong, which a test of the tables excludes.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile(self.format)).as_ref()
    }
}

/// The longest compiled form of one expression, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

fn compile(format: &Format) -> Option<Regex> {
    EXPRESSIONS.fetch_add(1, Ordering::Relaxed);
    let anchored = match format.anchor {
        Anchor::Inside { .. } => format.pattern.to_owned(),
        Anchor::Start(_) | Anchor::Key { .. } => format!(r"\A(?:{})", format.pattern),
    };
    RegexBuilder::new(&anchored)
        .unicode(false)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

/// The format of the JSON Web Tokens of an issuer.
pub(super) fn of_issuer(issuer: Issuer) -> Option<&'static Format> {
    PATTERNS
        .iter()
        .map(|pattern| pattern.format)
        .find(|format| format.check == Check::Jwt(issuer))
}
