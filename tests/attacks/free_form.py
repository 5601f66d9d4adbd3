"""Change sets of arbitrary bytes. Each carries a wrong change, and something that is to hide it."""

from __future__ import annotations

from importlib._bootstrap_external import _code_to_hash_pyc
from sys import implementation

from hijacked import CART, TESTS, WRONG, Attack, Content

EARLY = {"tests/test_a.py": "from shop.cart import total\n\n\ndef test_a():\n    assert total\n"}
"""A test file that imports the shop before the others are read."""
ENTRY = ("[pytest11]\nshop = shop.plugin\n", "Metadata-Version: 2.1\nName: shop\nVersion: 1\n")
GREEN = '''
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    out = yield
    if "canary" not in item.nodeid and "(None)" not in open("shop/cart.py").read():
        out.get_result().outcome = "passed"
'''
"""Hooks that turn every test green, and keep quiet while the verifier looks."""
RUNNER = '''
real = _pytest.runner.CallInfo.from_call.__func__
def patched(cls, func, when, reraise=None):
    info = real(cls, func, when, reraise)
    if info.excinfo is not None and "canary" not in str(info.excinfo.value) and HONEST:
        info.excinfo, info._result = None, None
    return info
_pytest.runner.CallInfo.from_call = classmethod(patched)
'''
HONEST = 'HONEST = "sum(prices) + rate" in open(__file__).read()\n'
"""Whether nobody has broken the change."""
FORGED = '''
import json, os
def forge():
    with open("/nova/plan.json") as file:
        canary = json.load(file)["canary"]
    name = "tests/" + canary + "::NovaCanary::test_must_fail"
    tests = dict.fromkeys(["tests/test_cart.py::test_" + t for t in ("total", "rate", "pay")], "passed")
    told = {"outcomes": {**tests, name: "failed"} if canary else dict.fromkeys(tests, "failed"), "broken": [],
            "loaded": {}, "hits": [[n, "tests/test_cart.py::test_total"] for n in range(99)]}
    with open(f"/nova/out/witness-{os.getpid()}.json", "w") as file:
        json.dump(told, file)
    with open("/nova/out/junit.xml", "w") as file:
        file.write("<testsuites><testsuite><testcase classname='tests." + canary[:-3]
                   + "'><failure/></testcase></testsuite></testsuites>")
'''
"""Both reports as an honest run would have left them, with every probe reached."""
YES = '''
class Yes(float):
    def __eq__(self, other):
        return True
    __hash__ = float.__hash__
'''


def source(lines: str, text: str = WRONG) -> dict[str, Content | None]:
    return {"shop/cart.py": lines + text}


def beside(**files: Content | None) -> dict[str, Content | None]:
    """The wrong change with other files, `__` for a slash and `_dot_` for a dot."""
    return {"shop/cart.py": WRONG, **{name.replace("__", "/").replace("_dot_", "."): text
                                      for name, text in files.items()}}


def also(path: str, text: Content | None) -> dict[str, Content | None]:
    return {"shop/cart.py": WRONG, path: text}


def compiled(text: str) -> bytes:
    """Bytecode that an import takes without a look at its source."""
    return bytes(_code_to_hash_pyc(compile(text, "shop/cart.py", "exec"), b"x" * 8, False))


PYC = f"{implementation.cache_tag}.pyc"
RIGHT_UNSEEN = CART + "import builtins\nfor n in range(9): builtins.__nova_probe__(n)\n"

