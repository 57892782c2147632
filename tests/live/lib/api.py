"""Plain HTTP towards servers on loopback: the API server, Argo CD, programs of ours."""

import base64
import json
import pathlib
import ssl
import tempfile
import urllib.error
import urllib.request

# Loopback needs no proxy, whatever the machine's settings say.
NO_PROXY = urllib.request.ProxyHandler({})


class Api:
    def __init__(self, server, token="", authority=None):
        self.server = server.rstrip("/")
        self.token = token
        context = ssl.create_default_context(cafile=authority) if authority else None
        handlers = [NO_PROXY] + ([urllib.request.HTTPSHandler(context=context)] if context else [])
        self.opener = urllib.request.build_opener(*handlers)

    def call(self, method, path, body=None, content="application/json"):
        """The status and the decoded answer (text where it is not JSON). Raises OSError when nothing answers."""
        data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data=data, method=method)
        request.add_header("Content-Type", content)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with self.opener.open(request, timeout=30) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, refused.read().decode(errors="replace")
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def get(self, path):
        """The object at a path, or None where there is none. Anything else than these two is an error."""
        status, answer = self.call("GET", path)
        if status == 404:
            return None
        if status != 200:
            raise OSError(f"GET {path}: {status} {str(answer)[:300]}")
        return answer

    def answers(self, path):
        try:
            return self.call("GET", path)[0] == 200
        except OSError:
            return False


def condition(resource, kind):
    """A condition of a resource by its type, an empty one when it has not been written."""
    found = ((resource or {}).get("status") or {}).get("conditions") or []
    return next((entry for entry in found if entry["type"] == kind), {})


def of_kubeconfig(file):
    """The API server of a kubeconfig of ours."""
    config = json.loads(pathlib.Path(file).read_text())
    cluster = config["clusters"][0]["cluster"]
    with tempfile.NamedTemporaryFile(suffix=".crt") as authority:
        authority.write(base64.b64decode(cluster["certificate-authority-data"]))
        authority.flush()
        return Api(cluster["server"], config["users"][0]["user"]["token"], authority.name)
