//! What a GitOps platform itself runs on: Argo CD, Kubernetes, age, distributions, infrastructure as code.

use super::{Anchor, Check, Format, Issuer};
use crate::model::Severity;

const ARGOCD: Format = Format {
    provider: "Argo CD",
    revoke: "Delete the token of the account or project role, and rotate server.secretkey in argocd-secret if others may exist.",
    source: r#"argoproj/argo-cd 3.x `util/session/sessionmanager.go`: SessionManagerClaimsIssuer "argocd"; `server/project/project.go`"#,
    ..Format::BASE
};

const KUBERNETES: Format = Format {
    provider: "Kubernetes",
    revoke: "Delete the Secret or ServiceAccount that the token belongs to; a bound token ends with its Pod.",
    source: "kubernetes/kubernetes `pkg/serviceaccount/legacy.go` (issuer kubernetes/serviceaccount) and `claims.go` (claim kubernetes.io)",
    ..Format::BASE
};

const K3S: Format = Format {
    provider: "K3s or RKE2",
    revoke: "Rotate the token with k3s token rotate.",
    source: r#"docs.k3s.io, "k3s token": K10, CA hash, ::, credentials"#,
    ..Format::BASE
};

const RANCHER: Format = Format {
    provider: "Rancher",
    revoke: "Delete the API key in the account settings.",
    source: "rancher/rancher `pkg/auth/tokens`: token-xxxxx or kubeconfig-user-xxxxx and a key of 54 characters",
    ..Format::BASE
};

const OPENSHIFT: Format = Format {
    provider: "OpenShift",
    revoke: "Delete the OAuth access token: oc delete oauthaccesstoken.",
    source: "openshift/oauth-server: sha256~ and 43 characters of base64url; gitleaks 8.30.1 `config/gitleaks.toml` `openshift-user-token`",
    ..Format::BASE
};

const AGE: Format = Format {
    provider: "age",
    revoke: "Make a new key, re-encrypt everything (sops updatekeys, then rotate), and change every value the old key could read.",
    source: "FiloSottile/age 1.3 `x25519.go`, `pq.go`, `internal/bech32` (BIP 173 checksum)",
    ..Format::BASE
};

const TERRAFORM: Format = Format {
    provider: "HCP Terraform",
    revoke: "Delete the token in the user, team or organisation settings.",
    source: r#"HashiCorp documentation, "API tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `hashicorp-tf-api-token`"#,
    ..Format::BASE
};

const HCP: Format = Format {
    provider: "HashiCorp Cloud Platform",
    revoke: "Delete the service principal key.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `veles.secrets/hcpclientcredentials`",
    ..Format::BASE
};

const PULUMI: Format = Format {
    provider: "Pulumi",
    revoke: "Delete the access token in the account settings.",
    source: r#"Pulumi documentation, "Access tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `pulumi-api-token`"#,
    ..Format::BASE
};

