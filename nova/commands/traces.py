"""The doors `nova traces` and `nova trace`: what happened, with times, tokens, money and the exact prompt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nova.domain.trace import Span

_JSON = Annotated[bool, typer.Option("--json", help="As JSON.")]
_DIGITS = 8
_WIDTH = 44
"""Of the tree's first column, what it is indented by included."""
_MUCH = 100
"""Characters of what a tool was given or what a router said, on one line."""


def add_commands(app: typer.Typer) -> None:
    """Add the commands `traces` and `trace`."""
    app.command("traces")(traces)
    app.command("trace")(trace)


def traces(limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 20,
           as_json: _JSON = False) -> None:
    """What Nova's roles did lately, newest first."""
    from nova.app import open_app
    from nova.console import plain, say, started_as, tell

    roots = open_app().traces.latest(limit)
    if as_json:
        say(json.dumps([_summary(root) for root in roots], indent=2))
        return
    for root in roots:
        say(plain(f"{root.trace[:_DIGITS]}  {root.start:%Y-%m-%d %H:%M} UTC  {_named(root):<36} {_figures(root)}"
                  f"{_trouble(root)}"))
    command = started_as()
    tell(f"Next: {command} trace {roots[0].trace[:_DIGITS]} | {command} traces --limit N" if roots else
         f'No trace is kept yet. {command} ask "..." leaves one.')


def trace(id: Annotated[str, typer.Argument(metavar="ID", help="Its first digits, or last: the newest.")],
          prompt: Annotated[bool, typer.Option("--prompt", help="With each prompt and reply, word by word.")] = False,
          as_json: _JSON = False) -> None:
    """One trace as a tree, every step with its time, tokens and money."""
    from nova.console import plain, say, started_as, tell

    spans = _spans(id)
    if as_json:
        say(json.dumps([_data(span) for span in spans], indent=2))
        return
    _show_tree(spans)
    if prompt:
        for span in spans:
            if span.kind == "chat":
                say()
                for line in _exchange(span):
                    say(plain(line))
    more = "--prompt" if not prompt and any(span.kind == "chat" for span in spans) else "--json"
    tell(plain(f"{_told(spans)} Next: {started_as()} trace {spans[0].trace[:_DIGITS]} {more} | {started_as()} traces"))


def _spans(id: str) -> Sequence[Span]:
    from nova.app import open_app
    from nova.errors import UnknownName

    store = open_app().traces
    if id != "last":
        return store.trace(id)
    newest = store.latest(1)
    if not newest:
        raise UnknownName("trace", id)
    return store.trace(newest[0].trace)


def _show_tree(spans: Sequence[Span]) -> None:
    """With lines on a terminal, by indentation in a pipe."""
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from nova.console import say

    console = Console(highlight=False)
    first = spans[0]
    if not console.is_terminal:
        say(_headline(first))
        for span, depth in _below(spans):
            say(f"{'  ' * depth}{_line(span, _WIDTH - 2 * depth)}")
        return
    levels = [Tree(Text(_headline(first)))]
    for span, depth in _below(spans):
        del levels[depth:]
        levels.append(levels[-1].add(Text(_line(span, _WIDTH - 4 * depth), style="red" if span.error else "")))
    console.print(levels[0], soft_wrap=True)


def _below(spans: Sequence[Span]) -> Iterator[tuple[Span, int]]:
    """Every span after its parent, with its depth from 1. One whose parent was not kept stands right below the top."""
    known = {span.id for span in spans}
    inside: dict[str | None, list[Span]] = {}
    for span in spans:
        inside.setdefault(span.parent if span.parent in known else None, []).append(span)
    waiting = [(span, 1) for span in reversed(inside.get(None, []))]
    while waiting:
        span, depth = waiting.pop()
        yield span, depth
        waiting += [(child, depth + 1) for child in reversed(inside.get(span.id, []))]


def _headline(first: Span) -> str:
    from nova.console import plain
    from nova.runtime.conventions import CONVERSATION

    session = first.attributes.get(CONVERSATION)
    return plain(f"trace {first.trace}  {first.start:%Y-%m-%d %H:%M:%S} UTC{f'  session {session}' if session else ''}")


def _line(span: Span, width: int) -> str:
    from nova.console import plain

    detail = _detail(span)
    return plain(f"{_named(span):<{max(width, 0)}} {_figures(span)}{f'  {detail}' if detail else ''}{_trouble(span)}")


def _named(span: Span) -> str:
    """The name; with the kind before it where the name does not tell."""
    told = span.parent is None or span.name.startswith(span.kind.value)
    return span.name if told else f"{span.kind.name.lower()} {span.name}"


