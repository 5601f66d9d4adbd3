"""Nothing from a project reaches the terminal as anything but text."""

import pytest

from nova.console import TerminalProgress, plain


@pytest.mark.parametrize(("raw", "shown"), [
    ("plain", "plain"),
    ("na\x1b[31mme", "na\\x1b[31mme"),
    ("two\nlines\r", "two\\nlines\\r"),
    ("\u202egnp.exe", "\\u202egnp.exe"),
    ("zero\u200bwidth", "zero\\u200bwidth"),
    ("caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d"),
    ("\udcff", "\\udcff"),
    ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
])
def test_what_a_terminal_would_act_on_is_spelt_out(raw, shown):
    assert plain(raw) == shown


def test_piped_progress_is_one_plain_line_a_stage_on_stderr(capsys):
    with TerminalProgress() as progress:
        progress.stage("index")
        progress.step(1, 2, "a.py")
        progress.finish("index", "2 files [red]", 0.25)
        progress.note("dirty\x1b")
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split() for line in err.splitlines()] == [["index", "2", "files", "[red]", "0.2", "s"], ["dirty\\x1b"]]
