# with: {"path": "graph.py", "function": "Graph.add", "parameters": ["child", "parent"], "holder": "Edge", "parameter": "edge"}
# file: graph.py
import os


# A graph.
class Graph:
    def add(self, migration, child, parent, skip=False):
        return child, parent, skip


class Loader:
    def __init__(self):
        self.graph = Graph()

    def load(self):
        self.graph.add(1, 2, 3, skip=True)
        self.graph.add(
            "a",
            ("b", "c"),
            parent=4,
        )
# file: test_graph.py
from graph import Graph

graph = Graph()
graph.add(1, 2, parent=graph.add(1, 2, 3))
# becomes
# file: graph.py
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """What `add` works on."""

    child: object
    parent: object


# A graph.
class Graph:
    def add(self, migration, edge: Edge, skip=False):
        return edge.child, edge.parent, skip


class Loader:
    def __init__(self):
        self.graph = Graph()

    def load(self):
        self.graph.add(1, Edge(2, 3), skip=True)
        self.graph.add(
            "a",
            Edge(("b", "c"), parent=4),
        )
# file: test_graph.py
from graph import Edge, Graph

graph = Graph()
graph.add(1, Edge(2, parent=graph.add(1, Edge(2, 3))))
