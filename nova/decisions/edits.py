"""Changes to a record that somebody wrote: only the keys that change, everything else stays byte for byte.

Every function takes and gives the whole file. What comes out is read again before it is given: a record is never
written that cannot be read back.
"""

from __future__ import annotations

import codecs
import re

from nova.decisions.document import Document, plain, take_apart
from nova.decisions.madr import KEYS, Front, key_line, prose
from nova.decisions.reader import read_record
from nova.decisions.status import raw_status
from nova.domain.decision import Decision, RecordProblem, Status
from nova.errors import RecordError
from nova.yamltext import texts

_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_NOTES = "more information"
"""MADR's section for what happened to a record later."""


def with_keys(path: str, content: bytes, changed: Front) -> bytes:
    """The record with these keys of its front matter set; an empty value takes the key out. A record without front
    matter gets one before its first byte. Raises RecordError when its front matter cannot be read."""
    _require_utf8(path, content)
    for key, value in changed.items():
        content = _with_key(path, content, key, value)
    return content


def with_status(path: str, content: bytes, words: str, wanted: Status, *, linked: str = "") -> bytes:
    """The record with another status, written where it keeps it.

    In front matter the key is set to `words`. In a body the new words (`linked`, else `words`) come before the old
    ones, which stay as `(was: ...)`; where such a line would not be read back, front matter is set. Raises
    RecordError when neither does.
    """
    _require_utf8(path, content)
    document = take_apart(content)
    tried = [] if document.front and texts(document.front.values.get("status")) else [
        _in_body(content, document, linked or words[:1].upper() + words[1:])]
    for found in (*tried, with_keys(path, content, {"status": words})):
        record = None if found is None else read_record(path, found)
        if found is not None and isinstance(record, Decision) and record.status is wanted:
            return found
    raise RecordError(path, None, f"its status cannot be set to {words!r} so that it is read back; set it by hand")


def with_note(path: str, content: bytes, note: str) -> bytes:
    """The record with a paragraph after its last byte, under MADR's `More Information`."""
    _require_utf8(path, content)
    document = take_apart(content)
    open_block = next((block for block in document.blocks if not block.closed), None)
    if open_block is not None:
        raise RecordError(path, open_block.line - 1, "a block has no end, so nothing can be written below it")
    last = next((h.text for h in reversed(document.headings) if h.level <= 2), "")
    added = ["", prose(note)] if plain(last).casefold() == _NOTES else ["", "## More Information", "", prose(note)]
    ending = _ending(content)
    gap = b"" if content.endswith((b"\n", b"\r")) else ending
    return content + gap + b"".join(line.encode() + ending for text in added for line in text.split("\n"))


def with_reference(path: str, content: bytes, old: str, new: str, file: str) -> bytes:
    """The record with the reference `old` in its relations and its links turned into `new` and `file`; the same bytes
    when it has none, or cannot be read."""
    front = take_apart(content).front
    for key in ("supersedes", "amends") if front else ():
        named = texts(front.values.get(key)) if front else None
        if named and old in named:
            content = with_keys(path, content, {key: tuple(new if name == old else name for name in named)})
    link = rb"(\]\((?:\./)?)" + re.escape(old.encode()) + rb"\.md(?=[)#\s])"
    return re.sub(link, lambda found: bytes(found[1]) + file.encode(), content)


def with_symbol(path: str, content: bytes, old: str, new: str | None) -> bytes:
    """The record that names the symbol `new` wherever its keys and constraints named `old`; None: it is gone, and
    only the key `symbols` can let go of it. Raises RecordError when the record does not name it so."""
    _require_utf8(path, content)
    document = take_apart(content)
    named = (texts(document.front.values.get("symbols")) or ()) if document.front else ()
    if old in named:
        left = tuple(dict.fromkeys(new or "" if name == old else name for name in named))
        content = with_keys(path, content, {"symbols": tuple(name for name in left if name)})
        document = take_apart(content)
    elif new is None:
        raise RecordError(path, None, f'its key "symbols" does not name {old}; change it by hand')
    if new is None:
        return content
    lines = _LINES.findall(content)
    forms = {old: new, old.replace(":", "."): new.replace(":", ".")}
    pattern = re.compile("|".join(rf"(?<![\w.:]){re.escape(form)}(?![\w:])(?!\.\w)" for form in forms).encode())
    for block in document.blocks:
        if "nova-rules" in block.info.split():
            for at in range(block.line - 1, block.line - 1 + block.text.count("\n") + 1):
                lines[at] = pattern.sub(lambda found: forms[found[0].decode()].encode(), lines[at])
    return b"".join(lines)


