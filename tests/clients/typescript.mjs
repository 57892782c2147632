// The TypeScript clients: typescript.mjs sdk1|client2|client2-auto URL | COMMAND ARGUMENT...
// One line per step on stdout: step, "ok" or "FAILED", detail, separated by tabs. NPM names the node_modules folder.

import { createRequire } from "node:module";
import { inspect } from "node:util";

const require = createRequire(`${process.env.NPM}/`);
const RULE = process.env.RULE;
const TOOLS = ["audit_secrets", "explain_rule", "render_template"];
const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];
const [kind, ...target] = process.argv.slice(2);

function row(step, verdict, detail) {
  console.log([step, verdict, String(detail).replace(/\s+/g, " ").slice(0, 200)].join("\t"));
}

function check(condition, message) {
  if (!condition) throw new Error(message);
}

function parts() {
  const name = { name: "gitops-mcp-tests", version: "1" };
  if (kind === "sdk1") {
    const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
    return {
      client: new Client(name),
      Stdio: require("@modelcontextprotocol/sdk/client/stdio.js").StdioClientTransport,
      Http: require("@modelcontextprotocol/sdk/client/streamableHttp.js").StreamableHTTPClientTransport,
    };
  }
  const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
  const options = kind === "client2-auto" ? { versionNegotiation: { mode: "auto" } } : {};
  return {
    client: new Client(name, options),
    Stdio: require("@modelcontextprotocol/client/stdio").StdioClientTransport,
    Http: StreamableHTTPClientTransport,
  };
}

const { client, Stdio, Http } = parts();
const transport = target[0].startsWith("http")
  ? new Http(new URL(target[0]))
  : new Stdio({ command: target[0], args: target.slice(1), stderr: "inherit", env: process.env });

const steps = {
  "tools/list": async () => {
    const { tools } = await client.listTools();
    for (const name of TOOLS) check(tools.some((tool) => tool.name === name), `missing: ${name}`);
    for (const tool of tools) {
      check(tool.description && tool.outputSchema, `${tool.name}: no description or output schema`);
      for (const hint of HINTS) check(tool.annotations?.[hint] !== undefined, `${tool.name}: no ${hint}`);
    }
    return `${tools.length} tools`;
  },
  "resources/list": async () => {
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    check(resources.some(({ uri }) => uri === "gitops://rules"), "no rule index");
    check(resourceTemplates.some(({ uriTemplate }) => uriTemplate === "gitops://rules/{id}"), "no rule template");
    return `${resources.length} resources, ${resourceTemplates.length} templates`;
  },
  "prompts/list": async () => {
    const { prompts } = await client.listPrompts();
    check(prompts.some(({ name }) => name === "troubleshoot"), "no prompt troubleshoot");
    return `${prompts.length} prompts`;
  },
  // listTools ran before, so the client validates structured content against the output schema by itself.
  "call explain_rule": async () => {
    const answer = await client.callTool({ name: "explain_rule", arguments: { id: RULE } });
    check(!answer.isError, inspect(answer.content));
    check(answer.structuredContent.id === RULE, inspect(answer.structuredContent));
    check(answer.content[0].text, "no text");
    return RULE;
  },
  "call audit_secrets": async () => {
    const answer = await client.callTool({ name: "audit_secrets", arguments: { path: "repository" } });
    check(!answer.isError, inspect(answer.content));
    const { complete, findings, skipped } = answer.structuredContent;
    check(complete === true, inspect(skipped));
    check(findings.length > 0, "the planted Secret was not found");
    return findings[0].rule;
  },
  "resources/read": async () => {
    const index = await client.readResource({ uri: "gitops://rules" });
    check(index.contents[0].text.includes(RULE), "the index does not name the rule");
    const page = await client.readResource({ uri: `gitops://rules/${RULE}` });
    return `${index.contents[0].text.length} and ${page.contents[0].text.length} characters`;
  },
  "prompts/get": async () => {
    const given = (await declared()).filter((argument) => argument.required).map(({ name }) => [name, "guestbook"]);
    const { messages } = await client.getPrompt({ name: "troubleshoot", arguments: Object.fromEntries(given) });
    check(messages[0].content.text, "an empty prompt");
    return `${messages.length} messages`;
  },
  "completion/complete": async () => {
    const rule = await client.complete({
      ref: { type: "ref/resource", uri: "gitops://rules/{id}" },
      argument: { name: "id", value: RULE.slice(0, -2) },
    });
    check(rule.completion.values.includes(RULE), inspect(rule.completion));
    const [{ name }] = await declared();
    const more = await client.complete({ ref: { type: "ref/prompt", name: "troubleshoot" }, argument: { name, value: "" } });
    check(more.completion.values.length <= 100, "over 100 values");
    return `${rule.completion.values.length} and ${more.completion.values.length} values`;
  },
};

async function declared() {
  const { prompts } = await client.listPrompts();
  return prompts.find(({ name }) => name === "troubleshoot").arguments ?? [];
}

await client.connect(transport);
const version = client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion ?? "";
const wanted = kind === "client2-auto" ? "2026-07-28" : "2025-11-25";
row("connect", !version || version === wanted ? "ok" : "FAILED", version || "version not shown");
for (const [step, run] of Object.entries(steps)) {
  try {
    row(step, "ok", await run());
  } catch (error) {
    console.error(error);
    row(step, "FAILED", error.message);
  }
}
await client.close();
