"""Decision drafts that wait for a person. They live here, outside every repository."""

from __future__ import annotations

from sqlmodel import select

from nova.store.database import Database
from nova.store.tables import DraftRow


class DraftStore:
    """Fills nova.ports.DraftStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, project: str, slug: str, text: str) -> None:
        with self._database.session() as session:
            session.merge(DraftRow(project=project, slug=slug, text=text))

    def drafts(self, project: str) -> dict[str, str]:
        with self._database.reading() as session:
            rows = session.exec(select(DraftRow).where(DraftRow.project == project).order_by(DraftRow.slug))
            return {row.slug: row.text for row in rows}

    def remove(self, project: str, slug: str) -> None:
        with self._database.session() as session:
            row = session.get(DraftRow, (project, slug))
            if row is not None:
                session.delete(row)
