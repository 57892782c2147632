//! Secret stores and password managers.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const VAULT: Format = Format {
    provider: "HashiCorp Vault",
    revoke: "Revoke the token with vault token revoke, its children with it.",
    source: r#"HashiCorp Vault documentation, "Tokens: token prefixes" (hvs., hvb., hvr.; s., b., r. before 1.10)"#,
    ..Format::BASE
};

const DOPPLER: Format = Format {
    provider: "Doppler",
    revoke: "Revoke the token in the Doppler dashboard.",
    source: r#"Doppler documentation, "Token formats": dp.pt, dp.st, dp.ct, dp.sa, dp.scim, dp.audit; trufflehog 3.97.0 `pkg/detectors`/doppler"#,
    ..Format::BASE
};

const INFISICAL: Format = Format {
    provider: "Infisical",
    revoke: "Revoke the service token or the client secret of the machine identity.",
    source: r#"Infisical documentation, "Service tokens" (st. and three hexadecimal parts) and "Universal Auth" (client secret of 64 hexadecimal digits)"#,
    ..Format::BASE
};

const ONEPASSWORD: Format = Format {
    provider: "1Password",
    revoke: "Revoke the service account token, or make a new Secret Key.",
    source: r#"1Password developer documentation, "Service accounts" (ops_ and base64 JSON) and "About your Secret Key""#,
    ..Format::BASE
};

const BITWARDEN: Format = Format {
    provider: "Bitwarden",
    revoke: "Revoke the access token of the machine account.",
    source: "bitwarden/sdk-sm `crates/bitwarden-core/src/auth/access_token.rs`: 0.<uuid>.<secret>:<key>",
    ..Format::BASE
};

