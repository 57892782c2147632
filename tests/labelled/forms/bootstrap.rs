//! What distributions write when a cluster is made.

use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("Bootstrap output");
    let talos = "version: v1alpha1\nmachine:\n  type: controlplane\n";
    set.planted("controlplane.yaml", &format!("{talos}  token: ⟦«an:6».«an:16»⟧\n  ca:\n    crt: «b64:200»\n    key: \"\"\ncluster:\n  id: «b64:43»=\n"))
        .planted("controlplane.yaml", &format!("{talos}cluster:\n  secret: ⟦«b64:43»=⟧\n"))
        .planted("controlplane.yaml", &format!("{talos}cluster:\n  secretboxEncryptionSecret: ⟦«b64:43»=⟧\n"))
        .planted("worker.yaml", "version: v1alpha1\nmachine:\n  type: worker\ncluster:\n  token: ⟦«an:6».«an:16»⟧\n")
        .planted("controlplane.yaml", &format!("{talos}  ca:\n    crt: «b64:200»\n    key: ⟦«b64=«begin:ED25519 PRIVATE KEY»\nMC4CAQAwBQYDK2VwBCIEI«b64:43»\n«end:ED25519 PRIVATE KEY»\n»⟧\n"))
        .planted("controlplane.yaml", &format!("{talos}cluster:\n  serviceAccount:\n    key: ⟦«b64=«pem:RSA PRIVATE KEY:0»\n»⟧\n"))
        .planted("secrets.yaml", "cluster:\n  id: «b64:43»=\n  secret: ⟦«b64:43»=⟧\nsecrets:\n  bootstraptoken: ${TOKEN}\ntrustdinfo:\n  token: ${TOKEN}\n")
        .planted("secrets.yaml", "cluster:\n  id: ${ID}\nsecrets:\n  bootstraptoken: ⟦«an:6».«an:16»⟧\ntrustdinfo:\n  token: ${TOKEN}\n")
        .planted("secrets.yaml", "cluster:\n  id: ${ID}\nsecrets:\n  bootstraptoken: ${TOKEN}\ntrustdinfo:\n  token: ⟦«an:6».«an:16»⟧\n")
        .planted("talosconfig", "context: production\ncontexts:\n  production:\n    endpoints: [10.0.0.1]\n    ca: «b64:200»\n    crt: «b64:200»\n    key: ⟦«b64=«begin:ED25519 PRIVATE KEY»\nMC4CAQAwBQYDK2VwBCIEI«b64:43»\n«end:ED25519 PRIVATE KEY»\n»⟧\n")
        .planted("rancher/k3s/config.yaml", "server: https://10.0.0.1:6443\ntoken: ⟦K10«hex:64»::server:«hex:32»⟧\n")
        .planted("rancher/k3s/config.yaml", "server: https://10.0.0.1:6443\ntoken: ⟦«b62:32»⟧\ntls-san: [k3s.example.org]\n")
        .planted("rancher/rke2/config.yaml", "server: https://10.0.0.1:9345\ntoken: ⟦«hex:32»⟧\nnode-label: [tier=one]\n")
        .planted("rancher/rke2/config.yaml", "write-kubeconfig-mode: \"0644\"\nagent-token: ⟦«b62:24»⟧\n")
        .planted("node-token", "⟦K10«hex:64»::server:«hex:32»⟧\n")
        .planted("install.sh", "curl -sfL https://get.k3s.io | K3S_URL=https://10.0.0.1:6443 ⟦K3S_TOKEN=«b62:32»⟧ sh -\n")
        .planted("install.sh", "curl -sfL https://get.k3s.io | ⟦K3S_TOKEN=K10«hex:64»::server:«hex:32»⟧ sh -\n")
        .planted("join.sh", "kubeadm join 10.0.0.1:6443 ⟦--token «an:6».«an:16»⟧ --discovery-token-ca-cert-hash sha256:«hex:64»\n")
        .planted("kubeadm.yaml", "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nbootstrapTokens:\n- token: ⟦«an:6».«an:16»⟧\n  ttl: 24h0m0s\n  usages: [signing, authentication]\n")
        .planted("kubeadm.yaml", "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\ncertificateKey: ⟦«hex:64»⟧\n")
        .planted("kubeadm.yaml", "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n    apiServerEndpoint: 10.0.0.1:6443\n    token: ⟦«an:6».«an:16»⟧\n    caCertHashes: [\"sha256:«hex:64»\"]\n")
        .planted("token.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: bootstrap-token-abcdef, namespace: kube-system}\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: «an:6»\n  token-secret: ⟦«an:16»⟧\n  usage-bootstrap-signing: \"true\"\n")
        .planted("encryption.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: key1\n        secret: ⟦«b64:43»=⟧\n  - identity: {}\n")
        .planted("encryption.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - secretbox:\n      keys:\n      - {name: key1, secret: ⟦«b64:43»=⟧}\n")
        .planted("cilium.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: cilium-ca, namespace: kube-system}\ndata:\n  ca.crt: «b64=«begin:CERTIFICATE»\n«lines:900»\n«end:CERTIFICATE»\n»\n  ca.key: ⟦«b64=«pem:EC PRIVATE KEY:0»\n»⟧\n")
        .planted("cilium.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: hubble-server-certs}\ntype: kubernetes.io/tls\ndata:\n  tls.key: ⟦«b64=«pem:RSA PRIVATE KEY:0»\n»⟧\n")
        .planted("user-data.yaml", "#cloud-config\nwrite_files:\n- path: /etc/rancher/k3s/config.yaml\n  content: |\n    server: https://10.0.0.1:6443\n    token: ⟦K10«hex:64»::server:«hex:32»⟧\n");
    for (name, text) in [
        (
            "controlplane.yaml",
            "version: v1alpha1\nmachine:\n  type: controlplane\n  token: ${MACHINE_TOKEN}\n  ca:\n    crt: «b64:200»\n    key: ${MACHINE_CA_KEY}\ncluster:\n  secret: ${CLUSTER_SECRET}\n",
        ),
        (
            "talconfig.yaml",
            "clusterName: production\ntalosVersion: v1.11.5\nkubernetesVersion: v1.34.2\nendpoint: https://10.0.0.1:6443\nnodes:\n- hostname: one\n  ipAddress: 10.0.0.2\n  installDisk: /dev/sda\n",
        ),
        (
            "worker.yaml",
            "version: v1alpha1\nmachine:\n  type: worker\n  token: \"\"\n  kubelet:\n    image: ghcr.io/siderolabs/kubelet:v1.34.2@sha256:«hex:64»\n  install: {image: \"factory.talos.dev/installer/«hex:64»:v1.11.5\"}\ncluster:\n  token: op://infrastructure/talos/token\n",
        ),
        (
            "secrets.yaml",
            "cluster:\n  id: ref+vault://talos#/id\n  secret: ref+vault://talos#/secret\nsecrets:\n  bootstraptoken: ref+vault://talos#/token\n",
        ),
        (
            "talosconfig",
            "context: production\ncontexts:\n  production:\n    endpoints: [10.0.0.1]\n    ca: «b64:200»\n    crt: «b64:200»\n    key: \"\"\n",
        ),
        (
            "rancher/k3s/config.yaml",
            "server: https://10.0.0.1:6443\ntoken-file: /etc/rancher/k3s/token\ntls-san: [k3s.example.org]\ndisable: [traefik]\n",
        ),
        (
            "rancher/k3s/config.yaml",
            "token: ${K3S_TOKEN}\nkubelet-arg: [\"image-gc-high-threshold=85\"]\n",
        ),
        (
            "rancher/rke2/config.yaml",
            "server: https://10.0.0.1:9345\ntoken: <your-token>\nwrite-kubeconfig-mode: \"0644\"\n",
        ),
        (
            "install.sh",
            "curl -sfL https://get.k3s.io | K3S_URL=https://10.0.0.1:6443 K3S_TOKEN=\"$(cat node-token)\" sh -\n",
        ),
        (
            "install.sh",
            "curl -sfL https://get.k3s.io | K3S_TOKEN=${K3S_TOKEN} INSTALL_K3S_VERSION=v1.34.2+k3s1 sh -\n",
        ),
        (
            "join.sh",
            "kubeadm join 10.0.0.1:6443 --token \"$TOKEN\" --discovery-token-ca-cert-hash sha256:«hex:64»\n",
        ),
        (
            "kubeadm.yaml",
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.34.2\napiServer:\n  extraArgs:\n  - {name: service-account-key-file, value: /etc/kubernetes/pki/sa.pub}\n",
        ),
        (
            "kubeadm.yaml",
            "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n    apiServerEndpoint: 10.0.0.1:6443\n    token: \"{{ kubeadm_token }}\"\n    caCertHashes: [\"sha256:«hex:64»\"]\n",
        ),
        (
            "encryption.yaml",
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - kms: {apiVersion: v2, name: vault, endpoint: \"unix:///run/kms.sock\"}\n  - identity: {}\n",
        ),
        (
            "encryption.yaml",
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc: {keys: [{name: key1, secret: \"<BASE64_ENCODED_SECRET>\"}]}\n",
        ),
        (
            "token.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: bootstrap-token-abcdef, namespace: kube-system}\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: ${TOKEN_ID}\n  token-secret: ${TOKEN_SECRET}\n  usage-bootstrap-authentication: \"true\"\n  auth-extra-groups: system:bootstrappers:kubeadm:default-node-token\n",
        ),
        (
            "user-data.yaml",
            "#cloud-config\nusers:\n- name: ops\n  lock_passwd: true\n  ssh_authorized_keys:\n  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43» ops\npackage_update: true\n",
        ),
        (
            "cilium.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata:\n  enable-ipsec-key-watcher: \"true\"\n  identity-allocation-mode: crd\n  hubble-tls-key-file: /var/lib/cilium/tls/hubble/server.key\n  cluster-id: \"1\"\n",
        ),
    ] {
        set.near(name, text);
    }
    vec![set]
}
