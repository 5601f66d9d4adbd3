"""What became of every finding of the last review, with what was answered since."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nova.console import plain, started_as
from nova.errors import BadInput, UnknownName
from reviewer.detectors import detectors
from reviewer.domain.finding import Disposition
from reviewer.domain.proposal import PullStatus
from reviewer.store import Run
from reviewer.wording import FATES, told
from reviewer.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding and its fate."""

    path: str
    line: int
    rule: str
    symbol: str
    message: str
    disposition: Disposition
    why: str
    proposal: str | None
    decision: str | None

    def cells(self) -> tuple[str, ...]:
        """For a table: place, rule, what, why."""
        return plain(f"{self.path}:{self.line}"), self.rule, plain(self.symbol), plain(self.why)

    def to_json(self) -> dict[str, Any]:
        return {"path": self.path, "line": self.line, "rule": self.rule, "symbol": self.symbol,
                "message": self.message, "disposition": str(self.disposition), "why": self.why,
                "proposal": self.proposal, "decision": self.decision}


def asked_place(text: str, top: Path, folder: Path) -> tuple[str, str | None]:
    """The path inside the repository, `.` for all of it, and the rule. `folder`: where relative paths start.

    Raises UnknownName for a rule that is none, BadInput for a path elsewhere.
    """
    path, colon, rule = text.rpartition(":")
    if not colon or "/" in rule or rule.endswith(".py"):
        path, rule = text, ""
    if rule and rule not in detectors():
        raise UnknownName("rule", rule, detectors())
    full = Path(os.path.normpath(folder / (path or ".")))
    if not (full.is_relative_to(top) and os.path.lexists(full)) and os.path.lexists(top / path):
        full = top / path  # as the table writes it, whichever folder this is
    if full.is_relative_to(top):
        return full.relative_to(top).as_posix(), rule or None
    if Path(path).is_absolute():
        raise BadInput(f"{full} is not in {top}. Name a file or folder of that repository, or another --project.")
    return Path(os.path.normpath(path)).as_posix(), rule or None


def explained(workspace: Workspace, path: str, rule: str | None) -> tuple[Run, list[Row]]:
    """The last review, and its findings in `path`, which is a file or a folder, in source order.

    Raises BadInput when the project was never reviewed.
    """
    run = workspace.runs.latest_run(workspace.project.id)
    if run is None:
        raise BadInput(f"{workspace.project.name} was not reviewed yet; nova review {workspace.project.path} does it.")
    since = _since(workspace)
    rows = []
    for kept in workspace.runs.fates(run.id):
        place = kept.place
        inside = path == "." or place.path == path or place.path.startswith(f"{path}/")
        if inside and rule in (None, place.rule):
            why = since.get(kept.pull or "") or _why(kept.disposition, kept.detail, kept.decision, kept.pull)
            rows.append(Row(path=place.path, line=kept.line, rule=place.rule, symbol=place.symbol, message=kept.message,
                            disposition=kept.disposition, why=why, proposal=kept.pull, decision=kept.decision))
    return run, rows


def nothing_found(workspace: Workspace, run: Run, path: str) -> str:
    """Why no row is told of this path. Raises BadInput when the commit has nothing of that name."""
    commit = run.base[:7]
    for row in (run.report or {}).get("unread", ()):
        if row["path"] == path:
            return f"{path} was not read in the last review ({commit}): {row['why']}."
    if path != "." and not workspace.mirror.git.succeeds("cat-file", "-e", f"{run.base}:{path}"):
        raise BadInput(f"there is no {path} in {commit}, the commit of the last review. Name a file or folder of it, "
                       f"or review anew: {started_as()} review")
    return f"No finding there in the last review ({commit})."


def _since(workspace: Workspace) -> dict[str, str]:
    """Proposal -> what happened to it, for those that no longer wait."""
    rejected = {answer.proposal: told(answer) for answer in workspace.standing()}
    pulls = [record.pull for record in workspace.records() if record.pull.status is not PullStatus.OPEN]
    return {pull.id: rejected.get(pull.id) or f"{pull.status} {pull.id}" for pull in pulls}


def _why(disposition: Disposition, detail: str, decision: str | None, proposal: str | None) -> str:
    if disposition is Disposition.DECISION:
        return f"kept by {decision}: {detail}" if decision else detail
    if disposition in (Disposition.PROPOSED, Disposition.ALREADY_OPEN):
        return f"{FATES[disposition]} as {proposal}" if proposal else f"{FATES[disposition]}: {detail}"
    if disposition is Disposition.PRECEDENT:
        return detail
    return f"{FATES[disposition].partition(' (')[0]}: {detail}" if detail else FATES[disposition]
