"""Measures and prints the tables of benches/throughput: throughput.py BINARY GITLEAKS ROUNDS FOLDER…"""

import hashlib
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

from measure import measure, version

BINARY, GITLEAKS, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
FOLDERS = [pathlib.Path(folder) for folder in sys.argv[4:]]
MIB = 2**20
SIZES = (10, 20, 50, 100, 200)
LITERALS = (
    "AKIA ghp_ github_pat_ glpat- xoxb- sk_live_ AGE-SECRET-KEY-1 npm_ AIza dckr_pat_ hvs. PRIVATE"
).split()
OURS, LEAKS, GREP = "gitops-mcp audit_secrets", "gitleaks dir", "ripgrep, 12 literals"


def sources():
    """All files, in an order that mixes the repositories: any beginning of it is a sample of the whole."""
    for folder in FOLDERS:
        for top, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name != ".git"]
            for name in names:
                path = pathlib.Path(top, name)
                # Without ignore rules every program reads the same files; files over 10 MiB are not ours to read.
                if name != ".gitignore" and path.is_file() and not path.is_symlink() and path.stat().st_size <= 10 * MIB:
                    place = pathlib.Path(folder.name, path.relative_to(folder))
                    yield hashlib.sha256(str(place).encode()).digest(), place, path


def build(root):
    """One tree for each size, of copies; the largest that the sources give is the last."""
    trees = {size: root / str(size) for size in SIZES}
    total = count = 0
    for _, place, path in sorted(sources()):
        size = path.stat().st_size
        for most, tree in trees.items():
            if total + size <= most * MIB:
                target = tree / place
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        total, count = total + size, count + 1
        if total >= max(SIZES) * MIB:
            break
    if total < 100 * MIB:
        sys.exit(f"{total / MIB:.0f} MiB are too little; give more folders")
    return {size: tree for size, tree in trees.items() if size * MIB <= total}


def held(tree):
    files = [path for path in tree.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files) / MIB


def ours(tree):
    return [BINARY, "call", "audit_secrets", f"path={tree}", "--format", "json"]


def commands(tree, report):
    return {
        OURS: ours(tree),
        LEAKS: [GITLEAKS, "dir", tree, "--no-banner", "--redact", "-r", report, "--exit-code", "0"],
        GREP: ["rg", "-j2", "-uu", "--no-messages", "-c", "|".join(LITERALS).replace(".", r"\."), tree],
    }


def beside(tree, root):
    rows, told = {name: [] for name in (OURS, LEAKS, GREP)}, {}
    environment = {**os.environ, "GOMAXPROCS": "2"}
    for round in range(ROUNDS + 1):
        for name, command in commands(tree, root / "gitleaks.json").items():
            row, output = measure(command, environment)
            # The first round fills the cache of the system.
            if round:
                rows[name].append(row)
            told[name] = output
    return rows, json.loads(told[OURS])


def middle(rows, key):
    values = [row[key] for row in rows]
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def ratio(rows, above, below, key="wall"):
    pairs = [a[key] / b[key] for a, b in zip(rows[above], rows[below])]
    return statistics.median(pairs), f"{statistics.median(pairs):.1f} ({min(pairs):.1f}-{max(pairs):.1f})"


def growth(trees):
    """Seconds for a MiB, by size, in turns."""
    taken = {size: [] for size in trees}
    for round in range(ROUNDS + 1):
        for size, tree in trees.items():
            row, _ = measure(ours(tree))
            if round:
                taken[size].append(row)
    return taken


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        trees = build(root)
        largest = trees[max(trees)]
        rows, answer = beside(largest, root)
        taken = growth(trees)
        held_in = {size: held(tree) for size, tree in trees.items()}
    files, size = held_in[max(trees)]
    print(f"{version([BINARY, '--version'])}; gitleaks {version([GITLEAKS, 'version'])}; {version(['rg', '--version'])}")
    print(f"{files} files, {size:.0f} MiB of {len(FOLDERS)} repositories; {ROUNDS} rounds in turns, warm cache, two threads; median (range)")
    print(f"ours: {answer['checked'].get('file')}, complete {answer['complete']}\n")
    print("| program | wall s | CPU s | peak MiB |\n|---|---|---|---|")
    for name, found in rows.items():
        print(f"| {name} | {' | '.join(middle(found, key) for key in ('wall', 'cpu', 'peak'))} |")
    speed, speed_text = ratio(rows, LEAKS, OURS)
    cost, cost_text = ratio(rows, OURS, GREP)
    print(f"\ngitleaks / ours {speed_text}; ours / ripgrep {cost_text}\n")
    print("| MiB | files | wall s | CPU s | ms CPU / MiB | peak MiB |\n|---|---|---|---|---|---|")
    rates = {}
    for most, found in taken.items():
        count, mib = held_in[most]
        cpu = statistics.median(row["cpu"] for row in found)
        rates[most] = cpu / mib
        print(f"| {mib:.0f} | {count} | {middle(found, 'wall')} | {middle(found, 'cpu')} | {cpu / mib * 1000:.1f} | {middle(found, 'peak')} |")
    peak = max(row["peak"] * MIB / 1e6 for found in (rows[OURS], *taken.values()) for row in found)
    linear = rates[max(rates)] <= 1.25 * rates[min(rates)]
    print(f"\npeak {peak:.0f} MB; {'linear' if linear else 'NOT linear'}")
    return 0 if speed >= 5 and cost <= 10 and peak <= 100 and linear else 1


sys.exit(main())
