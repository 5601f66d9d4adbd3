"""The answer book: a git ref that travels, is written by several at once, and may be hostile."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.errors import GitFailed, Refused
from nova.testing import commit, git, repository
from reviewer import answers as book_module
from reviewer.answers import DIFF_AT_MOST, LINES_AT_MOST, REF, AnswerBook, Answers, from_line, parse, to_line
from reviewer.domain.answer import Answer, AnswerKind, Because, Remembered, Scope
from reviewer.domain.finding import Place
from reviewer.domain.proposal import Idea

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def answer(number: int = 1, **changed: object) -> Answer:
    made = Answer(
        id=f"{number:032x}", kind=AnswerKind.REJECTED, project="a" * 16, proposal="p1", rule="dead-definition",
        family="dead-code", rule_version=1, title="Remove `f`",
        remembered=(Remembered(place=Place("dead-definition", "m.py", "f"), idea=Idea("1:aa", "1:bb"),
                               elsewhere=(Place("dead-definition", "n.py", "f", 1),)),),
        base="b" * 40, head_tree="c" * 40, patch_sha256="d" * 64, at=AT, by="Ana <ana@example.com>", login="ana",
        because=Because.BY_DESIGN, note="it \x1b[31mis\nso \udcff", scope=Scope.FILE)
    return replace(made, **changed)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return repository(tmp_path / "project", {"m.py": "x = 1\n"})


def test_a_line_says_everything_and_is_plain_ascii() -> None:
    full = answer(until=AT, takes_back="x", diff="--- a\n+++ b\n", extra={"draft": "slug", "newer": [1, {"a": None}]})
    line = to_line(full)
    assert b"\n" not in line
    assert line.isascii()
    assert b"\x1b" not in line
    assert from_line(line) == full


def test_a_very_long_diff_is_left_out() -> None:
    assert from_line(to_line(answer(diff="x" * (DIFF_AT_MOST + 1)))).diff == ""


def test_what_is_written_is_read_again_and_nothing_else_moves(path: Path) -> None:
    before = git(path, "status", "--porcelain"), git(path, "rev-parse", "HEAD"), git(path, "branch", "--all")
    book = AnswerBook(path)
    assert book.read().answers == ()
    book.append(answer(1))
    book.append(answer(2), answer(1))
    assert book.read().answers == (answer(1), answer(2))
    assert book.read().problems == ()
    assert (git(path, "status", "--porcelain"), git(path, "rev-parse", "HEAD"), git(path, "branch", "--all")) == before
    assert git(path, "rev-list", "--count", REF) == "2"


def test_writing_the_same_answer_again_writes_nothing(path: Path) -> None:
    AnswerBook(path).append(answer(1))
    tip = git(path, "rev-parse", REF)
    AnswerBook(path).append(answer(1))
    assert git(path, "rev-parse", REF) == tip


def _append_many(path: Path, first: int) -> None:
    for number in range(first, first + 8):
        AnswerBook(path).append(answer(number))


def test_two_who_answer_at_once_lose_nothing(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_append_many, args=(path, first)) for first in (100, 200)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert {found.id for found in AnswerBook(path).read().answers} == {
        answer(number).id for first in (100, 200) for number in range(first, first + 8)}


# what others wrote


def write_book(path: Path, content: bytes, name: str = "answers.jsonl") -> None:
    place = path.parent / "content"
    place.write_bytes(content)
    blob = git(path, "hash-object", "-w", str(place))
    git(path, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    tree = git(path, "write-tree")
    git(path, "reset", "--quiet")
    git(path, "update-ref", REF, git(path, "commit-tree", tree, "-m", "theirs"))


WRONG = [
    b"not json", b"[]", b"null", b"{}", b'"text"', b"\xff\xfe", b"[" * 5000, b'{"id": 1}',
    json.dumps({**json.loads(to_line(answer())), "kind": "praised"}).encode(),
    json.dumps({**json.loads(to_line(answer())), "rule_version": True}).encode(),
    json.dumps({**json.loads(to_line(answer())), "remembered": [1]}).encode(),
    json.dumps({**json.loads(to_line(answer())), "remembered": {}}).encode(),
    json.dumps({**json.loads(to_line(answer())), "at": "yesterday"}).encode(),
    json.dumps({**json.loads(to_line(answer())), "at": "9999-12-31T23:59:59-23:59"}).encode(),
    json.dumps({**json.loads(to_line(answer())), "note": {"a": 1}}).encode(),
    json.dumps({**json.loads(to_line(answer())), "id": "../../etc/passwd"}).encode(),
]


@pytest.mark.parametrize("line", WRONG, ids=range(len(WRONG)))
def test_a_line_that_is_no_answer_is_reported_and_the_others_count(line: bytes) -> None:
    page = parse(to_line(answer(1)) + b"\n" + line + b"\n" + to_line(answer(2)) + b"\n")
    assert page.answers == (answer(1), answer(2))
    assert len(page.problems) == 1
    assert "cannot be read" in page.problems[0]


def test_lines_that_cannot_be_read_are_kept_verbatim(path: Path) -> None:
    theirs = b'{"v": 9, "shape": "of a later Nova"}\nbroken'
    write_book(path, theirs)
    AnswerBook(path).append(answer(1))
    assert git(path, "show", f"{REF}:answers.jsonl").encode() == theirs + b"\n" + to_line(answer(1))


def test_other_files_of_the_ref_are_kept(path: Path) -> None:
    write_book(path, b"hello\n", "of-a-later-nova.txt")
    AnswerBook(path).append(answer(1))
    assert git(path, "ls-tree", "--name-only", REF).split() == \
        sorted(["answers.jsonl", *git(path, "ls-tree", "--name-only", f"{REF}~1").split()])


def test_a_million_lines_are_bounded_and_reported() -> None:
    page = parse(b"x\n" * 1_000_000 + to_line(answer(7)) + b"\n")
    assert page.answers == (answer(7),)
    assert page.problems[0] == f"{REF} has 1000001 lines; the newest {LINES_AT_MOST} count"
    assert len(page.problems) == 5


def test_a_book_of_unlikely_size_counts_for_nothing_and_is_not_added_to(path: Path) -> None:
    write_book(path, b" " * (book_module.BYTES_AT_MOST + 1))
    page = AnswerBook(path).read()
    assert page.answers == ()
    assert f"git update-ref -d {REF}" in page.problems[0]
    with pytest.raises(Refused, match="more than Nova reads"):
        AnswerBook(path).append(answer(1))


def test_a_ref_that_is_no_book_is_an_empty_one(path: Path) -> None:
    git(path, "update-ref", REF, git(path, "rev-parse", "HEAD"))
    assert AnswerBook(path).read().answers == ()
    AnswerBook(path).append(answer(1))
    assert AnswerBook(path).read().answers == (answer(1),)


class Kept:
    """The operator's own store, in memory."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def add(self, answer: Answer) -> None:
        self.answers.append(answer)

    def all(self) -> list[Answer]:
        return self.answers


