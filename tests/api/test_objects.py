"""GET and HEAD of stored objects and pages: ranges, conditions, encodings, and paths that lead nowhere."""

import hashlib
import io
import socket

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def picture(garden):
    """A picture's path and its octets."""
    path = "/" + garden.pictures("happy")[0]
    return path, garden.http.get(path).content


def raw(garden, request: bytes) -> tuple[int, bytes]:
    """Status and the whole answer to a request that httpx would not send."""
    with socket.create_connection(("127.0.0.1", garden.port), timeout=10) as connection:
        connection.sendall(request)
        answer = connection.makefile("rb").read()
    return int(answer.split(None, 2)[1]), answer


def get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def test_a_picture_is_a_jpeg_of_its_size(garden):
    for key, size in zip(garden.pictures("happy")[::2], [(1280, 800), (800, 1280)], strict=True):
        response = garden.http.get("/" + key)
        assert response.status_code == 200
        assert response.headers["content-type"] == "image/jpeg"
        image = Image.open(io.BytesIO(response.content))
        image.load()
        assert image.size == size


def test_validators(garden, picture):
    path, octets = picture
    response = garden.http.get(path)
    assert response.headers["etag"] == f'"{hashlib.md5(octets).hexdigest()}"'
    assert response.headers["last-modified"].endswith(" GMT")
    assert int(response.headers["content-length"]) == len(octets)
    assert response.headers["accept-ranges"] == "bytes"


def test_head_has_the_headers_of_get(garden, picture):
    path, octets = picture
    head, get_ = garden.http.head(path), garden.http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "last-modified", "content-length", "content-type"):
        assert head.headers[name] == get_.headers[name]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-100", -100, None), ("bytes=5-99999999", 5, None)],
)
def test_a_range(garden, picture, value, first, last):
    path, octets = picture
    response = garden.http.get(path, headers={"Range": value})
    expected = octets[first:] if last is None else octets[first : last + 1]
    assert (response.status_code, response.content) == (206, expected)
    begin = first if first >= 0 else len(octets) + first
    assert response.headers["content-range"] == f"bytes {begin}-{begin + len(expected) - 1}/{len(octets)}"


def test_a_range_beyond_the_end(garden, picture):
    path, octets = picture
    response = garden.http.get(path, headers={"Range": f"bytes={len(octets)}-"})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{len(octets)}"


@pytest.mark.parametrize("value", ["bytes=9-3", "lines=1-2", "bytes=x", "bytes=0-1,5-9"])
def test_a_range_that_is_none_or_several_is_answered_whole(garden, picture, value):
    path, octets = picture
    response = garden.http.get(path, headers={"Range": value})
    assert (response.status_code, response.content) == (200, octets)


def test_conditions(garden, picture):
    path, octets = picture
    first = garden.http.get(path).headers
    status = lambda **headers: garden.http.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()}).status_code
    assert status(If_None_Match=first["etag"]) == 304
    assert status(If_None_Match='"another"') == 200
    assert status(If_None_Match=f'"another", W/{first["etag"]}') == 304
    assert status(If_None_Match="*") == 304
    assert status(If_Modified_Since=first["last-modified"]) == 304
    assert status(If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT") == 200
    assert status(If_Match='"another"') == 412
    assert status(If_Match=first["etag"]) == 200
    assert status(If_Unmodified_Since="Sat, 01 Jan 2000 00:00:00 GMT") == 412
    assert status(If_Range=first["etag"], Range="bytes=0-9") == 206
    assert status(If_Range='"another"', Range="bytes=0-9") == 200


def test_a_304_has_no_body(garden, picture):
    path, _ = picture
    response = garden.http.get(path, headers={"If-None-Match": "*"})
    assert (response.content, "etag" in response.headers) == (b"", True)


@pytest.mark.parametrize(
    "path",
    ["/emotions/happy/absent_1h.jpeg", "/emotions/happy/cat/absent%20one,two%20%ED%96%89_1h.jpeg", "/display/zone1/img1h.jpeg",
     "/img_20230320-121242_0.jpeg", "/no/such/place", "/profile/x.jpeg", "/dataset/users/users.csv"],
)  # fmt: skip
def test_what_is_not_there_is_404(garden, path):
    response = garden.http.get(path)
    assert response.status_code == 404
    assert response.text


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_that_nobody_knows_is_404_for_every_method(garden, method):
    assert garden.http.request(method, "/nothing-here").status_code == 404


@pytest.mark.parametrize(
    "target",
    ["/emotions/../../../../etc/passwd", "/emotions/..%2f..%2f..%2fetc/passwd", "/html/%2e%2e/%2e%2e/catalog.sqlite",
     "/emotions/..\\..\\etc", "//etc/passwd"],
)  # fmt: skip
def test_a_path_cannot_leave_the_store(garden, target):
    status, answer = raw(garden, get(target))
    assert status in {400, 404}
    assert b"root:" not in answer
    assert b"SQLite format" not in answer


@pytest.mark.parametrize("target", ["/emotions/%00.jpeg", "/emotions/%ff%fe.jpeg", "/emotions/%zz.jpeg", "/emotions/%"])
def test_a_path_that_is_no_text_is_400(garden, target):
    status, answer = raw(garden, get(target))
    assert status == 400
    assert b"text/plain" in answer


def test_pages_are_sent_compressed(garden):
    plain = garden.http.get("/", headers={"Accept-Encoding": "identity"})
    assert plain.status_code == 200
    assert plain.headers["content-type"].startswith("text/html")
    assert "content-encoding" not in plain.headers
    zipped = garden.http.get("/", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers.get("content-encoding") == "gzip"
    assert zipped.content == plain.content
    assert "Accept-Encoding" in zipped.headers["vary"]


def test_the_visitors_page_has_its_old_address(garden):
    old, new = garden.http.get("/html/emotion-garden/emotion-garden.html"), garden.http.get("/")
    assert (old.status_code, old.content) == (200, new.content)


def test_security_headers_on_every_answer(garden):
    for path in ("/", "/healthz", "/no/such/place"):
        headers = garden.http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/healthz"), ("GET", "/like"), ("PUT", "/garden")])
def test_a_method_that_a_path_does_not_have(garden, method, path):
    response = garden.http.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"]


def test_a_body_beyond_its_limit(garden):
    response = garden.http.post("/garden", content=b'{"emotion":"' + b"x" * 100_000 + b'"}')
    assert response.status_code == 413


def test_pipelined_requests_are_answered_in_order(garden, picture):
    path, octets = picture
    one = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9\r\n\r\n".encode()
    status, answer = raw(garden, get("/healthz").replace(b"Connection: close\r\n", b"") + one + get("/healthz"))
    assert status == 200
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b'"status"') < answer.index(octets[:10]) < answer.rindex(b'"status"')


@pytest.mark.parametrize(
    "request_",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
     b"POST /like HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
)  # fmt: skip
def test_a_malformed_request_is_400(garden, request_):
    assert raw(garden, request_)[0] == 400


def test_headers_beyond_their_limit(garden):
    status, _ = raw(garden, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Much: " + b"x" * 100_000 + b"\r\n\r\n")
    assert status == 431
