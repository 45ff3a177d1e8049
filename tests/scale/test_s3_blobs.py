"""Blobs in an S3 store: what was put comes back, from a real MinIO, whatever happens to it, to the cache and to us."""

import hashlib
import json
import os
import random
import re
import shutil
import threading
import time
from pathlib import Path

import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from catalog import catalog_of
from fake_pictures import png
from garden import command
from place import Place, objects_of
from s3_garden import S3Garden, Upload
from test_jobs import order, wait_for

MIB = 1024 * 1024
PIECE = 16 * MIB  # of a large object
BLOCK = random.Random(7).randbytes(MIB)


def octets_of(seed: int, size: int = MIB) -> bytes:
    """No two MiB of any are the same."""
    blocks = (seed.to_bytes(4, "big") + number.to_bytes(4, "big") + BLOCK[8:] for number in range(size // MIB + 1))
    return b"".join(blocks)[:size]


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def key_of(number: int) -> str:
    """Of a picture that nobody but the test reads."""
    return f"picture-{number:06}.jpeg"


def fetch(garden: S3Garden, key: str, **more) -> httpx.Response:
    return httpx.get(f"{garden.url}/{key}", timeout=60, trust_env=False, **more)


def cached(garden: S3Garden) -> dict[str, int]:
    files = [path for path in (garden.data / "cache").rglob("*") if path.is_file()]
    return {path.name: path.stat().st_size for path in files}


def look_of(garden: S3Garden, key: str) -> str | None:
    rows = catalog_of(garden.data).rows("SELECT look FROM looks WHERE key = ?", key)
    return rows[0][0] if rows else None


def await_look(garden: S3Garden, key: str, timeout: float = 120) -> str:
    deadline = time.monotonic() + timeout
    while (look := look_of(garden, key)) is None:
        assert time.monotonic() < deadline, f"{key} is not measured"
        time.sleep(0.1)
    return look


def test_pictures_come_back_octet_for_octet(place, new_garden):
    garden = new_garden(place).start()
    bucket = objects_of(garden)
    picture = octets_of(1, 200_000)
    bucket.put(key_of(1), picture, ContentType="image/jpeg")
    painted = wait_for(garden, order(garden, place="garden", emotion="calm")["id"], "done")["pictures"][0]["key"]
    assert garden.pictures("calm") == [painted]
    for key in (key_of(1), painted):
        answer = fetch(garden, key)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert bucket.read(key) == answer.content
        assert f'"{hashlib.md5(answer.content).hexdigest()}"' == bucket.head(key)["ETag"]
    assert fetch(garden, key_of(1)).content == picture

    blob = sha256(picture)
    sizes = place.sizes()
    assert sizes[f"garden/blobs/{blob[:2]}/{blob[2:4]}/{blob}"] == len(picture)
    assert len(sizes) >= 2  # and what was learned, maybe
    assert all(len(key) == len("garden/blobs/ab/cd/") + 64 for key in sizes), "what the start put is gone"
    assert not (garden.data / "blobs").exists()

    garden.stop()
    done = place.check(garden.data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 objects" in done.stdout


def test_an_object_larger_than_memory_allows(place, new_garden):
    garden = new_garden(place).start()
    bucket = objects_of(garden)
    bucket.put("small", b"small")
    idle = garden.most_memory()
    size = 200 * MIB + 7
    large = octets_of(2, size)
    bucket.put("large", large)
    assert bucket.head("large")["ETag"] == f'"{hashlib.md5(large).hexdigest()}"'
    assert sorted(place.sizes().values(), reverse=True)[:13] == [PIECE] * 12 + [8 * MIB + 7]

    shutil.rmtree(garden.data / "cache")  # all of it has to be fetched again
    start = 150 * MIB + 5
    part = bucket.read("large", Range=f"bytes={start}-{start + 999}")
    assert part == large[start : start + 1000]
    assert sum(cached(garden).values()) == PIECE, "a range wants no more than the piece it lies in"
    assert bucket.read("large") == large
    assert bucket.read("large", Range=f"bytes={PIECE - 3}-{PIECE + 2}") == large[PIECE - 3 : PIECE + 3]
    assert (garden.most_memory() - idle) * 1024 < 64 * MIB


def test_a_large_part_of_an_upload_is_one_blob(place, new_garden):
    garden = new_garden(place).start()
    bucket = objects_of(garden)
    parts = [octets_of(3, 70 * MIB), octets_of(4, 1000)]  # the first goes to the store in parts too
    up = Upload(bucket, "parted")
    for number, part in enumerate(parts, 1):
        up.part(number, part)
    up.complete()
    shutil.rmtree(garden.data / "cache")
    assert bucket.read("parted") == b"".join(parts)
    assert bucket.read("parted", PartNumber=2) == parts[1]
    assert {1000, 70 * MIB} <= set(place.sizes().values())
    assert "Uploads" not in place.store.client().list_multipart_uploads(Bucket=place.bucket)
    garden.stop()
    done = place.check(garden.data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_cache_keeps_to_its_limit(place, new_garden):
    garden = new_garden(place, "--blob-cache", "10").start()
    bucket = objects_of(garden)
    for number in range(30):
        bucket.put(key_of(number), octets_of(number))
        assert sum(cached(garden).values()) <= 10 * MIB
    for number in range(30):
        assert fetch(garden, key_of(number)).content == octets_of(number)
        assert sum(cached(garden).values()) <= 10 * MIB
    # What is larger than all of it is read all the same.
    bucket.put("large", octets_of(99, 20 * MIB))
    assert bucket.read("large") == octets_of(99, 20 * MIB)
    assert sum(cached(garden).values()) <= 10 * MIB


def test_a_server_without_a_cache_removes_what_one_has_kept(place, new_garden):
    with_cache = new_garden(place).start()
    objects_of(with_cache).put(key_of(1), octets_of(1))
    kept = cached(with_cache)
    assert len(kept) == 1
    checked = place.check(with_cache.data)
    assert checked.returncode == 0, checked.stderr
    assert cached(with_cache) == kept, "who only looks comes past the cache, and leaves it to the server"
    with_cache.stop()
    without = new_garden(place, "--blob-cache", "0").start()
    assert cached(without) == {}
    assert fetch(without, key_of(1)).content == octets_of(1)
    assert cached(without) == {}


def test_the_cache_outlives_a_restart_and_may_go_at_any_time(place, new_garden):
    garden = new_garden(place).start()
    bucket = objects_of(garden)
    for number in range(5):
        bucket.put(key_of(number), octets_of(number))
    kept = cached(garden)
    assert len(kept) == 5
    garden.stop()

    # One of the files is altered while the server is away, as by a power cut.
    [altered] = [path for path in (garden.data / "cache").rglob(sha256(octets_of(0)))]
    altered.write_bytes(octets_of(77))
    garden.start()
    assert cached(garden).keys() >= kept.keys()
    for number in range(5):
        assert fetch(garden, key_of(number)).content == octets_of(number)

    bucket = objects_of(garden)
    for number in (5, 6):
        bucket.put(key_of(number), octets_of(number))
    shutil.rmtree(garden.data / "cache")  # while it runs
    for number in range(7):
        assert fetch(garden, key_of(number)).content == octets_of(number)
    bucket.put(key_of(7), octets_of(7))
    garden.stop()
    shutil.rmtree(garden.data / "cache")
    garden.start()
    for number in range(8):
        assert fetch(garden, key_of(number)).content == octets_of(number)


class Writer:
    """Puts pictures until the server dies; `acknowledged` are those that it has answered."""

    def __init__(self, garden: S3Garden, number: int):
        self.bucket = objects_of(garden)
        self.number = number
        self.acknowledged: dict[str, str] = {}
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self) -> None:
        for turn in range(1_000_000):
            octets = os.urandom(random.choice([1, 3000, 200_000, 2 * MIB]))
            key = key_of(self.number * 10_000 + turn)
            try:
                self.bucket.put(key, octets)
            except (BotoCoreError, ClientError):
                return  # killed
            self.acknowledged[key] = sha256(octets)


def test_what_was_answered_survives_a_kill(place, new_garden):
    garden = new_garden(place)
    acknowledged: dict[str, str] = {}
    for start in range(4):
        garden.start()
        writers = [Writer(garden, start * 10 + number) for number in range(4)]
        time.sleep(random.uniform(0.7, 1.5))
        garden.kill()
        for writer in writers:
            writer.thread.join()
            assert writer.acknowledged, "the kill came before anything was answered"
            acknowledged |= writer.acknowledged
        done = place.check(garden.data)
        assert done.returncode == 0, done.stdout + done.stderr
    garden.start()
    assert not list((garden.data / "cache/tmp").iterdir())
    bucket = objects_of(garden)
    for key, digest in acknowledged.items():
        assert sha256(bucket.read(key)) == digest


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "store of the pictures does not answer" in answer.text
    assert "127.0.0.1" not in answer.text


def wait_until_served(garden: S3Garden, key: str, octets: bytes, timeout: float = 20) -> None:
    deadline = time.monotonic() + timeout
    while (answer := fetch(garden, key)).status_code != 200:
        refused(answer)
        assert time.monotonic() < deadline, "the store is back, and is not asked"
        time.sleep(0.1)
    assert answer.content == octets


def gauge(garden: S3Garden, name: str) -> int:
    return int(re.search(rf"^{name} (\d+)$", garden.http.get("/metrics").text, re.MULTILINE).group(1))


def test_a_store_that_is_gone_for_a_while(own_place, new_garden):
    garden = new_garden(own_place).start()
    bucket = objects_of(garden)
    for number in range(3):
        bucket.put(key_of(number), octets_of(number))
    assert gauge(garden, "garden_blob_store_up") == 1
    assert gauge(garden, "garden_blob_cache_bytes") >= sum(len(octets_of(number)) for number in range(3))
    for path in (garden.data / "cache").rglob(sha256(octets_of(0))):
        path.unlink()  # this one has to be fetched

    own_place.store.stop()
    for _ in range(3):
        assert fetch(garden, key_of(1)).content == octets_of(1)  # from the cache
        refused(fetch(garden, key_of(0)))
        with pytest.raises(ClientError) as caught:
            bucket.put(key_of(9), octets_of(9))
        assert caught.value.response["Error"]["Code"] == "ServiceUnavailable"
    like = {"id": "someone", "itemId": "emotions/happy/a.jpeg", "impression": ["emotions/happy/a.jpeg"]}
    assert garden.http.post("/like", json=like).status_code == 200
    assert garden.health_status() == 200
    started = time.monotonic()
    for _ in range(20):
        refused(fetch(garden, key_of(0)))
    assert time.monotonic() - started < 10, "nobody waits for a store that is known to be gone"

    assert gauge(garden, "garden_blob_store_up") == 0
    ordered = order(garden, place="garden", emotion="happy")["id"]
    time.sleep(1)

    own_place.store.start()
    wait_until_served(garden, key_of(0), octets_of(0))
    assert bucket.absent(key_of(9))
    bucket.put(key_of(9), octets_of(9))
    assert "the store of the blobs answers again" in garden.log()
    wait_for(garden, ordered, "done")
    assert "a job waits for its store" in garden.log()
    assert "a picture cannot be stored" not in garden.log(), "it was painted once"
    assert gauge(garden, "garden_blob_store_up") == 1
    garden.stop()
    done = own_place.check(garden.data)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_picture_that_cannot_be_read_now_is_measured_later(own_place, new_garden):
    garden = new_garden(own_place).start()
    bucket = objects_of(garden)
    picture = png(64, 48, 1, "JPEG")
    bucket.put("emotions/happy/first_1h.jpeg", picture)
    look = await_look(garden, "emotions/happy/first_1h.jpeg")
    assert any(json.loads(look))

    own_place.store.stop()
    for path in (garden.data / "cache").rglob(sha256(picture)):
        path.unlink()
    bucket.copy("emotions/happy/first_1h.jpeg", "emotions/happy/second_1h.jpeg")  # rows only
    deadline = time.monotonic() + 60
    while "what a picture looks like cannot be measured now" not in garden.log():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert look_of(garden, "emotions/happy/second_1h.jpeg") is None
    own_place.store.start()
    assert await_look(garden, "emotions/happy/second_1h.jpeg") == look


def test_a_store_that_hangs_holds_up_nobody_else(own_place, new_garden):
    garden = new_garden(own_place).start()
    bucket = objects_of(garden)
    for number in range(61):
        bucket.put(key_of(number), octets_of(number, 1000))
    for number in range(60):
        for path in (garden.data / "cache").rglob(sha256(octets_of(number, 1000))):
            path.unlink()
    own_place.store.pause()
    answers: list[int] = []
    waiting = [
        threading.Thread(target=lambda n=number: answers.append(fetch(garden, key_of(n)).status_code))
        for number in range(40)  # more than there are workers
    ]
    for thread in waiting:
        thread.start()
    time.sleep(4)
    assert set(answers) == {503}, "eight workers at least have turned some away"
    started = time.monotonic()
    for number in range(40, 60):
        refused(fetch(garden, key_of(number)))
    assert fetch(garden, key_of(60)).content == octets_of(60, 1000)
    assert time.monotonic() - started < 3
    own_place.store.go_on()
    for thread in waiting:
        thread.join()
    assert answers.count(200) == 24
    wait_until_served(garden, key_of(50), octets_of(50, 1000))

    # Nor does it hold up the end.
    own_place.store.pause()
    thread = threading.Thread(target=lambda: answers.append(fetch(garden, key_of(51)).status_code))
    thread.start()
    time.sleep(0.5)
    garden.stop()  # within ten seconds, with 0
    thread.join()
    assert answers[-1] == 503


def test_octets_that_were_altered_in_the_store_are_never_handed_out(place, new_garden):
    garden = new_garden(place).start()
    objects_of(garden).put(key_of(1), octets_of(1))
    blob = sha256(octets_of(1))
    key = f"garden/blobs/{blob[:2]}/{blob[2:4]}/{blob}"
    place.store.client().put_object(Bucket=place.bucket, Key=key, Body=octets_of(2))
    assert fetch(garden, key_of(1)).content == octets_of(1)  # from the cache
    garden.stop()
    done = place.check(garden.data)  # which looks at the store
    assert done.returncode == 1
    assert blob in done.stdout
    shutil.rmtree(garden.data / "cache")
    garden.start()
    assert fetch(garden, key_of(1)).status_code == 500
    assert "altered in the store" in garden.log()
    # Putting the picture anew repairs it.
    place.store.client().delete_object(Bucket=place.bucket, Key=key)
    objects_of(garden).put(key_of(1), octets_of(1))
    assert fetch(garden, key_of(1)).content == octets_of(1)
    garden.stop()
    assert place.check(garden.data).returncode == 0


def test_what_no_object_holds_is_swept(place, new_garden):
    garden = new_garden(place).start()
    bucket = objects_of(garden)
    bucket.put("gone", octets_of(1))
    bucket.put("stays", octets_of(2))
    bucket.delete("gone")
    garden.stop()
    garden.change("UPDATE blobs SET claimed_at = 0")
    place.store.client().put_object(Bucket=place.bucket, Key="garden/blobs/of-somebody-else", Body=b"x")
    garden.start()
    gone, stays = sha256(octets_of(1)), sha256(octets_of(2))
    deadline = time.monotonic() + 20
    while any(key.endswith(gone) for key in place.sizes()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    names = {key.rpartition("/")[2] for key in place.sizes()}
    assert stays in names and "of-somebody-else" in names
    assert gone not in cached(garden)


def start_fails(tmp_path: Path, blobs: str, keys: dict[str, str], flag: str = "serve") -> str:
    """What the server says that does not start."""
    options = ["--listen", "127.0.0.1:0", "--s3-listen", "none"] if flag == "serve" else []
    none = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "")
    done = command(flag, "--data", tmp_path / "data", "--blobs", blobs, *options, env=none | keys)
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"AWS_ACCESS_KEY_ID": "NOBODY"}, "does not know the access key: correct AWS_ACCESS_KEY_ID"),
        ({"AWS_SECRET_ACCESS_KEY": "not-the-secret"}, "refuses the secret key"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"EMOTION_GARDEN_BLOBS_ACCESS_KEY": "NOBODY"}, "does not know the access key"),
    ],
)
def test_a_wrong_key_is_told_at_the_start(place, tmp_path, wrong, sentence):
    said = start_fails(tmp_path, place.blobs, place.store.keys | wrong)
    assert sentence in said
    assert place.store.secret not in said and "not-the-secret" not in said


