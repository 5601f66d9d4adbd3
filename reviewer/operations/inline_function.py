"""Put the body of a function where it is called, and take the function away."""

from __future__ import annotations

import ast
import builtins
import io
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations import _schema as shape
from reviewer.operations._arguments import Argument, arguments, check_arguments, check_base, uses
from reviewer.operations._body import Body, Written, body_of
from reviewer.operations._edits import NewImport
from reviewer.operations._inlining import (
    check_known,
    fitted,
    found_by,
    import_for,
    imported_names,
    leave_words,
    sees,
    take_away,
    text_of,
    with_imports,
)
from reviewer.operations._order import earlier, may_pass
from reviewer.operations._piece import has_lines_to_itself
from reviewer.operations._text import Splices
from reviewer.references import External, Kind, Searched, Symbol
from reviewer.tree import Tree


@dataclass(frozen=True)
class InlineFunction:
    kind = "inline_function"
    does = ("Puts a function's body into every call of it and removes the function; declines unless all calls are "
            "known, and names, order and number of evaluations stay.")
    parameters = shape.takes(definition=shape.definition("The function or method", "shop/orders.py::Cart.net"))
    effect = Effect.PRESERVES
    changes_what = None
    safe = ("Every use of it is a call whose arguments are evaluated as before, and every name in its body means the "
            "same where it comes to stand.")

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [parameters["definition"]] if "::" in parameters["definition"] else []

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        found = found_by(tree, parameters["definition"])
        path = found.target.file.path
        check_known(found)
        body = body_of(found)
        _check_alone(found, body)
        calls = _calls(found, body)
        leave_words(tree, found)
        for other in sorted({path, *calls, *(one.path for one in found.references.found
                                            if one.kind is Kind.FROM_IMPORT)}):
            change = _InFile(tree, found, body, other).change(calls.get(other, []))
            if change is not None:
                yield change


def _check_alone(found: Searched, body: Body) -> None:
    """Raises for a method that overrides another, may be overridden, or is called by a class nobody here knows."""
    name, scope = found.target.name, found.target.scope
    at = f"{found.target.file.path}:{body.function.lineno}"
    defined = [one for one in found.references.found if one.kind is Kind.DEFINITION]
    if len(defined) > 1:
        raise OperationDeclined(f"{defined[-1].path}:{defined[-1].line} defines {name} as well")
    if isinstance(scope.node, ast.ClassDef):
        owner = Symbol(found.target.file.path, found.target.qualified.rpartition(".")[0])
        for symbol in found.resolver.lineage(owner):
            for base in found.resolver.bases(symbol):
                known = base and all(isinstance(one, Symbol) or one == External("builtins.object") for one in base)
                if not known:
                    raise OperationDeclined(f"{at}: a base of {owner.name} is not of this project, and may call {name}")
    elif scope is not found.target.file.names.top:
        raise OperationDeclined(f"{at}: {name} is defined inside another function")


def _calls(found: Searched, body: Body) -> dict[str, list[ast.Call]]:
    """Path -> the calls there. Raises for any other use."""
    calls: dict[str, list[ast.Call]] = {}
    inside = set(ast.walk(body.function))
    for one in found.references.found:
        if one.kind not in (Kind.NAME, Kind.ATTRIBUTE) or one.node is None:
            continue
        file = found.files.get(one.path)
        call = file.names.parents.get(one.node) if file else None
        if not isinstance(call, ast.Call) or call.func is not one.node:
            raise OperationDeclined(f"{one.path}:{one.line} uses {found.target.name} without calling it")
        if call in inside:
            raise OperationDeclined(f"{one.path}:{one.line}: {found.target.name} calls itself")
        calls.setdefault(one.path, []).append(call)
    for one in found.references.found:
        if one.kind is Kind.FROM_IMPORT and one.path not in calls:
            raise OperationDeclined(f"{one.path}:{one.line} imports {found.target.name} and does not call it")
    return calls


