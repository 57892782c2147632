//! Who can decrypt: the master keys of a file or of a creation rule, in one comparable form.

use std::collections::BTreeSet;

use super::raw::Raw;

/// The kind of a master key, in the words of SOPS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyType {
    Age,
    Pgp,
    Kms,
    GcpKms,
    AzureKeyVault,
    VaultTransit,
    HuaweiKms,
}

/// One recipient: public, so it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Recipient {
    pub(crate) key: KeyType,
    /// Normalised: no blanks, no key version, no role.
    pub(crate) id: String,
}

/// The key types and the name of each in the metadata of a file (getsops/sops 3.13: `stores/stores.go`).
pub(crate) const IN_METADATA: [(KeyType, &str); 7] = [
    (KeyType::Age, "age"),
    (KeyType::Pgp, "pgp"),
    (KeyType::Kms, "kms"),
    (KeyType::GcpKms, "gcp_kms"),
    (KeyType::AzureKeyVault, "azure_kv"),
    (KeyType::VaultTransit, "hc_vault"),
    (KeyType::HuaweiKms, "hckms"),
];

/// The key types and the name of each directly in a creation rule (getsops/sops 3.13: `config/config.go`).
pub(crate) const IN_RULE: [(KeyType, &str); 7] = [
    (KeyType::Age, "age"),
    (KeyType::Pgp, "pgp"),
    (KeyType::Kms, "kms"),
    (KeyType::GcpKms, "gcp_kms"),
    (KeyType::AzureKeyVault, "azure_keyvault"),
    (KeyType::VaultTransit, "hc_vault_transit_uri"),
    (KeyType::HuaweiKms, "hckms"),
];

/// The same inside `key_groups` of a creation rule.
pub(crate) const IN_RULE_GROUP: [(KeyType, &str); 7] = [
    (KeyType::Age, "age"),
    (KeyType::Pgp, "pgp"),
    (KeyType::Kms, "kms"),
    (KeyType::GcpKms, "gcp_kms"),
    (KeyType::AzureKeyVault, "azure_keyvault"),
    (KeyType::VaultTransit, "hc_vault"),
    (KeyType::HuaweiKms, "hckms"),
];

impl KeyType {
    /// Whether one holder of one file decrypts. A key management service has its own list of principals and its own recovery.
    pub(crate) const fn is_single_file(self) -> bool {
        matches!(self, Self::Age | Self::Pgp)
    }

    /// The recipient in one entry of a file's metadata.
    pub(crate) fn in_metadata(self, entry: &Raw) -> Option<Recipient> {
        let text = |name: &str| entry.get(name).and_then(Raw::text);
        let id = match self {
            Self::Age => text("recipient")?.to_owned(),
            Self::Pgp => text("fp")?.to_owned(),
            Self::Kms => text("arn")?.to_owned(),
            Self::GcpKms => text("resource_id")?.to_owned(),
            Self::AzureKeyVault => format!(
                "{}/keys/{}",
                text("vault_url")?.trim_end_matches('/'),
                text("name")?
            ),
            Self::VaultTransit => format!(
                "{}/v1/{}/keys/{}",
                text("vault_address")?.trim_end_matches('/'),
                text("engine_path")?,
                text("key_name")?
            ),
            Self::HuaweiKms => text("key_id")?.to_owned(),
        };
        Some(self.recipient(&id))
    }

    /// The recipients in one setting of a creation rule: a comma separated text, or a list of texts or maps.
    pub(crate) fn in_setting(self, setting: &Raw) -> Vec<Recipient> {
        if let Some(text) = setting.text() {
            return text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| self.recipient(part))
                .collect();
        }
        setting
            .items()
            .iter()
            .flat_map(|item| self.in_item(item))
            .collect()
    }

    pub(crate) fn in_item(self, item: &Raw) -> Vec<Recipient> {
        if item.text().is_some() {
            return self.in_setting(item);
        }
        let text = |name: &str| item.get(name).and_then(Raw::text);
        let id = match self {
            Self::Kms => text("arn").map(str::to_owned),
            Self::GcpKms => text("resource_id").map(str::to_owned),
            Self::HuaweiKms => text("key_id").map(str::to_owned),
            Self::AzureKeyVault => text("vaultUrl")
                .zip(text("key"))
                .map(|(vault, key)| format!("{}/keys/{key}", vault.trim_end_matches('/'))),
            Self::Age | Self::Pgp | Self::VaultTransit => None,
        };
        id.map(|id| self.recipient(&id)).into_iter().collect()
    }

    fn recipient(self, id: &str) -> Recipient {
        let id = id.trim();
        let id = match self {
            Self::Pgp => id.replace(' ', "").to_ascii_uppercase(),
            Self::Kms => id.split('+').next().unwrap_or(id).to_owned(),
            Self::AzureKeyVault => without_version(id),
            Self::Age | Self::GcpKms | Self::VaultTransit | Self::HuaweiKms => {
                id.trim_end_matches('/').to_owned()
            }
        };
        Recipient { key: self, id }
    }
}

