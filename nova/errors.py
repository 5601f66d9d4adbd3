"""Everything that Nova raises on purpose.

NovaError
├── BadInput              what a person typed or named cannot be worked on
│   ├── NotReviewable     the repository or commit cannot be reviewed
│   ├── SettingsError     a setting is unknown or has a value that does not fit
│   ├── RecordError       a decision record or role file cannot be read
│   └── UnknownName       no such project, proposal, rule, decision
├── Refused               understood, and deliberately not done
├── Busy                  somebody else holds the project right now
├── GitFailed             git said no
├── ModelFailed           a model gave no reply
├── NoModel               this needs a model, and none is set
└── SandboxUnavailable    nothing here can run a project's code safely

The doors print `nova: <message>` and leave with exit code 2; anything that is not a
NovaError is a defect of ours and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from nova.domain.conversation import Failure, Usage


class NovaError(Exception):
    """Base of all. The message says what was seen and what to try."""


class BadInput(NovaError):
    """What a person typed or named cannot be worked on."""


class NotReviewable(BadInput):
    """A path or commit that cannot be reviewed."""


class SettingsError(BadInput):
    """A setting that is unknown, or whose value does not fit."""


class RecordError(BadInput):
    """A decision record or role that cannot be read; `path` and `line` say where."""

    def __init__(self, path: str, line: int | None, what: str) -> None:
        self.path, self.line, self.what = path, line, what
        place = path if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {what}")


_FEW = 20


class UnknownName(BadInput):
    """A name that stands for nothing; the nearest known one is offered, or all when they are few."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind, self.name = kind, name
        names = list(dict.fromkeys(known))
        near = get_close_matches(name, names, n=1)
        if near:
            hint = f"; did you mean {near[0]}?"
        elif names:
            hint = f"; known: {', '.join(names[:_FEW])}" + (f" and {len(names) - _FEW} more" if names[_FEW:] else "")
        else:
            hint = ""
        super().__init__(f"no {kind} {name!r}{hint}")


class Refused(NovaError):
    """Understood, and deliberately not done."""


class Busy(NovaError):
    """Another process holds what this one needs."""


class GitFailed(NovaError):
    """A git command ended with an error; `stderr` is what it said."""

    def __init__(self, command: str, status: int, stderr: str) -> None:
        self.command, self.status, self.stderr = command, status, stderr
        super().__init__(f"git {command} failed ({status}): {stderr.strip() or 'no message'}")


class SandboxUnavailable(NovaError):
    """Nothing on this machine can run a project's code safely."""


class ModelFailed(NovaError):
    """A request to a model ended without a reply. `failure` says how; `usage` is what was paid for all the same."""

    def __init__(self, failure: Failure, what: str, usage: Usage | None = None) -> None:
        self.failure, self.usage = failure, usage
        super().__init__(what)


class NoModel(NovaError):
    """Something that only a model can do, with none set. The message says what to set."""
