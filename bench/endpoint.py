"""An endpoint that answers every request with the same short stream, in a process of its own.

    python -m bench.endpoint [--hostile SEED]

prints its address. With a seed the usage is what an endpoint should never report: negative, absurd, no numbers; and
now and then the reply calls the tool `look` instead, so that a conversation goes on.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORDS = tuple(f"word{number}" for number in range(16))
ABSURD = (0, 1, -1, -10**9, 10**6, 10**18, 10**40)
NO_NUMBERS: tuple[Any, ...] = (True, None, "7", 1.5, [], {})


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """Its base URL, while the block lasts."""
    command = [sys.executable, "-m", "bench.endpoint", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def serve(hostile: random.Random | None) -> None:
    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for event in events(hostile):
                data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.write(b"0\r\n\r\n")

        def handle(self) -> None:
            with suppress(ConnectionError):  # who is told nonsense hangs up
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the bench's output is JSON."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


def events(hostile: random.Random | None) -> Iterator[dict[str, Any]]:
    yield {"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "canned", "content": [], "stop_reason": None,
        "usage": usage(hostile, input_tokens=120, output_tokens=1)}}
    if hostile is not None and hostile.random() < 0.6:
        yield from call(hostile)
        return
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for word in WORDS:
        yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": f"{word} "}}
    yield {"type": "content_block_stop", "index": 0}
    yield {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
           "usage": usage(hostile, output_tokens=len(WORDS))}
    yield {"type": "message_stop"}


def call(hostile: random.Random) -> Iterator[dict[str, Any]]:
    yield {"type": "content_block_start", "index": 0, "content_block": {
        "type": "tool_use", "id": f"toolu_{hostile.getrandbits(40)}", "name": "look", "input": {}}}
    yield {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta",
                                                                "partial_json": '{"word": "key"}'}}
    yield {"type": "content_block_stop", "index": 0}
    yield {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
           "usage": usage(hostile, output_tokens=12)}
    yield {"type": "message_stop"}


def usage(hostile: random.Random | None, **honest: int) -> dict[str, Any]:
    if hostile is None:
        return dict(honest)
    names = [*honest, "cache_read_input_tokens", "cache_creation_input_tokens"]
    if hostile.random() < 0.7:  # a lie that could be true, or a conversation would never get far
        return {name: hostile.randint(0, 40 if name == "output_tokens" else 300) for name in names}
    values = NO_NUMBERS if hostile.random() < 0.1 else ABSURD
    return {name: hostile.choice(values) for name in names}


if __name__ == "__main__":
    serve(random.Random(int(sys.argv[2])) if sys.argv[1:2] == ["--hostile"] else None)
