//! What the controllers said, short and without addresses: source- and kustomize-controller 1.9.3, helm-controller 1.6.1,
//! Argo CD 3.6.1. A wording that the catalogues once did not know stays here.

use gitops_mcp::data::catalogue;

const SAID: [(&str, &str); 29] = [
    (
        "F1",
        r#"failed to get secret 'a/git-token': failed to get secret 'a/git-token': secrets "git-token" not found"#,
    ),
    (
        "F2",
        "failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': authentication required: authentication required",
    ),
    (
        "F2",
        "failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': repository not found: ",
    ),
    (
        "F3",
        r#"failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': Get "https://git.example.com/a.git/info/refs?service=git-upload-pack": dial tcp 192.0.2.1:443: connect: connection refused"#,
    ),
    (
        "F3",
        r#"failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': Get "https://git.example.com/a.git/info/refs?service=git-upload-pack": context deadline exceeded"#,
    ),
    (
        "F3",
        r#"failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': unexpected client error: unexpected requesting "https://git.example.com/a.git/info/refs?service=git-upload-pack" status code: 503"#,
    ),
    (
        "F4",
        r#"failed to checkout and determine revision: unable to clone 'https://git.example.com/a.git': couldn't find remote ref "refs/heads/mian""#,
    ),
    (
        "F5",
        "URL validation failed for 'oci://registry.example.com/app:v1': repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: app:v1",
    ),
    (
        "F7",
        "failed to determine the artifact tag for 'oci://registry.example.com/app': GET https://registry.example.com/v2/app/tags/list?n=1000: NAME_UNKNOWN: Unknown name",
    ),
    (
        "F12",
        r#"post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'Secret/cluster-settings' error: secrets "cluster-settings" not found"#,
    ),
    (
        "F15",
        "failed to decode Kubernetes YAML from app/a.yaml: MalformedYAMLError: yaml: line 4: did not find expected key",
    ),
    (
        "F16",
        "decryption failed for 'Secret.v1.[noGrp]/db': failed to decrypt and format 'a/db' Secret data: cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.",
    ),
    ("F16", r#"secrets "sops-age" not found"#),
    (
        "F20",
        r#"ConfigMap/a/a dry-run failed (Invalid): ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set"#,
    ),
    (
        "F22",
        r#"ConfigMap/a/a dry-run failed (Invalid): configmaps "a" is forbidden: ValidatingAdmissionPolicy 'owners' with binding 'owners' denied request: settings need an owner"#,
    ),
    (
        "F23",
        r#"ConfigMap/a/a not found: namespaces "a" not found"#,
    ),
    (
        "F27",
        "Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: failed to parse the CEL expression 'data.a ==': ERROR: <input>:1:10: Syntax error",
    ),
    (
        "F27",
        "can't access 'ExternalArtifact/a/fleet', ExternalArtifact feature gate is disabled",
    ),
    (
        "F28",
        r#"delete failed, errors: ConfigMap/a/b delete failed: configmaps "b" is forbidden: User "system:serviceaccount:a:deployer" cannot delete resource "configmaps" in API group "" in the namespace "a""#,
    ),
    (
        "F33",
        r#"could not resolve ConfigMap chart values reference 'a/web-values' with key 'values.yaml': configmaps "web-values" not found"#,
    ),
    (
        "F34",
        r#"Helm install failed for release a/app with chart web@1.0.0: create: failed to create: Secret "sh.helm.release.v1.app.v1" is invalid: data: Too long: may not be more than 1048576 bytes"#,
    ),
    (
        "A1",
        r#"Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: Get "https://git.example.com/a.git/info/refs?service=git-upload-pack": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"#,
    ),
    (
        "A4",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Manifest generation error (cached): app: app path does not exist",
    ),
    (
        "A6",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: authentication required: authentication required",
    ),
    (
        "A6",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: repository not found: ",
    ),
    (
        "A9",
        r#"Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Manifest generation error (cached): rpc error: code = FailedPrecondition desc = Failed to unmarshal "a.yaml": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 4: did not find expected key"#,
    ),
    (
        "A18",
        r#"The Kubernetes API could not find version "v2beta2" of autoscaling/HorizontalPodAutoscaler for requested resource a/a. Version "v1" of autoscaling/HorizontalPodAutoscaler is installed on the destination cluster."#,
    ),
    (
        "A22",
        r#"configmaps "a" is forbidden: ValidatingAdmissionPolicy 'owners' with binding 'owners' denied request: settings need an owner"#,
    ),
    (
        "A38",
        r#"failed to execute go template {{ .region }}: template: base:1:3: executing "base" at <.region>: map has no entry for key "region""#,
    ),
];

#[test]
fn the_catalogues_know_what_the_controllers_said() {
    for (id, said) in SAID {
        let row = catalogue::by_id(id).unwrap();
        let hits = catalogue::find(said);
        let mut own = hits.iter().filter(|hit| hit.failure.engine == row.engine);
        let first = own.next().map(|hit| hit.failure.id);
        assert_eq!(first, Some(id), "{said}");
    }
}
