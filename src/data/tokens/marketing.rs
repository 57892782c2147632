//! Customer data, maps, files and advertising.

use super::{Anchor, Check, Format, Issuer};
use crate::model::Severity;

const SALESFORCE: Format = Format {
    provider: "Salesforce",
    revoke: "Revoke the OAuth token or end the session.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `salesforce-access-token.1`; trufflehog 3.97.0 `pkg/detectors`/salesforce",
    ..Format::BASE
};

const DROPBOX: Format = Format {
    provider: "Dropbox",
    revoke: "Revoke the token or the app's access.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `dropbox-short-lived-api-token`; trufflehog 3.97.0 `pkg/detectors`/dropbox",
    ..Format::BASE
};

const POSTMAN: Format = Format {
    provider: "Postman",
    revoke: "Revoke the API key in the account settings.",
    source: r#"Postman documentation, "Authentication"; gitleaks 8.30.1 `config/gitleaks.toml` `postman-api-token`"#,
    ..Format::BASE
};

const TYPEFORM: Format = Format {
    provider: "Typeform",
    revoke: "Delete the personal token.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `typeform-api-token`",
    ..Format::BASE
};

const MAPBOX: Format = Format {
    provider: "Mapbox",
    revoke: "Delete the secret token.",
    source: r#"Mapbox documentation, "Access tokens": sk. and a JWT-like body"#,
    ..Format::BASE
};

const META: Format = Format {
    provider: "Meta",
    revoke: "Invalidate the access token, reset the app secret.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `facebook-page-access-token`; trufflehog 3.97.0 `pkg/detectors`/facebookoauth",
    ..Format::BASE
};

const TWITTER: Format = Format {
    provider: "X",
    revoke: "Revoke the token in the developer portal.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `twitter-bearer-token`",
    ..Format::BASE
};

const MAXMIND: Format = Format {
    provider: "MaxMind",
    revoke: "Revoke the license key in the account portal.",
    source: r#"MaxMind documentation, "License keys: format"; gitleaks 8.30.1 `config/gitleaks.toml` `maxmind-license-key`"#,
    ..Format::BASE
};

const README: Format = Format {
    provider: "ReadMe",
    revoke: "Delete the API key.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `readme-api-token`",
    ..Format::BASE
};

const SETTLEMINT: Format = Format {
    provider: "SettleMint",
    revoke: "Delete the access token.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `settlemint-*`",
    ..Format::BASE
};

const FRAMEIO: Format = Format {
    provider: "Frame.io",
    revoke: "Delete the developer token.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `frameio-api-token`",
    ..Format::BASE
};

const ADOBE: Format = Format {
    provider: "Adobe",
    revoke: "Delete the client secret in the developer console.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `adobe-client-secret`; trufflehog 3.97.0 `pkg/detectors`/adobeio",
    ..Format::BASE
};

const SCALR: Format = Format {
    provider: "Scalr",
    revoke: "Delete the token in the account settings.",
    source: r#"Scalr documentation, "Access tokens"; Betterleaks rules as shipped with kingfisher 2.14.0 `scalr-api-access-token.1`"#,
    ..Format::BASE
};

const VIRUSTOTAL: Format = Format {
    provider: "VirusTotal",
    revoke: "Revoke the API key in the profile.",
    source: "trufflehog 3.97.0 `pkg/detectors`/virustotal",
    ..Format::BASE
};

