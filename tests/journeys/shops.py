"""Journeys walk through the doors as a person does: the command in a process of its own, a real repository, a home."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nova.testing import environment, git, repository, write

SHOP = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n',
    ".gitignore": "__pycache__/\n",
    "shop/__init__.py": "",
    "shop/prices.py": '''"""Prices in cents."""

import json
import os
from typing import Optional


def total(prices: list[int], discount: Optional[int] = None) -> int:
    """The sum, less a discount in percent."""
    whole = sum(prices)
    if discount is None:
        return whole
    return whole - _rounded(whole * discount, 100)


def _rounded(value: int, by: int) -> int:
    return (value + by // 2) // by


def _old_discount(value: int) -> int:
    return value * 9 // 10


def dump(prices: list[int]) -> str:
    return json.dumps({"total": total(prices)})
''',
    "tests/test_prices.py": '''from shop.prices import dump, total


def test_total():
    assert total([100, 250]) == 350


def test_discount():
    assert total([100, 250], 10) == 315
    assert total([333], 10) == 300


def test_dump():
    assert dump([1]) == '{"total": 1}'
''',
}


@dataclass
class Shop:
    """A person at a terminal: a repository, a data folder, and the command."""

    path: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def nova(self, *arguments: str, at: Path | None = None, code: int = 0) -> str:
        """What the command printed on stdout; its exit code must be `code`."""
        done = self.run(*arguments, at=at)
        assert done.returncode == code, f"nova {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run(self, *arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "nova", *arguments], cwd=at or self.path, env=self.surroundings,
                              capture_output=True, text=True, timeout=300, check=False)

    @property
    def surroundings(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NOVA_", "GIT_"))}
        return {**clean, "NOVA_HOME": str(self.home), "GIT_CONFIG_GLOBAL": os.devnull, **self.environment}

    def review(self, *arguments: str, at: Path | None = None) -> dict[str, Any]:
        """The report; its findings always equal its dispositions."""
        report: dict[str, Any] = json.loads(self.nova("review", "--json", *arguments, at=at))
        assert sum(report["dispositions"].values()) == report["findings"]
        return report

    def git(self, *arguments: str) -> str:
        return git(self.path, *arguments)

    def branches(self) -> dict[str, str]:
        """Branches of proposals -> their commits."""
        lines = self.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/nova/").splitlines()
        return dict(line.split(" ") for line in lines)


def shop_at(folder: Path, files: Mapping[str, str | bytes] = SHOP) -> Shop:
    path = repository(folder / "shop", dict(files))
    environment(path / ".venv")
    write(path, ".git/info/exclude", ".venv/\n")
    git(path, "config", "user.name", "Ana")
    git(path, "config", "user.email", "ana@example.com")
    return Shop(path, folder / "home")
