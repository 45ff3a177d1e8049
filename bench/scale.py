"""A garden on PostgreSQL and an S3 store: what rows, octets and milliseconds it costs, and two servers beside one. See README.md
in this folder."""

import contextlib
import hashlib
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests/engines"))

import psycopg  # noqa: E402
from minio_server import Minio  # noqa: E402, where the folder is known
from populate import BUCKET, event_rows, picture_rows  # noqa: E402
from postgres import Postgres  # noqa: E402
from server import children, garden, megabytes, processor_seconds, request  # noqa: E402
from wrk import Wrk  # noqa: E402

OCTETS = 200_000  # of a picture, told and not there
REAL_PICTURES = 40  # that the store holds indeed, to be weighed
SECONDS = 10
CONNECTIONS = 32
TABLES = ("objects", "object_blobs", "blobs", "pictures", "looks", "prompts", "visitors", "interactions")
LIKE = """
math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) %% 100000)
request = function()
  local item = "emotions/happy/img_20230320-121242_" .. 16 * math.random(0, %d) .. "h.jpeg"
  return wrk.format("POST", "/like", nil, '{"id":"visitor ' .. math.random(1, 100000) .. '","itemId":"' .. item .. '","impression":["' .. item .. '"]}')
end
"""


def load(database: str, pictures: int, events: int) -> list[tuple[str, str]]:
    """Into the empty catalog of a garden. What the triggers would note for servers that run is left out."""
    tables = [("objects", "bucket, key, size, etag, content_type, modified_at, metadata"),
              ("object_blobs", "bucket, key, part, sha256, size"), ("blobs", "sha256, size, claimed_at"), ("pictures", "key, place, search_key, orientation, added_at"),
              ("looks", "key, content, version, look, known_after")]
    begin = time.perf_counter()
    with psycopg.connect(database) as catalog:
        catalog.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        for number, (table, columns) in enumerate(tables):
            with catalog.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for of_object, of_blob, of_picture, of_look in picture_rows(pictures, ["0" * 64], ["0" * 32], [OCTETS]):
                    # Each picture has octets of its own, as in life.
                    sha256 = hashlib.sha256(of_object[1].encode()).hexdigest()
                    md5 = sha256[:32]
                    copy.write_row(((*of_object[:3], md5, *of_object[4:]), (*of_blob[:3], sha256, OCTETS), (sha256, OCTETS, of_object[5]), of_picture,
                                    (of_look[0], md5, *of_look[2:]))[number])
    middle = time.perf_counter()
    with psycopg.connect(database) as catalog:
        columns = "id, visitor_id, item_id, event_type, impression, at, generation, gender"
        with catalog.cursor().copy(f"COPY interactions ({columns}) FROM STDIN") as copy:
            for row in event_rows(pictures, events):
                copy.write_row(row)
        catalog.execute("UPDATE log_end SET last = %s", (events,))
        catalog.execute("INSERT INTO visitors (id, generation, gender, emotion, seen_at) SELECT DISTINCT visitor_id, 'adult', 'Male', 'happy', "
                        "0 FROM interactions ON CONFLICT DO NOTHING")
    end = time.perf_counter()
    with psycopg.connect(database, autocommit=True) as catalog:
        catalog.execute("VACUUM ANALYZE")
        size = {name: catalog.execute("SELECT pg_total_relation_size(%s), count(*) FROM " + name, (name,)).fetchone() for name in TABLES}
    rows = [(f"{name}", f"{count:,} rows, {octets / 1e6:,.0f} MB, {octets / max(1, count):,.0f} octets a row with its indexes")
            for name, (octets, count) in size.items()]
    of_pictures = sum(size[name][0] for name in ("objects", "object_blobs", "blobs", "pictures", "looks"))
    rows.append(("a picture in the catalog", f"5 rows, {of_pictures / pictures:,.0f} octets; loaded in {1e3 * (middle - begin) / pictures:.3f} ms"))
    rows.append(("an event in the catalog", f"1 row, {size['interactions'][0] / events:,.0f} octets; loaded in {1e3 * (end - middle) / events:.3f} ms"))
    return rows


def weigh_store(binary: str, work: pathlib.Path, minio: Minio) -> list[tuple[str, str]]:
    """What a real picture takes, painted once for each seed."""
    minio.client().create_bucket(Bucket="weighed")
    before, octets = folder_size(minio.data), 0
    for seed in range(REAL_PICTURES):
        file = work / "weighed.jpeg"
        subprocess.run([binary, "paint", "happy garden", "--seed", str(seed), "-o", str(file)], check=True, stdout=subprocess.DEVNULL)
        content = file.read_bytes()
        octets += len(content)
        minio.client().put_object(Bucket="weighed", Key=hashlib.sha256(content).hexdigest(), Body=content)
    disk = folder_size(minio.data) - before
    return [("a picture of the flower painter, 1280x800", f"{octets / REAL_PICTURES / 1000:.0f} kB, {disk / REAL_PICTURES / 1000:.0f} kB of MinIO's disk")]