const BROWSERSTACK: Format = Format {
    provider: "BrowserStack",
    revoke: "Reset the access key in the account settings.",
    source: "trufflehog 3.97.0 `pkg/detectors`/browserstack",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "salesforce-access-token",
        title: "Salesforce session or access token",
        anchor: Anchor::Start(&["00D"]),
        pattern: "00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,}",
        positive: "00D«b62:12»!«b62:96»",
        negative: "00D«b62:12»!«b62:20»",
        ..SALESFORCE
    },
    Format {
        id: "dropbox-access-token",
        title: "Dropbox access token",
        anchor: Anchor::Start(&["sl."]),
        pattern: r"sl\.(?:u\.)?[A-Za-z0-9_-]{130,}",
        window: 1400,
        severity: Severity::Medium,
        positive: "sl.«u64:136»",
        negative: "sl.«u64:60»",
        ..DROPBOX
    },
    Format {
        id: "postman-api-key",
        title: "Postman API key",
        anchor: Anchor::Start(&["PMAK-"]),
        pattern: "PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        positive: "PMAK-«hex:24»-«hex:34»",
        negative: "PMAK-«hex:24»-«hex:20»",
        ..POSTMAN
    },
    Format {
        id: "typeform-token",
        title: "Typeform personal token",
        anchor: Anchor::Start(&["tfp_"]),
        pattern: "tfp_[A-Za-z0-9_.-]{40,64}",
        positive: "tfp_«u64:44»_«an:14»",
        negative: "tfp_«u64:20»",
        ..TYPEFORM
    },
    Format {
        id: "mapbox-secret-token",
        title: "Mapbox secret token",
        anchor: Anchor::Start(&["sk.eyJ"]),
        pattern: r"sk\.eyJ[A-Za-z0-9_-]{50,120}\.[A-Za-z0-9_-]{22}",
        positive: "sk.eyJ«u64:76».«u64:22»",
        negative: "sk.eyJ«u64:20».«u64:22»",
        ..MAPBOX
    },
    Format {
        id: "facebook-access-token",
        title: "Facebook access token",
        anchor: Anchor::Start(&["EAAC", "EAAM", "EAAB", "EAAG", "EAAH", "EAAJ"]),
        pattern: "EAA[A-Z][A-Za-z0-9]{100,}",
        positive: "EAAC«b62:180»",
        negative: "EAAC«b62:40»",
        ..META
    },
    Format {
        id: "x-bearer-token",
        title: "X bearer token",
        anchor: Anchor::Start(&["AAAAAAAAAAAAAAAAAAAAA"]),
        pattern: "A{21,22}([A-Za-z0-9%]{80,110})",
        positive: "AAAAAAAAAAAAAAAAAAAAAL«b62:90»",
        negative: "AAAAAAAAAAAAAAAAAAAAAL«b62:20»",
        ..TWITTER
    },
    Format {
        id: "maxmind-license-key",
        title: "MaxMind license key",
        anchor: Anchor::Inside {
            words: &["_mmk"],
            before: 36,
        },
        pattern: "[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk",
        window: 96,
        severity: Severity::Medium,
        positive: "«b62:6»_«b62:29»_mmk",
        negative: "«b62:6»_«b62:20»_mmk",
        ..MAXMIND
    },
    Format {
        id: "readme-api-key",
        title: "ReadMe API key",
        anchor: Anchor::Start(&["rdme_"]),
        pattern: "rdme_[a-z0-9]{70}",
        positive: "rdme_«an:70»",
        negative: "rdme_«an:50»",
        ..README
    },
    Format {
        id: "settlemint-token",
        title: "SettleMint access token",
        anchor: Anchor::Start(&["sm_aat_", "sm_pat_", "sm_sat_"]),
        pattern: "sm_[aps]at_[A-Za-z0-9]{16}",
        positive: "sm_pat_«b62:16»",
        negative: "sm_pat_«b62:10»",
        ..SETTLEMINT
    },
    Format {
        id: "frameio-token",
        title: "Frame.io token",
        anchor: Anchor::Start(&["fio-u-"]),
        pattern: "fio-u-[A-Za-z0-9_-]{64}",
        positive: "fio-u-«u64:64»",
        negative: "fio-u-«u64:40»",
        ..FRAMEIO
    },
    Format {
        id: "adobe-client-secret",
        title: "Adobe client secret",
        anchor: Anchor::Start(&["p8e-"]),
        pattern: "p8e-[A-Za-z0-9_-]{32}",
        positive: "p8e-«b62:32»",
        negative: "p8e-«b62:20»",
        ..ADOBE
    },
    Format {
        id: "scalr-access-token",
        title: "Scalr access token",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::Scalr),
        positive: r#"«u64={"alg":"HS256","typ":"JWT"}».«u64={"iss":"user","jti":"at-«an:16»"}».«u64:43»"#,
        negative: r#"«u64={"alg":"HS256","typ":"JWT"}».«u64:30».«u64:43»"#,
        ..SCALR
    },
    Format {
        id: "virustotal-api-key",
        title: "VirusTotal API key",
        anchor: Anchor::Key {
            words: &["virustotal", "vt_api"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{64}",
        min_entropy: 3.2,
        positive: "VIRUSTOTAL_API_KEY=«hex:64»",
        negative: "VIRUSTOTAL_API_KEY=«hex:60»",
        ..VIRUSTOTAL
    },
    Format {
        id: "browserstack-access-key",
        title: "BrowserStack access key",
        anchor: Anchor::Key {
            words: &["browserstack"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9]{20}",
        min_entropy: 3.2,
        positive: "BROWSERSTACK_ACCESS_KEY=«b62:20»",
        negative: "BROWSERSTACK_ACCESS_KEY=«b62:18»",
        ..BROWSERSTACK
    },
];
