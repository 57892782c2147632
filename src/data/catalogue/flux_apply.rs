//! Flux, from the artifact on: building, decrypting, applying, waiting, Helm, image automation.

use super::{Failure, Place};

const KUSTOMIZATION: &str = "Kustomization";
const RELEASE: &str = "HelmRelease";
const BUILD: Place = Place::condition(KUSTOMIZATION, "Ready/BuildFailed");
const ARTIFACT: Place = Place::condition(KUSTOMIZATION, "Ready/ArtifactFailed");
const APPLY: Place = Place::condition(KUSTOMIZATION, "Ready/ReconciliationFailed");
const HEALTH: Place = Place::condition(KUSTOMIZATION, "Ready/HealthCheckFailed");
const DEPENDS: Place = Place::condition(KUSTOMIZATION, "Ready/DependencyNotReady");
const RELEASE_DEPENDS: Place = Place::condition(RELEASE, "Ready/DependencyNotReady");
const UPGRADE: Place = Place::condition(RELEASE, "Released/UpgradeFailed");
const INSTALL: Place = Place::condition(RELEASE, "Released/InstallFailed");
const DENIED: Place = Place::condition(KUSTOMIZATION, "Stalled/AccessDenied");
const RELEASE_DENIED: Place = Place::condition(RELEASE, "Stalled/AccessDenied");

const KS: &str = "flux get kustomization NAME -n NAMESPACE";
const HR: &str = "flux get helmrelease NAME -n NAMESPACE";
const BUILD_LOCAL: &str =
    "flux build kustomization NAME -n NAMESPACE --path PATH --dry-run --kustomization-file FILE";
const EVENTS: &str = "flux events --for Kustomization/NAME -n NAMESPACE";
const TREE: &str = "flux tree kustomization NAME -n NAMESPACE";
const HISTORY: &str = "helm history RELEASE -n NAMESPACE";

