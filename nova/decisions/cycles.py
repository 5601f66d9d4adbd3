"""Which nodes of a graph lead to each other, in time that grows with its edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """A number for every node; two nodes have the same one when each leads to the other (Tarjan, without recursion)."""
    found: dict[str, int] = {}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    for start in edges:
        if start not in index:
            _walk(start, edges, index, low, path, found)
    return found


def _walk(start: str, edges: Mapping[str, Sequence[str]], index: dict[str, int], low: dict[str, int],
          path: list[str], found: dict[str, int]) -> None:
    waiting: list[tuple[str, Iterator[str]]] = []

    def enter(node: str) -> None:
        index[node] = low[node] = len(index)
        path.append(node)
        waiting.append((node, iter(edges.get(node, ()))))

    enter(start)
    while waiting:
        node, following = waiting[-1]
        for target in following:
            if target not in index:
                enter(target)
                break
            if target not in found:
                low[node] = min(low[node], index[target])
        else:
            waiting.pop()
            if waiting:
                low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
            if low[node] == index[node]:
                _close(node, path, found)


def _close(node: str, path: list[str], found: dict[str, int]) -> None:
    number = len(found)
    while True:
        last = path.pop()
        found[last] = number
        if last == node:
            return
