"""Point at something for a person, without a change."""

from __future__ import annotations

import re

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope
from reviewer.domain.finding import Finding


class Flag(Arguments):
    about: str = Field(pattern=r"^[^:\n]+:[\w.]+$", max_length=600,
                       description="The symbol it is about: 'shop/prices.py:total'.")
    what: str = Field(min_length=8, max_length=200, description="What is seen there, on one line.")
    why: str = Field(min_length=8, max_length=600, description="Why it matters, in facts with places.")


def run(scope: ReviewScope, arguments: Flag) -> Found:
    path, _, symbol = arguments.about.partition(":")
    first, last = scope.line_of(path, symbol)
    return Found(scope.say(Finding(
        rule="model-refactor", path=path, line=first, end_line=last, symbol=f"{symbol}(flag)", score=0.5,
        message=re.sub(r"\s+", " ", arguments.what), why=re.sub(r"\s+", " ", arguments.why),
        details={"role": scope.role})))


TOOL = Tool(name="flag", description="Point a person at something that no operation can change.", arguments=Flag,
            run=run)