def folder_size(folder: pathlib.Path) -> int:
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def tree_seconds(process: int) -> float:
    """Processor seconds of a process and its children, those that have ended and were waited for included; while one ends it
    may be missing."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    total = processor_seconds(process) + ended
    for child in children(process):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += tree_seconds(child)
    return total


class Servers:
    """Of one garden, with the URL and the process of each."""

    def __init__(self, started: list[tuple[str, subprocess.Popen]], postgres: Postgres):
        self.started, self.postgres = started, postgres

    def drive(self, path: str, script: str, connections: int) -> tuple[float, float, float, float]:
        """By two clients, each at a server of its own where there are two: requests a second, p99 in ms, and processor microseconds
        of the servers and of PostgreSQL for each request."""
        before = [processor_seconds(process.pid) for _, process in self.started]
        database = tree_seconds(self.postgres.process.pid)
        clients = [Wrk(self.started[number % len(self.started)][0] + path, "-s", script, seconds=SECONDS, connections=connections // 2) for number in range(2)]
        loads = [client.load() for client in clients]
        requests = sum(load.requests for load in loads)
        used = sum(processor_seconds(process.pid) - seconds for (_, process), seconds in zip(self.started, before, strict=True))
        return (requests / SECONDS, max(load.p99 for load in loads), 1e6 * used / requests,
                1e6 * (tree_seconds(self.postgres.process.pid) - database) / requests)


def compare(binary: str, work: pathlib.Path, postgres: Postgres, env: dict[str, str], scripts: dict[str, str]) -> list[tuple[str, str]]:
    """One server, two that share its connections, and two with as many each: four times, in both orders, for the catalog grows; the
    medians are told."""
    cases = [(1, CONNECTIONS), (2, CONNECTIONS), (2, 2 * CONNECTIONS)]
    measured: dict[tuple[str, tuple[int, int]], list[tuple[float, float, float, float]]] = {}
    for case in 2 * (cases + cases[::-1]):
        servers, connections = case
        with contextlib.ExitStack() as opened:
            started = [opened.enter_context(garden(binary, work / f"node{number}", env=env))[:2] for number in range(servers)]
            for path, script in scripts.items():
                measured.setdefault((path, case), []).append(Servers(started, postgres).drive(path, script, connections))
    rows = []
    for path in scripts:
        alone = None
        for case in cases:
            rate, p99, own, database = (statistics.median(values) for values in zip(*measured[path, case], strict=True))
            servers, connections = case
            words = (f"{rate:,.0f} a second, p99 {p99:.1f} ms; processor time a request: servers {own:.0f} us, PostgreSQL {database:.0f} us")
            if alone is None:
                alone = rate, own, own + database
            else:
                words += f"; rate {rate / alone[0]:.2f}, time {(own + database) / alone[2]:.2f}, of the servers {own / alone[1]:.2f} times one's"
            rows.append((f"{path}, {servers} server{'s' * (servers > 1)}, {connections // servers} connections{' each' * (servers > 1)}", words))
    return rows


def one_connection(url: str, path: str, body) -> str:
    times = []
    for number in range(1000):
        payload = json.dumps(body(number)).encode()
        begin = time.perf_counter()
        status, answer = request(url, "POST", path, payload)
        times.append(1e3 * (time.perf_counter() - begin))
        if status != 200:
            sys.exit(f"{path} answered {status}: {answer[:200]}")
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms, with a connection of its own each"


def measure(binary: str, work: pathlib.Path, pictures: int, events: int, garden_script: str):
    """Yields (title, rows) as soon as each is known."""
    with contextlib.ExitStack() as opened:
        postgres = Postgres(shared_buffers="1GB", max_wal_size="4GB").start()
        opened.callback(postgres.close)
        minio = Minio(work / "minio")
        opened.callback(minio.stop)
        minio.start().client().create_bucket(Bucket="pictures")
        yield "In the S3 store", weigh_store(binary, work, minio)
        name = postgres.new_database()
        env = minio.keys | {"EMOTION_GARDEN_DATABASE": postgres.url(name), "EMOTION_GARDEN_BLOBS": minio.blobs("pictures")}
        with garden(binary, work / "node0", env=env):
            pass  # makes the tables, and compiles the models
        yield f"{pictures:,} pictures and {events:,} events in PostgreSQL", load(postgres.url(name), pictures, events)
        rows = []
        for what in ("the whole log learned", "from its snapshot"):
            with garden(binary, work / "node0", env=env) as (url, process, seconds):
                rows.append((f"start, {what}", f"{seconds:.1f} s, {processor_seconds(process.pid):.1f} s of the processor; {megabytes(process.pid):,.0f} MB"))
                if what == "from its snapshot":
                    chance = random.Random(3)
                    item = lambda: f"emotions/happy/img_20230320-121242_{16 * chance.randrange(pictures // 16)}h.jpeg"  # noqa: E731
                    rows.append(("POST /garden", one_connection(url, "/garden", lambda n: {"id": f"visitor {n}", "emotion": "happy"})))
                    rows.append(("POST /like", one_connection(url, "/like", lambda n: {"id": f"visitor {n}", "itemId": item()})))
        yield "One server on them", rows
        script = work / "like.lua"
        script.write_text(LIKE % (pictures // 16 - 1))
        yield (f"One server and two, PostgreSQL and wrk on the same {os.cpu_count()} cores",
               compare(binary, work, postgres, env, {"/garden": garden_script, "/like": str(script)}))
