"""One pass over a syntax tree: definitions, imports, calls, and every word that is used.

It runs over every file of every project, so it is written for speed: one recursion, plain tuples for a result that
`marshal` stores as it is, and no second look at a node. `unpack` makes the records of `nova.domain.code` from them.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from nova.code.syntax import dotted
from nova.domain.code import Call, Definition, DefinitionKind, Import, ModuleFacts, Parameter

Packed = dict[str, Any]
"""Facts as `marshal` can keep them: the fields of ModuleFacts, each record a tuple in its fields' order."""

DEEPEST = 200
"""Levels of nesting that are followed. Others walk these trees after us, with two frames a level and 1000 to spend."""

_WORD = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"#[^\n]*")
_SILENT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields of each kind of node that carry meaning, filled as kinds are met."""


class TooDeep(Exception):
    """The file is nested more deeply than anybody could follow."""


def collect(tree: ast.Module, source: str) -> Packed:
    """What `ModuleFacts` holds of one parsed file. Raises TooDeep."""
    try:
        return _Pass(source).run(tree)
    except RecursionError as error:
        raise TooDeep from error


def unpack(packed: Packed) -> ModuleFacts:
    """The records of one file."""
    return ModuleFacts(
        lines=packed["lines"],
        definitions=tuple(_definition(row) for row in packed["definitions"]),
        imports=tuple(Import(module=row[0], name=row[1], binds=row[2], line=row[3], scope=row[4], guarded=row[5],
                             level=row[6]) for row in packed["imports"]),
        calls=tuple(Call(callee=row[0], line=row[1], positional=row[2], keywords=row[3], scope=row[4])
                    for row in packed["calls"]),
        names=packed["names"],
        attributes=packed["attributes"],
        string_words=packed["string_words"],
        doc_words=frozenset(packed["doc_words"]),
        exports=packed["exports"],
        dynamic_exports=packed["dynamic_exports"],
        star_imports=packed["star_imports"],
        future_annotations=packed["future_annotations"],
    )


def _definition(row: tuple[Any, ...]) -> Definition:
    name, qualname, kind, line, end_line, decorators, parameters, bases, key, statements, conditional = row
    return Definition(
        name=name, qualname=qualname, kind=DefinitionKind(kind), line=line, end_line=end_line, decorators=decorators,
        parameters=tuple(Parameter(name=p[0], kind=p[1], default=p[2], annotated=p[3]) for p in parameters),
        bases=bases, body_key=key, statements=statements, conditional=conditional)


class _Pass:
    """The state of one pass. `out` grows into the normal form of the file; a definition's key is a slice of it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.names: defaultdict[str, list[int]] = defaultdict(list)
        self.attributes: defaultdict[str, list[int]] = defaultdict(list)
        self.strings: defaultdict[str, list[int]] = defaultdict(list)
        self.docs: set[str] = set()
        self.definitions: list[tuple[Any, ...]] = []
        self.imports: list[tuple[Any, ...]] = []
        self.calls: list[tuple[Any, ...]] = []
        self.exports: list[str] | None = None
        self.dynamic = self.star = self.future = False
        self.scope = ""
        self.in_function = False
        self.branches = 0
        """How many `if`, `try`, `with` and loops are around, inside the innermost definition."""
        self.guards = 0
        """How many `if`, `try` and `match` are around at all."""
        self.statements = 0
        self.handlers = self._handlers()

    def run(self, tree: ast.Module) -> Packed:
        self.body(tree.body, 0, documented=True)
        for comment in _COMMENT.findall(self.source):
            self.docs.update(_WORD.findall(comment))
        plain = {name: _lines(found) for name, found in self.names.items()}
        attributes = {name: _lines(found) for name, found in self.attributes.items()}
        return {
            "lines": self.source.count("\n") + (not self.source.endswith("\n") and self.source != ""),
            "definitions": sorted(self.definitions, key=lambda row: (row[3], row[1])),
            "imports": self.imports,
            "calls": self.calls,
            "names": {**plain, **{name: _lines(found + self.names.get(name, []))
                                  for name, found in self.attributes.items()}},
            "attributes": {name: kept for name, found in attributes.items()
                           if (kept := _without(found, plain.get(name)))},
            "string_words": {word: _lines(found) for word, found in self.strings.items()},
            "doc_words": tuple(self.docs),
            "exports": None if self.exports is None else tuple(self.exports),
            "dynamic_exports": self.dynamic,
            "star_imports": self.star,
            "future_annotations": self.future,
        }

    def _handlers(self) -> dict[type, Callable[[Any, int], None]]:
        table: dict[type, Callable[[Any, int], None]] = {
            ast.Call: self.call, ast.FunctionDef: self.function, ast.AsyncFunctionDef: self.function,
            ast.ClassDef: self.class_, ast.Import: self.import_, ast.ImportFrom: self.import_from,
            ast.Assign: self.assign, ast.AnnAssign: self.assign, ast.AugAssign: self.augment,
            ast.Global: self.declare, ast.Nonlocal: self.declare, ast.MatchClass: self.match_class,
            ast.arg: self.argument,
        }
        branching = (ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith)
        guarding = (ast.If, ast.Try, ast.TryStar, ast.Match)
        return {**table, **dict.fromkeys(branching, self.branch), **dict.fromkeys(guarding, self.guard)}

    def visit(self, node: Any, depth: int) -> None:
        kind = node.__class__
        if kind is ast.Name:
            if node.ctx.__class__ is not ast.Store:
                self.names[node.id].append(node.lineno)
            self.out.append(node.id)
        elif kind is ast.Constant:
            self.constant(node)
        elif kind is ast.Attribute:
            # The attribute's own line is where the expression ends: chains run over several.
            self.attributes[node.attr].append(node.end_lineno)
            if depth > DEEPEST:
                raise TooDeep
            self.visit(node.value, depth + 1)
            self.out.append("." + node.attr)
        else:
            handler = self.handlers.get(kind)
            if handler is None:
                self.generic(node, depth)
            else:
                handler(node, depth)

    def generic(self, node: Any, depth: int) -> None:
        if depth > DEEPEST:
            raise TooDeep
        kind = node.__class__
        fields = _FIELDS.get(kind)
        if fields is None:
            fields = _FIELDS[kind] = tuple(field for field in kind._fields if field not in _SILENT)
        out = self.out
        out.append(kind.__name__)
        if not fields:
            return
        out.append("(")
        for field in fields:
            value = getattr(node, field)
            if value.__class__ is list:
                self.listed(value, depth)
            elif isinstance(value, ast.AST):
                self.visit(value, depth + 1)
            else:
                out.append(repr(value))
        out.append(")")

    def listed(self, nodes: Sequence[Any], depth: int) -> None:
        out, visit = self.out, self.visit
        out.append("[")
        for node in nodes:
            if isinstance(node, ast.stmt):
                self.statements += 1
                visit(node, depth + 1)
            elif isinstance(node, ast.AST):
                visit(node, depth + 1)
            else:
                out.append(repr(node))
        out.append("]")

    def constant(self, node: ast.Constant) -> None:
        value = node.value
        self.out.append(repr(value))
        if value.__class__ is bytes:
            value = value.decode("latin-1")
        if value.__class__ is str:
            for word in _WORD.findall(value):
                self.strings[word].append(node.lineno)

    def body(self, statements: Sequence[ast.stmt], depth: int, *, documented: bool) -> None:
        """Visit the statements; the docstring gives its words and nothing else."""
        if documented and statements:
            first = statements[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(
                    first.value.value, str):
                self.docs.update(_WORD.findall(first.value.value))
                statements = statements[1:]
        self.listed(statements, depth)

    def call(self, node: ast.Call, depth: int) -> None:
        if depth > DEEPEST:
            raise TooDeep
        callee = dotted(node.func)
        if callee is not None:
            self.calls.append((
                callee, node.lineno, tuple([_text(argument) for argument in node.args]),
                tuple([(keyword.arg or "**", _text(keyword.value)) for keyword in node.keywords]), self.scope))
            if callee in {"__all__.extend", "__all__.append"} and not self.scope:
                self.export(node.args[0] if node.args else node, single=callee.endswith("append"))
        out, visit = self.out, self.visit
        visit(node.func, depth + 1)
        out.append("(")
        for argument in node.args:
            visit(argument, depth + 1)
        for keyword in node.keywords:
            if keyword.arg is not None:
                self.names[keyword.arg].append(keyword.lineno)
            out.append(f"{keyword.arg or '**'}=")
            visit(keyword.value, depth + 1)
        out.append(")")

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int) -> None:
        if node.name == "__getattr__" and not self.scope:
            self.dynamic = True
        before = (*node.decorator_list, *getattr(node, "type_params", ()), node.args)
        for part in (*before, node.returns) if node.returns else before:
            self.visit(part, depth + 1)
        # An async body that reads the same is not the same code.
        key = "async" if isinstance(node, ast.AsyncFunctionDef) else ""
        self.definition(node, DefinitionKind.FUNCTION, depth, key=key, parameters=_parameters(node.args))

    def class_(self, node: ast.ClassDef, depth: int) -> None:
        for part in (*node.decorator_list, *getattr(node, "type_params", ()), *node.bases):
            self.visit(part, depth + 1)
        for keyword in node.keywords:
            if keyword.arg is not None:
                self.names[keyword.arg].append(keyword.lineno)
            self.visit(keyword.value, depth + 1)
        bases = tuple(dotted(base) or _text(base) for base in node.bases)
        self.definition(node, DefinitionKind.CLASS, depth, bases=bases)

    def definition(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, kind: DefinitionKind, depth: int, *,
        key: str = "", parameters: tuple[Any, ...] = (), bases: tuple[str, ...] = (),
    ) -> None:
        outer = self.scope, self.in_function, self.branches, self.statements
        self.scope = f"{self.scope}.{node.name}" if self.scope else node.name
        self.in_function, self.branches, self.statements = kind is DefinitionKind.FUNCTION, 0, 0
        self.out.append(node.name)
        start = len(self.out)
        self.body(node.body, depth, documented=True)
        decorators = tuple(_decorator(decorator) for decorator in node.decorator_list)
        line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        self.definitions.append((
            node.name, self.scope, kind.value, line, node.end_lineno, decorators, parameters, bases,
            _key(key, self.out[start:]), self.statements, outer[2] > 0))
        inside = self.statements
        self.scope, self.in_function, self.branches, self.statements = outer
        self.statements += inside

    def argument(self, node: ast.arg, depth: int) -> None:
        self.out.append(node.arg)
        if node.annotation is not None:
            self.visit(node.annotation, depth + 1)

    def branch(self, node: ast.stmt, depth: int) -> None:
        self.branches += 1
        self.generic(node, depth)
        self.branches -= 1

    def guard(self, node: ast.stmt, depth: int) -> None:
        self.branches += 1
        self.guards += 1
        self.generic(node, depth)
        self.branches -= 1
        self.guards -= 1

    def import_(self, node: ast.Import, depth: int) -> None:
        for alias in node.names:
            binds = alias.asname or alias.name.partition(".")[0]
            self.imported(node, alias.name, None, binds, 0)

    def import_from(self, node: ast.ImportFrom, depth: int) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            self.star = self.star or alias.name == "*"
            self.imported(node, module, alias.name, alias.asname or alias.name, node.level)
        if node.module == "__future__" and any(alias.name == "annotations" for alias in node.names):
            self.future = True

    def imported(self, node: ast.stmt, module: str, name: str | None, binds: str, level: int) -> None:
        self.imports.append((module, name, binds, node.lineno, self.scope, self.guards > 0, level))
        self.out.append(f"import {module} {name} {binds}")

    def assign(self, node: ast.Assign | ast.AnnAssign, depth: int) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not self.scope and node.value is not None:
            for name in _bound(targets):
                self.definitions.append((name, name, DefinitionKind.CONSTANT.value, node.lineno, node.end_lineno,
                                         (), (), (), "", 0, self.branches > 0))
                if name == "__all__":
                    self.exports = []
                    self.export(node.value)
        self.generic(node, depth)

    def augment(self, node: ast.AugAssign, depth: int) -> None:
        if isinstance(node.target, ast.Name):
            self.names[node.target.id].append(node.lineno)  # it is read before it is written
            if node.target.id == "__all__" and not self.scope:
                self.export(node.value)
        self.generic(node, depth)

    def export(self, value: ast.expr, *, single: bool = False) -> None:
        """Take names over into `__all__`; anything but literals makes it dynamic."""
        elements = [value] if single else value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else None
        if elements is None and isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            self.export(value.left)
            self.export(value.right)
            return
        self.exports = self.exports or []
        for element in elements or ():
            if isinstance(element, ast.Constant) and isinstance(element.value, str):
                self.exports.append(element.value)
            else:
                self.dynamic = True
        self.dynamic = self.dynamic or elements is None

    def declare(self, node: ast.Global | ast.Nonlocal, depth: int) -> None:
        for name in node.names:
            self.names[name].append(node.lineno)
        self.out.append(f"{node.__class__.__name__} {node.names}")

    def match_class(self, node: ast.MatchClass, depth: int) -> None:
        for name in node.kwd_attrs:
            self.attributes[name].append(node.lineno)
        self.generic(node, depth)


