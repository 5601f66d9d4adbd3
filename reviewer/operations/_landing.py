"""Code put into the module that it goes to, with the imports that it needs there."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Function
from reviewer.operations._departure import Departure, evaluated_at_import, extent, place_of
from reviewer.operations._edits import Source
from reviewer.operations._import_lines import Identity, Import, Imported, ImportLines
from reviewer.operations._needs import Needs, below, is_plain, makes_logger
from reviewer.operations._redirects import Follower, Redirects
from reviewer.operations._splices import Splices

_HEAD = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, kw_only=True)
class Landing:
    """Where the code of a departure goes, and what is there already."""

    departure: Departure
    needs: Needs
    origin: Identity
    home: Identity
    splices: Splices
    """Of the file that the code goes to; empty when it is new."""
    lines: ImportLines
    first_party: frozenset[str]
    is_builtin_still: Callable[[Sequence[Binding]], bool]
    """Whether what the new module binds is only the builtin of that name, passed on."""
    spell: Callable[[Splices], None]
    """Follows in strings and comments of the code that goes."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Imports that the code is to call by another name than it did."""

    @property
    def source(self) -> Source:
        return self.splices.source

    def check(self) -> None:
        """Raises OperationDeclined when a name means something else here, or will."""
        for name in sorted(self.departure.names):
            self._check_not_taken(name)
        top = self.source.names.top.bindings
        for name in sorted(self.needs.builtins & top.keys()):
            if not self.is_builtin_still(top[name]):
                raise OperationDeclined(f"{self.source.path} gives the name {name} to something else")
        for statement, _ in self.source.names.imports():
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                self._check_star(statement)

    def _check_star(self, statement: ast.ImportFrom) -> None:
        """A star import of the project or of Python may hide a name; a package outside is taken to hide none."""
        root = self.home.absolute("." * statement.level + (statement.module or "")).partition(".")[0]
        if root in self.first_party or root in sys.stdlib_module_names:
            raise OperationDeclined(f"{self.source.path} imports everything from somewhere, and that may hide names")

    def _keep_annotations(self) -> None:
        """Annotations that nothing evaluated are not evaluated here."""
        name = Imported("__future__", "annotations")
        if not _postpones(self.departure.source) or _postpones(self.source):
            return
        mine = any(_is_annotation(node) for node in self.departure.nodes)
        if mine and any(_is_annotation(node) for node in ast.walk(self.source.names.tree)):
            raise OperationDeclined(f"{self.source.path} evaluates annotations, and {self.departure.source.path} does "
                                    "not: give it `from __future__ import annotations` first")
        if mine:
            self.lines.add(name)

    def _check_not_taken(self, name: str) -> None:
        names = self.source.names
        mine = {self.origin.absolute(b.target) for b in self.departure.source.names.top.bindings[name] if b.target}
        others = [b for b in names.top.bindings.get(name, ()) if not self._comes_from_there(b)
                  and self.home.absolute(b.target or "") not in mine]
        if others and not self._is_the_same(name):
            raise OperationDeclined(f"{self.source.path} has a {name} of its own")
        if any(isinstance(n, ast.Name) and n.id == name and names.scopes[n].home(name) is None for n in names.scopes):
            raise OperationDeclined(f"{self.source.path} means something else by {name}")

    def _comes_from_there(self, binding: Binding) -> bool:
        target = self.home.absolute(binding.target or "")
        return target.startswith(f"{self.origin.module}.") or target == self.origin.module

    def _is_the_same(self, name: str) -> bool:
        """Both modules make it in the same way, and it goes without the second."""
        return any(name in _assigned(statement) for statement in self.doubles)

    @cached_property
    def doubles(self) -> list[ast.stmt]:
        """Statements that go and stand here already: loggers, equal constants."""
        here = {ast.dump(s) for s in self.source.names.tree.body if isinstance(s, ast.Assign)}
        return [s for s in self.departure.statements if isinstance(s, ast.Assign) and ast.dump(s) in here and (
            makes_logger(s) or isinstance(s.value, ast.Constant))]

    def bring_imports(self) -> None:
        self._keep_annotations()
        for imported, relative in self.needs.imports.items():
            self._bring(imported, relative, None)
        block = self._block_for_types()
        for imported, relative in self.needs.for_types.items() if block is not None else ():
            if not self._is_here(imported, runtime=False):
                self._bring(imported, relative, block)
        for name in self.needs.kept:
            self._bring(Imported(self.origin.module, name), self.manner, None)

    @cached_property
    def manner(self) -> bool:
        """Whether imports of the project's own modules are relative here; in a new file, as in the old one."""
        for source, me in ((self.source, self.home), (self.departure.source, self.origin)):
            own = [s for s, _ in source.names.imports() if isinstance(s, ast.ImportFrom) and (
                s.level or (s.module or "").partition(".")[0] == me.module.partition(".")[0])]
            if own:
                return 2 * sum(s.level > 0 for s in own) > len(own)
        return False

    def _bring(self, new: Imported, relative: bool, beside: Import | None) -> None:
        dotted = f"{new.module}.{new.name}" if new.name else new.module
        if new.module == self.home.module or dotted == self.home.module:
            return
        new = self._by_its_own_name(new)
        if not self._is_here(new, runtime=beside is None):
            written = self.home.write(new.module, relative=relative and self._shares(new.module)) if new.name else (
                new.module)
            self.lines.add(Imported(written, new.name, new.alias), beside)

    def _by_its_own_name(self, new: Imported) -> Imported:
        """Where the alias means something else here, the name that it stands for, and all that goes says that."""
        bindings = self.source.names.top.bindings.get(new.alias or "", [])
        others = [b for b in bindings if self.home.absolute(b.target or "") != f"{new.module}.{new.name}"]
        if not (new.alias and new.name and others):
            return new
        if self.source.names.taken(new.name) or self.departure.source.names.taken(new.name):
            raise OperationDeclined(f"{self.source.path} gives the name {new.alias} to something else")
        self.renamed[new.alias] = new.name
        return Imported(new.module, new.name)

    def _shares(self, module: str) -> bool:
        return module.partition(".")[0] == self.home.module.partition(".")[0]

    def _is_here(self, new: Imported, *, runtime: bool) -> bool:
        """Whether the file imports it already. Raises OperationDeclined when the name means something else here."""
        bound = new.alias or new.name or new.module.partition(".")[0]
        target = f"{new.module}.{new.name}" if new.name else new.module if new.alias else bound
        bindings = self.source.names.top.bindings.get(bound, [])
        if bound in self.departure.names and new.module != self.origin.module:
            raise OperationDeclined(f"{bound} means two things in what goes")
        if not bindings:
            return False
        if any(self.home.absolute(b.target or "") != target for b in bindings):
            raise OperationDeclined(f"{self.source.path} gives the name {bound} to something else")
        if new.name is None and not new.alias:
            return any(b.alias is not None and b.alias.name == new.module for b in bindings)
        if runtime and all(b.guarded for b in bindings):
            for binding in bindings:
                if isinstance(binding.node, Import) and binding.alias is not None:
                    self.lines.drop(binding.node, binding.alias)
            return False
        return True

    def _block_for_types(self) -> Import | None:
        for statement in self.source.names.tree.body:
            if isinstance(statement, ast.If) and ast.unparse(statement.test).rpartition(".")[2] == "TYPE_CHECKING":
                return next((s for s in statement.body if isinstance(s, Import)), None)
        return None

    def put(self) -> None:
        """The code itself, and statements that are copied for it."""
        texts = Texts(self)
        body, here = self.source.names.tree.body, {ast.dump(s) for s in self.source.names.tree.body}
        early: list[str] = []
        if self.needs.for_types and self._block_for_types() is None:
            early += self._new_block_for_types()
        going = [s for s in self.departure.statements if s not in self.doubles]
        guards = [s for s in going if isinstance(s, ast.Try | ast.If) and all(map(is_plain, below(s)))]
        early += [texts.of(s) for s in (*self.needs.whole, *guards, *self.needs.loggers) if ast.dump(s) not in here]
        constants = [s for s in going if not isinstance(s, Function | ast.ClassDef) and s not in guards]
        if not self._stand_first(constants):
            constants = []
        late = [s for s in going if s not in constants and s not in guards]
        early += texts.joined(constants)
        self.lines.write()
        if early:
            self._put_at(self._position(constants, _below_imports(body)), "\n".join(early), wide=False)
        if late:
            self._put_at(self._position(late, _above_main(body)), "\n\n\n".join(texts.grouped(late)), wide=True)

    def _new_block_for_types(self) -> list[str]:
        wanted = [one for one in self.needs.for_types if not self._is_here(one, runtime=False)]
        if not wanted:
            return []
        self.lines.add(Imported("typing", "TYPE_CHECKING"))
        rows = []
        for one in sorted(wanted, key=lambda i: (i.module, i.name or "")):
            module = self.home.write(one.module, relative=self.needs.for_types[one])
            rows.append(f"    from {module} import {one.listed}" if one.name else f"    import {one.listed}")
        return ["\n".join(["if TYPE_CHECKING:", *rows, ""])]

    def _stand_first(self, constants: Iterable[ast.stmt]) -> bool:
        """Whether they can stand above all definitions: only assignments, which read none of what goes with them."""
        names = self.departure.source.names
        mine = {name for s in constants for name in _assigned(s)}
        return all(isinstance(s, ast.Assign | ast.AnnAssign) for s in constants) and not any(
            isinstance(n, ast.Name) and n.id in self.departure.names - mine and evaluated_at_import(names, n)
            for s in constants for n in ast.walk(s))

    def _position(self, statements: Sequence[ast.stmt], at: int) -> int:
        """The number of the statement above which they stand: after what they read, before what reads them."""
        body, names = self.source.names.tree.body, self.departure.source.names
        mine = {name for s in statements for name in _assigned(s)}
        first_use = next((n for n, s in enumerate(body) if not isinstance(s, _HEAD) and any(
            _spells(node) in mine and evaluated_at_import(self.source.names, node) for node in ast.walk(s))), len(body))
        wanted = {_spells(node) for s in statements for node in ast.walk(s) if isinstance(
            node, ast.Name | ast.Attribute) and evaluated_at_import(names, node)}
        last_need = max((n for n, s in enumerate(body) if not isinstance(s, _HEAD) and wanted & _assigned(s)),
                        default=-1)
        found = max(min(at, first_use), last_need + 1)
        if found > first_use:
            raise OperationDeclined(f"{self.source.path} reads {sorted(mine)[0]} before what it needs is there")
        return found

    def _put_at(self, at: int, text: str, *, wide: bool) -> None:
        body, splices = self.source.names.tree.body, self.splices
        text = text.rstrip("\n") + "\n"
        if at >= len(body):
            kept = splices.text.rstrip()
            blank = splices.text[len(kept):].count("\n") - 1
            has_head = bool(kept) or bool(self.lines.adds_any)
            gap = (2 if wide else 1) - max(blank, 0) if has_head else 0
            end = "" if not splices.text or splices.text.endswith(("\n", "\r")) else "\n"
            if kept.startswith("#") and not body and kept.count("\n") < 2:
                gap = 0
            splices.put((len(splices.text), len(splices.text)), end + "\n" * max(gap, 0) + text)
            return
        first, _ = extent(splices, body[at])
        above = 0
        while first - 2 - above >= 0 and not self.source.lines[first - 2 - above].strip():
            above += 1
        before = "\n" * max(0, (2 if wide else 1) - above) if at or self.lines.adds_any else ""
        after = "\n\n" if wide or isinstance(body[at], Function | ast.ClassDef) else "\n"
        start = splices.line_start(first)
        splices.put((start, start), before + text + after)


