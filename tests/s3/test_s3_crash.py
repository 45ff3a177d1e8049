"""SIGKILL while objects are put, copied, deleted and completed: what was answered holds, and nothing is broken."""

import collections
import hashlib
import itertools
import os
import random
import threading
import time

from botocore.exceptions import BotoCoreError, ClientError
from garden import command
from s3_garden import GARDEN_BUCKET, MAIN, Bucket, S3Garden, Upload, client_of

ROUNDS = 50 if os.environ.get("GARDEN_FULL") == "1" else 5
CLIENTS = 6
NAMES = 20  # of each client, which nobody else writes to
BLOCK = random.Random(7).randbytes(5 * 1024 * 1024)

State = str | None  # the SHA-256 of an object, or None: there is no object


def digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


class Client:
    """Changes its own keys until the server dies. `states` has what each may be: one state, unless the server died
    before it answered."""

    def __init__(self, number: int):
        folder = f"emotions/happy/crash{number}"
        self.search_key = folder.removeprefix("emotions/")
        names = [f"{folder}/img_20230320-121242_{n}{'hv'[n % 2]}.jpeg" for n in range(NAMES // 2)]
        names += [f"crash/{number}/봄, {n} + 1" for n in range(NAMES - len(names))]
        self.states: dict[str, set[State]] = {name: {None} for name in names}
        self.answered = collections.Counter()
        self.unexpected: list[str] = []

    def begin(self, url: str) -> threading.Thread:
        self.bucket = Bucket(client_of(url, MAIN), GARDEN_BUCKET, None)
        thread = threading.Thread(target=self.work)
        thread.start()
        return thread

    def work(self) -> None:
        kinds = [self.put, self.put, self.copy, self.delete, self.delete_several, self.multipart]
        try:
            while True:
                kind = random.choice(kinds)
                if kind():
                    self.answered[kind.__name__] += 1
        except BotoCoreError:
            return  # killed
        except (ClientError, AssertionError) as error:
            self.unexpected.append(f"{kind.__name__}: {error!r}")

    def change(self, call, wanted: dict[str, State]) -> bool:
        for key, state in wanted.items():
            self.states[key].add(state)
        call()
        for key, state in wanted.items():
            self.states[key] = {state}
        return True

    def any(self) -> str:
        return random.choice(list(self.states))

    def put(self) -> bool:
        key, octets = self.any(), os.urandom(random.choice([0, 1, 3000, 200_000]))
        return self.change(lambda: self.bucket.put(key, octets), {key: digest(octets)})

    def copy(self) -> bool:
        source, key = self.any(), self.any()
        [state] = self.states[source]
        if source == key or not state:
            return False
        return self.change(lambda: self.bucket.copy(source, key), {key: state})

    def delete(self) -> bool:
        key = self.any()
        return self.change(lambda: self.bucket.delete(key), {key: None})

    def delete_several(self) -> bool:
        keys = random.sample(list(self.states), 3)

        def call() -> None:
            done = self.bucket.call("delete_objects", Delete={"Objects": [{"Key": key} for key in keys]})
            assert {entry["Key"] for entry in done["Deleted"]} == set(keys), done

        return self.change(call, dict.fromkeys(keys))

    def multipart(self) -> bool:
        key = self.any()
        parts = [os.urandom(1000)]
        if random.random() < 0.2:  # seldom: `check` reads whatever was replaced within the hour
            parts.insert(0, os.urandom(16) + BLOCK[16:])
        up = Upload(self.bucket, key)
        for number, part in enumerate(parts, 1):
            up.part(number, part)
        return self.change(up.complete, {key: digest(b"".join(parts))})


def check(garden: S3Garden) -> None:
    done = command("check", "--data", garden.data, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def compare(garden: S3Garden, clients: list[Client]) -> None:
    """Every key is what it may be, and nothing else is there. From here on its state is known."""
    bucket = Bucket(client_of(garden.s3_url, MAIN), GARDEN_BUCKET, None)
    listed = {key: digest(bucket.read(key)) for key in bucket.keys()}
    assert listed.keys() <= {key for client in clients for key in client.states}
    for client in clients:
        for key, states in client.states.items():
            assert listed.get(key) in states, f"{key} is {listed.get(key)}, not one of {states}"
            client.states[key] = {listed.get(key)}
        stored = {key for key in client.states if key in listed and key.startswith("emotions/")}
        assert set(garden.pictures(client.search_key)) == stored
    for upload in bucket.call("list_multipart_uploads").get("Uploads", []):
        bucket.call("abort_multipart_upload", Key=upload["Key"], UploadId=upload["UploadId"])


def test_what_was_answered_survives(tmp_path):
    garden = S3Garden(tmp_path / "data")
    clients = [Client(number) for number in range(CLIENTS)]
    try:
        for _ in range(ROUNDS):
            garden.start()
            compare(garden, clients)
            threads = [client.begin(url) for client, url in zip(clients, itertools.cycle(garden.s3_urls), strict=False)]
            time.sleep(random.uniform(1, 2.5))
            garden.kill()
            for thread in threads:
                thread.join()
            assert [client.unexpected for client in clients if client.unexpected] == []
            check(garden)
        garden.start()
        compare(garden, clients)
    finally:
        garden.close()
    check(garden)
    # The crashes came while all of it was being done.
    answered = sum((client.answered for client in clients), collections.Counter())
    for kind in ("put", "copy", "delete", "delete_several", "multipart"):
        assert answered[kind] >= ROUNDS, answered
