//! A message as people paste it finds its row of the catalogues first.

use std::collections::BTreeSet;

use gitops_mcp::data::catalogue::{self, Engine, find};

/// A whole message for each row that has one, in the wording of the program that reports it.
const SAMPLES: &[(&str, &str)] = &[
    (
        "A1",
        "Failed to load target state: failed to generate manifest for source 1 of 2: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    ),
    (
        "A2",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = error reading from server: EOF",
    ),
    (
        "A3",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Manifest generation error (cached): plugin sidecar failed",
    ),
    (
        "A4",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = apps/shop: app path does not exist",
    ),
    (
        "A5",
        "rpc error: code = Unknown desc = failed to list refs: unable to resolve 'release-7' to a commit SHA: revision not found",
    ),
    (
        "A6",
        "repository not accessible: rpc error: code = Unknown desc = error testing repository connectivity: authentication required: Repository not found.",
    ),
    (
        "A7",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: ssh: handshake failed: knownhosts: key mismatch",
    ),
    (
        "A8",
        "Manifest generation error (cached): failed to execute helm template command: failed to get command args to log: `helm template . --name-template shop --include-crds` failed exit status 1: Error: values don't meet the specifications of the schema(s)",
    ),
    (
        "A9",
        "rpc error: code = Unknown desc = `kustomize build /tmp/_argocd-repo/1/overlays/prod --enable-helm` failed exit status 1: Error: accumulating resources",
    ),
    (
        "A10",
        "application repo https://git.example.com/shop.git is not permitted in project 'team-a'",
    ),
    (
        "A11",
        "application destination server 'https://kubernetes.default.svc' and namespace 'kube-system' do not match any of the allowed destinations in project 'team-a'",
    ),
    (
        "A12",
        "Application referencing project team-b which does not exist",
    ),
    (
        "A13",
        "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project team-a",
    ),
    (
        "A14",
        "application 'shop' in namespace 'team-a' is not permitted to use project 'platform'",
    ),
    (
        "A15",
        "unable to find destination server: there are no clusters with this name: prod-eu",
    ),
    (
        "A16",
        "Failed to load live state: failed to get cluster info for \"https://10.0.0.1:6443\": error synchronizing cache state : the server has asked for the client to provide credentials: Unauthorized",
    ),
    (
        "A17",
        "CustomResourceDefinition.apiextensions.k8s.io \"applicationsets.argoproj.io\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes",
    ),
    (
        "A18",
        "The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource shop/shop. Make sure the \"ServiceMonitor\" CRD is installed on the destination cluster.",
    ),
    (
        "A18",
        "The Kubernetes API could not find version \"v1beta1\" of batch/CronJob for requested resource shop/report. Version \"v1\" of batch/CronJob is installed on the destination cluster.",
    ),
    (
        "A19",
        "error calculating structured merge diff: error building typed value from config resource: .spec.template.spec.newField: field not declared in schema",
    ),
    (
        "A20",
        "Deployment.apps \"shop\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable",
    ),
    (
        "A20",
        "one or more objects failed to apply, reason: StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals' and 'template' are forbidden",
    ),
    (
        "A21",
        "Apply failed with 1 conflict: conflict with \"kube-controller-manager\" using apps/v1: .spec.replicas",
    ),
    (
        "A22",
        "error when patching: admission webhook \"validate.kyverno.svc-fail\" denied the request: resource Deployment/shop was blocked",
    ),
    (
        "A24",
        "Deployment/shop is part of applications argocd/shop and argocd/shop-copy",
    ),
    (
        "A25",
        "Resource apps/Deployment/shop/web appeared 2 times among application resources.",
    ),
    ("A26", "Application has 4 orphaned resources"),
    (
        "A27",
        "Skipping sync attempt to 4f3c2: auto-sync will wipe out all resources",
    ),
    (
        "A28",
        "Failed last sync attempt to [4f3c2]: the server could not find the requested resource",
    ),
    (
        "A29",
        "Skipping auto-sync: need to prune extra resources only but automated prune is disabled",
    ),
    ("A30", "Sync operation blocked by sync window"),
    (
        "A31",
        "waiting for completion of hook batch/Job/migrate and 2 more hooks",
    ),
    (
        "A31",
        "waiting for healthy state of networking.k8s.io/Ingress/shop",
    ),
    (
        "A33",
        "Unable to delete application resources: error getting app project \"team-a\"",
    ),
    ("A34", "one or more objects failed to apply (dry run)"),
    (
        "A35",
        "Application status exceeds the Kubernetes resource size limit and could not be persisted. The displayed status may be stale.",
    ),
    (
        "A36",
        "no matching service account found for destination server https://kubernetes.default.svc and namespace shop",
    ),
    ("A37", "Deployment \"shop\" exceeded its progress deadline"),
    (
        "A38",
        "failed to execute go template {{ .values.region }}: template: :1:10: executing \"\" at <.values.region>: map has no entry for key \"region\"",
    ),
    (
        "A39",
        "ApplicationSet fleet contains applications with duplicate name: shop",
    ),
    (
        "A40",
        "application references project team-x which does not exist (and 3 more)",
    ),
    (
        "A42",
        "rpc error: code = Unavailable desc = dns: A record lookup error: dial tcp: lookup argocd-repo-server on 10.96.0.10:53: read udp: i/o timeout",
    ),
    (
        "F1",
        "failed to get secret 'shop/git-credentials': secrets \"git-credentials\" not found",
    ),
    (
        "F2",
        "failed to checkout and determine revision: unable to clone 'https://git.example.com/shop.git': authentication required",
    ),
    (
        "F3",
        "failed to checkout and determine revision: unable to list remote for 'ssh://git@git.example.com/shop': ssh: handshake failed: knownhosts: key mismatch",
    ),
    (
        "F3",
        "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
    ),
    (
        "F4",
        "failed to checkout and determine revision: unable to clone: couldn't find remote ref \"refs/heads/mian\"",
    ),
    (
        "F5",
        "failed to parse URL 'oci://registry.example.com/shop:1.0': URL must not contain a tag; remove ':1.0'",
    ),
    (
        "F6",
        "secretRef 'shop/app' has github app data but provider is not set to github",
    ),
    (
        "F7",
        "failed to determine artifact digest: GET https://registry.example.com/v2/shop/manifests/latest: MANIFEST_UNKNOWN: manifest unknown",
    ),
    (
        "F8",
        "failed to verify the signature using provider 'cosign keyless': no matching signatures were found for 'registry.example.com/shop@sha256:1f'",
    ),
    (
        "F9",
        "failed to extract layer: failed to find layer with media type 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' in artifact",
    ),
    (
        "F10",
        "failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch https://charts.example.com/index.yaml : 404 Not Found",
    ),
    (
        "F11",
        "invalid chart reference: failed to get chart version for remote reference: no 'podinfo' chart with version matching '9.9.9' found",
    ),
    (
        "F12",
        "post build failed for 'Deployment.v1.apps/shop': envsubst error: variable substitution failed: variable not set (strict mode): \"REGION\"",
    ),
    (
        "F13",
        "kustomization path not found: stat /tmp/kustomization-1/deploy: no such file or directory",
    ),
    ("F14", "Source artifact not found, retrying in 30s"),
    (
        "F14",
        "HelmChart 'shop/shop-web' is not ready: latest generation of object has not been reconciled",
    ),
    (
        "F15",
        "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'web.yaml': open /tmp/web.yaml: no such file or directory'",
    ),
    (
        "F16",
        "decryption failed for 'Secret.v1/db': error decrypting sops tree: cannot get sops data key: Error getting data key: 0 successful groups required, got 0: Group 0: FAILED age1x: FAILED - | no identity matched any of the recipients",
    ),
    (
        "F17",
        "Secret/shop/db is SOPS encrypted, configuring decryption is required for this secret to be reconciled",
    ),
    (
        "F18",
        "decryption failed for 'Secret.v1/db': failed to verify sops data integrity: expected mac 'AB', got 'CD'",
    ),
    (
        "F19",
        "ServiceMonitor/shop/web dry-run failed: no matches for kind \"ServiceMonitor\" in version \"monitoring.coreos.com/v1\"",
    ),
    (
        "F20",
        "Deployment/shop/web dry-run failed (Invalid): Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {}: field is immutable",
    ),
    (
        "F21",
        "Deployment/shop/web dry-run failed (Forbidden): deployments.apps \"web\" is forbidden: User \"system:serviceaccount:shop:deployer\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"shop\"",
    ),
    (
        "F22",
        "Deployment/shop/web dry-run failed (InternalError): admission webhook \"check.example.com\" does not support dry run",
    ),
    (
        "F23",
        "ConfigMap/web namespace not specified: the server could not find the requested resource",
    ),
    (
        "F24",
        "health check failed after 5m0.1s: timeout waiting for: [HelmRelease/shop/web status: 'InProgress']",
    ),
    (
        "F25",
        "dependency 'flux-system/infrastructure' is not ready",
    ),
    (
        "F25",
        "dependency 'flux-system/infrastructure' revision is not up to date",
    ),
    (
        "F26",
        "can't access 'GitRepository/flux-system/shop', cross-namespace references have been blocked",
    ),
    (
        "F27",
        "can't access 'ExternalArtifact/flux-system/shop', ExternalArtifact feature gate is disabled",
    ),
    (
        "F28",
        "delete failed, errors: PersistentVolumeClaim/shop/data delete failed: persistentvolumeclaims is forbidden",
    ),
    ("F30", "Failed to upgrade after 3 attempt(s)"),
    (
        "F31",
        "Helm upgrade failed for release shop/web with chart web@1.4.2: another operation (install/upgrade/rollback) is in progress",
    ),
    (
        "F32",
        "Helm install failed for release shop/web with chart web@1.4.2: context deadline exceeded",
    ),
    (
        "F32",
        "Helm upgrade failed for release shop/web with chart web@1.4.2: failed early due to stalled resources: [Deployment/shop/web status: 'Failed']",
    ),
    (
        "F33",
        "could not resolve Secret chart values reference 'shop/web-values' with key 'values.yaml': secrets \"web-values\" not found",
    ),
    (
        "F34",
        "Helm upgrade failed for release shop/web with chart web@1.4.2: create: failed to create: Request entity too large: limit is 3145728",
    ),
    (
        "F35",
        "Helm upgrade failed for release shop/web with chart web@1.4.2: conflict occurred while applying object shop/web apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.replicas",
    ),
    (
        "F36",
        "Failed to perform remediation: missing target release for rollback",
    ),
    (
        "F37",
        "CustomResourceDefinition.apiextensions.k8s.io \"ocirepositories.source.toolkit.fluxcd.io\" is invalid: status.storedVersions[0]: Invalid value: \"v1beta2\": missing from spec.versions",
    ),
    ("F40", "version list argument cannot be empty"),
];

#[test]
fn each_sample_finds_its_row_first() {
    let mut wrong = Vec::new();
    for (id, message) in SAMPLES {
        let found: Vec<_> = find(message).iter().map(|hit| hit.failure.id).collect();
        if found.first() != Some(id) {
            wrong.push(format!("{id} found {found:?} for {message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_with_a_message_has_a_sample() {
    let sampled: BTreeSet<_> = SAMPLES.iter().map(|(id, _)| *id).collect();
    let missing: Vec<_> = catalogue::all()
        .filter(|row| !row.patterns.is_empty() && !sampled.contains(row.id))
        .map(|row| row.id)
        .collect();
    assert!(missing.is_empty(), "no sample for {missing:?}");
}

#[test]
fn a_pattern_finds_its_own_row() {
    let written = |pattern: &str| pattern.replace('…', "something else");
    let mut wrong = Vec::new();
    for row in catalogue::all() {
        for pattern in row.patterns {
            if !find(&written(pattern))
                .iter()
                .any(|hit| hit.failure.id == row.id)
            {
                wrong.push(format!("{}: {pattern}", row.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn plain_words_find_nothing() {
    for message in [
        "",
        "ok",
        "Applied revision: main@sha1:4f3c2",
        "successfully synced (all tasks run)",
        "Helm upgrade succeeded for release shop/web.v4 with chart web@1.4.2",
    ] {
        assert!(find(message).is_empty(), "{message}: {:?}", find(message));
    }
}

/// The reason inside a wrapped message comes before the wrapper.
#[test]
fn the_cause_comes_before_what_wraps_it() {
    let message = "Failed last sync attempt to [4f3c2]: one or more objects failed to apply, reason: Deployment.apps \"web\" is invalid: spec.selector: field is immutable";
    let found = find(message);
    assert_eq!(found[0].failure.id, "A20");
    assert!(
        found
            .iter()
            .any(|hit| hit.failure.id == "A28" && hit.failure.wrapper)
    );
}

/// A reader searches the page for a fragment: every one stands there, in a code span of its own.
#[test]
fn the_page_holds_every_fragment() {
    let page = std::fs::read_to_string(crate::texts::root().join("references/troubleshooting.md"))
        .unwrap();
    for row in catalogue::all() {
        assert!(page.contains(&format!("| {} |", row.id)), "{}", row.id);
        for pattern in row.patterns {
            assert!(
                page.contains(&format!("`{}`", pattern.replace('|', "\\|"))),
                "{}: {pattern}",
                row.id
            );
        }
    }
    assert_eq!(
        catalogue::of(Engine::ArgoCd).count() + catalogue::of(Engine::Flux).count(),
        82
    );
}
