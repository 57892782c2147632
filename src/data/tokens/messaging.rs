//! Chat and webhooks.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const SLACK: Format = Format {
    provider: "Slack",
    revoke: "Revoke the token or regenerate the webhook in the app settings.",
    source: r#"Slack API documentation, "Token types" and "Incoming webhooks"; gitleaks 8.30.1 `config/gitleaks.toml` `slack-*`"#,
    ..Format::BASE
};

const DISCORD: Format = Format {
    provider: "Discord",
    revoke: "Reset the bot token, or delete the webhook.",
    source: r#"Discord developer documentation, "Authentication: bot token" and "Webhook resource"; trufflehog 3.97.0 `pkg/detectors`/discordbottoken, /discordwebhook"#,
    ..Format::BASE
};

const TELEGRAM: Format = Format {
    provider: "Telegram",
    revoke: "Revoke the token with BotFather (/revoke).",
    source: r#"Telegram Bot API, "Authorizing your bot"; gitleaks 8.30.1 `config/gitleaks.toml` `telegram-bot-api-token`"#,
    ..Format::BASE
};

const TEAMS: Format = Format {
    provider: "Microsoft Teams",
    revoke: "Remove the connector or the workflow and make a new one.",
    source: r#"Microsoft Teams documentation, "Create incoming webhooks"; gitleaks 8.30.1 `config/gitleaks.toml` `microsoft-teams-webhook`"#,
    ..Format::BASE
};

const GOOGLE_CHAT: Format = Format {
    provider: "Google Chat",
    revoke: "Delete the webhook of the space.",
    source: r#"Google Workspace documentation, "Build a Google Chat app as a webhook""#,
    ..Format::BASE
};

const MATRIX: Format = Format {
    provider: "Matrix",
    revoke: "Log the device out (Synapse admin API or the client's sessions page).",
    source: "element-hq/synapse `synapse/handlers/auth.py` generate_access_token (CRC32 in base62 over all that stands before it)",
    ..Format::BASE
};

const MATTERMOST: Format = Format {
    provider: "Mattermost",
    revoke: "Revoke the token in the user or bot account.",
    source: r#"Mattermost documentation, "Personal access tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `mattermost-access-token`"#,
    ..Format::BASE
};

