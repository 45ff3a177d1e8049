"""A visitor's own way to be forgotten: POST /api/v1/forget, with the secret that their id follows from."""

import base64
import hashlib
import secrets
import uuid

import pytest
from garden import Garden, command

KEY = "emotions/happy/img_1h.jpeg"


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    server = Garden(tmp_path_factory.mktemp("forget") / "data").start()
    yield server
    server.close()


def new_visitor() -> tuple[str, str]:
    """A secret, and the id that follows from it, as the pages make them."""
    secret = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
    octets = bytearray(hashlib.sha256(secret.encode()).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x80
    octets[8] = octets[8] & 0x3F | 0x80
    return secret, str(uuid.UUID(bytes=bytes(octets)))


def like(garden: Garden, visitor: str) -> None:
    assert garden.http.post("/like", json={"id": visitor, "itemId": KEY, "impression": [KEY]}).text == "Success"


def interactions(garden: Garden, visitor: str) -> int:
    return garden.rows("SELECT COUNT(*) FROM interactions WHERE visitor_id = ?", visitor)[0][0]


def forget(garden: Garden, secret: object):
    return garden.http.post("/api/v1/forget", json={"secret": secret})


def test_the_visitor_of_the_secret_is_forgotten_and_nobody_else(garden):
    (secret, visitor), (_, other) = new_visitor(), new_visitor()
    for one in (visitor, visitor, other):
        like(garden, one)
    assert forget(garden, secret).json() == {"interactions": 2}
    assert (interactions(garden, visitor), interactions(garden, other)) == (0, 1)
    assert forget(garden, secret).json() == {"interactions": 0}, "sending it again is fine"
    assert forget(garden, new_visitor()[0]).json() == {"interactions": 0}, "nothing tells whether a visitor was there"


@pytest.mark.parametrize("secret", ["", "ada", "x" * 22 + "=", "x" * 23, "+/" + "x" * 20, 7, None])
def test_what_is_no_secret_is_refused_and_erases_nothing(garden, secret):
    like(garden, "ada")
    before = interactions(garden, "ada")
    response = forget(garden, secret)
    assert response.status_code == 400
    assert "secret" in response.json()["error"]
    assert interactions(garden, "ada") == before


def test_an_id_does_not_forget_its_visitor(garden):
    _, visitor = new_visitor()
    like(garden, visitor)
    assert forget(garden, visitor).status_code == 400
    assert interactions(garden, visitor) == 1


def test_visitors_need_no_login_for_it_and_their_rate_is_limited(new_garden):
    server = new_garden("--listen", "0.0.0.0:0", "--like-per-minute", "3", nodes=1)
    assert command("admin", "add", "ada", "--password-stdin", "--data", server.data, stdin="correct horse battery\n").returncode == 0
    server.start()
    secret, visitor = new_visitor()
    like(server, visitor)
    assert server.http.delete(f"/api/v1/visitors/{visitor}").status_code == 401
    assert forget(server, secret).json() == {"interactions": 1}
    statuses = [forget(server, secret).status_code for _ in range(3)]
    assert statuses[0] == 200
    assert 429 in statuses
