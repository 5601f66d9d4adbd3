"""Every Markdown file of a folder of records as a row, for people and for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nova.code.git import Git
from nova.decisions.document import take_apart
from nova.decisions.kinds import Kind, identity_of, kind_of
from nova.decisions.reader import LARGEST, find_folder, read_document, records_in
from nova.decisions.supersession import find_record, retire
from nova.decisions.titles import title_of
from nova.decisions.workingtree import folder_tree, working_tree
from nova.domain.decision import Constraint, Decision, RecordProblem, Status
from nova.errors import BadInput, GitFailed, UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One Markdown file. `decision` is None for what is no record or cannot be relied on."""

    path: str
    kind: str
    title: str
    decision: Decision | None = None
    problems: tuple[RecordProblem, ...] = ()

    @property
    def id(self) -> str:
        return self.decision.id if self.decision else identity_of(self.path)

    @property
    def record(self) -> Decision:
        """The decision; for what is none or cannot be relied on, one that says its title and nothing else."""
        return self.decision or Decision(id=self.id, path=self.path, title=self.title, status=Status.NONE)

    @property
    def status(self) -> str:
        return str(self.decision.status) if self.decision else "none"

    def to_json(self) -> dict[str, Any]:
        decision = self.record
        return {
            "id": decision.id, "path": self.path, "kind": self.kind, "title": decision.title,
            "status": str(decision.status), "status_raw": decision.status_raw,
            "date": None if decision.date is None else decision.date.isoformat(),
            "supersedes": list(decision.supersedes), "superseded_by": list(decision.superseded_by),
            "amends": list(decision.amends), "applies_to": list(decision.applies_to), "symbols": list(decision.symbols),
            "review_by": None if decision.review_by is None else decision.review_by.isoformat(),
            "rules": [constraint_data(constraint) for constraint in decision.constraints],
            "problems": [{"line": problem.line, "what": problem.what} for problem in self.problems],
        }


def rows_of_folder(folder: Path) -> list[Row]:
    """The rows of any folder, by path relative to it. Raises BadInput when there is no such folder."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder. Name one that holds decision records.")
    tree = folder_tree(folder.resolve())
    return rows_of(tree, records_in((f"./{path}" for path in tree), "."))


def rows_of_project(top: Path, folder: str | None) -> list[Row]:
    """The rows of a project's records in its working tree, by path relative to its top."""
    tree = working_tree(top)
    return rows_of(tree, records_in(tree, folder or find_folder(tree)))


def rows_of(files: Mapping[str, bytes], paths: list[str]) -> list[Row]:
    """The rows of these files; superseded records are marked as in a review."""
    rows = [_row(path, files[path]) for path in (path.removeprefix("./") for path in paths)]
    current = {decision.path: decision for decision in retire([row.decision for row in rows if row.decision])}
    return [Row(path=row.path, kind=row.kind, title=row.title, problems=row.problems,
                decision=current.get(row.path)) for row in rows]


def texts_of(top: Path, records: Iterable[Decision]) -> dict[str, str]:
    """The Markdown of records by their paths, relative to `top`, as much of each as is read anywhere."""
    texts = {}
    for record in records:
        with (top / record.path).open("rb") as file:
            texts[record.path] = file.read(LARGEST).decode("utf-8", "replace")
    return texts


def committed_paths(top: Path) -> frozenset[str]:
    """The files of HEAD in the repository at `top`, unchanged in the working tree."""
    from nova.code.projects import dirty_paths

    try:
        head = frozenset(Git(top).fields("ls-tree", "-r", "-z", "--name-only", "HEAD"))
    except GitFailed:
        return frozenset()
    return head - frozenset(dirty_paths(top))


def is_committed(folder: Path) -> frozenset[str]:
    """The files of a folder that its repository holds, relative to the folder; empty outside a repository."""
    try:
        top = Path(Git(folder.resolve()).text("rev-parse", "--show-toplevel")).resolve()
    except GitFailed:
        return frozenset()
    prefix = folder.resolve().relative_to(top).as_posix()
    start = "" if prefix == "." else f"{prefix}/"
    return frozenset(path.removeprefix(start) for path in committed_paths(top) if path.startswith(start))


def described(top: Path, folder: str | None, name: str) -> Iterator[str]:
    """What `nova decisions show` tells of one record of the working tree. Raises UnknownName."""
    rows = rows_of_project(top, folder)
    decision = find_record(name, [row.decision for row in rows if row.decision])
    if decision is None:
        raise UnknownName("decision", name, [row.id for row in rows if row.kind == Kind.ADR])
    committed = "" if decision.path in committed_paths(top) else "  (not committed: it does not bind)"
    yield f"{decision.id}  {decision.title}"
    yield f"status      {decision.status}, {decision.date or 'no date'}"
    yield f"file        {decision.path}{committed}"
    told = {"decided": (decision.sentence,), "supersedes": decision.supersedes, "superseded": decision.superseded_by,
            "amends": decision.amends, "applies to": decision.applies_to, "symbols": decision.symbols,
            "review by": (str(decision.review_by or ""),), "origin": (decision.origin or "",)}
    for label, values in told.items():
        if any(values):
            yield f"{label:<11} {', '.join(values)}"
    for constraint in decision.constraints:
        yield f"checked     {constraint_line(constraint)}"


def constraint_line(constraint: Constraint) -> str:
    """One constraint on one line: `one-door: only-import sqlite3 from nova.store.db`."""
    parts = [f"{constraint.id}: {constraint.kind} {', '.join(constraint.of)}"]
    if constraint.use:
        parts.append(f"-> {constraint.use}")
    if constraint.inside:
        parts.append(f"{'from' if constraint.kind == 'only-import' else 'in'} {', '.join(constraint.inside)}")
    if constraint.rules:
        parts.append(f"from {', '.join(constraint.rules)}")
    if constraint.until:
        parts.append(f"until {constraint.until}")
    return " ".join(parts)


def constraint_data(constraint: Constraint) -> dict[str, Any]:
    """One constraint for other tools; what it does not say is left out."""
    data = {"id": constraint.id, "kind": str(constraint.kind), "of": list(constraint.of), "use": constraint.use,
            "scope": list(constraint.inside), "leaves_alone": list(constraint.rules),
            "until": None if constraint.until is None else constraint.until.isoformat()}
    return {key: value for key, value in data.items() if value}


def _row(path: str, content: bytes) -> Row:
    document = take_apart(content[:LARGEST])
    kind, title = kind_of(path, document), title_of(path, document)
    record = read_document(path, document, len(content))
    if isinstance(record, RecordProblem):
        return Row(path=path, kind=kind, title=title, problems=(record,))
    return Row(path=path, kind=kind, title=title, decision=record)
