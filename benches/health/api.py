"""A small API server on loopback with invented objects: `api.py argocd|flux COUNT`; it prints its port.

Lists are paged by `limit` and `continue` as Kubernetes pages them. `/api/v1/applications` answers as Argo CD's own API.
"""

import http.server
import json
import sys
import urllib.parse

import objects

VERSION = {"gitVersion": "v1.37.2", "major": "1", "minor": "37"}


def plural(kind):
    return {"GitRepository": "gitrepositories"}.get(kind, kind.lower() + "s")


class Lists:
    """The bytes of every object, by group, version and plural."""

    def __init__(self, items):
        self.kinds = {}
        for item in items:
            group, version = item["apiVersion"].split("/")
            _, all_of_kind = self.kinds.setdefault((group, version, plural(item["kind"])), (item["kind"], []))
            all_of_kind.append(json.dumps(item, separators=(",", ":")).encode())

    def groups(self):
        found = sorted({(group, version) for group, version, _ in self.kinds})
        named = [{"groupVersion": f"{group}/{version}", "version": version} for group, version in found]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
            {"name": group, "versions": [name], "preferredVersion": name} for (group, _), name in zip(found, named)]}

    def resources(self, group, version):
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{group}/{version}", "resources": [
            {"name": name, "singularName": kind.lower(), "kind": kind, "namespaced": True, "verbs": ["get", "list"]}
            for (of, _, name), (kind, _) in self.kinds.items() if of == group]}

    def page(self, key, query):
        kind, items = self.kinds[key]
        start = int(query.get("continue", ["0"])[0])
        end = min(len(items), start + int(query.get("limit", [len(items)])[0] or len(items)))
        meta = {"resourceVersion": "1"}
        if end < len(items):
            meta |= {"continue": str(end), "remainingItemCount": len(items) - end}
        head = {"apiVersion": f"{key[0]}/{key[1]}", "kind": f"{kind}List", "metadata": meta}
        return json.dumps(head)[:-1].encode() + b',"items":[' + b",".join(items[start:end]) + b"]}"


def answer(lists, path):
    url = urllib.parse.urlparse(path)
    parts = url.path.strip("/").split("/")
    query = urllib.parse.parse_qs(url.query)
    if url.path == "/api/v1/applications":
        return lists.page(("argoproj.io", "v1alpha1", "applications"), {})
    fixed = {"/version": VERSION, "/api": {"kind": "APIVersions", "versions": ["v1"]}, "/apis": lists.groups(),
             "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": []}}
    if url.path in fixed:
        return json.dumps(fixed[url.path]).encode()
    if len(parts) == 3 and any(key[:2] == tuple(parts[1:]) for key in lists.kinds):
        return json.dumps(lists.resources(*parts[1:])).encode()
    if len(parts) == 4 and tuple(parts[1:]) in lists.kinds:
        return lists.page(tuple(parts[1:]), query)
    return None


def main():
    lists = Lists(objects.all_of(sys.argv[1], int(sys.argv[2])))

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = answer(lists, self.path)
            self.send_response(200 if body else 404)
            body = body or b'{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}'
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
