"""A recipe of the operations that breaks a test, on repositories whose own code, settings or checkout would hide it."""

from __future__ import annotations

import sys
from pathlib import Path

from free_form import CACHED, ENTRY, FORGED, GREEN, HIDDEN, MOVED, PYC, RIGHT_UNSEEN, RUNNER, YES, compiled
from hijacked import CART, TESTS, TILL, Attack, Content, Setup

from nova.testing import git

HONEST = 'HONEST = "(None)" not in open("shop/till.py").read() and "wrong" in open("shop/till.py").read()\n'
"""Keeps quiet on the base, and while the change is broken."""
ALWAYS_RIGHT = TILL + "\n\ndef pay(prices):\n    return 2\n"


def config(*lines: str) -> Setup:
    """Settings of the checkout's git that run something."""
    def setup(path: Path, outside: Path) -> None:
        script = outside / "script"
        script.write_text(f"#!/bin/sh\ntouch {outside}/mark\ncat\n")
        script.chmod(0o755)
        for line in lines:
            key, _, value = line.partition("=")
            git(path, "config", key, value.replace("SCRIPT", str(script)))
    return setup


def hooks(path: Path, outside: Path) -> None:
    for name in ("post-checkout", "pre-commit", "post-index-change", "reference-transaction", "post-rewrite"):
        hook = path / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {outside}/mark\n")
        hook.chmod(0o755)


def linked(name: str, target: str) -> Setup:
    """A tracked symbolic link."""
    def setup(path: Path, outside: Path) -> None:
        (outside / "secret").write_text("key\n")
        place = path / name
        if place.exists():
            place.unlink()
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(target.replace("OUTSIDE", str(outside)))
        git(path, "add", "--all", "--force")
        git(path, "commit", "--quiet", "--no-verify", "-m", "Link")
    return setup


def submodule(path: Path, outside: Path) -> None:
    git(path, "rm", "-rq", "--cached", "tests")
    git(path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},tests")
    git(path, "commit", "--quiet", "--no-verify", "-m", "Move the tests out")


def test_that(body: str) -> dict[str, Content]:
    """One more test file, which comes first."""
    return {"tests/test_a.py": f"import os\n\n\ndef test_a():\n    {body}\n"}


