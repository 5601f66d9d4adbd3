"""The reviewer's doors: read what was asked, call one thing, say what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nova.console import plain, say, started_as, styled, tell
from nova.errors import BadInput, NovaError, UnknownName
from reviewer.commands.catalogue import AsJson, operations, rules, sandbox
from reviewer.commands.refactor import refactor

if TYPE_CHECKING:
    from nova.app import App
    from nova.domain.project import Project
    from reviewer.lifecycle import Desk, Done
    from reviewer.workspace import Workspace

Here = Annotated[Path, typer.Option("--project", help="A folder in the repository; else the current one.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Short names: p1 p2.")]

answers = typer.Typer(no_args_is_help=True, help="The remembered answers of a repository.")


def add_commands(application: typer.Typer) -> None:
    for command in (review, proposals, show, verify, approve, reject, reopen, refresh, rules, operations,
                    refactor):
        application.command()(command)
    application.command("why-not")(why_not)
    application.add_typer(answers, name="answers")
    application.add_typer(sandbox, name="sandbox")


def review(
    path: Annotated[Path, typer.Argument(help="A git repository, or a folder in one.")] = Path("."),
    at: Annotated[str | None, typer.Option(metavar="REV", help="The commit to review; else HEAD.")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule; may be given again.")] = None,
    at_most: Annotated[int | None, typer.Option("--max", min=0, help="New proposals in this run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Everything but opening proposals.")] = False,
    allow_unproven: Annotated[bool, typer.Option("--allow-unproven", help="Open drafts that nothing proves.")] = False,
    model_budget: Annotated[str, typer.Option(metavar="USD", help="Dollars that reviewers with a model may cost; "
                                                                  "0: detectors only.")] = "0",
    as_json: AsJson = False,
    check: Annotated[bool, typer.Option("--check", help="Leave with 1 when something is proposed.")] = False,
) -> None:
    """Review one commit: find, ground, draft, prove, and open what is worth a person's minute."""
    from nova import __version__
    from nova.app import open_app
    from nova.console import TerminalProgress
    from reviewer.options import Options
    from reviewer.reviewing import run_review

    app = open_app()
    project = app.project(path)
    options = Options(at=at, rules=tuple(rule or ()), at_most=at_most, dry_run=dry_run, allow_unproven=allow_unproven,
                      model_budget=_dollars(model_budget))
    with TerminalProgress(quiet=as_json) as progress:
        if not as_json:
            asks = options.model_budget if options.model_budget != "0" else ""
            who = f"models for at most ${Decimal(asks):.2f}" if asks else "detectors only, no model"
            tell(f"Nova {__version__}  reviewing {plain(project.name)}   ({who})")
        report = run_review(app, project, options, progress)
    if as_json:
        say(json.dumps(report, indent=2))
    else:
        _print_review(app, project, report)
    if check and any(proposal["status"] in ("open", "would-open") for proposal in report["proposals"]):
        raise typer.Exit(1)


def proposals(path: Here = Path("."), as_json: AsJson = False,
              everything: Annotated[bool, typer.Option("--all", help="Answered and closed ones too.")] = False) -> None:
    """The proposals that wait for an answer."""
    from reviewer.domain.proposal import PullStatus
    from reviewer.wording import table

    workspace = _workspace(path)
    records = [record for record in workspace.records() if everything or record.pull.status is PullStatus.OPEN]
    reports = [workspace.report_of(record) for record in records]
    if as_json:
        say(json.dumps(reports, indent=2))
    elif not reports:
        tell(f"No proposal waits for an answer. {started_as()} review looks for some.")
    else:
        for line in table(reports, status=everything):
            say(line)


