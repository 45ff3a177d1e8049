"""A connection to the database that is lost while it commits: it is found out whether the work was done, and done if not."""

import time
import uuid

import pytest
from cutter import Cutter
from nodes import Nodes

KEY = "emotions/calm/img_1h.jpeg"
# Commits of events take a second, so that one can be asked about while it goes on.
SLOW = """
CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON interactions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger();
"""
# Commits that can never end well any more.
GIVEN_UP = "SELECT count(*) FROM commits WHERE at > now()"


@pytest.fixture(scope="module")
def cutter(postgres):
    way = Cutter(postgres.port)
    yield way
    way.close()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, postgres, cutter):
    """The second of them gets to the database by a way that can be cut."""
    each = lambda number, database: {"EMOTION_GARDEN_DATABASE": postgres.url(database, cutter.place)} if number else {}  # noqa: E731
    both = Nodes(tmp_path_factory.mktemp("nodes"), postgres, each=each).start()
    both.rows(SLOW)
    yield both
    both.close()


def count(nodes: Nodes, sql: str) -> int:
    return int(nodes.rows(sql)[0][0])


def like(node, visitor: str):
    """Goes to the database as one."""
    return node.http.post("/like", json={"id": visitor, "itemId": KEY, "impression": [KEY]})


def event(node, visitor: str):
    """Takes two trips there: whether it is new is known before it is committed."""
    wanted = {"userId": visitor, "eventType": "view", "impression": [KEY], "eventId": str(uuid.uuid4())}
    return node.http.post("/api/v1/events", json=wanted)


@pytest.mark.parametrize("how", ["before", "during", "after", "late"])
@pytest.mark.parametrize(("send", "trips"), [(like, 0), (event, 1)])
def test_what_is_answered_is_there_once(nodes, cutter, send, trips, how):
    visitor = str(uuid.uuid4())
    given_up = count(nodes, GIVEN_UP)
    cutter.cut_at(visitor, trips, how)
    begun = time.monotonic()
    answer = send(nodes.all[1], visitor)
    assert answer.status_code == 200, answer.text
    assert time.monotonic() - begun < 5, "it is found out, not waited for"
    cutter.wait(20)
    assert count(nodes, f"SELECT count(*) FROM interactions WHERE visitor_id = '{visitor}'") == 1
    assert count(nodes, GIVEN_UP) - given_up == (how in ("before", "late")), "it was the commit that was cut"


@pytest.mark.parametrize("how", ["before", "during", "after", "late"])
def test_what_was_removed_is_not_said_to_be_missing(nodes, cutter, how):
    """Whether it was there is known before the commit."""
    name = f"template {how}"
    one, other = nodes.all
    assert one.http.put(f"/api/v1/templates/{name}", json={"text": "a calm lake"}).status_code == 200
    given_up = count(nodes, GIVEN_UP)
    cutter.cut_at(name, 1, how)
    assert other.http.delete(f"/api/v1/templates/{name}").status_code == 204
    cutter.wait(20)
    assert one.http.get(f"/api/v1/templates/{name}").status_code == 404
    assert count(nodes, GIVEN_UP) - given_up == (how in ("before", "late")), "it was the commit that was cut"
