"""What chat tools work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nova.app import App
from nova.decisions.kinds import Kind
from nova.decisions.listing import Row, committed_paths, rows_of_project, texts_of
from nova.decisions.resolver import ResolverIndex
from nova.domain.project import Project
from nova.roles import Role
from nova.runtime.toolbox import ToolError


@dataclass(frozen=True)
class ChatScope:
    """One turn of a chat: where it is held and what can be reached from there. Set by code, never by a tool's
    arguments."""

    app: App
    project: Project | None
    """The repository around the person's folder; None: they stand in none."""
    roles: tuple[Role, ...]
    """Those that can be talked to."""
    commands: Mapping[str, str]
    """`review` -> its one line of help."""

    def in_project(self) -> Project:
        """Raises ToolError outside a repository."""
        if self.project is None:
            raise ToolError("This conversation is held outside a git repository, so there is no project to look at. "
                            "Start it inside one.")
        return self.project

    @cached_property
    def records(self) -> tuple[Row, ...]:
        """The decision records of the working tree. Raises ToolError outside a repository."""
        project = self.in_project()
        return tuple(row for row in rows_of_project(project.path, project.decisions) if row.kind == Kind.ADR)

    @cached_property
    def index(self) -> ResolverIndex:
        """What those records say, made ready for looking."""
        records = [row.record for row in self.records]
        return ResolverIndex(records, texts_of(self.in_project().path, records))

    @cached_property
    def committed(self) -> frozenset[str]:
        """Paths that bind, because they are committed as they stand."""
        return committed_paths(self.in_project().path)

    def text_of(self, row: Row) -> str:
        return (self.in_project().path / row.path).read_bytes().decode("utf-8", "replace")

    def headline(self, row: Row) -> str:
        """`ADR-0006 "Durable work on DBOS" (accepted)`, with a mark on what is not committed."""
        loose = "" if row.path in self.committed else ", not committed: it does not bind"
        return f'{row.id} "{row.decision.title if row.decision else row.title}" ({row.status}{loose})'
