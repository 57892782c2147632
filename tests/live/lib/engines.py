"""What `up` does, in order: programs, control plane, CRDs, controllers."""

import json
import shutil
import subprocess

import argocd
import around
import flux
import parts
import plane
from api import condition
from running import until

OBJECTS = parts.HERE / "objects"


def build(full, say):
    """Fills the cache and starts nothing. Returns what could not be had, one line each."""
    parts.programs(parts.named("bare"), say)
    parts.crds(say)
    parts.programs(parts.named("small"), say)
    for name in ["git-server", "registry", "fleet", "fault-proxy"]:
        parts.own(name, say)
    return further(full, say)[1] if full else []


def further(full, say):
    """The programs of the fuller layer, each by itself: one that cannot be had does not stop the others."""
    found, missing = {}, []
    for part in parts.named("argocd", "full", "single"):
        if full == "built" and not parts.in_cache(part):
            missing.append(f"{part.name} {part.version}: not built yet, up --full builds it")
            continue
        try:
            found.update(parts.programs([part], say))
        except parts.CannotBuild as stopped:
            missing.append(f"{part.name} {part.version}: {stopped}")
    return found, missing


def up(copy, asked, theirs, say):
    """Brings the copy up, and returns what could not be had, one line each."""
    programs = parts.programs(parts.named("bare", *([] if asked.bare else ["small"])), say)
    crds = parts.crds(say)
    if theirs:
        shutil.copy(theirs, copy.path("kubeconfig"))
        say(f"cluster of GITOPS_MCP_LIVE_KUBECONFIG: {theirs}")
        client = None
    else:
        client = plane.start(copy, programs, say)
    apply(copy, [crds, OBJECTS / "base"], say)
    values(copy)
    if client:
        standing = len(client.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"])
        say(f"{standing} CRDs established")
        values(copy, **around.proxy(copy, client.server, say))
    if asked.bare:
        return []
    if client:
        workloads(copy, programs, client, say)
    start_flux(copy, programs, say)
    if not asked.full:
        return []
    return start_argocd(copy, client, asked.full, say)


def workloads(copy, programs, client, say):
    plane.start_controllers(copy, programs)
    apply(copy, [OBJECTS / "nodes"], say)
    until("ready nodes", 60, lambda: all(
        condition(node, "Ready").get("status") == "True" for node in client.get("/api/v1/nodes")["items"]))
    say("nodes ready")


def start_flux(copy, programs, say):
    known = around.git(copy, say)
    flux.start_controllers(copy, programs, copy.path("kubeconfig"))
    values(copy, **known, **around.registries(copy, say))
    say(f"{', '.join(flux.CONTROLLERS)} run; Git server: {known['git']}")


def start_argocd(copy, client, full, say):
    found, missing = further(full, say)
    link(copy, found)
    if client is None:
        return [*missing, "argocd: needs a control plane of ours, not GITOPS_MCP_LIVE_KUBECONFIG"]
    if "argocd" in found:
        try:
            apply(copy, [OBJECTS / "argocd"], say)
            values(copy, **argocd.up(copy, client, say))
        except parts.CannotBuild as stopped:
            missing.append(f"argocd: {stopped}")
    return missing


def link(copy, programs):
    """All programs under their own names in one folder: Argo CD looks for helm and kustomize, people for the rest."""
    for name, path in programs.items():
        place = copy.path("bin", name)
        place.unlink(missing_ok=True)
        place.symlink_to(path)
    values(copy, bin=str(copy.path("bin")))


def apply(copy, paths, say):
    """Server-side apply, statuses included; CRDs are waited for."""
    fleet = parts.own("fleet", say)
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
                 audit_log=str(copy.logs / "audit.log"), **more)
    file.write_text(json.dumps(known, indent=1) + "\n")
    file.chmod(0o600)

