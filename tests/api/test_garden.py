"""POST /garden, /gardenfromDB, /like and /api/v1/events: the visitor's pictures, and what is learnt from them."""

import http.client
import json
import time
import uuid
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from conftest import FIRST_GARDEN
from garden import key_of

EMOTIONS = ["happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad"]
ABSENT = "emotions/happy/no-such-picture_1h.jpeg"


def ask(garden, path: str, **request: object):
    return garden.http.post(path, json={"id": "tester", "generation": "adult", "gender": "Female"} | request)


def like(garden, item: str, visitor: str, impression: list[str]):
    return garden.http.post("/like", json={"id": visitor, "itemId": item, "impression": impression})


def interactions(garden, visitor: str) -> list[tuple]:
    """The visitor's rows of the log, as the interactions dataset has them: the impression joined with `|`."""
    rows = garden.rows(
        f"SELECT item_id, event_type, impression FROM interactions WHERE visitor_id = ? ORDER BY {garden.store.log_order}", visitor
    )
    return [(item, event, "|".join(json.loads(impression))) for item, event, impression in rows]


def erase(garden, path: str) -> int:
    """DELETE of the path as it stands here: other clients take `..` out of it. The status."""
    connection = http.client.HTTPConnection("127.0.0.1", garden.port)
    connection.request("DELETE", path)
    status = connection.getresponse().status
    connection.close()
    return status


def someone() -> str:
    return str(uuid.uuid4())


@pytest.mark.parametrize("path", ["/garden", "/gardenfromDB"])
@pytest.mark.parametrize("emotion", EMOTIONS)
def test_every_emotion_has_pictures(garden, path, emotion):
    response = ask(garden, path, emotion=emotion)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert list(answer) == ["landscape", "portrait"]
    for orientation, letter in (("landscape", "h"), ("portrait", "v")):
        assert len(answer[orientation]) == FIRST_GARDEN
        for entry in answer[orientation]:
            assert entry["emotion"] == emotion
            assert entry["url"].startswith(f"{garden.url}/emotions/{emotion}/")
            assert entry["url"].endswith(f"{letter}.jpeg")


@pytest.mark.parametrize("path", ["/garden", "/gardenfromDB"])
@pytest.mark.parametrize("emotion", ["happy/unicorn", "happy/spring,cloudy,the-early-dawn", "sad/고양이", "happy/cat/black"])
def test_a_favorite_without_images_is_two_empty_lists(garden, path, emotion):
    response = ask(garden, path, emotion=emotion)
    assert (response.status_code, response.json()) == (200, {"landscape": [], "portrait": []})


def test_the_urls_open(garden):
    entry = ask(garden, "/garden", emotion="calm").json()["portrait"][0]
    response = garden.http.get(entry["url"])
    assert response.status_code == 200
    assert response.content[:3] == b"\xff\xd8\xff"


def test_the_host_of_the_urls_is_that_of_the_request(garden):
    response = garden.http.post(
        "/garden", json={"id": "x", "emotion": "calm"}, headers={"Host": f"localhost:{garden.port}"}
    )
    assert response.json()["landscape"][0]["url"].startswith(f"http://localhost:{garden.port}/emotions/calm/")


def test_the_public_url_wins_over_the_host(grown):
    grown.options += ("--public-url", "https://garden.example")
    grown.start()
    assert ask(grown, "/garden", emotion="sad").json()["landscape"][0]["url"].startswith("https://garden.example/emo")


def test_the_database_answers_oldest_first(garden):
    keys = garden.pictures("fear")
    rows = garden.rows("SELECT key FROM pictures WHERE search_key = 'fear' ORDER BY orientation, added_at, key")
    assert keys == [key for (key,) in rows]


def test_the_limit_is_each_orientations_own(garden):
    answer = ask(garden, "/garden", emotion="angry", limit=1).json()
    assert (len(answer["landscape"]), len(answer["portrait"])) == (1, 1)


def at_one(garden) -> SimpleNamespace:
    """The garden as somebody sees it who stays with one of its servers."""
    return SimpleNamespace(http=garden.browser())


def landscape(garden, visitor: str, emotion: str, **more: object) -> list[str]:
    return [key_of(entry["url"]) for entry in ask(garden, "/garden", id=visitor, emotion=emotion, **more).json()["landscape"]]


def report(garden, visitor: str, event: str, impression: list[str], **more: object) -> None:
    body = {"userId": visitor, "eventType": event, "impression": impression} | more
    assert garden.http.post("/api/v1/events", json=body).json() == {"recorded": True}


