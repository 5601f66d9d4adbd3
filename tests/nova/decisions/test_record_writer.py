"""Accepting: a number is allotted, the file is written, nothing is committed unless asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nova.decisions.contents import INDEX_MARK, write_index
from nova.decisions.drafts import draft_from_rejection
from nova.decisions.folder import commit
from nova.decisions.madr import front_matter, slug
from nova.decisions.reader import read_record
from nova.decisions.writer import Person, opened
from nova.domain.decision import Decision, Status
from nova.errors import RecordError, Refused
from nova.testing import git, repository

ANA = Person(actor="ana", name="Ana <ana@example.com>")
TODAY = date(2026, 11, 22)
RECORD = "---\nstatus: accepted\nid: ADR-0004\n---\n# Use X\n\n## Decision\n\nWe use X.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {"shop.py": "def total(): ...\n", "decisions/0004-use-x.md": RECORD})


def accept(text: str, repository: Path, folder: str | None, *, by: Person = ANA, today: date = TODAY) -> Path:
    with opened(repository, folder, by=by, today=today) as records:
        return records.accept(text).record


def draft(note: str = "plug-ins call it") -> str:
    return draft_from_rejection(rule="dead-definition", family="dead-code", symbols=["shop:total"], note=note,
                                by="Ana <ana@example.com>", on=TODAY, title="Plug-in surface").text


def test_accepting_writes_the_next_number_and_commits_nothing(project):
    head = git(project, "rev-parse", "HEAD")
    path = accept(draft(), project, None)
    assert path == project / "decisions/0005-plug-in-surface.md"
    record = read_record("decisions/0005-plug-in-surface.md", path.read_bytes())
    assert isinstance(record, Decision)
    assert (record.id, record.status, record.date) == ("ADR-0005", Status.ACCEPTED, TODAY)
    assert record.constraints[0].of == ("shop:total",)
    assert git(project, "rev-parse", "HEAD") == head
    assert git(project, "diff", "--cached", "--name-only") == ""


def test_the_front_matter_has_madrs_keys_first_and_the_id_in_quotes(project):
    path = accept(draft(), project, None)
    assert path.read_text(encoding="utf-8").splitlines()[:8] == [
        "---", 'status: "accepted"', "date: 2026-11-22", 'decision-makers: ["Ana <ana@example.com>"]', 'id: "ADR-0005"',
        'symbols: ["shop:total"]', 'origin: "rejection of dead-definition at shop:total"', "---"]


def test_in_a_project_without_records_the_first_one_makes_the_folder(tmp_path):
    project = repository(tmp_path / "bare", {"x.py": ""})
    assert accept(draft(), project, None) == project / "decisions/0001-plug-in-surface.md"


def test_the_projects_own_folder_is_used(project):
    assert accept(draft(), project, "docs/notes").parent == project / "docs/notes"


def test_the_service_never_accepts(project):
    with pytest.raises(Refused, match="accepted by a person"):
        accept(draft(), project, None, by=Person(actor="service", name="Nova <nova@localhost>"))
    assert len(list((project / "decisions").iterdir())) == 1


@pytest.mark.parametrize("folder", ["../elsewhere", "linked"])
def test_nothing_is_written_outside_the_repository(project, tmp_path, folder):
    (tmp_path / "elsewhere").mkdir()
    (project / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused):
        accept(draft(), project, folder)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_draft_that_cannot_be_read_is_not_accepted(project):
    with pytest.raises(RecordError, match="unknown constraint kind"):
        accept(draft().replace("keep:", "keeep:"), project, None)


def test_committing_takes_just_these_files_and_runs_no_hook(project):
    (project / "shop.py").write_text("changed\n")
    git(project, "add", "shop.py")
    hook = project / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    git(project, "config", "user.name", "Ana")
    git(project, "config", "user.email", "ana@example.com")
    commit([accept(draft(), project, None)], project, "Accept decision")
    assert git(project, "show", "--name-only", "--format=%an %s", "HEAD").split("\n") == [
        "Ana Accept decision", "", "decisions/0005-plug-in-surface.md"]
    assert git(project, "diff", "--cached", "--name-only") == "shop.py"


def test_the_index_is_written_anew_below_its_mark(project):
    readme = project / "decisions/README.md"
    readme.write_text(f"# Decisions\n\nHow we decide.\n\n{INDEX_MARK}\n\nold\n")
    accept(draft(), project, None)
    assert write_index(project / "decisions") == readme
    text = readme.read_text()
    assert "How we decide." in text
    assert "old" not in text
    assert "| ADR-0005 | [Plug-in surface](0005-plug-in-surface.md) | accepted | 2026-11-22 |" in text
    assert "| ADR-0004 | [Use X](0004-use-x.md) | accepted |  |" in text


def test_a_readme_without_the_mark_is_a_persons_and_stays(project):
    readme = project / "decisions/README.md"
    readme.write_text("# Ours\n")
    assert write_index(project / "decisions") is None
    assert readme.read_text() == "# Ours\n"


def test_values_cannot_break_out_of_the_front_matter():
    text = front_matter({"origin": 'x"\n---\nstatus: accepted', "decision-makers": ("a: b", "\x1b[0m")}) + "# Use X\n"
    record = read_record("decisions/0001-x.md", text.encode())
    assert isinstance(record, Decision)
    assert record.status is Status.NONE


@pytest.mark.parametrize(("title", "name"), [
    ("Keep `Clock.now` as it is", "keep-clock-now-as-it-is"), ("Für Ünïcode", "fur-unicode"), ("../../etc", "etc"),
    ("!!!", "decision"), ("long " * 40, "long-long-long-long-long-long-long-long-long-long-long-long"),
])
def test_slugs(title, name):
    assert slug(title) == name
