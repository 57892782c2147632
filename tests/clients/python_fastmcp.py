"""The Python package fastmcp 4: python_fastmcp.py URL | COMMAND ARGUMENT..."""

import asyncio
import sys

import steps
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp.types import PromptReference, ResourceTemplateReference


class Adapter:
    """The methods that end in _mcp answer the protocol's own objects."""

    def __init__(self, client):
        self.client = client

    async def call(self, method, *arguments, **named):
        result = await getattr(self.client, method)(*arguments, **named)
        return result.model_dump(mode="json", by_alias=True)

    async def list_tools(self):
        return await self.call("list_tools_mcp")

    async def list_resources(self):
        return await self.call("list_resources_mcp")

    async def list_templates(self):
        return await self.call("list_resource_templates_mcp")

    async def list_prompts(self):
        return await self.call("list_prompts_mcp")

    async def call_tool(self, name, arguments):
        return await self.call("call_tool_mcp", name, arguments)

    async def read_resource(self, uri):
        return await self.call("read_resource_mcp", uri)

    async def get_prompt(self, name, arguments):
        return await self.call("get_prompt_mcp", name, arguments)

    async def complete_resource(self, uri, argument, value):
        reference = ResourceTemplateReference(uri=uri)
        return await self.call("complete_mcp", reference, {"name": argument, "value": value})

    async def complete_prompt(self, name, argument, value):
        return await self.call("complete_mcp", PromptReference(name=name), {"name": argument, "value": value})


async def main(target):
    over_http = target[0].startswith("http")
    transport = target[0] if over_http else StdioTransport(command=target[0], args=target[1:])
    async with Client(transport, timeout=30) as client:
        steps.row("connect", "ok", client.protocol_version)
        await steps.take(Adapter(client))


asyncio.run(main(sys.argv[1:]))
