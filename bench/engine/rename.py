"""rope's rename cases as steps of ours: it names a definition by a position, we name it by its qualified name."""

from __future__ import annotations

import ast
from typing import Any

from bench.engine.rope import Untranslated
from reviewer.names import Function, Scope
from reviewer.references import External, File, Files, Resolver, Symbol
from reviewer.references._places import spelled
from reviewer.tree import Tree

_COMPREHENSIONS = {ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>", ast.DictComp: "<dictcomp>",
                   ast.GeneratorExp: "<genexpr>", ast.Lambda: "<lambda>"}


def steps_of(case: dict[str, Any], tree: Tree) -> list[dict[str, Any]]:
    params = case["params"]
    if params.get("offset") is None:
        return [renamed_module(params["resource"], params["new_name"])]
    files = Files(tree)
    symbol = symbol_at(files, params["resource"], params["offset"])
    if not symbol.name:
        return [renamed_module(symbol.path, params["new_name"])]
    step: dict[str, Any] = {"kind": "rename_symbol", "old": f"{symbol.path}::{symbol.name}", "new": params["new_name"],
                            # rope leaves what it is not sure of, unless it is given a callback that takes it: of the
                            # two that the cases give, a method says yes and a function says no
                            "unresolved": "rename" if params.get("unsure") == "'method'" else "leave"}
    if params.get("in_hierarchy") is False:
        step["overrides"] = "leave"
    if params.get("resources"):
        step["only"] = params["resources"]
    return [step]


def renamed_module(path: str, new: str) -> dict[str, Any]:
    """A package is named by its folder."""
    place = path.removesuffix("/__init__.py").rstrip("/")
    folder, slash, name = place.rpartition("/")
    return {"kind": "rename_module", "path": place, "to": f"{folder}{slash}{new}{'.py' * name.endswith('.py')}"}


def symbol_at(files: Files, path: str, offset: int) -> Symbol:
    """The definition that the name at this character of the file means."""
    file = files.get(path)
    if file is None:
        raise Untranslated(f"{path} cannot be parsed")
    text = file.text.decode()
    offset = len(text.replace("\r\n", "\n")[:offset].replace("\n", "\r\n")) if "\r\n" in text else offset
    start, end = offset, offset
    while start and (text[start - 1].isidentifier() or text[start - 1].isdigit()):
        start -= 1
    while end < len(text) and (text[end].isidentifier() or text[end].isdigit()):
        end += 1
    word, at = text[start:end], len(text[:start].encode())
    for node in ast.walk(file.names.tree):
        if any(first == at for first, _ in spelled(file, node, word)) and (found := meant(files, file, node, word)):
            return found
    return module_part(files, file, word, at)


def module_part(files: Files, file: File, word: str, at: int) -> Symbol:
    """A part of the dotted name of an import."""
    for node in ast.walk(file.names.tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        if isinstance(node, ast.stmt) and file.begin(node) <= at < file.end(node):
            for name in names:
                parts = name.split(".")
                if word in parts and (path := files.module(".".join(parts[:parts.index(word) + 1]), file.path)):
                    return Symbol(path)
    raise Untranslated(f"nothing is known of {word!r} there")


def meant(files: Files, file: File, node: ast.AST, word: str) -> Symbol | None:
    resolver, names = Resolver(files), file.names
    if isinstance(node, ast.Name | ast.Attribute):
        denoted = resolver.denoted(file, node)
        if denoted and isinstance(denoted[0], Symbol):
            return denoted[0]
        if isinstance(node, ast.Attribute):
            owner = file.own(node.value)
            return Symbol(file.path, f"{file.qualified(owner)}.{word}") if owner else None
        home = names.home(node)
        return None if home is None or isinstance((*denoted, None)[0], External) else local(file, home, word)
    if isinstance(node, ast.alias):
        binding = next(one for one in names.imported() if one.alias is node)
        imported = resolver.imported(file, binding)
        return imported[0] if imported and isinstance(imported[0], Symbol) else None
    if isinstance(node, ast.arg):
        return local(file, file.scope_of[names.parents[node]], word)
    if isinstance(node, Function | ast.ClassDef):
        return local(file, names.scopes[node], word)
    if isinstance(node, ast.keyword):
        call = names.parents[node]
        called = resolver.values(file, call.func) if isinstance(call, ast.Call) else ()
        return Symbol(called[0].path, f"{called[0].name}.{word}") if called and isinstance(called[0], Symbol) else None
    return None


def local(file: File, scope: Scope, word: str) -> Symbol:
    """A name of a scope, with the scopes around it by name."""
    parts = [word]
    while scope.parent is not None:
        node = scope.node
        if isinstance(node, Function | ast.ClassDef):
            same = [one.node for one in scope.parent.bindings.get(node.name, ())
                    if isinstance(one.node, Function | ast.ClassDef)]
            parts.append(node.name + (f"#{same.index(node) + 1}" if len(same) > 1 and node in same else ""))
        else:
            parts.append(_COMPREHENSIONS[type(node)])
        scope = scope.parent
    return Symbol(file.path, ".".join(reversed(parts)))
