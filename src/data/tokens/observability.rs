//! Metrics, logs, traces and alerting.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const GRAFANA: Format = Format {
    provider: "Grafana",
    revoke: "Delete the token of the service account or access policy.",
    source: "grafana/grafana `pkg/components/satokengen/tokengen.go` (CRC32, little endian, in hexadecimal), `pkg/components/apikeygen/apikeygen.go`",
    ..Format::BASE
};

const DATADOG: Format = Format {
    provider: "Datadog",
    revoke: "Revoke the key under Organization settings.",
    source: r#"Datadog documentation, "API and application keys": 32 and 40 characters; gitleaks 8.30.1 `config/gitleaks.toml` `datadog-access-token`"#,
    ..Format::BASE
};

const NEWRELIC: Format = Format {
    provider: "New Relic",
    revoke: "Delete the key under API keys.",
    source: r#"New Relic documentation, "New Relic API keys": NRAK-, NRII-, NRJS-, license keys that end in NRAL"#,
    ..Format::BASE
};

const SENTRY: Format = Format {
    provider: "Sentry",
    revoke: "Revoke the token in the user or organisation settings.",
    source: r#"Sentry documentation, "Auth tokens"; getsentry/rfcs 0091 (sntrys_, sntryu_)"#,
    ..Format::BASE
};

const PAGERDUTY: Format = Format {
    provider: "PagerDuty",
    revoke: "Delete the API key or the integration.",
    source: r#"PagerDuty support documentation, "API Access Keys": REST keys are 20-character strings; Events API v2 reference, routing_key: 32 characters"#,
    ..Format::BASE
};

const OPSGENIE: Format = Format {
    provider: "Opsgenie",
    revoke: "Delete the API key of the integration.",
    source: r#"Atlassian Opsgenie documentation, "API key management"; trufflehog 3.97.0 `pkg/detectors`/opsgenie"#,
    ..Format::BASE
};

const HONEYCOMB: Format = Format {
    provider: "Honeycomb",
    revoke: "Delete the API key in the environment settings.",
    source: r#"Honeycomb documentation, "Authentication: API key format" (hc[x]ik_, 58 characters); trufflehog 3.97.0 `pkg/detectors`/honeycomb"#,
    ..Format::BASE
};