pub(super) static FAILURES: &[Failure] = &[
    Failure::flux("F12", &[BUILD])
        .says(&["post build failed for … variable not set (strict mode): …", "variable not set (strict mode)", "post build failed for …"])
        .because("`${NAME}` stands in the output and no `substitute` or `substituteFrom` gives it, or the ConfigMap or Secret of `substituteFrom` is missing; strict by default since Flux 2.9")
        .mend("Define it, write `${NAME:=default}`, escape `$${NAME}`, annotate the object `kustomize.toolkit.fluxcd.io/substitute: disabled`; the gate `StrictPostBuildSubstitutions=false` only to gain time")
        .look(&[BUILD_LOCAL])
        .from("fluxcd/pkg envsubst/template.go, kustomize/kustomize_varsub.go; flux2#5967, #5836"),
    Failure::flux("F13", &[ARTIFACT])
        .says(&["kustomization path not found: …"])
        .because("`spec.path` does not exist in the artifact: misspelt, or removed by `ignore` rules of the source")
        .mend("Correct `spec.path`, relative to the root of the source")
        .look(&["git ls-tree -d REVISION PATH", KS])
        .from("kustomize-controller internal/controller/kustomization_controller.go"),
    Failure::flux("F14", &[ARTIFACT, Place::condition(RELEASE, "Ready/SourceNotReady")])
        .says(&[
            "Source artifact not found, retrying in …",
            "Source is not ready, artifact not found, retrying in …",
            "Source 'S' not found",
            "could not get Source object: …",
            "HelmChart 'N/M' is not ready: …",
            "OCIRepository 'N/M' is not ready: …",
        ])
        .because("The source failed or does not exist: it is the cause, this is what follows")
        .mend("Go to the source and read its conditions")
        .look(&["flux get sources all -A"])
        .from("kustomize-controller and helm-controller internal/controller")
        .wraps(),
    Failure::flux("F15", &[BUILD])
        .says(&["kustomize build failed: …", "accumulating resources: …", "may not add resource with an already registered id", "no such file or directory", "failed to decode Kubernetes YAML from …"])
        .because("The overlay does not build: a missing file, the same object twice, a patch without target, plain YAML that is not Kubernetes")
        .mend("Build it yourself as the controller does, without load restriction")
        .look(&["kustomize build PATH --load-restrictor=LoadRestrictionsNone", BUILD_LOCAL])
        .from("kustomize-controller internal/controller/kustomization_controller.go; the reason is kustomize's")
        .unconfirmed(),
    Failure::flux("F16", &[BUILD])
        .says(&[
            "decryption failed for … cannot get sops data key",
            "cannot get sops data key",
            "no identity matched any of the recipients",
            "failed to load age identities",
            "secrets \"S\" not found",
        ])
        .because("No key that the controller has opens the file: another recipient, or the Secret's key does not end in `.agekey` or `.asc` and is ignored (`age.key` is); or the Secret of `spec.decryption` does not exist")
        .mend("Rename the key in the decryption Secret to `age.agekey`; or encrypt the file again for this cluster's recipient (`sops updatekeys`)")
        .look(&["kubectl -n NAMESPACE get secret SECRET -o jsonpath='{.data}' | jq keys", "sops filestatus FILE"])
        .from("kustomize-controller internal/decryptor/decryptor.go; flux2#5154, sops#1084"),
    Failure::flux("F17", &[BUILD, APPLY])
        .says(&["is SOPS encrypted, configuring decryption is required for this secret to be reconciled"])
        .because("This Kustomization has no `spec.decryption`; it is not inherited from the one that made it")
        .mend("`spec.decryption.provider: sops` and `secretRef` on the Kustomization whose path holds the file")
        .look(&["kubectl -n NAMESPACE get kustomization NAME -o jsonpath='{.spec.decryption}'"])
        .from("kustomize-controller internal/controller/kustomization_controller.go; flux2#4982"),
    Failure::flux("F18", &[BUILD])
        .says(&["failed to verify sops data integrity: …"])
        .because("The encrypted file was changed without SOPS, by hand or by a merge: the MAC no longer fits")
        .mend("Take the last good version from Git and make the change with `sops edit`")
        .look(&["git log -p -- FILE", "sops decrypt FILE >/dev/null"])
        .from("kustomize-controller internal/decryptor/decryptor.go"),
    Failure::flux("F19", &[APPLY])
        .says(&["dry-run failed: no matches for kind \"K\" in version \"V\"", "no matches for kind \"K\" in version \"V\""])
        .because("The CRD is not installed yet, or this API version is no longer served")
        .mend("CRDs in a Kustomization of their own that this one `dependsOn`; or write the served version in Git (`flux migrate -f .` for Flux kinds)")
        .look(&["kubectl api-resources --api-group=GROUP", EVENTS])
        .from("fluxcd/pkg ssa/errors/errors.go; kustomize-controller#1194"),
    Failure::flux("F20", &[APPLY])
        .says(&["dry-run failed (Invalid): … field is immutable", "dry-run failed … immutable"])
        .because("A field that cannot change was changed")
        .mend("A new name; or `kustomize.toolkit.fluxcd.io/force: enabled` on this one object, which deletes and recreates it. Ask first where it holds data")
        .look(&["flux diff kustomization NAME -n NAMESPACE --path PATH", EVENTS])
        .from("fluxcd/pkg ssa/errors/errors.go; the reason is the API server's"),
    Failure::flux("F21", &[APPLY])
        .says(&["dry-run failed (Forbidden): … cannot patch resource", "dry-run failed (Forbidden): …"])
        .because("`spec.serviceAccountName` (or the default service account of the lockdown) may not write this object")
        .mend("A Role and RoleBinding for exactly this, from the platform's owner")
        .look(&["kubectl auth can-i patch RESOURCE --as=system:serviceaccount:NAMESPACE:ACCOUNT -n NAMESPACE"])
        .from("fluxcd/pkg ssa/errors/errors.go"),
    Failure::flux("F22", &[APPLY, UPGRADE, INSTALL])
        .says(&["dry-run failed … admission webhook \"W\" denied the request", "Helm … failed for release … admission webhook \"W\" denied the request", "admission webhook \"W\" does not support dry run", "dry-run failed … ValidatingAdmissionPolicy 'P' with binding 'B' denied request", "ValidatingAdmissionPolicy 'P' with binding 'B' denied request"])
        .because("A policy refuses the object, or a webhook does not declare that it has no side effects")
        .mend("Mend the manifest; `sideEffects: None` on the webhook")
        .look(&["kubectl get validatingwebhookconfiguration,mutatingwebhookconfiguration", EVENTS])
        .from("Flux documentation, troubleshooting cheatsheet"),
    Failure::flux("F23", &[APPLY])
        .says(&["namespace not specified: …", "namespaces \"N\" not found"])
        .because("The object names no namespace and `targetNamespace` is not set, or the namespace does not exist yet")
        .mend("Set the namespace; create it in the same Kustomization or in one that this one depends on")
        .look(&["kubectl get namespace", EVENTS])
        .from("fluxcd/pkg ssa/errors/errors.go"),
    Failure::flux("F24", &[HEALTH])
        .says(&["health check failed after … timeout waiting for: …", "health check failed after … failed early due to stalled resources: …", "health check failed after …"])
        .because("Something that it applied is not healthy: the object in brackets is where to look")
        .mend("Descend to that object; a longer `timeout` helps only what is slow")
        .look(&[TREE, "kubectl describe KIND NAME -n NAMESPACE"])
        .from("kustomize-controller internal/controller/kustomization_controller.go; fluxcd/pkg ssa/manager_wait.go; kustomize-controller#709, #701")
        .wraps(),
    Failure::flux("F25", &[DEPENDS, RELEASE_DEPENDS])
        .says(&[
            "dependency 'D' is not ready",
            "dependency 'D' not found",
            "dependency 'D' revision is not up to date",
            "dependency 'D' is not ready according to readyExpr eval",
        ])
        .because("What it depends on fails, does not exist, or depends on it in turn: a cycle waits for ever without another word")
        .mend("Walk the chain to the first one that fails for another reason; a cycle or a misspelt name is mended in Git")
        .look(&["flux get kustomizations -A", "kubectl -n NAMESPACE get kustomization NAME -o jsonpath='{.spec.dependsOn}'"])
        .from("kustomize-controller internal/controller/kustomization_controller.go")
        .wraps(),
    Failure::flux("F26", &[DENIED, RELEASE_DENIED])
        .says(&["can't access 'R', cross-namespace references have been blocked", "cross-namespace references have been blocked"])
        .because("The controllers run with `--no-cross-namespace-refs`: a reference to another namespace is refused, and this is the tenancy boundary at work")
        .mend("A source in the object's own namespace")
        .look(&[KS, HR])
        .from("kustomize-controller internal/controller/kustomization_controller.go"),
    Failure::flux("F27", &[Place::condition(KUSTOMIZATION, "Stalled/InvalidCELExpression"), Place::condition(KUSTOMIZATION, "Stalled/FeatureGateDisabled"), Place::condition(RELEASE, "Stalled/FeatureGateDisabled")])
        .says(&["can't access 'R', F feature gate is disabled", "feature gate is disabled", "failed to parse the CEL expression", "Reconciliation failed terminally due to configuration error"])
        .because("A CEL expression of `healthCheckExprs` or `readyExpr` is wrong, or the kind referred to (ExternalArtifact) needs a gate that is off")
        .mend("Correct the expression; switch the gate on in Git with the controller's flags")
        .look(&[KS, "flux check"])
        .from("kustomize-controller and helm-controller internal/controller"),
    Failure::flux("F28", &[Place::condition(KUSTOMIZATION, "Ready/PruneFailed")])
        .says(&["delete failed, errors: …", "K/N/M delete failed: …"])
        .because("An object that left Git cannot be deleted: the service account may not, or a finalizer or webhook holds it")
        .mend("Grant the right, or free what holds the object")
        .look(&["kubectl get KIND NAME -n NAMESPACE -o jsonpath='{.metadata.finalizers}'", EVENTS])
        .from("fluxcd/pkg ssa/manager_delete.go"),
    Failure::flux("F29", &[Place::new("Event", "message", "configured")])
        .because("The same object is `configured` again at every interval: `null` or empty fields in Git that the API server drops, or another manager that writes it back")
        .mend("Remove empty fields from Git; stop the other manager, or leave the field to it with `kustomize.toolkit.fluxcd.io/ssa: merge` or `spec.ignore` rules")
        .look(&[EVENTS, "kubectl get KIND NAME -n NAMESPACE --show-managed-fields -o yaml"])
        .from("Flux documentation, troubleshooting cheatsheet"),
    Failure::flux("F30", &[Place::condition(RELEASE, "Stalled/RetriesExceeded")])
        .says(&["Failed to install after N attempt(s)", "Failed to upgrade after N attempt(s)", "install retries exhausted", "upgrade retries exhausted"])
        .because("Remediation used up its retries; the controller will not try again by itself. The first failure is the cause")
        .mend("Mend the cause. Then a changed spec or chart starts over by itself; without one `flux reconcile helmrelease NAME --reset` or `--force`")
        .look(&[HR, HISTORY])
        .from("helm-controller internal/reconcile/atomic_release.go")
        .wraps(),
    Failure::flux("F31", &[UPGRADE, INSTALL])
        .says(&["another operation (install/upgrade/rollback) is in progress"])
        .because("The controller was killed in the middle of an action and the release stayed pending, or a person or another tool runs Helm on it")
        .mend("Current controllers unlock it; upgrade Flux, and see why the controller was killed (memory). By hand only: `helm rollback` to the last deployed revision")
        .look(&[HISTORY, "kubectl -n flux-system get pod -l app=helm-controller"])
        .from("helm-controller internal/reconcile/unlock.go; helm-controller#149, #857"),
    Failure::flux("F32", &[UPGRADE, INSTALL])
        .says(&[
            "Helm … failed for release … client rate limiter Wait returned an error: … would exceed context deadline",
            "Helm install failed for release … timed out waiting for the condition",
            "Helm upgrade failed for release … timed out waiting for the condition",
            "Helm install failed for release … context deadline exceeded",
            "Helm upgrade failed for release … context deadline exceeded",
            "Helm install failed for release … timeout waiting for: …",
            "Helm upgrade failed for release … timeout waiting for: …",
            "Helm install failed for release … failed early due to stalled resources: …",
            "Helm upgrade failed for release … failed early due to stalled resources: …",
        ])
        .because("The chart was applied and its workload does not become ready; since Flux 2.8 every kind of the release is checked, not only workloads")
        .mend("Read the workload in brackets: Pods, events, volumes. `disableWait` only to look; `timeout` only for what is slow")
        .look(&["kubectl -n NAMESPACE get pod,event", HISTORY])
        .from("helm-controller internal/reconcile/upgrade.go, install.go; fluxcd/pkg ssa/manager_wait.go"),
    Failure::flux("F33", &[Place::condition(RELEASE, "Ready/ValuesError")])
        .says(&["could not resolve … chart values reference …", "could not find … values key"])
        .because("A ConfigMap or Secret of `valuesFrom` is missing, or has no such key")
        .mend("Create it in the HelmRelease's namespace, correct `valuesKey`, or set `optional: true` where it may be absent")
        .look(&["kubectl -n NAMESPACE get helmrelease NAME -o jsonpath='{.spec.valuesFrom}'"])
        .from("fluxcd/pkg chartutil/values.go; the second wording is of older versions and not confirmed"),
    Failure::flux("F34", &[UPGRADE, INSTALL])
        .says(&["Request entity too large: limit is 3145728", "data: Too long: must have at most 1048576 bytes", "data: Too long: may not be more than 1048576 bytes"])
        .because("Helm keeps the whole release, chart included, in one Secret, and this one is too large")
        .mend("Split the chart; keep files out of it with `.helmignore`; drop what it does not need")
        .look(&["helm get manifest RELEASE -n NAMESPACE | wc -c", HISTORY])
        .from("Flux documentation, troubleshooting cheatsheet; the texts are Kubernetes'"),
    Failure::flux("F35", &[UPGRADE, INSTALL])
        .says(&["conflict occurred while applying object …", "Helm upgrade failed for release … conflict with \"M\""])
        .because("Helm 4 applies on the server side, and another manager owns the field")
        .mend("Stop the other manager, or take the field out of the chart's values")
        .look(&["kubectl get KIND NAME -n NAMESPACE --show-managed-fields -o yaml"])
        .from("k3s-io/helm-controller#343; helm#31516"),
    Failure::flux("F36", &[Place::condition(RELEASE, "Stalled/MissingRollbackTarget")])
        .says(&["missing target release for rollback", "Failed to perform remediation: …"])
        .because("There is no earlier good release to go back to: the first install failed")
        .mend("`install.remediation` with retries, which uninstalls and tries again; mend the cause of the install")
        .look(&[HISTORY, HR])
        .from("helm-controller internal/reconcile/atomic_release.go"),
    Failure::flux("F37", &[Place::new("CustomResourceDefinition", "status.storedVersions", ""), APPLY])
        .says(&["status.storedVersions[0]: Invalid value: \"V\": missing from spec.versions", "request to convert CR to an invalid group/version"])
        .because("Objects, or their managed fields, are still stored in an API version that the new CRD no longer has")
        .mend("`flux migrate` with the old version still installed, then upgrade. Never replace the CRD by force: it takes every object with it")
        .look(&["kubectl get crd -l app.kubernetes.io/part-of=flux -o custom-columns=NAME:.metadata.name,STORED:.status.storedVersions"])
        .from("flux2#5598, #5852, #5558, #5689"),
    Failure::flux("F38", &[Place::new("*", "status.observedGeneration", "")])
        .because("Nobody looks at the object: the controller is down, restarts, is out of memory, or a sharding label sends it to a controller that does not run")
        .mend("Bring the controller up with enough memory; correct `sharding.fluxcd.io/key`")
        .look(&["flux check", "kubectl -n flux-system get pod"])
        .from("Flux documentation, installation/configuration/sharding"),
    Failure::flux("F39", &[Place::new("*", "spec.suspend", "true")])
        .because("Somebody suspended it. Its conditions stand still since: Ready=True says nothing about today")
        .mend("Ask who and why; managed fields name the tool and the time. Then `flux resume`, or the field in Git")
        .look(&["flux get all -A --status-selector ready=true", "kubectl get KIND NAME -n NAMESPACE --show-managed-fields -o yaml"])
        .from("inference from managedFields of spec.suspend"),
    Failure::flux("F40", &[Place::condition("ImagePolicy", "Ready"), Place::condition("ImageUpdateAutomation", "Ready")])
        .says(&["version list argument cannot be empty", "failed to push to remote: …", "push rejected"])
        .because("No tag passes the filter, or the branch refuses the push")
        .mend("Correct `filterTags` and the range; push to a branch of its own (`spec.git.push.branch`) and open a pull request")
        .look(&["flux get images all -A"])
        .from("image-reflector-controller internal/policy; the push texts are the Git server's and not confirmed"),
];
