//! `.sops.yaml` (getsops/sops 3.13: `config/config.go`).

use super::pattern::Pattern;
use super::raw::{Raw, RawValue};
use super::recipients::{IN_RULE, IN_RULE_GROUP, KeyType, Recipient};
use super::selection::{Exclusive, SETTINGS, Selection};

/// The name that SOPS looks for.
pub(crate) const FILE_NAME: &str = ".sops.yaml";
/// A name that people use and SOPS ignores with a warning.
pub(crate) const IGNORED_NAME: &str = ".sops.yml";

/// One configuration file.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Path of the file.
    pub(crate) path: String,
    /// Its folder with a trailing slash; empty at the root.
    pub(crate) folder: String,
    /// Creation rules in order: the first that matches governs a file.
    pub(crate) rules: Vec<CreationRule>,
    /// Keys that SOPS ignores.
    pub(crate) unknown: Vec<UnknownKey>,
    /// The file as it is, for a patch: it holds recipients and settings, no secret.
    pub(crate) text: String,
    /// It lies above the folder that was asked for: it governs, and is not judged itself.
    pub(crate) outside: bool,
}

/// One entry of `creation_rules`.
#[derive(Debug, Clone)]
pub(crate) struct CreationRule {
    pub(crate) line: u32,
    pub(crate) pointer: String,
    /// The expression and its text; absent when the rule matches every file.
    pub(crate) path: Option<(String, Pattern)>,
    pub(crate) selection: Result<Selection, Exclusive>,
    /// The settings of the selection as they are written, for a finding's evidence.
    pub(crate) settings: Vec<(&'static str, String)>,
    pub(crate) recipients: Vec<Placed>,
    /// Whether the rule names any way to choose leaves.
    pub(crate) groups: usize,
}

/// A recipient with its line.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) recipient: Recipient,
    pub(crate) line: u32,
}

/// A key that SOPS does not know and silently drops.
#[derive(Debug, Clone)]
pub(crate) struct UnknownKey {
    pub(crate) key: String,
    pub(crate) line: u32,
    pub(crate) pointer: String,
    /// The known key that was probably meant.
    pub(crate) nearest: Option<&'static str>,
}

const TOP_KEYS: [&str; 3] = ["creation_rules", "destination_rules", "stores"];
const RULE_KEYS: [&str; 12] = [
    "path_regex",
    "kms",
    "aws_profile",
    "age",
    "pgp",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "hc_vault_transit_uri",
    "key_groups",
    "shamir_threshold",
    "mac_only_encrypted",
];
const GROUP_KEYS: [&str; 8] = [
    "merge",
    "kms",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "hc_vault",
    "age",
    "pgp",
];

impl Config {
    /// Reads the first document, which is the only one that SOPS reads. `None` when it is no mapping.
    pub(crate) fn read(path: &str, root: &Raw) -> Option<Self> {
        let RawValue::Map(entries) = &root.value else {
            return None;
        };
        // Other keys at the top usually hold anchors; only a slip of the pen is worth a word.
        let mut unknown: Vec<UnknownKey> = entries
            .iter()
            .filter(|(key, _)| !TOP_KEYS.contains(&key.as_str()))
            .map(|(key, value)| unknown_key(key, value.line, "", &TOP_KEYS))
            .filter(|unknown| unknown.nearest.is_some())
            .collect();
        let rules = root
            .get("creation_rules")
            .map(Raw::items)
            .unwrap_or_default();
        for (index, rule) in rules.iter().enumerate() {
            unknown.extend(unknown_in_rule(rule, &format!("/creation_rules/{index}")));
        }
        Some(Self {
            path: path.to_owned(),
            folder: path
                .rfind('/')
                .and_then(|at| path.get(..=at))
                .unwrap_or_default()
                .to_owned(),
            rules: rules
                .iter()
                .enumerate()
                .map(|(index, rule)| CreationRule::read(index, rule))
                .collect(),
            unknown,
            text: String::new(),
            outside: false,
        })
    }

    /// With the text that it was read from.
    pub(crate) fn with_text(self, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..self
        }
    }

    /// Whether SOPS reads a file of this name.
    pub(crate) fn is_read(&self) -> bool {
        self.path.rsplit('/').next() == Some(FILE_NAME)
    }

    /// The rule that governs a file: the first whose expression matches the path relative to this file's folder.
    /// `Err` when an expression before it cannot be evaluated.
    pub(crate) fn rule_for(&self, path: &str) -> Result<Option<(usize, &CreationRule)>, Unjudged> {
        let Some(relative) = path.strip_prefix(&self.folder) else {
            return Ok(None);
        };
        for (index, rule) in self.rules.iter().enumerate() {
            match &rule.path {
                None => return Ok(Some((index, rule))),
                // SOPS stops with an error at an expression that Go refuses.
                Some((_, Pattern::Refused)) => return Ok(None),
                Some((_, pattern)) => match pattern.is_match(relative) {
                    None => return Err(Unjudged),
                    Some(true) => return Ok(Some((index, rule))),
                    Some(false) => {}
                },
            }
        }
        Ok(None)
    }
}

