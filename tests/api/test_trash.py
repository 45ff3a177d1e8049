"""The trash, publishing and the listing of the studio: /api/v1/pictures and /api/v1/trash."""

import calendar
import contextlib
import json
import threading
import time

import httpx
import pytest
from garden import command
from studio import JPEG, Studio

DAY = 24 * 3600 * 1_000_000


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    server = Studio(tmp_path_factory.mktemp("trash") / "data").start()
    yield server
    server.close()


@pytest.fixture
def new_studio(tmp_path):
    made = []

    def make(*options: str) -> Studio:
        made.append(Studio(tmp_path / "data", *options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def states(answer) -> list[str]:
    return [result["state"] for result in answer.json()["results"]]


def page(server, **query) -> dict:
    answer = server.http.get("/api/v1/pictures", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def keys(server, **query) -> list[str]:
    """Of all pages."""
    found, cursor = [], {}
    while True:
        one = page(server, **query, **cursor)
        found += [picture["key"] for picture in one["pictures"]]
        if one["next"] is None:
            return found
        cursor = {"cursor": one["next"]}


def test_what_is_removed_is_in_the_trash_and_comes_back(studio):
    key = "emotions/fear/cat/img_20230320-121242_1h.jpeg"
    studio.grow(key, prompt="a dark garden")
    before = studio.http.get(f"/{key}")
    studio.post("/remove", objName=[key])
    (entry,) = page(studio, place="trash", emotion="fear")["pictures"]
    assert entry["key"] == key
    assert entry["recipe"]["prompt"] == "a dark garden"
    assert entry["favorite"] == "cat"
    assert abs(calendar.timegm(time.strptime(entry["removed"], "%Y-%m-%dT%H:%M:%SZ")) - time.time()) < 60
    assert studio.http.get(entry["url"]).content == JPEG + key.encode()
    assert studio.listed("/garden", "fear/cat") == []

    answer = studio.post("/api/v1/pictures/restore", keys=[f"{studio.url}/{key}", "emotions/fear/none.jpeg"])
    assert answer.json() == {
        "done": 1,
        "results": [{"key": key, "state": "done"}, {"key": "emotions/fear/none.jpeg", "state": "missing"}],
    }
    after = studio.http.get(f"/{key}")
    assert after.content == before.content
    assert after.headers["last-modified"] == before.headers["last-modified"]
    assert studio.listed("/garden", "fear/cat") == [key], "the recommender knows it again"
    assert page(studio, place="trash", emotion="fear")["total"] == 0
    assert states(studio.post("/api/v1/pictures/restore", keys=[key])) == ["unchanged"]


def test_deleting_over_s3_is_final(studio):
    key = "imgPool/fear/img_20230320-121242_9h.jpeg"
    studio.grow(key)
    studio.bucket.delete(key)
    assert states(studio.post("/api/v1/pictures/restore", keys=[key])) == ["missing"]


def test_a_picture_that_was_made_anew_is_not_overwritten(studio):
    key = "imgPool/fear/img_20230320-121242_5h.jpeg"
    studio.grow(key)
    studio.post("/removePool", objName=[key])
    studio.bucket.put(key, b"made anew")
    (result,) = studio.post("/api/v1/pictures/restore", keys=[key]).json()["results"]
    assert result["state"] == "refused"
    assert "remove that one first" in result["problem"]
    assert studio.http.get(f"/{key}").content == b"made anew"


def test_the_trash_is_emptied_by_hand(new_studio):
    studio = new_studio().start()
    keys_ = [f"imgPool/sad/img_{number}h.jpeg" for number in range(5)]
    studio.grow(*keys_)
    assert studio.post("/api/v1/pictures/remove", keys=keys_).json()["done"] == 5
    assert page(studio, place="trash")["total"] == 5
    assert studio.http.delete("/api/v1/trash").json() == {"removed": 5}
    assert studio.http.delete("/api/v1/trash").json() == {"removed": 0}
    assert states(studio.post("/api/v1/pictures/restore", keys=keys_[:1])) == ["missing"]


def test_the_trash_is_emptied_by_age_and_survives_a_kill(new_studio):
    studio = new_studio("--trash-days", "3").start()
    old, new = "imgPool/sad/old_1h.jpeg", "imgPool/sad/new_1h.jpeg"
    studio.grow(old, new)
    studio.post("/removePool", objName=[old, new])
    studio.kill()
    studio.change(
        f"UPDATE trash SET removed_at = removed_at - {4 * DAY} WHERE key = '{old}'",
        "UPDATE trashed_pictures SET removed_at = (SELECT removed_at FROM trash WHERE trash.id = trashed_pictures.id)",
    )
    studio.start()
    deadline = time.monotonic() + 20
    while page(studio, place="trash")["total"] != 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert states(studio.post("/api/v1/pictures/restore", keys=[old, new])) == ["missing", "done"]
    assert studio.http.get(f"/{new}").status_code == 200


def test_the_days_that_an_operator_decided_win_over_the_setting(new_studio):
    studio = new_studio("--trash-days", "30").start()
    key = "imgPool/sad/old_1h.jpeg"
    studio.grow(key)
    studio.post("/removePool", objName=[key])
    decided = studio.http.put("/api/v1/settings/retention", json={"trashDays": 1, "jobDays": 1})
    assert decided.status_code == 200
    studio.stop()
    studio.change(*(f"UPDATE {table} SET removed_at = removed_at - {2 * DAY}" for table in ("trash", "trashed_pictures")))
    studio.start()
    deadline = time.monotonic() + 20
    while page(studio, place="trash")["total"] > 0:
        assert time.monotonic() < deadline, "the trash is looked through at each start"
        time.sleep(0.05)


def test_a_batch_is_done_whole_or_not_at_all(new_studio):
    """Whatever moment the server is killed at."""
    studio = new_studio().start()
    pool = [f"imgPool/sad/img_{number}h.jpeg" for number in range(100)]
    garden = [key.replace("imgPool/", "emotions/") for key in pool]
    studio.grow(*pool)
    steps = [("publish", pool), ("unpublish", garden), ("remove", pool), ("restore", pool)]
    acknowledged = [0, 0]
    for turn in range(8):
        url = studio.url

        def work(url=url) -> None:
            with contextlib.suppress(httpx.TransportError):
                while True:
                    for verb, keys_ in steps:
                        answer = httpx.post(f"{url}/api/v1/pictures/{verb}", json={"keys": keys_}, timeout=30)
                        assert answer.status_code == 200
                        acknowledged[0] += 1

        worker = threading.Thread(target=work)
        acknowledged[1] = acknowledged[0]
        worker.start()
        while acknowledged[0] < acknowledged[1] + turn % 4 + 1:
            time.sleep(0.001)
        time.sleep(0.003 * turn)  # into the middle of the next
        studio.kill()
        worker.join()
        studio.start()
        places = [page(studio, place=place)["total"] for place in ("pool", "garden", "trash")]
        assert set(places) <= {0, 100}, places
        assert sum(places) in (100, 200), places
        # Back to where each turn begins.
        studio.post("/api/v1/pictures/restore", keys=pool)
        studio.post("/api/v1/pictures/unpublish", keys=garden)
        assert sorted(studio.listed("/retrieve", "sad")) == sorted(pool)
    studio.stop()
    done = command("check", "--data", studio.data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_publish_and_unpublish(studio):
    pool = [f"imgPool/surprised/cat/img_20230320-121242_{number}v.jpeg" for number in range(3)]
    garden = [key.replace("imgPool/", "emotions/") for key in pool]
    studio.grow(*pool, prompt="tulips")
    octets = lambda: {path.read_bytes() for path in studio.blobs()}  # noqa: E731
    grown = octets() | {JPEG + key.encode() for key in pool}  # a cache of them may not have them yet
    assert states(studio.post("/api/v1/pictures/publish", keys=pool)) == ["done"] * 3
    assert states(studio.post("/api/v1/pictures/publish", keys=pool)) == ["unchanged"] * 3
    assert octets() <= grown, "rows only"
    assert studio.listed("/gardenfromDB", "surprised/cat") == garden
    assert sorted(studio.listed("/garden", "surprised/cat")) == garden
    assert studio.listed("/retrieve", "surprised/cat") == pool
    assert studio.http.get(f"/{garden[0]}").content == JPEG + pool[0].encode()
    assert page(studio, place="garden", emotion="surprised")["pictures"][0]["recipe"]["prompt"] == "tulips"

    assert states(studio.post("/api/v1/pictures/unpublish", keys=garden[:2])) == ["done"] * 2
    assert states(studio.post("/api/v1/pictures/unpublish", keys=garden[:2] + ["x"])) == ["unchanged"] * 2 + ["refused"]
    assert studio.listed("/garden", "surprised/cat") == studio.listed("/gardenfromDB", "surprised/cat") == garden[2:]
    assert studio.listed("/retrieve", "surprised/cat") == pool


def test_filters(new_studio):
    studio = new_studio().start()
    studio.grow("imgPool/happy/cat/a_1h.jpeg", prompt="A Spring garden, 100% ROSES")
    studio.grow("imgPool/happy/a_1v.jpeg", prompt="봄날의 장미 정원", painter="remote")
    studio.grow("imgPool/sad/cat/a_1v.jpeg", prompt="rain_drops ÉTÉ")
    studio.grow("imgPool/sad/b_1h.jpeg")
    found = lambda **query: set(keys(studio, place="pool", **query))  # noqa: E731
    assert found(emotion="happy") == {"imgPool/happy/cat/a_1h.jpeg", "imgPool/happy/a_1v.jpeg"}
    assert found(favorite="Cat") == {"imgPool/happy/cat/a_1h.jpeg", "imgPool/sad/cat/a_1v.jpeg"}
    assert found(favorite="") == {"imgPool/happy/a_1v.jpeg", "imgPool/sad/b_1h.jpeg"}
    assert found(orientation="portrait", favorite="cat") == {"imgPool/sad/cat/a_1v.jpeg"}
    assert found(painter="remote") == {"imgPool/happy/a_1v.jpeg"}
    assert found(text="roses") == found(text="100%") == {"imgPool/happy/cat/a_1h.jpeg"}
    assert found(text="장미 정") == {"imgPool/happy/a_1v.jpeg"}
    assert found(text="\u110c\u1161\u11bc\u1106\u1175") == {"imgPool/happy/a_1v.jpeg"}, "single jamo"
    assert found(text="été") == found(text="RAIN_") == {"imgPool/sad/cat/a_1v.jpeg"}
    assert found(text="n_d") == {"imgPool/sad/cat/a_1v.jpeg"}
    assert found(text="1007") == found(text="rain-drops") == set()
    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert len(found(**{"from": today, "to": today})) in (0, 4)  # midnight may pass
    assert found(**{"from": "2999-01-01"}) == found(to="2020-01-01T00:00:00Z") == set()
    assert len(found(**{"from": "2020-01-01", "to": "2999-12-31"})) == 4


def test_pages_hold_each_picture_once_while_others_come_and_go(studio):
    all_ = [f"imgPool/disgusted/img_{number:03}h.jpeg" for number in range(25)]
    studio.grow(*all_)
    seen, cursor, number = [], {}, 0
    while True:
        one = page(studio, place="pool", emotion="disgusted", limit=4, **cursor)
        seen += [picture["key"] for picture in one["pictures"]]
        if one["next"] is None:
            break
        cursor = {"cursor": one["next"]}
        # One that comes is before, one that goes was seen already: neither moves the rest.
        studio.grow(f"imgPool/disgusted/new_{number}v.jpeg")
        studio.post("/removePool", objName=[seen[-1]])
        number += 1
    assert [key for key in seen if "new_" not in key] == sorted(set(all_), reverse=True)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", '"place" is missing'),
        ("place=attic", "garden, pool or trash"),
        ("place=pool&emotion=bored", "must be one of happy"),
        ("place=pool&orientation=x", "landscape or portrait"),
        ("place=pool&limit=0", "from 1 to 500"),
        ("place=pool&limit=501", "from 1 to 500"),
        ("place=pool&limit=many", "from 1 to 500"),
        ("place=pool&from=yesterday", "such as 2026-10-04"),
        ("place=pool&to=2026-02-30", "such as 2026-10-04"),
        ("place=pool&cursor=zz", "the cursor"),
        ("place=pool&text=" + "x" * 201, "at most 200 octets"),
        ("place=pool&colour=red", "there is no parameter"),
    ],
)
def test_a_bad_query_is_refused_with_a_sentence(studio, query, words):
    answer = studio.http.get(f"/api/v1/pictures?{query}")
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_a_cursor_is_of_one_place(studio):
    studio.grow("imgPool/sad/x_1h.jpeg", "imgPool/sad/x_2h.jpeg")
    cursor = page(studio, place="pool", limit=1)["next"]
    assert cursor
    assert studio.http.get("/api/v1/pictures", params={"place": "garden", "cursor": cursor}).status_code == 400


@pytest.mark.parametrize("verb", ["remove", "restore", "publish", "unpublish"])
def test_bad_batches(studio, verb):
    path = f"/api/v1/pictures/{verb}"
    assert studio.post(path, keys=[]).json() == {"done": 0, "results": []}
    answer = studio.http.post(path, json={"keys": [f"imgPool/sad/img_{n}h.jpeg" for n in range(100_000)]})
    assert (answer.status_code, answer.json()["error"]) == (400, '"keys" may have at most 2000 entries; it has 100000')
    assert studio.http.post(path, json={}).status_code == 400
    assert studio.http.post(path, json={"keys": "a"}).status_code == 400
    assert states(studio.post(path, keys=["k" * 2000, "../x", "emotions/happy/"]))  # names of nothing are no failure
    thousand = [f"imgPool/sad/none_{n}h.jpeg" for n in range(1000)]
    assert states(studio.post(path, keys=thousand)) == ["refused" if verb == "unpublish" else "missing"] * 1000


def test_curation_is_for_administrators(studio):
    through = {"X-Forwarded-For": "10.0.0.1"}
    for method, path in [("GET", "/api/v1/pictures?place=garden"), ("DELETE", "/api/v1/trash"),
                         ("GET", "/api/v1/trash/x"), ("POST", "/api/v1/pictures/publish")]:  # fmt: skip
        assert studio.http.request(method, path, headers=through).status_code == 401
    assert studio.http.get("/api/v1/trash/x").status_code == 404


def test_rows_of_an_older_catalog_are_filled_at_the_start(new_studio):
    studio = new_studio().start()
    studio.grow("imgPool/happy/cat/a_1h.jpeg", prompt="Roses")
    studio.stop()
    studio.change("UPDATE pictures SET emotion = NULL, favorite = NULL, painter = NULL, prompt = NULL")
    studio.start()
    assert keys(studio, place="pool", emotion="happy", favorite="cat", painter="flower", text="rose")
    studio.stop()
    assert studio.rows("SELECT count(*) FROM pictures WHERE prompt IS NULL") == [(0,)]


def test_a_recipe_that_is_none_does_no_harm(studio):
    for number, recipe in enumerate(["no json", "[1]", json.dumps({"painter": 7, "prompt": None}), '"text"']):
        key = f"imgPool/confused/img_{number}h.jpeg"
        studio.bucket.put(key, JPEG, Metadata={"recipe": recipe})
    recipes = [picture["recipe"] for picture in page(studio, place="pool", emotion="confused")["pictures"]]
    assert sorted(recipes, key=str) == [None, None, None, {"painter": 7, "prompt": None}]
