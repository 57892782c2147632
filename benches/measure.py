"""Runs a program and tells what it took: for the benchmarks beside this file."""

import os
import pathlib
import resource
import subprocess
import threading
import time


def children(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return
    for child in text.split():
        yield int(child)
        yield from children(int(child))


def high_water(pid):
    """Most bytes that a process has held at a time so far, as the kernel counts."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def two_cores():
    """Two threads each: whatever asks how many cores there are is told two."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def measure(command, environment=None):
    """Wall and CPU seconds, the highest memory of the process with all its children, and what it wrote."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=two_cores
    )
    highest, over = {}, threading.Event()

    def watch():
        while not over.wait(0.01):
            for pid in [process.pid, *children(process.pid)]:
                highest[pid] = max(highest.get(pid, 0), high_water(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    wall = time.monotonic() - start
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak": sum(highest.values()) / 2**20, "code": process.returncode}, output


def version(command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip().split("\n")[0]
