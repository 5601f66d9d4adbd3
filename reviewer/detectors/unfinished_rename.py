"""What is left of a name after a commit renamed the thing: uses of its alias, comments, docstrings, documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nova.domain.code import DefinitionKind
from reviewer.detectors._common import worth_looking
from reviewer.detectors._reading import certain_source_of, source_of, tree_of
from reviewer.detectors._renames import Rename, renames
from reviewer.detectors._wording import places, title
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.errors import OperationDeclined
from reviewer.operations._callers import module_of
from reviewer.operations._words import tells_history
from reviewer.operations.edit_text import PROSE, words_in
from reviewer.operations.rename_leftovers import check_alias, imports_of, uses_of
from reviewer.survey import Survey

FILES_AT_MOST = 4
LINES_AT_MOST = 80


@dataclass(frozen=True)
class UnfinishedRename:
    name = "unfinished-rename"
    family = "unfinished-rename"
    version = 1
    why = "A commit renamed something and left the old name in places; two names for one thing mislead readers."
    effect = Effect.PRESERVES

    def find(self, survey: Survey) -> Iterable[Finding]:
        seen: set[str] = set()
        for rename in renames(survey.history):
            home = _home(survey, rename)
            if home is None or rename.old in seen:
                continue
            seen.add(rename.old)
            left = _with_alias(survey, rename, home) if _is_alias(survey, rename, home) else _words(survey, rename)
            yield from _findings(rename, home, left)

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        details = findings[0].details
        old, new, since = details["old"], details["new"], details["since"]
        steps = [Step(kind, parameters) for f in findings for kind, parameters in f.details["steps"]]
        count = sum(len(f.details["lines"]) for f in findings)
        left = places(count)
        return Plan(
            recipe=Recipe(tuple(steps)),
            title=title(f"Finish renaming {old} to {new}: {left} left since {since[:7]}",
                        f"Finish renaming {old} to {new}: {left} left", f"Finish renaming to {new}: {left} left"),
            why=f"{since[:7]} (\"{details['subject'][:80]}\") renamed `{old}` to `{new}`; {left} in "
                f"{places(len(findings), 'file')} still say `{old}`.",
        )


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left in one file."""

    path: str
    lines: tuple[int, ...]
    in_code: bool


def _home(survey: Survey, rename: Rename) -> str | None:
    """Where the new name is defined now; None unless that is one place and the old one is defined nowhere."""
    homes = []
    for path, facts in survey.index.modules.items():
        for definition in facts.definitions:
            if definition.name == rename.old and not (
                    definition.kind is DefinitionKind.CONSTANT and definition.qualname == rename.old):
                return None
            if definition.qualname == rename.new:
                homes.append(path)
    return homes[0] if len(homes) == 1 else None


def _is_alias(survey: Survey, rename: Rename, home: str) -> bool:
    try:
        check_alias(certain_source_of(survey, home), rename.old, rename.new)
    except OperationDeclined:
        return False
    return True


def _with_alias(survey: Survey, rename: Rename, home: str) -> Iterator[_Left]:
    """Uses of the alias in code. Words stay as they are: the old name is still one that people may use."""
    tree = tree_of(survey)
    home_module = module_of(tree, home)
    for path in dict.fromkeys(use.path for use in survey.index.uses(rename.old)):
        source = source_of(survey, path)
        if source is None or not worth_looking(survey, path):
            continue
        module = module_of(tree, path)
        nodes = list(uses_of(source, module, home_module, rename.old, rename.new))
        imported = [b.node for b in imports_of(source, module, home_module, rename.old)]
        lines = {getattr(node, "lineno", 1) for node in (*nodes, *(imported if nodes else ()))}
        if lines:
            yield _Left(path, tuple(sorted(lines)), in_code=True)


def _words(survey: Survey, rename: Rename) -> Iterator[_Left]:
    """Words of comments, docstrings and documents. None when code still uses the name: then it is not only a word."""
    if survey.index.uses(rename.old):
        return
    in_python = [path for path, facts in survey.index.modules.items()
                 if rename.old in facts.doc_words and worth_looking(survey, path)]
    in_prose = {path for path, _ in survey.index.mentions(rename.old)
                if path.endswith(PROSE) and not survey.conventions.leaves_out(path)}
    for path in (*in_python, *sorted(in_prose)):
        if tells_history(path):
            continue
        content = survey.index.source(path)
        try:
            hits = list(words_in(path, content, rename.old, rename.new))
        except OperationDeclined:
            continue
        text = content.decode("utf-8", "replace")
        lines = sorted({text.count("\n", 0, start) + 1 for start, _ in hits})
        if lines:
            yield _Left(path, tuple(lines), in_code=False)


def _findings(rename: Rename, home: str, left: Iterable[_Left]) -> Iterator[Finding]:
    group = files = lines = 0
    for one in sorted(left, key=lambda one: (not one.in_code, one.path)):
        if files and (files == FILES_AT_MOST or lines + len(one.lines) > LINES_AT_MOST):
            group, files, lines = group + 1, 0, 0
        files, lines = files + 1, lines + len(one.lines)
        yield _finding(rename, home, one, group)


def _finding(rename: Rename, home: str, left: _Left, group: int) -> Finding:
    old, new, sha = rename.old, rename.new, rename.commit.sha
    named = {"old": old, "new": new, "path": left.path}
    step = ("rename_leftovers", {**named, "home": home}) if left.in_code else ("edit_text", named)
    return Finding(
        rule=UnfinishedRename.name, path=left.path, line=left.lines[0], end_line=left.lines[-1], symbol=f"{old}:{new}",
        message=f"{old} in {places(len(left.lines))}: {sha[:7]} renamed it to {new}",
        why=f"{sha[:7]} (\"{rename.commit.subject[:80]}\") renamed `{old}` to `{new}`; this file still says `{old}`.",
        concern=f"{sha}:{old}:{new}:{group}", score=0.7 if left.in_code else 0.6, event=sha,
        details={"old": old, "new": new, "since": sha, "subject": rename.commit.subject, "lines": list(left.lines),
                 "steps": [step]},
    )


DETECTOR = UnfinishedRename()
