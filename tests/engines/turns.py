"""Several servers of one garden, asked by turns."""

import itertools
import time

import httpx


# What a server answers by what it has in memory, where it has others' changes a moment later; the rest is the catalog's.
REMEMBERED = ("/garden", "/api/v1/explain", "/api/v1/insights", "/metrics")
MOMENT = 0.3  # seconds


class ByTurns(httpx.BaseTransport):
    """Sends each request to the next of these servers, whatever server its address names. `among`: who asks them too."""

    def __init__(self, urls: list[str], verify: str | bool, among: "ByTurns | None" = None):
        self.among = among or self
        self.turns = itertools.cycle(httpx.URL(url) for url in urls)
        self.transport = httpx.HTTPTransport(verify=verify)
        self.changed = 0.0  # when something may have been, the last time
        self.others_change = False  # what is not asked through this may change something at any time

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        turn = next(self.turns)
        if request.url.path in REMEMBERED:
            time.sleep(MOMENT if self.among.others_change else max(0.0, self.among.changed + MOMENT - time.monotonic()))
        request.url = request.url.copy_with(host=turn.host, port=turn.port)
        response = self.transport.handle_request(request)
        if request.method not in ("GET", "HEAD") and request.url.path not in ("/garden", "/retrieve", "/gardenfromDB"):
            self.among.changed = time.monotonic()
        return response

    def close(self) -> None:
        self.transport.close()
