"""Which decisions govern this? One resolver for the review, the chat and the command.

Certain grounds first: what a record names, and what names a record. Then likely ones: records that mention the symbol
or the file, and records whose words are those of the change. A likely ground is marked so; it never binds. Nothing is
an answer too: a likely ground has to be strong `ENOUGH`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from nova.decisions.certain import INFORMING, certain_grounds, ground
from nova.decisions.constraints import facts_of
from nova.decisions.fulltext import FullText, Word
from nova.decisions.mentions import Mentions
from nova.decisions.passages import passages_of
from nova.decisions.supersession import heads
from nova.decisions.words import names_in
from nova.domain.code import ModuleFacts
from nova.domain.decision import Decision, Force, Ground, Status

ENOUGH = 0.57
"""The least strength of a likely ground; `_strength` says of what. Between the changes that records govern and those
that none does, as bench/decision_queries measures them; a book's size and a change's length are taken out before."""
NEAR = 0.6
"""Of the best one's amount: what comes so near is given too."""
AT_MOST = 5
"""Likely grounds that are given: a longer list is read by nobody."""
SURE = 2.0
"""The least score of a certain ground; likely ones stay below."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """What a mention counts, in units of one telling word; several names of the file count up to `most` together."""

    symbol: float
    file: float
    neighbour: float
    most: float
    path: float
    """A word of the path; 0 where those are asked for anyway."""


_BESIDE_WORDS = _Weights(symbol=0.25, file=0.5, neighbour=0.1, most=0.4, path=0.1)
"""With a change in words the code around only helps to order: not everything in a file is governed by what names it."""
_ALONE = _Weights(symbol=2.5, file=2.5, neighbour=0.6, most=2.4, path=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. Everything but the path may be missing: then it does not speak."""

    path: str = ""
    symbol: str = ""
    """Qualified inside `module`."""
    change: str = ""
    """The change in words."""
    module: str = ""
    source: bytes = b""
    facts: ModuleFacts | None = None
    trailers: str = ""
    """Those of the commits that touched the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One decision that governs, or likely does."""

    ground: Ground
    score: float
    """From 2 on for certain ones; below for likely ones, the more the likelier."""
    certain: bool
    status: Status
    quote: str = ""
    """The passage that speaks of it; of a superseded record when that is how the decision was found."""


class ResolverIndex:
    """What the records of one book say, made ready once for many requests."""

    def __init__(self, decisions: Iterable[Decision], texts: Mapping[str, str]) -> None:
        """`texts`: path of a record -> its Markdown; a record without is found by its keys and title alone."""
        self.decisions = tuple(decisions)
        passages = [passages_of(decision.title, texts.get(decision.path, "")) for decision in self.decisions]
        self.text = FullText(passages)
        self.mentions = Mentions(passages)
        self.heads = heads(self.decisions)


def resolve(index: ResolverIndex, request: Request) -> list[Match]:
    """The decisions that govern what is asked, best first: certain ones, then likely ones. Empty: none does."""
    told = bool(request.change.strip())
    place = set(names_in(request.symbol.rpartition(".")[2])) if told else _words_of_place(request)
    words = index.text.words(" ".join([request.change, *sorted(place)]))
    evidence = _evidence(index, request, words, told)
    given = [*_certain(index, request, evidence), *_likely(index, evidence)]
    found: dict[str, Match] = {}
    for at, match in sorted(given, key=lambda item: (-item[1].score, item[0])):
        likely = sum(not other.certain for other in found.values())
        match = _at_head(index, at, match)
        if match.ground.path not in found and (match.certain or likely < AT_MOST):
            found[match.ground.path] = replace(match, quote=index.text.quote(at, words))
    return sorted(found.values(), key=lambda match: not match.certain)


@dataclass(slots=True)
class _Evidence:
    """What speaks for one record, in units of telling words, and in words."""

    amount: float = 0.0
    strength: float = 0.0
    """By which it is enough or not."""
    order: float = 0.0
    """By which it is compared with the others: the code around speaks too."""
    around: float = 0.0
    why: list[str] = field(default_factory=list)


def _certain(index: ResolverIndex, request: Request, evidence: Mapping[int, _Evidence]) -> Iterator[tuple[int, Match]]:
    for at, order, given in certain_grounds(index.decisions, request.path, request.symbol, module=request.module,
                                            source=request.source, facts=request.facts, trailers=request.trailers):
        status = index.decisions[at].status
        holds = status in INFORMING or index.decisions[at].path in index.heads
        own = evidence.get(at, _Evidence())
        score = SURE + 1 - 0.2 * order[0] - 0.001 * min(order[1] + 50, 100) + 0.0005 * min(own.strength, 9)
        yield at, Match(ground=given, score=score if holds else SURE - 0.05, certain=holds, status=status)


