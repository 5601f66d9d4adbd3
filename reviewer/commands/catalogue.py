"""The doors that list what the reviewer has at hand: its rules, its operations, and the sandbox of this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from nova.console import plain, say, tell

if TYPE_CHECKING:
    from reviewer.proof.sandbox.probe import Attack

AsJson = Annotated[bool, typer.Option("--json", help="As JSON on stdout.")]

sandbox = typer.Typer(no_args_is_help=True, help="Where a project's tests run.")


def rules(as_json: AsJson = False) -> None:
    """Every rule: what it finds, and why a maintainer wants it gone."""
    from reviewer.detectors import detectors
    from reviewer.wording import columns

    found = [detectors()[name] for name in sorted(detectors())]
    if as_json:
        say(json.dumps([{"name": rule.name, "family": rule.family, "version": rule.version,
                         "effect": str(rule.effect), "why": rule.why} for rule in found], indent=2))
        return
    for line in columns([(rule.name, str(rule.effect), rule.why) for rule in found]):
        say(line)


def operations(as_json: AsJson = False) -> None:
    """Every operation that a recipe can have: what it does, and with --json what it takes."""
    from reviewer.operations import operations as catalogue
    from reviewer.wording import columns

    known = [catalogue()[kind] for kind in sorted(catalogue())]
    if as_json:
        say(json.dumps([{"kind": one.kind, "effect": str(one.effect), "changes_what": one.changes_what,
                         "safe": one.safe, "does": one.does, "parameters": one.parameters} for one in known], indent=2))
        return
    for line in columns([(one.kind, str(one.effect), "safe" if one.safe else "needs a test", one.does)
                         for one in known]):
        say(line)


@sandbox.callback()
def _sandbox() -> None:
    """Where a project's tests run."""


@sandbox.command()
def selftest(as_json: AsJson = False) -> None:
    """Attack every sandbox that this machine could have, and tell what held."""
    from nova.settings import read_operator
    from reviewer.proof.sandbox.tiers import selftest as attack
    from reviewer.settings import ReviewSettings
    from reviewer.wording import columns

    found = attack(read_operator().table("review", ReviewSettings).tiers)
    if as_json:
        say(json.dumps(found.to_json(), indent=2))
        return
    for one in found.tried:
        used = "in use: " if one is found.best else ""
        say(f"{one.tier}{one.what and f' ({one.what})'}: {used}{plain(one.result.why) or 'every attack was held'}")
        rows = [(f"  {attempt.name}", _fate(attempt), plain(attempt.detail)) for attempt in one.result.attacks]
        rows += [(f"  {row.name}", "not tried", plain(row.why)) for row in one.result.not_tried]
        for line in columns(rows):
            say(line)
    tell(f"tier: {found.best.tier if found.best else 'none'}{found.why and f'; {plain(found.why)}'}")


def _fate(attempt: Attack) -> str:
    if not attempt.held:
        return "GOT OUT"
    return "contained" if attempt.contained else "held"
