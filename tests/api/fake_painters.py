"""A server that answers as the painters behind HTTP do, each dialect after its public API documents.

    with FakePainters() as fake:
        fake.fault = "html"          # what goes wrong from now on; see FAULTS
        command("paint", "roses", "--painters", f"big=automatic1111@{fake.url}", …)
        fake.requests                # what was asked: method, path, query, headers, body

AUTOMATIC1111: /docs of a running web UI. OpenAI: platform.openai.com/docs/api-reference/images/create.
stable-diffusion.cpp: examples/server/api.md. ComfyUI: docs.comfy.org, server routes and messages. SageMaker: the
notebook "Introduction to JumpStart - Text to Image".
"""

import base64
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from fake_comfyui import ComfyUI
from fake_pictures import MODEL, png

# name: what the answer to an order for a picture becomes
FAULTS = {
    "html": "a web page with status 200",
    "truncated": "JSON that ends in the middle",
    "short": "fewer octets than Content-Length says",
    "base64": "a picture that is no base64",
    "text": "a picture that is text",
    "damaged": "half a PNG",
    "tiny": "a picture of 1x1",
    "other_size": "a picture of 500x500",
    "no_picture": "a whole answer without a picture",
    "array": "a JSON list where an object belongs",
    "refused": "400 with a sentence",
    "bare_400": "400 without a sentence",
    "broken": "500 with a sentence",
    "bare_500": "500 without a sentence",
    "busy": "429",
    "unauthorised": "401 that tells the key, as it was sent and decoded",
    "telling": "a whole answer without a picture, that tells the key likewise",
    "redirect": "302 to a file",
    "hang": "no answer until the fake is closed",
    "huge": "200 MB that do not end",
    "close": "the connection closed without an answer",
}


@dataclass
class Asked:
    method: str
    path: str
    query: dict
    headers: dict
    body: object
    at: float = field(default_factory=time.monotonic)