def test_approvals_count_from_the_own_store_only(path: Path) -> None:
    approved = answer(3, kind=AnswerKind.APPROVED, because=None)
    book = AnswerBook(path)
    book.append(answer(1), approved)
    assert Answers(book, Kept()).read().answers == (answer(1),)
    assert Answers(book, Kept(approved)).read().answers == (answer(1), approved)


def test_the_store_helps_when_the_ref_was_lost(path: Path) -> None:
    both = Answers(AnswerBook(path), Kept())
    both.record(answer(1))
    git(path, "update-ref", "-d", REF)
    assert both.read().answers == (answer(1),)


def test_a_book_that_takes_no_line_leaves_the_answer_in_the_store(path: Path) -> None:
    write_book(path, b" " * (book_module.BYTES_AT_MOST + 1))
    both = Answers(AnswerBook(path), Kept())
    note, = both.record(answer(1))
    assert "only in Nova's own store" in note
    assert both.read().answers == (answer(1),)


def test_a_symbolic_ref_does_not_lead_to_a_branch(path: Path) -> None:
    main = git(path, "rev-parse", "main")
    git(path, "symbolic-ref", REF, "refs/heads/main")
    AnswerBook(path).append(answer(1))
    assert git(path, "rev-parse", "main") == main
    assert AnswerBook(path).read().answers == (answer(1),)


