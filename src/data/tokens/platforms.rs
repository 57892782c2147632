//! Networks and application platforms.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const CLOUDFLARE: Format = Format {
    provider: "Cloudflare",
    revoke: "Roll the token or key in the dashboard; for a tunnel, rotate its token.",
    source: r#"Cloudflare documentation, "Fundamentals: API token formats" (cfk_, cfut_, cfat_; the checksum is not published)"#,
    ..Format::BASE
};

const FASTLY: Format = Format {
    provider: "Fastly",
    revoke: "Delete the token under Account, API tokens.",
    source: r#"Fastly documentation, "API tokens"; trufflehog 3.97.0 `pkg/detectors`/fastlypersonaltoken"#,
    ..Format::BASE
};

const NGROK: Format = Format {
    provider: "ngrok",
    revoke: "Delete the authtoken or API key in the dashboard.",
    source: "trufflehog 3.97.0 `pkg/detectors`/ngrok",
    ..Format::BASE
};

const TAILSCALE: Format = Format {
    provider: "Tailscale",
    revoke: "Revoke the key in the admin console under Keys or OAuth clients.",
    source: r#"Tailscale documentation, "Key prefixes": tskey-api-, tskey-auth-, tskey-client-, tskey-scim-, tskey-webhook-"#,
    ..Format::BASE
};

const NETBIRD: Format = Format {
    provider: "NetBird",
    revoke: "Delete the personal access token of the user.",
    source: "netbirdio/netbird `management/server/personal_access_token.go` (CRC32 in base62)",
    ..Format::BASE
};

const DEFINED: Format = Format {
    provider: "Defined Networking",
    revoke: "Delete the API key.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `defined-networking-api-token`",
    ..Format::BASE
};

const HEROKU: Format = Format {
    provider: "Heroku",
    revoke: "Regenerate the API key, or revoke the authorization.",
    source: r#"Heroku documentation, "Platform API: OAuth"; gitleaks 8.30.1 `config/gitleaks.toml` `heroku-api-key-v2`"#,
    ..Format::BASE
};

