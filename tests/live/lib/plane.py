"""The control plane: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok for nodes and Pods."""

import base64
import json
import secrets
import subprocess

import parts
from api import Api
from running import until

HOST = "127.0.0.1"
READER = "gitops-mcp"  # the user that the read-only role is bound to

AUDIT_POLICY = """apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
"""


def start(copy, programs, say):
    """Starts etcd and the API server, and writes the kubeconfigs. Returns a client with full rights."""
    etcd, port = copy.port("etcd"), copy.port("api")
    copy.start("etcd", [programs["etcd"], "--data-dir", copy.path("etcd"), "--unsafe-no-fsync", "--log-level", "warn",
                        "--quota-backend-bytes", 4 << 30, "--auto-compaction-retention", "5m",
                        "--listen-client-urls", f"http://{HOST}:{etcd}",
                        "--advertise-client-urls", f"http://{HOST}:{etcd}",
                        "--listen-peer-urls", f"http://{HOST}:{copy.port('etcd-peer')}"])
    key = copy.path("keys", "service-account.key")
    if not key.exists():
        subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    started = copy.start("kube-apiserver", [programs["kube-apiserver"], *api_flags(copy, etcd, port, key)])
    authority = copy.path("keys", "apiserver.crt")
    until("the API server's certificate", 180, lambda: running(copy, "kube-apiserver") and authority.exists())
    client = Api(f"https://{HOST}:{port}", token(copy, "admin"), str(authority))
    until("a ready API server", 300, lambda: running(copy, "kube-apiserver") and client.answers("/readyz"))
    kubeconfigs(copy, client)
    say(f"API server {'started' if started else 'runs'}: {client.server}")
    return client


def running(copy, name):
    if not copy.alive(name):
        raise RuntimeError(f"{name} ended:\n{copy.tail(name)}")
    return True


def token(copy, user):
    return copy.value(f"token-{user}", lambda: secrets.token_hex(20))


def api_flags(copy, etcd, port, key):
    tokens = copy.path("keys", "tokens.csv")
    # The reader has two tokens, so that one may "expire" and the other still works.
    tokens.write_text(f'{token(copy, "admin")},admin,1,"system:masters"\n'
                      f'{token(copy, "reader")},{READER},2\n{token(copy, "reader-renewed")},{READER},2\n')
    tokens.chmod(0o600)
    policy = copy.path("keys", "audit.yaml")
    policy.write_text(AUDIT_POLICY)
    return [f"--etcd-servers=http://{HOST}:{etcd}", f"--cert-dir={copy.path('keys')}", f"--bind-address={HOST}",
            f"--advertise-address={HOST}", f"--secure-port={port}", "--service-cluster-ip-range=10.0.0.0/24",
            f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://kubernetes.default.svc", f"--token-auth-file={tokens}",
            # Loopback is refused as an endpoint of the Service `kubernetes`; nothing here reaches it through that Service.
            "--endpoint-reconciler-type=none",
            "--authorization-mode=RBAC", "--allow-privileged=true", "--profiling=false",
            # Loopback is no network to be fair on: the fleets of tests would be throttled.
            "--enable-priority-and-fairness=false", "--max-requests-inflight=2000",
            "--max-mutating-requests-inflight=1000",
            f"--audit-policy-file={policy}", f"--audit-log-path={copy.logs / 'audit.log'}",
            "--audit-log-maxsize=200", "--audit-log-maxbackup=2"]


def kubeconfigs(copy, client):
    """`kubeconfig` has full rights, `kubeconfig-reader` those of the read-only role alone."""
    for name, user in [("kubeconfig", "admin"), ("kubeconfig-reader", "reader"),
                       ("kubeconfig-reader-renewed", "reader-renewed")]:
        write_kubeconfig(copy, name, client.server, token(copy, user), copy.path("keys", "apiserver.crt"))


def write_kubeconfig(copy, name, server, bearer, authority):
    certificate = base64.b64encode(authority.read_bytes()).decode()
    context = f"live-{copy.name}"
    file = copy.path(name)
    # JSON is YAML: the standard library writes it, and every client reads it.
    file.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": context,
        "clusters": [{"name": context, "cluster": {"server": server, "certificate-authority-data": certificate}}],
        "users": [{"name": context, "user": {"token": bearer}}],
        "contexts": [{"name": context, "context": {"cluster": context, "user": context}}],
    }, indent=1) + "\n")
    file.chmod(0o600)


def start_controllers(copy, programs):
    """What makes Deployments into Pods, places them, and lets them become ready without a kubelet."""
    kubeconfig = copy.path("kubeconfig")
    copy.start("kube-controller-manager", [
        programs["kube-controller-manager"], f"--kubeconfig={kubeconfig}", f"--bind-address={HOST}",
        f"--secure-port={copy.port('controller-manager')}", f"--cert-dir={copy.path('keys', 'controller-manager')}",
        f"--service-account-private-key-file={copy.path('keys', 'service-account.key')}",
        f"--root-ca-file={copy.path('keys', 'apiserver.crt')}", "--use-service-account-credentials=true",
        "--leader-elect=false", "--concurrent-deployment-syncs=20", "--kube-api-qps=500", "--kube-api-burst=1000"])
    copy.start("kube-scheduler", [
        programs["kube-scheduler"], f"--kubeconfig={kubeconfig}", f"--bind-address={HOST}", "--leader-elect=false",
        f"--secure-port={copy.port('scheduler')}", f"--cert-dir={copy.path('keys', 'scheduler')}"])
    described = copy.path("kwok.yaml")
    if not described.exists():
        described.write_text(parts.stages())
    copy.start("kwok", [
        programs["kwok"], f"--kubeconfig={kubeconfig}", f"--config={described}", "--manage-all-nodes=true", f"--node-ip={HOST}",
        "--cidr=10.1.0.1/16", f"--server-address={HOST}:{copy.port('kwok')}", "--node-lease-duration-seconds=40"])