const DYNATRACE: Format = Format {
    provider: "Dynatrace",
    revoke: "Delete the token under Access tokens.",
    source: r#"Dynatrace documentation, "Access tokens: token format" (prefix, public part of 24, secret part of 64)"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "grafana-service-account-token",
        title: "Grafana service account token",
        anchor: Anchor::Start(&["glsa_"]),
        pattern: "glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
        check: Check::CrcHex,
        positive: "glsa_«b62:32»_«crchex»",
        negative: "glsa_«b62:32»_«hex:8»",
        ..GRAFANA
    },
    Format {
        id: "grafana-cloud-token",
        title: "Grafana Cloud access policy token",
        anchor: Anchor::Start(&["glc_"]),
        pattern: "glc_(eyJ[A-Za-z0-9/+_-]{40,}={0,2})",
        check: Check::Json(&["o", "k"]),
        source: r#"Grafana Cloud documentation, "Access policies"; trufflehog 3.97.0 `pkg/detectors`/grafana: glc_ and base64 JSON"#,
        positive: r#"glc_«b64={"o":"123456","n":"ci-write","k":"«b62:24»","m":{"r":"eu"}}»"#,
        negative: "glc_eyJ«b62:20»",
        ..GRAFANA
    },
    Format {
        id: "grafana-api-key",
        title: "Grafana API key",
        anchor: Anchor::Start(&["eyJrIjoi"]),
        pattern: "eyJrIjoi[A-Za-z0-9/+_-]{40,}={0,2}",
        check: Check::Json(&["k", "n", "id"]),
        positive: r#"«b64={"k":"«b62:32»","n":"ci","id":1}»"#,
        negative: "eyJrIjoi«b62:60»",
        ..GRAFANA
    },
    Format {
        id: "datadog-api-key",
        title: "Datadog API key",
        anchor: Anchor::Key {
            words: &["datadog", "dd_api_key", "dd-api-key", "ddapikey"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "DD_API_KEY=«hex:32»",
        negative: "DD_API_KEY=«hex:30»",
        ..DATADOG
    },
    Format {
        id: "datadog-application-key",
        title: "Datadog application key",
        anchor: Anchor::Key {
            words: &[
                "datadog",
                "dd_app_key",
                "dd_application_key",
                "dd-app-key",
                "ddappkey",
            ],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.0,
        positive: "DD_APP_KEY=«hex:40»",
        negative: "DD_APP_KEY=«hex:38»",
        ..DATADOG
    },
    Format {
        id: "new-relic-user-key",
        title: "New Relic user key",
        anchor: Anchor::Start(&["NRAK-"]),
        pattern: "NRAK-[A-Z0-9]{27}",
        positive: "NRAK-«AN:27»",
        negative: "NRAK-«AN:20»",
        ..NEWRELIC
    },
    Format {
        id: "new-relic-license-key",
        title: "New Relic license key",
        anchor: Anchor::Inside {
            words: &["FFFFNRAL"],
            before: 36,
            is_exact: false,
        },
        pattern: "(?:eu01xx)?[0-9a-f]{26,32}FFFFNRAL",
        window: 96,
        positive: "«hex:32»FFFFNRAL",
        negative: "«hex:12»FFFFNRAL",
        ..NEWRELIC
    },
    Format {
        id: "new-relic-insert-key",
        title: "New Relic insert key",
        anchor: Anchor::Start(&["NRII-"]),
        pattern: "NRII-[A-Za-z0-9_-]{32}",
        severity: Severity::Medium,
        positive: "NRII-«u64:32»",
        negative: "NRII-«u64:20»",
        ..NEWRELIC
    },
    Format {
        id: "new-relic-query-key",
        title: "New Relic query key",
        anchor: Anchor::Start(&["NRIQ-"]),
        pattern: "NRIQ-[A-Za-z0-9_-]{32}",
        positive: "NRIQ-«u64:32»",
        negative: "NRIQ-«u64:20»",
        ..NEWRELIC
    },
    Format {
        id: "sentry-organisation-token",
        title: "Sentry organisation token",
        anchor: Anchor::Start(&["sntrys_eyJ"]),
        pattern: "sntrys_(eyJ[A-Za-z0-9/+_-]{40,}={0,2})_[A-Za-z0-9/+_-]{43}",
        check: Check::Json(&["iat", "url"]),
        positive: r#"sntrys_«b64={"iat":1700000000.5,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"example"}»_«b64:43»"#,
        negative: "sntrys_eyJ«b62:80»_«b64:20»",
        ..SENTRY
    },
    Format {
        id: "sentry-user-token",
        title: "Sentry user token",
        anchor: Anchor::Start(&["sntryu_"]),
        pattern: "sntryu_[0-9a-f]{64}",
        positive: "sntryu_«hex:64»",
        negative: "sntryu_«hex:50»",
        ..SENTRY
    },
    Format {
        id: "sentry-legacy-token",
        title: "Sentry token of the old format",
        anchor: Anchor::Key {
            words: &["sentry"],
            also: &["token"],
        },
        pattern: "[0-9a-f]{64}",
        min_entropy: 3.3,
        positive: "SENTRY_AUTH_TOKEN=«hex:64»",
        negative: "SENTRY_AUTH_TOKEN=«hex:60»",
        ..SENTRY
    },
    Format {
        id: "pagerduty-api-key",
        title: "PagerDuty API key",
        anchor: Anchor::Key {
            words: &["pagerduty", "pager_duty"],
            also: &["key", "token"],
        },
        pattern: "(?:[uyw][+_][A-Za-z0-9_+-]{18}|[A-Za-z0-9_+-]{20})",
        min_entropy: 3.2,
        positive: "PAGERDUTY_TOKEN=u+«b62:18»",
        negative: "PAGERDUTY_TOKEN=u+«b62:10»",
        ..PAGERDUTY
    },
    Format {
        id: "pagerduty-integration-key",
        title: "PagerDuty integration key",
        anchor: Anchor::Key {
            words: &["pagerduty", "pager_duty"],
            also: &["key"],
        },
        pattern: "[0-9a-zA-Z]{32}",
        min_entropy: 3.2,
        severity: Severity::Medium,
        positive: "PAGERDUTY_SERVICE_KEY=«hex:32»",
        negative: "PAGERDUTY_SERVICE_KEY=«hex:28»",
        ..PAGERDUTY
    },
    Format {
        id: "opsgenie-api-key",
        title: "Opsgenie API key",
        anchor: Anchor::Key {
            words: &["opsgenie"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "OPSGENIE_API_KEY=«uuid»",
        negative: "OPSGENIE_API_KEY=«hex:32»",
        ..OPSGENIE
    },
    Format {
        id: "honeycomb-ingest-key",
        title: "Honeycomb ingest key",
        anchor: Anchor::Start(&[
            "hcaik_", "hcbik_", "hccik_", "hcdik_", "hceik_", "hcxik_", "hczik_",
        ]),
        pattern: "hc[a-z]ik_[a-z0-9]{58}",
        positive: "hcaik_«an:58»",
        negative: "hcaik_«an:40»",
        ..HONEYCOMB
    },
    Format {
        id: "honeycomb-api-key",
        title: "Honeycomb API key",
        anchor: Anchor::Key {
            words: &["honeycomb"],
            also: &["key", "token"],
        },
        pattern: "(?:[0-9a-f]{32}|[A-Za-z0-9]{22})",
        min_entropy: 3.2,
        positive: "HONEYCOMB_API_KEY=«b62:22»",
        negative: "HONEYCOMB_API_KEY=«b62:20»",
        ..HONEYCOMB
    },
    Format {
        id: "dynatrace-token",
        title: "Dynatrace token",
        anchor: Anchor::Start(&[
            "dt0c01.", "dt0s01.", "dt0s02.", "dt0s03.", "dt0s06.", "dt0s16.",
        ]),
        pattern: r"dt0[cs][0-9]{2}\.[A-Z0-9-]{8,24}\.[A-Z2-7]{64}",
        positive: "dt0c01.«b32:24».«b32:64»",
        negative: "dt0c01.«b32:24».«b32:50»",
        ..DYNATRACE
    },
];
