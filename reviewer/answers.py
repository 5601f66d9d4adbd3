"""What people answered, in the git ref `refs/nova/answers` of the reviewed repository: one JSON line each.

The ref travels with the repository and can be written by whoever may push to it, so it is read as data from outside:
bounded, each line checked, and what does not fit is kept verbatim and reported. A line can only make Nova say less
(or, `reopened`, take such a line back). An approval counts only from the operator's own store.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from nova.clock import SystemClock
from nova.code.git import NETWORK, Git
from nova.code.mirror import Mirror
from nova.domain.snapshot import CommitSha
from nova.errors import GitFailed, Refused
from nova.ports import Clock
from reviewer.domain.answer import Answer, AnswerKind, Because, Remembered, Scope
from reviewer.domain.finding import Place
from reviewer.domain.proposal import Idea

REF = "refs/nova/answers"
FILE = "answers.jsonl"
BYTES_AT_MOST = 32 * 1024 * 1024
"""A larger book is not read: our own lines are small, so somebody else wrote it."""
LINES_AT_MOST = 50_000
"""Of a longer book the newest lines count."""
LINE_AT_MOST = 512 * 1024
DIFF_AT_MOST = 128 * 1024
"""Characters of a rejected diff that are kept; a longer one is left out whole."""

NOVA = "Nova <nova@localhost>"
_REMOTE = "refs/nova/answers-remote"
_WRITER = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Nova"), ("EMAIL", "nova@localhost"))
}
_PATIENCE = 15.0
"""Seconds for which an append tries again while others write."""


class AnswerStore(Protocol):
    """The operator's own store of answers."""

    def add(self, answer: Answer) -> None: ...
    def all(self) -> Sequence[Answer]: ...


@dataclass(frozen=True, slots=True)
class Page:
    """What the ref holds now."""

    answers: tuple[Answer, ...] = ()
    """Oldest first, one for each id."""
    problems: tuple[str, ...] = ()
    """What could not be read, one sentence each."""


