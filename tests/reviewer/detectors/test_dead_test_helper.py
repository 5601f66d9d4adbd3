"""dead-test-helper: fixtures and helpers that no test asks for, and everything that only looks like one."""

from __future__ import annotations

from pathlib import Path

from reviewer.testing import after, draft_of, found, survey_of

CONFTEST = '''import pytest


def _connect():
    return 1


@pytest.fixture
def client():
    return 1


@pytest.fixture
def admin(client):
    return client, _connect()
'''
TEST = "def test_client(client):\n    assert client\n"


def helpers(tmp_path: Path, files: dict[str, str]) -> list[str]:
    return [f.symbol for f in found("dead-test-helper", survey_of(tmp_path, files)) if f.score >= 0.25]


def test_a_fixture_goes_with_its_helper(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": TEST})
    [finding] = found("dead-test-helper", survey)

    assert finding.symbol == "admin"
    assert after(survey, draft_of(survey, [finding])) == {
        "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef client():\n    return 1\n"}


def test_a_fixture_that_only_a_dead_one_requests_goes_too(tmp_path: Path) -> None:
    survey = survey_of(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": "def test_a():\n    assert 1\n"})
    [finding] = found("dead-test-helper", survey)

    assert set(finding.details["definitions"]) == {
        "tests/conftest.py::admin", "tests/conftest.py::client", "tests/conftest.py::_connect"}


REQUESTS = [
    "def test_a(admin):\n    assert admin\n",
    "import pytest\n\n\n@pytest.mark.usefixtures('admin')\ndef test_a():\n    assert 1\n",
    "def test_a(request):\n    assert request.getfixturevalue('admin')\n",
    "class TestA:\n    def test_a(self, admin):\n        assert admin\n",
    "import pytest\n\n\n@pytest.fixture\ndef x(admin):\n    return 1\n\n\ndef test_a(x):\n    assert x\n",
]


def test_requested(tmp_path: Path) -> None:
    """One fixture for each way to ask for it."""
    fixtures = "".join(f"@pytest.fixture\ndef admin{n}():\n    return 1\n\n\n" for n in range(len(REQUESTS)))
    tests = {f"tests/test_{n}.py": test.replace("admin", f"admin{n}") for n, test in enumerate(REQUESTS)}

    assert helpers(tmp_path, {"tests/conftest.py": "import pytest\n\n\n" + fixtures, **tests}) == []


def test_requested_by_a_setting(tmp_path: Path) -> None:
    files = {"tests/conftest.py": CONFTEST, "tests/test_a.py": TEST, "pytest.ini": "[pytest]\nusefixtures = admin\n"}

    assert helpers(tmp_path, files) == []


TRAPS = [
    "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef clean():\n    return 1\n",
    "import pytest\n\n\n@pytest.fixture(name='other')\ndef clean():\n    return 1\n",
    "import pytest\n\n\n@pytest.fixture(scope='session')\ndef django_db_setup():\n    return 1\n",
    "import pytest\n\n\n@pytest.fixture\ndef event_loop():\n    return 1\n",
    "def pytest_configure():\n    return 1\n",
    "def setup_module():\n    return 1\n",
    "pytestmark = []\n",
    "pytest_plugins = ['x']\n",
    "def _test_slow():\n    assert 1\n",
    "def xtest_slow():\n    assert 1\n",
    "import unittest\n\n\nclass Base(unittest.TestCase):\n    def check(self):\n        return 1\n",
    "class StatusTest:\n    def check(self):\n        return 1\n",
    "A = 1\nB = 2\nC = 3\nD = 4\nprint(A, B, C)\n",
    "import pytest\n\n\n@pytest.fixture\ndef base(base):\n    return base\n",
    "class TestThing:\n    def check(self):\n        return 1\n",
    "def measure():\n    # by hand\n    print(1)\n",
    "def check() -> None:\n    reveal_type(1)\n",
]


def test_left_alone(tmp_path: Path) -> None:
    files = {f"tests/test_{n}.py": source + "\n\ndef test_a():\n    assert 1\n" for n, source in enumerate(TRAPS)}

    assert helpers(tmp_path, {**files, "tests/conftest.py": CONFTEST, "tests/test_a.py": TEST}) == ["admin"]


def test_material_that_tests_read(tmp_path: Path) -> None:
    paths = ["tests/data/sample.py", "tests/sample.py", "tests/cases/test_input.py"]
    files = {path: f"def greet{n}():\n    return 1\n\n\nX = 2\nprint(X)\n" for n, path in enumerate(paths)}

    assert helpers(tmp_path, {**files, "tests/conftest.py": CONFTEST, "tests/test_a.py": TEST}) == ["admin"]


def test_a_helper_module_counts_when_it_is_imported(tmp_path: Path) -> None:
    files = {"tests/__init__.py": "", "tests/making.py": "def make():\n    return 1\n\n\ndef build():\n    return 2\n",
             "tests/test_a.py": "from tests.making import make\n\n\ndef test_a():\n    assert make()\n"}

    assert helpers(tmp_path, files) == ["build"]


def test_own_names_for_tests_are_respected(tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\npython_functions = check_*\n",
             "tests/test_a.py": "def check_a():\n    assert 1\n\n\ndef test_b():\n    assert 1\n"}

    assert helpers(tmp_path, files) == []


def test_a_plug_in_may_ask_for_a_fixture(tmp_path: Path) -> None:
    files = {"tests/conftest.py": CONFTEST, "tests/test_a.py": TEST}

    assert helpers(tmp_path, {**files, "requirements.txt": "pytest-cov\npytest-xdist>=3\n"}) == ["admin"]
    assert helpers(tmp_path, {**files, "requirements.txt": "pytest-cov\npytest-celery[all]>=1\n"}) == []


def test_helpers_that_a_library_ships_stay_below_the_bar(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[project]\nname = 'pkg'\n", "pkg/__init__.py": "", "pkg/tests/__init__.py": "",
             "pkg/tests/making.py": "def make():\n    return 1\n\n\ndef build():\n    return 2\n",
             "tests/test_a.py": "from pkg.tests.making import make\n\n\ndef test_a():\n    assert make()\n"}

    assert helpers(tmp_path, files) == []
