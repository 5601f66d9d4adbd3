"""Records as people really write them: every shape says the same things elsewhere and in other words."""

from __future__ import annotations

from datetime import date

import pytest

from nova.decisions.document import take_apart
from nova.decisions.edits import with_keys
from nova.decisions.kinds import kind_of
from nova.decisions.listing import rows_of
from nova.decisions.reader import read_record
from nova.domain.decision import Decision

BODY = "\n\n## Context\n\nTwo queues were in use.\n\n## Decision\n\nWe keep one queue. It is enough.\n"


def decision(text: str | bytes, path: str = "docs/adr/0007-one-queue.md") -> Decision:
    record = read_record(path, text if isinstance(text, bytes) else text.encode())
    assert isinstance(record, Decision), record
    return record


def kind(path: str, text: str) -> str:
    return str(kind_of(path, take_apart(text.encode())))


@pytest.mark.parametrize(("head", "status", "raw"), [
    ("---\nStatus: Accepted\n---\n# Keep one queue", "accepted", "Accepted"),
    ("---\nstatus: [accepted]\n---\n# Keep one queue", "accepted", "accepted"),
    ("---\nstatus: {name: rejected, by: ana}\n---\n# Keep one queue", "rejected", "rejected"),
    ("---\nadr:\n  status: deprecated\n---\n# Keep one queue", "deprecated", "deprecated"),
    ("---\nstatus: accepted\ntitle: Queues: keep one\n---\n# Keep one queue", "accepted", "accepted"),
    ("<!-- SPDX-License-Identifier: MIT -->\n\n---\nstatus: proposed\n---\n# Keep one queue", "proposed", "proposed"),
    ('+++\nstatus = "accepted"\n+++\n# Keep one queue', "accepted", "accepted"),
    ("# Keep one queue\n\n* Status: accepted\n* Deciders: ana", "accepted", "accepted"),
    ("# Keep one queue\n\n**Status**: Accepted", "accepted", "Accepted"),
    ("# Keep one queue\n\n**Status:** Approved by the board", "accepted", "Approved by the board"),
    ("# Keep one queue\n\n**Status**\n\nAccepted", "accepted", "Accepted"),
    ("# Keep one queue\n\n> Status: *rejected*", "rejected", "rejected"),
    ("# Keep one queue\n\n| Status | Date |\n|---|---|\n| Accepted | 2024-02-01 |", "accepted", "Accepted"),
    ("# Keep one queue\n\n| Field | Value |\n|:--|:--|\n| **Status** | Proposed |", "proposed", "Proposed"),
    ("# Keep one queue\n\n|  |  |\n|--|--|\n| Status | Done |\n| Owner | ana |", "accepted", "Done"),
    ("# Keep one queue\n\nStatus: Accepted\n---", "accepted", "Accepted"),
    ("# Keep one queue\n\n## Status: Accepted", "accepted", "Accepted"),
    ("# Keep one queue\n\n## 1. Status\n\n_Accepted_", "accepted", "Accepted"),
    ("# Keep one queue\n\n### **Status**\n\n- accepted", "accepted", "- accepted"),
    ("# Keep one queue\n\n## Status\n\n- [ ] Proposed\n- [x] Accepted\n- [ ] Rejected", "accepted", "Accepted"),
    ("# Keep one queue\n\nStatus: [ ] proposed [X] rejected [ ] accepted", "rejected", "rejected"),
    ("# Keep one queue\n\n## Status\n\n☐ Proposed\n☑ Accepted", "accepted", "Accepted"),
    ("# Keep one queue\n\n## Status\n\n- [ ] Proposed\n- [ ] Accepted", "none", ""),
    ("# Keep one queue\n\n## Status\n\n✅ Accepted", "accepted", "✅ Accepted"),
    ("# Keep one queue\n\n## Status\n\n~~Proposed~~ Accepted", "accepted", "~~Proposed~~ Accepted"),
    ("# Keep one queue\n\n## Status\n\nProposed -> Accepted", "accepted", "Proposed -> Accepted"),
    ("# Keep one queue\n\n## Status\n\n2024-01-02: proposed\n2024-03-04: accepted", "accepted", "2024-03-04: accepted"),
    ("# Keep one queue\n\n## Status\n\n2024-01-02 accepted", "accepted", "2024-01-02 accepted"),
    ("# Keep one queue\n\n## Status\n\n| Status | Since |\n|--|--|\n| Accepted | 2024 |", "accepted", "Accepted"),
    ("# Keep one queue\n\n## Status\n\nThis decision was accepted in May.", "accepted",
     "This decision was accepted in May."),
    ("# Keep one queue\n\n## Metadata\n\n- Status: Rejected", "rejected", "Rejected"),
    ("# Keep one queue\n\n![Status: accepted](https://img.example/x.svg)", "accepted", "accepted"),
    ("# Keep one queue\n\n![](https://img.example/badge/status-accepted-green)", "accepted", "accepted"),
    ("# Keep one queue\n\n## Status\n\nUnder discussion", "proposed", "Under discussion"),
    ("# Keep one queue\n\n## Status\n\nNot accepted", "rejected", "Not accepted"),
    ("# Keep one queue\n\n## Status\n\nAccepted, will be superseded by ADR-0009 one day", "accepted",
     "Accepted, will be superseded by ADR-0009 one day"),
    ("# Keep one queue\n\n## Status\n\nWobbly", "other", "Wobbly"),
    ("# Keep one queue", "none", ""),
])
def test_status_in_every_place(head, status, raw):
    record = decision(head + BODY)
    assert (str(record.status), record.status_raw, record.title) == (status, raw, "Keep one queue")