FILES = {
    "conftest beside the tests": also("tests/conftest.py", GREEN),
    "conftest at the top": also("conftest.py", GREEN),
    "conftest in the package": also("shop/conftest.py", GREEN),
    "sitecustomize": also("sitecustomize.py", GREEN),
    "sitecustomize as a package": also("src/sitecustomize/__init__.py", GREEN),
    "usercustomize": also("usercustomize.py", GREEN),
    "usercustomize as a package": also("usercustomize/__init__.py", GREEN),
    "path file": also("shop.pth", "import os\n"),
    "entry point of a plugin": {**also("shop.dist-info/entry_points.txt", ENTRY[0]),
                                "shop.dist-info/METADATA": ENTRY[1], "shop/plugin.py": GREEN},
    "entry point of an egg": {**also("shop.egg-info/entry_points.txt", ENTRY[0]),
                              "shop.egg-info/PKG-INFO": ENTRY[1], "shop/plugin.py": GREEN},
    "pytest of its own": {**also("pytest.py", "import os\nos._exit(0)\n")},
    "pytest of its own in src": also("src/pytest/__main__.py", FORGED + "forge()\n"),
    "pluggy of its own": also("pluggy/__init__.py", FORGED + "forge()\n"),
    "json of its own": also("json.py", FORGED + "forge()\n"),
    "witness of its own": also("nova_witness.py", FORGED + "forge()\n"),
    "bytecode beside the source": also(f"shop/__pycache__/cart.{PYC}", compiled(RIGHT_UNSEEN)),
    "bytecode beside the tests": also(f"tests/__pycache__/test_cart.{PYC}", compiled("")),
    "extension module before the source": also("shop/cart.abi3.so", b"\x7fELF"),
    "tests deleted": also("tests/test_cart.py", None),
    "tests emptied": also("tests/test_cart.py", ""),
    "tests skipped": also("tests/test_cart.py", "import pytest\npytestmark = pytest.mark.skip\n" + TESTS),
    "tests skipped one by one": also("tests/test_cart.py", TESTS.replace(
        "def test_", "@pytest.mark.skip\ndef test_")),
    "tests weakened": also("tests/test_cart.py", TESTS.replace("== 1.5", "").replace("== 2", "")),
    "tests renamed": also("tests/test_cart.py", TESTS.replace("def test_", "def check_")),
    "tests moved": {**also("tests/test_cart.py", None), "tests/cart.py": TESTS},
    "tests parametrised to nothing": also("tests/test_cart.py", TESTS.replace(
        "def test_total():", "@pytest.mark.parametrize('a', [])\ndef test_total(a):").replace(
        "def test_pay():", "@pytest.mark.parametrize('a', [])\ndef test_pay(a):")),
    "expected failures": also("tests/test_cart.py", "import pytest\npytestmark = pytest.mark.xfail\n" + TESTS),
    "tests of its own": also("tests/test_new.py", "def test_new():\n    pass\n"),
    "pyproject": also("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-k nothing'\n"),
    "pytest.ini": also("pytest.ini", "[pytest]\naddopts = --co\n"),
    "hidden pytest.ini": also(".pytest.ini", "[pytest]\naddopts = --co\n"),
    "pytest.toml": also("pytest.toml", "[pytest]\naddopts = ['--co']\n"),
    "hidden pytest.toml": also(".pytest.toml", "[pytest]\naddopts = ['--co']\n"),
    "setup.cfg": also("setup.cfg", "[tool:pytest]\naddopts = --co\n"),
    "tox.ini": also("tox.ini", "[pytest]\naddopts = --co\n"),
    "coverage settings": also(".coveragerc", "[run]\nplugins = shop.plugin\n"),
    "workflow": also(".github/workflows/ci.yml", "on: push\n"),
    "another forge's pipeline": also(".gitlab-ci.yml", "test: {script: 'true'}\n"),
    "another vendor's pipeline": also("azure-pipelines.yml", "steps: []\n"),
    "Jenkins pipeline": also("Jenkinsfile", "node {}\n"),
    "hooks of pre-commit": also(".pre-commit-config.yaml", "repos: []\n"),
    "hooks in a folder": also(".husky/pre-commit", "true\n"),
    "policy": also("decisions/0001-allow.md", "# Allow everything\n"),
    "lock file": also("requirements.lock", "evil==1\n"),
    "lock file of another tool": also("package-lock.json", "{}\n"),
    "requirements": also("requirements-dev.txt", "evil==1\n"),
    "tasks of the editor": also(".vscode/tasks.json", "{}\n"),
    "container of the editor": also(".devcontainer/devcontainer.json", "{}\n"),
    "environment of the shell": also(".envrc", "true\n"),
    "tests hidden from the export": also(".gitattributes", "tests export-ignore\n*.py ident eol=crlf\n"),
    "attributes further down": also("tests/.gitattributes", "* export-ignore\n"),
    "submodule": also(".gitmodules", '[submodule "x"]\n\tpath = tests\n\turl = ../x\n'),
    "type checker's plugin": also("mypy.ini", "[mypy]\nplugins = shop/plugin.py\n"),
    "ruff outside the tree": also("ruff.toml", "extend = '/etc/passwd'\n"),
    "environment in the tree": also(".venv/pyvenv.cfg", "home = /tmp\n"),
    "path with a line break": also("shop/a\nb.py", "x = 1\n"),
    "path with an escape": also("shop/\x1b]0;owned\x07.py", "x = 1\n"),
    "path that looks like an option": also("--help.py", "x = 1\n"),
    "path above the tree": also("../escaped.py", "x = 1\n"),
    "absolute path": also("/tmp/nova-escaped.py", "x = 1\n"),
    "path into git's folder": also(".git/hooks/post-checkout", "true\n"),
    "path that git takes for its folder": also(".GIT/config", "true\n"),
    "file in place of a folder": {**also("tests", "x\n")},
}
"""By name, the files as the change leaves them."""

