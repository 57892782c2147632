//! Model providers and tools around them, each with one format.

use super::{Anchor, Format};

const GROQ: Format = Format {
    provider: "Groq",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/groq",
    ..Format::BASE
};

const REPLICATE: Format = Format {
    provider: "Replicate",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/replicate",
    ..Format::BASE
};

const PERPLEXITY: Format = Format {
    provider: "Perplexity",
    revoke: "Delete the key in the provider's console.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `perplexity-api-key`",
    ..Format::BASE
};

const OPENROUTER: Format = Format {
    provider: "OpenRouter",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/openrouter",
    ..Format::BASE
};

const XAI: Format = Format {
    provider: "xAI",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/xai",
    ..Format::BASE
};

const TOGETHER: Format = Format {
    provider: "Together AI",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `togetherai-api-key`",
    ..Format::BASE
};

const NVIDIA: Format = Format {
    provider: "NVIDIA",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/nvapi",
    ..Format::BASE
};

const CEREBRAS: Format = Format {
    provider: "Cerebras",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `cerebras-api-key`",
    ..Format::BASE
};

const ELEVENLABS: Format = Format {
    provider: "ElevenLabs",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/elevenlabs",
    ..Format::BASE
};

const PINECONE: Format = Format {
    provider: "Pinecone",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/pinecone",
    ..Format::BASE
};

const LANGFUSE: Format = Format {
    provider: "Langfuse",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/langfuse",
    ..Format::BASE
};

const LANGSMITH: Format = Format {
    provider: "LangSmith",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/langsmith",
    ..Format::BASE
};

const LLAMACLOUD: Format = Format {
    provider: "LlamaCloud",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `llama-cloud-api-key.1`",
    ..Format::BASE
};

const VERCEL_AI: Format = Format {
    provider: "Vercel",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `vercel-ai-gateway-key`",
    ..Format::BASE
};

const WANDB: Format = Format {
    provider: "Weights & Biases",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `weights-and-biases-api-key-v1`",
    ..Format::BASE
};

const RUNPOD: Format = Format {
    provider: "RunPod",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `runpod-api-key.1`",
    ..Format::BASE
};

const APIFY: Format = Format {
    provider: "Apify",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `apify-api-token`",
    ..Format::BASE
};

const DATABRICKS: Format = Format {
    provider: "Databricks",
    revoke: "Delete the key in the provider's console.",
    source: r#"Databricks documentation, "Personal access token authentication"; trufflehog 3.97.0 `pkg/detectors`/databrickstoken"#,
    ..Format::BASE
};

