"""What inlining a variable and inlining a function share: text put where a name stood, and a definition taken away."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from reviewer.errors import OperationDeclined
from reviewer.names import Binding, Names, Scope, absolute
from reviewer.operations._definition import place_of
from reviewer.operations._edits import Edits, NewImport, Source, first_party
from reviewer.operations._prose import prose_left, qualified_mentions
from reviewer.operations._text import Splices, Text
from reviewer.references import File, Files, Kind, Reference, Searched, searched
from reviewer.tree import Tree

_CONFIGURATIONS = ("pyproject.toml", "setup.cfg", "tox.ini", "ruff.toml", ".ruff.toml", ".isort.cfg",
                   ".pre-commit-config.yaml")
_NO_NAME = "\0"
"""For what searches prose for a change to a new name: there is none."""
_ATOMS = (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp,
          ast.DictComp, ast.GeneratorExp)
_LOOSE = (ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Tuple, ast.Starred)


def text_of(file: File) -> Text:
    """The file as text, over the same syntax tree."""
    content = file.content
    lines = file.text.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Text(Source(file.path, content, tuple(lines), file.names))


def fitted(written: str, value: ast.expr, names: Names, place: ast.AST) -> str:
    """The text of an expression as it may stand where `place` stood: in parentheses where it needs them."""
    holder = names.parents[place]
    if _in_format(names, place) and any(sign in written for sign in "'\"{}\\\n!:="):
        raise OperationDeclined(f"line {getattr(place, 'lineno', 0)}: it would stand in an f-string, and hold a quote, "
                                "a brace or a line of its own")
    bracketed = (written[:1] in "([{" and isinstance(value, _ATOMS)) or "\n" not in written
    if written.startswith("(") and isinstance(value, ast.Tuple | ast.GeneratorExp):
        return written
    if isinstance(value, ast.Constant) and not isinstance(value.value, int | float | complex) and bracketed:
        return written
    if isinstance(value, ast.Constant) and not isinstance(holder, ast.Attribute) and bracketed:
        return written
    if isinstance(value, _ATOMS) and not isinstance(value, ast.GeneratorExp) and (bracketed or written[-1] in ")]}"):
        return written
    if isinstance(value, ast.JoinedStr) and bracketed:
        return written
    if _takes_anything(holder, place) and bracketed and not isinstance(value, _LOOSE):
        return written
    if isinstance(holder, ast.Call) and place is not holder.func and not isinstance(value, _LOOSE):
        return written
    return f"({written})"


def _in_format(names: Names, place: ast.AST) -> bool:
    return any(isinstance(holder, ast.JoinedStr) for holder in names.around(place) if isinstance(holder, ast.expr))


def _takes_anything(holder: ast.AST, place: ast.AST) -> bool:
    """Whether every expression, but for a few kinds, may stand there as it is."""
    if isinstance(holder, ast.Call):
        return place is not holder.func
    return isinstance(holder, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr | ast.keyword | ast.List | ast.Tuple
                      | ast.Set | ast.If | ast.While | ast.Dict | ast.AugAssign) and not isinstance(place, ast.Starred)


def block_of(names: Names, statement: ast.stmt) -> list[ast.stmt]:
    holder = names.parents[statement]
    blocks = [getattr(holder, field, None) for field in ("body", "orelse", "finalbody")]
    return next(block for block in blocks if isinstance(block, list) and statement in block)


def take_away(splices: Splices, statement: ast.stmt, *, with_comments: bool) -> None:
    """Remove a statement's lines; `pass` stays where it was all of its block. Comments above it go, or stay."""
    text = splices.text
    first, last = text.line_of(text.start(statement)), statement.end_lineno or statement.lineno
    indent, names = text.indent(first), text.source.names
    if block_of(names, statement) == [statement] and not isinstance(names.parents[statement], ast.Module):
        splices.put(text.start(statement), text.end(statement), "pass")
        return
    while with_comments and first > 1 and text.source.lines[first - 2].startswith(f"{indent}#"):
        first -= 1
    lines = text.source.lines
    while last < len(lines) and not lines[last].strip() and (first == 1 or not lines[first - 2].strip()):
        last += 1
    at_end = last >= len([*lines]) or not any(line.strip() for line in lines[last:])
    while at_end and first > 1 and not lines[first - 2].strip() and indent == "":
        first -= 1
    splices.drop_lines(first, min(last, len(lines)))


def found_by(tree: Tree, definition: str) -> Searched:
    """The definition that a step names, and every place that refers to it."""
    files = Files(tree)
    return searched(tree, *place_of(files, definition), files)


def check_known(found: Searched) -> None:
    """Raises when some place may mean the definition and nobody can tell, or lists or spells it as text."""
    name = found.target.name
    for one in found.references.unresolved:
        if one.kind is not Kind.DOC:
            raise OperationDeclined(f"{one.path}:{one.line} may mean {name}: {one.why or 'it cannot be told'}")
    for path, why in found.references.unread.items():
        raise OperationDeclined(f"{path} holds the name {name} and {why}")
    for one in found.references.found:
        if one.kind in (Kind.LISTED, Kind.STRING, Kind.ANNOTATION, Kind.KEYWORD):
            raise OperationDeclined(f"{one.path}:{one.line} names {name} in text or as a keyword")


