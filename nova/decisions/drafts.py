"""Drafts of decisions: they live in Nova's store, suppress at once through `keep`, and wait for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nova.decisions.document import plain
from nova.decisions.writer import front_matter, slug
from nova.errors import UnknownName
from nova.ports import DraftStore


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The Markdown of a decision that nobody has accepted yet."""

    slug: str
    title: str
    text: str


def draft_from_rejection(*, rule: str, family: str, symbols: Sequence[str], note: str, by: str, on: date,
                         title: str = "", proposal: str = "") -> RecordDraft:
    """A record that keeps what a rejection `by-design` was about.

    `symbols` are `pkg.mod:name`, never empty. `note` is the person's reason, `by` their git identity, `proposal` the
    title of what they rejected; `title` is made from the symbols when it is empty.
    """
    names = list(dict.fromkeys(_symbol(symbol) for symbol in symbols))
    title = plain(title) or _title(names)
    kept = ", ".join(f"`{name}`" for name in names)
    rules = list(dict.fromkeys([rule, family]))
    front = front_matter({"status": "proposed", "date": on.isoformat(), "decision-makers": (by,),
                          "symbols": tuple(names), "origin": f"rejection of {rule} at {names[0]}"})
    body = _BODY.format(title=title, kept=kept, rule=rule, by=_words(by), on=on.isoformat(), reason=_reason(note),
                        proposed=f'"{_words(proposal)}"' if proposal else f"a change by the rule `{rule}`",
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


_BODY = """\
# {title}

## Context and Problem Statement

On {on} Nova proposed {proposed}, which concerns {kept}. {by} rejected it as by design:

{reason}

Without a record the same question comes back with every rule that sees these symbols.

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
- id: keep-{slug}
  keep: {{symbols: [{symbols}], from: [{rules}]}}
~~~
"""


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
