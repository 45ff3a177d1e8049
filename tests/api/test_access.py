"""Locked by default: who may call what, from where."""

import secrets
import socket
from http.cookies import SimpleCookie

import photos
import pytest
from garden import command

PASSWORD = secrets.token_hex(12)
PROXIED = {"X-Forwarded-For": "203.0.113.9"}
OPEN = ["/", "/healthz", "/html/emotion-garden/emotion-garden.html"]
LOCKED = ["/metrics", "/imgPool/happy/img_1h.jpeg", "/api/v1/explain?item=x", "/api/v1/insights", "/profile/x.jpeg", "/dataset/users/users.csv"]


@pytest.fixture
def locked(new_garden):
    """A garden with the administrator ada."""
    garden = new_garden()
    add_administrator(garden)
    return garden.start()


def add_administrator(garden):
    added = command("admin", "add", "ada", "--password-stdin", "--data", garden.data, stdin=PASSWORD + "\n")
    assert added.returncode == 0, added.stderr


def log_in(garden, password: str = PASSWORD, **headers: str):
    return garden.http.post(
        "/api/v1/session", json={"name": "ada", "password": password}, headers=PROXIED | headers
    )  # fmt: skip


def cookie_of(response) -> tuple[str, str]:
    """Name and value of the session's cookie."""
    (morsel,) = SimpleCookie(response.headers["set-cookie"]).values()
    return morsel.key, morsel.value


def session(garden) -> dict[str, str]:
    name, value = cookie_of(log_in(garden))
    garden.http.cookies.clear()
    return {"Cookie": f"{name}={value}"}


# ---------------------------------------------------------------- loopback and proxies


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0"])
def test_other_listeners_want_an_administrator_first(tmp_path, address):
    done = command("serve", "--listen", address, "--first-garden", "0", "--data", tmp_path / "data")
    assert done.returncode != 0
    assert "emotion-garden admin add" in done.stderr


def test_other_listeners_open_with_an_administrator(new_garden):
    garden = new_garden("--listen", "0.0.0.0:0")
    add_administrator(garden)
    garden.start()
    assert garden.http.get("/metrics").status_code == 401
    assert garden.http.get("/metrics", headers=session(garden)).status_code == 200


@pytest.mark.parametrize("path", LOCKED)
def test_loopback_needs_no_login(garden, path):
    assert garden.http.get(path).status_code in {200, 404}


@pytest.mark.parametrize("path", OPEN)
def test_open_routes_are_open_to_all(locked, path):
    assert locked.http.get(path, headers=PROXIED).status_code == 200


def test_visitors_routes_are_open_to_all(locked):
    http = locked.http
    photo = photos.encoded(photos.astronaut())
    assert http.post("/emotion", content=photo, headers=PROXIED).status_code == 200
    assert http.post("/garden", json={"id": "x", "emotion": "happy"}, headers=PROXIED).status_code == 200
    assert http.post("/gardenfromDB", json={"id": "x", "emotion": "happy"}, headers=PROXIED).status_code == 200
    like = {"id": "x", "itemId": "emotions/happy/a.jpeg", "impression": []}
    assert http.post("/like", json=like, headers=PROXIED).status_code == 200
    view = {"userId": "x", "eventType": "view", "impression": ["emotions/happy/a.jpeg"]}
    assert http.post("/api/v1/events", json=view, headers=PROXIED).status_code == 200
    for path in ("/emotions/happy/absent.jpeg", "/display/zone1/img1h.jpeg", "/img_1.jpeg"):
        assert http.get(path, headers=PROXIED).status_code == 404


@pytest.mark.parametrize("path", LOCKED)
@pytest.mark.parametrize(
    "headers",
    [PROXIED, {"Forwarded": "for=203.0.113.9"}, {"X-Forwarded-Host": "garden.example"}, {"Host": "garden.example"},
     {"Host": "rebound.example:8080"}],
)  # fmt: skip
def test_the_rest_wants_a_login(locked, path, headers):
    response = locked.http.get(path, headers=headers)
    assert response.status_code == 401
    assert "log in" in response.text


def test_a_browser_is_led_to_the_login(locked):
    response = locked.http.get("/metrics", headers=PROXIED | {"Accept": "text/html"})
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login")
    assert locked.http.get("/login", headers=PROXIED).status_code == 200


def test_writing_wants_a_login(locked):
    for method, path in (("POST", "/remove"), ("POST", "/api/v1/faces"), ("PUT", "/emotions/happy/x.jpeg")):
        assert locked.http.request(method, path, headers=PROXIED, content=b"{}").status_code == 401


# ---------------------------------------------------------------- sessions


def test_a_login_makes_a_session(locked):
    response = log_in(locked)
    assert response.status_code == 204
    cookie = response.headers["set-cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="):
        assert attribute in cookie
    name, value = cookie_of(response)
    locked.http.cookies.clear()
    assert locked.http.get("/metrics", headers=PROXIED | {"Cookie": f"other=1; {name}={value}"}).status_code == 200
    assert locked.http.get("/metrics", headers=PROXIED | {"Cookie": f"{name}={value}x"}).status_code == 401


def test_a_wrong_password_makes_none(locked):
    response = log_in(locked, "wrong password")
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    unknown = locked.http.post("/api/v1/session", json={"name": "eve", "password": PASSWORD}, headers=PROXIED)
    assert (unknown.status_code, unknown.text) == (401, response.text)


