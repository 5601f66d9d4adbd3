"""One door to git, with everything shut through which a repository's own settings could run a program."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from nova.errors import GitFailed

if TYPE_CHECKING:
    from git.cmd import Git as Driver

_QUIET = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.editor": "false",
    "core.askPass": "",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "tag.gpgSign": "false",
    "log.showSignature": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
    "status.submoduleSummary": "false",
    "i18n.logOutputEncoding": "utf-8",
    "protocol.ext.allow": "never",
    "protocol.version": "2",
    "fetch.fsckObjects": "false",
}
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSL",
         "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_PYTHON_")
"""The person's own variables, and those that GitPython sets. Every other GIT_* is taken away: a hook that starts Nova
sets GIT_DIR."""

_NO_FILTERS = frozenset({"cat-file", "config", "for-each-ref", "ls-files", "ls-tree", "merge-base", "rev-list",
                         "rev-parse", "show-ref", "symbolic-ref", "update-ref"})
"""Commands that never look at the content of a working tree, as they are used here."""
_SHOWS_DIFFS = frozenset({"diff", "diff-files", "diff-index", "diff-tree", "log", "show", "format-patch"})
NETWORK = "file:http:https:ssh:git"


class Git:
    """Git commands in one folder.

    `ours` says that the repository is Nova's own: its settings are then not searched for filter drivers.
    `protocols` is what git may speak, joined by colons; only local files unless said otherwise.
    """

    def __init__(self, folder: Path, *, ours: bool = False, protocols: str = "file") -> None:
        self.folder = folder
        self._ours = ours
        self._protocols = protocols
        self._filters: dict[str, str] | None = {} if ours else None

    def run(
        self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> bytes:
        """What the command printed. Raises GitFailed when it ends with an error, or after `timeout` seconds."""
        return self._execute(args, self._emptied(args[0]), stdin, env or {}, timeout)

    def text(self, *args: str, env: Mapping[str, str] | None = None) -> str:
        """What the command printed, stripped; undecodable bytes as surrogates."""
        return os.fsdecode(self.run(*args, env=env)).strip()

    def fields(self, *args: str, stdin: bytes | None = None) -> list[str]:
        """What a command with `-z` printed, split at its zero bytes."""
        printed = os.fsdecode(self.run(*args, stdin=stdin))
        return printed.removesuffix("\0").split("\0") if printed else []

    def succeeds(self, *args: str) -> bool:
        """Whether the command ends without an error."""
        try:
            self.run(*args)
        except GitFailed:
            return False
        return True

    @contextmanager
    def blobs(self) -> Iterator[BlobReader]:
        """A reader of many objects, with one process for all of them. No attribute and no filter applies to it."""
        command, environment = self._command(("cat-file", "--batch"), {}, {})
        process: Any = _driver(self.folder).execute(
            command, as_process=True, istream=subprocess.PIPE, env=environment)
        try:
            yield BlobReader(process)
        finally:
            process.stdin.close()
            process.stdout.close()
            process.stderr.close()
            process.proc.wait()

    def _emptied(self, command: str) -> dict[str, str]:
        if command in _NO_FILTERS:
            return {}
        if self._filters is None:
            self._filters = self._filter_drivers()
        return self._filters

    def _filter_drivers(self) -> dict[str, str]:
        """Settings that empty every named filter of the repository: git would run them to compare a changed file."""
        try:
            listed = self._execute(("config", "-z", "--name-only", "--get-regexp", r"^filter\."), {}, None, {}, None)
        except GitFailed:
            return {}
        keys = {key for key in os.fsdecode(listed).split("\0") if key.count(".") >= 2}
        drivers = sorted({key.rpartition(".")[0] for key in keys})
        emptied = {f"{driver}.{what}": "" for driver in drivers for what in ("clean", "smudge", "process")}
        return emptied | {f"{driver}.required": "false" for driver in drivers}

    def _command(
        self, args: tuple[str, ...], settings: Mapping[str, str], env: Mapping[str, str]
    ) -> tuple[list[str], dict[str, str]]:
        environment = {**_ENVIRONMENT, "GIT_ALLOW_PROTOCOL": self._protocols,
                       **_as_environment({**_QUIET, **settings}), **env}
        strange = [name for name in os.environ
                   if name.startswith("GIT_") and not name.startswith(_KEPT) and name not in environment]
        unset = ["env", *(f"--unset={name}" for name in sorted(strange))] if strange else []
        if args[0] in _SHOWS_DIFFS:
            args = (args[0], "--no-ext-diff", "--no-textconv", *args[1:])
        return [*unset, "git", "-C", str(self.folder), *args], environment

    def _execute(
        self, args: tuple[str, ...], settings: Mapping[str, str], stdin: bytes | None, env: Mapping[str, str],
        timeout: float | None,
    ) -> bytes:
        from git.exc import GitCommandNotFound

        command, environment = self._command(args, settings, env)
        with _as_file(stdin) as given:
            try:
                ended: Any = _driver(self.folder).execute(
                    command, istream=given, with_extended_output=True, with_exceptions=False, stdout_as_string=False,
                    strip_newline_in_stdout=False, kill_after_timeout=timeout, env=environment)
            except GitCommandNotFound as error:
                raise GitFailed(args[0], 127, "git was not found; install it") from error
        status, printed, said = ended
        if status != 0:
            raise GitFailed(args[0], status, said)
        return bytes(printed)


class BlobReader:
    """Reads objects by id, one after the other, from one `git cat-file --batch`."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def read(self, oid: str) -> bytes:
        """The bytes of the object. Raises GitFailed when the repository lacks it."""
        size = self._ask(oid)
        content: bytes = self._process.stdout.read(size)
        self._process.stdout.read(1)
        if len(content) != size:
            raise GitFailed("cat-file", 1, f"{oid} ended after {len(content)} of {size} bytes")
        return content

    def _ask(self, oid: str) -> int:
        try:
            self._process.stdin.write(os.fsencode(oid) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise GitFailed("cat-file", 1, f"git stopped before {oid}") from error
        head = self._process.stdout.readline().split()
        if len(head) != 3:
            raise GitFailed("cat-file", 1, f"object {oid} is missing")
        return int(head[2])


def _driver(folder: Path) -> Driver:
    # GitPython looks for git when it is imported and would fail there, in words of its own.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git.cmd import Git as Driver

    return Driver(folder)


def _as_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings for one command. Unlike `-c`, this form can carry driver names with `=` or line ends in them."""
    environment = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment


@contextmanager
def _as_file(content: bytes | None) -> Iterator[BinaryIO | None]:
    if content is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield cast(BinaryIO, file)
