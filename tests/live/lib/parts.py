"""Finds or builds the programs and CRDs of the live layer, at the versions of `tests/live/versions`."""

import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent.parent
FROM_ASSETS = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"}
OLDEST_KUBERNETES = (1, 34)


class Part(NamedTuple):
    set: str
    name: str
    module: str
    version: str
    package: str


class CannotBuild(Exception):
    """A part that could not be had, with the words of what stopped it."""


def cache():
    """One folder outside the checkout, the same that `.ci/run` uses."""
    default = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "gitops-mcp-ci")
    folder = pathlib.Path(os.environ.get("GITOPS_MCP_CI") or default) / "live"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def table():
    rows = []
    for line in (HERE / "versions").read_text().splitlines():
        fields = line.split()
        if fields and not line.startswith("#"):
            rows.append(Part(*fields, *[""] * (5 - len(fields))))
    return rows


def named(*sets):
    return [part for part in table() if part.set in sets]


def module_name(part):
    """Sets that share what they compile are one Go module."""
    if part.set in ("bare", "small"):
        return "small"
    if part.set in ("argocd", "full"):
        return "full"
    return part.name if part.set == "single" else part.set


def go_environment():
    toolchain = named("toolchain")[0].version
    return {
        **os.environ,
        "GOTOOLCHAIN": f"go{toolchain}",
        "GOFLAGS": " ".join([os.environ.get("GOFLAGS", ""), "-mod=mod", "-buildvcs=false"]).strip(),
        "GOWORK": "off",
        "CGO_ENABLED": "0",
    }


