"""The records of a project from further away: graph, coverage, contracts for import-linter, and deferring."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from nova.commands.decisions import add_commands
from nova.errors import BadInput, UnknownName
from nova.testing import git, repository


def record(id: str, title: str, keys: str = "status: accepted", rules: str = "") -> str:
    block = f"\n~~~yaml nova-rules\n{rules}\n~~~\n" if rules else ""
    return f'---\nid: "{id}"\n{keys}\n---\n# {title}\n\n## Decision Outcome\n\nSo it is.\n{block}'


CODE = {"shop/__init__.py": "", "shop/core.py": "import csv\n", "shop/store/__init__.py": "import sqlite3\n",
        "shop/web/__init__.py": "", "shop/web/page.py": "from shop import core\ndef show(): ...\n",
        "tests/test_page.py": ""}
RULES = """- id: home
  only-import: {of: [sqlite3], from: [shop.store]}
- id: guard
  only-import: {of: [shop.store], from: [shop.core]}
- id: pure
  forbid-import: {of: [shop.web, json], in: ["shop/**", "!shop/store/**"]}
- id: down
  layers: [shop.web, shop.core]
- id: near
  forbid-import: {of: [csv], in: [shop.web]}
- id: part
  forbid-import: {of: [xml.dom]}
- id: scoped
  layers: {of: [shop.web, shop.core], in: [shop.core]}
- id: quiet
  forbid-call: {of: [print]}"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOVA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NOVA_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def shop(home: Path, monkeypatch: pytest.MonkeyPatch, *records: str) -> Path:
    pages = {f"decisions/000{at}-x.md": text for at, text in enumerate(records, 1)}
    project = repository(home / "shop", {**CODE, **pages})
    monkeypatch.chdir(project)
    return project


def run(*arguments: str) -> Result:
    app = typer.Typer()
    add_commands(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["decisions", *arguments])


def out(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


CHAIN = (record("A-1", "Use X", "status: superseded by A-3"), record("A-2", 'Use "Y" <b>'),
         record("A-3", "Use Z", "status: accepted\nsupersedes: [A-1]\namends: [A-2]"),
         record("A-4", "Maybe", "status: proposed\nsupersedes: [A-3]"))


def test_graph_as_a_tree(home, monkeypatch):
    shop(home, monkeypatch, *CHAIN)
    assert out("graph").splitlines() == [
        "A-4  proposed  Maybe", "└─ supersedes A-3  accepted  Use Z", "   ├─ supersedes A-1  superseded  Use X",
        '   └─ amends A-2  accepted  Use "Y"']


def test_graph_of_a_circle_ends(home, monkeypatch):
    shop(home, monkeypatch, record("A-1", "X", "status: superseded by A-2\nsupersedes: [A-2]"),
         record("A-2", "Y", "status: superseded by A-1\nsupersedes: [A-1]"))
    assert out("graph").splitlines() == ["A-1  superseded  X", "└─ supersedes A-2  superseded  Y",
                                         "   └─ supersedes A-1  superseded  X (above)"]


def test_graph_as_mermaid(home, monkeypatch):
    shop(home, monkeypatch, *CHAIN)
    assert out("graph", "--mermaid").splitlines()[:8] == [
        "graph TD", '    d0["A-1: Use X"]:::superseded', '    d1["A-2: Use #34;Y#34;"]:::accepted',
        '    d2["A-3: Use Z"]:::accepted', '    d3["A-4: Maybe"]:::proposed', "    d2 -->|supersedes| d0",
        "    d2 -.->|amends| d1", "    d3 -->|supersedes| d2"]


def test_coverage_by_package_and_the_other_way_round(home, monkeypatch):
    shop(home, monkeypatch, record("A-1", "One", 'status: accepted\nsymbols: ["shop.web.page:show"]'),
         record("A-2", "Two", 'status: accepted\napplies-to: ["shop/gone/**"]'), record("A-3", "Three"),
         record("A-4", "Four", "status: accepted", "- require-path: [shop/core.py]"),
         record("A-5", "Five", 'status: proposed\napplies-to: ["shop/**"]'))
    assert [" ".join(line.split()) for line in out("coverage").splitlines()] == [
        "shop 1/2 A-4; not __init__.py", "shop/store 0/1 no decision", "shop/web 1/2 A-1; not __init__.py",
        "A-2 names code that is not there: Two", "A-3 names no code: Three"]
    found = json.loads(out("coverage", "--json"))
    assert found["packages"][1] == {"path": "shop/store", "governed": [], "without": ["shop/store/__init__.py"],
                                    "decisions": [], "broad_decisions": []}
    assert [one["id"] for one in found["without_code"]] == ["A-2"]
    assert [one["id"] for one in found["naming_no_code"]] == ["A-3"]


def test_coverage_tells_a_rule_for_everything_from_one_for_this_folder(home, monkeypatch):
    shop(home, monkeypatch, record("A-1", "One", 'status: accepted\napplies-to: ["shop/**"]'),
         record("A-2", "Two", 'status: accepted\napplies-to: ["shop/web/**"]'))
    packages = json.loads(out("coverage", "--json"))["packages"]
    assert [(one["path"], one["decisions"], one["broad_decisions"]) for one in packages] == [
        ("shop", [], ["A-1"]), ("shop/store", [], ["A-1"]), ("shop/web", ["A-2"], ["A-1"])]


def exported(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    project = shop(home, monkeypatch, record("A-1", "Rules", rules=RULES))
    return project, out("export", "--import-linter")


def contracts_of(project: Path, text: str) -> dict[str, str]:
    """What import-linter itself says of each contract."""
    (project / "contracts.toml").write_text(text)
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports")), "--config", "contracts.toml",
                           "--no-cache"], cwd=project, capture_output=True, text=True, check=False)
    return dict(re.findall(r"^(A-\d \w+) (KEPT|BROKEN)", done.stdout, re.MULTILINE))


