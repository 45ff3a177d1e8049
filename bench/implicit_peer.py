"""`implicit`, a library that people use for likes: its NDCG@10 on MovieLens-100k in the order of time, as movielens.py measures ours,
and its memory at 100,000 items. See README.md in this folder."""

import math
import pathlib
import re
import sys

import implicit
import numpy
import polars
from scipy import sparse

LIKED = 4  # of five, at least
RANKED = 10
REFITTED_EVERY = 500  # likes
ITEMS, USERS, LIKES = 100_000, 10_000, 1_000_000

MODELS = {
    "item-kNN (cosine)": lambda: implicit.nearest_neighbours.CosineRecommender(K=100, num_threads=1),
    "ALS, 32 factors": lambda: implicit.als.AlternatingLeastSquares(factors=32, iterations=10, num_threads=1, random_state=1),
}


def gain(ranked: list[int], item: int) -> float:
    return 1 / math.log2(2 + ranked.index(item)) if item in ranked else 0.0


def replayed(make, ratings: list[tuple[int, int, bool]], users: int, items: int) -> float:
    """NDCG@10 of a model that is asked before each like and fitted anew every so many."""
    liked: list[list[int]] = [[] for _ in range(users)]
    rated: list[set[int]] = [set() for _ in range(users)]
    model, gains, asked = None, 0.0, 0
    for user, item, is_like in ratings:
        if is_like:
            if model is not None and liked[user]:
                row = sparse.csr_matrix((numpy.ones(len(liked[user]), "f"), ([0] * len(liked[user]), liked[user])), (1, items))
                ranked, _ = model.recommend(0, row, N=RANKED, filter_already_liked_items=True, filter_items=list(rated[user]), recalculate_user=True)
                gains += gain(ranked.tolist(), item)
            asked += 1
            liked[user].append(item)
            if asked % REFITTED_EVERY == 0:
                pairs = [(u, i) for u, mine in enumerate(liked) for i in mine]
                matrix = sparse.csr_matrix((numpy.ones(len(pairs), "f"), tuple(zip(*pairs))), (users, items))
                model = make()
                model.fit(matrix, show_progress=False)
        rated[user].add(item)
    return gains / asked


def megabytes() -> float:
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path("/proc/self/status").read_text()).group(1)) / 1024


def memory_of(make) -> float:
    chance = numpy.random.default_rng(1)
    popular = (ITEMS * chance.random(LIKES) ** 2).astype(int)
    matrix = sparse.csr_matrix((numpy.ones(LIKES, "f"), (chance.integers(USERS, size=LIKES), popular)), (USERS, ITEMS))
    model = make()
    model.fit(matrix, show_progress=False)
    return megabytes()


def main(folder: str, only_memory: str | None) -> None:
    if only_memory:
        print(f"{memory_of(MODELS[only_memory]):.0f}")
        return
    data = polars.read_parquet(f"{folder}/MovieLens100k_data.parquet.brotli").sort("timestamp", maintain_order=True)
    rows = [(user, item, rating >= LIKED) for user, item, rating, _ in data.rows()]
    users, items = (1 + max(row[at] for row in rows) for at in (0, 1))
    for name, make in MODELS.items():
        print(f"implicit {implicit.__version__}, {name}: NDCG@{RANKED} {replayed(make, rows, users, items):.4f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(f"usage: implicit_peer.py FOLDER, or for the memory at {ITEMS:,} items: implicit_peer.py - MODEL; models: {', '.join(MODELS)}")
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None)
