"""Keys that one writer each overwrites with rising numbers while something fails, and what readers may see of them meanwhile.

A read that began after a write was acknowledged, or after somebody saw it, shows that number or a later one. A write without an answer
may show or not. There is one exception, which docs/scale-out.md states: a server that is without its database shows over HTTP what it
remembers of an object. It says in no answer that it did, so the exception is held to the time and the servers for which the test took the
database away; and even then a server remembers nothing that is older than what it wrote itself. HEAD over S3 is answered by the database
alone, so for that there is no exception."""

import functools
import hashlib
import random
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import httpx
from nodes import Nodes
from s3_garden import GARDEN_BUCKET, MAIN, client_of

KEYS = [f"display/register-{number}" for number in range(3)]
PATIENCE = 30  # seconds; longer than any server is silent, so that no write is under way that its writer gave up


@dataclass(frozen=True)
class Write:
    key: str
    number: int
    node: int
    begun: float
    ended: float
    acknowledged: bool


@dataclass(frozen=True)
class Read:
    key: str
    number: int  # 0: there was nothing
    node: int
    begun: float
    ended: float
    may_be_remembered: bool


@dataclass(frozen=True)
class Without:
    """When a server may have been without its database."""

    node: int
    begun: float
    ended: float

    def meets(self, read: Read) -> bool:
        return read.may_be_remembered and read.node == self.node and read.begun < self.ended and read.ended > self.begun


class Highest:
    """The highest number that was known at a time, of those that were known when."""

    def __init__(self, known: Iterable[tuple[float, int]]):
        self.times: list[float] = []
        self.numbers = [0]
        for when, number in sorted(known):
            self.times.append(when)
            self.numbers.append(max(self.numbers[-1], number))

    def before(self, when: float) -> int:
        return self.numbers[bisect_left(self.times, when)]


def octets_of(key: str, number: int) -> bytes:
    return f"{key} {number} ".encode() * 20


@functools.cache
def signed(url: str, operation: str, key: str) -> str:
    """An address for an hour: signing each request would keep the readers from reading."""
    client = client_of(url, MAIN, request_checksum_calculation="when_required")
    return client.generate_presigned_url(operation, Params={"Bucket": GARDEN_BUCKET, "Key": key})


def check_key(writes: list[Write], reads: list[Read], without: list[Without]) -> Counter:
    """How many reads there were of one key: of what was newest, and of what a server remembered that was not."""
    begun = {write.number: write.begun for write in writes}
    acknowledged = [write for write in writes if write.acknowledged]
    known = Highest((done.ended, done.number) for done in acknowledged + reads)
    counts: Counter = Counter()
    for read in reads:
        assert read.number == 0 or begun[read.number] < read.ended, f"{read} is not written yet"
        oldest = known.before(read.begun)
        remembered = read.number < oldest and any(time.meets(read) for time in without)
        if remembered:
            own = Highest((write.ended, write.number) for write in acknowledged if write.node == read.node)
            oldest = own.before(read.begun)
        assert read.number >= oldest, f"older than {oldest}:\n{_told(read, writes, reads, without)}"
        counts["remembered" if remembered else "newest"] += 1
    return counts


def _told(read: Read, writes: list[Write], reads: list[Read], without: list[Without]) -> str:
    """A read that should not be, and what makes it so."""
    newer = [done for done in writes + reads if done.number > read.number and done.begun < read.ended]
    return "\n".join(str(told) for told in (read, *sorted(newer, key=lambda done: done.begun)[:8], *without))


class Registers:
    """Who writes and reads them, from start() to join()."""

    def __init__(self, nodes: Nodes, stopping: threading.Event):
        self.nodes = nodes
        self.stopping = stopping
        self.lock = threading.Lock()
        self.writes: list[Write] = []
        self.reads: list[Read] = []
        self.without: list[Without] = []
        self.unexpected: list[str] = []
        self.numbers = {etag: (key, number) for key in KEYS for number, etag in self._etags(key)}
        self.threads = [threading.Thread(target=self._write_on, args=(key,)) for key in KEYS]
        self.threads += [threading.Thread(target=self._read_on, args=(turn,)) for turn in range(2)]

    @staticmethod
    def _etags(key: str) -> Iterable[tuple[int, str]]:
        return ((number, f'"{hashlib.md5(octets_of(key, number)).hexdigest()}"') for number in range(1, 5000))

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def _write_on(self, key: str) -> None:
        chance = random.Random(key)
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            for number in range(1, 5000):
                if self.stopping.wait(0.05):
                    return
                self._write(http, key, number, chance.randrange(len(self.nodes.all)))

    def _write(self, http: httpx.Client, key: str, number: int, node: int) -> None:
        begun = time.monotonic()
        try:
            answer = http.put(signed(self.nodes.all[node].s3_url, "put_object", key), content=octets_of(key, number))
            acknowledged = self._expect(answer, 200)
        except httpx.TransportError:
            acknowledged = False
        with self.lock:
            self.writes.append(Write(key, number, node, begun, time.monotonic(), acknowledged))

    def _read_on(self, turn: int) -> None:
        chance = random.Random(turn)
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            while not self.stopping.wait(0.01):
                self._read(http, chance.choice(KEYS), chance.randrange(len(self.nodes.all)), chance.random() < 0.5)

    def _read(self, http: httpx.Client, key: str, node: int, over_s3: bool) -> bool:
        """Whether it was answered."""
        server = self.nodes.all[node]
        begun = time.monotonic()
        try:
            answer = http.head(signed(server.s3_url, "head_object", key)) if over_s3 else http.get(f"{server.url}/{key}")
        except httpx.TransportError:
            return False
        if not self._expect(answer, 200, 404):
            return False
        number = self._number_in(answer, key, over_s3)
        with self.lock:
            self.reads.append(Read(key, number, node, begun, time.monotonic(), not over_s3))
        return True

    def _number_in(self, answer: httpx.Response, key: str, over_s3: bool) -> int:
        if answer.status_code == 404:
            return 0
        of, number = self.numbers.get(answer.headers["etag"], ("", 0))
        if of != key or not (over_s3 or answer.content == octets_of(key, number)):
            self.unexpected.append(f"{key} is {answer.content[:80]!r} with the ETag {answer.headers['etag']}")
        return number

    def _expect(self, answer: httpx.Response, *wanted: int) -> bool:
        """A failure must be a 503 that says when to come again."""
        if answer.status_code in wanted:
            return True
        if answer.status_code != 503 or "Retry-After" not in answer.headers:
            self.unexpected.append(f"{answer.request.method} {answer.status_code} {answer.text}")
        return False

    def check(self) -> Counter:
        """How many reads there were: of what was newest, and of what a server remembered that was not."""
        with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
            for key in KEYS:
                for node in range(len(self.nodes.all)):
                    assert self._read(http, key, node, True) and self._read(http, key, node, False), f"{key} cannot be read"
        assert not self.unexpected, self.unexpected[:5]
        counts: Counter = Counter()
        for key in KEYS:
            writes, reads = ([done for done in all_done if done.key == key] for all_done in (self.writes, self.reads))
            counts += check_key(writes, reads, self.without)
        return counts
