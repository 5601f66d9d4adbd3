"""The door `nova agents`: which roles there are, what each does and never does, and what is to be mended in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nova.roles import Role

agents = typer.Typer(no_args_is_help=True, help="The roles: who answers what, with which tools and budget.")

_JSON = Annotated[bool, typer.Option("--json", help="As JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the group `agents`."""
    app.add_typer(agents, name="agents")


@agents.command("list")
def list_(as_json: _JSON = False) -> None:
    """Every role, by kind and name."""
    from nova.console import plain, say, tell
    from nova.roles import read_roles

    roles = sorted(read_roles(), key=lambda role: (role.kind, role.name))
    if as_json:
        say(json.dumps([_data(role) for role in roles], indent=2))
        return
    width = max((len(role.name) for role in roles), default=0)
    for role in roles:
        say(plain(f"{role.kind:<8}  {role.name:<{width}}  {role.description}"))
    tell(f"{len(roles)} roles. nova agents show NAME tells more of one.")


@agents.command()
def show(name: Annotated[str, typer.Argument(help="The role's name.")]) -> None:
    """One role: what it does and never does, its tools, budget, examples and prompt."""
    from nova.console import plain, say
    from nova.roles import named, read_roles

    for line in _described(named(read_roles(), name)):
        say(plain(line))


@agents.command()
def lint(folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Any folder of roles, with a folder for "
                                                                              "each kind; else Nova's own.")] = None,
         as_json: _JSON = False,
         fail: Annotated[bool, typer.Option("--check", help="Leave with exit code 1 when there is something to mend.")]
         = False) -> None:
    """What is to be mended in the role files."""
    from nova.tools import every_tool

    if run_lint(folder, as_json, every_tool()) and fail:
        raise typer.Exit(1)


def run_lint(folder: Path | None, as_json: bool, known_tools: Mapping[str, str]) -> bool:
    """Print what is to be mended; whether there is any."""
    from nova.console import plain, say, tell
    from nova.roles import collect
    from nova.roles.lint import lint as look

    readings, errors = collect(None if folder is None else folder.resolve())
    remarks = look(readings, errors, known_tools)
    if as_json:
        say(json.dumps([{"path": r.path, "line": r.line, "what": r.what} for r in remarks], indent=2))
        return bool(remarks)
    for remark in remarks:
        say(plain(f"{remark.path}{'' if remark.line is None else f':{remark.line}'}  {remark.what}"))
    tell(f"{len(readings) + len(errors)} roles read, {len(remarks)} to mend.")
    return bool(remarks)


def _data(role: Role) -> dict[str, Any]:
    return {"name": role.name, "kind": role.kind, "description": role.description, "tools": list(role.tools),
            "examples": len(role.routing.examples), "path": role.path}


def _described(role: Role) -> Iterator[str]:
    yield f"{role.name}   {role.kind} role, {role.path}"
    for label, told in _facts(role):
        yield f"{label:<12} {told}"
    for label, texts in (("examples", role.routing.examples),
                         ("not", [f"{near.text}  ({near.role})" for near in role.routing.not_examples])):
        for at, text in enumerate(texts):
            yield f"{'' if at else label:<12} {text}"
    yield ""
    yield from (f"  {line}" for line in role.prompt.splitlines())


def _facts(role: Role) -> Iterator[tuple[str, str]]:
    yield "what for", role.description
    yield "does", ", ".join(role.owns)
    yield "never", ", ".join(role.never)
    yield "tools", ", ".join(_tool(role, tool) for tool in role.tools) or "none"
    if role.model == "none":
        yield "model", "none: carried out by code alone"
        return
    budget = role.budget
    yield "model", f"{role.tier} tier, at most {role.max_turns} requests a turn; without one: {role.offline}"
    yield "budget", (f"${budget.usd}, {budget.input_tokens:,} tokens in, {budget.output_tokens:,} out, "
                     f"{budget.tool_calls} tool calls, {budget.seconds} s")
    yield "contract", f"{role.contract.input} -> {role.contract.output}"
    yield "hands off to", ", ".join(role.handoff_to) or "nobody"


def _tool(role: Role, tool: str) -> str:
    return f"{tool} ({role.approval[tool].replace('_', ' ')})" if tool in role.approval else tool
