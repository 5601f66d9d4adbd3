"""The doors `nova ask` and `nova chat`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from nova.console import plain, say, started_as, tell
from nova.errors import BadInput, NovaError, UnknownName

if TYPE_CHECKING:
    from nova.app import App
    from nova.chat import Conversation, Turn
    from nova.domain.project import Project
    from nova.domain.session import Session

_HELP = """/why    how the last request was routed      /role NAME  talk to this role; /role alone: any
/cost   what this session has cost           /trace      the last turn, step by step
/quit   leave; nova chat --resume goes on    Ctrl-C stops a turn, a second one leaves"""


def add_commands(application: typer.Typer) -> None:
    application.command()(ask)
    application.command()(chat)


def ask(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="TEXT...", help="What to ask; - reads it from stdin.")],
    role: Annotated[str | None, typer.Option(help="Ask this role, whatever the router thinks.")] = None,
    session: Annotated[str | None, typer.Option(metavar="ID", help="Go on in this session; last: the newest.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    project: Annotated[Path, typer.Option(help="A folder in the repository it is about.")] = Path(),
) -> None:
    """Ask once, and leave. Without a model the answer is what the tools found."""
    text = _stdin().read() if words == ["-"] else " ".join(words)
    if role is not None:
        text = f"@{role} {text}"
    with _conversation(context, project, session) as talk:
        turn = talk.say(text, _quiet if as_json else _heard())
        if as_json:
            say(json.dumps(talk.to_json(turn), indent=2))
        else:
            talk.show(turn)
    if turn.outcome is not None and not turn.outcome.answered and turn.approval is None:
        raise typer.Exit(2)


def chat(
    context: typer.Context,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last session ended.")] = False,
    session: Annotated[str | None, typer.Option(metavar="ID", help="Go on in this session.")] = None,
    project: Annotated[Path, typer.Option(help="A folder in the repository it is about.")] = Path(),
) -> None:
    """Talk with Nova's roles. Without a model the answers are what their tools find."""
    with _conversation(context, project, session or ("last" if resume else None)) as talk:
        talk.greet()
        for line in _lines():
            if line in ("/quit", "/exit"):
                break
            if line.startswith("/"):
                talk.command(line)
            elif line:
                try:
                    talk.show(talk.say(line, _heard()))
                except NovaError as error:
                    tell(f"nova: {plain(str(error))}")
        talk.leave()


class _Talk:
    """One conversation at a terminal or in a pipe."""

    def __init__(self, app: App, session: Session, conversation: Conversation, offline: bool) -> None:
        self._app = app
        self._session = session
        self._conversation = conversation
        self._offline = offline
        self._last: Turn | None = None

    def say(self, text: str, hear: Any) -> Turn:
        from nova.interrupts import setting

        cancel = Event()
        with setting(cancel):
            self._last = self._conversation.say(text, hear, cancel)
        return self._last

    def show(self, turn: Turn) -> None:
        """What came of a turn, unless it was heard already."""
        outcome = turn.outcome
        if turn.lapsed is not None:
            tell(f"nova: {turn.lapsed.tool} was not done: that was neither yes nor no.")
        if outcome is None:
            say(_lined(turn.text))
            return
        if str(outcome.ending) == "offline":
            say(f"{turn.route.role} (offline: no model is set; found, not written)")
            for line in _lined(outcome.text).splitlines():
                say(f"   {line}".rstrip())
        elif outcome.text:
            say()
        if turn.approval is not None:
            arguments = json.dumps(dict(turn.approval.arguments), indent=2, ensure_ascii=False)
            say(f"{turn.approval.role} asks to {turn.approval.tool}:")
            say(_lined(arguments))
            say("Allow it? yes or no")
        elif not outcome.answered:
            tell(f"nova: {outcome.ending}: {plain(outcome.why)}")

    def greet(self) -> None:
        model = "offline: answers are what the tools find" if self._offline else "a model answers"
        tell(f"Session {self._session.id} ({model}). /help tells the commands.")
        for exchange in self._app.sessions.exchanges(self._session.id)[-3:]:
            tell(f"you> {plain(exchange.said)[:200]}")
            tell(f"  {plain(exchange.reply)[:200]}")

    def leave(self) -> None:
        tell(f"{started_as()} chat --session {self._session.id} goes on from here.")

    def command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        acts = {"/why": self._why, "/cost": self._cost, "/trace": self._trace}
        if name in acts:
            acts[name]()
        elif name == "/role":
            self._role(rest.strip())
        else:
            say(_HELP)

    def to_json(self, turn: Turn) -> dict[str, Any]:
        from nova.chat import route_to_json

        outcome = turn.outcome
        return {
            "session": self._session.id, "trace": turn.trace, "route": route_to_json(turn.route),
            "ending": str(turn.route.act) if outcome is None else str(outcome.ending), "text": turn.text,
            "why": "" if outcome is None else outcome.why,
            "sources": [] if outcome is None else list(outcome.sources),
            "cost_usd": "0" if outcome is None else str(outcome.cost_usd),
            "approval": None if turn.approval is None else {
                "id": turn.approval.id, "tool": turn.approval.tool, "arguments": dict(turn.approval.arguments)},
        }

    def _why(self) -> None:
        if self._last is None:
            say("Nothing was asked yet.")
        else:
            say(plain(f"router: {self._last.route.reason}"))

    def _cost(self) -> None:
        exchanges = self._app.sessions.exchanges(self._session.id)
        spent = sum((Decimal(exchange.cost_usd or 0) for exchange in exchanges), Decimal(0))
        say(f"{len(exchanges)} turns, ${spent:.4f}")

    def _trace(self) -> None:
        say("Nothing was asked yet." if self._last is None else f"{started_as()} trace {self._last.trace[:8]}")

    def _role(self, name: str) -> None:
        known = [role.name for role in self._conversation.roles]
        if name and name not in known:
            say(plain(str(UnknownName("role", name, known))))
            return
        self._conversation.role = name or None
        say(f"{name} answers what is not clearly for another role." if name else "Any role may answer.")


