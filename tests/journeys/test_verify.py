"""A recorded proof is made again, from its base alone, wherever the branches are by then."""

import json
import sqlite3

import pytest

from nova.testing import commit

pytestmark = pytest.mark.outer


def test_a_proof_can_be_made_again_and_a_forged_one_is_found(shop):
    report = shop.review("--rule", "unused-import", "--max", "1")
    id, = (proposal["id"] for proposal in report["proposals"] if proposal["id"])
    shown = json.loads(shop.nova("show", id, "--json"))[0]
    attested = shown["attestation"]
    assert attested["subject"] == {"head_tree": shown["head_tree"], "patch_sha256": shown["patch_sha256"]}
    assert attested["base"] == report["base"]
    assert {"nova", "python", "pytest", "ruff", "bubblewrap"} <= set(attested["versions"])
    assert attested["times"]["began"]
    assert f"nova verify {id}" in shop.nova("show", id)

    # The base that is recorded counts: not HEAD, and not even a commit that some branch holds.
    commit(shop.path, {"shop/prices.py": "def total(prices):\n    return 0\n"}, "Break everything")
    shop.git("commit", "--amend", "--quiet", "--allow-empty", "-m", "Rewritten")
    kept = shop.home / "cache" / "proof"
    for file in kept.glob("*.json"):
        file.write_text(json.dumps({"outcomes": {}, "strangers": [], "missing": [], "seconds": 0}))
    again = json.loads(shop.nova("verify", id, "--json", "--check"))
    assert (again["same"], again["differs"], again["base"]) == (True, [], report["base"])

    database = shop.home / "nova.db"
    with sqlite3.connect(database) as connection:
        (text,), = connection.execute("SELECT report FROM pull")
        forged = json.loads(text)
        forged["attestation"] |= {"grade": "A"}
        forged["attestation"]["subject"]["head_tree"] = "0" * 40
        connection.execute("UPDATE pull SET report = ?", [json.dumps(forged)])
    told = shop.nova("verify", id, "--check", code=1)
    assert "differs in" in told
    assert "head_tree" in told
    assert "grade" in told


def test_what_cannot_be_verified_says_so(shop):
    done = shop.run("verify", "p9")
    assert done.returncode == 2
    assert "p9" in done.stderr
