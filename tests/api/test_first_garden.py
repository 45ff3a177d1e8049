"""The first start grows a garden while the server already answers; only into an empty bucket, and only once."""

import io
import time

from PIL import Image

EMOTIONS = ["happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad"]


def first_garden(garden) -> dict:
    return garden.http.get("/healthz").json()["firstGarden"]


def all_pictures(garden) -> list[str]:
    return [key for emotion in EMOTIONS for key in garden.pictures(emotion)]


def test_a_garden_grows_while_the_server_answers(new_garden):
    garden = new_garden("--first-garden", "1", nodes=1).start()  # of several, some know of it half a second later
    health = garden.http.get("/healthz").json()
    assert health["status"] == "ok"
    assert set(health["firstGarden"]) == {"state", "painted", "total"}
    assert health["firstGarden"]["state"] == "growing"
    assert health["firstGarden"]["total"] == 16
    painted = []
    while (now := first_garden(garden))["state"] != "grown":
        painted.append(now["painted"])
        time.sleep(0.02)
    assert painted == sorted(painted)
    assert len(set(painted)) > 2  # seen growing, not only before and after
    assert now == {"state": "grown", "painted": 16, "total": 16}
    assert len(all_pictures(garden)) == 16
    assert "first garden" in garden.log().lower()


def test_none_is_none(new_garden):
    garden = new_garden("--first-garden", "0").start()
    assert first_garden(garden) == {"state": "none", "painted": 0, "total": 0}
    assert all_pictures(garden) == []
    assert garden.http.get("/healthz").status_code == 200


def test_a_garden_is_planted_when_an_operator_asks_for_it(new_garden):
    garden = new_garden("--first-garden", "0").start()
    planted = garden.http.post("/api/v1/first-garden", json={"each": 1})
    assert planted.status_code == 202
    assert planted.json()["firstGarden"]["total"] == 16
    refused = garden.http.post("/api/v1/first-garden", json={"each": 1})
    assert (refused.status_code, "growing already" in refused.json()["error"]) == (409, True)
    garden.stop()
    garden.start()
    assert garden.wait_until_grown()["painted"] == 16
    assert len(all_pictures(garden)) == 16
    assert garden.http.post("/api/v1/first-garden", json={"each": 101}).status_code == 400


def test_an_interrupted_garden_goes_on_where_it_stopped(new_garden):
    garden = new_garden("--first-garden", "1").start()
    while first_garden(garden)["painted"] < 3:
        time.sleep(0.01)
    garden.stop()
    garden.start()
    assert first_garden(garden)["painted"] >= 3
    garden.wait_until_grown()
    assert len(all_pictures(garden)) == 16


def test_a_grown_garden_does_not_grow_again(grown):
    grown.start()
    before = all_pictures(grown)
    assert len(before) == 32
    assert first_garden(grown) == {"state": "grown", "painted": 32, "total": 32}
    grown.stop()
    grown.options = ("--first-garden", "12")
    grown.start()
    assert first_garden(grown)["state"] == "grown"
    time.sleep(1)
    assert all_pictures(grown) == before


def test_an_emptied_garden_stays_empty(grown):
    grown.change("DELETE FROM pictures", "DELETE FROM objects")
    grown.start()
    time.sleep(1)
    assert first_garden(grown)["state"] != "growing"
    assert all_pictures(grown) == []


def average_colour(octets: bytes) -> tuple[int, ...]:
    return Image.open(io.BytesIO(octets)).convert("RGB").resize((1, 1)).getpixel((0, 0))


def test_the_emotions_differ_in_colour(garden):
    colours = {}
    for emotion in EMOTIONS:
        colours[emotion] = average_colour(garden.http.get("/" + garden.pictures(emotion)[0]).content)
    for one in EMOTIONS:
        for other in EMOTIONS[EMOTIONS.index(one) + 1 :]:
            distance = max(abs(a - b) for a, b in zip(colours[one], colours[other], strict=True))
            assert distance > 8, f"{one} {colours[one]} and {other} {colours[other]} look alike"


def test_no_two_pictures_are_the_same(garden):
    tags = [garden.http.head("/" + key).headers["etag"] for key in all_pictures(garden)]
    assert len(set(tags)) == len(tags) == 32


def test_a_picture_says_that_it_was_made(garden):
    exif = Image.open(io.BytesIO(garden.http.get("/" + garden.pictures("calm")[0]).content)).getexif()
    assert exif[0x0131].startswith("Emotion Garden")  # Software
