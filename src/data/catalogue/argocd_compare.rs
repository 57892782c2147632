//! Argo CD, before anything is applied: rendering, permission, destination.

use super::{Failure, Place};

const COMPARISON: Place = Place::condition("Application", "ComparisonError");
const INVALID_SPEC: Place = Place::condition("Application", "InvalidSpecError");
const UNKNOWN_SYNC: Place = Place::new("Application", "status.sync.status", "Unknown");
const SYNC_RESULT: Place = Place::new(
    "Application",
    "status.operationState.syncResult.resources",
    "SyncFailed",
);

pub(super) static FAILURES: &[Failure] = &[
    Failure::argocd("A1", &[COMPARISON])
        .says(&[
            "failed to generate manifest for source N of M: … DeadlineExceeded",
            "failed to generate manifest for source N of M: … context deadline exceeded",
        ])
        .because("The repo-server took longer than the controller waits: it is overloaded, the repository is large, or the Git or chart server is slow")
        .mend("Find out what is slow first. Then `manifest-generate-paths` annotations, more repo-server replicas, `reposerver.parallelism.limit`, and only last a larger `controller.repo.server.timeout.seconds`")
        .look(&["kubectl -n argocd top pod -l app.kubernetes.io/name=argocd-repo-server", "kubectl -n argocd logs deploy/argocd-repo-server --since=15m"])
        .from("argo-cd#3864; docs/operator-manual/high_availability.md"),
    Failure::argocd("A2", &[COMPARISON])
        .says(&["code = Unavailable … EOF", "code = Unavailable … transport is closing", "code = Unavailable … connection refused"])
        .because("The repo-server was killed (usually out of memory) or restarted while it rendered")
        .mend("Raise its memory limit, lower `reposerver.parallelism.limit`, run more replicas; look for the chart or overlay that needs the memory")
        .look(&["kubectl -n argocd get pod -l app.kubernetes.io/name=argocd-repo-server", "kubectl -n argocd describe pod -l app.kubernetes.io/name=argocd-repo-server"])
        .from("argo-cd#17546; docs/faq.md"),
    Failure::argocd("A3", &[COMPARISON])
        .says(&["Manifest generation error (cached)"])
        .because("An earlier failure is remembered and shown again; the first error is the cause, and it may be mended already")
        .mend("Read the text after the prefix, or the first error in the repo-server's log; mend it, then a hard refresh. The note can outlive the mend for some minutes")
        .look(&["argocd app get APP --hard-refresh", "kubectl -n argocd logs deploy/argocd-repo-server --since=1h"])
        .from("argo-cd reposerver/repository/repository.go; docs/faq.md; argo-cd#28432")
        .wraps(),
    Failure::argocd("A4", &[COMPARISON, INVALID_SPEC])
        .says(&["app path does not exist"])
        .because("`path` is wrong at this revision, or the folder was removed from Git while the Application stayed")
        .mend("Correct `path` or `targetRevision`. If the folder was removed on purpose, restore it before you delete the Application: Argo CD cannot delete what it cannot render")
        .look(&["git ls-tree -d REVISION PATH", "argocd app get APP"])
        .from("argo-cd util/app/path/path.go; docs/faq.md"),
    Failure::argocd("A5", &[COMPARISON])
        .says(&["unable to resolve 'R' to a commit SHA"])
        .because("The branch or tag of `targetRevision` does not exist, or was deleted or renamed")
        .mend("Correct `targetRevision`")
        .look(&["git ls-remote REPO"])
        .from("argo-cd util/git/client.go"),
    Failure::argocd("A6", &[COMPARISON, INVALID_SPEC])
        .says(&["authentication required", "repository not accessible: …", "Unable to get repository: …", "failed to list refs: repository not found"])
        .because("Credentials for the repository are missing, expired or not matched: the Secret has no label, or its URL is another one")
        .mend("A Secret with `argocd.argoproj.io/secret-type: repository` (or `repo-creds` for a URL prefix) and a fresh credential")
        .look(&["argocd repo list", "kubectl -n argocd get secret -l argocd.argoproj.io/secret-type"])
        .from("argo-cd util/argo/argo.go; the first text is go-git's")
        .unconfirmed(),
    Failure::argocd("A7", &[COMPARISON])
        .says(&["failed to generate manifest for source … knownhosts: key mismatch", "failed to generate manifest for source … knownhosts: key is unknown", "knownhosts: key mismatch", "knownhosts: key is unknown"])
        .because("The host key of the Git server was rotated or is not known; from 3.5 on also repositories without credentials are checked against Argo CD's own list")
        .mend("Compare the new key with what the server's owner publishes, then put it into `argocd-ssh-known-hosts-cm`")
        .look(&["argocd cert list --cert-type ssh", "ssh-keyscan HOST"])
        .from("argo-cd docs/operator-manual/upgrading/3.4-3.5.md"),
    Failure::argocd("A8", &[COMPARISON])
        .says(&["helm template … failed exit status"])
        .because("The chart does not render with these values, a dependency is missing, or it does not work with Helm 4 (from Argo CD 3.5 on)")
        .mend("Render it yourself with the same Helm version, values and Kubernetes version; the reason stands at the end of the message")
        .look(&["helm template RELEASE CHART -f values.yaml --debug", "argocd app manifests APP"])
        .from("argo-cd util/exec, util/helm; docs/operator-manual/upgrading/3.4-3.5.md"),
    Failure::argocd("A9", &[COMPARISON])
        .says(&["kustomize build … failed exit status", "Failed to unmarshal \"F\": …"])
        .because("The overlay or folder does not build: a file that is no YAML, a missing file, a patch without target, a remote base that cannot be reached, or an option that is not switched on")
        .mend("Build it yourself with the options of `kustomize.buildOptions`")
        .look(&["kustomize build PATH"])
        .from("argo-cd util/kustomize/kustomize.go"),
    Failure::argocd("A10", &[INVALID_SPEC])
        .says(&[
            "application repo X is not permitted in project 'P'",
            "sync source repo X is not permitted in project 'P'",
            "destination repo X is not permitted in project 'P'",
            "helm repos … are not permitted in project 'P'",
        ])
        .because("The AppProject's `sourceRepos` does not list this repository; every source of a multi-source Application must be allowed, chart dependencies too")
        .mend("Add the URL or a narrow pattern to `sourceRepos`")
        .look(&["kubectl -n argocd get appproject P -o yaml"])
        .from("argo-cd util/argo/argo.go, reposerver/repository/repository.go"),
    Failure::argocd("A11", &[INVALID_SPEC])
        .says(&["application destination server 'S' and namespace 'N' do not match any of the allowed destinations in project 'P'"])
        .because("The AppProject's `destinations` does not allow this cluster and namespace together, or denies it with `!`")
        .mend("Add the pair to `destinations`, or correct the Application's destination")
        .look(&["kubectl -n argocd get appproject P -o jsonpath='{.spec.destinations}'"])
        .from("argo-cd util/argo/argo.go"),
    Failure::argocd("A12", &[INVALID_SPEC])
        .says(&["Application referencing project P which does not exist"])
        .because("The AppProject is missing, misspelt, or created after the Application")
        .mend("Create the project first: an earlier sync wave or a parent of its own")
        .look(&["kubectl -n argocd get appproject"])
        .from("argo-cd controller/appcontroller.go"),
    Failure::argocd("A13", &[SYNC_RESULT, UNKNOWN_SYNC])
        .says(&["resource G:K is not permitted in project P", "namespace N is not permitted in project 'P'"])
        .because("The AppProject does not allow this kind (cluster-wide kinds are denied unless listed) or this namespace")
        .mend("Extend `clusterResourceWhitelist`, `namespaceResourceWhitelist` or `destinations` by exactly this, if the owner of the project agrees")
        .look(&["kubectl -n argocd get appproject P -o yaml"])
        .from("argo-cd controller/sync.go"),
    Failure::argocd("A14", &[Place::condition("Application", "UnknownError"), COMPARISON, INVALID_SPEC])
        .says(&["application 'A' in namespace 'N' is not permitted to use project 'P'"])
        .because("The Application lives outside the control-plane namespace and the AppProject does not list that namespace in `sourceNamespaces`")
        .mend("Add the namespace to `sourceNamespaces`, and to `application.namespaces` of the installation")
        .look(&["kubectl -n argocd get appproject P -o jsonpath='{.spec.sourceNamespaces}'"])
        .from("argo-cd util/argo/argo.go"),
    Failure::argocd("A15", &[INVALID_SPEC, UNKNOWN_SYNC])
        .says(&[
            "there are no clusters with this name: …",
            "there are N clusters with the same name: …",
            "Failed to get destination cluster",
            "Unable to get cluster: …",
        ])
        .because("The cluster's Secret is missing, renamed or lost its label, a name is used twice, or the local cluster is switched off")
        .mend("Restore the cluster Secret (`argocd.argoproj.io/secret-type: cluster`) or correct `destination`; check `cluster.inClusterEnabled`")
        .look(&["argocd cluster list", "kubectl -n argocd get secret -l argocd.argoproj.io/secret-type=cluster"])
        .from("argo-cd util/argo/argo.go, util/db/cluster.go"),
    Failure::argocd("A16", &[COMPARISON, UNKNOWN_SYNC])
        .says(&[
            "Failed to load live state: … Unauthorized",
            "Failed to load live state: … connection refused",
            "Failed to load live state: … x509",
            "Failed to load live state: …",
        ])
        .because("Argo CD cannot read the destination cluster: its credential or CA expired, or the API server cannot be reached. Every Application of that cluster shows it")
        .mend("Renew the credential in the cluster Secret (workload identity spares this); check the network path from the control plane")
        .look(&["argocd cluster list", "argocd cluster get SERVER"])
        .from("argo-cd controller/state.go; the reason is the Kubernetes client's")
        .unconfirmed(),
];