const UNKEY: Format = Format {
    provider: "Unkey",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `unkey-root-key.1`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "groq-api-key",
        title: "Groq API key",
        anchor: Anchor::Start(&["gsk_"]),
        pattern: "gsk_[A-Za-z0-9]{52}",
        positive: "gsk_«b62:52»",
        negative: "gsk_«b62:40»",
        ..GROQ
    },
    Format {
        id: "replicate-api-token",
        title: "Replicate API token",
        anchor: Anchor::Start(&["r8_"]),
        pattern: "r8_[A-Za-z0-9_-]{37}",
        positive: "r8_«b62:37»",
        negative: "r8_«b62:20»",
        ..REPLICATE
    },
    Format {
        id: "perplexity-api-key",
        title: "Perplexity API key",
        anchor: Anchor::Start(&["pplx-"]),
        pattern: "pplx-[A-Za-z0-9]{48}",
        positive: "pplx-«b62:48»",
        negative: "pplx-«b62:30»",
        ..PERPLEXITY
    },
    Format {
        id: "openrouter-api-key",
        title: "OpenRouter API key",
        anchor: Anchor::Start(&["sk-or-v1-"]),
        pattern: "sk-or-v1-[0-9a-f]{64}",
        positive: "sk-or-v1-«hex:64»",
        negative: "sk-or-v1-«hex:40»",
        ..OPENROUTER
    },
    Format {
        id: "xai-api-key",
        title: "xAI API key",
        anchor: Anchor::Start(&["xai-"]),
        pattern: "xai-[A-Za-z0-9_-]{70,120}",
        positive: "xai-«b62:80»",
        negative: "xai-«b62:40»",
        ..XAI
    },
    Format {
        id: "together-api-key",
        title: "Together AI API key",
        anchor: Anchor::Start(&["tgp_v1_"]),
        pattern: "tgp_v1_[A-Za-z0-9_-]{43}",
        positive: "tgp_v1_«u64:43»",
        negative: "tgp_v1_«u64:20»",
        ..TOGETHER
    },
    Format {
        id: "nvidia-api-key",
        title: "NVIDIA API key",
        anchor: Anchor::Start(&["nvapi-"]),
        pattern: "nvapi-[A-Za-z0-9_-]{60,70}",
        positive: "nvapi-«u64:64»",
        negative: "nvapi-«u64:30»",
        ..NVIDIA
    },
    Format {
        id: "cerebras-api-key",
        title: "Cerebras API key",
        anchor: Anchor::Start(&["csk-"]),
        pattern: "csk-[a-z0-9]{48}",
        positive: "csk-«an:48»",
        negative: "csk-«an:30»",
        ..CEREBRAS
    },
    Format {
        id: "elevenlabs-api-key",
        title: "ElevenLabs API key",
        anchor: Anchor::Start(&["sk_"]),
        pattern: "sk_[0-9a-f]{48}",
        positive: "sk_«hex:48»",
        negative: "sk_«hex:30»",
        ..ELEVENLABS
    },
    Format {
        id: "pinecone-api-key",
        title: "Pinecone API key",
        anchor: Anchor::Start(&["pcsk_"]),
        pattern: "pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}",
        positive: "pcsk_«b62:6»_«b62:63»",
        negative: "pcsk_«b62:6»_«b62:40»",
        ..PINECONE
    },
    Format {
        id: "langfuse-secret-key",
        title: "Langfuse secret key",
        anchor: Anchor::Start(&["sk-lf-"]),
        pattern: "sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "sk-lf-«uuid»",
        negative: "sk-lf-«hex:32»",
        ..LANGFUSE
    },
    Format {
        id: "langsmith-api-key",
        title: "LangSmith API key",
        anchor: Anchor::Start(&["lsv2_"]),
        pattern: "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
        positive: "lsv2_pt_«hex:32»_«hex:10»",
        negative: "lsv2_pt_«hex:32»",
        ..LANGSMITH
    },
    Format {
        id: "llamacloud-api-key",
        title: "LlamaCloud API key",
        anchor: Anchor::Start(&["llx-"]),
        pattern: "llx-[A-Za-z0-9]{44,52}",
        positive: "llx-«b62:48»",
        negative: "llx-«b62:20»",
        ..LLAMACLOUD
    },
    Format {
        id: "vercel-ai-gateway-key",
        title: "Vercel AI Gateway key",
        anchor: Anchor::Start(&["vck_"]),
        pattern: "vck_[A-Za-z0-9_-]{56}",
        positive: "vck_«u64:56»",
        negative: "vck_«u64:30»",
        ..VERCEL_AI
    },
    Format {
        id: "wandb-api-key-v1",
        title: "Weights & Biases API key",
        anchor: Anchor::Start(&["wandb_v1_"]),
        pattern: "wandb_v1_[A-Za-z0-9_]{77}",
        positive: "wandb_v1_«b62:77»",
        negative: "wandb_v1_«b62:40»",
        ..WANDB
    },
    Format {
        id: "runpod-api-key",
        title: "RunPod API key",
        anchor: Anchor::Start(&["rpa_"]),
        pattern: "rpa_[A-Z0-9]{40}[A-Za-z0-9]{6}",
        positive: "rpa_«AN:40»«b62:6»",
        negative: "rpa_«AN:20»",
        ..RUNPOD
    },
    Format {
        id: "apify-api-token",
        title: "Apify API token",
        anchor: Anchor::Start(&["apify_api_"]),
        pattern: "apify_api_[A-Za-z0-9]{34,38}",
        positive: "apify_api_«b62:36»",
        negative: "apify_api_«b62:20»",
        ..APIFY
    },
    Format {
        id: "databricks-token",
        title: "Databricks personal access token",
        anchor: Anchor::Start(&["dapi"]),
        pattern: "dapi[0-9a-f]{32}(?:-[0-9])?",
        positive: "dapi«hex:32»",
        negative: "dapi«hex:20»",
        ..DATABRICKS
    },
    Format {
        id: "unkey-root-key",
        title: "Unkey root key",
        anchor: Anchor::Start(&["unkey_"]),
        pattern: "unkey_[A-Za-z0-9]{20,32}",
        positive: "unkey_«b62:24»",
        negative: "unkey_«b62:12»",
        ..UNKEY
    },
];
