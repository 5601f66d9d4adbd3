"""Names of what a span carries: the OpenTelemetry semantic conventions for generative AI.

Source: the repository open-telemetry/semantic-conventions-genai, `docs/registry/attributes/gen-ai.md` and the JSON
schemas `docs/gen-ai/gen-ai-*-messages.json`, as of commit 002c8a6 (status: development). What they have no name for
begins with `nova.`.

Usage and cost stand on chat spans only. Sums over a trace are under names of their own, or whoever adds up a trace
counts everything twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nova.domain.conversation import Message, Part, Prompt, Reply, Stop, Text, ToolCall, Usage

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
CONVERSATION = "gen_ai.conversation.id"
AGENT = "gen_ai.agent.name"
WORKFLOW = "gen_ai.workflow.name"
ERROR_TYPE = "error.type"
"""What Span.error is called when a trace leaves Nova."""

REQUEST_MODEL = "gen_ai.request.model"
MAX_TOKENS = "gen_ai.request.max_tokens"
RESPONSE_MODEL = "gen_ai.response.model"
FINISH = "gen_ai.response.finish_reasons"
SYSTEM = "gen_ai.system_instructions"
INPUT = "gen_ai.input.messages"
OUTPUT = "gen_ai.output.messages"
TOOLS = "gen_ai.tool.definitions"

INPUT_TOKENS = "gen_ai.usage.input_tokens"
"""All of them, those read from and written to a cache included."""
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHE_READ = "gen_ai.usage.cache_read.input_tokens"
CACHE_WRITE = "gen_ai.usage.cache_creation.input_tokens"

TOOL = "gen_ai.tool.name"
TOOL_CALL = "gen_ai.tool.call.id"
TOOL_ARGUMENTS = "gen_ai.tool.call.arguments"
TOOL_RESULT = "gen_ai.tool.call.result"

COST = "nova.cost_usd"
"""Dollars of one chat span, as a decimal string."""
REQUEST_SECONDS = "nova.request.seconds"
"""Prompt.seconds: what the whole reply may take."""
TOTAL_INPUT_TOKENS = "nova.total.input_tokens"
TOTAL_OUTPUT_TOKENS = "nova.total.output_tokens"
TOTAL_COST = "nova.total.cost_usd"
"""On the root: over all chat spans. The cost is left out when one of them has none."""

_REASONS = {Stop.END: "stop", Stop.TOOLS: "tool_call", Stop.LENGTH: "length", Stop.REFUSED: "content_filter"}


def prompt_attributes(prompt: Prompt) -> dict[str, Any]:
    """The whole request, for a chat span."""
    return {REQUEST_MODEL: prompt.model, MAX_TOKENS: prompt.output_tokens, REQUEST_SECONDS: prompt.seconds,
            SYSTEM: [{"type": "text", "content": prompt.system}],
            INPUT: [_message(message) for message in prompt.messages],
            TOOLS: [{"type": "function", "name": tool.name, "description": tool.description,
                     "parameters": dict(tool.schema)} for tool in prompt.tools]}


def reply_attributes(reply: Reply) -> dict[str, Any]:
    """The whole reply and what it used, for a chat span."""
    reason = _REASONS[reply.stop]
    output = [{"role": "assistant", "parts": _parts(reply.parts), "finish_reason": reason}]
    return {RESPONSE_MODEL: reply.model, FINISH: [reason], OUTPUT: output, **usage_attributes(reply.usage)}


def usage_attributes(usage: Usage) -> dict[str, Any]:
    """For a chat span: of a reply, or of a request that failed and was paid for."""
    return {INPUT_TOKENS: usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens,
            OUTPUT_TOKENS: usage.output_tokens, CACHE_READ: usage.cache_read_tokens,
            CACHE_WRITE: usage.cache_write_tokens}


def _message(message: Message) -> dict[str, Any]:
    return {"role": message.who, "parts": _parts(message.parts)}


def _parts(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [_part(part) for part in parts]


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "content": part.text}
    if isinstance(part, ToolCall):
        return {"type": "tool_call", "id": part.id, "name": part.name, "arguments": dict(part.arguments)}
    return {"type": "tool_call_response", "id": part.call, "response": part.text, "failed": part.failed}