# sharing


@pytest.fixture
def shared(path: Path, tmp_path: Path) -> tuple[AnswerBook, AnswerBook]:
    """Two clones of one remote."""
    git(tmp_path, "init", "--quiet", "--bare", "--template=", "remote.git")
    git(tmp_path / "remote.git", "config", "receive.denyNonFastForwards", "true")
    git(path, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(path, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", "--branch", "main", "remote.git", "other")
    return book_of(path, tmp_path / "home1"), book_of(tmp_path / "other", tmp_path / "home2")


def book_of(path: Path, home: Path) -> AnswerBook:
    mirror = Mirror(home, identify(path))
    mirror.update()
    return AnswerBook(path, mirror)


def test_answers_travel_through_the_remote(shared: tuple[AnswerBook, AnswerBook]) -> None:
    ours, theirs = shared
    ours.append(answer(1))
    assert "1 answers shared" in ours.push()
    assert theirs.fetch_from_remote() is None
    assert theirs.read().answers == (answer(1),)


def test_both_sides_answer_and_push_in_turn_without_force(shared: tuple[AnswerBook, AnswerBook]) -> None:
    ours, theirs = shared
    for number in range(1, 7, 2):
        ours.append(answer(number))
        theirs.append(answer(number + 1))
        ours.push()
        theirs.push()
    ours.push()
    ids = {answer(number).id for number in range(1, 7)}
    assert {found.id for found in ours.read().answers} == {found.id for found in theirs.read().answers} == ids
    assert theirs.push() == "the remote has every answer already"


def test_a_new_clone_knows_what_was_shared(shared: tuple[AnswerBook, AnswerBook], tmp_path: Path) -> None:
    ours, _ = shared
    ours.append(answer(1))
    ours.push()
    git(tmp_path, "clone", "--quiet", "--branch", "main", "remote.git", "fresh")
    fresh = book_of(tmp_path / "fresh", tmp_path / "home3")
    fresh.fetch_from_remote()
    assert fresh.read().answers == (answer(1),)


def test_a_clone_of_a_checkout_brings_its_answers(path: Path, tmp_path: Path) -> None:
    AnswerBook(path).append(answer(1))
    git(tmp_path, "clone", "--quiet", "project", "fresh")
    fresh = book_of(tmp_path / "fresh", tmp_path / "home")
    assert fresh.fetch_from_remote() is None
    assert fresh.read().answers == (answer(1),)


def test_a_remote_without_answers_is_fine(shared: tuple[AnswerBook, AnswerBook]) -> None:
    assert shared[0].fetch_from_remote() is None


def test_no_remote_is_fine_until_somebody_wants_to_share(path: Path, tmp_path: Path) -> None:
    book = book_of(path, tmp_path / "home")
    assert book.fetch_from_remote() is None
    with pytest.raises(Refused, match="git remote add"):
        book.push()


@pytest.mark.parametrize("url", ["/nowhere/at/all.git", "ext::sh -c 'touch ran'", "https://127.0.0.1:1/x.git"])
def test_a_remote_that_cannot_be_asked_is_a_sentence(path: Path, tmp_path: Path, url: str) -> None:
    git(path, "remote", "add", "origin", url)
    book = book_of(path, tmp_path / "home")
    book.append(answer(1))
    said = book.fetch_from_remote(timeout=5)
    assert said is not None
    assert "were not fetched from the remote" in said
    assert book.read().answers == (answer(1),)
    assert not list(tmp_path.glob("**/ran"))
    with pytest.raises(GitFailed):
        book.push(timeout=5)


def test_answers_stay_out_of_the_way_of_ordinary_work(path: Path) -> None:
    AnswerBook(path).append(answer(1))
    commit(path, {"m.py": "x = 2\n"})
    assert git(path, "log", "--format=%s", "--branches") == "Change\nBegin"
