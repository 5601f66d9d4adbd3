"""What one pass over a snapshot knows, and that nothing in a file can stop it."""

from __future__ import annotations

import ast
import sqlite3
import textwrap
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from nova.code.facts import collect, unpack
from nova.code.index import Index, Use, build_index
from nova.code.modules import is_test
from nova.domain.code import Call, Definition, DefinitionKind, Import, ModuleFacts, Parameter
from nova.ports import Silent
from nova.testing import Content, commit, repository, snapshot_of

Build = Callable[[dict[str, Content]], Index]


@pytest.fixture
def index(tmp_path: Path) -> Build:
    def build(files: dict[str, Content]) -> Index:
        path = repository(tmp_path / "p", {
            name: textwrap.dedent(content) if isinstance(content, str) else content
            for name, content in files.items()})
        return build_index(snapshot_of(path, tmp_path / "home"), tmp_path / "home" / "cache" / "facts", Silent())

    return build


def facts(source: str) -> ModuleFacts:
    source = textwrap.dedent(source)
    return unpack(collect(ast.parse(source), source))


def definition(found: ModuleFacts, qualname: str) -> Definition:
    [one] = [one for one in found.definitions if one.qualname == qualname]
    return one


def test_definitions_in_order_with_lines_that_include_decorators() -> None:
    found = facts("""\
        @one
        @pkg.two(3)
        class Clock(Base, pkg.Other, metaclass=Meta):
            '''Docs.'''
            @property
            def now(self): return 1
        async def later():
            def inner():
                pass
            inner()
        LIMIT: int = 3
        A, (B, *C) = D = 1, (2, 3)
        unbound: int
        clock.zone = 1
        """)
    assert [(one.qualname, one.kind, one.line, one.end_line) for one in found.definitions] == [
        ("Clock", "class", 1, 6), ("Clock.now", "function", 5, 6), ("later", "function", 7, 10),
        ("later.inner", "function", 8, 9), ("LIMIT", "constant", 11, 11), ("A", "constant", 12, 12),
        ("B", "constant", 12, 12), ("C", "constant", 12, 12), ("D", "constant", 12, 12)]
    clock = definition(found, "Clock")
    assert (clock.decorators, clock.bases, clock.statements) == (("one", "pkg.two"), ("Base", "pkg.Other"), 2)
    assert definition(found, "later").statements == 3
    assert found.lines == 14


def test_parameters_of_every_kind() -> None:
    found = facts("def f(a, b: int = -1, /, c='x', *rest: str, d, e=pkg.E, **more): ...")
    assert definition(found, "f").parameters == (
        Parameter(name="a", kind="positional-only"),
        Parameter(name="b", kind="positional-only", default="-1", annotated=True),
        Parameter(name="c", kind="positional", default="'x'"),
        Parameter(name="rest", kind="var-positional", annotated=True),
        Parameter(name="d", kind="keyword-only"),
        Parameter(name="e", kind="keyword-only", default="pkg.E"),
        Parameter(name="more", kind="var-keyword"))


@pytest.mark.parametrize(("one", "other", "equal"), [
    ("def f(x):\n    '''Doc.'''\n    return x + 1  # why\n", "def g(x): return (x+1)\n", True),
    ("def f(x):\n    return 'a'\n", "def g(x):\n    return \"a\"\n", True),
    ("def f(x):\n    return x + 1\n", "def g(x):\n    return x - 1\n", False),
    ("def f(x):\n    return x.a\n", "def g(x):\n    return x.b\n", False),
    ("def f(x):\n    return 1\n", "def g(x):\n    return True\n", False),
    ("def f(x):\n    return y\n", "def g(x):\n    return 'y'\n", False),
    ("def f(x):\n    if x: a()\n    b()\n", "def g(x):\n    if x:\n        a()\n        b()\n", False),
    ("def f(x):\n    return a(b, c)\n", "def g(x):\n    return a(b)(c)\n", False),
    ("def f(x):\n    return a(b=c)\n", "def g(x):\n    return a(d=c)\n", False),
    ("def f(x):\n    return a < b\n", "def g(x):\n    return a > b\n", False),
    ("def f(x):\n    return (a, b), c\n", "def g(x):\n    return (a,), b, c\n", False),
    ("def f(x):\n    h(x)\n", "async def g(x):\n    h(x)\n", False),
    ("class F:\n    a = 1\n", "class G:\n    a = 1\n", True),
])
def test_equal_bodies_have_equal_keys(one: str, other: str, equal: bool) -> None:
    keys = {item.body_key for item in facts(one + other).definitions if item.name in "fgFG"}
    assert len(keys) == (1 if equal else 2)


