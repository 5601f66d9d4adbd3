"""What is where."""

from __future__ import annotations

from pydantic import Field

from nova.runtime.toolbox import Arguments, Found, Tool
from reviewer.agent.scope import ReviewScope

_AT_MOST = 300


class Where(Arguments):
    path: str = Field(default="", max_length=1000, description="A Python file, for its definitions; a folder or "
                      "nothing, for the files in it.")


def run(scope: ReviewScope, arguments: Where) -> Found:
    path = arguments.path.strip("/")
    modules = scope.survey.index.modules
    if path in modules:
        lines = [f"{item.line}-{item.end_line}  {item.kind} {item.qualname}" for item in modules[path].definitions]
        return Found("\n".join(lines) or "No definitions.", (path,))
    inside = [name for name in modules if not path or path == "." or name.startswith(f"{path}/")]
    if not inside:
        return Found(f"No Python file at or below {arguments.path!r}.")
    lines = [f"{name}  {modules[name].lines} lines" for name in inside[:_AT_MOST]]
    more = f"\n{len(inside) - _AT_MOST} more files; name a folder" if len(inside) > _AT_MOST else ""
    return Found("\n".join(lines) + more)


TOOL = Tool(name="outline", description="The Python files of a folder with their sizes, or the definitions of a file "
            "with their lines.", arguments=Where, run=run)
