"""The embedded forge: opening, and what people do with plain git."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from answering import AFTER, SOURCE, Bench, Cut, again, bench, cut_at

from nova.errors import Refused
from nova.testing import commit, git, write
from reviewer.domain.answer import AnswerKind
from reviewer.domain.proposal import PullStatus


@pytest.fixture
def shop(tmp_path: Path) -> Bench:
    return bench(tmp_path)


def test_a_proposal_is_a_branch_with_one_commit_and_a_record(shop: Bench) -> None:
    pull = shop.open()
    assert pull.id == "p1"
    assert pull.branch == f"nova/dead-definition/{pull.place.key(shop.project.id)[:8]}"
    assert shop.tip(pull.branch) == pull.head
    assert shop.git("rev-list", "--count", f"main..{pull.branch}") == "1"
    assert shop.git("show", f"{pull.branch}:shop/clock.py") + "\n" == AFTER
    assert (pull.target, pull.base, pull.status) == ("main", shop.tip("main"), PullStatus.OPEN)
    assert shop.record().diff.startswith("--- a/shop/clock.py\n")


def test_the_commit_tells_why_and_names_its_place(shop: Bench) -> None:
    pull = shop.open()
    message = shop.git("show", "--no-patch", "--format=%B", pull.head)
    assert message == ("Remove `unused`: nothing uses it\n\nNothing refers to it.\n\n"
                       f"Nova-Place: {pull.place.key(shop.project.id)}")
    who = shop.git("show", "--no-patch", "--format=%an <%ae> %cn <%ce> %aI %cI", pull.head)
    assert who == ("Nova <nova@localhost> Nova <nova@localhost> "
                   "2026-01-02T03:04:05+00:00 2026-01-02T03:04:05+00:00")


def test_the_working_tree_the_index_and_head_stay_untouched(shop: Bench) -> None:
    write(shop.path, "shop/clock.py", "# being edited\n")
    write(shop.path, "notes.txt", "mine\n")
    git(shop.path, "add", "notes.txt")
    before = shop.state()
    shop.open()
    assert shop.state() == before
    assert (shop.path / "shop/clock.py").read_text() == "# being edited\n"


def test_hooks_of_the_repository_do_not_run(shop: Bench) -> None:
    for name in ("reference-transaction", "post-commit", "pre-push", "update"):
        hook = shop.path / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch ../hook-ran\n")
        hook.chmod(0o755)
    shop.open()
    assert not [path for path in (shop.path.parent, shop.path) if (path / "hook-ran").exists()]


def test_the_same_proposal_gives_the_same_commit_in_another_clone(shop: Bench, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(shop.path), "other")
    other = Bench(tmp_path / "other", tmp_path / "home2")
    assert shop.open().head == other.open().head


def test_opening_twice_opens_once(shop: Bench) -> None:
    assert shop.open(run="r1") == shop.open(run="r1") == shop.open(run="r2")
    assert len(shop.forge().pulls()) == 1


@pytest.mark.parametrize("step", ["looked", "committed", "transferred", "branched"])
def test_a_kill_while_opening_is_repaired_by_opening_again(shop: Bench, step: str) -> None:
    proposal = shop.proposal()
    with pytest.raises(Cut):
        shop.forge(cut_at(step)).open(proposal, run="r1", report={})
    shop = again(shop)
    assert shop.forge().settle() == ()
    pull = shop.forge().open(proposal, run="r1", report={})
    assert shop.forge().pulls() == (pull,)
    assert shop.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/nova") == \
        f"{pull.branch} {pull.head}"


def test_a_branch_that_a_kill_left_behind_is_replaced_on_a_new_base(shop: Bench) -> None:
    with pytest.raises(Cut):
        shop.forge(cut_at("branched")).open(shop.proposal(), run="r1", report={})
    commit(shop.path, {"README.md": "A better shop.\n"})
    pull = shop.open(run="r2")
    assert shop.tip(pull.branch) == pull.head
    assert pull.base == shop.tip("main")


def test_short_names_are_never_given_out_twice(shop: Bench) -> None:
    first = shop.open()
    shop.git("branch", "-D", first.branch)
    assert [pull.status for pull in shop.forge().settle()] == [PullStatus.CLOSED]
    assert shop.open(run="r2").id == "p2"


def test_somebody_elses_branch_of_that_name_is_not_touched(shop: Bench) -> None:
    branch = shop.open(run="r1").branch
    shop.git("branch", "-D", branch)
    shop.forge().settle()
    theirs = shop.git("commit-tree", "main^{tree}", "-m", "mine")
    shop.git("branch", branch, theirs)
    with pytest.raises(Refused, match=f"git branch -D {branch}"):
        shop.open(run="r2")
    assert shop.tip(branch) == theirs
    assert len(shop.forge().pulls()) == 1


def test_a_branch_named_like_the_prefix_is_told_with_the_setting(shop: Bench) -> None:
    shop.git("branch", "nova")
    with pytest.raises(Refused, match="branch_prefix"):
        shop.open()
    assert shop.open(prefix="bot/nova").branch.startswith("bot/nova/dead-definition/")


def test_a_proposal_that_waits_on_an_older_base_is_named(shop: Bench) -> None:
    shop.open()
    commit(shop.path, {"README.md": "A better shop.\n"})
    with pytest.raises(Refused, match="nova refresh p1"):
        shop.open(run="r2")


def test_a_detached_head_needs_a_target(shop: Bench) -> None:
    shop.git("checkout", "--quiet", "--detach")
    with pytest.raises(Refused, match="--branch NAME"):
        shop.open()
    assert shop.open(target="main").target == "main"


# what people do by hand


def settled(shop: Bench) -> list[tuple[str, PullStatus]]:
    return [(pull.id, pull.status) for pull in shop.forge().settle()]


def test_nothing_done_settles_nothing(shop: Bench) -> None:
    shop.open()
    commit(shop.path, {"README.md": "A better shop.\n"})
    assert settled(shop) == []


def merge(shop: Bench, branch: str) -> None:
    shop.git("merge", "--quiet", "--no-ff", "-m", "Merge it", branch)


def fast_forward(shop: Bench, branch: str) -> None:
    shop.git("merge", "--quiet", "--ff-only", branch)


def squash(shop: Bench, branch: str) -> None:
    shop.git("merge", "--quiet", "--squash", branch)
    shop.git("commit", "--quiet", "-m", "In my own words")


def squash_with_more(shop: Bench, branch: str) -> None:
    shop.git("merge", "--quiet", "--squash", branch)
    commit(shop.path, {"README.md": "And this.\n"}, "Two things at once")


def cherry_pick(shop: Bench, branch: str) -> None:
    commit(shop.path, {"README.md": "A better shop.\n"})
    shop.git("cherry-pick", branch)


def amend_and_merge(shop: Bench, branch: str) -> None:
    shop.git("checkout", "--quiet", branch)
    write(shop.path, "shop/clock.py", AFTER + "# better still\n")
    shop.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    shop.git("checkout", "--quiet", "main")
    merge(shop, branch)


@pytest.mark.parametrize("deleted", [False, True], ids=["branch kept", "branch deleted"])
@pytest.mark.parametrize("way", [merge, fast_forward, squash, squash_with_more, cherry_pick, amend_and_merge])
def test_merged_by_hand_is_an_approval_by_who_merged(shop: Bench, way: object, deleted: bool) -> None:
    pull = shop.open()
    way(shop, pull.branch)
    commit(shop.path, {"later.py": "x = 1\n"})
    if deleted:
        shop.git("branch", "-D", pull.branch)
    assert settled(shop) == [("p1", PullStatus.APPROVED)]
    answer, = shop.answers.read().answers
    assert (answer.kind, answer.by, answer.proposal) == (AnswerKind.APPROVED, "Ana <ana@example.com>", "p1")
    assert answer.base == pull.base
    assert settled(shop) == []
    assert len(shop.book.read().answers) == 1


def test_a_branch_deleted_by_hand_is_closed_without_a_word(shop: Bench) -> None:
    shop.git("branch", "-D", shop.open().branch)
    assert settled(shop) == [("p1", PullStatus.CLOSED)]
    assert shop.answers.read().answers == ()


def test_an_equal_file_change_elsewhere_is_no_merge(shop: Bench) -> None:
    shop.open()
    commit(shop.path, {"shop/other.py": SOURCE})
    commit(shop.path, {"shop/other.py": AFTER})
    assert settled(shop) == []


def test_a_persons_commit_on_the_branch_is_left_alone_and_told(shop: Bench) -> None:
    pull = shop.open()
    shop.git("checkout", "--quiet", pull.branch)
    mine = commit(shop.path, {"shop/clock.py": AFTER + "# mine\n"})
    assert settled(shop) == [("p1", PullStatus.OPEN)]
    assert shop.record().edited == mine
    assert settled(shop) == []
    assert shop.tip(pull.branch) == mine


def test_a_renamed_target_settles_nothing(shop: Bench) -> None:
    shop.open()
    shop.git("branch", "-m", "main", "trunk")
    assert settled(shop) == []


def test_another_checkout_is_not_ours_to_judge(shop: Bench, tmp_path: Path) -> None:
    pull = shop.open()
    git(tmp_path, "clone", "--quiet", str(shop.path), "other")
    shop.database.close()
    other = Bench(tmp_path / "other", shop.home)
    assert other.forge().pulls() == ()
    assert other.forge().settle() == ()
    assert shop.tip(pull.branch) == pull.head


def test_a_checkout_that_moved_takes_its_proposals_along(shop: Bench, tmp_path: Path) -> None:
    pull = shop.open()
    moved = tmp_path / "elsewhere"
    shutil.move(shop.path, moved)
    shop.database.close()
    there = Bench(moved, shop.home)
    assert [found.id for found in there.forge().pulls()] == [pull.id]
    assert there.record().pull.repository == str(moved)
    assert there.forge().settle() == ()


def test_names_with_control_characters_do_not_reach_the_message(tmp_path: Path) -> None:
    from reviewer.forge.local import _line

    assert _line("a\x1b[31m b\nc") == "a?[31m b c"
    assert os.fsencode(_line("\udcff")) == b"?"


def test_worktrees_of_one_repository_share_its_proposals_and_keep_them_when_one_is_removed(
    shop: Bench, tmp_path: Path
) -> None:
    shop.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = Bench(tmp_path / "side", tmp_path / "home")
    pull = side.open()
    assert shop.forge().pulls() == (pull,)
    commit(shop.path, {"README.md": "A better shop.\n"})
    with pytest.raises(Refused, match="p1 proposes this already"):
        shop.open(run="r2")
    shop.git("worktree", "remove", "--force", str(tmp_path / "side"))
    assert [(one.id, one.repository) for one in shop.forge().pulls()] == [("p1", str(shop.path))]