/// `https://vault/keys/name/version` without the version, which SOPS fills in when a rule leaves it out.
fn without_version(url: &str) -> String {
    let Some((vault, key)) = url.split_once("/keys/") else {
        return url.to_owned();
    };
    format!("{vault}/keys/{}", key.split('/').next().unwrap_or(key))
}

/// What two sets of recipients have apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Drift<'r> {
    /// In the rule, not in the file: cannot decrypt yet.
    pub(crate) missing: Vec<&'r Recipient>,
    /// In the file, not in the rule: can still decrypt.
    pub(crate) left_over: Vec<&'r Recipient>,
}

/// Compares the recipients of a file with those of its rule; `None` when they are the same.
pub(crate) fn drift<'r>(file: &'r [Recipient], rule: &'r [Recipient]) -> Option<Drift<'r>> {
    let (file, rule): (BTreeSet<_>, BTreeSet<_>) = (file.iter().collect(), rule.iter().collect());
    let drift = Drift {
        missing: rule.difference(&file).copied().collect(),
        left_over: file.difference(&rule).copied().collect(),
    };
    (!drift.missing.is_empty() || !drift.left_over.is_empty()).then_some(drift)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::secrets::sops::raw::RawValue;

    fn text(text: &str) -> Raw {
        Raw {
            line: 1,
            value: RawValue::Text(text.to_owned()),
        }
    }

    fn ids(list: &[Recipient]) -> Vec<&str> {
        list.iter().map(|recipient| recipient.id.as_str()).collect()
    }

    #[test]
    fn a_setting_is_a_text_with_commas_or_a_list() {
        assert_eq!(
            ids(&KeyType::Age.in_setting(&text("age1a,\n  age1b,"))),
            ["age1a", "age1b"]
        );
        let list = Raw {
            line: 1,
            value: RawValue::List(vec![text("age1a"), text("age1b,age1c")]),
        };
        assert_eq!(
            ids(&KeyType::Age.in_setting(&list)),
            ["age1a", "age1b", "age1c"]
        );
    }

    #[test]
    fn the_same_key_is_the_same_however_it_is_written() {
        let fingerprint = KeyType::Pgp.in_setting(&text("ab12 cd34"));
        assert_eq!(ids(&fingerprint), ["AB12CD34"]);
        let rule =
            KeyType::AzureKeyVault.in_setting(&text("https://v.vault.azure.net/keys/k/0123"));
        let file = Raw {
            line: 1,
            value: RawValue::Map(vec![
                ("vault_url".to_owned(), text("https://v.vault.azure.net")),
                ("name".to_owned(), text("k")),
                ("version".to_owned(), text("0456")),
            ]),
        };
        assert_eq!(
            rule,
            vec![KeyType::AzureKeyVault.in_metadata(&file).unwrap()]
        );
        assert_eq!(
            ids(&KeyType::Kms.in_setting(&text("arn:aws:kms:a:1:key/b+arn:aws:iam::1:role/r"))),
            ["arn:aws:kms:a:1:key/b"]
        );
    }

    #[test]
    fn drift_tells_both_sides() {
        let file = KeyType::Age.in_setting(&text("age1a,age1old"));
        let rule = KeyType::Age.in_setting(&text("age1new,age1a"));
        let drift = drift(&file, &rule).unwrap();
        assert_eq!(
            (drift.missing[0].id.as_str(), drift.left_over[0].id.as_str()),
            ("age1new", "age1old")
        );
        assert_eq!(super::drift(&file, &file), None);
    }
}
