//! GitHub and the smaller Git hosts.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const GITHUB: Format = Format {
    provider: "GitHub",
    revoke: "Delete the token under Developer settings; for an app, revoke the installation or the client secret.",
    source: r#"GitHub Docs, "About authentication to GitHub: token formats"; GitHub blog 2021-04-05, "Behind GitHub's new authentication token formats" (CRC32 in base62)"#,
    ..Format::BASE
};

const BITBUCKET: Format = Format {
    provider: "Bitbucket",
    revoke: "Revoke the token under Personal or Repository settings, Security.",
    source: r#"Bitbucket Cloud documentation, "App passwords" and "Access tokens"; trufflehog 3.97.0 `pkg/detectors`/bitbucketapppassword, /atlassian"#,
    ..Format::BASE
};

const GITEA: Format = Format {
    provider: "Gitea or Forgejo",
    revoke: "Delete the token under Settings, Applications.",
    source: r#"Gitea documentation, "API usage": sha1 access token of 40 hexadecimal digits; Betterleaks rules as shipped with kingfisher 2.14.0 `gitea-access-token`"#,
    ..Format::BASE
};

const SOURCEGRAPH: Format = Format {
    provider: "Sourcegraph",
    revoke: "Delete the access token in the user settings.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `sourcegraph-access-token`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "github-personal-access-token",
        title: "GitHub personal access token",
        anchor: Anchor::Start(&["ghp_"]),
        pattern: "ghp_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        severity: Severity::Critical,
        positive: "ghp_«b62:30»«crc62»",
        negative: "ghp_«b62:36»",
        ..GITHUB
    },
    Format {
        id: "github-oauth-token",
        title: "GitHub OAuth access token",
        anchor: Anchor::Start(&["gho_"]),
        pattern: "gho_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        positive: "gho_«b62:30»«crc62»",
        negative: "gho_«b62:36»",
        ..GITHUB
    },
    Format {
        id: "github-app-user-token",
        title: "GitHub app user token",
        anchor: Anchor::Start(&["ghu_"]),
        pattern: "ghu_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        positive: "ghu_«b62:30»«crc62»",
        negative: "ghu_«b62:36»",
        ..GITHUB
    },
    Format {
        id: "github-app-installation-token",
        title: "GitHub app installation token",
        anchor: Anchor::Start(&["ghs_"]),
        pattern: "ghs_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        severity: Severity::Medium,
        positive: "ghs_«b62:30»«crc62»",
        negative: "ghs_«b62:36»",
        ..GITHUB
    },
    Format {
        id: "github-refresh-token",
        title: "GitHub refresh token",
        anchor: Anchor::Start(&["ghr_"]),
        pattern: "ghr_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        positive: "ghr_«b62:30»«crc62»",
        negative: "ghr_«b62:36»",
        ..GITHUB
    },
    Format {
        id: "github-fine-grained-token",
        title: "GitHub fine-grained personal access token",
        anchor: Anchor::Start(&["github_pat_"]),
        pattern: "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        severity: Severity::Critical,
        positive: "github_pat_«b62:22»_«b62:59»",
        negative: "github_pat_«b62:22»_«b62:40»",
        ..GITHUB
    },
    Format {
        id: "github-legacy-token",
        title: "GitHub token of the old format",
        anchor: Anchor::Key {
            words: &["github", "ghtoken", "gh_token"],
            also: &[
                "token",
                "pat",
                "client_secret",
                "clientsecret",
                "client-secret",
            ],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.3,
        source: r#"GitHub Docs, "About authentication to GitHub": 40 hexadecimal digits before 2021, still the form of OAuth client secrets"#,
        positive: "GITHUB_TOKEN=«hex:40»",
        negative: "GITHUB_TOKEN=«hex:39»",
        ..GITHUB
    },
    Format {
        id: "bitbucket-app-password",
        title: "Bitbucket app password",
        anchor: Anchor::Start(&["ATBB"]),
        pattern: "ATBB[A-Za-z0-9]{24}[A-F0-9]{8}",
        positive: "ATBB«b62:24»«HEX:8»",
        negative: "ATBB«b62:24»",
        ..BITBUCKET
    },
    Format {
        id: "bitbucket-access-token",
        title: "Bitbucket repository or workspace access token",
        anchor: Anchor::Start(&["ATCTT3xFfG"]),
        pattern: "ATCTT3xFfG[A-Za-z0-9_-]{100,}=[A-F0-9]{8}",
        positive: "ATCTT3xFfGN0«u64:168»=«HEX:8»",
        negative: "ATCTT3xFfGN0«u64:40»=«HEX:8»",
        ..BITBUCKET
    },
    Format {
        id: "bitbucket-data-center-token",
        title: "Bitbucket Data Center access token",
        anchor: Anchor::Start(&["BBDC-"]),
        pattern: "BBDC-[A-Za-z0-9/+@_-]{40,50}",
        positive: "BBDC-«b62:44»",
        negative: "BBDC-«b62:20»",
        ..BITBUCKET
    },
    Format {
        id: "gitea-access-token",
        title: "Gitea or Forgejo access token",
        anchor: Anchor::Key {
            words: &["gitea", "forgejo", "codeberg", "gogs"],
            also: &["token", "key", "secret"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.3,
        positive: "GITEA_TOKEN=«hex:40»",
        negative: "GITEA_TOKEN=«hex:38»",
        ..GITEA
    },
    Format {
        id: "sourcegraph-access-token",
        title: "Sourcegraph access token",
        anchor: Anchor::Start(&["sgp_"]),
        pattern: "sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}",
        positive: "sgp_«hex:16»_«hex:40»",
        negative: "sgp_«hex:16»_«hex:30»",
        ..SOURCEGRAPH
    },
];
