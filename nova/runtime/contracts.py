"""What goes into an agent and what comes out, by name and version: JSON Schemas that are validated when it runs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nova.errors import UnknownName

LONGEST_QUESTION = 100_000
"""Characters. What is longer belongs into a file that a tool can read in parts."""


class _Contract(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class Question(_Contract):
    """What a person asks, in words."""

    text: str = Field(min_length=1, max_length=LONGEST_QUESTION)


class Answer(_Contract):
    """What an agent answers, in words."""

    text: str = Field(min_length=1, max_length=40_000)


class Snapshot(_Contract):
    """A request to look at the snapshot that the tools show."""

    text: str = Field(min_length=1)


class Said(_Contract):
    """An agent that speaks through its tools alone; words beside them are no answer."""

    text: str = Field(max_length=0)


CONTRACTS: dict[str, type[_Contract]] = {
    "question.v1": Question, "answer.v1": Answer, "snapshot.v1": Snapshot, "tool-calls.v1": Said}


def problem_of(contract: str, text: str) -> str | None:
    """Why the text does not fit, for whoever wrote it; None: it does. Raises UnknownName for the contract."""
    if contract not in CONTRACTS:
        raise UnknownName("contract", contract, CONTRACTS)
    try:
        CONTRACTS[contract].model_validate({"text": text})
    except ValidationError as error:
        kind = error.errors(include_url=False, include_input=False)[0]["type"]
        return _IN_WORDS.get((contract, kind)) or f"it does not fit {contract}: {error.errors()[0]['msg']}"
    return None


_IN_WORDS = {
    ("question.v1", "string_too_short"): "there is no question in it",
    ("question.v1", "string_unicode"): "some of it is no text: bytes that are not UTF-8",
    ("question.v1", "string_too_long"): f"it is longer than {LONGEST_QUESTION:,} characters; name a file instead",
    ("answer.v1", "string_too_short"): "The reply holds no words. Answer in plain text.",
    ("answer.v1", "string_too_long"): "The reply is too long. Answer in at most a page.",
    ("tool-calls.v1", "string_too_long"): "Words are not read here. Say it through one of the tools.",
}
