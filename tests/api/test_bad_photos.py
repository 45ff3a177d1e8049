"""POST /emotion with what is no photograph: each has its status and a sentence of its own, and the server goes on."""

import socket

import photos
from PIL import Image
import pytest

BAD = {
    "empty body": (lambda: b"", 400, "empty"),
    "text": (lambda: b"hello, is this a photo?", 415, "neither a JPEG nor a PNG"),
    "one NUL octet": (lambda: b"\0", 415, "neither a JPEG nor a PNG"),
    "noise": (lambda: photos.random_octets(10_000), 415, "neither a JPEG nor a PNG"),
    "a GIF": (lambda: photos.encoded(photos.astronaut(), "GIF"), 415, "neither a JPEG nor a PNG"),
    "an SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 415, "neither a JPEG nor a PNG"),
    "truncated JPEG": (lambda: photos.truncated(photos.astronaut()), 400, "damaged"),
    "JPEG of only a magic number": (lambda: b"\xff\xd8\xff", 400, "damaged"),
    "PNG of only a magic number": (lambda: b"\x89PNG\r\n\x1a\n", 400, "damaged"),
    "8000x8000 PNG": (lambda: photos.huge(8000), 413, "8000"),
    "60000x60000 PNG": (lambda: photos.huge(60_000), 413, "60000"),
    "nobody": (photos.meadow, 404, "No Face"),
    "a line of 5200x3 pixels": (lambda: photos.encoded(Image.new("RGB", (5200, 3))), 404, "No Face"),
    "a line of 1x9000 pixels": (lambda: photos.encoded(Image.new("RGB", (1, 9000))), 404, "No Face"),
    "one pixel": (lambda: photos.encoded(Image.new("RGB", (1, 1))), 404, "No Face"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_photo(garden, name):
    make, status, word = BAD[name]
    response = garden.http.post("/emotion", content=make())
    assert response.status_code == status, response.text
    assert word in response.text
    assert response.headers["content-type"].startswith("text/plain")
    assert garden.http.get("/healthz").status_code == 200


def test_different_mistakes_have_different_sentences(garden):
    names = ["empty body", "text", "truncated JPEG", "8000x8000 PNG", "nobody"]
    assert len({garden.http.post("/emotion", content=BAD[name][0]()).text for name in names}) == len(names)


def test_a_photo_cut_in_the_middle_is_read_as_far_as_it_goes_or_refused(garden):
    photo = photos.encoded(photos.astronaut())
    response = garden.http.post("/emotion", content=photo[: len(photo) // 2])
    assert response.status_code in {200, 400, 404}, response.text


def read_status(connection: socket.socket) -> int:
    return int(connection.makefile("rb").readline().split()[1])


def test_200_megabytes_are_refused_without_being_read(garden):
    with socket.create_connection(("127.0.0.1", garden.port), timeout=10) as connection:
        connection.sendall(b"POST /emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n" + b"x" * 1000)
        assert read_status(connection) == 413


def test_200_megabytes_in_chunks_are_refused_and_not_kept(garden):
    before = garden.most_memory()
    with socket.create_connection(("127.0.0.1", garden.port), timeout=30) as connection:
        connection.sendall(b"POST /emotion HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(200):
            connection.sendall(b"100000\r\n" + b"\xff" * 0x100000 + b"\r\n")
        assert read_status(connection) == 413
    assert garden.most_memory() - before < 100_000
    assert garden.http.get("/healthz").status_code == 200


def test_the_limit_of_a_photo_is_a_setting(new_garden):
    garden = new_garden("--max-photo-mb", "1").start()
    response = garden.http.post("/emotion", content=photos.encoded(photos.astronaut()) + b"\0" * 1_100_000)
    assert response.status_code == 413
