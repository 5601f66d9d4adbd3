"""What a recipe says it renames, held against what base and head really define. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from reviewer.names import Function
from reviewer.operations._callers import module_of
from reviewer.proof.parsing import parse
from reviewer.tree import Tree


@dataclass(frozen=True, slots=True)
class Named:
    """One end of a renaming, as operations write it: `path`, `path::Qualified.name`, `path::function(parameter)`."""

    path: str
    qualname: str = ""
    parameter: str | None = None
    """Empty: it is no longer there."""

    @classmethod
    def of(cls, text: str) -> Named:
        path, _, rest = text.partition("::")
        qualname, opened, parameter = rest.partition("(")
        return cls(path, qualname, parameter.removesuffix(")") if opened else None)

    @property
    def name(self) -> str:
        """The last word of it."""
        if self.parameter is not None:
            return self.parameter
        return self.qualname.rpartition(".")[2] or _stem(self.path)

    def __str__(self) -> str:
        return f"{self.qualname}({self.parameter})" if self.parameter is not None else self.qualname or self.path

    def dotted(self, tree: Tree) -> str:
        module = module_of(tree, self.path)
        return f"{module}.{self.qualname}" if self.qualname else module


def _stem(path: str) -> str:
    folder, _, name = path.removesuffix(".py").rpartition("/")
    return folder.rpartition("/")[2] if name == "__init__" else name


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMap:
    """The renamings of one recipe between a base and a head."""

    pairs: tuple[tuple[Named, Named], ...]
    dotted: Mapping[str, str]
    """New dotted name -> old one."""
    simple: Mapping[str, str]
    """New word -> old one, where they differ."""
    keywords: Mapping[str, Mapping[str, str]]
    """Old dotted name of a function -> new parameter -> old one."""
    dropped: Mapping[str, tuple[tuple[str, int], ...]]
    """Old dotted name of a function -> parameters that are gone, with their positions, -1 for keyword-only ones."""

    def told(self) -> str:
        """For a person: `total -> sum_up`."""
        return ", ".join(f"{old} -> {new if new.name else 'nothing'}" for old, new in self.pairs)

    def old_dotted(self, dotted: str) -> str:
        """The name that stood there before, prefixes included."""
        for new in sorted(self.dotted, key=len, reverse=True):
            if dotted == new or dotted.startswith(f"{new}."):
                dotted = self.dotted[new] + dotted[len(new):]
                break
        return ".".join(self.simple.get(part, part) for part in dotted.split("."))

    def new_id(self, test: str, there: Container[str]) -> str:
        """The id that a test of the base has on the head, of the ids that are `there`; its own when none fits."""
        if test in there:
            return test
        path, _, rest = test.partition("::")
        body, opened, parameters = rest.partition("[")
        for old, new in self.pairs:
            mine, becomes = old.qualname.replace(".", "::"), new.qualname.replace(".", "::")
            if old.path == path == new.path and mine and f"{body}::".startswith(f"{mine}::"):
                body = becomes + body[len(mine):]
        for new_dotted, old_dotted in self.dotted.items():
            body = _replaced(body, old_dotted, new_dotted)  # doctests are named so
        for new_word, old_word in self.simple.items():
            parameters = _replaced(parameters, old_word, new_word)  # a function among the parameters gives its name
        renamed = f"{path}::{body}{opened}{parameters}"
        return renamed if renamed in there else test

    def homes(self) -> frozenset[str]:
        """Dotted names of what was renamed and of the modules around it, old and new, whose imports may come and go."""
        around = (name.rpartition(".")[0] for pair in self.dotted.items() for name in pair)
        return frozenset([*self.dotted.values(), *around])


def name_map(renames: Sequence[Mapping[str, str]], base: Tree, head: Tree) -> NameMap | str:
    """The map of the steps' renamings, or why they make none."""
    pairs = [(Named.of(old), Named.of(new)) for step in renames for old, new in step.items()]
    if len({old for old, _ in pairs}) < len(pairs) or {old for old, _ in pairs} & {new for _, new in pairs}:
        return "one name is renamed twice"
    dotted: dict[str, str] = {}
    simple: dict[str, str] = {}
    keywords: dict[str, dict[str, str]] = {}
    dropped: dict[str, tuple[tuple[str, int], ...]] = {}
    for old, new in pairs:
        if why := _why_no_definition(old, new, base, head):
            return why
        was, now = old.dotted(base), new.dotted(head)
        if old.parameter is not None:
            if new.name:
                keywords.setdefault(was, {})[new.name] = old.name
            else:
                dropped[was] = (*dropped.get(was, ()), (old.name, _position(base, old)))
        elif dotted.setdefault(now, was) != was or simple.setdefault(new.name, old.name) != old.name:
            return f"two names become {new.name}"
    return NameMap(pairs=tuple(pairs), dotted=dotted, keywords=keywords, dropped=dropped,
                   simple={new: old for new, old in simple.items() if new != old})


def _why_no_definition(old: Named, new: Named, base: Tree, head: Tree) -> str:
    """A renaming is of something that the base's code defines, to something that the head's defines."""
    if not _defines(base, old):
        return f"{old} is no definition of the base"
    if not _defines(head, new):
        return f"{new} is no definition of the head"
    if new.parameter is None and _defines(base, new):
        return f"{new} is there on the base already"
    if old.parameter and (_function(head, new) is None or old.parameter in _parameters(_function(head, new))):
        return f"{old} is still there"
    return ""


def _defines(tree: Tree, named: Named) -> bool:
    if not tree.exists(named.path) or not named.path.endswith(".py"):
        return False
    if not named.qualname:
        return True
    if named.parameter is not None:
        function = _function(tree, named)
        return function is not None and (not named.parameter or named.parameter in _parameters(function))
    return _definition(tree, named) is not None


def _definition(tree: Tree, named: Named) -> ast.stmt | None:
    """The statement that gives the qualified name its one meaning, among those of its module or class."""
    try:
        body = parse(tree.read(named.path)).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    *classes, name = named.qualname.split(".")
    for outer in classes:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == outer), [])
    found = [node for node in body if name in _defined(node)]
    return found[0] if len(found) == 1 else None


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, Function | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _function(tree: Tree, named: Named) -> Function | None:
    found = _definition(tree, Named(named.path, named.qualname))
    return found if isinstance(found, Function) else None


def _parameters(function: Function | None) -> list[str]:
    if function is None:
        return []
    arguments = function.args
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _position(base: Tree, named: Named) -> int:
    function = _function(base, named)
    plain = [one.arg for one in (*function.args.posonlyargs, *function.args.args)] if function else []
    return plain.index(named.name) if named.name in plain else -1


def _replaced(text: str, word: str, by: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(word)}(?!\w)", by, text)