def test_what_is_conditional_and_what_is_guarded() -> None:
    found = facts("""\
        try:
            import fast
        except ImportError:
            fast = None
        if fast:
            class A:
                def method(self):
                    import late
        for x in y:
            def loop(): ...
        def plain():
            if x:
                def inner(): ...
        import last
        """)
    assert {one.qualname for one in found.definitions if one.conditional} == {"fast", "A", "loop", "plain.inner"}
    assert [(one.module, one.guarded, one.scope) for one in found.imports] == [
        ("fast", True, ""), ("late", True, "A.method"), ("last", False, "")]


def test_imports() -> None:
    found = facts("""\
        from __future__ import annotations
        import a.b, c as d
        import e.f as g
        from h.i import j as k, l
        from m import *
        """)
    assert found.imports[1:] == (
        Import(module="a.b", name=None, binds="a", line=2), Import(module="c", name=None, binds="d", line=2),
        Import(module="e.f", name=None, binds="g", line=3), Import(module="h.i", name="j", binds="k", line=4),
        Import(module="h.i", name="l", binds="l", line=4), Import(module="m", name="*", binds="*", line=5))
    assert (found.star_imports, found.future_annotations) == (True, True)


def test_calls_as_they_are_written() -> None:
    found = facts("""\
        class C:
            def m(self):
                self.f(1, "a", [x,y], *rest, key = -1, **more)
        pkg.mod.g((1,), lambda x: x+1, f"{a}b", h(2)())
        z()()
        """)
    assert found.calls == (
        Call(callee="self.f", line=3, positional=("1", "'a'", "[x, y]", "*rest"),
             keywords=(("key", "-1"), ("**", "more")), scope="C.m"),
        Call(callee="pkg.mod.g", line=4, positional=("(1,)", "lambda x: x + 1", "f'{a}b'", "h(2)()")),
        Call(callee="h", line=4, positional=("2",)),
        Call(callee="z", line=5))


@pytest.mark.parametrize("source", [
    "used", "x.used", "f(used=1)", "del used", "global used", "def f():\n    nonlocal used", "x: used", "x: list[used]",
    "def f(a: used = 1): ...", "def f() -> used: ...", "@used\ndef f(): ...", "@x.used(1)\nclass C: ...",
    "class C(used): ...", "class C(metaclass=used): ...", "class C(used=1): ...", "f'{used}'", "f'{x:{used}}'",
    "used += 1", "x.used = 1", "used.x = 1", "used[0] = 1", "x[used]", "[a for a in used]", "lambda a=used: a",
    "try: ...\nexcept used: ...", "raise used", "with used: ...", "async def f():\n    await used", "{**used}",
    "f(*used)",
    "match x:\n    case used(): ...", "match x:\n    case C(used=1): ...", "match x:\n    case a.used: ...",
    "match x:\n    case {used.a: 1}: ...", "match x:\n    case C(used.y): ...",
    "match used:\n    case 1: ...",
    "match x:\n    case y if used: ...", "(a := used)", "x if used else y", "assert x, used", "print(used)",
])
def test_every_kind_of_use_is_seen(source: str) -> None:
    wrapped = source if "nonlocal" not in source else f"def g():\n    used = 1\n{textwrap.indent(source, '    ')}"
    assert "used" in facts(wrapped).names


@pytest.mark.parametrize("source", [
    "unused = 1", "def unused(): ...", "class unused: ...", "def f(unused): ...", "for unused in x: ...",
    "import unused", "with x as unused: ...", "try: ...\nexcept E as unused: ...", "unused: int = 1",
    "(unused := 1)", "'unused'", "# unused", "match x:\n    case unused: ...", "[unused for unused in x][0:0]",
])
def test_what_binds_a_name_is_no_use_of_it(source: str) -> None:
    expected = "for unused in x]" in source  # the comprehension reads what it binds
    assert ("unused" in facts(source).names) is expected


