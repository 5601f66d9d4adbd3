"""What the names of one Python file stand for, resolved through its scopes and imports, never by bare spelling.

It reads the `ast` alone, so detectors and operations share it and agree. What cannot be told for sure is None:
a name with two bindings, a name bound by a star import, an attribute of anything but an imported name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef
_AT_ONCE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete, ast.Import, ast.ImportFrom, Function,
            ast.ClassDef)
"""Statements that bind when they are over, as far as a class body is concerned."""
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place where a scope gives a name a meaning."""

    name: str
    node: ast.AST
    """The definition, the parameter, the name that is assigned, or the import statement."""
    target: str | None = None
    """For an import: the dotted name it stands for, with leading dots when relative."""
    alias: ast.alias | None = None
    guarded: bool = False
    """Under `if`, `try`, `with` or a loop."""


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function, lambda or comprehension."""

    node: ast.AST
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: dict[str, Scope] = field(default_factory=dict)
    """Names declared `global` or `nonlocal`, and where they live."""

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_function(self) -> bool:
        return isinstance(self.node, Function)

    def home(self, name: str) -> Scope | None:
        """The scope whose binding a use of `name` here means; None for a builtin or an unknown name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.outer:
                return scope.outer[name]
            if name in scope.bindings and (scope is self or not scope.is_class):
                return scope
            scope = scope.parent
        return None

    def up(self) -> Iterator[Scope]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


class Names:
    """The scopes of one file, with every name that is read in it."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.top = Scope(tree, None)
        self.parents: dict[ast.AST, ast.AST] = {}
        self.scopes: dict[ast.AST, Scope] = {}
        """Scope in which a node is evaluated; of every Name, Attribute, Call, import and definition."""
        self.star_imports = False
        self._globals: list[tuple[Scope, str, bool]] = []
        _Builder(self).visit(tree)
        for scope, name, is_global in self._globals:
            scope.outer[name] = self.top if is_global else (scope.parent and scope.parent.home(name)) or self.top
            for binding in scope.bindings.pop(name, []):
                scope.outer[name].bindings.setdefault(name, []).append(binding)
        self._uses: dict[tuple[Scope, str], list[ast.Name]] = {}
        for node, scope in self.scopes.items():
            if isinstance(node, ast.Name) and (home := self._home_in(scope, node)):
                self._uses.setdefault((home, node.id), []).append(node)

    def take_in(self, holder: ast.AST, code: ast.expr) -> None:
        """Count an expression that a string or a comment at `holder` spells among the code of the file."""
        inside = next((one for one in (holder, *self.around(holder)) if one in self.scopes), self.tree)
        scope = self.scopes.get(inside, self.top)
        self.parents[code] = holder
        for node in ast.walk(code):
            self.parents.update((child, node) for child in ast.iter_child_nodes(node))
            if isinstance(node, ast.Name | ast.Attribute | ast.Call):
                self.scopes[node] = scope
            if isinstance(node, ast.Name) and (home := scope.home(node.id)):
                self._uses.setdefault((home, node.id), []).append(node)

    @cached_property
    def opened(self) -> list[Scope]:
        """Every scope of the file in which something is evaluated."""
        inner = dict.fromkeys(self.scopes.values())
        return list(dict.fromkeys(scope for one in inner for scope in one.up()))

    @cached_property
    def strings(self) -> list[str]:
        """The strings of the file, in no order; those that stand alone, as docstrings do, are not among them."""
        return [node.value for node, outer in self.parents.items() if isinstance(node, ast.Constant)
                and isinstance(node.value, str) and not isinstance(outer, ast.Expr)]

    def bindings(self, name: ast.Name) -> list[Binding]:
        """Every binding that this name may mean; empty for builtins and names of star imports."""
        home = self.home(name)
        return home.bindings.get(name.id, []) if home else []

    def home(self, name: ast.Name) -> Scope | None:
        """The scope whose name this is; None for builtins and names of star imports."""
        return self._home_in(self.scopes[name], name)

    def _home_in(self, scope: Scope, name: ast.Name) -> Scope | None:
        """A class body that reads a name before it binds it means the one outside: `class C: f = wrap(f)`."""
        if (scope.is_class and isinstance(name.ctx, ast.Load) and name.id in scope.bindings
                and not any(self._is_done(binding.node, name) for binding in scope.bindings[name.id])):
            outside = next((one for one in scope.up() if not one.is_class), None)
            return outside and outside.home(name.id)
        return scope.home(name.id)

    def _is_done(self, binding: ast.AST, reader: ast.Name) -> bool:
        """Has the binding happened when the name is read, as far as the order of the source tells?"""
        statement = self.statement(binding)
        at, first = (reader.lineno, reader.col_offset), (statement.lineno, statement.col_offset)
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            value = statement.value  # the target is bound before the annotation is read
            return first < at and not (value.lineno, value.col_offset) <= at < _end(value)
        return _end(statement) <= at or (first < at and not isinstance(statement, _AT_ONCE))

    def uses(self, scope: Scope, name: str) -> list[ast.Name]:
        """Every `Name` node that means `name` of that scope, its assignments and deletions among them."""
        return self._uses.get((scope, name), [])

    def dotted(self, node: ast.AST) -> str | None:
        """The dotted name that an expression stands for through the imports of this file; None when unsure."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        targets = {binding.target for binding in self.bindings(node)}
        if len(targets) != 1 or (target := targets.pop()) is None:
            return None
        return ".".join([target, *reversed(parts)]) if not target.endswith(".") else target + ".".join(reversed(parts))

    def local(self, node: ast.AST) -> Binding | None:
        """The one module-level binding that a plain name means; None when there is none, or more than one."""
        if not isinstance(node, ast.Name):
            return None
        bindings = self.bindings(node)
        return bindings[0] if len(bindings) == 1 and bindings[0] in self.top.bindings.get(node.id, ()) else None

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes that hold this one, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that the node is or is part of; not for the module itself."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def qualname(self, node: ast.AST) -> str:
        """Dotted name of the innermost definition that holds the node; empty at module level."""
        holders = [n.name for n in self.around(node) if isinstance(n, Function | ast.ClassDef)]
        return ".".join(reversed(holders))

    def imported(self) -> list[Binding]:
        """Every binding that an import makes, in any scope."""
        return [b for scope in self.opened for bindings in scope.bindings.values() for b in bindings
                if b.alias is not None]

    def bound(self, name: str) -> list[Binding]:
        """Every binding of the name in any scope of the file."""
        return [binding for scope in self.opened for binding in scope.bindings.get(name, ())]

    def taken(self, name: str) -> bool:
        """Does the name mean anything anywhere in the file: in any scope, or read as a builtin?"""
        return bool(self.bound(name)) or any(isinstance(n, ast.Name) and n.id == name for n in self.scopes)

    def imports(self) -> Iterator[tuple[ast.Import | ast.ImportFrom, Scope]]:
        for node, scope in self.scopes.items():
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node, scope