@pytest.mark.parametrize(("line", "status"), [
    ("Status: angenommen", "accepted"), ("Status: abgelehnt", "rejected"),
    ("Status: ersetzt durch ADR-9", "superseded"),
    ("Statut : acceptée", "accepted"), ("Statut : à valider", "proposed"), ("Estado: aceptado", "accepted"),
    ("Estado: rechazada", "rejected"), ("Status: aceito", "accepted"), ("Situação: proposto", "proposed"),
    ("Stato: accettata", "accepted"), ("Status: goedgekeurd", "accepted"), ("Status: vedtatt", "accepted"),
    ("Status: odrzucona", "rejected"), ("Статус: принято", "accepted"), ("Статус: отклонено", "rejected"),
    ("状态：已接受", "accepted"), ("状态: 已废弃（2024）", "deprecated"), ("ステータス: 承認済み", "accepted"),
    ("ステータス: 却下", "rejected"), ("상태: 승인됨", "accepted"), ("상태: 제안", "proposed"),
])
def test_status_in_other_languages(line, status):
    assert str(decision(f"# Keep one queue\n\n- {line}{BODY}").status) == status


@pytest.mark.parametrize(("path", "text", "title"), [
    ("adr/0007-q.md", "# 7. Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# 0007 - Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# ADR 7 – Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# [ADR-0007] Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# ADR: Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# Architecture Decision Record: Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# Architecture Decision Record 7: Keep one queue", "Keep one queue"),
    ("adr/OPS-007-q.md", "# OPS-007 — Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# UTF-8: write nothing else", "UTF-8: write nothing else"),
    ("adr/0007-q.md", "# Keep one queue {#adr-7}", "Keep one queue"),
    ("adr/0007-q.md", "# Keep **one** [queue](q.md) of `job_runs`", "Keep one queue of job_runs"),
    ("adr/0007-q.md", "7\\. Keep one queue\n===", "Keep one queue"),
    ("adr/0007-q.md", "# ADR-0007\n\n## Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# ADR-0007\n\nTitle: Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "---\ntitle: 'ADR-0007: Keep one queue'\n---\n", "Keep one queue"),
    ("adr/0007-q.md", "---\ntitle: Queue: keep one\n---\n", "Queue: keep one"),
    ("adr/0007-q.md", "---\ntitle: Keep one queue\n---\n\n## Why two are too many", "Keep one queue"),
    ("adr/0007-q.md", "## ADR-7: Keep one queue", "Keep one queue"),
    ("adr/0007-q.md", "# 7. Relationships", "Relationships"),
    ("adr/0007-q.md", "**Keep one queue**", "Keep one queue"),
    ("adr/0007-keep-one_queue.md", "", "keep one queue"),
    ("adr/2024-02-01-keep-one-queue.md", "", "keep one queue"),
])
def test_titles_however_they_are_numbered_and_marked_up(path, text, title):
    assert decision(text + BODY, path).title == title


@pytest.mark.parametrize(("text", "supersedes", "superseded_by", "amends"), [
    ("---\nsupersedes: [3, ADR-0004]\n---\n# Q", ("3", "ADR-0004"), (), ()),
    ("---\nsuperseded-by: 0009-two-queues.md\n---\n# Q", (), ("0009-two-queues",), ()),
    ("---\nsupersededBy: ADR-0009\n---\n# Q", (), ("ADR-0009",), ()),
    ("---\nsuperseded_by: ''\nsupersedes: none\n---\n# Q", (), (), ()),
    ("---\nlinks:\n  - target: 3\n    kind: supersedes\n  - target: 4\n    kind: amends\n---\n# Q", ("3",), (), ("4",)),
    ("---\nstatus: superseded by [ADR-9](0009-two.md)\n---\n# Q", (), ("0009-two",), ()),
    ("# Q\n\n- Status: superseded by [two](./0009-two.md) on 2024-02-01", (), ("0009-two",), ()),
    ("# Q\n\n## Status\n\nSuperseded by ADR-9 and ADR-10 (2024-02-01)", (), ("ADR-9", "ADR-10"), ()),
    ("# Q\n\nSuperseded: 2024-02-01 by [ADR 9](0009-two.md)", (), ("0009-two",), ()),
    ("# Q\n\nReplaces: [ADR-3](../old/0003-none.md)", ("0003-none",), (), ()),
    ("# Q\n\n## Status\n\nAccepted\n\nSupersedes [3. None](0003-none.md)\n\nAmends [4. Few](0004-few.md)",
     ("0003-none",), (), ("0004-few",)),
    ("# Q\n\n## Status\n\nAccepted (supersedes ADR-0003)", ("ADR-0003",), (), ()),
    ("# Q\n\n## Status\n\nAccepted\n\nAmended by [9. Two](0009-two.md)", (), (), ()),
    ("# Q\n\n> **Note**: this decision has been superseded by [ADR-9](0009-two.md).", (), ("0009-two",), ()),
    ("# Q\n\n| Superseded by | [ADR-9](0009-two.md) |\n|---|---|\n| Owner | ana |", (), ("0009-two",), ()),
    ("# Q\n\n## Decision\n\nThis ADR supersedes [ADR-3](0003-none.md).", ("0003-none",), (), ()),
    ("# Q\n\n## Decision\n\nRedis supersedes the table of 3 jobs in ADR-0003.", (), (), ()),
    ("# Q\n\n## Decision\n\nOK.\n\n## Links\n\n* Supersedes [ADR-3](0003-none.md)\n* Refined by [5](0005-x.md)",
     ("0003-none",), (), ()),
    ("# Q\n\n## Status\n\nSuperseded by ADR-9: use 3 queues", (), ("ADR-9",), ()),
    ("# Q\n\n## Status\n\nReplaced by 9, 10 and 11 for 4 years", (), ("9", "10", "11"), ()),
    ("# Q\n\n## Status\n\nSuperseded (OPS-009)", (), ("OPS-009",), ()),
    ("# Q\n\n## Superseded by\n\n[ADR-9](0009-two.md)", (), ("0009-two",), ()),
    ("# Q\n\n## Status\n\nSuperseded by [[0009-two]]", (), ("0009-two",), ()),
    ("# Q\n\n## Status\n\nSuperseded by https://example.org/o/r/issues/12", (), (), ()),
    ("# Q\n\n## Status\n\n由 [ADR-9](0009-two.md) 取代", (), ("0009-two",), ()),
    ("# Q\n\n## Status\n\nErsetzt durch ADR-0009", (), ("ADR-0009",), ()),
    ("# Q\n\n## Status\n\nRemplacé par [9](0009-two.md)", (), ("0009-two",), ()),
    ("# Q\n\n## Status\n\nAccepted, partially supersedes ADR-0003", (), (), ("ADR-0003",)),
    ("# Q\n\n## Links\n\n- Supersedes [itself](0007-one-queue.md)", (), (), ()),
    ("# Q\n\n```yaml\nsupersedes: ADR-0003\n```", (), (), ()),
])
def test_relations_in_every_place(text, supersedes, superseded_by, amends):
    record = decision(text + BODY)
    assert (record.supersedes, record.superseded_by, record.amends) == (supersedes, superseded_by, amends)


def test_a_successor_without_a_status_says_superseded():
    assert str(decision("---\nsuperseded-by: ADR-0009\n---\n# Q" + BODY).status) == "superseded"


@pytest.mark.parametrize(("path", "text", "expected"), [
    ("adr/template.md", "# Keep one queue" + BODY, "template"),
    ("adr/0000-adr-template-long.md", "# Keep one queue" + BODY, "template"),
    ("adr/templates/short.md", "# Keep one queue" + BODY, "template"),
    ("adr/NNNN-title.md", "# Keep one queue" + BODY, "template"),
    ("adr/0008-new.md", "# ADR-NNNN: <short title>" + BODY, "template"),
    ("adr/0008-new.md", "# NUMBER. TITLE\n\nDate: DATE\n\n## Status\n\nSTATUS\n", "template"),
    ("adr/0008-new.md", "# [titre court de la décision]" + BODY, "template"),
    ("adr/0008-new.md", "# ADR-008: {{ title }}" + BODY, "template"),
    ("adr/0008-new.md", "# 8. Title" + BODY, "template"),
    ("adr/0008-new.md", "# Record\n\nStatus: proposed / accepted / rejected / deprecated", "template"),
    ("adr/0008-use-the-adr-template.md", "# Use the template of adr.github.io" + BODY, "adr"),
    ("adr/0008-x.md", "# [RFC] Use one queue" + BODY, "adr"),
    ("adr/0008-x.md", "# Nx builds the packages" + BODY, "adr"),
    ("adr/0008-x.md", "# Number formats" + BODY, "adr"),
    ("adr/0008-x.md", "# [Ops] Show the queue [again]" + BODY, "adr"),
    ("adr/0008-x.md", "# Title case for headings" + BODY, "adr"),
    ("adr/README.md", "# Decisions" + BODY, "index"),
    ("adr/readme.fr.md", "# Décisions", "index"),
    ("adr/log-of-all.md", "# All\n\n- [1](0001-a.md)\n- [2](0002-b.md)\n- [3](0003-c.md)\n", "index"),
    ("adr/0009-one-queue/README.md", "# Keep one queue" + BODY, "adr"),
    ("adr/0009-one-queue/notes.md", "Numbers of a load test.\n", "other"),
    ("docs/01-getting-started.md", "# Getting started\n\n## Installation\n", "other"),
    ("docs/design.md", "# Design\n\n## Context\n\nWords.\n", "other"),
    ("docs/queue.md", "# Queue" + BODY, "adr"),
    ("adr/one-queue.md", "# Keep one queue\n\nStatus: accepted\n", "adr"),
    ("adr/y.md", "# Y\n\nIn the context of jobs, facing two queues, we decided for one.\n", "adr"),
    ("0009-x.md", "# Without any section\n\nWe keep one queue.\n", "adr"),
])
def test_records_told_from_templates_indexes_and_the_rest(path, text, expected):
    assert kind(path, text) == expected


def test_a_key_is_written_into_front_matter_below_a_licence():
    given = b"<!-- MIT -->\n\n---\nstatus: accepted\n---\n# Q\n"
    assert with_keys("x.md", given, {"amends": ("ADR-1",)}) == given.replace(
        b"accepted\n", b'accepted\namends: ["ADR-1"]\n')


def test_a_record_with_a_folder_to_itself_is_called_after_it():
    assert decision("# Q" + BODY, "adr/0009-one-queue/README.md").id == "0009-one-queue"


@pytest.mark.parametrize(("text", "day"), [
    ("2024-02-01", date(2024, 2, 1)), ("2024/2/1", date(2024, 2, 1)), ("20 mai 2021", date(2021, 5, 20)),
    ("May 20th, 2021", date(2021, 5, 20)), ("1. März 2021", date(2021, 3, 1)),
    ("20 de mayo de 2021", date(2021, 5, 20)),
    ("2021年5月20日", date(2021, 5, 20)), ("21/05/2021", date(2021, 5, 21)), ("05/21/2021", date(2021, 5, 21)),
    ("04/07/2017", None), ("01.02.2024", date(2024, 2, 1)), ("2024-13-45", None), ("soon", None),
])
def test_dates_as_people_write_them(text, day):
    assert decision(f"# Q\n\n- Date: {text}{BODY}").date == day


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_bytes_of_every_editor(encoding, end):
    text = f"---\nid: 0033\nstatus: vedtatt\n---\n# 7. Én kø{BODY}".replace("\n", end)
    record = decision(text.encode(encoding))
    assert (record.id, record.title, str(record.status)) == ("0033", "Én kø", "accepted")


def test_a_y_statement_is_quoted():
    record = decision("# Q\n\nIn the context of jobs, facing two queues, we decided for one. More words.\n")
    assert record.sentence == "In the context of jobs, facing two queues, we decided for one."


def test_the_keys_of_a_row():
    row = rows_of({"adr/0001-q.md": f"# Q{BODY}".encode()}, ["adr/0001-q.md"])[0].to_json()
    assert list(row) == ["id", "path", "kind", "title", "status", "status_raw", "date", "supersedes", "superseded_by",
                         "amends", "applies_to", "symbols", "review_by", "rules", "problems"]


@pytest.mark.parametrize("text", [
    "---\nstatus: &a [*a]\n---\n# Q", "---\nstatus: acepted\nsupersede: 9\n---\n# Q", "+++\nid = [\n+++\n# Q",
    "---\nid: {a: [b, {c: d}]}\nreview: soon\n---\n# Q", "---\nstatus: accepted\nstatus: rejected\n---\n# Q",
])
def test_a_record_without_keys_of_our_own_is_never_a_problem(text):
    assert decision(text + BODY).title == "Q"
