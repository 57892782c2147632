//! Model providers whose keys say nothing by themselves.

use super::{Anchor, Format};

const COHERE: Format = Format {
    provider: "Cohere",
    revoke: "Delete the key in the provider's console.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `cohere-api-token`",
    ..Format::BASE
};

const MISTRAL: Format = Format {
    provider: "Mistral",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `mistral-api-key`",
    ..Format::BASE
};

const DEEPSEEK: Format = Format {
    provider: "DeepSeek",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/deepseek",
    ..Format::BASE
};

const DEEPGRAM: Format = Format {
    provider: "Deepgram",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/deepgram",
    ..Format::BASE
};

const ASSEMBLYAI: Format = Format {
    provider: "AssemblyAI",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/assemblyai",
    ..Format::BASE
};

const VOYAGE: Format = Format {
    provider: "Voyage AI",
    revoke: "Delete the key in the provider's console.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `voyageai-api-key`",
    ..Format::BASE
};

const WANDB_OLD: Format = Format {
    provider: "Weights & Biases",
    revoke: "Delete the key in the provider's console.",
    source: "trufflehog 3.97.0 `pkg/detectors`/weightsandbiases",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "cohere-api-key",
        title: "Cohere API key",
        anchor: Anchor::Key {
            words: &["cohere", "co_api_key"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9]{40}",
        min_entropy: 3.8,
        positive: "COHERE_API_KEY=«b62:40»",
        negative: "COHERE_API_KEY=«b62:36»",
        ..COHERE
    },
    Format {
        id: "mistral-api-key",
        title: "Mistral API key",
        anchor: Anchor::Key {
            words: &["mistral"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9]{32}",
        min_entropy: 3.5,
        positive: "MISTRAL_API_KEY=«b62:32»",
        negative: "MISTRAL_API_KEY=«b62:30»",
        ..MISTRAL
    },
    Format {
        id: "deepseek-api-key",
        title: "DeepSeek API key",
        anchor: Anchor::Key {
            words: &["deepseek"],
            also: &["key", "token"],
        },
        pattern: "sk-[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "DEEPSEEK_API_KEY=sk-«hex:32»",
        negative: "DEEPSEEK_API_KEY=sk-«hex:20»",
        ..DEEPSEEK
    },
    Format {
        id: "deepgram-api-key",
        title: "Deepgram API key",
        anchor: Anchor::Key {
            words: &["deepgram"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.0,
        positive: "DEEPGRAM_API_KEY=«hex:40»",
        negative: "DEEPGRAM_API_KEY=«hex:36»",
        ..DEEPGRAM
    },
    Format {
        id: "assemblyai-api-key",
        title: "AssemblyAI API key",
        anchor: Anchor::Key {
            words: &["assemblyai"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "ASSEMBLYAI_API_KEY=«hex:32»",
        negative: "ASSEMBLYAI_API_KEY=«hex:30»",
        ..ASSEMBLYAI
    },
    Format {
        id: "voyage-api-key",
        title: "Voyage AI API key",
        anchor: Anchor::Key {
            words: &["voyage"],
            also: &["key", "token"],
        },
        pattern: "(?:pa|al)-[A-Za-z0-9_-]{43}",
        min_entropy: 3.8,
        positive: "VOYAGE_API_KEY=pa-«u64:43»",
        negative: "VOYAGE_API_KEY=pa-«u64:20»",
        ..VOYAGE
    },
    Format {
        id: "wandb-api-key",
        title: "Weights & Biases API key of the old format",
        anchor: Anchor::Key {
            words: &["wandb"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.0,
        positive: "WANDB_API_KEY=«hex:40»",
        negative: "WANDB_API_KEY=«hex:36»",
        ..WANDB_OLD
    },
];
