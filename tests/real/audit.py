#!/usr/bin/env python3
"""Run audit_secrets over a tree and print one JSON object: its counts and all its findings, with the pages joined.

    audit.py BINARY TREE

`first_page` holds what one call costs: wall seconds, seconds of processor time, and the most memory in MiB.
"""

import json
import os
import subprocess
import sys
import tempfile
import time


def page(binary, tree, cursor):
    arguments = {"path": tree, "limit": 200, "detail": "full"}
    if cursor:
        arguments["cursor"] = cursor
    command = [binary, "call", "audit_secrets", "--format", "json", "--json", json.dumps(arguments)]
    with tempfile.TemporaryFile("w+") as out:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=out, cwd=tree)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        out.seek(0)
        text = out.read()
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        sys.exit(f"{tree}: exit code {code}")
    cost = {"seconds": round(seconds, 2), "cpu": round(usage.ru_utime + usage.ru_stime, 2), "mib": usage.ru_maxrss // 1024}
    return json.loads(text), cost


def main():
    binary, tree = (os.path.abspath(argument) for argument in sys.argv[1:])
    report, cost = page(binary, tree, None)
    findings, cursor = report["findings"], report.get("next_cursor")
    while cursor:
        more, _ = page(binary, tree, cursor)
        findings += more["findings"]
        cursor = more.get("next_cursor")
    report.pop("next_cursor", None)
    print(json.dumps({**report, "findings": findings, "first_page": cost}))


if __name__ == "__main__":
    main()
