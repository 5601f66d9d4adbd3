"""What the names and attributes of a file stand for, followed through imports to the file that defines them.

Nothing is guessed: what is not known for sure has no meanings at all, `()`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass

from reviewer.names import Binding, Function
from reviewer.references._file import Definition, File
from reviewer.references._files import Files

DEEPEST = 16
"""Steps from a name to its definition; more of them are a circle, or nobody's business."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A module, or something that it defines by this qualified name; "" is the module itself."""

    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the project."""

    of: Symbol


@dataclass(frozen=True, slots=True)
class External:
    """Something that the project does not define, by its dotted name; `made`: an object of that class."""

    dotted: str
    made: bool = False


Meanings = tuple[Symbol | Instance | External, ...]

_DISPLAYS: dict[type[ast.AST], str] = {
    ast.JoinedStr: "str", ast.List: "list", ast.ListComp: "list", ast.Dict: "dict", ast.DictComp: "dict",
    ast.Set: "set", ast.SetComp: "set", ast.Tuple: "tuple", ast.GeneratorExp: "generator", ast.Compare: "bool"}
_PLAIN_RESULTS = frozenset({"abs", "all", "any", "ascii", "bin", "bool", "bytearray", "bytes", "chr", "complex", "dict",
                            "dir", "divmod", "float", "format", "frozenset", "hash", "hex", "id", "input", "int",
                            "isinstance", "issubclass", "len", "list", "oct", "open", "ord", "range", "repr", "round",
                            "set", "sorted", "str", "tuple"})
"""Builtins whose result is never an object of the project's classes."""
_WRAPPERS = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"})
_OPEN_DECORATORS = frozenset({"staticmethod", "classmethod", "abstractmethod", "overload", "override", "final", "cache",
                              "lru_cache", "wraps", "property", "cached_property"})
"""After which a function still gives what its annotation says."""