def test_attributes_are_the_part_of_names_that_follows_a_dot() -> None:
    found = facts("a.b\nb\n(c\n  .d\n  .e)\n")
    assert found.attributes == {"b": (1,), "d": (4,), "e": (5,)}
    assert (found.names["b"], found.names["d"]) == ((1, 2), (4,))


@pytest.mark.parametrize("source", [
    "x = 'pkg.mod:word'", "getattr(x, 'word')", "x: 'word'", "x = b'word'", "f'word {x}'", "__all__ = ['word']",
    "x = '''a\nword'''", "def f():\n    'Doc.'\n    'word'",
])
def test_words_in_strings(source: str) -> None:
    found = facts(source)
    assert "word" in found.string_words
    assert "word" not in found.doc_words


@pytest.mark.parametrize("source", ["'''A word.'''", "def f():\n    'word'", "class C:\n    'word'", "x = 1  # word"])
def test_words_in_documentation(source: str) -> None:
    found = facts(source)
    assert "word" in found.doc_words
    assert "word" not in found.string_words


@pytest.mark.parametrize(("source", "exports", "dynamic"), [
    ("x = 1", None, False),
    ("__all__ = ['a', 'b']", ("a", "b"), False),
    ("__all__: list[str] = ['a']\n__all__ += ('b',)\n__all__.extend(['c'])\n__all__.append('d')",
     ("a", "b", "c", "d"), False),
    ("__all__ = ['a'] + ['b']", ("a", "b"), False),
    ("__all__ = ['a'] + other.__all__", ("a",), True),
    ("__all__ = make()", (), True),
    ("__all__ = [name]", (), True),
    ("def __getattr__(name): ...", None, True),
    ("class C:\n    def __getattr__(self, name): ...", None, False),
    ("def f():\n    __all__ = ['a']", None, False),
])
def test_exports(source: str, exports: tuple[str, ...] | None, dynamic: bool) -> None:
    found = facts(source)
    assert (found.exports, found.dynamic_exports) == (exports, dynamic)


UNREAD: dict[str, tuple[Content, str]] = {
    "parentheses.py": ("x = " + "(" * 5000 + ")" * 5000, "nested too deeply"),
    "sum.py": ("x = " + "+".join("1" * 20_000), "nested too deeply"),
    "attributes.py": ("x" + ".a" * 900, "nested too deeply"),
    "elif.py": ("if a: ...\n" + "elif b: ...\n" * 400, "nested too deeply"),
    "large.py": (b"x = 1\n" * 3_333_334, "20 MB: larger than the 2 MB limit"),
    "latin.py": (b"x = '\xe9'\n", "not UTF-8, and it names no other encoding that fits"),
    "cookie.py": ("# coding: nonsense\n", "not UTF-8, and it names no other encoding that fits"),
    "wrong_cookie.py": (b"# coding: ascii\nx = '\xe9'\n", "not UTF-8, and it names no other encoding that fits"),
    "null.py": (b"x = 1\0", "holds null bytes, so it is not Python source"),
    "return.py": (b"x = 1\r\ny = 2\rz = 3\n",
                  "ends lines with a carriage return alone, which Python counts as a line and git does not"),
    "b\udcff.py": ("x = 1\n", "its name is not UTF-8"),
    "broken.py": ("x = 1\ndef f(:\n", "line 2: invalid syntax"),
    "alias.py": ("type X = int\n", "needs Python 3.12 syntax, and Nova runs on 3.11 here"),
    "generic.py": ("def f[T](x: T) -> T: ...\n", "needs Python 3.12 syntax, and Nova runs on 3.11 here"),
    "both.py": ("type X = int\ndef f(:\n", "line 1: invalid syntax"),
}


def test_files_that_cannot_be_read_are_named_with_a_reason(index: Build) -> None:
    built = index({name: content for name, (content, _) in UNREAD.items()} | {"good.py": "x = 1\n"})
    reasons = {one.path: one.why for one in built.unread}
    assert reasons == {name: why for name, (_, why) in UNREAD.items()}
    assert list(built.modules) == ["good.py"]


