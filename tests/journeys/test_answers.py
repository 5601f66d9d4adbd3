"""A person decides; and a rejection holds, wherever the code goes and whatever is lost."""

import json
import shutil

import pytest

from nova.testing import commit, git

pytestmark = pytest.mark.outer


def proposed(report):
    return sorted(finding["symbol"] for proposal in report["proposals"] for finding in proposal["findings"])


@pytest.fixture
def refused(shop):
    """The shop, reviewed, with everything rejected in different words."""
    reasons = ["by-design", "not-worth-it", "wrong"]
    report = shop.review()
    assert len(report["proposals"]) >= 3
    for proposal, because in zip(json.loads(shop.nova("proposals", "--json")), reasons, strict=True):
        shop.nova("reject", proposal["id"], "--because", because, "--note", "plug-ins import it")
    assert shop.branches() == {}
    return shop


def test_a_rejected_proposal_is_not_made_again(refused):
    report = refused.review()
    assert report["proposals"] == []
    assert report["dispositions"]["precedent"] + report["dispositions"]["decision"] >= 3


def test_not_even_after_reformatting(refused):
    path = refused.path / "shop" / "prices.py"
    text = path.read_text().replace("return value * 9 // 10", "return (\n        value * 9 // 10\n    )")
    commit(refused.path, {"shop/prices.py": "# a new first line\n\n" + text.replace("\n\n\n", "\n\n\n\n")})
    assert proposed(refused.review()) == []


def test_not_even_after_the_file_moved(refused):
    text = (refused.path / "shop" / "prices.py").read_text()
    tests = (refused.path / "tests" / "test_prices.py").read_text()
    commit(refused.path, {"shop/prices.py": None, "shop/money.py": text,
                          "tests/test_prices.py": tests.replace("shop.prices", "shop.money")})
    assert proposed(refused.review()) == []


def test_not_even_after_the_data_folder_is_lost(refused):
    shutil.rmtree(refused.home)
    assert proposed(refused.review()) == []


def test_not_even_in_a_new_clone_with_another_home(refused, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(refused.path), str(clone))
    refused.home = tmp_path / "another"
    assert proposed(refused.review(at=clone)) == []


def test_taking_a_rejection_back_makes_it_possible_again(refused):
    id = json.loads(refused.nova("proposals", "--all", "--json"))[0]["id"]
    refused.nova("reopen", id)
    assert [proposal["id"] for proposal in json.loads(refused.nova("proposals", "--json"))] == [id]
    assert len(refused.branches()) == 1


def test_an_approved_proposal_is_merged_and_the_checkout_brought_along(shop):
    shop.review("--rule", "dead-definition")
    [proposal] = json.loads(shop.nova("proposals", "--json"))
    shop.nova("approve", proposal["id"])
    assert "_old_discount" not in (shop.path / "shop" / "prices.py").read_text()
    assert shop.git("status", "--porcelain") == ""
    assert shop.git("log", "-1", "--format=%s") == proposal["title"]
    assert shop.branches() == {}
    assert "already" not in shop.run("review", "--rule", "dead-definition").stderr


def test_a_base_that_moved_elsewhere_is_merged_on_the_same_answer_after_a_new_proof(shop):
    shop.review("--rule", "dead-definition")
    commit(shop.path, {"README.md": "# Shop\n"})
    shop.nova("approve", "p1")
    assert shop.git("log", "--format=%s", "-2").splitlines()[1] == "Change"


def test_a_base_that_moved_in_the_way_is_refused_and_refresh_goes_on(shop):
    shop.review("--rule", "dead-definition")
    path = shop.path / "shop" / "prices.py"
    commit(shop.path, {"shop/prices.py": path.read_text().replace("value * 9 // 10", "value * 8 // 10")})
    main = shop.git("rev-parse", "main")
    done = shop.run("approve", "p1")
    assert done.returncode == 2
    assert "gives another patch. Nothing was merged." in done.stderr
    assert shop.git("rev-parse", "main") == main
    shop.nova("refresh", "p1")
    shop.nova("approve", "p1")
    assert "_old_discount" not in path.read_text()


def test_a_checkout_with_work_in_the_way_is_left_alone(shop):
    shop.review("--rule", "dead-definition")
    path = shop.path / "shop" / "prices.py"
    path.write_text(path.read_text() + "\n# mine\n")
    main = shop.git("rev-parse", "main")
    done = shop.run("approve", "p1")
    assert done.returncode == 2
    assert "git" in done.stderr and "merge" in done.stderr
    assert path.read_text().endswith("# mine\n") and shop.git("rev-parse", "main") == main


def test_a_merge_by_hand_is_an_approval_and_a_deleted_branch_a_silent_close(shop):
    shop.review()
    branches = sorted(shop.branches())
    shop.git("merge", "-q", "--ff-only", branches[0])
    shop.git("branch", "-q", "-D", branches[1])
    done = shop.run("review", "--max", "0")
    assert "counted as approved" in done.stderr
    assert "deleted by hand" in done.stderr
    statuses = {proposal["branch"]: proposal["status"]
                for proposal in json.loads(shop.nova("proposals", "--all", "--json"))}
    assert statuses[branches[0]] == "approved" and statuses[branches[1]] == "closed"


def test_by_design_drafts_a_decision_that_binds_once_accepted_and_committed(shop):
    shop.review("--rule", "dead-definition")
    said = shop.nova("reject", "p1", "--because", "by-design", "--note", "plug-ins outside import it")
    slug = said.split("Drafted a decision, ")[1].split(",")[0]
    shop.nova("decisions", "accept", slug, "--commit")
    assert shop.git("status", "--porcelain") == ""
    shop.git("update-ref", "-d", "refs/nova/answers")
    shutil.rmtree(shop.home)
    report = shop.review("--rule", "dead-definition")
    assert report["dispositions"]["decision"] == 1
    said = shop.nova("why-not", "shop/prices.py:dead-definition")
    assert "kept by" in said
    assert "Keep shop.prices:_old_discount: plug-ins outside import it." in said


def test_several_at_once_and_one_that_is_none(shop):
    shop.review()
    done = shop.run("reject", "p1", "p99", "p2", "--because", "not-now")
    assert done.returncode == 2
    assert "p99" in done.stderr
    assert len(json.loads(shop.nova("proposals", "--json"))) == 1


def test_an_unanswered_proposal_is_not_a_rejection(shop):
    first = shop.review()
    for branch in shop.branches():
        shop.git("branch", "-q", "-D", branch)
    assert proposed(shop.review()) == proposed(first)
