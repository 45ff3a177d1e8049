"""Displays: slots as the protocol fills them, playlists, screens, and events within a second."""

import calendar
import contextlib
import json
import threading
import time

import pytest
from studio import JPEG, Studio

LANDSCAPE = [f"emotions/happy/img_20230320-121242_{number}h.jpeg" for number in range(1, 9)]
PORTRAIT = [key.replace("h.jpeg", "v.jpeg") for key in LANDSCAPE]
THROUGH_PROXY = {"X-Forwarded-For": "10.0.0.1"}


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    server = Studio(tmp_path_factory.mktemp("displays") / "data", env={"TZ": "Asia/Seoul"}).start()
    server.grow(*LANDSCAPE, *PORTRAIT)
    yield server
    server.close()


def octets(key: str) -> bytes:
    return JPEG + key.encode()


def shown(server, slot: str, zone: str = "zone1", **headers):
    """What a display gets that polls as the protocol has it."""
    return server.http.get(f"/display/{zone}/img{slot}.jpeg?{time.time_ns() // 1_000_000}", headers=headers)


def display(server, zone: str) -> dict:
    return server.http.get(f"/api/v1/displays/{zone}").raise_for_status().json()


def put(server, zone: str, **playlist) -> dict:
    answer = server.http.put(f"/api/v1/displays/{zone}", json={"playlist": playlist})
    assert answer.status_code == 200, answer.text
    return answer.json()


