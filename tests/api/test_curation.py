"""The protocol's curation: the pool, removing, the index. What it removes can be restored: test_trash.py."""

import json

import pytest
from studio import Studio

KEYS = [f"emotions/happy/cat/img_20230320-121242_{number}h.jpeg" for number in range(3)]
POOL = [key.replace("emotions/", "imgPool/") for key in KEYS]


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    server = Studio(tmp_path_factory.mktemp("curation") / "data").start()
    yield server
    server.close()


def test_retrieve_lists_the_pool_and_not_the_garden(studio):
    studio.grow(*POOL[:2], KEYS[2], POOL[2].replace("h.jpeg", "v.jpeg"))
    answer = studio.post("/retrieve", id="tester", emotion="happy/cat").json()
    assert answer["landscape"] == [{"url": f"{studio.url}/{key}", "emotion": "happy/cat"} for key in POOL[:2]]
    assert len(answer["portrait"]) == 1
    assert studio.listed("/retrieve", "sad") == []
    assert studio.http.post("/retrieve", json={"emotion": "bored"}).status_code == 400


@pytest.mark.parametrize("path", ["/remove", "/removePool"])
@pytest.mark.parametrize("as_text", [False, True])
def test_remove_takes_a_list_or_the_list_as_a_text(studio, path, as_text):
    keys = POOL if path == "/removePool" else KEYS
    studio.grow(*keys)
    named = [keys[0], f"{studio.url}/{keys[1]}"]
    for _ in range(2):  # idempotent
        answer = studio.post(path, objName=json.dumps(named) if as_text else named)
        assert answer.text == "Success"
        place = "/retrieve" if path == "/removePool" else "/gardenfromDB"
        assert studio.listed(place, "happy/cat")[0] == keys[2]
    assert [studio.http.get(f"/{key}").status_code for key in keys] == [404, 404, 200]
    if path == "/remove":
        assert studio.listed("/garden", "happy/cat") == [keys[2]]


def test_remove_knows_every_form_of_a_key(studio):
    key = "emotions/calm/고양이, 봄/a b%20c_1h.jpeg"
    for form in [key, "emotions/calm/%EA%B3%A0%EC%96%91%EC%9D%B4,%20%EB%B4%84/a%20b%2520c_1h.jpeg", None]:
        studio.grow(key)
        url = studio.post("/gardenfromDB", emotion="calm/고양이, 봄").json()["landscape"][0]["url"]
        studio.post("/remove", objName=[form or url])
        assert studio.bucket.absent(key)


def test_a_thousand_keys_in_one_call(studio):
    keys = [f"imgPool/sad/img_{number}h.jpeg" for number in range(20)]
    studio.grow(*keys)
    others = [f"imgPool/sad/none_{number}h.jpeg" for number in range(980)]
    studio.post("/removePool", objName=others + keys)
    assert studio.listed("/retrieve", "sad") == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"objName": ["imgPool/sad/img_20230320-121242_1h.jpeg"] * 100_000}, "at most 2000 entries; it has 100000"),
        ({"objName": json.dumps(["k"] * 100_000)}, "at most 2000 entries; it has 100000"),
        ({"objName": "imgPool/sad/a.jpeg"}, '"objName" must be a list of texts'),
        ({"objName": [1, 2]}, '"objName" must be a text'),
        ({"objName": {"a": 1}}, '"objName" must be a list of texts'),
        ({"objName": ["k" * 5000]}, "at most 4096 octets"),
        ({}, '"objName" is missing'),
        (["objName"], "must be a JSON object"),
    ],
)
@pytest.mark.parametrize("path", ["/remove", "/removePool"])
def test_a_bad_list_is_refused_with_a_sentence(studio, path, body, words):
    answer = studio.http.post(path, json=body)
    assert answer.status_code == 400
    assert words in answer.text


def test_clear_index_takes_a_picture_off_until_it_is_put_again(studio):
    key = "emotions/angry/img_20230320-121242_1h.jpeg"
    studio.grow(key)
    for _ in range(2):
        assert studio.post("/clearIndex", objName=key).text == "Success"
        assert studio.listed("/gardenfromDB", "angry") == studio.listed("/garden", "angry") == []
        assert studio.http.get(f"/{key}").status_code == 200
    studio.grow(key)
    assert studio.listed("/gardenfromDB", "angry") == studio.listed("/garden", "angry") == [key]
    assert studio.http.post("/clearIndex", json={"objName": [key]}).status_code == 400


@pytest.mark.parametrize("path", ["/retrieve", "/remove", "/removePool", "/clearIndex"])
def test_curation_is_for_administrators(studio, path):
    answer = studio.http.post(path, json={}, headers={"X-Forwarded-For": "10.0.0.1"})
    assert answer.status_code == 401
