"""Approve, reject, reopen, refresh: each sentence of the issue as a case, each step killed once."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from answering import AFTER, SOURCE, Bench, Cut, again, bench, cut_at

from nova.errors import BadInput, NovaError, Refused, UnknownName
from nova.testing import commit, git, write
from reviewer.domain.answer import AnswerKind, Because, Scope
from reviewer.domain.finding import Disposition, Place
from reviewer.domain.proposal import PullStatus
from reviewer.domain.verdict import Grade
from reviewer.errors import ProposalConflict
from reviewer.lifecycle import SERVICE, Done, approve, finish, refresh, reject, reopen
from reviewer.store import Kept, Run, RunState


@pytest.fixture
def shop(tmp_path: Path) -> Bench:
    made = bench(tmp_path)
    made.open()
    return made


def move_base(shop: Bench) -> str:
    return commit(shop.path, {"README.md": "A better shop.\n"})


# approve


def test_approving_moves_the_target_and_the_checkout(shop: Bench) -> None:
    head = shop.record().pull.head
    done = approve(shop.desk(), "p1")
    assert shop.tip("main") == head
    assert (shop.path / "shop/clock.py").read_text() == AFTER
    assert shop.git("status", "--porcelain") == ""
    assert shop.tip(shop.record().pull.branch) == ""
    assert done.pull is not None
    assert done.pull.status is shop.record().pull.status is PullStatus.APPROVED
    assert done.said.startswith(f"p1 approved: main is at {head[:7]}")


def test_the_answer_binds_project_base_tree_and_patch_and_names_the_person(shop: Bench) -> None:
    pull = shop.record().pull
    approve(shop.desk(), "p1")
    for answers in (shop.answers.read().answers, shop.book.read().answers):
        answer, = answers
        assert (answer.kind, answer.project, answer.base) == (AnswerKind.APPROVED, shop.project.id, pull.base)
        assert (answer.head_tree, answer.patch_sha256) == (pull.head_tree, pull.patch_sha256)
        assert answer.by == "Ana <ana@example.com>"
        assert answer.login


def test_an_approval_in_the_ref_alone_does_not_count(shop: Bench, tmp_path: Path) -> None:
    approve(shop.desk(), "p1")
    stranger = Bench(shop.path, tmp_path / "home2")
    assert len(stranger.book.read().answers) == 1
    assert stranger.answers.read().answers == ()


def test_who_proposes_never_answers(shop: Bench) -> None:
    for actor in (SERVICE, "", "engine"):
        for act in (approve, partial(reject, because=Because.WRONG), reopen, refresh):
            with pytest.raises(Refused, match="only a person"):
                act(shop.desk(actor=actor), "p1")
    assert shop.record().pull.status is PullStatus.OPEN
    assert shop.answers.read().answers == ()


def test_an_answer_needs_a_name(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    shop.git("config", "--unset", "user.email")
    with pytest.raises(BadInput, match=r"git config user\.name"):
        approve(shop.desk(), "p1")


def test_a_moved_base_with_the_same_patch_is_proven_again_and_merged(shop: Bench) -> None:
    moved = move_base(shop)
    approve(shop.desk(), "p1")
    assert shop.git("rev-parse", "main^") == moved
    assert (shop.path / "shop/clock.py").read_text() == AFTER
    assert (shop.path / "README.md").read_text() == "A better shop.\n"
    assert shop.git("status", "--porcelain") == ""
    answer, = shop.answers.read().answers
    assert answer.base == moved
    assert answer.head_tree == shop.git("rev-parse", "main^{tree}")


def test_a_moved_base_with_another_patch_is_refused(shop: Bench) -> None:
    base = shop.tip("main")[:7]
    moved = commit(shop.path, {"shop/clock.py": SOURCE.replace("return 2\n", "return 2\n\n\nX = 1\n")})
    with pytest.raises(ProposalConflict) as refused:
        approve(shop.desk(), "p1")
    assert str(refused.value) == (
        f"p1 was approved for base {base}, but on main, now {moved[:7]}, the recipe gives another patch. "
        f"Nothing was merged.\n      nova refresh p1 runs the recipe again on {moved[:7]} and proves it anew.")
    assert shop.tip("main") == moved
    assert shop.answers.read().answers == ()


def test_a_moved_base_with_nothing_left_to_do_is_refused(shop: Bench) -> None:
    commit(shop.path, {"shop/clock.py": "import os\n"})
    with pytest.raises(ProposalConflict, match="gives no patch: `unused` is gone already"):
        approve(shop.desk(), "p1")


def test_the_same_patch_that_is_not_proven_any_more_is_refused(shop: Bench) -> None:
    moved = move_base(shop)
    shop.grade = Grade.UNPROVEN
    with pytest.raises(ProposalConflict, match="not proven there: 1 test failed"):
        approve(shop.desk(), "p1")
    assert shop.tip("main") == moved


def test_what_was_shown_unproven_may_stay_so(tmp_path: Path) -> None:
    shop = bench(tmp_path)
    shop.grade = Grade.UNPROVEN
    shop.open()
    move_base(shop)
    assert approve(shop.desk(), "p1").pull is not None


def test_a_branch_with_a_persons_commit_is_not_covered_by_the_proof(shop: Bench) -> None:
    pull = shop.record().pull
    shop.git("checkout", "--quiet", pull.branch)
    commit(shop.path, {"shop/clock.py": AFTER + "# mine\n"})
    shop.git("checkout", "--quiet", "main")
    with pytest.raises(Refused, match=f"git merge {pull.branch}"):
        approve(shop.desk(), "p1")
    assert shop.tip("main") == pull.base


def test_a_record_that_was_tampered_with_is_not_merged(shop: Bench) -> None:
    pull = shop.record().pull
    forged = shop.git("commit-tree", f"{pull.base}^{{tree}}", "-p", pull.base, "-m", "forged")
    shop.git("update-ref", f"refs/heads/{pull.branch}", forged)
    shop.pulls.save(replace(shop.record(), pull=replace(pull, head=forged)))
    with pytest.raises(Refused, match="not the one that was proven"):
        approve(shop.desk(), "p1")


def test_a_deleted_branch_cannot_be_approved(shop: Bench) -> None:
    shop.git("branch", "-D", shop.record().pull.branch)
    with pytest.raises(Refused, match="deleted by hand"):
        approve(shop.desk(), "p1")


def test_a_renamed_target_is_told(shop: Bench) -> None:
    shop.git("branch", "-m", "main", "trunk")
    with pytest.raises(Refused, match="for the branch main, and there is none of that name"):
        approve(shop.desk(), "p1")


def test_what_is_merged_by_hand_already_is_told(shop: Bench) -> None:
    shop.git("merge", "--quiet", "--no-ff", "-m", "Merge", shop.record().pull.branch)
    with pytest.raises(Refused, match="somebody merged it by hand"):
        approve(shop.desk(), "p1")


def test_nobody_answers_twice(shop: Bench) -> None:
    approve(shop.desk(), "p1")
    with pytest.raises(Refused, match="approved on 2026-11-21 and is merged"):
        approve(shop.desk(), "p1")
    with pytest.raises(Refused, match="approved"):
        reject(shop.desk(), "p1", because=Because.WRONG)
    with pytest.raises(Refused, match="git revert"):
        reopen(shop.desk(), "p1")


def test_an_unknown_name_is_told(shop: Bench) -> None:
    for name in ("p7", "x", "p", "-1", "p1p1", "p\u0661"):
        with pytest.raises(UnknownName):
            approve(shop.desk(), name)


# a target that is checked out


def modified(shop: Bench) -> None:
    write(shop.path, "shop/clock.py", SOURCE + "# mine\n")


def staged(shop: Bench) -> None:
    modified(shop)
    shop.git("add", "shop/clock.py")
    write(shop.path, "shop/clock.py", SOURCE)


def deleted(shop: Bench) -> None:
    write(shop.path, "shop/clock.py", None)


def linked(shop: Bench) -> None:
    (shop.path / "shop").rename(shop.path / "elsewhere")
    (shop.path / "shop").symlink_to("elsewhere")


def filtered(shop: Bench) -> None:
    shop.git("config", "filter.evil.smudge", "touch ran; cat")
    write(shop.path, ".git/info/attributes", "*.py filter=evil\n")


def line_ends(shop: Bench) -> None:
    write(shop.path, ".gitattributes", "*.py eol=crlf\n")


def merging(shop: Bench) -> None:
    write(shop.path, ".git/MERGE_HEAD", shop.tip("main") + "\n")


def rebasing(shop: Bench) -> None:
    write(shop.path, ".git/rebase-merge/head-name", "refs/heads/main\n")
    shop.git("checkout", "--quiet", "--detach")


@pytest.mark.parametrize(("way", "why"), [
    (modified, "shop/clock.py has changes that are not committed"),
    (staged, "shop/clock.py has staged changes"),
    (deleted, "shop/clock.py has changes that are not committed"),
    (linked, "shop/clock.py lies behind a symbolic link"),
    (filtered, r"git converts shop/clock.py .*filter=evil"),
    (line_ends, r"git converts shop/clock.py .*eol=crlf"),
    (merging, "a merge is going on there"),
    (rebasing, "a rebase of main is going on there"),
])
def test_a_checkout_that_is_not_safe_to_move_is_refused_with_the_command(shop: Bench, way: object, why: str) -> None:
    way(shop)
    before = shop.state()
    pull = shop.record().pull
    with pytest.raises(Refused, match=why) as refused:
        approve(shop.desk(), "p1")
    assert f"git -C {shop.path} merge {pull.branch}" in str(refused.value)
    assert shop.state() == before
    assert not list(shop.path.glob("**/ran"))
    assert shop.answers.read().answers == ()


def test_other_files_being_edited_stay_as_they_are(shop: Bench) -> None:
    write(shop.path, "README.md", "Being written.\n")
    write(shop.path, "new.txt", "mine\n")
    write(shop.path, ".gitattributes", "* text=auto eol=lf\n")
    shop.git("add", "new.txt")
    approve(shop.desk(), "p1")
    assert shop.git("status", "--porcelain").split("\n") == ["M README.md", "A  new.txt", "?? .gitattributes"]


def test_a_linked_worktree_on_the_target_is_brought_along(shop: Bench, tmp_path: Path) -> None:
    shop.git("checkout", "--quiet", "-b", "work")
    shop.git("worktree", "add", "--quiet", str(tmp_path / "second"), "main")
    approve(shop.desk(), "p1")
    assert git(tmp_path / "second", "status", "--porcelain") == ""
    assert (tmp_path / "second/shop/clock.py").read_text() == AFTER
    assert (shop.path / "shop/clock.py").read_text() == SOURCE


def test_a_dirty_linked_worktree_is_refused(shop: Bench, tmp_path: Path) -> None:
    shop.git("checkout", "--quiet", "-b", "work")
    shop.git("worktree", "add", "--quiet", str(tmp_path / "second"), "main")
    write(tmp_path / "second", "shop/clock.py", "mine\n")
    with pytest.raises(Refused, match="second"):
        approve(shop.desk(), "p1")


def test_a_target_that_is_checked_out_nowhere_just_moves(shop: Bench) -> None:
    shop.git("checkout", "--quiet", "-b", "work")
    head = shop.record().pull.head
    approve(shop.desk(), "p1")
    assert shop.tip("main") == head
    assert (shop.path / "shop/clock.py").read_text() == SOURCE


def test_a_proposals_branch_that_is_checked_out_is_kept_and_told(shop: Bench) -> None:
    branch = shop.record().pull.branch
    shop.git("checkout", "--quiet", branch)
    done = approve(shop.desk(), "p1")
    assert done.notes == (f"{branch} is checked out, so it was kept.",)
    assert shop.tip(branch)


# reject and reopen


def test_rejecting_is_remembered_in_both_places_and_deletes_the_branch(shop: Bench) -> None:
    pull, diff = shop.record().pull, shop.record().diff
    done = reject(shop.desk(), "p1", because=Because.NOT_WORTH_IT, note="leave it", scope=Scope.FILE)
    assert shop.tip(pull.branch) == ""
    assert shop.record().pull.status is PullStatus.REJECTED
    assert shop.answers.read().answers == shop.book.read().answers
    answer, = shop.book.read().answers
    assert (answer.because, answer.note, answer.scope, answer.diff) == (
        Because.NOT_WORTH_IT, "leave it", Scope.FILE, diff)
    assert [item.place for item in answer.remembered] == [pull.place]
    assert answer.remembered[0].idea == pull.idea
    assert done.said == ("p1 rejected: not worth it. Nova will not propose anything by dead-definition in "
                         "shop/clock.py again. (nova reopen p1 takes it back.)")


def test_twins_of_the_latest_run_are_remembered_as_not_meant(shop: Bench) -> None:
    pull = shop.record().pull
    twin = Place("dead-definition", "shop/other.py", "unused")
    shop.runs.start(Run(id="r1", project=shop.project.id, base=pull.base, key="k", state=RunState.RUNNING,
                        arguments={}, started_at=shop.clock.now()))
    shop.runs.finish("r1", [
        Kept(place=place, line=1, message="m", disposition=Disposition.PROPOSED, idea=pull.idea.symbol)
        for place in (pull.place, twin)], {}, shop.clock.now())
    reject(shop.desk(), "p1", because=Because.WRONG)
    assert shop.book.read().answers[0].remembered[0].elsewhere == (twin,)


def test_not_now_expires(shop: Bench) -> None:
    done = reject(shop.desk(not_now=timedelta(days=10)), "p1", because=Because.NOT_NOW)
    assert done.answer is not None
    assert done.answer.until is not None
    assert done.answer.until - done.answer.at < timedelta(days=10)
    assert "before 2026-12-01" in done.said


def test_by_design_drafts_a_decision_and_reopening_drops_it(shop: Bench) -> None:
    done = reject(shop.desk(), "p1", because=Because.BY_DESIGN, note="plug-ins import it")
    drafts = shop.drafts.drafts(shop.project.id)
    assert done.draft is not None
    assert list(drafts) == [done.draft]
    assert "shop.clock:unused" in drafts[done.draft]
    assert "plug-ins import it" in drafts[done.draft]
    reopen(shop.desk(), "p1")
    assert shop.drafts.drafts(shop.project.id) == {}


def test_by_design_about_what_no_record_can_name_is_a_rejection_all_the_same(shop: Bench) -> None:
    shop.module = "my-script"
    done = reject(shop.desk(), "p1", because=Because.BY_DESIGN)
    assert done.draft is None
    assert shop.drafts.drafts(shop.project.id) == {}
    assert shop.record().pull.status is PullStatus.REJECTED


def test_a_branch_with_a_persons_commit_is_kept_when_rejecting(shop: Bench) -> None:
    branch = shop.record().pull.branch
    shop.git("checkout", "--quiet", branch)
    mine = commit(shop.path, {"shop/clock.py": AFTER + "# mine\n"})
    done = reject(shop.desk(), "p1", because=Because.WRONG)
    assert done.notes == (f"{branch} has commits that are not Nova's, so it was kept.",)
    assert shop.tip(branch) == mine


def test_reopening_takes_the_answer_back_and_brings_the_branch_back(shop: Bench) -> None:
    pull = shop.record().pull
    reject(shop.desk(), "p1", because=Because.WRONG)
    done = reopen(shop.desk(), "p1")
    assert shop.tip(pull.branch) == pull.head
    assert shop.record().pull.status is PullStatus.OPEN
    assert shop.record().pull.closed_at is None
    first, second = shop.book.read().answers
    assert (second.kind, second.takes_back) == (AnswerKind.REOPENED, first.id)
    assert done.said.startswith("p1 reopened")
    approve(shop.desk(), "p1")


def test_reopening_without_its_commit_leaves_it_to_the_next_review(shop: Bench, tmp_path: Path) -> None:
    reject(shop.desk(), "p1", because=Because.WRONG)
    shop.git("reflog", "expire", "--expire=all", "--all")
    shop.git("prune", "--expire=now")
    for lost in (shop.home / "mirrors").glob("*.git"):
        lost.rename(tmp_path / "lost")
    shop.mirror.update()
    done = reopen(shop.desk(), "p1")
    assert "the next review may propose it anew" in done.said
    assert shop.record().pull.status is PullStatus.CLOSED
    assert shop.book.read().answers[-1].kind is AnswerKind.REOPENED


def test_reopening_one_that_was_deleted_by_hand_brings_it_back(shop: Bench) -> None:
    branch = shop.record().pull.branch
    shop.git("branch", "-D", branch)
    shop.forge().settle()
    reopen(shop.desk(), "p1")
    assert shop.tip(branch)
    assert shop.record().pull.status is PullStatus.OPEN


def test_an_open_one_has_nothing_to_take_back(shop: Bench) -> None:
    with pytest.raises(Refused, match="nobody has answered it"):
        reopen(shop.desk(), "p1")


def test_a_home_that_was_lost_can_still_take_an_answer_back(shop: Bench, tmp_path: Path) -> None:
    reject(shop.desk(), "p1", because=Because.WRONG)
    fresh = Bench(shop.path, tmp_path / "home2", shop.clock)
    rejection, = fresh.answers.read().answers
    assert "may propose" in reopen(fresh.desk(), "p1").said
    assert fresh.answers.read().answers[-1].takes_back == rejection.id
    with pytest.raises(UnknownName):
        reopen(fresh.desk(), rejection.id[:8])


# refresh


def test_refreshing_runs_the_recipe_on_the_new_base(shop: Bench) -> None:
    before = shop.record().pull
    moved = commit(shop.path, {"shop/clock.py": SOURCE.replace("import os", "import sys")})
    done = refresh(shop.desk(), "p1")
    pull = shop.record().pull
    assert (pull.id, pull.branch, pull.base) == (before.id, before.branch, moved)
    assert shop.tip(pull.branch) == pull.head != before.head
    assert "same patch" in done.said
    approve(shop.desk(), "p1")
    assert shop.tip("main") == pull.head


def test_refreshing_what_is_current_changes_nothing(shop: Bench) -> None:
    before = shop.record()
    assert "as it is now" in refresh(shop.desk(), "p1").said
    assert shop.record() == before


def test_refreshing_what_has_nothing_left_to_do_closes_it(shop: Bench) -> None:
    commit(shop.path, {"shop/clock.py": "import os\n"})
    done = refresh(shop.desk(), "p1")
    assert shop.record().pull.status is PullStatus.OBSOLETE
    assert shop.tip(shop.record().pull.branch) == ""
    assert done.said.endswith("`unused` is gone already.")


def test_refreshing_leaves_a_persons_commit_alone(shop: Bench) -> None:
    branch = shop.record().pull.branch
    shop.git("checkout", "--quiet", branch)
    mine = commit(shop.path, {"shop/clock.py": AFTER + "# mine\n"})
    shop.git("checkout", "--quiet", "main")
    move_base(shop)
    with pytest.raises(Refused, match="leaves it alone"):
        refresh(shop.desk(), "p1")
    assert shop.tip(branch) == mine


def test_refreshing_what_is_checked_out_is_refused(shop: Bench) -> None:
    shop.git("checkout", "--quiet", shop.record().pull.branch)
    with pytest.raises(Refused, match="Switch to another branch"):
        refresh(shop.desk(), "p1")


def test_a_refresh_that_proves_nothing_leaves_it_as_it_was(shop: Bench) -> None:
    before = shop.record()
    move_base(shop)
    shop.grade = Grade.UNPROVEN
    with pytest.raises(Refused, match="stays as it was"):
        refresh(shop.desk(), "p1")
    assert shop.record() == before


# killed in between


@pytest.mark.parametrize("step", ["intended", "brought along", "merged", "remembered", "tidied"])
@pytest.mark.parametrize("next_call", ["approve", "finish"])
def test_an_approval_that_was_killed_is_finished(shop: Bench, step: str, next_call: str) -> None:
    if next_call == "approve":
        move_base(shop)
    with pytest.raises(Cut):
        approve(shop.desk(cut_at(step)), "p1")
    shop = again(shop)
    assert shop.forge().settle() == ()
    done = approve(shop.desk(), "p1") if next_call == "approve" else finish(shop.desk(actor=SERVICE))[0]
    assert done.said.startswith("p1 approved")
    assert shop.record().pull.status is PullStatus.APPROVED
    assert (shop.path / "shop/clock.py").read_text() == AFTER
    assert shop.git("status", "--porcelain") == ""
    assert shop.tip(shop.record().pull.branch) == ""
    assert len(shop.book.read().answers) == len(shop.answers.read().answers) == 1
    assert finish(shop.desk()) == ()


@pytest.mark.parametrize("step", ["intended", "brought along"])
def test_a_killed_approval_is_undone_when_the_target_went_on_without_it(shop: Bench, step: str) -> None:
    with pytest.raises(Cut):
        approve(shop.desk(cut_at(step)), "p1")
    elsewhere = shop.git("commit-tree", "main^{tree}", "-p", "main", "-m", "meanwhile")
    shop.git("update-ref", "refs/heads/main", elsewhere)
    shop = again(shop)
    done, = finish(shop.desk())
    assert "Nothing was merged" in done.said
    assert shop.git("status", "--porcelain") == ""
    assert shop.record().pull.status is PullStatus.OPEN
    assert shop.answers.read().answers == ()
    approve(shop.desk(), "p1")


def test_a_killed_approval_never_overwrites_what_was_typed_since(shop: Bench) -> None:
    with pytest.raises(Cut):
        approve(shop.desk(cut_at("brought along")), "p1")
    modified(shop)
    done, = finish(again(shop).desk())
    assert "approve it again" in done.said
    assert (shop.path / "shop/clock.py").read_text() == SOURCE + "# mine\n"


@pytest.mark.parametrize("step", ["intended", "remembered", "drafted", "tidied"])
def test_a_rejection_that_was_killed_is_finished(shop: Bench, step: str) -> None:
    with pytest.raises(Cut):
        reject(shop.desk(cut_at(step)), "p1", because=Because.BY_DESIGN, note="so it is")
    shop = again(shop)
    assert reject(shop.desk(), "p1", because=Because.BY_DESIGN).said.startswith("p1 rejected: by design")
    assert shop.record().pull.status is PullStatus.REJECTED
    assert shop.tip(shop.record().pull.branch) == ""
    assert len(shop.book.read().answers) == 1
    assert len(shop.drafts.drafts(shop.project.id)) == 1


@pytest.mark.parametrize("step", ["intended", "remembered", "dropped"])
def test_a_reopening_that_was_killed_is_finished(shop: Bench, step: str) -> None:
    reject(shop.desk(), "p1", because=Because.BY_DESIGN)
    with pytest.raises(Cut):
        reopen(shop.desk(cut_at(step)), "p1")
    shop = again(shop)
    assert reopen(shop.desk(), "p1").said.startswith("p1 reopened")
    assert shop.record().pull.status is PullStatus.OPEN
    assert shop.tip(shop.record().pull.branch)
    assert [answer.kind for answer in shop.book.read().answers] == [AnswerKind.REJECTED, AnswerKind.REOPENED]
    assert shop.drafts.drafts(shop.project.id) == {}


@pytest.mark.parametrize("step", ["transferred", "moved"])
def test_a_refresh_that_was_killed_is_refreshed_again(shop: Bench, step: str) -> None:
    moved = move_base(shop)
    with pytest.raises(Cut):
        refresh(shop.desk(cut_at(step)), "p1")
    shop = again(shop)
    assert shop.forge().settle() == ()
    if step == "moved":
        with pytest.raises(Refused, match="nova refresh p1"):
            approve(shop.desk(), "p1")
    refresh(shop.desk(), "p1")
    pull = shop.record().pull
    assert (pull.base, pull.head) == (moved, shop.tip(pull.branch))


# at the same time


def _approve_in_another_process(path: Path, home: Path, said: multiprocessing.Queue[str]) -> None:
    try:
        done: Done = approve(Bench(path, home).desk(), "p1")
        said.put(done.said)
    except NovaError as error:
        said.put(str(error))


def test_two_who_approve_at_once_merge_once(shop: Bench) -> None:
    shop.database.close()
    fork = multiprocessing.get_context("fork")
    said: multiprocessing.Queue[str] = fork.Queue()
    workers = [fork.Process(target=_approve_in_another_process, args=(shop.path, shop.home, said)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    first, second = sorted(said.get(timeout=5) for _ in workers)
    assert first.startswith("p1 approved: main is at")
    assert second.startswith("p1 was approved on")
    shop = again(shop)
    assert len(shop.book.read().answers) == 1
    assert shop.git("rev-list", "--count", "main") == "2"
    assert shop.git("status", "--porcelain") == ""
