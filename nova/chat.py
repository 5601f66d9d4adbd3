"""A conversation with a person: route what is said, run the role, keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property
from threading import Event
from typing import Any

from nova.app import App
from nova.domain import route as routes
from nova.domain.conversation import Message, ToolCall, ToolResult, message_from_json, message_to_json
from nova.domain.project import Project
from nova.domain.route import Act, Choice, Request, Route
from nova.domain.session import Approval, Exchange, Session
from nova.domain.trace import SpanKind
from nova.domain.turn import Ending, Outcome
from nova.errors import BadInput
from nova.lease import lease
from nova.ports import Model
from nova.roles import Role, named, read_roles
from nova.routing.classifier import classifier_of, examples_of
from nova.routing.router import route
from nova.runtime import conventions as names
from nova.runtime.budget import Budget, limits_of
from nova.runtime.context import conversation, system_of
from nova.runtime.contracts import problem_of
from nova.runtime.loop import Agent, answer, carry_on
from nova.runtime.offline import answer_offline
from nova.runtime.toolbox import Toolbox
from nova.runtime.tracing import OpenSpan, Tracer
from nova.tools import chat_tools
from nova.tools._scope import ChatScope

DOOR = frozenset({"chat"})
"""The kinds of roles that this door reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What became of one thing that a person said."""

    route: Route
    outcome: Outcome | None
    """None: nobody was run, and `route` says why."""
    trace: str = ""
    approval: Approval | None = None
    """What waits for a yes or no."""
    lapsed: Approval | None = None
    """What waited, and was not done because something else was said."""

    @property
    def text(self) -> str:
        if self.outcome is None:
            return self.route.question or self.route.reason
        return self.outcome.text


class Conversation:
    """One session. A process that speaks in it holds it, so that two do not write into each other's words."""

    def __init__(self, app: App, project: Project | None, session: Session, commands: Mapping[str, str],
                 model: Model | None) -> None:
        """`model`: None answers from what the tools find. `commands`: of the command line, with their help."""
        self._app = app
        self._project = project
        self._session = session
        self._model = model
        self._everyone = read_roles()
        self.roles = tuple(role for role in self._everyone if role.kind in DOOR)
        self._commands = commands
        for cut in app.approvals.cut_off():
            self._keep_cut(cut)
        self.role: str | None = next((one.role for one in reversed(app.sessions.exchanges(session.id)) if one.role),
                                     None)
        """The role that answered last, or that the person chose."""

    def say(self, text: str, hear: Callable[[str], None], cancel: Event) -> Turn:
        """One turn. Raises BadInput for what is no question, Busy while another process speaks in this session."""
        problem = problem_of("question.v1", text)
        if problem is not None:
            raise BadInput(problem)
        now = self._app.clock.now()
        with lease(self._app.home / "locks", f"session-{self._session.id}", f"speaking in {self._session.id}", now):
            tracer = Tracer(self._app.traces, self._app.clock)
            span = None
            try:
                with tracer.span(SpanKind.TURN, "turn", {names.CONVERSATION: self._session.id}) as span:
                    turn = self._turn(text, tracer, hear, cancel)
                    span.set("nova.ending", _ending(turn))
            except BaseException:  # a second Ctrl-C, or nobody who reads on: what it cost is kept all the same
                if span is not None and names.TOTAL_COST in span.attributes:
                    self._keep_broken(text, span)
                raise
            turn = replace(turn, trace=tracer.trace)
            self._keep(text, turn)
        return turn

    def _turn(self, text: str, tracer: Tracer, hear: Callable[[str], None], cancel: Event) -> Turn:
        waiting = self._app.approvals.waiting(self._session.id)
        chosen = self._route(text, waiting, tracer)
        if waiting is not None and chosen.approved is not None:
            return self._answered(waiting, chosen, tracer, hear, cancel)
        if waiting is not None:  # a yes to something else, later, is not meant for it
            waiting = self._app.approvals.answer(waiting.id, False, self._app.clock.now())
        return replace(self._asked(chosen, tracer, hear, cancel), lapsed=waiting)

    def _asked(self, chosen: Route, tracer: Tracer, hear: Callable[[str], None], cancel: Event) -> Turn:
        if chosen.act is not Act.ACT or chosen.role is None:
            waits = None if chosen.pending is None else asdict(chosen.pending)
            self._app.sessions.set_pending(self._session.id, waits)
            return Turn(route=chosen, outcome=None)
        self._app.sessions.set_pending(self._session.id, None)
        role = named(self.roles, chosen.role)
        self.role = role.name
        toolbox = self._toolbox(role)
        if self._model is None:
            outcome = answer_offline(role, toolbox, chosen.text, tracer, cancel)
        else:
            agent = self._agent(role, self._model, toolbox, tracer, hear, cancel)
            earlier = self._app.sessions.exchanges(self._session.id)
            outcome = answer(agent, conversation(earlier, chosen.text))
        return self._with_approval(Turn(route=chosen, outcome=outcome), role)

    def _route(self, text: str, waiting: Approval | None, tracer: Tracer) -> Route:
        asked = self._app.sessions.pending(self._session.id)
        pending: routes.Pending | None = None if asked is None else Choice(asked["text"], tuple(asked["roles"]))
        if waiting is not None:
            pending = routes.Approval(waiting.role)
        known = frozenset({"project"} if self._project else ())
        request = Request(text=text, kinds=DOOR, role_now=self.role, pending=pending, known=known)
        with tracer.span(SpanKind.ROUTE, "route") as span:
            chosen = route(request, self._everyone, classifier_of(examples_of(self._everyone)))
            span.set("nova.route", route_to_json(chosen))
        return chosen

    def _answered(self, approval: Approval, chosen: Route, tracer: Tracer, hear: Callable[[str], None],
                  cancel: Event) -> Turn:
        """A yes or no to a call that waits: the call that was kept runs, once, and the agent goes on."""
        role = named(self.roles, approval.role)
        toolbox = self._toolbox(role)
        messages = tuple(message_from_json(message) for message in approval.messages)
        call = _kept_call(approval, messages)
        self._app.approvals.answer(approval.id, bool(chosen.approved), self._app.clock.now())
        with tracer.span(SpanKind.APPROVAL, f"approval {approval.tool}",
                         {names.TOOL: approval.tool, "nova.approved": chosen.approved}):
            result = self._carried_out(approval, call, toolbox, tracer, cancel) if chosen.approved else ToolResult(
                call.id, "The person said no. Do not ask for it again.", failed=True)
        if self._model is None:
            outcome = Outcome(ending=Ending.OFFLINE, text=result.text if chosen.approved else "Not done.")
        else:
            agent = self._agent(role, self._model, toolbox, tracer, hear, cancel)
            outcome = carry_on(agent, messages, result)
        return self._with_approval(Turn(route=chosen, outcome=outcome), role)

    def _carried_out(self, approval: Approval, call: ToolCall, toolbox: Toolbox[ChatScope], tracer: Tracer,
                     cancel: Event) -> ToolResult:
        self._app.approvals.begin(approval.id)
        result = ToolResult(call.id, "It was begun, and what came of it is not known.", failed=True)
        try:
            with tracer.span(SpanKind.TOOL, f"execute_tool {call.name}",
                             {names.TOOL: call.name, names.TOOL_ARGUMENTS: dict(call.arguments)}) as span:
                result = toolbox.run(call, cancel).result
                span.set(names.TOOL_RESULT, result.text)
        finally:
            self._app.approvals.finish(approval.id, result.text, self._app.clock.now())
        return result

    def _with_approval(self, turn: Turn, role: Role) -> Turn:
        outcome = turn.outcome
        if outcome is None or outcome.waiting is None:
            return turn
        approval = self._app.approvals.ask(
            session=self._session.id, role=role.name, tool=outcome.waiting.name,
            arguments=dict(outcome.waiting.arguments), asked_at=self._app.clock.now(),
            messages=[message_to_json(message) for message in outcome.messages])
        return replace(turn, approval=approval)

    def _agent(self, role: Role, model: Model, toolbox: Toolbox[ChatScope], tracer: Tracer,
               hear: Callable[[str], None], cancel: Event) -> Agent:
        settings = self._app.models
        return Agent(name=role.name, system=system_of(role), model=model, model_id=settings.model_of(role.tier),
                     toolbox=toolbox, budget=Budget(limits_of(role), settings.price_list()), tracer=tracer,
                     output=role.contract.output or "answer.v1", requests=role.max_turns,
                     reply_tokens=role.budget.output_tokens or 2_000, hear=hear, cancel=cancel)

    def _toolbox(self, role: Role) -> Toolbox[ChatScope]:
        return Toolbox.of(role.tools, chat_tools(role.tools), self._scope, path=role.path, approval=role.approval)

    @cached_property
    def _scope(self) -> ChatScope:
        return ChatScope(self._app, self._project, self.roles, self._commands)

    def _keep(self, said: str, turn: Turn) -> None:
        cost = turn.outcome.cost_usd if turn.outcome is not None else Decimal(0)
        self._app.sessions.add(Exchange(
            session=self._session.id, number=0, said=said, reply=turn.text, role=turn.route.role,
            ending=_ending(turn), trace=turn.trace, cost_usd=str(cost), at=self._app.clock.now()))

    def _keep_broken(self, said: str, span: OpenSpan) -> None:
        self._app.sessions.add(Exchange(
            session=self._session.id, said=said, reply="", role=self.role, ending="cut", trace=span.trace,
            cost_usd=span.attributes[names.TOTAL_COST], at=self._app.clock.now()))

    def _keep_cut(self, cut: Approval) -> None:
        """So that the person, and the role after them, know of it wherever the session goes on."""
        self._app.sessions.add(Exchange(
            session=cut.session, said="yes", role=cut.role, ending=str(cut.state), trace="", cost_usd="0",
            reply=f"{cut.tool} ({cut.id}) was begun, and the process ended in the middle. Look whether it happened; "
                  "if not, ask for it again.", at=self._app.clock.now()))


def _ending(turn: Turn) -> str:
    return str(turn.route.act) if turn.outcome is None else str(turn.outcome.ending)


def route_to_json(chosen: Route) -> dict[str, Any]:
    """The whole decision, for a trace and for scripts."""
    return {**asdict(chosen), "margin": round(chosen.margin, 4)}


def _kept_call(approval: Approval, messages: tuple[Message, ...]) -> ToolCall:
    """The call as it was shown to the person: by its place in the conversation, with the arguments that were kept."""
    id = next(call.id for call in messages[-1].calls
              if call.name == approval.tool and dict(call.arguments) == approval.arguments)
    return ToolCall(id, approval.tool, approval.arguments)
