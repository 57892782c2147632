"""The Python package mcp 2: python_mcp.py legacy|auto URL | legacy|auto COMMAND ARGUMENT..."""

import asyncio
import sys

import steps
from mcp import Client, StdioServerParameters
from mcp.types import PromptReference, ResourceTemplateReference

VERSIONS = {"legacy": "2025-11-25", "auto": "2026-07-28"}


class Adapter:
    def __init__(self, client):
        self.client = client

    async def call(self, method, *arguments):
        result = await getattr(self.client, method)(*arguments)
        return result.model_dump(mode="json", by_alias=True)

    async def list_tools(self):
        return await self.call("list_tools")

    async def list_resources(self):
        return await self.call("list_resources")

    async def list_templates(self):
        return await self.call("list_resource_templates")

    async def list_prompts(self):
        return await self.call("list_prompts")

    async def call_tool(self, name, arguments):
        return await self.call("call_tool", name, arguments)

    async def read_resource(self, uri):
        return await self.call("read_resource", uri)

    async def get_prompt(self, name, arguments):
        return await self.call("get_prompt", name, arguments)

    async def complete_resource(self, uri, argument, value):
        return await self.call("complete", ResourceTemplateReference(uri=uri), {"name": argument, "value": value})

    async def complete_prompt(self, name, argument, value):
        return await self.call("complete", PromptReference(name=name), {"name": argument, "value": value})


async def main(mode, target):
    server = target[0] if target[0].startswith("http") else StdioServerParameters(command=target[0], args=target[1:])
    async with Client(server, mode=mode, read_timeout_seconds=30) as client:
        version = client.protocol_version
        steps.row("connect", "ok" if version == VERSIONS[mode] else "FAILED", version)
        await steps.take(Adapter(client))


asyncio.run(main(sys.argv[1], sys.argv[2:]))