def test_a_logout_ends_the_session(locked):
    headers = PROXIED | session(locked)
    assert locked.http.delete("/api/v1/session", headers=headers).status_code == 204
    assert locked.http.get("/metrics", headers=headers).status_code == 401


def test_a_session_outlives_a_restart(locked):
    headers = PROXIED | session(locked)
    locked.stop()
    locked.start()
    assert locked.http.get("/metrics", headers=headers).status_code == 200


def test_the_session_is_not_stored_readably(locked):
    _, value = cookie_of(log_in(locked))
    locked.stop()
    for path in (path for path in locked.data.rglob("*") if path.is_file()):
        assert value.encode() not in path.read_bytes()


def test_passwords_cannot_be_guessed_quickly(locked):
    statuses = [log_in(locked, f"guess number {n}").status_code for n in range(14 if locked.nodes == 1 else 24)]
    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_a_bearer_token(new_garden):
    garden = new_garden()
    add_administrator(garden)
    made = command("admin", "token", "add", "script", "--data", garden.data)
    assert made.returncode == 0, made.stderr
    token = made.stdout.split()[-1]
    garden.start()
    get = lambda value: garden.http.get("/metrics", headers=PROXIED | {"Authorization": value}).status_code
    assert get(f"Bearer {token}") == 200
    assert get(f"bearer {token}") == 200
    assert get(f"Bearer {token}x") == 401
    assert get("Bearer") == 401
    assert get("Basic YWRhOmFkYQ==") == 401


# ---------------------------------------------------------------- other sites' pages


def post_garden(garden, **headers: str):
    return garden.http.post("/garden", json={"id": "x", "emotion": "happy"}, headers=headers)


def test_a_foreign_page_may_not_change_anything(garden):
    response = post_garden(garden, Origin="https://evil.example")
    assert response.status_code == 403
    assert "allowed_origins" in response.text
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", ["null", "http://localhost.evil.example", "http://127.0.0.1"])
def test_an_origin_that_is_not_quite_ours(garden, origin):
    assert post_garden(garden, Origin=origin).status_code == 403


def test_our_own_pages_may(garden):
    assert post_garden(garden, Origin=garden.url).status_code == 200


def test_dns_rebinding_does_not_make_a_page_ours(garden):
    assert post_garden(garden, Origin="http://evil.example", Host="evil.example").status_code == 403


def test_allowed_hosts_are_ours(new_garden):
    garden = new_garden("--allowed-hosts", "garden.example").start()
    assert post_garden(garden, Origin="http://garden.example", Host="garden.example").status_code == 200
    assert post_garden(garden, Origin="http://other.example", Host="other.example").status_code == 403


def test_allowed_origins(new_garden):
    garden = new_garden("--allowed-origins", "https://museum.example").start()
    response = post_garden(garden, Origin="https://museum.example")
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://museum.example"
    assert "Origin" in response.headers["vary"]
    preflight = garden.http.options(
        "/emotion", headers={"Origin": "https://museum.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "x-user-id" in preflight.headers["access-control-allow-headers"].lower()
    assert post_garden(garden, Origin="https://other.example").status_code == 403


# ---------------------------------------------------------------- rate limits: of one server, to the request


def likes(garden, count: int, **headers: str) -> list[int]:
    like = {"id": "x", "itemId": "emotions/happy/a.jpeg", "impression": []}
    return [garden.http.post("/like", json=like, headers=headers).status_code for _ in range(count)]


def test_rate_limits_are_off_on_loopback(new_garden):
    garden = new_garden("--like-per-minute", "3", "--emotion-per-minute", "3").start()
    assert set(likes(garden, 10)) == {200}


def test_rate_limits_elsewhere(new_garden):
    garden = new_garden("--like-per-minute", "3", "--emotion-per-minute", "2", nodes=1).start()
    assert likes(garden, 5, **PROXIED) == [200, 200, 200, 429, 429]
    answers = [garden.http.post("/emotion", content=photos.meadow(), headers=PROXIED) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[-1].text


def test_addresses_behind_a_trusted_proxy_are_told_apart(new_garden):
    garden = new_garden("--like-per-minute", "2", "--trusted-proxies", "127.0.0.1", nodes=1).start()
    assert likes(garden, 3, **{"X-Forwarded-For": "203.0.113.1"}) == [200, 200, 429]
    assert likes(garden, 1, **{"X-Forwarded-For": "203.0.113.2"}) == [200]
    # What a client put before the proxy's own entry does not make it another.
    assert likes(garden, 1, **{"X-Forwarded-For": "198.51.100.7, 203.0.113.1"}) == [429]


def test_addresses_of_an_unknown_proxy_are_not_believed(new_garden):
    garden = new_garden("--like-per-minute", "2", nodes=1).start()
    assert [likes(garden, 1, **{"X-Forwarded-For": f"203.0.113.{n}"})[0] for n in range(3)] == [200, 200, 429]


def test_a_refused_request_does_not_wait_for_its_body(locked):
    with socket.create_connection(("127.0.0.1", locked.port), timeout=5) as connection:
        connection.sendall(
            b"POST /api/v1/faces HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\nContent-Length: 9000000\r\n\r\n"
        )
        assert connection.makefile("rb").readline().split()[1] == b"401"
