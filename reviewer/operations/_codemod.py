"""What every codemod shares: parse, remember which nodes were meant, give back bytes."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider, ProviderT

from reviewer.domain.change import FileChange, Span
from reviewer.errors import OperationDeclined


class Codemod(cst.CSTTransformer):
    """A transformer that records the base lines of every node it means to change."""

    METADATA_DEPENDENCIES: ClassVar[tuple[ProviderT, ...]] = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.spans: set[Span] = set()

    def touch(self, original: cst.CSTNode) -> None:
        """Say that this node of the base is about to change, its own leading comments included.

        `original` is the node as it was parsed (`original_node` in a leave method).
        """
        self.spans.add(self.lines_of(original))

    def lines_of(self, original: cst.CSTNode) -> Span:
        """First and last line of the node, with the comments and blank lines that belong to it."""
        where = self.get_metadata(PositionProvider, original)
        leading = getattr(original, "leading_lines", ()) or ()
        decorators = getattr(original, "decorators", ()) or ()
        first = where.start.line
        if decorators:
            first = min(first, self.get_metadata(PositionProvider, decorators[0]).start.line)
        return first - len(leading), where.end.line


def rewrite(path: str, source: bytes, codemod: Codemod) -> FileChange | None:
    """Run the codemod over a whole file. None: it changed nothing. Bytes outside the changed nodes stay as they are."""
    if source.count(b"\r\n") not in (0, source.count(b"\n")):
        # LibCST writes a line that moves up with the end that most lines have.
        raise OperationDeclined(f"{path} mixes line ends")
    try:
        module = cst.parse_module(source)
    except (cst.ParserSyntaxError, UnicodeDecodeError, LookupError) as error:
        raise OperationDeclined(f"{path} cannot be parsed") from error
    after = MetadataWrapper(module, unsafe_skip_copy=True).visit(codemod).bytes
    if after == source:
        return None
    if after.count(b"\f") != source.count(b"\f"):
        raise OperationDeclined(f"{path} has a page break beside the code, which would be lost")
    return FileChange(path=path, before=source, after=after, spans=tuple(sorted(codemod.spans)))


