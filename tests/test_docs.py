"""What the docs name is there, and what a person can name is in the docs."""

import re
from pathlib import Path

import typer

from nova.cli import app
from nova.commands import agents, chat, decisions, projects, route, traces
from reviewer.commands import add_commands
from reviewer.detectors import detectors
from reviewer.domain.finding import Disposition
from reviewer.wording import FATES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    """Every command as it is typed: `review`, `projects add`."""
    for add in (add_commands, agents.add_commands, chat.add_commands, decisions.add_commands, projects.add_commands,
                route.add_commands, traces.add_commands):
        add(app)

    def names(command: object, before: str) -> set[str]:
        inside = getattr(command, "commands", {})
        return {name for child, sub in inside.items() for name in names(sub, f"{before} {child}".strip())} or {before}

    return names(typer.main.get_command(app), "")


def test_every_rule_is_in_the_readme():
    assert [name for name in detectors() if name not in README] == []


def test_every_command_in_the_readme_exists():
    known = commands()
    typed = re.findall(r"(?:\$ |`)nova ([a-z][a-z-]*(?: [a-z-]+)?)", README)
    strangers = [words for words in typed if words not in known and words.split()[0] not in known]
    assert typed
    assert strangers == []


def test_every_path_in_the_readme_exists():
    named = re.findall(r"`((?:nova|reviewer|agents|decisions|bench|tests)/[\w/.*-]*)`", README)
    assert named
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_every_make_target_in_the_readme_exists():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r"make (\w+)", README)) <= set(targets)


def test_every_disposition_reads_as_words():
    assert set(FATES) == set(Disposition)


def test_nothing_committed_names_a_machine_or_a_registry():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
