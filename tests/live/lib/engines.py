"""What `up` does, in order: programs, control plane, CRDs, controllers."""

import json
import os
import pathlib
import shutil
import subprocess

import argocd
import flux
import parts
import plane
from api import condition
from running import until

OBJECTS = parts.HERE / "objects"
PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"]


def build(full, say):
    """Fills the cache and starts nothing."""
    parts.programs("small", say)
    parts.crds(say)
    for name in ["git-server", "fleet", "fault-proxy"]:
        parts.own(name, say)
    if full:
        parts.programs("full", say)
        parts.programs("argocd", say)


def up(copy, asked, theirs, say):
    """Brings the copy up, and returns what could not be had, one line each."""
    programs = parts.programs("small", say)
    fleet = parts.own("fleet", say)
    crds = parts.crds(say)
    if theirs:
        shutil.copy(theirs, copy.path("kubeconfig"))
        say(f"cluster of GITOPS_MCP_LIVE_KUBECONFIG: {theirs}")
    else:
        client = plane.start(copy, programs, say)
    apply(fleet, copy, [crds, OBJECTS / "base"], say)
    if not theirs:
        standing = len(client.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"])
        say(f"{standing} CRDs established")
    values(copy)
    if asked.bare:
        return []
    if not theirs:
        plane.start_controllers(copy, programs)
        apply(fleet, copy, [OBJECTS / "nodes"], say)
        until("ready nodes", 60, lambda: all(
            condition(node, "Ready").get("status") == "True" for node in client.get("/api/v1/nodes")["items"]))
        say("nodes ready")
    url = flux.start_git(copy, parts.own("git-server", say))
    flux.start_controllers(copy, programs, copy.path("kubeconfig"))
    values(copy, git=url, git_password=copy.state["values"]["git-password"])
    say(f"source-controller and kustomize-controller run; Git server: {url}")
    return argocd.up(copy, say) if asked.full else []


def apply(fleet, copy, paths, say):
    """Server-side apply, statuses included; CRDs are waited for."""
    done = subprocess.run([fleet, "apply", "-kubeconfig", copy.path("kubeconfig"), *paths], capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise RuntimeError(f"fleet apply: {done.stderr.strip()}")
    say(done.stdout.strip())


def values(copy, **more):
    """What tests and people need to know, as one file that a shell can read too."""
    file = copy.path("values.json")
    known = json.loads(file.read_text()) if file.exists() else {}
    known.update(kubeconfig=str(copy.path("kubeconfig")), reader=str(copy.path("kubeconfig-reader")),
                 audit_log=str(copy.logs / "audit.log"), git_root=str(copy.path("git")), **more)
    file.write_text(json.dumps(known, indent=1) + "\n")
    file.chmod(0o600)


def program(name):
    """The path of a program that may be ready-made: for scripts that call it."""
    return shutil.which(name) or os.fspath(next(iter(sorted(
        pathlib.Path(parts.cache(), "bin").glob(f"{name}-v*")))))
