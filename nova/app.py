"""Puts the parts together: the operator's settings, the data folder, the store."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from nova.clock import SystemClock
from nova.code.projects import identify
from nova.domain.project import Project
from nova.errors import SettingsError
from nova.models.settings import ModelSettings
from nova.plugins import installed
from nova.ports import Clock
from nova.settings import Operator, read_operator
from nova.store.approvals import ApprovalStore
from nova.store.database import Database
from nova.store.drafts import DraftStore
from nova.store.projects import ProjectStore
from nova.store.sessions import SessionStore
from nova.store.traces import SqlTraceStore

TABLES = ("models",)
"""What the base itself reads of the operator's settings."""


class App:
    """One per process. What costs time is made when it is first used."""

    def __init__(self, operator: Operator, clock: Clock | None = None) -> None:
        self.operator = operator
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def home(self) -> Path:
        """The data folder, made when it is not there."""
        home = self.operator.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"the data folder {home} cannot be made ({error.strerror}); "
                                "NOVA_HOME names another") from error
        return home

    @cached_property
    def database(self) -> Database:
        return Database.in_home(self.home)

    @cached_property
    def projects(self) -> ProjectStore:
        return ProjectStore(self.database)

    @cached_property
    def drafts(self) -> DraftStore:
        return DraftStore(self.database)

    @cached_property
    def traces(self) -> SqlTraceStore:
        return SqlTraceStore(self.database)

    @cached_property
    def sessions(self) -> SessionStore:
        return SessionStore(self.database)

    @cached_property
    def approvals(self) -> ApprovalStore:
        return ApprovalStore(self.database)

    @cached_property
    def models(self) -> ModelSettings:
        """The operator's `[models]`. Raises SettingsError."""
        return self.operator.table("models", ModelSettings)

    def project(self, path: Path) -> Project:
        """The project around `path`, with what the operator has set for it. Raises NotReviewable."""
        return self.as_set(identify(path))

    def as_set(self, found: Project) -> Project:
        """The project with what the operator has set for it."""
        known = self.projects.get(found.id)
        return found if known is None else replace(known, path=found.path)


def open_app() -> App:
    """With the operator's settings of this process. Raises SettingsError, for one that nobody reads as well."""
    operator = read_operator()
    operator.check_tables([*TABLES, *(table for plugin in installed() for table in plugin.settings)])
    return App(operator)
