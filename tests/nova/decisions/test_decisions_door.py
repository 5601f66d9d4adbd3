"""The door: what a person types and sees."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from nova.app import open_app
from nova.commands.decisions import add_commands
from nova.decisions.drafts import draft_from_rejection
from nova.errors import UnknownName
from nova.testing import git, repository

RECORD = """---
status: accepted
id: "ADR-0001"
---
# Keep one door to sqlite3

## Decision Outcome

Only shop.store opens connections.

~~~yaml nova-rules
- id: one-door
  only-import: {of: [sqlite3], from: [shop.store]}
~~~
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOVA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NOVA_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ana")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ana@example.com")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ana")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "ana@example.com")
    project = repository(tmp_path / "shop", {
        "shop/__init__.py": "", "shop/store.py": "import sqlite3\n", "shop/web.py": "def page():\n    import sqlite3\n",
        "decisions/0001-one-door.md": RECORD, "decisions/README.md": "# Decisions\n"})
    monkeypatch.chdir(project)
    return project


def run(*arguments: str) -> Result:
    app = typer.Typer()
    add_commands(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["decisions", *arguments])


def out(*arguments: str, code: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == code, result.output
    return result.stdout


def save_draft(project: Path, slug: str = "plug-in-surface") -> None:
    app = open_app()
    draft = draft_from_rejection(rule="dead-definition", family="dead-code", symbols=["shop.web:page"], note="plug-ins",
                                 by="Ana <ana@example.com>", on=date(2026, 11, 22))
    app.drafts.save(app.project(project).id, slug, draft.text)


def test_list_tells_what_each_file_is(shop):
    (shop / "decisions/0002-new.md").write_text("# Use Y\n\n## Status\n\nProposed\n")
    assert out("list").splitlines() == [
        "ADR-0001  accepted    Keep one door to sqlite3", "0002-new  proposed    Use Y  (not committed)"]


def test_list_of_any_folder_as_json(shop):
    rows = json.loads(out("list", "decisions", "--json"))
    assert [(row["id"], row["path"], row["kind"], row["status"]) for row in rows] == [
        ("ADR-0001", "0001-one-door.md", "adr", "accepted"), ("README", "README.md", "index", "none")]
    assert set(rows[0]) == {"id", "path", "kind", "title", "status", "status_raw", "date", "supersedes",
                            "superseded_by", "amends", "applies_to", "symbols", "review_by", "rules", "problems"}
    assert rows[0]["rules"] == [{"id": "one-door", "kind": "only-import", "of": ["sqlite3"], "scope": ["shop.store"]}]


def test_show_by_number(shop):
    shown = out("show", "1").splitlines()
    assert shown[0] == "ADR-0001  Keep one door to sqlite3"
    assert "decided     Only shop.store opens connections." in shown
    assert "checked     one-door: only-import sqlite3 from shop.store" in shown


def test_show_names_the_nearest_when_there_is_none(shop):
    result = run("show", "ADR-0010")
    assert isinstance(result.exception, UnknownName)
    assert "did you mean ADR-0001?" in str(result.exception)


def test_check_tells_each_place_with_its_record_and_reason(shop):
    assert out("check").splitlines() == [
        'shop/web.py:2  imports sqlite3, which only shop.store may   (ADR-0001 one-door: '
        "Only shop.store opens connections.)"]
    assert out("check", "--check", code=1) == out("check")
    (found,) = json.loads(out("check", str(shop), "--json"))
    assert (found["decision"], found["constraint"], found["path"], found["line"], found["symbol"]) == (
        "ADR-0001", "one-door", "shop/web.py", 2, "page")


def test_check_looks_at_the_commit_not_at_the_working_tree(shop):
    (shop / "shop/web.py").write_text("")
    assert "shop/web.py:2" in out("check")


def test_check_names_a_record_that_cannot_be_read(shop):
    (shop / "decisions/0001-one-door.md").write_text(RECORD.replace("only-import", "only-imports"))
    git(shop, "commit", "--quiet", "--all", "-m", "Break the record")
    assert out("check", "--check", code=1).startswith(
        'decisions/0001-one-door.md:13  unknown constraint kind "only-imports"; did you mean "only-import"?')


def test_lint_looks_at_the_working_tree(shop):
    assert out("lint", "--check") == ""
    (shop / "decisions/0002-new.md").write_text("---\nstatus: accepted\nsupersedes: [ADR-9]\n---\n# Use Y\n")
    assert out("lint", "--check", code=1).splitlines() == [
        "decisions/0002-new.md:3  supersedes names ADR-9, and there is no such record"]


def test_a_draft_is_shown_accepted_and_gone(shop):
    save_draft(shop)
    assert out("drafts").startswith("plug-in-surface  ")
    assert "# Keep page in shop.web" in out("show", "plug-in-surface")
    assert out("accept", "plug-in-surface") == "decisions/0002-keep-page-in-shop-web.md\n"
    assert out("drafts") == ""
    record = (shop / "decisions/0002-keep-page-in-shop-web.md").read_text()
    assert 'decision-makers: ["Ana <ana@example.com>"]' in record
    assert git(shop, "status", "--porcelain") == "?? decisions/0002-keep-page-in-shop-web.md"


def test_accept_and_commit(shop):
    save_draft(shop)
    out("accept", "plug-in-surface", "--commit")
    assert git(shop, "status", "--porcelain") == ""
    assert git(shop, "show", "--format=%an <%ae>", "--name-only", "HEAD").splitlines() == [
        "Ana <ana@example.com>", "", "decisions/0002-keep-page-in-shop-web.md"]


def test_a_dropped_draft_is_forgotten(shop):
    save_draft(shop)
    out("drop", "plug-in-surface")
    assert out("drafts") == ""
    assert isinstance(run("drop", "plug-in-surface").exception, UnknownName)


def test_an_escape_in_a_record_reaches_no_terminal(shop):
    (shop / "decisions/0002-new.md").write_text("# Be \x1b[31mred\n\n## Decision\n\nYes.\n")
    assert "\x1b" not in out("list") + out("show", "2")


def test_a_decision_is_made_by_options_shown_accepted_and_takes_the_place_of_another(shop):
    assert out("supersede", "1", "--title", "Keep two doors", "--outcome", "Two doors: one is slow.", "--symbol",
               "shop.store:door", "--constraint", "{id: doors, only-import: {of: [sqlite3], from: [shop]}}") == (
        "keep-two-doors\n")
    assert "only-import: {of: [sqlite3], from: [shop]}" in out("show", "keep-two-doors")
    assert (shop / "decisions/0001-one-door.md").read_text() == RECORD
    result = run("accept", "keep-two-doors")
    assert result.stdout == "decisions/0002-keep-two-doors.md\n"
    assert "git restore -- decisions/0001-one-door.md" in result.stderr
    assert "git clean -f -- decisions/0002-keep-two-doors.md" in result.stderr
    assert (shop / "decisions/0001-one-door.md").read_text() == RECORD.replace(
        "status: accepted", 'status: "superseded by ADR-0002"')
    assert [(row["id"], row["status"], row["superseded_by"]) for row in json.loads(out("list", "--json"))
            if row["kind"] == "adr"] == [("ADR-0001", "superseded", ["ADR-0002"]), ("ADR-0002", "accepted", [])]


def test_a_draft_that_amends_and_one_that_is_rejected(shop):
    out("new", "--title", "Log it", "--outcome", "Log it.")
    assert out("amend", "ADR-0001", "log-it") == ""
    assert json.loads(out("drafts", "--json"))[0]["amends"] == ["ADR-0001"]
    assert out("reject", "log-it", "--because", "too loud", "--commit") == "decisions/0002-log-it.md\n"
    assert out("drafts") == ""
    assert git(shop, "status", "--porcelain") == ""


@pytest.mark.parametrize(("editor", "what"), [
    ("true", "Nothing was written."), ("truncate -s 0", "Nothing was written."),
    ("false", "the editor ended with 1"), ("nova-no-such-editor", "cannot be started"),
    ("sed -i s/^status.*/symbols:[/", "Your text is kept there"),
    ("sed -i 's/^status.*/status: x/'", "it has no title"),
])
def test_an_editor_that_changes_nothing_or_fails(shop, monkeypatch, editor, what):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    result = run("new")
    assert what in result.stderr + str(result.exception)
    assert out("drafts") == ""
    assert git(shop, "status", "--porcelain") == ""


def test_an_editor_that_writes(shop, monkeypatch):
    monkeypatch.setenv("VISUAL", "sed -i 's/^# $/# Use Q: really/'")
    assert out("new", "--write", "--applies-to", "shop/**") == "decisions/use-q-really.md\n"
    text = (shop / "decisions/use-q-really.md").read_text()
    assert 'status: "proposed"' in text
    assert "<!--" not in text
    assert out("accept", "use-q-really", "--commit") == "decisions/0002-use-q-really.md\n"
    assert git(shop, "status", "--porcelain") == ""
