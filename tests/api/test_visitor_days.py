"""visitor_days: who gave no sign of life for that long is erased, as by DELETE /api/v1/visitors/ID."""

import time

import pytest

DAY = 24 * 3600 * 1_000_000
KEY = "emotions/happy/img_1h.jpeg"
TRACES = ("SELECT COUNT(*) FROM interactions WHERE visitor_id = ?", "SELECT COUNT(*) FROM visitors WHERE id = ?")


def like(garden, visitor: str) -> None:
    assert garden.http.post("/like", json={"id": visitor, "itemId": KEY, "impression": [KEY]}).text == "Success"


def traces(garden, visitor: str) -> int:
    return sum(garden.rows(query, visitor)[0][0] for query in TRACES)


def make_old(garden, days: int, *visitors: str) -> None:
    """As if these had been here that many days ago. The server stands still."""
    names = ", ".join(f"'{name}'" for name in visitors)
    garden.change(
        f"INSERT INTO visitors (id, generation, gender, emotion, seen_at) SELECT visitor_id, 'adult', 'Female', 'HAPPY', max(at) FROM interactions WHERE visitor_id IN ({names}) AND visitor_id LIKE 'photo%' GROUP BY visitor_id ON CONFLICT DO NOTHING",
        f"UPDATE visitors SET seen_at = seen_at - {days * DAY} WHERE id IN ({names})",
        f"UPDATE interactions SET at = at - {days * DAY} WHERE visitor_id IN ({names})",
    )


def wait_until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_they_are_kept_unless_it_is_decided_otherwise(new_garden):
    garden = new_garden().start()
    like(garden, "photo ada")
    garden.stop()
    make_old(garden, 3000, "photo ada")
    garden.start()
    assert garden.http.get("/api/v1/settings").json()["retention"]["visitorDays"] == 0
    time.sleep(1)
    assert traces(garden, "photo ada") == 2


@pytest.mark.parametrize("by", ["setting", "studio"])
def test_who_was_not_seen_for_long_is_erased_and_nobody_else(new_garden, by):
    garden = new_garden(*(["--visitor-days", "30"] if by == "setting" else [])).start()
    for visitor in ("photo old", "old", "photo new", "new", "photo came back"):
        like(garden, visitor)
    if by == "studio":
        wanted = {"trashDays": 30, "jobDays": 30, "visitorDays": 30}
        assert garden.http.put("/api/v1/settings/retention", json=wanted).json() == wanted
    garden.stop()
    make_old(garden, 31, "photo old", "old", "photo came back")
    make_old(garden, 29, "photo new", "new")
    garden.change(f"UPDATE interactions SET at = at + {31 * DAY} WHERE visitor_id = 'photo came back'")
    garden.start()
    wait_until(lambda: traces(garden, "photo old") + traces(garden, "old") == 0)
    assert [traces(garden, one) for one in ("photo new", "new", "photo came back")] == [2, 1, 2]
    assert garden.http.delete("/api/v1/visitors/old").json() == {"interactions": 0}
    garden.stop()
    if garden.nodes == 1:
        assert garden.rows("SELECT COUNT(*) FROM snapshots")[0][0] == 0, "one would hold what they taught"
    # Another server may have started after they were erased.
    beyond = garden.rows("SELECT events - (SELECT COUNT(*) FROM interactions WHERE id <= number) FROM snapshots")
    assert beyond in ([], [(0,)]), "a snapshot holds what they taught"


def test_likes_go_on_while_a_hundred_thousand_are_erased(new_garden):
    garden = new_garden("--visitor-days", "30").start()
    garden.stop()
    many = 100_000
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"
    garden.change(
        f"{numbers} INSERT INTO visitors SELECT 'visitor ' || i, 'adult', 'Male', 'SAD', 0 FROM n",
        f"{numbers} INSERT INTO interactions (id, visitor_id, item_id, event_type, impression, at)"
        f" SELECT i, 'visitor ' || i, '{KEY}', 'click', '[\"{KEY}\"]', 0 FROM n",
        f"UPDATE log_end SET last = {many}",
    )
    garden.start()
    left = lambda: garden.rows("SELECT COUNT(*) FROM visitors WHERE id LIKE 'visitor %'")[0][0]  # noqa: E731
    slowest, likes = 0.0, 0
    while left() > 0:
        begun = time.monotonic()
        like(garden, "new")
        slowest, likes = max(slowest, time.monotonic() - begun), likes + 1
        assert likes < 100_000
    print(f"{likes} likes meanwhile, the slowest took {slowest * 1000:.0f} ms")
    assert slowest < 2
    wait_until(lambda: garden.rows("SELECT COUNT(*) FROM interactions")[0][0] == likes)


def test_a_stop_does_not_wait_for_the_last_of_them(new_garden):
    garden = new_garden("--visitor-days", "30").start()
    garden.stop()
    garden.change(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        " INSERT INTO visitors SELECT 'visitor ' || i, 'adult', 'Male', 'SAD', 0 FROM n"
    )
    garden.start()
    begun = time.monotonic()
    garden.stop()
    assert time.monotonic() - begun < 10
    assert garden.rows("SELECT COUNT(*) FROM visitors")[0][0] > 0, "the next start goes on with them"


def test_what_is_no_number_of_days_is_refused(new_garden):
    garden = new_garden().start()
    for wrong in (-1, 3651, "30", 1.5):
        body = {"trashDays": 30, "jobDays": 30, "visitorDays": wrong}
        response = garden.http.put("/api/v1/settings/retention", json=body)
        assert (response.status_code, "visitorDays" in response.json()["error"]) == (400, True), wrong
