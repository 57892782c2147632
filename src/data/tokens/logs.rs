//! Logs, analytics and feature flags.

use super::{Anchor, Format};
use crate::model::Severity;

const SPLUNK: Format = Format {
    provider: "Splunk",
    revoke: "Delete the token under HTTP Event Collector or Access tokens.",
    source: r#"Splunk documentation, "HTTP Event Collector: tokens are GUIDs"; trufflehog 3.97.0 `pkg/detectors`/splunkobservabilitytoken"#,
    ..Format::BASE
};

const ELASTIC: Format = Format {
    provider: "Elastic",
    revoke: "Invalidate the API key with the security API.",
    source: r#"Elastic documentation, "API keys" (base64 of id and key) and "Elastic Cloud API keys"; Betterleaks rules as shipped with kingfisher 2.14.0 `elastic-cloud-api-key`"#,
    ..Format::BASE
};

const SUMOLOGIC: Format = Format {
    provider: "Sumo Logic",
    revoke: "Delete the access key under Security, Access keys.",
    source: r#"Sumo Logic documentation, "Access keys"; gitleaks 8.30.1 `config/gitleaks.toml` `sumologic-access-token`"#,
    ..Format::BASE
};

const INFLUX: Format = Format {
    provider: "InfluxDB",
    revoke: "Delete the token under API tokens.",
    source: r#"InfluxDB documentation, "Manage API tokens": base64url of 64 bytes; Betterleaks rules as shipped with kingfisher 2.14.0 `influxdb-api-token`"#,
    ..Format::BASE
};

const AXIOM: Format = Format {
    provider: "Axiom",
    revoke: "Delete the token in the settings.",
    source: r#"Axiom documentation, "Authenticate API requests with tokens"; Cloudflare documentation, "Export to Axiom": API tokens start with xaat-"#,
    ..Format::BASE
};

const ROLLBAR: Format = Format {
    provider: "Rollbar",
    revoke: "Delete the project access token.",
    source: r#"Rollbar documentation, "Access tokens""#,
    ..Format::BASE
};

const POSTHOG: Format = Format {
    provider: "PostHog",
    revoke: "Delete the personal API key in the user settings.",
    source: r#"PostHog documentation, "API overview: personal API key"; Betterleaks rules as shipped with kingfisher 2.14.0 `posthog-personal-api-key`"#,
    ..Format::BASE
};

const LAUNCHDARKLY: Format = Format {
    provider: "LaunchDarkly",
    revoke: "Reset the key or delete the access token.",
    source: r#"LaunchDarkly documentation, "SDK credentials": SDK keys start with sdk-; "API access tokens": api-"#,
    ..Format::BASE
};

const ROOTLY: Format = Format {
    provider: "Rootly",
    revoke: "Revoke the API key.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `rootly-api-key.1`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "splunk-hec-token",
        title: "Splunk HTTP Event Collector token",
        anchor: Anchor::Key {
            words: &["splunk", "hec_token", "hectoken"],
            also: &["hec", "token"],
        },
        pattern: "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
        positive: "SPLUNK_HEC_TOKEN=«uuid»",
        negative: "SPLUNK_HEC_TOKEN=«hex:32»",
        ..SPLUNK
    },
    Format {
        id: "splunk-observability-token",
        title: "Splunk Observability token",
        anchor: Anchor::Key {
            words: &["splunk", "signalfx", "sfx"],
            also: &["token"],
        },
        pattern: "[A-Za-z0-9_-]{22}",
        min_entropy: 3.5,
        positive: "SPLUNK_ACCESS_TOKEN=«b62:22»",
        negative: "SPLUNK_ACCESS_TOKEN=«b62:20»",
        ..SPLUNK
    },
    Format {
        id: "elastic-cloud-api-key",
        title: "Elastic Cloud API key",
        anchor: Anchor::Start(&["essu_"]),
        pattern: "essu_[A-Za-z0-9_-]{60,}={0,2}",
        positive: "essu_«b62:80»",
        negative: "essu_«b62:30»",
        ..ELASTIC
    },
    Format {
        id: "elasticsearch-api-key",
        title: "Elasticsearch API key",
        anchor: Anchor::Key {
            words: &["elastic", "elasticsearch"],
            also: &["api_key", "apikey", "api-key"],
        },
        pattern: "[A-Za-z0-9/+_-]{58}==",
        min_entropy: 4.0,
        positive: "ELASTIC_API_KEY=«b64=«u64:20»:«u64:22»»",
        negative: "ELASTIC_API_KEY=«b64:40»==",
        ..ELASTIC
    },
    Format {
        id: "sumologic-access-key",
        title: "Sumo Logic access key",
        anchor: Anchor::Key {
            words: &["sumo"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9]{64}",
        min_entropy: 3.8,
        positive: "SUMOLOGIC_ACCESS_KEY=«b62:64»",
        negative: "SUMOLOGIC_ACCESS_KEY=«b62:60»",
        ..SUMOLOGIC
    },
    Format {
        id: "influxdb-token",
        title: "InfluxDB token",
        anchor: Anchor::Key {
            words: &["influx"],
            also: &["token"],
        },
        pattern: "[A-Za-z0-9_-]{86}==",
        min_entropy: 4.0,
        positive: "INFLUX_TOKEN=«u64:86»==",
        negative: "INFLUX_TOKEN=«u64:60»==",
        ..INFLUX
    },
    Format {
        id: "axiom-token",
        title: "Axiom token",
        anchor: Anchor::Start(&["xaat-", "xapt-"]),
        pattern: "xa[ap]t-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "xaat-«uuid»",
        negative: "xaat-«hex:32»",
        ..AXIOM
    },
    Format {
        id: "rollbar-access-token",
        title: "Rollbar access token",
        anchor: Anchor::Key {
            words: &["rollbar"],
            also: &["token"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        severity: Severity::Medium,
        positive: "ROLLBAR_ACCESS_TOKEN=«hex:32»",
        negative: "ROLLBAR_ACCESS_TOKEN=«hex:30»",
        ..ROLLBAR
    },
    Format {
        id: "posthog-personal-api-key",
        title: "PostHog personal API key",
        anchor: Anchor::Start(&["phx_"]),
        pattern: "phx_[A-Za-z0-9_-]{41,49}",
        positive: "phx_«b62:43»",
        negative: "phx_«b62:20»",
        ..POSTHOG
    },
    Format {
        id: "launchdarkly-key",
        title: "LaunchDarkly access token or SDK key",
        anchor: Anchor::Start(&["sdk-", "api-"]),
        pattern: "(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        positive: "sdk-«uuid»",
        negative: "sdk-«hex:32»",
        ..LAUNCHDARKLY
    },
    Format {
        id: "rootly-api-key",
        title: "Rootly API key",
        anchor: Anchor::Start(&["rootly_"]),
        pattern: "rootly_[0-9a-f]{64}",
        positive: "rootly_«hex:64»",
        negative: "rootly_«hex:40»",
        ..ROOTLY
    },
];
