"""What a person writes at the door `nova decisions`: new, accept, reject, supersede, amend, deprecate; and drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nova.domain.project import Project
from nova.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from nova.app import App
    from nova.decisions.madr import Content
    from nova.decisions.writer import Records, Written

_PROJECT = Annotated[Path, typer.Option("--project", help="A git repository, or a folder in one.")]
_COMMIT = Annotated[bool, typer.Option("--commit", help="Commit just these files, as you.")]
_WRITE = Annotated[bool, typer.Option("--write", help="Write a proposed record into the working tree, not a draft.")]
_BECAUSE = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why. It is written into the record.")]
_SLUG = Annotated[str, typer.Argument(metavar="DRAFT", help="The draft's name, as nova decisions drafts shows it.")]
_NAME = Annotated[str, typer.Argument(metavar="NAME", help="A draft, or a proposed record by id, number or file name.")]
_OLD = Annotated[str, typer.Argument(metavar="OLD", help="A record, by id, number or file name.")]
_NEW = Annotated[str | None, typer.Argument(metavar="[NEW]", help="Another record, or a draft. Without one, a new "
                                                                  "draft is written from the options below.")]
_TITLE = Annotated[str, typer.Option(metavar="TEXT", help="What is decided, as an imperative sentence.")]
_CONTEXT = Annotated[str, typer.Option(metavar="TEXT", help="What made it necessary.")]
_OUTCOME = Annotated[str, typer.Option(metavar="TEXT", help="What is chosen, and because of what. With --title it "
                                                            "makes the record without an editor.")]
_OPTIONS = Annotated[list[str] | None, typer.Option("--option", metavar="TEXT", help="An option that was looked at.")]
_CONSEQUENCES = Annotated[list[str] | None, typer.Option("--consequence", metavar="TEXT",
                                                         help="Begins with 'Good, because' or 'Bad, because'.")]
_APPLIES = Annotated[list[str] | None, typer.Option("--applies-to", metavar="GLOB", help="Such as nova/store/**.")]
_SYMBOLS = Annotated[list[str] | None, typer.Option("--symbol", metavar="SYMBOL", help="Such as pkg.mod:name.")]
_RULES = Annotated[list[str] | None, typer.Option("--constraint", metavar="YAML", help="Such as {id: one-door, "
                                                  "only-import: {of: [sqlite3], from: [nova.store]}}")]
_REVIEW = Annotated[str, typer.Option(metavar="DATE", help="When to look at it again, such as 2027-05-01.")]
_HERE = Path()


def add_commands(group: typer.Typer) -> None:
    """Add them to the group `decisions`."""
    for act in (new, drafts, accept, reject, supersede, amend, deprecate, drop):
        group.command()(act)


def new(title: _TITLE = "", context: _CONTEXT = "", outcome: _OUTCOME = "", option: _OPTIONS = None,
        consequence: _CONSEQUENCES = None, applies_to: _APPLIES = None, symbol: _SYMBOLS = None,
        constraint: _RULES = None, review_by: _REVIEW = "", write: _WRITE = False, project: _PROJECT = _HERE) -> None:
    """Propose a decision: in your editor, or wholly by --title and --outcome. It binds nothing until it is accepted."""
    app, found = _open(project)
    _propose(app, found, _content(title, context, outcome, option, consequence, applies_to, symbol, constraint,
                                  review_by), write)


def drafts(project: _PROJECT = _HERE,
           as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """The drafts that wait for you."""
    from nova.console import plain, say, tell
    from nova.decisions.reader import read_drafts

    app, found = _open(project)
    waiting = read_drafts(app.drafts.drafts(found.id))
    if as_json:
        say(json.dumps([{"slug": d.id, "title": d.title, "origin": d.origin, "symbols": list(d.symbols),
                         "amends": list(d.amends), "supersedes": list(d.supersedes)} for d in waiting], indent=2))
        return
    for draft in waiting:
        say(plain(f"{draft.id:<32} {draft.title}   ({draft.origin or 'no origin'})"))
    tell(f"{len(waiting)} drafts wait. nova decisions show DRAFT | accept DRAFT [--commit] | reject DRAFT | drop DRAFT"
         if waiting else "No draft waits.")


def accept(name: _NAME, project: _PROJECT = _HERE, commit: _COMMIT = False) -> None:
    """Accept a draft or a proposed record: it gets its number and is written. It binds once committed."""
    app, found = _open(project)
    with _records(app, found) as records:
        texts = app.drafts.drafts(found.id)
        written = (records.accept(texts[name], draft=name, others=texts) if name in texts else
                   records.accept_proposed(_known(records, name, texts), texts))
        _settle_drafts(app, found, name, written)
    _report(found, written, "Accept decision", commit, "Accepted")


def reject(name: _NAME, because: _BECAUSE = "", project: _PROJECT = _HERE, commit: _COMMIT = False) -> None:
    """Turn a draft or a proposed record down, with the reason, so that nobody has to think it through again."""
    app, found = _open(project)
    with _records(app, found) as records:
        texts = app.drafts.drafts(found.id)
        written = (records.reject_draft(texts[name], because, draft=name, others=texts) if name in texts else
                   records.reject(_known(records, name, texts), because))
        _settle_drafts(app, found, name, written)
    _report(found, written, "Reject decision", commit, "Rejected")


def deprecate(name: _OLD, because: _BECAUSE = "", project: _PROJECT = _HERE, commit: _COMMIT = False) -> None:
    """Say that a record no longer holds, with the reason, and that nothing takes its place."""
    app, found = _open(project)
    with _records(app, found) as records:
        written = records.deprecate(name, because)
    _report(found, written, "Deprecate decision", commit, "Deprecated")


def supersede(old: _OLD, new: _NEW = None, title: _TITLE = "", context: _CONTEXT = "", outcome: _OUTCOME = "",
              option: _OPTIONS = None, consequence: _CONSEQUENCES = None, applies_to: _APPLIES = None,
              symbol: _SYMBOLS = None, constraint: _RULES = None, review_by: _REVIEW = "", write: _WRITE = False,
              project: _PROJECT = _HERE, commit: _COMMIT = False) -> None:
    """Put NEW in the place of OLD, and write both ends. While NEW is a draft or proposed, OLD stays as it is."""
    app, found = _open(project)
    _relate(app, found, "supersedes", old, new, _content(title, context, outcome, option, consequence, applies_to,
                                                         symbol, constraint, review_by), write, commit)


def amend(old: _OLD, new: _NEW = None, title: _TITLE = "", context: _CONTEXT = "", outcome: _OUTCOME = "",
          option: _OPTIONS = None, consequence: _CONSEQUENCES = None, applies_to: _APPLIES = None,
          symbol: _SYMBOLS = None, constraint: _RULES = None, review_by: _REVIEW = "", write: _WRITE = False,
          project: _PROJECT = _HERE, commit: _COMMIT = False) -> None:
    """Let NEW add to OLD, which goes on binding."""
    app, found = _open(project)
    _relate(app, found, "amends", old, new, _content(title, context, outcome, option, consequence, applies_to,
                                                     symbol, constraint, review_by), write, commit)


def drop(slug: _SLUG, project: _PROJECT = _HERE) -> None:
    """Forget a draft. What it kept may be proposed again, unless an answer stands against it."""
    from nova.console import plain, tell
    from nova.decisions.drafts import find_draft

    app, found = _open(project)
    find_draft(app.drafts, found.id, slug)
    app.drafts.remove(found.id, slug)
    tell(plain(f"Draft {slug} is forgotten. The answer it came from stands: nova reopen takes that back."))


def _content(title: str, context: str, outcome: str, options: list[str] | None, consequences: list[str] | None,
             applies_to: list[str] | None, symbols: list[str] | None, constraints: list[str] | None,
             review_by: str) -> Content:
    from nova.decisions.block import read_date
    from nova.decisions.madr import Content

    day: date | None = read_date(review_by)
    if review_by and day is None:
        raise BadInput(f"--review-by is a date such as 2027-05-01, not {review_by!r}")
    return Content(title=title, context=context, outcome=outcome, options=tuple(options or ()),
                   consequences=tuple(consequences or ()), applies_to=tuple(applies_to or ()),
                   symbols=tuple(symbols or ()), constraints=tuple(constraints or ()), review_by=day)


def _relate(app: App, found: Project, key: str, old: str, new: str | None, content: Content, write: bool,
            commit: bool) -> None:
    """Write `supersedes` or `amends` into a record, an existing draft, or a new draft."""
    from dataclasses import replace

    with _records(app, found) as records:
        before = records.find(old)
        texts = app.drafts.drafts(found.id)
        if new is not None and new not in texts:
            written = (records.supersede if key == "supersedes" else records.amend)(old, new)
            _report(found, written, f"Let {new} {key.removesuffix('s')} {old}", commit, "Written")
            return
        records.require_current(before)
    if new is None:
        _propose(app, found, replace(content, supersedes=(before.id,)) if key == "supersedes" else
                 replace(content, amends=(before.id,)), write)
        return
    _into_draft(app, found, new, texts[new], key, before.id)


def _into_draft(app: App, found: Project, slug: str, text: str, key: str, id: str) -> None:
    from nova.console import plain, tell
    from nova.decisions.edits import checked, with_keys

    draft = checked(f"{slug}.md", text.encode())
    named = draft.supersedes if key == "supersedes" else draft.amends
    changed = with_keys(f"{slug}.md", text.encode(), {key: tuple(dict.fromkeys((*named, id)))})
    app.drafts.save(found.id, slug, changed.decode())
    tell(plain(f"Draft {slug} {key} {id} once it is accepted: nova decisions accept {slug}"))


def _propose(app: App, found: Project, content: Content, write: bool) -> None:
    """Make the draft, in the editor unless the options say it all."""
    from nova.commands.decision_editor import edited
    from nova.console import plain, say, tell
    from nova.decisions.drafts import RecordDraft, keep_draft
    from nova.decisions.edits import checked
    from nova.decisions.madr import compose, slug, template
    from nova.decisions.writer import person_at

    by, today = person_at(found.path).name, app.clock.now().date()
    if content.title.strip() and content.outcome.strip():
        text = compose(content, by=by, on=today)
        title = checked("draft.md", text.encode()).title
    else:
        written = edited(template(content, by=by, on=today))
        if written is None:
            tell("Nothing was written.")
            return
        text, title = written
    if write:
        with _records(app, found) as records:
            _report(found, records.propose(text), "Propose decision", False, "Proposed")
        return
    draft = keep_draft(app.drafts, found.id, RecordDraft(slug(title), title, text))
    say(plain(draft.slug))
    tell(plain(f"Drafted. It binds nothing until it is accepted and committed: nova decisions show {draft.slug} | "
               f"accept {draft.slug} [--commit]. Undo: nova decisions drop {draft.slug}"))


def _known(records: Records, name: str, drafts: dict[str, str]) -> str:
    """The name, when there is such a record; else the nearest of records and drafts is offered."""
    try:
        records.find(name)
    except UnknownName as error:
        raise UnknownName("draft or decision", name, [*drafts, *(d.id for d in records.book.decisions)]) from error
    return name


def _settle_drafts(app: App, found: Project, name: str, written: Written) -> None:
    for slug, text in written.drafts.items():
        app.drafts.save(found.id, slug, text)
    app.drafts.remove(found.id, name)


def _report(found: Project, written: Written, message: str, commit: bool, done: str) -> None:
    """Say which file it is, commit when asked to, and how it is undone."""
    from nova.console import plain, say, tell
    from nova.decisions.folder import commit as commit_files
    from nova.decisions.folder import undoing

    top = found.path.resolve()
    say(plain(written.record.relative_to(top).as_posix()))
    if commit:
        commit_files(written.paths, top, f"{message} {written.record.stem}")
        tell(f"{done} and committed: it counts as of that commit. Undo: git revert HEAD")
        return
    names = " ".join(path.relative_to(top).as_posix() for path in written.paths)
    tell(plain(f"{done}. It counts once committed: git add {names} && git commit"))
    for line in undoing(written.created, (*written.changed, *written.removed), top):
        tell(plain(line))


@contextmanager
def _records(app: App, found: Project) -> Iterator[Records]:
    from nova.decisions.writer import opened, person_at

    with opened(found.path, found.decisions, by=person_at(found.path), today=app.clock.now().date()) as records:
        yield records


def _open(path: Path) -> tuple[App, Project]:
    """The application, and the project around the path."""
    from nova.app import open_app

    app = open_app()
    return app, app.project(path)
