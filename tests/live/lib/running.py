"""A copy of the live layer that runs: its folder, its processes, its ports."""

import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

import parts

PATIENCE = 10  # seconds for a process to end by itself


def start_time(pid):
    """When a process began, as the kernel says it: a number used again has another one. None when it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        # The first thread of a program is a zombie while the others still hold its sockets.
        return None if fields[0] == "Z" and len(os.listdir(f"/proc/{pid}/task")) < 2 else fields[19]
    except FileNotFoundError:
        if pathlib.Path("/proc/self").exists():
            return None
    said = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return said or None


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def until(what, seconds, ask):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.2)


class Copy:
    """One named copy. What must outlive the command stands in `state.json`."""

    def __init__(self, name):
        self.name = name
        self.folder = parts.cache() / "run" / name
        self.logs = self.folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.folder / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        file = self.folder / "state.json"
        self.state = json.loads(file.read_text()) if file.exists() else {"processes": {}, "values": {}}

    def save(self):
        fresh = self.folder / "state.new"
        fresh.write_text(json.dumps(self.state, indent=1))
        fresh.chmod(0o600)
        fresh.rename(self.folder / "state.json")

    def value(self, key, make):
        """A value that stays the same for the life of the copy: a port, a token."""
        if key not in self.state["values"]:
            self.state["values"][key] = make()
            self.save()
        return self.state["values"][key]

    def port(self, name):
        return self.value(f"port-{name}", free_port)

    def path(self, *names):
        path = self.folder.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def alive(self, name):
        process = self.state["processes"].get(name)
        return bool(process) and start_time(process["pid"]) == process["start"]

    def start(self, name, command, environment=None):
        """Starts a process unless it runs, in a session of its own so that it outlives this one."""
        if self.alive(name):
            return False
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, start_new_session=True, cwd=self.folder,
                                       env={**os.environ, **(environment or {})})
        self.state["processes"][name] = {"pid": process.pid, "start": start_time(process.pid)}
        self.save()
        return True

    def end(self, names):
        """Ends processes by their ids, the last one started first."""
        for name in reversed(names):
            if self.alive(name):
                os.kill(self.state["processes"][name]["pid"], signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(self.alive(name) for name in names) and time.monotonic() < end:
            time.sleep(0.1)
        for name in names:
            if self.alive(name):
                os.kill(self.state["processes"][name]["pid"], signal.SIGKILL)
                until(f"the end of {name}", PATIENCE, lambda: not self.alive(name))
            self.state["processes"].pop(name, None)
        self.save()

    def tail(self, name):
        file = self.logs / f"{name}.log"
        return "\n".join(file.read_text(errors="replace").splitlines()[-5:]) if file.exists() else ""
