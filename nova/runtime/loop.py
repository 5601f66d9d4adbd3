"""One agent at work: ask the model, run the tools it calls, ask again, until it has answered or may not go on.

Whatever the model, the wire or a tool does is an outcome with a name, never an exception.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Event
from typing import Any

from nova.domain.conversation import (
    Failure,
    Message,
    Prompt,
    Reply,
    Stop,
    Text,
    ToolCall,
    ToolResult,
    message_to_json,
)
from nova.domain.trace import SpanKind
from nova.domain.turn import Ending, Outcome
from nova.errors import ModelFailed
from nova.ports import Model
from nova.runtime import conventions as named
from nova.runtime.budget import Budget, BudgetSpent, Reservation, UsageNotCredible
from nova.runtime.contracts import problem_of
from nova.runtime.toolbox import Toolbox
from nova.runtime.tracing import OpenSpan, Tracer

_SECONDS = 300.0
"""For one request, where no budget says less."""
_BEFORE_A_REPLY = frozenset({Failure.UNREACHABLE, Failure.REJECTED, Failure.RATE_LIMITED, Failure.OVERLOADED,
                             Failure.SERVER_ERROR})
"""Failures for which nobody pays."""


def _unheard(words: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A role with everything it takes to run it."""

    name: str
    system: str
    model: Model
    model_id: str
    toolbox: Toolbox[Any]
    budget: Budget
    tracer: Tracer
    output: str = "answer.v1"
    """The contract of its last words."""
    requests: int = 8
    """To the model, in one turn."""
    reply_tokens: int = 2_000
    hear: Callable[[str], None] = _unheard
    """Gets the words as they come."""
    cancel: Event = field(default_factory=Event)


def answer(agent: Agent, messages: Sequence[Message]) -> Outcome:
    """Run the agent on a conversation whose last message is the person's."""
    return _Turn(agent, messages).go_on()


def carry_on(agent: Agent, messages: Sequence[Message], answered: ToolResult) -> Outcome:
    """Go on after a person's yes or no to a call of the last message; `answered` is what became of it.

    Other calls of that message run now; those that need a yes of their own are told to ask again.
    """
    turn = _Turn(agent, messages)
    spent = turn.run_calls(answered)
    return turn.go_on() if spent is None else turn.end(Ending.BUDGET, spent)