class Texts:
    """How statements of the old module read in the new one."""

    def __init__(self, landing: Landing) -> None:
        departure, home = landing.departure, landing.home
        self._splices = Splices(departure.source)
        copied = [*landing.needs.whole, *landing.needs.loggers]
        within = departure.nodes | {node for s in copied for node in ast.walk(s)}
        here = {f"{home.module}.{name}": f"{home.module}.{name}" for name in landing.source.names.top.bindings}
        going = {f"{landing.origin.module}.{name}": f"{home.module}.{name}" for name in departure.names}
        follower = Follower(self._splices, landing.origin, home, Redirects({}, {**here, **going}), landing.first_party,
                            lambda _: True, within.__contains__)
        follower.follow()
        self._rename_aliases(departure, landing.origin, home, landing.renamed)
        follower.lines.write()
        landing.spell(self._splices)

    def _rename_aliases(self, departure: Departure, origin: Identity, home: Identity, renamed: Mapping[str, str],
                        ) -> None:
        """`from home import x as y`: here it is x."""
        for name, use, bindings in departure.uses():
            if name in renamed:
                self._splices.put(self._splices.place(use), renamed[name])
                continue
            targets = {origin.absolute(b.target or "") for b in bindings}
            if len(targets) != 1 or not (target := targets.pop()).startswith(f"{home.module}."):
                if targets == set() and bindings and origin.absolute(bindings[0].target or "") == home.module and not (
                        isinstance(departure.source.names.parents.get(use), ast.Attribute)):
                    raise OperationDeclined(f"{departure.source.path}:{use.lineno} passes the module {home.module} on")
                continue
            own = target[len(home.module) + 1:]
            if "." not in own and own != name:
                self._splices.put(self._splices.place(use), own)

    def of(self, statement: ast.stmt) -> str:
        return self._splices.piece(place_of(self._splices, statement)).replace("\r\n", "\n").rstrip("\n") + "\n"

    def joined(self, statements: Sequence[ast.stmt]) -> list[str]:
        """Assignments with the blank lines that they had between them, at most one."""
        texts = []
        for number, statement in enumerate(statements):
            first, _ = extent(self._splices, statement)
            last = extent(self._splices, statements[number - 1])[1] if number else first
            texts.append(self.of(statement) if first - last <= 1 else "\n" + self.of(statement))
        return ["".join(texts)] if texts else []

    def grouped(self, statements: Sequence[ast.stmt]) -> list[str]:
        """Texts to stand two blank lines apart; what stood closer together stays together."""
        groups: list[str] = []
        last = 0
        for statement in statements:
            first, end = extent(self._splices, statement)
            text = self.of(statement).rstrip("\n")
            near = groups and first - last <= 2
            if near:
                groups[-1] += "\n" * (first - last) + text
            else:
                groups.append(text)
            last = end
        return groups


