"""The durable queue: orders a second, pages of a long queue, and how painters share the work. See README.md in this folder."""

import base64
import contextlib
import http.server
import io
import json
import pathlib
import sqlite3
import statistics
import threading
import time

from server import garden, request
from wrk import Wrk

CLIENTS = 16
SECONDS = 5
WAITING = 10_000
PAINTING = 0.5  # seconds that an endpoint takes for a picture
PICTURES_EACH = 12  # that it paints in a run
SIZE = (256, 160)

# Every request is another job.
ORDER = """
local number = 0
local body = '{"index":%d,"prompt":"{\\\\"emotion\\\\":\\\\"happy\\\\",\\\\"emotionText\\\\":\\\\"happy cat\\\\"}","fname":"imgPool/happy/img_%d"}'
request = function()
    number = number + 1
    return wrk.format("POST", "/bulk", {["Content-Type"] = "application/json"}, string.format(body, number, os.time()))
end
"""


class Sleeper(http.server.BaseHTTPRequestHandler):
    """An endpoint in SageMaker's shape that takes its time and no processor."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for 40 ms
    picture = ""
    takes = PAINTING

    def do_POST(self):  # noqa: N802, the library's name
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.takes)
        self.answer(json.dumps({"generated_images": [self.picture], "prompt": ""}).encode())

    def do_GET(self):  # noqa: N802
        self.answer(b"{}")

    def answer(self, body: bytes):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def sleepers(takes: float):
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise(SIZE, 50).convert("RGB").save(out, "JPEG")
    handler = type("Endpoint", (Sleeper,), {"picture": base64.b64encode(out.getvalue()).decode(), "takes": takes})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/invocations"
    finally:
        server.shutdown()


def counts(url: str) -> dict:
    return json.loads(request(url, "GET", "/api/v1/jobs?limit=1")[1])["counts"]


def enqueue(binary: str, work: pathlib.Path) -> list[tuple[str, str]]:
    script = work / "order.lua"
    script.write_text(ORDER)
    with garden(binary, work / "enqueue") as (url, _, _):
        request(url, "POST", "/api/v1/jobs/pause")
        rate = Wrk(url, "-s", str(script), seconds=SECONDS, connections=CLIENTS).load().rate
        waiting = counts(url)["waiting"]
        for number in range(max(0, WAITING - waiting)):
            body = {"index": number, "prompt": '{"emotionText":"sad"}', "fname": "imgPool/sad/img_1"}
            request(url, "POST", "/bulk", json.dumps(body).encode())
        times = []
        for _ in range(50):
            begin = time.perf_counter()
            request(url, "GET", "/api/v1/jobs?state=waiting&limit=50")
            times.append(time.perf_counter() - begin)
        return [(f"orders, {CLIENTS} clients, each durable", f"{rate:.0f}/s"),
                (f"a page of 50, {counts(url)['waiting']} waiting", f"{statistics.median(times) * 1e3:.1f} ms")]


def paint(binary: str, data: pathlib.Path, painters: str, pictures: int) -> float:
    """Seconds from the first start to the last picture, as the jobs tell them."""
    with garden(binary, data, "--painters", painters) as (url, _, _):
        request(url, "POST", "/api/v1/jobs/pause")
        order = json.dumps({"prompt": "happy", "width": SIZE[0], "height": SIZE[1]}).encode()
        for _ in range(pictures):
            assert request(url, "POST", "/api/v1/pictures", order)[0] == 202
        begin = time.perf_counter()
        request(url, "POST", "/api/v1/jobs/resume")
        while counts(url)["done"] < pictures:
            time.sleep(0.01)
        return time.perf_counter() - begin


def painter_seconds(data: pathlib.Path) -> float:
    """The mean time that the painter took itself, from the order to the decoded picture, as the server measured it."""
    with sqlite3.connect(f"file:{data / 'catalog.db'}?mode=ro", uri=True) as catalog:
        ((seconds,),) = catalog.execute("SELECT seconds FROM painting_times").fetchall()
    return seconds


def measure(binary: str, work: pathlib.Path):
    """Yields (title, rows) as soon as each is known."""
    yield "Queue", enqueue(binary, work)
    rows, one = [], 0.0
    with sleepers(PAINTING) as url:
        for endpoints in (1, 2, 8):
            painters = ",".join(f"p{number}=sagemaker@{url}" for number in range(endpoints))
            pictures = PICTURES_EACH * endpoints
            rate = pictures / paint(binary, work / f"paint-{endpoints}", painters, pictures)
            one = one or rate
            rows.append((f"{endpoints} that take {PAINTING} s", f"{rate:.2f} pictures/s, {rate / one:.2f} times one"))
    with sleepers(0.0) as url:
        pictures = 200
        seconds = paint(binary, work / "quick", f"quick=sagemaker@{url}", pictures)
    overhead = seconds / pictures - painter_seconds(work / "quick")
    rows.append(("one that takes no time", f"{seconds / pictures * 1e3:.1f} ms a picture, all in"))
    rows.append(("the queue's part of it: take, encode, store", f"{overhead * 1e3:.1f} ms"))
    yield "Painters", rows
