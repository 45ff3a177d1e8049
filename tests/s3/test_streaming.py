"""Objects larger than the memory: constant memory, never half an object, nothing left of a client that goes away."""

import io
import os
import random
import shutil
import socket
import struct
import time
from pathlib import Path

import pytest
from boto3.s3.transfer import TransferConfig
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, S3Garden, Upload, client_of
from signing import UNSIGNED
from wire import Wire

MIB = 1024 * 1024
SIZE = (5 * 1024 if os.environ.get("GARDEN_FULL") == "1" else 512) * MIB
ABOVE_IDLE = 64 * MIB
TRANSFER = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=10)
BLOCK = random.Random(7).randbytes(MIB)


def block(number: int) -> bytes:
    """A MiB of the large object; no two are the same."""
    return number.to_bytes(8, "big") + BLOCK[8:]


class Source(io.RawIOBase):
    """The large object as a stream that cannot be rewound."""

    def __init__(self):
        self.next = 0
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self.rest and self.next * MIB < SIZE:
            self.rest = block(self.next)
            self.next += 1
        taken = self.rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self.rest = self.rest[len(taken) :]
        return len(taken)


class Sink(io.RawIOBase):
    """Compares what is written with the large object."""

    def __init__(self):
        self.wanted = io.BufferedReader(Source(), MIB)
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, octets) -> int:
        assert bytes(octets) == self.wanted.read(len(octets)), f"other octets after {self.size}"
        self.size += len(octets)
        return len(octets)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A server of these tests' own, whose files are removed at the end: they are large."""
    garden = S3Garden(tmp_path_factory.mktemp("large") / "data").start()
    Bucket(client_of(garden.s3_url, MAIN), GARDEN_BUCKET, None).put("warm", b"x" * MIB)
    yield garden
    garden.close()
    shutil.rmtree(garden.data)


@pytest.fixture
def bucket(large):
    client = client_of(large.s3_url, MAIN, max_pool_connections=10, read_timeout=120)
    return Bucket(client, GARDEN_BUCKET, Wire(large.s3_url, MAIN))


class Memory:
    """Resident memory of a process, in octets, and its peak from now on."""

    def __init__(self, process: int):
        self.folder = Path(f"/proc/{process}")
        (self.folder / "clear_refs").write_text("5")  # the peak begins anew: proc(5)
        self.idle = self.of("VmRSS")

    def of(self, name: str) -> int:
        lines = (self.folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))

    def above_idle(self) -> int:
        return self.of("VmHWM") - self.idle


@pytest.fixture
def memory(large):
    return Memory(large.process.pid)


def test_one_put_and_one_get(large, bucket, memory):
    with bucket.wire.line() as line:
        line.socket.settimeout(120)
        line.send(bucket.wire.head("PUT", bucket.path("one"), payload=UNSIGNED, length=SIZE))
        for number in range(SIZE // MIB):
            line.send(block(number))
        assert line.answer("PUT").status == 200
    assert bucket.head("one")["ContentLength"] == SIZE
    assert memory.above_idle() < ABOVE_IDLE

    sink = Sink()
    shutil.copyfileobj(bucket.get("one")["Body"], sink, MIB)
    assert sink.size == SIZE
    assert memory.above_idle() < ABOVE_IDLE


def test_parts_in_parallel_and_ranges_in_parallel(bucket, memory):
    bucket.client.upload_fileobj(Source(), GARDEN_BUCKET, "parts", Config=TRANSFER)
    assert bucket.head("parts")["ContentLength"] == SIZE
    assert memory.above_idle() < ABOVE_IDLE

    sink = Sink()
    bucket.client.download_fileobj(GARDEN_BUCKET, "parts", sink, Config=TRANSFER)
    assert sink.size == SIZE
    assert memory.above_idle() < ABOVE_IDLE


def test_copies(bucket, memory):
    bucket.copy("parts", "copied")
    assert bucket.head("copied")["ContentLength"] == SIZE
    up = Upload(bucket, "joined")
    for number in (1, 2):
        up.copy_part(number, bucket.source("parts"))
    up.complete()
    assert bucket.head("joined")["ContentLength"] == 2 * SIZE
    assert memory.above_idle() < ABOVE_IDLE


# ---------------------------------------------------------------- clients that go away


def eventually(holds, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def hang_up(line) -> None:
    """At once, as a machine that is switched off and its connection reset."""
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@pytest.mark.parametrize("end", ["closes", "resets"])
@pytest.mark.parametrize("sent", [1, 30], ids=lambda sent: f"{sent} MiB")
def test_half_an_upload_leaves_nothing(large, bucket, sent, end):
    before = large.files()
    with bucket.wire.line() as line:
        line.send(bucket.wire.head("PUT", bucket.path("half"), payload=UNSIGNED, length=200 * MIB))
        for number in range(sent):
            line.send(block(1_000_000 + number))
        assert eventually(lambda: large.files() != before), "nothing was being written"
        if end == "resets":
            hang_up(line)
    assert eventually(lambda: large.files() == before), large.files() - before
    assert bucket.absent("half")


def test_half_a_part_leaves_nothing(large, bucket):
    up = Upload(bucket, "half")
    before = large.files()
    query = [("partNumber", "1"), ("uploadId", up.id)]
    with bucket.wire.line() as line:
        line.send(bucket.wire.head("PUT", bucket.path("half"), query, payload=UNSIGNED, length=50 * MIB))
        line.send(block(2_000_000) * 5)
        assert eventually(lambda: large.files() != before), "nothing was being written"
    assert eventually(lambda: large.files() == before), large.files() - before
    assert up.listed() == []
    up.abort()


def test_the_old_object_is_there_until_the_new_one_is_whole(large, bucket):
    bucket.put("replaced", b"old")
    with bucket.wire.line() as line:
        line.send(bucket.wire.head("PUT", bucket.path("replaced"), payload=UNSIGNED, length=4 * MIB))
        for number in range(3):
            line.send(block(3_000_000 + number))
        assert bucket.read("replaced") == b"old"
        line.send(block(3_000_003))
        assert line.answer("PUT").status == 200
    assert bucket.read("replaced") == b"".join(block(3_000_000 + number) for number in range(4))


def test_a_reader_sees_one_object_while_it_is_replaced(large, bucket):
    old = b"".join(block(4_000_000 + number) for number in range(40))
    bucket.put("read", old)
    body = bucket.get("read")["Body"]
    first = body.read(MIB)
    bucket.put("read", b"new")
    assert first + body.read() == old
    assert bucket.read("read") == b"new"


def test_a_reader_that_goes_away_costs_nothing(large, bucket, memory):
    bucket.put("left", b"".join(block(5_000_000 + number) for number in range(40)))
    bucket.read("left")  # the file of a recent object may stay open for the next reader
    open_files = Path(f"/proc/{large.process.pid}/fd")
    before = len(list(open_files.iterdir()))
    for _ in range(20):
        with bucket.wire.line() as line:
            line.send(bucket.wire.head("GET", bucket.path("left")))
            line.socket.recv(1000)
            hang_up(line)
    assert eventually(lambda: len(list(open_files.iterdir())) <= before), "files or sockets are still open"
    assert memory.above_idle() < ABOVE_IDLE
    assert bucket.head("left")["ContentLength"] == 40 * MIB