def _detail(span: Span) -> str:
    """What a person looks for in a span of this kind, short."""
    from nova.runtime.conventions import FINISH, TOOL_ARGUMENTS

    values = span.attributes
    if span.kind == "execute_tool":
        return _short(json.dumps(values.get(TOOL_ARGUMENTS, {}), ensure_ascii=False))
    if span.kind == "route":
        route = values.get("nova.route")
        return _short(str(route.get("reason", ""))) if isinstance(route, Mapping) else ""
    if span.kind == "approval":
        return "yes" if values.get("nova.approved") else "no"
    if span.kind == "chat":
        return ", ".join(str(reason) for reason in values.get(FINISH) or [])
    return str(values.get("nova.ending", ""))


def _short(text: str) -> str:
    return text if len(text) <= _MUCH else text[:_MUCH - 3] + "..."


def _trouble(span: Span) -> str:
    return f"  error: {span.error}" if span.error else ""


def _figures(span: Span) -> str:
    """`1.20 s  1,234 in, 56 out  $0.0012`; tokens and money where there are any."""
    read, written, cost = _usage(span)
    tokens = f"  {read:,} in, {written:,} out" if read or written else ""
    return f"{span.seconds:>7.2f} s{tokens}{'' if cost is None else f'  {_dollars(cost)}'}"


def _usage(span: Span) -> tuple[int, int, Decimal | None]:
    """Tokens in and out, and dollars: of a chat span its own, of the root the sums."""
    from nova.runtime import conventions as named

    chat = span.kind == "chat"
    read, written, cost = (named.INPUT_TOKENS, named.OUTPUT_TOKENS, named.COST) if chat else (
        named.TOTAL_INPUT_TOKENS, named.TOTAL_OUTPUT_TOKENS, named.TOTAL_COST)
    return _count(span.attributes.get(read)), _count(span.attributes.get(written)), _money(span.attributes.get(cost))


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _money(value: Any) -> Decimal | None:
    try:
        amount = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and abs(amount.adjusted()) < 12 else None


def _dollars(amount: Decimal) -> str:
    return f"${amount:.4f}" if amount == 0 or amount >= Decimal("0.01") else f"${amount:.6f}"


def _told(spans: Sequence[Span]) -> str:
    """The trace in one sentence: over its chat spans, so that it holds for one that was cut off too."""
    used = [_usage(span) for span in spans if span.kind == "chat"]
    costs = [cost for _, _, cost in used if cost is not None]
    told = f"{len(spans)} steps, {len(used)} requests to a model"
    if used:
        told += f", {sum(read for read, _, _ in used):,} tokens in, {sum(written for _, written, _ in used):,} out"
    if costs:
        told += f", {_dollars(sum(costs, Decimal(0)))}{'' if len(costs) == len(used) else ' and what has no price'}"
    cut = "" if any(span.parent is None for span in spans) else " It was cut off: what was not finished is missing."
    return f"{told}.{cut}"


def _exchange(span: Span) -> Iterator[str]:
    """The prompt and the reply of a chat span, whole, a line each."""
    from nova.runtime import conventions as named

    values = span.attributes
    limits = f"at most {values.get(named.MAX_TOKENS)} tokens, {values.get(named.REQUEST_SECONDS)} s"
    yield f"=== {span.name}  {span.id}  ({limits})"
    yield from _section("system", values.get(named.SYSTEM) or [])
    for tool in values.get(named.TOOLS) or []:
        yield f"--- tool {tool.get('name')}"
        yield from _lines(tool.get("description"))
        yield from _lines(json.dumps(tool.get("parameters"), ensure_ascii=False))
    for message in [*(values.get(named.INPUT) or []), *(values.get(named.OUTPUT) or [])]:
        replied = f" replies ({message['finish_reason']})" if "finish_reason" in message else ""
        yield from _section(f"{message.get('role')}{replied}", message.get("parts") or [])
    if span.error:
        yield f"--- no reply: {span.error}"


def _section(title: str, parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"--- {title}"
    for part in parts:
        if part.get("type") == "tool_call":
            yield f"    [calls {part.get('name')} as {part.get('id')}]"
            yield from _lines(json.dumps(part.get("arguments"), ensure_ascii=False))
        elif part.get("type") == "tool_call_response":
            yield f"    [{'error' if part.get('failed') else 'result'} of {part.get('id')}]"
            yield from _lines(part.get("response"))
        else:
            yield from _lines(part.get("content"))


def _lines(text: Any) -> Iterator[str]:
    """Indented, so that no line of a text passes for one of ours."""
    yield from (f"    {line}" for line in str(text).replace("\t", "    ").split("\n"))


def _summary(root: Span) -> dict[str, Any]:
    read, written, cost = _usage(root)
    return {"trace": root.trace, "kind": root.kind, "name": root.name, "start": root.start.isoformat(),
            "seconds": root.seconds, "input_tokens": read, "output_tokens": written,
            "cost_usd": None if cost is None else str(cost), "error": root.error, "finished": root.parent is None}


def _data(span: Span) -> dict[str, Any]:
    return {**asdict(span), "start": span.start.isoformat(), "attributes": dict(span.attributes)}
