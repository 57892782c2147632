#!/usr/bin/env python3
"""Count every document of kind Secret in a tree, without any code of this project.

    count_secrets.py TREE             one line a Secret: path:document:line:class
    count_secrets.py --summary TREE   the totals as one line of JSON

Needs PyYAML. Read are files whose name has .yaml, .yml, .json or .tpl in it, so `secret.yaml.example` too. `document` is
the position in the file, with `/items/N` for what stands in a List. No value is printed.

Classes of Secrets:
  sops         the document carries `sops` metadata
  empty        no entry, or only empty ones
  reference    every entry is a substitution or the address of a secret
  plain        anything else that can be parsed
  templated    text with `{{` or `{%` that is no YAML before it is rendered
  unparseable  other text that is no YAML or no JSON
Not counted as Secrets, but listed:
  embedded     a Secret with data inside another object, as in Helm values
  text         a Secret inside a block of text, as in a ConfigMap or a patch
"""

import base64
import binascii
import collections
import json
import os
import re
import sys

import yaml

NAME = re.compile(r"\.(ya?ml|json|tpl)($|\.)", re.IGNORECASE)
SEPARATOR = re.compile(r"^---(?=\s|$)", re.MULTILINE)
KIND_LINE = re.compile(r"""^["']?kind["']?\s*:\s*["']?Secret["']?\s*(#.*)?$""", re.MULTILINE)
JSON_KIND = re.compile(r'"kind"\s*:\s*"Secret"')
INNER_KIND = re.compile(r"""^\s*(- )?kind:\s*["']?Secret["']?\s*$""", re.MULTILINE)
REFERENCE = re.compile(r"\$\{|\$\(|\{\{|^<[^>]*>$|^(op|ssm|sm|azkv|bws)://|^ref\+|^vault:|^ENC\[")
SECRET_CLASSES = ("sops", "empty", "reference", "plain", "templated", "unparseable")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def files(tree):
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = os.path.join(folder, name)
            if NAME.search(name) and os.path.isfile(path) and not os.path.islink(path):
                yield path


def get(node, key):
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return value
    return None


def text(node):
    return node.value if isinstance(node, yaml.ScalarNode) else None


def objects(node, where):
    """The objects of a document, through Lists."""
    kind = text(get(node, "kind"))
    items = get(node, "items")
    if kind and kind.endswith("List") and isinstance(items, yaml.SequenceNode):
        for at, item in enumerate(items.value):
            yield from objects(item, f"{where}/items/{at}")
    elif kind:
        yield where, node


def entries(secret):
    for field in ("data", "stringData"):
        values = get(secret, field)
        if isinstance(values, yaml.MappingNode):
            for _, value in values.value:
                yield field, value


def is_reference(field, value):
    if REFERENCE.search(value.strip()):
        return True
    if field == "data":
        try:
            return bool(REFERENCE.search(base64.b64decode(value, validate=True).decode().strip()))
        except (binascii.Error, UnicodeDecodeError, ValueError):
            pass
    return False


def judge(secret, root):
    if isinstance(get(root, "sops"), yaml.MappingNode):
        return "sops"
    filled = [(field, node) for field, node in entries(secret) if not isinstance(node, yaml.ScalarNode) or node.value.strip() not in ("", "~", "null")]
    if not filled:
        return "empty"
    if all(isinstance(node, yaml.ScalarNode) and is_reference(field, node.value) for field, node in filled):
        return "reference"
    return "plain"


def inner(node, depth=0):
    """Secrets that are no object of their own: inside other objects, or in text."""
    if depth > 60:
        return
    if isinstance(node, yaml.MappingNode):
        if depth and text(get(node, "kind")) == "Secret" and (get(node, "data") or get(node, "stringData")):
            yield "embedded", node
            return
        for _, value in node.value:
            yield from inner(value, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from inner(value, depth + 1)
    elif isinstance(node, yaml.ScalarNode) and "\n" in node.value and INNER_KIND.search(node.value):
        yield "text", node


def parse(chunk):
    """The root node, or None for an empty document."""
    return yaml.compose(chunk, Loader=Loader)


def chunks(content):
    """The documents of a file with the line before each."""
    starts = [0] + [match.start() for match in SEPARATOR.finditer(content)]
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(content)
        chunk = content[start:end]
        if chunk.strip():
            yield chunk, content.count("\n", 0, start)


def secrets(path):
    with open(path, "rb") as file:
        content = file.read().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if "Secret" not in content:
        return
    is_json = ".json" in os.path.basename(path).lower()
    parts = [(content, 0)] if is_json else chunks(content)
    for at, (chunk, before) in enumerate(parts):
        if "Secret" not in chunk:
            continue
        try:
            root = parse(chunk)
        except (yaml.YAMLError, ValueError, RecursionError):
            pattern = JSON_KIND if is_json else KIND_LINE
            for match in pattern.finditer(chunk):
                kind = "templated" if "{{" in chunk or "{%" in chunk else "unparseable"
                yield str(at), before + chunk.count("\n", 0, match.start()) + 1, kind
            continue
        for where, node in objects(root, str(at)):
            line = before + node.start_mark.line + 1
            if text(get(node, "kind")) == "Secret":
                yield where, line, judge(node, root)
            else:
                for kind, found in inner(node):
                    yield where, before + found.start_mark.line + 1, kind
        if not text(get(root, "kind")) and root is not None:
            for kind, found in inner(root):
                yield str(at), before + found.start_mark.line + 1, kind


def main():
    arguments = sys.argv[1:]
    summary = "--summary" in arguments
    trees = [argument for argument in arguments if not argument.startswith("--")]
    if len(trees) != 1:
        sys.exit(__doc__)
    tree = trees[0]
    counts = collections.Counter()
    for path in files(tree):
        for where, line, kind in secrets(path):
            counts[kind] += 1
            if not summary:
                print(f"{os.path.relpath(path, tree)}:{where}:{line}:{kind}")
    if summary:
        counts["Secret"] = sum(counts[kind] for kind in SECRET_CLASSES)
        print(json.dumps(counts, sort_keys=True))


if __name__ == "__main__":
    main()
