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


def populate(binary: str, data: pathlib.Path, pictures: int, jpegs: list[bytes]) -> None:
    """Makes `data` a garden of so many pictures, each one of `jpegs` in turn, spread over emotions and orientations.

    Their looks are made up, each another, so that none has to be measured.
    """
    chance = random.Random(1)
    subprocess.run([binary, "keys", "--data", str(data)], check=True, stdout=subprocess.DEVNULL)  # makes the catalog
    catalog = sqlite3.connect(data / "catalog.db")
    blobs = [(len(jpeg), *add_blob(data, catalog, jpeg)) for jpeg in jpegs]
    begin = int(time.time()) - pictures
    for number in range(pictures):
        emotion = EMOTIONS[number % len(EMOTIONS)]
        size, sha256, md5 = blobs[number % len(blobs)]
        orientation = "hv"[number // len(EMOTIONS) % 2]
        key = f"emotions/{emotion}/img_20230320-121242_{number}{orientation}.jpeg"
        at = (begin + number) * 1_000_000
        catalog.execute("INSERT INTO objects (bucket, key, size, etag, content_type, modified_at, metadata)"
                        " VALUES (?, ?, ?, ?, 'image/jpeg', ?, '{}')", (BUCKET, key, size, md5, at))
        catalog.execute("INSERT INTO object_blobs VALUES (?, ?, 0, ?, ?)", (BUCKET, key, sha256, size))
        catalog.execute("INSERT INTO pictures (key, place, search_key, orientation, added_at) VALUES (?, 'emotions', ?, ?, ?)", (key, emotion, orientation, at))
        look = json.dumps([round(1000 * chance.gauss(0, 1)) for _ in range(LOOK_SIZE)])
        catalog.execute("INSERT INTO looks (key, content, version, look, known_after) VALUES (?, ?, ?, ?, 0)",
                        (key, md5, LOOK_VERSION, look))
    catalog.commit()
    catalog.close()


def write_log(data: pathlib.Path, events: int) -> None:
    """Writes so many events into the log of a garden that nobody has visited: sessions of eight slates, half of them of
    somebody new; every other slate has a like."""
    chance = random.Random(2)
    catalog = sqlite3.connect(data / "catalog.db")
    keys: dict[str, list[str]] = {}
    for key, emotion in catalog.execute("SELECT key, search_key FROM pictures"):
        keys.setdefault(emotion, []).append(key)
    shelves = list(keys.values())
    begin = int(time.time() * 1e6) - events * 1_000_000

    def rows():
        visitors = visitor = 0
        for number in range(1, events + 1):
            if number % 8 == 1:
                visitor = visitors if visitors == 0 or chance.random() < 0.5 else chance.randrange(visitors)
                visitors = max(visitors, visitor + 1)
                shelf = chance.choice(shelves)
            slate = [shelf[chance.randrange(len(shelf))] for _ in range(3)]
            liked = number % 2 == 0
            yield (number, f"visitor {visitor}", slate[0] if liked else "", "click" if liked else "view", json.dumps(slate),
                   begin + number * 1_000_000, "adult", "Male")

    catalog.executemany("INSERT INTO interactions (id, visitor_id, item_id, event_type, impression, at, generation, gender)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows())
    catalog.execute("UPDATE log_end SET last = ?", (events,))
    catalog.commit()
    catalog.close()
