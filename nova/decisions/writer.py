"""What a person does with decisions: accept, reject, supersede, amend, deprecate. All of it writes into the working
tree, where it binds once it is committed; nothing is staged or committed unless asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from getpass import getuser
from pathlib import Path

from nova.decisions.contents import write_index
from nova.decisions.drafts import edit_in
from nova.decisions.edits import checked, with_keys, with_note, with_reference, with_status, with_symbol
from nova.decisions.folder import alone, folder_in, next_number, put
from nova.decisions.madr import slug
from nova.decisions.reader import ENDINGS, read_book, read_record
from nova.decisions.supersession import find_record, number_of, stem_of
from nova.decisions.workingtree import working_tree
from nova.domain.decision import Decision, Status
from nova.errors import BadInput, GitFailed, RecordError, Refused, UnknownName

SERVICE = "service"

_LIVE = (Status.ACCEPTED, Status.NONE, Status.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who decides: an account and a git identity. Whatever Nova starts by itself is the actor `service`."""

    actor: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a change did to the working tree. `record` is the one it is about."""

    record: Path
    created: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    """Files that were there before and hold something else now, the index among them."""
    removed: tuple[Path, ...] = ()
    drafts: Mapping[str, str] = field(default_factory=dict)
    """Drafts that named the record by its slug, as they are to be kept from now on."""

    @property
    def paths(self) -> tuple[Path, ...]:
        return (*self.created, *self.changed, *self.removed)


@contextmanager
def opened(repository: Path, folder: str | None, *, by: Person, today: date) -> Iterator[Records]:
    """The records of a working tree, for one person at a time. `folder` is the project's setting; None: by
    convention, else `decisions`.

    Raises Refused for the actor `service` or a folder that leads out of the repository, Busy when somebody else
    keeps them.
    """
    if by.actor == SERVICE:
        raise Refused("a decision is accepted by a person, and so is every other change to one; Nova never makes it")
    place = folder_in(repository, folder)
    made = not place.exists()
    place.mkdir(parents=True, exist_ok=True)
    try:
        with alone(place):
            yield Records(repository.resolve(), place, by, today)
    finally:
        if made and not any(place.iterdir()):
            place.rmdir()


class Records:
    """The records of one working tree, held by the person who changes them."""

    def __init__(self, top: Path, place: Path, by: Person, today: date) -> None:
        self._top, self._place, self._by, self._today = top, place, by, today
        self._name = place.relative_to(top).as_posix()
        self.book = read_book(working_tree(top), self._name)

    def find(self, name: str) -> Decision:
        """The record of that id, number or file name. Raises UnknownName, RecordError for one that cannot be read."""
        found = find_record(name, self.book.decisions)
        if found is not None:
            return found
        wanted = name.casefold().removesuffix(".md")
        for problem in self.book.problems:
            stem = Path(problem.path).stem.casefold()
            if wanted == stem or (number_of(name) is not None and number_of(name) == number_of(stem)):
                raise RecordError(problem.path, problem.line, problem.what)
        raise UnknownName("decision", name, [decision.id for decision in self.book.decisions])

    def propose(self, text: str) -> Written:
        """Write a draft as a proposed record, under its slug: it gets a number when it is accepted."""
        path = self._place / f"{slug(self._title(text))}.md"
        if path.exists():
            raise Refused(f"{self._relative(path)} is there already. Give the new record another title.")
        return self._write(path, {path: _bytes(text)})

    def accept(self, text: str, *, draft: str = "", others: Mapping[str, str] | None = None) -> Written:
        """Write a draft as an accepted record with the next number. `draft` is its slug, `others` are the other
        drafts, whose references to it are rewritten as those of the records are."""
        edit = edit_in(text)
        if edit is not None:
            return self._edited(*edit)
        path, number = self._next(self._title(text))
        return self._settled(_bytes(text), None, path, number, Status.ACCEPTED, draft, others or {})

    def accept_proposed(self, name: str, others: Mapping[str, str] | None = None) -> Written:
        """Accept a record that lies in the folder as proposed. One without a number gets it now."""
        record = self._proposed(name, "accept")
        path, number = self._numbered(record)
        return self._settled(self._content(record), self._top / record.path, path, number, Status.ACCEPTED,
                             stem_of(record), others or {})

    def reject(self, name: str, because: str) -> Written:
        """Set a proposed record to rejected, with the reason."""
        record = self._proposed(name, "reject")
        return self._replace({record: self._ended(record, Status.REJECTED, because)}, record)

    def reject_draft(self, text: str, because: str, *, draft: str = "",
                     others: Mapping[str, str] | None = None) -> Written:
        """Write a draft as a rejected record, so that the reason is kept with it."""
        if edit_in(text) is not None:
            raise Refused("this draft is an edit of a record; nova decisions drop forgets it")
        path, number = self._next(self._title(text))
        content = with_note(path.name, _bytes(text), self._why(Status.REJECTED, because))
        return self._settled(content, None, path, number, Status.REJECTED, draft, others or {})

    def deprecate(self, name: str, because: str) -> Written:
        """Set a record to deprecated, with the reason."""
        record = self.find(name)
        if record.status is Status.PROPOSED:
            raise Refused(f"{record.id} is only proposed, so it is rejected instead: nova decisions reject {record.id}")
        self._require_live(record)
        return self._replace({record: self._ended(record, Status.DEPRECATED, because)}, record)

    def supersede(self, old: str, new: str) -> Written:
        """Write both ends: `supersedes` into the new record, `superseded by` into the old one.

        A new record that is only proposed retires nothing: it gets its end, the old one when it is accepted.
        """
        before, after = self.find(old), self.find(new)
        self._require_order(before, after)
        if self._names(after.supersedes, before) and before.status is Status.SUPERSEDED and self._says_so(before):
            raise Refused(f"{before.id} is superseded by {after.id} already")
        self._require_retirable(before, after)
        changes = {}
        if not self._names(after.supersedes, before):
            changes[after] = with_keys(after.path, self._content(after),
                                       {"supersedes": (*after.supersedes, self._call(before))})
        if after.status in _LIVE:
            changes[before] = self._superseded(before, self._call(after), after.path)
        return self._replace(changes, after)

    def amend(self, old: str, new: str) -> Written:
        """Write `amends` into the new record. The amended one stays as it is: no key of MADR or Nova names those that
        amend it, and what shows it looks them up."""
        before, after = self.find(old), self.find(new)
        if before.path == after.path:
            raise Refused(f"{before.id} cannot amend itself")
        if self._names(after.amends, before):
            raise Refused(f"{after.id} amends {before.id} already")
        if self._names(before.amends, after):
            raise Refused(f"{before.id} amends {after.id}, so it cannot be amended by it in turn")
        if before.status is Status.SUPERSEDED:
            raise Refused(f"{before.id} is superseded by {', '.join(before.superseded_by)}; amend that one")
        content = with_keys(after.path, self._content(after), {"amends": (*after.amends, self._call(before))})
        return self._replace({after: content}, after)

    def require_current(self, record: Decision) -> None:
        """Raises Refused for a record whose place another one has taken, or that never held."""
        if record.status in (Status.SUPERSEDED, Status.REJECTED, Status.PROPOSED):
            by = f" by {', '.join(record.superseded_by)}" if record.superseded_by else ""
            raise Refused(f"{record.id} is {record.status}{by}, so nothing new takes its place or adds to it")

    # what the acts share

    def _settled(self, content: bytes, source: Path | None, path: Path, number: int, status: Status, old: str,
                 others: Mapping[str, str]) -> Written:
        """A record that stops being a proposal: its keys, the other end of what it supersedes, references to it."""
        name = self._relative(path)
        content = with_status(name, content, status, status)
        keys: dict[str, str | tuple[str, ...]] = {"date": self._today.isoformat(),
                                                  "decision-makers": (self._by.name,)}
        known = read_record(name, content)
        if not (isinstance(known, Decision) and number_of(known.id) == number and known.id != path.stem):
            keys["id"] = f"ADR-{number:04d}"
        content = with_keys(name, content, keys)
        record = checked(name, content)
        changes: dict[Path, bytes | None] = {path: content}
        for reference in record.supersedes if status is Status.ACCEPTED else ():
            before = self._settled_already(reference, others)
            self._require_order(before, record)
            self._require_retirable(before, record)
            changes[self._top / before.path] = self._superseded(before, record.id, name)
        for reference in record.amends:
            self._settled_already(reference, others)
        drafts = self._renamed(changes, old, record.id, path, others, skip=source)
        if source is not None and source != path:
            changes[source] = None
        return self._write(path, changes, drafts)

    def _renamed(self, changes: dict[Path, bytes | None], old: str, new: str, path: Path, others: Mapping[str, str],
                 skip: Path | None) -> dict[str, str]:
        """Rewrite references to the slug in the records (into `changes`) and in the drafts (given back)."""
        if not old or old == path.stem:
            return {}
        for record in self.book.decisions:
            at = self._top / record.path
            if at != skip:
                content = changes.get(at) or self._content(record)
                again = with_reference(record.path, content, old, new, os.path.relpath(path, at.parent))
                if again != content:
                    changes[at] = again
        renamed = {}
        for name, text in others.items():
            content = text.encode("utf-8", "replace")
            again = with_reference(f"{name}.md", content, old, new, path.name)
            if name != old and again != content:
                renamed[name] = again.decode("utf-8")
        return renamed

    def _settled_already(self, reference: str, drafts: Mapping[str, str]) -> Decision:
        """The record that another one names. Raises Refused while it is a draft."""
        if reference in drafts:
            raise Refused(f"it names {reference}, which is a draft still: nova decisions accept {reference} first")
        return self.find(reference)

    def _superseded(self, record: Decision, by: str, path: str) -> bytes:
        link = os.path.relpath(path, Path(record.path).parent)
        return with_status(record.path, self._content(record), f"superseded by {by}", Status.SUPERSEDED,
                           linked=f"Superseded by [{by}]({link})")

    def _ended(self, record: Decision, status: Status, because: str) -> bytes:
        content = with_status(record.path, self._content(record), status, status)
        return with_note(record.path, content, self._why(status, because))

    def _why(self, status: Status, because: str) -> str:
        if not because.strip():
            raise BadInput('a reason is needed, and it is written into the record: --because "..."')
        return f"{status.capitalize()} on {self._today} by {self._by.name}: {because.strip()}"

    def _edited(self, reference: str, old: str, new: str | None) -> Written:
        """Carry out the edit that a draft asks for: the record names a symbol as it is called from now on."""
        record = self.find(reference)
        return self._replace({record: with_symbol(record.path, self._content(record), old, new)}, record)

    def _proposed(self, name: str, act: str) -> Decision:
        record = self.find(name)
        if record.status is not Status.PROPOSED:
            hint = {Status.ACCEPTED: "; nova decisions deprecate or supersede retires it"} if act == "reject" else {}
            raise Refused(f"{record.id} is {record.status}, and only what is proposed can be {act}ed"
                          f"{hint.get(record.status, '')}")
        return record

    def _require_live(self, record: Decision) -> None:
        if record.status is Status.SUPERSEDED:
            raise Refused(f"{record.id} is superseded already, by {', '.join(record.superseded_by) or 'another'}")
        if record.status not in _LIVE:
            raise Refused(f"{record.id} is {record.status} already")

    def _require_order(self, before: Decision, after: Decision) -> None:
        """Raises Refused for a record that would, in the end, supersede itself."""
        if before.path == after.path:
            raise Refused(f"{before.id} cannot supersede itself")
        if after.status in (Status.REJECTED, Status.DEPRECATED, Status.SUPERSEDED):
            raise Refused(f"{after.id} is {after.status}, so it takes the place of nothing")
        if self._leads_to(before, after):
            raise Refused(f"{before.id} supersedes {after.id}, so this would be a cycle")

    def _leads_to(self, start: Decision, goal: Decision) -> bool:
        """Whether following `supersedes` from the one comes to the other."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            record = waiting.pop()
            if record.path == goal.path:
                return True
            if record.path not in seen:
                seen.add(record.path)
                found = (find_record(name, self.book.decisions) for name in record.supersedes)
                waiting += [one for one in found if one is not None]
        return False

    def _require_retirable(self, before: Decision, after: Decision) -> None:
        others = [name for name in before.superseded_by if find_record(name, self.book.decisions) != after]
        if before.status is Status.SUPERSEDED and others:
            raise Refused(f"{before.id} is superseded by {', '.join(others)} already; supersede that one")
        if before.status in (Status.PROPOSED, Status.REJECTED):
            raise Refused(f"{before.id} is {before.status}, so there is nothing to supersede")

    def _says_so(self, record: Decision) -> bool:
        """Whether the record itself says that it was superseded; otherwise that end is still to be written."""
        read = read_record(record.path, self._content(record))
        return isinstance(read, Decision) and read.status is Status.SUPERSEDED

    def _names(self, references: Iterable[str], record: Decision) -> bool:
        return any((found := find_record(name, self.book.decisions)) is not None and found.path == record.path
                   for name in references)

    def _call(self, record: Decision) -> str:
        """What another record calls it: its id, or its file's stem when several have that id."""
        same = [other for other in self.book.decisions if other.id == record.id]
        return record.id if len(same) == 1 else stem_of(record)

    def _title(self, text: str) -> str:
        return checked("draft.md", _bytes(text)).title

    def _next(self, title: str) -> tuple[Path, int]:
        number, width = next_number(self._place)
        return self._place / f"{number:0{width}d}-{slug(title)}.md", number

    def _numbered(self, record: Decision) -> tuple[Path, int]:
        number = number_of(stem_of(record))
        return self._next(record.title) if number is None else (self._top / record.path, number)

    def _content(self, record: Decision) -> bytes:
        return (self._top / record.path).read_bytes()

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._top).as_posix()

    def _replace(self, changes: Mapping[Decision, bytes], about: Decision) -> Written:
        return self._write(self._top / about.path, {self._top / record.path: content
                                                    for record, content in changes.items()})

    def _write(self, record: Path, changes: Mapping[Path, bytes | None],
               drafts: Mapping[str, str] | None = None) -> Written:
        """Write it all, after all of it was read back; the index last."""
        for path, content in changes.items():
            if content is not None:
                checked(self._relative(path), content)
        created = tuple(path for path, content in changes.items() if content is not None and not path.exists())
        first = not any(self.book.decisions) and not any(path.suffix in ENDINGS for path in self._place.iterdir())
        for path, content in changes.items():
            if content is not None:
                put(path, content)
        for path, content in changes.items():
            if content is None:
                path.unlink()
        index = write_index(self._place, make=first)
        changed = tuple(path for path, content in changes.items() if content is not None and path not in created)
        if index is not None:
            created, changed = ((*created, index), changed) if first else (created, (*changed, index))
        return Written(record=record, created=created, changed=changed, drafts=drafts or {},
                       removed=tuple(path for path, content in changes.items() if content is None))


def person_at(repository: Path) -> Person:
    """Whoever sits at this terminal: the account, and the name that git would write. Raises Refused without one."""
    from nova.code.git import Git

    try:
        ident = Git(repository).text("var", "GIT_AUTHOR_IDENT")
    except GitFailed as error:
        raise Refused("git does not know who you are; git config --global user.name and user.email tell it") from error
    return Person(actor=getuser(), name=ident.rsplit(">", 1)[0] + ">")


def _bytes(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
