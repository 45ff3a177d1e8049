"""Pictures made small, for pages that show thousands: /api/v1/thumbnails and that of the trash."""

import io
import json
import threading

import httpx
import pytest
from fake_pictures import png
from garden import command
from PIL import Image
from studio import Studio

KEY = "imgPool/happy/cat/img_1h.jpeg"
SIDE = 480


def jpeg(width: int = 1280, height: int = 800, seed: int = 0) -> bytes:
    return png(width, height, seed, "JPEG")


def noise(seed: int, side: int = 3000) -> bytes:
    """A picture that takes a while to make small, each another."""
    out = io.BytesIO()
    Image.effect_noise((side // 10, side // 10), 40 + seed).resize((side, side)).convert("RGB").save(out, "JPEG", progressive=True)
    return out.getvalue()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    server = Studio(tmp_path_factory.mktemp("thumbnails") / "data").start()
    yield server
    server.close()


def entry(studio: Studio, key: str, place: str = "pool") -> dict:
    pictures = studio.http.get("/api/v1/pictures", params={"place": place, "limit": 500}).json()["pictures"]
    return next(picture for picture in pictures if picture["key"] == key)


def opened(response: httpx.Response) -> Image.Image:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/jpeg"
    return Image.open(io.BytesIO(response.content))


def test_a_listed_picture_names_its_thumbnail_which_may_be_kept(studio):
    studio.bucket.put(KEY, jpeg())
    address = entry(studio, KEY)["thumbnail"]
    response = studio.http.get(address)
    assert opened(response).size == (SIDE, 300)
    assert len(response.content) < len(jpeg())
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = studio.http.get(address, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert studio.http.head(address).headers["content-length"] == str(len(response.content))


def test_a_replaced_picture_has_another_thumbnail_at_another_address(studio):
    key = "emotions/sad/img_2v.jpeg"
    studio.bucket.put(key, jpeg(800, 1280, 1))
    first = entry(studio, key, "garden")["thumbnail"]
    before = opened(studio.http.get(first))
    studio.bucket.put(key, jpeg(800, 1280, 5))
    second = entry(studio, key, "garden")["thumbnail"]
    assert first != second
    after = opened(studio.http.get(second))
    assert abs(before.getpixel((9, 9))[0] - after.getpixel((9, 9))[0]) > 100
    # Whoever still has the old address sees the picture of now, and does not keep it.
    stale = studio.http.get(first)
    assert (stale.content, stale.headers["cache-control"]) == (studio.http.get(second).content, "no-cache")


def test_a_removed_picture_has_its_thumbnail_in_the_trash_alone(studio):
    key = "imgPool/calm/spring,cloudy,the-early-dawn/img_3 수련h.jpeg"
    studio.bucket.put(key, jpeg(seed=3))
    pool = entry(studio, key)["thumbnail"]
    small = studio.http.get(pool).content
    studio.post("/api/v1/pictures/remove", keys=[key])
    assert studio.http.get(pool).status_code == 404
    trash = entry(studio, key, "trash")["thumbnail"]
    assert studio.http.get(trash).content == small
    studio.http.delete("/api/v1/trash")
    assert studio.http.get(trash).status_code == 404


@pytest.mark.parametrize(
    ("key", "octets", "status"),
    [("imgPool/happy/text_h.jpeg", b"just text", 415), ("imgPool/happy/cut_h.jpeg", jpeg()[:2000], 400),
     ("imgPool/happy/never_h.jpeg", None, 404)],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_a_sentence(studio, key, octets, status):
    if octets is not None:
        studio.bucket.put(key, octets)
    response = studio.http.get(f"/api/v1/thumbnails/{key}")
    assert response.status_code == status
    assert len(response.text) > 10


def test_thumbnails_are_for_administrators(tmp_path):
    data = tmp_path / "data"
    assert command("admin", "add", "ada", "--password-stdin", "--data", data, stdin="correct horse battery\n").returncode == 0
    studio = Studio(data, "--listen", "0.0.0.0:0").start()
    try:
        studio.bucket.put("emotions/happy/img_1h.jpeg", jpeg())
        assert studio.http.get("/emotions/happy/img_1h.jpeg").status_code == 200
        assert studio.http.get("/api/v1/thumbnails/emotions/happy/img_1h.jpeg").status_code == 401
    finally:
        studio.close()


def test_a_flood_of_thumbnails_leaves_the_garden_and_likes_alone(studio):
    """Workers are 32 and those for thumbnails 8: were all of them taken, a like would wait for the pictures."""
    pictures = [noise(seed) for seed in range(4)]
    keys = [f"imgPool/angry/img_{number}h.jpeg" for number in range(48)]
    for number, key in enumerate(keys):
        studio.bucket.put(key, pictures[number % 4] + str(number).encode())  # octets behind the picture: another ETag
    statuses = []
    begin = threading.Barrier(len(keys) + 1)

    def ask(key: str) -> None:
        with httpx.Client(base_url=studio.url, timeout=120, trust_env=False) as client:
            begin.wait()
            statuses.append(client.get(f"/api/v1/thumbnails/{key}").status_code)

    askers = [threading.Thread(target=ask, args=[key]) for key in keys]
    for asker in askers:
        asker.start()
    begin.wait()
    answered = 0
    while any(asker.is_alive() for asker in askers):
        body = json.dumps({"id": "ada", "itemId": "emotions/happy/img_1h.jpeg", "impression": []})
        assert studio.http.post("/like", content=body).status_code == 200
        assert studio.http.post("/garden", json={"emotion": "happy"}).status_code == 200
        answered += 1
    assert answered > 0
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 8
    assert statuses.count(503) > 0, "all waited, and nobody was turned away"
    for key in keys[:4]:
        assert studio.http.get(f"/api/v1/thumbnails/{key}").status_code == 200, "it is answered again after that"
