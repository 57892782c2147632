//! Flux, sources: Git, OCI, Helm repositories and charts.

use super::{Failure, Place};

const GIT: &str = "GitRepository";
const OCI: &str = "OCIRepository";
const GIT_AUTH: Place = Place::condition(GIT, "FetchFailed/AuthenticationFailed");
const GIT_FAILED: Place = Place::condition(GIT, "FetchFailed/GitOperationFailed");
const GIT_URL: Place = Place::condition(GIT, "Stalled/URLInvalid");
const OCI_URL: Place = Place::condition(OCI, "Stalled/URLInvalid");
const OCI_FAILED: Place = Place::condition(OCI, "FetchFailed");
const HELM_FAILED: Place = Place::condition("HelmRepository", "FetchFailed");
const CHART_FAILED: Place = Place::condition("HelmChart", "BuildFailed");
const CHART_FETCH: Place = Place::condition("HelmChart", "FetchFailed");

const GIT_STATUS: &str = "flux get source git NAME -n NAMESPACE";
const OCI_STATUS: &str = "flux get source oci NAME -n NAMESPACE";
const SOURCE_LOGS: &str = "flux logs --kind=GitRepository --name=NAME -n NAMESPACE --level=error";

pub(super) static FAILURES: &[Failure] = &[
    Failure::flux("F1", &[GIT_AUTH])
        .says(&["failed to get secret 'N/M'", "failed to configure authentication options: …"])
        .because("The Secret of `secretRef` is missing, or has other keys than its kind needs: `identity` and `known_hosts` for SSH, `username` and `password` or `bearerToken` for HTTPS, the GitHub App keys for `provider: github`")
        .mend("Create the Secret in the source's namespace with those keys")
        .look(&[GIT_STATUS, "kubectl -n NAMESPACE get secret NAME -o jsonpath='{.data}' | jq keys"])
        .from("source-controller internal/controller/gitrepository_controller.go"),
    Failure::flux("F2", &[GIT_FAILED])
        .says(&["failed to checkout and determine revision: … authentication required", "failed to checkout and determine revision: … authorization failed", "failed to checkout and determine revision: … repository not found"])
        .because("The server refuses the credential: it expired, was revoked, or lacks the right to read. A Secret without `username` and `password` or `bearerToken` is not sent at all; and many servers say that a repository is not found where the right to read it is missing")
        .mend("Renew it, with read access to this repository only; correct the keys of the Secret, or `spec.url`")
        .look(&[GIT_STATUS, SOURCE_LOGS])
        .from("source-controller internal/controller/gitrepository_controller.go; the reason is go-git's"),
    Failure::flux("F3", &[GIT_FAILED])
        .says(&[
            "failed to checkout and determine revision: … knownhosts: key mismatch",
            "failed to checkout and determine revision: … i/o timeout",
            "failed to checkout and determine revision: … connection refused",
            "failed to checkout and determine revision: … no such host",
            "failed to checkout and determine revision: … context deadline exceeded",
            "failed to checkout and determine revision: … status code: 5",
            "ssh: handshake failed: knownhosts: key mismatch",
            "unable to authenticate, attempted methods [none publickey]",
        ])
        .because("The Git server's host key was rotated; the deploy key was removed; or the server cannot be reached from the cluster, is down or too slow")
        .mend("Compare the new key with what the server's owner publishes, then renew `known_hosts`; register the deploy key; open the network path")
        .look(&["ssh-keyscan HOST", GIT_STATUS])
        .from("source-controller#490, #652, #1992"),
    Failure::flux("F4", &[GIT_FAILED])
        .says(&["couldn't find remote ref …", "git repository is empty"])
        .because("The branch, tag or name of `spec.ref` does not exist")
        .mend("Correct `spec.ref`")
        .look(&["git ls-remote URL", GIT_STATUS])
        .from("source-controller internal/controller/gitrepository_controller.go; fluxcd/pkg git/gogit/clone.go"),
    Failure::flux("F5", &[GIT_URL, OCI_URL])
        .says(&["failed to parse url 'U'", "URL must be in format 'oci://…", "URL must not contain a tag", "URL validation failed for 'U'"])
        .because("The URL has the wrong form: `oci://registry/repository` without a tag for an OCIRepository, `https://` or `ssh://` for Git")
        .mend("Correct `spec.url`; the tag belongs into `spec.ref`")
        .look(&[OCI_STATUS, GIT_STATUS])
        .from("source-controller internal/controller/ocirepository_controller.go, gitrepository_controller.go"),
    Failure::flux("F6", &[Place::condition(GIT, "FetchFailed/InvalidProviderConfiguration")])
        .says(&["secretRef 'N/M' has github app data but provider is not set to github", "has github app data but provider is not set to github"])
        .because("The Secret is that of a GitHub App, the source does not say so")
        .mend("`spec.provider: github`")
        .look(&[GIT_STATUS])
        .from("source-controller internal/controller/gitrepository_controller.go"),
    Failure::flux("F7", &[OCI_FAILED])
        .says(&["failed to determine artifact digest: …", "no match found for semver: …", "failed to determine the artifact tag for 'U': …", "failed to pull artifact from 'U': …"])
        .because("The registry refuses (401, 403), has no such tag (404), limits the rate (429), or no tag fits the range")
        .mend("`spec.secretRef` or `spec.provider` with workload identity; correct `spec.ref`; a longer interval or a mirror against rate limits")
        .look(&[OCI_STATUS, "flux pull artifact oci://REGISTRY/REPOSITORY:TAG --output /tmp/artifact"])
        .from("source-controller internal/controller/ocirepository_controller.go"),
    Failure::flux("F8", &[Place::condition(OCI, "SourceVerified/VerificationError"), Place::condition("HelmChart", "SourceVerified/VerificationError")])
        .says(&[
            "failed to verify the signature using provider … no matching signatures were found for …",
            "failed to verify the signature using provider …",
            "no matching signatures were found for …",
        ])
        .because("Nobody signed this digest, another identity did, or it carries a cosign bundle and source-controller is older than 1.8")
        .mend("Sign by digest; correct the one anchored `matchOIDCIdentity` or the key; upgrade Flux. Never switch `verify` off to get going: ask")
        .look(&["cosign verify REFERENCE --certificate-identity-regexp REGEX --certificate-oidc-issuer ISSUER", OCI_STATUS])
        .from("source-controller internal/controller/ocirepository_controller.go; source-controller#1923, #1961"),
    Failure::flux("F9", &[OCI_FAILED])
        .says(&["failed to find layer with media type 'T' in artifact"])
        .because("`layerSelector` asks for a media type that this artifact does not have")
        .mend("Take the type from the artifact's manifest; Helm charts need their chart type with `operation: copy`")
        .look(&["oras manifest fetch REFERENCE", OCI_STATUS])
        .from("source-controller internal/controller/ocirepository_controller.go"),
    Failure::flux("F10", &[HELM_FAILED])
        .says(&["failed to fetch Helm repository index: …", "'oci' URL scheme cannot be used with 'default' HelmRepository type"])
        .because("The URL is not that of a chart index, or is an OCI registry")
        .mend("Correct the URL; for OCI an OCIRepository and `chartRef`. HelmRepository with `type: oci` still works and is in maintenance mode since Flux 2.8")
        .look(&["flux get source helm NAME -n NAMESPACE", "helm show chart CHART --repo URL"])
        .from("source-controller internal/controller/helmrepository_controller.go, CHANGELOG 1.8.0"),
    Failure::flux("F11", &[CHART_FETCH, CHART_FAILED])
        .says(&[
            "failed to get chart version for remote reference: no 'C' chart with version matching 'V' found",
            "chart with version matching 'V' found",
            "no chart version found for …",
            "invalid chart reference: …",
        ])
        .because("The chart's name or version does not exist in the repository. The HelmRelease only says that its HelmChart is not ready")
        .mend("Correct `spec.chart.spec.chart` and `version`; a range that ends before the version you want finds nothing")
        .look(&["flux get source chart -A", "helm search repo CHART --versions"])
        .from("source-controller internal/helm/repository/chart_repository.go, internal/helm/chart/builder_remote.go"),
];
