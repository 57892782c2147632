"""Measures and prints the table of benches/health/live: live.py BINARY PEERS [KUBECTL]."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import measure  # noqa: E402
from stdio import INITIALIZE, Stdio, request  # noqa: E402

BINARY, PEERS = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
ROUNDS = 3
OURS = "gitops-mcp"
TOOLS = {"argocd": "check_argocd_health", "flux": "check_flux_health"}


@contextlib.contextmanager
def fleet(engine, count, folder):
    """The environment that leads to a fleet: a kubeconfig and the address of an Argo CD API."""
    process = subprocess.Popen([sys.executable, HERE / "api.py", engine, str(count)], stdout=subprocess.PIPE, text=True)
    try:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        file = folder / "kubeconfig"
        file.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: fleet\n"
            f"clusters: [{{name: fleet, cluster: {{server: '{address}'}}}}]\n"
            "users: [{name: fleet, user: {token: dummy}}]\n"
            "contexts: [{name: fleet, context: {cluster: fleet, user: fleet}}]\n"
        )
        yield {**os.environ, "HOME": str(folder), "KUBECONFIG": str(file), "ARGOCD_BASE_URL": address,
               "ARGOCD_API_TOKEN": "dummy"}
    finally:
        process.kill()
        process.wait()


def command(words, environment):
    """Seconds of wall and of CPU, most memory in MiB, bytes of the answer."""
    took, output = measure.measure(words, environment)
    return took["wall"], took["cpu"], took["peak"], len(output)


def decoding(words, environment):
    """Seconds that decoding took, of what the log says of every list."""
    told = subprocess.run(words, env={**environment, "RUST_LOG": "gitops_mcp=debug", "NO_COLOR": "1"}, capture_output=True, text=True, check=False)
    return sum(int(us) for us in re.findall(r"decoding_us=(\d+)", told.stderr)) / 1e6


def server(words, environment, tool, arguments):
    """The same for one call of a tool, the start of the server included."""
    start = time.monotonic()
    peer = Stdio(words, environment)
    peer.call(request(1, "initialize", INITIALIZE))
    peer.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    answer = peer.call(request(2, "tools/call", {"name": tool, "arguments": arguments}))
    took = time.monotonic() - start
    size = sum(len(part.get("text", "")) for part in answer["content"])
    peak = measure.high_water(peer.process.pid) / 2**20
    peer.process.stdin.close()
    _, _, used = os.wait4(peer.process.pid, 0)
    peer.process.returncode = 0
    if answer.get("isError"):
        raise RuntimeError(answer["content"][0]["text"][:200])
    return took, used.ru_utime + used.ru_stime, peak, size


def programs(engine, environment):
    tool = TOOLS[engine]
    yield OURS, lambda: command([str(BINARY), "call", tool, "--format", "text"], environment)
    yield f"{OURS} (served)", lambda: server([str(BINARY)], environment, tool, {})
    kubectl = shutil.which(sys.argv[3] if len(sys.argv) > 3 else "kubectl")
    names = {"argocd": ["applications.argoproj.io"], "flux": ["kustomizations.kustomize.toolkit.fluxcd.io", "helmreleases.helm.toolkit.fluxcd.io"]}[engine]
    if kubectl:
        yield "kubectl get -o json", lambda: command([kubectl, "get", ",".join(names), "-A", "-o", "json"], environment)
    else:
        print("not measured: kubectl (it is not installed; give its path as an argument)")
    native = next(PEERS.glob("kubernetes-mcp-server-linux-*/bin/*"))
    asked = {"argocd": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"},
             "flux": {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization"}}[engine]
    yield "kubernetes-mcp-server", lambda: server([str(native)], environment, "resources_list", asked)
    if engine == "argocd" and "ARGOCD_BASE_URL" in environment:
        node = ["node", str(PEERS / "argocd-mcp" / "dist" / "index.js"), "stdio"]
        yield "argocd-mcp", lambda: server(node, environment, "list_applications", {})


def table(engine, count, environment, only=None):
    print(f"\n{count} of {engine}: best of {ROUNDS}\n")
    print("| program | wall s | CPU s | peak MiB | bytes of the answer |\n|---|---|---|---|---|")
    for name, run in programs(engine, environment):
        if only in (None, name):
            try:
                best = min(run() for _ in range(ROUNDS))
            except RuntimeError as refused:
                print(f"| {name} | it answered: {refused} | | | |")
                continue
            print("| %s | %.2f | %.2f | %.1f | %d |" % (name, *best), flush=True)
    words = [str(BINARY), "call", TOOLS[engine], "--format", "text"]
    print(f"\ndecoding alone: {min(decoding(words, environment) for _ in range(ROUNDS)):.2f} s", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if live := os.environ.get("GITOPS_MCP_LIVE"):
            known = json.loads(pathlib.Path(live).read_text())
            table("argocd", "what the live copy holds", {**os.environ, "HOME": str(folder), "KUBECONFIG": known["kubeconfig"]})
            return
        for count in [100, 1_000, 10_000, 100_000]:
            with fleet("argocd", count, folder) as environment:
                table("argocd", count, environment, None if count == 10_000 else OURS)
        with fleet("flux", 5_000, folder) as environment:
            table("flux", 5_000, environment)


main()
