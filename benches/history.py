"""Measures and prints the table of benches/history: history.py BINARY GITLEAKS REPOSITORY ROUNDS."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from measure import measure, version

BINARY, GITLEAKS, REPOSITORY, ROUNDS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
OURS, PEER = "gitops-mcp audit_secrets history=true", "gitleaks git --log-opts=--all"


def git(*arguments):
    done = subprocess.run(["git", "-C", REPOSITORY, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main():
    environment = {**os.environ, "GOMAXPROCS": "2"}
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
    print(f"gitops-mcp {version([BINARY, '--version'])}; gitleaks {version([GITLEAKS, 'version'])}; {git('version')}; two threads")
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
