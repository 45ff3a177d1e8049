"""SIGKILLs in the middle of a bulk: every picture is there at the end, in the index, and told of, exactly once."""

import json
import os
import random
import threading
import time
from collections import Counter

import httpx
import pytest
from fake_painters import FakePainters
from garden import command
from receiver import Receiver

FULL = os.environ.get("GARDEN_FULL") == "1"
ORDERS = 200 if FULL else 30
KILLS = 50 if FULL else 6
PROMPT = json.dumps({"emotion": "happy", "emotionText": "happy", "favorite": "cat"})
STEM = "imgPool/happy/cat/img_20230320-121242"


@pytest.fixture
def endpoint():
    """Painters of the shape of SageMaker's, whose pictures take a moment each."""
    with FakePainters() as fake:
        fake.delay = 0.02
        yield f"{fake.url}/invocations"


def order_all(garden, first: int) -> int:
    """Orders from that index on, until the server is gone; how many were acknowledged."""
    for index in range(first, ORDERS):
        order = {"index": index, "fname": STEM, "prompt": PROMPT}
        try:
            garden.http.post("/bulk", json=order).raise_for_status()
        except httpx.TransportError:
            return index
    return ORDERS


def painted(garden) -> int:
    ((count,),) = garden.rows("SELECT count(*) FROM job_pictures WHERE done = 1")
    return count


def until(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.005)


def test_kills_in_a_bulk_lose_nothing_and_make_nothing_twice(new_garden, endpoint):
    garden = new_garden("--painters", f"far=sagemaker@{endpoint}#parallel=4").start()
    chance = random.Random(20230320)
    with Receiver() as receiver:
        hook = {"url": receiver.url, "events": ["picture.created"], "secret": "a secret of the test"}
        assert garden.http.put("/api/v1/webhooks/hall", json=hook).status_code == 200
        ordered = 0
        for kill in range(KILLS):
            # The bulk is still being ordered while the first kills come; a client orders again what was not
            # acknowledged.
            answered: list[int] = []
            client = threading.Thread(target=lambda: answered.append(order_all(garden, ordered)))
            client.start()
            wanted = 2 * ORDERS * (kill + chance.random()) / KILLS
            until(lambda: painted(garden) >= wanted, 120)
            garden.kill()
            client.join()
            ordered = answered[0]
            garden.start()
        order_all(garden, ordered)
        until(lambda: garden.http.get("/api/v1/jobs").json()["counts"]["done"] == ORDERS, 300)

        keys = {f"{STEM}_{index}{side}.jpeg" for index in range(ORDERS) for side in "hv"}
        assert Counter(key for (key,) in garden.rows("SELECT key FROM pictures")) == Counter(keys)
        assert garden.http.get("/api/v1/pictures?place=pool&limit=1").json()["total"] == 2 * ORDERS
        # Delivered at least once, with an id by which a receiver knows one that comes again.
        until(lambda: garden.http.get("/api/v1/webhooks/hall").json()["waiting"] == 0, 60)
        told = {body["id"]: body["data"]["key"] for body in (json.loads(one.body) for one in receiver.received)}
        assert Counter(told.values()) == Counter(keys)
    garden.stop()
    checked = command("check", "--data", garden.data)
    assert checked.returncode == 0, checked.stdout + checked.stderr
