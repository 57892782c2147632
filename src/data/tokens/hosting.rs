//! Hosting and databases as a service.

use super::{Anchor, Check, Format, Issuer};
use crate::model::Severity;

const VERCEL: Format = Format {
    provider: "Vercel",
    revoke: "Delete the token in the account settings.",
    source: r#"Vercel changelog, "New token formats and secret scanning"; Betterleaks rules as shipped with kingfisher 2.14.0 `vercel-*`"#,
    ..Format::BASE
};

const NETLIFY: Format = Format {
    provider: "Netlify",
    revoke: "Revoke the personal access token in the user settings.",
    source: r#"Netlify changelog, "Netlify tokens have a prefix" (nfp_, nfo_, nfc_, nfu_, nfb_); gitleaks 8.30.1 `config/gitleaks.toml` `netlify-access-token`"#,
    ..Format::BASE
};

const RENDER: Format = Format {
    provider: "Render",
    revoke: "Revoke the API key in the account settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `render-api-key`",
    ..Format::BASE
};

const RAILWAY: Format = Format {
    provider: "Railway",
    revoke: "Delete the token in the project or account settings.",
    source: r#"Railway documentation, "Public API: tokens"; trufflehog 3.97.0 `pkg/detectors`/railwayapp"#,
    ..Format::BASE
};

const SUPABASE: Format = Format {
    provider: "Supabase",
    revoke: "Revoke the token, or rotate the API keys or the JWT secret of the project.",
    source: r#"Supabase documentation, "API keys" (sb_secret_, service_role JWT) and "Management API" (sbp_)"#,
    ..Format::BASE
};

const PLANETSCALE: Format = Format {
    provider: "PlanetScale",
    revoke: "Delete the service token or the database password.",
    source: r#"PlanetScale documentation, "Service tokens" and "Connection strings"; trufflehog 3.97.0 `pkg/detectors`/planetscale"#,
    ..Format::BASE
};

const NEON: Format = Format {
    provider: "Neon",
    revoke: "Revoke the API key in the account settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `neon-api-key`",
    ..Format::BASE
};

const ATLAS: Format = Format {
    provider: "MongoDB Atlas",
    revoke: "Delete the service account secret or the API key.",
    source: r#"MongoDB Atlas documentation, "Service accounts"; Betterleaks rules as shipped with kingfisher 2.14.0 `mongodb-atlas-service-account-secret`"#,
    ..Format::BASE
};

const COCKROACH: Format = Format {
    provider: "CockroachDB Cloud",
    revoke: "Delete the API key of the service account.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `cockroachlabs-cloud-api-key`",
    ..Format::BASE
};

const CLICKHOUSE: Format = Format {
    provider: "ClickHouse Cloud",
    revoke: "Delete the API key of the organisation.",
    source: r#"ClickHouse Cloud documentation, "Managing API keys"; gitleaks 8.30.1 `config/gitleaks.toml` `clickhouse-cloud-api-secret-key`"#,
    ..Format::BASE
};

const ASTRA: Format = Format {
    provider: "DataStax Astra",
    revoke: "Delete the application token.",
    source: r#"DataStax Astra documentation, "Application tokens"; Betterleaks rules as shipped with kingfisher 2.14.0 `datastax-astra-application-token`"#,
    ..Format::BASE
};

const CONFLUENT: Format = Format {
    provider: "Confluent Cloud",
    revoke: "Delete the API key.",
    source: r#"Confluent Cloud documentation, "Manage API keys"; trufflehog 3.97.0 `pkg/detectors`/confluent"#,
    ..Format::BASE
};

const AIVEN: Format = Format {
    provider: "Aiven",
    revoke: "Revoke the authentication token.",
    source: r#"trufflehog 3.97.0 `pkg/detectors`/aiven; Aiven documentation, "Service passwords": AVNS_"#,
    ..Format::BASE
};

const ALGOLIA: Format = Format {
    provider: "Algolia",
    revoke: "Regenerate the key under API keys.",
    source: r#"Algolia documentation, "API keys"; trufflehog 3.97.0 `pkg/detectors`/algoliaadminkey"#,
    ..Format::BASE
};

const CONTENTFUL: Format = Format {
    provider: "Contentful",
    revoke: "Revoke the personal access token.",
    source: r#"Contentful documentation, "Personal access tokens"; trufflehog 3.97.0 `pkg/detectors`/contentfulpersonalaccesstoken"#,
    ..Format::BASE
};

const PORKBUN: Format = Format {
    provider: "Porkbun",
    revoke: "Delete the API key under Account, API access.",
    source: r#"Porkbun API documentation, "Authentication": sk1_ and 64 hexadecimal digits"#,
    ..Format::BASE
};

