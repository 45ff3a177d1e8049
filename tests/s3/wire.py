"""Requests to the S3 server octet by octet, signed by hand."""

import datetime
import http.client
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree

from signing import UNSIGNED, Pair, Signer, encode_path, encode_query, now, sha256


class Answer:
    """What the server answered; header names in lower case."""

    def __init__(self, response: http.client.HTTPResponse):
        self.status = response.status
        self.reason = response.reason
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def xml(self) -> ElementTree.Element:
        """The body's root element, names without their namespace."""
        root = ElementTree.fromstring(self.body)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    @property
    def code(self) -> str:
        """The S3 error code; empty where the body is not an error."""
        if not self.body.startswith(b"<"):
            return ""
        root = self.xml()
        return root.findtext("Code", "") if root.tag == "Error" else ""

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.code

    def __repr__(self) -> str:
        return f"{self.status} {self.reason} {self.headers} {self.body[:400]!r}"


class Line:
    """One connection to the server."""

    def __init__(self, host: str, timeout: float = 20):
        name, _, port = host.rpartition(":")
        self.socket = socket.create_connection((name, int(port)), timeout=timeout)

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def answer(self, method: str = "GET") -> Answer:
        """The final answer to the request that was sent; `100 Continue` is passed over."""
        response = http.client.HTTPResponse(self.socket, method=method)
        response.begin()
        return Answer(response)

    def interim(self, timeout: float = 5) -> bytes:
        """The next status line, whatever it is, with the empty line after it."""
        self.socket.settimeout(timeout)
        octets = b""
        while b"\r\n\r\n" not in octets:
            piece = self.socket.recv(1)
            if not piece:
                break
            octets += piece
        return octets

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Wire:
    """Signed requests with one key pair."""

    def __init__(self, url: str, pair: Pair):
        self.host = urlsplit(url).netloc
        self.pair = pair

    def head(
        self, method: str, path: str, query: Iterable[tuple[str, str]] = (), headers: dict[str, str] | None = None,
        body: bytes = b"", *, payload: str | None = None, time: datetime.datetime | None = None,
        signer: Signer | None = None, length: int | str | None = -1, unsigned: dict[str, str] | None = None,
    ) -> bytes:  # fmt: skip
        """The octets of a request's header, signed. `path` is not encoded yet; values of headers are Latin-1. `length`
        is Content-Length: -1 the body's, None none. `payload` is x-amz-content-sha256. `unsigned` are headers beside
        the signed ones."""
        octets, _ = self.signed_head(method, path, query, headers, body, payload, time, signer, length, unsigned)
        return octets

    def signed_head(
        self, method, path, query=(), headers=None, body=b"", payload=None, time=None, signer=None, length=-1,
        unsigned=None,
    ) -> tuple[bytes, str]:  # fmt: skip
        """As head(), and the signature too."""
        signer = signer or Signer(self.pair, time or now())
        target = encode_path(path)
        payload = sha256(body) if payload is None else payload
        signed = {"host": self.host, "x-amz-date": signer.stamp, "x-amz-content-sha256": payload} | {
            name.lower(): value for name, value in (headers or {}).items()
        }
        names, signature = signer.sign_request(method, target, query, signed, payload)
        lines = signed | {"authorization": signer.authorization(names, signature)} | (unsigned or {})
        if length is not None:
            lines["content-length"] = str(len(body) if length == -1 else length)
        target += f"?{encode_query(query)}" if query else ""
        return octets_of(method, target, lines), signature

    def request(self, method: str, path: str, query=(), headers=None, body: bytes = b"", **more) -> Answer:
        return self.exchange(self.head(method, path, query, headers, body, **more) + body, method)

    def exchange(self, octets: bytes, method: str = "GET") -> Answer:
        with self.line() as line:
            line.send(octets)
            return line.answer(method)

    def line(self) -> Line:
        return Line(self.host)

    def put(self, path: str, body: bytes, **more) -> Answer:
        return self.request("PUT", path, body=body, **more)

    def put_unsigned(self, path: str, body: bytes, **more) -> Answer:
        return self.request("PUT", path, body=body, payload=UNSIGNED, **more)


def octets_of(method: str, target: str, headers: dict[str, str]) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {target} HTTP/1.1\r\n{fields}\r\n".encode("latin-1")
