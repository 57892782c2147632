"""What others say of manifests: a real API server, kustomize's own reader, and kubeconform."""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
KUSTOMIZE = "kustomize.config.k8s.io/"


def generator(what, lines=""):
    """Asks the schema generator about the packages of its table."""
    folder = ROOT / "schemas" / "generate"
    toolchain = re.search(r"^go (\S+)", (folder / "go.mod").read_text(), re.M)[1]
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": f"go{toolchain}"}
    done = subprocess.run(["go", "run", ".", what], cwd=folder, input=lines, text=True,
                          capture_output=True, env=environment)
    if done.returncode != 0:
        raise OSError(f"go run . {what}: {done.stderr.strip()[-500:]}")
    return done.stdout


class Server:
    """An API server, one connection for all that is asked."""

    def __init__(self, kubeconfig):
        text = pathlib.Path(kubeconfig).read_text()
        if not text.lstrip().startswith("{"):
            ask = ["kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "--flatten", "--minify", "-o", "json"]
            text = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
        config = json.loads(text)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
        address = urllib.parse.urlsplit(cluster["server"])
        context = ssl.create_default_context(cadata=authority)
        self.connection = http.client.HTTPSConnection(address.hostname, address.port, context=context, timeout=60)
        self.headers = {"Authorization": f"Bearer {user.get('token', '')}"}
        self.resources = {}

    def call(self, method, path, body=None, content="application/json"):
        text = None if body is None else json.dumps(body)
        for last in (False, True):
            try:
                self.connection.request(method, path, text, {**self.headers, "Content-Type": content})
                answer = self.connection.getresponse()
                break
            except http.client.RemoteDisconnected:
                # A connection that was idle for long is closed by the server; the next request opens another.
                self.connection.close()
                if last:
                    raise
        said = answer.read().decode()
        # A path that is not served yet is answered in plain text.
        return answer.status, json.loads(said) if said.startswith("{") else {"message": said}

    def complete(self, crds):
        """Adds the definitions that it lacks, and the account that the controllers of a whole cluster make."""
        self.call("POST", "/api/v1/namespaces/default/serviceaccounts",
                  {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}})
        path, added = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", []
        for name, crd in sorted(crds.items()):
            # Nothing runs here that could convert.
            crd["spec"].pop("conversion", None)
            status, answer = self.call("POST", path, crd)
            if status == 201:
                added.append(name)
            elif status != 409:
                raise OSError(f"{name}: {answer.get('message')}")
        for name in added:
            while not self.is_served(crds[name]):
                pass
        return added

    def is_served(self, crd):
        names, spec = crd["spec"]["names"], crd["spec"]
        version = next(each["name"] for each in spec["versions"] if each["served"])
        status, found = self.call("GET", f"/apis/{spec['group']}/{version}")
        return status == 200 and any(one["name"] == names["plural"] for one in found["resources"])

    def place(self, version, kind):
        """The path below which a kind is created, or None."""
        if version not in self.resources:
            root = f"/apis/{version}" if "/" in version else f"/api/{version}"
            status, found = self.call("GET", root)
            self.resources[version] = {
                one["kind"]: f"{root}/namespaces/default/{one['name']}" if one["namespaced"] else f"{root}/{one['name']}"
                for one in (found["resources"] if status == 200 else []) if "/" not in one["name"]}
        return self.resources[version].get(kind)

    def says(self, manifest, doubted):
        """None for what it does not serve, else whether it takes the object, and its message.

        What it takes as a create and we doubt is tried as a server-side apply too, as Flux writes."""
        path = self.place(manifest["apiVersion"], manifest["kind"])
        if path is None:
            return None
        status, answer = self.call("POST", f"{path}?dryRun=All&fieldValidation=Strict", manifest)
        if doubted and status == 201:
            name = manifest["metadata"]["name"]
            status, answer = self.call("PATCH", f"{path}/{name}?dryRun=All&fieldValidation=Strict&fieldManager=compare",
                                       manifest, "application/apply-patch+yaml")
        # A name that is taken is found out last.
        return status in (200, 201, 409), answer.get("message", "")


def kustomize(manifests):
    """What kustomize says when it reads each."""
    lines = "".join(json.dumps(each) + "\n" for each in manifests)
    return [(not said, said) for said in generator("decode", lines).split("\n")][:len(manifests)]


def kubeconform(manifests, published, folder):
    """Whether kubeconform takes each, None for what it skips; by schemas made of the same packages. None: not installed."""
    program = shutil.which("kubeconform")
    if not program:
        return None
    schemas = pathlib.Path(folder) / "schemas"
    write_schemas(published, {(each["apiVersion"], each["kind"]) for each in manifests}, schemas)
    files = pathlib.Path(folder) / "manifests"
    files.mkdir()
    for number, each in enumerate(manifests):
        (files / f"{number}.json").write_text(json.dumps(each))
    template = str(schemas) + "/{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json"
    done = subprocess.run([program, "-strict", "-output", "json", "-verbose", "-ignore-missing-schemas", "-schema-location",
                           template, str(files)], capture_output=True, text=True)
    said = {int(pathlib.Path(one["filename"]).stem): one["status"] for one in json.loads(done.stdout)["resources"]}
    words = {"statusValid": True, "statusInvalid": False}
    return [words.get(said.get(number)) for number in range(len(manifests))]


def write_schemas(published, kinds, folder):
    folder.mkdir()

    def write(version, kind, schema):
        group, _, number = version.rpartition("/")
        (folder / f"{group}_{number}_{kind.lower()}.json").write_text(json.dumps(schema))

    for crd in published["crds"].values():
        for version in crd["spec"]["versions"]:
            schema = strict(json.loads(json.dumps(version["schema"]["openAPIV3Schema"])))
            write(f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"], schema)
    known = {}
    for file in published["openapi"]:
        known.update(json.loads(pathlib.Path(file).read_text())["components"].get("schemas", {}))
    for schema in known.values():
        for gvk in schema.get("x-kubernetes-group-version-kind", []):
            version = "/".join(filter(None, [gvk["group"], gvk["version"]]))
            if (version, gvk["kind"]) in kinds and "metadata" in schema.get("properties", {}):
                write(version, gvk["kind"], standalone(schema, known))


def strict(schema):
    """The schema of a CRD as JSON Schema has it: fields that are not named are refused, as the API server prunes them."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: {name: strict(each) for name, each in value.items()} if key == "properties" else
            value if key in ("default", "enum", "x-kubernetes-validations") else strict(value)
            for key, value in schema.items()}
    if made.pop("x-kubernetes-int-or-string", False):
        made.pop("type", None)
        return {**made, "oneOf": [{"type": "string"}, {"type": "integer"}]}
    if made.pop("nullable", False) and "type" in made:
        made["type"] = [made["type"], "null"]
    if "properties" in made and not made.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    return made


REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


def standalone(schema, known):
    """A built-in kind with everything that it refers to."""
    needed, queue = {}, REFERENCE.findall(json.dumps(schema))
    while queue:
        name = queue.pop()
        if name not in needed:
            needed[name] = known[name]
            queue += REFERENCE.findall(json.dumps(known[name]))
    whole = {**builtin(schema), "definitions": {name: builtin(each) for name, each in needed.items()}}
    return json.loads(json.dumps(whole).replace("#/components/schemas/", "#/definitions/"))


def builtin(schema):
    if "oneOf" in schema or schema.get("format") == "int-or-string":
        return {"oneOf": [{"type": "string"}, {"type": "number"}]}
    return {**schema, "additionalProperties": False} if "properties" in schema else schema
