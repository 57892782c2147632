//! GitLab.

use super::{Anchor, Check, Format};
use crate::model::Severity;

const GITLAB: Format = Format {
    provider: "GitLab",
    revoke: "Revoke the token where it was made (user, project, group or instance settings).",
    source: r#"GitLab documentation, "Token overview: token prefixes"; GitLab `app/assets/javascripts/lib/utils/secret_detection_patterns.js`"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "gitlab-access-token",
        title: "GitLab personal, project or group access token",
        anchor: Anchor::Start(&["glpat-"]),
        pattern: "glpat-[A-Za-z0-9_-]{20}",
        severity: Severity::Critical,
        positive: "glpat-«u64:20»",
        negative: "glpat-«u64:15»",
        ..GITLAB
    },
    Format {
        id: "gitlab-routable-access-token",
        title: "GitLab routable access token",
        anchor: Anchor::Start(&["glpat-"]),
        pattern: r"glpat-[A-Za-z0-9_-]{27,}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}",
        check: Check::Crc36,
        severity: Severity::Critical,
        source: "GitLab `lib/authn/token_field/generator/routable_token.rb`: payload, length and CRC32 in base 36",
        positive: "glpat-«u64:40».14«crc36»",
        negative: "glpat-«u64:40».140000000",
        ..GITLAB
    },
    Format {
        id: "gitlab-runner-token",
        title: "GitLab runner authentication token",
        anchor: Anchor::Start(&["glrt-"]),
        pattern: "glrt-[A-Za-z0-9_-]{20}",
        positive: "glrt-«u64:20»",
        negative: "glrt-«u64:12»",
        ..GITLAB
    },
    Format {
        id: "gitlab-routable-runner-token",
        title: "GitLab routable runner token",
        anchor: Anchor::Start(&["glrt-t"]),
        pattern: r"glrt-t[0-9]_[A-Za-z0-9_-]{27,}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}",
        check: Check::Crc36,
        source: "GitLab `lib/authn/token_field/generator/routable_token.rb`: payload, length and CRC32 in base 36",
        positive: "glrt-t1_«u64:40».01.14«crc36»",
        negative: "glrt-t1_«u64:40».01.140000000",
        ..GITLAB
    },
    Format {
        id: "gitlab-runner-registration-token",
        title: "GitLab runner registration token",
        anchor: Anchor::Start(&["GR1348941"]),
        pattern: "GR1348941[A-Za-z0-9_-]{20}",
        positive: "GR1348941«u64:20»",
        negative: "GR1348941«u64:10»",
        ..GITLAB
    },
    Format {
        id: "gitlab-deploy-token",
        title: "GitLab deploy token",
        anchor: Anchor::Start(&["gldt-"]),
        pattern: "gldt-[A-Za-z0-9_-]{20}",
        positive: "gldt-«u64:20»",
        negative: "gldt-«u64:10»",
        ..GITLAB
    },
    Format {
        id: "gitlab-trigger-token",
        title: "GitLab pipeline trigger token",
        anchor: Anchor::Start(&["glptt-"]),
        pattern: "glptt-(?:[0-9a-f]{40}|[A-Za-z0-9_-]{20})",
        positive: "glptt-«hex:40»",
        negative: "glptt-«hex:12»",
        ..GITLAB
    },
    Format {
        id: "gitlab-feed-token",
        title: "GitLab feed token",
        anchor: Anchor::Start(&["glft-"]),
        pattern: "glft-[A-Za-z0-9_-]{20}",
        severity: Severity::Medium,
        positive: "glft-«u64:20»",
        negative: "glft-«u64:10»",
        ..GITLAB
    },
    Format {
        id: "gitlab-incoming-mail-token",
        title: "GitLab incoming mail token",
        anchor: Anchor::Start(&["glimt-"]),
        pattern: "glimt-[A-Za-z0-9_-]{25}",
        severity: Severity::Medium,
        positive: "glimt-«u64:25»",
        negative: "glimt-«u64:20»",
        ..GITLAB
    },
    Format {
        id: "gitlab-agent-token",
        title: "GitLab agent for Kubernetes token",
        anchor: Anchor::Start(&["glagent-"]),
        pattern: "glagent-[A-Za-z0-9_-]{50}",
        severity: Severity::Critical,
        positive: "glagent-«u64:50»",
        negative: "glagent-«u64:40»",
        ..GITLAB
    },
    Format {
        id: "gitlab-oauth-application-secret",
        title: "GitLab OAuth application secret",
        anchor: Anchor::Start(&["gloas-"]),
        pattern: "gloas-[A-Za-z0-9_-]{64}",
        positive: "gloas-«u64:64»",
        negative: "gloas-«u64:50»",
        ..GITLAB
    },
    Format {
        id: "gitlab-scim-token",
        title: "GitLab SCIM token",
        anchor: Anchor::Start(&["glsoat-"]),
        pattern: "glsoat-[A-Za-z0-9_-]{20}",
        positive: "glsoat-«u64:20»",
        negative: "glsoat-«u64:10»",
        ..GITLAB
    },
    Format {
        id: "gitlab-feature-flags-token",
        title: "GitLab feature flags client token",
        anchor: Anchor::Start(&["glffct-"]),
        pattern: "glffct-[A-Za-z0-9_-]{20}",
        severity: Severity::Medium,
        positive: "glffct-«u64:20»",
        negative: "glffct-«u64:10»",
        ..GITLAB
    },
    Format {
        id: "gitlab-job-token",
        title: "GitLab CI/CD job token",
        anchor: Anchor::Start(&["glcbt-"]),
        pattern: "glcbt-[A-Za-z0-9]{1,5}_[A-Za-z0-9_-]{20}",
        severity: Severity::Low,
        positive: "glcbt-64_«u64:20»",
        negative: "glcbt-64_«u64:10»",
        ..GITLAB
    },
];