class _InFile:
    """What changes in one file."""

    def __init__(self, tree: Tree, found: Searched, body: Body, path: str) -> None:
        file = found.files.get(path)
        assert file is not None
        self.tree, self.found, self.body, self.file = tree, found, body, file
        self.home = file is found.target.file
        self.text = text_of(file)
        self.splices = Splices(self.text)
        self._new: list[NewImport] = []

    def change(self, calls: Sequence[ast.Call]) -> FileChange | None:
        gone = imported_names(self.file, [one for one in self.found.references.found if one.path == self.file.path])
        through = next(("." * one.level + (one.module or "") for one, _ in gone), None)
        for call in calls:
            self._check_names(call, through)
            self._replace(call)
        if self.home:
            take_away(self.splices, self.body.function, with_comments=True)
        if gone or self._new:
            with_imports(self.tree, self.splices, gone, self._new)
        return self.splices.change()

    def _replace(self, call: ast.Call) -> None:
        at = f"{self.file.path}:{call.lineno}"
        bound = arguments(self.found, self.body.function, self.file, call)
        names = self.found.target.file.names
        receiver = next(iter(bound), "") if self.found.target.is_member else ""
        check_base(self.found, self.file, call, used=any(
            uses(names, self.body.function, name) for name, one in bound.items()
            if isinstance(call.func, ast.Attribute) and one.node is call.func.value))
        considered = {name: one for name, one in bound.items() if not (
            name == receiver and not uses(names, self.body.function, name))}
        check_arguments(self.found, self.body.function, considered, call, at)
        written = Written(self.found, self.body, considered)
        statement = next(holder for holder in self.file.names.around(call) if isinstance(holder, ast.stmt))
        if isinstance(statement, ast.Expr) and statement.value is call:
            self._replace_statement(statement, call, written)
            return
        self._keep_comments(statement, call, bound)
        if self.body.statements:
            self._put_before(statement, call, written, at)
        result = written.result()
        value = ast.parse(f"({result}\n)", mode="eval").body
        self.splices.replace(call, fitted(result, value, self.file.names, call))

    def _replace_statement(self, statement: ast.Expr, call: ast.Call, written: Written) -> None:
        line = self.text.line_of(self.text.start(statement))
        indent = self.text.indent(line)
        lines = written.lines(indent)
        if len(lines) > 1 and not has_lines_to_itself(self.text, statement):
            raise OperationDeclined(f"{self.file.path}:{call.lineno} shares its line with another statement")
        if self.body.result is not None:
            lines.append(indent + written.result())
        if not lines:
            take_away(self.splices, statement, with_comments=False)
            return
        self._check_binds(call)
        self.splices.replace(statement, "\n".join(lines).removeprefix(indent))

    def _put_before(self, statement: ast.stmt, call: ast.Call, written: Written, at: str) -> None:
        """The statements of the body go before the one that holds the call, if the call comes first there anyway."""
        if not has_lines_to_itself(self.text, statement) or self.text.of(statement).startswith("elif"):
            raise OperationDeclined(f"{at}: before it there is no line for the statements of {self.found.target.name}")
        if not may_pass(self.file.names, call, earlier(self.file.names, call)):
            raise OperationDeclined(f"{at}: something else is evaluated before the call, and may act")
        self._check_binds(call)
        line = self.text.line_of(self.text.start(statement))
        self.splices.put_at_line(line, "".join(f"{one}\n" for one in written.lines(self.text.indent(line))))

    def _keep_comments(self, statement: ast.stmt, call: ast.Call, bound: Mapping[str, Argument]) -> None:
        """Comments between the arguments go above the statement."""
        start = self.text.start(call)
        kept = [(self.text.start(one.node), self.text.end(one.node)) for one in bound.values()
                if one.file is self.file]
        written = self.text.of(call)
        comments = []
        for token in tokenize.generate_tokens(io.StringIO(f"({written}\n)").readline):
            if token.type == tokenize.COMMENT:
                offset = start + len("".join(written.splitlines(keepends=True)[:token.start[0] - 1])) + token.start[1]
                if not any(first <= offset < last for first, last in kept):
                    comments.append(token.string)
        line = self.text.line_of(self.text.start(statement))
        for comment in comments:
            self.splices.put_at_line(line, f"{self.text.indent(line)}{comment}\n")

    def _check_binds(self, call: ast.Call) -> None:
        """The names that the body binds must be free where it comes to stand."""
        if not self.body.binds:
            return
        at = f"{self.file.path}:{call.lineno}"
        holder = next(one for one in (*self.file.names.around(call),)
                      if isinstance(one, Function | ast.ClassDef | ast.Module))
        if isinstance(holder, ast.ClassDef):
            raise OperationDeclined(f"{at}: the names of {self.found.target.name} would become attributes")
        inside = set(ast.walk(self.body.function)) if self.home else set()
        used = {word for part in ast.walk(holder) if part not in inside
                for field in ("id", "name", "arg") if (word := getattr(part, field, None))}
        used |= {one.name for one in self.file.names.imported()}
        if taken := used & self.body.binds:
            raise OperationDeclined(f"{at} already uses the name {min(taken)}, which {self.found.target.name} binds")

    def _check_names(self, call: ast.Call, through: str | None) -> None:
        """What the body takes from its module must mean the same here, by an import when need be."""
        names = self.found.target.file.names
        nodes = [*self.body.statements, *([self.body.result] if self.body.result else [])]
        for part in (part for node in nodes for part in ast.walk(node)):
            if not isinstance(part, ast.Name) or not isinstance(part.ctx, ast.Load):
                continue
            home = names.home(part)
            if home is not None and home.node in (self.body.function, *ast.walk(self.body.function)):
                continue
            here = sees(self.file.names, call).home(part.id)
            if home is None:
                self._check_builtin(call, part.id, known=here is None)
            elif self.home:
                if here is not home:
                    raise OperationDeclined(f"{self.file.path}:{call.lineno} means something else by {part.id}")
            elif here not in (None, self.file.names.top):
                raise OperationDeclined(f"{self.file.path}:{call.lineno} means something else by {part.id}")
            else:
                self._import(part.id, through)

    def _check_builtin(self, call: ast.Call, word: str, *, known: bool) -> None:
        stars = self.file.names.star_imports or self.found.target.file.names.star_imports
        if not known or (not self.home and (stars or not hasattr(builtins, word))):
            raise OperationDeclined(f"{self.file.path}:{call.lineno}: what {word} means there cannot be told")

    def _import(self, word: str, through: str | None) -> None:
        bindings = self.found.target.file.names.top.bindings[word]
        new = import_for(self.found, bindings[0] if len(bindings) == 1 else None, word, self.file, through)
        if new is not None:
            self._new.append(new)


OPERATION = InlineFunction()
