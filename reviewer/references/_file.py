"""One parsed file: its scopes, its definitions, its strings that are code, and the bytes behind its syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cached_property

from nova.code.index import quiet_parsing
from reviewer.names import Function, Names, Scope

Definition = Function | ast.ClassDef
Placed = ast.expr | ast.stmt | ast.alias | ast.keyword | ast.arg | ast.excepthandler | ast.pattern

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_TYPE_COMMENT = re.compile(rb"#[ \t]*type:[ \t]*(?!ignore\b)([^#\r\n]+)")
_GENERIC = frozenset({"Callable", "ClassVar", "DefaultDict", "Deque", "Dict", "Final", "FrozenSet", "Generator",
                      "Iterable", "Iterator", "List", "Mapping", "Optional", "Sequence", "Set", "Tuple", "Type",
                      "Union"})
"""Between whose brackets a string is a type wherever they stand, as in `Tree = Dict[str, "Tree"]`."""
_OF_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


class File:
    """Positions are those of the parser, which counts in UTF-8 and leaves a mark at the beginning out: `text`."""

    def __init__(self, path: str, content: bytes) -> None:
        """Raises what decoding and parsing raise."""
        self.path, self.content = path, content
        self.encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        self.text = content.decode(self.encoding).encode("utf-8")
        with quiet_parsing():
            self.names = Names(ast.parse(content))
        self.starts = [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        self.strings: dict[ast.Constant, ast.expr] = {}
        """Strings that are annotations, and the code in them, which stands among the names of the file."""
        self.codes: set[ast.AST] = set()
        """Every name and attribute of that code."""
        self._take_in_strings()
        self._take_in_comments()

    @property
    def is_package(self) -> bool:
        return self.path.rpartition("/")[2].startswith("__init__.")

    def at(self, line: int, column: int) -> int:
        """The offset in `text` of a position of the syntax tree."""
        return self.starts[line - 1] + column

    def begin(self, node: Placed) -> int:
        return self.at(node.lineno, node.col_offset)

    def end(self, node: Placed) -> int:
        return self.at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def in_content(self, offset: int) -> int:
        """An offset of `text` as one of the file's own bytes."""
        if self.encoding == "utf-8":
            return offset
        if self.encoding == "utf-8-sig":
            return offset + len(_BOM)
        return len(self.text[:offset].decode("utf-8").encode(self.encoding))

    @cached_property
    def scope_of(self) -> dict[ast.AST, Scope]:
        """The scope that a module, class, function or comprehension opens."""
        return {scope.node: scope for scope in self.names.opened}

    @cached_property
    def definitions(self) -> dict[str, list[Definition]]:
        """Functions and classes by qualified name, nested ones too, in source order."""
        found: dict[str, list[Definition]] = {}
        for node in self.names.scopes:
            if isinstance(node, Function | ast.ClassDef):
                found.setdefault(self.qualified(node), []).append(node)
        return found

    @cached_property
    def stars(self) -> list[ast.ImportFrom]:
        if not self.names.star_imports:
            return []
        return [node for node, _ in self.names.imports() if isinstance(node, ast.ImportFrom)
                and any(alias.name == "*" for alias in node.names)]

    @cached_property
    def listed(self) -> list[tuple[ast.Constant, str]] | None:
        """The entries of `__all__`, as far as they are written out; None: there is no such list."""
        uses = self.names.uses(self.names.top, "__all__")
        if not uses:
            return None
        holders = {self.names.parents[use] for use in uses}
        statements = [self.names.statement(holder) for holder in holders]
        return [(node, node.value) for statement in statements for node in ast.walk(statement)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)]

    @cached_property
    def self_stores(self) -> dict[tuple[ast.ClassDef, str], list[ast.Attribute]]:
        """Where methods set attributes of their own object or class, by class and attribute."""
        found: dict[tuple[ast.ClassDef, str], list[ast.Attribute]] = {}
        for node in self.names.scopes:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                owner = self.own(node.value)
                if owner is not None:
                    found.setdefault((owner, node.attr), []).append(node)
        return found

    def own(self, node: ast.expr) -> ast.ClassDef | None:
        """The class whose `self` or `cls` the expression is."""
        bindings = self.names.bindings(node) if isinstance(node, ast.Name) else []
        if len(bindings) == 1 and isinstance(bindings[0].node, ast.arg):
            return self.receiver(bindings[0].node)[0]
        return None

    def receiver(self, parameter: ast.arg) -> tuple[ast.ClassDef | None, bool]:
        """The class whose object, or (True) which itself, a method gets in this parameter."""
        method = self.names.parents.get(parameter)
        owner = self.names.parents.get(method) if isinstance(method, Function) else None
        while isinstance(owner, ast.If | ast.Try):
            owner = self.names.parents.get(owner)
        if not isinstance(owner, ast.ClassDef) or not isinstance(method, Function):
            return None, False
        first = next(iter([*method.args.posonlyargs, *method.args.args]), None)
        decorators = {getattr(one, "id", "") for one in method.decorator_list}
        if first is not parameter or "staticmethod" in decorators:
            return None, False
        return owner, "classmethod" in decorators or method.name in _OF_CLASS

    def is_starred(self, parameter: ast.arg) -> bool:
        """`*args` or `**kwargs`: what is annotated is one of them."""
        function = self.names.parents.get(parameter)
        arguments = getattr(function, "args", None)
        return isinstance(arguments, ast.arguments) and parameter in (arguments.vararg, arguments.kwarg)

    def qualified(self, node: Definition) -> str:
        holder = self.names.qualname(node)
        return f"{holder}.{node.name}" if holder else node.name

    def class_around(self, node: ast.AST) -> str | None:
        """Qualified name of the innermost class that holds the node."""
        holder = next((one for one in self.names.around(node) if isinstance(one, ast.ClassDef)), None)
        return self.qualified(holder) if holder else None

    def _take_in_strings(self) -> None:
        """Read the strings in annotations, and the like, as the code that they are."""
        for constant in list(self._annotation_strings()):
            code = self._parsed(constant)
            if code is not None:
                self.strings[constant] = code
                self.codes.update(ast.walk(code))
                self.names.take_in(constant, code)

    def _annotation_strings(self) -> Iterator[ast.Constant]:
        for node, outer in self.names.parents.items():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and self._is_code(node, outer):
                yield node

    def _is_code(self, node: ast.AST, outer: ast.AST) -> bool:
        """Does a type checker read the expression as a type?"""
        while isinstance(outer, ast.Subscript | ast.Tuple | ast.BinOp | ast.List):
            if isinstance(outer, ast.Subscript) and not _holds_types(outer, node):
                return False
            if isinstance(outer, ast.Subscript) and _named(outer.value) in _GENERIC:
                return True
            node, outer = outer, self.names.parents[outer]
        if isinstance(outer, Function):
            return node is outer.returns or node in {a.annotation for a in ast.walk(outer.args)
                                                     if isinstance(a, ast.arg)}
        if isinstance(outer, ast.AnnAssign):
            return node is outer.annotation or _named(outer.annotation) == "TypeAlias"
        if isinstance(outer, ast.Call) and _named(outer.func) == "cast":
            return bool(outer.args) and node is outer.args[0]
        if isinstance(outer, ast.keyword) and outer.arg == "bound":
            return True
        return isinstance(outer, ast.ClassDef) and node in outer.bases

    def _parsed(self, constant: ast.Constant) -> ast.expr | None:
        """The code in a string, placed where it stands; None for one that is written with escapes or in parts."""
        raw, text = self.text[self.begin(constant):self.end(constant)], str(constant.value)
        quote = next((q for q in (b'"""', b"'''", b'"', b"'") if raw.startswith(q)), None)
        if quote is None or raw != quote + text.encode("utf-8", "surrogatepass") + quote or b"\n" in raw:
            return None
        return self._code(text, constant.lineno, constant.col_offset + len(quote))

    def _code(self, text: str, line: int, column: int) -> ast.expr | None:
        try:
            code = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        for node in ast.walk(code):
            if isinstance(node, ast.expr):
                node.lineno = node.end_lineno = line
                node.col_offset += column
                node.end_col_offset = (node.end_col_offset or 0) + column
        return code

    def _take_in_comments(self) -> None:
        """Read `# type: ...` behind a statement as its annotation."""
        if b"type:" not in self.text:
            return
        ends = {node.end_lineno: node for node in self.names.scopes if isinstance(node, ast.stmt)}
        ends |= {node.lineno: node for node in self.names.scopes if isinstance(node, ast.For | ast.With)}
        for found in _TYPE_COMMENT.finditer(self.text):
            line = self.text.count(b"\n", 0, found.start()) + 1
            holder = ends.get(line)
            if holder is not None and self._is_comment(found.start(), holder):
                text = found[1].decode().rstrip()
                code = self._code(text, line, found.start(1) - self.starts[line - 1])
                if code is not None:
                    self.names.take_in(holder, code)

    def _is_comment(self, offset: int, holder: ast.stmt) -> bool:
        """Is the position outside every string of the statement?"""
        return not any(self.begin(node) <= offset < self.end(node) for node in ast.walk(holder)
                       if isinstance(node, ast.Constant | ast.JoinedStr))


def _holds_types(outer: ast.Subscript, inner: ast.AST) -> bool:
    """Is what stands between the brackets a type?"""
    name = _named(outer.value)
    if name == "Annotated":
        first = outer.slice.elts[0] if isinstance(outer.slice, ast.Tuple) and outer.slice.elts else outer.slice
        return inner is not outer.slice or first is outer.slice
    return name != "Literal"


def _named(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def read_file(path: str, content: bytes) -> File | str:
    """The file parsed, or why it cannot be."""
    try:
        return File(path, content)
    except (SyntaxError, ValueError, LookupError) as error:
        return f"cannot be parsed by this Python: {str(error)[:60]}"
    except (RecursionError, MemoryError):
        return "is nested too deeply to be parsed"