def _postpones(source: Source) -> bool:
    return any(isinstance(s, ast.ImportFrom) and s.module == "__future__" and s.names[0].name == "annotations"
               for s in source.names.tree.body)


def _is_annotation(node: ast.AST) -> bool:
    """Of a parameter, a result or a variable: evaluated as its statement runs."""
    return bool(getattr(node, "annotation", None) or getattr(node, "returns", None))


def _assigned(statement: ast.stmt) -> set[str]:
    """Names that a statement of a module gives a meaning."""
    if isinstance(statement, Function | ast.ClassDef):
        return {statement.name}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _spells(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _below_imports(body: Sequence[ast.stmt]) -> int:
    """Where the first statement stands that is no docstring and no import, guarded ones included."""
    for number, statement in enumerate(body):
        words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        guarded = isinstance(statement, ast.If | ast.Try) and all(
            isinstance(s, Import | ast.Assign | ast.Pass) for s in statement.body)
        if not (words or guarded or isinstance(statement, _HEAD)):
            return number
    return len(body)


def _above_main(body: Sequence[ast.stmt]) -> int:
    last = body[-1] if body else None
    is_main = isinstance(last, ast.If) and "__name__" in ast.unparse(last.test)
    return len(body) - is_main


def redirected(names: Iterable[str], old: str, new: str) -> Mapping[str, str]:
    """Dotted names of a module, and the same in another."""
    return {f"{old}.{name}": f"{new}.{name}" for name in names}
