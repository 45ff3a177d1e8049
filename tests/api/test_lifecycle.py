"""Starting, stopping, TLS, and two servers on one folder."""

import socket
import ssl
import subprocess
import threading
import time

import httpx
import photos
import pytest
from garden import command


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=garden", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem",
         "-out", folder / "certificate.pem"], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "certificate.pem", folder / "key.pem"


def test_tls(new_garden, certificate):
    chain, key = certificate
    context = ssl.create_default_context(cafile=chain)
    garden = new_garden("--certificate", str(chain), "--key", str(key), verify=context).start()
    assert garden.url.startswith("https://")
    assert garden.http.post("/emotion", content=photos.encoded(photos.astronaut())).status_code == 200
    with socket.create_connection(("127.0.0.1", garden.port), timeout=5) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            assert secure.version() in {"TLSv1.2", "TLSv1.3"}
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{garden.port}/healthz", trust_env=False)
    assert garden.http.get("/healthz").status_code == 200


def test_tls_sessions_are_for_tls_only(new_garden, certificate):
    chain, key = certificate
    garden = new_garden("--certificate", str(chain), "--key", str(key), verify=ssl.create_default_context(cafile=chain))
    command("admin", "add", "ada", "--password-stdin", "--data", garden.data, stdin="correct horse\n")
    garden.start()
    response = garden.http.post("/api/v1/session", json={"name": "ada", "password": "correct horse"})
    assert response.status_code == 204
    assert "Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize("wrong", ["certificate", "key"])
def test_a_certificate_that_cannot_be_used(tmp_path, certificate, wrong):
    files = {"certificate": certificate[0], "key": certificate[1]}
    files[wrong] = tmp_path / "wrong.pem"
    files[wrong].write_text("not PEM\n")
    done = command("serve", "--listen", "127.0.0.1:0", "--first-garden", "0", "--data", tmp_path / "data",
                   "--certificate", files["certificate"], "--key", files["key"])  # fmt: skip
    assert done.returncode != 0
    assert "wrong.pem" in done.stderr


def test_a_certificate_without_its_key(tmp_path, certificate):
    done = command("serve", "--data", tmp_path / "data", "--certificate", certificate[0])
    assert done.returncode != 0
    assert "key" in done.stderr


def test_a_second_server_on_the_same_folder_is_refused(new_garden):
    garden = new_garden().start()
    done = command("serve", "--listen", "127.0.0.1:0", "--first-garden", "0", "--data", garden.data)
    assert done.returncode != 0
    assert str(garden.data) in done.stderr
    assert garden.http.get("/healthz").status_code == 200


def test_a_port_that_is_taken(new_garden, tmp_path):
    garden = new_garden().start()
    done = command("serve", "--listen", f"127.0.0.1:{garden.port}", "--first-garden", "0", "--data", tmp_path / "other")
    assert done.returncode != 0
    assert str(garden.port) in done.stderr


def test_sigterm_drains(new_garden):
    garden = new_garden().start()
    photo = photos.encoded(photos.astronaut())
    # Half of a request is there when the signal comes; the other half follows, and is answered.
    with socket.create_connection(("127.0.0.1", garden.port), timeout=15) as connection:
        head = f"POST /emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(photo)}\r\n\r\n".encode()
        connection.sendall(head + photo[: len(photo) // 2])
        time.sleep(0.3)
        stopping = threading.Thread(target=garden.stop)
        stopping.start()
        time.sleep(0.3)
        connection.sendall(photo[len(photo) // 2 :])
        answer = connection.makefile("rb").read()
        stopping.join()
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()
    assert garden.process.returncode == 0


def test_sigterm_does_not_wait_for_idle_connections(new_garden):
    garden = new_garden().start()
    idle = [socket.create_connection(("127.0.0.1", garden.port)) for _ in range(5)]
    garden.http.get("/healthz")
    begin = time.monotonic()
    garden.stop()
    assert time.monotonic() - begin < 5
    for connection in idle:
        connection.close()


def test_sigterm_while_the_garden_grows(new_garden):
    garden = new_garden("--first-garden", "12").start()
    begin = time.monotonic()
    garden.stop()
    assert time.monotonic() - begin < 5


def test_a_start_is_quick(new_garden):
    garden = new_garden().start()  # the first may compile models
    garden.stop()
    begin = time.monotonic()
    garden.start()
    assert time.monotonic() - begin < 5


def test_slow_clients_do_not_stop_others(garden):
    slow = [socket.create_connection(("127.0.0.1", garden.port)) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"POST /emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
    assert garden.http.get("/healthz", timeout=2).status_code == 200
    for connection in slow:
        connection.close()


def test_a_full_queue_is_503_with_retry_after(new_garden):
    garden = new_garden("--workers", "1", "--queue", "1").start()
    photo = photos.encoded(photos.astronaut().resize((2048, 2048)))
    answers = []

    def ask():
        answers.append(httpx.post(garden.url + "/emotion", content=photo, timeout=60, trust_env=False))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200, 503}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.text
