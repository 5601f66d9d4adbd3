"""Give a module or package another name or place, and make every import, string and document follow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import _schema as shape
from reviewer.operations._edits import Source, first_party, read
from reviewer.operations._following import Following, members
from reviewer.operations._import_lines import Identity
from reviewer.operations._modules import (
    Called,
    check_name,
    check_not_read_by_name,
    identity,
    is_hidden,
    names_of,
    own_place,
    package_file,
    stem,
)
from reviewer.operations._sound import check_names_known
from reviewer.tree import Tree

_FINDERS = re.compile(rb"\b(iter_modules|walk_packages|listdir|glob)\b")


@dataclass(frozen=True)
class RenameModule:
    kind = "rename_module"
    does = ("Gives a module or package another name or folder; every import, string, document and setting that names "
            "it follows. Declines a name that is taken and files that tools find by name.")
    parameters = shape.takes(
        path=shape.path("The module, or the folder of the package", "shop/orders.py"),
        to=shape.path("Where it is from now on", "shop/purchases.py"),
        optional={"keep_alias": shape.flag("Leave a module at the old path that passes its public names on")})
    effect = Effect.PRESERVES
    changes_what = None
    safe = None
    preserves_references = True

    def declares(self, parameters: Mapping[str, Any]) -> Iterable[str]:
        return [parameters["path"]]

    def renames(self, parameters: Mapping[str, Any]) -> Mapping[str, str]:
        return {parameters["path"]: parameters["to"]}

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        renaming = _Renaming(tree, parameters["path"], parameters["to"], alias=parameters.get("keep_alias", False))
        if renaming.is_done():
            return
        renaming.check()
        changes = list(renaming.changes())
        check_names_known(changes)
        yield from changes


class _Renaming:
    """One module or package on its way."""

    def __init__(self, tree: Tree, path: str, to: str, *, alias: bool) -> None:
        self.tree, self.alias = tree, alias
        self.is_folder = not path.endswith((".py", ".pyi"))
        self.path, self.to = (f"{path}/__init__.py", f"{to}/__init__.py") if self.is_folder else (path, to)
        if path.endswith("/__init__.py") and to.endswith("/__init__.py"):
            self.is_folder = True
        self.files = dict(self._files())
        """Every file that goes elsewhere, and where it goes."""
        self.beside: dict[str, dict[str, str]] = {}
        """Modules that a file imports as scripts do, from its own folder, and their full names."""

    def _files(self) -> Iterator[tuple[str, str]]:
        if not self.is_folder:
            yield self.path, self.to
            if self.tree.exists(stub := self.path + "i"):
                yield stub, self.to + "i"
            return
        old, new = stem(self.path), stem(self.to)
        for path in self.tree.paths:
            if path.startswith(f"{old}/"):
                yield path, new + path[len(old):]

    def is_done(self) -> bool:
        return self.tree.exists(self.to) and not self.tree.exists(self.path)

    def check(self) -> None:
        if not self.tree.exists(self.path):
            raise OperationDeclined(f"{self.path} is not there")
        for one in (self.path, self.to):
            if not one.endswith(".py"):
                raise OperationDeclined(f"{one} is no module and no package")
            check_not_read_by_name(one)
        if stem(self.to) == stem(self.path):
            self._check_becomes_package()
        else:
            check_name(self.tree, self.to)
            self._check_folder()
        if self.to.startswith(f"{stem(self.path)}/") and self.is_folder:
            raise OperationDeclined(f"{stem(self.path)} cannot go into itself")

    def _check_becomes_package(self) -> None:
        if self.tree.exists(self.to) or self.path == self.to:
            raise OperationDeclined(f"{self.to} is there already")

    def _check_folder(self) -> None:
        """A module of a package goes to a package; one that asks for its own file stays in its folder."""
        above = stem(self.to).rpartition("/")[0]
        if stem(self.path).rpartition("/")[0] == above:
            return
        was_packaged = package_file(self.tree, self.path) is not None
        if above and was_packaged and package_file(self.tree, self.to) is None:
            raise OperationDeclined(f"{above} is no package: add {above}/__init__.py first")
        for path in self.files:
            if path.endswith(".py") and self._leaves_its_folder(path):
                self._check_place(read(self.tree, path))

    def _check_place(self, source: Source) -> None:
        """Nothing in the file depends on the folder that it is in."""
        for line, name in own_place(source):
            if name == "__file__":
                raise OperationDeclined(f"{source.path}:{line} asks for `__file__`, and the file goes elsewhere")
        folder, package = source.path.rpartition("/")[0], package_file(self.tree, source.path)
        for statement, _ in source.names.imports():
            for alias in statement.names if isinstance(statement, ast.Import) and folder else ():
                if not self.tree.exists(f"{folder}/{alias.name}.py") or self.tree.exists(f"{alias.name}.py"):
                    continue
                if package is None:
                    raise OperationDeclined(f"{source.path}:{statement.lineno} imports {alias.name}, which lies beside "
                                            "it, and only from there")
                self.beside.setdefault(source.path, {})[alias.name] = identity(
                    self.tree, f"{folder}/{alias.name}.py").module

    def _leaves_its_folder(self, path: str) -> bool:
        return path.count("/") != self.files[path].count("/") or not self.is_folder

    def changes(self) -> Iterator[FileChange]:
        self._tell_of_finders()
        old, new = stem(self.path), stem(self.to)
        following = Following(
            tree=self.tree, modules=dict(self._names()), names={}, kept={}, first_party=first_party(self.tree),
            hidden=frozenset(called.dotted for called in names_of(self.tree, self.path)
                             if is_hidden(self.tree, self.path)),
            paths=self._spelled_paths(old, new), members=members(self.tree, self.path), files=self.files,
            own=self.beside, identity=self._identity)
        yield from following.changes()
        if self.alias:
            yield self._alias()

    def _names(self) -> Iterator[tuple[Called, str]]:
        """Each name that the module has, and the one that it has in the same manner from now on."""
        if stem(self.path) == stem(self.to):
            return
        parts = stem(self.to).split("/")
        for called in names_of(self.tree, self.path):
            root = len(stem(self.path).split("/")) - called.dotted.count(".") - 1
            under = stem(self.path).split("/")[:root]
            new = parts[root:] if parts[:root] == under and len(parts) > root else self._identity(self.path)[
                1].module.split(".")
            yield called, ".".join(new)

    def _identity(self, path: str) -> tuple[Identity, Identity]:
        """What a file is, and what it is when all is done."""
        was = identity(self.tree, path)
        to = self.files.get(path)
        if to is None:
            return was, was
        if not self.is_folder or stem(path) == stem(self.path):
            return was, identity(self.tree, to)
        top = identity(self.tree, self.to).module
        below = stem(path)[len(stem(self.path)) + 1:].replace("/", ".")
        return was, Identity(f"{top}.{below}", was.is_package)

    def _spelled_paths(self, old: str, new: str) -> dict[str, str]:
        found = {f"{old}.py": f"{new}.py"} if not self.is_folder else {old: new}
        if self.to.endswith("/__init__.py") and not self.is_folder:
            found = {self.path: self.to}
        for folder in ("src/", "lib/", "python/"):
            if old.startswith(folder) and new.startswith(folder):
                found |= {key.removeprefix(folder): value.removeprefix(folder) for key, value in found.items()}
        return found

    def _tell_of_finders(self) -> None:
        init = package_file(self.tree, self.path)
        if init is not None and (hit := _FINDERS.search(content := self.tree.read(init))):
            self.tree.leave(init, content.count(b"\n", 0, hit.start()) + 1, "it finds modules of the folder by itself")
        for path in self.files:
            if path.endswith(".py"):
                for line, name in own_place(read(self.tree, path)):
                    self.tree.leave(path, line, f"it asks for `{name}`, which is another from now on")

    def _alias(self) -> FileChange:
        if self.is_folder:
            raise OperationDeclined("a package cannot leave an alias: what is below it would be missing")
        module = self._identity(self.path)[1].module
        text = f'"""Is now `{module}`."""\n\nfrom {module} import *  # noqa: F403\n'
        return FileChange(path=self.path, before=None, after=text.encode())


OPERATION = RenameModule()
