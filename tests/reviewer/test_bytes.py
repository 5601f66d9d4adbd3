"""Outside the changed nodes every byte is kept: line ends, byte order marks, encodings, page breaks."""

import pytest

from reviewer.domain.recipe import Recipe, Step
from reviewer.drafting import apply_recipe
from reviewer.errors import OperationDeclined
from reviewer.tree import Tree

CODE = "import os\n\n\ndef _gone():\n    return 1\n\n\ndef kept():\n    return 'caf\u00e9'\n"
DELETE = Recipe((Step("delete_definition", {"definitions": ["m.py::_gone"], "tests": []}),))


def after(folder, content: bytes, recipe: Recipe = DELETE) -> bytes:
    (folder / "m.py").write_bytes(content)
    [change] = apply_recipe(recipe, Tree(folder, ["m.py"])).files
    assert change.before == content
    return change.after


@pytest.mark.parametrize("content", [
    CODE.encode(),
    CODE.replace("\n", "\r\n").encode(),
    b"\xef\xbb\xbf" + CODE.encode(),
    ("# coding: latin-1\n" + CODE).encode("latin-1"),
    CODE.rstrip("\n").encode(),
    CODE.replace("    return 'caf", "\treturn  'caf").encode(),
], ids=["lf", "crlf", "bom", "latin-1", "no-end", "odd-white-space"])
def test_what_is_not_deleted_is_kept_to_the_byte(tmp_path, content):
    gone = b"def _gone():\n    return 1\n\n\n"
    expected = content.replace(gone, b"").replace(gone.replace(b"\n", b"\r\n"), b"")
    assert expected != content
    assert after(tmp_path, content) == expected


@pytest.mark.parametrize(("content", "words"), [
    (CODE.replace("\n", "\r\n", 4).encode(), "mixes line ends"),
    (CODE.replace("\n\n\ndef kept", "\n\n\f\ndef kept").encode(), "page break"),
], ids=["mixed", "form-feed"])
def test_what_cannot_be_kept_is_declined(tmp_path, content, words):
    with pytest.raises(OperationDeclined, match=words):
        after(tmp_path, content)
