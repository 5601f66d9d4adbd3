"""The reader under noise: it never raises, never hangs, and always gives the same keys."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nova.decisions.listing import rows_of, rows_of_folder

RECORDS = (
    "---\nstatus: accepted\nid: 0033\nsupersedes: [ADR-1]\n---\n# 33. Keep one queue\n\n## Decision\n\nWe do.\n",
    "# 1. Queue\n\nDate: 2024-02-01\n\n## Status\n\nAccepted\n\nSuperseded by [2. Two](0002-two.md)\n\n## Decision\n",
    "# Queue\n\n* Status: [x] accepted [ ] rejected\n* Date: 1 mai 2024\n\n## Links\n\n* Amends [ADR-3](0003-x.md)\n",
    "# Q\n\n| Status | Date |\n|---|---|\n| ~~Draft~~ **Done** | 2024 |\n\n<!--\n```\n-->\n> Replaced by ADR-9\n",
    '---\napplies-to: ["q/**"]\n---\n# Q\n\n~~~yaml nova-rules\n- forbid-import: {of: [x], in: ["q/**"]}\n~~~\n',
    "\ufeff# [short title]\r\n\r\nStatut : proposed | accepted | …\r\n\r\n状态：已取代\r\n![s](/badge/status-x-y)\r\n",
)
PIECES = st.sampled_from([
    "---\n", "+++\n", "# ", "...\n", "```", "\r", "## Status\n", "Status:", "|", "|--|\n", "[ ] ", "[x] ", "](",
    "0002-two.md)", "<!--", "-->",
    "~~~yaml nova-rules\n", "&a ", "*a", "{", "}", "**", "~~", "superseded by ", "Supersedes ", "->", "\x00",
    "\u2028", "\ud7ff", "\U0001f5f9", "取代", "2024-02-01", ": ", "\t", "    ", "!", "[[", "]]", "date", "\ufeff",
])
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A record that looks real, with pieces put in, taken out and doubled."""
    text = draw(st.sampled_from(RECORDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(PIECES) * draw(st.integers(0, 3)) + text[end:]
    return text.encode()


def row(content: bytes, path: str = "adr/0001-q.md") -> dict[str, object]:
    return rows_of({path: content}, [path])[0].to_json()


@QUICK
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_a_row(noise: bytes):
    assert len(row(noise)) == len(row(b"# Status\n" + noise)) == len(row(b"\xff\xfe" + noise)) == 15


@QUICK
@given(mutated())
def test_a_damaged_record_is_a_row_of_one_line_each(content: bytes):
    found = row(content)
    assert found["kind"] in ("adr", "template", "index", "other")
    assert all(str(found[key]).isprintable() for key in ("id", "title", "status_raw", "supersedes", "superseded_by"))


@pytest.mark.parametrize("noise", [
    "x" * 10_000_000, "# Status\n" * 100_000, "## Supersedes\n[" * 70_000, "Status: [ ] " * 80_000,
    "- Status: superseded by " * 40_000, "| " * 400_000, "|a|b|\n|-|-|\n" * 20_000, "![" * 300_000, "[[" * 400_000,
    "this adr supersedes " * 40_000, "~~" * 400_000, "](" * 400_000, "2024-02-01 " * 80_000, "superseded " * 80_000,
    "---\na: " + "[" * 60_000, "---\na: " + "{a: " * 15_000, "---\n" + "- &a [*a]\n" * 6000 + "---\n",
    "---\na: &a [x]\n" + "".join(f"k{n}: &b{n} [*a, *a, *a]\n" for n in range(2000)) + "---\n",
    "> " * 400_000, "-" * 900_000, "{/*" * 300_000, "取" * 300_000, "\n" * 300_000, "in the context of \n" * 50_000,
    "~~~yaml nova-rules\n" * 50_000, "status - " * 100_000, "was " * 200_000, "1." * 400_000, "A-" * 400_000,
], ids=lambda noise: repr(noise[:12]))
def test_noise_costs_no_time(noise: str):
    start = process_time()
    for head in ("", "# Q\n\n", "# Q\n\n## Status\n\n"):
        row((head + noise).encode())
    assert process_time() - start < 4


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path):
    (tmp_path / "secret.md").write_text("# 1. Secret\n\nStatus: accepted\n")
    folder = tmp_path / "adr"
    folder.mkdir()
    (folder / "0001-out.md").symlink_to(tmp_path / "secret.md")
    (folder / "0002-loop").symlink_to(folder)
    (folder / "0003-nowhere.md").symlink_to("nowhere")
    (folder / "0004-q.md").write_text("# Q\n")
    assert [found.path for found in rows_of_folder(folder)] == ["0004-q.md"]


def test_many_records_that_name_each_other_cost_no_time():
    files = {f"{n:04d}-q.md": f"---\nstatus: accepted\nsupersedes: {[(n + k) % 800 for k in range(40)]}\n---\n# Q\n"
             for n in range(800)}
    start = process_time()
    rows = rows_of({path: text.encode() for path, text in files.items()}, list(files))
    assert process_time() - start < 4
    assert {row.status for row in rows} == {"accepted"}
