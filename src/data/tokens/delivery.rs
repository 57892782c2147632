//! Continuous integration and delivery services.

use super::{Anchor, Format};
use crate::model::Severity;

const BUILDKITE: Format = Format {
    provider: "Buildkite",
    revoke: "Revoke the token in the user or organisation settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `buildkite-user-access-token`",
    ..Format::BASE
};

const CIRCLECI: Format = Format {
    provider: "CircleCI",
    revoke: "Delete the token under User settings or Project settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `circleci-personal-token`, `veles.secrets/circleciproject`",
    ..Format::BASE
};

const DRONE: Format = Format {
    provider: "Drone",
    revoke: "Reset the user token in the account settings.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `droneci-access-token`; trufflehog 3.97.0 `pkg/detectors`/droneci",
    ..Format::BASE
};

const JENKINS: Format = Format {
    provider: "Jenkins",
    revoke: "Revoke the API token in the user's configuration page.",
    source: "Jenkins `core/src/main/java/jenkins/security/apitoken/ApiTokenStore.java`: version 11 and 32 hexadecimal digits",
    ..Format::BASE
};

const HARNESS: Format = Format {
    provider: "Harness",
    revoke: "Delete the token under the API key of the user or service account.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `harness-api-key`",
    ..Format::BASE
};

const OCTOPUS: Format = Format {
    provider: "Octopus Deploy",
    revoke: "Delete the API key in the user profile.",
    source: r#"Octopus Deploy documentation, "How to create an API key"; gitleaks 8.30.1 `config/gitleaks.toml` `octopus-deploy-api-key`"#,
    ..Format::BASE
};

const SONAR: Format = Format {
    provider: "SonarQube",
    revoke: "Revoke the token under My account, Security.",
    source: r#"SonarQube documentation, "Managing tokens": squ_, sqp_, sqa_"#,
    ..Format::BASE
};

const SNYK: Format = Format {
    provider: "Snyk",
    revoke: "Revoke the API token in the account settings.",
    source: r#"Snyk documentation, "Authentication for API"; gitleaks 8.30.1 `config/gitleaks.toml` `snyk-api-token`"#,
    ..Format::BASE
};

const CODECOV: Format = Format {
    provider: "Codecov",
    revoke: "Regenerate the upload token in the repository settings.",
    source: r#"Codecov documentation, "Codecov tokens"; Betterleaks rules as shipped with kingfisher 2.14.0 `codecov-access-token`"#,
    ..Format::BASE
};

const TRAVIS: Format = Format {
    provider: "Travis CI",
    revoke: "Regenerate the token in the profile settings.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `travisci-access-token`",
    ..Format::BASE
};

const INFRACOST: Format = Format {
    provider: "Infracost",
    revoke: "Regenerate the API key in Infracost Cloud.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `infracost-api-token`",
    ..Format::BASE
};

