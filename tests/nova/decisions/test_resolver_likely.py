"""Which decisions likely govern a change, and that nothing does when nothing does."""

from __future__ import annotations

import time

import pytest

from nova.decisions.reader import read_book
from nova.decisions.resolver import SURE, Match, Request, ResolverIndex, resolve
from nova.decisions.search import search
from nova.domain.decision import Force

RECORDS = {
    "0001-queue": "# 1. Queue\n\n## Status\n\nAccepted\n\n## Considered options\n\n- Celery with a broker\n- A table\n"
                  "\n## Decision\n\nDurable jobs run from a table in Postgres, because a broker such as Celery is one "
                  "more server to operate.\n",
    "0002-money": "# 2. Money\n\n## Status\n\nAccepted\n\n## Decision\n\nPrices are whole cents. `round_half_even` in "
                  "`shop/prices.py` is the only rounding; floating point amounts are refused.\n",
    "0003-old-cache": "# 3. Cache pages in memcached\n\n## Status\n\nSuperseded by 0004-new-cache\n\n## Decision\n\n"
                      "Rendered pages are kept in memcached for an hour, keyed by address and language.\n",
    "0004-new-cache": "# 4. Let the proxy hold pages\n\n## Status\n\nAccepted\n\n## Decision\n\nVarnish holds them.\n",
    "0005-rejected": "# 5. GraphQL\n\n## Status\n\nRejected\n\n## Decision\n\nWe offer no GraphQL endpoint "
                     "beside REST.\n",
    "0006-ledger": "# 6. Ledger\n\n## Status\n\nAccepted\n\n## Decision\n\nA `LedgerEntry` is never updated; a "
                   "correction is a second entry. ```\n",
}
FILES = {f"adr/{stem}.md": text.encode() for stem, text in RECORDS.items()}


def index_of(files: dict[str, bytes]) -> ResolverIndex:
    book = read_book(files, "adr")
    return ResolverIndex(book.decisions, {path: text.decode() for path, text in files.items()})


INDEX = index_of(FILES)


def asked(change: str = "", path: str = "shop/x.py", symbol: str = "", source: str = "",
          trailers: str = "") -> list[Match]:
    return resolve(INDEX, Request(path=path, symbol=symbol, change=change, source=source.encode(), trailers=trailers,
                                  module=path.removesuffix(".py").replace("/", ".")))


@pytest.mark.parametrize(("change", "record"), [
    ("Send the jobs to a Celery broker", "0001-queue"), ("Keep prices as floating point amounts", "0002-money"),
    ("Offer a GraphQL endpoint for the app", "0005-rejected"),
])
def test_a_change_in_words_finds_its_record(change, record):
    found = asked(change)
    assert found[0].ground.decision == record
    assert (found[0].certain, found[0].ground.force) == (False, Force.INFORMS)
    assert found[0].score < SURE
    assert found[0].ground.why.startswith("its words are those of the change: ")


@pytest.mark.parametrize("change", [
    "Fix a typo in the log message", "Sort the imports and remove an unused variable",
    "Upgrade the linter to version 9", "Retry the upload of pictures after a timeout", "the of and", "???",
])
def test_it_abstains_when_nothing_governs(change):
    assert asked(change) == []


def test_a_place_that_nothing_speaks_of_has_no_grounds():
    assert asked(path="bank/teller.py", symbol="Teller.greet") == []


def test_a_record_that_mentions_the_symbol():
    assert [(m.ground.decision, m.certain) for m in asked(path="bank/y.py", symbol="LedgerEntry")] == [
        ("0006-ledger", False)]
    assert asked(path="bank/y.py", symbol="LedgerEntry")[0].ground.why.startswith("it mentions LedgerEntry")


def test_a_record_that_mentions_the_file():
    assert "it mentions shop/prices.py" in asked(path="shop/prices.py")[0].ground.why


def test_names_of_the_same_file_speak_too():
    names = ("OrderLine", "OrderBook", "split_lines", "join_lines")
    files = {**FILES, "adr/0007-z.md": f"# Z\n\n## Decision\n\nKeep {', '.join(names)} apart.\n".encode()}
    source = "".join(f"{name} = 1\n" for name in names).encode()
    [match] = resolve(index_of(files), Request(path="bank/y.py", module="bank.y", source=source))
    assert match.ground.why == "it mentions OrderBook, OrderLine, join_lines, which the same file defines"


def test_a_superseded_record_leads_to_its_successor_and_says_so():
    found = asked("Keep rendered pages in memcached, keyed by language")
    assert [match.ground.decision for match in found] == ["0004-new-cache"]
    assert found[0].ground.why.startswith("it supersedes 0003-old-cache, and of that: ")
    assert "memcached for an hour" in found[0].quote


def test_a_chain_that_goes_round_ends():
    files = {f"adr/000{n}-x.md": f"# Round {n}\n\n## Status\n\nSuperseded by 000{3 - n}-x\n\n## Decision"
                                 f"\n\nSpinning wheels turn forever.\n".encode() for n in (1, 2)}
    assert len(resolve(index_of({**FILES, **files}), Request(change="Spinning wheels that turn forever"))) >= 1


@pytest.mark.parametrize("place", [{"source": "# See ADR-0001.\n"}, {"trailers": "Decision: ADR 1\n"},
                                   {"path": "web/x.ts", "source": "// as 0001-queue says\n"}])
def test_what_names_the_record_is_certain_and_comes_first(place):
    found = asked("Keep prices as floating point amounts", **place)
    assert [(match.ground.decision, match.certain) for match in found] == [("0001-queue", True), ("0002-money", False)]
    assert found[0].score >= SURE


def test_a_number_that_two_records_share_names_neither():
    files = {**FILES, "adr/0001-twin.md": FILES["adr/0006-ledger.md"]}
    assert resolve(index_of(files), Request(path="shop/x.py", source=b"# See ADR-0001.\n")) == []


def test_a_proposed_record_whose_glob_fits_is_not_certain():
    files = {"adr/0001-x.md": b'---\nstatus: proposed\napplies-to: ["shop/**"]\n---\n# X\n\n## Decision\n\nY.\n'}
    assert [match.certain for match in resolve(index_of(files), Request(path="shop/x.py"))] == [False]


def test_without_records_there_is_nothing():
    assert resolve(index_of({}), Request(path="shop/x.py", change="Send the jobs to a broker")) == []


def test_a_question_is_answered_by_the_outcome_not_by_the_options():
    [hit] = search(INDEX, "why not Celery?")
    assert hit.path == "adr/0001-queue.md"
    assert hit.quote.startswith("Durable jobs run from a table")
    assert search(INDEX, "who won the football?") == []


def test_hostile_words_are_only_words():
    for change in ('" OR 1=1 --', "NEAR(a b)", "x" * 100_000, "a_b" * 40_000, "\ud800\x00 \u202e", "*" * 5000):
        resolve(INDEX, Request(path="../..", change=change, symbol=change))


def test_a_query_is_quick_with_a_thousand_records():
    files = {f"adr/{n:04}-r{n}.md": RECORDS[list(RECORDS)[n % 6]].replace("# ", f"# Part {n} ").encode()
             for n in range(1000)}
    index = index_of(files)
    start = time.process_time()
    resolve(index, Request(path="shop/prices.py", change="Send the jobs of the prices to a Celery broker"))
    assert time.process_time() - start < 0.2
