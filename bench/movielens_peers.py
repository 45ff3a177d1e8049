"""What others make of MovieLens in the order of time, asked before each like as the recommender is: see README.md in this folder."""

import math
from typing import NamedTuple, Protocol

import numpy

RANKED = 10


class Rating(NamedTuple):
    user: int
    item: int
    liked: bool


class Peer(Protocol):
    """Scores every item for a user who liked these, the higher the better, and learns each rating; every one starts empty."""

    def scores(self, liked: list[int]) -> numpy.ndarray: ...
    def learn(self, liked: list[int], rating: Rating) -> None: ...


class Popularity:
    """The number of likes so far."""

    def __init__(self, items: int) -> None:
        self.likes = numpy.zeros(items)

    def scores(self, liked: list[int]) -> numpy.ndarray:
        return self.likes

    def learn(self, liked: list[int], rating: Rating) -> None:
        self.likes[rating.item] += rating.liked


class ItemKnn(Popularity):
    """The cosine to every item liked (Deshpande, Karypis, "Item-based top-N recommendation algorithms", 2004), updated with each like;
    `shrinkage` likes are added to each item's. Before a user likes anything, popularity."""

    def __init__(self, items: int, shrinkage: float) -> None:
        super().__init__(items)
        self.shrinkage = shrinkage
        self.together = numpy.zeros((items, items))

    def scores(self, liked: list[int]) -> numpy.ndarray:
        if not liked:
            return self.likes
        roots = numpy.sqrt(self.likes + self.shrinkage)
        return (1 / roots[liked]) @ self.together[liked] / roots

    def learn(self, liked: list[int], rating: Rating) -> None:
        super().learn(liked, rating)
        if rating.liked:
            self.together[rating.item, liked] += 1
            self.together[liked, rating.item] += 1


class Ease(Popularity):
    """EASE (H. Steck, "Embarrassingly shallow autoencoders for sparse data", 2019), fitted anew every so many ratings; before, and before a
    user likes anything, popularity."""

    EVERY = 500

    def __init__(self, items: int, regularisation: float) -> None:
        super().__init__(items)
        self.regularisation = regularisation
        self.gram = numpy.zeros((items, items))
        self.weights: numpy.ndarray | None = None
        self.learned = 0

    def scores(self, liked: list[int]) -> numpy.ndarray:
        return self.likes if self.weights is None or not liked else self.weights[liked].sum(0)

    def learn(self, liked: list[int], rating: Rating) -> None:
        super().learn(liked, rating)
        if rating.liked:
            self.gram[rating.item, [*liked, rating.item]] += 1
            self.gram[liked, rating.item] += 1
        self.learned += 1
        if self.learned % self.EVERY == 0:
            inverse = numpy.linalg.inv(self.gram + self.regularisation * numpy.eye(len(self.gram)))
            self.weights = -inverse / numpy.diag(inverse)
            numpy.fill_diagonal(self.weights, 0)


def ndcg(peer: Peer, ratings: list[Rating], items: int) -> float:
    """NDCG@10: one relevant item each time, among all that the user has not rated yet; of as good, the lower number comes first."""
    liked: dict[int, list[int]] = {}
    unrated: dict[int, numpy.ndarray] = {}
    gains = asked = 0.0
    for rating in ratings:
        mine, left = liked.setdefault(rating.user, []), unrated.setdefault(rating.user, numpy.ones(items, bool))
        if rating.liked:
            scores, item = peer.scores(mine), rating.item
            better = (scores > scores[item]) & left
            level = (scores[:item] == scores[item]) & left[:item]
            rank = 1 + int(better.sum()) + int(level.sum())
            gains += 1 / math.log2(1 + rank) if rank <= RANKED else 0
            asked += 1
        peer.learn(mine, rating)
        if rating.liked:
            mine.append(rating.item)
        left[rating.item] = False
    return gains / asked
