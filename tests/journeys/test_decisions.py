"""Decisions bind: what departs from one is proposed with its sentence, and what would break one is not proposed."""

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
