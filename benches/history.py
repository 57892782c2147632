"""Measures and prints the table of benches/history: history.py BINARY GITLEAKS REPOSITORY ROUNDS."""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BINARY, GITLEAKS, REPOSITORY, ROUNDS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
OURS, PEER = "gitops-mcp audit_secrets history=true", "gitleaks git --log-opts=--all"
PAGE = os.sysconf("SC_PAGE_SIZE")


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


def measure(command, environment):
    """Wall and CPU seconds, and the highest memory of the process with all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    peak, over = 0, threading.Event()

    def watch():
        nonlocal peak
        while not over.wait(0.02):
            pids = [process.pid, *children(process.pid)]
            peak = max(peak, sum(resident(pid) for pid in pids))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    wall = time.monotonic() - start
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak": peak / 2**20, "code": process.returncode}, output


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip().split("\n")[0]


def git(*arguments):
    done = subprocess.run(["git", "-C", REPOSITORY, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main():
    environment = {**os.environ, "GOMAXPROCS": str(os.cpu_count())}
    rows = {OURS: [], PEER: []}
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "gitleaks.json"
        call = [BINARY, "call", "audit_secrets", f"path={REPOSITORY}", "history=true", "--format", "json"]
        leaks = [GITLEAKS, "git", REPOSITORY, "--log-opts=--all", "--no-banner", "--redact", "-r", report, "--exit-code", "0"]
        for round in range(ROUNDS + 1):
            for name, command in ((OURS, call), (PEER, leaks)):
                row, output = measure(command, environment)
                # The first round fills the cache of the system.
                if round:
                    rows[name].append(row)
                told[name] = json.loads(output) if name == OURS else json.loads(report.read_text())
    ours = told[OURS]
    print(f"gitops-mcp {version([BINARY, '--version'])}; gitleaks {version([GITLEAKS, 'version'])}; {git('version')}; {os.cpu_count()} cores")
    print(f"{git('rev-list', '--all', '--count')} commits; {ROUNDS} rounds, in turns, warm cache; median (range)")
    print(f"ours: {ours['checked'].get('commit')}, {ours['checked'].get('version in history')}, complete {ours['complete']}")
    print(f"ours: {ours['summary']}")
    print(f"gitleaks: {len(told[PEER])} findings\n")
    print("| program | wall s | CPU s | peak MiB |\n|---|---|---|---|")
    for name, found in rows.items():
        cells = []
        for key in ("wall", "cpu", "peak"):
            values = [row[key] for row in found]
            cells.append(f"{statistics.median(values):.1f} ({min(values):.1f}-{max(values):.1f})")
        print(f"| {name} | {' | '.join(cells)} |")
    ratios = {key: statistics.median(b[key] / a[key] for a, b in zip(rows[OURS], rows[PEER])) for key in ("wall", "cpu", "peak")}
    print("| gitleaks / ours | " + " | ".join(f"{ratios[key]:.1f}" for key in ("wall", "cpu", "peak")) + " |")
    return 0 if ratios["wall"] >= 1 and ratios["peak"] >= 1 else 1


sys.exit(main())
