"""One pass over a syntax tree: definitions, imports, calls, and every word that is used.

It runs over every file of every project, so it is written for speed: one stack, plain tuples for a result that
`marshal` stores as it is, and no second look at a node. `unpack` makes the records of `nova.domain.code` from them.
"""

from __future__ import annotations

import ast
import hashlib
import marshal
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nova.code.syntax import dotted
from nova.domain.code import Call, Definition, DefinitionKind, Import, ModuleFacts, Parameter

Packed = dict[str, Any]
"""Facts as `marshal` can keep them: the fields of ModuleFacts, each record a tuple in its fields' order."""

Lines = Mapping[str, tuple[int, ...]]

DEEPEST = 300
"""Levels of nesting that are followed. Others walk these trees after us, with two frames a level and 1000 to spend."""

_WORD = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"#[^\n]*")
_PLAIN = frozenset({str, int, bool, bytes, type(None)})
_GUARDS = (ast.If, ast.Try, ast.TryStar, ast.Match)
_EXPORTING = frozenset({"__all__.extend", "__all__.append"})
_SILENT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields of each kind of node that carry meaning, last first, filled as kinds are met."""
_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


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
        names=_together(packed["names"], packed["attributes"]),
        attributes=packed["attributes"],
        bound=packed["bound"],
        string_words=packed["string_words"],
        doc_words=frozenset(packed["doc_words"]),
        exports=packed["exports"],
        dynamic_exports=packed["dynamic_exports"],
        star_imports=packed["star_imports"],
        future_annotations=packed["future_annotations"],
    )


def _together(names: Lines, attributes: Lines) -> Lines:
    both = {name: tuple(sorted({*names[name], *attributes[name]})) for name in names.keys() & attributes.keys()}
    return {**names, **attributes, **both}


def _definition(row: tuple[Any, ...]) -> Definition:
    name, qualname, kind, line, end_line, decorators, parameters, bases, key, statements, conditional = row
    return Definition(
        name=name, qualname=qualname, kind=DefinitionKind(kind), line=line, end_line=end_line, decorators=decorators,
        parameters=tuple(Parameter(name=p[0], kind=p[1], default=p[2], annotated=p[3]) for p in parameters),
        bases=bases, body_key=key, statements=statements, conditional=conditional)


class _Enter:
    """On the stack before the body of a definition: from here on, names belong to it."""

    def __init__(self, node: _Named, kind: DefinitionKind) -> None:
        self.node, self.kind = node, kind


class _Exit:
    """On the stack behind the body of a definition, with what was true outside."""

    def __init__(self, entered: _Enter, outside: tuple[str, int, int], start: int) -> None:
        self.entered, self.outside, self.start = entered, outside, start


class _EndOfBranch:
    """On the stack behind an `if`, `try`, `with`, `match` or loop."""

    def __init__(self, guards: int) -> None:
        self.guards = guards


class _Pass:
    """The state of one pass.

    The stack holds what is still to be seen, in the order of the source. `out` grows into a normal form of the file,
    each node before its children, with their number: a definition's key is the hash of a slice of it.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.stack: list[Any] = []
        self.out: list[Any] = []
        self.names: defaultdict[str, list[int]] = defaultdict(list)
        self.attributes: defaultdict[str, list[int]] = defaultdict(list)
        self.bound: defaultdict[str, list[int]] = defaultdict(list)
        self.strings: defaultdict[str, list[int]] = defaultdict(list)
        self.docs: set[str] = set()
        self.definitions: list[tuple[Any, ...]] = []
        self.imports: list[tuple[Any, ...]] = []
        self.calls: list[tuple[Any, ...]] = []
        self.exports: list[str] | None = None
        self.dynamic = self.star = self.future = False
        self.scope = ""
        self.branches = 0
        """How many branches and loops are around, inside the innermost definition."""
        self.guards = 0
        """How many `if`, `try` and `match` are around at all."""
        self.statements = 0
        self.start = 0
        self.last: ast.AST | None = None
        self.long: list[ast.AST] = []
        """Statements with so many parts that they may be deep."""
        self.handlers = self._handlers()

    def run(self, tree: ast.Module) -> Packed:
        self.push_body(tree.body)
        self.work_off()
        self.mark(None)
        if self.source.count("elif") > DEEPEST:
            self.long.append(tree)
        if any(_is_deep(statement) for statement in self.long):
            raise TooDeep
        for comment in _COMMENT.findall(self.source):
            self.docs.update(_WORD.findall(comment))
        return {
            "lines": self.source.count("\n") + (not self.source.endswith("\n") and self.source != ""),
            "definitions": sorted(self.definitions, key=lambda row: (row[3], row[1])),
            "imports": self.imports,
            "calls": self.calls,
            "names": {name: _lines(found) for name, found in self.names.items()},
            "attributes": {name: _lines(found) for name, found in self.attributes.items()},
            "bound": {name: _lines(found) for name, found in self.bound.items()},
            "string_words": {word: _lines(found) for word, found in self.strings.items()},
            "doc_words": tuple(self.docs),
            "exports": None if self.exports is None else tuple(self.exports),
            "dynamic_exports": self.dynamic,
            "star_imports": self.star,
            "future_annotations": self.future,
        }

    def _handlers(self) -> dict[type, Callable[[Any], None]]:
        table: dict[type, Callable[[Any], None]] = {
            ast.Call: self.call, ast.arg: self.argument, ast.MatchClass: self.match_class,
            ast.FunctionDef: self.function, ast.AsyncFunctionDef: self.function, ast.ClassDef: self.class_,
            ast.Import: self.import_, ast.ImportFrom: self.import_from,
            ast.BinOp: self.binary, ast.Compare: self.compare, ast.Subscript: self.subscript,
            ast.Tuple: self.elements, ast.List: self.elements,
            ast.Assign: self.assign, ast.AnnAssign: self.assign, ast.AugAssign: self.augment,
            ast.Global: self.declare, ast.Nonlocal: self.declare,
            type(None): self.out.append, str: self.out.append,  # inside lists: `**mapping`, names in a pattern
            _Enter: self.enter, _Exit: self.exit, _EndOfBranch: self.end_branch,
        }
        branching = (ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.If, ast.Try, ast.TryStar, ast.Match)
        return {**table, **dict.fromkeys(branching, self.branch)}

    def work_off(self) -> None:
        """See everything on the stack. The three commonest kinds of node are dealt with here, for speed."""
        stack, out, handlers = self.stack, self.out, self.handlers
        names, attributes, bound = self.names, self.attributes, self.bound
        pop, write, push = stack.pop, out.append, stack.append
        name_, attribute_, constant_, store = ast.Name, ast.Attribute, ast.Constant, ast.Store
        while stack:
            node = pop()
            kind = node.__class__
            if kind is name_:
                write(node.id)
                (bound if node.ctx.__class__ is store else names)[node.id].append(node.lineno)
            elif kind is attribute_:
                # The attribute's own line is where the expression ends: chains run over several.
                attributes[node.attr].append(node.end_lineno)
                write("." + node.attr)
                push(node.value)
            elif kind is constant_:
                value = node.value
                write((value,))
                if value.__class__ is str or value.__class__ is bytes:
                    self.string(value, node.lineno)
            else:
                handler = handlers.get(kind)
                if handler is None:
                    handler = handlers[kind] = self.statement if issubclass(kind, ast.stmt) else self.generic
                handler(node)

    def generic(self, node: Any) -> None:
        kind = node.__class__
        fields = _FIELDS.get(kind)
        if fields is None:
            fields = _FIELDS[kind] = tuple(field for field in reversed(kind._fields) if field not in _SILENT)
        stack, out = self.stack, self.out
        out.append(kind.__name__)
        for field in fields:
            value = getattr(node, field)
            if value.__class__ is list:
                out.append(len(value))
                stack += value[::-1]
            elif value is None or value.__class__ is str or isinstance(value, int):
                out.append(value)
            else:
                stack.append(value)

    def binary(self, node: ast.BinOp) -> None:
        self.out.append(node.op.__class__.__name__)
        self.stack += (node.right, node.left)

    def compare(self, node: ast.Compare) -> None:
        self.out += ("Compare", len(node.ops), *[operator.__class__.__name__ for operator in node.ops])
        self.stack += node.comparators[::-1]
        self.stack.append(node.left)

    def subscript(self, node: ast.Subscript) -> None:
        self.out.append("Subscript")
        self.stack += (node.slice, node.value)

    def elements(self, node: ast.Tuple | ast.List) -> None:
        self.out += (node.__class__.__name__, len(node.elts))
        self.stack += node.elts[::-1]

    def statement(self, node: ast.stmt) -> None:
        self.statements += 1
        self.mark(node)
        self.generic(node)

    def mark(self, node: ast.AST | None) -> None:
        """A statement begins. Was the one before it so long that it could be deep?"""
        written = len(self.out)
        if written - self.start > DEEPEST and self.last is not None:
            self.long.append(self.last)
        self.start, self.last = written, node

    def string(self, value: str | bytes, line: int) -> None:
        text = value if isinstance(value, str) else value.decode("latin-1")
        for word in set(_WORD.findall(text)):
            self.strings[word].append(line)

    def push_body(self, statements: Sequence[ast.stmt]) -> None:
        """The docstring gives its words and nothing else."""
        if statements:
            first = statements[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(
                    first.value.value, str):
                self.docs.update(_WORD.findall(first.value.value))
                statements = statements[1:]
        self.out.append(len(statements))
        self.stack += statements[::-1]

    def call(self, node: ast.Call) -> None:
        function, arguments, keywords = node.func, node.args, node.keywords
        callee = dotted(function)
        if callee is not None:
            self.calls.append((
                callee, node.lineno, tuple([_text(argument) for argument in arguments]),
                tuple([(keyword.arg or "**", _text(keyword.value)) for keyword in keywords]), self.scope))
            if callee in _EXPORTING and not self.scope and arguments:
                self.export(arguments[0], single=callee.endswith("append"))
        self.out += ("Call", len(arguments), len(keywords))
        if keywords:
            self.push_keywords(keywords)
        self.stack += arguments[::-1]
        self.stack.append(function)

    def push_keywords(self, keywords: Sequence[ast.keyword]) -> None:
        for keyword in reversed(keywords):
            self.out.append(keyword.arg)
            self.stack.append(keyword.value)
            if keyword.arg is not None:
                self.names[keyword.arg].append(keyword.lineno)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if node.name == "__getattr__" and not self.scope:
            self.dynamic = True
        self.define(node, DefinitionKind.FUNCTION, [*([node.returns] if node.returns else ()), node.args])

    def class_(self, node: ast.ClassDef) -> None:
        self.define(node, DefinitionKind.CLASS, [])
        self.push_keywords(node.keywords)
        self.stack += node.bases[::-1]

    def define(self, node: _Named, kind: DefinitionKind, before: Sequence[ast.AST]) -> None:
        """Push the definition: what belongs to the scope around it is seen first."""
        self.statements += 1
        self.mark(node)
        self.out += (kind.value, node.name, len(node.decorator_list))
        self.stack += (_Enter(node, kind), *before, *getattr(node, "type_params", ()), *node.decorator_list[::-1])

    def enter(self, entered: _Enter) -> None:
        self.mark(None)
        outside = self.scope, self.branches, self.statements
        self.scope = f"{self.scope}.{entered.node.name}" if self.scope else entered.node.name
        self.branches = self.statements = 0
        self.stack.append(_Exit(entered, outside, len(self.out)))
        self.push_body(entered.node.body)

    def exit(self, exited: _Exit) -> None:
        self.mark(None)
        node, kind = exited.entered.node, exited.entered.kind
        bases = [_text(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
        line = min([node.lineno, *[decorator.lineno for decorator in node.decorator_list]])
        scope, branches, statements = exited.outside
        self.definitions.append((
            node.name, self.scope, kind.value, line, node.end_lineno,
            tuple([_decorator(decorator) for decorator in node.decorator_list]),
            () if isinstance(node, ast.ClassDef) else _parameters(node.args), tuple(bases),
            _key(node, self.out[exited.start:]), self.statements, branches > 0))
        self.scope, self.branches, self.statements = scope, branches, statements + self.statements

    def argument(self, node: ast.arg) -> None:
        self.out.append(node.arg)
        if node.annotation is not None:
            self.stack.append(node.annotation)

    def branch(self, node: ast.stmt) -> None:
        self.stack.append(_EndOfBranch(self.guards))
        self.branches += 1
        self.guards += isinstance(node, _GUARDS)
        self.statement(node)

    def end_branch(self, end: _EndOfBranch) -> None:
        self.branches -= 1
        self.guards = end.guards

    def import_(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imported(node, alias.name, None, alias.asname or alias.name.partition(".")[0], 0)

    def import_from(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            self.star = self.star or alias.name == "*"
            self.imported(node, module, alias.name, alias.asname or alias.name, node.level)
        if node.module == "__future__" and any(alias.name == "annotations" for alias in node.names):
            self.future = True

    def imported(self, node: ast.stmt, module: str, name: str | None, binds: str, level: int) -> None:
        self.statements += 1
        self.imports.append((module, name, binds, node.lineno, self.scope, self.guards > 0, level))
        self.out += ("import", module, name, binds)

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not self.scope and node.value is not None:
            for name in _bound(targets):
                self.definitions.append((name, name, DefinitionKind.CONSTANT.value, node.lineno, node.end_lineno,
                                         (), (), (), "", 0, self.branches > 0))
                if name == "__all__":
                    self.exports = []
                    self.export(node.value)
        self.statement(node)

    def augment(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.names[node.target.id].append(node.lineno)  # it is read before it is written
            if node.target.id == "__all__" and not self.scope:
                self.export(node.value)
        self.statement(node)

    def export(self, value: ast.expr, *, single: bool = False) -> None:
        """Take names over into `__all__`; anything but literals makes it dynamic."""
        self.exports = self.exports or []
        parts = [value] if single else _added(value)
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.exports.append(part.value)
            else:
                self.dynamic = True

    def declare(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self.names[name].append(node.lineno)
        self.statements += 1
        self.out += (node.__class__.__name__, len(node.names), *node.names)

    def match_class(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            self.attributes[name].append(node.lineno)
        self.out += node.kwd_attrs
        self.out += ("MatchClass", len(node.patterns), len(node.kwd_patterns))
        self.stack += (*node.kwd_patterns[::-1], *node.patterns[::-1], node.cls)


def _is_deep(statement: ast.AST) -> bool:
    todo: list[tuple[ast.AST, int]] = [(statement, 0)]
    while todo:
        node, depth = todo.pop()
        if depth > DEEPEST:
            return True
        todo += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return False


def _added(value: ast.expr) -> list[ast.expr]:
    """The elements of a list, or of lists added up; anything else as it is."""
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        return value.elts
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _added(value.left) + _added(value.right)
    return [value]


def _lines(found: list[int]) -> tuple[int, ...]:
    return (found[0],) if len(found) == 1 else tuple(sorted(set(found)))


def _key(node: _Named, pieces: list[Any]) -> str:
    # An async body that reads the same is not the same code. Version 2 of the format writes equal values equally.
    content = marshal.dumps([isinstance(node, ast.AsyncFunctionDef), pieces], 2)
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def _text(node: ast.expr) -> str:
    """What `ast.unparse` writes. It takes its time, so the common and simple ones are written here."""
    return _simple(node) or ast.unparse(node)


def _simple(node: Any) -> str | None:
    kind = node.__class__
    if kind is ast.Name:
        return str(node.id)
    if kind is ast.Constant:
        # The others have more than one spelling: 1e400, ..., u"".
        return repr(node.value) if node.value.__class__ in _PLAIN and node.kind is None else None
    if kind is ast.Attribute:
        return dotted(node)
    if kind is ast.Call and not node.keywords:
        function, arguments = dotted(node.func), _simple_all(node.args)
        return None if function is None or arguments is None else f"{function}({', '.join(arguments)})"
    if kind is ast.List:
        elements = _simple_all(node.elts)
        return None if elements is None else f"[{', '.join(elements)}]"
    if kind is ast.Tuple and len(node.elts) > 1:
        elements = _simple_all(node.elts)
        return None if elements is None else f"({', '.join(elements)})"
    return None


def _simple_all(nodes: Sequence[ast.expr]) -> list[str] | None:
    texts: list[str] = []
    for node in nodes:
        text = _simple(node)
        if text is None:
            return None
        texts.append(text)
    return texts


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
