"""The wheel holds exactly the two packages, with the roles inside, and works far from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.outer

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
                    "--wheel-dir", str(folder), str(ROOT)], check=True)
    [built] = folder.glob("*.whl")
    return built


def test_it_holds_nova_and_the_reviewer_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"nova", "reviewer", "nova_reviewer"}
    roles = {path.relative_to(ROOT).as_posix() for path in (ROOT / "agents").rglob("*.md")}
    assert {name.removeprefix("nova/") for name in names if name.startswith("nova/agents/")} == roles
    assert "reviewer/migrations/reviewer_0001.py" in names


def test_it_works_without_the_checkout(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    # The dependencies are those of this environment; the packages are the wheel's, since their folder comes first.
    code = ("import sys; sys.path.insert(0, sys.argv[1]); import nova.cli, reviewer, nova.roles; "
            "assert nova.__file__.startswith(sys.argv[1]) and reviewer.__file__.startswith(sys.argv[1]); "
            "print(len(nova.roles.read_roles('review'))); nova.cli.main(['rules'])")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "site")], cwd=tmp_path, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(len(list((ROOT / "agents/review").glob("*.md"))))
    assert "dead-definition" in done.stdout
