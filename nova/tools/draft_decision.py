"""Draft a record. It lives in Nova's store until a person accepts it."""

from __future__ import annotations

import re

from pydantic import Field

from nova.console import started_as
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Draft(Arguments):
    title: str = Field(min_length=3, max_length=120, description="What is decided, as an imperative sentence.")
    context: str = Field(min_length=1, max_length=4000, description="What made the decision necessary.")
    outcome: str = Field(min_length=1, max_length=4000, description="What is chosen, and because of what.")
    applies_to: list[str] = Field(default=[], max_length=20, description="Globs over paths: 'nova/store/**'.")


def run(scope: ChatScope, arguments: Draft) -> Found:
    from nova.decisions.drafts import RecordDraft, keep_draft
    from nova.decisions.writer import front_matter, slug

    project = scope.in_project()
    title = " ".join(arguments.title.split())
    front = front_matter({"status": "proposed", "date": scope.app.clock.now().date().isoformat(),
                          "applies-to": tuple(arguments.applies_to), "origin": f"chat: {slug(title)}"})
    text = (f"{front}\n# {title}\n\n## Context and Problem Statement\n\n{_body(arguments.context)}\n\n"
            f"## Decision Outcome\n\n{_body(arguments.outcome)}\n")
    draft = keep_draft(scope.app.drafts, project.id, RecordDraft(slug(title), title, text))
    nova = started_as()
    return Found(f"Drafted {draft.slug}. It binds nothing until a person accepts and commits it: "
                 f"{nova} decisions show {draft.slug}, then {nova} decisions accept {draft.slug}")


def _body(text: str) -> str:
    """Headings, in both ways to write them, and fences in a body could pass for the record's own."""
    return "\n".join(f"\\{line}" if _OPENS.match(line) else line for line in text.strip().splitlines())


_OPENS = re.compile(r"\s*(?:#|```|~~~|---|(?:=+|-+)\s*$)")


TOOL = Tool(name="draft_decision", description="Draft a decision record for a person to accept. It binds nothing "
            "until then.", arguments=Draft, run=run, writes=True)