const CONJUR: Format = Format {
    provider: "CyberArk Conjur",
    revoke: "Rotate the API key of the host or user.",
    source: r#"CyberArk documentation, "API key" (default authenticator): alphanumeric, 51 to 56 characters; its examples are in lower case"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "vault-service-token",
        title: "Vault service token",
        anchor: Anchor::Start(&["hvs."]),
        pattern: r"hvs\.[A-Za-z0-9_-]{24,}",
        severity: Severity::Critical,
        positive: "hvs.«u64:92»",
        negative: "hvs.«u64:12»",
        ..VAULT
    },
    Format {
        id: "vault-batch-token",
        title: "Vault batch token",
        anchor: Anchor::Start(&["hvb."]),
        pattern: r"hvb\.[A-Za-z0-9_-]{100,}",
        positive: "hvb.«u64:160»",
        negative: "hvb.«u64:40»",
        ..VAULT
    },
    Format {
        id: "vault-recovery-token",
        title: "Vault recovery token",
        anchor: Anchor::Start(&["hvr."]),
        pattern: r"hvr\.[A-Za-z0-9_-]{24,}",
        severity: Severity::Critical,
        positive: "hvr.«u64:40»",
        negative: "hvr.«u64:12»",
        ..VAULT
    },
    Format {
        id: "vault-legacy-token",
        title: "Vault token of the old format",
        anchor: Anchor::Key {
            words: &["vault"],
            also: &["token"],
        },
        pattern: r"[sbr]\.[A-Za-z0-9]{24}",
        severity: Severity::Critical,
        positive: "VAULT_TOKEN=s.«b62:24»",
        negative: "VAULT_TOKEN=s.«b62:12»",
        ..VAULT
    },
    Format {
        id: "vault-approle-secret-id",
        title: "Vault AppRole secret id",
        anchor: Anchor::Key {
            words: &["vault", "approle"],
            also: &["secret_id", "secretid", "secret-id"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        revoke: "Destroy the secret id with the AppRole endpoint secret-id/destroy.",
        source: r#"HashiCorp Vault documentation, "AppRole auth method""#,
        positive: "VAULT_SECRET_ID=«uuid»",
        negative: "VAULT_SECRET_ID=«hex:30»",
        ..VAULT
    },
    Format {
        id: "vault-unseal-key",
        title: "Vault unseal or recovery key",
        anchor: Anchor::Key {
            words: &["unseal", "vault_recovery"],
            also: &["key"],
        },
        pattern: "(?:[A-Za-z0-9/+]{43}=|[A-Za-z0-9/+]{44}|[0-9a-f]{64,66})",
        min_entropy: 3.5,
        severity: Severity::Critical,
        revoke: "Rekey Vault with vault operator rekey.",
        source: r#"HashiCorp Vault documentation, "operator init": base64 of 33-byte key shares, 32 without sharing"#,
        positive: "VAULT_UNSEAL_KEY=«b64:44»",
        negative: "VAULT_UNSEAL_KEY=«b64:30»",
        ..VAULT
    },
    Format {
        id: "doppler-personal-token",
        title: "Doppler personal token",
        anchor: Anchor::Start(&["dp.pt."]),
        pattern: r"dp\.pt\.[A-Za-z0-9]{40,44}",
        severity: Severity::Critical,
        positive: "dp.pt.«b62:43»",
        negative: "dp.pt.«b62:30»",
        ..DOPPLER
    },
    Format {
        id: "doppler-cli-token",
        title: "Doppler CLI token",
        anchor: Anchor::Start(&["dp.ct."]),
        pattern: r"dp\.ct\.[A-Za-z0-9]{40,44}",
        severity: Severity::Critical,
        positive: "dp.ct.«b62:43»",
        negative: "dp.ct.«b62:30»",
        ..DOPPLER
    },
    Format {
        id: "doppler-service-account-token",
        title: "Doppler service account token",
        anchor: Anchor::Start(&["dp.sa."]),
        pattern: r"dp\.sa\.[A-Za-z0-9]{40,44}",
        severity: Severity::Critical,
        positive: "dp.sa.«b62:43»",
        negative: "dp.sa.«b62:30»",
        ..DOPPLER
    },
    Format {
        id: "doppler-scim-token",
        title: "Doppler SCIM token",
        anchor: Anchor::Start(&["dp.scim."]),
        pattern: r"dp\.scim\.[A-Za-z0-9]{40,44}",
        positive: "dp.scim.«b62:43»",
        negative: "dp.scim.«b62:30»",
        ..DOPPLER
    },
    Format {
        id: "doppler-audit-token",
        title: "Doppler audit token",
        anchor: Anchor::Start(&["dp.audit."]),
        pattern: r"dp\.audit\.[A-Za-z0-9]{40,44}",
        severity: Severity::Medium,
        positive: "dp.audit.«b62:43»",
        negative: "dp.audit.«b62:30»",
        ..DOPPLER
    },
    Format {
        id: "doppler-service-token",
        title: "Doppler service token",
        anchor: Anchor::Start(&["dp.st."]),
        pattern: r"dp\.st\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
        severity: Severity::Critical,
        positive: "dp.st.production.«b62:43»",
        negative: "dp.st.production.«b62:20»",
        ..DOPPLER
    },
    Format {
        id: "infisical-service-token",
        title: "Infisical service token",
        anchor: Anchor::Start(&["st."]),
        pattern: r"st\.[0-9a-f-]{24,36}\.[0-9a-f]{32}\.[0-9a-f]{32}",
        severity: Severity::Critical,
        positive: "st.«hex:24».«hex:32».«hex:32»",
        negative: "st.«hex:24».«hex:32».«hex:20»",
        ..INFISICAL
    },
    Format {
        id: "infisical-client-secret",
        title: "Infisical machine identity secret",
        anchor: Anchor::Key {
            words: &["infisical"],
            also: &["secret"],
        },
        pattern: "[0-9a-f]{64}",
        min_entropy: 3.3,
        severity: Severity::Critical,
        positive: "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=«hex:64»",
        negative: "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=«hex:60»",
        ..INFISICAL
    },
    Format {
        id: "1password-service-account-token",
        title: "1Password service account token",
        anchor: Anchor::Start(&["ops_eyJ"]),
        pattern: "ops_(eyJ[A-Za-z0-9/+_-]{200,}={0,2})",
        window: 3100,
        check: Check::Json(&["signInAddress"]),
        severity: Severity::Critical,
        positive: r#"ops_«u64={"signInAddress":"example.1password.com","userAuth":{"method":"SRPg-4096"},"email":"ci@1passwordserviceaccounts.com","srpX":"«hex:64»","muk":{"k":"«u64:43»"},"secretKey":"«AN:34»"}»"#,
        negative: "ops_eyJ«u64:120»",
        ..ONEPASSWORD
    },
    Format {
        id: "1password-secret-key",
        title: "1Password Secret Key",
        anchor: Anchor::Start(&["A3-"]),
        pattern: "A3-[A-Z0-9]{6}-(?:[A-Z0-9]{6}-[A-Z0-9]{5}|[A-Z0-9]{11})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
        severity: Severity::Medium,
        positive: "A3-«AN:6»-«AN:6»-«AN:5»-«AN:5»-«AN:5»-«AN:5»",
        negative: "A3-«AN:6»-«AN:6»-«AN:5»-«AN:5»",
        ..ONEPASSWORD
    },
    Format {
        id: "1password-connect-credentials",
        title: "1Password Connect credentials file",
        anchor: Anchor::Start(&[r#""encCredentials""#]),
        pattern: r#""encCredentials"\s*:\s*\{[^}]{20,}"(?:data|iv)"\s*:\s*"[A-Za-z0-9_-]{10,}"#,
        window: 10000,
        revoke: "Delete the Connect server and set up a new one.",
        source: r#"1Password developer documentation, "1Password Connect: 1password-credentials.json""#,
        positive: r#"{"verifier":{},"encCredentials":{"kid":"localauthv2keykid","enc":"A256GCM","cty":"b5+jwk+json","iv":"«u64:16»","data":"«u64:300»"}}"#,
        negative: r#"{"verifier":{},"encCredentials":{}}"#,
        ..ONEPASSWORD
    },
    Format {
        id: "bitwarden-machine-token",
        title: "Bitwarden Secrets Manager access token",
        anchor: Anchor::Key {
            words: &["bws_access_token", "bws-access-token", "bitwarden"],
            also: &[],
        },
        pattern: r"0\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[A-Za-z0-9]{30}:[A-Za-z0-9/+]{22}==",
        severity: Severity::Critical,
        positive: "BWS_ACCESS_TOKEN=0.«uuid».«b62:30»:«b64:22»==",
        negative: "BWS_ACCESS_TOKEN=0.«uuid».«b62:20»:«b64:22»==",
        ..BITWARDEN
    },
    Format {
        id: "bitwarden-client-secret",
        title: "Bitwarden API client secret",
        anchor: Anchor::Key {
            words: &[
                "bw_clientsecret",
                "bitwarden_client_secret",
                "bw_client_secret",
            ],
            also: &[],
        },
        pattern: "[A-Za-z0-9]{30}",
        min_entropy: 3.8,
        severity: Severity::Critical,
        revoke: "Rotate the API key in the account settings.",
        source: r#"Bitwarden documentation, "Personal API key for CLI authentication""#,
        positive: "BW_CLIENTSECRET=«b62:30»",
        negative: "BW_CLIENTSECRET=«b62:20»",
        ..BITWARDEN
    },
    Format {
        id: "conjur-api-key",
        title: "Conjur API key",
        anchor: Anchor::Key {
            words: &["conjur"],
            also: &["api_key", "api-key", "apikey", "authn"],
        },
        pattern: "[a-z0-9]{51,56}",
        min_entropy: 3.8,
        severity: Severity::Critical,
        positive: "CONJUR_AUTHN_API_KEY=«an:53»",
        negative: "CONJUR_AUTHN_API_KEY=«an:40»",
        ..CONJUR
    },
];
