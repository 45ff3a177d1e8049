"""Webhooks: signed, in order, tried again, and never in anybody's way."""

import json
import socket
import time

import pytest
from receiver import Receiver, Reply, is_signed

SECRET = "a secret of the test"
ALL = ["picture.created", "picture.published", "picture.removed", "job.failed", "visitor.liked"]


def put(garden, name: str, url: str, events=ALL, **more):
    return garden.http.put(f"/api/v1/webhooks/{name}", json={"url": url, "events": events, "secret": SECRET} | more)


def order(garden, **more) -> str:
    """A picture for the pool; the id of its job."""
    body = {"prompt": "rose", "width": 64, "height": 64, "place": "pool", "emotion": "happy"} | more
    answer = garden.http.post("/api/v1/pictures", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def events(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["event"] for request in receiver.received]


def deliveries(garden, name: str) -> list[dict]:
    return garden.http.get(f"/api/v1/webhooks/{name}/deliveries").json()["deliveries"]


def until(condition, timeout: float = 30):
    """Looks until it is so: what the API tells has no event of its own."""
    deadline = time.monotonic() + timeout
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)
    return found


def test_a_picture_is_told_and_the_telling_is_signed(new_garden):
    garden = new_garden().start()
    with Receiver() as receiver:
        assert put(garden, "hall", receiver.url).status_code == 200
        order(garden)
        (request,) = receiver.wait_for(1)
        assert is_signed(request, SECRET)
        assert not is_signed(request, SECRET + "!")
        assert request.headers["x-garden-event"] == "picture.created"
        body = json.loads(request.body)
        assert body["event"] == "picture.created"
        assert abs(body["at"] - time.time()) < 60
        assert body["data"]["key"].startswith("imgPool/happy/img_")
        assert body["data"]["place"] == "pool"
        assert body["data"]["orientation"] == "landscape"
        (delivery,) = until(lambda: [d for d in deliveries(garden, "hall") if d["state"] == "delivered"])
        assert delivery["attempts"] == 1
        assert delivery["last"]["status"] == 200
        assert delivery["last"]["answer"] == "ok"
        assert json.loads(delivery["body"]) == body


def test_every_event_comes_in_the_order_of_what_happened(new_garden):
    garden = new_garden().start()
    with Receiver() as receiver:
        put(garden, "hall", receiver.url)
        order(garden, place="garden")
        receiver.wait_for(2)
        (key,) = garden.pictures()
        like = {"id": "visitor-ada", "itemId": key, "impression": [key]}
        assert garden.http.post("/like", json=like).text == "Success"
        receiver.wait_for(3)
        assert events(receiver) == ["picture.created", "picture.published", "visitor.liked"]
        liked = json.loads(receiver.received[-1].body)
        assert liked["data"] == {"key": key}
        assert b"visitor-ada" not in receiver.received[-1].body


def test_one_that_fails_is_tried_again_and_keeps_the_order(new_garden):
    garden = new_garden().start()
    fails = [Reply(500, b"not now"), Reply(302, b""), Reply(200)]
    with Receiver(lambda request, number: fails[min(number, 2)]) as receiver:
        put(garden, "hall", receiver.url, ["picture.created"])
        first = order(garden)
        second = order(garden)
        requests = receiver.wait_for(4)
        ids = [json.loads(request.body)["id"] for request in requests]
        assert ids[0] == ids[1] == ids[2] != ids[3]
        assert first != second
        assert all(is_signed(request, SECRET) for request in requests)
        told = until(lambda: [d for d in deliveries(garden, "hall") if d["state"] == "delivered"] if len(
            [d for d in deliveries(garden, "hall") if d["state"] == "delivered"]) == 2 else None)  # fmt: skip
        assert [delivery["attempts"] for delivery in told] == [1, 3]  # newest first
        assert garden.http.get("/api/v1/webhooks/hall").json()["failures"] == 0


def test_one_that_hangs_is_in_nobodys_way(new_garden):
    garden = new_garden().start()
    with Receiver(lambda request, number: Reply(hang=True)) as hanging, Receiver() as well:
        put(garden, "hanging", hanging.url, ["picture.created"])
        put(garden, "well", well.url, ["picture.created"])
        for _ in range(3):
            order(garden)
        well.wait_for(3)
        hanging.wait_for(1)
        assert garden.http.get("/healthz").status_code == 200
        assert garden.http.get("/api/v1/webhooks/hanging").json()["waiting"] == 3
        garden.stop()  # within ten seconds, though an answer is waited for