def leave_words(tree: Tree, found: Searched) -> None:
    """Name the documents and comments that still speak of the definition. Raises for configuration that names it."""
    for path, start, _ in qualified_mentions(found):
        line = found.files.content(path).count(b"\n", 0, start) + 1
        if not path.endswith((".py", ".pyi", ".md", ".rst", ".txt", ".html", ".ipynb")):
            raise OperationDeclined(f"{path}:{line} names {found.target.name}")
        tree.leave(path, line, f"speaks of {found.target.name}, which is no more")
    prose_left(found, _NO_NAME, set())


def imported_names(file: File, ones: Iterable[Reference]) -> list[tuple[ast.ImportFrom, ast.alias]]:
    """The from-imports that bring the definition. Raises for one under another name, or in a package's own module."""
    found = []
    for one in ones:
        if one.kind is Kind.FROM_IMPORT and isinstance(one.node, ast.alias):
            statement = next((binding.node for binding in file.names.imported() if binding.alias is one.node), None)
            if one.node.asname or file.is_package or not isinstance(statement, ast.ImportFrom):
                raise OperationDeclined(f"{one.path}:{one.line} passes it on, or imports it under another name")
            found.append((statement, one.node))
    return found


def with_imports(tree: Tree, splices: Splices, gone: Sequence[tuple[ast.ImportFrom, ast.alias]],
                 new: Iterable[NewImport]) -> None:
    """Add to the splices what these imports change, written as a formatter would."""
    source = splices.text.source
    edits = Edits(source, first_party(tree))
    for statement, alias in gone:
        edits.drop(statement, alias)
    for one in dict.fromkeys(new):
        lowest = _last_import(source, one)
        if lowest is None or _sorts_imports(tree, source):
            edits.add(one)
        else:
            line = f"from {one.module} import {one.name}" if one.name else f"import {one.module}"
            splices.put_at_line((lowest.end_lineno or lowest.lineno) + 1, f"{line}\n")
    change = edits.change()
    if change is None or change.after is None:
        return
    before = source.content.decode(splices.text.encoding).split(splices.text.newline)
    after = change.after.decode(splices.text.encoding).split(splices.text.newline)
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            splices.put(splices.text.line_start(first + 1), splices.text.line_start(last + 1),
                        "".join(f"{line}\n" for line in after[start:end]))


def _sorts_imports(tree: Tree, source: Source) -> bool:
    """Whether the project, or the file, shows that imports stand in groups; else a new one loads after those there."""
    kinds = {alias.name.partition(".")[0] in sys.stdlib_module_names for statement in source.names.tree.body
             if isinstance(statement, ast.Import) for alias in statement.names}
    return len(kinds) > 1 or any(b"isort" in tree.read(path) or b"ruff" in tree.read(path)
                                 for path in _CONFIGURATIONS if tree.exists(path))


def _last_import(source: Source, new: NewImport) -> ast.stmt | None:
    """The import below which the new one goes; None when another statement takes the name in."""
    statements = [one for one in source.names.tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    same = any(isinstance(one, ast.ImportFrom) and "." * one.level + (one.module or "") == new.module
               for one in statements)
    return None if same or not statements else statements[-1]


def import_for(found: Searched, binding: Binding | None, name: str, site: File, through: str | None,
               ) -> NewImport | None:
    """The import that gives `name` of the module of the definition to another file; None when it has it already.

    `through`: the module as that file already writes it.
    """
    home, files = found.target.file, found.files
    if binding is None or (binding.alias is not None and binding.alias.asname):
        raise OperationDeclined(f"{site.path} would need {name}, which {home.path} has under another name")
    module = files.name_of(home.path)
    if binding.alias is None:
        wanted = f"{module}.{name}"
    else:
        wanted = absolute(binding.target or "", module, home.is_package)
    there = site.names.top.bindings.get(name, [])
    if there:
        targets = {absolute(one.target or "", files.name_of(site.path), site.is_package) for one in there}
        if targets != {wanted}:
            raise OperationDeclined(f"{site.path} means something else by {name}")
        return None
    if isinstance(binding.node, ast.Import):
        return NewImport(wanted)
    outer, _, last = wanted.rpartition(".")
    if not outer or last != name or _imports(files.get(home.path), files.name_of(site.path), files.name_of(home.path)):
        raise OperationDeclined(f"{site.path} cannot import {name} from {home.path}")
    return NewImport(through if through and binding.alias is None else outer, name)


def _imports(file: File | None, wanted: str, module: str) -> bool:
    """Whether the file imports that module, so that an import back would be a circle."""
    return file is not None and any(
        (absolute(one.target or "", module, file.is_package) + ".").startswith(f"{wanted}.")
        for one in file.names.imported())


def sees(names: Names, place: ast.AST) -> Scope:
    """The scope in which a new name at this place would be looked up."""
    if place in names.scopes:
        return names.scopes[place]
    return names.scopes[next(holder for holder in names.around(place) if holder in names.scopes)]
