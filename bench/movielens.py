"""Replays MovieLens-100k into the recommender: NDCG@10 beside popularity, item-kNN and EASE. See README.md in this folder."""

import math
import os
import pathlib
import subprocess
import sys
import tempfile

import polars

from movielens_peers import RANKED, Ease, ItemKnn, Popularity, Rating, ndcg

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPLAY = os.environ.get("GARDEN_MOVIELENS_REPLAY", str(ROOT / "build/release/movielens_replay"))
# The highest age of each generation, as visitors::generation_of() draws the lines.
GENERATIONS = {5: "toddler", 12: "child", 18: "teenager", 25: "young-adult", 49: "adult", 64: "middle-age", math.inf: "elder"}
LIKED = 4  # of five, at least
FIRST_GENRE = 5  # column of the items
PEERS = {
    "popularity": Popularity,
    "item-kNN (cosine, shrinkage 10)": lambda items: ItemKnn(items, 10),
    f"EASE (lambda 200, refitted every {Ease.EVERY} ratings)": lambda items: Ease(items, 200),
}


def generation(age: int) -> str:
    return next(name for oldest, name in GENERATIONS.items() if age <= oldest)


def main(folder: str) -> None:
    items, users, data = (polars.read_parquet(f"{folder}/MovieLens100k_{name}.parquet.brotli") for name in ("items", "users", "data"))
    ratings = [Rating(user, item, rating >= LIKED) for user, item, rating, _ in data.sort("timestamp", maintain_order=True).rows()]
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
    print(f"NDCG@{RANKED} of {likes} likes: Emotion Garden {ours}", flush=True)
    from_zero = [rating._replace(item=rating.item - 1) for rating in ratings]
    for name, peer in PEERS.items():
        print(f"{name} {ndcg(peer(len(items)), from_zero, len(items)):.4f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: movielens.py FOLDER")
    main(sys.argv[1])
