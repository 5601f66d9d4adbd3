"""Import statements of one file edited in place: names taken out, put in and redirected, in the file's own style.

A name joins the statement that imports from its module already; a new statement stands where the file's order has it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.errors import OperationDeclined
from reviewer.names import absolute
from reviewer.operations._edits import Source
from reviewer.operations._splices import Splices

Import = ast.Import | ast.ImportFrom
_Order = tuple[int, bool, int, str]
"""Kind of module, `from` or not, leading dots (most first), name."""
_FROM = re.compile(r"from\s*((?:\.\s*)*[\w.]*)\s*import\b")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is to those who import it, and to its own relative imports."""

    module: str
    is_package: bool

    def absolute(self, dotted: str) -> str:
        return absolute(dotted, self.module, self.is_package)

    def write(self, target: str, *, relative: bool) -> str:
        """The module as an import in this file names it; relative only within one top-level package."""
        here = self.module.split(".")
        package = here if self.is_package else here[:-1]
        parts = target.split(".")
        shared = next((n for n, pair in enumerate(zip(package, parts, strict=False)) if pair[0] != pair[1]),
                      min(len(package), len(parts)))
        if not relative or not shared:
            return target
        return "." * (len(package) - shared + 1) + ".".join(parts[shared:])


@dataclass(frozen=True, slots=True)
class Imported:
    """`from module import name as alias`, or `import module as alias` when `name` is None. The module as written."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def listed(self) -> str:
        """How the statement lists it."""
        return f"{self.name or self.module}{f' as {self.alias}' if self.alias else ''}"


class ImportLines:
    """What changes about the imports of one file. Nothing is written before `write`."""

    def __init__(self, splices: Splices, module: str, first_party: frozenset[str],
                 now: Identity | None = None) -> None:
        """`now`: what the file is when all is done, where that is something else."""
        self.splices, self.source = splices, splices.source
        self.was = Identity(module, splices.source.path.rpartition("/")[2].startswith("__init__."))
        self.now = now or self.was
        self._first_party = first_party
        self._dropped: dict[Import, list[ast.alias]] = {}
        self._added: list[tuple[Imported, Import | None]] = []
        self._redirected: dict[ast.ImportFrom, tuple[str, str]] = {}
        self._renamed: dict[ast.alias, str] = {}

    def drop(self, statement: Import, alias: ast.alias) -> None:
        self._dropped.setdefault(statement, []).append(alias)

    def drops(self, statement: Import, alias: ast.alias) -> bool:
        return alias in self._dropped.get(statement, ())

    def add(self, new: Imported, beside: Import | None = None) -> None:
        """In the block of the statement `beside`; None: at the top of the file."""
        if (new, beside) not in self._added:
            self._added.append((new, beside))

    @property
    def adds_any(self) -> bool:
        return bool(self._added)

    def from_module(self, statement: ast.ImportFrom, module: str) -> None:
        """The same names from another module, named as it is to be written."""
        start, end = self.splices.place(statement)
        found = _FROM.match(self.splices.text, start, end)
        if found is None:
            raise OperationDeclined(f"{self.source.path}:{statement.lineno} is written in an odd way")
        first = found.start(1)
        last = first + len(found.group(1).rstrip())
        gap = "" if self.splices.text[last:last + 1].isspace() else " "
        self.splices.put((first, last), module + gap)

    def redirect(self, statement: ast.ImportFrom, module: str, meant: str) -> None:
        """All its names from another module: in place, where the order has it, or in the statement that has others.

        `module` is as written, `meant` the same without leading dots.
        """
        if statement.names[0].name == "*":
            self.from_module(statement, module)
        else:
            self._redirected[statement] = module, meant

    def rename(self, alias: ast.alias, name: str, asname: str | None) -> None:
        """Another name for one of the list, in place."""
        self._renamed.setdefault(alias, name)
        self.splices.put(self.splices.place(alias), f"{name} as {asname}" if asname else name)

    def absolute(self, statement: ast.ImportFrom) -> str:
        return self.was.absolute("." * statement.level + (statement.module or ""))

    def write(self) -> None:
        for redirected, (module, meant) in list(self._redirected.items()):
            self._redirect(redirected, module, meant)
        joins: dict[Import, list[Imported]] = {}
        on_top: list[Sequence[Imported]] = []
        beside_anchor: dict[tuple[Import, bool], list[Sequence[Imported]]] = {}
        new: dict[tuple[str, bool, str | None, Import | None], list[Imported]] = {}
        for one, beside in self._added:
            if (home := self._joins(one, beside)) is not None:
                joins.setdefault(home, []).append(one)
            else:
                new.setdefault((one.module, one.name is None, one.alias if one.name is None else "", beside),
                               []).append(one)
        for (*_, beside), several in new.items():
            if beside is not None and beside not in joins and self._takes_the_place(several[0], beside):
                self.splices.put(self.splices.place(beside), _statement(several))
                joins[beside], self._dropped[beside] = [], []
            elif self._block(beside):
                anchor, after = self._anchor(several[0], beside)
                beside_anchor.setdefault((anchor, after), []).append(several)
            else:
                on_top.append(several)
        for (anchor, after), group in beside_anchor.items():
            self._insert(group, anchor, after=after)
        if on_top:
            self._insert_on_top("".join(self._grouped(on_top)))
        for statement in dict.fromkeys([*self._dropped, *joins]):
            self._rewrite(statement, self._dropped.get(statement, []), joins.get(statement, []))

    def _joins(self, new: Imported, beside: Import | None) -> Import | None:
        """The statement that lists the name from now on, or that lists it already."""
        for statement in self._block(beside):
            if isinstance(statement, ast.Import) != (new.name is None):
                continue
            if isinstance(statement, ast.ImportFrom):
                wanted = self.now.absolute(new.module)
                if self.absolute(statement) == wanted and statement.names[0].name != "*":
                    return statement
            elif any(a.name == new.module and a.asname == new.alias for a in statement.names
                     if a not in self._dropped.get(statement, ())):
                return statement
        return None

    def _takes_the_place(self, new: Imported, beside: Import) -> bool:
        """Whether the new import simply stands where the old one stood: all of it goes, and the order is right."""
        return (self._goes(beside) and "#" not in self.splices.text[slice(*self.splices.place(beside))]
                and self._is_in_order(beside, (new.module, new.name is not None)))

    def _redirect(self, statement: ast.ImportFrom, module: str, meant: str) -> None:
        others = [s for s in self._block(statement) if isinstance(s, ast.ImportFrom) and s is not statement
                  and self.absolute(s) == meant and s.names[0].name != "*"]
        if not others and self._is_in_order(statement, (module, True)):
            self.from_module(statement, module)
            return
        del self._redirected[statement]
        for alias in statement.names:
            self.drop(statement, alias)
            self.add(Imported(module, alias.name, alias.asname), statement)

    def _is_in_order(self, beside: Import, new: tuple[str, bool]) -> bool:
        """Whether another import in place of this one is where a sorted block has it; of others, every place is."""
        block = self._block(beside)
        was = [self._order_of(s) for s in block]
        if beside not in block or was != sorted(was):
            return True
        mine, at = self._order(*new), block.index(beside)
        before = [order for s in block[:at] if (order := self._future(s)) is not None]
        after = [order for s in block[at + 1:] if (order := self._future(s)) is not None]
        if not before and not after:
            return True
        return mine[0] == was[at][0] and max([*before, mine]) == mine == min([mine, *after])

    def _future(self, statement: Import) -> _Order | None:
        """Its place in the order when all is done; None when it goes."""
        if isinstance(statement, ast.ImportFrom) and statement in self._redirected:
            return self._order(self._redirected[statement][0], True)
        if self._goes(statement):
            new = next((one for one, beside in self._added if beside is statement), None)
            return None if new is None else self._order(new.module, new.name is not None)
        return self._order_of(statement)

    def _goes(self, statement: Import) -> bool:
        return len(self._dropped.get(statement, ())) == len(statement.names)

    def _block(self, beside: Import | None) -> list[Import]:
        """The import statements among which the new one stands: of a module, those above the first definition."""
        body: Sequence[ast.stmt] = self.source.names.tree.body
        if beside is not None and beside not in body:
            return [s for s in siblings(self.source, beside) if isinstance(s, Import)]
        found: list[Import] = []
        for statement in body:
            if isinstance(statement, Import):
                found.append(statement)
            elif found and isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                break
        return found

    def _anchor(self, new: Imported, beside: Import | None) -> tuple[Import, bool]:
        """The statement that the new one stands next to, and whether below it."""
        block = self._block(beside)
        block = [s for s in block if not self._goes(s)] or block
        mine = self._order(new.module, new.name is not None)
        kin = [s for s in block if self._order_of(s)[0] == mine[0]]
        smaller = [s for s in kin or block if self._order_of(s) <= mine]
        return (smaller[-1], True) if smaller else ((kin or block)[0], False)

    def _insert(self, group: Sequence[Sequence[Imported]], anchor: Import, *, after: bool) -> None:
        indent = " " * anchor.col_offset
        kind = None if indent else self._order_of(anchor)[0]
        text = "".join(self._grouped(group, indent, above=kind if after else None, below=None if after else kind))
        if after:
            end, line = self.splices.place(anchor)[1], anchor.end_lineno or anchor.lineno
            at = self.splices.line_start(line + 1)
            if self.splices.text[end:at].lstrip(" \t").startswith(";"):
                raise OperationDeclined(f"{self.source.path}:{line} holds several statements")
            begin = "" if self.splices.text[:at].endswith(("\n", "\r")) else "\n"
            self.splices.put((at, at), begin + text)
        else:
            at = self.splices.line_start(self._with_comments(anchor.lineno))
            self.splices.put((at, at), text)

    def _insert_on_top(self, new: str) -> None:
        tree, lines = self.source.names.tree, self.source.lines
        documented = ast.get_docstring(tree, clean=False) is not None
        body = tree.body[documented:]
        line = (tree.body[0].end_lineno or 0) + 1 if documented else _below_header(lines)
        at = self.splices.line_start(line)
        begin = "" if not self.splices.text[:at] or self.splices.text[:at].endswith(("\n", "\r")) else "\n"
        before = "\n" if documented else ""
        after = ""
        if body:
            wanted = 2 if isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else 1
            have = next((n for n, row in enumerate(lines[line - 1:]) if row.strip()), 0)
            after = "\n" * (wanted - have) if wanted > have else ""
        self.splices.put((at, at), f"{begin}{before}{new}{after}")

    def _grouped(self, several: Sequence[Sequence[Imported]], indent: str = "", above: int | None = None,
                 below: int | None = None) -> Iterator[str]:
        """Statements as a sorted file has them, a blank line between kinds; `above` and `below` stand already."""
        for order, text in sorted((self._order(one[0].module, one[0].name is not None), _statement(one))
                                  for one in several):
            apart = above is not None and above != order[0] and not indent
            yield f"{chr(10) * apart}{indent}{text}\n"
            above = order[0]
        if below is not None and above != below and not indent:
            yield "\n"

    def _with_comments(self, line: int) -> int:
        """The first line of the comments that touch this line from above, the file's header left out."""
        least = _below_header(self.source.lines)
        while line - 1 >= least and self.source.lines[line - 2].lstrip().startswith("#"):
            line -= 1
        return line

    def _rewrite(self, statement: Import, dropped: Sequence[ast.alias], joined: Sequence[Imported]) -> None:
        if not dropped and not joined:
            return
        kept = [alias for alias in statement.names if alias not in dropped]
        have = {f"{a.name} as {a.asname}" if a.asname else a.name for a in kept}
        new = [one for one in dict.fromkeys(joined) if one.listed not in have] if isinstance(
            statement, ast.ImportFrom) else []
        if not kept and not new:
            self._remove(statement)
        elif not kept:
            start, end = self.splices.place(statement.names[0])[0], self.splices.place(statement.names[-1])[1]
            self.splices.put((start, end), ", ".join(sorted((one.listed for one in new), key=_rank)))
        else:
            self._take_out(statement, dropped)
            for one in new:
                self._put_in(kept, one)

    def _remove(self, statement: Import) -> None:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        start, end = self.splices.place(statement)
        before = self.splices.text[self.splices.line_start(first):start]
        after = self.splices.text[end:self.splices.line_start(last + 1)].strip()
        block = siblings(self.source, statement)
        if before.strip() or after.startswith(";"):
            raise OperationDeclined(f"{self.source.path}:{first} holds several statements")
        stays = any(not isinstance(s, Import) or not self._goes(s) for s in block) or any(
            beside in block for _, beside in self._added)
        holder = self.source.names.parents.get(statement)
        if stays or isinstance(holder, ast.Module):
            self.splices.remove_lines(first, last)
        elif isinstance(holder, ast.If) and not holder.orelse:
            if statement is block[0]:
                self.splices.remove_lines(holder.lineno, holder.end_lineno or holder.lineno)
        elif statement is block[0]:
            self.splices.put((start, end), "pass")
        else:
            self.splices.remove_lines(first, last)

    def _take_out(self, statement: Import, dropped: Sequence[ast.alias]) -> None:
        names, text = statement.names, self.splices.text
        for number, alias in enumerate(names):
            if alias not in dropped:
                continue
            start, end = self.splices.place(alias)
            row = slice(self.splices.line_start(alias.lineno), self.splices.line_start(alias.lineno + 1))
            if re.fullmatch(r"\s*[\w.]+(\s+as\s+\w+)?\s*,?\s*(#.*)?\s*", text[row]):
                self.splices.put((row.start, row.stop), "")
            elif any(n not in dropped for n in names[number + 1:]):
                self.splices.put((start, self.splices.place(names[number + 1])[0]), "")
            else:
                self.splices.put((self.splices.place(names[number - 1])[1], end), "")

    def _put_in(self, kept: Sequence[ast.alias], new: Imported) -> None:
        ranks = [_rank(alias.name) for alias in kept]
        at = next((n for n, rank in enumerate(ranks) if rank > _rank(new.name or "")), len(kept))
        if ranks != sorted(ranks) and [r[1].lower() for r in ranks] == sorted(r[1].lower() for r in ranks):
            at = next((n for n, a in enumerate(kept) if a.name.lower() > (new.name or "").lower()), len(kept))
        lines = [alias.lineno for alias in kept]
        each = len(kept) > 1 and len(set(lines)) == len(lines)
        gap = f",\n{' ' * kept[0].col_offset}" if each or self._alone(kept[0]) else ", "
        if at < len(kept):
            start = self.splices.place(kept[at])[0]
            self.splices.put((start, start), new.listed + gap)
        elif self._alone(kept[-1]) and self.splices.text[self.splices.place(kept[-1])[1]] == ",":
            below = self.splices.line_start(lines[-1] + 1)
            self.splices.put((below, below), f"{' ' * kept[-1].col_offset}{new.listed},\n")
        else:
            end = self.splices.place(kept[-1])[1]
            self.splices.put((end, end), gap + new.listed)

    def _alone(self, alias: ast.alias) -> bool:
        """On a line of its own."""
        row = self.source.lines[alias.lineno - 1]
        return not row[:alias.col_offset].strip()

    def _order_of(self, statement: Import) -> _Order:
        if isinstance(statement, ast.Import):
            first = statement.names[0]
            return self._order(self._renamed.get(first, first.name), False)
        return self._order("." * statement.level + (statement.module or ""), True)

    def _order(self, module: str, is_from: bool) -> _Order:
        """Where isort and ruff put it: future, standard library, others, the project's own, relative."""
        root = module.partition(".")[0]
        kind = (0 if root == "__future__" else 4 if not root else 1 if root in sys.stdlib_module_names
                else 3 if root in self._first_party else 2)
        return kind, is_from, len(module.lstrip(".")) - len(module), module.lower()


