use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/tool-file-credential",
        title: "A kubeconfig, state or bootstrap file holds a credential in clear",
        severity: Severity::High,
        applies_to: &[
            "kubeconfig",
            "registry configuration",
            "Terraform state",
            "machine configuration",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Files that tools write or read, told by what they say: `users` of a kubeconfig, `auths` of a registry configuration, outputs marked as sensitive and
attributes of a Terraform or OpenTofu state, Talos machine configurations and their bundle of secrets, configurations of kubeadm, K3s and RKE2, and the keys
of an EncryptionConfiguration. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an
address, the name of an object.

## Why it matters

Such a file opens a whole cluster, registry or cloud account, not one application.

## Likely causes

- The output of a command was kept beside the manifests.
- The file is needed by a script and was not in `.gitignore`.

## How to fix

Replace what the file gives access to, and take it out of Git: keep the state in a remote backend, encrypt machine configurations with SOPS, and let people
log in for a kubeconfig.

## Source

kubernetes/client-go, `tools/clientcmd/api/v1/types.go`; Docker CLI, `cli/config/types/authconfig.go`; opentofu/opentofu 1.10,
`internal/states/statefile/version4.go`; siderolabs/talos 1.11, machine configuration; docs.k3s.io, Configuration options; Kubernetes documentation, Encrypting
confidential data at rest.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::ToolFile, "this file")
}