def test_a_bucket_that_is_not_there_is_told_at_the_start(minio, tmp_path):
    said = start_fails(tmp_path, minio.blobs("nobody-made-this"), minio.keys)
    assert "has no bucket nobody-made-this: make it, or correct the name in the setting blobs" in said


def test_a_store_that_is_not_there_is_told_at_the_start(tmp_path, minio):
    said = start_fails(tmp_path, "s3://pictures?endpoint=http://127.0.0.1:1", minio.keys)
    assert "127.0.0.1:1 does not accept connections: is the server running there?" in said


def test_a_wrong_setting_is_told_at_the_start(tmp_path, minio):
    assert "expected s3://BUCKET?endpoint=" in start_fails(tmp_path, "s3://pictures", minio.keys)
    assert "allowed: disk, or s3://" in start_fails(tmp_path, "minio", minio.keys)


def test_the_settings_of_the_garden_win(place, new_garden):
    keys = {"EMOTION_GARDEN_BLOBS_ACCESS_KEY": place.store.access, "EMOTION_GARDEN_BLOBS_SECRET_KEY": place.store.secret}
    others = {"AWS_ACCESS_KEY_ID": "OF-SOMETHING-ELSE", "AWS_SECRET_ACCESS_KEY": "else", "AWS_SESSION_TOKEN": "else"}
    garden = new_garden(Place(place.store, place.bucket, ""))
    garden.env |= keys | others
    garden.start()
    objects_of(garden).put(key_of(1), octets_of(1))
    blob = sha256(octets_of(1))
    assert f"{blob[:2]}/{blob[2:4]}/{blob}" in place.sizes()
