"""Read and check roles: one Markdown file each in `agents/`, front matter and a prompt.

A role's `tools` are a hard allowlist. A review role without a model names the rules that it may run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from nova.errors import RecordError

KINDS = ("chat", "pipeline", "erp", "language", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One agent: exactly its job and nothing more."""

    name: str
    description: str
    tools: tuple[str, ...]
    kind: str
    version: int
    owns: tuple[str, ...]
    never: tuple[str, ...]
    path: str
    prompt: str


def read_roles(kind: str | None = None) -> list[Role]:
    """Every role that came with this installation, by name. Raises RecordError for one that cannot be read."""
    roles = [read_role(str(path), text) for path, text in _role_files()]
    return sorted((role for role in roles if kind in (None, role.kind)), key=lambda role: role.name)


def read_role(path: str, text: str) -> Role:
    """Raises RecordError with file and line for anything missing, unknown or of the wrong shape."""
    head, prompt = _front_matter(path, text)
    nova = _need(path, text, head, "nova", dict)
    scope = _need(path, text, nova, "scope", dict)
    kind = _need(path, text, nova, "kind", str)
    if kind not in KINDS:
        raise RecordError(path, _line(text, "kind:"), f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    return Role(
        name=_need(path, text, head, "name", str),
        description=_need(path, text, head, "description", str),
        tools=_texts(path, text, head, "tools"),
        kind=kind,
        version=_need(path, text, nova, "version", int),
        owns=_texts(path, text, scope, "owns"),
        never=_texts(path, text, scope, "never"),
        path=path,
        prompt=prompt.strip(),
    )


def _role_files() -> Iterator[tuple[str, str]]:
    packaged = resources.files("nova") / "agents"
    # In a checkout the roles stand beside the packages; only a built wheel holds them inside.
    root: Traversable = packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "agents"
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if entry.name.endswith(".md"):
                    yield f"agents/{folder.name}/{entry.name}", entry.read_text(encoding="utf-8")


def _front_matter(path: str, text: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise RecordError(path, 1, "a role begins with front matter between two lines of ---")
    head, _, prompt = text[4:].partition("\n---\n")
    try:
        values = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RecordError(path, mark.line + 2 if mark else None, str(getattr(error, "problem", error))) from error
    if not isinstance(values, dict):
        raise RecordError(path, 2, "the front matter is to be a mapping")
    return values, prompt


def _need(path: str, text: str, values: dict[str, Any], key: str, kind: type) -> Any:
    if key not in values:
        raise RecordError(path, 1, f"{key!r} is missing")
    if not isinstance(values[key], kind):
        raise RecordError(path, _line(text, f"{key}:"), f"{key!r} is to be of type {kind.__name__}")
    return values[key]


def _texts(path: str, text: str, values: dict[str, Any], key: str) -> tuple[str, ...]:
    found = _need(path, text, values, key, list)
    if not all(isinstance(item, str) for item in found):
        raise RecordError(path, _line(text, f"{key}:"), f"{key!r} is to be a list of texts")
    return tuple(found)


def _line(text: str, start: str) -> int | None:
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(start)), None)
