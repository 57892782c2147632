"""A running Argo CD: what its ApplicationSets read there, and its `argocd appset generate`."""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live" / "lib"))

from api import of_kubeconfig  # noqa: E402
from repository import push  # noqa: E402
from running import until  # noqa: E402

SECRETS = "/api/v1/namespaces/argocd/secrets"
MAPS = "/api/v1/namespaces/argocd/configmaps"
PROJECTS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects"
OURS = "appset-compare"
PLUGIN = "appset-compare-plugin"
KIND = "argocd.argoproj.io/secret-type"
PROBE = "probe"


class Plugin(http.server.BaseHTTPRequestHandler):
    """A generator plugin that answers each ApplicationSet with what its case supplies."""

    answers = {}

    def do_POST(self):  # noqa: N802
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"output": {"parameters": self.answers[asked["applicationSetName"]]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Real:
    """What is put in is taken out again at the end."""

    def __init__(self, values):
        self.values = values
        self.api = of_kubeconfig(values["kubeconfig"])
        self.url = f"{values['git']}/{OURS}.git"
        self.made = {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plugin)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for path in list(self.made):
            self.remove(path)
        self.server.shutdown()

    def put(self, path, resource):
        name = resource["metadata"]["name"]
        status, answer = self.api.call("PATCH", f"{path}/{name}?fieldManager={OURS}&force=true", resource,
                                       "application/apply-patch+yaml")
        if status not in (200, 201):
            raise OSError(f"{path}/{name}: {status} {answer}")
        self.made[f"{path}/{name}"] = True

    def remove(self, path):
        self.api.call("DELETE", path)
        del self.made[path]

    def secret(self, name, labels, data, annotations=None):
        self.put(SECRETS, {"apiVersion": "v1", "kind": "Secret", "stringData": data,
                           "metadata": {"name": name, "labels": labels, "annotations": annotations or {}}})

    def prepare(self, files, projects):
        """The repository, the projects, and the plugin."""
        push(self.values, OURS, files)
        self.secret(OURS, {KIND: "repository"},
                    {"type": "git", "url": self.url, "username": "git", "password": self.values["git_password"]})
        for name in projects:
            self.put(PROJECTS, {"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": name},
                                "spec": {"sourceRepos": ["*"], "destinations": [{"server": "*", "namespace": "*"}]}})
        self.secret(PLUGIN, {"app.kubernetes.io/part-of": "argocd"}, {"token": "t"})

    def plugins(self, names):
        address = f"http://127.0.0.1:{self.server.server_address[1]}"
        for name in names:
            self.put(MAPS, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name},
                            "data": {"baseUrl": address, "token": f"${PLUGIN}:token"}})

    def clusters(self, clusters):
        """Exactly these clusters, once Argo CD has seen them."""
        for path in [path for path in self.made if path.startswith(f"{SECRETS}/{OURS}-cluster-")]:
            self.remove(path)
        for number, each in enumerate(clusters):
            data = {key: each[key] for key in ["name", "server", "project"] if each.get(key)}
            self.secret(f"{OURS}-cluster-{number}", {KIND: "cluster", **each.get("labels", {})},
                        {**data, "config": "{}"}, each.get("annotations"))
        probe = {"metadata": {"name": PROBE}, "spec": {
            "goTemplate": True, "generators": [{"clusters": {"selector": {"matchLabels": {KIND: "cluster"}}}}],
            "template": {"metadata": {"name": "{{ .name }}", "labels": {"seen": "{{ toJson .metadata }}"}},
                         "spec": {"project": "default", "destination": {"server": "{{ .server }}"}}}}}
        until("Argo CD sees the clusters", 60, lambda: self.sees(probe, clusters))

    def sees(self, probe, clusters):
        made, words = self.generate(probe)
        if made is None:
            raise OSError(words)

        def seen(server, metadata):
            # Some annotations Argo CD keeps to itself.
            notes = metadata.get("annotations") or {}
            return server, metadata["labels"], {key: note for key, note in notes.items() if "/" not in key}

        found = {each["metadata"]["name"]: seen(each["spec"]["destination"]["server"],
                                                json.loads(each["metadata"]["labels"]["seen"])) for each in made}
        return found == {each["name"]: seen(each["server"], {
            "labels": {KIND: "cluster", **each.get("labels", {})}, "annotations": each.get("annotations")})
            for each in clusters}

    def generate(self, manifest):
        """What `argocd appset generate` prints, or nothing and its words."""
        environment = {**os.environ, "ARGOCD_AUTH_TOKEN": self.values["argocd_token"], "ARGOCD_OPTS": "--plaintext",
                       "ARGOCD_SERVER": urllib.parse.urlsplit(self.values["argocd_server"]).netloc}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", **manifest}, file)
            file.flush()
            program = pathlib.Path(self.values["bin"], "argocd")
            done = subprocess.run([program, "appset", "generate", file.name, "-o", "json"], env=environment,
                                  capture_output=True, text=True)
        if done.returncode != 0:
            return None, done.stderr
        made = json.loads(done.stdout or "[]") or []
        return made if isinstance(made, list) else [made], ""
