"""Draft a record. It lives in Nova's store until a person accepts it."""

from __future__ import annotations

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
    from nova.decisions.madr import Content, compose, slug

    project = scope.in_project()
    title = " ".join(arguments.title.split())
    text = compose(Content(title=title, context=arguments.context, outcome=arguments.outcome,
                           applies_to=tuple(arguments.applies_to), origin=f"chat: {slug(title)}"),
                   by="", on=scope.app.clock.now().date())
    draft = keep_draft(scope.app.drafts, project.id, RecordDraft(slug(title), title, text))
    nova = started_as()
    return Found(f"Drafted {draft.slug}. It binds nothing until a person accepts and commits it: "
                 f"{nova} decisions show {draft.slug}, then {nova} decisions accept {draft.slug}")


TOOL = Tool(name="draft_decision", description="Draft a decision record for a person to accept. It binds nothing "
            "until then.", arguments=Draft, run=run, writes=True)