/// An expression that cannot be evaluated stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unjudged;

impl CreationRule {
    fn read(index: usize, rule: &Raw) -> Self {
        let text = |name: &str| rule.get(name).and_then(Raw::text);
        let groups = rule.get("key_groups").map(Raw::items).unwrap_or_default();
        Self {
            line: rule.line,
            pointer: format!("/creation_rules/{index}"),
            path: text("path_regex")
                .filter(|text| !text.is_empty())
                .map(|text| (text.to_owned(), Pattern::compile(text))),
            selection: Selection::from_settings(text),
            settings: SETTINGS
                .iter()
                .filter_map(|name| Some((*name, text(name).filter(|t| !t.is_empty())?.to_owned())))
                .collect(),
            recipients: recipients(rule, groups),
            groups: groups.len(),
        }
    }

    /// The recipients without their lines.
    pub(crate) fn recipients(&self) -> Vec<Recipient> {
        let mut list: Vec<Recipient> = self
            .recipients
            .iter()
            .map(|placed| placed.recipient.clone())
            .collect();
        list.sort();
        list.dedup();
        list
    }
}

/// Those of `key_groups` when there are any, or else those of the rule itself.
fn recipients(rule: &Raw, groups: &[Raw]) -> Vec<Placed> {
    if groups.is_empty() {
        return of(rule, &IN_RULE);
    }
    groups.iter().flat_map(|group| of_group(group, 0)).collect()
}

fn of_group(group: &Raw, depth: usize) -> Vec<Placed> {
    let merged = group.get("merge").map(Raw::items).unwrap_or_default();
    let mut list: Vec<Placed> = match depth {
        0..8 => merged
            .iter()
            .flat_map(|group| of_group(group, depth + 1))
            .collect(),
        _ => Vec::new(),
    };
    list.extend(of(group, &IN_RULE_GROUP));
    list
}

fn of(holder: &Raw, names: &[(KeyType, &str)]) -> Vec<Placed> {
    let settings = names
        .iter()
        .filter_map(|(key, name)| Some((*key, holder.get(name)?)));
    settings
        .flat_map(|(key, setting)| match &setting.value {
            RawValue::List(items) => items.iter().flat_map(|item| placed(key, item)).collect(),
            _ => placed(key, setting),
        })
        .collect()
}

fn placed(key: KeyType, setting: &Raw) -> Vec<Placed> {
    let found = match setting.is_map() {
        true => key.in_item(setting),
        false => key.in_setting(setting),
    };
    found
        .into_iter()
        .map(|recipient| Placed {
            recipient,
            line: setting.line,
        })
        .collect()
}

fn unknown_in_rule(rule: &Raw, pointer: &str) -> Vec<UnknownKey> {
    let known: Vec<&'static str> = RULE_KEYS.into_iter().chain(SETTINGS).collect();
    let mut list = unknown_in(rule, pointer, &known);
    for (index, group) in rule
        .get("key_groups")
        .map(Raw::items)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        list.extend(unknown_in(
            group,
            &format!("{pointer}/key_groups/{index}"),
            &GROUP_KEYS,
        ));
    }
    list
}

fn unknown_in(holder: &Raw, pointer: &str, known: &[&'static str]) -> Vec<UnknownKey> {
    let RawValue::Map(entries) = &holder.value else {
        return Vec::new();
    };
    // `<<` merges an anchor's keys; they are judged where the anchor stands.
    let foreign = entries
        .iter()
        .filter(|(key, _)| !known.contains(&key.as_str()) && key != "<<");
    foreign
        .map(|(key, value)| unknown_key(key, value.line, pointer, known))
        .collect()
}

fn unknown_key(key: &str, line: u32, pointer: &str, known: &[&'static str]) -> UnknownKey {
    UnknownKey {
        key: key.to_owned(),
        line,
        pointer: format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        nearest: nearest(key, known),
    }
}

/// A known key at a distance of at most two letters, or the same but for case and separators.
fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect::<String>()
    };
    let best = known
        .iter()
        .map(|name| {
            (
                strsim::damerau_levenshtein(&plain(key), &plain(name)),
                *name,
            )
        })
        .min()?;
    (best.0 <= 2 && best.0 * 3 < best.1.len()).then_some(best.1)
}
