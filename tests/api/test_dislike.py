"""What operators dislike: marks in pool and garden that all of them see, until the picture is published or gone."""

import pytest
from studio import JPEG, Studio

POOL = [f"imgPool/sad/cat/img_{number}h.jpeg" for number in range(4)]


@pytest.fixture
def studio(tmp_path):
    server = Studio(tmp_path / "data").start()
    server.grow(*POOL)
    yield server
    server.close()


def page(studio: Studio, **query) -> dict:
    response = studio.http.get("/api/v1/pictures", params={"place": "pool", **query})
    assert response.status_code == 200, response.text
    return response.json()


def disliked(studio: Studio, place: str = "pool") -> list[str]:
    return sorted(picture["key"] for picture in page(studio, place=place)["pictures"] if picture["disliked"])


def states(response) -> list[str]:
    return [result["state"] for result in response.json()["results"]]


def dislike(studio: Studio, *keys: str) -> list[str]:
    return states(studio.post("/api/v1/pictures/dislike", keys=list(keys)))


def test_a_mark_is_set_filtered_and_taken_away(studio):
    assert disliked(studio) == []
    assert dislike(studio, POOL[1], f"{studio.url}/{POOL[2]}", "imgPool/sad/none.jpeg") == ["done", "done", "missing"]
    assert dislike(studio, POOL[1]) == ["unchanged"]
    assert disliked(studio) == POOL[1:3]
    only, others = page(studio, disliked="true", emotion="sad"), page(studio, disliked="false")
    assert sorted(picture["key"] for picture in only["pictures"]) == POOL[1:3]
    assert sorted(picture["key"] for picture in others["pictures"]) == [POOL[0], POOL[3]]
    first = page(studio, disliked="true", limit=1)
    assert (first["total"], len(first["pictures"])) == (2, 1)
    assert len(page(studio, disliked="true", limit=1, cursor=first["next"])["pictures"]) == 1
    assert states(studio.post("/api/v1/pictures/undislike", keys=POOL)) == ["unchanged", "done", "done", "unchanged"]
    assert disliked(studio) == []


def test_marks_outlive_a_kill(studio):
    dislike(studio, POOL[0])
    studio.kill()
    studio.start()
    assert disliked(studio) == [POOL[0]]


def test_who_publishes_a_disliked_picture_likes_it(studio):
    dislike(studio, *POOL)
    assert states(studio.post("/api/v1/pictures/publish", keys=POOL[:1])) == ["done"]
    assert (disliked(studio), disliked(studio, "garden")) == (POOL[1:], [])
    published = POOL[0].replace("imgPool/", "emotions/")
    assert dislike(studio, published) == ["done"]
    assert disliked(studio, "garden") == [published]
    assert studio.post("/api/v1/pictures/publish", keys=POOL[:1]).status_code == 200
    assert disliked(studio, "garden") == []


def test_a_mark_goes_with_the_octets_that_it_is_of(studio):
    dislike(studio, *POOL)
    studio.grow(POOL[0])
    studio.bucket.put(POOL[1], JPEG + b"painted anew", ContentType="image/jpeg")
    assert disliked(studio) == [POOL[0], *POOL[2:]], "put again with the same octets it is the same picture"
    assert studio.post("/api/v1/pictures/remove", keys=POOL[2:3]).json()["done"] == 1
    assert [picture["disliked"] for picture in page(studio, place="trash")["pictures"]] == [False]
    assert page(studio, place="trash", disliked="true")["total"] == 0
    assert studio.post("/api/v1/pictures/restore", keys=POOL[2:3]).json()["done"] == 1
    studio.bucket.delete(POOL[3])
    studio.grow(POOL[3])
    assert disliked(studio) == [POOL[0]]


def test_what_is_no_picture_has_no_mark_and_the_call_says_so(studio):
    studio.bucket.put("html/page.html", b"<p>")
    response = studio.post("/api/v1/pictures/dislike", keys=["html/page.html"]).json()
    assert response["results"][0]["state"] == "refused"
    assert "can be disliked" in response["results"][0]["problem"]
    assert studio.http.post("/api/v1/pictures/dislike", json={}).status_code == 400
    refused = studio.http.get("/api/v1/pictures", params={"place": "pool", "disliked": "yes"})
    assert (refused.status_code, "true or false" in refused.json()["error"]) == (400, True)


def test_strangers_mark_nothing(studio):
    outside = {"X-Forwarded-For": "203.0.113.7"}
    for verb in ("dislike", "undislike"):
        response = studio.http.post(f"/api/v1/pictures/{verb}", json={"keys": POOL}, headers=outside)
        assert response.status_code == 401
    assert disliked(studio) == []


def test_nothing_else_is_touched(studio):
    """Neither the protocol's lists nor when a picture was added."""
    before = (studio.listed("/retrieve", "sad/cat"), [one["added"] for one in page(studio)["pictures"]])
    dislike(studio, *POOL)
    assert (studio.listed("/retrieve", "sad/cat"), [one["added"] for one in page(studio)["pictures"]]) == before
