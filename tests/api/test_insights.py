"""GET /api/v1/insights and its part of /metrics: how good the recommendations are, measured while they are made."""

import threading
import time
import uuid

import httpx
import pytest
from garden import key_of
from test_health import metric

SLATE = 3
EVENTS = 40


def insights(garden) -> dict:
    response = garden.http.get("/api/v1/insights")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json"), response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def visit(garden, emotion: str, *, like: int, generation: str = "adult", gender: str = "Female") -> list[str]:
    """A visitor who comes for the first time and likes the picture in that place of the first three."""
    visitor = str(uuid.uuid4())
    who = {"id": visitor, "emotion": emotion, "generation": generation, "gender": gender}
    browser = garden.browser()
    answer = browser.post("/garden", json=who).json()
    slate = [key_of(entry["url"]) for entry in answer["landscape"] + answer["portrait"]][:SLATE]
    body = {"id": visitor, "itemId": slate[like], "impression": slate}
    assert browser.post("/like", json=body).text == "Success"
    return slate


def test_a_new_garden_knows_that_it_knows_nothing(new_garden):
    figures = insights(new_garden().start())
    assert figures["window"] == {"slates": 0, "visitors": 0, "asked": 0, "oldest": None}
    for group in ("all", "newVisitors", "newPictures"):
        nothing = {"shown": 0, "liked": 0, "clickRate": None}
        assert figures[group] == {"questions": 0, "recommender": None, "popularity": None, "clicks": nothing}
    assert figures["coverage"] == {"pictures": 0, "shown": None, "recommender": None, "popularity": None}
    assert figures["explorationShare"] is None


@pytest.fixture
def looked_at(grown):
    """A garden of 32 pictures of which all looks are known."""
    grown.start()
    deadline = time.monotonic() + 30
    while grown.rows("SELECT COUNT(*) FROM looks JOIN pictures USING (key)") != [(32,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return grown


@pytest.fixture
def visited(looked_at):
    """The same where one child liked the second picture of calm."""
    visit(looked_at, "calm", like=1, generation="child")
    return looked_at


def test_a_like_is_looked_up_in_the_ranking_of_before(visited):
    figures = insights(visited)
    assert (figures["window"]["slates"], figures["window"]["asked"], figures["window"]["visitors"]) == (1, 1, 1)
    for group in ("all", "newVisitors", "newPictures"):
        assert figures[group]["questions"] == 1
        ours = figures[group]["recommender"]
        # Two landscape pictures of calm, of which the second was liked.
        assert ours["mrr25"] == 1 / 2
        assert ours["ndcg5"] == ours["ndcg10"] == ours["ndcg25"] == pytest.approx(0.6309297535714575)
        assert (ours["precision5"], ours["precision10"], ours["precision25"]) == (1 / 5, 1 / 10, 1 / 25)
        assert figures[group]["popularity"]["mrr25"] in (1, 1 / 2), "nobody had seen either of the two"
        assert figures[group]["clicks"] == {"shown": 3, "liked": 1, "clickRate": pytest.approx(1 / 3)}
    assert figures["coverage"] == {"pictures": 32, "shown": 3 / 32, "recommender": 2 / 32, "popularity": 2 / 32}
    assert [figures["byPosition"][place]["liked"] for place in "1234"] == [0, 1, 0, 0]
    assert [figures["byPosition"][place]["shown"] for place in "1234"] == [1, 1, 1, 0]
    for name, value in (("byEmotion", "calm"), ("byGeneration", "child"), ("byGender", "Female")):
        assert {key: count["liked"] for key, count in figures[name].items() if count["shown"]} == {value: 1}
        assert {key: count["visitors"] for key, count in figures[name].items() if count["visitors"]} == {value: 1}
    assert list(figures["byHour"]) == [f"{hour:02}" for hour in range(24)]
    assert sum(count["liked"] for count in figures["byHour"].values()) == 1


def test_the_same_figures_are_metrics(visited):
    assert metric(visited, 'garden_recommendation_mrr{of="all",ranker="recommender"}') == 0.5
    assert metric(visited, 'garden_recommendation_ndcg{of="all",ranker="recommender",k="10"}') == pytest.approx(0.63093, 1e-4)
    assert metric(visited, 'garden_recommendation_precision{of="new_visitors",ranker="recommender",k="5"}') == 0.2
    assert metric(visited, 'garden_recommendation_coverage{by="slates"}') == 3 / 32
    assert metric(visited, 'garden_click_rate{of="all"}') == pytest.approx(1 / 3)
    assert metric(visited, 'garden_likes_by_generation{generation="child"}') == 1
    assert metric(visited, 'garden_visitors_by_generation{generation="child"}') == 1
    assert metric(visited, 'garden_showings_by_position{position="2"}') == 1
    assert 'garden_recommendation_exploration_share ' in visited.http.get("/metrics").text


def test_a_restart_computes_the_same_figures_from_the_log(looked_at):
    for number in range(24):
        visit(looked_at, ("happy", "sad")[number % 2], like=number % SLATE)
    before = insights(looked_at)
    assert before["all"]["questions"] > 1
    looked_at.stop()
    looked_at.start()
    assert insights(looked_at) == before


def test_a_flood_of_events_slows_nobody_who_asks_for_pictures(grown):
    """Four clients report as fast as they can; who asks for pictures still gets them at once, and each event counts."""
    grown.start()
    keys = grown.pictures("happy")
    over = threading.Event()
    sent = []

    def flood():
        while not over.is_set():
            body = {"userId": str(uuid.uuid4()), "eventType": "like", "itemId": keys[0], "impression": keys}
            sent.append(grown.http.post("/api/v1/events", json=body).status_code)

    clients = [threading.Thread(target=flood) for _ in range(4)]
    for client in clients:
        client.start()
    waits = []
    http = httpx.Client(base_url=grown.url, trust_env=False)
    try:
        while len(sent) < EVENTS or len(waits) < EVENTS:
            begin = time.monotonic()
            assert http.post("/garden", json={"id": str(uuid.uuid4()), "emotion": "happy"}).status_code == 200
            waits.append(time.monotonic() - begin)
    finally:
        http.close()
        over.set()
        for client in clients:
            client.join()
    assert set(sent) == {200}
    assert sorted(waits)[len(waits) // 2] < 0.25, waits
    deadline = time.monotonic() + (5 if grown.store.is_shared else 0)  # servers that share it learn a moment later
    while insights(grown)["window"]["slates"] != len(sent):
        assert time.monotonic() < deadline, (insights(grown)["window"]["slates"], len(sent))
        time.sleep(0.05)
