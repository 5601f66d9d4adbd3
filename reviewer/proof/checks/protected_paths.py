"""Paths that decide what a proof means, or what a machine runs, are not changed by proposals."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from nova.code.modules import is_test
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.suite import plain
from reviewer.tree import Tree

NAMES = (
    # what pytest and its plug-ins go by
    "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "tox.toml", "setup.cfg",
    "setup.py", "pyproject.toml", "noxfile.py", ".coveragerc", ".coveragerc.toml",
    # checkers
    "ruff.toml", ".ruff.toml", "mypy.ini", ".mypy.ini", "pyrightconfig.json", "ty.toml", ".pre-commit-*.yaml",
    # git, and what a shell or an editor runs when somebody opens the folder
    ".git*", ".envrc", ".adr-dir", "makefile", "gnumakefile", "justfile", "dockerfile", "*.code-workspace",
    # pipelines outside of a folder of their own
    "*.gitlab-ci.yml", "azure-pipelines.y*ml", "jenkinsfile", "appveyor.yml", ".travis.yml", ".drone.yml",
    "bitbucket-pipelines.yml", ".cirrus.yml", ".readthedocs.y*ml",
    # what is installed
    "requirements*.txt", "constraints*.txt", "*.lock", "*-lock.json", "*-lock.yaml", "pylock*.toml", "pipfile",
    "environment.y*ml", "pyvenv.cfg", ".python-version",
)
"""Of a file, in lower case: on some machines case makes no difference."""
ANYWHERE = ("sitecustomize", "sitecustomize.*", "usercustomize", "usercustomize.*", "*.pth", "*.egg-info", "*.egg-link",
            "*.dist-info", "__pycache__", "*.py[cdo]", "*.so", "*.dll", "*.dylib", ".git", ".venv", "venv", ".husky",
            ".githooks", ".vscode", ".idea", ".devcontainer")
"""Of a file or any folder above it: Python runs or reads these without being asked, or before the source that a person
sees; or an environment, a tool or an editor does."""
FOLDERS = (".github", ".gitlab", ".circleci", ".buildkite", ".forgejo", ".gitea", ".ci", "decisions", "docs/adr",
           "docs/decisions", "doc/adr", "requirements")
SHADOWED = frozenset(sys.stdlib_module_names) | {"pytest", "_pytest", "pluggy", "py", "iniconfig", "packaging",
                                                 "pygments", "xdist", "execnet", "nova_witness", "nova_start"}
"""Modules that a test run stands on. A new file of the project of that name would be imported instead."""
NOVAS_OWN = ("reviewer/proof", "reviewer/settings.py", "reviewer/lifecycle.py", "nova/settings.py")
"""Policy, sandbox and proof of Nova itself, when it is Nova that is reviewed."""


class ProtectedPaths:
    """Refuses drafts that change protected paths, or that write new tests to be judged by."""

    name = "protected-paths"
    order = 20

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        is_nova = base.exists("reviewer/proof/verdict.py")
        more = NOVAS_OWN * is_nova
        for change in draft.changes.files:
            if is_protected(change.path, *more) and not _is_conftest_code(change, *more):
                return self._failed(f"{plain(change.path)} is protected: a proposal does not change it")
            if _leads_out(change.path) or (change.before is None and not _is_plain(change.path)):
                return self._failed(f"{plain(change.path)} is no path that a proposal may have")
            if change.before is None and _shadows(change.path):
                return self._failed(f"{plain(change.path)} would be imported instead of a module that tests stand on")
            if change.before is None and _is_in_the_way(change.path, base):
                return self._failed(f"{plain(change.path)} cannot be there: the base has a file or folder in its place")
            if _writes_tests(change):
                return self._failed(f"{plain(change.path)} would be a new test file; tests come from the base")
        return CheckResult(name=self.name, outcome=Outcome.PASSED, detail="no protected path is touched")

    def _failed(self, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=Outcome.FAILED, detail=detail)


def is_protected(path: str, *more: str) -> bool:
    """Whether the path is one of those, or `more` (a project's own decisions folder) names or holds it."""
    *folders, name = path.lower().split("/")
    if any(fnmatchcase(name, pattern) for pattern in NAMES):
        return True
    if any(fnmatchcase(part, pattern) for part in (*folders, name) for pattern in ANYWHERE):
        return True
    tops = (*FOLDERS, *(one.rstrip("/").lower() for one in more))
    return any(path.lower() == top or path.lower().startswith(f"{top}/") for top in tops)


def _is_conftest_code(change: FileChange, *more: str) -> bool:
    """conftest code that is there before and after counts as test: the check of edited tests judges it."""
    *folders, name = change.path.split("/")
    there = change.before is not None and change.after is not None
    return name == "conftest.py" and there and not is_protected("/".join([*folders, "a.py"]), *more)


def _leads_out(path: str) -> bool:
    return any(part in {"", ".", ".."} for part in path.split("/"))


def _is_plain(path: str) -> bool:
    """Whether a new file's name is read as it is on a command line and in a list."""
    return path.isprintable() and "\\" not in path and not any(part[0] in "-~" for part in path.split("/"))


def _is_in_the_way(path: str, base: Tree) -> bool:
    above = {str(parent) for parent in PurePosixPath(path).parents}
    return any(known in above or known.startswith(f"{path}/") for known in base.paths)


def _shadows(path: str) -> bool:
    parts = [part for part in path.split("/") if part not in {"src", "lib"}]
    return bool(parts) and path.endswith((".py", ".pyi")) and parts[0].partition(".")[0] in SHADOWED


def _writes_tests(change: FileChange) -> bool:
    return change.before is None and is_test(change.path)


CHECK = ProtectedPaths()