class AnswerBook:
    """The answers of one repository."""

    def __init__(self, repository: Path, mirror: Mirror | None = None, clock: Clock | None = None) -> None:
        """`mirror` is needed to talk to a remote. `clock`: None is the system's; only the ref's commits carry it."""
        self._git = Git(repository)
        self._repository = repository
        self._mirror = mirror
        self._clock = clock or SystemClock()

    def read(self) -> Page:
        """Every line that can be read, and what could not."""
        try:
            return parse(_blob(self._git, self._tip()))
        except _TooLarge as error:
            return Page(problems=(str(error),))

    def append(self, *answers: Answer) -> None:
        """Add lines; one whose id is there already is left out. Loses nothing when others write at the same time.

        Raises Refused when the book is too large to be ours.
        """
        self._change(lambda content: _with(content, [to_line(answer) for answer in answers]),
                     max((answer.at for answer in answers), default=self._clock.now()))

    def merge(self, content: bytes, at: datetime) -> None:
        """Take over the lines of another book by id; what cannot be read comes along verbatim."""
        self._change(lambda ours: _with(ours, _lines(content)), at)

    def remote(self) -> str | None:
        """Where a clone of this repository would share: `origin`, else the first remote; None when there is none."""
        names = self._git.text("remote").splitlines()
        name = "origin" if "origin" in names else next(iter(names), None)
        if name is None or name.startswith("-"):
            return None
        try:
            url = self._git.text("remote", "get-url", name)
        except GitFailed:
            return None
        local = self._repository / url
        return str(local) if local.exists() else url

    def fetch_from_remote(self, timeout: float = 10.0) -> str | None:
        """Take over what others answered; a sentence for a person when the remote could not be asked or believed."""
        url = self.remote()
        if url is None or self._mirror is None:
            return None
        try:
            theirs = self._fetch(url, timeout)
            self.merge(_blob(self._mirror.git, theirs), self._clock.now())
        except GitFailed as error:
            said = (error.stderr.strip().splitlines() or ["no answer"])[-1]
            return f"answers of others were not fetched from the remote ({said}); those known here count"
        except (_TooLarge, Refused) as error:
            return f"answers of others were not taken over: {error}"
        return None

    def push(self, timeout: float = 30.0) -> str:
        """Share the answers: take over the remote's, then add ours. One sentence on what was done.

        Raises Refused without a remote, GitFailed when it cannot be reached.
        """
        url = self.remote()
        if url is None or self._mirror is None:
            raise Refused("this repository has no remote, so there is nobody to share answers with: git remote add")
        for last in (False, False, True):
            theirs = self._fetch(url, timeout)
            try:
                content = _blob(self._mirror.git, theirs)
            except _TooLarge as error:
                raise Refused(f"the remote's answers cannot be taken over: {error}") from error
            self.merge(content, self._clock.now())
            ours = self._tip()
            if ours is None:
                return "there are no answers to share yet"
            if set(_lines(_blob(self._git, ours))) <= set(_lines(content)):
                return "the remote has every answer already"
            try:
                self._push(url, ours, theirs, timeout)
                return f"{len(self.read().answers)} answers shared with the remote"
            except GitFailed:
                if last:
                    raise
        raise AssertionError("unreachable")

    def _fetch(self, url: str, timeout: float) -> str | None:
        """The remote's book as a commit in the mirror; None when it has none."""
        assert self._mirror is not None
        try:
            self._mirror.fetch_url(url, f"+{REF}:{_REMOTE}", timeout)
        except GitFailed as error:
            if "couldn't find remote ref" in error.stderr:
                return None
            raise
        return _resolve(self._mirror.git, _REMOTE)

    def _push(self, url: str, ours: str, theirs: str | None, timeout: float) -> None:
        """From the mirror, as a step forward from what the remote has, so that no push needs force.

        The joining commit stays out of the repository: it would bring along objects that others made.
        """
        assert self._mirror is not None
        self._mirror.update()
        commit = ours
        if theirs is not None and not self._mirror.is_ancestor(CommitSha(theirs), CommitSha(ours)):
            commit = self._mirror.commit(self._mirror.tree_of(CommitSha(ours)), (CommitSha(theirs), CommitSha(ours)),
                                         "Answers", author=NOVA, date=self._clock.now())
        Git(self._mirror.path, ours=True, protocols=NETWORK).run(
            "push", "--quiet", "--no-verify", "--", url, f"{commit}:{REF}", timeout=timeout)

    def _change(self, change: Callable[[bytes], bytes], at: datetime) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            tip = self._tip()
            try:
                content = _blob(self._git, tip)
            except _TooLarge as error:
                raise Refused(str(error)) from error
            changed = change(content)
            if changed == content:
                return
            commit = self._commit(changed, tip, at)
            try:
                # A repository from elsewhere may have a symbolic ref here, which git would follow to a branch.
                self._git.run("update-ref", "--no-deref", "-m", "nova: answers", REF, commit, tip or "0" * len(commit))
                return
            except GitFailed:
                if time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.005, 0.05))

    def _tip(self) -> str | None:
        return _resolve(self._git, REF)

    def _commit(self, content: bytes, parent: str | None, at: datetime) -> str:
        blob = self._git.run("hash-object", "-w", "--stdin", stdin=content).decode().strip()
        others = b"" if parent is None else self._git.run("ls-tree", "-z", f"{parent}^{{tree}}")
        kept = [entry for entry in others.split(b"\0") if entry and entry.partition(b"\t")[2] != FILE.encode()]
        entries = [*kept, f"100644 blob {blob}\t{FILE}".encode()]
        tree = self._git.run("mktree", "-z", stdin=b"".join(entry + b"\0" for entry in entries)).decode().strip()
        date = f"{int(at.timestamp())} +0000"
        parents = () if parent is None else ("-p", parent)
        return self._git.run("commit-tree", tree, *parents, "-m", "Answers", stdin=b"",
                             env={**_WRITER, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}).decode().strip()


