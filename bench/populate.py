"""Writes a garden of many pictures straight into a data folder, in the layout that ARCHITECTURE.md describes.

Faster than painting them; `emotion-garden check` finds the result in order. The schema is made by the program itself.
"""

import hashlib
import json
import pathlib
import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence

EMOTIONS = ["happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad"]
BUCKET = "demo-emotion-garden"
LOOK_VERSION = 1  # image::kLookVersion; of another the server would measure every picture anew
LOOK_SIZE = 31  # image::kLookSize


def add_blob(data: pathlib.Path, catalog: sqlite3.Connection, content: bytes) -> tuple[str, str]:
    """Stores `content` as a blob; its SHA-256 and MD5."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder = data / "blobs" / sha256[:2] / sha256[2:4]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256).write_bytes(content)
    catalog.execute("INSERT OR IGNORE INTO blobs (sha256, size, claimed_at) VALUES (?, ?, ?)",
                    (sha256, len(content), int(time.time() * 1e6)))
    return sha256, hashlib.md5(content).hexdigest()


def key_of(number: int) -> str:
    emotion, orientation = EMOTIONS[number % len(EMOTIONS)], "hv"[number // len(EMOTIONS) % 2]
    return f"emotions/{emotion}/img_20230320-121242_{number}{orientation}.jpeg"


def picture_rows(pictures: int, sha256s: Sequence[str], md5s: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[tuple, tuple, tuple, tuple]]:
    """Of each picture its rows of objects, object_blobs, pictures and looks; its octets are one of the blobs in turn."""
    chance = random.Random(1)
    begin = int(time.time()) - pictures
    for number in range(pictures):
        key, blob = key_of(number), number % len(sizes)
        at = (begin + number) * 1_000_000
        look = json.dumps([round(1000 * chance.gauss(0, 1)) for _ in range(LOOK_SIZE)])
        yield ((BUCKET, key, sizes[blob], md5s[blob], "image/jpeg", at, "{}"), (BUCKET, key, 0, sha256s[blob], sizes[blob]),
               (key, "emotions", EMOTIONS[number % len(EMOTIONS)], key[-6], at), (key, md5s[blob], LOOK_VERSION, look, 0))


def event_rows(pictures: int, events: int) -> Iterator[tuple]:
    """Rows of interactions: sessions of eight slates of one emotion, half of them of somebody new; every other slate has a like."""
    chance = random.Random(2)
    begin = int(time.time() * 1e6) - events * 1_000_000
    visitors = visitor = emotion = 0
    for number in range(1, events + 1):
        if number % 8 == 1:
            visitor = visitors if visitors == 0 or chance.random() < 0.5 else chance.randrange(visitors)
            visitors = max(visitors, visitor + 1)
            emotion = chance.randrange(len(EMOTIONS))
        slate = [key_of(len(EMOTIONS) * chance.randrange(pictures // len(EMOTIONS)) + emotion) for _ in range(3)]
        liked = number % 2 == 0
        yield (number, f"visitor {visitor}", slate[0] if liked else "", "click" if liked else "view", json.dumps(slate),
               begin + number * 1_000_000, "adult", "Male")


def populate(binary: str, data: pathlib.Path, pictures: int, jpegs: list[bytes]) -> None:
    """Makes `data` a garden of so many pictures, each one of `jpegs` in turn, spread over emotions and orientations.

    Their looks are made up, each another, so that none has to be measured.
    """
    subprocess.run([binary, "keys", "--data", str(data)], check=True, stdout=subprocess.DEVNULL)  # makes the catalog
    catalog = sqlite3.connect(data / "catalog.db")
    blobs = [(len(jpeg), *add_blob(data, catalog, jpeg)) for jpeg in jpegs]
    sizes, sha256s, md5s = zip(*blobs, strict=True)
    for of_object, of_blob, of_picture, of_look in picture_rows(pictures, sha256s, md5s, sizes):
        catalog.execute("INSERT INTO objects (bucket, key, size, etag, content_type, modified_at, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)", of_object)
        catalog.execute("INSERT INTO object_blobs (bucket, key, part, sha256, size) VALUES (?, ?, ?, ?, ?)", of_blob)
        catalog.execute("INSERT INTO pictures (key, place, search_key, orientation, added_at) VALUES (?, ?, ?, ?, ?)", of_picture)
        catalog.execute("INSERT INTO looks (key, content, version, look, known_after) VALUES (?, ?, ?, ?, ?)", of_look)
    catalog.commit()
    catalog.close()


def write_log(data: pathlib.Path, pictures: int, events: int) -> None:
    """Writes so many events into the log of a garden of so many pictures that nobody has visited."""
    catalog = sqlite3.connect(data / "catalog.db")
    catalog.executemany("INSERT INTO interactions (id, visitor_id, item_id, event_type, impression, at, generation, gender)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event_rows(pictures, events))
    catalog.execute("UPDATE log_end SET last = ?", (events,))
    catalog.commit()
    catalog.close()
