//! Identity providers and other services.

use super::{Anchor, Format};
use crate::model::Severity;

const OKTA: Format = Format {
    provider: "Okta",
    revoke: "Revoke the API token under Security, API.",
    source: r#"Okta documentation, "Create an API token": 00 and 40 characters; gitleaks 8.30.1 `config/gitleaks.toml` `okta-access-token`"#,
    ..Format::BASE
};

const AUTH0: Format = Format {
    provider: "Auth0",
    revoke: "Rotate the client secret of the application.",
    source: r#"Auth0 documentation, "Application settings: client secret"; trufflehog 3.97.0 `pkg/detectors`/auth0oauth"#,
    ..Format::BASE
};

const ATLASSIAN: Format = Format {
    provider: "Atlassian",
    revoke: "Revoke the API token in the account's security settings.",
    source: r#"Atlassian documentation, "Manage API tokens"; trufflehog 3.97.0 `pkg/detectors`/jiratoken/v2"#,
    ..Format::BASE
};

const LINEAR: Format = Format {
    provider: "Linear",
    revoke: "Revoke the key in the API settings.",
    source: r#"Linear documentation, "API and webhooks"; gitleaks 8.30.1 `config/gitleaks.toml` `linear-api-key`"#,
    ..Format::BASE
};

const NOTION: Format = Format {
    provider: "Notion",
    revoke: "Refresh or revoke the secret of the integration.",
    source: r#"Notion documentation, "Authorization: token format" (ntn_, secret_ before 2024-09); gitleaks 8.30.1 `config/gitleaks.toml` `notion-api-token`"#,
    ..Format::BASE
};

const AIRTABLE: Format = Format {
    provider: "Airtable",
    revoke: "Delete the token in the developer hub.",
    source: r#"Airtable documentation, "Personal access tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `airtable-personnal-access-token`"#,
    ..Format::BASE
};

const FIGMA: Format = Format {
    provider: "Figma",
    revoke: "Revoke the personal access token in the account settings.",
    source: r#"Figma documentation, "Personal access tokens"; Betterleaks rules as shipped with kingfisher 2.14.0 `figma-personal-access-token`"#,
    ..Format::BASE
};

const ASANA: Format = Format {
    provider: "Asana",
    revoke: "Deauthorize the token in the developer console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/asanapersonalaccesstoken",
    ..Format::BASE
};

const CLICKUP: Format = Format {
    provider: "ClickUp",
    revoke: "Regenerate the API token.",
    source: "trufflehog 3.97.0 `pkg/detectors`/clickuppersonaltoken",
    ..Format::BASE
};