def _statement(several: Sequence[Imported]) -> str:
    """One statement for names of one module."""
    listed = ", ".join(sorted(dict.fromkeys(one.listed for one in several), key=_rank))
    return f"from {several[0].module} import {listed}" if several[0].name else f"import {listed}"


def siblings(source: Source, statement: ast.stmt) -> list[ast.stmt]:
    """The statements of the block that holds it."""
    holder = source.names.parents.get(statement, source.names.tree)
    for name in ("body", "orelse", "finalbody"):
        block: list[ast.stmt] = getattr(holder, name, [])
        if isinstance(block, list) and statement in block:
            return block
    return [statement]


def _below_header(lines: Sequence[str]) -> int:
    """The first line below a shebang, an encoding, a licence: comments at the top that a blank line ends."""
    count = next((n for n, row in enumerate(lines) if not row.startswith("#")), len(lines))
    special = sum(row.startswith("#!") or bool(re.match(r"#.*coding[:=]", row)) for row in lines[:2])
    if count and (count >= len(lines) or not lines[count].strip()):
        return count + 1 + (count < len(lines) and not lines[count].strip() and count + 1 < len(lines))
    return special + 1


def _rank(name: str) -> tuple[int, str]:
    """Constants, classes, the rest: how isort and ruff order the names of one import."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name
