"""Accepting: a number is allotted, the file is written, nothing is committed unless asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from nova.decisions.contents import INDEX_MARK, write_index
from nova.decisions.drafts import draft_from_rejection, edit_draft
from nova.decisions.folder import commit
from nova.decisions.madr import front_matter, slug
from nova.decisions.reader import read_record
from nova.decisions.writer import Person, opened
from nova.domain.decision import Decision, Status
from nova.errors import BadInput, RecordError, Refused, UnknownName
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


NYGARD = b"# 2. Use W\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nWe use W.\r\n"


def write(project: Path, name: str, text: str | bytes) -> Path:
    path = project / "decisions" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def proposal(title: str, **keys: str) -> str:
    lines = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in keys.items())
    return f"---\nstatus: proposed\n{lines}---\n# {title}\n\n## Decision Outcome\n\nDo it.\n"


def at(project: Path):
    return opened(project, None, by=ANA, today=TODAY)


def read(path: Path) -> Decision:
    record = read_record(path.name, path.read_bytes())
    assert isinstance(record, Decision), record
    return record


def test_superseding_writes_both_ends_and_nothing_else(project):
    old, new = write(project, "0002-use-w.md", NYGARD), project / "decisions/0004-use-x.md"
    with at(project) as records:
        written = records.supersede("2", "ADR-0004")
    assert old.read_bytes() == NYGARD.replace(b"Accepted", b"Superseded by [ADR-0004](0004-use-x.md) (was: Accepted)")
    assert new.read_text() == RECORD.replace("id: ADR-0004\n", 'id: ADR-0004\nsupersedes: ["0002-use-w"]\n')
    assert sorted(path.name for path in written.changed) == ["0002-use-w.md", "0004-use-x.md"]
    assert (read(old).status, read(old).superseded_by) == (Status.SUPERSEDED, ("0004-use-x",))


def test_one_end_that_is_missing_is_mended(project):
    write(project, "0002-use-w.md", NYGARD)
    new = write(project, "0004-use-x.md", RECORD.replace("id:", "supersedes: [0002-use-w]\nid:"))
    before = new.read_bytes()
    with at(project) as records:
        records.supersede("2", "4")
    assert new.read_bytes() == before
    with at(project) as records, pytest.raises(Refused, match="superseded by ADR-0004 already"):
        records.supersede("2", "4")


@pytest.mark.parametrize(("old", "new", "what"), [
    ("4", "4", "cannot supersede itself"), ("3", "4", "superseded by ADR-0004 already"),
    ("4", "3", "so it takes the place of nothing"), ("3", "6", "superseded by ADR-0004 already; supersede that one"),
    ("6", "4", "is proposed, so there is nothing to supersede"),
])
def test_what_cannot_be_superseded(project, old, new, what):
    write(project, "0003-use-v.md", '---\nstatus: superseded by ADR-0004\nid: ADR-0003\n---\n# Use V\n')
    write(project, "0004-use-x.md", RECORD.replace("id:", "supersedes: [ADR-0003]\nid:"))
    write(project, "0006-use-z.md", proposal("Use Z"))
    with at(project) as records, pytest.raises(Refused, match=what):
        records.supersede(old, new)


def test_a_cycle_is_refused(project):
    write(project, "0005-a.md", proposal("A", supersedes="[ADR-0004]"))
    write(project, "0006-b.md", proposal("B", supersedes="[0005-a]"))
    with at(project) as records, pytest.raises(Refused, match="cycle"):
        records.supersede("6", "4")


def test_an_unknown_record_is_told_with_the_nearest_and_one_that_cannot_be_read_with_its_line(project):
    write(project, "0005-bad.md", "---\nstatus: accepted\nsymbols: [x y]\n---\n# Bad\n")
    with at(project) as records:
        with pytest.raises(UnknownName, match="did you mean ADR-0004"):
            records.deprecate("ADR-0014", "x")
        with pytest.raises(RecordError, match=r"0005-bad.md:3"):
            records.deprecate("5", "x")


def test_a_proposed_file_gets_its_number_and_what_names_it_follows(project):
    write(project, "use-y.md", proposal("Use Y", supersedes="[ADR-0004]"))
    write(project, "0005-more.md", RECORD.replace("ADR-0004", "ADR-0005").replace(
        "id:", "amends: [use-y]\nid:").replace("We use", "See [y](use-y.md). We use"))
    others = {"use-q": proposal("Use Q", amends="[use-y]"), "use-r": proposal("Use R")}
    with at(project) as records:
        written = records.accept_proposed("use-y", others)
    assert written.record.name == "0006-use-y.md"
    assert not (project / "decisions/use-y.md").exists()
    assert (read(written.record).id, read(written.record).status) == ("ADR-0006", Status.ACCEPTED)
    assert read(project / "decisions/0004-use-x.md").superseded_by == ("ADR-0006",)
    assert read(project / "decisions/0005-more.md").amends == ("ADR-0006",)
    assert "[y](0006-use-y.md)" in (project / "decisions/0005-more.md").read_text()
    assert written.drafts == {"use-q": proposal("Use Q", amends='["ADR-0006"]')}


def test_what_a_draft_supersedes_is_retired_only_when_it_is_accepted(project):
    old = project / "decisions/0004-use-x.md"
    with at(project) as records:
        path = records.propose(proposal("Use Y", supersedes="[ADR-0004]")).record
    assert (path.name, old.read_text()) == ("use-y.md", RECORD)
    with at(project) as records:
        records.accept_proposed("use-y")
    assert old.read_text() == RECORD.replace("status: accepted", 'status: "superseded by ADR-0005"')


def test_a_draft_that_names_another_draft_waits_for_it(project):
    with at(project) as records, pytest.raises(Refused, match="accept use-z first"):
        records.accept(proposal("Use Y", amends="[use-z]"), draft="use-y", others={"use-z": proposal("Use Z")})
    assert len(list((project / "decisions").iterdir())) == 1


def test_rejecting_and_deprecating_say_why(project):
    write(project, "use-y.md", proposal("Use Y"))
    with at(project) as records:
        records.reject("use-y", "too dear")
        records.deprecate("4", "nobody uses X\n\n## Status")
    assert (project / "decisions/use-y.md").read_text() == proposal("Use Y").replace("proposed", '"rejected"') + (
        "\n## More Information\n\nRejected on 2026-11-22 by Ana <ana@example.com>: too dear\n")
    assert read(project / "decisions/0004-use-x.md").status is Status.DEPRECATED
    with at(project) as records:
        for act, what in ((records.deprecate, "deprecated already"), (records.reject, "only what is proposed")):
            with pytest.raises(Refused, match=what):
                act("4", "again")
    with at(project) as records, pytest.raises(BadInput, match="reason"):
        records.reject_draft(proposal("Use Q"), " ")


def test_amending_leaves_the_amended_record_alone(project):
    write(project, "0005-more.md", NYGARD)
    with at(project) as records:
        records.amend("4", "5")
        with pytest.raises(Refused, match="cannot amend itself"):
            records.amend("4", "4")
    assert (project / "decisions/0004-use-x.md").read_text() == RECORD
    assert (project / "decisions/0005-more.md").read_bytes() == b'---\r\namends: ["ADR-0004"]\r\n---\r\n' + NYGARD
    with at(project) as records, pytest.raises(Refused, match="already"):
        records.amend("4", "5")


def test_an_edit_that_was_drafted_changes_the_record_itself(project):
    old = write(project, "0004-use-x.md", RECORD.replace("id:", 'symbols: ["shop:sum"]\nid:'))
    edit = edit_draft(read(old), "shop:sum", "shop:total", why="x", on=TODAY)
    with at(project) as records:
        written = records.accept(edit.text, draft=edit.slug)
    assert (written.record, written.created) == (old, ())
    assert read(old).symbols == ("shop:total",)
    assert read(old).status is Status.ACCEPTED


def test_the_service_changes_nothing(project):
    with pytest.raises(Refused), opened(project, None, by=Person(actor="service", name="Nova"), today=TODAY):
        pytest.fail("it was let in")


def test_a_number_is_never_given_twice(project):
    def one(which: int) -> str:
        return accept(proposal(f"Use {which}"), project, None).name

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(one, range(12)))
    assert sorted(int(name[:4]) for name in names) == list(range(5, 17))


def test_a_folder_of_novas_own_making_gets_an_index_and_an_empty_one_goes_again(tmp_path):
    project = repository(tmp_path / "bare", {"x.py": ""})
    with pytest.raises(RecordError):
        accept("nothing\n", project, None)
    assert not (project / "decisions").exists()
    accept(draft(), project, None)
    assert "| ADR-0001 | [Plug-in surface](0001-plug-in-surface.md) |" in (project / "decisions/README.md").read_text()
