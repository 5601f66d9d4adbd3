"""The operator's settings: one file and variables, typed, with an error that names the place."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from nova.errors import SettingsError
from nova.settings import Operator, read_operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    chairs: int = 4
    warm: bool = False
    every: timedelta = timedelta(days=7)
    names: tuple[str, ...] = ()
    share: float = 0.5


def operator(tmp_path: Path, text: str = "", **variables: str) -> Operator:
    config = tmp_path / "nova.toml"
    config.write_text(text)
    return read_operator({"NOVA_CONFIG": str(config), "NOVA_HOME": str(tmp_path / "home"), **variables})


def test_the_file_then_the_variable_wins_over_the_default(tmp_path):
    given = operator(tmp_path, '[room]\nchairs = 6\nevery = "6h"\nnames = ["a"]\nshare = 1\n', NOVA_ROOM__CHAIRS="8")
    assert given.table("room", Room) == Room(chairs=8, every=timedelta(hours=6), names=("a",), share=1.0)


def test_home_is_what_the_variable_says(tmp_path):
    assert operator(tmp_path).home == tmp_path / "home"


@pytest.mark.parametrize(("text", "words"), [
    ("[room]\nchiars = 3", "did you mean 'chairs'?"),
    ("[room]\nchairs = 'six'", "room.chairs is to be of type int, not 'six'"),
    ("[room]\nchairs = true", "room.chairs is to be of type int"),
    ("[room]\nevery = '6 hours'", "is to be a duration"),
    ("[room]\nnames = 'a'", "is to be a list of texts"),
    ("room = 1", "[room] is to be a table"),
])
def test_what_does_not_fit_is_named(tmp_path, text, words):
    with pytest.raises(SettingsError, match="nova.toml") as error:
        operator(tmp_path, text).table("room", Room)
    assert words in str(error.value)


def test_a_variable_that_does_not_fit_is_named(tmp_path):
    with pytest.raises(SettingsError, match="NOVA_ROOM__CHAIRS"):
        operator(tmp_path, NOVA_ROOM__CHAIRS="many").table("room", Room)


def test_a_table_or_variable_that_nobody_reads_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="did you mean 'room'"):
        operator(tmp_path, "[rom]\nchairs = 1").check_tables(["room"])
    with pytest.raises(SettingsError, match="NOVA_RUM__X"):
        operator(tmp_path, NOVA_RUM__X="1").check_tables(["room"])
    operator(tmp_path, "[room]\nchairs = 1", NOVA_ROOM__CHAIRS="2").check_tables(["room"])


def test_broken_toml_says_where(tmp_path):
    with pytest.raises(SettingsError, match="line 1"):
        operator(tmp_path, "[room\n")


def test_a_config_that_is_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        read_operator({"NOVA_CONFIG": str(tmp_path / "none.toml")})


def test_home_is_a_plain_absolute_path_however_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "deep")
    monkeypatch.chdir(tmp_path / "deep")
    assert operator(tmp_path, NOVA_HOME="../home").home == tmp_path / "home"
    assert operator(tmp_path, NOVA_HOME=str(tmp_path / "deep" / ".." / "home")).home == tmp_path / "home"
    assert operator(tmp_path, NOVA_HOME=str(tmp_path / "link")).home == tmp_path / "deep"
