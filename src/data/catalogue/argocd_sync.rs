//! Argo CD, from applying on: sync, health, deletion, ApplicationSets, the control plane itself.

use super::{Failure, Place};

const COMPARISON: Place = Place::condition("Application", "ComparisonError");
const SYNC_ERROR: Place = Place::condition("Application", "SyncError");
const OUT_OF_SYNC: Place = Place::new("Application", "status.sync.status", "OutOfSync");
const PROGRESSING: Place = Place::new("Application", "status.health.status", "Progressing");
const DEGRADED: Place = Place::new("Application", "status.health.status", "Degraded");
const OPERATION: Place = Place::new("Application", "status.operationState.message", "");
const RUNNING: Place = Place::new("Application", "status.operationState.phase", "Running");
const APPSET_ERROR: Place = Place::condition("ApplicationSet", "ErrorOccurred");
const SYNC_RESULT: Place = Place::new(
    "Application",
    "status.operationState.syncResult.resources",
    "SyncFailed",
);

const READ_RESULT: &str = "kubectl -n argocd get application APP -o jsonpath='{.status.operationState.syncResult.resources}'";
const DIFF: &str = "argocd app diff APP";
const APP_STATUS: &str = "kubectl -n argocd get application APP -o yaml";
const APPSET_STATUS: &str =
    "kubectl -n argocd get applicationset NAME -o jsonpath='{.status.conditions}'";

