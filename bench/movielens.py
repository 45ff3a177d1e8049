"""Replays MovieLens-100k into the recommender: NDCG@10 beside popularity. See README.md in this folder."""

import math
import os
import pathlib
import subprocess
import sys
import tempfile

import polars

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPLAY = os.environ.get("GARDEN_MOVIELENS_REPLAY", str(ROOT / "build/release/movielens_replay"))
# The highest age of each generation, as visitors::generation_of() draws the lines.
GENERATIONS = {5: "toddler", 12: "child", 18: "teenager", 25: "young-adult", 49: "adult", 64: "middle-age", math.inf: "elder"}
LIKED = 4  # of five, at least
RANKED = 10
FIRST_GENRE = 5  # column of the items


def generation(age: int) -> str:
    return next(name for oldest, name in GENERATIONS.items() if age <= oldest)


def popularity(ratings: list[tuple[int, int, bool]]) -> float:
    """NDCG@10 of the number of likes so far; of as many, the lower number comes first."""
    likes: dict[int, int] = {}
    rated: dict[int, set[int]] = {}
    gains = asked = 0.0
    for user, item, liked in ratings:
        known = rated.setdefault(user, set())
        if liked:
            asked += 1
            if mine := likes.get(item, 0):
                better = sum(1 for other, count in likes.items() if (count, -other) > (mine, -item) and other not in known)
                gains += 1 / math.log2(2 + better) if better < RANKED else 0
            likes[item] = likes.get(item, 0) + 1
        known.add(item)
    return gains / asked


def main(folder: str) -> None:
    items, users, data = (polars.read_parquet(f"{folder}/MovieLens100k_{name}.parquet.brotli") for name in ("items", "users", "data"))
    ratings = [(user, item, rating >= LIKED) for user, item, rating, _ in data.sort("timestamp", maintain_order=True).rows()]
    files = {
        "items": [(row[0], *row[FIRST_GENRE:]) for row in items.rows()],
        "users": [(row[0], generation(row[1]), "Male" if row[2] == "M" else "Female") for row in users.rows()],
        "ratings": [(user, item, int(liked)) for user, item, liked in ratings],
    }
    with tempfile.TemporaryDirectory(prefix="garden-movielens-") as work:
        for name, rows in files.items():
            pathlib.Path(work, name).write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))
        answer = subprocess.run([REPLAY, *(f"{work}/{name}" for name in files)], check=True, capture_output=True, text=True).stdout
    likes, ours = answer.split()
    print(f"NDCG@{RANKED} of {likes} likes: Emotion Garden {ours}, popularity {popularity(ratings):.4f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: movielens.py FOLDER")
    main(sys.argv[1])