def _lines(found: list[int]) -> tuple[int, ...]:
    return (found[0],) if len(found) == 1 else tuple(sorted(set(found)))


def _without(lines: tuple[int, ...], others: tuple[int, ...] | None) -> tuple[int, ...]:
    return lines if others is None else tuple(line for line in lines if line not in others)


def _key(kind: str, pieces: list[str]) -> str:
    return hashlib.blake2b("\0".join((kind, *pieces)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _text(node: ast.expr) -> str:
    """What `ast.unparse` writes. It takes its time, so the common and simple ones are written here."""
    kind = node.__class__
    if kind is ast.Constant:
        value = node.value  # type: ignore[attr-defined]
        if value is not ... and value.__class__ not in (float, complex):
            return repr(value)
    elif kind is ast.Name or kind is ast.Attribute:
        name = dotted(node)
        if name is not None:
            return name
    return ast.unparse(node)


def _decorator(node: ast.expr) -> str:
    named = node.func if isinstance(node, ast.Call) else node
    return dotted(named) or _text(named)


def _parameters(arguments: ast.arguments) -> tuple[tuple[str, str, str | None, bool], ...]:
    plain = [(argument, "positional-only") for argument in arguments.posonlyargs]
    plain += [(argument, "positional") for argument in arguments.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    rows = [_parameter(argument, kind, default)
            for (argument, kind), default in zip(plain, missing + list(arguments.defaults), strict=True)]
    if arguments.vararg:
        rows.append(_parameter(arguments.vararg, "var-positional", None))
    rows += [_parameter(argument, "keyword-only", default)
             for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    if arguments.kwarg:
        rows.append(_parameter(arguments.kwarg, "var-keyword", None))
    return tuple(rows)


def _parameter(argument: ast.arg, kind: str, default: ast.expr | None) -> tuple[str, str, str | None, bool]:
    return argument.arg, kind, None if default is None else _text(default), argument.annotation is not None


def _bound(targets: Sequence[ast.expr]) -> list[str]:
    """The plain names that an assignment binds, unpacked ones too."""
    found: list[str] = []
    todo = list(reversed(targets))
    while todo:
        target = todo.pop()
        if isinstance(target, ast.Name):
            found.append(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            todo.extend(reversed(target.elts))
        elif isinstance(target, ast.Starred):
            todo.append(target.value)
    return found