pub(super) static FAILURES: &[Failure] = &[
    Failure::argocd("A17", &[SYNC_RESULT])
        .says(&["metadata.annotations: Too long: may not be more than 262144 bytes", "metadata.annotations: Too long: must have at most 262144 bytes"])
        .because("Client-side apply copies the object into an annotation, and a large CRD or ConfigMap does not fit")
        .mend("`argocd.argoproj.io/sync-options: ServerSideApply=true` on that object, or the sync option on the Application")
        .look(&[READ_RESULT])
        .from("argo-cd docs/operator-manual/upgrading/3.2-3.3.md; argo-cd#13320; linode/apl-core#3449"),
    Failure::argocd("A18", &[SYNC_RESULT])
        .says(&[
            "The Kubernetes API could not find G/K for requested resource … Make sure the \"K\" CRD is installed",
            "The Kubernetes API could not find version \"V\" of … is installed on the destination cluster",
            "The Kubernetes API could not find version … is installed on the destination cluster",
        ])
        .because("The CRD is not installed yet, or the API version in Git is no longer served")
        .mend("Install the CRD in an earlier wave and set `SkipDryRunOnMissingResource=true` on the custom object; or write the served version in Git")
        .look(&["kubectl api-resources --api-group=GROUP", READ_RESULT])
        .from("argo-cd util/argo/argo.go"),
    Failure::argocd("A19", &[COMPARISON, SYNC_RESULT])
        .says(&["field not declared in schema"])
        .because("The comparison or dry run uses a schema without this field: a new field, an old cluster, or CRD and object in one Application")
        .mend("`argocd.argoproj.io/compare-options: ServerSideDiff=true` or `ServerSideApply=true`; apply the CRD first; correct the field's name")
        .look(&["kubectl explain KIND.spec", DIFF])
        .from("argo-cd docs/faq.md; argo-cd#17358, #25064"),
    Failure::argocd("A20", &[SYNC_RESULT])
        .says(&["field is immutable", "updates to statefulset spec for fields other than … are forbidden"])
        .because("A field that cannot change was changed: a selector, a Job's template, volume claims of a StatefulSet, a Service's cluster IP")
        .mend("A new name, or replace the object knowingly: `argocd.argoproj.io/sync-options: Replace=true,Force=true` deletes and recreates it. Ask first where it holds data")
        .look(&[READ_RESULT, DIFF])
        .from("Kubernetes API validation; argo-cd docs/user-guide/sync-options.md")
        .unconfirmed(),
    Failure::argocd("A21", &[SYNC_RESULT])
        .says(&["Apply failed with N conflict: conflict with …", "Apply failed with N conflicts: conflicts with …"])
        .because("Another field manager owns the field under server-side apply")
        .mend("Decide who owns it. Leave it to the other: remove it from Git, or `ignoreDifferences` with `RespectIgnoreDifferences=true`. Or stop the other manager")
        .look(&["kubectl get KIND NAME --show-managed-fields -o yaml"])
        .from("Kubernetes server-side apply")
        .unconfirmed(),
    Failure::argocd("A22", &[SYNC_RESULT, COMPARISON])
        .says(&["admission webhook \"W\" denied the request", "ValidatingAdmissionPolicy 'P' with binding 'B' denied request"])
        .because("A policy refuses the object; with server-side diff this shows already while comparing")
        .mend("Mend the manifest. An exception is for the policy's owner to make")
        .look(&[READ_RESULT, "kubectl get validatingwebhookconfiguration,validatingadmissionpolicy"])
        .from("Kubernetes admission")
        .unconfirmed(),
    Failure::argocd("A23", &[OUT_OF_SYNC])
        .because("Something rewrites what was applied: defaults or a mutating webhook, an autoscaler, normalised units (`1000m`), random values in a chart, empty fields, or a tool that sets `app.kubernetes.io/instance`")
        .mend("See which field and which manager. Then server-side diff, a narrow `ignoreDifferences`, or the value in Git as the cluster writes it; another `application.instanceLabelKey` if labels clash")
        .look(&[DIFF, "kubectl get KIND NAME --show-managed-fields -o yaml"])
        .from("argo-cd docs/faq.md, docs/user-guide/diffing.md; argo-cd#14666, #1079, #11074"),
    Failure::argocd("A24", &[Place::condition("Application", "SharedResourceWarning"), OPERATION])
        .says(&["K/N is part of applications A and B", "Shared resource found: …"])
        .because("Two Applications own one object, or the tracking label was copied to an object that neither owns")
        .mend("Leave it to one. Annotation tracking ends the label case; `FailOnSharedResource=true` stops the second from applying")
        .look(&["kubectl get KIND NAME -o jsonpath='{.metadata.annotations}'"])
        .from("argo-cd controller/state.go, controller/sync.go"),
    Failure::argocd("A25", &[Place::condition("Application", "RepeatedResourceWarning")])
        .says(&["appeared N times among application resources"])
        .because("The rendered output holds the same object more than once: two sources, or two files that include each other's base")
        .mend("Remove one of them; which one wins is not defined")
        .look(&["argocd app manifests APP"])
        .from("argo-cd controller/state.go"),
    Failure::argocd("A26", &[Place::condition("Application", "OrphanedResourceWarning")])
        .says(&["Application has N orphaned resources"])
        .because("The project watches for objects in its namespaces that no Application owns")
        .mend("Bring them into Git, delete them, or add them to `orphanedResources.ignore` of the AppProject")
        .look(&["argocd app resources APP --orphaned"])
        .from("argo-cd controller/appcontroller.go"),
    Failure::argocd("A27", &[SYNC_ERROR])
        .says(&["auto-sync will wipe out all resources"])
        .because("The source rendered nothing, and automated sync would delete everything")
        .mend("Correct the path, the values or the generator. `allowEmpty: true` only where empty is truly meant")
        .look(&["argocd app manifests APP --source git"])
        .from("argo-cd controller/appcontroller.go"),
    Failure::argocd("A28", &[SYNC_ERROR])
        .says(&["Failed last sync attempt to R: …"])
        .because("Automated sync failed at this revision and will not try the same revision again, unless `retry` says so")
        .mend("Mend the cause that follows; then a new commit, or a sync by hand")
        .look(&[READ_RESULT])
        .from("argo-cd controller/appcontroller.go")
        .wraps(),
    Failure::argocd("A29", &[OUT_OF_SYNC])
        .says(&["need to prune extra resources only but automated prune is disabled"])
        .because("All that is left to do is to delete, and `automated.prune` is off. Only the controller's log says so")
        .mend("Look at what would go, then prune by hand or switch `prune` on")
        .look(&["argocd app sync APP --prune --dry-run", "kubectl -n argocd logs statefulset/argocd-application-controller --since=15m"])
        .from("argo-cd controller/appcontroller.go"),
    Failure::argocd("A30", &[OPERATION])
        .says(&["Sync operation blocked by sync window", "cannot sync: blocked by sync window"])
        .because("A deny window is open, or no allow window is")
        .mend("Wait, or ask the owner of the window; `manualSync` lets people through")
        .look(&["argocd app get APP", "argocd proj windows list P"])
        .from("argo-cd controller/sync.go, server/application/application.go"),
    Failure::argocd("A31", &[RUNNING, OPERATION])
        .says(&[
            "waiting for completion of hook …",
            "waiting for healthy state of …",
            "waiting for deletion of …",
            "waiting for pruning confirmation of …",
        ])
        .because("The operation waits for the first object named: a hook that never ends or was deleted by its TTL, an object that never becomes healthy and blocks its wave, a deletion held by a finalizer, or a person's confirmation")
        .mend("Mend that object. A hook without `ttlSecondsAfterFinished` and with `BeforeHookCreation`; a health customization where the status never comes; terminate the operation before you retry")
        .look(&["argocd app get APP", "argocd app terminate-op APP"])
        .from("argo-cd gitops-engine/pkg/sync/sync_context.go; argo-cd#6880, #4811, #4979, #27507"),
    Failure::argocd("A32", &[PROGRESSING])
        .because("An object whose health never comes: an Ingress or LoadBalancer Service without address, a SealedSecret of an old controller, a StatefulSet with `OnDelete`")
        .mend("Let the controller publish the address (`publishedService` of Traefik), upgrade it, or customize the health check")
        .look(&["argocd app resources APP", "kubectl get ingress,service -A"])
        .from("argo-cd docs/faq.md"),
    Failure::argocd("A33", &[Place::condition("Application", "DeletionError"), Place::new("Application", "metadata.deletionTimestamp", "")])
        .says(&["Unable to delete application resources: …"])
        .because("A finalizer holds: a child that will not go, a cluster or path that no longer exists, a PostDelete hook")
        .mend("Free the child that holds. Removing the Application's own finalizer is last: it leaves every object behind. Ask first")
        .look(&["kubectl -n argocd get application APP -o jsonpath='{.metadata.finalizers}'", "argocd app resources APP"])
        .from("argo-cd controller/appcontroller.go; argo-cd#11145, #19571, #20296"),
    Failure::argocd("A34", &[OPERATION])
        .says(&[
            "one or more objects failed to apply (dry run)",
            "one or more objects failed to apply",
            "one or more synchronization tasks completed unsuccessfully",
            "one or more synchronization tasks are not valid",
        ])
        .because("A summary: the cause stands with each resource")
        .mend("Read `syncResult.resources[]` and begin with the SyncFailed one")
        .look(&[READ_RESULT])
        .from("argo-cd gitops-engine/pkg/sync/sync_context.go")
        .wraps(),
    Failure::argocd("A35", &[Place::condition("Application", "UnknownError")])
        .says(&["Application status exceeds the Kubernetes resource size limit and could not be persisted", "etcdserver: request is too large"])
        .because("The Application's status does not fit into etcd (1.5 MiB by default): too many resources, or long messages")
        .mend("Split the Application; lower `revisionHistoryLimit`; `ApplyOutOfSyncOnly=true`. What is shown may be stale until then")
        .look(&["kubectl -n argocd get application APP -o json | wc -c"])
        .from("argo-cd controller/appcontroller.go; argo-cd#28432"),
    Failure::argocd("A36", &[OPERATION, COMPARISON])
        .says(&["no matching service account found for destination server S and namespace N"])
        .because("Impersonation is on and the AppProject maps no service account to this destination")
        .mend("Add a narrow entry to `destinationServiceAccounts` of the AppProject")
        .look(&["kubectl -n argocd get appproject P -o jsonpath='{.spec.destinationServiceAccounts}'"])
        .from("argo-cd controller/sync.go"),
    Failure::argocd("A37", &[DEGRADED])
        .says(&["exceeded its progress deadline", "ImagePullBackOff", "ErrImagePull", "CrashLoopBackOff", "Back-off pulling image"])
        .because("The workload: its image cannot be pulled, its container ends, its probe fails, or nothing has room for it")
        .mend("Read the Pod: events, last state, logs of the previous container. The engine did its work")
        .look(&["kubectl describe pod POD", "kubectl logs POD --previous"])
        .from("argo-cd gitops-engine/pkg/health; texts of Kubernetes")
        .unconfirmed(),
    Failure::argocd("A38", &[APPSET_ERROR])
        .says(&["failed to execute go template … map has no entry for key"])
        .because("The template uses a parameter that this generator does not give for this element; `missingkey=error` says so instead of writing `<no value>`")
        .mend("Correct the name, or read it with `dig`, `get` or `hasKey`; `default` comes too late to help")
        .look(&[APPSET_STATUS, "argocd appset generate FILE"])
        .from("argo-cd applicationset/utils/utils.go; argo-cd#20594"),
    Failure::argocd("A39", &[APPSET_ERROR])
        .says(&["contains applications with duplicate name: …", "contains an application with no name"])
        .because("The template's name is not unique over all elements, or is empty for one")
        .mend("Put what tells the elements apart into the name: cluster, path, environment; `normalize` it")
        .look(&[APPSET_STATUS, "argocd appset generate FILE"])
        .from("argo-cd applicationset/controllers/applicationset_controller.go"),
    Failure::argocd("A40", &[APPSET_ERROR])
        .says(&[
            "application references project P which does not exist",
            "ApplicationSet references project P which does not exist",
            "application destination spec is invalid: …",
        ])
        .because("A generated Application is not valid. Only the first error is named, with `(and N more)`")
        .mend("Mend the template or the parameter; look for the others after it")
        .look(&[APPSET_STATUS])
        .from("argo-cd applicationset/controllers/applicationset_controller.go"),
    Failure::argocd("A41", &[Place::condition("ApplicationSet", "ResourcesUpToDate")])
        .because("The generator gave fewer elements than before (a removed label, folder or cluster, a short read of an API), or the name in the template changed: Applications go, and with their finalizer all they deployed")
        .mend("Stop first: scale the applicationset-controller to zero. Restore the generator's input. Then `preserveResourcesOnDeletion`, `applicationsSync: create-update`, progressive syncs")
        .look(&["kubectl -n argocd get application -l argocd.argoproj.io/application-set-name=NAME", "git log -p -- APPSET_FILE"])
        .from("argo-cd#18780, #9227; docs/operator-manual/applicationset/Controlling-Resource-Modification.md"),
    Failure::argocd("A42", &[COMPARISON])
        .says(&["dial tcp: lookup argocd-repo-server … i/o timeout", "_grpc_config"])
        .because("In dual-stack clusters gRPC asks DNS for TXT records and the answers time out")
        .mend("Upgrade to 3.4 or later; before that `GRPC_ENABLE_TXT_SERVICE_CONFIG=false` on the components")
        .look(&[APP_STATUS, "kubectl -n argocd logs statefulset/argocd-application-controller --since=15m"])
        .from("argo-cd#24991; docs/operator-manual/upgrading/3.3-3.4.md")
        .unconfirmed(),
];
