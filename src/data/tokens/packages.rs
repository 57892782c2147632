//! Package registries of programming languages.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const NPM: Format = Format {
    provider: "npm",
    revoke: "Revoke the token with npm token revoke.",
    source: r#"GitHub changelog 2021-09-23, "npm has a new access token format" (the scheme of GitHub tokens, CRC32 in base62)"#,
    ..Format::BASE
};

const PYPI: Format = Format {
    provider: "PyPI",
    revoke: "Delete the token in the account settings.",
    source: r#"PyPI help, "API tokens"; pypi/warehouse `warehouse/macaroons`: macaroon with the location pypi.org"#,
    ..Format::BASE
};

const RUBYGEMS: Format = Format {
    provider: "RubyGems",
    revoke: "Delete the API key in the profile settings.",
    source: r#"RubyGems guides, "API key scopes"; rubygems.org `lib/`: rubygems_ and 48 hexadecimal digits"#,
    ..Format::BASE
};

const CRATES: Format = Format {
    provider: "crates.io",
    revoke: "Revoke the token under Account settings, API tokens.",
    source: "rust-lang/crates.io `crates/crates_io_database/src/utils/token.rs`: cio and 32 characters",
    ..Format::BASE
};

const NUGET: Format = Format {
    provider: "NuGet",
    revoke: "Delete the API key in the account settings.",
    source: r#"microsoft/security-utilities `GeneratedRegexPatterns/PreciselyClassifiedSecurityKeys.json` (2025-11) SEC101/031; NuGet documentation, "nuget.config reference""#,
    ..Format::BASE
};

const PACKAGIST: Format = Format {
    provider: "Packagist",
    revoke: "Rotate the credential in Private Packagist.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `veles.secrets/packagist*`",
    ..Format::BASE
};

const CLOJARS: Format = Format {
    provider: "Clojars",
    revoke: "Disable the deploy token in the dashboard.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `clojars-api-token`",
    ..Format::BASE
};

const DENO: Format = Format {
    provider: "Deno Deploy",
    revoke: "Revoke the token in the account settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `deno-account-token`, `veles.secrets/denopatorg`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "npm-access-token",
        title: "npm access token",
        anchor: Anchor::Start(&["npm_"]),
        pattern: "npm_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        positive: "npm_«b62:30»«crc62»",
        negative: "npm_«b62:36»",
        ..NPM
    },
    Format {
        id: "npm-legacy-token",
        title: "npm access token of the old format",
        anchor: Anchor::Start(&["_authToken="]),
        pattern: "_authToken=([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
        source: r#"npm documentation, ".npmrc: auth related configuration""#,
        positive: "//registry.example.org/:_authToken=«uuid»",
        negative: "//registry.example.org/:_authToken=${NPM_TOKEN}",
        ..NPM
    },
    Format {
        id: "pypi-api-token",
        title: "PyPI API token",
        anchor: Anchor::Start(&["pypi-AgEIcHlwaS5vcmc"]),
        pattern: "pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{70,}",
        window: 1100,
        positive: "pypi-AgEIcHlwaS5vcmc«u64:150»",
        negative: "pypi-AgEIcHlwaS5vcmc«u64:20»",
        ..PYPI
    },
    Format {
        id: "test-pypi-api-token",
        title: "TestPyPI API token",
        anchor: Anchor::Start(&["pypi-AgENdGVzdC5weXBpLm9yZw"]),
        pattern: "pypi-AgENdGVzdC5weXBpLm9yZw[A-Za-z0-9_-]{70,}",
        window: 1100,
        severity: Severity::Low,
        positive: "pypi-AgENdGVzdC5weXBpLm9yZw«u64:150»",
        negative: "pypi-AgENdGVzdC5weXBpLm9yZw«u64:20»",
        ..PYPI
    },
    Format {
        id: "rubygems-api-key",
        title: "RubyGems API key",
        anchor: Anchor::Start(&["rubygems_"]),
        pattern: "rubygems_[0-9a-f]{48}",
        positive: "rubygems_«hex:48»",
        negative: "rubygems_«hex:40»",
        ..RUBYGEMS
    },
    Format {
        id: "crates-io-api-token",
        title: "crates.io API token",
        anchor: Anchor::Start(&["cio"]),
        pattern: "cio[A-Za-z0-9]{32}",
        positive: "cio«b62:32»",
        negative: "cio«b62:20»",
        ..CRATES
    },
    Format {
        id: "nuget-api-key",
        title: "NuGet API key",
        anchor: Anchor::Start(&["oy2"]),
        pattern: "oy2[a-z2-7]{43}",
        positive: "oy2«l32:43»",
        negative: "oy2«l32:30»",
        ..NUGET
    },
    Format {
        id: "nuget-clear-text-password",
        title: "Password in a NuGet configuration",
        anchor: Anchor::Start(&["ClearTextPassword"]),
        pattern: r#"ClearTextPassword"\s+value="([^"%$\s]{6,})""#,
        positive: r#"<add key="ClearTextPassword" value="«b62:20»" />"#,
        negative: r#"<add key="ClearTextPassword" value="%NUGET_TOKEN%" />"#,
        ..NUGET
    },
    Format {
        id: "packagist-token",
        title: "Private Packagist token",
        anchor: Anchor::Start(&["packagist_"]),
        pattern: "packagist_(?:o[ru]t|uut|acs|ack)_[0-9a-f]{64,96}",
        positive: "packagist_ort_«hex:68»",
        negative: "packagist_ort_«hex:30»",
        ..PACKAGIST
    },
    Format {
        id: "clojars-deploy-token",
        title: "Clojars deploy token",
        anchor: Anchor::Start(&["CLOJARS_"]),
        pattern: "CLOJARS_[0-9a-f]{60}",
        positive: "CLOJARS_«hex:60»",
        negative: "CLOJARS_«hex:40»",
        ..CLOJARS
    },
    Format {
        id: "deno-deploy-token",
        title: "Deno Deploy token",
        anchor: Anchor::Start(&["ddp_", "ddo_"]),
        pattern: "dd[po]_[A-Za-z0-9]{36}",
        positive: "ddp_«b62:36»",
        negative: "ddp_«b62:30»",
        ..DENO
    },
];
