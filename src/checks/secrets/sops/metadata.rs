//! The `sops` part of an encrypted file (getsops/sops 3.13: `stores/stores.go`, `stores/metadata.go`).

use super::enc::{DataType, Shape, shape};
use super::raw::Raw;
use super::recipients::{IN_METADATA, KeyType, Recipient};
use super::selection::{Exclusive, Selection};

/// What the metadata of one file or document says.
#[derive(Debug, Clone)]
pub(crate) struct Metadata {
    /// Line of the `sops` key's value.
    pub(crate) line: u32,
    /// The message authentication code; `Err` tells what is wrong with it.
    pub(crate) mac: Result<(), &'static str>,
    /// Which leaves are encrypted; `Err` when the file names two rules at once.
    pub(crate) selection: Result<Selection, Exclusive>,
    /// All recipients of all key groups.
    pub(crate) recipients: Vec<Recipient>,
    /// Other reasons for which SOPS refuses the file, in our own words.
    pub(crate) defects: Vec<Defect>,
}

/// A reason for which SOPS refuses a file, with the field that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Defect {
    pub(crate) field: &'static str,
    pub(crate) line: u32,
    pub(crate) reason: &'static str,
}

impl Metadata {
    /// Reads metadata, if it is that of SOPS. Charts use the key `sops` for settings of their own, so a map counts only
    /// with a code, a time stamp or a data key in it.
    pub(crate) fn read(raw: &Raw) -> Option<Self> {
        if !raw.is_map()
            || !(raw.get("mac").is_some() || raw.get("lastmodified").is_some() || has_data_key(raw))
        {
            return None;
        }
        let text = |name: &str| raw.get(name).and_then(Raw::text);
        Some(Self {
            line: raw.line,
            mac: judge_mac(text("mac")),
            selection: Selection::from_settings(text),
            recipients: recipients(raw),
            defects: defects(raw),
        })
    }

    /// Which leaves are encrypted, as far as SOPS would get: a file with two rules is refused.
    pub(crate) fn selection(&self) -> Option<&Selection> {
        self.selection.as_ref().ok()
    }
}

fn has_data_key(raw: &Raw) -> bool {
    groups(raw)
        .iter()
        .any(|group| entries(group).any(|(_, entry)| entry.get("enc").is_some()))
}

/// Key groups as SOPS takes them: those at the top, or else the list `key_groups`.
pub(crate) fn groups(raw: &Raw) -> Vec<&Raw> {
    if entries(raw).next().is_some() {
        return vec![raw];
    }
    raw.get("key_groups")
        .map(|groups| groups.items().iter().collect())
        .unwrap_or_default()
}

pub(crate) fn entries(group: &Raw) -> impl Iterator<Item = (KeyType, &Raw)> {
    IN_METADATA.iter().flat_map(|(key, name)| {
        group
            .get(name)
            .map(Raw::items)
            .unwrap_or_default()
            .iter()
            .map(|entry| (*key, entry))
    })
}

fn recipients(raw: &Raw) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = groups(raw)
        .into_iter()
        .flat_map(entries)
        .filter_map(|(key, entry)| key.in_metadata(entry))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn judge_mac(mac: Option<&str>) -> Result<(), &'static str> {
    let Some(mac) = mac.filter(|mac| !mac.is_empty()) else {
        return Err("is missing");
    };
    match shape(mac) {
        Shape::Encrypted(DataType::Str) => Ok(()),
        Shape::Encrypted(_) => Err("does not have the type of a text"),
        Shape::Malformed(_) => Err("is a damaged ciphertext"),
        Shape::Clear => Err("is no ciphertext"),
    }
}

fn defects(raw: &Raw) -> Vec<Defect> {
    let mut found = Vec::new();
    let mut add = |field, line, reason| {
        found.push(Defect {
            field,
            line,
            reason,
        })
    };
    match raw.get("lastmodified") {
        None => add("lastmodified", raw.line, "is missing"),
        Some(value) if !value.text().is_some_and(is_rfc3339) => {
            add("lastmodified", value.line, "is no RFC 3339 time")
        }
        Some(_) => {}
    }
    // Needed since the format of an old version has to be told from the present one (`cmd/sops/common/common.go`).
    match raw.get("version") {
        None => add("version", raw.line, "is missing"),
        Some(value) if !value.text().is_some_and(is_version) => {
            add("version", value.line, "is no version")
        }
        Some(_) => {}
    }
    let text = |name: &str| raw.get(name).and_then(Raw::text);
    let line = |name: &str| raw.get(name).map_or(raw.line, |value| value.line);
    if text("mac_only_encrypted").is_some_and(|text| go_bool(text).is_none()) {
        let name = "mac_only_encrypted";
        add(name, line(name), "is neither true nor false");
    }
    if text("shamir_threshold").is_some_and(|text| text.parse::<i64>().is_err()) {
        let name = "shamir_threshold";
        add(name, line(name), "is no number");
    }
    let groups = groups(raw);
    if groups.iter().all(|group| entries(group).next().is_none()) {
        add(
            "key_groups",
            raw.line,
            "names no key, so nobody can decrypt",
        );
    }
    for (key, entry) in groups.into_iter().flat_map(entries) {
        if let Some(reason) = entry_defect(key, entry) {
            add("key_groups", entry.line, reason);
        }
    }
    found
}

