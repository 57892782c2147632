//! The rows, page by page of the projects' upgrade notes.

use super::sign::{Test, sign};
use super::{Change, Weight};
use crate::data::version::Minor;

/// One upgrade page of one component, from which several rows come.
struct Page {
    component: &'static str,
    to: Minor,
    source: &'static str,
}

impl Page {
    const fn breaks(&self, what: &'static str, detect: &'static str, fix: &'static str) -> Change {
        self.row(Weight::Breaking, what, [detect, fix])
    }

    const fn behaves(&self, what: &'static str, detect: &'static str, fix: &'static str) -> Change {
        self.row(Weight::Behaviour, what, [detect, fix])
    }

    const fn leaves(&self, what: &'static str, detect: &'static str, fix: &'static str) -> Change {
        self.row(Weight::Deprecation, what, [detect, fix])
    }

    const fn row(
        &self,
        weight: Weight,
        what: &'static str,
        [detect, fix]: [&'static str; 2],
    ) -> Change {
        Change {
            component: self.component,
            to: self.to,
            weight,
            what,
            detect,
            fix,
            source: self.source,
            signs: &[],
        }
    }
}

const fn page(component: &'static str, major: u16, minor: u16, source: &'static str) -> Page {
    Page {
        component,
        to: Minor::new(major, minor),
        source,
    }
}

const A30: Page = page(
    "argocd",
    3,
    0,
    "argo-cd docs/operator-manual/upgrading/2.14-3.0.md",
);
const A31: Page = page(
    "argocd",
    3,
    1,
    "argo-cd docs/operator-manual/upgrading/3.0-3.1.md",
);
const A32: Page = page(
    "argocd",
    3,
    2,
    "argo-cd docs/operator-manual/upgrading/3.1-3.2.md",
);
const A33: Page = page(
    "argocd",
    3,
    3,
    "argo-cd docs/operator-manual/upgrading/3.2-3.3.md",
);
const A34: Page = page(
    "argocd",
    3,
    4,
    "argo-cd docs/operator-manual/upgrading/3.3-3.4.md",
);
const A35: Page = page(
    "argocd",
    3,
    5,
    "argo-cd docs/operator-manual/upgrading/3.4-3.5.md",
);
const A36: Page = page(
    "argocd",
    3,
    6,
    "argo-cd docs/operator-manual/upgrading/3.5-3.6.md as of 2026-08-22, before the release",
);
const F27: Page = page(
    "flux",
    2,
    7,
    "Flux 2.7 announcement; image-reflector-controller CHANGELOG 1.0.0",
);
const F28: Page = page(
    "flux",
    2,
    8,
    "Flux 2.8 announcement; source-controller CHANGELOG 1.8.0",
);
const F29: Page = page(
    "flux",
    2,
    9,
    "Flux 2.9 announcement; kustomize-controller CHANGELOG 1.9.0, flux2#5967",
);
const E17: Page = page(
    "external-secrets",
    0,
    17,
    "external-secrets CRDs; external-secrets#4784, #4840",
);
const G43: Page = page("flagger", 1, 43, "flagger CHANGELOG 1.43.0");
const G44: Page = page("flagger", 1, 44, "flagger CHANGELOG 1.44.0");
const S36: Page = page(
    "sealed-secrets",
    0,
    36,
    "sealed-secrets RELEASE-NOTES 0.36.0, #1885, #1886",
);
const C20: Page = page("cosign", 2, 0, "cosign CHANGELOG 2.0.0");
const C30: Page = page("cosign", 3, 0, "cosign CHANGELOG 3.0.0 to 3.0.5");

const APP: (&str, &str) = ("argoproj.io", "Application");
const APP_SET: (&str, &str) = ("argoproj.io", "ApplicationSet");
const PROJECT: (&str, &str) = ("argoproj.io", "AppProject");
const CONFIG: (&str, &str) = ("", "ConfigMap");
const DEPLOYMENT: (&str, &str) = ("apps", "Deployment");
const STATEFUL_SET: (&str, &str) = ("apps", "StatefulSet");
const KUSTOMIZATION: (&str, &str) = ("kustomize.config.k8s.io", "Kustomization");
const UPDATES: (&str, &str) = ("image.toolkit.fluxcd.io", "ImageUpdateAutomation");
const METRICS: &[&str] = &[
    "argocd_app_sync_status",
    "argocd_app_health_status",
    "argocd_app_created_time",
];
const AUTOLOGIN: &[&str] = &[
    "--aws-autologin-for-ecr",
    "--azure-autologin-for-acr",
    "--gcp-autologin-for-gcr",
];
const IDENTITIES: &[&str] = &["spec", "verify", "matchOIDCIdentity"];

pub static CHANGES: &[Change] = &[
    A30.breaks(
        "RBAC actions `update` and `delete` on an Application no longer cover its resources",
        "`policy.csv` of `argocd-rbac-cm` and AppProject role policies with `update` or `delete` on `applications`",
        "grant `update/*` and `delete/*` where it is meant; `server.rbac.disableApplicationFineGrainedRBACInheritance: \"false\"` brings the old inheritance back",
    )
    .shows(&[
        sign(CONFIG, &["data", "policy.csv"], Test::Holds(&["applications,update,", "applications,delete,"])).named("argocd-rbac-cm"),
        sign(PROJECT, &["spec", "roles", "*", "policies", "*"], Test::Holds(&["applications,update,", "applications,delete,"])),
    ]),
    A30.breaks(
        "`logs, get` is always enforced",
        "roles with `applications, get` or `applications, *` and no `logs, get`; the key `server.rbac.log.enforce.enable` is no longer read",
        "add `logs, get` to each such role",
    )
    .shows(&[
        sign(CONFIG, &["data", "policy.csv"], Test::LineWithout("applications,get,", "logs,get,")).named("argocd-rbac-cm"),
        sign(CONFIG, &["data", "server.rbac.log.enforce.enable"], Test::Present).named("argocd-cm"),
    ]),
    A30.breaks(
        "The subject of a Dex login is `federated_claims.user_id`, no longer `sub`",
        "`g,` and `p,` lines whose subject is a long base64 text",
        "name the users by their identity provider's id",
    ),
    A30.breaks(
        "Repositories configured in `argocd-cm` are no longer read",
        "keys `repositories`, `repository.credentials` or `helm.repositories`, removed from `argocd-cm`",
        "Secrets labelled `argocd.argoproj.io/secret-type: repository` or `repo-creds`",
    )
    .shows(&[
        sign(CONFIG, &["data", "repositories"], Test::Present).named("argocd-cm"),
        sign(CONFIG, &["data", "repository.credentials"], Test::Present).named("argocd-cm"),
        sign(CONFIG, &["data", "helm.repositories"], Test::Present).named("argocd-cm"),
    ]),
    A30.breaks(
        "Metrics `argocd_app_sync_status`, `argocd_app_health_status` and `argocd_app_created_time` are removed",
        "these names in alerts and dashboards",
        "labels of `argocd_app_info`",
    )
    .shows(&[
        sign(("monitoring.coreos.com", "PrometheusRule"), &["spec", "**"], Test::Holds(METRICS)),
        sign(CONFIG, &["data", "*"], Test::Holds(METRICS)),
    ]),
    A30.breaks(
        "Resources are tracked by annotation, not by label",
        "`application.resourceTrackingMethod` of `argocd-cm` unset or `label`; Applications with `ApplyOutOfSyncOnly=true`",
        "sync every Application once, explicitly and in full, before anything is deleted from Git; those with `ApplyOutOfSyncOnly=true` through the UI or API with that option off",
    )
    .shows(&[
        sign(CONFIG, &["data", "application.resourceTrackingMethod"], Test::Is(&["label"])).named("argocd-cm"),
        sign(APP, &["spec", "syncPolicy", "syncOptions", "*"], Test::Is(&["ApplyOutOfSyncOnly=true"])),
    ]),
    A30.behaves(
        "Nested selectors of ApplicationSet generators always apply",
        "`selector` inside matrix or merge children; `applyNestedSelectors` is no longer read",
        "remove selectors that were without effect",
    )
    .shows(&[
        sign(APP_SET, &["spec", "generators", "*", "matrix", "generators", "*", "selector"], Test::Present),
        sign(APP_SET, &["spec", "generators", "*", "merge", "generators", "*", "selector"], Test::Present),
        sign(APP_SET, &["spec", "applyNestedSelectors"], Test::Present),
    ]),
    A30.behaves(
        "Health of single resources is no longer kept in the Application",
        "`status.resourceHealthSource: appTree`; scripts that read `status.resources[].health`",
        "ask the resource tree of the API, or set `controller.resource.health.persist: \"true\"`",
    ),
    A30.behaves(
        "About twenty kinds are excluded by default (`resource.exclusions`)",
        "manifests of Endpoints, EndpointSlice, Lease, access reviews, CertificateRequest, Kyverno reports or Cilium identities in Git (`ExcludedResourceWarning`)",
        "manage such objects elsewhere, or set the key with the whole list that you want: it replaces the default",
    )
    .shows(&[
        sign(("", "Endpoints"), &[], Test::Present),
        sign(("discovery.k8s.io", "EndpointSlice"), &[], Test::Present),
        sign(("coordination.k8s.io", "Lease"), &[], Test::Present),
        sign(("cert-manager.io", "CertificateRequest"), &[], Test::Present),
        sign(("cilium.io", "CiliumIdentity"), &[], Test::Present),
    ]),
    A30.behaves(
        "`status` is left out of the comparison of every kind, and `preserveUnknownFields: false` of a CRD shows as a difference",
        "CRDs in Git with `preserveUnknownFields`",
        "remove the field from Git",
    )
    .shows(&[
        sign(("apiextensions.k8s.io", "CustomResourceDefinition"), &["spec", "preserveUnknownFields"], Test::Present),
    ]),
    A31.behaves(
        "The login with PKCE runs through the server",
        "`enablePKCEAuthentication: true` in `oidc.config`",
        "allow the redirect to `/auth/callback` at the identity provider",
    )
    .shows(&[
        sign(CONFIG, &["data", "oidc.config"], Test::Holds(&["enablePKCEAuthentication:true"])).named("argocd-cm"),
    ]),
    A31.leaves(
        "The first version of the resource action API is deprecated",
        "callers of `/api/v1/applications/{name}/resource/actions`",
        "`/resource/actions/v2` with a JSON body",
    ),
    A32.breaks(
        "The source hydrator refuses to write to the root of a branch",
        "`spec.sourceHydrator.syncSource.path` empty or `.`",
        "a folder per Application",
    )
    .shows(&[
        sign(APP, &["spec", "sourceHydrator", "syncSource", "path"], Test::Is(&["", ".", "./", "/"])),
    ]),
    A32.behaves(
        "CronJob has a health check",
        "Applications with CronJobs whose last run failed become Degraded",
        "mend the job, or annotate it `argocd.argoproj.io/ignore-healthcheck: \"true\"`",
    ),
    A32.behaves(
        "`status.resources` of an ApplicationSet ends at 5000 entries",
        "scripts that count from it",
        "count the Applications themselves",
    ),
    A33.breaks(
        "The ApplicationSet CRD is too large for client-side apply",
        "`kubectl apply` without `--server-side`; an Application that manages Argo CD without `ServerSideApply=true`",
        "`kubectl apply --server-side --force-conflicts`, or the sync option",
    ),
    A33.behaves(
        "The source hydrator keeps its state in git notes and no longer cleans the path",
        "automation that waits for a commit per change, or relies on removed files",
        "read the notes; remove stale files yourself",
    ),
    A33.leaves(
        "`--self-heal-backoff-cooldown-seconds` is deprecated and has no effect",
        "the flag on the application controller",
        "remove it",
    )
    .shows(&[
        sign(STATEFUL_SET, &["spec", "**"], Test::Holds(&["--self-heal-backoff-cooldown-seconds"])),
        sign(DEPLOYMENT, &["spec", "**"], Test::Holds(&["--self-heal-backoff-cooldown-seconds"])),
        sign(KUSTOMIZATION, &["patches", "**"], Test::Holds(&["--self-heal-backoff-cooldown-seconds"])),
    ]),
    A34.breaks(
        "The version label of a cluster is `vMajor.Minor.Patch` (also in 3.3.3)",
        "cluster generators that select on `argocd.argoproj.io/kubernetes-version`",
        "match the long form",
    )
    .shows(&[
        sign(APP_SET, &["spec", "generators", "**", "argocd.argoproj.io/kubernetes-version"], Test::Present),
        sign(APP_SET, &["spec", "generators", "**", "key"], Test::Is(&["argocd.argoproj.io/kubernetes-version"])),
    ]),
    A34.behaves(
        "An Application is `Missing` only when all its resources are",
        "automation that reads health `Missing` as `some resource is absent`",
        "read sync status `OutOfSync`",
    ),
    A34.behaves(
        "gRPC components no longer look up service configuration in DNS TXT records",
        "`GRPC_ENABLE_TXT_SERVICE_CONFIG` or `controller.grpc.enable.txt.service.config`",
        "set it to true only if you use such records",
    )
    .shows(&[
        sign(CONFIG, &["data", "controller.grpc.enable.txt.service.config"], Test::Present).named("argocd-cmd-params-cm"),
    ]),
    A35.breaks(
        "Charts are rendered by Helm 4: plain-HTTP registries must be declared, `spec.source.helm.version` is ignored",
        "OCI repositories and chart dependencies over plain HTTP; Applications with `helm.version`",
        "`insecureOCIForceHttp: \"true\"` in the repository Secret, also for dependencies; remove the field",
    )
    .shows(&[
        sign(APP, &["spec", "source", "helm", "version"], Test::Present),
        sign(APP, &["spec", "sources", "*", "helm", "version"], Test::Present),
        sign(APP_SET, &["spec", "template", "spec", "source", "helm", "version"], Test::Present),
    ]),
    A35.breaks(
        "Impersonation covers what the API server does, not only syncs",
        "`application.sync.impersonation.enabled` with narrow service accounts",
        "let them get, patch, delete and list events, and read logs where users may",
    )
    .shows(&[
        sign(CONFIG, &["data", "application.sync.impersonation.enabled"], Test::Is(&["true"])).named("argocd-cm"),
    ]),
    A35.breaks(
        "SSH repositories without credentials take host keys from `argocd-ssh-known-hosts-cm`",
        "a `known_hosts` file baked into the repo-server image or mounted",
        "move the keys to the ConfigMap",
    ),
    A35.breaks(
        "UI extensions must be built for React 19",
        "custom UI extensions",
        "rebuild them with `react/jsx-runtime` external",
    ),
    A35.leaves(
        "`signatureKeys` of an AppProject is deprecated, `verifyResult` likewise",
        "AppProjects with `signatureKeys`; readers of `verifyResult`",
        "`sourceIntegrity` and `sourceIntegrityResult`",
    )
    .shows(&[
        sign(PROJECT, &["spec", "signatureKeys"], Test::Present),
    ]),
    A35.leaves(
        "`--repo-server-strict-tls` is deprecated",
        "the flag on any component",
        "`--repo-server-ca-cert-path`",
    )
    .shows(&[
        sign(DEPLOYMENT, &["spec", "**"], Test::Holds(&["--repo-server-strict-tls"])),
        sign(STATEFUL_SET, &["spec", "**"], Test::Holds(&["--repo-server-strict-tls"])),
    ]),
    A36.breaks(
        "The repo-server reads `ARGOCD_REPO_SERVER_OTLP_HEADERS`; `ARGOCD_REPO_OTLP_HEADERS` is no longer read",
        "the old name in a patch or in chart values",
        "rename it",
    )
    .shows(&[
        sign(DEPLOYMENT, &["spec", "**"], Test::Is(&["ARGOCD_REPO_OTLP_HEADERS"])),
        sign(KUSTOMIZATION, &["patches", "**"], Test::Holds(&["ARGOCD_REPO_OTLP_HEADERS"])),
    ]),
    A36.behaves(
        "The health event names up to three causes: `(Caused by <group>/<Kind>:<namespace>/<name>)`",
        "parsers of the message `Updated health status`",
        "tolerate the suffix",
    ),
    A36.behaves(
        "Trace sampling follows the caller's decision and `--otlp-sample-ratio`",
        "tracing behind a proxy that marks requests as not sampled",
        "set the same ratio everywhere",
    ),
    F27.breaks(
        "Every `v1beta1` API (`v2beta1` of HelmRelease) is removed",
        "such versions in Git, in `status.storedVersions` of the CRDs, in managed fields",
        "`flux migrate` in the cluster and `flux migrate -f .` in the checkout, before the upgrade",
    ),
    F27.breaks(
        "The autologin flags of image-reflector-controller are removed",
        "`--aws-autologin-for-ecr`, `--azure-autologin-for-acr`, `--gcp-autologin-for-gcr` in patches",
        "`spec.provider` of the ImageRepository",
    )
    .shows(&[
        sign(DEPLOYMENT, &["spec", "**"], Test::Holds(AUTOLOGIN)),
        sign(KUSTOMIZATION, &["patches", "**"], Test::Holds(AUTOLOGIN)),
    ]),
    F27.breaks(
        "Commit message templates lose `.Updated` and `.Changed.ImageResult`, both removed",
        "`spec.git.commit.messageTemplate` of an ImageUpdateAutomation",
        "`.Changed.Changes`, `.Changed.Objects` and `.Changed.FileChanges`",
    )
    .shows(&[
        sign(UPDATES, &["spec", "git", "commit", "messageTemplate"], Test::Holds(&[".Updated", ".Changed.ImageResult"])),
    ]),
    F28.breaks(
        "`v1beta2` of sources and Kustomization and `v2beta2` of HelmRelease are removed",
        "such versions in Git, in `status.storedVersions` of the CRDs, in managed fields",
        "`flux migrate` before the upgrade; never force the replacement of a CRD",
    ),
    F28.behaves(
        "Helm 4: new releases use server-side apply, all are checked for health by kstatus",
        "HelmReleases that other managers write to; charts whose objects never report ready",
        "stop the other manager; `healthCheckExprs`; the gate `UseHelm3Defaults` restores the old defaults",
    ),
    F28.behaves(
        "Cosign bundles are looked for first, and if one exists only it counts",
        "`spec.verify` with no or with several `matchOIDCIdentity` entries",
        "exactly one anchored identity, alternatives inside its regular expression",
    )
    .shows(&[
        sign(("source.toolkit.fluxcd.io", "OCIRepository"), IDENTITIES, Test::LengthNot(1)),
        sign(("source.toolkit.fluxcd.io", "HelmChart"), IDENTITIES, Test::LengthNot(1)),
    ]),
    F28.leaves(
        "HelmRepository of type `oci` is in maintenance mode",
        "`type: oci`",
        "OCIRepository and `chartRef`",
    )
    .shows(&[
        sign(("source.toolkit.fluxcd.io", "HelmRepository"), &["spec", "type"], Test::Is(&["oci"])),
    ]),
    F29.breaks(
        "Post-build substitution is strict: an unset variable without a default fails the build",
        "`${NAME}` in what a Kustomization with `postBuild` renders, not given by `substitute` or `substituteFrom`",
        "define it, write `${NAME:=default}`, escape `$${NAME}`, annotate `kustomize.toolkit.fluxcd.io/substitute: disabled`, or set the gate `StrictPostBuildSubstitutions=false`",
    ),
    F29.breaks(
        "`v1beta2` of image and notification kinds is removed",
        "such versions in Git, in `status.storedVersions` of the CRDs, in managed fields",
        "`flux migrate` before the upgrade; Alert and Provider stay at v1beta3",
    ),
    F29.behaves(
        "The post-renderer of a HelmRelease also sees hooks (`combined`, was `nohooks`)",
        "`spec.postRenderers` with patches that match hook objects",
        "narrow the patch targets",
    )
    .shows(&[
        sign(("helm.toolkit.fluxcd.io", "HelmRelease"), &["spec", "postRenderers"], Test::Present),
    ]),
    F29.breaks(
        "Receivers of type `gcr` need `email` and `audience` in their Secret (CVE-2026-40109)",
        "Receivers with `type: gcr`",
        "add both keys",
    )
    .shows(&[
        sign(("notification.toolkit.fluxcd.io", "Receiver"), &["spec", "type"], Test::Is(&["gcr"])),
    ]),
    E17.breaks(
        "`external-secrets.io/v1beta1` is no longer served",
        "`no matches for kind \"ExternalSecret\" in version \"external-secrets.io/v1beta1\"`",
        "write v1 in Git before the upgrade; PushSecret stays at v1alpha1",
    ),
    G43.breaks(
        "Traefik objects are of the group `traefik.io`; `traefik.containo.us` is no longer used",
        "Canaries with `provider: traefik` on an old Traefik",
        "upgrade Traefik's CRDs first",
    )
    .shows(&[
        sign(("flagger.app", "Canary"), &["spec", "provider"], Test::Is(&["traefik"])),
    ]),
    G44.breaks(
        "The fallback to HorizontalPodAutoscaler `autoscaling/v2beta2` is removed",
        "clusters that do not serve `autoscaling/v2`",
        "upgrade Kubernetes first",
    ),
    S36.behaves(
        "Rotation keeps the scope of a secret, and an inconsistent SealedSecret is an error",
        "SealedSecrets whose template names another scope than they were sealed for",
        "seal again with the scope that is meant",
    ),
    C20.breaks(
        "Keyless verification needs an identity and an issuer",
        "`cosign verify` with neither key nor `--certificate-identity` and `--certificate-oidc-issuer`",
        "name both",
    ),
    C30.breaks(
        "Signatures are bundles attached as OCI referrers by default",
        "verifiers that look only for a tag `sha256-<hex>.sig`, Flux before 2.8 among them",
        "upgrade the verifier, or sign with `--new-bundle-format=false --use-signing-config=false`",
    ),
    C30.leaves(
        "`cosign triangulate`, `cosign copy`, `--tlog-upload`, `--offline` and `--rekor-entry-type` are deprecated",
        "these in pipelines",
        "`cosign tree`; a signing configuration; a bundle",
    ),
];
