"""Every sentence about proposals and runs that a person reads. Text from a project goes through `plain`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from nova.console import plain
from reviewer.domain.answer import Answer
from reviewer.domain.finding import Disposition
from reviewer.domain.proposal import PullRequest, PullStatus

FATES = {
    Disposition.PROPOSED: "proposed",
    Disposition.ALREADY_OPEN: "already open",
    Disposition.WAITING: "waiting (budget)",
    Disposition.PRECEDENT: "rejected before",
    Disposition.DECISION: "kept by decisions",
    Disposition.REFUSED: "not right to change",
    Disposition.NO_RECIPE: "without a recipe",
    Disposition.NOT_PROVEN: "not proven",
    Disposition.BELOW_BAR: "below the bar",
    Disposition.SHADOWED: "on lines that another one changes",
}
"""How a disposition reads after a number."""


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tally(dispositions: Mapping[str, int]) -> str:
    """`3 proposed, 6 waiting (budget)`; what did not happen is left out."""
    return ", ".join(f"{count} {FATES[Disposition(name)]}" for name, count in dispositions.items() if count)


def spoken(heard: Mapping[str, Any]) -> str:
    """What a reviewer with a model came to: `refactorer: 2 said, $0.0312 (nova trace 1a2b3c4d)`."""
    why = "" if heard["ending"] == "answered" else f", {heard['ending']}: {heard['why']}"
    return plain(f"{heard['role']}: {len(heard['findings'])} said{why}, ${Decimal(heard['cost_usd']):.4f} "
                 f"(nova trace {heard['trace'][:8]})")


def told(answer: Answer) -> str:
    """An answer in a few words: `rejected p2, by design, 2026-11-22`."""
    because = "" if answer.because is None else f", {answer.because.replace('-', ' ')}"
    return f"{answer.kind} {answer.proposal}{because}, {answer.at.date().isoformat()}"


def headline(pull: PullRequest, edited: str | None) -> str:
    """Its state, and what it is for: `open since 2026-11-21 10:42 UTC, base 4f2c1d9, for main`."""
    when = pull.opened_at if pull.closed_at is None else pull.closed_at
    since = "open since" if pull.status is PullStatus.OPEN else f"{pull.status} on"
    touched = f"; {edited[:7]} on its branch is a person's, so Nova leaves it alone" if edited else ""
    return plain(f"{since} {when:%Y-%m-%d %H:%M} UTC, base {pull.base[:7]}, for {pull.target}, "
                 f"on {pull.branch}{touched}")


def lines_of(proposal: Mapping[str, Any]) -> str:
    """Added and removed lines: `+3`, `-31`, `+4 -6`."""
    added, removed = proposal["lines_added"], proposal["lines_removed"]
    return " ".join(f"{sign}{count}" for sign, count in (("+", added), ("-", removed)) if count) or "0"


def rests_on(proposal: Mapping[str, Any]) -> str:
    """The records' ids, else that history asks for it, else a dash."""
    cited = ", ".join(dict.fromkeys(plain(ground["decision"]) for ground in proposal["grounds"]))
    return cited or (f"commit {proposal['event'][:7]}" if proposal.get("event") else "-")


def table(proposals: Sequence[Mapping[str, Any]], *, status: bool = False) -> Iterator[str]:
    """One line each under a heading; every column as wide as it must be. `status`: with their states."""
    rows = [("id", "grade", "change", "lines", "rests on")]
    rows += [(proposal["id"] or "-", proposal["verdict"]["grade"], plain(proposal["title"]), lines_of(proposal),
              rests_on(proposal) + (f"  {proposal['status']}" if status else "")) for proposal in proposals]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for id, grade, title, lines, cited in rows:
        yield f" {id:<{widths[0]}}  {grade:<{widths[1]}}  {title:<{widths[2]}}  {lines:>{widths[3]}}  {cited}".rstrip()


def summary(report: Mapping[str, Any], nova: str, waiting: Sequence[str]) -> Iterator[str]:
    """The last lines of a review: what it came to, and what to do next.

    `nova`: the command as it was started. `waiting`: open proposals of earlier runs.
    """
    proposals = report["proposals"]
    opened = [proposal["id"] for proposal in proposals if proposal["status"] == "open"]
    unproven = [proposal for proposal in proposals if proposal["status"] == "not-proven"]
    found = counted(report["findings"], "finding")
    if report["findings"] == 0:
        yield "Nothing found: no rule sees anything here."
    elif not proposals and not waiting and not report["dispositions"].get("waiting"):
        yield f"{found}, none worth a minute of yours: {tally(report['dispositions'])}."
        yield f"Next: {nova} why-not . tells each"
    else:
        yield f"{found}: {tally(report['dispositions'])}."
    if report["unread"]:
        left_out = counted(len(report["unread"]), "file")
        yield f"{left_out} could not be read: {nova} review --json lists them under unread."
    if unproven and not opened:
        yield f"{len(unproven)} worth a look, none proven: {plain(unproven[0]['verdict']['why'])}"
        yield f"  or look at them as they are: {nova} review --allow-unproven"
    if waiting:
        yield f"Still waiting for an answer: {', '.join(waiting)}."
    if any(proposal["status"] == "would-open" for proposal in proposals):
        yield f"Nothing was opened (--dry-run). Next: {nova} review"
    elif opened or waiting:
        id = (opened or list(waiting))[0]
        yield (f"Next: {nova} show {id} | {nova} approve {id} | {nova} reject {id} --because ... | "
               f"{nova} why-not PATH")
    elif proposals or report["dispositions"].get("waiting"):
        yield f"Next: {nova} why-not . tells each"


