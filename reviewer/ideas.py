"""What a precedent remembers of a change: two keys that survive reformatting, moving the file and other bases."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import sha256

from nova.code.syntax import serialise
from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.proposal import Draft, Idea

VERSION = 1
"""Of both keys. Raised when they are computed differently; the rejected diff is kept to compute them anew."""

_Nested = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def symbol_key(family: str, symbol: str) -> str:
    """Of a rule family and a qualified name inside its module: `1:` and 16 hex digits."""
    return _key("symbol", family, symbol)


def effect_key(changes: ChangeSet) -> str:
    """Of the normalised statements before and after. Neither paths nor layout are part of it."""
    return _key("effect", *sorted(_effect(change) for change in changes.files))


def ideas_of(draft: Draft, family: str) -> tuple[Idea, ...]:
    """One idea for each finding of the draft, in their order. The effect is the whole draft's."""
    effect = effect_key(draft.changes)
    return tuple(Idea(symbol_key(family, finding.symbol), effect) for finding in draft.findings)


def _key(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return f"{VERSION}:{sha256(text).hexdigest()[:16]}"


def _effect(change: FileChange) -> str:
    before, after = _module(change.before), _module(change.after)
    if not change.path.endswith((".py", ".pyi")) or before is None or after is None:
        return "\n".join(_changed(_stripped(change.before), _stripped(change.after)))
    statements = list(_statements(before.body, after.body))
    if not statements:
        statements = list(_changed(_comments(before, change.before), _comments(after, change.after)))
    return "\n".join(sorted(statements))


def _module(source: bytes | None) -> ast.Module | None:
    """None for what this Python cannot parse."""
    try:
        return ast.parse(source or b"")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statements(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> Iterator[str]:
    """The innermost statements that differ, as `- old` and `+ new`. A definition that is there before and after is
    entered, so that a change in one method is not a change of its class."""
    old, new = [serialise(statement) for statement in before], [serialise(statement) for statement in after]
    for tag, first, end, other, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        partners = {_name(node): node for node in after[other:other_end] if isinstance(node, _Nested)}
        entered = set()
        for node, text in zip(before[first:end], old[first:end], strict=True):
            partner = partners.get(_name(node)) if isinstance(node, _Nested) else None
            if isinstance(node, _Nested) and partner is not None and _head(node) == _head(partner):
                entered.add(partner)
                yield from _statements(node.body, partner.body)
            else:
                yield f"- {text}"
        yield from (f"+ {text}" for node, text in zip(after[other:other_end], new[other:other_end], strict=True)
                    if node not in entered)


def _name(node: ast.stmt) -> tuple[str, str] | None:
    return (type(node).__name__, node.name) if isinstance(node, _Nested) else None


def _head(node: _Nested) -> str:
    """The definition without its body."""
    copy = type(node)(**{**dict(ast.iter_fields(node)), "body": [ast.Pass()]})
    return serialise(copy)


def _comments(module: ast.Module, source: bytes | None) -> list[str]:
    """Every comment with the normalised innermost statement that it stands in or before."""
    spans = sorted(((node.lineno, node.end_lineno or node.lineno, node)
                    for node in ast.walk(module) if isinstance(node, ast.stmt)), key=lambda span: (span[0], -span[1]))
    result = []
    for line, comment in _comment_tokens(source or b""):
        inside = [node for first, last, node in spans if first <= line <= last]
        later = [node for first, _, node in spans if first > line]
        near = inside[-1:] or later[:1]
        result.append(f"{serialise(near[0]) if near else ''} # {comment}")
    return result


def _comment_tokens(source: bytes) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], " ".join(token.string.lstrip("#").split())
    except (tokenize.TokenError, SyntaxError):
        return


def _stripped(source: bytes | None) -> list[str]:
    """Lines without layout, for what is no Python."""
    text = (source or b"").decode("utf-8", "surrogateescape")
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, end, other, other_end in matcher.get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in before[first:end])
            yield from (f"+ {line}" for line in after[other:other_end])