@contextmanager
def _conversation(context: typer.Context, path: Path, session: str | None) -> Iterator[_Talk]:
    with ThreadPoolExecutor(1) as pool:  # git is waited for while modules load
        around = pool.submit(_around, path)
        from nova.app import open_app
        from nova.chat import Conversation
        from nova.models.connect import connected

        app = open_app()
        found_project = around.result()
    project = None if found_project is None else app.as_set(found_project)
    found = _session(app, project, session)
    with connected(app.models, os.environ) as model:
        yield _Talk(app, found, Conversation(app, project, found, _commands(context), model), model is None)


def _session(app: App, project: Project | None, id: str | None) -> Session:
    """Raises BadInput for one that is about another project: what was said and asked there is not meant here."""
    about = project.id if project else None
    if id is None:
        return app.sessions.start(about, "", app.clock.now())
    found = app.sessions.last(about) if id == "last" else app.sessions.get(id)
    if found.project != about:
        here = project.name if project else "no project"
        raise BadInput(f"session {found.id} is not about {here}; go on with it in the repository that it is about "
                       "(--project PATH)")
    return found


def _around(folder: Path) -> Project | None:
    """The repository around the folder; None: there is none, and one can talk all the same."""
    from nova.code.projects import identify
    from nova.errors import NotReviewable

    try:
        return identify(folder)
    except NotReviewable:
        return None


def _commands(context: typer.Context) -> Mapping[str, str]:
    """Every command as it is typed, with its one line of help."""
    def below(command: Any, before: str) -> Iterator[tuple[str, str]]:
        inside = getattr(command, "commands", {})
        for name, sub in inside.items():
            yield from below(sub, f"{before} {name}".strip())
        if not inside:
            yield before, (command.help or "").strip().splitlines()[0]

    return dict(below(context.find_root().command, ""))


def _lines() -> Iterator[str]:
    """What is typed, line by line, to the end of input. Ctrl-C at the prompt leaves."""
    if _stdin().isatty():
        import readline  # noqa: F401  gives input() its line editing

        while True:
            try:
                yield input("you> ").strip()
            except (EOFError, KeyboardInterrupt):
                print()
                return
    else:
        yield from (line.strip() for line in sys.stdin)


def _stdin() -> TextIO:
    """Raises BadInput where it is closed."""
    if sys.stdin is None:
        raise BadInput("there is no standard input to read from; say it as arguments: nova ask TEXT")
    return sys.stdin


def _quiet(words: str) -> None:
    pass


def _heard() -> Any:
    """Shows words as they come."""
    def hear(words: str) -> None:
        sys.stdout.write(_lined(words))
        sys.stdout.flush()

    return hear


def _lined(text: str) -> str:
    """Text of a model or a tool with its line ends, and nothing else that a terminal would act on."""
    return "\n".join(plain(line.replace("\t", "    ")) for line in text.split("\n"))
