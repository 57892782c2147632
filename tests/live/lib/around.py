"""What stands around the cluster: a Git server, OCI registries, and the fault proxy in front of the API server."""

import secrets

import parts
import plane
from running import until

HOST = "127.0.0.1"


def git(copy, say):
    """Git over HTTP with a password. `git.json` in the run folder is read at each request: it says how to fail."""
    copy.path("git").mkdir(exist_ok=True)
    password = copy.value("git-password", lambda: secrets.token_hex(12))
    settings = copy.path("git.json")
    if not settings.exists():
        settings.write_text(f'{{"user": "git", "password": "{password}"}}\n')
        settings.chmod(0o600)
    program = parts.own("git-server", say)
    address = f"{HOST}:{copy.port('git')}"
    copy.start("git-server", [program, "-root", copy.path("git"), "-listen", address, "-settings", settings])
    return {"git": f"http://{address}", "git_password": password, "git_root": str(copy.path("git"))}


def registries(copy, say):
    """One registry with the referrers API and one without, where clients fall back to tags."""
    program, found = parts.own("registry", say), {}
    for name, flags in {"registry": ["-referrers"], "registry-tags": []}.items():
        blobs = copy.path(name)
        blobs.mkdir(exist_ok=True)
        address = f"{HOST}:{copy.port(name)}"
        copy.start(name, [program, "-listen", address, "-blobs", blobs, *flags])
        found[name.replace("-", "_")] = address
    return found


def proxy(copy, server, say):
    """The fault proxy, with a certificate of its own and a kubeconfig for the read-only user."""
    program, authority = parts.own("fault-proxy", say), copy.path("keys", "proxy.crt")
    address, control = f"{HOST}:{copy.port('proxy')}", f"{HOST}:{copy.port('proxy-control')}"
    copy.start("fault-proxy", [program, "-listen", address, "-control", control, "-target", server,
                               "-target-ca", copy.path("keys", "apiserver.crt"), "-ca", authority])
    until("the fault proxy's certificate", 180, authority.exists)
    name = "kubeconfig-proxy"
    plane.write_kubeconfig(copy, name, f"https://{address}", plane.token(copy, "reader"), authority)
    return {"proxy_control": f"http://{control}", "proxy_kubeconfig": str(copy.path(name))}