def checked(path: str, content: bytes) -> Decision:
    """The record as it is read back. Raises RecordError: nothing is written that could not be read."""
    record = read_record(path, content)
    if isinstance(record, Decision):
        return record
    if isinstance(record, RecordProblem):
        raise RecordError(path, record.line, record.what)
    raise RecordError(path, None, "it does not read as a decision record; is its title still a template's placeholder, "
                                  "such as {title}?")


def _with_key(path: str, content: bytes, key: str, value: str | tuple[str, ...]) -> bytes:
    document = take_apart(content)
    if document.front_error is not None:
        raise RecordError(path, document.front_error.line, document.front_error.what)
    ending = _ending(content)
    line = [key_line(key, value).encode() + ending] if value else []
    if document.front is None:
        start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
        front = b"".join([b"---" + ending, *line, b"---" + ending]) if line else b""
        return content[:start] + front + content[start:]
    lines = _LINES.findall(content)
    where = document.front.where
    start, stop = _span(path, lines, where, key) or (_place(path, lines, where, key),) * 2
    return b"".join([*lines[:start], *line, *lines[stop:]])


def _span(path: str, lines: list[bytes], where: dict[str, int], key: str) -> tuple[int, int] | None:
    """The lines of a key and its value, as a half-open range from 0; None: there is no such key."""
    written = next((name for name in where if name.casefold() == key), None)
    if written is None:
        return None
    start = where[written] - 1
    if re.match(rb"[\"']?" + re.escape(written.encode()) + rb"[\"']?\s*:", lines[start]) is None:
        raise RecordError(path, start + 1, f'"{key}" does not begin a line of its own; set it by hand')
    following = [line - 1 for line in where.values() if line - 1 > start]
    stop = min([*following, _end(lines)])
    while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].lstrip().startswith(b"#")):
        stop -= 1
    return start, stop


def _place(path: str, lines: list[bytes], where: dict[str, int], key: str) -> int:
    """Where a new key goes: after those that come before it in a record of Nova's, else before those after it."""
    ranked = {name: KEYS.index(name) for name in where if name in KEYS}
    earlier = [name for name, rank in ranked.items() if rank < KEYS.index(key)]
    if earlier:
        span = _span(path, lines, where, max(earlier, key=where.__getitem__))
        return span[1] if span else _end(lines)
    return min((where[name] - 1 for name in ranked), default=_end(lines))


def _end(lines: list[bytes]) -> int:
    """The line that ends the front matter."""
    start = next(at for at, line in enumerate(lines) if line.removeprefix(codecs.BOM_UTF8).rstrip() == b"---")
    return next(at for at in range(start + 1, len(lines)) if lines[at].rstrip() in (b"---", b"..."))


def _in_body(content: bytes, document: Document, words: str) -> bytes | None:
    """The record with the new words before the old ones in the line that gives its status; None: there is none."""
    raw = raw_status(document)
    lines = _LINES.findall(content)
    section = ""
    headings = {heading.line: heading.text for heading in document.headings}
    for number, text in document.lines if raw else ():
        section = headings.get(number, section)
        old = raw[0].encode()
        is_status = any("stat" in plain(where).casefold() or "estado" in plain(where).casefold()
                        for where in (text, section))
        if is_status and number not in headings and raw[0] in text and lines[number - 1].count(old):
            head, _, tail = lines[number - 1].rpartition(old)
            lines[number - 1] = head + words.encode() + b" (was: " + old + b")" + tail
            return b"".join(lines)
    return None


def _ending(content: bytes) -> bytes:
    """The line ending that the file uses."""
    found = re.search(rb"\r\n|\n|\r", content)
    return found[0] if found else b"\n"


def _require_utf8(path: str, content: bytes) -> None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RecordError(path, 1, "it is written in UTF-16; write it in UTF-8 first, then Nova can change it")