const GODADDY: Format = Format {
    provider: "GoDaddy",
    revoke: "Delete the API key in the developer portal.",
    source: "trufflehog 3.97.0 `pkg/detectors`/godaddy",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "vercel-personal-token",
        title: "Vercel personal access token",
        anchor: Anchor::Start(&["vcp_"]),
        pattern: "vcp_[A-Za-z0-9_-]{56}",
        positive: "vcp_«u64:56»",
        negative: "vcp_«u64:30»",
        ..VERCEL
    },
    Format {
        id: "vercel-integration-token",
        title: "Vercel integration token",
        anchor: Anchor::Start(&["vci_"]),
        pattern: "vci_[A-Za-z0-9_-]{56}",
        positive: "vci_«u64:56»",
        negative: "vci_«u64:30»",
        ..VERCEL
    },
    Format {
        id: "vercel-app-access-token",
        title: "Vercel app access token",
        anchor: Anchor::Start(&["vca_"]),
        pattern: "vca_[A-Za-z0-9_-]{56}",
        positive: "vca_«u64:56»",
        negative: "vca_«u64:30»",
        ..VERCEL
    },
    Format {
        id: "vercel-app-refresh-token",
        title: "Vercel app refresh token",
        anchor: Anchor::Start(&["vcr_"]),
        pattern: "vcr_[A-Za-z0-9_-]{56}",
        positive: "vcr_«u64:56»",
        negative: "vcr_«u64:30»",
        ..VERCEL
    },
    Format {
        id: "vercel-legacy-token",
        title: "Vercel token of the old format",
        anchor: Anchor::Key {
            words: &["vercel"],
            also: &["token"],
        },
        pattern: "[A-Za-z0-9]{24}",
        min_entropy: 3.5,
        positive: "VERCEL_TOKEN=«b62:24»",
        negative: "VERCEL_TOKEN=«b62:22»",
        ..VERCEL
    },
    Format {
        id: "netlify-access-token",
        title: "Netlify access token",
        anchor: Anchor::Start(&["nfp_", "nfo_", "nfc_", "nfu_", "nfb_"]),
        pattern: "nf[pocub]_[A-Za-z0-9_-]{36}",
        positive: "nfp_«b62:36»",
        negative: "nfp_«b62:20»",
        ..NETLIFY
    },
    Format {
        id: "netlify-legacy-token",
        title: "Netlify access token of the old format",
        anchor: Anchor::Key {
            words: &["netlify"],
            also: &["token", "key"],
        },
        pattern: "[A-Za-z0-9_-]{43,46}",
        min_entropy: 3.8,
        positive: "NETLIFY_AUTH_TOKEN=«u64:43»",
        negative: "NETLIFY_AUTH_TOKEN=«u64:36»",
        ..NETLIFY
    },
    Format {
        id: "render-api-key",
        title: "Render API key",
        anchor: Anchor::Start(&["rnd_"]),
        pattern: "rnd_[A-Za-z0-9]{28}",
        positive: "rnd_«b62:28»",
        negative: "rnd_«b62:20»",
        ..RENDER
    },
    Format {
        id: "railway-token",
        title: "Railway token",
        anchor: Anchor::Key {
            words: &["railway"],
            also: &["token"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "RAILWAY_TOKEN=«uuid»",
        negative: "RAILWAY_TOKEN=«hex:32»",
        ..RAILWAY
    },
    Format {
        id: "supabase-access-token",
        title: "Supabase personal access token",
        anchor: Anchor::Start(&["sbp_"]),
        pattern: "sbp_(?:v0_)?[0-9a-f]{40}",
        severity: Severity::Critical,
        positive: "sbp_«hex:40»",
        negative: "sbp_«hex:30»",
        ..SUPABASE
    },
    Format {
        id: "supabase-secret-key",
        title: "Supabase secret key",
        anchor: Anchor::Start(&["sb_secret_"]),
        pattern: "sb_secret_[A-Za-z0-9_-]{31}",
        severity: Severity::Critical,
        positive: "sb_secret_«u64:31»",
        negative: "sb_secret_«u64:20»",
        ..SUPABASE
    },
    Format {
        id: "supabase-service-role-key",
        title: "Supabase service_role key",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::SupabaseServiceRole),
        severity: Severity::Critical,
        positive: r#"«u64={"alg":"HS256","typ":"JWT"}».«u64={"iss":"supabase","ref":"«low:20»","role":"service_role","iat":1700000000,"exp":2000000000}».«u64:43»"#,
        negative: r#"«u64={"alg":"HS256"}».«u64:60».«u64:43»"#,
        ..SUPABASE
    },
    Format {
        id: "planetscale-service-token",
        title: "PlanetScale service token",
        anchor: Anchor::Start(&["pscale_tkn_"]),
        pattern: "pscale_tkn_[A-Za-z0-9_.=-]{32,64}",
        positive: "pscale_tkn_«u64:43»",
        negative: "pscale_tkn_«u64:20»",
        ..PLANETSCALE
    },
    Format {
        id: "planetscale-password",
        title: "PlanetScale database password",
        anchor: Anchor::Start(&["pscale_pw_"]),
        pattern: "pscale_pw_[A-Za-z0-9_.=-]{32,64}",
        severity: Severity::Critical,
        positive: "pscale_pw_«u64:43»",
        negative: "pscale_pw_«u64:20»",
        ..PLANETSCALE
    },
    Format {
        id: "planetscale-oauth-token",
        title: "PlanetScale OAuth token",
        anchor: Anchor::Start(&["pscale_oauth_"]),
        pattern: "pscale_oauth_[A-Za-z0-9_.=-]{32,64}",
        positive: "pscale_oauth_«u64:43»",
        negative: "pscale_oauth_«u64:20»",
        ..PLANETSCALE
    },
    Format {
        id: "neon-api-key",
        title: "Neon API key",
        anchor: Anchor::Start(&["napi_"]),
        pattern: "napi_[a-z0-9]{64}",
        positive: "napi_«an:64»",
        negative: "napi_«an:40»",
        ..NEON
    },
    Format {
        id: "mongodb-atlas-service-account-secret",
        title: "MongoDB Atlas service account secret",
        anchor: Anchor::Start(&["mdb_sa_sk_"]),
        pattern: "mdb_sa_sk_[A-Za-z0-9_-]{40}",
        severity: Severity::Critical,
        positive: "mdb_sa_sk_«u64:40»",
        negative: "mdb_sa_sk_«u64:20»",
        ..ATLAS
    },
    Format {
        id: "cockroachdb-cloud-api-key",
        title: "CockroachDB Cloud API key",
        anchor: Anchor::Start(&["CCDB1_"]),
        pattern: "CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}",
        positive: "CCDB1_«b62:22»_«b62:40»",
        negative: "CCDB1_«b62:22»_«b62:20»",
        ..COCKROACH
    },
    Format {
        id: "clickhouse-cloud-key",
        title: "ClickHouse Cloud API secret key",
        anchor: Anchor::Start(&["4b1d"]),
        pattern: "4b1d[A-Za-z0-9]{38}",
        positive: "4b1d«b62:38»",
        negative: "4b1d«b62:30»",
        ..CLICKHOUSE
    },
    Format {
        id: "astra-application-token",
        title: "DataStax Astra application token",
        anchor: Anchor::Start(&["AstraCS:"]),
        pattern: "AstraCS:[A-Za-z]{24}:[0-9a-f]{64}",
        positive: "AstraCS:«alpha:24»:«hex:64»",
        negative: "AstraCS:«alpha:24»:«hex:40»",
        ..ASTRA
    },
    Format {
        id: "confluent-api-secret",
        title: "Confluent Cloud API secret",
        anchor: Anchor::Key {
            words: &["confluent", "ccloud"],
            also: &["secret"],
        },
        pattern: "[A-Za-z0-9/+]{64}",
        min_entropy: 4.2,
        positive: "CONFLUENT_CLOUD_API_SECRET=«b64:64»",
        negative: "CONFLUENT_CLOUD_API_SECRET=«b64:60»",
        ..CONFLUENT
    },
    Format {
        id: "aiven-service-password",
        title: "Aiven service password",
        anchor: Anchor::Start(&["AVNS_"]),
        pattern: "AVNS_[A-Za-z0-9_-]{19}",
        severity: Severity::Critical,
        positive: "AVNS_«u64:19»",
        negative: "AVNS_«u64:12»",
        ..AIVEN
    },
    Format {
        id: "algolia-admin-key",
        title: "Algolia API key",
        anchor: Anchor::Key {
            words: &["algolia"],
            also: &["admin", "write", "secret"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "ALGOLIA_ADMIN_KEY=«hex:32»",
        negative: "ALGOLIA_ADMIN_KEY=«hex:30»",
        ..ALGOLIA
    },
    Format {
        id: "contentful-personal-access-token",
        title: "Contentful personal access token",
        anchor: Anchor::Start(&["CFPAT-"]),
        pattern: "CFPAT-[A-Za-z0-9_-]{43}",
        positive: "CFPAT-«u64:43»",
        negative: "CFPAT-«u64:20»",
        ..CONTENTFUL
    },
    Format {
        id: "porkbun-secret-key",
        title: "Porkbun secret API key",
        anchor: Anchor::Start(&["sk1_"]),
        pattern: "sk1_[0-9a-f]{64}",
        positive: "sk1_«hex:64»",
        negative: "sk1_«hex:40»",
        ..PORKBUN
    },
    Format {
        id: "godaddy-api-secret",
        title: "GoDaddy API secret",
        anchor: Anchor::Key {
            words: &["godaddy"],
            also: &["secret"],
        },
        pattern: "[A-Za-z0-9]{22}",
        min_entropy: 3.5,
        positive: "GODADDY_API_SECRET=«b62:22»",
        negative: "GODADDY_API_SECRET=«b62:20»",
        ..GODADDY
    },
];
