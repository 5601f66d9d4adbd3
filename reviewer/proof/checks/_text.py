"""What a change adds, as text: shared by the checks that read it."""

from __future__ import annotations

import io
import tokenize

from reviewer.domain.change import FileChange
from reviewer.proof.probes import hunks, split_lines


def decoded(path: str, content: bytes | None) -> str:
    """The text with the file's own encoding where it says one, else UTF-8; what cannot be read is replaced. The mark
    that a file may begin with is kept."""
    encoding = _encoding(content or b"") if path.endswith((".py", ".pyi")) else "utf-8"
    return (content or b"").decode("utf-8" if encoding == "utf-8-sig" else encoding, "replace")


def added_lines(change: FileChange) -> str:
    """The lines of the new file that the old one does not have in their place."""
    after = split_lines(change.after or b"")
    wanted = [after[line - 1] for hunk in hunks(change.before or b"", change.after or b"") for line in hunk.head]
    return decoded("", b"".join(wanted))


def _encoding(content: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError:
        return "utf-8"
