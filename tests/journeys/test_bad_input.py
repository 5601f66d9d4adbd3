"""What cannot be worked on gets one clear sentence and exit code 2, or a row under `unread`; nothing is lost."""

import json

import pytest

from nova.testing import commit, git, repository

pytestmark = pytest.mark.outer


def refused(shop, *arguments, at=None):
    """The one sentence."""
    done = shop.run(*arguments, at=at)
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("nova: ")]
    assert len(lines) == 1
    assert "Traceback" not in done.stderr
    return lines[0]


def unread(shop, at=None):
    report = json.loads(shop.nova("review", "--json", "--dry-run", at=at))
    assert sum(report["dispositions"].values()) == report["findings"]
    return {row["path"]: row["why"] for row in report["unread"]}


def test_not_a_repository(shop, tmp_path):
    assert "is not a git repository" in refused(shop, "review", str(tmp_path))
    assert "does not exist" in refused(shop, "review", str(tmp_path / "none"))


def test_a_bare_repository(shop, tmp_path):
    git(tmp_path, "clone", "-q", "--bare", str(shop.path), str(tmp_path / "bare.git"))
    assert "bare" in refused(shop, "review", str(tmp_path / "bare.git"))


def test_an_empty_repository(shop, tmp_path):
    git(tmp_path, "init", "-q", str(tmp_path / "empty"))
    assert "no commit" in refused(shop, "review", str(tmp_path / "empty"))


def test_a_shallow_clone(shop, tmp_path):
    commit(shop.path, {"a.txt": "a"})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{shop.path}", str(tmp_path / "shallow"))
    assert "git fetch --unshallow" in refused(shop, "review", str(tmp_path / "shallow"))


def test_a_detached_head(shop):
    shop.git("checkout", "-q", "--detach")
    assert "names no branch" in refused(shop, "review")
    shop.nova("review", "--dry-run")
    shop.nova("projects", "add", ".", "--branch", "main")
    shop.nova("review")
    assert shop.branches()


def test_no_python(shop, tmp_path):
    path = repository(tmp_path / "docs", {"README.md": "# Docs\n"})
    assert "no Python file" in refused(shop, "review", str(path))


def test_a_revision_that_is_none(shop):
    assert "no commit 'nope'" in refused(shop, "review", "--at", "nope")
    assert refused(shop, "review", "--at", "--output=x")


def test_a_rule_a_proposal_and_a_reason_that_are_none(shop):
    assert "did you mean dead-definition" in refused(shop, "review", "--rule", "dead-definitions")
    assert "no proposal 'p7'" in refused(shop, "show", "p7")
    assert "--because is one of wrong, not-worth-it" in refused(shop, "reject", "p1", "--because", "meh")


def test_a_setting_that_is_none(shop):
    shop.environment["NOVA_REVIEW__OPEN_AT_MOTS"] = "1"
    assert "did you mean 'open_at_most'" in refused(shop, "review")


def test_a_data_folder_that_cannot_be(shop, tmp_path):
    (tmp_path / "file").write_text("")
    shop.environment["NOVA_HOME"] = str(tmp_path / "file" / "home")
    assert "NOVA_HOME" in refused(shop, "review")


def test_files_that_cannot_be_read_are_rows_and_the_rest_is_reviewed(shop):
    commit(shop.path, {
        "broken.py": "def f(:\n",
        "deep.py": "x = " + "(" * 5000 + ")" * 5000 + "\n",
        "long_sum.py": "x = " + "+".join(["1"] * 20000) + "\n",
        "large.py": "x = 1\n" * 3_500_000,
        "newer.py": "type Alias[T] = list[T]\n",
        "latin.py": b"x = '\xe9'\n",
        "nul.py": b"x = 1\0\n",
        "new\nline.py": "import os\n",
        "-dash.py": "import os\n",
    })
    (shop.path / "link.py").symlink_to("/etc/passwd")
    shop.git("add", "link.py")
    shop.git("commit", "-q", "-m", "Link")
    rows = unread(shop)
    assert "broken.py" in rows and "deep.py" in rows and "latin.py" in rows and "nul.py" in rows
    assert rows["large.py"].startswith("21 MB")
    assert "Python 3.12" in rows["newer.py"]
    assert "symbolic link" in rows["link.py"]
    assert "new\nline.py" not in rows and "-dash.py" not in rows


def test_names_with_newlines_and_dashes_are_shown_plainly(shop):
    gone = "def _gone() -> int:\n    return 1\n"
    commit(shop.path, {"new\nline.py": gone, "-dash.py": gone.replace("_gone", "_away")})
    done = shop.run("review")
    assert done.returncode == 0
    text = shop.nova("why-not", ".")
    assert "new\\nline.py:1" in text and "-dash.py:1" in text
    assert "--- a/" in shop.nova("show", "p1")


