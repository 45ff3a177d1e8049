"""What fails while two servers are written to: nothing that was answered is lost, nothing is doubled, and soon all is well."""

import signal
import time

import httpx
import pytest
from history import KINDS, Load, check
from nodes import Nodes
from postgres import Postgres

RECOVERY = 10  # seconds


@pytest.fixture
def nodes(tmp_path):
    """Two servers on a PostgreSQL of the test's own, that keeps what it acknowledged like any other."""
    postgres = Postgres().start()
    both = Nodes(tmp_path, postgres)
    yield both.start()
    both.close()
    postgres.close()


def restart_postgres(nodes: Nodes) -> None:
    nodes.postgres.stop()
    time.sleep(2)
    nodes.postgres.start()


def crash_postgres(nodes: Nodes) -> None:
    nodes.postgres.kill()
    nodes.postgres.start()


def end_all_sessions(nodes: Nodes) -> None:
    """As a proxy does that is restarted; five times."""
    for _ in range(5):
        nodes.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                   "AND application_name = 'emotion-garden'")  # fmt: skip
        time.sleep(0.3)


def kill_a_node(nodes: Nodes) -> None:
    nodes.all[1].kill()
    time.sleep(1)
    nodes.all[1].start()


def freeze_a_node(nodes: Nodes) -> None:
    """It is alive, and says nothing: whatever it holds in the database must not keep the other from its work for long."""
    nodes.all[1].process.send_signal(signal.SIGSTOP)
    time.sleep(12)
    nodes.all[1].process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("fault", [restart_postgres, crash_postgres, end_all_sessions, kill_a_node, freeze_a_node])
def test_nothing_answered_is_lost_or_doubled(nodes, fault):
    with Load(nodes) as load:
        time.sleep(2)
        fault(nodes)
        ended = time.monotonic()
        with httpx.Client(trust_env=False, timeout=RECOVERY) as http:
            for node in nodes.all:
                for kind in KINDS:
                    while not load.write(http, node, kind):
                        assert time.monotonic() < ended + RECOVERY, f"{kind} does not work yet"
                        time.sleep(0.1)
        time.sleep(1)
    counts = check(load.history, nodes)
    assert all(counts[kind] > 5 for kind in KINDS), counts


def test_while_the_database_is_gone_visitors_are_still_shown_pictures(nodes):
    one = nodes.all[0]
    keys = [f"emotions/calm/img_{number}h.jpeg" for number in range(3)]
    one.grow(*keys)
    ask = lambda: one.http.post("/garden", json={"id": "somebody", "emotion": "calm"})  # noqa: E731
    before = ask().json()
    assert len(before["landscape"]) == 3
    for key in keys:
        assert one.http.get("/" + key).status_code == 200
    nodes.postgres.stop()
    assert sorted(entry["url"] for entry in ask().json()["landscape"]) == sorted(entry["url"] for entry in before["landscape"])
    like = one.http.post("/like", json={"id": "somebody", "itemId": keys[0], "impression": keys})
    assert (like.status_code, "Retry-After" in like.headers) == (503, True), like.text
    for key in keys:
        assert one.http.get("/" + key).status_code == 200, "what was shown before"
    nodes.postgres.start()
