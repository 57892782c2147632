//! The data key of a file, opened with the age keys at hand (getsops/sops 3.13: `sops.go`, `GetDataKeyWithKeyServices`).

use super::{DamagedCopy, shamir};
use crate::checks::secrets::sops::keys::{AgeKeys, Key};
use crate::checks::secrets::sops::metadata::{entries, groups};
use crate::checks::secrets::sops::raw::Raw;
use crate::checks::secrets::sops::recipients::KeyType;

/// The data key or the reason for which it is not at hand, and the copies that are damaged.
pub(super) struct Found {
    pub(super) key: Result<Key, &'static str>,
    pub(super) damaged: Vec<DamagedCopy>,
}

/// Most copies of a data key that are tried in one group.
const MOST_COPIES: usize = 64;
/// Most key groups that are looked at.
const MOST_GROUPS: usize = 32;

/// Opens the data key. Every copy is tried with every key, as SOPS does: it does not look at the recipient's name.
pub(super) fn find(metadata: &Raw, keys: &AgeKeys) -> Found {
    let mut damaged = Vec::new();
    let groups = groups(metadata);
    let mut shares: Vec<Key> = Vec::new();
    for (index, group) in groups.iter().enumerate().take(MOST_GROUPS) {
        let at = if std::ptr::eq(*group, metadata) {
            "/sops".to_owned()
        } else {
            format!("/sops/key_groups/{index}")
        };
        shares.extend(open_group((group, &at), keys, &mut damaged));
    }
    let key = if groups.len() > 1 {
        combine(&shares, threshold(metadata)).ok_or_else(|| why_not(&groups, keys))
    } else {
        shares.pop().ok_or_else(|| why_not(&groups, keys))
    };
    Found { key, damaged }
}

/// A group gives one share, whichever of its keys opens it.
fn open_group(
    (group, at): (&Raw, &str),
    keys: &AgeKeys,
    damaged: &mut Vec<DamagedCopy>,
) -> Option<Key> {
    let mut share = None;
    for (position, copy) in age_entries(group).enumerate().take(MOST_COPIES) {
        let recipient = copy
            .get("recipient")
            .and_then(Raw::text)
            .unwrap_or_default();
        let text = copy.get("enc").and_then(Raw::text).unwrap_or_default();
        let is_own = keys.belongs(recipient);
        if share.is_some() && !is_own {
            continue;
        }
        match keys.open(text) {
            Some(key) => share = share.or(Some(key)),
            None if is_own && !text.trim().is_empty() => damaged.push(DamagedCopy {
                line: copy.line,
                pointer: format!("{at}/age/{position}/enc"),
                recipient: recipient.to_owned(),
            }),
            None => {}
        }
    }
    share
}

fn age_entries(group: &Raw) -> impl Iterator<Item = &Raw> {
    entries(group)
        .filter(|(key, _)| *key == KeyType::Age)
        .map(|(_, entry)| entry)
}

/// Groups that have to be opened; nothing written means that all there are will do (`ShamirThreshold` is then 0).
fn threshold(metadata: &Raw) -> usize {
    metadata
        .get("shamir_threshold")
        .and_then(Raw::text)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn combine(shares: &[Key], threshold: usize) -> Option<Key> {
    if shares.len() < threshold {
        return None;
    }
    shamir::combine(shares)
}

fn why_not(groups: &[&Raw], keys: &AgeKeys) -> &'static str {
    if let Some(reason) = keys.useless() {
        return reason;
    }
    let recipients = || {
        groups
            .iter()
            .flat_map(|group| age_entries(group))
            .filter_map(|copy| copy.get("recipient").and_then(Raw::text))
    };
    match () {
        () if recipients().next().is_none() => "key type: the file has no age recipient",
        () if !recipients().any(is_x25519) => {
            "key type: the file has no X25519 age recipient, and others are not opened here"
        }
        () if groups.len() > 1 => "the offered age keys open too few of the file's key groups",
        () if recipients().any(|recipient| keys.belongs(recipient)) => {
            "the file's copy of the data key is damaged"
        }
        () => "the offered age key is no recipient of the file",
    }
}

fn is_x25519(recipient: &str) -> bool {
    recipient
        .trim()
        .strip_prefix("age1")
        .is_some_and(|rest| !rest.contains('1'))
}