def go(*arguments, cwd):
    """Runs Go at low priority and returns what it printed; three tries, since modules come over a network (a refusal stays one)."""
    if not shutil.which("go"):
        raise CannotBuild("Go is not installed")
    kindness = max(0, 5 - os.nice(0))
    for attempt in range(3):
        done = subprocess.run(["nice", "-n", str(kindness), "go", *arguments], cwd=cwd, env=go_environment(),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout
        if "403 Forbidden" in done.stderr:
            break
        time.sleep(attempt)
    raise CannotBuild(" ".join(done.stderr.strip().splitlines()[-2:]) or f"go {arguments[0]} failed")


def locked(name):
    """Held while one copy builds, so that a second one waits and then finds it built."""
    handle = open(cache() / f"{name}.lock", "w")
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def replaces(part, cwd):
    """The replace lines of a module's own go.mod. Those into its own tree name modules that are published too."""
    described = json.loads(go("list", "-m", "-json", f"{part.module}@{part.version}", cwd=cwd))
    own = json.loads(go("mod", "edit", "-json", described["GoMod"], cwd=cwd))
    for line in own.get("Replace") or []:
        old, new = line["Old"]["Path"], line["New"]
        if new.get("Version"):
            yield old, f"{new['Path']} {new['Version']}"
        elif new["Path"].startswith("./staging/src/"):
            yield old, f"{old} {part.version.replace('v1.', 'v0.', 1)}"


def module_of(name):
    """Writes a Go module into the cache, and returns its folder."""
    folder = cache() / "modules" / name
    folder.mkdir(parents=True, exist_ok=True)
    toolchain = go_environment()["GOTOOLCHAIN"].removeprefix("go")
    (folder / "go.mod").write_text(f"module live/{name}\n\ngo {toolchain}\n")
    parts, replaced = {part.module: part for part in table() if module_name(part) == name}, {}
    for part in parts.values():
        for old, new in replaces(part, folder):
            replaced.setdefault(old, new)
    lines = [f"module live/{name}", "", f"go {toolchain}", "", "require ("]
    lines += [f"\t{part.module} {part.version}" for part in parts.values()] + [")", "", "replace ("]
    lines += [f"\t{old} => {new}" for old, new in sorted(replaced.items())] + [")", ""]
    (folder / "go.mod").write_text("\n".join(lines))
    pinned = HERE / "sums" / f"{name}.sum"
    if pinned.exists():
        shutil.copy(pinned, folder / "go.sum")
    return folder


def linker_flags(part):
    """Kubernetes reads its own version from variables that its build scripts set; Argo CD likewise."""
    flags = ["-s", "-w"]
    if part.module == "k8s.io/kubernetes":
        major, minor, _ = part.version.removeprefix("v").split(".")
        for name, value in [("gitVersion", part.version), ("gitMajor", major), ("gitMinor", minor)]:
            flags.append(f"-X k8s.io/component-base/version.{name}={value}")
    if part.name == "argocd":
        flags.append(f"-X github.com/argoproj/argo-cd/v3/common.version={part.version.removeprefix('v')}")
    return " ".join(flags)


def copied_source(part):
    """The flux command embeds manifests that its release makes and its module lacks: a copy of the module with one
    empty file in their place, built where it stands. What needs no manifests works; `flux install` does not."""
    folder = cache() / "modules" / f"{part.name}-{part.version}"
    if not folder.exists():
        fresh = folder.with_name(f"{part.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(source_of(part), fresh, copy_function=shutil.copyfile)
        for place in [fresh, *fresh.rglob("*")]:
            place.chmod(0o755 if place.is_dir() else 0o644)
        manifests = fresh / part.package / "manifests"
        manifests.mkdir(exist_ok=True)
        (manifests / "none.yaml").write_text("# made for a build from the module\n")
        fresh.rename(folder)
    return folder


def built(part):
    return cache() / "bin" / f"{part.name}-{part.version}"


def in_cache(part):
    return built(part).exists() or ready_made(part) is not None


def build(parts, say):
    """Builds what is missing of one Go module. Returns the paths by name; raises with the first error."""
    target = {part.name: built(part) for part in parts}
    if all(path.exists() for path in target.values()):
        return target
    module = module_name(parts[0])
    with locked(f"module-{module}"):
        missing = [part for part in parts if not target[part.name].exists()]
        folder = None
        if missing:
            folder = copied_source(missing[0]) if module == "flux" else module_of(module)
        for part in missing:
            started = time.monotonic()
            package = f"{part.module}/{part.package}".rstrip("/")
            fresh = target[part.name].with_name(f"{part.name}.new")
            go("build", "-trimpath", "-ldflags", linker_flags(part), "-o", str(fresh), package, cwd=folder)
            fresh.rename(target[part.name])
            say(f"built {part.name} {part.version} in {time.monotonic() - started:.0f} s")
    return target


def ready_made(part):
    """A program that the contributor already has: envtest's folder first, then PATH."""
    folders = [os.environ["KUBEBUILDER_ASSETS"]] if os.environ.get("KUBEBUILDER_ASSETS") else []
    found = None
    if part.name in FROM_ASSETS:
        found = shutil.which(part.name, path=os.pathsep.join(folders)) if folders else None
    found = found or shutil.which(part.name)
    if not found or part.module != "k8s.io/kubernetes":
        return found
    return found if kubernetes_version(found) >= OLDEST_KUBERNETES else None


def kubernetes_version(program):
    flags = ["version", "--client"] if pathlib.Path(program).name == "kubectl" else ["--version"]
    said = subprocess.run([program, *flags], capture_output=True, text=True).stdout
    found = re.search(r"v(\d+)\.(\d+)\.", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def programs(wanted, say):
    """Every program by name, ready-made or built. All are of one Go module."""
    found, missing = {}, []
    for part in wanted:
        path = ready_made(part)
        if path:
            say(f"{part.name}: {path}")
            found[part.name] = path
        else:
            missing.append(part)
    if missing:
        for name, path in build(missing, say).items():
            found[name] = str(path)
        for part in missing:
            say(f"{part.name} {part.version}")
    return found


def own(name, say):
    """A program of ours, built from `programs/` when a file there has changed."""
    target = cache() / "bin" / f"{name}-{of_programs()}"
    if target.exists():
        return str(target)
    with locked("module-own"):
        fresh = target.with_name(f"{name}.new")
        go("build", "-trimpath", "-o", str(fresh), f"./{name}", cwd=HERE / "programs")
        fresh.rename(target)
        say(f"built {name}")
    return str(target)


def of_programs():
    """What tells one state of `programs/` from another."""
    state = hashlib.sha256(named("toolchain")[0].version.encode())
    for file in sorted((HERE / "programs").rglob("*")):
        if file.is_file():
            state.update(f"{file.relative_to(HERE)}\n".encode() + file.read_bytes())
    return state.hexdigest()[:12]


def crds(say):
    """The folder with the CRDs of both engines, made once for each set of versions."""
    parts = named("crds", "copied")
    folder = cache() / "crds" / "-".join(part.version.replace(".", "_") for part in parts)
    if folder.exists():
        return folder
    # Not the lock of the generator's own build, which is taken meanwhile: a process cannot wait for itself.
    with locked("write-crds"):
        if folder.exists():
            return folder
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        generate_crds(fresh, say)
        copy_crds(fresh)
        fresh.rename(folder)
    say(f"wrote {len(list(folder.iterdir()))} CRDs")
    return folder


def generate_crds(target, say):
    generator, *apis = named("crds")
    program = build([generator], say)["controller-gen"]
    module = module_of("crds")
    packages = [f"{api.module}/{version}" for api in apis for version in api.package.split(",")]
    # The generator loads packages from the module it stands in: they must be resolved there first.
    go("get", *packages, cwd=module)
    paths = [f"paths={package}" for package in packages]
    done = subprocess.run([str(program), "crd", *paths, f"output:crd:dir={target}"], cwd=module, env=go_environment(),
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotBuild(f"controller-gen: {done.stderr.strip().splitlines()[-1]}")


def source_of(part):
    """The folder of a module's own files."""
    return pathlib.Path(json.loads(go("mod", "download", "-json", f"{part.module}@{part.version}", cwd=cache()))["Dir"])


def stages():
    """kwok's own description of how nodes and Pods become ready, and ours of Pods that do not, as one text."""
    kwok = next(part for part in named("small") if part.name == "kwok")
    folder, texts = source_of(kwok) / "kustomize" / "stage", []
    for name in ["node/fast", "node/heartbeat-with-lease", "pod/fast"]:
        texts += [file.read_text() for file in sorted((folder / name).glob("*.yaml")) if file.stem != "kustomization"]
    texts += [file.read_text() for file in sorted((HERE / "objects" / "pods").glob("*.yaml"))]
    return "\n---\n".join(texts)


def copy_crds(target):
    for part in named("copied"):
        for file in sorted((source_of(part) / part.package).glob("*.yaml")):
            if "kind: CustomResourceDefinition" in file.read_text():
                (target / f"{part.name}-{file.name}").write_text(file.read_text())
