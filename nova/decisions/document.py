"""A record as Markdown: front matter, headings, fenced blocks, and plain words out of marked-up ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from nova.decisions.vocabulary import LINK_NAMES, OTHER_NAMES, OUTCOME_NAMES, STATUS_NAMES
from nova.yamltext import BadYaml, Keys, parse

PART_NAMES = frozenset({*STATUS_NAMES, *OUTCOME_NAMES, *OTHER_NAMES})
SECTION_NAMES = PART_NAMES | LINK_NAMES

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t](.*))?$")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\](?:\([^()\s]{0,500}(?:[ \t]+\"[^\"]{0,200}\")?\)|\[[^\[\]]{0,100}\])")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,500})>")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_]{1,300}?)(?<=\S)\1(?![\w*])")
_NUMBERING = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*[.)]?\s+)?[\W_]*")
_PLAIN = re.compile(r"[^`*_<\\\\\[\]]*")
_LONGEST_NAME = 200
_LONGEST_LINE = 2000
"""Characters of a line of prose that are looked at: a line may be a megabyte of noise."""
_MOST_HEADINGS = 2000
_MOST_BEFORE = 60
_MOST_LINES = 20_000
_FRONT_MARKS = {"---": ("---", "..."), "+++": ("+++",)}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `line` is that of its first line of content."""

    info: str
    text: str
    line: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    line: int

    @property
    def name(self) -> str:
        """What the heading is called, without what follows a colon: `Status` of `## 1. Status: accepted`."""
        return _heading_name(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One Markdown file, taken apart. Lines count from 1. Two are the same only if they are one object, so that what
    is worked out of one may be kept."""

    front: Keys | None
    """The front matter; None when there is none or it cannot be read, and then `front_error` says why."""
    front_error: BadYaml | None
    front_text: str
    """The front matter as it was written."""
    lines: tuple[tuple[int, str], ...]
    """(line, text) of the prose: without front matter, comments and fenced blocks."""
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]

    def section(self, *names: str) -> list[str]:
        """The prose lines under the first heading of these names, up to the next heading; empty when there is none."""
        for at, heading in enumerate(self.headings):
            if heading.name in names:
                following = self.headings[at + 1].line if at + 1 < len(self.headings) else None
                return [text for line, text in self.lines
                        if line > heading.line and (following is None or line < following)]
        return []

    def preamble(self) -> list[str]:
        """The prose lines before the first section: what stands above the title, and what between them."""
        end = self.title.line if self.title else 0
        following = next((heading.line for heading in self.headings if heading.line > end), None)
        return [text for line, text in self.lines if (following is None or line < following) and line != end]

    @property
    def title(self) -> Heading | None:
        """The heading that stands first, unless it is the name of a part, such as `Context`."""
        first = self.headings[0] if self.headings else None
        if first is None or not first.text:
            return None
        if first.level == 1:
            return None if is_part(first.text) else first
        beside = any(heading.level <= first.level for heading in self.headings[1:])
        numbered = re.match(r"\W*(?:[A-Za-z]+[-_ ]?)?\d", first.text)
        return first if first.name not in SECTION_NAMES and (numbered or not beside) else None


def take_apart(content: bytes) -> Document:
    """Read the bytes of a Markdown file. Never raises: what is not UTF-8 is replaced, what cannot be read is said."""
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front, error, front_text, start = _front_matter(lines)
    prose: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for item in _body(lines, start):
        if isinstance(item, Block):
            blocks.append(item)
        elif len(prose) < _MOST_LINES:
            prose.append(item)
    headings = tuple(islice(_headings(prose), _MOST_HEADINGS))
    return Document(front, error, front_text, tuple(prose), headings, tuple(blocks))


def plain(text: str) -> str:
    """One line without markup, control characters and invisible ones: fit to be quoted anywhere."""
    return _plain(text[:_LONGEST_LINE])


def is_part(text: str) -> bool:
    """Whether a heading names a part, such as `Context`, and so is no title; with a number before it, it is one."""
    return _heading_name(text) in PART_NAMES and not re.match(r"\W*\d", text)


def _heading_name(text: str) -> str:
    return name_of(text.replace("\uff1a", ":").partition(":")[0])


def name_of(text: str) -> str:
    """A heading or a key as a name to compare: lower case, without numbering, markup and signs around it."""
    return _name(text[:_LONGEST_NAME])


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = "".join(" " if char in "\n\t\r" else char for char in text
                       if char in "\n\t\r" or unicodedata.category(char) not in _HIDDEN)
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    # Twice, so that bold inside italic goes too.
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text.replace("`", "")))
    return " ".join(text.replace("\\", "").split())


@lru_cache(maxsize=2048)
def _name(text: str) -> str:
    words = plain(text).casefold().replace("_", " ").replace("-", " ").strip(" :.*?!\uff1a()[]|")
    bare = _NUMBERING.sub("", words, count=1)
    return " ".join((bare or words).split())


def _front_matter(lines: list[str]) -> tuple[Keys | None, BadYaml | None, str, int]:
    """(keys, why not, text, first line of the body). A front matter that never ends is none, and an error."""
    start = _before_front(lines)
    mark = lines[start].rstrip() if start < len(lines) else ""
    if mark not in _FRONT_MARKS:
        return None, None, "", 0
    end = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() in _FRONT_MARKS[mark]), None)
    if end is None:
        heading = next((at for at, line in enumerate(lines) if at > start and _HEADING.match(line)), len(lines))
        error = BadYaml(start + 1, f"the front matter has no end (a line {mark})")
        return None, error, "\n".join(lines[start + 1:heading]), start + 1
    text = "\n".join(lines[start + 1:end])
    if mark == "+++":
        return None, BadYaml(start + 1, "the front matter is TOML; write it as YAML, between lines ---"), (
            text.replace(" = ", ": ")), end + 1
    try:
        value = parse(text, start + 2)
    except BadYaml as error:
        return None, error, text, end + 1
    if value is None:
        return Keys(start + 1, {}, {}), None, text, end + 1
    if isinstance(value, Keys):
        return value, None, text, end + 1
    return None, BadYaml(value.line, "the front matter is to be keys and values"), text, end + 1


def _before_front(lines: list[str]) -> int:
    """The first line that is neither blank nor of a comment, such as a licence's: front matter may begin there."""
    at, inside = 0, False
    for at, line in enumerate(lines[:_MOST_BEFORE]):
        rest, inside = _without_comments(line, inside)
        if rest.strip() or at == _MOST_BEFORE - 1:
            return at
    return at


def _body(lines: list[str], start: int) -> Iterator[Block | tuple[int, str]]:
    """Blocks, and the (line, text) of what is neither block nor comment."""
    at, in_comment = start, False
    last_end = next((at for at in reversed(range(len(lines))) if "-->" in lines[at]), -1)
    while at < len(lines):
        # A comment that never ends is no comment: a stray `<!--` must not hide the constraints below it.
        line, in_comment = _without_comments(lines[at], in_comment) if at <= last_end else (lines[at], False)
        fence = None if in_comment else _FENCE.match(line)
        if fence is None or (fence[1][0] == "`" and "`" in fence[2]):
            yield at + 1, line[:_LONGEST_LINE].rstrip()
            at += 1
            continue
        end = _closing(lines, at + 1, fence[1])
        yield Block(fence[2].strip(), _dedent(lines[at + 1:end], lines[at]), at + 2, closed=end < len(lines))
        at = end + 1


def _closing(lines: list[str], start: int, fence: str) -> int:
    for at in range(start, len(lines)):
        line = lines[at].strip()
        if len(line) >= len(fence) and set(line) == {fence[0]}:
            return at
    return len(lines)


def _dedent(lines: list[str], opening: str) -> str:
    """Take away as much indentation as the opening fence has."""
    width = len(opening) - len(opening.lstrip())
    return "\n".join(line[min(width, len(line) - len(line.lstrip())):] for line in lines)


def _without_comments(line: str, inside: bool) -> tuple[str, bool]:
    """The line without `<!-- ... -->`, and whether a comment is still open at its end."""
    kept, at = [], 0
    while at < len(line):
        mark = line.find("-->" if inside else "<!--", at)
        end = mark if mark >= 0 else len(line)
        if not inside:
            kept.append(line[at:end])
        if mark < 0:
            break
        at, inside = mark + (3 if inside else 4), not inside
    return "".join(kept), inside


def _headings(prose: list[tuple[int, str]]) -> Iterator[Heading]:
    previous = ""
    for line, text in prose:
        match = _HEADING.match(text)
        if match:
            yield Heading(len(match[1]), _CLOSING.sub("", match[2] or "").strip(), line)
        elif (under := _UNDERLINE.match(text)) and previous and not previous.startswith(("|", "-", "*")):
            yield Heading(1 if under[1][0] == "=" else 2, previous, line)
        previous = "" if match else text.strip()
