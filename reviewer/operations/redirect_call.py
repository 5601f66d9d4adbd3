"""Call something else: every call of one dotted name in a file becomes a call of another.

The old name is resolved through the file's imports. The new one is either an attribute of `self`, which the class of
the method must define, or a dotted name, for which an import is added. Arguments stay as they are.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.names import absolute, attribute_is_ready
from reviewer.operations import _schema as shape
from reviewer.operations._callers import module_of
from reviewer.operations._edits import Edits, NewImport, Source, first_party, read
from reviewer.operations._spare import spare_imports
from reviewer.tree import Tree

_FOLDERS = ("", "src/", "lib/")
"""Under which a project keeps its packages."""


@dataclass(frozen=True)
class RedirectCall:
    kind = "redirect_call"
    does = ("Makes every call of one dotted name in a file call another, with the import that takes; arguments stay; "
            "declines when the new name is taken or would call itself.")
    parameters = shape.takes(
        path=shape.path("The file whose calls change"),
        old=shape.dotted("What is called now, as the file's imports resolve it", "datetime.datetime.now"),
        new=shape.dotted("What to call instead, in full; or an attribute of self that the class sets",
                         "shop.clock.now", "self.clock.now"),
        optional={"module": shape.dotted("The file itself, as it is imported; left out: by its folders", "shop.orders"),
                  "split": shape.count("How many leading parts of `new` are its module, 0 for a builtin; needed only "
                                       "when that module is not in this repository", 1)})
    effect = Effect.CHANGES
    changes_what = "what is called"
    safe = None
    inserts = ("new",)

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        source = read(tree, parameters["path"])
        module, new = parameters.get("module") or module_of(tree, source.path), parameters["new"]
        calls = [call for call in calls_of(source, module, parameters["old"])
                 if not new.startswith("self.") or attribute_is_ready(source.names, call, new.split(".")[1])]
        if not calls:
            return
        edits = Edits(source, first_party(tree))
        if new.startswith("self."):
            text = new
        else:
            split = parameters.get("split")
            text = _reach(source, edits, module, new, _home(tree, new) if split is None else split, calls)
        for call in calls:
            edits.replace(call.func, text)
        for spare in spare_imports(source, [call.func for call in calls], tree):
            edits.drop(spare.statement, spare.alias)
        change = edits.change()
        if change is not None:
            yield change


def calls_of(source: Source, module: str, dotted: str) -> Iterator[ast.Call]:
    """The calls in the file whose callee is exactly this dotted name."""
    package = source.path.endswith("__init__.py")
    for node in source.names.scopes:
        callee = source.names.dotted(node.func) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and callee and absolute(callee, module, package) == dotted:
            yield node


def _home(tree: Tree, new: str) -> int:
    """How many leading parts of the name are a module of the project. 0 for a builtin."""
    parts = new.split(".")
    for count in range(len(parts) - 1, 0, -1):
        base = "/".join(parts[:count])
        if any(tree.exists(f"{folder}{base}{end}") for folder in _FOLDERS for end in (".py", "/__init__.py")):
            return count
    if not hasattr(builtins, parts[0]):
        raise OperationDeclined(f"{new} is not in this repository, so `split` must say how much of it is a module")
    return 0


def _reach(source: Source, edits: Edits, module: str, new: str, split: int, calls: list[ast.Call]) -> str:
    """How the file can say the new name; adds the import that takes."""
    home, rest = new.split(".")[:split], new.split(".")[split:]
    if not rest or not (home or hasattr(builtins, rest[0])):
        raise OperationDeclined(f"{new} is not a name in a module of {split} parts")
    if ".".join(home) == module:
        raise OperationDeclined(f"{source.path} defines {new}: calling it from there may never end")
    if not home:
        if source.names.bound(rest[0]):
            raise OperationDeclined(f"{source.path} uses the name {rest[0]} for something else")
        return new
    if known := _known(source, module, new, split, calls):
        return known
    relative = _relative(source, module, home)
    for wanted, text in _ways(".".join(home), rest, relative, from_style=not _through_a_module(source, calls[0])):
        if not source.names.taken(wanted.binds) or _only_modules(source, wanted):
            edits.add(wanted)
            return text
    raise OperationDeclined(f"{source.path} uses the name {rest[0]} for something else")


def _ways(home: str, rest: list[str], relative: str | None, *, from_style: bool) -> list[tuple[NewImport, str]]:
    """Imports that would do, the style of the file first, each with the text that then says the name."""
    near = relative or home
    dots = near[:len(near) - len(near.lstrip("."))]
    parent, _, leaf = near[len(dots):].rpartition(".")
    plain = [(NewImport(near, rest[0]), ".".join(rest))]
    modular = [(NewImport(dots + parent, leaf), ".".join([leaf, *rest]))] if dots + parent and leaf else []
    modular += [(NewImport(home), ".".join([home, *rest]))]
    return plain + modular if from_style else modular + plain


def _relative(source: Source, module: str, home: list[str]) -> str | None:
    """How a file that imports its own package relatively names the module; None when it does not do so."""
    tops = [s for s in source.names.tree.body if isinstance(s, ast.ImportFrom | ast.Import)]
    here = module.split(".") if source.path.endswith("__init__.py") else module.split(".")[:-1]
    if not here or here[0] != home[0] or not any(isinstance(s, ast.ImportFrom) and s.level for s in tops):
        return None
    shared = next((n for n, (a, b) in enumerate(zip(here, home, strict=False)) if a != b), min(len(here), len(home)))
    return "." * (len(here) - shared + 1) + ".".join(home[shared:])


def _known(source: Source, module: str, new: str, split: int, calls: list[ast.Call]) -> str | None:
    """The new name through an import that the file has, when no call stands where another meaning hides it."""
    package = source.path.endswith("__init__.py")
    for name, bindings in source.names.top.bindings.items():
        if len(bindings) != 1 or bindings[0].guarded or (target := bindings[0].target) is None:
            continue
        alias = bindings[0].alias
        reached = alias.name if alias and not alias.asname and isinstance(bindings[0].node, ast.Import) else target
        reached, target = absolute(reached, module, package), absolute(target, module, package)
        enough = reached == new or (new.startswith(reached + ".") and reached.count(".") + 1 >= split)
        if enough and all(source.names.scopes[call].home(name) is source.names.top for call in calls):
            return name + new[len(target):]
    return None


def _through_a_module(source: Source, call: ast.Call) -> bool:
    """Is the callee written as an attribute of a plainly imported module?"""
    root: ast.AST = call.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and any(isinstance(b.node, ast.Import) for b in source.names.bindings(root))


def _only_modules(source: Source, wanted: NewImport) -> bool:
    """Does the name only ever mean a package imported at the top, so that one more submodule does no harm?"""
    bindings = source.names.bound(wanted.binds)
    return wanted.name is None and all(isinstance(b.node, ast.Import) and b.target == wanted.binds
                                       and b in source.names.top.bindings.get(wanted.binds, ()) for b in bindings)


OPERATION = RedirectCall()
