"""Measures and prints the table of benches/validate: validate.py BINARY ROUNDS."""

import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BINARY, ROUNDS = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
PAGE = os.sysconf("SC_PAGE_SIZE")
SECONDS, MIB = 2.0, 200

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: apps
  labels:
    app.kubernetes.io/name: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
    spec:
      containers:
        - name: web
          image: registry.example.com/{name}:1.2.3
          ports:
            - containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
          resources:
            requests:
              cpu: 10m
              memory: 32Mi
            limits:
              memory: 64Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8080
"""
SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: apps
spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - port: 80
      targetPort: 8080
"""
FLUX = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: {name}
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps/{name}/prod
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
  dependsOn:
    - name: {before}
"""
SYNC = """apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  url: https://git.example.com/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/prod
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def make(root, files):
    """Applications of five files each: base, overlay and what applies it; one reference in a hundred is broken."""
    def write(path, text):
        path = root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write("clusters/prod/flux-system/gotk-sync.yaml", SYNC)
    for n in range(files // 5):
        name, before = f"app-{n}", f"app-{n - 1}" if n else "flux-system"
        write(f"apps/{name}/base/deployment.yaml", DEPLOYMENT.format(name=name))
        write(f"apps/{name}/base/service.yaml", SERVICE.format(name=name))
        write(f"apps/{name}/base/kustomization.yaml", "resources:\n  - deployment.yaml\n  - service.yaml\n")
        gone = "  - gone.yaml\n" if n % 100 == 99 else ""
        write(f"apps/{name}/prod/kustomization.yaml", f"resources:\n  - ../base\n{gone}images:\n  - name: registry.example.com/{name}\n    newTag: 1.2.4\n")
        write(f"clusters/prod/{name}.yaml", FLUX.format(name=name, before=before))


def children(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return
    for child in text.split():
        yield int(child)
        yield from children(int(child))


def resident(pid):
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def measure(command):
    """Wall and CPU seconds, and the highest memory of the process with all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    peak, over = 0, threading.Event()

    def watch():
        nonlocal peak
        while not over.wait(0.01):
            peak = max(peak, sum(resident(pid) for pid in [process.pid, *children(process.pid)]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    wall = time.monotonic() - start
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak": peak / 2**20}, output


def peers(root, files):
    """What the machine has to compare with, on the same files; the largest size would take them minutes."""
    if files > 2_000:
        return
    if shutil.which("kubectl"):
        loop = 'for f in "$1"/apps/*/prod; do kubectl kustomize "$f" >/dev/null 2>&1; done'
        yield "kubectl kustomize, one process an overlay", ["sh", "-c", loop, "sh", str(root)]
    if shutil.which("kubeconform"):
        yield "kubeconform", ["kubeconform", "-ignore-missing-schemas", "-n", "2", str(root)]


def main():
    print(f"{subprocess.run([BINARY, '--version'], capture_output=True, text=True, check=True).stdout.strip()}; {os.cpu_count()} cores; {ROUNDS} rounds, warm cache; median")
    print("\n| files | program | wall s | CPU s | peak MiB | ms CPU a file |\n|---|---|---|---|---|---|")
    missed = []
    for files in (200, 2_000, 3_000, 20_000):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            make(root, files)
            ours = [BINARY, "call", "validate_repo", f"path={root}", "--format", "json"]
            for name, command in (("gitops-mcp validate_repo", ours), *peers(root, files)):
                mine = command is ours
                rows = []
                for round in range(ROUNDS + 1 if mine else 1):
                    row, output = measure(command)
                    if round or not mine:
                        rows.append(row)
                wall, cpu, peak = (statistics.median(row[key] for row in rows) for key in ("wall", "cpu", "peak"))
                print(f"| {files:,} | {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {1000 * cpu / files:.2f} |")
                if mine:
                    report = json.loads(output)
                    found = len(report["findings"]) + report["omitted"]
                    assert found == files // 500, (files, report["summary"])
                    assert len(output) <= 16_384, len(output)
                    if peak > MIB or files <= 3_000 and wall > SECONDS:
                        missed.append(f"{files:,} files: {wall:.2f} s, {peak:.0f} MiB")
    print("\n3,000 files are 1,200 kustomization files with 600 overlays.")
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed else 0


sys.exit(main())
