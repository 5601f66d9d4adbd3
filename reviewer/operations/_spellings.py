"""Dotted names and paths as text: in strings, comments, docstrings, documents and settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reviewer.domain.change import FileChange, Span
from reviewer.operations._presence import LARGEST
from reviewer.operations._redirects import Redirects
from reviewer.operations._splices import Splices
from reviewer.operations._words import ADDRESS, tells_history
from reviewer.operations.edit_text import regions
from reviewer.tree import Tree

_LOCKS = ("requirements.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "package-lock.json")
_LOADERS = ("import_module", "__import__", "find_spec", "run_module", "importorskip")
_LISTS = ("py_modules", "packages")
Hit = tuple[int, int, str]
"""First character, the one after the last, and what stands there from now on."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """What to look for in text, and what it becomes."""

    patterns: tuple[tuple[re.Pattern[str], str], ...]
    words: tuple[bytes, ...]
    """A file without any of these has nothing to look for."""
    alone: Mapping[str, str]
    """Names of one part, which mean the module only where code loads it by name."""
    strings: Mapping[str, str]
    in_words: tuple[tuple[re.Pattern[str], str], ...]
    """Patterns for comments and documents, where a module may be called without its top-level package."""

    def in_prose(self, text: str) -> list[Hit]:
        return self._found(text, self.in_words)

    def in_string(self, text: str) -> list[Hit]:
        """In a string of code: dotted names that stand alone are among them."""
        bare = text.strip("\"'")
        for old, new in self.strings.items():
            if bare == old or bare.startswith(f"{old}."):
                at = text.index(old)
                return [(at, at + len(old), new)]
        return self.in_text(text)

    def in_text(self, text: str) -> list[Hit]:
        return self._found(text, self.patterns)

    def _found(self, text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> list[Hit]:
        addresses = [found.span() for found in ADDRESS.finditer(text)] if "://" in text else []
        hits: list[Hit] = []
        for pattern, new in patterns:
            for found in pattern.finditer(text):
                start, end = found.span()
                inside = any(first <= start < last for first, last in addresses)
                if not inside and not any(start < last and first < end for first, last, _ in hits):
                    hits.append((start, end, new))
        return sorted(hits)

    def may_be_in(self, content: bytes) -> bool:
        return any(word in content for word in self.words)


def spellings(redirects: Redirects, paths: Mapping[str, str], members: Mapping[str, Iterable[str]],
              strings: Mapping[str, str], also: Iterable[str]) -> Spellings:
    """`paths`: files and folders that go elsewhere. `members`: what a module of one part is known to hold.

    `strings`: further dotted names, for strings of code alone; `also` others that the caller looks for.
    """
    found: list[tuple[re.Pattern[str], str]] = []
    prose: list[tuple[re.Pattern[str], str]] = []
    for old, new in sorted(paths.items(), key=lambda pair: -len(pair[0])):
        end = r"(?![\w-])" if "." in old.rpartition("/")[2] else r"(?=/[\w*])"
        found.append((re.compile(rf"(?<![\w./-]){re.escape(old)}{end}"), new))
        found.append((re.compile(rf"(?<=(?<![\w.])\./){re.escape(old)}{end}"), new))
    for old, new in redirects.names.items():
        home, _, name = old.rpartition(".")
        goal, _, last = new.rpartition(".")
        found.append((re.compile(rf"(?<![\w.-]){re.escape(old)}(?!\w)"), new))
        found.append((re.compile(rf"(?<![\w.-]){re.escape(home)}:{name}(?!\w)"), f"{goal}:{last}"))
    for old, new in redirects.modules.items():
        below = "|".join(sorted(map(re.escape, members.get(old, ())))) or r"(?!)"
        if old.count(".") > 1 and old.rpartition(".")[0] == new.rpartition(".")[0]:
            short, becomes = old.partition(".")[2], new.partition(".")[2]
            prose.append((re.compile(rf"(?<![\w./-]){re.escape(short)}(?=\.(?:{below})\b)"), becomes))
        if "." in old:
            end = r"(?=\.[^\W\d])" if old in redirects.hidden else r"(?![\w-])"
            found.append((re.compile(rf"(?<![\w.-]){re.escape(old)}{end}"), new))
        else:
            found.append((re.compile(rf"(?<![\w./-]){re.escape(old)}(?=[.:](?:{below})\b(?!\())"), new))
            found.append((re.compile(rf"(?<![\w./-]){re.escape(old)}(?=\.(?:{below})\()"), new))
            found.append((re.compile(rf"(?<=\bfrom ){re.escape(old)}(?= import\b|\.\w)"), new))
            found.append((re.compile(rf"(?m)(?<=^import ){re.escape(old)}(?=\s*$)"), new))
    words = {old.rpartition(".")[2] for old in (*redirects.modules, *redirects.names)} | {*strings, *also}
    return Spellings(tuple(found), tuple(word.encode() for word in sorted(words | set(paths))),
                     {old: new for old, new in redirects.modules.items() if "." not in old}, strings, (*found, *prose))


def in_python(splices: Splices, spelled: Spellings, skip: Callable[[ast.Constant, str], str | None],
              leave: Callable[[int, str], None]) -> None:
    """Strings, comments and docstrings of a file. `skip` says why what a string names is to stay, if it is."""
    source, text = splices.source, splices.text
    words = sorted(regions(source, text))
    for first, last in words:
        for start, end, new in spelled.in_prose(text[first:last]):
            splices.put((first + start, first + end), new)
    for node, holder in source.names.parents.items():
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
            continue
        start, end = splices.place(node)
        if any(first <= start and end <= last for first, last in words):
            continue
        if isinstance(node.value, bytes):
            if spelled.in_text(node.value.decode("latin-1")):
                leave(node.lineno, "bytes name it, perhaps something stored that is read again")
        elif isinstance(holder, ast.JoinedStr):
            if spelled.in_text(node.value):
                leave(holder.lineno, "a formatted string names it")
        else:
            _in_string(splices, node, spelled, skip, leave, by_name=_loads(source.names.parents, node))


def _in_string(splices: Splices, node: ast.Constant, spelled: Spellings,
               skip: Callable[[ast.Constant, str], str | None], leave: Callable[[int, str], None], *,
               by_name: bool) -> None:
    assert isinstance(node.value, str)
    start, end = splices.place(node)
    written = splices.text[start:end]
    if by_name and node.value in spelled.alone:
        at = written.index(node.value)
        splices.put((start + at, start + at + len(node.value)), spelled.alone[node.value])
        return
    hits = spelled.in_string(node.value)
    if not hits:
        return
    if why := next(filter(None, (skip(node, node.value[first:last]) for first, last, _ in hits)), None):
        leave(node.lineno, why)
        return
    inside = spelled.in_string(written)
    if [hit[2] for hit in inside] != [hit[2] for hit in hits]:
        leave(node.lineno, "a string that is put together names it")
        return
    for first, last, new in inside:
        splices.put((start + first, start + last), new)


def _loads(parents: Mapping[ast.AST, ast.AST], node: ast.AST) -> bool:
    """Whether code takes the string for a module: what is imported by name, what a setup script lists."""
    holder = parents.get(node)
    if isinstance(holder, ast.List | ast.Tuple):
        holder = parents.get(holder)
        return isinstance(holder, ast.keyword) and holder.arg in _LISTS
    return isinstance(holder, ast.Call) and node in holder.args[:1] and ast.unparse(holder.func).rpartition(".")[
        2] in _LOADERS


def in_documents(tree: Tree, spelled: Spellings, leave: Callable[[str, int, str], None]) -> Iterator[FileChange]:
    """Documents and settings; what tells of the past, and what tools write, stays as it is."""
    for path in tree.paths:
        if path.endswith((".py", ".pyi")) or path.rpartition("/")[2] in _LOCKS:
            continue
        content = tree.read(path)
        if len(content) > LARGEST or b"\0" in content[:8192] or not spelled.may_be_in(content):
            continue
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            leave(path, 1, "it is not UTF-8")
            continue
        hits = spelled.in_prose(text)
        if hits and tells_history(path):
            leave(path, text.count("\n", 0, hits[0][0]) + 1, "it tells what was")
        elif hits:
            yield FileChange(path=path, before=content, after=_replaced(path, text, hits).encode(),
                             spans=tuple(_lines_of(text, hits, path)))


def _replaced(path: str, text: str, hits: Iterable[Hit]) -> str:
    after = text
    for start, end, new in sorted(hits, reverse=True):
        if path.endswith((".rst", ".txt")):
            after = _underlined(after, start, len(new) - (end - start))
        after = after[:start] + new + after[end:]
    return after


def _underlined(text: str, at: int, longer: int) -> str:
    """The line below a heading is as long as the heading."""
    first = text.rfind("\n", 0, at) + 1
    last = text.find("\n", at)
    if last < 0:
        return text
    end = text.find("\n", last + 1)
    below = text[last + 1:end if end >= 0 else len(text)]
    if re.fullmatch(r"([=\-~^\"'*+#`.:_])\1{2,}", below) and len(below) == last - first and len(below) + longer > 2:
        return text[:last + 1] + below[0] * (len(below) + longer) + text[last + 1 + len(below):]
    return text


def _lines_of(text: str, hits: Iterable[Hit], path: str) -> Iterator[Span]:
    wider = path.endswith((".rst", ".txt"))
    last = text.count("\n") + 1
    for line in sorted({text.count("\n", 0, start) + 1 for start, _, _ in hits}):
        yield line, min(line + wider, last)

