"""An HTTP server that takes what the garden sends, and answers as a test wants."""

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass
class Reply:
    status: int = 200
    body: bytes = b"ok"
    hang: bool = False  # no answer until the receiver stops


class Receiver:
    """Everything that came is in `received`; `answer` is asked for each request, with it and the number before it."""

    def __init__(self, answer: Callable[[Received, int], Reply] = lambda request, number: Reply()):
        self.answer = answer
        self.received: list[Received] = []
        self.changed = threading.Condition()
        self.over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802: the name that http.server wants
                body = self.rfile.read(int(self.headers["content-length"]))
                request = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                with receiver.changed:
                    number = len(receiver.received)
                    receiver.received.append(request)
                    receiver.changed.notify_all()
                reply = receiver.answer(request, number)
                if reply.hang:
                    receiver.over.wait()
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> "Receiver":
        self.thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def wait_for(self, count: int, timeout: float = 60) -> list[Received]:
        with self.changed:
            enough = self.changed.wait_for(lambda: len(self.received) >= count, timeout)
        assert enough, f"{len(self.received)} of {count} requests came within {timeout} s"
        return self.received


def is_signed(request: Received, secret: str) -> bool:
    """As docs/prompts-and-hooks.md tells a receiver to check it."""
    fields = dict(field.split("=", 1) for field in request.headers["x-garden-signature"].split(","))
    text = fields["t"].encode() + b"." + request.body
    return hmac.compare_digest(hmac.new(secret.encode(), text, hashlib.sha256).hexdigest(), fields["v1"])