def explain(garden, visitor: str, item: str) -> dict:
    response = garden.http.get("/api/v1/explain", params={"id": visitor, "item": item})
    assert response.status_code == 200, response.text
    return response.json()


def test_what_a_visitor_has_seen_moves_back_for_them(garden):
    visitor = someone()
    first = landscape(garden, visitor, "confused")
    assert len(first) == 2
    for _ in range(4):
        report(garden, visitor, "view", [first[0]])
    assert landscape(garden, visitor, "confused") == first[::-1]


def test_a_choice_is_explained_in_words_and_numbers(garden):
    visitor = someone()
    liked, other = landscape(garden, visitor, "surprised")
    before = explain(garden, visitor, liked)
    assert before["words"].startswith(f"Place {int(before['numbers']['place'])} of 2: the chance of a like is ")
    like(garden, liked, visitor, [liked, other])
    after = explain(garden, visitor, liked)["numbers"]
    assert after["visitor"] > before["numbers"]["visitor"]
    assert after["picture"] > before["numbers"]["picture"]
    assert (after["seen"], after["showings"]) == (1, before["numbers"]["showings"] + 1)
    assert explain(garden, someone(), liked)["numbers"]["seen"] == 0
    assert garden.http.get("/api/v1/explain", params={"item": ABSENT}).status_code == 404


def test_the_looks_of_pictures_are_measured_after_they_were_put(garden):
    pictures = garden.rows("SELECT COUNT(*) FROM pictures WHERE place = 'emotions'")
    for _ in range(200):
        looks = garden.rows("SELECT COUNT(*), MIN(LENGTH(look)) FROM looks JOIN pictures USING (key)")
        if looks[0][0] == pictures[0][0]:
            break
        time.sleep(0.1)
    assert looks[0][0] == pictures[0][0]
    assert looks[0][1] > 31 * 2, "thirty-one numbers"


@pytest.mark.parametrize("end", ["stopped", "killed", "without its snapshot"])
def test_what_was_learned_is_the_same_after_a_restart(grown, end):
    grown.start()
    visitors = [someone() for _ in range(6)]

    def come():
        for visitor in visitors:
            asked = at_one(grown)
            slate = landscape(asked, visitor, "sad", generation="child")
            report(asked, visitor, "like", slate, itemId=slate[0])
            report(asked, visitor, "view", slate[1:])

    def answers():
        slate = grown.pictures("sad")
        asked = at_one(grown)
        return [(landscape(asked, visitor, "sad"), explain(asked, visitor, slate[0])["numbers"]) for visitor in visitors]

    come()
    grown.stop()  # which stores a snapshot
    assert grown.rows("SELECT number, events FROM snapshots") == [(12, 12)]
    grown.start()
    come()
    before = answers()
    if end == "killed":
        grown.kill()
        assert grown.rows("SELECT number FROM snapshots") == [(12,)], "the log after it is to be learned"
    else:
        grown.stop()
    if end == "without its snapshot":
        grown.change("DELETE FROM snapshots")
    grown.start()
    assert answers() == before


def test_what_was_given_and_not_reported_is_a_view_once_something_is_liked(garden):
    visitor = someone()
    answer = ask(garden, "/garden", id=visitor, emotion="angry").json()
    given = [key_of(entry["url"]) for entry in answer["landscape"] + answer["portrait"]][:3]
    assert interactions(garden, visitor) == []
    slate = landscape(garden, visitor, "calm")
    like(garden, slate[0], visitor, slate)
    assert interactions(garden, visitor) == [("", "view", "|".join(given)), (slate[0], "click", "|".join(slate))]


def first_three(garden, visitor: str, emotion: str) -> list[str]:
    answer = ask(garden, "/garden", id=visitor, emotion=emotion).json()
    return [key_of(entry["url"]) for entry in answer["landscape"] + answer["portrait"]][:3]


def test_what_is_given_while_a_slate_is_liked_was_not_seen_yet(garden):
    visitor, one = someone(), at_one(garden)
    slate = first_three(one, visitor, "angry")
    like(one, slate[0], visitor, slate)
    first_three(one, visitor, "calm")  # fetched ahead
    like(one, slate[1], visitor, slate)
    assert interactions(garden, visitor) == [(item, "click", "|".join(slate)) for item in slate[:2]]
    assert explain(one, visitor, slate[2])["numbers"]["seen"] == 1


