#= refuse
#% if (version | tag)[:2] != "v2"
`version` must be a 2.x release; example: <% newest("flux") %>
#% endif
#% if read_write_key and "image-automation-controller" not in components_extra
`read_write_key` is only for image automation: leave it false, or add "image-reflector-controller" and "image-automation-controller" to `components_extra`
#% endif
#% if "image-automation-controller" in components_extra and not read_write_key
`read_write_key` has to be true with image-automation-controller, which pushes commits
#% endif
#% if "image-automation-controller" in components_extra and "image-reflector-controller" not in components_extra
`components_extra` lacks "image-reflector-controller", without which image-automation-controller has nothing to write
#% endif
#= bootstrap.sh
#!/usr/bin/env bash
# Installs Flux into one cluster and connects it to its repository.
#
# Safe to run twice: `flux bootstrap` changes what differs and leaves the rest alone.
# Needs the rights of a cluster administrator, and a GitHub token in the environment variable
# GITHUB_TOKEN, or better in a file that GITHUB_TOKEN_FILE names. The token creates the deploy
# key and pushes the manifests. It is not stored in the cluster, not printed, and never an
# argument, which every user of this machine could read in the process list.
set -euo pipefail

readonly owner=<% owner %>
readonly repository=<% repository %>
readonly branch=<% branch %>
readonly path=<% path or ("clusters/" ~ cluster) %>
readonly version=<% version | tag %>
#% if context
readonly context=<% context %>
#% endif

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

for tool in flux kubectl; do
  command -v "$tool" >/dev/null || fail "$tool is not installed"
done

# A flux command of another minor writes manifests that these controllers may not understand.
installed=$(flux version --client 2>/dev/null | sed -n 's/^flux: v\{0,1\}//p') || true
wanted=${version#v}
[[ ${installed%.*} == "${wanted%.*}" ]] ||
  fail "flux ${installed:-of unknown version} is installed, but $version is to be deployed: install the same minor"

if [[ -z ${GITHUB_TOKEN:-} && -n ${GITHUB_TOKEN_FILE:-} ]]; then
  [[ -r $GITHUB_TOKEN_FILE ]] || fail "cannot read the file that GITHUB_TOKEN_FILE names"
  GITHUB_TOKEN=$(<"$GITHUB_TOKEN_FILE")
fi
[[ -n ${GITHUB_TOKEN:-} ]] || fail "set GITHUB_TOKEN, or GITHUB_TOKEN_FILE to a file that holds the token"
export GITHUB_TOKEN

#% if not context
context=$(kubectl config current-context) || fail "no current context: choose one with kubectl config use-context"
readonly context
# The wrong cluster is the most expensive mistake here.
if [[ ${1:-} != "--yes" ]]; then
  read -r -p "Install Flux $version into the cluster of context $context? [y/N] " answer
  [[ $answer == y ]] || fail "stopped"
fi

#% endif
# Kubernetes version, rights and tools, before anything is changed.
flux check --pre --context="$context"

arguments=(
  --context="$context"
  --owner="$owner"
  --repository="$repository"
  --branch="$branch"
  --path="$path"
  --version="$version"
  # A deploy key for this one repository instead of the token.
  --token-auth=false
#% if owner_type == "user"
  # The owner is a user, not an organisation.
  --personal
#% endif
#% if components_extra
  # Part of the bootstrap, so that Git says what runs.
  --components-extra=<% components_extra | join(",") %>
#% endif
#% if read_write_key
  # image-automation-controller pushes commits.
  --read-write-key=true
#% else
  # Flux only reads.
  --read-write-key=false
#% endif
  --network-policy=<% "true" if network_policy else "false" %>
)

flux bootstrap github "${arguments[@]}"

# All controllers and CRDs, as deployed.
flux check --context="$context"
flux get kustomizations --context="$context"
#= <% path or ("clusters/" ~ cluster) %>/flux-system/kustomization.yaml
# Hardens the controllers. Commit it in place of the file that the bootstrap wrote; a later
# bootstrap keeps it.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - gotk-components.yaml
  - gotk-sync.yaml
patches:
  # A tenant cannot use the sources of another namespace.
  - target:
      kind: Deployment
      name: (kustomize-controller|helm-controller|notification-controller|image-reflector-controller|image-automation-controller)
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --no-cross-namespace-refs=true
  # A build reads nothing but the source that was fetched and verified.
  - target:
      kind: Deployment
      name: kustomize-controller
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --no-remote-bases=true
  # An object that names no service account acts with the rights of `default` in its namespace,
  # which has none, instead of the administrator rights of the controller. A kubeConfig may run
  # no program and has to check certificates; both are the defaults, kept visible.
  - target:
      kind: Deployment
      name: (kustomize-controller|helm-controller)
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --default-service-account=default
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --insecure-kubeconfig-exec=false
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --insecure-kubeconfig-tls=false
  # The platform's own Kustomization keeps its rights.
  - target:
      kind: Kustomization
      name: flux-system
    patch: |-
      - op: add
        path: /spec/serviceAccountName
        value: kustomize-controller
#= notes
Save bootstrap.sh outside the repository, read it, then run it: `GITHUB_TOKEN_FILE=~/.config/github-token bash bootstrap.sh`. For a fine-grained token grant Administration and Contents (read and write) and Metadata (read) on this repository only.
#% if owner_type == "organization"
The owner is an organisation: the token has to belong to a member with admin rights on the repository. Use an account of its own, because the deploy key stops working when the token's owner leaves.
#% endif
After the bootstrap, commit the hardened kustomization.yaml to <% (path or ("clusters/" ~ cluster)) ~ "/flux-system" %>. Every Kustomization and HelmRelease then needs a `serviceAccountName` with rights in its namespace, and sources in its own namespace: add those first on a cluster that already runs workloads, or their next reconcile is denied.
#% if "source-watcher" in components_extra
source-watcher serves ArtifactGenerator objects, and does nothing without one.
#% endif
#% if "image-automation-controller" in components_extra
Protect the branch in a way that still lets the deploy key push, or let ImageUpdateAutomation push to a branch of its own and open pull requests from there.
#% endif
#% if not network_policy
Without network policies every Pod can reach the controllers, among them the artifact server of source-controller.
#% endif
Back up nothing from the cluster but the decryption keys: everything else comes back by running the script again.
