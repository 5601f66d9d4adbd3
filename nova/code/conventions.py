"""What a project's own settings say about it. They are read as data: nothing is run, no `extend` is followed."""

from __future__ import annotations

import configparser
import fnmatch
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nova.code.pythons import floor_of
from nova.domain.snapshot import Snapshot, Unread

Table = Mapping[str, Any]

_RUFF_DEFAULT = ("E4", "E7", "E9", "F")
_FLAKE8_DEFAULT = ("E", "F", "W", "C90")
_FLAKE8_IGNORED = ("E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504")
_FILES = ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", ".pytest.ini", "mypy.ini", ".mypy.ini",
          ".flake8", "ruff.toml", ".ruff.toml", ".pre-commit-config.yaml")
_LARGEST = 1024 * 1024
_TARGET = re.compile(r"=\s*([A-Za-z_][\w.]*(?::[A-Za-z_][\w.]*)?)")
_SETUP_TARGET = re.compile(r"""["']\s*[\w.-]+\s*=\s*([A-Za-z_][\w.]*:[A-Za-z_][\w.]*)""")
_SETUP_FLOOR = re.compile(r"""python_requires\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """Which rules the project's linter runs. With no linter, nothing is enabled and nothing ignored."""

    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(glob over paths, codes); a glob that begins with `!` means every other file."""
    excluded: tuple[str, ...] = ()
    """Globs over paths that the linter never sees."""

    def enables(self, code: str) -> bool:
        """Whether the project's linter looks for this code somewhere. The more specific of select and ignore wins."""
        chosen = _specificity(self.selected, code)
        return chosen >= 0 and chosen > _specificity(self.ignored, code)

    def ignores(self, path: str, code: str) -> bool:
        """Whether the project says that this code is not wanted in this file."""
        if any(matches(pattern, path) for pattern in self.excluded):
            return True
        if any(_applies(pattern, path) and _specificity(codes, code) >= 0 for pattern, codes in self.per_file):
            return True
        ignored = _specificity(self.ignored, code)
        return ignored >= 0 and ignored >= _specificity(self.selected, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """A project's settings, as far as a reviewer must respect them."""

    floor: tuple[int, int] | None = None
    """The oldest Python that the project says it supports; None: not said."""
    lint: Lint = field(default_factory=Lint)
    entry_points: frozenset[str] = frozenset()
    """`package.module:name`, or `package.module` for a plug-in that is a whole module."""
    testpaths: tuple[str, ...] = ()
    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    uses_mypy: bool = False
    nova: Table = field(default_factory=dict)
    """`[tool.nova]` as it is written; it can only narrow what the operator allows."""
    paths_left_out: tuple[str, ...] = ()
    rules_left_out: frozenset[str] = frozenset()
    problems: tuple[Unread, ...] = ()
    """Settings files that could not be read, and so say nothing."""

    def leaves_out(self, path: str) -> bool:
        """Whether `paths_left_out` of `[tool.nova]` names the file or a folder around it."""
        return any(matches(pattern, path) for pattern in self.paths_left_out)


def read_conventions(snapshot: Snapshot) -> Conventions:
    """Read the settings files at the top of the snapshot. A broken one is in `problems` and counts as absent."""
    settings = _Settings(lambda name: _content(snapshot, name))
    nova = settings.tool("nova")
    pytest = settings.pytest()
    return Conventions(
        floor=settings.floor(),
        lint=settings.lint(),
        entry_points=settings.entry_points(),
        testpaths=_words(pytest.get("testpaths")),
        python_files=_words(pytest.get("python_files")) or ("test_*.py", "*_test.py"),
        uses_mypy=settings.uses_mypy(),
        nova=nova,
        paths_left_out=_words(nova.get("paths_left_out")),
        rules_left_out=frozenset(_words(nova.get("rules_left_out"))),
        problems=tuple(settings.problems),
    )


def declared_floor(files: Mapping[str, bytes]) -> tuple[int, int] | None:
    """`Conventions.floor` as settings files say it, given by name: those of another commit, perhaps."""
    return _Settings(files.get).floor()


def _content(snapshot: Snapshot, name: str) -> bytes | None:
    file = snapshot.files.get(name)
    return None if file is None or file.size > _LARGEST else snapshot.read(name)


def matches(pattern: str, path: str) -> bool:
    """Whether a glob takes in the file, by its path, its name, or a folder around it. `*` crosses `/`, as in ruff."""
    pattern = pattern.removeprefix("./").rstrip("/").removesuffix("/**").replace("/**/", "/*")
    parts = path.split("/")
    around = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    names = parts if "/" not in pattern else []
    return any(fnmatch.fnmatchcase(candidate, one)
               for one in _alternatives(pattern)
               for candidate in (*around, *(f"/{place}" for place in around), *names))


class _Settings:
    """The settings files of one commit, each read once. `read` gives their content; None: not there."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self.problems: list[Unread] = []
        self._texts = {name: text for name in _FILES if (text := self._text(name, read(name))) is not None}
        self._pyproject = self._toml("pyproject.toml")
        self._ini = {name: self._sections(name) for name in self._texts
                     if name.endswith((".cfg", ".ini", ".flake8"))}

    def tool(self, name: str) -> Table:
        return _table(_table(self._pyproject.get("tool")).get(name))

    def floor(self) -> tuple[int, int] | None:
        project = _table(self._pyproject.get("project"))
        poetry = _table(_table(self.tool("poetry").get("dependencies")))
        setup = _SETUP_FLOOR.search(self._texts.get("setup.py", ""))
        said = (project.get("requires-python"), poetry.get("python"),
                self._section("setup.cfg", "options").get("python_requires"), setup and setup[1])
        return next((floor_of(one) for one in said if isinstance(one, str)), None)

    def lint(self) -> Lint:
        ruff, flake8 = self._ruff(), self._flake8()
        both = [one for one in (ruff, flake8) if one is not None]
        return Lint(selected=tuple(code for one in both for code in one.selected),
                    ignored=tuple(code for one in both for code in one.ignored),
                    per_file=tuple(pair for one in both for pair in one.per_file),
                    excluded=tuple(pattern for one in both for pattern in one.excluded))

    def pytest(self) -> Table:
        """The section that pytest itself would take: the first file that has one."""
        own = self._section("pytest.ini", "pytest") or self._section(".pytest.ini", "pytest")
        if own or "pytest.ini" in self._texts:
            return own
        modern = self.tool("pytest")
        toml = _table(modern.get("ini_options")) or modern
        return toml or self._section("tox.ini", "pytest") or self._section("setup.cfg", "tool:pytest")

    def uses_mypy(self) -> bool:
        return bool({"mypy.ini", ".mypy.ini"} & self._texts.keys() or self.tool("mypy")
                    or self._section("setup.cfg", "mypy") or "/mirrors-mypy" in self._pre_commit())

    def entry_points(self) -> frozenset[str]:
        project, poetry = _table(self._pyproject.get("project")), self.tool("poetry")
        groups = [_table(project.get("scripts")), _table(project.get("gui-scripts")), _table(poetry.get("scripts")),
                  *_tables(project.get("entry-points")), *_tables(poetry.get("plugins"))]
        found = {_target(value) for group in groups for value in group.values()}
        for lines in self._section("setup.cfg", "options.entry_points").values():
            found.update(_TARGET.findall(lines))
        found.update(_SETUP_TARGET.findall(self._texts.get("setup.py", "")))
        return frozenset(found - {""})

    def _ruff(self) -> Lint | None:
        name = next((one for one in (".ruff.toml", "ruff.toml") if one in self._texts), None)
        whole = self._toml(name) if name else self.tool("ruff")
        if name is None and "ruff" not in _table(self._pyproject.get("tool")):
            return Lint(selected=_RUFF_DEFAULT) if "/ruff-pre-commit" in self._pre_commit() else None
        lint = {**whole, **_table(whole.get("lint"))}
        per_file = {**_table(lint.get("per-file-ignores")), **_table(lint.get("extend-per-file-ignores"))}
        chosen = _words(lint["select"]) if "select" in lint else _RUFF_DEFAULT
        return Lint(
            selected=chosen + _words(lint.get("extend-select")),
            ignored=_words(lint.get("ignore")) + _words(lint.get("extend-ignore")),
            per_file=tuple((pattern, _words(codes)) for pattern, codes in per_file.items()),
            excluded=tuple(pattern for source in (whole, lint) for key in ("exclude", "extend-exclude")
                           for pattern in _words(source.get(key))))

    def _flake8(self) -> Lint | None:
        section = next((found for name in ("setup.cfg", "tox.ini", ".flake8")
                        if (found := self._section(name, "flake8"))), None)
        if section is None:
            return None
        chosen = _words(section.get("select")) if "select" in section else _FLAKE8_DEFAULT
        ignored = _words(section.get("ignore")) if "ignore" in section else _FLAKE8_IGNORED
        return Lint(
            selected=chosen + _words(section.get("extend-select")),
            ignored=ignored + _words(section.get("extend-ignore")),
            per_file=_flake8_pairs(str(section.get("per-file-ignores", ""))),
            excluded=_words(section.get("exclude")) + _words(section.get("extend-exclude")))

    def _pre_commit(self) -> str:
        return self._texts.get(".pre-commit-config.yaml", "")

    def _section(self, name: str, section: str) -> Mapping[str, str]:
        return self._ini.get(name, {}).get(section, {})

    def _text(self, name: str, content: bytes | None) -> str | None:
        try:
            return None if content is None else content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.problems.append(Unread(name, "not UTF-8, so its settings are not known"))
            return None

    def _toml(self, name: str) -> Table:
        try:
            return tomllib.loads(self._texts.get(name, ""))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problems.append(Unread(name, f"not valid TOML, so its settings are not known: {error}"))
            return {}

    def _sections(self, name: str) -> dict[str, dict[str, str]]:
        parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
        try:
            parser.read_string(self._texts[name])
        except configparser.Error as error:
            reason = str(error).splitlines()[0]
            self.problems.append(Unread(name, f"not a valid settings file, so its settings are not known: {reason}"))
            return {}
        return {section: {key: value or "" for key, value in parser.items(section)} for section in parser.sections()}


def _specificity(selectors: Iterable[str], code: str) -> int:
    """How much of the code the closest selector spells out; -1: none names it. `ALL` spells out nothing."""
    return max((0 if selector == "ALL" else len(selector) for selector in selectors if _names(selector, code)),
               default=-1)


def _names(selector: str, code: str) -> bool:
    # `E` is not `ERA`: a prefix ends where the letters do, except for pylint's families.
    if selector == "ALL":
        return True
    letters = code.rstrip("0123456789")
    return code.startswith(selector) and (
        selector == "PL" or selector.rstrip("0123456789") == letters)


def _applies(pattern: str, path: str) -> bool:
    return not matches(pattern[1:], path) if pattern.startswith("!") else matches(pattern, path)


def _alternatives(pattern: str) -> list[str]:
    """`a/{b,c}` as `a/b` and `a/c`; the first pair of braces alone, since nobody nests them."""
    found = re.fullmatch(r"([^{}]*)\{([^{}]*)\}([^{}]*)", pattern)
    return [f"{found[1]}{part.strip()}{found[3]}" for part in found[2].split(",")] if found else [pattern]


def _flake8_pairs(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for globs, codes in re.findall(r"([^:]+):([A-Z0-9,\s]*)(?=\n|$|\s)", text):
        pairs += [(glob, _words(codes)) for glob in _words(globs)]
    return tuple(pairs)


def _words(value: object) -> tuple[str, ...]:
    """The strings of a list, or the words of a text that commas, spaces or lines part; comments are left out."""
    if isinstance(value, str):
        lines = (line.partition("#")[0] for line in value.splitlines())
        return tuple(word for line in lines for word in re.split(r"[,\s]+", line) if word)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, Sequence) else ()


def _target(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("reference") or value.get("callable")
    return value.partition("[")[0].replace(" ", "") if isinstance(value, str) else ""


def _table(value: object) -> Table:
    return value if isinstance(value, Mapping) else {}


def _tables(value: object) -> list[Table]:
    return [_table(one) for one in _table(value).values()]