def test_an_event_that_is_sent_again_tells_nothing_of_what_came_since(garden):
    visitor, one = someone(), at_one(garden)
    slate = first_three(one, visitor, "angry")
    event = {"userId": visitor, "eventType": "like", "itemId": slate[0], "impression": slate, "eventId": "1"}
    assert one.http.post("/api/v1/events", json=event).json() == {"recorded": True}
    first_three(one, visitor, "calm")
    assert one.http.post("/api/v1/events", json=event).json() == {"recorded": False}
    assert interactions(garden, visitor) == [(slate[0], "click", "|".join(slate))]


def test_a_like_without_an_impression_is_of_the_slate_that_was_given(garden):
    visitor, one = someone(), at_one(garden)
    slate = first_three(one, visitor, "angry")
    assert like(one, slate[1], visitor, []).text == "Success"
    assert interactions(garden, visitor) == [(slate[1], "click", "|".join(slate))]


@pytest.mark.parametrize("visitor", ["team/ada", "a//b", "/a", "a/", "..", "a/../b", "a%2Fb?c#d", "에이다 ;+"])
def test_every_id_can_be_erased(garden, visitor):
    like(garden, ABSENT, visitor, [ABSENT])
    assert len(interactions(garden, visitor)) == 1
    assert erase(garden, "/api/v1/visitors/" + quote(visitor, safe="")) == 200
    assert interactions(garden, visitor) == []


def test_nobody_is_erased_without_an_id(garden):
    assert erase(garden, "/api/v1/visitors/") == 400


def test_an_erased_visitor_leaves_nothing(garden):
    visitor = someone()
    slate = landscape(garden, visitor, "fear")
    like(garden, slate[0], visitor, slate)
    report(garden, visitor, "view", slate[:1])
    assert garden.http.delete(f"/api/v1/visitors/{visitor}").json() == {"interactions": 2}
    assert interactions(garden, visitor) == []
    assert garden.rows("SELECT * FROM snapshots") == [], "nor in what was learned, from the next start on"
    assert explain(garden, visitor, slate[0])["numbers"]["seen"] == 0
    assert garden.http.delete(f"/api/v1/visitors/{visitor}").json() == {"interactions": 0}


def test_a_like_is_stored_with_what_was_on_screen(garden):
    visitor, slate = someone(), garden.pictures("happy")[:3]
    response = like(garden, slate[0], visitor, slate)
    assert (response.status_code, response.text) == (200, "Success")
    assert interactions(garden, visitor) == [(slate[0], "click", "|".join(slate))]


def test_two_likes_of_one_slate(garden):
    visitor, slate = someone(), garden.pictures("happy")[:3]
    for item in slate[:2]:
        assert like(garden, item, visitor, slate).text == "Success"
    assert interactions(garden, visitor) == [(item, "click", "|".join(slate)) for item in slate[:2]]


def test_full_urls_are_keys(garden):
    visitor, slate = someone(), garden.pictures("happy")[:3]
    urls = [f"{garden.url}/{key}" for key in slate]
    assert like(garden, urls[1], visitor, urls).text == "Success"
    assert interactions(garden, visitor) == [(slate[1], "click", "|".join(slate))]


def test_percent_encoded_keys_are_the_same_picture(garden):
    visitor, slate = someone(), garden.pictures("happy")[:3]
    assert like(garden, quote(slate[0], safe=""), visitor, [quote(key, safe="") for key in slate]).text == "Success"
    assert like(garden, f"{garden.url}/{quote(slate[0])}?size=2", visitor, slate).text == "Success"
    assert {item for item, *_ in interactions(garden, visitor)} == {slate[0]}


def test_a_like_for_an_unknown_picture_is_stored(garden):
    visitor = someone()
    assert like(garden, ABSENT, visitor, [ABSENT]).text == "Success"
    assert interactions(garden, visitor) == [(ABSENT, "click", ABSENT)]


def test_events_are_recorded_once(garden):
    visitor, slate = someone(), garden.pictures("sad")[:3]
    event = {"userId": visitor, "eventType": "like", "itemId": slate[0], "impression": slate, "eventId": someone()}
    answers = [garden.http.post("/api/v1/events", json=event).json() for _ in range(2)]
    assert answers == [{"recorded": True}, {"recorded": False}]
    assert interactions(garden, visitor) == [(slate[0], "click", "|".join(slate))]


def test_a_dislike_and_a_view(garden):
    visitor, slate = someone(), garden.pictures("sad")[:3]
    for event in (
        {"eventType": "view", "impression": slate},
        {"eventType": "dislike", "itemId": slate[2], "impression": slate},
    ):
        response = garden.http.post("/api/v1/events", json={"userId": visitor} | event)
        assert (response.status_code, response.json()) == (200, {"recorded": True})
    assert interactions(garden, visitor) == [("", "view", "|".join(slate)), (slate[2], "dislike", "|".join(slate))]


