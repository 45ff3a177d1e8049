"""`implicit`, a library that people use for likes: its NDCG@10 on MovieLens-100k in the order of time, measured as movielens.py measures
ours, and its memory at 100,000 items. See README.md in this folder."""

import pathlib
import re
import sys

import implicit
import numpy
import polars
from scipy import sparse

from movielens_peers import RANKED, Popularity, Rating, ndcg

LIKED = 4  # of five, at least
REFITTED_EVERY = 500  # likes
ITEMS, USERS, LIKES = 100_000, 10_000, 1_000_000


def matrix_of(users: numpy.ndarray, items: numpy.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((numpy.ones(len(users), "f"), (users, items)), shape)


class Fitted(Popularity):
    """A model of the library, fitted anew every so many likes; before, and of as good, popularity decides."""

    def __init__(self, users: int, items: int) -> None:
        super().__init__(items)
        self.shape = (users, items)
        self.pairs: list[tuple[int, int]] = []
        self.model = None

    def learn(self, liked: list[int], rating: Rating) -> None:
        super().learn(liked, rating)
        if not rating.liked:
            return
        self.pairs.append((rating.user, rating.item))
        if len(self.pairs) % REFITTED_EVERY == 0:
            self.model = self.make()
            self.model.fit(matrix_of(*numpy.array(self.pairs).T, self.shape), show_progress=False)

    def scores(self, liked: list[int]) -> numpy.ndarray:
        return 1e-9 * self.likes + (0 if self.model is None or not liked else self.likings(liked))


class Knn(Fitted):
    """item-kNN (cosine, 100 neighbours)"""

    @staticmethod
    def make():
        return implicit.nearest_neighbours.CosineRecommender(K=100, num_threads=1)

    def likings(self, liked: list[int]) -> numpy.ndarray:
        return numpy.asarray(self.model.similarity[liked].sum(0)).ravel()


class Als(Fitted):
    """ALS (32 factors)"""

    @staticmethod
    def make():
        return implicit.als.AlternatingLeastSquares(factors=32, iterations=10, num_threads=1, random_state=1)

    def likings(self, liked: list[int]) -> numpy.ndarray:
        row = matrix_of(numpy.zeros(len(liked), int), numpy.array(liked), (1, self.shape[1]))
        return self.model.item_factors @ self.model.recalculate_user(0, row)


def memory_of(model: type[Fitted]) -> float:
    """Megabytes of a process that fitted it."""
    chance = numpy.random.default_rng(1)
    popular = (ITEMS * chance.random(LIKES) ** 2).astype(int)
    fitted = model.make()
    fitted.fit(matrix_of(chance.integers(USERS, size=LIKES), popular, (USERS, ITEMS)), show_progress=False)
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path("/proc/self/status").read_text()).group(1)) / 1024


def main(model: type[Fitted], folder: str | None) -> None:
    if folder is None:
        print(f"implicit {implicit.__version__}, {model.__doc__}: {memory_of(model):.0f} MB with {ITEMS:,} items")
        return
    data = polars.read_parquet(f"{folder}/MovieLens100k_data.parquet.brotli").sort("timestamp", maintain_order=True)
    ratings = [Rating(user, item - 1, rating >= LIKED) for user, item, rating, _ in data.rows()]
    users, items = (1 + max(rating[at] for rating in ratings) for at in (0, 1))
    print(f"implicit {implicit.__version__}, {model.__doc__}: NDCG@{RANKED} {ndcg(model(users, items), ratings, items):.4f}")


if __name__ == "__main__":
    models = {"knn": Knn, "als": Als}
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in models:
        sys.exit("usage: implicit_peer.py knn|als [FOLDER of MovieLens-100k; without it: memory]")
    main(models[sys.argv[1]], sys.argv[2] if len(sys.argv) == 3 else None)