def test_what_waits_survives_a_kill(new_garden):
    garden = new_garden().start()
    with socket.socket() as nobody:  # takes connections, and never answers
        nobody.bind(("127.0.0.1", 0))
        nobody.listen()
        put(garden, "hall", f"http://127.0.0.1:{nobody.getsockname()[1]}/", ["picture.created"])
        order(garden)
        until(lambda: garden.http.get("/api/v1/webhooks/hall").json()["waiting"] == 1)
        garden.kill()
    garden.start()
    with Receiver() as receiver:
        body = {"url": receiver.url, "events": ["picture.created"]}
        assert garden.http.put("/api/v1/webhooks/hall", json=body).status_code == 200
        (request,) = receiver.wait_for(1)
        assert is_signed(request, SECRET)  # the secret is the one from before


def test_the_test_button_tells_what_was_answered(new_garden):
    garden = new_garden().start()
    with Receiver(lambda request, number: Reply(418, "찻주전자".encode())) as receiver:
        put(garden, "hall", receiver.url)
        answer = garden.http.post("/api/v1/webhooks/hall/test").json()
        assert answer | {"at": ""} == {"at": "", "delivered": False, "status": 418, "answer": "찻주전자"}
        (request,) = receiver.received
        assert is_signed(request, SECRET)
        assert json.loads(request.body)["event"] == "test"
        (delivery,) = deliveries(garden, "hall")
        assert delivery["state"] == "failed"
    refused = garden.http.post("/api/v1/webhooks/hall/test").json()
    assert refused["status"] == 0
    assert "127.0.0.1" in refused["answer"]
    assert garden.http.post("/api/v1/webhooks/other/test").status_code == 404


def test_the_secret_is_never_handed_out(new_garden):
    garden = new_garden().start()
    with Receiver(lambda request, number: Reply(500)) as receiver:
        answers = [put(garden, "hall", receiver.url).text]
        garden.http.post("/api/v1/webhooks/hall/test")
        for path in ("", "/hall", "/hall/deliveries"):
            answers.append(garden.http.get("/api/v1/webhooks" + path).text)
    assert all(SECRET not in text for text in [*answers, garden.log()])
    (webhook,) = json.loads(answers[1])["webhooks"]
    assert webhook["name"] == "hall"
    assert webhook["events"] == sorted(ALL)


def test_one_that_is_removed_is_told_nothing_more(new_garden):
    garden = new_garden().start()
    with Receiver() as receiver, Receiver() as other:
        put(garden, "hall", receiver.url)
        put(garden, "other", other.url)
        assert garden.http.delete("/api/v1/webhooks/hall").status_code == 204
        assert garden.http.delete("/api/v1/webhooks/hall").status_code == 404
        order(garden)
        other.wait_for(1)
        assert receiver.received == []


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("hall", {"url": "ftp://a"}, "http://"),
        ("hall", {"url": "http://user:word@a/"}, "without user"),
        ("hall", {"url": 7}, '"url" must be a text'),
        ("hall", {"events": ["picture.painted"]}, "picture.published"),
        ("hall", {"events": []}, '"events" is empty'),
        ("hall", {"events": "job.failed"}, "list of texts"),
        ("hall", {"secret": "short"}, "16 to 256"),
        ("hall", {"secret": None}, '"secret" is missing'),
        ("한", {}, "A-Z a-z"),
    ],
)
def test_bad_webhooks_say_why(garden, name, body, complaint):
    answer = put(garden, name, "http://127.0.0.1:9/", **body) if "url" not in body else put(garden, name, **body)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert garden.http.get("/api/v1/webhooks").json() == {"webhooks": []}


def test_a_picture_of_the_pool_is_published_and_removed(new_garden):
    garden = new_garden().start()
    with Receiver() as receiver:
        put(garden, "hall", receiver.url)
        order(garden)
        (created,) = receiver.wait_for(1)
        key = json.loads(created.body)["data"]["key"]
        assert garden.http.post("/api/v1/pictures/publish", json={"keys": [key]}).status_code == 200
        receiver.wait_for(2)
        assert garden.http.post("/remove", json={"objName": garden.pictures()}).status_code == 200
        receiver.wait_for(3)
        told = [(body["event"], body["data"]["place"]) for body in map(json.loads, (r.body for r in receiver.received))]
        assert told == [("picture.created", "pool"), ("picture.published", "garden"), ("picture.removed", "garden")]
