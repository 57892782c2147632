//! Models and the services around them.

use super::{Anchor, Format};

const OPENAI: Format = Format {
    provider: "OpenAI",
    revoke: "Delete the key on the API keys page.",
    source: r#"OpenAI documentation, "API keys"; trufflehog 3.97.0 `pkg/detectors`/openai, /openaiadmin"#,
    ..Format::BASE
};

const ANTHROPIC: Format = Format {
    provider: "Anthropic",
    revoke: "Delete the key in the console.",
    source: r#"Anthropic documentation, "API and admin keys"; trufflehog 3.97.0 `pkg/detectors`/anthropic, gitleaks 8.30.1 `config/gitleaks.toml` `anthropic-*`"#,
    ..Format::BASE
};

const HUGGINGFACE: Format = Format {
    provider: "Hugging Face",
    revoke: "Invalidate the token in the account settings.",
    source: r#"Hugging Face documentation, "User access tokens"; trufflehog 3.97.0 `pkg/detectors`/huggingface"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "openai-project-key",
        title: "OpenAI project, service account or admin key",
        anchor: Anchor::Inside {
            words: &["T3BlbkFJ"],
            before: 160,
        },
        pattern: "sk-(?:proj|svcacct|admin|service)-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}",
        window: 200,
        positive: "sk-proj-«u64:74»T3BlbkFJ«u64:74»",
        negative: "sk-proj-«u64:74»T3BlbkFJ«u64:8»",
        ..OPENAI
    },
    Format {
        id: "openai-legacy-key",
        title: "OpenAI key of the old format",
        anchor: Anchor::Inside {
            words: &["T3BlbkFJ"],
            before: 23,
        },
        pattern: "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",
        window: 200,
        positive: "sk-«b62:20»T3BlbkFJ«b62:20»",
        negative: "sk-«b62:20»T3BlbkFJ«b62:8»",
        ..OPENAI
    },
    Format {
        id: "anthropic-api-key",
        title: "Anthropic API key",
        anchor: Anchor::Start(&["sk-ant-api03-"]),
        pattern: "sk-ant-api03-[A-Za-z0-9_-]{93}AA",
        positive: "sk-ant-api03-«u64:93»AA",
        negative: "sk-ant-api03-«u64:60»AA",
        ..ANTHROPIC
    },
    Format {
        id: "anthropic-admin-key",
        title: "Anthropic admin key",
        anchor: Anchor::Start(&["sk-ant-admin01-"]),
        pattern: "sk-ant-admin01-[A-Za-z0-9_-]{93}AA",
        positive: "sk-ant-admin01-«u64:93»AA",
        negative: "sk-ant-admin01-«u64:60»AA",
        ..ANTHROPIC
    },
    Format {
        id: "anthropic-oauth-token",
        title: "Anthropic OAuth token",
        anchor: Anchor::Start(&["sk-ant-oat01-"]),
        pattern: "sk-ant-oat01-[A-Za-z0-9_-]{93}AA",
        positive: "sk-ant-oat01-«u64:93»AA",
        negative: "sk-ant-oat01-«u64:60»AA",
        ..ANTHROPIC
    },
    Format {
        id: "anthropic-oauth-refresh-token",
        title: "Anthropic OAuth refresh token",
        anchor: Anchor::Start(&["sk-ant-ort01-"]),
        pattern: "sk-ant-ort01-[A-Za-z0-9_-]{93}AA",
        positive: "sk-ant-ort01-«u64:93»AA",
        negative: "sk-ant-ort01-«u64:60»AA",
        ..ANTHROPIC
    },
    Format {
        id: "huggingface-user-token",
        title: "Hugging Face user access token",
        anchor: Anchor::Start(&["hf_"]),
        pattern: "hf_[A-Za-z]{34}",
        positive: "hf_«alpha:34»",
        negative: "hf_«alpha:20»",
        ..HUGGINGFACE
    },
    Format {
        id: "huggingface-organisation-token",
        title: "Hugging Face organisation token",
        anchor: Anchor::Start(&["api_org_"]),
        pattern: "api_org_[A-Za-z]{34}",
        positive: "api_org_«alpha:34»",
        negative: "api_org_«alpha:20»",
        ..HUGGINGFACE
    },
];
