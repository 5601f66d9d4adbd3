"""The operator's settings: one TOML file and `NOVA_*` variables. Nothing here is ever read from a project.

`$NOVA_CONFIG` names the file, else `nova.toml` in the user's configuration folder. Each package reads its own table
into a frozen dataclass; a variable `NOVA_<TABLE>__<KEY>` wins over the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, ClassVar, Literal, Protocol, TypeVar, get_args, get_origin, get_type_hints

from platformdirs import user_config_path, user_data_path

from nova.errors import SettingsError


class Table(Protocol):
    """A frozen dataclass with a default for every field."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Table)

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_OWN_VARIABLES = {"NOVA_CONFIG", "NOVA_HOME"}


@dataclass(frozen=True, slots=True)
class Operator:
    """What the operator has set, not yet read into tables."""

    home: Path
    """NOVA_HOME: mirrors, caches, the store. Made when first used."""
    config: Path
    values: Mapping[str, Any]
    environment: Mapping[str, str]

    def table(self, name: str, kind: type[T]) -> T:
        """The table `[name]`, typed. Raises SettingsError for an unknown key or a value that does not fit."""
        given = self.values.get(name, {})
        if not isinstance(given, dict):
            raise SettingsError(f"{self.config}: [{name}] is to be a table")
        hints = get_type_hints(kind)
        known = [field.name for field in fields(kind)]
        for key in given:
            if key not in known:
                raise SettingsError(f"{self.config}: [{name}] has no setting {key!r}{_nearest(key, known)}")
        values = {key: _fit(f"{self.config}: {name}.{key}", value, hints[key]) for key, value in given.items()}
        prefix = f"NOVA_{name.upper()}__"
        for variable, text in self.environment.items():
            if variable.startswith(prefix):
                key = variable.removeprefix(prefix).lower()
                if key not in known:
                    raise SettingsError(f"{variable}: [{name}] has no setting {key!r}{_nearest(key, known)}")
                values[key] = _fit(variable, _from_text(text), hints[key])
        return kind(**values)

    def check_tables(self, known: list[str]) -> None:
        """Raises SettingsError for a table or variable that nobody reads."""
        for name in self.values:
            if name not in known:
                raise SettingsError(f"{self.config}: nobody reads [{name}]{_nearest(name, known)}")
        for variable in self.environment:
            if variable.startswith("NOVA_") and variable not in _OWN_VARIABLES:
                name = variable.removeprefix("NOVA_").partition("__")[0].lower()
                if name not in known:
                    raise SettingsError(f"{variable}: nobody reads it{_nearest(name, known)}")


def read_operator(environment: Mapping[str, str] | None = None) -> Operator:
    """Read the operator's plane once, at the door. Raises SettingsError when the file cannot be read."""
    environment = os.environ if environment is None else environment
    config = Path(environment.get("NOVA_CONFIG") or user_config_path("nova") / "nova.toml")
    home = Path(environment.get("NOVA_HOME") or user_data_path("nova")).expanduser().resolve()
    values: dict[str, Any] = {}
    try:
        values = tomllib.loads(config.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if environment.get("NOVA_CONFIG"):
            raise SettingsError(f"NOVA_CONFIG names {config}, and there is no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{config}: {error}") from error
    return Operator(home, config, values, environment)


def defaults_of(kind: type[Table]) -> dict[str, Any]:
    """Every setting of a table with its default."""
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _from_text(text: str) -> Any:
    """A variable's text as TOML would read it, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _fit(place: str, value: Any, wanted: Any) -> Any:
    if wanted is timedelta:
        return _duration(place, value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if get_origin(wanted) is tuple:
        if isinstance(value, list) and all(isinstance(item, get_args(wanted)[0]) for item in value):
            return tuple(value)
        raise SettingsError(f"{place} is to be a list of texts, not {value!r}")
    if get_origin(wanted) is dict:
        return _table(place, value)
    if get_origin(wanted) is Literal:
        return _one_of(place, value, get_args(wanted))
    if get_origin(wanted) is UnionType:
        return _fit(place, value, get_args(wanted)[0])
    if isinstance(wanted, type) and isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    name = getattr(wanted, "__name__", str(wanted))
    raise SettingsError(f"{place} is to be of type {name}, not {value!r}")


def _table(place: str, value: Any) -> dict[str, Any]:
    """What is in it is for its owner to check."""
    if isinstance(value, dict):
        return value
    raise SettingsError(f"{place} is to be a table, not {value!r}")


def _one_of(place: str, value: Any, known: tuple[str, ...]) -> str:
    if value in known:
        return str(value)
    raise SettingsError(f"{place} is to be {' or '.join(map(repr, known))}, not {value!r}")


def _duration(place: str, value: Any) -> timedelta:
    match = re.fullmatch(r"(\d+)([mhdw])", value) if isinstance(value, str) else None
    if match is None:
        raise SettingsError(f'{place} is to be a duration such as "30m", "6h", "7d" or "1w", not {value!r}')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
