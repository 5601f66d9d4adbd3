"""Decisions bind: what departs from one is proposed with its sentence, and what would break one is not proposed."""

import json

import pytest

from nova.testing import commit

pytestmark = pytest.mark.outer

CLOCK = '''---
status: "accepted"
date: 2026-11-21
decision-makers: ["ana"]
id: "ADR-0001"
---
# Time comes from one place
## Context and Problem Statement
Tests must choose the time.
## Decision Outcome
Nothing asks the operating system for the time but `shop.clock`.
### Confirmation
~~~yaml nova-rules
- id: no-now
  forbid-call: {of: [time.time], in: ["shop/**", "!shop/clock.py"]}
- id: clock
  prefer: {call: time.time, use: shop.clock.now, in: ["shop/**", "!shop/clock.py"]}
~~~
'''
APART = '''---
status: "accepted"
date: 2026-11-21
decision-makers: ["ana"]
id: "ADR-0002"
---
# The till knows nothing of the stock
## Decision Outcome
The till is replaced on its own, so it imports nothing of the stock.
### Confirmation
~~~yaml nova-rules
- id: apart
  forbid-import: {of: [shop.stock], in: ["shop.till"]}
- id: apart-back
  forbid-import: {of: [shop.till], in: ["shop.stock"]}
~~~
'''
BODY = '''

def _weighted(values: list[int], by: int) -> int:
    total = 0
    for value in values:
        total += value * by
    return total // len(values)
'''


def test_drift_is_proposed_with_the_record_and_says_that_it_changes_behaviour(shop):
    commit(shop.path, {
        "decisions/0001-time-comes-from-one-place.md": CLOCK,
        "shop/clock.py": "import time\n\n\ndef now() -> float:\n    return time.time()\n",
        "shop/till.py": "import time\n\n\ndef opened() -> float:\n    return time.time() + 1\n",
        "tests/test_till.py": "from shop.till import opened\n\n\ndef test_opened():\n    assert opened() > 1\n",
    })
    report = shop.review("--rule", "decision-drift")
    [proposal] = report["proposals"]
    assert proposal["effect"] == "changes"
    assert proposal["verdict"]["grade"] == "B"
    assert [(ground["decision"], ground["force"]) for ground in proposal["grounds"]] == [("ADR-0001", "requires")]
    shown = shop.nova("show", proposal["id"])
    assert '> Nothing asks the operating system for the time but shop.clock.' in shown
    assert "+    return now() + 1" in shown or "+    return clock.now() + 1" in shown
    assert shown.split("why  ")[1].strip().startswith("Behaviour changes: ")


def test_a_change_that_would_break_a_decision_is_left_alone_with_its_sentence(shop):
    files = {
        "shop/till.py": f'"""Till."""{BODY}\n\ndef till() -> int:\n    return _weighted([1, 2], 3)\n',
        "shop/stock.py": f'"""Stock."""{BODY}\n\ndef stock() -> int:\n    return _weighted([4], 5)\n',
        "tests/test_both.py": "from shop.stock import stock\nfrom shop.till import till\n\n\n"
                              "def test_both():\n    assert (till(), stock()) == (4, 20)\n",
    }
    commit(shop.path, files)
    free = shop.review("--rule", "equal-bodies", "--dry-run")
    assert [proposal["verdict"]["grade"] for proposal in free["proposals"]] == ["B"]
    commit(shop.path, {"decisions/0002-the-till-knows-nothing-of-the-stock.md": APART})
    bound = shop.review("--rule", "equal-bodies")
    assert bound["proposals"] == []
    assert bound["dispositions"]["decision"] == bound["findings"] == 1
    said = shop.nova("why-not", ".:equal-bodies")
    assert "ADR-0002" in said
    assert "imports nothing of the stock" in said


def test_a_record_that_is_only_proposed_binds_nothing(shop):
    commit(shop.path, {"decisions/0001-time.md": CLOCK.replace('"accepted"', '"proposed"'),
                       "shop/till.py": "import time\n\n\ndef opened() -> float:\n    return time.time()\n"})
    assert shop.review("--rule", "decision-drift")["findings"] == 0


def test_records_are_read_from_the_commit_and_not_from_the_working_tree(shop):
    (shop.path / "decisions").mkdir()
    (shop.path / "decisions" / "0001-time.md").write_text(CLOCK)
    (shop.path / "shop" / "till.py").write_text("import time\n\n\ndef opened() -> float:\n    return time.time()\n")
    assert shop.review("--rule", "decision-drift")["findings"] == 0


NAMES = '''---
status: "accepted"
date: 2026-11-21
decision-makers: ["ana"]
id: "ADR-0001"
symbols: ["shop.stock:_weighted"]
---
# Stock is weighted whole
## Decision Outcome
Stock is weighted in whole units.
'''


COMPAT = """import sys

if sys.version_info >= (3, 8):
    def stock() -> int:
        return 20
else:
    def stock() -> int:
        return _weighted(4, 5)

    def _weighted(value: int, by: int) -> int:
        return value * by
"""


def test_a_change_that_would_orphan_a_records_symbol_waits_for_the_records_edit(shop):
    commit(shop.path, {
        "decisions/0001-stock.md": NAMES, "shop/stock.py": COMPAT,
        "tests/test_stock.py": "from shop.stock import stock\n\n\ndef test_stock():\n    assert stock() == 20\n"})
    report = shop.review("--rule", "version-branch")
    assert (report["proposals"], report["dispositions"]["decision"]) == ([], 1)
    said = shop.nova("why-not", ".:version-branch")
    assert "ADR-0001" in said and "that record has to be edited first" in said
    assert "Stock is weighted in whole units." in said
    [draft] = json.loads(shop.nova("decisions", "drafts", "--json"))
    assert draft["title"] == "Let ADR-0001 no longer name shop.stock:_weighted"
    shop.nova("decisions", "accept", draft["slug"], "--commit")
    assert shop.git("show", "HEAD:decisions/0001-stock.md") == NAMES.replace(
        'symbols: ["shop.stock:_weighted"]\n', "").strip()
    assert shop.review("--rule", "version-branch")["dispositions"]["decision"] == 0


def test_a_rejection_by_design_adds_to_the_record_that_covers_the_place(shop):
    shop.review("--rule", "dead-definition")
    commit(shop.path, {"decisions/0001-prices.md": NAMES.replace("symbols: [\"shop.stock:_weighted\"]",
                                                                 "applies-to: [\"shop/prices.py\"]")})
    said = shop.nova("reject", "p1", "--because", "by-design", "--note", "plug-ins import it")
    assert 'ADR-0001, "Stock is weighted whole", covers this place already' in said
    assert "Drafted an amendment, " in said
    slug = said.split("Drafted an amendment, ")[1].split(",")[0]
    shop.nova("decisions", "accept", slug, "--commit")
    assert 'amends: ["ADR-0001"]' in (shop.path / f"decisions/0002-{slug}.md").read_text()
    listed = shop.nova("answers", "list", "--rule", "dead-definition", "--because", "by-design")
    assert listed.count("\n") == 1
    assert shop.nova("answers", "list", "--because", "wrong") == ""