def _likely(index: ResolverIndex, evidence: Mapping[int, _Evidence]) -> Iterator[tuple[int, Match]]:
    """Nothing unless some record is strong enough by itself; then also those that come near the best."""
    if max((own.strength for own in evidence.values()), default=0.0) < ENOUGH:
        return
    least = NEAR * max(own.order for own in evidence.values())
    for at, own in evidence.items():
        if own.order >= least:
            decision = index.decisions[at]
            yield at, Match(ground=ground(decision, "; ".join(own.why), Force.INFORMS), certain=False,
                            score=(SURE - 0.1) * (1 - 1 / (1 + own.order)), status=decision.status)


def _evidence(index: ResolverIndex, request: Request, words: Sequence[Word], told: bool) -> dict[int, _Evidence]:
    """What speaks for each record; `told` says that `words` are those of a change, not of the place."""
    said = "its words are those of the change" if told else "it speaks of what the place is called"
    found: dict[int, _Evidence] = defaultdict(_Evidence)
    for at, answer in index.text.answers(words).items():
        found[at] = _Evidence(amount=answer.score, why=[f"{said}: {', '.join(answer.held[:6])}"])
    for at, amount, why in _mentions(index, request, _BESIDE_WORDS if told else _ALONE):
        own = found[at]
        own.amount, own.around = own.amount + amount * (not told), own.around + amount * told
        if why:
            own.why.insert(0, why)
    for own in found.values():
        own.strength = _strength(own.amount, len(words))
        own.order = _strength(own.amount + own.around, len(words))
    return found


def _words_of_place(request: Request) -> set[str]:
    """The file's name, its folder's, and the symbol where it is code on sight: a plain word is looked up as code."""
    return {*_path_parts(request.path), *names_in(request.symbol)}


def _path_parts(path: str) -> tuple[str, ...]:
    return PurePosixPath(path).with_suffix("").parts[-2:] if PurePosixPath(path).name else ()


def _strength(amount: float, words: int) -> float:
    """The evidence over what chance brings: the more words were said, the more of them any record holds."""
    return amount / (2 + math.sqrt(words))


def _mentions(index: ResolverIndex, request: Request, weights: _Weights) -> Iterator[tuple[int, float, str]]:
    """(record, amount, why) of what the records mention of the place."""
    for at, (amount, names) in _neighbours(index, request).items():
        yield (at, min(weights.neighbour * amount, weights.most),
               f"it mentions {', '.join(names[:3])}, which the same file defines")
    written = index.mentions.of_path(request.path, request.module)
    for at, way in written.items():
        yield at, weights.file * index.mentions.rarity(len(written)), f"it mentions {way}"
    name = request.symbol.rpartition(".")[2]
    for at, amount in index.mentions.of_name(name).items() if name else ():
        yield at, weights.symbol * amount, f"it mentions {name}"
    if weights.path:
        for at, answer in index.text.answers(index.text.words(" ".join(_path_parts(request.path)))).items():
            yield at, min(weights.path * answer.score, weights.most), ""


def _neighbours(index: ResolverIndex, request: Request) -> dict[int, tuple[float, list[str]]]:
    """Record -> how much it mentions names that the file defines, and which, the most telling first."""
    facts = request.facts or (facts_of(request.source) if request.module and request.source else None)
    defined = {definition.name for definition in facts.definitions} if facts else set()
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for name in defined - {request.symbol.rpartition(".")[2]}:
        if (name[0].isupper() or names_in(name)) and not name.startswith("__"):
            for at, amount in index.mentions.of_name(name).items():
                found[at].append((-amount, name))
    return {at: (-sum(amount for amount, _ in held), [name for _, name in sorted(held)]) for at, held in found.items()}


def _at_head(index: ResolverIndex, at: int, match: Match) -> Match:
    """The match of the record that took this one's place, which says so."""
    decision, head = index.decisions[at], index.heads.get(index.decisions[at].path)
    if head is None:
        return match
    why = f"it supersedes {decision.id}, and of that: {match.ground.why}"
    certain = match.certain and head.status in INFORMING
    return replace(match, ground=ground(head, why, Force.INFORMS), status=head.status, certain=certain,
                   score=match.score if certain else min(match.score, SURE - 0.05))