def test_files_that_look_odd_and_are_fine(index: Build, recwarn: pytest.WarningsRecorder) -> None:
    odd: list[Content] = [
        "", "\n", "# only\n", b"\xef\xbb\xbfx = 1\n", b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        "x = 1\r\ny = 2\r\n",
        "x = '\\d'\n", "assert (1, 'always')\n", "x = " + "+".join("1" * 250), "\x0cx = 1\n", "x = 1e999\n",
        "é = 'ü'\n",
        "x = '\\ud800'\n", "def f(*, a, b=1): {**x, 'y': 1}\n", "x = ...\n", "if 1:\n\tx = 1\n", "x = 99 ** 9\n",
        "x = " + "[" * 150 + "]" * 150,
    ]
    built = index({f"m{number:02}.py": content for number, content in enumerate(odd)})
    assert built.unread == ()
    for path in built.modules:
        assert isinstance(built.tree(path), ast.Module)
        assert isinstance(built.modules[path], ModuleFacts)
    assert len(built.modules) == len(odd)
    assert not recwarn.list


PACKAGE: dict[str, Content] = {
    "src/shop/__init__.py": "from .cart import Cart\nfrom . import pay\n",
    "src/shop/cart.py": "from ..shop.pay import take\nfrom .pay import *\nimport shop.pay\n",
    "src/shop/pay.py": "def take(): ...\n",
    "src/shop/deep/__init__.py": "from ..cart import Cart\nfrom .... import nothing\n",
    "space/part/mod.py": "",
    "tests/test_cart.py": "import shop.cart as c\nimport space.part.mod\nfrom tests.helpers import x\n",
    "tests/helpers.py": "from shop import pay, Cart\n",
    "scripts/tool.py": "import helpers\n",
    "setup.py": "",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("package")
    return build_index(snapshot_of(repository(folder / "p", PACKAGE), folder / "home"), folder / "facts", Silent())


def test_names_of_modules(package: Index) -> None:
    assert {path: package.module_name(path) for path in PACKAGE} == {
        "src/shop/__init__.py": "shop", "src/shop/cart.py": "shop.cart", "src/shop/pay.py": "shop.pay",
        "src/shop/deep/__init__.py": "shop.deep", "space/part/mod.py": "space.part.mod",
        "tests/test_cart.py": "test_cart", "tests/helpers.py": "tests.helpers", "scripts/tool.py": "tool",
        "setup.py": "setup"}
    assert package.path_of("shop") == "src/shop/__init__.py"
    assert package.path_of("tests.test_cart") == "tests/test_cart.py"
    assert package.path_of("helpers") == "tests/helpers.py"
    assert package.path_of("os") is None


def test_relative_imports_are_made_absolute(package: Index) -> None:
    assert [(one.module, one.name, one.level) for one in package.modules["src/shop/__init__.py"].imports] == [
        ("shop.cart", "Cart", 1), ("shop", "pay", 1)]
    assert [one.module for one in package.modules["src/shop/cart.py"].imports] == ["..shop.pay", "shop.pay", "shop.pay"]
    assert [one.module for one in package.modules["src/shop/deep/__init__.py"].imports] == ["shop.cart", "...."]


def test_importers(package: Index) -> None:
    assert {(path, one.line) for path, one in package.importers("shop.pay")} == {
        ("src/shop/__init__.py", 2), ("src/shop/cart.py", 2), ("src/shop/cart.py", 3), ("tests/helpers.py", 1)}
    assert {path for path, _ in package.importers("shop.cart")} == {
        "src/shop/__init__.py", "src/shop/deep/__init__.py", "tests/test_cart.py"}
    assert package.importers("os") == ()


def test_a_stub_beside_a_module_does_not_hide_it(index: Build) -> None:
    built = index({"a.py": "x = 1\n", "a.pyi": "x: int\n"})
    assert built.path_of("a") == "a.py"
    assert len(built.modules) == 2


@pytest.mark.parametrize(("path", "yes"), [
    ("tests/x.py", True), ("pkg/test/x.py", True), ("test_x.py", True), ("pkg/x_test.py", True), ("conftest.py", True),
    ("pkg/testing.py", False), ("pkg/contest.py", False), ("testing/x.py", False), ("attest_x.py", False),
])
def test_what_is_a_test(path: str, yes: bool) -> None:
    assert is_test(path) is yes


def test_uses_across_files(index: Build) -> None:
    built = index({"a.py": "def go(): ...\ngo(); x.go\n", "b.py": "from a import go\nf = 'a:go'\n",
                   "c.py": "going()\n"})
    assert built.uses("go") == (
        Use("a.py", 2, "attribute"), Use("a.py", 2, "name"), Use("b.py", 1, "import"), Use("b.py", 2, "string"))
    assert built.uses("nothing") == ()


def test_mentions_in_everything_that_is_no_module(index: Build) -> None:
    built = index({"a.py": "go()\n", "README.md": "# Use\nCall `go`.\ncargo\n", "bin": b"\0go",
                   "x.toml": "run = 'a:go'\n", "n.ipynb": '{"source": ["from a import go"]}\n', "broken.py": "go(\n",
                   "latin.txt": b"\xe9 go\n"})
    assert built.mentions("go") == (
        ("README.md", 2), ("broken.py", 1), ("latin.txt", 1), ("n.ipynb", 1), ("x.toml", 1))


def test_trees_and_sources(index: Build) -> None:
    built = index({"a.py": "x = 1\n", "broken.py": "x = (\n"})
    assert built.source("broken.py") == b"x = (\n"
    assert built.tree("a.py") is built.tree("a.py")
    for path in ("broken.py", "nothing.py"):
        with pytest.raises(KeyError):
            built.tree(path)


def test_two_equal_files_are_read_once_and_both_known(index: Build) -> None:
    built = index({"a/__init__.py": "from .x import y\n", "b/__init__.py": "from .x import y\n", "a/x.py": "",
                   "b/x.py": ""})
    assert built.modules["a/__init__.py"].imports[0].module == "a.x"
    assert built.modules["b/__init__.py"].imports[0].module == "b.x"


class TestCache:
    """Facts are kept between runs, and a cache is never needed."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return repository(tmp_path / "p", {
            "a.py": "def f(x): return g(x, 'y')\n", "b.py": "import a\n", "null.py": b"\0"})

    def read(self, path: Path) -> tuple[dict[str, ModuleFacts], tuple[object, ...]]:
        home = path.parent / "home"
        built = build_index(snapshot_of(path, home), home / "facts", Silent())
        return dict(built.modules), built.unread

    def test_a_second_run_knows_the_same(self, path: Path) -> None:
        assert self.read(path) == self.read(path)

    def test_only_changed_files_are_read_again(self, path: Path) -> None:
        seen: list[str] = []

        class Watching(Silent):
            def step(self, done: int, of: int, doing: str = "") -> None:
                seen.append(doing)

        self.read(path)
        commit(path, {"b.py": "import a as b\n"})
        home = path.parent / "home"
        build_index(snapshot_of(path, home), home / "facts", Watching())
        assert seen == ["b.py"]

    def test_a_damaged_file_is_thrown_away(self, path: Path) -> None:
        before = self.read(path)
        cache = path.parent / "home" / "facts" / "facts.sqlite3"
        for damage in (b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000):
            cache.write_bytes(damage)
            assert self.read(path) == before
            assert self.read(path) == before
            with sqlite3.connect(cache) as store:
                assert store.execute("SELECT count(*) FROM facts").fetchone() == (3,)

    def test_a_damaged_row_is_read_anew(self, path: Path) -> None:
        before = self.read(path)
        with sqlite3.connect(path.parent / "home" / "facts" / "facts.sqlite3") as store:
            store.execute("UPDATE facts SET content = ?", (b"\xfbgarbage",))
        assert self.read(path) == before

    def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(self, path: Path) -> None:
        home = path.parent / "home"
        home.mkdir()
        (home / "facts").write_text("a file where the folder should be")
        assert self.read(path)[0].keys() == {"a.py", "b.py"}

    def test_two_processes_at_once(self, path: Path) -> None:
        expected = {"a.py", "b.py"}
        with ProcessPoolExecutor(2) as pool:
            assert list(pool.map(_modules, [path] * 6)) == [expected] * 6


def _modules(path: Path) -> set[str]:
    home = path.parent / "home"
    return set(build_index(snapshot_of(path, home), home / "facts", Silent()).modules)


def test_kinds_are_kinds() -> None:
    assert definition(facts("X = 1"), "X").kind is DefinitionKind.CONSTANT


def test_a_match_on_a_singleton_is_read(tmp_path):
    text = "def f(x):\n    match x:\n        case True | None:\n            g(x)\n"
    root = repository(tmp_path / "project", {"a.py": text})
    snapshot = snapshot_of(root, tmp_path / "home")
    assert "g" in build_index(snapshot, tmp_path / "cache", Silent()).modules["a.py"].names
