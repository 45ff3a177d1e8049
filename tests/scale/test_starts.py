"""A server that starts while others of the same database are at work."""

import json
import threading

import pytest
from garden import key_of
from nodes import Nodes, wait_until

KEYS = [f"emotions/calm/img_{number}h.jpeg" for number in range(6)]
NEW = "emotions/calm/img_9h.jpeg"


@pytest.fixture
def nodes(tmp_path, postgres):
    both = Nodes(tmp_path, postgres).start()
    yield both
    both.close()


def order(node, visitor: str) -> list[str]:
    answer = node.http.post("/garden", json={"id": visitor, "emotion": "calm", "limit": 100}).json()
    return [key_of(entry["url"]) for entry in answer["landscape"]]


def explained(node, visitor: str) -> dict:
    answer = node.http.get("/api/v1/explain", params={"id": visitor, "item": NEW})
    assert answer.status_code == 200, answer.text
    return answer.json()["numbers"]


class Held:
    """A table that nobody reads until the end."""

    def __init__(self, nodes: Nodes, table: str):
        self.nodes = nodes
        hold = f"SET application_name = 'held'; BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(300)"
        self.thread = threading.Thread(target=self._hold, args=(hold,), daemon=True)

    def _hold(self, hold: str) -> None:
        with pytest.raises(AssertionError, match="terminating connection"):
            self.nodes.rows(hold)

    def _is_held(self) -> bool:
        return self.nodes.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = 'held' AND wait_event = 'PgSleep'") != []

    def __enter__(self) -> "Held":
        self.thread.start()
        wait_until(self._is_held, 30, "it is held")
        return self

    def __exit__(self, *_) -> None:
        self.nodes.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'held'")
        self.thread.join()


def test_what_is_published_and_liked_while_a_server_starts_is_learned_as_by_the_others(nodes):
    one, other = nodes.all
    one.grow(*KEYS)
    other.stop()
    starting = threading.Thread(target=other.start, args=(120,))
    with Held(nodes, "visitors"):  # which it reads after the pictures and their looks
        starting.start()
        wait_until(lambda: nodes.rows("SELECT 1 FROM pg_locks WHERE NOT granted") != [], 60, "it has read the pictures")
        one.grow(NEW)
        wait_until(lambda: nodes.rows(f"SELECT 1 FROM looks WHERE key = '{NEW}'") != [], 30, "the new one is looked at")
        # As a server writes them; for one that asks what is known of their visitors the table is held as well.
        nodes.rows(
            "INSERT INTO interactions (visitor_id, item_id, event_type, impression, at, generation, gender) "
            f"SELECT 'visitor ' || number % 4, '{NEW}', 'click', '{json.dumps([NEW, *KEYS[:2]])}', 1000000 * number, '', '' "
            "FROM generate_series(1, 20) AS number"
        )
        nodes.wait_until_numbered(30)
    starting.join()
    assert other.running(), other.log()
    visitors = [f"visitor {number}" for number in range(4)]
    for visitor in visitors:
        wait_until(lambda visitor=visitor: explained(one, visitor) == explained(other, visitor), 10, "both know the same")
    assert [order(other, visitor) for visitor in visitors] == [order(one, visitor) for visitor in visitors]