const HUBSPOT: Format = Format {
    provider: "HubSpot",
    revoke: "Rotate the private app access token.",
    source: r#"HubSpot documentation, "Private apps"; trufflehog 3.97.0 `pkg/detectors`/hubspot_apikey/v2"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "okta-api-token",
        title: "Okta API token",
        anchor: Anchor::Key {
            words: &["okta"],
            also: &["token", "key"],
        },
        pattern: "00[A-Za-z0-9_-]{40}",
        min_entropy: 3.8,
        severity: Severity::Critical,
        positive: "OKTA_API_TOKEN=00«u64:40»",
        negative: "OKTA_API_TOKEN=00«u64:30»",
        ..OKTA
    },
    Format {
        id: "auth0-client-secret",
        title: "Auth0 client secret",
        anchor: Anchor::Key {
            words: &["auth0"],
            also: &["secret"],
        },
        pattern: "[A-Za-z0-9_-]{64}",
        min_entropy: 4.2,
        positive: "AUTH0_CLIENT_SECRET=«u64:64»",
        negative: "AUTH0_CLIENT_SECRET=«u64:50»",
        ..AUTH0
    },
    Format {
        id: "atlassian-api-token",
        title: "Atlassian API token",
        anchor: Anchor::Start(&["ATATT3xFfG"]),
        pattern: "ATATT3xFfG[A-Za-z0-9_-]{100,}=[A-F0-9]{8}",
        positive: "ATATT3xFfGF0«u64:168»=«HEX:8»",
        negative: "ATATT3xFfGF0«u64:40»=«HEX:8»",
        ..ATLASSIAN
    },
    Format {
        id: "atlassian-legacy-api-token",
        title: "Atlassian API token of the old format",
        anchor: Anchor::Key {
            words: &["jira", "confluence", "atlassian"],
            also: &["token", "key"],
        },
        pattern: "[A-Za-z0-9]{24}",
        min_entropy: 3.5,
        positive: "JIRA_API_TOKEN=«b62:24»",
        negative: "JIRA_API_TOKEN=«b62:22»",
        ..ATLASSIAN
    },
    Format {
        id: "linear-api-key",
        title: "Linear API key",
        anchor: Anchor::Start(&["lin_api_"]),
        pattern: "lin_api_[A-Za-z0-9]{40}",
        positive: "lin_api_«b62:40»",
        negative: "lin_api_«b62:20»",
        ..LINEAR
    },
    Format {
        id: "linear-oauth-token",
        title: "Linear OAuth token",
        anchor: Anchor::Start(&["lin_oauth_"]),
        pattern: "lin_oauth_[0-9a-f]{64}",
        positive: "lin_oauth_«hex:64»",
        negative: "lin_oauth_«hex:40»",
        ..LINEAR
    },
    Format {
        id: "notion-token",
        title: "Notion integration token",
        anchor: Anchor::Start(&["ntn_"]),
        pattern: "ntn_[0-9]{11}[A-Za-z0-9]{35}",
        positive: "ntn_«dig:11»«b62:35»",
        negative: "ntn_«dig:11»«b62:12»",
        ..NOTION
    },
    Format {
        id: "notion-legacy-token",
        title: "Notion integration token of the old format",
        anchor: Anchor::Key {
            words: &["notion"],
            also: &["token", "key", "secret"],
        },
        pattern: "secret_[A-Za-z0-9]{43}",
        positive: "NOTION_TOKEN=secret_«b62:43»",
        negative: "NOTION_TOKEN=secret_«b62:30»",
        ..NOTION
    },
    Format {
        id: "airtable-personal-access-token",
        title: "Airtable personal access token",
        anchor: Anchor::Start(&["pat"]),
        pattern: r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
        positive: "pat«b62:14».«hex:64»",
        negative: "pat«b62:14».«hex:40»",
        ..AIRTABLE
    },
    Format {
        id: "figma-personal-access-token",
        title: "Figma personal access token",
        anchor: Anchor::Start(&["figd_"]),
        pattern: "figd_[A-Za-z0-9_-]{38,42}",
        positive: "figd_«u64:40»",
        negative: "figd_«u64:20»",
        ..FIGMA
    },
    Format {
        id: "asana-personal-access-token",
        title: "Asana personal access token",
        anchor: Anchor::Key {
            words: &["asana"],
            also: &["token", "pat", "key"],
        },
        pattern: "(?:[12]/[0-9]{13,17}(?:/[0-9]{13,17})?:[0-9a-f]{32}|0/[0-9a-f]{32})",
        positive: "ASANA_TOKEN=1/«dig:16»:«hex:32»",
        negative: "ASANA_TOKEN=1/«dig:16»:«hex:20»",
        ..ASANA
    },
    Format {
        id: "clickup-personal-token",
        title: "ClickUp personal token",
        anchor: Anchor::Start(&["pk_"]),
        pattern: "pk_[0-9]{7,9}_[A-Z0-9]{32}",
        positive: "pk_«dig:8»_«AN:32»",
        negative: "pk_«dig:8»_«AN:20»",
        ..CLICKUP
    },
    Format {
        id: "hubspot-private-app-token",
        title: "HubSpot private app token",
        anchor: Anchor::Start(&["pat-na", "pat-eu", "pat-ap"]),
        pattern: "pat-[a-z]{2}[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "pat-na1-«uuid»",
        negative: "pat-na1-«hex:32»",
        ..HUBSPOT
    },
];
