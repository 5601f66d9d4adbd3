"""The whole way: the process apart, the SDK, HTTP, and a server that others wrote."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event

import pytest

from nova.domain.conversation import Failure, Message, Prompt, Stop, Text, ToolResult, ToolSpec, Usage
from nova.errors import ModelFailed
from nova.models.apart import WORKER
from nova.models.connect import connect
from nova.models.settings import ModelSettings

pytestmark = pytest.mark.outer

LOOK = ToolSpec("look", "Look at a file.", {"type": "object", "properties": {"path": {"type": "string"}}})


def prompt(*messages: Message, seconds: float = 20) -> Prompt:
    return Prompt(model="claude-x", system="Be brief.", messages=messages, tools=(LOOK,), output_tokens=200,
                  seconds=seconds)


def user(text: str) -> Message:
    return Message("user", (Text(text),))


def connected(base_url: str):
    settings = ModelSettings(engine="anthropic", base_url=base_url, retries=1)
    return connect(settings, {"PATH": os.environ["PATH"], "ANTHROPIC_API_KEY": "sk-wire"})


@pytest.fixture(scope="module")
def model(aimock_server):
    with connected(aimock_server.base_url) as model:
        yield model


def failure(model, asked) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        model.reply(asked, lambda text: None, Event())
    return caught.value


def test_words_come_in_pieces(aimock, model):
    aimock.on_message("hello", {"content": "Good morning, and welcome \U0001f600",
                                "usage": {"input_tokens": 40, "output_tokens": 9}}, chunkSize=3)
    heard = []
    reply = model.reply(prompt(user("hello")), heard.append, Event())
    assert (reply.message.text, reply.stop) == ("Good morning, and welcome \U0001f600", Stop.END)
    assert "".join(heard) == reply.message.text
    assert len(heard) > 5
    assert reply.usage == Usage(input_tokens=40, output_tokens=9)


def test_a_conversation_with_a_tool(aimock, model):
    aimock.add_fixture({"userMessage": "what is in a.py", "turnIndex": 0},
                       {"toolCalls": [{"name": "look", "arguments": json.dumps({"path": "a.py"})}]})
    aimock.add_fixture({"toolResultContains": "def main"}, {"content": "It defines main."})
    first = model.reply(prompt(user("what is in a.py")), lambda text: None, Event())
    [call] = first.message.calls
    assert (first.stop, call.name, call.arguments) == (Stop.TOOLS, "look", {"path": "a.py"})
    found = Message("user", (ToolResult(call.id, "1 def main(): ..."),))
    second = model.reply(prompt(user("what is in a.py"), first.message, found), lambda text: None, Event())
    assert second.message.text == "It defines main."
    sent = aimock.get_last_request()["body"]
    assert any("Be brief." in json.dumps(message) for message in sent["messages"])


def test_an_overload_is_waited_out_once_and_then_told(aimock, model):
    aimock.on_message("hello", {"content": "ok"})
    aimock.next_error(529, {"message": "busy", "type": "overloaded_error"})
    assert model.reply(prompt(user("hello")), lambda text: None, Event()).message.text == "ok"
    aimock.next_error(529, {"message": "busy", "type": "overloaded_error"})
    aimock.next_error(529, {"message": "busy", "type": "overloaded_error"})
    assert failure(model, prompt(user("hello"))).failure is Failure.OVERLOADED


def test_a_key_that_is_not_accepted(aimock, model):
    aimock.next_error(401, {"message": "invalid x-api-key", "type": "authentication_error"})
    failed = failure(model, prompt(user("hello")))
    assert failed.failure is Failure.REJECTED
    assert "is the key right?" in str(failed)


def test_a_cancel_in_the_middle_of_words_and_then_another_request(aimock, model):
    aimock.on_message("slow", {"content": "word " * 500}, chunkSize=5, latency=50)
    aimock.on_message("quick", {"content": "ok"})
    cancel, heard = Event(), []

    def hear(text):
        heard.append(text)
        cancel.set()

    with pytest.raises(ModelFailed) as caught:
        model.reply(prompt(user("slow")), hear, cancel)
    assert (caught.value.failure, heard != []) == (Failure.CANCELLED, True)
    assert model.reply(prompt(user("quick")), heard.append, Event()).message.text == "ok"


def test_nobody_is_at_the_base_url():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with connected(address) as model:
            failed = failure(model, prompt(user("hello")))
    assert failed.failure is Failure.UNREACHABLE
    assert address in str(failed) and "refused" in str(failed) and "sk-wire" not in str(failed)


class Prose(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>Welcome to the intranet</html>")

    def log_message(self, *args):
        pass


def test_a_web_page_is_at_the_base_url():
    with ThreadingHTTPServer(("127.0.0.1", 0), Prose) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with connected(f"http://127.0.0.1:{server.server_port}") as model:
            failed = failure(model, prompt(user("hello")))
        server.shutdown()
    assert failed.failure is Failure.GARBAGE
    assert "text/html" in str(failed) and "base_url" in str(failed)


def test_the_process_dies_with_its_parent_even_while_it_waits_for_words():
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        settings = f"ModelSettings(engine='anthropic', base_url='http://127.0.0.1:{never_answers.getsockname()[1]}')"
        code = f"""
from threading import Event, Timer
from nova.domain.conversation import Message, Prompt, Text
from nova.models.apart import ApartModel
from nova.models.settings import ModelSettings
model = ApartModel({settings}, {{}})
model.warm()
print(model._process.pid, flush=True)
asked = Prompt(model="m", system="", messages=(Message("user", (Text("x"),)),), output_tokens=5, seconds=60)
model.reply(asked, print, Event())
"""
        parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        pid = int(parent.stdout.readline())
        connection, _ = never_answers.accept()  # the request is out
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        connection.settimeout(5)
        while connection.recv(1 << 16):  # ends when the worker's socket does
            pass
        connection.close()
        parent.stdout.close()
    assert ended(pid)


def test_the_process_ends_while_it_still_imports():
    process = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"K": "k"}, cwd="/")
    process.stdin.write(json.dumps({"base_url": None, "key_variable": "K", "retries": 0}).encode() + b"\n")
    process.stdin.close()
    assert process.wait(5) == 0
    assert process.stdout.read() == b""
    process.stdout.close()


def ended(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