class Resolver:
    """Resolves expressions of one tree. What it has read of it is kept."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._exported: dict[tuple[str, str], Meanings] = {}
        self._depth = 0

    def denoted(self, file: File, node: ast.AST) -> Meanings:
        """What a plain or dotted name is the name of: a definition, a variable, a module."""
        if isinstance(node, ast.Name):
            return self._denoted_by_name(file, node)
        if isinstance(node, ast.Attribute):
            return self._joined(self.member(one, node.attr) for one in self.values(file, node.value))
        return ()

    def values(self, file: File, node: ast.AST) -> Meanings:
        """What object an expression gives: a module, a class, a function, or an object of some class."""
        if self._depth > DEEPEST:
            return ()
        self._depth += 1
        try:
            return self._values(file, node)
        finally:
            self._depth -= 1

    def exported(self, path: str, name: str) -> Meanings:
        """What the name means at the top of the module: by definition, import, star, or as a submodule."""
        key = (path, name)
        if key not in self._exported:
            self._exported[key] = ()  # met again on the way: a circle of imports
            self._exported[key] = self._export(path, name)
        return self._exported[key]

    def member(self, of: Symbol | Instance | External, name: str) -> Meanings:
        """What `of.name` denotes."""
        if isinstance(of, External):
            return (External(f"{of.dotted}.{name}"),) if not of.made else (External(f"{of.dotted}.{name}", made=True),)
        if isinstance(of, Symbol) and not of.name:
            return self.exported(of.path, name)
        owner = of.of if isinstance(of, Instance) else of
        return next(((Symbol(one.path, f"{one.name}.{name}"),) for one in self.lineage(owner)
                     if self.sets(one, name)), ())

    def imported(self, file: File, binding: Binding) -> Meanings:
        """What an import binds."""
        node, alias = binding.node, binding.alias
        if alias is None:
            return ()
        if isinstance(node, ast.Import):
            dotted = alias.name if alias.asname else binding.name
            path = self.files.module(dotted, file.path)
            return (Symbol(path),) if path else (External(dotted),)
        assert isinstance(node, ast.ImportFrom)
        module = self.module_of(file, node)
        if module is None:
            return () if node.level else (External(f"{node.module}.{alias.name}"),)
        return self.exported(module, alias.name)

    def module_of(self, file: File, node: ast.ImportFrom) -> str | None:
        """The module that `from ... import` takes its names from."""
        if node.level:
            return self.files.relative(file.path, node.level, node.module or "")
        return self.files.module(node.module or "", file.path)

    def class_of(self, symbol: Symbol) -> tuple[File, ast.ClassDef] | None:
        """The class that the symbol is, when it is defined once."""
        found = self._definitions(symbol)
        if found is not None and isinstance(node := found[1], ast.ClassDef):
            return found[0], node
        return None

    def bases(self, symbol: Symbol) -> list[Meanings]:
        """What each base of a class is; () for one that is not known."""
        found = self.class_of(symbol)
        return [self.values(found[0], base.value if isinstance(base, ast.Subscript) else base)
                for base in found[1].bases] if found else []

    def lineage(self, symbol: Symbol) -> list[Symbol]:
        """The class and those of the project that it inherits from, nearest first."""
        order: dict[Symbol, None] = {}
        todo = [symbol]
        while todo:
            one = todo.pop(0)
            if one not in order and self.class_of(one):
                order[one] = None
                todo += [base for several in self.bases(one) for base in several if isinstance(base, Symbol)]
        return list(order)

    def sets(self, symbol: Symbol, name: str) -> list[ast.AST]:
        """The nodes in a class that give it, or its objects, an attribute of this name."""
        found = self.class_of(symbol)
        if found is None:
            return []
        file, node = found
        scope = file.scope_of.get(node)
        inside = [binding.node for binding in scope.bindings.get(name, ())] if scope else []
        return [*inside, *file.self_stores.get((node, name), ())]

    def annotated(self, file: File, node: ast.AST) -> Meanings:
        """The objects that an annotation speaks of."""
        if isinstance(node, ast.Constant):
            if node.value is None:
                return (External("None", made=True),)
            code = file.strings.get(node)
            return self.annotated(file, code) if code is not None else ()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._joined((self.annotated(file, node.left), self.annotated(file, node.right)))
        if isinstance(node, ast.Subscript):
            return self._annotated_with(file, node)
        return self._joined(self._object_of(one) for one in self._class_named(file, node))

    def _annotated_with(self, file: File, node: ast.Subscript) -> Meanings:
        outer = _last(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer in ("type", "Type"):
            return self._joined(self._class_named(file, one) for one in inner)
        if outer in _WRAPPERS:
            return self._joined(self.annotated(file, one) for one in (inner[:1] if outer == "Annotated" else inner))
        return self._joined(self._object_of(one) for one in self._class_named(file, node.value))

    def _class_named(self, file: File, node: ast.AST) -> Meanings:
        if _last(node) == "Self" and (owner := file.class_around(node)):
            return (Symbol(file.path, owner),)
        return tuple(self.values(file, node))

    def _object_of(self, one: Symbol | Instance | External) -> Meanings:
        if isinstance(one, Symbol) and self.class_of(one):
            return (Instance(one),)
        if isinstance(one, External) and not one.made and one.dotted.rpartition(".")[2] not in ("Any", "object"):
            return (External(one.dotted, made=True),)
        return ()

    def _denoted_by_name(self, file: File, node: ast.Name) -> Meanings:
        bindings = file.names.bindings(node)
        if not bindings:
            builtin = (External(f"builtins.{node.id}"),) if hasattr(builtins, node.id) else ()
            return self._starred(file, node.id) or builtin
        home = file.names.home(node)
        at_top = home is file.names.top
        return self._joined(self._denoted_by(file, one, at_top=at_top) for one in bindings)

    def _denoted_by(self, file: File, binding: Binding, *, at_top: bool) -> Meanings:
        if binding.alias is not None:
            return self.imported(file, binding)
        if isinstance(binding.node, Function | ast.ClassDef):
            return (Symbol(file.path, file.qualified(binding.node)),)
        return (Symbol(file.path, binding.name),) if at_top else ()

    def _export(self, path: str, name: str) -> Meanings:
        file = self.files.get(path) if not path.endswith("/") else None
        if file is not None and (bindings := file.names.top.bindings.get(name)):
            return self._joined(self._denoted_by(file, one, at_top=True) for one in bindings)
        if path.endswith("/") or path.rpartition("/")[2].startswith("__init__."):
            submodule = self.files.below(path.rpartition("/")[0], [name])
            if submodule is not None:
                return (Symbol(submodule),)
        return self._starred(file, name) if file is not None else ()

    def _starred(self, file: File, name: str) -> Meanings:
        """What a name that nothing binds means through `from module import *`."""
        for star in file.stars:
            module = self.module_of(file, star)
            if module is not None and self.offers(module, name) and (found := self.exported(module, name)):
                return found
        return ()

    def offers(self, module: str, name: str) -> bool:
        """Does `from module import *` bring the name?"""
        file = self.files.get(module)
        if file is None:
            return False
        listed = file.listed
        return name in {text for _, text in listed} if listed is not None else not name.startswith("_")

    def _values(self, file: File, node: ast.AST) -> Meanings:
        if isinstance(node, ast.Name):
            bindings = file.names.bindings(node)
            if not bindings:
                return self._joined(map(self._value_of, self._denoted_by_name(file, node)))
            return self._joined(self._bound(file, one) for one in bindings)
        if isinstance(node, ast.Attribute):
            if node.attr == "__class__":
                return tuple(one.of for one in self.values(file, node.value) if isinstance(one, Instance))
            return self._joined(map(self._value_of, self.denoted(file, node)))
        if isinstance(node, ast.Call):
            return self._called(file, node)
        if isinstance(node, ast.Await):
            return self._called(file, node.value, awaited=True) if isinstance(node.value, ast.Call) else ()
        if isinstance(node, ast.IfExp):
            return self._joined((self.values(file, node.body), self.values(file, node.orelse)))
        if isinstance(node, ast.BoolOp):
            return self._joined(self.values(file, one) for one in node.values)
        if isinstance(node, ast.NamedExpr):
            return self.values(file, node.value)
        if isinstance(node, ast.Constant):
            return (External(f"builtins.{type(node.value).__name__}", made=True),)
        kind = _DISPLAYS.get(type(node))
        return (External(f"builtins.{kind}", made=True),) if kind else ()

    def _bound(self, file: File, binding: Binding) -> Meanings:
        """The object that a binding gives its name."""
        node = binding.node
        if binding.alias is not None:
            return self._joined(map(self._value_of, self.imported(file, binding)))
        if isinstance(node, Function | ast.ClassDef):
            return (Symbol(file.path, file.qualified(node)),)
        if isinstance(node, ast.arg):
            return self._parameter(file, node)
        if isinstance(node, ast.Name):
            return self._assigned(file, node)
        return ()

    def _parameter(self, file: File, node: ast.arg) -> Meanings:
        owner, of_class = file.receiver(node)
        if owner is not None:
            symbol = Symbol(file.path, file.qualified(owner))
            return (symbol,) if of_class else (Instance(symbol),)
        return self.annotated(file, node.annotation) if node.annotation and not file.is_starred(node) else ()

    def _assigned(self, file: File, node: ast.Name | ast.Attribute) -> Meanings:
        holder = file.names.parents.get(node)
        if isinstance(holder, ast.AnnAssign):
            return self.annotated(file, holder.annotation)
        if isinstance(holder, ast.Assign) and node in holder.targets:
            return self.values(file, holder.value)
        if isinstance(holder, ast.NamedExpr):
            return self.values(file, holder.value)
        if isinstance(holder, ast.withitem):
            return self._entered(file, holder.context_expr)
        return ()

    def _entered(self, file: File, context: ast.expr) -> Meanings:
        """What `with context as name` gives: the object itself where `__enter__` says so."""
        found: list[Meanings] = []
        for one in self.values(file, context):
            entered = self.member(one, "__enter__") if isinstance(one, Instance) else ()
            defined = self._definitions(entered[0]) if entered and isinstance(entered[0], Symbol) else None
            returns = [n for n in ast.walk(defined[1]) if isinstance(n, ast.Return)] if defined else []
            itself = bool(returns) and all(getattr(n.value, "id", "") == "self" for n in returns)
            found.append((one,) if itself else ())
        return self._joined(found)

    def _value_of(self, one: Symbol | Instance | External) -> Meanings:
        """The object behind what a name denotes."""
        if not isinstance(one, Symbol) or not one.name:
            return (one,)
        if (defined := self._definitions(one)) is not None:
            if isinstance(defined[1], Function) and _is_property(defined[1]):
                return self._returned(defined[0], defined[1])
            return (one,)
        file = self.files.get(one.path)
        owner, _, name = one.name.rpartition(".")
        if file is None or self._depth > DEEPEST:
            return ()
        self._depth += 1
        try:
            if not owner:
                return self._joined(self._bound(file, b) for b in file.names.top.bindings.get(name, ()))
            nodes = self.sets(Symbol(one.path, owner), name)
            return self._joined(self._assigned(file, node) for node in nodes
                                if isinstance(node, ast.Name | ast.Attribute))
        finally:
            self._depth -= 1

    def _called(self, file: File, node: ast.Call, *, awaited: bool = False) -> Meanings:
        function = node.func
        if isinstance(function, ast.Name) and not file.names.bindings(function):
            if function.id == "super":
                return self._parents(file, node)
            if function.id == "type" and len(node.args) == 1:
                return tuple(one.of for one in self.values(file, node.args[0]) if isinstance(one, Instance))
            if function.id in _PLAIN_RESULTS:
                return (External(f"builtins.{function.id}", made=True),)
        if _last(function) == "cast" and len(node.args) == 2:
            return self.annotated(file, node.args[0])
        return self._joined(self._result(one, awaited=awaited) for one in self.values(file, function))

    def _parents(self, file: File, node: ast.Call) -> Meanings:
        owner = file.class_around(node)
        bases = self.bases(Symbol(file.path, owner)) if owner else []
        return self._joined((Instance(one),) if isinstance(one, Symbol) else (one,) for several in bases
                            for one in several) if all(bases) else ()

    def _result(self, one: Symbol | Instance | External, *, awaited: bool) -> Meanings:
        if isinstance(one, External):
            is_class = one.dotted.rpartition(".")[2][:1].isupper() and not one.made
            return (External(one.dotted, made=True),) if is_class else ()
        if isinstance(one, Instance) or (defined := self._definitions(one)) is None:
            return ()
        file, node = defined
        if isinstance(node, ast.ClassDef):
            return (Instance(one),)
        return self._returned(file, node) if isinstance(node, ast.AsyncFunctionDef) == awaited else ()

    def _returned(self, file: File, node: Function) -> Meanings:
        if node.returns is None or any(_last(d) not in _OPEN_DECORATORS for d in node.decorator_list):
            return ()
        return self.annotated(file, node.returns)

    def _definitions(self, symbol: Symbol) -> tuple[File, Definition] | None:
        file = self.files.get(symbol.path) if symbol.name else None
        found = file.definitions.get(symbol.name, ()) if file else ()
        return (file, found[-1]) if file and found else None

    @staticmethod
    def _joined(several: Iterable[Meanings]) -> Meanings:
        """All of them; nothing when one is not known, since it may be anything."""
        parts = list(several)
        return tuple(dict.fromkeys(one for part in parts for one in part)) if all(parts) else ()


def _last(node: ast.AST) -> str:
    """`c` of `a.b.c`, `a.b.c(...)` and `c`."""
    if isinstance(node, ast.Call):
        return _last(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_property(node: Function) -> bool:
    return any(_last(decorator) in ("property", "cached_property") for decorator in node.decorator_list)


