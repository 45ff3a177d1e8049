"""Two servers on one PostgreSQL database: any of them answers anything, and both know the same."""

import json
import random
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from garden import command, key_of
from nodes import Nodes, wait_until
from studio import JPEG

KEYS = [f"emotions/calm/img_{number}{letter}.jpeg" for number in range(12) for letter in "hv"]
AT_MOST = 2  # seconds after which another server knows


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, postgres, minio):
    """Two servers with a garden of small pictures, each put at one of them; their blobs are in a bucket."""
    minio.client().create_bucket(Bucket="nodes")
    store = minio.keys | {"EMOTION_GARDEN_BLOBS": minio.blobs("nodes", "")}
    both = Nodes(tmp_path_factory.mktemp("nodes"), postgres, store=store).start()
    for number, key in enumerate(KEYS):
        both.all[number % 2].grow(key)
    yield both
    both.close()


def order(node, visitor: str) -> list[str]:
    answer = node.http.post("/garden", json={"id": visitor, "emotion": "calm", "limit": 100}).json()
    return [key_of(entry["url"]) for entry in answer["landscape"] + answer["portrait"]]


def like(node, visitor: str, item: str, impression: list[str]) -> None:
    response = node.http.post("/like", json={"id": visitor, "itemId": item, "impression": impression})
    assert response.status_code == 200, response.text


def someone() -> str:
    return str(uuid.uuid4())


def test_a_picture_of_one_is_a_picture_of_the_other(nodes):
    for node in nodes.all:
        wait_until(lambda node=node: set(order(node, "x")) == set(KEYS), AT_MOST, "all pictures are recommended")
        assert node.http.get("/" + KEYS[0]).content.endswith(KEYS[0].encode())


def test_what_one_replaced_or_removed_is_so_for_the_other_at_once(nodes):
    one, other = nodes.all
    key = "emotions/angry/img_1h.jpeg"
    for number in range(5):
        one.bucket.put(key, JPEG + bytes([number]), ContentType="image/jpeg")
        assert other.http.get("/" + key).content == JPEG + bytes([number])
        one, other = other, one
    one.bucket.delete(key)
    assert other.http.get("/" + key).status_code == 404


def test_what_one_replaced_is_not_shown_as_it_was_while_the_store_is_gone(tmp_path, postgres, own_place):
    """Though the other remembers it: the database is there, and says that it is another one."""
    store = own_place.store.keys | {"EMOTION_GARDEN_BLOBS": own_place.blobs}
    both = Nodes(tmp_path, postgres, store=store).start()
    try:
        one, other = both.all
        one.grow(*KEYS[:2])
        replaced, same = KEYS[:2]
        assert [other.http.get("/" + key).status_code for key in (replaced, same)] == [200, 200]
        one.bucket.put(replaced, JPEG + b"new", ContentType="image/jpeg")
        own_place.store.stop()
        assert one.http.get("/" + replaced).content == JPEG + b"new", "from its cache"
        answer = other.http.get("/" + replaced)
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True), answer.content
        assert other.http.get("/" + same).content == JPEG + same.encode(), "from its cache"
        own_place.store.start()
        wait_until(lambda: other.http.get("/" + replaced).content == JPEG + b"new", 20, "the store is asked again")
    finally:
        both.close()


