"""Clients that write to several servers while something fails, and what must hold of what they were answered."""

import random
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field

import httpx
from afterwards import check_objects, check_paintings
from botocore.exceptions import BotoCoreError, ClientError
from nodes import Nodes
from registers import Registers
from s3_garden import GARDEN_BUCKET, MAIN, client_of

KINDS = ("like", "event", "order", "object")
SHARES = (2, 2, 1, 2)  # of each; orders take longest, for all are painted in the end
SOON = 10  # seconds


@dataclass
class History:
    """Names of what was written: acknowledged, or sent without an answer that says so."""

    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    unknown: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    unexpected: list[str] = field(default_factory=list)
    meanwhile: Counter = field(default_factory=Counter)  # how many were acknowledged while something failed


class Load:
    """Threads that write to a random server each time, and overwrite and read registers, from entering until leaving."""

    def __init__(self, nodes: Nodes, threads: int = 6, pause: float = 0.02):
        self.nodes = nodes
        self.pause = pause
        self.history = History()
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.registers = Registers(nodes, self.stopping)
        self.threads = [threading.Thread(target=self._write, args=(turn,)) for turn in range(threads)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        self.registers.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        self.registers.join()

    def acknowledged(self) -> Counter:
        with self.lock:
            return Counter({kind: len(names) for kind, names in self.history.acknowledged.items()})

    def _write(self, turn: int) -> None:
        chance = random.Random(turn)
        with httpx.Client(trust_env=False, timeout=30) as http:
            while not self.stopping.wait(self.pause):
                self.write(http, chance.choice(self.nodes.all), chance.choices(KINDS, SHARES)[0])

    def write(self, http: httpx.Client, node, kind: str) -> bool:
        """One request; whether it was acknowledged."""
        name = str(uuid.uuid4())
        acknowledged = False
        try:
            acknowledged, name = getattr(self, "_" + kind)(http, node, name)
        except (httpx.TransportError, BotoCoreError):
            pass  # the server is gone, or froze
        with self.lock:
            (self.history.acknowledged if acknowledged else self.history.unknown)[kind].add(name)
        return acknowledged

    def _expect(self, response: httpx.Response) -> bool:
        """A failure must be a 503 that says when to come again."""
        if response.status_code in (200, 202):
            return True
        if response.status_code != 503 or "Retry-After" not in response.headers:
            self.history.unexpected.append(f"{response.status_code} {response.text}")
        return False

    def _like(self, http: httpx.Client, node, name: str) -> tuple[bool, str]:
        body = {"id": name, "itemId": f"emotions/happy/{name}.jpeg", "impression": ["emotions/happy/a.jpeg"]}
        return self._expect(http.post(f"{node.url}/like", json=body)), name

    def _event(self, http: httpx.Client, node, name: str) -> tuple[bool, str]:
        """Told to both, as a client does that had no answer from the first: it is one event."""
        body = {"userId": name, "eventType": "view", "impression": ["emotions/happy/a.jpeg"], "eventId": name}
        told = [False]
        for server in (node, *self.nodes.all):
            try:
                told.append(self._expect(http.post(f"{server.url}/api/v1/events", json=body)))
            except httpx.TransportError:
                pass
        return any(told), name

    def _order(self, http: httpx.Client, node, name: str) -> tuple[bool, str]:
        body = {"prompt": name, "width": 64, "height": 64, "place": "pool", "emotion": "calm"}
        response = http.post(f"{node.url}/api/v1/pictures", json=body)
        done = self._expect(response)
        return done, response.json()["id"] if done else name

    def _object(self, _: httpx.Client, node, name: str) -> tuple[bool, str]:
        try:
            client_of(node.s3_url, MAIN).put_object(Bucket=GARDEN_BUCKET, Key=f"display/{name}", Body=name.encode() * 40)
        except ClientError as error:
            answer = error.response["ResponseMetadata"]
            if answer["HTTPStatusCode"] != 503 or "retry-after" not in answer["HTTPHeaders"]:
                self.history.unexpected.append(str(error))
            return False, name
        return True, name


def check(history: History, nodes: Nodes) -> Counter:
    """Every acknowledged write is there exactly once, at every server; what was not acknowledged at most once."""
    assert not history.unexpected, history.unexpected[:5]
    column = {"like": "SELECT visitor_id FROM interactions WHERE event_type = 'click'",
              "event": "SELECT event_id FROM interactions WHERE event_type = 'view'",
              "order": "SELECT id FROM jobs",
              "object": "SELECT substr(key, 9) FROM objects WHERE key LIKE 'display/%' AND key NOT LIKE '%register%'"}  # fmt: skip
    counts = Counter()
    for kind, sql in column.items():
        stored = Counter(row[0] for row in nodes.rows(sql))
        lost = history.acknowledged[kind] - set(stored)
        assert not lost, f"{len(lost)} of {len(history.acknowledged[kind])} {kind}s are lost"
        doubled = [name for name, times in stored.items() if times > 1]
        assert not doubled, f"{len(doubled)} {kind}s are there twice"
        counts[kind] = len(history.acknowledged[kind])
    nodes.wait_until_numbered(SOON)
    numbers = [int(row[0]) for row in nodes.rows("SELECT id FROM interactions ORDER BY id")]
    assert numbers == list(range(1, len(numbers) + 1)), "each has a number of its own, and none was lost"
    check_objects(nodes, history.acknowledged["object"])
    check_paintings(nodes)
    return counts
