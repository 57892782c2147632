//! Mail and telephony.

use super::{Anchor, Format};
use crate::model::Severity;

const SENDGRID: Format = Format {
    provider: "SendGrid",
    revoke: "Delete the API key under Settings, API keys.",
    source: r#"Twilio SendGrid documentation, "API keys"; trufflehog 3.97.0 `pkg/detectors`/sendgrid"#,
    ..Format::BASE
};

const MAILGUN: Format = Format {
    provider: "Mailgun",
    revoke: "Delete the API key under API security.",
    source: r#"Mailgun documentation, "Authentication"; gitleaks 8.30.1 `config/gitleaks.toml` `mailgun-*`"#,
    ..Format::BASE
};

const MAILCHIMP: Format = Format {
    provider: "Mailchimp",
    revoke: "Disable the API key under Extras, API keys.",
    source: r#"Mailchimp documentation, "About API keys": 32 hexadecimal digits and the data centre; gitleaks 8.30.1 `config/gitleaks.toml` `mailchimp-api-key`"#,
    ..Format::BASE
};

const POSTMARK: Format = Format {
    provider: "Postmark",
    revoke: "Delete the server token.",
    source: r#"Postmark documentation, "API overview: authentication"; trufflehog 3.97.0 `pkg/detectors`/postmark"#,
    ..Format::BASE
};

const BREVO: Format = Format {
    provider: "Brevo",
    revoke: "Delete the key under SMTP and API.",
    source: r#"Brevo documentation, "API key"; gitleaks 8.30.1 `config/gitleaks.toml` `sendinblue-api-token`"#,
    ..Format::BASE
};

const RESEND: Format = Format {
    provider: "Resend",
    revoke: "Delete the API key in the dashboard.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `resend-api-key.1`",
    ..Format::BASE
};

const MAILJET: Format = Format {
    provider: "Mailjet",
    revoke: "Reset the secret key in the account settings.",
    source: r#"Mailjet documentation, "Authentication": API key and secret key of 32 hexadecimal digits"#,
    ..Format::BASE
};

const MAILERSEND: Format = Format {
    provider: "MailerSend",
    revoke: "Delete the API token.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `mailersend-api-token`",
    ..Format::BASE
};

const SPARKPOST: Format = Format {
    provider: "SparkPost",
    revoke: "Delete the API key.",
    source: "trufflehog 3.97.0 `pkg/detectors`/sparkpost",
    ..Format::BASE
};

