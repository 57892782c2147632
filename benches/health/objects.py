"""Writes a List of invented objects as kubectl prints one: `objects.py argocd|flux COUNT`. One in a hundred is broken."""
import itertools
import json
import sys
import time

# Applications that were not looked at for long are told of.
NOW = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def application(n):
    broken = n % 100 == 0
    resources = [
        {"group": "apps", "kind": "Deployment", "namespace": f"ns-{n}", "name": f"web-{k}", "version": "v1", "status": "Synced"}
        for k in range(12)
    ]
    history = [
        {"id": k, "revision": f"{n:08x}{k:032x}", "deployedAt": "2026-11-20T08:00:00Z", "deployStartedAt": "2026-11-20T07:59:00Z",
         "source": {"repoURL": "https://git.example.com/shop.git", "path": f"apps/{n}", "targetRevision": "main"}}
        for k in range(10)
    ]
    status = {
        "sync": {"status": "Synced", "revision": f"{n:040x}", "comparedTo": {"source": history[0]["source"]}},
        "health": {"status": "Degraded" if broken else "Healthy", "lastTransitionTime": "2026-11-24T06:00:00Z"},
        "reconciledAt": NOW, "history": history, "resources": resources,
        "operationState": {"phase": "Succeeded", "message": "successfully synced (all tasks run)", "startedAt": "2026-11-20T07:59:00Z",
                           "syncResult": {"revision": f"{n:040x}", "resources": [dict(r, message="configured", syncPhase="Sync") for r in resources]}},
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": f"app-{n}", "namespace": "argocd", "generation": 3, "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"project": "default", "source": history[0]["source"], "destination": {"server": "https://kubernetes.default.svc", "namespace": f"ns-{n}"},
                 "syncPolicy": {"automated": {"prune": True, "selfHeal": True}}},
        "status": status,
    }


def flux(n):
    def ready(ok):
        return [{"type": "Ready", "status": "True" if ok else "False", "reason": "BuildFailed", "message": "kustomize build failed: x",
                 "lastTransitionTime": "2026-11-24T08:00:00Z", "observedGeneration": 1}]

    meta = {"namespace": f"ns-{n % 50}", "generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z"}
    entries = [{"id": f"ns-{n % 50}_web-{n}-{k}_apps_Deployment", "v": "v1"} for k in range(12)]
    yield {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": dict(meta, name=f"k-{n}"),
           "spec": {"interval": "10m0s", "sourceRef": {"kind": "GitRepository", "name": f"s-{n % 20}", "namespace": "flux-system"}},
           "status": {"observedGeneration": 1, "conditions": ready(n % 100), "lastAppliedRevision": "main@sha1:aaaa", "inventory": {"entries": entries}}}
    yield {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": dict(meta, name=f"h-{n}"),
           "spec": {"interval": "10m0s", "chartRef": {"kind": "GitRepository", "name": f"s-{n % 20}", "namespace": "flux-system"}},
           "status": {"observedGeneration": 1, "conditions": ready(True), "history": [{"status": "deployed", "chartVersion": "1.2.3"}]}}


def sources():
    for n in range(20):
        yield {"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": {"name": f"s-{n}", "namespace": "flux-system", "generation": 1},
               "spec": {"url": "https://git.example.com/s.git", "interval": "1m0s"},
               "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True", "reason": "Succeeded", "message": "ok"}],
                          "artifact": {"revision": "main@sha1:aaaa"}}}


def all_of(kind, count):
    if kind == "argocd":
        return (application(n) for n in range(count))
    return itertools.chain(sources(), (one for n in range(count) for one in flux(n)))


if __name__ == "__main__":
    sys.stdout.write('{"apiVersion":"v1","items":[')
    for place, one in enumerate(all_of(sys.argv[1], int(sys.argv[2]))):
        sys.stdout.write(("," if place else "") + json.dumps(one))
    sys.stdout.write('],"kind":"List","metadata":{"resourceVersion":""}}\n')
