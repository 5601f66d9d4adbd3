"""The one filter at every exit: what it takes out, and what it leaves alone."""

import base64
import hashlib
import json
import random
import string
import sysconfig
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nova.secrets import redact, redact_json, redact_lines

ROOT = Path(__file__).parent.parent.parent
ALNUM = string.ascii_letters + string.digits
SAFE = ALNUM + "_-"


def made(count: int, of: str = ALNUM) -> str:
    """Put together here, so that no committed line looks like a secret to those who scan for them."""
    return "".join(random.Random(f"{count} {of}").choices(of, k=count))


def key_block(kind: str) -> str:
    body = "\n".join(made(64, ALNUM + "+/") for _ in range(5))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


def jwt() -> str:
    return ".".join("eyJ" + made(40, SAFE) for _ in range(2)) + "." + made(43, SAFE)


SECRETS = {
    "anthropic key": "sk-" + "ant-api03-" + made(93, SAFE) + "AA",
    "openai key": "sk-" + "proj-" + made(120, SAFE),
    "openai key (old)": "sk-" + made(48),
    "github token": "ghp" + "_" + made(36),
    "github token (app)": "ghs" + "_" + made(36),
    "github token (fine)": "github" + "_pat_" + made(22) + "_" + made(59),
    "gitlab token": "glpat" + "-" + made(20, SAFE),
    "slack token": "xoxb" + "-" + made(12, string.digits) + "-" + made(24),
    "aws key id": "AKIA" + made(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    "google key": "AIza" + made(35, SAFE),
    "stripe key": "sk" + "_live_" + made(24),
    "pypi token": "pypi-" + "AgEIcHlwaS5vcmc" + made(150, SAFE),
    "npm token": "npm" + "_" + made(36),
    "jwt": jwt(),
    "private key": key_block("RSA PRIVATE KEY"),
    "private key (ssh)": key_block("OPENSSH PRIVATE KEY"),
}
PLACES = {
    "alone": "{}",
    "in a sentence": "I used {} and it said no.",
    "in an assignment": "client = Client(key='{}')",
    "in JSON within JSON": "{{\"output\": \"export KEY=\\n{}\\nend\"}}",
    "in an address": "https://example.org/?key={}&page=2",
    "quoted in an address": "https://example.org/?next=%3Fkey%3D{}",
    "removed in a diff": "-{}\n+KEY = os.environ['KEY']",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", SECRETS)
def test_a_vendors_format_is_taken_out_wherever_it_stands(kind, place):
    before, after = PLACES[place].split("{}")
    text = redact(PLACES[place].format(SECRETS[kind]))
    assert text.startswith(before.format()) and text.endswith(after.format())
    assert f"[secret: {kind.split(' (')[0]}]" in text
    assert SECRETS[kind][-12:] not in text


RANDOM = "".join(random.Random(7).choices(ALNUM, k=40))
HEX = hashlib.sha256(b"a").hexdigest()


@pytest.mark.parametrize("line", [
    'password = "{}"', "DB_PASSWORD={}", '"client_secret": "{}"', "\\\"api_key\\\": \\\"{}\\\"", "token: {}",
    "aws_secret_access_key = {}", "API_KEY: str = '{}'", 'os.environ["SERVICE_TOKEN"] = "{}"', "<token>{}</token>",
    "Authorization: Bearer {}", '"Authorization": "Basic {}=="', "authorization: token {}", "x-api-key: {}",
    "use Bearer {} for it", "?access_token={}&a=1",
])
@pytest.mark.parametrize("value", [RANDOM, HEX])
def test_a_random_literal_under_a_telling_name_is_taken_out_and_the_rest_stays(line, value):
    assert value not in redact(line.format(value))
    assert redact(line.format(value)).startswith(line.partition("{}")[0])


def test_a_password_typed_by_a_person_is_taken_out_when_it_is_quoted_and_mixed():
    assert redact('password = "Tr0ub4dor&3-x"') == 'password = "[secret: password]"'


def test_an_address_keeps_all_but_its_password():
    assert redact("postgresql://nova:hunter2@db:5432/x") == "postgresql://nova:[secret: url password]@db:5432/x"


def test_a_key_block_that_was_cut_off_is_taken_out_up_to_where_it_ends():
    cut = key_block("PRIVATE KEY")[:200]
    assert redact(f"{cut}\n... (cut)") == "[secret: private key]... (cut)"


def test_a_key_block_escaped_in_json_is_taken_out():
    assert redact(json.dumps({"pem": key_block("EC PRIVATE KEY")})) == '{"pem": "[secret: private key]"}'


def test_values_of_this_processs_environment_are_taken_out_and_follow_it(monkeypatch):
    monkeypatch.setenv("SHOP_API_KEY", "plain words")
    assert redact("it said: plain words!") == "it said: [secret: environment]!"
    monkeypatch.setenv("SHOP_API_KEY", "other words")
    assert redact("it said: plain words!") == "it said: plain words!"


def test_short_or_ordinary_values_of_the_environment_are_no_reason_to_spoil_text(monkeypatch):
    monkeypatch.setenv("A_KEY", "short")
    monkeypatch.setenv("A_PASSWORD", "password")
    monkeypatch.setenv("A_PATH", "/usr/local/bin")
    text = "a short password in /usr/local/bin"
    assert redact(text) == text


ORDINARY = [
    "7440190a1b2c3d4e5f60718293a4b5c6d7e8f901", "123e4567-e89b-12d3-a456-426614174000", f"sha256:{HEX}",
    base64.b64encode(bytes(range(256))).decode(), "data:image/png;base64," + made(400, ALNUM + "+/"),
    "token = self.tokenizer.next_token1(stream)", "password = getpass.getpass()", 'token = "authorization_code"',
    'api_key = os.environ["API_KEY"]', "secret_name = 'projects/1/secrets/2/versions/3'", f'token_sha256 = "{HEX}"',
    "task-" + made(32), "Authorization: Bearer <token>", "https://user:password@example.org",
    "http://localhost:8080/@me",
    "https://{user}:{password}@{host}", "password: correct-horse-battery-staple",
    'if "-----BEGIN PRIVATE KEY-----" in text:',
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----\n" + made(64),
    "git@github.com:owner/name.git", "sk-learn", "xoxo", "npm_config_registry", "nova show p3", "tokens: 128000",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_alone(text):
    assert redact(text) == text


def test_nothing_in_nova_itself_is_taken_for_a_secret():
    files = [path for folder in ("nova", "reviewer", "tests/cases", "decisions") for path in (ROOT / folder).rglob("*")
             if path.suffix in (".py", ".md")]
    assert [str(path) for path in files if redact(text := path.read_text(encoding="utf-8")) != text] == []
    assert len(files) > 100


def test_nothing_in_the_standard_librarys_modules_is_taken_for_a_secret():
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    assert [path.name for path, text in zip(files, texts, strict=True) if redact(text) != text] == []
    assert len(files) > 100


def test_json_is_filtered_at_any_depth_and_its_keys_stay():
    value = {"a": ["x", {"b": f"see {SECRETS['github token']}"}], "n": (1, None, True, SECRETS["jwt"])}
    assert redact_json(value) == {
        "a": ["x", {"b": "see [secret: github token]"}], "n": (1, None, True, "[secret: jwt]")}


def test_a_key_of_json_says_what_its_value_is():
    assert redact_json({"password": RANDOM, "tokens": [RANDOM], "commit": RANDOM}) == {
        "password": "[secret: password]", "tokens": ["[secret: token]"], "commit": RANDOM}


FRAGMENTS = [*SECRETS.values(), *PLACES.values(), *ORDINARY, RANDOM, "password = '", "'", '"', "token=", "secret", ": ",
             "://a:", "@", "-----BEGIN ", "PRIVATE KEY-----", "-----END ", "[secret: token]", "[secret: ", "]", "\\n",
             "=", "Authorization: Bearer ", "eyJ", ".", "sk-ant-", "AKIA", "%3D", "own words", " ", "\n"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=8).map("".join))
@example("AKIA" + "A" * 16 + SECRETS["github token"])
def test_doing_it_twice_changes_nothing_more(text):
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize("fragment", [
    "sk-ant-", "eyJ", "eyJaaaaaaaaaaaa.", "token=", "token", "token = 'token", "password: str = ", "://a:", "://",
    "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA ", "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA", "ghp_",
    "Authorization: ", "Bearer ", "[secret: token]", "secret=\"a", "xoxb-", "AIza", "token \t", "token: a",
    "tokenA1b2C3d4E5f6G7h8J9k0L1 ",
    "token=A1b2C3d4E5f6G7h8J9k0 ", "sk-ant-" + "a" * 20, "a", "\\", "token\\\\\\\"",
])
def test_the_time_grows_with_the_text_and_no_faster(fragment):
    # What grows with the square takes 16 times as long.
    assert seconds(fragment, 80_000) < 8 * seconds(fragment, 20_000) + 0.01


def seconds(fragment: str, size: int) -> float:
    """The best of five on the wall: in a sandbox the processor's own time may tick every 4 ms only."""
    text = (fragment * (size // len(fragment) + 1))[:size]
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        redact(text)
        best = min(best, time.perf_counter() - start)
    return best


def test_a_megabyte_of_code_takes_little_time():
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "nova").rglob("*.py"))]
    text = ("\n".join(texts) * 10)[:1_000_000]
    assert len(text) == 1_000_000
    start = time.process_time()
    redact(text)
    assert time.process_time() - start < 0.2  # about 0.02 on an idle machine


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_keep_their_numbers(end):
    text = end.join(["before", *key_block("RSA PRIVATE KEY").split("\n"), f"token = '{made(36)}'\f", "", "after", ""])
    lines = redact_lines(text)
    assert len(lines) == text.count(end)
    assert (lines[0], lines[1], set(lines[2:8]), lines[-1]) == ("before", "[secret: private key]", {""}, "after")
    assert "[secret: token]" in lines[8]
