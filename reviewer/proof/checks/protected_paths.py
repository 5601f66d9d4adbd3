"""Paths that decide what a proof means, or what a machine runs, are not changed by proposals."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from nova.code.modules import is_test
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.suite import plain
from reviewer.tree import Tree

NAMES = (
    "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg", "setup.py", "pyproject.toml",
    "noxfile.py", "ruff.toml", ".ruff.toml", "mypy.ini", ".mypy.ini", ".coveragerc", ".pre-commit-config.yaml",
    ".gitattributes", ".gitmodules", ".gitignore", ".adr-dir", "requirements*.txt", "constraints*.txt", "*.lock",
    "pylock*.toml", "sitecustomize.py", "usercustomize.py", "*.pth",
)
FOLDERS = (".github", ".gitlab", ".circleci", ".ci", "decisions", "docs/adr", "docs/decisions", "doc/adr",
           "requirements")
NOVAS_OWN = ("reviewer/proof", "reviewer/settings.py", "reviewer/lifecycle.py", "nova/settings.py")
"""Policy, sandbox and proof of Nova itself, when it is Nova that is reviewed."""


class ProtectedPaths:
    """Refuses drafts that change protected paths, or that write new tests to be judged by."""

    name = "protected-paths"
    order = 20

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        is_nova = base.exists("reviewer/proof/verdict.py")
        for change in draft.changes.files:
            if is_protected(change.path, *NOVAS_OWN * is_nova):
                return self._failed(f"{plain(change.path)} is protected: a proposal does not change it")
            if _writes_tests(change):
                return self._failed(f"{plain(change.path)} would be a new test file; tests come from the base")
        return CheckResult(name=self.name, outcome=Outcome.PASSED, detail="no protected path is touched")

    def _failed(self, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=Outcome.FAILED, detail=detail)


def is_protected(path: str, *more: str) -> bool:
    """Whether the path is one of those, or `more` (a project's own decisions folder) names or holds it."""
    name = PurePosixPath(path).name
    if any(fnmatchcase(name, pattern) for pattern in NAMES):
        return True
    return any(path == top or path.startswith(f"{top}/") for top in (*FOLDERS, *(m.rstrip("/") for m in more)))


def _writes_tests(change: FileChange) -> bool:
    return change.before is None and is_test(change.path)


CHECK = ProtectedPaths()
