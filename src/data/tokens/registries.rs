//! Container and artifact registries.

use super::{Anchor, Check, Format};

const DOCKER: Format = Format {
    provider: "Docker Hub",
    revoke: "Delete the access token in the account or organisation settings.",
    source: r#"Docker documentation, "Personal access tokens" and "Organization access tokens"; trufflehog 3.97.0 `pkg/detectors`/dockerhub/v2"#,
    ..Format::BASE
};

const DOCKER_CONFIG: Format = Format {
    provider: "Container registry",
    revoke: "Change the registry password or token that the entry holds.",
    source: r#"Docker CLI documentation, "config.json: auths": base64 of user and password"#,
    ..Format::BASE
};

const SWARM: Format = Format {
    provider: "Docker Swarm",
    revoke: "Rotate the join token or the unlock key with docker swarm.",
    source: "moby/swarmkit `ca/config.go`: join token SWMTKN-1, digest of 50 and secret of 25 base-36 digits",
    ..Format::BASE
};

const QUAY: Format = Format {
    provider: "Quay",
    revoke: "Regenerate the robot account's token or delete the OAuth application token.",
    source: r#"quay/quay `data/model/user.py` (robot account: 64 random characters), `data/model/oauth.py` (access token: 40)"#,
    ..Format::BASE
};

const JFROG: Format = Format {
    provider: "JFrog",
    revoke: "Revoke the token under Administration, or the API key in the user profile.",
    source: r#"JFrog documentation, "Access tokens: reference tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `artifactory-*`"#,
    ..Format::BASE
};

const CLOUDSMITH: Format = Format {
    provider: "Cloudsmith",
    revoke: "Reset the API key in the user settings.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `cloudsmith-api-key`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "docker-hub-personal-access-token",
        title: "Docker Hub personal access token",
        anchor: Anchor::Start(&["dckr_pat_"]),
        pattern: "dckr_pat_[A-Za-z0-9_-]{27}",
        positive: "dckr_pat_«u64:27»",
        negative: "dckr_pat_«u64:20»",
        ..DOCKER
    },
    Format {
        id: "docker-hub-organization-access-token",
        title: "Docker Hub organisation access token",
        anchor: Anchor::Start(&["dckr_oat_"]),
        pattern: "dckr_oat_[A-Za-z0-9_-]{32}",
        positive: "dckr_oat_«u64:32»",
        negative: "dckr_oat_«u64:20»",
        ..DOCKER
    },
    Format {
        id: "docker-config-auth",
        title: "Registry credential in a docker config",
        anchor: Anchor::Start(&[r#""auth""#, r#"\"auth\""#]),
        pattern: r#"\\?"auth\\?"\s*:\s*\\?"([A-Za-z0-9/+]{12,}={0,2})\\?""#,
        window: 1100,
        check: Check::UserPass,
        generic: true,
        positive: r#"{"auths":{"registry.example.org":{"auth":"«b64=robot:«b62:24»»"}}}"#,
        negative: r#"{"auths":{"registry.example.org":{"auth":"«b64=«b62:24»»"}}}"#,
        ..DOCKER_CONFIG
    },
    Format {
        id: "docker-swarm-join-token",
        title: "Docker Swarm join token",
        anchor: Anchor::Start(&["SWMTKN-1-"]),
        pattern: "SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}",
        positive: "SWMTKN-1-«an:50»-«an:25»",
        negative: "SWMTKN-1-«an:40»-«an:25»",
        ..SWARM
    },
    Format {
        id: "docker-swarm-unlock-key",
        title: "Docker Swarm unlock key",
        anchor: Anchor::Start(&["SWMKEY-1-"]),
        pattern: "SWMKEY-1-[A-Za-z0-9/+]{40,50}",
        positive: "SWMKEY-1-«b64:43»",
        negative: "SWMKEY-1-«b64:20»",
        ..SWARM
    },
    Format {
        id: "quay-robot-token",
        title: "Quay robot account token",
        anchor: Anchor::Key {
            words: &["quay"],
            also: &["token", "password", "secret", "robot", "pass"],
        },
        pattern: "(?:[A-Z0-9]{64}|[A-Z0-9]{128})",
        min_entropy: 3.8,
        positive: "QUAY_ROBOT_TOKEN=«AN:64»",
        negative: "QUAY_ROBOT_TOKEN=«AN:60»",
        ..QUAY
    },
    Format {
        id: "quay-oauth-token",
        title: "Quay OAuth access token",
        anchor: Anchor::Key {
            words: &["quay"],
            also: &["oauth", "token"],
        },
        pattern: "[A-Za-z0-9]{40}",
        min_entropy: 3.8,
        positive: "QUAY_OAUTH_TOKEN=«b62:40»",
        negative: "QUAY_OAUTH_TOKEN=«b62:36»",
        ..QUAY
    },
    Format {
        id: "artifactory-api-key",
        title: "Artifactory API key",
        anchor: Anchor::Start(&["AKCp"]),
        pattern: "AKCp[A-Za-z0-9]{69}",
        positive: "AKCp«b62:69»",
        negative: "AKCp«b62:50»",
        ..JFROG
    },
    Format {
        id: "artifactory-reference-token",
        title: "Artifactory reference token",
        anchor: Anchor::Start(&["cmVmdGtu"]),
        pattern: "cmVmdGtu[A-Za-z0-9]{56}",
        positive: "«b64=reftkn:01:0000000000:«b62:27»»",
        negative: "cmVmdGtu«b62:40»",
        ..JFROG
    },
    Format {
        id: "cloudsmith-api-key",
        title: "Cloudsmith API key",
        anchor: Anchor::Start(&["csa_"]),
        pattern: "csa_[0-9a-f]{30}[A-Za-z0-9]{6}",
        positive: "csa_«hex:30»«b62:6»",
        negative: "csa_«hex:20»",
        ..CLOUDSMITH
    },
];
