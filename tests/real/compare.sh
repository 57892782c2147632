#!/usr/bin/env bash
# Compare audit_secrets with an independent count of Secrets, one row for each tree:
#   tests/real/compare.sh BINARY TREE...
# Exits 1 when a tree has a Secret that only one of the two counts. With OUT=folder the answers are kept there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$1
shift
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
row='%-42s %7s %7s %5s  %5s %5s %5s %5s %5s  %6s %5s  %s\n'
# shellcheck disable=SC2059
printf "$row" tree counted checked same crit high med low info sec MiB "not judged"
status=0
for tree in "$@"; do
    name=$(basename "$tree")
    python3 "$here/count_secrets.py" "$tree" >"$out/$name.count"
    python3 "$here/audit.py" "$binary" "$tree" >"$out/$name.json"
    python3 - "$name" "$out/$name.count" "$out/$name.json" "$row" <<'PY' || status=1
import collections, json, sys
name, counted, answer, row = sys.argv[1:]
classes = collections.Counter(line.rsplit(":", 1)[1].strip() for line in open(counted))
count = sum(number for kind, number in classes.items() if kind not in ("embedded", "text"))
report = json.load(open(answer))
secret = report["checked"].get("Secret", {"seen": 0})
by = collections.Counter(finding["severity"] for finding in report["findings"])
same = count == secret["seen"]
cost = report["first_page"]
left = "; ".join(f"{number} {reason}" for reason, number in secret.get("not_judged", {}).items())
severities = [by[level] for level in ("critical", "high", "medium", "low", "info")]
values = [name, count, secret["seen"], "yes" if same else "NO", *severities, cost["seconds"], cost["mib"], left]
print(row.replace("\\n", "") % tuple(str(value) for value in values))
sys.exit(0 if same else 1)
PY
done
exit $status
