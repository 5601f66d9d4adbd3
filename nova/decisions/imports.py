"""What the imports of one file bring in, and what its names therefore mean. Exact: nothing is guessed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nova.domain.code import Call, Import, ModuleFacts

_LOADERS = frozenset({"importlib.import_module", "importlib.__import__", "builtins.__import__"})


def all_imports(path: str, module: str, facts: ModuleFacts) -> Iterator[tuple[str, int, str]]:
    """(absolute dotted name, line, scope) of every import; `from a import b` gives both `a` and `a.b`."""
    for item in facts.imports:
        source = absolute(item.module, path, module)
        yield source, item.line, item.scope
        if item.name is not None and item.name != "*":
            yield f"{source}.{item.name}", item.line, item.scope
    if "__import__" not in facts.names and not any(item.module.startswith("importlib") for item in facts.imports):
        return
    names = Names(path, module, facts)
    for call in facts.calls:
        literal = _literal(call)
        if literal and names.meanings(call.callee, call.scope) & _LOADERS:
            yield literal, call.line, call.scope


def _literal(call: Call) -> str | None:
    """The text that is the call's first argument; None: it is no text, or a relative name."""
    try:
        value = ast.literal_eval(call.positional[0]) if call.positional else None
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) and not value.startswith(".") else None


def absolute(imported: str, path: str, module: str) -> str:
    """The dotted module that a relative import means, seen from the file; one that leads nowhere stays as it is."""
    level = len(imported) - len(imported.lstrip("."))
    if not level:
        return imported
    package = module.split(".")
    if not path.endswith(("/__init__.py", "/__init__.pyi")):
        package = package[:-1]
    package = package[:len(package) - level + 1]
    rest = imported[level:]
    return ".".join([*package, rest] if rest else package) or imported


class Names:
    """What the names of one file mean."""

    def __init__(self, path: str, module: str, facts: ModuleFacts) -> None:
        self._module = module
        self._bound: dict[str, list[tuple[str, str]]] = {}
        self._stars: list[str] = []
        for item in facts.imports:
            source = absolute(item.module, path, module)
            if item.name == "*":
                self._stars.append(source)
            else:
                self._bind(item, source)
        self._defined = {definition.qualname for definition in facts.definitions}
        self._parameters = {definition.qualname: {parameter.name for parameter in definition.parameters}
                            for definition in facts.definitions}

    def meanings(self, written: str, scope: str) -> frozenset[str]:
        """Every dotted name that `written` may stand for in the scope; empty when it is nobody's import."""
        head, _, rest = written.partition(".")
        tail = f".{rest}" if rest else ""
        for inner in _scopes(scope):
            # A class's own names are not seen from its methods; nothing below asks for them by a bare name.
            if inner and head in self._parameters.get(inner, ()):
                return frozenset()
            sources = [source for source, where in self._bound.get(head, []) if where == inner]
            if f"{inner}.{head}".lstrip(".") in self._defined:
                sources.append(".".join(part for part in (self._module, inner, head) if part))
            if sources:
                return frozenset(f"{source}{tail}" for source in sources)
        return frozenset([*(f"{source}.{written}" for source in self._stars), f"builtins.{written}"])

    def _bind(self, item: Import, source: str) -> None:
        if item.name is not None:
            sources: Iterable[str] = [f"{source}.{item.name}"]
        elif item.binds == source.partition(".")[0]:
            # `import a.b` and `import a.b as a` leave the same facts; both readings are kept.
            sources = dict.fromkeys([item.binds, source])
        else:
            sources = [source]
        self._bound.setdefault(item.binds, []).extend((name, item.scope) for name in sources)


def _scopes(scope: str) -> Iterator[str]:
    """The scope and those around it, innermost first, the module (empty) last."""
    parts = scope.split(".") if scope else []
    for length in range(len(parts), -1, -1):
        yield ".".join(parts[:length])