def show(ids: Ids, path: Here = Path("."), as_json: AsJson = False) -> None:
    """One proposal: why, what it rests on, the proof, the diff."""
    from reviewer.domain.proposal import PullStatus
    from reviewer.wording import headline, shown

    workspaces = [_workspace_of(id, path) for id in ids]
    records = [workspace.pulls.get(id) for id, workspace in zip(ids, workspaces, strict=True)]
    reports = [workspace.report_of(record) for workspace, record in zip(workspaces, records, strict=True)]
    if as_json:
        say(json.dumps(reports, indent=2))
        return
    for record, report in zip(records, reports, strict=True):
        for line in shown(report, headline(record.pull, record.edited)):
            say(line)
        say()
        for line in record.diff.split("\n"):
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            say(f"  {styled(plain(line), style)}")
        if record.pull.status is PullStatus.OPEN:
            _next("approve {0} | {nova} reject {0} --because wrong|not-worth-it|not-now|by-design | {nova} refresh {0}",
                  record.pull.id)


def verify(
    id: Annotated[str, typer.Argument(metavar="ID", help="Short name: p1.")], path: Here = Path("."),
    as_json: AsJson = False,
    check: Annotated[bool, typer.Option("--check", help="Leave with 1 when anything differs.")] = False,
) -> None:
    """Make a proposal's proof again, from its recorded base in a clean copy, and compare."""
    from nova.console import TerminalProgress
    from reviewer.verifying import verified
    from reviewer.wording import verification

    with TerminalProgress(quiet=as_json) as progress:
        found = verified(_workspace_of(id, path), id, progress)
    if as_json:
        say(json.dumps(found.to_json(), indent=2))
    else:
        for line in verification(found.to_json()):
            say(line)
    if check and found.differs:
        raise typer.Exit(1)


def approve(ids: Ids, path: Here = Path(".")) -> None:
    """Merge a proposal into its branch: only as it was proved, and only by compare-and-swap."""
    from reviewer.lifecycle import approve as act

    _answer(ids, path, act)