BAD_EVENTS = {
    "no user": ({"eventType": "view", "impression": ["a"]}, "userId"),
    "no type": ({"userId": "x", "impression": ["a"]}, "eventType"),
    "another type": ({"userId": "x", "eventType": "purchase"}, "view, like or dislike"),
    "a like of nothing": ({"userId": "x", "eventType": "like"}, "itemId"),
    "a view of nothing": ({"userId": "x", "eventType": "view"}, "impression"),
}


@pytest.mark.parametrize("name", BAD_EVENTS)
def test_bad_event(garden, name):
    event, word = BAD_EVENTS[name]
    response = garden.http.post("/api/v1/events", json=event)
    assert response.status_code == 400
    assert word in response.json()["error"]


BAD_BODIES = {
    "empty": (b"", "empty"),
    "invalid UTF-8": (b'{"id":"\xff\xfe","itemId":"a","emotion":"happy"}', "UTF-8"),
    "invalid JSON": (b'{"id":"x",', "JSON"),
    "a number without bounds": (b'{"id":"x","emotion":1e999}', "too large"),
    "a list": (b"[1,2]", "object"),
    "a number for an id": (b'{"id":7,"itemId":"a","emotion":"happy"}', '"id"'),
    "a NUL in a text": (b'{"id":"x","itemId":"emotions/\\u0000/a","emotion":"happy\\u0000"}', "NUL"),
    "deeply nested": (b'{"id":' + b"[" * 20_000 + b"]" * 20_000 + b',"itemId":"a","emotion":"happy"}', "at most 32 deep"),
}  # fmt: skip


@pytest.mark.parametrize("path", ["/garden", "/gardenfromDB", "/like", "/api/v1/events"])
@pytest.mark.parametrize("name", BAD_BODIES)
def test_bad_body(garden, path, name):
    body, word = BAD_BODIES[name]
    body = body.replace(b'"id"', b'"userId"') if path == "/api/v1/events" else body
    body = body.replace(b'"itemId"', b'"eventType":"like","itemId"') if path == "/api/v1/events" else body
    response = garden.http.post(path, content=body)
    assert response.status_code == 400, response.text
    sentence = response.json()["error"] if path.startswith("/api/v1") else response.text
    assert word.replace('"id"', '"userId"' if path == "/api/v1/events" else '"id"') in sentence
    assert garden.http.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/garden", "/gardenfromDB"])
@pytest.mark.parametrize("emotion", ["bored", "행복", "../happy", "/happy"])
def test_an_unknown_emotion_is_refused_with_those_that_there_are(garden, path, emotion):
    response = ask(garden, path, emotion=emotion)
    assert response.status_code == 400
    assert "happy, surprised, calm, angry, fear, confused, disgusted, sad" in response.text


@pytest.mark.parametrize("path", ["/garden", "/gardenfromDB"])
def test_a_missing_emotion(garden, path):
    response = ask(garden, path)
    assert response.status_code == 400
    assert '"emotion" is missing' in response.text


@pytest.mark.parametrize("limit", [0, -1, 1.5, "7", 10**30])
def test_a_limit_that_is_none(garden, limit):
    response = ask(garden, "/garden", emotion="happy", limit=limit)
    assert response.status_code == 400
    assert '"limit"' in response.text


def test_ten_thousand_impressions_are_refused(garden):
    visitor = someone()
    response = like(garden, ABSENT, visitor, [f"emotions/happy/img_20230320-121242_{n}h.jpeg" for n in range(10_000)])
    assert response.status_code == 400
    assert "impression" in response.text
    assert "10000" in response.text
    assert interactions(garden, visitor) == []


def test_an_impression_names_every_picture(garden):
    visitor = someone()
    slate = landscape(garden, visitor, "calm")
    for impression in (["", *slate[:2]], [""]):
        view = {"userId": visitor, "eventType": "view", "impression": impression}
        response = garden.http.post("/api/v1/events", json=view)
        assert response.status_code == 400
        assert '"impression" has an empty entry' in response.json()["error"]
    assert interactions(garden, visitor) == []


def test_a_like_may_have_places_that_show_no_picture(garden):
    visitor = someone()
    slate = garden.pictures("sad")[:2]
    assert like(garden, slate[0], visitor, ["", *slate]).text == "Success"
    assert interactions(garden, visitor) == [(slate[0], "click", "|".join(slate))]


def test_a_like_without_a_picture(garden):
    response = garden.http.post("/like", json={"id": "x", "impression": []})
    assert response.status_code == 400
    assert "itemId" in response.text
