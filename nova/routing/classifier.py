"""Which role a request looks like, by words alone: tf-idf and cosine over the roles' examples.

A lexical classifier cannot tell what nobody has an example of (FIELD_NOTES: it catches 14 to 52 % of it), so what
it gives is a ranking; the router decides whether that is enough to act on. A word that no example has still counts
in a request's length, which is what lowers the score of a request about something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from nova.domain.route import Candidate
from nova.roles import Role
from nova.routing.features import features

# Chosen on the examples of the chat roles, each left out in turn: `python -m bench routing`.
_SHARES = {"w": 0.6, "p": 0.1, "c": 0.3}
"""What words, pairs and pieces count for."""
_BEST = 0.3
"""The share of the nearest example in a role's score; the rest is the centroid of them all."""
_PUSH = 0.25
"""How much a role loses of what a near-miss of it is nearer than its nearest example."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A request that is `role`'s, or, when `near_miss`, looks so and is not."""

    role: str
    text: str
    near_miss: bool = False


def examples_of(roles: Iterable[Role]) -> tuple[Example, ...]:
    """What the roles say of themselves and of each other: a near-miss of one is an example of the role it names."""
    found: dict[Example, None] = {}
    for role in roles:
        for text in role.routing.examples:
            found[Example(role.name, text)] = None
        for near in role.routing.not_examples:
            found[Example(role.name, near.text, near_miss=True)] = None
            found[Example(near.role, near.text)] = None
    return tuple(found)


@lru_cache(maxsize=4)
def classifier_of(examples: tuple[Example, ...]) -> Classifier:
    """Made once for the same examples."""
    return Classifier(examples)


class Classifier:
    """Ranks the roles of its examples. The same examples and text give the same scores, to the last bit."""

    def __init__(self, examples: tuple[Example, ...]) -> None:
        counted = [features(example.text) for example in examples]
        self._rarity = _rarity(examples, counted)
        self._unseen = log(len(examples) + 1) + 1
        self._examples = [(example, self._vector(count)) for example, count in zip(examples, counted, strict=True)]
        own: dict[str, list[Vector]] = defaultdict(list)
        for example, vector in self._examples:
            if not example.near_miss:
                own[example.role].append(vector)
        self._centroids = {role: _unit(_sum(vectors)) for role, vectors in own.items()}

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """Every role, best first; of equals by name."""
        vector = self._vector(features(text))
        best: dict[str, float] = defaultdict(float)
        missed: dict[str, float] = defaultdict(float)
        for example, known in self._examples:
            likeness = _likeness(vector, known)
            side = missed if example.near_miss else best
            side[example.role] = max(side[example.role], likeness)
        scores = [Candidate(role, _score(best[role], _likeness(vector, centroid), missed[role]))
                  for role, centroid in self._centroids.items()]
        return tuple(sorted(scores, key=lambda candidate: (-candidate.score, candidate.role)))

    def _vector(self, counts: Counter[str]) -> Vector:
        blocks: dict[str, dict[str, float]] = {kind: {} for kind in _SHARES}
        for feature, count in counts.items():
            blocks[feature[0]][feature] = (1 + log(count)) * self._rarity.get(feature, self._unseen)
        return _unit({feature: weight * sqrt(_SHARES[kind])
                      for kind, block in blocks.items() for feature, weight in _unit(block).items()})


def _score(best: float, centroid: float, missed: float) -> float:
    score = _BEST * best + (1 - _BEST) * centroid
    return max(0.0, score - _PUSH * max(0.0, missed - best))


def _rarity(examples: tuple[Example, ...], counted: list[Counter[str]]) -> dict[str, float]:
    own = [counts for example, counts in zip(examples, counted, strict=True) if not example.near_miss]
    seen = Counter(feature for counts in own for feature in counts)
    return {feature: log((len(own) + 1) / (times + 1)) + 1 for feature, times in seen.items()}


def _likeness(one: Vector, other: Vector) -> float:
    """The cosine: both are of length 1, or empty."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum(weight * many[feature] for feature, weight in few.items() if feature in many)


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()} if length else {}


def _sum(vectors: Iterable[Vector]) -> Vector:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for feature, weight in vector.items():
            total[feature] += weight
    return total
