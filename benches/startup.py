"""Measures and prints the table of benches/startup: startup.py BINARY PEERS ROUNDS."""

import contextlib
import http.client
import json
import os
import pathlib
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from stdio import INITIALIZE, Stdio, request

BINARY, PEERS, ROUNDS = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
CALLS = 500
OURS = "gitops-mcp"


def kubeconfig(folder):
    """A cluster that nobody answers for: the port is closed."""
    path = folder / "kubeconfig"
    path.write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: none\n"
        "clusters: [{name: none, cluster: {server: 'https://127.0.0.1:9'}}]\n"
        "users: [{name: none, user: {token: dummy}}]\n"
        "contexts: [{name: none, context: {cluster: none, user: none}}]\n"
    )
    return path


def servers(folder):
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    native = f"kubernetes-mcp-server-linux-{machine}"
    environment = {**os.environ, "KUBECONFIG": str(kubeconfig(folder))}
    argocd = {**environment, "ARGOCD_BASE_URL": "http://127.0.0.1:9", "ARGOCD_API_TOKEN": "dummy"}
    return {
        OURS: ([str(BINARY.resolve())], environment),
        "kubernetes-mcp-server": ([str(PEERS / native / "bin" / native)], environment),
        "argocd-mcp": (["node", str(PEERS / "argocd-mcp" / "dist" / "index.js"), "stdio"], argocd),
    }


def tree(pid):
    """The process and its children, all generations."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [each for child in children for each in tree(int(child))]


def resident(pid):
    """Memory of a process tree in MB: shared pages count once for each process, as `ps` counts them."""
    kilobytes = 0
    for each in tree(pid):
        for line in pathlib.Path(f"/proc/{each}/status").read_text().splitlines():
            kilobytes += int(line.split()[1]) if line.startswith("VmRSS:") else 0
    return kilobytes * 1024 / 1e6


def start_once(command, environment):
    """Milliseconds from spawn to the answer of initialize, MB after tools/list, number of tools, bytes of the list."""
    begin = time.perf_counter()
    server = Stdio(command, environment)
    server.call(request(1, "initialize", INITIALIZE))
    took = (time.perf_counter() - begin) * 1000
    server.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    listed = server.call(request(2, "tools/list"))
    time.sleep(0.3)
    memory = resident(server.process.pid)
    server.close()
    size = len(json.dumps(listed, separators=(",", ":"), ensure_ascii=False).encode())
    return took, memory, len(listed["tools"]), size


def answer_of(response):
    """The JSON-RPC answer in an SSE response; the connection can be used again."""
    for line in response.read().decode().splitlines():
        if line.startswith("data:") and line[5:].strip():
            message = json.loads(line[5:])
            if "result" in message or "error" in message:
                return message
    raise SystemExit("an SSE answer without a result")


def post(connection, message, headers):
    connection.request("POST", "/mcp", json.dumps(message), headers)
    return connection.getresponse()


@contextlib.contextmanager
def http_server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([str(BINARY), "serve", "--http", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection
    finally:
        process.terminate()
        process.wait()


def small_call(stateless):
    """Milliseconds of explain_rule over HTTP SSE on one kept connection, in one of the two protocol eras."""
    rule = subprocess.run([str(BINARY), "list", "rules"], capture_output=True, text=True, check=True).stdout.split()[0]
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    params = {"name": "explain_rule", "arguments": {"id": rule}}
    with http_server() as connection:
        if stateless:
            headers |= {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "explain_rule"}
            prefix = "io.modelcontextprotocol/"
            params["_meta"] = {prefix + "protocolVersion": "2026-07-28", prefix + "clientCapabilities": {}}
        else:
            response = post(connection, request(0, "initialize", INITIALIZE), headers)
            session = response.getheader("Mcp-Session-Id")
            answer_of(response)
            headers |= {"Mcp-Session-Id": session, "MCP-Protocol-Version": "2025-11-25"}
            post(connection, {"jsonrpc": "2.0", "method": "notifications/initialized"}, headers).read()
        times = []
        for number in range(1, CALLS + 51):
            begin = time.perf_counter()
            response = post(connection, request(number, "tools/call", params), headers)
            kind = response.getheader("Content-Type")
            answer = answer_of(response)
            times.append((time.perf_counter() - begin) * 1000)
            if kind != "text/event-stream" or answer["result"]["structuredContent"]["id"] != rule:
                raise SystemExit(f"not the answer that was asked for: {kind} {answer}")
        return sorted(times[50:])


def version(name):
    """What the package says: argocd-mcp answers 0.0.0 itself."""
    if name == OURS:
        return subprocess.run([str(BINARY), "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    return json.loads((PEERS / name / "package.json").read_text())["version"]


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    with tempfile.TemporaryDirectory() as folder:
        measured = {name: [] for name in servers(pathlib.Path(folder))}
        for name, (command, environment) in servers(pathlib.Path(folder)).items():
            start_once(command, environment)  # fills the page cache
        for _ in range(ROUNDS):  # one after the other, so that load on the machine meets all three
            for name, (command, environment) in servers(pathlib.Path(folder)).items():
                measured[name].append(start_once(command, environment))
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{ROUNDS} rounds, the servers in turn; {platform.machine()}, {os.cpu_count()} cores, Node {node}, warm page cache, unreachable backends")
    print(f"{'server':<23}{'version':<10}{'start p50 ms':>13}{'max':>8}{'RSS MB':>9}{'tools':>7}{'tools/list bytes':>18}")
    for name, rows in measured.items():
        starts, memory = sorted(row[0] for row in rows), statistics.median(row[1] for row in rows)
        _, _, tools, size = rows[-1]
        print(f"{name:<23}{version(name):<10}{statistics.median(starts):>13.1f}{starts[-1]:>8.1f}{memory:>9.1f}{tools:>7}{size:>18,}")
    peers = [name for name in measured if name != OURS]
    pairs = list(zip(*measured.values()))
    faster = [min(row[0] for row in pair[1:]) / pair[0][0] for pair in pairs]
    smaller = [pair[0][1] / min(row[1] for row in pair[1:]) for pair in pairs]
    checks = [
        (f"start: times faster than the faster of {' and '.join(peers)} (at least 5)", faster, lambda value: value >= 5),
        ("memory: share of the smaller one's (at most 0.33)", smaller, lambda value: value <= 1 / 3),
    ]
    failed = False
    for label, values, holds in checks:
        middle = statistics.median(values)
        failed |= not holds(middle)
        print(f"{label}: {middle:.2f} ({min(values):.2f} to {max(values):.2f} over the rounds) {'ok' if holds(middle) else 'MISSED'}")
    for era, stateless in (("2025-11-25", False), ("2026-07-28", True)):
        times = small_call(stateless)
        middle = percentile(times, 0.5)
        failed |= middle > 2
        print(
            f"explain_rule over HTTP SSE, {era}, {CALLS} calls one after the other: p50 {middle:.2f} ms (at most 2), "
            f"p99 {percentile(times, 0.99):.2f} ms {'ok' if middle <= 2 else 'MISSED'}"
        )
    sys.exit(1 if failed else 0)


main()