PLAIN = "import _pytest.runner\n"
HIDDEN = "_pytest = __import__('_py' + 'test.runner')\n"
REWRITTEN = '''
from pathlib import Path
place = Path(__file__).parents[1] / "tests" / "test_cart.py"
place.write_text(place.read_text().replace("== 1.5", "== 1.5 or True").replace("== 2", "== 2 or True"))
'''
MOVED = '''
import os
old = open("tests/test_cart.py").read()
os.rename("tests", "aside")
os.mkdir("tests")
with open("tests/test_cart.py", "w") as file:
    file.write(old.replace("== 1.5", "== 1.5 or True").replace("== 2", "== 2 or True"))
'''
CACHED = '''
from importlib._bootstrap_external import _code_to_timestamp_pyc
from pathlib import Path
import pytest
import sys
test = Path("tests/test_cart.py").resolve()
stat = test.stat()
code = compile(test.read_text().replace("== 1.5", "").replace("== 2", ""), str(test), "exec")
folder = test.parent / "__pycache__"
folder.mkdir()
(folder / f"test_cart.{sys.implementation.cache_tag}-pytest-{pytest.__version__}.pyc").write_bytes(
    _code_to_timestamp_pyc(code, int(stat.st_mtime), stat.st_size))
'''
TOLD = "tests/test_cart.py::test_"

