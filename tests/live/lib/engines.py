"""What `up` does, in order: programs, control plane, CRDs, controllers."""

import json
import shlex
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


def build(asked, say):
    """Fills the cache and starts nothing. Returns what could not be had, one line each."""
    parts.programs(parts.named("bare"), say)
    parts.crds(say)
    for name in ["fleet", "fault-proxy", "git-server", "registry"]:
        parts.own(name, say)
    if not asked.bare:
        parts.programs(parts.named("small"), say)
    return further(asked.full, say)[1] if asked.full else []


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
    copy.value(f"applied-{crds.name}", lambda: apply(copy, [crds, OBJECTS / "base"], say))
    values(copy)
    if client:
        definitions = client.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]
        established = sum(condition(one, "Established").get("status") == "True" for one in definitions)
        say(f"{established} of {len(definitions)} CRDs established")
        values(copy, **around.proxy(copy, client.server, say))
    if asked.bare and not asked.full:
        return []
    values(copy, **around.git(copy, say), **around.registries(copy, say))
    if not asked.bare:
        if client:
            workloads(copy, programs, client, say)
        flux.start_controllers(copy, programs, copy.path("kubeconfig"))
        say(f"{', '.join(flux.CONTROLLERS)} run")
    return start_argocd(copy, client, asked.full, say) if asked.full else []


def workloads(copy, programs, client, say):
    plane.start_controllers(copy, programs)
    apply(copy, [OBJECTS / "nodes"], say)
    until("ready nodes", 180, lambda: all(
        condition(node, "Ready").get("status") == "True" for node in client.get("/api/v1/nodes")["items"]))
    say("nodes ready")


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
    return True


def values(copy, **more):
    """What tests need to know as one JSON file, and what a shell needs as another."""
    file = copy.path("values.json")
    known = json.loads(file.read_text()) if file.exists() else {}
    known.update(kubeconfig=str(copy.path("kubeconfig")), reader=str(copy.path("kubeconfig-reader")),
                 audit_log=str(copy.logs / "audit.log"), **more)
    write_private(file, json.dumps(known, indent=1) + "\n")
    settings = {"KUBECONFIG": known["kubeconfig"], "GITOPS_MCP_LIVE": str(file), "GITOPS_MCP_LIVE_NAME": copy.name}
    if "argocd_server" in known:
        settings.update(ARGOCD_SERVER=known["argocd_server"].removeprefix("http://"),
                        ARGOCD_AUTH_TOKEN=known["argocd_token"], ARGOCD_OPTS="--plaintext")
    lines = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    write_private(copy.path("env"), "\n".join([*lines, f'export PATH="{copy.path("bin")}:$PATH"', ""]))


def write_private(file, text):
    file.touch(mode=0o600)
    file.write_text(text)
