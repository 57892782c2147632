//! Amazon Web Services and Google Cloud.

use super::{Anchor, Format};
use crate::model::Severity;

const AWS: Format = Format {
    provider: "AWS",
    revoke: "Deactivate the access key in IAM, read CloudTrail for its use, then delete it.",
    source: r#"AWS IAM User Guide, "Manage access keys" and "IAM identifiers: unique ID prefixes""#,
    ..Format::BASE
};

const GCP: Format = Format {
    provider: "Google Cloud",
    revoke: "Delete the key in the Google Cloud console, then look at its use in the audit logs.",
    source: r#"Google Cloud documentation, "Authentication: API keys, service account keys""#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "aws-access-key-id",
        title: "AWS access key id",
        anchor: Anchor::Start(&["AKIA", "ABIA", "ACCA"]),
        pattern: "A[KBC][IC]A[A-Z2-7]{16}",
        severity: Severity::Medium,
        positive: "AKIA«b32:16»",
        negative: "AKIA«b32:12»",
        ..AWS
    },
    Format {
        id: "aws-temporary-access-key-id",
        title: "AWS temporary access key id",
        anchor: Anchor::Start(&["ASIA"]),
        pattern: "ASIA[A-Z2-7]{16}",
        severity: Severity::Low,
        positive: "ASIA«b32:16»",
        negative: "ASIA«b32:15»x",
        ..AWS
    },
    Format {
        id: "aws-secret-access-key",
        title: "AWS secret access key",
        anchor: Anchor::Key {
            words: &[
                "secret_access_key",
                "secretaccesskey",
                "secret-access-key",
                "aws_secret",
                "aws-secret",
                "awssecret",
                "s3_secret",
                "s3secret",
            ],
            also: &[],
        },
        pattern: "[A-Za-z0-9/+]{40}",
        min_entropy: 4.0,
        severity: Severity::Critical,
        positive: "AWS_SECRET_ACCESS_KEY=«b64:40»",
        negative: "AWS_SECRET_ACCESS_KEY=«b64:38»",
        ..AWS
    },
    Format {
        id: "aws-session-token",
        title: "AWS session token",
        anchor: Anchor::Start(&["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz"]),
        pattern: "(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9/+]{100,}={0,2}",
        window: 2100,
        severity: Severity::Medium,
        source: "trufflehog 3.97.0 `pkg/detectors`/aws/session_keys",
        positive: "FwoGZXIvYXdz«b64:240»",
        negative: "FwoGZXIvYXdz«b64:60»",
        ..AWS
    },
    Format {
        id: "aws-bedrock-api-key",
        title: "Amazon Bedrock long-term API key",
        anchor: Anchor::Start(&["ABSK"]),
        pattern: "ABSK[A-Za-z0-9/+]{109,}={0,2}",
        source: "gitleaks 8.30.1 `config/gitleaks.toml` `aws-amazon-bedrock-api-key-long-lived`",
        positive: "ABSK«b64:128»",
        negative: "ABSK«b64:80»",
        ..AWS
    },
    Format {
        id: "aws-bedrock-short-term-api-key",
        title: "Amazon Bedrock short-term API key",
        anchor: Anchor::Start(&["bedrock-api-key-"]),
        pattern: "bedrock-api-key-[A-Za-z0-9/+]{100,}={0,2}",
        window: 2100,
        severity: Severity::Medium,
        source: "gitleaks 8.30.1 `config/gitleaks.toml` `aws-amazon-bedrock-api-key-short-lived`",
        positive: "bedrock-api-key-«b64:300»",
        negative: "bedrock-api-key-«b64:40»",
        ..AWS
    },
    Format {
        id: "aws-appsync-api-key",
        title: "AWS AppSync API key",
        anchor: Anchor::Start(&["da2-"]),
        pattern: "da2-[a-z0-9]{26}",
        severity: Severity::Medium,
        source: r#"AWS AppSync Developer Guide, "Configuring authorization": API_KEY"#,
        positive: "da2-«an:26»",
        negative: "da2-«an:20»",
        ..AWS
    },
    Format {
        id: "aws-mws-auth-token",
        title: "Amazon Marketplace token",
        anchor: Anchor::Start(&["amzn.mws."]),
        pattern: r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        source: r#"Amazon Marketplace Web Service, "MWSAuthToken"; noseyparker 0.24 rule `np.aws.5`"#,
        positive: "amzn.mws.«uuid»",
        negative: "amzn.mws.«hex:32»",
        ..AWS
    },
    Format {
        id: "aws-ses-smtp-password",
        title: "Amazon SES SMTP password",
        anchor: Anchor::Key {
            words: &[
                "ses_smtp",
                "ses-smtp",
                "smtp_password",
                "smtppassword",
                "smtp-password",
                "smtp_pass",
            ],
            also: &[],
        },
        pattern: "B[A-Za-z0-9/+]{43}",
        min_entropy: 4.0,
        source: r#"Amazon SES Developer Guide, "Obtaining SMTP credentials": 44 characters, version byte 4 in front"#,
        positive: "SES_SMTP_PASSWORD=B«b64:43»",
        negative: "SES_SMTP_PASSWORD=B«b64:30»",
        ..AWS
    },
    Format {
        id: "gcp-api-key",
        title: "Google API key",
        anchor: Anchor::Start(&["AIza"]),
        pattern: "AIza[A-Za-z0-9_-]{35}",
        severity: Severity::Medium,
        positive: "AIza«u64:35»",
        negative: "AIza«u64:30»",
        ..GCP
    },
    Format {
        id: "gcp-service-account-key",
        title: "Google service account key",
        anchor: Anchor::Start(&["private_key_id"]),
        pattern: r#"private_key_id\\*"\s*:\s*\\*"[0-9a-f]{40}\\*"\s*,\s*\\*"private_key\\*"\s*:\s*\\*"-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9/+=\\\s]{300,}"#,
        window: 6500,
        severity: Severity::Critical,
        positive: r#"{"type": "service_account", "private_key_id": "«hex:40»", "private_key": "«begin:PRIVATE KEY»\n«b64:1600»\n«end:PRIVATE KEY»\n"}"#,
        negative: r#"{"type": "service_account", "private_key_id": "«hex:40»", "private_key": "«begin:PRIVATE KEY»\n...\n«end:PRIVATE KEY»\n"}"#,
        ..GCP
    },
    Format {
        id: "gcp-oauth-client-secret",
        title: "Google OAuth client secret",
        anchor: Anchor::Start(&["GOCSPX-"]),
        pattern: "GOCSPX-[A-Za-z0-9_-]{28}",
        source: r#"Google Identity, "OAuth client secret"; trufflehog 3.97.0 `pkg/detectors`/googleoauth2"#,
        positive: "GOCSPX-«u64:28»",
        negative: "GOCSPX-«u64:20»",
        ..GCP
    },
    Format {
        id: "gcp-oauth-access-token",
        title: "Google OAuth access token",
        anchor: Anchor::Start(&["ya29."]),
        pattern: r"ya29\.[A-Za-z0-9_-]{30,}",
        window: 1100,
        severity: Severity::Medium,
        source: "trufflehog 3.97.0 `pkg/detectors`/googleoauth2",
        positive: "ya29.«u64:120»",
        negative: "ya29.«u64:12»",
        ..GCP
    },
    Format {
        id: "gcp-oauth-refresh-token",
        title: "Google OAuth refresh token",
        anchor: Anchor::Start(&["1//0"]),
        pattern: "1//0[A-Za-z0-9_-]{60,}",
        source: r#"Google Identity, "Using OAuth 2.0": refresh tokens; trufflehog 3.97.0 `pkg/detectors`/gcpapplicationdefaultcredentials"#,
        positive: "1//0«u64:98»",
        negative: "1//0«u64:20»",
        ..GCP
    },
    Format {
        id: "gcp-hmac-key-id",
        title: "Google Cloud Storage HMAC access id",
        anchor: Anchor::Start(&["GOOG1"]),
        pattern: "GOOG1[A-Z0-9]{56}",
        severity: Severity::Medium,
        source: r#"Google Cloud Storage documentation, "HMAC keys": access id of 61 characters"#,
        positive: "GOOG1E«AN:55»",
        negative: "GOOG1E«AN:20»",
        ..GCP
    },
    Format {
        id: "gcp-gemini-api-key",
        title: "Google Gemini API key",
        anchor: Anchor::Start(&["AQ.Ab8RN6"]),
        pattern: r"AQ\.Ab8RN6[A-Za-z0-9_-]{44}",
        source: "Betterleaks rules as shipped with kingfisher 2.14.0 `gcp-gemini-api`",
        positive: "AQ.Ab8RN6«u64:44»",
        negative: "AQ.Ab8RN6«u64:30»",
        ..GCP
    },
    Format {
        id: "firebase-messaging-server-key",
        title: "Firebase messaging server key",
        anchor: Anchor::Inside {
            words: &[":APA91b"],
            before: 11,
        },
        pattern: "[A-Za-z0-9_-]{11}:APA91b[A-Za-z0-9_-]{134}",
        window: 200,
        source: r#"Firebase Cloud Messaging documentation, "Legacy server key"; noseyparker 0.24 rule `np.gcm.1`"#,
        positive: "«u64:11»:APA91b«u64:134»",
        negative: "«u64:11»:APA91b«u64:60»",
        ..GCP
    },
];
