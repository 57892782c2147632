#!/usr/bin/env python3
"""Print the table of tests/labelled/compare from what the scanners wrote into a folder."""

import collections
import json
import os
import sys

GRAVE = {"medium", "high", "critical"}


def labels(folder):
    with open(os.path.join(folder, "labels.tsv"), encoding="utf-8") as file:
        for line in file:
            path, form, label, first, last = line.rstrip("\n").split("\t")
            yield path, form, label, range(int(first), int(last) + 1)


def ours(folder):
    found = collections.defaultdict(set)
    for finding in load(folder, "ours.json")["findings"]:
        place = finding["location"].get("file")
        if place and finding["severity"] in GRAVE:
            found[place["path"]].add(place.get("line", 1))
    return found


def gitleaks(folder):
    found = collections.defaultdict(set)
    for finding in load(folder, "gitleaks.json") or []:
        found[inside(folder, finding["File"])].add(finding["StartLine"])
    return found


def kingfisher(folder):
    found = collections.defaultdict(set)
    report = load(folder, "kingfisher.json")
    for finding in report["findings"] if isinstance(report, dict) else report:
        finding = finding.get("finding", finding)
        found[inside(folder, finding["path"])].add(finding["line"])
    return found


def load(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def inside(folder, path):
    return os.path.relpath(path, os.path.join(folder, "set")) if os.path.isabs(path) else path


def main():
    folder = sys.argv[1]
    tools = [("ours", ours(folder), True), ("gitleaks", gitleaks(folder), False), ("kingfisher", kingfisher(folder), False)]
    rows = collections.OrderedDict()
    for path, form, label, lines in labels(folder):
        for key in (form, "all"):
            row = rows.setdefault(key, collections.Counter())
            row[label] += 1
            for name, found, by_line in tools:
                hits = found.get(path, set())
                if label == "planted":
                    row[name, "found"] += bool(hits & set(lines)) if by_line else bool(hits)
                else:
                    row[name, "alarms"] += bool(hits)
    print(f"{'':34} {'planted':>7} {'near':>5}" + "".join(f"  {name:>22}" for name, _, _ in tools))
    print(f"{'form':34} {'':7} {'':5}" + "".join(f"  {'recall':>8} {'false alarms':>13}" for _ in tools))
    rows.move_to_end("all")
    for form, row in rows.items():
        cells = "".join(
            f"  {100 * row[name, 'found'] / max(1, row['planted']):7.1f}% {row[name, 'alarms']:>13}" for name, _, _ in tools
        )
        print(f"{form:34} {row['planted']:>7} {row['near']:>5}{cells}")


if __name__ == "__main__":
    main()
