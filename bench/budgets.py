"""Whether a budget can be passed: random limits against an endpoint whose numbers of tokens are hostile.

    python -m bench budgets [RUNS]

The whole way is real: the loop, the process apart, the SDK, HTTP. The exit code is 1 when any budget was passed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from bench.endpoint import running
from nova.clock import SystemClock
from nova.domain.conversation import Message, Text
from nova.domain.trace import Span
from nova.models.connect import connected
from nova.models.settings import ModelSettings
from nova.runtime.budget import Budget, Limits
from nova.runtime.loop import Agent, answer
from nova.runtime.toolbox import Arguments, Found, Tool, Toolbox
from nova.runtime.tracing import Tracer

SEED = 20261121


class Word(Arguments):
    word: str


class Forgotten:
    """A trace store that keeps nothing."""

    def save(self, spans: Iterable[Span]) -> None: ...
    def trace(self, id: str) -> list[Span]:
        return []

    def latest(self, limit: int) -> list[Span]:
        return []


LOOK = Tool(name="look", description="Look.", arguments=Word, run=lambda scope, arguments: Found("It is here."))


def main(arguments: list[str]) -> int:
    runs, chance = int(arguments[0]) if arguments else 1000, random.Random(SEED)
    endings: Counter[str] = Counter()
    passed = requests = 0
    with running("--hostile", str(SEED)) as base_url:
        settings = ModelSettings(engine="anthropic", base_url=base_url, prices={"canned": [3.0, 15.0]})
        with connected(settings, {}) as model:
            assert model is not None
            for _ in range(runs):
                limits = _limits(chance)
                budget = Budget(limits, settings.price_list())
                agent = Agent(name="one", system="Look." * chance.randint(1, 200), model=model, model_id="canned",
                              toolbox=Toolbox.of(["look"], {"look": LOOK}, None, path="bench"), budget=budget,
                              tracer=Tracer(Forgotten(), SystemClock()), reply_tokens=chance.randint(64, 1000))
                endings[str(answer(agent, (Message("user", (Text("Where is it?"),)),)).ending)] += 1
                requests += budget.requests
                passed += _passed(budget, limits)
    print(json.dumps({"runs": runs, "seed": SEED, "requests": requests, "budgets_passed": passed,
                      "endings": dict(endings.most_common())}, indent=2))
    return int(passed > 0)


def _limits(chance: random.Random) -> Limits:
    return Limits(usd=Decimal(chance.randint(1, 500)) / 10_000, input_tokens=chance.randint(700, 20_000),
                  output_tokens=chance.randint(64, 4_000), requests=chance.randint(1, 6),
                  tool_calls=chance.randint(0, 5), seconds=30)


def _passed(budget: Budget, limits: Limits) -> bool:
    spent = ((budget.usd, limits.usd), (budget.input_tokens, limits.input_tokens),
             (budget.output_tokens, limits.output_tokens), (budget.requests, limits.requests),
             (budget.tool_calls, limits.tool_calls))
    return any(limit is not None and used > limit for used, limit in spent)
