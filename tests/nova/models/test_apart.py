"""A model in a process of its own: what that process has, how it ends, and what is said when it dies.

The processes here are stand-ins without the SDK, a few lines each; the real one is in test_wire.py.
"""

import json
import os
import subprocess
import sys
import threading
import time
from threading import Event

import httpx2
import pytest

from nova.domain.conversation import Failure, Message, Prompt, Stop, Text, ToolCall, ToolResult, Usage
from nova.errors import ModelFailed
from nova.models.anthropic import AnthropicModel
from nova.models.apart import ApartModel
from nova.models.settings import ModelSettings
from nova.models.worker import answer

PRELUDE = """
import json, os, sys, time
setup = json.loads(sys.stdin.readline())
tell = lambda event: print(json.dumps(event), flush=True)
reply = lambda text: tell({"reply": {"parts": [{"type": "text", "text": str(text)}], "stop": "end", "model": "m",
                                     "usage": {"input_tokens": 1}}})
"""


def apart(code: str, environment=None, **settings) -> ApartModel:
    """`code` runs in the stand-in; `setup`, `tell` and `reply` are there."""
    return ApartModel(ModelSettings(engine="anthropic", **settings), environment or {},
                      command=(sys.executable, "-I", "-S", "-c", PRELUDE + code))


def prompt(text="hello", seconds=5.0, system="") -> Prompt:
    return Prompt(model="m", system=system, messages=(Message("user", (Text(text),)),), output_tokens=5,
                  seconds=seconds)


def ask(model, asked=None, hear=lambda text: None, cancel=None):
    return model.reply(asked or prompt(), hear, cancel or Event()).message.text


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


ECHO = "for line in sys.stdin: reply(line)"
PID = "for line in sys.stdin: reply(os.getpid())"
SILENT = "sys.stdin.readline(); tell({'used': {'input_tokens': 9}}); tell({'heard': os.getpid()}); time.sleep(60)"


def test_words_are_heard_and_the_reply_is_whole():
    heard = []
    with apart("sys.stdin.readline(); tell({'heard': 'Hel'}); tell({'heard': 'lo'}); reply('Hello')") as model:
        reply = model.reply(prompt(), heard.append, Event())
    assert (heard, reply.parts, reply.stop, reply.usage) == (["Hel", "lo"], (Text("Hello"),), Stop.END,
                                                             Usage(input_tokens=1))


def test_it_has_the_key_and_nothing_else():
    environment = {"PATH": "/bin", "HTTPS_PROXY": "http://proxy", "SSL_CERT_FILE": "/c.pem", "MY_KEY": " sk-1\n",
                   "GITHUB_TOKEN": "ghp", "HOME": "/root", "ANTHROPIC_API_KEY": "sk-2", "NOVA_HOME": "/n"}
    with apart("sys.stdin.readline(); reply(json.dumps([dict(os.environ), os.getcwd(), os.getsid(0) == os.getpid(), "
               "setup]))",
               environment, key_variable="MY_KEY", base_url="http://b", retries=1) as model:
        variables, folder, own_session, setup = json.loads(ask(model))
    variables.pop("LC_CTYPE", None)  # Python sets it itself
    assert variables == {"PATH": "/bin", "HTTPS_PROXY": "http://proxy", "SSL_CERT_FILE": "/c.pem", "MY_KEY": "sk-1",
                         "PYTHONDONTWRITEBYTECODE": "1"}
    assert (folder, own_session) == ("/", True)
    assert setup == {"base_url": "http://b", "key_variable": "MY_KEY", "retries": 1}


def test_one_process_serves_many_requests():
    with apart(PID) as model:
        model.warm()
        assert ask(model) == ask(model)


def test_a_megabyte_goes_out_and_comes_back():
    with apart(ECHO) as model:
        assert "x" * 1_000_000 in ask(model, prompt("x" * 1_000_000))


@pytest.mark.parametrize("code", [SILENT, "time.sleep(60)"], ids=["while it is silent", "while it does not listen"])
def test_a_cancel_ends_the_wait_at_once_and_the_process_with_it(code):
    cancel, pids = Event(), []
    with apart(code) as model:
        threading.Timer(0.2, cancel.set).start()
        start = time.monotonic()
        with pytest.raises(ModelFailed) as caught:
            ask(model, prompt("x" * 1_000_000), hear=pids.append, cancel=cancel)
        assert time.monotonic() - start < 0.2 + 0.3
    assert caught.value.failure is Failure.CANCELLED
    assert not any(map(is_alive, map(int, pids)))


