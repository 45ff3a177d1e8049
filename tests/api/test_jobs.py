"""/api/v1/jobs: the truth about the queue at any time, and its verbs."""

import json
import threading
import time

import pytest


def order(garden, **body):
    answer = garden.http.post("/api/v1/pictures", json={"prompt": "happy", "width": 96, "height": 64} | body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == "/api/v1/jobs/" + answer.json()["id"]
    return answer.json()


def job(garden, number):
    return garden.http.get(f"/api/v1/jobs/{number}").json()


def wait_for(garden, number, state, seconds=60):
    deadline = time.monotonic() + seconds
    while (seen := job(garden, number))["state"] != state:
        assert time.monotonic() < deadline, seen
        time.sleep(0.02)
    return seen


@pytest.fixture
def paused(new_garden):
    garden = new_garden().start()
    assert garden.http.post("/api/v1/jobs/pause").json()["paused"]
    return garden


def test_a_picture_is_ordered_painted_and_told(new_garden):
    garden = new_garden().start()
    ordered = order(garden, seed=11, negativePrompt="rain", place="garden", emotion="happy", favorite="Cat")
    done = wait_for(garden, ordered["id"], "done")
    (picture,) = done["pictures"]
    assert picture["key"].startswith("emotions/happy/cat/img_")
    assert picture["key"].endswith("h.jpeg")
    assert done["worker"] == "flower"
    assert done["seed"] == 11
    assert done["created"] <= done["started"] <= done["finished"]
    garden_pictures = garden.http.post("/gardenfromDB", json={"emotion": "happy/cat"}).json()
    assert [entry["url"] for entry in garden_pictures["landscape"]] == [picture["url"]]


def test_the_same_seed_paints_the_same_picture(new_garden):
    garden = new_garden().start()
    pictures = []
    for _ in range(2):
        done = wait_for(garden, order(garden, seed=5)["id"], "done")
        pictures.append(garden.http.get("/" + done["pictures"][0]["key"]).content)
    assert pictures[0] == pictures[1]


def test_single_pictures_go_before_bulk(paused):
    body = {"index": 0, "prompt": '{"emotionText":"sad"}', "fname": "imgPool/sad/img_1"}
    assert paused.http.post("/bulk", json=body).status_code == 200
    single = order(paused)
    waiting = paused.http.get("/api/v1/jobs", params={"state": "waiting"}).json()["jobs"]
    assert [entry["priority"] for entry in waiting] == ["single", "bulk"]
    assert [entry["position"] for entry in waiting] == [0, 1]
    assert job(paused, single["id"])["position"] == 0


def test_pages_of_the_queue_hold_every_job_once(paused):
    ordered = [order(paused)["id"] for _ in range(7)]
    for query, expected in (({"state": "waiting"}, ordered), ({}, ordered[::-1])):
        seen, after = [], {}
        while True:
            page = paused.http.get("/api/v1/jobs", params={"limit": 3} | query | after).json()
            seen += [entry["id"] for entry in page["jobs"]]
            if "next" not in page:
                break
            after = {"after": page["next"]}
        assert seen == expected


def test_cancelling_one_disturbs_no_other(paused):
    first, second, third = (order(paused)["id"] for _ in range(3))
    assert paused.http.post(f"/api/v1/jobs/{second}/cancel").json()["state"] == "cancelled"
    paused.http.post("/api/v1/jobs/resume")
    wait_for(paused, first, "done")
    wait_for(paused, third, "done")
    assert job(paused, second)["state"] == "cancelled"
    assert paused.http.post(f"/api/v1/jobs/{second}/restart").json()["state"] in ("waiting", "running", "done")
    wait_for(paused, second, "done")


def test_a_running_job_stops_when_it_is_cancelled(new_garden):
    garden = new_garden().start()
    running = order(garden, width=4096, height=4096)["id"]
    wait_for(garden, running, "running")
    garden.http.post(f"/api/v1/jobs/{running}/cancel")
    # What comes next does not wait for the large one.
    begun = time.monotonic()
    wait_for(garden, order(garden)["id"], "done")
    large = time.monotonic() - begun
    assert job(garden, running)["state"] == "cancelled"
    assert garden.http.get("/" + job(garden, running)["pictures"][0]["key"]).status_code == 404
    painted = job(garden, order(garden)["id"])
    assert painted["state"] in ("waiting", "running", "done")
    assert large < 30


def test_cancel_waiting_and_cancel_all(paused):
    for _ in range(3):
        order(paused)
    assert paused.http.post("/api/v1/jobs/cancel", json={"which": "waiting"}).json() == {"cancelled": 3}
    order(paused)
    assert paused.http.post("/api/v1/jobs/cancel", json={"which": "all"}).json() == {"cancelled": 1}
    assert paused.http.get("/api/v1/jobs").json()["counts"] == {
        "waiting": 0, "running": 0, "done": 0, "parked": 0, "cancelled": 4}  # fmt: skip
    refused = paused.http.post("/api/v1/jobs/cancel", json={"which": "some"})
    assert refused.status_code == 400
    assert "waiting or all" in refused.json()["error"]


def test_a_pause_outlives_the_server(paused):
    waiting = order(paused)["id"]
    paused.stop()
    paused.start()
    assert paused.http.get("/api/v1/jobs").json()["paused"]
    assert job(paused, waiting)["state"] == "waiting"
    assert not paused.http.post("/api/v1/jobs/resume").json()["paused"]
    wait_for(paused, waiting, "done")


def test_a_stop_gives_back_what_is_painted(new_garden):
    garden = new_garden().start()
    running = order(garden, width=4096, height=4096)["id"]
    wait_for(garden, running, "running")
    garden.stop()  # within ten seconds
    garden.start()
    assert job(garden, running)["state"] in ("waiting", "running")
    assert "failures" not in job(garden, running)


def test_events_tell_every_step_and_show_previews(new_garden):
    garden = new_garden().start()
    events = []
    ready = threading.Event()

    def listen():
        with garden.http.stream("GET", "/api/v1/jobs/events", timeout=60) as stream:
            assert stream.headers["content-type"] == "text/event-stream"
            name = ""
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    events.append((name, json.loads(line.removeprefix("data: "))))
                    ready.set()
                    if events[-1][1].get("state") == "done":
                        return

    listener = threading.Thread(target=listen)
    listener.start()
    assert ready.wait(10)
    ordered = order(garden, width=2048, height=1280)["id"]
    listener.join(60)
    assert not listener.is_alive()
    assert events[0][0] == "queue"
    told = [data for name, data in events if name == "job" and data["id"] == ordered]
    states = [data["state"] for data in told]
    assert states == sorted(states, key=["waiting", "running", "done"].index)
    steps = [data["progress"]["step"] for data in told if "progress" in data]
    assert len(steps) >= 3
    assert steps == sorted(steps)
    assert any("preview" in data.get("progress", {}) for data in told)


def test_a_preview_is_a_picture_while_it_lasts(new_garden):
    garden = new_garden().start()
    ordered = order(garden, width=4096, height=2560)["id"]
    browser = garden.browser()
    deadline = time.monotonic() + 60
    while "preview" not in (seen := browser.get(f"/api/v1/jobs/{ordered}").json()).get("progress", {}):
        assert seen["state"] != "done"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    preview = browser.get(seen["progress"]["preview"])
    assert preview.status_code == 200
    assert preview.headers["content-type"] == "image/jpeg"
    assert preview.content.startswith(b"\xff\xd8")
    wait_for(garden, ordered, "done")
    assert garden.http.get(f"/api/v1/jobs/{ordered}/preview").status_code == 404


def test_time_left_is_estimated_once_something_was_measured(new_garden):
    garden = new_garden().start()
    first = order(garden)["id"]
    assert "secondsLeft" not in job(garden, first)
    wait_for(garden, first, "done")
    garden.http.post("/api/v1/jobs/pause")
    near, far = order(garden)["id"], order(garden)["id"]
    if garden.nodes > 1:
        time.sleep(1.2)  # the other server knows what this one measured
    assert 0 < job(garden, near)["secondsLeft"] < job(garden, far)["secondsLeft"]


def test_painters_are_listed(garden):
    (painter,) = garden.http.get("/api/v1/painters").json()["painters"]
    assert painter == {"name": "flower", "engine": "flower", "parallel": 1, "painting": painter["painting"], "healthy": True}


BAD = [
    ({}, "prompt"),
    ({"prompt": 7}, "prompt"),
    ({"prompt": "happy", "width": 63}, "width"),
    ({"prompt": "happy", "seed": -1}, "seed"),
    ({"prompt": "happy", "steps": 0}, "steps"),
    ({"prompt": "happy", "guidance": "high"}, "guidance"),
    ({"prompt": "happy", "sampler": 7}, "sampler"),
    ({"prompt": "happy", "sampler": "euler"}, "the painter flower has no option sampler"),
    ({"prompt": "happy", "clipSkip": 13}, "clipSkip"),
    ({"prompt": "happy", "painter": "rembrandt"}, "flower"),
    ({"prompt": "happy", "place": "wall"}, "place"),
    ({"prompt": "happy", "place": "pool"}, "emotion"),
    ({"prompt": "happy", "place": "pool", "emotion": "joyful"}, "joyful"),
    ({"prompt": "happy", "place": "pool", "emotion": "happy", "favorite": "../x"}, "favorite"),
]


@pytest.mark.parametrize(("body", "word"), BAD)
def test_an_order_says_what_is_wrong(garden, body, word):
    answer = garden.http.post("/api/v1/pictures", json=body)
    assert answer.status_code == 400
    assert word in answer.json()["error"]


@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": 0}, {"limit": 501}, {"limit": "many"}, {"after": "here"}])
def test_a_listing_says_what_is_wrong(garden, query):
    answer = garden.http.get("/api/v1/jobs", params=query)
    assert answer.status_code == 400
    assert f'"{next(iter(query))}"' in answer.json()["error"]


@pytest.mark.parametrize("path", ["", "/preview"])
def test_an_unknown_job_is_not_found(garden, path):
    assert garden.http.get("/api/v1/jobs/nothing" + path).status_code == 404


@pytest.mark.parametrize("verb", ["cancel", "restart"])
def test_an_unknown_job_cannot_be_changed(garden, verb):
    assert garden.http.post(f"/api/v1/jobs/nothing/{verb}").status_code == 404
