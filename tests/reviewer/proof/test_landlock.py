"""Proof where nothing can be mounted: the copy lies elsewhere, and what was not tested there is not proven."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from proving import Proving

from nova.errors import SandboxUnavailable
from nova.testing import environment
from reviewer.domain.verdict import Grade, Tier
from reviewer.proof.sandbox.bubblewrap import Bind, Job, Sandbox, installed
from reviewer.proof.sandbox.landlocked import Landlocked, landlocked
from reviewer.proof.sandbox.watching import Stopped

pytestmark = pytest.mark.outer

CART = "def total(prices, rate):\n    return sum(prices) * rate\n"
BETTER = CART.replace("sum(prices) * rate", "rate * sum(prices)")
WRONG = CART.replace("* rate", "+ rate")
TESTS = "from shop.cart import total\n\n\ndef test_total():\n    assert total([1, 2], 3) == 9\n"
LINGER = """\
import os, time
if os.fork() == 0:
    os.setsid()
    while os.fork() == 0:
        open("beat", "w").write(str(time.time()))
        time.sleep(.02)
    os._exit(0)
print("begun", flush=True)
time.sleep(99)
"""


def sandbox() -> Landlocked:
    return landlocked(installed().prlimit)


def test_a_suite_in_the_tree_is_proof(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": CART, "tests/test_cart.py": TESTS}
    proving = Proving(tmp_path, files, sandbox=sandbox())
    verdict = proving.verify({"shop/cart.py": BETTER})
    assert (verdict.grade, verdict.tier) == (Grade.B, Tier.LANDLOCK), verdict
    assert proving.verify({"shop/cart.py": WRONG}).grade is Grade.UNPROVEN
    assert proving.leftovers() == []


def test_an_installed_or_editable_copy_is_never_a_pass(tmp_path: Path) -> None:
    """Only the environment makes the package importable: by a link to the checkout, then by a copy of its own."""
    files = {"lib/shop/__init__.py": "", "lib/shop/cart.py": CART, "tests/test_cart.py": TESTS, ".gitignore": ".venv\n"}
    proving = Proving(tmp_path, files, sandbox=sandbox())
    environment(proving.path / ".venv")
    site, = (proving.path / ".venv").glob("lib/python3*/site-packages")
    (site / "shop.pth").write_text(f"{proving.path}/lib\n")
    editable = proving.another().verify(proving.draft({"lib/shop/cart.py": WRONG}))
    assert editable.grade is Grade.UNPROVEN
    (site / "shop.pth").unlink()
    shutil.copytree(proving.path / "lib" / "shop", site / "shop")
    copied = proving.another().verify(proving.draft({"lib/shop/cart.py": WRONG}))
    assert copied.grade is Grade.UNPROVEN
    assert "loaded from the environment" in copied.why


def test_a_folder_that_is_to_be_seen_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxUnavailable, match="at another path"):
        sandbox().run(Job(argv=("/bin/true",), folder=tmp_path, binds=(Bind(tmp_path, Path("/nova/out")),)))


def test_what_is_stopped_leaves_nobody_behind(tmp_path: Path) -> None:
    """Orphans in sessions of their own, which beget others."""
    ended = sandbox().run(Job(argv=("/usr/bin/env", "python3", "-c", LINGER), folder=tmp_path, seconds=1.5,
                              binds=(Bind(tmp_path, tmp_path, writable=True),)))
    assert (ended.stopped, ended.output) == (Stopped.TIME, b"begun\n")
    last = (tmp_path / "beat").read_text()
    time.sleep(0.3)
    assert (tmp_path / "beat").read_text() == last


@pytest.mark.parametrize("lost", [Landlocked(bwrap="", prlimit="/usr/bin/gone"),
                                  Sandbox(bwrap="/usr/bin/gone", prlimit="/usr/bin/prlimit")],
                         ids=["landlock", "bwrap"])
def test_a_sandbox_that_is_lost_proves_nothing(lost: Sandbox, tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": CART, "tests/test_cart.py": TESTS}
    verdict = Proving(tmp_path, files, sandbox=lost).verify({"shop/cart.py": BETTER})
    assert (verdict.grade, verdict.tier) == (Grade.UNPROVEN, Tier.NONE), verdict
    assert "sandbox" in verdict.why
