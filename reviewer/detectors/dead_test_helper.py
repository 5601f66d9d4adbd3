"""Fixtures and helpers in tests that no test asks for."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from nova.code.index import Index
from nova.domain.code import Definition, DefinitionKind, ModuleFacts
from reviewer.detectors._closing import lines_of, neighbours, plan_of, step_of
from reviewer.detectors._common import worth_looking
from reviewer.detectors._liveness import Dead, Key, Liveness, NoTests
from reviewer.detectors._surface import Surface, in_table, is_dynamic, is_hook, only_defines, stays
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan
from reviewer.names import Function
from reviewer.survey import Survey

MATERIAL = frozenset({"data", "cases", "testdata", "test_data", "resources", "samples", "snippets", "inputs", "input",
                      "files", "assets", "roots", "projects", "examples", "functional", "expected", "fixtures_data",
                      "example_scripts", "testing_data", "packages", "functions", "stubs", "mypy", "typing"})
"""Folders of files that tests read and do not import."""

_FIXTURE = frozenset({"fixture", "yield_fixture"})
_OVERRIDES = re.compile(
    r"(django|celery|vcr|event_loop|anyio|httpserver|aiohttp|postgresql|mysql|redis|mongo|docker|benchmark|snapshot|splinter"
    r"|selenium|chrome|firefox|browser|base_url|live_server|qapp|qt_|xprocess|kafka|elastic|spark|airflow|dask|nb_|faker"
    r"|freezer|respx|httpx|responses|moto|aws|worker|rootdir|sphinx|pyramid|flask|asyncio|trio|loop|dbt|hass|mock_|app$"
    r"|client_class$|app_params$|test_params$|assert_all|non_mocked|doctest_namespace$|_)\w*")
"""Fixtures that a plug-in asks for: a test suite defines them to set the plug-in up."""
_PLUGIN = re.compile(r"^[\s\"'-]*pytest[-_]([a-z0-9_-]*[a-z0-9])(?=\s*(?:[\"'\[=<>!~;,^@]|$))", re.MULTILINE)
_QUIET = frozenset({"cov", "xdist", "timeout", "mock", "randomly", "random-order", "rerunfailures", "sugar", "clarity",
                    "subtests", "click", "order", "ordering", "github-actions-annotate-failures", "instafail", "html",
                    "icdiff", "pretty", "profiling", "repeat", "runner", "forked", "parallel", "plugins", "socket",
                    "deadfixtures", "env", "dotenv", "check", "codspeed", "memray", "mypy", "ruff", "black", "flake8",
                    "pylint", "doctestplus", "remotedata", "metadata", "cases", "lazy-fixture", "custom-exit-code"})
"""Plug-ins of pytest that never ask a suite for a fixture of its own."""
_SUITES = frozenset({"tests", "test", "testing", "t"})
"""Packages that are a suite, and no part of what a library ships."""
_A_TEST = re.compile(
    r"(_|x|x_|no_?|dont_?|do_not_?|skip_?|disabled?_?|off_?|old_?|bench\w*_?|manual_?)*test|bench"
    r"|\w*(_tests?|_testcase|(?-i:[a-z0-9](Tests?|TestCase)))$", re.IGNORECASE)
"""A test, also one that somebody put aside by its name."""


@dataclass(frozen=True)
class DeadTestHelper:
    name = "dead-test-helper"
    family = "dead-definition"
    version = 1
    why = "A fixture, helper or constant of the tests that no test asks for: it reads as if something were covered."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        index = survey.index
        candidates = dict(_candidates(survey))
        surface = Surface(survey)
        plugged = _is_plugged(survey)
        live = Liveness(index, _parameters(index), records=survey.decisions.folder)
        dead = live.dead(candidates, NoTests())
        several = Counter(key.name for key, one in candidates.items() if is_fixture(one))
        staying = {key for key in dead.referrers if several[key.name] > 1 or _stays(key, candidates[key], index)}
        if staying:
            candidates = {key: candidates[key] for key in dead.referrers if key not in staying}
            dead = live.dead(candidates, NoTests())
        return [_finding(group, dead, candidates, surface, plugged) for group in dead.groups(neighbours(candidates))]

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        return plan_of(findings, survey)


def _candidates(survey: Survey) -> Iterator[tuple[Key, Definition]]:
    index = survey.index
    own_names = {word for word in ("python_functions", "python_classes") if index.mentions(word)}
    for path, facts in index.modules.items():
        if not index.is_test(path) or not worth_looking(survey, path) or not _is_run(path, survey):
            continue
        if facts.dynamic_exports or is_dynamic(facts.names):
            continue
        top = [d for d in facts.definitions if d.qualname == d.name]
        names, lines = [d.name for d in top], [d.line for d in top]
        for definition in top:
            once = names.count(definition.name) == 1 and lines.count(definition.line) == 1
            if once and not definition.conditional and _is_helper(definition, facts, own_names):
                yield Key(path, definition.name), definition


def _is_run(path: str, survey: Survey) -> bool:
    """A file that pytest collects or another file imports; anything else below `tests` is material."""
    *folders, file = path.split("/")
    if not MATERIAL.isdisjoint(folders) or file == "__init__.py":
        return False
    collected = file == "conftest.py" or any(fnmatch(file, pattern) for pattern in survey.conventions.python_files)
    return collected or bool(survey.index.importers(survey.index.module_name(path)))


def _is_helper(definition: Definition, facts: ModuleFacts, own_names: set[str]) -> bool:
    name = definition.name
    if _A_TEST.match(name) or is_hook(name) or name in (facts.exports or ()):
        return False
    if is_fixture(definition):
        extends = any(parameter.name == name for parameter in definition.parameters)
        return len(definition.decorators) == 1 and not extends and _OVERRIDES.match(name) is None
    if (definition.kind is DefinitionKind.FUNCTION and "python_functions" in own_names) or (
            definition.kind is DefinitionKind.CLASS and "python_classes" in own_names):
        return False
    return only_defines(definition) and not _is_for_a_type_checker(definition, facts)


def is_fixture(definition: Definition) -> bool:
    return any(one.rpartition(".")[2] in _FIXTURE for one in definition.decorators)


def _is_for_a_type_checker(definition: Definition, facts: ModuleFacts) -> bool:
    return any(definition.line <= line <= definition.end_line
               for word in ("reveal_type", "assert_type") for line in facts.names.get(word, ()))


def _parameters(index: Index) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Every parameter name -> where a function has it: how a test asks for a fixture."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, facts in index.modules.items():
        for definition in facts.definitions:
            for parameter in definition.parameters:
                found[parameter.name].append((path, definition.line))
    return found


def _stays(key: Key, definition: Definition, index: Index) -> bool:
    """A fixture that runs by itself or goes by another name, or what a closer look keeps."""
    tree = index.tree(key.path)
    for node in tree.body:
        if isinstance(node, Function) and node.name == key.name:
            options = {keyword.arg for decorator in node.decorator_list if isinstance(decorator, ast.Call)
                       for keyword in decorator.keywords}
            if not {"autouse", "name", None}.isdisjoint(options):
                return True
    return stays(index, key.path, definition)


def _finding(group: frozenset[Key], dead: Dead, candidates: Mapping[Key, Definition], surface: Surface,
             plugged: bool) -> Finding:
    by_line = sorted(group, key=lambda key: (key.path, candidates[key].line))
    root = next((key for key in by_line if not dead.referrers[key]), by_line[0])
    definition = candidates[root]
    what = "fixture" if is_fixture(definition) else definition.kind.value
    seen = "no test requests it" if what == "fixture" else "no test uses it"
    others = len(group) - 1
    also = f" {others} more of its kind {'goes' if others == 1 else 'go'} with it." if others else ""
    lines = lines_of(definition)
    return Finding(
        rule="dead-test-helper", path=root.path, line=definition.line, end_line=definition.end_line, symbol=root.name,
        message=f"{root.name}: a {what} of the tests; {seen}",
        why=f"`{root.name}`, a {what} of {lines} line{'s' if lines > 1 else ''}, is referred to by no test, "
            f"fixture or setting.{also}",
        score=_score(root, definition, surface, plugged), details=step_of(root, group, ()))


def _score(root: Key, definition: Definition, surface: Surface, plugged: bool) -> float:
    facts = surface.survey.index.modules[root.path]
    prints = any(definition.line <= line <= definition.end_line for line in facts.names.get("print", ()))
    if (prints and not definition.parameters) or (plugged and is_fixture(definition)):
        return 0.2  # somebody may run it by hand, or a plug-in may ask for it
    shared = not root.path.rpartition("/")[2].startswith(("test_", "conftest"))
    if definition.kind is DefinitionKind.CONSTANT and in_table(definition, facts.definitions):
        return 0.2
    if shared and not root.name.startswith("_"):  # it may serve suites outside the repository
        package = surface.survey.index.module_name(root.path).partition(".")[0]
        return 0.45 if package in _SUITES or not surface.is_library(root.path) else 0.2
    if definition.kind is DefinitionKind.CONSTANT:
        return 0.55
    return 0.5 if root.path.endswith("conftest.py") else 0.7


def _is_plugged(survey: Survey) -> bool:
    """Whether the project's requirements name a pytest plug-in that may ask for fixtures which the suite defines."""
    for path in ["setup.py", *sorted({path for path, _ in survey.index.mentions("pytest")})]:
        if path in survey.snapshot.files and path.endswith((".toml", ".txt", ".cfg", ".ini", ".in", "setup.py")):
            text = survey.index.source(path).decode("utf-8", "replace").lower()
            if any(plugin.replace("_", "-") not in _QUIET for plugin in _PLUGIN.findall(text)):
                return True
    return False


DETECTOR = DeadTestHelper()