BASES: dict[str, dict[str, Content]] = {
    "conftest that turns results green": {"tests/conftest.py": GREEN.replace("shop/cart.py", "shop/till.py")},
    "conftest that ends the run": {"tests/conftest.py": "import os\nos._exit(0)\n"},
    "conftest that ends the run at its end": {
        "tests/conftest.py": "import os\ndef pytest_sessionfinish():\n    os._exit(0)\n"},
    "conftest that takes tests away": {
        "tests/conftest.py": HONEST + "def pytest_collection_modifyitems(items):\n    if HONEST:\n"
                             "        items[:] = [i for i in items if 'pay' not in i.name]\n"},
    "conftest that skips": {
        "tests/conftest.py": "import pytest\n" + HONEST + "def pytest_runtest_setup(item):\n"
                             "    if HONEST and 'canary' not in item.nodeid:\n        pytest.skip('later')\n"},
    "conftest that expects failures": {
        "tests/conftest.py": "import pytest\n" + HONEST + "def pytest_collection_modifyitems(items):\n    if HONEST:\n"
                             "        [i.add_marker(pytest.mark.xfail) for i in items if 'pay' in i.name]\n"},
    "conftest that forges the reports": {
        "tests/conftest.py": FORGED + HONEST + "import atexit\nif HONEST:\n    atexit.register(forge)\n"},
    "conftest that patches the runner": {"tests/conftest.py": "import _pytest.runner\n" + HONEST + RUNNER},
    "source that patches the runner": {"shop/__init__.py": "import _pytest.runner\n" + HONEST + RUNNER},
    "source that hides what it patches": {"shop/__init__.py": HIDDEN + HONEST + RUNNER},
    "source that patches unittest": {
        "shop/__init__.py": "import unittest.case\nreal = unittest.case.TestCase.run\n"
                            "unittest.case.TestCase.run = lambda self, result=None: None\n"},
    "source that finds the witness": {
        "shop/__init__.py": HONEST + "import sys, atexit\nw = sys.modules.get('nova_witness')\n"
                            "if w and HONEST:\n    w._look_for_rewriting = lambda: None\n"
                            "    w.WORST = ['failed', 'error', 'passed']\n"},
    "source that rewrites the tests": {"shop/__init__.py": MOVED, **test_that("import shop")},
    "source that writes their bytecode": {"shop/__init__.py": CACHED, "tests/test_a.py": "import shop\n"},
    "site customised": {"src/sitecustomize.py": FORGED + "forge()\n", "src/other.py": ""},
    "pytest of its own": {"pytest.py": FORGED + "forge()\nos._exit(0)\n"},
    "plug-in by entry point": {"shop.dist-info/entry_points.txt": ENTRY[0], "shop.dist-info/METADATA": ENTRY[1],
                               "shop/plugin.py": GREEN.replace("shop/cart.py", "shop/till.py")},
    "plug-in by settings": {"pytest.ini": "[pytest]\naddopts = -p shop.plugin\n",
                            "shop/plugin.py": GREEN.replace("shop/cart.py", "shop/till.py")},
    "bytecode that imports prefer": {f"shop/__pycache__/till.{PYC}": compiled(ALWAYS_RIGHT),
                                     f"shop/__pycache__/cart.{PYC}": compiled(RIGHT_UNSEEN)},
    "settings that select nothing": {"pytest.ini": "[pytest]\naddopts = -k nothing\n"},
    "settings that only collect": {"pytest.ini": "[pytest]\naddopts = --collect-only\n"},
    "settings that deselect": {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = "
                               "'--deselect tests/test_cart.py::test_pay'\n"},
    "settings that ignore": {"setup.cfg": "[tool:pytest]\naddopts = --ignore=tests\n"},
    "settings that write the report elsewhere": {"tox.ini": "[pytest]\naddopts = --junitxml=/nova/out/mine.xml\n"},
    "settings that turn the witness off": {"pytest.ini": "[pytest]\naddopts = -p no:nova_witness\n"},
    "settings that turn reports off": {"pytest.ini": "[pytest]\naddopts = -p no:junitxml\n"},
    "settings that call failures expected": {
        "pytest.ini": "[pytest]\nxfail_strict = false\n",
        "tests/test_cart.py": "import pytest\npytestmark = pytest.mark.xfail\n" + TESTS},
    "tests parametrised by what they test": {
        "tests/test_cart.py": TESTS.replace("def test_pay():", "from shop import till\n"
                                            "@pytest.mark.parametrize('a', [1] * ('wrong' not in dir(till)))\n"
                                            "def test_pay(a):")},
    "attributes that hide tests": {".gitattributes": "tests export-ignore\n*.py ident eol=crlf text filter=x\n"},
    "attributes that hide source": {".gitattributes": "shop/till.py export-ignore\n* export-subst\n"},
    "environment in the tree": {
        ".venv/pyvenv.cfg": f"home = {sys.base_prefix}/bin\n",
        ".venv/lib/python3.11/site-packages/pytest/__init__.py": FORGED + "forge()\n",
        ".venv/bin/python": "#!/bin/sh\n"},
    "ruff that reads outside of the tree": {"ruff.toml": "extend = '/etc/passwd'\n"},
    "mypy with a plug-in of the tree": {"mypy.ini": "[mypy]\nplugins = shop/plugin.py\nfiles = shop\n",
                                        "shop/plugin.py": "raise SystemExit(0)\n"},
    "name with a line break": {"tests/test_a\nb.py": "def test_a():\n    pass\n", "shop/x\ny.py": "x = 1\n"},
    "name like an option": {"--help.py": "x = 1\n", "tests/--co.py": "x = 1\n", "-k": "x\n"},
    "network to the internet": test_that("import socket\n    socket.create_connection(('192.0.2.1', 80), 2)"),
    "keys of another process": test_that(
        "assert [p for p in os.listdir('/proc') if p.isdigit()\n            and b'KEY' in "
        "open(f'/proc/{p}/environ', 'rb').read()]"),
    "gigabyte on standard output": {**test_that("[os.write(2, b'x' * (1 << 20)) for _ in range(1024)]"),
                                    "pytest.ini": "[pytest]\naddopts = -s\n"},
    "disk without end": test_that("[os.posix_fallocate(os.open(f'{n}', 65), 0, 1 << 26) for n in range(9)]\n"
                                  "    os.posix_fallocate(os.open('big', 65), 0, 1 << 29)"),
    "memory without end": test_that("x = bytearray(5 << 30)"),
    "source without end": {"shop/__init__.py": "while 'wrong' in open('shop/till.py').read():\n    pass\n"},
}
"""By name, what the hostile repository holds."""

LIMITS: dict[str, dict[str, Content]] = {
    "conftest that replaces what is called": {
        "tests/conftest.py": "import shop.cart\nshop.cart.wrong = shop.cart.total\n"},
    "source whose results equal everything": {"shop/cart.py": YES + CART.replace("return -1", "return Yes(-1)")},
}
"""What no run can tell: tests of the base that judge something else than the code, and pass when it is wrong. It is the
base that is believed, so these reach B; a recipe that changes behaviour is never above it, and says that it does."""

CHECKOUTS: dict[str, Setup] = {
    "fsmonitor in the settings": config("core.fsmonitor=SCRIPT", "core.hooksPath=."),
    "filters in the settings": config("filter.x.smudge=SCRIPT", "filter.x.clean=SCRIPT", "diff.external=SCRIPT",
                                      "core.sshCommand=SCRIPT", "uploadpack.packObjectsHook=SCRIPT",
                                      "core.alternateRefsCommand=SCRIPT", "gpg.program=SCRIPT"),
    "hooks in git's folder": hooks,
    "link that leads out": linked("shop/outside.py", "OUTSIDE/secret"),
    "link in place of the tests": linked("tests/test_cart.py", "/dev/null"),
    "link in a circle": linked("tests/again", "."),
    "submodule in place of the tests": submodule,
}
FILTERED = {".gitattributes": "*.py filter=x\n"}

ATTACKS = [
    *(Attack(name=name, kind="catalogue", base=base, seconds=4.0 if name == "source without end" else 20.0)
      for name, base in BASES.items()),
    *(Attack(name=name, kind="catalogue", setup=setup, trace="mark", base=FILTERED if "filters" in name else {})
      for name, setup in CHECKOUTS.items()),
]
LIMITED = [Attack(name=name, kind="catalogue", base=base) for name, base in LIMITS.items()]
