"""The main job: real proposals with their proof, opened without touching what a person works on."""

import json
import os
import shutil

import pytest

from nova.testing import commit, git
from reviewer.recipes import problems_of

pytestmark = pytest.mark.outer


def opened(report):
    return [proposal for proposal in report["proposals"] if proposal["status"] == "open"]


def test_a_first_review_opens_proven_proposals_and_touches_nothing_else(shop):
    (shop.path / "notes.txt").write_text("mine")
    (shop.path / "shop" / "prices.py").write_text("# mine, not committed\n")
    before = (shop.git("status", "--porcelain"), shop.git("rev-parse", "HEAD"), (shop.path / ".git/index").read_bytes())
    report = shop.review()
    assert (shop.git("status", "--porcelain"), shop.git("rev-parse", "HEAD"),
            (shop.path / ".git/index").read_bytes()) == before
    proposals = opened(report)
    assert {proposal["rule"] for proposal in proposals} == {"dead-definition", "typing-syntax", "unused-import"}
    assert {proposal["verdict"]["grade"] for proposal in proposals} <= {"B", "C"}
    assert all(proposal["verdict"]["tier"] == "strict" for proposal in proposals)
    assert sorted(shop.branches()) == sorted(proposal["branch"] for proposal in proposals)
    for branch, head in shop.branches().items():
        assert shop.git("rev-parse", f"{branch}^") == report["base"]
        assert shop.git("log", "-1", "--format=%cI", head) == shop.git("log", "-1", "--format=%cI", "main")


def test_the_report_has_the_shape_that_scripts_rely_on(shop):
    report = shop.review()
    assert {"run", "project", "base", "findings", "dispositions", "proposals", "unread", "seconds",
            "peak_mb"} <= set(report)
    for proposal in report["proposals"]:
        assert {"id", "place", "idea", "rule", "title", "reviewer", "effect", "files", "symbols", "lines_changed",
                "patch_sha256", "recipe", "grounds", "verdict", "branch", "status"} <= set(proposal)
        assert problems_of(proposal["recipe"]) == []
        assert set(proposal["idea"]) == {"symbol", "effect"}
        assert {"name", "outcome", "detail", "seconds"} == set(proposal["verdict"]["checks"][0])


def test_the_same_commit_gives_byte_identical_commits_in_another_home(shop, tmp_path):
    shop.review()
    first = shop.branches()
    for branch in first:
        shop.git("branch", "-q", "-D", branch)
    shop.home = tmp_path / "another"
    shop.review()
    assert shop.branches() == first


def test_a_second_review_says_what_is_open_and_opens_nothing(shop):
    first = shop.review()
    second = shop.review()
    assert second["proposals"] == []
    assert second["dispositions"]["already-open"] == first["dispositions"]["proposed"]


def test_a_dry_run_opens_nothing_and_says_what_it_would(shop):
    report = shop.review("--dry-run")
    assert shop.branches() == {}
    assert [proposal["status"] for proposal in report["proposals"]].count("would-open") == 3
    assert json.loads(shop.nova("proposals", "--json")) == []


def test_limits_and_rules_can_be_asked_for(shop):
    report = shop.review("--max", "1", "--rule", "unused-import")
    assert [proposal["rule"] for proposal in opened(report)] == ["unused-import"]


def test_an_older_commit_can_be_reviewed(shop):
    old = shop.git("rev-parse", "HEAD")
    commit(shop.path, {"shop/prices.py": "def total(prices):\n    return sum(prices)\n"})
    report = shop.review("--at", old, "--dry-run")
    assert report["base"] == old
    assert report["findings"] > 0


def test_without_a_sandbox_a_review_ends_well_and_says_why(shop, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("git", "env"):
        (tools / tool).symlink_to(shutil.which(tool))
    shop.environment["PATH"] = str(tools)
    done = shop.run("review")
    assert done.returncode == 0, done.stderr
    assert shop.branches() == {}
    assert "none proven" in done.stderr
    assert "bubblewrap" in done.stderr
    unproven = shop.review("--allow-unproven")
    assert {proposal["verdict"]["grade"] for proposal in opened(unproven)} == {"unproven"}


def test_a_dirty_tree_is_said_and_left_out(shop):
    (shop.path / "shop" / "prices.py").write_text("x = 1\n")
    done = shop.run("review", "--dry-run")
    assert "changes that are not committed (shop/prices.py)" in done.stderr


def test_a_project_outside_the_current_folder_and_a_folder_inside_one(shop, tmp_path):
    from_outside = json.loads(shop.nova("review", str(shop.path), "--json", "--dry-run", at=tmp_path))
    from_inside = json.loads(shop.nova("review", "--json", "--dry-run", at=shop.path / "tests"))
    assert from_outside["dispositions"] == from_inside["dispositions"]


def test_what_a_person_reads_first(shop):
    done = shop.run("review")
    assert done.returncode == 0
    assert "Remove" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert "3 proposed" in done.stderr
    first = json.loads(shop.nova("proposals", "--json"))[0]["id"]
    shown = shop.nova("show", first)
    for words in ("why ", "proof ", "sandbox: strict", "recipe ", "--- a/shop/prices.py"):
        assert words in shown
    assert shop.nova("why-not", "shop/prices.py:dead-definition").startswith("shop/prices.py:")


def test_changed_lines_that_tests_notice_are_graded_b(shop):
    report = shop.review("--rule", "typing-syntax")
    [proposal] = opened(report)
    assert proposal["verdict"]["grade"] == "B"
    assert proposal["verdict"]["tests"]["executed_lines"] >= 1
    assert proposal["verdict"]["tests"]["noticed"] >= 1


def test_nothing_is_read_from_the_reviewed_tree_but_its_commit(shop):
    (shop.path / "nova.toml").write_text("[review]\nopen_at_most = 0\n")
    (shop.path / ".env").write_text("NOVA_REVIEW__OPEN_AT_MOST=0\n")
    assert len(opened(shop.review())) == 3
    assert not (shop.path / ".nova").exists() and os.listdir(shop.path / ".git/refs/heads/nova")


def test_settings_of_the_project_can_only_narrow(shop):
    text = (shop.path / "pyproject.toml").read_text()
    commit(shop.path, {"pyproject.toml": f"{text}\n[tool.nova]\nopen_at_most = 1\n"})
    assert len(opened(shop.review())) == 1
    git(shop.path, "branch", "-q", "-D", *shop.branches())
    commit(shop.path, {"pyproject.toml": f"{text}\n[tool.nova]\nopen_at_most = 9\n"})
    assert len(opened(shop.review())) == 3


def test_a_review_whose_time_for_proofs_is_spent_says_so_and_proves_nothing(shop):
    shop.environment["NOVA_REVIEW__PROVING_SECONDS"] = "0"
    told = shop.run("review")
    why = "the proof's time of 0 s is spent after 0 of"
    assert why in told.stderr
    assert "not proven" in told.stderr
    assert shop.branches() == {}
    assert why in shop.nova("why-not", ".")
