"""The text of a record that Nova writes: MADR 4 with its five keys unchanged, Nova's flat ones after them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from nova.decisions.document import is_part, plain
from nova.errors import BadInput

KEYS = ("status", "date", "decision-makers", "consulted", "informed",
        "id", "supersedes", "amends", "applies-to", "symbols", "review-by", "origin")
"""MADR's keys, then Nova's, in the order in which they are written."""

Front = Mapping[str, str | tuple[str, ...]]

_BARE = ("date", "review-by")
_STRUCTURE = re.compile(r"\s*(?:#{1,6}(?:\s|$)|`{3}|~{3}|-{2,}\s*$|=+\s*$)")
"""Lines that Markdown would read as a heading, a fence, or the underline of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a new record says. Texts are a person's or a model's words; only `constraints` may be YAML."""

    title: str
    context: str = ""
    outcome: str = ""
    options: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    """Each begins with `Good, because` or `Bad, because`, as MADR has it."""
    constraints: tuple[str, ...] = ()
    """Entries of the `nova-rules` block in YAML, such as `{id: one-door, only-import: {of: [x], from: [y]}}`."""
    applies_to: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    review_by: date | None = None
    origin: str = ""


def compose(content: Content, *, by: str, on: date) -> str:
    """The proposed record. Raises BadInput without a title."""
    parts = [front_of(content, by=by, on=on) + f"# {heading(content.title)}",
             f"## Context and Problem Statement\n\n{prose(content.context)}" if content.context.strip() else "",
             "## Considered Options\n\n" + _bullets(content.options) if content.options else "",
             f"## Decision Outcome\n\n{prose(content.outcome)}" if content.outcome.strip() else "",
             "### Consequences\n\n" + _bullets(content.consequences) if content.consequences else "",
             "### Confirmation\n\n" + rules_block(content.constraints) if content.constraints else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def template(content: Content, *, by: str, on: date) -> str:
    """The record as it is first shown in an editor: what is known, and a hint where nothing is."""
    asked = [("## Context and Problem Statement", prose(content.context) or "<!-- What made this necessary? -->"),
             ("## Considered Options", _bullets(content.options) or "* \n* "),
             ("## Decision Outcome", prose(content.outcome) or "<!-- What is chosen, and because of what? The first "
                                                              "sentence is what people are quoted. -->"),
             ("### Consequences", _bullets(content.consequences) or "* Good, because \n* Bad, because "),
             ("### Confirmation", rules_block(content.constraints) if content.constraints else _HINT)]
    title = heading(content.title) if content.title.strip() else ""
    body = "\n\n".join(f"{name}\n\n{text}" for name, text in asked)
    return f"{front_of(content, by=by, on=on)}# {title}\n\n{body}\n"


def front_of(content: Content, *, by: str, on: date) -> str:
    """The front matter of a proposed record."""
    return front_matter({
        "status": "proposed", "date": on.isoformat(), "decision-makers": (by,) if by else (),
        "supersedes": content.supersedes, "amends": content.amends, "applies-to": content.applies_to,
        "symbols": content.symbols, "review-by": content.review_by.isoformat() if content.review_by else "",
        "origin": content.origin})


def front_matter(keys: Front) -> str:
    """The front matter of a record: MADR's keys, then Nova's, then any other one. Empty values are left out."""
    order = [key for key in KEYS if keys.get(key)] + [key for key in keys if key not in KEYS and keys[key]]
    return "\n".join(["---", *(key_line(key, keys[key]) for key in order), "---", ""])


def key_line(key: str, value: str | tuple[str, ...]) -> str:
    """One line of front matter; everything but a date is quoted."""
    if isinstance(value, tuple):
        return f"{key}: [{', '.join(map(quoted, value))}]"
    bare = key in _BARE and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return f"{key}: {value if bare else quoted(value)}"


def quoted(text: str) -> str:
    """A YAML double-quoted scalar. JSON's escapes are YAML's; what no file can hold is replaced, and what YAML takes
    for the end of a line or does not print is escaped."""
    text = json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def heading(title: str) -> str:
    """The title as the text of a heading. Raises BadInput when nothing is left of it."""
    text, before = title.replace("<!--", "").replace("-->", ""), ""
    while text != before:  # what is left after markup is gone may be markup again
        text, before = plain(text), text
    if not re.search(r"\w", text):
        raise BadInput("a decision needs a title, as an imperative sentence: --title \"Keep one door to sqlite3\"")
    if is_part(text):
        raise BadInput(f"{text!r} is what a part of a record is called; a title says what is decided")
    text = re.sub(r"(?<=[ \t])(#+)$", r"\\\1", text)  # a run of # at the end would close the heading
    return f"\\{text}" if text[0] in "[{<#" else text


def prose(text: str) -> str:
    """Paragraphs of a person's words, in which no line passes for the record's own structure."""
    return "\n".join(_line(line) for line in text.strip().splitlines())


def rules_block(entries: tuple[str, ...]) -> str:
    """The fenced block of constraints. What stands in it is checked by reading it, as every record is."""
    lines = [line for entry in entries for line in _entry(entry)]
    return "\n".join(["~~~yaml nova-rules", *lines, "~~~"])


def slug(title: str) -> str:
    """The title as a file name: lower case words and dashes, at most 60 characters."""
    flat = unicodedata.normalize("NFKD", plain(title)).encode("ascii", "ignore").decode("ascii").lower()
    text = re.sub(r"[^a-z0-9]+", "-", flat).strip("-")
    return (text if len(text) <= 60 else text[:60].rpartition("-")[0] or text[:60]) or "decision"


_HINT = """\
<!-- How is it seen that the code keeps to it? What a machine can check goes into a block such as
~~~yaml nova-rules
- id: one-door
  only-import: {of: [sqlite3], from: [shop.store]}
~~~
-->"""


def _line(line: str) -> str:
    text = "".join(char for char in line.expandtabs() if char.isprintable()).replace("<!--", "&lt;!--").rstrip()
    return f"\\{text.lstrip()}" if _STRUCTURE.match(text) else text


def _bullets(texts: tuple[str, ...]) -> str:
    return "\n".join(f"* {' '.join(prose(text).split())}" for text in texts)


def _entry(entry: str) -> Iterator[str]:
    """The lines of one entry; a fence inside would end the block."""
    lines = entry.strip().removeprefix("- ").splitlines()
    if any(line.lstrip().startswith("~~~") for line in lines):
        raise BadInput("a constraint is one entry in YAML, without a fence")
    return (f"{'- ' if at == 0 else ''}{line}" for at, line in enumerate(lines))