class _Turn:
    def __init__(self, agent: Agent, messages: Sequence[Message]) -> None:
        self._agent = agent
        self._messages = list(messages)
        self._earlier = len(messages)
        self._sources: dict[str, None] = {}
        self._cost = Decimal(0)
        self._ended = False
        self._repaired = False

    def go_on(self) -> Outcome:
        agent = self._agent
        with agent.tracer.span(SpanKind.AGENT, f"invoke_agent {agent.name}", {named.AGENT: agent.name}) as span:
            outcome = self._outcome()
            span.set("nova.ending", str(outcome.ending))
            if not outcome.answered and outcome.ending is not Ending.WAITING:
                span.fail(str(outcome.ending))
            return outcome

    def _outcome(self) -> Outcome:
        for _ in range(self._agent.requests):
            if self._ended:
                return self.end(Ending.ANSWERED)
            if self._agent.cancel.is_set():
                return self.end(Ending.CANCELLED, "stopped")
            try:
                reply = self._ask()
            except BudgetSpent as spent:
                return self.end(Ending.BUDGET, str(spent))
            except UsageNotCredible as error:
                return self.end(Ending.USAGE, str(error))
            except ModelFailed as failed:
                return self.end(Ending(str(failed.failure)), str(failed))
            outcome = self._after(reply)
            if outcome is not None:
                return outcome
        if self._ended:
            return self.end(Ending.ANSWERED)
        return self.end(Ending.STEPS, f"{self._agent.name} made all of its {self._agent.requests} requests without an "
                                       "answer")

    def _after(self, reply: Reply) -> Outcome | None:
        """What the reply comes to; None: the model is asked again."""
        self._messages.append(reply.message)
        if reply.stop is Stop.REFUSED:
            return self.end(Ending.REFUSED, "the model declined to answer")
        if reply.message.calls and reply.stop is not Stop.LENGTH:
            waiting = next((call for call in reply.message.calls if call.name in self._agent.toolbox.ask_first
                            and self._agent.toolbox.problem(call) is None), None)
            if waiting is not None:
                return self.end(Ending.WAITING, waiting=waiting)
            spent = self.run_calls()
            return None if spent is None else self.end(Ending.BUDGET, spent)
        if reply.stop is Stop.LENGTH:
            return self.end(Ending.TOO_LONG, "the reply was cut off: its output budget is spent")
        problem = problem_of(self._agent.output, reply.message.text)
        if problem is None:
            return self.end(Ending.ANSWERED)
        if self._repaired:
            return self.end(Ending.INVALID, f"the model's answer was not usable twice: {problem}")
        self._repaired = True
        self._messages.append(Message("user", (Text(problem),)))
        return None

    def run_calls(self, answered: ToolResult | None = None) -> str | None:
        """Run the calls of the last message and add their results. Gives why the budget forbids it, or None."""
        results: list[ToolResult] = []
        for call in self._messages[-1].calls:
            if answered is not None and call.id == answered.call:
                results.append(answered)
            elif answered is not None and call.name in self._agent.toolbox.ask_first:
                results.append(ToolResult(call.id, "Not run: ask for one thing at a time.", failed=True))
            else:
                try:
                    self._agent.budget.spend_tool_call()
                except BudgetSpent as error:
                    return str(error)
                results.append(self._run(call))
        self._messages.append(Message("user", tuple(results)))
        return None

    def _run(self, call: ToolCall) -> ToolResult:
        agent = self._agent
        with agent.tracer.span(SpanKind.TOOL, f"execute_tool {call.name}",
                               {named.TOOL: call.name, named.TOOL_CALL: call.id,
                                named.TOOL_ARGUMENTS: dict(call.arguments)}) as span:
            ran = agent.toolbox.run(call, agent.cancel, _least(30.0, agent.budget.seconds_left))
            span.set(named.TOOL_RESULT, ran.result.text)
            if ran.error is not None:
                span.fail(ran.error)
                if ran.detail:
                    span.set("nova.tool.detail", ran.detail)
        self._sources.update(dict.fromkeys(ran.sources))
        self._ended = self._ended or ran.ends
        return ran.result

    def _ask(self) -> Reply:
        agent = self._agent
        size = _size(agent, self._messages)
        with agent.tracer.span(SpanKind.CHAT, f"chat {agent.model_id}", {named.REQUEST_MODEL: agent.model_id}) as span:
            reservation = agent.budget.reserve(agent.model_id, size, agent.reply_tokens)
            prompt = Prompt(model=agent.model_id, system=agent.system, messages=tuple(self._messages),
                            tools=agent.toolbox.specs, output_tokens=reservation.output_tokens,
                            seconds=_least(_SECONDS, agent.budget.seconds_left))
            span.attributes.update(named.prompt_attributes(prompt))
            try:
                reply = agent.model.reply(prompt, agent.hear, agent.cancel)
                span.attributes.update(named.reply_attributes(reply))
                cost = agent.budget.settle(reservation, reply.usage, heard=_heard(reply))
            except UsageNotCredible as error:
                self._paid(span, reservation, error.cost)
                raise
            except BaseException as error:  # who stops listening in the middle of a reply has paid for it
                self._paid(span, reservation, agent.budget.lose(reservation, begun=_begun(error)))
                raise
            self._paid(span, reservation, cost)
        return reply

    def _paid(self, span: OpenSpan, reservation: Reservation, cost: Decimal) -> None:
        self._cost += cost
        if reservation.price is not None:
            span.set(named.COST, str(cost))

    def end(self, ending: Ending, why: str = "", *, waiting: ToolCall | None = None) -> Outcome:
        """The outcome as things stand."""
        said = next((message.text for message in reversed(self._messages[self._earlier:])
                     if message.who == "assistant" and message.text), "")
        return Outcome(ending=ending, text=said.strip(), why=why, sources=tuple(self._sources),
                       messages=tuple(self._messages), waiting=waiting, cost_usd=self._cost)


def _begun(error: BaseException) -> bool:
    """Whether a reply may have begun, which somebody pays for."""
    return not (isinstance(error, ModelFailed) and error.failure in _BEFORE_A_REPLY)


def _heard(reply: Reply) -> int:
    """Bytes of the reply that cannot have come for nothing."""
    arguments = [json.dumps(dict(call.arguments), ensure_ascii=False) for call in reply.message.calls]
    return len("".join([reply.message.text, *arguments]).encode("utf-8", "surrogatepass"))


def _size(agent: Agent, messages: Sequence[Message]) -> int:
    """Bytes of the request, as near as matters to a bound that is meant to be above it."""
    told = json.dumps([message_to_json(message) for message in messages], ensure_ascii=False)
    tools = json.dumps([dict(tool.schema) for tool in agent.toolbox.specs])
    described = sum(len(tool.description) for tool in agent.toolbox.specs)
    return len(told.encode("utf-8", "surrogatepass")) + len(agent.system.encode()) + len(tools) + described


def _least(seconds: float, left: float | None) -> float:
    return seconds if left is None else max(0.1, min(seconds, left))