def test_import_linter_reads_the_contracts_and_agrees(home, monkeypatch):
    project, text = exported(home, monkeypatch)
    names = ["A-1 home", "A-1 guard", "A-1 pure", "A-1 down", "A-1 near"]
    assert contracts_of(project, text) == dict.fromkeys(names, "KEPT")
    (project / "shop/core.py").write_text("import sqlite3\nimport shop.web\nimport json\n")
    (project / "shop/web/page.py").write_text("import shop.store\nimport csv\n")
    (project / "shop/store/__init__.py").write_text("import json\n")
    assert contracts_of(project, text) == dict.fromkeys(names, "BROKEN")


def test_what_import_linter_cannot_say_is_a_comment(home, monkeypatch):
    _, text = exported(home, monkeypatch)
    assert [line for line in text.splitlines() if line.startswith("# Not expressed")] == [
        "# Not expressed: xml.dom is a part of another package, and import-linter sees only the whole of it.",
        "# Not expressed: import-linter's layers have no scope (`in`).",
        "# Not expressed: forbid-call is about no import."]


def test_export_asks_for_which_tool(home, monkeypatch):
    shop(home, monkeypatch)
    assert isinstance(run("export").exception, BadInput)


def test_defer_sets_one_line(home, monkeypatch):
    text = record("A-1", "One", "status: accepted\n# why\nreview-by: 2026-01-01\nsymbols: ['shop.web.page:show']")
    project = shop(home, monkeypatch, text, "# 2. Two\r\n\r\n## Status\r\n\r\nAccepted\r\n")
    assert out("defer", "A-1", "--until", "2199-02-03") == "decisions/0001-x.md\n"
    assert (project / "decisions/0001-x.md").read_text() == text.replace("2026-01-01", "2199-02-03")
    assert out("defer", "2", "--until", "2199-02-03") == "decisions/0002-x.md\n"
    assert (project / "decisions/0002-x.md").read_bytes().startswith(b"---\r\nreview-by: 2199-02-03\r\n---\r\n# 2.")
    assert git(project, "status", "--porcelain").split() == ["M", "decisions/0001-x.md", "M", "decisions/0002-x.md"]
    assert "review by" in out("show", "A-1")


def test_defer_says_what_it_cannot_do(home, monkeypatch):
    shop(home, monkeypatch, record("A-1", "One"))
    assert isinstance(run("defer", "A-9", "--until", "2199-02-03").exception, UnknownName)
    assert "is not ahead of today" in str(run("defer", "A-1", "--until", "2020-02-03").exception)
    assert run("defer", "A-1", "--until", "soon").exit_code == 2
