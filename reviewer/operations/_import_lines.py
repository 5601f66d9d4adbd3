"""Import statements of one file edited in place: names taken out, put in and redirected, in the file's own style.

A name joins the statement that imports from its module already; a new statement stands where the file's order has it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence
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

    def __init__(self, splices: Splices, module: str, first_party: frozenset[str]) -> None:
        self.splices, self.source, self.module = splices, splices.source, module
        self._first_party = first_party
        self._dropped: dict[Import, list[ast.alias]] = {}
        self._added: list[tuple[Imported, Import | None]] = []

    def drop(self, statement: Import, alias: ast.alias) -> None:
        self._dropped.setdefault(statement, []).append(alias)

    def add(self, new: Imported, beside: Import | None = None) -> None:
        """In the block of the statement `beside`; None: at the top of the file."""
        if (new, beside) not in self._added:
            self._added.append((new, beside))

    def from_module(self, statement: ast.ImportFrom, module: str) -> None:
        """The same names from another module, named as it is to be written."""
        start, end = self.splices.place(statement)
        found = _FROM.match(self.splices.text, start, end)
        if found is None:
            raise OperationDeclined(f"{self.source.path}:{statement.lineno} is written in an odd way")
        first, last = found.span(1)
        gap = "" if self.splices.text[last:last + 1].isspace() else " "
        self.splices.put((first, first + len(found.group(1).rstrip())), module + gap)

    def redirect(self, statement: ast.ImportFrom, module: str, meant: str) -> None:
        """All its names from another module: in place, where the order has it, or in the statement that has others.

        `module` is as written, `meant` the same without leading dots.
        """
        others = [s for s in self._block(statement) if isinstance(s, ast.ImportFrom) and s is not statement
                  and self.absolute(s) == meant and s.names[0].name != "*"]
        if statement.names[0].name == "*" or (not others and self._is_in_order(statement, (module, True))):
            self.from_module(statement, module)
            return
        for alias in statement.names:
            self.drop(statement, alias)
            self.add(Imported(module, alias.name, alias.asname), statement)

    def rename(self, alias: ast.alias, name: str, asname: str | None) -> None:
        """Another name for one of the list."""
        self.splices.put(self.splices.place(alias), f"{name} as {asname}" if asname else name)

    def absolute(self, statement: ast.ImportFrom) -> str:
        written = "." * statement.level + (statement.module or "")
        return absolute(written, self.module, _is_package(self.source))

    def write(self) -> None:
        joins: dict[Import, list[Imported]] = {}
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
            else:
                self._insert(several, beside)
        for statement in dict.fromkeys([*self._dropped, *joins]):
            self._rewrite(statement, self._dropped.get(statement, []), joins.get(statement, []))

    def _joins(self, new: Imported, beside: Import | None) -> Import | None:
        """The statement that lists the name from now on, or that lists it already."""
        for statement in self._block(beside):
            if isinstance(statement, ast.Import) != (new.name is None):
                continue
            if isinstance(statement, ast.ImportFrom):
                wanted = absolute(new.module, self.module, _is_package(self.source))
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

    def _is_in_order(self, beside: Import, new: tuple[str, bool]) -> bool:
        """Whether the block is as sorted as it was with another import in place of this one."""
        block = [s for s in self._block(beside) if s is beside or not self._goes(s)]
        if beside not in block:
            return True
        at = block.index(beside)
        was = [self._order_of(s) for s in block]
        now = [*was[:at], self._order(*new), *was[at + 1:]]
        return was != sorted(was) or (now == sorted(now) and (len(now) == 1 or now[at][0] == was[at][0]))

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

    def _insert(self, several: Sequence[Imported], beside: Import | None) -> None:
        block, new = self._block(beside), _statement(several)
        if not block:
            self._insert_on_top(new)
            return
        mine = self._order(several[0].module, several[0].name is not None)
        kin = [s for s in block if self._order_of(s)[0] == mine[0]]
        smaller = [s for s in kin or block if self._order_of(s) <= mine]
        anchor = smaller[-1] if smaller else (kin or block)[0]
        indent = " " * anchor.col_offset
        apart = "" if kin or (beside is not None and beside not in self.source.names.tree.body) else "\n"
        if smaller:
            end = self.splices.place(anchor)[1]
            line = anchor.end_lineno or anchor.lineno
            if self.splices.text[end:self.splices.line_start(line + 1)].lstrip(" \t").startswith(";"):
                raise OperationDeclined(f"{self.source.path}:{line} holds several statements")
            at = self.splices.line_start(line + 1)
            begin = "" if self.splices.text[:at].endswith(("\n", "\r")) else "\n"
            self.splices.put((at, at), f"{begin}{apart}{indent}{new}\n")
        else:
            at = self.splices.line_start(self._with_comments(anchor.lineno))
            self.splices.put((at, at), f"{indent}{new}\n{apart}")

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
        self.splices.put((at, at), f"{begin}{before}{new}\n{after}")

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
        if len(block) > 1 or block is self.source.names.tree.body:
            if not all(isinstance(s, Import) and self._goes(s) for s in block):
                self.splices.remove_lines(first, last)
                return
        holder = self.source.names.parents.get(statement)
        if isinstance(holder, ast.If) and not holder.orelse and statement is block[0]:
            self.splices.remove_lines(holder.lineno, holder.end_lineno or holder.lineno)
        elif isinstance(holder, ast.Module):
            self.splices.remove_lines(first, last)
        elif not isinstance(holder, ast.If):
            self.splices.put((start, end), "pass")

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
            return self._order(statement.names[0].name, False)
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


def _is_package(source: Source) -> bool:
    return source.path.rpartition("/")[2].startswith("__init__.")


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
