"""Records that speak of a question, with the words that do."""

from __future__ import annotations

from pydantic import Field

from nova.decisions.search import search
from nova.runtime.toolbox import Arguments, Found, Tool
from nova.tools._scope import ChatScope


class Query(Arguments):
    query: str = Field(min_length=1, max_length=2000, description="What is asked, in words: 'why not Celery'.")


def run(scope: ChatScope, arguments: Query) -> Found:
    rows = {row.path: row for row in scope.records}
    hits = search(scope.index, arguments.query)
    if not hits:
        return Found(f"None of the {len(rows)} decision records speaks of it.")
    told = []
    for hit in hits[:3]:
        row = rows[hit.path]
        sentence = f"\n  {row.decision.sentence}" if row.decision and row.decision.sentence else ""
        told.append(f"{scope.headline(row)}{sentence}\n  > {hit.quote}\n  {hit.path}")
    return Found("\n".join(told), tuple(hit.path for hit in hits[:3]))


TOOL = Tool(name="search_decisions", description="Find the decision records that speak of a question, with quotes. "
            "Says so when none does.", arguments=Query, run=run)