const HASHICORP_ACL: Format = Format {
    provider: "Consul or Nomad",
    revoke: "Delete the ACL token.",
    source: r#"HashiCorp documentation, "ACL tokens": SecretID is a UUID"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "argocd-token",
        title: "Argo CD token",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::ArgoCd),
        severity: Severity::Critical,
        positive: r#"«u64={"alg":"HS256","typ":"JWT"}».«u64={"iss":"argocd","sub":"ci:apiKey","nbf":1700000000,"iat":1700000000,"jti":"«uuid»"}».«u64:43»"#,
        negative: r#"«u64={"alg":"HS256","typ":"JWT"}».«u64:60».«u64:43»"#,
        ..ARGOCD
    },
    Format {
        id: "argocd-initial-admin-password",
        title: "Argo CD admin password",
        anchor: Anchor::Key {
            words: &["argocd", "argo_cd", "argo-cd"],
            also: &["password"],
        },
        pattern: "[A-Za-z0-9_-]{16}",
        min_entropy: 3.2,
        severity: Severity::Critical,
        revoke: "Set a new admin password with argocd account update-password and delete argocd-initial-admin-secret.",
        source: "argoproj/argo-cd 3.x `util/settings/settings.go`: initial password of 16 random characters; `argocd-initial-admin-secret`",
        positive: "ARGOCD_ADMIN_PASSWORD=«u64:16»",
        negative: "ARGOCD_ADMIN_PASSWORD=«u64:10»",
        ..ARGOCD
    },
    Format {
        id: "kubernetes-service-account-token",
        title: "Kubernetes service account token",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::ServiceAccount),
        severity: Severity::Critical,
        positive: r#"«u64={"alg":"RS256","kid":"«b62:20»"}».«u64={"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"app","sub":"system:serviceaccount:app:ci"}».«u64:342»"#,
        negative: r#"«u64={"alg":"RS256","kid":"«b62:20»"}».«u64:100».«u64:100»"#,
        ..KUBERNETES
    },
    Format {
        id: "kubernetes-bound-token",
        title: "Kubernetes bound service account token",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::BoundServiceAccount),
        severity: Severity::Medium,
        positive: r#"«u64={"alg":"RS256","kid":"«b62:20»"}».«u64={"aud":["api"],"exp":1700003600,"iss":"https://kubernetes.default.svc","kubernetes.io":{"namespace":"app","serviceaccount":{"name":"ci"}},"sub":"system:serviceaccount:app:ci"}».«u64:342»"#,
        negative: r#"«u64={"alg":"RS256","kid":"«b62:20»"}».«u64={"iss"».«u64:100»"#,
        ..KUBERNETES
    },
    Format {
        id: "kubeconfig-client-key",
        title: "Client key in a kubeconfig",
        anchor: Anchor::Start(&["client-key-data"]),
        pattern: r#"client-key-data\\?"?\s*:\s*\\?"?(LS0tLS1CRUdJTi[A-Za-z0-9/+]{100,}={0,2})"#,
        window: 8300,
        severity: Severity::Critical,
        revoke: "Revoke the access of the user that the certificate names (RBAC), and issue a new client certificate; Kubernetes cannot revoke one.",
        source: "kubernetes/client-go `tools/clientcmd/api/v1/types.go`: AuthInfo client-key-data",
        positive: "client-key-data: «b64=«begin:RSA PRIVATE KEY»\n«b64:400»\n«end:RSA PRIVATE KEY»\n»",
        negative: "client-key-data: LS0tLS1CRUdJTi4uLg==",
        ..KUBERNETES
    },
    Format {
        id: "kubernetes-bootstrap-token",
        title: "Kubernetes bootstrap token",
        anchor: Anchor::Key {
            words: &["bootstrap", "kubeadm"],
            also: &["token"],
        },
        pattern: r"[a-z0-9]{6}\.[a-z0-9]{16}",
        min_entropy: 3.0,
        revoke: "Delete the bootstrap token with kubeadm token delete.",
        source: r#"kubernetes.io, "Authenticating with Bootstrap Tokens""#,
        positive: "KUBEADM_TOKEN=«an:6».«an:16»",
        negative: "KUBEADM_TOKEN=«an:6».«an:10»",
        ..KUBERNETES
    },
    Format {
        id: "kubeadm-join-token",
        title: "Bootstrap token of a kubeadm join command",
        anchor: Anchor::Start(&["--token ", "--token=", "--tls-bootstrap-token "]),
        pattern: r"--(?:tls-bootstrap-)?token[ =]([a-z0-9]{6}\.[a-z0-9]{16})",
        window: 64,
        revoke: "Delete the bootstrap token with kubeadm token delete.",
        source: r#"kubernetes.io, "kubeadm join"; "Authenticating with Bootstrap Tokens""#,
        positive: "kubeadm join 10.0.0.1:6443 --token «an:6».«an:16»",
        negative: "kubeadm join 10.0.0.1:6443 --token «an:6».«an:10»",
        ..KUBERNETES
    },
    Format {
        id: "k3s-shared-secret",
        title: "K3s or RKE2 shared secret",
        anchor: Anchor::Key {
            words: &[
                "k3s_token",
                "k3s_agent_token",
                "rke2_token",
                "rke2_agent_token",
            ],
            also: &[],
        },
        pattern: "[A-Za-z0-9._~+-]{16,64}={0,2}",
        min_entropy: 3.0,
        severity: Severity::Critical,
        source: r#"docs.k3s.io, "Environment variables": K3S_TOKEN"#,
        positive: "K3S_TOKEN=«b62:32»",
        negative: "K3S_TOKEN=«b62:8»",
        ..K3S
    },
    Format {
        id: "k3s-token",
        title: "K3s or RKE2 cluster token",
        anchor: Anchor::Start(&["K10"]),
        pattern: "K10[0-9a-f]{64}::[A-Za-z0-9:._-]{16,}",
        severity: Severity::Critical,
        positive: "K10«hex:64»::server:«hex:32»",
        negative: "K10«hex:40»::server:«hex:32»",
        ..K3S
    },
    Format {
        id: "rancher-api-token",
        title: "Rancher API token",
        anchor: Anchor::Start(&["token-", "kubeconfig-u"]),
        pattern: "(?:token-[a-z0-9]{5}|kubeconfig-u(?:ser)?-[a-z0-9]{5,20}):[bcdfghjklmnpqrstvwxz2456789]{54}",
        severity: Severity::Critical,
        positive: "token-«an:5»:«rancher:54»",
        negative: "token-«an:5»:«rancher:40»",
        ..RANCHER
    },
    Format {
        id: "openshift-oauth-token",
        title: "OpenShift OAuth token",
        anchor: Anchor::Start(&["sha256~"]),
        pattern: "sha256~[A-Za-z0-9_-]{43}",
        severity: Severity::Critical,
        positive: "sha256~«u64:43»",
        negative: "sha256~«u64:30»",
        ..OPENSHIFT
    },
    Format {
        id: "age-secret-key",
        title: "age secret key",
        anchor: Anchor::Start(&["AGE-SECRET-KEY-1"]),
        pattern: "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
        check: Check::Bech32,
        severity: Severity::Critical,
        positive: "AGE-SECRET-KEY-1«BECH:52»«bech32»",
        negative: "AGE-SECRET-KEY-1«BECH:58»",
        ..AGE
    },
    Format {
        id: "age-post-quantum-secret-key",
        title: "age post-quantum secret key",
        anchor: Anchor::Start(&["AGE-SECRET-KEY-PQ-1"]),
        pattern: "AGE-SECRET-KEY-PQ-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
        check: Check::Bech32,
        severity: Severity::Critical,
        positive: "AGE-SECRET-KEY-PQ-1«BECH:52»«bech32»",
        negative: "AGE-SECRET-KEY-PQ-1«BECH:58»",
        ..AGE
    },
    Format {
        id: "age-plugin-identity",
        title: "age plugin identity",
        anchor: Anchor::Start(&["AGE-PLUGIN-"]),
        pattern: "AGE-PLUGIN-[A-Z0-9-]{1,40}-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{20,}",
        check: Check::Bech32,
        severity: Severity::Low,
        revoke: "Remove its recipient from .sops.yaml if others can use the device; the identity alone may only name a hardware key.",
        source: "FiloSottile/age 1.3 `plugin/encode.go`",
        positive: "AGE-PLUGIN-YUBIKEY-1«BECH:40»«bech32»",
        negative: "AGE-PLUGIN-YUBIKEY-1«BECH:46»",
        ..AGE
    },
    Format {
        id: "terraform-cloud-api-token",
        title: "HCP Terraform API token",
        anchor: Anchor::Inside {
            words: &[".atlasv1."],
            before: 14,
            is_exact: true,
        },
        pattern: r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}",
        window: 96,
        severity: Severity::Critical,
        positive: "«b62:14».atlasv1.«b62:67»",
        negative: "«b62:14».atlasv1.«b62:40»",
        ..TERRAFORM
    },
    Format {
        id: "hcp-client-secret",
        title: "HCP client secret",
        anchor: Anchor::Key {
            words: &["hcp_client_secret", "hcp-client-secret", "hcpclientsecret"],
            also: &[],
        },
        pattern: "[A-Za-z0-9._~-]{64}",
        min_entropy: 4.0,
        positive: "HCP_CLIENT_SECRET=«u64:64»",
        negative: "HCP_CLIENT_SECRET=«u64:50»",
        ..HCP
    },
    Format {
        id: "pulumi-access-token",
        title: "Pulumi access token",
        anchor: Anchor::Start(&["pul-"]),
        pattern: "pul-[0-9a-f]{40}",
        positive: "pul-«hex:40»",
        negative: "pul-«hex:32»",
        ..PULUMI
    },
    Format {
        id: "consul-nomad-acl-token",
        title: "Consul or Nomad ACL token",
        anchor: Anchor::Key {
            words: &["consul", "nomad"],
            also: &["token", "secret"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "CONSUL_HTTP_TOKEN=«uuid»",
        negative: "CONSUL_HTTP_TOKEN=«hex:32»",
        ..HASHICORP_ACL
    },
];
