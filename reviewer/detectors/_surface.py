"""What may be used from outside the repository, or by a framework's convention, though nothing in it says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nova.code.index import Index
from nova.domain.code import Definition, DefinitionKind
from reviewer.names import Function, Names
from reviewer.operations._inert import why_not_inert
from reviewer.survey import Survey

SHOWN = frozenset({"examples", "example", "docs", "doc", "benchmarks", "benchmark", "bench", "asv_bench", "samples",
                   "sample", "tutorials", "tutorial", "demo", "demos", "templates", "template", "cookiecutter",
                   "templatetags", "commands", "plugins", "hooks", "versions", "snippets"})
"""Folders whose code is there to be read, or is loaded by its place."""

INTERNAL = frozenset({"scripts", "script", "tools", "tool", "bin", "ci", ".ci", ".github", "dev", "devtools"})
"""Folders that are not part of what a library gives."""

BY_CONVENTION = frozenset({
    "conf.py", "setup.py", "noxfile.py", "fabfile.py", "tasks.py", "dodo.py", "manage.py", "wsgi.py", "asgi.py",
    "urls.py", "admin.py", "apps.py", "models.py", "conftest.py", "hubconf.py", "conanfile.py", "sitecustomize.py",
    "usercustomize.py", "locustfile.py", "celeryconfig.py", "config.py", "settings.py", "version.py", "_version.py",
    "__about__.py", "hooks.py", "plugin.py", "ipython_config.py", "gunicorn.conf.py", "gunicorn_conf.py",
})
"""Files whose names a tool or framework looks up."""

_HOOK = re.compile(
    r"__\w+__|_+|(pytest|load_ipython|unload_ipython|django|sphinx)_\w+|test\w*|Test\w*|setUpModule|tearDownModule|"
    r"load_tests|main|cli|setup(_module|_function|_class|_package)?|teardown(_module|_function|_class|_package)?|"
    r"(up|down)grade|(down_)?revision|branch_labels|depends_on|app|application|handler|lambda_handler|urlpatterns|"
    r"register|unregister|plugin|default_app_config|_?log(ger)?|_?LOG(GER)?|time_\w+|track_\w+|peakmem_\w+|mem_\w+|"
    r"task_\w+|tracebackhide|collect_ignore(_glob)?|pytestmark|suite|additional_tests")

INERT_DECORATORS = frozenset({"contextmanager", "asynccontextmanager", "dataclass", "unique", "cache", "lru_cache",
                              "total_ordering", "final", "runtime_checkable", "no_type_check"})
INERT_BASES = frozenset({"object", "ABC", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple", "Protocol",
                         "TypedDict", "Generic", "NodeVisitor", "NodeTransformer", "JSONEncoder", "JSONDecoder",
                         "Thread", "HTMLParser", "Handler", "Formatter", "Filter", "LoggerAdapter", "Action", "str",
                         "int", "float", "bytes", "tuple", "list", "dict", "set", "frozenset", "OrderedDict",
                         "UserDict"})


@dataclass(frozen=True)
class Surface:
    """One project, seen from outside."""

    survey: Survey
    _packaged: dict[str, bool] = field(default_factory=dict)
    """Folder, with a slash -> whether its metadata describe a distribution."""

    def is_library(self, path: str) -> bool:
        """Is the file packaged, and not only to be run: without commands, or shown being imported in documents?"""
        folders = path.split("/")[:-1]
        if any(self._is_packaged("/".join(folders[:count]) + "/") for count in range(1, len(folders) + 1)):
            return True
        commands = any(":" in entry for entry in self.survey.conventions.entry_points)
        return self._is_packaged("") and (not commands or self._shown_importing)

    def _is_packaged(self, folder: str) -> bool:
        if folder not in self._packaged:
            self._packaged[folder] = any(_PACKAGED.search(self._text(folder + name)) for name in _METADATA
                                         if folder + name in self.survey.snapshot.files)
        return self._packaged[folder]

    @cached_property
    def _shown_importing(self) -> bool:
        index = self.survey.index
        packages = {index.module_name(path).partition(".")[0] for path in index.modules if path.endswith("__init__.py")
                    and not index.is_test(path)}
        shown = re.compile(rf"^\s*(?:>>>\s*)?(?:from|import)\s+({'|'.join(map(re.escape, sorted(packages)))})\b",
                           re.MULTILINE)
        documents = {path for path, _ in index.mentions("import") if path.endswith((".md", ".rst", ".txt", ".ipynb"))}
        return bool(packages) and any(shown.search(self._text(path)) for path in sorted(documents))

    def _text(self, path: str) -> str:
        return self.survey.index.source(path).decode("utf-8", "replace")

    @cached_property
    def _entries(self) -> tuple[frozenset[str], frozenset[str]]:
        entries = self.survey.conventions.entry_points
        return (frozenset(entry for entry in entries if ":" in entry),
                frozenset(entry for entry in entries if ":" not in entry))

    def is_entry(self, path: str, name: str) -> bool:
        """Named as an entry point, or public in a module that is one."""
        module = self.survey.index.module_name(path)
        names, modules = self._entries
        return any(entry.partition("[")[0].strip() == f"{module}:{name}" for entry in names) or (
            module in modules and not name.startswith("_"))

    def is_conventional(self, path: str, name: str) -> bool:
        """A framework or tool may look it up by its name or place."""
        folders = set(path.split("/")[:-1])
        file = path.rpartition("/")[2]
        return (is_hook(name) or file in BY_CONVENTION or not SHOWN.isdisjoint(folders)
                or file.startswith(("settings", "config", "hook-", "gunicorn")) or "settings" in folders)

    def reach(self, path: str, name: str) -> str:
        """How far the name reaches: `private` to its module, `internal` to the project, or `public`."""
        if name.startswith("_"):
            return "private"
        parts = self.survey.index.module_name(path).split(".")
        internal = any(part.startswith("_") and not part.endswith("__") for part in parts)
        if internal or not INTERNAL.isdisjoint(path.split("/")[:-1]) or not self.is_library(path):
            return "internal"
        return "public"


def is_hook(name: str) -> bool:
    """A name that tools look up wherever it stands."""
    return _HOOK.fullmatch(name) is not None


def is_dynamic(names: Mapping[str, object]) -> bool:
    """Whether a module that uses these names looks others up in ways that the index does not follow."""
    return not {"globals", "eval", "exec", "getmembers"}.isdisjoint(names) or (
        "__name__" in names and not {"modules", "import_module", "__import__"}.isdisjoint(names))


def only_defines(definition: Definition, besides: frozenset[str] = frozenset()) -> bool:
    """Whether neither a decorator nor a base class can have registered it, as far as their names tell.

    `besides`: decorators, by the last part of their name, that are no reason either.
    """
    if any(one.rpartition(".")[2] not in INERT_DECORATORS | besides for one in definition.decorators):
        return False
    return definition.kind is not DefinitionKind.CLASS or all(
        (name := base.partition("[")[0].rpartition(".")[2]) in INERT_BASES
        or name.endswith(("Error", "Exception", "Warning")) for base in definition.bases)


def stays(index: Index, path: str, definition: Definition) -> bool:
    """Whether a closer look finds a reason to keep it: defining it does more, or somebody wrote that it is needed."""
    tree = index.tree(path)
    statement = next((s for s in tree.body if _defines(s, definition)), None)
    if statement is None or why_not_inert(statement, Names(tree)) is not None or _only_uses_imports(statement, tree):
        return True
    return _said_to_stay(index.source(path), statement, definition)


def _defines(statement: ast.stmt, definition: Definition) -> bool:
    if isinstance(statement, Function | ast.ClassDef):
        return statement.name == definition.name
    return isinstance(statement, ast.Assign | ast.AnnAssign) and statement.lineno == definition.line


def _only_uses_imports(statement: ast.stmt, tree: ast.Module) -> bool:
    """`_used = [something_imported]`: it is there so that a linter takes the import for used."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.List | ast.Tuple | ast.Set):
        return False
    imported = {alias.asname or alias.name.partition(".")[0] for node in ast.walk(tree)
                if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
    return bool(value.elts) and all(isinstance(one, ast.Name) and one.id in imported for one in value.elts)


def _said_to_stay(source: bytes, statement: ast.stmt, definition: Definition) -> bool:
    """Whether a comment beside or above it, or its docstring, speaks of users that are not in the repository."""
    lines = source.decode("utf-8", "replace").split("\n")
    first = definition.line - 1
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    if any(_STAYS.search(comment) for line in lines[first:definition.line] for comment in line.split("#", 1)[1:]):
        return True
    return isinstance(statement, Function | ast.ClassDef) and (
        _OLD.search(ast.get_docstring(statement) or "") is not None)


def in_table(definition: Definition, others: Sequence[Definition]) -> bool:
    """Is it one of a run of constants in adjacent lines? One unused entry of a table is no reason to touch it."""
    constants = {d.line: d for d in others if d.kind is DefinitionKind.CONSTANT and d.qualname == d.name}
    by_end = {d.end_line: d for d in constants.values()}
    run, above, below = 1, definition, definition
    while (found := by_end.get(above.line - 1)) is not None:
        above, run = found, run + 1
    while (found := constants.get(below.end_line + 1)) is not None:
        below, run = found, run + 1
    return run >= _TABLE


def is_alias(tree: ast.Module, definition: Definition) -> bool:
    """Whether a constant is only another name for something: old names are kept so."""
    return any(isinstance(node, ast.Assign) and node.lineno == definition.line
               and isinstance(node.value, ast.Name | ast.Attribute) for node in tree.body)


_OLD = re.compile(r"back(ward)?s?[- ]?compat|deprecat|legacy|plug-?in|public api|monkey-?patch|subclass this",
                  re.IGNORECASE)
_STAYS = re.compile(rf"{_OLD.pattern}|compat|\bkeep|\bkept\b|external|third.part|pickl|not remove|re-?export|noqa"
                    r"|\bbc\b|\balias", re.IGNORECASE)
_TABLE = 4
_METADATA = ("pyproject.toml", "setup.py", "setup.cfg")
_PACKAGED = re.compile(r"^\s*\[(project|tool\.poetry|metadata)\]|\bsetup\(", re.MULTILINE)
