"""Argo CD: its one program in its several parts, with Redis, as plain processes."""

import base64
import json
import os
import shutil
import subprocess

import parts
import plane
from api import Api
from running import until

HOST = "127.0.0.1"
ACCOUNT = "tests"
APPLICATIONS = "a14-*"  # where Applications may live beside Argo CD's own namespace


def redis():
    """Redis from PATH, else Debian's package where it may be installed (its own daemon is not started)."""
    if not shutil.which("redis-server") and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in [["update"], ["install", "-y", "--no-install-recommends", "redis-server"]]:
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdin=subprocess.DEVNULL, capture_output=True)
    found = shutil.which("redis-server")
    if not found:
        raise parts.CannotBuild("redis-server is neither on PATH nor could it be installed from Debian's packages")
    return found


def up(copy, client, say):
    """Starts all parts of Argo CD and makes a token. Returns what later scripts need to know."""
    server, program = redis(), copy.path("bin", "argocd")
    scripts(copy)
    ports = {name: copy.port(f"argocd-{name}") for name in
             ["redis", "repo", "repo-metrics", "api", "api-metrics", "controller-metrics", "sets-metrics", "sets-probe",
              "sets-webhook"]}
    copy.start("redis", [server, "--bind", HOST, "--port", ports["redis"], "--save", "", "--appendonly", "no"])
    assets = copy.path("argocd", "assets")  # the user interface: none
    assets.mkdir(exist_ok=True)
    for name, flags in commands(ports, assets).items():
        copy.start(f"argocd-{name}", [program, *flags], environment(copy, name))
    api = Api(f"http://{HOST}:{ports['api']}")
    until("Argo CD's API server", 300, lambda: plane.running(copy, "argocd-server") and api.answers("/healthz"))
    until("Argo CD's repo-server", 300, lambda: Api(f"http://{HOST}:{ports['repo-metrics']}").answers("/healthz?full=true")
          and all(plane.running(copy, f"argocd-{name}") for name in commands(ports, assets)))
    say(f"Argo CD runs: {api.server}")
    return {"argocd_server": api.server, "argocd_token": copy.value("argocd-token", lambda: token(api, client))}


def scripts(copy):
    """The scripts that an image of Argo CD has on its PATH: Git and GnuPG are called through them."""
    part = next(part for part in parts.named("argocd") if part.name == "argocd")
    for name in ["git-verify-wrapper.sh", "gpg-wrapper.sh"]:
        script = copy.path("bin", name)
        script.write_text((parts.source_of(part) / "hack" / name).read_text())
        script.chmod(0o755)


def commands(ports, assets):
    repo = [f"--repo-server={HOST}:{ports['repo']}", "--repo-server-plaintext"]
    cache = [f"--redis={HOST}:{ports['redis']}", "--loglevel=warn"]
    return {
        "repo-server": [f"--address={HOST}", f"--port={ports['repo']}", "--disable-tls", "--client-ca-path=", f"--metrics-address={HOST}",
                        f"--metrics-port={ports['repo-metrics']}", *cache],
        # An error of a repository is told soon, not after three minutes.
        "application-controller": [f"--metrics-port={ports['controller-metrics']}", "--repo-error-grace-period-seconds=5",
                                   f"--application-namespaces={APPLICATIONS}", *repo, *cache],
        "applicationset-controller": [f"--metrics-addr={HOST}:{ports['sets-metrics']}",
                                      f"--probe-addr={HOST}:{ports['sets-probe']}",
                                      f"--webhook-addr={HOST}:{ports['sets-webhook']}", "--loglevel=warn",
                                      f"--argocd-repo-server={HOST}:{ports['repo']}", "--repo-server-plaintext"],
        "server": [f"--address={HOST}", f"--port={ports['api']}", "--insecure", f"--metrics-port={ports['api-metrics']}",
                   f"--application-namespaces={APPLICATIONS}", f"--staticassets={assets}", *repo, *cache],
    }


def environment(copy, name):
    """One program plays each part by the name in its environment. Git asks it for passwords by the name `argocd`."""
    folders = {key: copy.path("argocd", key) for key in ["tls", "ssh", "gpg", "tmp"]}
    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    return {
        "ARGOCD_BINARY_NAME": f"argocd-{name}", "ARGOCD_FAKE_IN_CLUSTER": "true", "ARGOCD_GPG_ENABLED": "false",
        "KUBECONFIG": str(namespaced(copy)), "ARGOCD_TLS_DATA_PATH": str(folders["tls"]),
        "ARGOCD_SSH_DATA_PATH": str(folders["ssh"]), "ARGOCD_GNUPGHOME": str(folders["gpg"]),
        "ARGOCD_GPG_DATA_PATH": str(folders["gpg"]), "ARGOCD_ASK_PASS_SOCK": str(copy.path("argocd", "ask")),
        "TMPDIR": str(folders["tmp"]), "HOSTNAME": "controller-0",
        "PATH": f"{copy.path('bin')}{os.pathsep}{os.environ['PATH']}",
    }


def namespaced(copy):
    """Argo CD takes its own namespace from the kubeconfig's context."""
    config = json.loads(copy.path("kubeconfig").read_text())
    config["contexts"][0]["context"]["namespace"] = "argocd"
    file = copy.path("argocd", "kubeconfig")
    file.write_text(json.dumps(config))
    file.chmod(0o600)
    return file


def token(api, client):
    """Signs in with the password that Argo CD made for itself, and asks for a token of the tests' account."""
    secret = until("Argo CD's first password", 180, lambda: client.get(
        "/api/v1/namespaces/argocd/secrets/argocd-initial-admin-secret"))
    password = base64.b64decode(secret["data"]["password"]).decode()
    _, session = api.call("POST", "/api/v1/session", {"username": "admin", "password": password})
    signed_in = Api(api.server, session["token"])

    def ask():
        status, answer = signed_in.call("POST", f"/api/v1/account/{ACCOUNT}/token", {"name": ACCOUNT})
        return answer["token"] if status == 200 else None

    return until(f"a token of the account {ACCOUNT}", 30, ask)