@contextlib.contextmanager
def events(server, zone: str, **headers):
    """The data of a zone's events as they come."""
    with server.http.stream("GET", f"/api/v1/displays/{zone}/events", headers=headers, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream"
        yield (json.loads(line[6:]) for line in response.iter_lines() if line.startswith("data: "))


def test_update_display_fills_the_slots(studio):
    answer = studio.post("/updateDisplay", zone="zone1", portrait=PORTRAIT, landscape=LANDSCAPE)
    assert answer.text == "sucess"
    for number in range(1, 9):
        assert shown(studio, f"{number}h").content == octets(LANDSCAPE[number - 1])
        assert shown(studio, f"{number}v").content == octets(PORTRAIT[number - 1])
    assert shown(studio, "9h").status_code == 404
    first = shown(studio, "1h")
    assert first.headers["cache-control"] == "no-cache"
    assert shown(studio, "1h", **{"If-None-Match": first.headers["etag"]}).status_code == 304
    # Missing entries leave their slots, in every way that one can be missing; URLs are keys too.
    landscape = [f"{studio.url}/{LANDSCAPE[1]}", None, ""]
    studio.post("/updateDisplay", zone="zone1", landscape=landscape)
    seen = shown(studio, "1h", **{"If-None-Match": first.headers["etag"]})
    assert (seen.status_code, seen.content) == (200, octets(LANDSCAPE[1]))
    assert shown(studio, "2h").content == octets(LANDSCAPE[1])
    assert shown(studio, "3h").content == octets(LANDSCAPE[2])
    assert shown(studio, "1v").content == octets(PORTRAIT[0])
    slots = {slot["slot"]: slot for slot in display(studio, "zone1")["slots"]}
    assert set(slots) == {f"{number}{letter}" for number in range(1, 9) for letter in "hv"}
    assert slots["1h"]["source"] == LANDSCAPE[1]
    assert f'"{slots["1h"]["etag"]}"' == seen.headers["etag"]
    assert slots["1h"]["url"] == f"{studio.url}/display/zone1/img1h.jpeg"


def test_a_picture_that_is_not_there_changes_no_slot(studio):
    studio.post("/updateDisplay", zone="zone2", landscape=LANDSCAPE[:2])
    answer = studio.http.post(
        "/updateDisplay", json={"zone": "zone2", "landscape": [LANDSCAPE[3], "emotions/happy/none.jpeg"]}
    )
    assert answer.status_code == 404
    assert "emotions/happy/none.jpeg" in answer.text
    assert shown(studio, "1h", "zone2").content == octets(LANDSCAPE[0])


def test_a_removed_picture_stays_on_its_display_until_replaced(studio):
    key, other = "emotions/sad/img_20230320-121242_1h.jpeg", "emotions/sad/img_20230320-121242_2h.jpeg"
    studio.grow(key, other)
    studio.post("/updateDisplay", zone="stays", landscape=[key])
    playlist = put(studio, "stays", pictures=[key, {"key": other, "seconds": 3}])["playlist"]
    studio.post("/remove", objName=[key, other])
    studio.http.delete("/api/v1/trash")
    assert shown(studio, "1h", "stays").content == octets(key)
    assert [studio.http.get(picture["url"]).content for picture in playlist["pictures"]] == [octets(key), octets(other)]
    # An operator may still change the order, and take one out.
    changed = put(studio, "stays", **playlist | {"pictures": playlist["pictures"][::-1]})["playlist"]
    assert [picture["key"] for picture in changed["pictures"]] == [other, key]
    put(studio, "stays", pictures=[other])
    assert studio.http.get(playlist["pictures"][0]["url"]).status_code == 404
    assert studio.http.get(playlist["pictures"][1]["url"]).content == octets(other)
    answer = studio.http.put("/api/v1/displays/stays", json={"playlist": {"pictures": [key]}})
    assert answer.status_code == 404
    assert key in answer.json()["error"]


@pytest.mark.parametrize("zone", ["../x", "", "Zone1", "a" * 33, "a/b", "zone 1", "존", 7, None])
def test_a_zone_has_a_plain_name(studio, zone):
    answer = studio.http.post("/updateDisplay", json={"zone": zone, "landscape": LANDSCAPE[:1]})
    assert answer.status_code == 400
    assert "zone" in answer.text
    if zone and isinstance(zone, str):
        path = "/api/v1/displays/" + "".join(f"%{octet:02x}" for octet in zone.encode())
        assert studio.http.get(path).status_code in (400, 404)
        assert studio.http.put(path, json={"playlist": {"pictures": []}}).status_code in (400, 404, 405)


def test_bad_slots_are_refused_with_a_sentence(studio):
    for landscape, words in [
        (LANDSCAPE + LANDSCAPE[:1], "at most 8 entries; it has 9"),
        ("emotions/happy/a.jpeg", "must be a list of texts"),
        ([1], "must be a text"),
    ]:
        answer = studio.http.post("/updateDisplay", json={"zone": "zone1", "landscape": landscape})
        assert (answer.status_code, words in answer.text) == (400, True)


def test_a_playlist_is_stored_and_survives_a_restart(studio):
    pictures = [{"key": LANDSCAPE[0], "seconds": 5}, f"{studio.url}/{PORTRAIT[0]}", LANDSCAPE[0]]
    answer = put(studio, "lobby", pictures=pictures, transition="slide", activeHours="09:00-18:00")
    playlist = answer["playlist"]
    assert [(picture["key"], picture["seconds"]) for picture in playlist["pictures"]] == [
        (LANDSCAPE[0], 5), (PORTRAIT[0], 10), (LANDSCAPE[0], 10),
    ]  # fmt: skip
    assert (playlist["transition"], playlist["activeHours"]) == ("slide", "09:00-18:00")
    assert answer["timeZone"] == "KST"
    hour = time.gmtime(time.time() + 9 * 3600).tm_hour
    if hour not in (8, 17):  # it may become another while this test runs
        assert answer["active"] == (9 <= hour < 18)
    assert studio.http.get(playlist["pictures"][1]["url"]).content == octets(PORTRAIT[0])
    studio.kill()
    studio.start()
    assert display(studio, "lobby")["playlist"]["transition"] == "slide"
    zones = studio.http.get("/api/v1/displays").json()["zones"]
    assert zones == sorted(zones)
    assert {"lobby", "zone1", "zone2", "zone3"} <= set(zones)
    put(studio, "lobby", pictures=[])
    assert display(studio, "lobby")["playlist"] == {"pictures": [], "transition": "fade", "activeHours": ""}
    assert not studio.rows("SELECT 1 FROM objects WHERE key LIKE 'display/lobby/playlist/%'")


@pytest.mark.parametrize(
    ("playlist", "words"),
    [
        ({}, '"pictures" must be a list'),
        ({"pictures": "a"}, '"pictures" must be a list'),
        ({"pictures": [1]}, "or the key alone"),
        ({"pictures": [{}]}, 'must have a "key"'),
        ({"pictures": [{"key": ""}]}, "1 to 4096 octets"),
        ({"pictures": [{"key": "k", "seconds": 0}]}, "from 1 to 3600"),
        ({"pictures": [{"key": "k", "seconds": 1.5}]}, "from 1 to 3600"),
        ({"pictures": [{"key": "k", "seconds": 10**30}]}, "from 1 to 3600"),
        ({"pictures": ["k"] * 501}, "at most 500 entries; it has 501"),
        ({"pictures": [], "transition": "explode"}, "cut, fade or slide"),
        ({"pictures": [], "activeHours": "9-18"}, "such as 09:00-18:00"),
        ({"pictures": [], "activeHours": "25:00-18:00"}, "such as 09:00-18:00"),
        ({"pictures": [], "activeHours": "09:00-09:00"}, "such as 09:00-18:00"),
        ({"pictures": [], "activeHours": 9}, "such as 09:00-18:00"),
        (None, '"playlist" must be'),
        ([], '"playlist" must be'),
    ],
)
def test_a_bad_playlist_is_refused_with_a_sentence(studio, playlist, words):
    answer = studio.http.put("/api/v1/displays/zone3", json={"playlist": playlist})
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert studio.http.put("/api/v1/displays/zone3", content=b"\xff{").status_code == 400


def test_events_tell_of_every_change_within_a_second(studio):
    studio.post("/updateDisplay", zone="watched", landscape=LANDSCAPE[:1])
    with events(studio, "watched") as told:
        assert [slot["slot"] for slot in next(told)["slots"]] == ["1h"]

        def change(act, seen) -> None:
            begun = time.monotonic()
            act()
            while not seen(next(told)):
                pass
            assert time.monotonic() - begun < 1

        change(
            lambda: studio.post("/updateDisplay", zone="watched", landscape=LANDSCAPE[1:2]),
            lambda now: now["slots"][0]["source"] == LANDSCAPE[1],
        )
        change(
            lambda: studio.bucket.put("display/watched/img9v.jpeg", b"over S3", ContentType="image/jpeg"),
            lambda now: now["slots"][-1]["slot"] == "9v" and now["slots"][-1]["source"] == "",
        )
        change(
            lambda: put(studio, "watched", pictures=[LANDSCAPE[2]]),
            lambda now: [picture["key"] for picture in now["playlist"]["pictures"]] == [LANDSCAPE[2]],
        )
        change(
            lambda: studio.bucket.delete("display/watched/img9v.jpeg"),
            lambda now: len(now["slots"]) == 1,
        )


def test_times_are_utc_in_every_time_zone(studio):
    studio.post("/updateDisplay", zone="zone2", landscape=LANDSCAPE[:1])
    key = "display/zone2/img1h.jpeg"
    written = studio.bucket.head(key)["LastModified"]
    (listed,) = studio.bucket.call("list_objects_v2", Prefix=key)["Contents"]
    assert listed["LastModified"].replace(microsecond=0) == written
    (slot,) = [slot for slot in display(studio, "zone2")["slots"] if slot["slot"] == "1h"]
    assert slot["changed"] == written.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_screens_report_themselves(studio):
    for screen, shows in [("left", LANDSCAPE[0]), ("right.2", ""), ("left", LANDSCAPE[1])]:
        answer = studio.http.post(f"/api/v1/displays/zone1/screens/{screen}", json={"shows": shows})
        assert (answer.status_code, answer.content) == (204, b"")
    left, right = studio.http.get("/api/v1/displays/zone1/screens").json()["screens"]
    assert (left["screen"], left["shows"], right["screen"]) == ("left", LANDSCAPE[1], "right.2")
    assert abs(calendar.timegm(time.strptime(left["lastSeen"], "%Y-%m-%dT%H:%M:%SZ")) - time.time()) < 60
    for path, body, status in [
        ("nowhere/screens/left", {}, 404),
        ("../x/screens/left", {}, 404),
        ("zone1/screens/a%20b", {}, 400),
        ("zone1/screens/" + "a" * 65, {}, 400),
        ("zone1/screens/left", {"shows": "x" * 1025}, 400),
        ("zone1/screens/left", {"shows": 7}, 400),
        ("zone1/screens/left", [], 400),
    ]:
        assert studio.http.post(f"/api/v1/displays/{path}", json=body).status_code == status, path
    for number in range(64):
        answer = studio.http.post(f"/api/v1/displays/zone3/screens/{number}", json={})
        assert answer.status_code == 204
    answer = studio.http.post("/api/v1/displays/zone3/screens/one-more", json={})
    assert (answer.status_code, "64 screens" in answer.json()["error"]) == (409, True)


def test_screens_need_no_login_and_operators_do(studio):
    studio.post("/updateDisplay", zone="zone1", landscape=LANDSCAPE[:1])
    assert shown(studio, "1h", **THROUGH_PROXY).status_code == 200
    assert studio.http.get("/api/v1/displays/zone1", headers=THROUGH_PROXY).status_code == 200
    report = studio.http.post("/api/v1/displays/zone1/screens/left", json={}, headers=THROUGH_PROXY)
    assert report.status_code == 204
    with events(studio, "zone1", **THROUGH_PROXY) as told:
        assert next(told)["zone"] == "zone1"
    for method, path in [
        ("POST", "/updateDisplay"),
        ("GET", "/api/v1/displays"),
        ("PUT", "/api/v1/displays/zone1"),
        ("GET", "/api/v1/displays/zone1/screens"),
    ]:
        assert studio.http.request(method, path, json={}, headers=THROUGH_PROXY).status_code == 401


def test_a_display_never_sees_half_a_picture(studio):
    """While slots are filled again and again, whatever a poll answers is one of the pictures, whole."""
    whole = {octets(key) for key in LANDSCAPE}
    studio.post("/updateDisplay", zone="busy", landscape=LANDSCAPE)
    done = threading.Event()

    def fill() -> None:
        for turn in range(60):
            studio.post("/updateDisplay", zone="busy", landscape=LANDSCAPE[turn % 8 :] + LANDSCAPE[: turn % 8])
        done.set()

    filler = threading.Thread(target=fill)
    filler.start()
    seen = set()
    while not done.is_set():
        answer = shown(studio, "1h", "busy")
        assert answer.status_code == 200
        assert answer.content in whole
        seen.add(answer.content)
    filler.join()
    assert len(seen) > 1
    assert shown(studio, "1h", "busy").content == octets(LANDSCAPE[59 % 8])