const TWILIO: Format = Format {
    provider: "Twilio",
    revoke: "Delete the API key, or promote a new auth token and retire the old one.",
    source: r#"Twilio documentation, "API keys" (SK and 32 hexadecimal digits) and "Auth tokens""#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "sendgrid-api-key",
        title: "SendGrid API key",
        anchor: Anchor::Start(&["SG."]),
        pattern: r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
        positive: "SG.«u64:22».«u64:43»",
        negative: "SG.«u64:22».«u64:20»",
        ..SENDGRID
    },
    Format {
        id: "mailgun-api-key",
        title: "Mailgun API key",
        anchor: Anchor::Start(&["key-"]),
        pattern: "key-[0-9a-f]{32}",
        positive: "key-«hex:32»",
        negative: "key-«hex:20»",
        ..MAILGUN
    },
    Format {
        id: "mailgun-domain-key",
        title: "Mailgun sending key",
        anchor: Anchor::Key {
            words: &["mailgun"],
            also: &["key", "token", "password"],
        },
        pattern: "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",
        positive: "MAILGUN_API_KEY=«hex:32»-«hex:8»-«hex:8»",
        negative: "MAILGUN_API_KEY=«hex:32»-«hex:8»",
        ..MAILGUN
    },
    Format {
        id: "mailchimp-api-key",
        title: "Mailchimp API key",
        anchor: Anchor::Key {
            words: &["mailchimp"],
            also: &["key", "token"],
        },
        pattern: "[0-9a-f]{32}-us[0-9]{1,2}",
        positive: "MAILCHIMP_API_KEY=«hex:32»-us12",
        negative: "MAILCHIMP_API_KEY=«hex:30»-us12",
        ..MAILCHIMP
    },
    Format {
        id: "mandrill-api-key",
        title: "Mandrill API key",
        anchor: Anchor::Start(&["md-"]),
        pattern: "md-[A-Za-z0-9_-]{22}",
        source: r#"Mailchimp Transactional documentation, "API keys"; trufflehog 3.97.0 `pkg/detectors`/mandrill"#,
        positive: "md-«u64:22»",
        negative: "md-«u64:12»",
        ..MAILCHIMP
    },
    Format {
        id: "postmark-server-token",
        title: "Postmark server token",
        anchor: Anchor::Key {
            words: &["postmark"],
            also: &["token", "key"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "POSTMARK_SERVER_TOKEN=«uuid»",
        negative: "POSTMARK_SERVER_TOKEN=«hex:32»",
        ..POSTMARK
    },
    Format {
        id: "brevo-api-key",
        title: "Brevo API or SMTP key",
        anchor: Anchor::Start(&["xkeysib-", "xsmtpsib-"]),
        pattern: "x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        positive: "xkeysib-«hex:64»-«b62:16»",
        negative: "xkeysib-«hex:64»-«b62:6»",
        ..BREVO
    },
    Format {
        id: "resend-api-key",
        title: "Resend API key",
        anchor: Anchor::Start(&["re_"]),
        pattern: "re_[1-9A-HJ-NP-Za-km-z]{8}_[1-9A-HJ-NP-Za-km-z]{24}",
        positive: "re_«b58:8»_«b58:24»",
        negative: "re_«b58:8»_«b58:12»",
        ..RESEND
    },
    Format {
        id: "mailjet-key",
        title: "Mailjet API or secret key",
        anchor: Anchor::Key {
            words: &["mailjet"],
            also: &["key", "secret"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "MAILJET_SECRET_KEY=«hex:32»",
        negative: "MAILJET_SECRET_KEY=«hex:30»",
        ..MAILJET
    },
    Format {
        id: "mailersend-api-token",
        title: "MailerSend API token",
        anchor: Anchor::Start(&["mlsn."]),
        pattern: r"mlsn\.[A-Za-z0-9]{60,100}",
        positive: "mlsn.«b62:64»",
        negative: "mlsn.«b62:20»",
        ..MAILERSEND
    },
    Format {
        id: "sparkpost-api-key",
        title: "SparkPost API key",
        anchor: Anchor::Key {
            words: &["sparkpost"],
            also: &["key", "token", "password"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.0,
        positive: "SPARKPOST_API_KEY=«hex:40»",
        negative: "SPARKPOST_API_KEY=«hex:38»",
        ..SPARKPOST
    },
    Format {
        id: "twilio-api-key-sid",
        title: "Twilio API key id",
        anchor: Anchor::Key {
            words: &["twilio"],
            also: &["key", "sid"],
        },
        pattern: "SK[0-9a-f]{32}",
        min_entropy: 3.0,
        severity: Severity::Low,
        positive: "TWILIO_API_KEY=SK«hex:32»",
        negative: "TWILIO_API_KEY=SK«hex:30»",
        ..TWILIO
    },
    Format {
        id: "twilio-auth-token",
        title: "Twilio auth token or API key secret",
        anchor: Anchor::Key {
            words: &["twilio"],
            also: &["token", "secret"],
        },
        pattern: "(?:[0-9a-f]{32}|[A-Za-z0-9]{32})",
        min_entropy: 3.0,
        positive: "TWILIO_AUTH_TOKEN=«hex:32»",
        negative: "TWILIO_AUTH_TOKEN=«hex:30»",
        ..TWILIO
    },
];