def test_a_deadline_ends_the_wait_and_keeps_what_was_used():
    with apart(SILENT.replace("os.getpid()", "'x'")) as model, pytest.raises(ModelFailed) as caught:
        ask(model, prompt(seconds=0.3))
    assert (caught.value.failure, caught.value.usage) == (Failure.TIMEOUT, Usage(input_tokens=9))


def test_a_process_that_dies_is_told_and_replaced(tmp_path):
    dies_once = f"""
line = sys.stdin.readline()
if not os.path.exists({str(tmp_path / 'died')!r}):
    open({str(tmp_path / 'died')!r}, "w").close()
    sys.exit("no memory left")
reply("back")
"""
    with apart(dies_once) as model:
        with pytest.raises(ModelFailed, match=r"ended with exit code 1: no memory left; the next request"):
            ask(model)
        assert ask(model) == "back"


def test_a_process_that_is_killed_is_told():
    with apart("os.kill(os.getpid(), 9)") as model, pytest.raises(ModelFailed, match="ended by SIGKILL") as caught:
        ask(model)
    assert caught.value.failure is Failure.CUT


def test_a_failure_keeps_its_kind_words_and_usage_and_the_process():
    with apart("for line in sys.stdin: tell({'failed': {'failure': 'overloaded', 'what': str(os.getpid()), "
               "'usage': {'output_tokens': 2}}})") as model:
        with pytest.raises(ModelFailed) as first:
            ask(model)
        with pytest.raises(ModelFailed) as second:
            ask(model)
    assert (first.value.failure, first.value.usage) == (Failure.OVERLOADED, Usage(output_tokens=2))
    assert str(first.value) == str(second.value)


def test_a_listener_that_breaks_leaves_no_half_reply_for_the_next_request():
    def broken(text):
        raise BrokenPipeError

    with apart("for line in sys.stdin: tell({'heard': 'a'}); time.sleep(0.05); reply(os.getpid())") as model:
        first = ask(model)
        with pytest.raises(BrokenPipeError):
            ask(model, hear=broken)
        assert ask(model) != first


def test_two_threads_take_turns_and_the_one_that_waits_can_be_cancelled():
    cancel = Event()
    with apart("sys.stdin.readline(); time.sleep(0.5); reply('ok')\nfor line in sys.stdin: reply('ok')") as model:
        first = threading.Thread(target=ask, args=(model,))
        first.start()
        time.sleep(0.1)
        threading.Timer(0.05, cancel.set).start()
        start = time.monotonic()
        with pytest.raises(ModelFailed) as caught:
            ask(model, cancel=cancel)
        assert time.monotonic() - start < 0.3
        first.join()
        assert caught.value.failure is Failure.CANCELLED
        assert ask(model) == "ok"


def test_the_worker_writes_no_file_and_leaves_no_core(tmp_path):
    code = ("import resource, sys; from nova.models.worker import confine; core = resource.RLIMIT_CORE;"
            "resource.setrlimit(core, resource.getrlimit(core)[1:] * 2); confine();"
            "print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True);"
            "open(sys.argv[1], 'wb', buffering=0).write(b'x')")
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "out"], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n"
    assert "File too large" in done.stderr


def test_the_worker_tells_what_is_heard_what_is_used_and_the_reply():
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in (
        {"type": "message_start", "message": {"model": "m-2", "usage": {"input_tokens": 3}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "Hi"}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 4}}))
    transport = httpx2.MockTransport(lambda request: httpx2.Response(
        200, headers={"content-type": "text/event-stream"}, text=body))
    told = []
    line = json.dumps({"model": "m", "system": "", "output_tokens": 5, "seconds": 5, "tools": [], "messages": []})
    answer(AnthropicModel(None, "k", 0, httpx2.Client(transport=transport)), line.encode(), told.append)
    assert [next(iter(event)) for event in told] == ["used", "heard", "used", "reply"]
    assert told[-1]["reply"]["usage"] == {"input_tokens": 3, "output_tokens": 4, "cache_read_tokens": 0,
                                          "cache_write_tokens": 0}


def test_no_secret_goes_out_in_words_calls_or_results():
    secret = "ghp_" + "a1B2" * 9
    asked = Prompt(model="m", system=f"The token is {secret}", output_tokens=5, seconds=5, messages=(
        Message("user", (Text(f"use {secret}"),)),
        Message("assistant", (ToolCall("c", "look", {"deep": [{"at": f"x {secret}"}]}),)),
        Message("user", (ToolResult("c", f"found {secret}"),))))
    with apart(ECHO) as model:
        said = ask(model, asked)
    assert secret not in said
    assert "found" in said
