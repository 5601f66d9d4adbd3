"""Which files a pattern speaks about."""

from __future__ import annotations

from time import process_time

import pytest

from nova.decisions.scopes import as_paths, covers, path_matches


@pytest.mark.parametrize(("patterns", "path", "module"), [
    ((), "anything.py", "anything"),
    (("nova/**",), "nova/a/b.py", "nova.a.b"), (("nova/**",), "nova/b.py", "nova.b"),
    (("**/test_*.py",), "test_x.py", "test_x"), (("**/test_*.py",), "a/b/test_x.py", ""),
    (("nova/store",), "nova/store/db.py", ""), (("nova/store/",), "nova/store/db.py", ""),
    (("nova/store/db.py",), "nova/store/db.py", ""), (("setup.py",), "setup.py", "setup"),
    (("nova.**",), "src/nova/a.py", "nova.a"), (("nova.**",), "nova/__init__.py", "nova"),
    (("nova",), "src/nova/a/b.py", "nova.a.b"), (("nova.store.db",), "nova/store/db.py", "nova.store.db"),
    (("tests",), "tests/test_x.py", "test_x"), (("*.store",), "nova/store/__init__.py", "nova.store"),
    (("!nova/store/**",), "nova/a.py", "nova.a"),
    (("nova/**", "!nova/store/**", "nova/store/db.py"), "nova/store/db.py", ""),
])
def test_inside(patterns, path, module):
    assert covers(patterns, path, module)


@pytest.mark.parametrize(("patterns", "path", "module"), [
    (("nova/**",), "novae/b.py", "novae.b"), (("nova/*",), "nova/a/b.py", ""), (("nova/**",), "src/nova/b.py", ""),
    (("nova.store",), "nova/storeroom.py", "nova.storeroom"), (("nova.*",), "nova/a/b.py", "nova.a.b"),
    (("nova/**", "!nova/store/**"), "nova/store/db.py", "nova.store.db"), (("!nova/**",), "nova/a.py", "nova.a"),
    (("setup.py",), "pkg/setup.py", "pkg.setup"),
])
def test_outside(patterns, path, module):
    assert not covers(patterns, path, module)


def test_a_module_as_paths_finds_it_under_src_too():
    assert [any(path_matches(glob, path) for glob in as_paths("nova.store.db"))
            for path in ("nova/store/db.py", "src/nova/store/db.py", "nova/store/db/x.py", "nova/store/dbx.py")
            ] == [True, True, True, False]


@pytest.mark.parametrize("pattern", ["**/" * 60 + "x", "*a" * 100 + "/b", "a" + "/**/*" * 50])
def test_no_pattern_makes_a_run_hang(pattern):
    start = process_time()
    for _ in range(20):
        path_matches(pattern, "/".join(["a" * 40] * 60))
    assert process_time() - start < 2
