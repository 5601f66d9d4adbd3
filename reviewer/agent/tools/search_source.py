"""Where a text stands."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope

_AT_MOST = 60


class Wanted(Arguments):
    text: str = Field(min_length=2, max_length=200, description="The exact text to find; no pattern.")
    below: str = Field(default="", max_length=1000, description="Only in this folder or file.")


def run(scope: ReviewScope, arguments: Wanted) -> Found:
    wanted, below = arguments.text.encode(), arguments.below.strip("/")
    found: list[str] = []
    for path, file in scope.survey.snapshot.files.items():
        if (below and path != below and not path.startswith(f"{below}/")) or file.size > 1_000_000:
            continue
        if wanted not in scope.survey.snapshot.read(path):
            continue
        for number, line in enumerate(scope.source(path), 1):
            if arguments.text in line:
                found.append(f"{path}:{number}  {line.strip()[:200]}")
            if len(found) >= _AT_MOST:
                return Found("\n".join(found) + "\n[more; name a folder]")
    return Found("\n".join(found) or "It stands nowhere.", tuple(line.split("  ", 1)[0] for line in found[:10]))


TOOL = Tool(name="search_source", description="Every line of the snapshot that holds a text, in any kind of file.",
            arguments=Wanted, run=run)