class FakePainters:
    def __init__(self, certificate: Path | None = None):
        """`certificate`: PEM file of one and its key, for HTTPS."""
        self.fault = ""
        self.delay = 0.0  # seconds that a picture takes
        self.key = ""  # what the Authorization header must be
        self.answer = "b64_json"  # or "url", of OpenAI's images
        self.file_delay = 0.0  # seconds that OpenAI's address and ComfyUI's /view take to answer
        self.multiple = 1  # sides are rounded down to it, as some engines do
        self.current_task = True  # whether AUTOMATIC1111 says whose picture it paints
        self.websocket = True  # whether ComfyUI has its WebSocket
        self.feed_trouble = ""  # what becomes of it: "closed", or "rubbish" is said
        self.forbidden: set[str] = set()  # paths that are answered 403
        self.fail_polls = 0  # so many polls of a job fail from now on
        self.requests: list[Asked] = []
        self.interrupted = threading.Event()
        self.closing = threading.Event()
        self.started = threading.Event()  # an order for a picture has come
        self.painting: dict = {}  # AUTOMATIC1111: the request that is painted
        self.jobs: dict[str, dict] = {}  # sd-server's and ComfyUI's, by id
        self.sockets: dict[str, socket.socket] = {}  # ComfyUI's WebSockets, by client
        self.lock = threading.RLock()
        fake = self

        class Handler(FakeHandler):
            owner = fake

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is the connection's own thread's.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.url = f"https://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def __enter__(self) -> "FakePainters":
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.interrupted.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def asked(self, path: str) -> list[Asked]:
        return [one for one in self.requests if one.path == path]

    def picture(self, width: int, height: int, seed: int, form: str = "PNG") -> str:
        """A picture in base64, or what the fault makes of it."""
        if self.fault == "tiny":
            width = height = 1
        if self.fault == "other_size":
            width = height = 500
        octets = png(max(1, width // self.multiple * self.multiple), max(1, height // self.multiple * self.multiple), seed, form)
        if self.fault == "damaged":
            octets = octets[: len(octets) // 2]
        if self.fault == "text":
            octets = b"this is no picture"
        text = base64.b64encode(octets).decode()
        return "*" + text[1:] if self.fault == "base64" else text

    def work(self) -> None:
        """The time that a picture takes."""
        self.started.set()
        self.interrupted.wait(self.delay)

    def send(self, client: str, payload: bytes, opcode: int = 1) -> None:
        """A message to the client's WebSocket, if it has one."""
        with self.lock:
            connection = self.sockets.get(client)
            if connection is None:
                return
            size = struct.pack("!BB", 0x80 | opcode, len(payload)) if len(payload) < 126 else struct.pack(
                "!BBH", 0x80 | opcode, 126, len(payload)
            )  # fmt: skip
            try:
                connection.sendall(size + payload)
            except OSError:
                del self.sockets[client]


class FakeHandler(ComfyUI, BaseHTTPRequestHandler):
    owner: FakePainters
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    # ---------------------------------------------------------------- in and out

    def handle_any(self):
        fake = self.owner
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        asked = Asked(self.command, parts.path, parse_qs(parts.query), dict(self.headers.items()), body)
        fake.requests.append(asked)
        if fake.key and self.headers.get("Authorization") != fake.key and not parts.path.startswith("/files/"):
            return self.reply(401, {"error": {"message": "no such key"}})
        if parts.path in fake.forbidden:
            return self.reply(403, {"message": "Missing Authentication Token"})
        route = ROUTES.get((self.command, parts.path)) or next(
            (does for (method, path), does in ROUTES.items()
             if method == self.command and path.endswith("*") and parts.path.startswith(path[:-1])), None,
        )  # fmt: skip
        if route is None:
            return self.reply(404, {"detail": "Not Found"})
        return route(self, asked)

    do_GET = do_POST = handle_any

    def reply(self, status: int, body: object, kind: str = "application/json") -> None:
        octets = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def wrong_key(self) -> dict:
        form, sent = self.headers.get("Authorization", "Bearer none").split()
        decoded = base64.b64decode(sent).decode() if form == "Basic" else sent
        return {"error": {"message": f"wrong key: {sent}, {decoded}, password {decoded.rsplit(':', 1)[-1]}"}}

    def spoiled(self) -> bool:
        """Whether the fault has answered in place of the route."""
        fake = self.owner
        fake.started.set()
        error = {"error": {"message": "the prompt is too flowery", "type": "invalid_request_error"}}
        match fake.fault:
            case "html":
                self.reply(200, b"<!DOCTYPE html><title>Please log in</title>", "text/html")
            case "truncated":
                self.reply(200, b'{"images": ["iVBORw0KGgoAAAANS')
            case "short":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b'{"images": ["iVBOR')
                self.close_connection = True
            case "array":
                self.reply(200, [1, 2, 3])
            case "no_picture":
                self.reply(200, {"images": [], "data": [], "generated_images": [], "id": None, "prompt_id": None})
            case "refused":
                self.reply(400, error)
            case "bare_400":
                self.reply(400, b"", "text/plain")
            case "broken":
                self.reply(500, {"detail": "CUDA out of memory"})
            case "bare_500":
                self.reply(500, b"", "text/plain")
            case "busy":
                self.reply(429, {"error": "job queue is full"})
            case "unauthorised":
                self.reply(401, self.wrong_key())
            case "telling":
                self.reply(200, self.wrong_key())
            case "redirect":
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "hang":
                fake.closing.wait(60)
                self.close_connection = True
            case "huge":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.close_connection = True
                try:
                    for _ in range(200):
                        self.wfile.write(b" " * 1_000_000)
                except OSError:
                    pass
            case "close":
                self.close_connection = True
            case _:
                return False
        return True

    # ---------------------------------------------------------------- AUTOMATIC1111

    def txt2img(self, asked: Asked):
        fake, body = self.owner, asked.body
        if self.spoiled():
            return None
        fake.painting = body | {"begun": time.monotonic()}
        fake.work()
        fake.painting = {}
        image = fake.picture(body["width"], body["height"], body["seed"])
        info = {"seed": body["seed"], "width": body["width"], "height": body["height"], "sd_model_name": MODEL}
        return self.reply(200, {"images": [image], "parameters": body, "info": json.dumps(info)})

    def progress(self, asked: Asked):
        fake, body = self.owner, self.owner.painting
        steps = body.get("steps", 0)
        passed = (time.monotonic() - body["begun"]) / fake.delay if body and fake.delay else 0
        step = min(steps, int(steps * passed))
        skip = asked.query.get("skip_current_image") == ["true"]
        image = base64.b64encode(png(64, 64)).decode() if body and not skip else None
        answer = {
            "progress": passed, "eta_relative": 0.0, "current_image": image, "textinfo": None,
            "state": {"skipped": False, "interrupted": False, "job": "scripts_txt2img", "job_count": 1, "job_no": 0,
                      "sampling_step": step, "sampling_steps": steps},
        }  # fmt: skip
        if fake.current_task:
            answer["current_task"] = body.get("force_task_id")
        return self.reply(200, answer)

    def interrupt(self, asked: Asked):
        self.owner.interrupted.set()
        return self.reply(200, {})

    # ---------------------------------------------------------------- OpenAI

    def generations(self, asked: Asked):
        fake, body = self.owner, asked.body
        if self.spoiled():
            return None
        unknown = set(body) - {"prompt", "n", "size", "model", "response_format"}
        if unknown:
            return self.reply(400, {"error": {"message": f"Unknown parameter: '{unknown.pop()}'."}})
        if body.get("model", "").startswith("gpt-image") and "response_format" in body:
            return self.reply(400, {"error": {"message": "Unknown parameter: 'response_format'."}})
        fake.work()
        width, height = map(int, body["size"].split("x"))
        image = fake.picture(width, height, 1)
        if fake.answer == "url":
            name = hashlib.sha256(image.encode()).hexdigest()
            fake.jobs[name] = {"octets": base64.b64decode(image)}
            return self.reply(200, {"created": 1, "data": [{"url": f"{fake.url}/files/{name}"}]})
        return self.reply(200, {"created": 1, "data": [{"b64_json": image}]})

    def file(self, asked: Asked):
        name = asked.path.rsplit("/", 1)[1]
        self.owner.closing.wait(self.owner.file_delay)
        if asked.path.startswith("/files/moved/"):
            return self.reply(200, self.owner.jobs[name]["octets"], "image/png")
        self.send_response(302)
        self.send_header("Location", f"/files/moved/{name}")
        self.send_header("Content-Length", "0")
        return self.end_headers()

    def models(self, asked: Asked):
        return self.reply(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    # ---------------------------------------------------------------- SageMaker

    def invocations(self, asked: Asked):
        fake, body = self.owner, asked.body
        if self.spoiled():
            return None
        fake.work()
        count = body["num_images_per_prompt"]
        image = fake.picture(body["width"], body["height"], body.get("seed", 0), "JPEG")
        return self.reply(200, {"generated_images": [image] * count, "prompt": body["prompt"]})

    # ---------------------------------------------------------------- stable-diffusion.cpp

    def img_gen(self, asked: Asked):
        fake, body = self.owner, asked.body
        if self.spoiled():
            return None
        with fake.lock:
            name = f"job_{len(fake.jobs) + 1:08x}"
            fake.jobs[name if fake.fault != "forgotten" else "-"] = {"body": body, "begun": time.monotonic(), "cancelled": False}
        return self.reply(202, {"id": name, "kind": "img_gen", "status": "queued", "created": 1,
                                "poll_url": f"/sdcpp/v1/jobs/{name}"})  # fmt: skip

    def job(self, asked: Asked):
        fake = self.owner
        name = asked.path.split("/")[4]
        job = fake.jobs.get(name)
        if job is None:
            return self.reply(404, {"error": "job not found"})
        if asked.method == "POST":
            job["cancelled"] = True
            fake.interrupted.set()
            return self.reply(200, self.job_json(name, job))
        if fake.fail_polls > 0:
            fake.fail_polls -= 1
            return self.reply(502, b"<html>bad gateway</html>", "text/html")
        return self.reply(200, self.job_json(name, job))

    def job_json(self, name: str, job: dict) -> dict:
        fake, body = self.owner, job["body"]
        answer = {"id": name, "kind": "img_gen", "status": "generating", "created": 1, "started": 1, "completed": None,
                  "queue_position": 0, "result": None, "error": None}  # fmt: skip
        if job["cancelled"]:
            return answer | {"status": "cancelled", "error": {"code": "cancelled", "message": "job cancelled by client"}}
        if time.monotonic() - job["begun"] < fake.delay:
            return answer
        if fake.fault == "job_failed":
            error = {"code": "generation_failed", "message": "generate_image returned empty results"}
            return answer | {"status": "failed", "completed": 2, "error": error}
        images = [{"index": 0, "b64_json": fake.picture(body["width"], body["height"], body["seed"])}]
        if fake.fault == "job_empty":
            images = []
        return answer | {"status": "completed", "completed": 2, "result": {"output_format": "png", "images": images}}

    def capabilities(self, asked: Asked):
        return self.reply(200, {"model": {"stem": MODEL}, "current_mode": "img_gen", "supported_modes": ["img_gen"]})


ROUTES = {
    ("POST", "/sdapi/v1/txt2img"): FakeHandler.txt2img,
    ("GET", "/sdapi/v1/progress"): FakeHandler.progress,
    ("POST", "/sdapi/v1/interrupt"): FakeHandler.interrupt,
    ("POST", "/v1/images/generations"): FakeHandler.generations,
    ("GET", "/v1/models"): FakeHandler.models,
    ("GET", "/files/*"): FakeHandler.file,
    ("POST", "/invocations"): FakeHandler.invocations,
    ("POST", "/sdcpp/v1/img_gen"): FakeHandler.img_gen,
    ("GET", "/sdcpp/v1/jobs/*"): FakeHandler.job,
    ("POST", "/sdcpp/v1/jobs/*"): FakeHandler.job,
    ("GET", "/sdcpp/v1/capabilities"): FakeHandler.capabilities,
    ("POST", "/prompt"): FakeHandler.prompt,
    ("GET", "/history/*"): FakeHandler.history,
    ("GET", "/system_stats"): FakeHandler.system_stats,
    ("GET", "/queue"): FakeHandler.queue,
    ("POST", "/queue"): FakeHandler.change_queue,
    ("POST", "/interrupt"): FakeHandler.interrupt,
    ("GET", "/view"): FakeHandler.view,
    ("GET", "/ws"): FakeHandler.websocket,
}