class Answers:
    """Everything that was answered about one project: the book in its repository, and the operator's own store."""

    def __init__(self, book: AnswerBook, store: AnswerStore) -> None:
        self.book = book
        self._store = store

    def read(self) -> Page:
        """Both together by id. Approvals are only those of the store."""
        page = self.book.read()
        own = {answer.id: answer for answer in self._store.all()}
        written = {answer.id: answer for answer in page.answers if answer.kind is not AnswerKind.APPROVED}
        return Page(tuple(sorted((written | own).values(), key=lambda answer: (answer.at, answer.id))), page.problems)

    def record(self, answer: Answer) -> tuple[str, ...]:
        """Remember it in both; doing it twice does it once. What a person should know when only the store took it."""
        self._store.add(answer)
        try:
            self.book.append(answer)
        except Refused as refusal:
            return (f"this answer is only in Nova's own store: {refusal}",)
        return ()


class _TooLarge(Exception):
    """The book is larger than any of ours."""


def _resolve(git: Git, ref: str) -> str | None:
    """The object a ref names; None when there is no such ref."""
    listed = git.text("for-each-ref", "--format=%(refname) %(objectname)", ref)
    found = dict(line.split(" ") for line in listed.splitlines())
    return found.get(ref)


def _blob(git: Git, commit: str | None) -> bytes:
    """The book as of a commit; empty when there is none."""
    if commit is None:
        return b""
    try:
        size = int(git.text("cat-file", "-s", f"{commit}:{FILE}"))
        kind = git.text("cat-file", "-t", f"{commit}:{FILE}")
    except GitFailed:
        return b""
    if kind != "blob":
        return b""
    if size > BYTES_AT_MOST:
        raise _TooLarge(f"{REF} holds {size // 1024 // 1024} MB, more than Nova reads: nothing in it counts. Look at "
                        f"it with `git show {REF}:{FILE}`, and delete it with `git update-ref -d {REF}`.")
    return git.run("cat-file", "blob", f"{commit}:{FILE}")


def parse(content: bytes) -> Page:
    """The answers in a book, oldest first; the first line of an id counts."""
    lines = _lines(content)
    problems = []
    if len(lines) > LINES_AT_MOST:
        problems.append(f"{REF} has {len(lines)} lines; the newest {LINES_AT_MOST} count")
    answers: dict[str, Answer] = {}
    broken = 0
    for line in lines[-LINES_AT_MOST:]:
        try:
            answer = from_line(line)
        except ValueError as error:
            broken += 1
            if broken <= 3:
                problems.append(f"{REF} has a line that cannot be read, so it does not count: {error}")
        else:
            answers.setdefault(answer.id, answer)
    if broken > 3:
        problems.append(f"{REF} has {broken - 3} more such lines")
    return Page(tuple(answers.values()), tuple(problems))


def _lines(content: bytes) -> list[bytes]:
    return [line for line in content.split(b"\n") if line.strip()]


def _with(content: bytes, more: Iterable[bytes]) -> bytes:
    """The book with those lines at its end that it does not have, by id, else by their bytes."""
    have = {_identity(line) for line in _lines(content)}
    new = []
    for line in more:
        if (identity := _identity(line)) not in have:
            have.add(identity)
            new.append(line + b"\n")
    if not new:
        return content
    return content + (b"\n" if content and not content.endswith(b"\n") else b"") + b"".join(new)


def _identity(line: bytes) -> bytes:
    try:
        return from_line(line).id.encode()
    except ValueError:
        return line


