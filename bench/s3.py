"""The S3 server beside MinIO: both run on one disk, and the same load goes to one and the other by turns."""

import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests/engines"))

from minio_server import Minio  # noqa: E402, where the folder is known

LOAD = os.environ.get("GARDEN_S3_LOAD", str(ROOT / "build/release/s3_load"))
ACCESS, SECRET = "BENCHACCESSKEY", "bench-secret-of-forty-characters-1234567"
GARDEN_PAIR = {"EMOTION_GARDEN_ACCESS_KEY": ACCESS, "EMOTION_GARDEN_SECRET_KEY": SECRET}
BUCKET = "bench-bucket"
ROUNDS = 3
MIB = 1024 * 1024


@dataclass
class Result:
    """What one run of s3_load took: seconds, and its requests' p50 and p99 in milliseconds."""

    seconds: float
    p50: float
    p99: float


def load(place: str, operation: str, prefix: str = "-", clients: int = 1, count: int = 1, octets: int = 0) -> Result:
    keys = {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}
    command = [LOAD, operation, place, BUCKET, prefix, str(clients), str(count), str(octets)]
    done = subprocess.run(command, env=os.environ | keys, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return Result(*map(float, done.stdout.split()))


@contextlib.contextmanager
def minio(data: pathlib.Path) -> Iterator[str]:
    """MinIO with its defaults; its host and port."""
    server = Minio(data, ACCESS, SECRET)
    try:
        yield server.start().place
    finally:
        server.stop()


def by_turns(servers: dict[str, str], run: Callable[[str, int], Result]) -> dict[str, Result]:
    """Each server's result of median speed; no server is always the first."""
    results: dict[str, list[Result]] = {name: [] for name in servers}
    for number in range(ROUNDS):
        order = list(servers) if number % 2 == 0 else list(reversed(servers))
        for name in order:
            results[name].append(run(servers[name], number))
    median = statistics.median_low
    return {name: min((r for r in of if r.seconds == median(o.seconds for o in of)), key=lambda r: r.p99)
            for name, of in results.items()}


def table(results: dict[str, Result], amount: float, text: Callable[[float], str]) -> list[tuple[str, str]]:
    """`amount` is what one run did; `text` writes how much of it a second."""
    rates = {name: amount / result.seconds for name, result in results.items()}
    rows = [(name, f"{text(rates[name])}, p50 {r.p50:.2f} ms, p99 {r.p99:.2f} ms") for name, r in results.items()]
    ours, theirs = rates.values()
    return [*rows, ("ratio", f"{ours / theirs:.2f}")]


def measure(servers: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Titles and rows of all tables."""
    for place in servers.values():
        load(place, "bucket")
        load(place, "put", "warm/", 16, 300, 4096)

    for size, count in ((4 * 1024, 3000), (200 * 1024, 1000)):
        for operation in ("put", "get"):
            results = by_turns(servers, lambda place, number: load(place, operation, f"o{size}/{number}/", 16, count, size))
            yield (f"S3 {operation}, {size // 1024} KiB, 16 clients",
                   table(results, count, lambda rate: f"{rate:,.0f} objects a second"))

    for operation in ("upload", "download"):
        results = by_turns(servers, lambda place, number: load(place, operation, f"g{number}/", 8, 128, 8 * MIB))
        yield (f"S3 {operation}, 1 GiB in parts of 8 MiB, 8 in parallel",
               table(results, 1024, lambda rate: f"{rate:,.0f} MiB a second"))

    for place in servers.values():
        load(place, "put", "many/", 32, 100_000, 16)
    results = by_turns(servers, lambda place, _: load(place, "list", "many/", 1, 100_000))
    yield ("S3 listing of 100,000 keys, 1,000 a page",
           table(results, 100_000, lambda rate: f"{rate:,.0f} keys a second"))
