"""Several servers of one garden, asked by turns."""

import itertools

import httpx


class ByTurns(httpx.BaseTransport):
    """Sends each request to the next of these servers, whatever server its address names."""

    def __init__(self, urls: list[str], verify: str | bool):
        self.turns = itertools.cycle(httpx.URL(url) for url in urls)
        self.transport = httpx.HTTPTransport(verify=verify)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        turn = next(self.turns)
        request.url = request.url.copy_with(host=turn.host, port=turn.port)
        return self.transport.handle_request(request)

    def close(self) -> None:
        self.transport.close()
