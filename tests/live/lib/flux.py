"""Flux: its controllers as plain processes."""

import plane
from api import Api
from running import until

HOST = "127.0.0.1"
NAMESPACE = "flux-system"
CONTROLLERS = ["source-controller", "kustomize-controller", "helm-controller"]


def start_controllers(copy, programs, kubeconfig):
    artifacts = f"{HOST}:{copy.port('artifacts')}"
    for name in CONTROLLERS:
        flags = [f"--metrics-addr={HOST}:{copy.port(f'{name}-metrics')}",
                 f"--health-addr={HOST}:{copy.port(f'{name}-health')}",
                 "--enable-leader-election=false", "--events-addr=", "--watch-all-namespaces=true",
                 "--requeue-dependency=5s",
                 # As in an installation with several tenants and shards: references stay in their namespace, and what
                 # bears the key of a shard is another controller's.
                 "--watch-label-selector=!sharding.fluxcd.io/key"]
        if name != "source-controller":
            flags.append("--no-cross-namespace-refs")
        if name == "source-controller":
            storage = copy.path("artifacts")
            storage.mkdir(exist_ok=True)
            flags += [f"--storage-path={storage}", f"--storage-addr={artifacts}", f"--storage-adv-addr={artifacts}"]
        copy.start(name, [programs[name], *flags],
                   {"KUBECONFIG": str(kubeconfig), "RUNTIME_NAMESPACE": NAMESPACE, "TMPDIR": str(temporary(copy))})
    for name in CONTROLLERS:
        health = Api(f"http://{HOST}:{copy.port(f'{name}-health')}")
        until(f"a healthy {name}", 180, lambda: plane.running(copy, name) and health.answers("/healthz"))


def temporary(copy):
    folder = copy.path("temporary")
    folder.mkdir(exist_ok=True)
    return folder
