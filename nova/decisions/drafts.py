"""Drafts of decisions: they live in Nova's store, suppress at once through `keep`, and wait for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nova.decisions.document import plain
from nova.decisions.madr import front_matter, slug
from nova.decisions.reader import read_record
from nova.domain.decision import Decision
from nova.errors import UnknownName
from nova.ports import DraftStore


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The Markdown of a decision that nobody has accepted yet."""

    slug: str
    title: str
    text: str


def draft_from_rejection(*, rule: str, family: str, symbols: Sequence[str], note: str, by: str, on: date,
                         title: str = "", proposal: str = "", amends: Decision | None = None) -> RecordDraft:
    """A record that keeps what a rejection `by-design` was about.

    `symbols` are `pkg.mod:name`, never empty. `note` is the person's reason, `by` their git identity, `proposal` the
    title of what they rejected; `title` is made from the symbols when it is empty. `amends`: the accepted record that
    speaks about the place already, so that the draft adds to it.
    """
    names = list(dict.fromkeys(_symbol(symbol) for symbol in symbols))
    title = plain(title) or (f"Amend {amends.id}: {_title(names).lower()[:1]}{_title(names)[1:]}" if amends
                             else _title(names))
    kept = ", ".join(f"`{name}`" for name in names)
    rules = list(dict.fromkeys([rule, family]))
    front = front_matter({"status": "proposed", "date": on.isoformat(), "decision-makers": (by,),
                          "amends": (amends.id,) if amends else (), "symbols": tuple(names),
                          "origin": f"rejection of {rule} at {names[0]}"})
    body = _BODY.format(title=title, kept=kept, rule=rule, by=_words(by), on=on.isoformat(), reason=_reason(note),
                        proposed=f'"{_words(proposal)}"' if proposal else f"a change by the rule `{rule}`",
                        covered=_covered(amends),
                        outcome=_words(note).rstrip(".") or "a person said that it is by design",
                        slug=slug(title), symbols=_listed(names), rules=", ".join(rules))
    return RecordDraft(slug(title), title, front + body)


def keep_draft(store: DraftStore, project: str, draft: RecordDraft) -> RecordDraft:
    """Save the draft. One of another place that has its slug already gets a number; the same one again is replaced."""
    taken = store.drafts(project)
    name, count = draft.slug, 1
    while name in taken and _origin(taken[name]) != _origin(draft.text):
        count += 1
        name = f"{draft.slug}-{count}"
    store.save(project, name, draft.text)
    return RecordDraft(name, draft.title, draft.text)


def find_draft(store: DraftStore, project: str, name: str) -> str:
    """The Markdown of a draft. Raises UnknownName."""
    drafts = store.drafts(project)
    if name not in drafts:
        raise UnknownName("draft", name, drafts)
    return drafts[name]


def edit_draft(record: Decision, old: str, new: str | None, *, why: str, on: date) -> RecordDraft:
    """The edit without which a change would leave the record speaking of a symbol that is not there.

    `old` and `new` are `pkg.mod:name`; `new` None: it is gone. Accepting such a draft writes no new record: it changes
    the name where the record's keys and constraints have it.
    """
    names = f"name {new} instead of {old}" if new else f"no longer name {old}"
    title = f"Let {plain(record.id)} {names}"
    front = front_matter({"status": "proposed", "date": on.isoformat(), "amends": (record.id,),
                          "origin": f"edit of {record.id}: {old} -> {new or _GONE}"})
    return RecordDraft(slug(title), title, front + _EDIT.format(
        title=title, why=_words(why), record=_words(f'{record.id}, "{record.title}"'), path=record.path,
        does=f"`{new}` instead of `{old}`" if new else f"`{old}` no longer"))


def edit_in(text: str) -> tuple[str, str, str | None] | None:
    """(record, old symbol, new symbol or None) of a draft that is an edit of a record; None: it is another draft."""
    draft = read_record("draft.md", text.encode("utf-8", "replace"))
    found = _EDIT_OF.fullmatch(draft.origin or "") if isinstance(draft, Decision) else None
    if found is None:
        return None
    return found["record"], found["old"], None if found["new"] == _GONE else found["new"]


_GONE = "gone"
_EDIT_OF = re.compile(rf"edit of (?P<record>.+): (?P<old>[\w.]+:[\w.]+) -> (?P<new>[\w.]+:[\w.]+|{_GONE})")
_EDIT = """\
# {title}

## Context and Problem Statement

{why}. {record}, names the symbol, so the change waits until the record follows.

## Decision Outcome

{path} names {does}. Accepting this edits that record and writes no new one.
"""
_BODY = """\
# {title}

## Context and Problem Statement

On {on} Nova proposed {proposed}, which concerns {kept}. {by} rejected it as by design:

{reason}

{covered}

## Considered Options

* Keep {kept} as the code has it
* Take the change that `{rule}` proposed

## Decision Outcome

Keep {kept}: {outcome}.

### Consequences

* Good, because `{rule}` leaves these symbols alone wherever they move, and the reason can be read beside the code.
* Bad, because nobody is told any more if the reason ends: change or retire this record then.

### Confirmation

~~~yaml nova-rules
- id: {slug}
  keep: {{symbols: [{symbols}], from: [{rules}]}}
~~~
"""


def _covered(record: Decision | None) -> str:
    if record is None:
        return "Without a record the same question comes back with every rule that sees these symbols."
    return (f'{record.id}, "{_words(record.title)}", speaks about this place already and does not say this, so this '
            "record adds to it.")


def _title(names: Sequence[str]) -> str:
    module, _, name = names[0].partition(":")
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"Keep {name}{others} in {module}"


def _symbol(text: str) -> str:
    """`pkg.mod:connect(timeout)` -> `pkg.mod:connect`: what a finding adds to a name is not part of it."""
    match = re.match(r"[\w.]+:[\w.]*\w", text)
    if match is None:
        raise ValueError(f"{text!r} is not a symbol such as pkg.mod:name")
    return match[0]


def _reason(note: str) -> str:
    """The person's words, quoted line by line, so that nothing in them is read as part of the record."""
    lines = [_words(line) for line in note.splitlines() if line.strip()] or ["(no reason was written)"]
    return "\n".join(f"> {line}" for line in lines)


def _words(text: str) -> str:
    """One plain line that opens no tag or comment of HTML."""
    return plain(text).replace("<", "&lt;")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _origin(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith("origin:")), "")
