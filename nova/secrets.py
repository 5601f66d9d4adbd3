"""The one filter that every exit passes: prompts, traces, logs, bodies of pull requests.

A secret becomes `[secret: <kind>]`. Known are the formats that vendors publish, values of this process's own
environment, and long random literals under a name that says password, secret, token or key. A password made of plain
words under such a name is not recognised: nothing tells it from ordinary code.

Linear in the length of the text: a pattern is only tried where its first characters were found, it holds no two parts
that can share characters, and the search goes on behind what it matched.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log2
from typing import Any, NamedTuple

_FRESH = r"(?:(?<![A-Za-z0-9_-]{0})|(?<=\\[nrt]{0})|(?<=%[0-9A-F][0-9A-F]{0})|(?m:(?<=^-{0})))"
"""Nothing word-like stands before the start {0}. A `\\n` in quoted text, a `%3D` in an address and the `-` of a diff's
line do not count."""
_VALUE = r"[A-Za-z0-9_+/.~-]"
_QUOTE = r"\\{0,3}[\"']"
_ASSIGNED = (rf"[A-Za-z0-9_-]{{0,40}}+(?P<after>(?:{_QUOTE})?\]?[ \t]{{0,20}}(?::[ \t]*[A-Za-z_.|]{{1,30}}[ \t]*)??"
             rf"(?:={{1,3}}>?|:=?|>)[ \t]{{0,20}}[rbu]{{0,2}})"
             rf"(?:(?P<quote>{_QUOTE})(?P<quoted>[^\"'\s\\]{{12,}}+)(?P=quote)"
             rf"|(?P<bare>{_VALUE}{{20,}}+={{0,2}})(?=[\s\"',;&)\]}}<\\]|$))")
_AUTHORIZATION = (rf"(?:{_QUOTE})?[ \t]{{0,4}}[:=,][ \t]{{0,4}}[rbuf]?(?:{_QUOTE})?(?:[A-Za-z]{{1,20}}[ \t]{{1,4}})?"
                  rf"(?P<value>{_VALUE}{{12,}}+=*)")
_PEM = (r"[A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----"
        r"(?:(?P<whole>(?:[^-]++|-(?!----))*+--?----END [A-Z0-9 ]{0,40}?PRIVATE KEY(?: BLOCK)?-----)"
        r"|(?:\s|\\[nr]|[\"'+]|[A-Za-z0-9+/]{16,}={0,2})*+)")


class _Found(NamedTuple):
    start: int
    end: int
    kind: str


def _whole(match: re.Match[str]) -> tuple[int, int] | None:
    return match.span()


def _key_block(match: re.Match[str]) -> tuple[int, int] | None:
    """Unless it is only a heading that code looks for, or an ellipsis in a document."""
    return match.span() if re.search(r"[A-Za-z0-9+/]{32}", match[0]) else None


_PLACEHOLDER = re.compile(r"[{$<%*.]|x{3}|(?i:my|your)?[-_]?(?i:pass|password|passwd|pw|pwd|secret|token)\d{0,2}$")


def _url_password(match: re.Match[str]) -> tuple[int, int] | None:
    return None if _PLACEHOLDER.match(match["value"]) else match.span("value")


def _authorization(match: re.Match[str]) -> tuple[int, int] | None:
    return match.span("value") if _is_random(match["value"]) else None


_NOT_THE_SECRET = re.compile(
    r"(?i)[a-z_-]*?(?:hash|sha\d|md5|digest|url|uri|path|file|regex|pattern|_re$|type|_id$|name)")


def _assigned(match: re.Match[str]) -> tuple[int, int] | None:
    name = match.string[match.start():match.start("after")]
    group = "bare" if match["quoted"] is None else "quoted"
    if _NOT_THE_SECRET.match(name) or not _is_random(match[group]):
        return None
    return match.span(group)


def _is_random(value: str) -> bool:
    """Mixed as a generator mixes, not words with a number behind them: by how often the sort of character changes."""
    if _PLACEHOLDER.match(value) or not _LETTER.search(value):
        return False
    changes = len(_SORTS.findall(value))
    often = 4 if len(_DIGIT.findall(value)) >= _DIGITS else 2
    return changes * often >= len(value) and _bits(value) >= _BITS


_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"[0-9]")
_DIGITS = 2
_SORTS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_BITS = 3.0


def _bits(value: str) -> float:
    """Shannon's entropy of a character."""
    return -sum(n / len(value) * log2(n / len(value)) for n in Counter(value).values())


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a secret looks like from its first characters on."""

    kind: str
    first: tuple[str, ...]
    rest: re.Pattern[str]
    span: Callable[[re.Match[str]], tuple[int, int] | None] = _whole

    def found(self, text: str) -> Iterator[_Found]:
        for first in self.first:
            at = text.find(first)
            while at >= 0:
                match = self.rest.match(text, at)
                if match and (span := self.span(match)):
                    yield _Found(*span, self.kind)
                at = text.find(first, match.end() if match else at + len(first))


def _shape(kind: str, first: str, rest: str, fresh: bool = False) -> _Shape:
    start = re.escape(first)
    return _Shape(kind, (first,), re.compile(start + (_FRESH.replace("{0}", start) if fresh else "") + rest))


def _named(kind: str, *words: str) -> _Shape:
    """Words in lower case, in upper case and with a capital: faster to look for than any case."""
    cases = tuple(dict.fromkeys(case for word in words for case in (word, word.upper(), word.capitalize())))
    return _Shape(kind, cases, re.compile(f"(?:{'|'.join(map(re.escape, cases))}){_ASSIGNED}"), _assigned)


_SHAPES = (
    # https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    *(_shape("github token", f"gh{letter}_", r"[A-Za-z0-9]{36,}") for letter in "pousr"),
    _shape("github token", "github_pat_", r"[A-Za-z0-9_]{22,}"),
    _shape("anthropic key", "sk-ant-", r"[A-Za-z0-9_-]{20,}"),
    _shape("openai key", "sk-", r"(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})", fresh=True),
    _shape("gitlab token", "glpat-", r"[A-Za-z0-9_-]{20,}"),
    _shape("slack token", "xox", r"[abeoprs]-[A-Za-z0-9-]{10,}", fresh=True),
    *(_shape("aws key id", first, r"[A-Z2-7]{16}(?![A-Za-z0-9+])", fresh=True) for first in ("AKIA", "ASIA")),
    _shape("google key", "AIza", r"[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", fresh=True),
    *(_shape("stripe key", first, r"[A-Za-z0-9]{16,}") for first in ("sk_live_", "rk_live_")),
    _shape("pypi token", "pypi-Ag", r"[A-Za-z0-9_-]{50,}"),
    _shape("npm token", "npm_", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])", fresh=True),
    _shape("jwt", "eyJ", r"[A-Za-z0-9_-]{10,}+\.eyJ[A-Za-z0-9_-]{10,}+\.[A-Za-z0-9_-]{16,}", fresh=True),
    _Shape("private key", ("-----BEGIN ",), re.compile(f"-----BEGIN {_PEM}"), _key_block),
    _Shape("url password", ("://",), re.compile(r"://[^\s/:@\"'<>]{0,100}+:(?P<value>[^\s/@\"'<>]{1,200}+)@"),
           _url_password),
    _Shape("authorization", ("uthorization",), re.compile(f"uthorization{_AUTHORIZATION}"), _authorization),
    _Shape("authorization", ("earer ",), re.compile(rf"earer +(?P<value>{_VALUE}{{12,}}+=*)"), _authorization),
    _named("password", "password", "passwd", "passphrase"),
    _named("api key", "api_key", "apikey", "api-key", "access_key", "private_key"),
    _named("token", "token"),
    _named("secret", "secret"),
)
_TELLING = re.compile("|".join(re.escape(first) for shape in _SHAPES if shape.span in (_assigned, _authorization)
                               for first in shape.first))
_MARKS = "".join(f"[secret: {kind}]" for kind in dict.fromkeys([*(shape.kind for shape in _SHAPES), "environment"]))


def redact(text: str) -> str:
    """The text with every secret replaced. Doing it twice changes nothing more."""
    return _redact(text, _own_values())


def redact_lines(text: str) -> list[str]:
    """The lines of the text without secrets, as many as there were: for who shows only some of them."""
    lines = _LINE_END.split(_redact(text, _own_values(), keep_lines=True))
    return lines if lines[-1] else lines[:-1]


_LINE_END = re.compile(r"\r\n|\r|\n")


def secrets_in(text: str) -> frozenset[tuple[str, str]]:
    """Every secret of the text as (kind, the secret itself): for comparing two texts, never for showing."""
    own = {("environment", value) for value in _own_values() if value in text}
    return frozenset(own | {(one.kind, text[one.start:one.end]) for shape in _SHAPES for one in shape.found(text)})


def redact_json(value: Any) -> Any:
    """The same for every string in lists, tuples and values of mappings; keys stay, and say what their value is."""
    return _walk(value, _own_values(), "")


def _walk(value: Any, own: tuple[str, ...], key: str) -> Any:
    if isinstance(value, str):
        marked = _redact(value, own)
        return _redact_under(key, marked) if _TELLING.search(key) else marked
    if isinstance(value, dict):
        return {name: _walk(item, own, name if isinstance(name, str) else "") for name, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_walk(item, own, key) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def _redact_under(key: str, value: str) -> str:
    """What is a secret only because of its name."""
    name = f'"{key}": "'
    whole = _redact(f'{name}{value}"', ())
    return whole[len(name):-1] if whole.startswith(name) else value


def _own_values() -> tuple[str, ...]:
    """The keys of this process, longest first. One that is part of a mark ("password") hides nothing."""
    names = [name for name in os.environ if name.upper().endswith(("KEY", "TOKEN", "SECRET", "PASSWORD"))]
    found = {value for name in names if len(value := os.environ.get(name, "")) >= _LONG and value not in _MARKS}
    return tuple(sorted(found, key=len, reverse=True))


_LONG = 8


def _redact(text: str, own: tuple[str, ...], keep_lines: bool = False) -> str:
    for value in own:
        text = text.replace(value, "[secret: environment]")
    # A mark may end the word that stood before a secret's neighbour, and so uncover it.
    while found := sorted(one for shape in _SHAPES for one in shape.found(text)):
        text = _marked(text, found, keep_lines)
    return text


def _marked(text: str, found: list[_Found], keep_lines: bool) -> str:
    """With marks in place of what was found, in order of place; what overlaps goes under the first one's mark."""
    pieces, end = [], 0
    for one in found:
        if one.start >= end:
            pieces += [text[end:one.start], f"[secret: {one.kind}]"]
        if keep_lines:
            pieces += _LINE_END.findall(text, max(end, one.start), one.end)
        end = max(end, one.end)
    return "".join([*pieces, text[end:]])
