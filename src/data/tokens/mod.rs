//! The formats of credentials that providers hand out, one row each, with the source of the format.
//!
//! The patterns are our own, written from what the named source says about the format. Samples are recipes
//! ([`sample`]), so that this repository holds nothing that looks like a credential.

mod ai;
mod ai_keys;
mod ai_services;
mod azure;
mod carriers;
pub mod checksum;
mod clouds;
mod delivery;
mod git_hosts;
mod gitlab;
mod gitops;
mod hosting;
mod hyperscalers;
mod keys;
mod logs;
mod mail;
mod marketing;
mod messaging;
mod observability;
mod packages;
mod payments;
mod platforms;
mod registries;
pub mod sample;
mod secret_stores;
mod services;

use crate::model::Severity;

/// Where a format shows itself in a text: the literals that a prefilter looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The token begins with one of these, letter for letter.
    Start(&'static [&'static str]),
    /// One of these stands inside the token, after at most `before` bytes of it.
    Inside {
        /// The literals, letter for letter.
        words: &'static [&'static str],
        /// The most bytes of the token that can stand before one.
        before: usize,
    },
    /// The token says nothing by itself: the name of the key that it is assigned to does.
    Key {
        /// The name holds one of these, in any case.
        words: &'static [&'static str],
        /// And one of these, unless there are none.
        also: &'static [&'static str],
    },
}

/// Who a JSON Web Token says that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// None of the others.
    Any,
    /// Argo CD's API server.
    ArgoCd,
    /// A Kubernetes service account token that is kept in a Secret and does not end.
    ServiceAccount,
    /// A Kubernetes token that is bound to an object and ends.
    BoundServiceAccount,
    /// A Supabase key that passes row-level security.
    SupabaseServiceRole,
    /// Scalr.
    Scalr,
}

/// What a match must also satisfy. The first six are checksums that the provider publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Nothing.
    None,
    /// The last six characters are the CRC32 in base 62 of what stands between the prefix and them.
    Crc62,
    /// The same of everything before the last underscore.
    Crc62All,
    /// The last seven characters are the CRC32 in base 36 of everything before them.
    Crc36,
    /// After the last underscore: the CRC32, little endian, in hexadecimal, of everything before it.
    CrcHex,
    /// Bech32 (BIP 173, without its limit of length).
    Bech32,
    /// A JSON Web Token whose header names an algorithm, from this issuer.
    Jwt(Issuer),
    /// Base64 of a JSON object that has these members.
    Json(&'static [&'static str]),
    /// Base64 of a user and a password.
    UserPass,
    /// A password that is neither a reference nor a word of documentation.
    UrlPassword,
    /// Letters and digits that nobody would write by hand.
    Opaque,
}

impl Check {
    /// Whether the provider publishes how to compute a checksum, and it is verified.
    #[must_use]
    pub const fn is_checksum(self) -> bool {
        matches!(
            self,
            Self::Crc62 | Self::Crc62All | Self::Crc36 | Self::CrcHex | Self::Bech32
        )
    }
}

/// One format of credential.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Format {
    /// Stable and unique, in lower case with hyphens.
    pub id: &'static str,
    /// Who hands it out.
    pub provider: &'static str,
    /// What it is, for a reader.
    pub title: &'static str,
    /// Where it shows itself.
    pub anchor: Anchor,
    /// An ASCII regular expression for the whole token. Group 1, if there is one, is the secret part.
    pub pattern: &'static str,
    /// How many bytes after the anchor can belong to it.
    pub window: usize,
    /// Shannon entropy in bits per byte below which a value is no credential. Zero unless only a key's name gives
    /// the value its meaning.
    pub min_entropy: f32,
    /// What a match must also satisfy.
    pub check: Check,
    /// Says what it carries but not whose it is; a specific format at the same place wins.
    pub generic: bool,
    /// The impact of a leak.
    pub severity: Severity,
    /// What to do first, in one sentence.
    pub revoke: &'static str,
    /// Who says that it looks so.
    pub source: &'static str,
    /// A recipe for a text that holds one.
    pub positive: &'static str,
    /// A recipe for a text that nearly does.
    pub negative: &'static str,
}

impl Format {
    /// What a row leaves out.
    const BASE: Self = Self {
        id: "",
        provider: "",
        title: "",
        anchor: Anchor::Start(&[]),
        pattern: "",
        window: 512,
        min_entropy: 0.0,
        check: Check::None,
        generic: false,
        severity: Severity::High,
        revoke: "",
        source: "",
        positive: "",
        negative: "",
    };

    /// The literals that a prefilter looks for.
    #[must_use]
    pub const fn keywords(&self) -> &'static [&'static str] {
        match self.anchor {
            Anchor::Start(words) | Anchor::Inside { words, .. } | Anchor::Key { words, .. } => {
                words
            }
        }
    }

    /// Whether only the name of a key tells it from any other value.
    #[must_use]
    pub const fn needs_context(&self) -> bool {
        matches!(self.anchor, Anchor::Key { .. })
    }
}

/// The tables, family by family.
const FAMILIES: [&[Format]; 24] = [
    hyperscalers::FORMATS,
    clouds::FORMATS,
    azure::FORMATS,
    git_hosts::FORMATS,
    gitlab::FORMATS,
    delivery::FORMATS,
    registries::FORMATS,
    packages::FORMATS,
    gitops::FORMATS,
    secret_stores::FORMATS,
    observability::FORMATS,
    logs::FORMATS,
    messaging::FORMATS,
    mail::FORMATS,
    payments::FORMATS,
    ai::FORMATS,
    ai_services::FORMATS,
    ai_keys::FORMATS,
    platforms::FORMATS,
    hosting::FORMATS,
    services::FORMATS,
    marketing::FORMATS,
    keys::FORMATS,
    carriers::FORMATS,
];

/// Every format, in the order of the tables.
pub fn all() -> impl Iterator<Item = &'static Format> {
    FAMILIES.into_iter().flatten()
}

/// Finds a format by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Format> {
    all().find(|format| format.id == id)
}