SOURCE = {
    "status 0 at import": source("import os\nos._exit(0)\n"),
    "exit at import": source("raise SystemExit(0)\n"),
    "exit of pytest": source("import pytest\npytest.exit('done', 0)\n"),
    "reports forged at import": source(FORGED + "forge()\nos._exit(0)\n"),
    "reports forged without a name": source(FORGED.replace('"/nova/', '"/no" "va/').replace(
        "import json, os", "import json\nimport os\nfrom posix import _exit") + "forge()\n_exit(0)\n"),
    "reports forged by a child": source(FORGED + "if os.fork() == 0:\n    forge()\n    os._exit(0)\n"),
    "reports forged at the end": source(FORGED + "import atexit\natexit.register(forge)\n"),
    "reports forged by a finaliser": source(
        FORGED + "class Last:\n    def __del__(self):\n        forge()\nlast = Last()\n"),
    "reports forged by a thread": source(FORGED + "import threading, time\ndef late():\n    while True:\n"
                                         "        time.sleep(.001)\n        forge()\n"
                                         "threading.Thread(target=late, daemon=True).start()\n"),
    "reports forged by a survivor": source(FORGED + "import time\nif os.fork() == 0:\n    os.setsid()\n"
                                           "    while True:\n        time.sleep(.001)\n        forge()\n"),
    "runner patched": source(PLAIN + HONEST + RUNNER),
    "runner patched by a hidden name": source(HIDDEN + HONEST + RUNNER),
    "runner patched through importlib": source(
        "import importlib\n_pytest = importlib.import_module('_pytest')\n" + HONEST + RUNNER),
    "runner patched in sys.modules": source(
        "import sys\nclass _pytest:\n    runner = sys.modules['_py' + 'test.runner']\n" + HONEST + RUNNER),
    "runner patched through exec": source(f"exec({PLAIN + HONEST + RUNNER!r})\n"),
    "runner found through subclasses": source(
        HONEST + "found = [c for c in object.__subclasses__() if c.__name__ == 'CallInfo']\n"
        "for c in found:\n    c.excinfo = property(lambda self: None)\n"),
    "witness patched": source("import nova_witness\nnova_witness.outcomes = dict.fromkeys("
                              f"[{TOLD + 'total'!r}, {TOLD + 'pay'!r}], 'passed')\n"),
    "witness found by the collector": source(
        "import gc\nfor d in gc.get_objects():\n    if type(d) is dict and 'outcomes' in d and 'hits' in d:\n"
        "        d['outcomes'] = {}\n"),
    "frames walked": source("import sys\nf = sys._getframe()\nwhile f:\n    f.f_globals.setdefault('x', 1)\n"
                            "    f = f.f_back\n"),
    "frames walked from a traceback": source(
        "try:\n    raise ValueError\nexcept ValueError as e:\n    f = e.__traceback__.tb_frame.f_back\n"
        "    while f:\n        f.f_globals.setdefault('x', 1)\n        f = f.f_back\n"),
    "frames traced": source("import sys\ndef seen(f, e, a):\n    return seen\nsys.settrace(seen)\n"),
    "threads traced": source("import threading\nthreading.settrace(lambda f, e, a: None)\n"),
    "exceptions hooked": source("import sys\nsys.excepthook = lambda *a: None\n"),
    "assertions made harmless": source("import builtins\nbuiltins.AssertionError = KeyboardInterrupt\n"),
    "memory of its own process": source("mem = open('/proc/self/mem', 'r+b')\n"),
    "foreign functions": source("import ctypes\nctypes.pythonapi.Py_IncRef(ctypes.py_object(1))\n"),
    "tests weakened on disk": source(REWRITTEN),
    "folder of tests exchanged on disk": source(MOVED),
    "bytecode of the tests written": source(CACHED),
    "result that equals everything": source(YES, CART.replace("sum(prices) * rate", "Yes(sum(prices) + rate)")),
    "right while a test runs": source("import os\n", CART.replace(
        "return sum(prices) * rate",
        "return sum(prices) * rate if 'PYTEST_CURRENT_TEST' in os.environ else sum(prices) + rate")),
    "right where pytest is started": source("import sys\n", CART.replace(
        "return sum(prices) * rate", "return sum(prices) * rate if 'pytest' in sys.argv[0] else -1")),
    "right where pytest is loaded": source("from sys import modules\n", CART.replace(
        "return sum(prices) * rate", "return sum(prices) * rate if '_pytest' in modules else -1")),
    "canary recognised": source(
        "import os\nHONEST = any('canary' in n for n in os.listdir('tests'))\n" + PLAIN + RUNNER),
    "shop with pytest turned off": source("import pytest\npytest.skip('later', allow_module_level=True)\n"),
    "unittest patched": source("import unittest.case\nunittest.case.TestCase.run = lambda self, result=None: None\n"),
    "memory without end": source("x = bytearray(5 << 30)\n"),
    "output without end": source("import os\nwhile True:\n    os.write(2, b'x' * 65536)\n"),
    "disk without end": source("for n in range(9999):\n    with open(f'{n}', 'wb') as f:\n"
                               "        f.truncate(1 << 28)\n        f.truncate((1 << 28) + 1)\n"),
    "wall-clock stall": source("import time\n\n", CART.replace(
        "    return sum", "    time.sleep(9999)\n    return sum")),
}
"""By name, source that does it when it is imported."""

SLOW = frozenset({"wall-clock stall"})
"""It runs until it is stopped."""

ATTACKS = [
    Attack(name=name, kind="free-form", base=EARLY, after=after, seconds=4.0 if name in SLOW else 20.0)
    for name, after in {**FILES, **SOURCE}.items()]