const ZAPIER: Format = Format {
    provider: "Zapier",
    revoke: "Turn the Zap off and make a new webhook.",
    source: "trufflehog 3.97.0 `pkg/detectors`/zapierwebhook",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "slack-bot-token",
        title: "Slack bot token",
        anchor: Anchor::Start(&["xoxb-"]),
        pattern: "xoxb-[0-9]{8,14}(?:-[0-9]{8,14})?-[A-Za-z0-9-]{18,60}",
        positive: "xoxb-«dig:12»-«dig:12»-«b62:24»",
        negative: "xoxb-«dig:12»-«b62:4»",
        ..SLACK
    },
    Format {
        id: "slack-user-token",
        title: "Slack user token",
        anchor: Anchor::Start(&["xoxp-"]),
        pattern: "xoxp-[0-9]{8,14}-[0-9]{8,14}-[0-9]{8,14}-[A-Za-z0-9-]{28,40}",
        severity: Severity::Critical,
        positive: "xoxp-«dig:12»-«dig:12»-«dig:13»-«hex:32»",
        negative: "xoxp-«dig:12»-«dig:12»-«hex:6»",
        ..SLACK
    },
    Format {
        id: "slack-app-token",
        title: "Slack app-level token",
        anchor: Anchor::Start(&["xapp-"]),
        pattern: "xapp-[0-9]-[A-Z0-9]{8,14}-[0-9]{8,14}-[a-f0-9]{64}",
        positive: "xapp-1-«AN:11»-«dig:13»-«hex:64»",
        negative: "xapp-1-«AN:11»-«dig:13»-«hex:20»",
        ..SLACK
    },
    Format {
        id: "slack-legacy-token",
        title: "Slack legacy token",
        anchor: Anchor::Start(&["xoxs-", "xoxo-", "xoxa-", "xoxr-"]),
        pattern: "xox[soar]-(?:[0-9]{1,14}-){1,3}[A-Za-z0-9]{8,48}",
        positive: "xoxs-«dig:11»-«dig:11»-«dig:11»-«hex:32»",
        negative: "xoxs-«dig:11»-«hex:4»",
        ..SLACK
    },
    Format {
        id: "slack-configuration-token",
        title: "Slack configuration token",
        anchor: Anchor::Start(&["xoxe.xoxp-", "xoxe.xoxb-", "xoxe-"]),
        pattern: r"xoxe(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{140,}",
        positive: "xoxe.xoxp-1-«b62:166»",
        negative: "xoxe.xoxp-1-«b62:40»",
        ..SLACK
    },
    Format {
        id: "slack-session-token",
        title: "Slack browser session token",
        anchor: Anchor::Start(&["xoxc-"]),
        pattern: "xoxc-[0-9]{8,15}-[0-9]{8,15}-[0-9]{8,15}-[a-f0-9]{64}",
        positive: "xoxc-«dig:12»-«dig:12»-«dig:12»-«hex:64»",
        negative: "xoxc-«dig:12»-«dig:12»-«dig:12»-«hex:30»",
        ..SLACK
    },
    Format {
        id: "slack-webhook",
        title: "Slack incoming webhook",
        anchor: Anchor::Start(&["hooks.slack.com/"]),
        pattern: r"hooks\.slack\.com/(?:services/[TB][A-Z0-9]{6,14}/[TB][A-Z0-9]{6,14}/[A-Za-z0-9]{20,26}|(?:workflows|triggers)/[A-Z0-9]{6,14}/[A-Za-z0-9]{6,20}/[A-Za-z0-9/]{16,60})",
        positive: "https://hooks.slack.com/services/T«AN:8»/B«AN:10»/«b62:24»",
        negative: "https://hooks.slack.com/services/T«AN:8»/B«AN:10»/«b62:6»",
        ..SLACK
    },
    Format {
        id: "discord-bot-token",
        title: "Discord bot token",
        anchor: Anchor::Key {
            words: &["discord"],
            also: &["token"],
        },
        pattern: r"[MNO][A-Za-z0-9]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
        positive: "DISCORD_TOKEN=M«b62:23».«u64:6».«u64:38»",
        negative: "DISCORD_TOKEN=M«b62:10».«u64:6».«u64:38»",
        ..DISCORD
    },
    Format {
        id: "discord-webhook",
        title: "Discord webhook",
        anchor: Anchor::Start(&["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"]),
        pattern: r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80}",
        positive: "https://discord.com/api/webhooks/«dig:18»/«u64:68»",
        negative: "https://discord.com/api/webhooks/«dig:18»/«u64:20»",
        ..DISCORD
    },
    Format {
        id: "telegram-bot-token",
        title: "Telegram bot token",
        anchor: Anchor::Inside {
            words: &[":AA"],
            before: 10,
        },
        pattern: "[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",
        window: 96,
        positive: "«dig:10»:AA«u64:33»",
        negative: "«dig:10»:AA«u64:20»",
        ..TELEGRAM
    },
    Format {
        id: "teams-webhook",
        title: "Microsoft Teams incoming webhook",
        anchor: Anchor::Start(&[".webhook.office.com/webhookb2/"]),
        pattern: r"\.webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-z]{32}/[0-9a-f-]{36}(?:/[A-Za-z0-9_-]{20,60})?",
        window: 600,
        positive: "https://example.webhook.office.com/webhookb2/«uuid»@«uuid»/IncomingWebhook/«hex:32»/«uuid»",
        negative: "https://example.webhook.office.com/webhookb2/«uuid»@«uuid»/IncomingWebhook/",
        ..TEAMS
    },
    Format {
        id: "power-automate-webhook",
        title: "Power Automate or Logic Apps webhook",
        anchor: Anchor::Start(&[".logic.azure.com", ".api.powerplatform.com"]),
        pattern: r#"(?:\.logic\.azure\.com|\.api\.powerplatform\.com)(?::443)?/[^\s"'<>\\]{20,}[?&;]sig=[A-Za-z0-9_-]{43}"#,
        window: 600,
        source: r#"Microsoft Azure documentation, "Logic Apps: secure access, shared access signatures""#,
        positive: "https://prod-01.westeurope.logic.azure.com:443/workflows/«hex:32»/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=«u64:43»",
        negative: "https://prod-01.westeurope.logic.azure.com:443/workflows/«hex:32»/triggers/manual/paths/invoke",
        ..TEAMS
    },
    Format {
        id: "google-chat-webhook",
        title: "Google Chat webhook",
        anchor: Anchor::Start(&["chat.googleapis.com/v1/spaces/"]),
        pattern: r#"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{5,20}/messages\?[^\s"'<>]{10,}token=[A-Za-z0-9_%-]{40,60}"#,
        positive: "https://chat.googleapis.com/v1/spaces/«b62:11»/messages?key=AIza«b62:35»&token=«u64:43»",
        negative: "https://chat.googleapis.com/v1/spaces/«b62:11»/messages?key=none",
        ..GOOGLE_CHAT
    },
    Format {
        id: "matrix-synapse-token",
        title: "Matrix Synapse access or refresh token",
        anchor: Anchor::Start(&["syt_", "syr_"]),
        pattern: "sy[tr]_[A-Za-z0-9/+]{2,}_[A-Za-z]{20}_[A-Za-z0-9]{6}",
        check: Check::Crc62All,
        positive: "syt_«b64n=bot»_«alpha:20»_«crc62all»",
        negative: "syt_«b64n=bot»_«alpha:20»_«b62:6»",
        ..MATRIX
    },
    Format {
        id: "mattermost-token",
        title: "Mattermost access token",
        anchor: Anchor::Key {
            words: &["mattermost"],
            also: &["token", "key", "hook"],
        },
        pattern: "[a-z0-9]{26}",
        min_entropy: 3.2,
        positive: "MATTERMOST_TOKEN=«an:26»",
        negative: "MATTERMOST_TOKEN=«an:20»",
        ..MATTERMOST
    },
    Format {
        id: "zapier-webhook",
        title: "Zapier webhook",
        anchor: Anchor::Start(&["hooks.zapier.com/hooks/catch/"]),
        pattern: r"hooks\.zapier\.com/hooks/catch/[0-9]{5,10}/[a-z0-9]{6,20}",
        severity: Severity::Medium,
        positive: "https://hooks.zapier.com/hooks/catch/«dig:7»/«an:8»",
        negative: "https://hooks.zapier.com/hooks/catch/",
        ..ZAPIER
    },
];
