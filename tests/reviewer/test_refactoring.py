"""Recipes by hand: a diff first, written only where git could undo it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nova.errors import BadInput, NovaError, Refused
from nova.testing import git, repository
from reviewer.drafting import warm_workshop
from reviewer.errors import OperationDeclined
from reviewer.refactoring import recipe_from, refactored

FILES = {"shop/__init__.py": "", "shop/orders.py": "def place():\r\n    return 'placed'\r\n",
         "use.py": "from shop.orders import place\n\nKNOWN = {'place': place}\n"}
RENAME = ["rename_symbol", "old=shop.orders:place", "new=submit"]


@pytest.fixture(scope="module", autouse=True)
def _one_worker() -> Iterator[None]:
    with warm_workshop():
        yield


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", dict(FILES))


def test_the_diff_applies_and_nothing_is_written(shop: Path, tmp_path: Path) -> None:
    done = refactored(shop, recipe_from(RENAME))
    assert git(shop, "status", "--porcelain") == ""
    (tmp_path / "a.diff").write_bytes(done.changes.diff().encode())
    git(shop, "apply", str(tmp_path / "a.diff"))
    assert (shop / "shop/orders.py").read_bytes() == b"def submit():\r\n    return 'placed'\r\n"
    assert (shop / "use.py").read_text() == "from shop.orders import submit\n\nKNOWN = {'place': submit}\n"


def test_it_tells_what_it_left(shop: Path) -> None:
    report = refactored(shop, recipe_from(RENAME)).to_json()
    assert report["left"] == [{"path": "use.py", "line": 3, "why": "a string that may mean something else"}]
    assert [file["path"] for file in report["files"]] == ["shop/orders.py", "use.py"]
    assert (report["written"], report["undo"]) == (False, "")


def test_what_is_written_can_be_undone_as_told(shop: Path) -> None:
    (shop / "shop/orders.py").chmod(0o755)
    git(shop, "commit", "-qam", "x")
    done = refactored(shop, recipe_from(RENAME), write=True)
    assert "submit" in (shop / "use.py").read_text()
    assert (shop / "shop/orders.py").stat().st_mode & 0o777 == 0o755
    assert done.undo == "git restore -- shop/orders.py use.py"
    git(shop, *done.undo.split()[1:])
    assert git(shop, "status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["use.py", "new.py"])
def test_files_that_git_could_not_bring_back_are_not_touched(shop: Path, path: str) -> None:
    (shop / path).write_text("from shop.orders import place\n")
    with pytest.raises(Refused, match=f"{path} is not committed"):
        refactored(shop, recipe_from(RENAME), write=True)
    assert "place" in (shop / "shop/orders.py").read_text()


def test_links_out_of_the_tree_are_neither_read_nor_written(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("from shop.orders import place\n")
    (shop / "link.py").symlink_to(tmp_path / "outside.py")
    (shop / "folder").symlink_to(tmp_path)
    assert refactored(shop, recipe_from(RENAME)).changes.paths == ("shop/orders.py", "use.py")


def test_a_file_of_steps_is_a_recipe(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps([{"kind": "rename_symbol", "old": "shop/orders.py::place", "new": "submit"},
                                {"kind": "rename_symbol", "old": "shop/orders.py::submit", "new": "send"}]))
    changes = refactored(shop, recipe_from([str(file)])).changes
    assert changes.files[1].after == b"from shop.orders import send\n\nKNOWN = {'place': send}\n"


def test_parameters_that_are_no_text_are_written_as_json() -> None:
    [step] = recipe_from([*RENAME, "keep_alias=true", 'only=["use.py"]']).steps
    assert (step.parameters["keep_alias"], step.parameters["only"]) == (True, ["use.py"])


@pytest.mark.parametrize(("words", "told"), [
    (["rename_symbl"], "did you mean rename_symbol"),
    (["gone.json"], "there is no recipe gone.json"),
    (["rename_symbol", "old"], "old is no parameter: write name=value"),
    (["rename_symbol", "nwe=a"], "did you mean new"),
    (["rename_symbol", "old=m.py::a", "new=b", "keep_alias=yes"], "keep_alias is written as JSON"),
    (["rename_symbol", "old=m.py::a"], '"new" is missing'),
])
def test_what_cannot_be_read_is_told(words: list[str], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        recipe_from(words)


def test_a_decline_is_an_error_with_its_reason(shop: Path) -> None:
    with pytest.raises(OperationDeclined, match="class is a keyword") as declined:
        refactored(shop, recipe_from([*RENAME[:2], "new=class"]))
    assert isinstance(declined.value, NovaError)