def to_line(answer: Answer) -> bytes:
    """One line of ASCII without its line end."""
    known = {
        "id": answer.id,
        "kind": answer.kind,
        "project": answer.project,
        "proposal": answer.proposal,
        "rule": answer.rule,
        "family": answer.family,
        "rule_version": answer.rule_version,
        "title": answer.title,
        "remembered": [remembered_to_json(item) for item in answer.remembered],
        "base": answer.base,
        "head_tree": answer.head_tree,
        "patch_sha256": answer.patch_sha256,
        "at": answer.at.astimezone(UTC).isoformat(),
        "by": answer.by,
        "login": answer.login,
        "because": answer.because,
        "note": answer.note,
        "scope": answer.scope,
        "until": None if answer.until is None else answer.until.astimezone(UTC).isoformat(),
        "diff": answer.diff if len(answer.diff) <= DIFF_AT_MOST else "",
        "takes_back": answer.takes_back,
    }
    return json.dumps({"v": 1, **(answer.extra or {}), **known}, sort_keys=True).encode("ascii")


def from_line(line: bytes) -> Answer:
    """Raises ValueError, with a short reason, for whatever is not an answer."""
    if len(line) > LINE_AT_MOST:
        raise ValueError(f"it is {len(line)} bytes long")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(data, dict):
        raise ValueError("it is not an object")
    try:
        return _answer(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _answer(data: dict[str, Any]) -> Answer:
    known = {field.name for field in fields(Answer)} - {"extra"}
    identity = _get(data, "id", str)
    if len(identity) != 32 or not all(digit in "0123456789abcdef" for digit in identity):
        raise ValueError("`id` is not 32 hex digits")
    return Answer(
        id=identity,
        kind=AnswerKind(_get(data, "kind", str)),
        project=_get(data, "project", str),
        proposal=_get(data, "proposal", str, ""),
        rule=_get(data, "rule", str),
        family=_get(data, "family", str),
        rule_version=_get(data, "rule_version", int),
        title=_get(data, "title", str, ""),
        remembered=tuple(remembered_from_json(item) for item in _get(data, "remembered", list)),
        base=_get(data, "base", str, ""),
        head_tree=_get(data, "head_tree", str, ""),
        patch_sha256=_get(data, "patch_sha256", str, ""),
        at=_moment(_get(data, "at", str)),
        by=_get(data, "by", str, ""),
        login=_get(data, "login", str, ""),
        because=None if data.get("because") is None else Because(_get(data, "because", str)),
        note=_get(data, "note", str, ""),
        scope=Scope(_get(data, "scope", str, Scope.HERE.value)),
        until=None if data.get("until") is None else _moment(_get(data, "until", str)),
        diff=_get(data, "diff", str, ""),
        takes_back=None if data.get("takes_back") is None else _get(data, "takes_back", str),
        extra={key: value for key, value in data.items() if key not in known and key != "v"} or None,
    )


V = TypeVar("V")


def _get(data: Any, key: str, kind: type[V], default: V | None = None) -> V:
    value = data.get(key, default) if isinstance(data, dict) else None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"`{key}` is missing or of the wrong type")
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:40]!r} is not a date") from None


def remembered_to_json(item: Remembered) -> dict[str, Any]:
    return {"place": place_to_json(item.place), "idea": {"symbol": item.idea.symbol, "effect": item.idea.effect},
            "elsewhere": [place_to_json(place) for place in item.elsewhere]}


def remembered_from_json(data: Any) -> Remembered:
    """Raises ValueError for what is none."""
    idea = _get(data, "idea", dict)
    return Remembered(
        place=place_from_json(_get(data, "place", dict)),
        idea=Idea(_get(idea, "symbol", str), _get(idea, "effect", str)),
        elsewhere=tuple(place_from_json(place) for place in _get(data, "elsewhere", list, [])),
    )


def place_to_json(place: Place) -> dict[str, Any]:
    return {"rule": place.rule, "path": place.path, "symbol": place.symbol, "ordinal": place.ordinal}


def place_from_json(data: Any) -> Place:
    """Raises ValueError for what is none."""
    return Place(_get(data, "rule", str), _get(data, "path", str), _get(data, "symbol", str),
                 _get(data, "ordinal", int, 0))
