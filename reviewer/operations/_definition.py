"""The definition that a parameter names: `path::Qualified.name`, or `package.module:Qualified.name`."""

from __future__ import annotations

from reviewer.errors import OperationDeclined
from reviewer.references import Files


def place_of(files: Files, definition: str) -> tuple[str, str]:
    """Path and qualified name. Raises OperationDeclined when the project has no such module."""
    if "::" in definition:
        path, _, name = definition.partition("::")
        return path, name
    module, _, name = definition.partition(":")
    found = files.module(module, "")
    if found is None or found.endswith("/"):
        raise OperationDeclined(f"the project has no module {module}")
    return found, name