def test_a_repository_that_tries_to_run_code(shop, tmp_path):
    mark = tmp_path / "PWNED"
    for key, value in {
        "core.fsmonitor": f"touch {mark}", "core.hooksPath": str(tmp_path / "hooks"), "core.pager": f"touch {mark}",
        "diff.external": f"touch {mark}", "core.sshCommand": f"touch {mark}", "filter.evil.clean": f"touch {mark}",
        "filter.evil.smudge": f"touch {mark}", "filter.evil.process": f"touch {mark}", "gpg.program": f"touch {mark}",
        f"url.ext::sh -c touch% {mark}.insteadOf": str(shop.home),
    }.items():
        shop.git("config", key, value)
    (tmp_path / "hooks").mkdir()
    for hook in ("reference-transaction", "post-checkout", "pre-receive", "update", "post-commit"):
        script = tmp_path / "hooks" / hook
        script.write_text(f"#!/bin/sh\ntouch {mark}\n")
        script.chmod(0o755)
    (shop.path / ".gitattributes").write_text("*.py filter=evil export-ignore ident text eol=crlf\n")
    (shop.path / "pyproject.toml").write_text(
        (shop.path / "pyproject.toml").read_text() + '\n[tool.ruff]\nextend = "/etc/passwd"\n')
    git(shop.path, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "filter.evil.clean=cat",
        "-c", "filter.evil.process=", "add", "-A")
    git(shop.path, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "filter.evil.process=",
        "-c", "filter.evil.clean=cat", "commit", "-q", "-m", "Evil")
    mark.unlink(missing_ok=True)
    report = shop.review("--rule", "dead-definition")
    assert len(report["proposals"]) == 1
    refusal = refused(shop, "approve", "p1")
    assert "filter" in refusal or "attribute" in refusal or "eol" in refusal
    shop.nova("reject", "p1", "--because", "wrong")
    assert not mark.exists()


def test_titles_and_test_output_full_of_escapes(shop):
    commit(shop.path, {
        "shop/odd.py": "import os  # [bold red]\x1b[2J\u202e\n\n\ndef size() -> int:\n    return 1\n",
        "tests/test_odd.py": "from shop.odd import size\n\n\ndef test_size():\n"
                             "    print('\\x1b[2J\\x1b]0;owned\\x07' * 1000)\n    assert size() == 1\n",
    })
    done = shop.run("review")
    shown = shop.run("show", *(proposal["id"] for proposal in json.loads(shop.nova("proposals", "--json"))))
    for text in (done.stdout, done.stderr, shown.stdout, shown.stderr):
        assert "\x1b" not in text and "\u202e" not in text and "\x07" not in text


def test_a_submodule_is_a_row(shop, tmp_path):
    other = repository(tmp_path / "other", {"a.py": "import os\n"})
    git(shop.path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendored")
    shop.git("commit", "-q", "-m", "Submodule")
    assert "submodule" in unread(shop)["vendored"]


def test_decisions_that_cannot_be_read_hold_back_what_they_may_govern(shop):
    record = ('---\nstatus: "accepted"\ndate: 2026-11-21\napplies-to: ["shop/**"]\n---\n# One door\n'
              "## Decision Outcome\nOne door.\n### Confirmation\n"
              "~~~yaml nova-rules\n- id: x\n  forbid-imports: {of: [os]}\n~~~\n")
    commit(shop.path, {"decisions/0001-one-door.md": record})
    report = shop.review()
    assert report["proposals"] == []
    assert 'did you mean "forbid-import"' in shop.nova("why-not", "shop/prices.py")


def test_unfinished_words(shop):
    assert shop.run("review", "--max", "-1").returncode == 2
    assert shop.run("reviewe").returncode == 2


def test_a_branch_in_the_way_is_told_before_anything_is_proved(shop):
    shop.git("branch", "nova")
    done = shop.run("review")
    assert done.returncode == 2
    assert "a branch named 'nova' stands in the way" in done.stderr
    assert "snapshot" not in done.stderr
    shop.nova("review", "--dry-run")


def test_a_place_that_is_none_is_told_apart_from_one_without_findings(shop):
    commit(shop.path, {"broken.py": "def f(:\n"})
    shop.nova("review", "--dry-run")
    assert "there is no shop/none.py" in refused(shop, "why-not", "shop/none.py")
    assert "is not in" in refused(shop, "why-not", "/etc/passwd")
    assert "was not read" in shop.run("why-not", "broken.py").stderr
    assert "No finding there" in shop.run("why-not", "tests").stderr
    inside = shop.path / "shop"
    assert shop.nova("why-not", "shop/prices.py", at=inside) == shop.nova("why-not", "prices.py", at=inside) != ""


def test_a_name_that_is_not_utf8_is_a_row(shop):
    commit(shop.path, {"b\udcff.py": "import os\n"})
    assert "name is not UTF-8" in unread(shop)["b\udcff.py"]


def test_a_data_folder_named_by_a_roundabout_path(shop):
    shop.environment["NOVA_HOME"] = f"{shop.path}/../a home"
    shop.nova("review", "--dry-run")
