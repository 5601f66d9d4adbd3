"""The service: reviews when they are due, once a slot, and ends cleanly."""

import json
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.outer


def served(shop, until: str, seconds: float = 90.0) -> str:
    """The log of a service that was stopped with SIGTERM once it said `until`."""
    log = shop.home.parent / "serve.log"
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-m", "nova", "serve"], cwd=shop.home.parent, env=shop.surroundings,
                                   stdout=file, stderr=file)
        deadline = time.monotonic() + seconds
        while until not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0, log.read_text()
    return log.read_text()


@pytest.fixture
def watched(shop):
    shop.nova("projects", "add", ".", "--name", "corner-shop")
    return shop


def test_a_watched_project_is_reviewed_once_a_slot(watched):
    log = served(watched, "proposed")
    assert "watching corner-shop: review every 7 days\n" in log
    assert "review of corner-shop: " in log
    assert "3 proposed" in log
    assert log.rstrip().splitlines()[-1].endswith("stopped")
    assert len(watched.branches()) == 3
    again = served(watched, "watching corner-shop", seconds=20)
    assert "proposed" not in again


def test_a_stopped_review_goes_on_at_the_next_start(watched):
    log = served(watched, "watching corner-shop")
    assert "stopped" in log
    assert "3 proposed" in served(watched, "proposed")
    proposals = json.loads(watched.nova("proposals", "--json"))
    assert sorted(proposal["branch"] for proposal in proposals) == sorted(watched.branches())


def test_what_a_person_did_by_hand_is_settled(watched):
    watched.review()
    watched.git("branch", "-q", "-D", *watched.branches())
    assert "deleted by hand" in served(watched, "deleted by hand")


def test_two_services_do_not_share_a_home(watched):
    first = subprocess.Popen([sys.executable, "-m", "nova", "serve"], env=watched.surroundings, stderr=subprocess.PIPE,
                             text=True)
    first.stderr.readline()
    second = watched.run("serve")
    first.terminate()
    first.communicate()
    assert second.returncode == 2
    assert "is serving since" in second.stderr


def test_projects_are_added_listed_changed_and_removed(shop, tmp_path):
    shop.nova("projects", "add", ".", "--name", "corner", "--tests", "-m 'not slow' tests", "--branch", "main")
    shop.nova("projects", "add", ".", "--decisions", "docs/adr")
    [project] = json.loads(shop.nova("projects", "list", "--json"))
    assert project["name"] == "corner" and project["tests"] == ["-m", "not slow", "tests"]
    assert project["decisions"] == "docs/adr" and project["branch"] == "main"
    assert "no such file" in shop.run("projects", "add", ".", "--python", str(tmp_path / "none")).stderr
    assert "did you mean corner" in shop.run("projects", "remove", "cornre").stderr
    shop.nova("projects", "remove", "corner")
    assert json.loads(shop.nova("projects", "list", "--json")) == []