def shown(report: Mapping[str, Any], state: str) -> Iterator[str]:
    """One proposal without its diff: why, grounds, proof, what was left alone. `state`: its headline."""
    yield f"{report['id'] or '-'}  {plain(report['title'])}"
    yield f"    {state}"
    yield f"by         {report['reviewer']}{', with a model' if report['rule'] == 'model-refactor' else ''}"
    yield f"why        {plain(report['why'])}"
    if report["effect"] == "changes":
        yield f"           It changes behaviour: {plain(report['changes_what'] or 'see the diff')}."
    yield from _grounds(report["grounds"])
    yield from _proof(report["verdict"])
    if report["id"] and report.get("attestation"):
        yield f"           made again from its base and compared: nova verify {report['id']}"
    for number, place in enumerate(report["left_alone"]):
        yield f"{'not touched' if number == 0 else '':<11}{plain(place)}"
    if report["removed_tests"]:
        yield f"tests      {len(report['removed_tests'])} go with the code: {plain(', '.join(report['removed_tests']))}"
    for number, step in enumerate(report["recipe"]):
        parameters = ", ".join(f"{key}={_short(value)}" for key, value in step.items() if key != "kind")
        yield f"{'recipe' if number == 0 else '':<11}{step['kind']}  {plain(parameters)}"


def _grounds(grounds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not grounds:
        yield "rests on   no decision speaks about this place"
    for number, ground in enumerate(grounds):
        head = "rests on" if number == 0 else ""
        yield plain(f"{head:<11}{ground['decision']} \"{ground['title']}\": {ground['why']}")
        if ground["sentence"]:
            yield f"             > {plain(ground['sentence'])}"


_KEPT_OUT = {"strict": " (no network, no home, no keys)",
             "container": " (no network, no home, no keys; with fewer namespaces than strict)",
             "landlock": " (no network, no home, no keys; the tree lay elsewhere, names of other files could be seen)"}


def _proof(verdict: Mapping[str, Any]) -> Iterator[str]:
    tests = verdict["tests"]
    facts = []
    if tests and tests["changed_lines"]:
        facts.append(f"{tests['executed_lines']} of {counted(tests['changed_lines'], 'changed line')} executed; "
                     f"{tests['noticed']} of {counted(tests['breakages'], 'breakage')} noticed"
                     + (f", {tests['untried']} not tried" if tests.get("untried") else ""))
    if tests:
        red = f", {len(tests['red_before'])} red before and set aside" if tests["red_before"] else ""
        facts.append(f"{counted(tests['before'], 'test')} before, {tests['after']:,} after{red}")
    yield f"proof      grade {verdict['grade']}   {plain(verdict['why'])}".rstrip()
    if verdict.get("free_form"):
        yield f"           free-form, read it: {plain(', '.join(verdict['free_form'][:5]))} came from the recipe alone"
    for fact in facts:
        yield f"           {fact}"
    for check in verdict["checks"]:
        mark = {"passed": "ok", "failed": "FAILED", "not-run": "not run"}[check["outcome"]]
        yield f"           {check['name']}: {mark}{', ' if check['detail'] else ''}{plain(check['detail'])}"
    yield f"           sandbox: {verdict['tier']}{_KEPT_OUT.get(verdict['tier'], '')}"


def verification(found: Mapping[str, Any]) -> Iterator[str]:
    """What `nova verify` came to: the sentence first, then where it differs."""
    base, seconds = found["base"][:7], found["seconds"]
    if not found["differs"]:
        yield (f"{found['id']}: same. On {base}, exported anew, the recipe gives the same tree and the proof says the "
               f"same: grade {found['now']['grade']}, {seconds:.1f} s.")
    else:
        yield (f"{found['id']}: differs in {counted(len(found['differs']), 'point')} from what was recorded for "
               f"{base} ({seconds:.1f} s):")
        rows = [("what", "recorded", "now"), *((row["what"], _told(row["recorded"]), _told(row["now"]))
                                               for row in found["differs"])]
        yield from (f"  {plain(line)}" for line in columns(rows))
    if found["versions"]:
        changed = ", ".join(f"{row['what']} {_told(row['recorded'])} -> {_told(row['now'])}"
                            for row in found["versions"])
        yield plain(f"Made with other versions: {changed}.")


def _told(value: object) -> str:
    return "nothing" if value in (None, "", []) else _short(value)


def _short(value: object, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[:most - 3]}..."


def quoted(path: str) -> str:
    """A path as it would be typed in a shell."""
    return plain(shlex.quote(path))


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with every column but the last one filled up to its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)] if rows else []
    return ["  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
            for row in rows]
