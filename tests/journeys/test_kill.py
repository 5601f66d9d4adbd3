"""kill -9 at every stage, and two at once: the next start finishes or undoes; nothing is doubled, nothing is lost."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import journeys_driver
import pytest
from journeys_driver import STAGES
from shops import shop_at

from nova.testing import commit

pytestmark = pytest.mark.outer


def killed_at(shop, stage: str, when: str) -> int:
    """A review in a process that kills itself before or after a stage."""
    return subprocess.run([sys.executable, journeys_driver.__file__, str(shop.path), stage, when],
                          env=shop.surroundings, capture_output=True, timeout=300, check=False).returncode


def settled(shop):
    """Branches, and the proposals that stand for them."""
    proposals = json.loads(shop.nova("proposals", "--json"))
    assert sorted(proposal["branch"] for proposal in proposals) == sorted(shop.branches())
    return {proposal["branch"]: proposal["patch_sha256"] for proposal in proposals}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    shop = shop_at(tmp_path_factory.mktemp("undisturbed"))
    shop.review()
    return settled(shop)


@pytest.mark.parametrize(("stage", "when"), [*((stage, "before") for stage in STAGES), ("open", "after")])
def test_a_killed_review_ends_as_if_nothing_had_happened(shop, undisturbed, stage, when):
    assert killed_at(shop, stage, when) == -9
    report = shop.review()
    assert settled(shop) == undisturbed
    assert report["dispositions"]["proposed"] + report["dispositions"]["already-open"] == 3


def test_killed_at_any_moment_and_again(shop, undisturbed):
    for wait in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0):
        process = subprocess.Popen([sys.executable, "-m", "nova", "review"], cwd=shop.path, env=shop.surroundings,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.kill()
        process.wait()
    shop.review()
    assert settled(shop) == undisturbed


def test_a_lost_engine_database_loses_only_unfinished_work(shop, undisturbed):
    killed_at(shop, "prove", "after")
    shutil.rmtree(shop.home / "engine")
    shop.review()
    assert settled(shop) == undisturbed


def test_caches_may_be_deleted_at_any_time(shop, undisturbed):
    killed_at(shop, "propose", "after")
    shutil.rmtree(shop.home / "cache")
    shutil.rmtree(shop.home / "mirrors")
    shop.review()
    assert settled(shop) == undisturbed


def test_a_killed_review_whose_answers_changed_begins_anew(shop):
    shop.review("--rule", "dead-definition")
    shop.nova("reject", "p1", "--because", "not-worth-it")
    shop.nova("reopen", "p1")
    killed_at(shop, "propose", "after")
    shop.nova("reject", "p1", "--because", "not-worth-it")
    report = shop.review()
    assert "dead-definition" not in {proposal["rule"] for proposal in report["proposals"]}
    assert report["dispositions"]["precedent"] == 1


def test_of_two_at_once_one_works_and_the_other_says_so(shop, undisturbed):
    both = [subprocess.Popen([sys.executable, "-m", "nova", "review"], cwd=shop.path, env=shop.surroundings,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=300)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2]
    refused = said[[process.returncode for process in both].index(2)]
    assert "is reviewing shop since" in refused
    assert settled(shop) == undisturbed


def interrupted_after(shop, wait: float, *options: str, sign: str = "") -> tuple[int, str, float]:
    """Ctrl-C as a terminal sends it, to every process of the group, so many seconds after the first line on stderr
    that holds `sign`. Exit code, what was said from then on, seconds to the end."""
    # A shell's background job, which these tests may run in, begins with Ctrl-C ignored.
    process = subprocess.Popen(["env", "--default-signal=INT", sys.executable, *options, "-m", "nova", "review"],
                               cwd=shop.path, env=shop.surroundings, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    while sign not in (line := process.stderr.readline()):
        assert line, "it ended before it gave the sign"
    time.sleep(wait)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    pressed = time.monotonic()
    said = process.communicate(timeout=120)[1]
    return process.returncode, said, time.monotonic() - pressed


def test_ctrl_c_stops_with_one_line_and_the_next_start_goes_on(shop, undisturbed):
    for wait in (0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 2.0):
        code, said, _ = interrupted_after(shop, wait)
        if code != 0:
            assert code == 130
            assert "nova: stopped. What was finished is kept" in said
            assert "Traceback" not in said
    shop.review()
    assert settled(shop) == undisturbed


def test_ctrl_c_while_modules_still_load(shop):
    code, said, _ = interrupted_after(shop, 0.0, "-X", "importtime", sign=" nova.errors")
    assert code == 130
    assert said.endswith("nova: stopped. What was finished is kept; the same command goes on from there.\n")
    assert "Traceback" not in said


def test_ctrl_c_does_not_wait_for_a_test_suite_to_end(shop):
    commit(shop.path, {"tests/test_slow.py": "import time\n\n\ndef test_slow():\n    time.sleep(60)\n"})
    for _ in range(2):  # a new run, then one that goes on
        code, _, seconds = interrupted_after(shop, 5.0)
        assert code == 130
        assert seconds < 15
