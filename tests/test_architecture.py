"""The house plan holds: imports point down, every vendor has one home, and what the docs name is there."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from reviewer.detectors import detectors
from reviewer.operations import operations

ROOT = Path(__file__).parent.parent

HOMES = {
    "git": ("nova/code/",),
    "jsonschema": ("reviewer/recipes.py",),
    "libcst": ("reviewer/operations/",),
    "anthropic": ("nova/models/anthropic.py",),
    "griffe": ("reviewer/proof/checks/public_api.py",),
    "httpx2": ("nova/models/anthropic.py",),
    "sqlmodel": ("nova/store/", "reviewer/store.py"),
    "dbos": ("nova/engine.py",),
    "apscheduler": ("nova/schedule.py",),
    "alembic": ("nova/store/", "reviewer/migrations/"),
    "pyseccomp": ("reviewer/proof/sandbox/",),
    "pebble": ("reviewer/drafting.py",),
    "platformdirs": ("nova/settings.py",),
}


def sources():
    return [path for package in ("nova", "reviewer") for path in sorted((ROOT / package).rglob("*.py"))]


def test_imports_point_down():
    done = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("vendor", HOMES)
def test_a_vendor_has_one_home(vendor):
    starts = (f"import {vendor}", f"from {vendor} ", f"from {vendor}.")
    strangers = [str(path.relative_to(ROOT)) for path in sources()
                 if any(line.strip().startswith(starts) for line in path.read_text(encoding="utf-8").splitlines())
                 and not str(path.relative_to(ROOT)).startswith(HOMES[vendor])]
    assert strangers == []


def test_help_loads_no_heavy_vendor():
    code = "import sys, nova.cli; from nova.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    vendors = {"dbos", "sqlmodel", "libcst", "alembic", "git", "anthropic"}
    heavy = f"print(sorted({vendors} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + heavy], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_every_rule_and_operation_is_in_the_file_of_its_name():
    for name, rule in detectors().items():
        assert type(rule).__module__ == f"reviewer.detectors.{name.replace('-', '_')}"
    for kind, operation in operations().items():
        assert import_module(f"reviewer.operations.{kind}").OPERATION is operation


def test_every_operation_has_cases_and_more_that_are_left_alone_or_declined_than_none():
    for kind in operations():
        cases = [path.read_text(encoding="utf-8") for path in (ROOT / "tests/cases" / kind).glob("*.py")]
        assert any("# becomes" in case for case in cases), kind
        assert any("# left alone" in case or "# declined" in case for case in cases), kind