def reject(
    ids: Ids,
    because: Annotated[str, typer.Option(metavar="wrong|not-worth-it|not-now|by-design",
                                         help="Why; it decides how long the rejection holds.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="In your words.")] = "",
    scope: Annotated[str, typer.Option(metavar="here|file|rule", help="How far it reaches.")] = "here",
    path: Here = Path("."),
) -> None:
    """Say no, with a reason. Nothing like it comes back."""
    from reviewer.domain.answer import Because, Scope
    from reviewer.lifecycle import reject as act

    reason, reach = _one_of(Because, "--because", because), _one_of(Scope, "--scope", scope)
    _answer(ids, path, lambda desk, id: act(desk, id, because=reason, note=note, scope=reach))


def reopen(ids: Ids, path: Here = Path(".")) -> None:
    """Take an answer back."""
    from reviewer.lifecycle import reopen as act

    _answer(ids, path, act)


def refresh(ids: Ids, path: Here = Path(".")) -> None:
    """Run the recipe again on the branch as it is now, and prove it anew."""
    from reviewer.lifecycle import refresh as act

    _answer(ids, path, act)


def why_not(
    place: Annotated[str, typer.Argument(metavar="PATH[:RULE]", help="A file or folder, and maybe a rule.")],
    path: Here = Path("."), as_json: AsJson = False,
) -> None:
    """What became of every finding of the last review, and why."""
    from reviewer.whynot import asked_place, explained, nothing_found
    from reviewer.wording import columns

    workspace = _workspace(path)
    file, rule = asked_place(place, workspace.project.path, Path.cwd())
    run, rows = explained(workspace, file, rule)
    if as_json:
        say(json.dumps([row.to_json() for row in rows], indent=2))
        return
    for line in columns([row.cells() for row in rows]):
        say(line)
    if not rows:
        tell(plain(nothing_found(workspace, run, file)))


@answers.command("list")
def list_answers(
    path: Here = Path("."), as_json: AsJson = False,
    rule: Annotated[str, typer.Option(metavar="NAME", help="Of this rule only.")] = "",
    because: Annotated[str, typer.Option(metavar="wrong|not-worth-it|not-now|by-design",
                                         help="Rejections for this reason only: `wrong` are a rule's false positives."
                                         )] = "",
) -> None:
    """Every remembered answer, oldest first."""
    from reviewer.answers import to_line
    from reviewer.detectors import detectors
    from reviewer.domain.answer import Because
    from reviewer.wording import told

    if rule and rule not in detectors():
        raise UnknownName("rule", rule, detectors())
    reason = _one_of(Because, "--because", because) if because else None
    workspace = _workspace(path)
    page = workspace.answers.read()
    gone = {answer.takes_back for answer in page.answers}
    found = [answer for answer in page.answers if (not rule or answer.rule == rule)
             and (reason is None or (answer.because is reason and answer.id not in gone))]
    if as_json:
        say(json.dumps([json.loads(to_line(answer)) for answer in found], indent=2))
        return
    for answer in found:
        say(plain(f"{told(answer)}  {answer.title}{answer.note and f'  ({answer.note})'}"))
    for problem in page.problems:
        tell(plain(problem))


@answers.command("push")
def push_answers(path: Here = Path(".")) -> None:
    """Share the answers with the repository's remote, merged with what is there."""
    say(plain(_workspace(path).book.push()))


def _print_review(app: App, project: Project, report: dict[str, Any]) -> None:
    from reviewer.wording import summary, table
    from reviewer.workspace import Workspace

    shown = [proposal for proposal in report["proposals"] if proposal["status"] != "waiting"]
    if shown:
        say()
        for line in table(shown):
            say(line)
        say()
    new = {proposal["id"] for proposal in report["proposals"]}
    waiting = [record.pull.id for record in Workspace(app, project).waiting() if record.pull.id not in new]
    for line in summary(report, started_as(), waiting):
        tell(line)


def _workspace(path: Path) -> Workspace:
    from nova.app import open_app
    from reviewer.workspace import Workspace

    app = open_app()
    return Workspace(app, app.project(path))


def _workspace_of(id: str, path: Path) -> Workspace:
    """Of the checkout in which the proposal was opened, so that answers work from any folder; else of `path`."""
    from nova.app import open_app
    from reviewer.store import PullStore
    from reviewer.workspace import Workspace

    app = open_app()
    repository = PullStore(app.database).repository_of(id)
    return Workspace(app, app.project(path if repository is None or not repository.exists() else repository))


def _answer(ids: list[str], path: Path, act: Callable[[Desk, str], Done]) -> None:
    """Every id in turn; one that fails does not keep the others from being answered, but the exit code says so."""
    from reviewer.lifecycle import PERSON

    failed = 0
    for id in dict.fromkeys(ids):
        try:
            workspace = _workspace_of(id, path)
            done = act(workspace.desk(PERSON), id)
        except NovaError as error:
            if len(ids) == 1:
                raise
            failed += 1
            tell(f"nova: {id}: {plain(str(error))}")
        else:
            for line in (done.said, *done.notes, *_about_draft(done)):
                say(plain(line))
            if workspace.settings.share_answers:
                tell(plain(workspace.book.push()))
    if failed:
        raise typer.Exit(2)


def _about_draft(done: Done) -> list[str]:
    if done.draft is None:
        return []
    drafted = "a decision" if done.amends is None else "an amendment"
    covered = [] if done.amends is None else [f"{done.amends}, covers this place already: what is drafted amends it."]
    return [*covered, f"Drafted {drafted}, {done.draft}, that keeps it. It binds when you accept and commit it: "
                      f"{started_as()} decisions accept {done.draft} [--commit]"]


def _next(line: str, id: str) -> None:
    nova = started_as()
    tell(f"\n{nova} {line.format(id, nova=nova)}")


def _dollars(text: str) -> str:
    """An amount as it is kept: "0.50" and ".5" are the same. Raises BadInput."""
    try:
        amount = Decimal(text.removeprefix("$"))
    except InvalidOperation:
        raise BadInput(f"--model-budget is an amount in dollars such as 0.50, not {plain(text)!r}") from None
    if not amount.is_finite() or amount < 0:
        raise BadInput(f"--model-budget cannot be {plain(text)}")
    return f"{amount.normalize():f}"


def _one_of(kind: Any, option: str, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise BadInput(f"{option} is one of {', '.join(kind)}, not {plain(value)!r}") from None
