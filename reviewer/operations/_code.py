"""Code that a recipe brings along: read, checked for names that nobody knows, and indented for where it goes."""

from __future__ import annotations

import ast
import builtins
import io
import tokenize
from collections.abc import Iterable, Sequence

from reviewer.errors import OperationDeclined
from reviewer.names import Function, Names, Scope, absolute
from reviewer.operations import _schema as shape
from reviewer.operations._callers import module_of
from reviewer.operations._edits import Source, first_party
from reviewer.operations._import_lines import Imported, ImportLines
from reviewer.operations._splices import Splices
from reviewer.tree import Tree

Definition = Function | ast.ClassDef

_TEXTS = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__path__", "__class__", "__package__"}


def lines_schema(what: str, example: Sequence[str]) -> shape.Schema:
    """Source text, a line each: recipes hold no line breaks."""
    line = {"type": "string", "maxLength": 300, "description": "One line, indented by four spaces a level"}
    return shape.some(line, what, example)


def imports_schema() -> shape.Schema:
    return shape.some(shape.source("An import statement", "from shop.tax import rate"),
                      "Imports that the code needs; those that the file has already are not repeated",
                      ["from shop.tax import rate"], least=0)


def code_of(lines: Sequence[str]) -> ast.Module:
    """Raises OperationDeclined for text that is no code."""
    try:
        return ast.parse("\n".join(lines) + "\n")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OperationDeclined(f"the code does not parse: {str(error)[:80]}") from error


def definition_of(lines: Sequence[str]) -> Definition:
    """The one definition that the code is. Raises OperationDeclined when it is anything else."""
    body = code_of(lines).body
    if len(body) != 1 or not isinstance(body[0], Function | ast.ClassDef):
        raise OperationDeclined("the code is not one function or class")
    return body[0]


def imports_of(texts: Iterable[str]) -> list[Imported]:
    """Raises OperationDeclined for anything but import statements, and for star imports."""
    found = []
    for text in texts:
        for statement in code_of([text]).body:
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name != "*":
                module = "." * statement.level + (statement.module or "")
                found += [Imported(module, alias.name, alias.asname) for alias in statement.names]
            elif isinstance(statement, ast.Import):
                found += [Imported(alias.name, None, alias.asname) for alias in statement.names]
            else:
                raise OperationDeclined(f"{text[:60]} is no plain import")
    return found


def add_imports(tree: Tree, splices: Splices, wanted: Iterable[Imported]) -> None:
    """Put in what the file does not import already, where it has its imports.

    Raises OperationDeclined when a name means something else there.
    """
    names = splices.source.names
    module, package = module_of(tree, splices.source.path), splices.source.path.endswith("__init__.py")
    lines = ImportLines(splices, module, first_party(tree))
    for new in wanted:
        bound = new.alias or new.name or new.module.partition(".")[0]
        target = f"{new.module}.{new.name}" if new.name else new.module if new.alias else bound
        have = names.top.bindings.get(bound, [])
        meant = {absolute(b.target or "", module, package) for b in have}
        if have and meant != {absolute(target.replace("..", ".") if new.module.strip(".") == "" else target,
                                       module, package)}:
            raise OperationDeclined(f"{splices.source.path} uses the name {bound} for something else")
        if not have or (new.name is None and not new.alias and "." in new.module and not any(
                b.alias is not None and b.alias.name == new.module for b in have)):
            lines.add(new)
    lines.write()


def check_known(source: Source, scope: Scope, lines: Sequence[str], wanted: Iterable[Imported]) -> None:
    """Raises OperationDeclined when the code uses a name that the file will not know."""
    brought = {one.alias or one.name or one.module.partition(".")[0] for one in wanted}
    inner = Names(code_of(lines))
    for node in inner.scopes:
        if not isinstance(node, ast.Name) or inner.scopes[node].home(node.id) is not None:
            continue
        known = node.id in brought or node.id in _BUILTINS or scope.home(node.id) is not None
        if not known and not source.names.star_imports:
            raise OperationDeclined(f"the code uses {node.id}, which {source.path} does not know; bring its import")


def find(source: Source, qualname: str) -> Definition:
    """The definition of that qualified name. Raises OperationDeclined unless there is exactly one."""
    found = [node for node in source.names.scopes if isinstance(node, Function | ast.ClassDef)
             and node.name == qualname.rpartition(".")[2]
             and source.names.qualname(node) == qualname.rpartition(".")[0]]
    if len(found) != 1:
        raise OperationDeclined(f"{source.path} defines {qualname} {len(found) or 'no'} times, not once"
                                if found else f"{source.path} does not define {qualname}")
    return found[0]


def first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(node.lineno, *(one.lineno for one in decorators), node.lineno)


def indent_of(source: Source) -> str:
    """One level of indentation, as the file has it."""
    for node in ast.walk(source.names.tree):
        body = getattr(node, "body", None)
        if isinstance(node, ast.stmt) and isinstance(body, list) and body and body[0].lineno > node.lineno:
            outer, inner = source.lines[node.lineno - 1], source.lines[first_line(body[0]) - 1]
            step = _margin(inner)[len(_margin(outer)):]
            if step:
                return step
    return "    "


def indented(lines: Sequence[str], margin: str, step: str = "    ") -> list[str]:
    """The lines for a place that far in, levels of four spaces as steps; insides of strings stay as they are."""
    inside = inside_strings(lines)
    result = []
    for number, line in enumerate(lines, 1):
        if number in inside or not line.strip():
            result.append(line if number in inside else "")
            continue
        deep = len(line) - len(line.lstrip(" "))
        result.append(margin + step * (deep // 4) + " " * (deep % 4) + line.lstrip(" "))
    return result


def inside_strings(lines: Sequence[str]) -> set[int]:
    """Lines that begin inside a string that is no docstring."""
    text = "\n".join(lines) + "\n"
    documents = {(node.value.lineno, node.value.col_offset) for node in ast.walk(code_of(lines))
                 if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _TEXTS and token.start[0] < token.end[0] and token.start not in documents:
            found |= set(range(token.start[0] + 1, token.end[0] + 1))
    return found


def _margin(line: str) -> str:
    return line[:len(line) - len(line.lstrip(" \t"))]


def expression_of(text: str) -> ast.expr:
    """Raises OperationDeclined for text that is no expression."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OperationDeclined(f"{text[:60]} is no expression") from error


def unknown_name(names: Names, scope: Scope, text: str) -> str | None:
    """A name in the expression that means nothing in this scope; None: all of them mean something."""
    for node in ast.walk(expression_of(text)):
        if isinstance(node, ast.Name) and scope.home(node.id) is None and node.id not in _BUILTINS:
            return None if names.star_imports else node.id
    return None