const PREFECT: Format = Format {
    provider: "Prefect",
    revoke: "Delete the API key in Prefect Cloud.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `prefect-api-token`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "buildkite-user-token",
        title: "Buildkite API access token",
        anchor: Anchor::Start(&["bkua_"]),
        pattern: "bkua_(?:[a-z0-9]{53}|[a-z0-9]{40})",
        positive: "bkua_«an:40»",
        negative: "bkua_«an:30»",
        ..BUILDKITE
    },
    Format {
        id: "circleci-personal-token",
        title: "CircleCI personal token",
        anchor: Anchor::Start(&["CCIPAT_"]),
        pattern: "CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}",
        positive: "CCIPAT_«b62:22»_«hex:40»",
        negative: "CCIPAT_«b62:22»_«hex:30»",
        ..CIRCLECI
    },
    Format {
        id: "circleci-project-token",
        title: "CircleCI project token",
        anchor: Anchor::Start(&["CCIPRJ_"]),
        pattern: "CCIPRJ_[A-Za-z0-9]{22}_[0-9a-f]{40}",
        positive: "CCIPRJ_«b62:22»_«hex:40»",
        negative: "CCIPRJ_«b62:22»_«hex:30»",
        ..CIRCLECI
    },
    Format {
        id: "circleci-legacy-token",
        title: "CircleCI token of the old format",
        anchor: Anchor::Key {
            words: &["circleci", "circle_token", "circle_ci"],
            also: &["token", "key"],
        },
        pattern: "[0-9a-f]{40}",
        min_entropy: 3.3,
        positive: "CIRCLECI_TOKEN=«hex:40»",
        negative: "CIRCLECI_TOKEN=«hex:36»",
        ..CIRCLECI
    },
    Format {
        id: "drone-access-token",
        title: "Drone access token",
        anchor: Anchor::Key {
            words: &["drone"],
            also: &["token"],
        },
        pattern: "[A-Za-z0-9]{32}",
        min_entropy: 3.5,
        positive: "DRONE_TOKEN=«b62:32»",
        negative: "DRONE_TOKEN=«b62:30»",
        ..DRONE
    },
    Format {
        id: "jenkins-api-token",
        title: "Jenkins API token",
        anchor: Anchor::Key {
            words: &["jenkins"],
            also: &["token", "password", "key"],
        },
        pattern: "11[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "JENKINS_API_TOKEN=11«hex:32»",
        negative: "JENKINS_API_TOKEN=12«hex:32»",
        ..JENKINS
    },
    Format {
        id: "harness-api-key",
        title: "Harness token",
        anchor: Anchor::Start(&["pat.", "sat."]),
        pattern: r"[ps]at\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}",
        positive: "pat.«u64:22».«hex:24».«b62:20»",
        negative: "pat.«u64:22».«hex:20».«b62:20»",
        ..HARNESS
    },
    Format {
        id: "octopus-deploy-api-key",
        title: "Octopus Deploy API key",
        anchor: Anchor::Start(&["API-"]),
        pattern: "API-[A-Z0-9]{26,32}",
        positive: "API-«AN:28»",
        negative: "API-«AN:20»",
        ..OCTOPUS
    },
    Format {
        id: "sonarqube-user-token",
        title: "SonarQube user token",
        anchor: Anchor::Start(&["squ_"]),
        pattern: "squ_[0-9a-f]{40}",
        positive: "squ_«hex:40»",
        negative: "squ_«hex:32»",
        ..SONAR
    },
    Format {
        id: "sonarqube-project-analysis-token",
        title: "SonarQube project analysis token",
        anchor: Anchor::Start(&["sqp_"]),
        pattern: "sqp_[0-9a-f]{40}",
        positive: "sqp_«hex:40»",
        negative: "sqp_«hex:32»",
        ..SONAR
    },
    Format {
        id: "sonarqube-global-analysis-token",
        title: "SonarQube global analysis token",
        anchor: Anchor::Start(&["sqa_"]),
        pattern: "sqa_[0-9a-f]{40}",
        positive: "sqa_«hex:40»",
        negative: "sqa_«hex:32»",
        ..SONAR
    },
    Format {
        id: "snyk-api-token",
        title: "Snyk API token",
        anchor: Anchor::Key {
            words: &["snyk"],
            also: &["token", "key"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "SNYK_TOKEN=«uuid»",
        negative: "SNYK_TOKEN=«hex:32»",
        ..SNYK
    },
    Format {
        id: "codecov-upload-token",
        title: "Codecov upload token",
        anchor: Anchor::Key {
            words: &["codecov"],
            also: &["token"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        severity: Severity::Low,
        positive: "CODECOV_TOKEN=«uuid»",
        negative: "CODECOV_TOKEN=«hex:32»",
        ..CODECOV
    },
    Format {
        id: "travis-access-token",
        title: "Travis CI access token",
        anchor: Anchor::Key {
            words: &["travis"],
            also: &["token"],
        },
        pattern: "[A-Za-z0-9_-]{22}",
        min_entropy: 3.5,
        positive: "TRAVIS_TOKEN=«b62:22»",
        negative: "TRAVIS_TOKEN=«b62:20»",
        ..TRAVIS
    },
    Format {
        id: "infracost-api-key",
        title: "Infracost API key",
        anchor: Anchor::Start(&["ico-"]),
        pattern: "ico-[A-Za-z0-9]{32}",
        severity: Severity::Medium,
        positive: "ico-«b62:32»",
        negative: "ico-«b62:20»",
        ..INFRACOST
    },
    Format {
        id: "prefect-api-key",
        title: "Prefect API key",
        anchor: Anchor::Start(&["pnu_"]),
        pattern: "pnu_[A-Za-z0-9]{36}",
        positive: "pnu_«b62:36»",
        negative: "pnu_«b62:30»",
        ..PREFECT
    },
];
