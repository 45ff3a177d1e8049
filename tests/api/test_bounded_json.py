"""The memory of a JSON body follows from its octets, whatever it holds: values cost many times what they are written in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from garden import Garden

OCTETS = 2 * 1024 * 1024 - 100  # what /like and /api/v1/events take
AT_ONCE = 16
MOST_KIB = 200_000  # AT_ONCE bodies, several times over; the values of one that is read to its end have 50 MB

DEEP = b'{"a":' + b"[" * (OCTETS // 2 - 30) + b"]" * (OCTETS // 2 - 30) + b',"id":"n"}'
MANY = b'{"a":[' + b"[]," * (OCTETS // 3 - 30) + b'0],"id":"n"}'
NAMES = b"{" + b",".join(b'"%x":0' % number for number in range(OCTETS // 11)) + b"}"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Garden(tmp_path_factory.mktemp("json") / "data").start()
    server.http.timeout = 300
    yield server
    server.close()


@pytest.mark.parametrize("path", ["/like", "/api/v1/events"])
@pytest.mark.parametrize(
    ("body", "words"),
    [(DEEP, "nested at most 32 deep"), (MANY, "at most 20000 values"), (NAMES, "at most 20000 values")],
    ids=["deep", "many", "names"],
)
def test_what_holds_too_much_is_refused_before_it_is_in_memory(server, path, body, words):
    before = server.most_memory()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for response in pool.map(lambda _: server.http.post(path, content=body), range(AT_ONCE)):
            assert response.status_code == 400
            assert words in response.text
    assert server.most_memory() - before < MOST_KIB


@pytest.mark.parametrize("depth", [30, 31])
def test_what_fits_is_taken(server, depth):
    body = b'{"a":' + b"[" * depth + b"]" * depth + b',"id":"n","itemId":"emotions/happy/a_1h.jpeg"}'
    assert server.http.post("/like", content=body).text == "Success"
