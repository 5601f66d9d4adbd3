"""The oldest Python that a change may count on: what the project itself declares, whatever a recipe says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nova.code.conventions import declared_floor
from nova.code.pythons import Version
from reviewer.errors import OperationDeclined
from reviewer.tree import Tree

_DECLARE = ("pyproject.toml", "setup.cfg", "setup.py")


def floor_of(tree: Tree, parameters: Mapping[str, Any]) -> Version:
    """The recipe's `floor`, else the project's. Raises OperationDeclined for one that the project does not promise."""
    declared = declared_floor({name: tree.read(name) for name in _DECLARE if tree.exists(name)})
    if declared is None:
        raise OperationDeclined("the project does not declare its oldest Python, as `requires-python` would")
    major, minor = parameters.get("floor") or declared
    if (major, minor) > declared:
        raise OperationDeclined(f"the project supports Python {declared[0]}.{declared[1]}, older than {major}.{minor}")
    return major, minor