const FLY: Format = Format {
    provider: "Fly.io",
    revoke: "Revoke the token with fly tokens revoke.",
    source: r#"Fly.io documentation, "Access tokens"; trufflehog 3.97.0 `pkg/detectors`/flyio, gitleaks 8.30.1 `config/gitleaks.toml` `flyio-access-token`"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "cloudflare-user-token",
        title: "Cloudflare user API token",
        anchor: Anchor::Start(&["cfut_"]),
        pattern: "cfut_[A-Za-z0-9]{40}[0-9a-f]{8}",
        positive: "cfut_«b62:40»«hex:8»",
        negative: "cfut_«b62:30»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-account-token",
        title: "Cloudflare account API token",
        anchor: Anchor::Start(&["cfat_"]),
        pattern: "cfat_[A-Za-z0-9]{40}[0-9a-f]{8}",
        positive: "cfat_«b62:40»«hex:8»",
        negative: "cfat_«b62:30»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-global-key",
        title: "Cloudflare global API key",
        anchor: Anchor::Start(&["cfk_"]),
        pattern: "cfk_[A-Za-z0-9]{40}[0-9a-f]{8}",
        severity: Severity::Critical,
        positive: "cfk_«b62:40»«hex:8»",
        negative: "cfk_«b62:30»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-legacy-token",
        title: "Cloudflare API token of the old format",
        anchor: Anchor::Key {
            words: &[
                "cloudflare",
                "cf_api_token",
                "cf-api-token",
                "cf_token",
                "cf_dns_api_token",
            ],
            also: &["token", "key", "secret"],
        },
        pattern: "[A-Za-z0-9_-]{40}",
        min_entropy: 3.8,
        positive: "CF_API_TOKEN=«u64:40»",
        negative: "CF_API_TOKEN=«u64:36»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-legacy-global-key",
        title: "Cloudflare global API key of the old format",
        anchor: Anchor::Key {
            words: &["cloudflare", "cf_api_key", "cf-api-key"],
            also: &["key"],
        },
        pattern: "[0-9a-f]{37}",
        min_entropy: 3.2,
        severity: Severity::Critical,
        positive: "CF_API_KEY=«hex:37»",
        negative: "CF_API_KEY=«hex:34»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-origin-ca-key",
        title: "Cloudflare Origin CA key",
        anchor: Anchor::Start(&["v1.0-"]),
        pattern: r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
        positive: "v1.0-«hex:24»-«hex:146»",
        negative: "v1.0-«hex:24»-«hex:100»",
        ..CLOUDFLARE
    },
    Format {
        id: "cloudflare-tunnel-token",
        title: "Cloudflare Tunnel token",
        anchor: Anchor::Start(&["eyJhIjoi"]),
        pattern: "eyJhIjoi[A-Za-z0-9/+_-]{100,}={0,2}",
        check: Check::Json(&["a", "t", "s"]),
        source: "cloudflare/cloudflared `connection/connection.go`: TunnelToken, JSON a, s, t in base64",
        positive: r#"«b64={"a":"«hex:32»","t":"«uuid»","s":"«b64:44»"}»"#,
        negative: "eyJhIjoi«b62:110»",
        ..CLOUDFLARE
    },
    Format {
        id: "fastly-api-token",
        title: "Fastly API token",
        anchor: Anchor::Key {
            words: &["fastly"],
            also: &["token", "key"],
        },
        pattern: "[A-Za-z0-9_-]{32}",
        min_entropy: 3.8,
        positive: "FASTLY_API_TOKEN=«u64:32»",
        negative: "FASTLY_API_TOKEN=«u64:30»",
        ..FASTLY
    },
    Format {
        id: "ngrok-token",
        title: "ngrok authtoken or API key",
        anchor: Anchor::Key {
            words: &["ngrok", "authtoken"],
            also: &["token", "key", "ngrok"],
        },
        pattern: "[123][A-Za-z0-9]{26}_[A-Za-z0-9]{20,22}",
        positive: "NGROK_AUTHTOKEN=2«b62:26»_7«b62:20»",
        negative: "NGROK_AUTHTOKEN=2«b62:26»_«b62:6»",
        ..NGROK
    },
    Format {
        id: "tailscale-auth-key",
        title: "Tailscale auth key",
        anchor: Anchor::Start(&["tskey-auth-"]),
        pattern: "tskey-auth-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,48}",
        positive: "tskey-auth-«b62:12»CNTRL-«b62:32»",
        negative: "tskey-auth-«b62:12»CNTRL-«b62:6»",
        ..TAILSCALE
    },
    Format {
        id: "tailscale-api-token",
        title: "Tailscale API access token",
        anchor: Anchor::Start(&["tskey-api-"]),
        pattern: "tskey-api-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,48}",
        severity: Severity::Critical,
        positive: "tskey-api-«b62:12»CNTRL-«b62:32»",
        negative: "tskey-api-«b62:12»CNTRL-«b62:6»",
        ..TAILSCALE
    },
    Format {
        id: "tailscale-oauth-client-secret",
        title: "Tailscale OAuth client secret",
        anchor: Anchor::Start(&["tskey-client-"]),
        pattern: "tskey-client-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,48}",
        severity: Severity::Critical,
        positive: "tskey-client-«b62:12»CNTRL-«b62:32»",
        negative: "tskey-client-«b62:12»CNTRL-«b62:6»",
        ..TAILSCALE
    },
    Format {
        id: "tailscale-scim-key",
        title: "Tailscale SCIM key",
        anchor: Anchor::Start(&["tskey-scim-"]),
        pattern: "tskey-scim-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,48}",
        positive: "tskey-scim-«b62:12»CNTRL-«b62:32»",
        negative: "tskey-scim-«b62:12»CNTRL-«b62:6»",
        ..TAILSCALE
    },
    Format {
        id: "tailscale-webhook-secret",
        title: "Tailscale webhook secret",
        anchor: Anchor::Start(&["tskey-webhook-"]),
        pattern: "tskey-webhook-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,48}",
        severity: Severity::Medium,
        positive: "tskey-webhook-«b62:12»CNTRL-«b62:32»",
        negative: "tskey-webhook-«b62:12»CNTRL-«b62:6»",
        ..TAILSCALE
    },
    Format {
        id: "netbird-personal-access-token",
        title: "NetBird personal access token",
        anchor: Anchor::Start(&["nbp_"]),
        pattern: "nbp_[A-Za-z0-9]{36}",
        check: Check::Crc62,
        positive: "nbp_«b62:30»«crc62»",
        negative: "nbp_«b62:36»",
        ..NETBIRD
    },
    Format {
        id: "defined-networking-api-key",
        title: "Defined Networking API key",
        anchor: Anchor::Start(&["dnkey-"]),
        pattern: "dnkey-[A-Za-z0-9_-]{26}-[A-Za-z0-9_-]{52}",
        positive: "dnkey-«AN:26»-«AN:52»",
        negative: "dnkey-«AN:26»-«AN:20»",
        ..DEFINED
    },
    Format {
        id: "heroku-api-key",
        title: "Heroku API key",
        anchor: Anchor::Start(&["HRKU-AA"]),
        pattern: "HRKU-AA[A-Za-z0-9_-]{58}",
        positive: "HRKU-AA«u64:58»",
        negative: "HRKU-AA«u64:30»",
        ..HEROKU
    },
    Format {
        id: "heroku-legacy-api-key",
        title: "Heroku API key of the old format",
        anchor: Anchor::Key {
            words: &["heroku"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "HEROKU_API_KEY=«uuid»",
        negative: "HEROKU_API_KEY=«hex:32»",
        ..HEROKU
    },
    Format {
        id: "fly-access-token",
        title: "Fly.io access token",
        anchor: Anchor::Start(&["fm1r_", "fm1a_", "fm2_"]),
        pattern: "(?:fm1[ar]|fm2)_[A-Za-z0-9/+]{100,}={0,3}",
        window: 1600,
        positive: "fm2_«b64:400»",
        negative: "fm2_«b64:40»",
        ..FLY
    },
    Format {
        id: "fly-legacy-token",
        title: "Fly.io access token of the old format",
        anchor: Anchor::Start(&["fo1_"]),
        pattern: "fo1_[A-Za-z0-9_-]{43}",
        positive: "fo1_«u64:43»",
        negative: "fo1_«u64:20»",
        ..FLY
    },
];
