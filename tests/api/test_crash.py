"""SIGKILL in the middle of writing: what was answered is there afterwards, and nothing is broken."""

import os
import random
import threading
import time
import uuid

import httpx
import photos
from garden import Garden, command

ROUNDS = 100 if os.environ.get("GARDEN_FULL") == "1" else 20


class Writers:
    """Clients that write until the server dies, and remember what it has answered."""

    def __init__(self, garden: Garden, photo: bytes, count: int, pause: float):
        self.url = garden.url
        self.photo = photo
        self.likes: set[str] = set()
        self.events: set[str] = set()
        self.visitors: set[str] = set()
        self.pause = pause
        self.unexpected: list[str] = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(turn,)) for turn in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def write(self, turn: int) -> None:
        kinds = [self.like, self.event, self.event if turn else self.emotion]
        with httpx.Client(base_url=self.url, timeout=30, trust_env=False) as http:
            while not self.stopping.is_set():
                try:
                    random.choice(kinds)(http)
                    self.stopping.wait(self.pause)
                except httpx.TransportError:
                    return  # killed

    def expect(self, response: httpx.Response, answered: set[str], name: str) -> None:
        if response.status_code == 200:
            answered.add(name)
        else:
            self.unexpected.append(f"{response.status_code} {response.text}")

    def like(self, http: httpx.Client) -> None:
        visitor = str(uuid.uuid4())
        body = {"id": visitor, "itemId": f"emotions/happy/{visitor}.jpeg", "impression": ["emotions/happy/a.jpeg"]}
        self.expect(http.post("/like", json=body), self.likes, visitor)

    def event(self, http: httpx.Client) -> None:
        name = str(uuid.uuid4())
        body = {"userId": name, "eventType": "view", "impression": ["emotions/happy/a.jpeg"], "eventId": name}
        self.expect(http.post("/api/v1/events", json=body), self.events, name)

    def emotion(self, http: httpx.Client) -> None:
        name = str(uuid.uuid4())
        self.expect(http.post("/emotion", content=self.photo, headers={"X-user-id": name}), self.visitors, name)


def listed_pictures(garden: Garden) -> dict[str, str]:
    """Every picture that the server shows, with its ETag."""
    emotions = ["happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad"]
    keys = [key for emotion in emotions for key in garden.pictures(emotion)]
    return {key: garden.http.head("/" + key).headers["etag"] for key in keys}


def wait_for_a_picture(garden: Garden) -> None:
    """Until one more picture of the first garden is painted."""
    painted = lambda: garden.http.get("/healthz").json()["firstGarden"]["painted"]
    before, deadline = painted(), time.monotonic() + 120
    while painted() == before:
        assert time.monotonic() < deadline, "no picture was painted in two minutes"
        time.sleep(0.02)


def test_nothing_that_was_answered_is_lost(new_garden):
    garden = new_garden("--first-garden", "12")
    photo = photos.encoded(photos.astronaut().resize((320, 320)))
    likes, events, visitors, pictures = set(), set(), set(), {}
    for number in range(ROUNDS):
        garden.start()
        now = listed_pictures(garden)
        assert pictures.items() <= now.items(), f"round {number}: pictures are gone or others"
        # By turns the machine is full of visitors, or quiet enough that a picture of the first garden gets done.
        crowded = number % 2 == 0
        with Writers(garden, photo, count=4 if crowded else 1, pause=0 if crowded else 0.05) as writers:
            if not crowded:
                wait_for_a_picture(garden)
            time.sleep(random.uniform(0.1, 0.6))
            pictures = listed_pictures(garden)
            garden.kill()
        assert writers.unexpected == []
        likes |= writers.likes
        events |= writers.events
        visitors |= writers.visitors
    checked = command("check", "--data", garden.data)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    garden.start()
    written = {visitor for (visitor,) in garden.rows("SELECT visitor_id FROM interactions WHERE event_type = 'click'")}
    assert likes <= written
    assert events <= {name for (name,) in garden.rows("SELECT event_id FROM interactions WHERE event_type = 'view'")}
    assert visitors <= {name for (name,) in garden.rows("SELECT id FROM visitors")}
    assert pictures.items() <= listed_pictures(garden).items()
    for key in pictures:
        assert garden.http.get("/" + key).status_code == 200
    # The crashes came while all of it was being written.
    assert min(len(likes), len(events), len(visitors), len(pictures)) >= ROUNDS // 2