class _Builder:
    """Fills the scopes of a `Names` in one walk."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.scope = names.top
        self.guards = 0
        self.holders: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        # On the way of every rule and operation, so it does without what the base class looks up for each node.
        if self.holders:
            self.names.parents[node] = self.holders[-1]
        kind = type(node)
        if kind is ast.Constant:
            return
        if kind in _PLACED:
            self.names.scopes[node] = self.scope
        self.holders.append(node)
        method = _METHODS.get(kind)
        if method is None:
            self.generic_visit(node)
        else:
            method(self, node)
        self.holders.pop()

    def bind(self, name: str, node: ast.AST, target: str | None = None, alias: ast.alias | None = None) -> None:
        binding = Binding(name, node, target, alias, self.guards > 0)
        self.scope.bindings.setdefault(name, []).append(binding)

    def inside(self, scope: Scope, nodes: list[ast.AST]) -> None:
        outer, self.scope = self.scope, scope
        guards, self.guards = self.guards, 0
        for node in nodes:
            self.visit(node)
        self.scope, self.guards = outer, guards

    def generic_visit(self, node: ast.AST) -> None:
        guard = type(node) in _GUARDS
        self.guards += guard
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST) and not isinstance(value, _NO_CODE):
                self.visit(value)
        self.guards -= guard

    def visit_FunctionDef(self, node: Function) -> None:
        self.bind(node.name, node)
        arguments = node.args
        returns = [node.returns] if node.returns else []
        annotations = [a.annotation for a in _parameters(arguments) if a.annotation]
        for outside in [*node.decorator_list, *_defaults(arguments), *annotations, *returns]:
            self.visit(outside)
        self._function(node, arguments, list(node.body))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for outside in _defaults(node.args):
            self.visit(outside)
        self._function(node, node.args, [node.body])

    def _function(self, node: ast.AST, arguments: ast.arguments, body: list[ast.AST]) -> None:
        scope = Scope(node, self.scope)
        for parameter in _parameters(arguments):
            self.names.parents[parameter] = node
            scope.bindings[parameter.arg] = [Binding(parameter.arg, parameter)]
        self.inside(scope, body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, node)
        for outside in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(outside)
        self.inside(Scope(node, self.scope), list(node.body))

    def _comprehension(self, node: Comprehension) -> None:
        first, *rest = node.generators
        self.visit(first.iter)
        results: list[ast.AST] = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.inside(Scope(node, self.scope), [first.target, *first.ifs, *rest, *results])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store | ast.Del):
            self.bind(node.id, node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self.scope
        while isinstance(self.scope.node, Comprehension) and self.scope.parent is not None:
            self.scope = self.scope.parent
        self.visit(node.target)
        self.scope = inner

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            self.bind(alias.asname or root, node, alias.name if alias.asname else root, alias)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        dot = "" if module.endswith(".") else "."
        for alias in node.names:
            if alias.name == "*":
                self.names.star_imports = True
            else:
                self.bind(alias.asname or alias.name, node, f"{module}{dot}{alias.name}", alias)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, node)
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.names._globals += [(self.scope, name, isinstance(node, ast.Global)) for name in node.names]

    visit_Nonlocal = visit_Global


_METHODS = {kind: getattr(_Builder, f"visit_{name}") for name, kind in vars(ast).items()
            if f"visit_{name}" in vars(_Builder)}
_PLACED = {ast.Name, ast.Attribute, ast.Call, *(kind for kind in vars(ast).values()
                                                if isinstance(kind, type) and issubclass(kind, ast.stmt))}
_GUARDS = {ast.If, ast.Try, ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.While, ast.TryStar, ast.Match}
_NO_CODE = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop)


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.end_lineno or 0, node.end_col_offset or 0


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    several = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return several + [one for one in (arguments.vararg, arguments.kwarg) if one]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def absolute(dotted: str, module: str, package: bool) -> str:
    """A dotted name with leading dots, as seen from `module`, without them. `package`: the file is an `__init__`."""
    rest = dotted.lstrip(".")
    level = len(dotted) - len(rest)
    if not level:
        return dotted
    parts = module.split(".")
    above = parts[:len(parts) - level + package]
    return ".".join([*above, rest]) if rest else ".".join(above)


def attribute_is_ready(names: Names, node: ast.AST, attribute: str) -> bool:
    """Can the code at `node` read `self.<attribute>`?

    It must stand in a method whose class itself defines or annotates the attribute, and in `__init__` after the
    statement that sets it; closures of the method count. Static and class methods have no such `self`.
    """
    home = names.scopes[node].home("self")
    if home is None or not isinstance(method := home.node, Function) or home.parent is None:
        return False
    owner = home.parent.node
    if not isinstance(owner, ast.ClassDef) or len(home.bindings["self"]) != 1 or _first_parameter(method) != "self":
        return False
    if any(getattr(d, "id", "") in ("staticmethod", "classmethod") for d in method.decorator_list):
        return False
    if method.name == "__init__" and not _in_class_body(owner, attribute, with_value=True):
        line = getattr(node, "lineno", 0)
        return any((statement.end_lineno or 0) < line for statement in method.body if _sets(statement, attribute))
    return _in_class_body(owner, attribute) or any(_assignments(owner, attribute))


def _first_parameter(function: Function) -> str | None:
    parameters = [*function.args.posonlyargs, *function.args.args]
    return parameters[0].arg if parameters else None


def _in_class_body(owner: ast.ClassDef, attribute: str, *, with_value: bool = False) -> bool:
    """Defined or annotated right in the class: a method or property, a field, a class variable."""
    for statement in owner.body:
        if isinstance(statement, Function) and statement.name == attribute:
            return True
        if isinstance(statement, ast.AnnAssign) and getattr(statement.target, "id", None) == attribute:
            return statement.value is not None or not with_value
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", None) == attribute for t in statement.targets):
            return True
    return False


def _assignments(owner: ast.ClassDef, attribute: str) -> Iterator[ast.stmt]:
    """Unconditional statements of `__init__` that set the attribute."""
    for method in owner.body:
        if isinstance(method, Function) and method.name == "__init__":
            yield from (statement for statement in method.body if _sets(statement, attribute))


def _sets(statement: ast.stmt, attribute: str) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else (
        [statement.target] if isinstance(statement, ast.AnnAssign) and statement.value else [])
    return any(isinstance(t, ast.Attribute) and t.attr == attribute and getattr(t.value, "id", None) == "self"
               for t in targets)