def test_a_like_on_one_changes_what_the_other_recommends(nodes):
    one, other = nodes.all
    wait_until(lambda: set(order(other, "x")) == set(KEYS), AT_MOST, "all pictures are known")
    visitor = someone()
    worst = order(other, visitor)[len(KEYS) // 2 - 1]
    place = lambda: order(other, someone()).index(worst)  # noqa: E731
    before = sum(place() for _ in range(20))
    for _ in range(15):
        like(one, someone(), worst, [worst])
    time.sleep(AT_MOST)
    assert sum(place() for _ in range(20)) < before - 20, "it rose by a place and more on average"


def test_both_reach_the_same_state_whoever_was_asked(nodes):
    """Eight threads like and look at both; then both recommend the same to everyone, as does a server that learns the log anew."""

    def visit(turn: int) -> None:
        with httpx.Client(trust_env=False, timeout=30) as http:
            for number in range(25):
                url = nodes.all[(turn + number) % 2].url
                shown = random.Random(turn * 100 + number).sample(KEYS, 3)
                body = {"userId": f"visitor {turn}", "eventType": "like", "itemId": shown[0], "impression": shown}
                assert http.post(f"{url}/api/v1/events", json=body).json() == {"recorded": True}

    threads = [threading.Thread(target=visit, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    nodes.wait_until_numbered(AT_MOST)
    ids = [int(row[0]) for row in nodes.rows("SELECT id FROM interactions ORDER BY id")]
    assert ids == list(range(1, len(ids) + 1)), "each is numbered once, without a gap"
    time.sleep(AT_MOST)
    one, other = nodes.all
    asked = [f"visitor {turn}" for turn in range(8)] + ["somebody new", "somebody else"]
    orders = [order(one, visitor) for visitor in asked]
    assert [order(other, visitor) for visitor in asked] == orders
    other.stop()
    other.start()
    assert [order(other, visitor) for visitor in asked] == orders


def test_what_many_report_at_once_is_soon_numbered_each_once(nodes):
    """Eight clients of each server at the same time, both of which number what there is."""
    nodes.wait_until_numbered(AT_MOST)
    before = nodes.rows("SELECT last FROM log_end")

    def report(turn: int) -> None:
        with httpx.Client(trust_env=False, timeout=30) as http:
            for number in range(10):
                body = {"userId": f"numbered {turn} {number}", "eventType": "view", "impression": KEYS[:3]}
                assert http.post(f"{nodes.all[turn % 2].url}/api/v1/events", json=body).json() == {"recorded": True}

    with ThreadPoolExecutor(16) as clients:
        list(clients.map(report, range(16)))
    nodes.wait_until_numbered(AT_MOST)
    first = int(before[0][0]) + 1
    ids = nodes.rows("SELECT id FROM interactions WHERE visitor_id LIKE 'numbered %' ORDER BY id")
    assert [int(row[0]) for row in ids] == list(range(first, first + 160))


def test_an_export_has_what_nobody_numbered_yet(tmp_path, postgres):
    """As after a crash of all servers."""
    both = Nodes(tmp_path, postgres).start()
    both.close()
    both.rows("INSERT INTO interactions (visitor_id, item_id, event_type, impression, at) VALUES ('ada', '', 'view', '[\"a\"]', 0)")
    one, file = both.all[0], tmp_path / "interactions.csv"
    done = command("dataset", "export", file, "--data", one.data, env=one.env)
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[0] for line in file.read_text().splitlines()[1:]] == ["ada"]


def seen(node, visitor: str, keys: list[str]) -> Counter:
    """How often they saw each of these."""
    ask = lambda key: node.http.get("/api/v1/explain", params={"id": visitor, "item": key})  # noqa: E731
    return Counter({key: ask(key).json()["numbers"]["seen"] for key in keys})


def test_what_was_given_counts_as_seen_before_and_after_a_like_is_learned(nodes):
    """So a page that asks on right after a like gets others."""
    one = nodes.all[0]
    done = 0
    for _ in range(10):
        visitor = someone()
        slate = order(one, visitor)[:3]
        given = Counter(slate)
        assert seen(one, visitor, KEYS) == given
        like(one, visitor, slate[0], slate)
        assert seen(one, visitor, KEYS) == given
        again = order(one, visitor)[:3]
        if set(again) == set(slate):
            continue  # then what tells of one tells of both
        given.update(again)
        later = someone()
        like(one, later, KEYS[0], KEYS[:1])
        assert seen(one, visitor, KEYS) == given
        wait_until(lambda later=later: seen(one, later, KEYS[:1]).total() == 1, AT_MOST, "it is learned")
        assert seen(one, visitor, KEYS) == given
        done += 1
    assert done > 0


def test_a_visitor_who_is_erased_at_one_is_forgotten_by_the_other(nodes):
    one, other = nodes.all
    visitor = someone()
    for key in KEYS[:4]:
        like(one, visitor, key, KEYS[:4])
    wait_until(lambda: seen(other, visitor, KEYS[:1]).total() > 0, AT_MOST, "the other knows what they saw")
    assert one.http.delete(f"/api/v1/visitors/{visitor}").status_code == 200
    wait_until(lambda: seen(other, visitor, KEYS[:1]).total() == 0, AT_MOST, "the other has forgotten it")


def test_what_is_ordered_at_one_is_heard_of_at_the_other(nodes):
    one, other = nodes.all
    with other.http.stream("GET", "/api/v1/jobs/events", timeout=60) as stream:
        ordered = one.http.post("/api/v1/pictures", json={"prompt": "calm lake", "width": 96, "height": 64})
        assert ordered.status_code == 202, ordered.text
        told = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        assert any(news.get("id") == ordered.json()["id"] and news.get("state") == "done" for news in told)


def test_a_garden_that_both_are_asked_for_is_planted_once(tmp_path, postgres):
    both = Nodes(tmp_path, postgres).start()
    try:
        with ThreadPoolExecutor() as asking:
            plant = lambda node: node.http.post("/api/v1/first-garden", json={"each": 1}).status_code  # noqa: E731
            answers = list(asking.map(plant, both.all))
        assert sorted(answers) == [202, 409]
        pictures = lambda: both.rows("SELECT count(*) FROM pictures WHERE place = 'emotions'") == [["16"]]  # noqa: E731
        wait_until(pictures, 120, "it has grown")
        refused = both.all[answers.index(409)]
        wait_until(lambda: plant(refused) == 202, 10, "the next one may be planted by the other")
    finally:
        both.close()


def test_rate_limits_hold_for_all_together(tmp_path, postgres):
    both = Nodes(tmp_path, postgres, "--like-per-minute", "5", "--trusted-proxies", "127.0.0.0/8").start()
    try:
        one, other = both.all
        visitor = {"X-Forwarded-For": "203.0.113.7"}
        like = lambda node: node.http.post("/like", json={"id": "x", "itemId": "y"}, headers=visitor).status_code  # noqa: E731
        assert [like(one) for _ in range(6)] == [200] * 5 + [429]
        time.sleep(AT_MOST)
        assert like(other) == 429
        visitor = {"X-Forwarded-For": "203.0.113.8"}
        assert like(other) == 200
    finally:
        both.close()


def test_a_first_garden_is_painted_once(tmp_path, postgres):
    both = Nodes(tmp_path, postgres, "--first-garden", "1").start()
    try:
        for node in both.all:
            node.wait_until_grown()
        assert both.rows("SELECT count(*) FROM pictures") == [["16"]]
    finally:
        both.close()
