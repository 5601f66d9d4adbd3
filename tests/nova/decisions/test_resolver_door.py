"""`nova decisions for`, as a person and as a script sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from nova.commands.decisions import add_commands
from nova.errors import BadInput
from nova.testing import commit, repository

RECORD = "# 1. Queue\n\n## Status\n\nAccepted\n\n## Decision\n\nDurable jobs run from a table, not from a broker.\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NOVA_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def out(*arguments: str | Path) -> str:
    app = typer.Typer()
    add_commands(app)
    app.command("other")(lambda: None)
    result = CliRunner().invoke(app, ["decisions", "for", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_records_of_a_folder_outside_git_and_a_path_that_is_not_there(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "0001-queue.md").write_text(RECORD)
    asked = ("web/none.py:Job.run", "--project", tmp_path, "--decisions", folder, "--json", "--change")
    [row] = json.loads(out(*asked, "Run the durable jobs from a broker"))
    assert (row["path"], row["force"], row["certain"]) == ("0001-queue.md", "informs", False)
    assert row["score"] > 0 and "broker" in row["why"]
    assert json.loads(out(*asked, "Fix a typo in the footer")) == []


def test_a_commit_that_names_the_record(tmp_path):
    project = repository(tmp_path / "shop", {"docs/adr/0001-queue.md": RECORD, "web.py": "x = 1\n"})
    assert json.loads(out("web.py", "--project", project, "--json")) == []
    commit(project, {"web.py": "x = 2\n"}, "Change x\n\nDecision: ADR-0001")
    [row] = json.loads(out("web.py", "--project", project, "--json"))
    assert (row["certain"], row["why"]) == (True, "a commit that touched web.py names it")
    assert out("web.py", "--project", project).startswith("governs  0001-queue  Queue (accepted)")


def test_a_path_outside_is_refused(tmp_path):
    project = repository(tmp_path / "shop", {"docs/adr/0001-queue.md": RECORD})
    with pytest.raises(BadInput, match="lies outside"):
        out("../../etc/passwd", "--project", project)