fn entry_defect(key: KeyType, entry: &Raw) -> Option<&'static str> {
    let copy = entry.get("enc").and_then(Raw::text);
    if key.in_metadata(entry).is_none() {
        Some("has an entry without recipient")
    } else if key != KeyType::Age && !is_time(entry.get("created_at")) {
        Some("has an entry whose `created_at` is no RFC 3339 time")
    } else if copy.is_none_or(|copy| copy.trim().is_empty()) {
        Some("has a recipient without its copy of the data key")
    } else {
        None
    }
}

fn is_time(value: Option<&Raw>) -> bool {
    value.and_then(Raw::text).is_some_and(is_rfc3339)
}

/// Go's `strconv.ParseBool`, as far as a setting is written; an empty text is false.
pub(crate) fn go_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Three numbers with dots, and whatever a pre-release or a build adds.
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A time as SOPS binds its code to it: Go's `time.Parse` and `Format` with RFC 3339, which drop fractions.
pub(crate) fn go_time(text: &str) -> Option<String> {
    if !is_rfc3339(text) {
        return None;
    }
    let seconds = text.get(..19)?;
    let zone = text.get(text.rfind(['Z', '+', '-'])?..)?;
    let zone = if matches!(zone, "+00:00" | "-00:00") {
        "Z"
    } else {
        zone
    };
    Some(format!("{seconds}{zone}"))
}

/// The shape of RFC 3339, as strictly as Go's `time.Parse` in what hand edits break.
fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pattern = b"dddd-dd-ddTdd:dd:dd";
    let Some((head, zone)) = bytes.split_at_checked(pattern.len()) else {
        return false;
    };
    let fits = head.iter().zip(pattern).all(|(byte, wanted)| {
        if *wanted == b'd' {
            byte.is_ascii_digit()
        } else {
            byte == wanted
        }
    });
    let number = |from: usize, to: usize| {
        text.get(from..to)
            .and_then(|digits| digits.parse::<u32>().ok())
            .unwrap_or(u32::MAX)
    };
    let in_range = (1..=12).contains(&number(5, 7))
        && (1..=days(number(0, 4), number(5, 7))).contains(&number(8, 10))
        && number(11, 13) < 24
        && number(14, 16) < 60
        && number(17, 19) < 60;
    fits && in_range && is_zone(zone)
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_zone(zone: &[u8]) -> bool {
    let zone = match zone.split_first() {
        Some((b'.' | b',', rest)) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            rest.get(digits..).unwrap_or_default()
        }
        _ => zone,
    };
    matches!(zone, [b'Z'])
        || matches!(zone, [b'+' | b'-', a, b, b':', c, d] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for text in [
            "2026-11-24T10:00:00Z",
            "2026-11-24T10:00:00.123Z",
            "2026-11-24T10:00:00+01:00",
        ] {
            assert!(is_rfc3339(text), "{text}");
        }
        for text in [
            "",
            "2026-11-24",
            "2026-11-24 10:00:00Z",
            "2026-13-24T10:00:00Z",
            "2026-11-24T10:00:00",
            "2026-11-24T25:00:00Z",
            "now",
        ] {
            assert!(!is_rfc3339(text), "{text}");
        }
    }

    #[test]
    fn a_chart_setting_named_sops_is_no_metadata() {
        let raw = Raw::from_flat([("enabled", "true", 1), ("age__list_0", "x", 2)].into_iter());
        assert!(Metadata::read(&raw).is_none());
    }

    #[test]
    fn recipients_of_key_groups_are_joined() {
        let pairs = [
            (
                "key_groups__list_0__map_age__list_0__map_recipient",
                "age1a",
                1,
            ),
            ("key_groups__list_0__map_age__list_0__map_enc", "x", 1),
            ("key_groups__list_1__map_pgp__list_0__map_fp", "ABCD", 1),
            ("key_groups__list_1__map_pgp__list_0__map_enc", "x", 1),
            (
                "key_groups__list_1__map_pgp__list_0__map_created_at",
                "2026-11-24T10:00:00Z",
                1,
            ),
            ("lastmodified", "2026-11-24T10:00:00Z", 1),
            ("version", "3.13.3", 1),
        ];
        let metadata = Metadata::read(&Raw::from_flat(pairs.into_iter())).unwrap();
        assert_eq!(metadata.recipients.len(), 2);
        assert_eq!(metadata.defects, []);
        assert_eq!(metadata.mac, Err("is missing"));
    }
}
