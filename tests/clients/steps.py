"""The steps that every Python client takes; a client is an object with the methods used below, each answering JSON.

One line per step on stdout: step, "ok" or "FAILED", detail, separated by tabs.
"""

import os
import sys
import traceback

RULE = os.environ["RULE"]
TOOLS = {"audit_secrets", "explain_rule", "render_template"}
HINTS = {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}


def check(condition, message):
    if not condition:
        raise AssertionError(message)


async def tools(client):
    listed = (await client.list_tools())["tools"]
    names = {tool["name"] for tool in listed}
    check(TOOLS <= names, f"missing: {sorted(TOOLS - names)}")
    for tool in listed:
        check(tool.get("description") and tool.get("outputSchema"), f"{tool['name']}: no description or output schema")
        hints = {hint for hint, value in (tool.get("annotations") or {}).items() if value is not None}
        check(HINTS <= hints, f"{tool['name']}: annotations {sorted(hints)}")
    return f"{len(listed)} tools"


async def resources(client):
    listed = {entry["uri"] for entry in (await client.list_resources())["resources"]}
    templates = {entry["uriTemplate"] for entry in (await client.list_templates())["resourceTemplates"]}
    check("gitops://rules" in listed, f"no rule index among {len(listed)} resources")
    check("gitops://rules/{id}" in templates, f"templates: {sorted(templates)}")
    return f"{len(listed)} resources, {len(templates)} templates"


async def prompts(client):
    listed = (await client.list_prompts())["prompts"]
    check(any(prompt["name"] == "troubleshoot" for prompt in listed), "no prompt troubleshoot")
    return f"{len(listed)} prompts"


async def explain(client):
    answer = await client.call_tool("explain_rule", {"id": RULE})
    check(not answer.get("isError"), f"error: {answer['content']}")
    check(answer["structuredContent"]["id"] == RULE, f"another rule: {answer['structuredContent']}")
    check(answer["content"][0]["text"], "no text")
    return RULE


async def audit(client):
    answer = await client.call_tool("audit_secrets", {"path": "repository"})
    check(not answer.get("isError"), f"error: {answer['content']}")
    report = answer["structuredContent"]
    check(report["complete"] is True, f"not complete: {report.get('skipped')}")
    check(report["findings"], "the planted Secret was not found")
    return report["findings"][0]["rule"]


async def read(client):
    contents = (await client.read_resource("gitops://rules"))["contents"]
    check(RULE in contents[0]["text"], "the index does not name the rule")
    page = (await client.read_resource(f"gitops://rules/{RULE}"))["contents"]
    return f"{len(contents[0]['text'])} and {len(page[0]['text'])} characters"


async def prompt(client):
    listed = (await client.list_prompts())["prompts"]
    declared = next(entry for entry in listed if entry["name"] == "troubleshoot")["arguments"] or []
    given = {argument["name"]: "guestbook" for argument in declared if argument.get("required")}
    messages = (await client.get_prompt("troubleshoot", given))["messages"]
    check(messages[0]["content"]["text"], "an empty prompt")
    return f"{len(messages)} messages"


async def complete(client):
    values = (await client.complete_resource("gitops://rules/{id}", "id", RULE[:-2]))["completion"]["values"]
    check(RULE in values, f"values for the rule: {values}")
    listed = (await client.list_prompts())["prompts"]
    argument = next(entry for entry in listed if entry["name"] == "troubleshoot")["arguments"][0]["name"]
    more = (await client.complete_prompt("troubleshoot", argument, ""))["completion"]["values"]
    check(len(more) <= 100, "over 100 values")
    return f"{len(values)} and {len(more)} values"


STEPS = {
    "tools/list": tools,
    "resources/list": resources,
    "prompts/list": prompts,
    "call explain_rule": explain,
    "call audit_secrets": audit,
    "resources/read": read,
    "prompts/get": prompt,
    "completion/complete": complete,
}


def row(step, verdict, detail):
    print(step, verdict, " ".join(str(detail).split())[:200], sep="\t", flush=True)


async def take(client):
    for step, function in STEPS.items():
        try:
            row(step, "ok", await function(client))
        except Exception as error:  # a row for each step, whatever went wrong
            traceback.print_exc(file=sys.stderr)
            row(step, "FAILED", f"{type(error).__name__}: {error}")
