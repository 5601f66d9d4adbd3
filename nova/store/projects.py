"""The projects that Nova watches."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from nova.domain.project import Project, ProjectId
from nova.errors import BadInput, UnknownName
from nova.store.database import Database
from nova.store.tables import ProjectRow


class ProjectStore:
    """Projects by id. A clone that moved is the same project: saving it again changes its path."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Project, ...]:
        """Every project, by name."""
        with self._database.reading() as session:
            return tuple(_project(row) for row in session.exec(select(ProjectRow).order_by(ProjectRow.name)))

    def save(self, project: Project) -> None:
        """Add a project, or change the one of its id. Raises BadInput when another one has its name."""
        with self._database.session() as session:
            other = session.exec(select(ProjectRow).where(ProjectRow.name == project.name)).first()
            if other is not None and other.id != project.id:
                raise BadInput(f"{other.path} is already the project {project.name!r}; give this one another --name")
            session.merge(_row(project))

    def get(self, id: str) -> Project | None:
        with self._database.reading() as session:
            row = session.get(ProjectRow, id)
            return None if row is None else _project(row)

    def named(self, name: str) -> Project:
        """The project that a person means: by name, id, or the path of its checkout. Raises UnknownName."""
        path = Path(name).expanduser().resolve()
        projects = self.all()
        for project in projects:
            if name in (project.name, project.id) or path == project.path:
                return project
        raise UnknownName("project", name, [project.name for project in projects])

    def at(self, path: Path) -> Project | None:
        """The project whose checkout is at `path`."""
        path = path.resolve()
        return next((project for project in self.all() if project.path == path), None)

    def remove(self, id: str) -> bool:
        """Stop watching; False when it was not watched. Its proposals and answers stay."""
        with self._database.session() as session:
            row = session.get(ProjectRow, id)
            if row is not None:
                session.delete(row)
            return row is not None


def _row(project: Project) -> ProjectRow:
    return ProjectRow(
        id=project.id,
        name=project.name,
        path=str(project.path),
        python=None if project.python is None else str(project.python),
        tests=None if project.tests is None else list(project.tests),
        branch=project.branch,
        decisions=project.decisions,
    )


def _project(row: ProjectRow) -> Project:
    return Project(
        id=ProjectId(row.id),
        name=row.name,
        path=Path(row.path),
        python=None if row.python is None else Path(row.python),
        tests=None if row.tests is None else tuple(row.tests),
        branch=row.branch,
        decisions=row.decisions,
    )

