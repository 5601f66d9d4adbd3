"""One file made to follow modules and definitions to where they live from now on: its imports, and the uses of them.

Every file keeps its own manner: a dotted use stays dotted, `from x import y` stays that, relative stays relative.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Scope
from reviewer.operations._edits import Source
from reviewer.operations._import_lines import Identity, Import, Imported, ImportLines
from reviewer.operations._splices import Splices


@dataclass(frozen=True, slots=True)
class Redirects:
    """Dotted names and what they are from now on."""

    modules: Mapping[str, str] = field(default_factory=dict)
    """Modules and packages, with all that is below them."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Module-level names."""
    hidden: frozenset[str] = frozenset()
    """Modules whose name means something else as an attribute of their package, which binds it itself."""

    def module(self, dotted: str) -> str | None:
        for old, new in self.modules.items():
            if dotted == old or dotted.startswith(old + "."):
                return new + dotted[len(old):]
        return None

    def attribute(self, dotted: str) -> str | None:
        """Of exactly this name, as `package.name`: a definition, or a module that can be had in this way."""
        return self.names.get(dotted) or (None if dotted in self.hidden else self.modules.get(dotted))


class Follower:
    """The edits that make one file follow. `now` is what the file is when all is done."""

    def __init__(self, splices: Splices, was: Identity, now: Identity, redirects: Redirects,
                 first_party: frozenset[str], wanted_elsewhere: Callable[[str], bool],
                 within: Callable[[ast.AST], bool] = lambda _: True) -> None:
        self.source: Source = splices.source
        self.splices, self.was, self.now, self.redirects = splices, was, now, redirects
        self.lines = ImportLines(splices, was.module, first_party, now)
        self._wanted_elsewhere = wanted_elsewhere
        self._within = within
        self._followed: dict[Binding, set[ast.Name]] = {}
        self.stored: list[int] = []
        """Lines that give a redirected name another value from outside, as tests do."""

    def follow(self) -> None:
        for statement, scope in self.source.names.imports():
            if not self._within(statement):
                continue
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    self._plain(statement, alias, scope)
            else:
                self._from(statement, scope)
        self._chains()
        for binding, uses in self._followed.items():
            self._drop_if_spare(binding, uses)

    def drops(self, statement: Import, alias: ast.alias) -> bool:
        return self.lines.drops(statement, alias)

    def _at(self, node: ast.expr | ast.stmt) -> str:
        return f"{self.source.path}:{node.lineno}"

    def _plain(self, statement: ast.Import, alias: ast.alias, scope: Scope) -> None:
        new = self.redirects.module(alias.name)
        if new is None:
            return
        if alias.asname or len(statement.names) > 1:
            self.lines.rename(alias, new, alias.asname)
        else:
            self.lines.drop(statement, alias)
            self.lines.add(Imported(new), statement)
        if not alias.asname:
            self._keep_root(statement, alias.name, scope)

    def _keep_root(self, statement: ast.Import, module: str, scope: Scope) -> None:
        """Other uses of the package that the import used to bring in keep it."""
        root = module.partition(".")[0]
        others = [b for b in scope.bindings[root] if b.alias is not None and isinstance(b.node, ast.Import)
                  and not b.alias.asname and self.redirects.module(b.alias.name) is None]
        stays = (self.redirects.module(module) or "").partition(".")[0] == root
        if others or stays or module == root:
            return
        if any(self._hit(use) is None for use in self.source.names.uses(scope, root)):
            self.lines.add(Imported(module.rpartition(".")[0]), statement)

    def _from(self, statement: ast.ImportFrom, scope: Scope) -> None:
        base = self.lines.absolute(statement)
        if (new := self.redirects.module(base)) is not None:
            self._whole(statement, new)
            return
        followed = False
        for alias in statement.names:
            if (target := self.redirects.attribute(f"{base}.{alias.name}")) is not None:
                self._item(statement, alias, scope, target)
                followed = True
        if statement.level and not followed and self.was != self.now:
            written = self.now.write(base, relative=True)
            if written != "." * statement.level + (statement.module or ""):
                self.lines.from_module(statement, written)

    def _whole(self, statement: ast.ImportFrom, new: str) -> None:
        if new == self.now.module and self.was == self.now:
            self._of_itself(statement)
            return
        written = self.now.write(new, relative=statement.level > 0)
        self.lines.redirect(statement, written, new)

    def _of_itself(self, statement: ast.ImportFrom) -> None:
        """What it imported stands in the file itself from now on."""
        for alias in statement.names:
            if alias.asname and alias.asname != alias.name:
                raise OperationDeclined(f"{self._at(statement)} imports {alias.name} under another name")
            self.lines.drop(statement, alias)

    def _item(self, statement: ast.ImportFrom, alias: ast.alias, scope: Scope, target: str) -> None:
        home, _, name = target.rpartition(".")
        asname = alias.asname if alias.asname != name else None
        bound = alias.asname or alias.name
        self.lines.drop(statement, alias)
        if home == self.now.module and target in self.redirects.names.values():
            if bound != name:
                self._say(scope, bound, name, must=True)
            return
        if home == self.now.module and not alias.asname and name != alias.name:
            self._pass_on(bound, name)
        if not alias.asname and name != alias.name and not self._say(scope, bound, name):
            asname = bound
        if home:
            self.lines.add(Imported(self.now.write(home, relative=statement.level > 0), name, asname), statement)
        else:
            self.lines.add(Imported(name, None, asname), statement)

    def _say(self, scope: Scope, bound: str, name: str, *, must: bool = False) -> bool:
        """Every use says the new name, when nothing else has it and nobody else reads the old one here."""
        names = self.source.names
        passed_on = self.now.is_package and scope is names.top and f"{self.now.module}.{name}" in (
            self.redirects.modules.values())
        free = must or not (names.taken(name) or len(scope.bindings[bound]) != 1 or (not passed_on and (
            self._spelled(bound) or (scope is names.top and self._wanted_elsewhere(bound)))))
        if free:
            for use in names.uses(scope, bound):
                self.splices.put(self.splices.place(use), name)
        return free

    def _pass_on(self, bound: str, name: str) -> None:
        """A package lists its module in `__all__` by the module's own name."""
        for statement in self.source.names.tree.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                for node in ast.walk(statement):
                    if isinstance(node, ast.Constant) and node.value == bound:
                        start, _ = self.splices.place(node)
                        self.splices.put((start + 1, start + 1 + len(bound)), name)

    def _spelled(self, bound: str) -> bool:
        """In a string that may be read as code of this file: an annotation, `__all__`."""
        return any(text == bound or text.startswith(bound + ".") or f"[{bound}." in text
                   for text in self.source.names.strings)

    def _chains(self) -> None:
        for node in list(self.source.names.scopes):
            if isinstance(node, ast.Name) and self._within(node) and (hit := self._hit(node)) is not None:
                self._rewrite(node, *hit)

    def _hit(self, root: ast.Name) -> tuple[ast.expr, str, str] | None:
        """The longest part of the dotted use that is redirected, what it means, and what it is from now on."""
        names = self.source.names
        found: tuple[ast.expr, str, str] | None = None
        node: ast.expr = root
        if not isinstance(root.ctx, ast.Load) or (dotted := names.dotted(root)) is None:
            return None
        meant = self.was.absolute(dotted)
        first = isinstance(names.bindings(root)[0].node, ast.Import) and dotted == root.id
        while True:
            if (node is not root or first) and (new := self.redirects.attribute(meant)) is not None:
                found = node, meant, new
            holder = names.parents.get(node)
            if not isinstance(holder, ast.Attribute):
                return found
            node, meant = holder, f"{meant}.{holder.attr}"

    def _rewrite(self, root: ast.Name, node: ast.expr, meant: str, new: str) -> None:
        binding = self._binding(root, meant)
        of_name = meant in self.redirects.names
        if of_name and isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            self.stored.append(node.lineno)
        text = self._text(root, binding, meant, new)
        if of_name or meant not in self.redirects.modules or not isinstance(binding.node, ast.Import):
            self._followed.setdefault(binding, set()).add(root)
        self.splices.put((self.splices.place(root)[0], self.splices.place(node)[1]), text)

    def _binding(self, root: ast.Name, meant: str) -> Binding:
        """The import that brings it in: of several with one root, the one that goes furthest towards it."""
        def reach(binding: Binding) -> int:
            name = binding.alias.name if binding.alias is not None else ""
            return len(name) if meant.startswith(name + ".") or meant == name else 0
        return max(self.source.names.bindings(root), key=reach)

    def _text(self, root: ast.Name, binding: Binding, meant: str, new: str) -> str:
        home, _, name = new.rpartition(".")
        of_name = meant in self.redirects.names
        if of_name and home == self.now.module:
            self._check_free(root, name, binding)
            return name
        statement, alias = binding.node, binding.alias
        if not isinstance(statement, Import) or alias is None:
            raise OperationDeclined(f"{self._at(root)} gets the name in an odd way")
        target = self.was.absolute(binding.target or "")
        if isinstance(statement, ast.Import) and not alias.asname:
            self._check_free(root, new.partition(".")[0], binding)
            if of_name:
                self.lines.add(Imported(home), statement)
            elif alias.name != meant and not alias.name.startswith(meant + "."):
                self.lines.add(Imported(new), statement)
            return new
        if new.startswith(target + "."):
            return root.id + new[len(target):]
        last = self._through_module(root, binding, statement, home if of_name else new)
        return f"{last}.{name}" if of_name else last

    def _through_module(self, root: ast.Name, binding: Binding, statement: Import, module: str) -> str:
        """The module imported as the old one was: by its last name."""
        package, _, last = module.rpartition(".")
        self._check_free(root, last, binding)
        relative = isinstance(statement, ast.ImportFrom) and statement.level > 0
        new = Imported(self.now.write(package, relative=relative), last) if package else Imported(last)
        self.lines.add(new, statement)
        return last

    def _check_free(self, use: ast.Name, name: str, binding: Binding) -> None:
        """The name means nothing else where it is going to be used."""
        scope = self.source.names.scopes[use].home(name)
        others = scope.bindings[name] if scope is not None else []
        if any(other is not binding and not self._follows(other, name) for other in others):
            raise OperationDeclined(f"{self._at(use)}: the name {name} means something else there")

    def _follows(self, other: Binding, name: str) -> bool:
        """Whether the binding is an import of the package that the name is meant to be, or is about to be."""
        if other.target is None:
            return False
        target = self.was.absolute(other.target)
        goals = {*self.redirects.modules.values(), *self.redirects.names.values(), *self.redirects.names}
        return target in goals or self.redirects.attribute(target) is not None or any(
            goal == target or goal.startswith(target + ".") for goal in goals)

    def _drop_if_spare(self, binding: Binding, uses: set[ast.Name]) -> None:
        """The import of the old home goes when no use is left and nobody can want it."""
        statement, alias, names = binding.node, binding.alias, self.source.names
        if alias is None or not isinstance(statement, Import) or self.source.path.endswith("__init__.py"):
            return
        scope = names.scopes[statement].home(binding.name)
        if scope is None or (scope is names.top and self._wanted_elsewhere(binding.name)):
            return
        left = [use for use in names.uses(scope, binding.name) if use not in uses and self._needs(use, alias)]
        if not left and not self._spelled(binding.name) and not self._lone_root(binding, scope, uses):
            self.lines.drop(statement, alias)

    def _needs(self, use: ast.Name, alias: ast.alias) -> bool:
        if alias.asname or "." not in alias.name:
            return True
        node: ast.AST = use
        while isinstance(holder := self.source.names.parents.get(node), ast.Attribute):
            node = holder
        chain = ast.unparse(node)
        return (chain + ".").startswith(alias.name + ".") or alias.name.startswith(chain + ".")

    def _lone_root(self, binding: Binding, scope: Scope, uses: set[ast.Name]) -> bool:
        """No other import would bring in a package that other uses go through."""
        rest = [use for use in self.source.names.uses(scope, binding.name) if use not in uses]
        return bool(rest) and len(scope.bindings[binding.name]) == 1
