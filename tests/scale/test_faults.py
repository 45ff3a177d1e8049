"""What fails while two servers are written to: nothing that was answered is lost, nothing is doubled, and soon all is well."""

import contextlib
import datetime
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import network
import pytest
from afterwards import hurry
from history import KINDS, SHARES, History, Load, check
from minio_server import Minio
from nodes import RECOVERY, Nodes, wait_until
from postgres import Postgres
from registers import Without
from toxiproxy import Toxiproxy

PICTURE = "emotions/happy/img_1h.jpeg"
NETWORKS = network.can_be_had()  # by root, as in containers and CI


class Surroundings:
    """A PostgreSQL and an S3 store of the test's own, that keep what they acknowledged like any other, two servers, and the
    ways of each to both. Where that can be had, each server is in a network of its own, as on a machine of its own. `second` are
    more variables of the second server."""

    def __init__(self, folder: Path, second: dict[str, str] | None = None):
        self.second = second or {}
        with contextlib.ExitStack() as opened:
            self.machines = []
            if NETWORKS:
                opened.enter_context(network.own_network())
                for number in range(2):
                    self.machines.append(network.Machine(number))
                    opened.callback(self.machines[-1].close)
            self.postgres = Postgres().start()
            opened.callback(self.postgres.close)
            self.minio = Minio(folder / "minio")
            opened.callback(self.minio.stop)
            self.minio.start().client().create_bucket(Bucket="pictures")
            toxiproxy = Toxiproxy()
            opened.callback(toxiproxy.close)
            gateways = [machine.gateway for machine in self.machines] or ["127.0.0.1"] * 2
            self.to_database, self.to_blobs = (
                [toxiproxy.way(f"{name}-{number}", place, gateway) for number, gateway in enumerate(gateways)]
                for name, place in (("database", self.postgres.place), ("blobs", self.minio.place))
            )
            self.nodes = Nodes(folder, self.postgres, store=self.minio.keys, each=self._settings, machines=self.machines)
            opened.callback(self.nodes.close)
            self.nodes.start()
            self.nodes.all[0].grow(PICTURE)
            self.closing = opened.pop_all()

    def _settings(self, number: int, database: str) -> dict[str, str]:
        return {
            "EMOTION_GARDEN_DATABASE": self.postgres.url(database, self.to_database[number].place),
            "EMOTION_GARDEN_BLOBS": self.minio.blobs("pictures", place=self.to_blobs[number].place),
        } | (self.second if number == 1 else {})

    def close(self) -> None:
        self.closing.close()


@pytest.fixture
def around(tmp_path):
    with contextlib.closing(Surroundings(tmp_path)) as surroundings:
        yield surroundings


def restart_postgres(around: Surroundings) -> None:
    around.postgres.stop()
    time.sleep(2)
    around.postgres.start()


def crash_postgres(around: Surroundings) -> None:
    around.postgres.kill()
    around.postgres.start()


def freeze_postgres(around: Surroundings) -> None:
    """Nobody is refused, and nobody gets an answer."""
    around.postgres.freeze()
    time.sleep(15)
    around.postgres.thaw()


def end_all_sessions(around: Surroundings) -> None:
    """As a proxy does that is restarted; five times."""
    for _ in range(5):
        around.nodes.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                          "AND application_name = 'emotion-garden'")  # fmt: skip
        time.sleep(0.3)


def kill_a_node(around: Surroundings) -> None:
    around.nodes.all[1].kill()
    time.sleep(1)
    around.nodes.all[1].start()


def freeze_a_node(around: Surroundings) -> None:
    """It is alive, and says nothing: whatever it holds in the database must not keep the other from its work for long."""
    around.nodes.all[1].process.send_signal(signal.SIGSTOP)
    time.sleep(12)
    around.nodes.all[1].process.send_signal(signal.SIGCONT)


def cut_off_a_node(around: Surroundings) -> None:
    """It is heard, and hears neither the database nor the blobs."""
    for way in (around.to_database[1], around.to_blobs[1]):
        way.cut()
    time.sleep(15)
    for way in (around.to_database[1], around.to_blobs[1]):
        way.mend()


def stop_the_store(around: Surroundings) -> None:
    around.minio.stop()
    time.sleep(30)
    around.minio.start()


def slow_the_database(around: Surroundings) -> None:
    for way in around.to_database:
        way.slow(200)
    time.sleep(10)
    for way in around.to_database:
        way.mend()


def slow_the_store(around: Surroundings) -> None:
    for way in around.to_blobs:
        way.slow(200)
    time.sleep(5)
    for way in around.to_blobs:
        way.mend()


def pull_the_cable(around: Surroundings) -> None:
    """Nobody hears that node any more, and it hears nobody."""
    around.machines[1].unplug()
    time.sleep(15)
    around.machines[1].plug()


def lose_packets(around: Surroundings) -> None:
    """On all ways: to the servers, from them to what is before the engines, and from there to the engines."""
    for machine in around.machines:
        machine.lose(5)
    network.lose(5, *(int(place.rsplit(":", 1)[1]) for place in (around.postgres.place, around.minio.place)))
    time.sleep(10)


# The servers that a fault takes the database from, or that may find all their sessions ended after it.
WITHOUT_DATABASE = {
    restart_postgres: (0, 1), crash_postgres: (0, 1), freeze_postgres: (0, 1), end_all_sessions: (0, 1), freeze_a_node: (1,),
    cut_off_a_node: (1,), pull_the_cable: (1,),
}  # fmt: skip


def learn_of(http: httpx.Client, told, nodes: Nodes, deadline: float) -> None:
    """What one is told, it and the other learn."""
    visitor = f"told to {told.url} at {time.monotonic()}"
    told_of = {"userId": visitor, "eventType": "view", "impression": [PICTURE], "eventId": visitor}
    assert http.post(f"{told.url}/api/v1/events", json=told_of).status_code == 200
    for node in nodes.all:
        asked = {"id": visitor, "item": PICTURE}
        while http.get(f"{node.url}/api/v1/explain", params=asked).json()["numbers"]["seen"] != 1:
            assert time.monotonic() < deadline, f"{node.url} has not learned what was told {told.url}"
            time.sleep(0.05)


def withstand(around: Surroundings, fault: Callable[[Surroundings], None]) -> History:
    """What was written before, during and after the fault, all of which holds; both servers work soon after its end."""
    with Load(around.nodes) as load:
        time.sleep(2)
        before = load.acknowledged()
        begun = time.monotonic()
        fault(around)
        ended = time.monotonic()
        load.history.meanwhile = load.acknowledged() - before
        with httpx.Client(trust_env=False, timeout=RECOVERY) as http:
            for node in around.nodes.all:
                for kind in KINDS:
                    while not load.write(http, node, kind):
                        assert time.monotonic() < ended + RECOVERY, f"{kind} does not work yet at {node.url}"
                        time.sleep(0.1)
            for told in around.nodes.all:
                learn_of(http, told, around.nodes, ended + RECOVERY)
        recovered = time.monotonic()
        hurry(around.nodes)  # while all else is looked at
        load.registers.without += [Without(node, begun, recovered) for node in WITHOUT_DATABASE.get(fault, ())]
        time.sleep(1)
    counts = check(load.history, around.nodes)
    reads = load.registers.check()
    assert reads["newest"] > 10, reads
    assert all(counts[kind] > 3 * share for kind, share in zip(KINDS, SHARES, strict=True)), counts
    return load.history


@pytest.mark.parametrize("fault", [
    restart_postgres, crash_postgres, freeze_postgres, end_all_sessions, kill_a_node, freeze_a_node, cut_off_a_node,
])  # fmt: skip
def test_nothing_answered_is_lost_or_doubled(around, fault):
    withstand(around, fault)


@pytest.mark.parametrize("fault", [slow_the_database, slow_the_store])
def test_what_is_slow_is_slow_and_no_more(around, fault):
    meanwhile = withstand(around, fault).meanwhile
    assert all(meanwhile[kind] > 0 for kind in KINDS), meanwhile


def test_while_the_store_is_gone_all_goes_on_that_needs_no_picture(around):
    meanwhile = withstand(around, stop_the_store).meanwhile
    assert min(meanwhile["like"], meanwhile["event"], 2 * meanwhile["order"]) > 50, meanwhile


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_wrong_changes_nothing(tmp_path, minutes):
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    # Files keep their times: with others OpenVINO does not read its models.
    clock = {"LD_PRELOAD": str(library), "FAKETIME": f"{minutes:+}m", "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    with contextlib.closing(Surroundings(tmp_path, clock)) as surroundings:
        assert abs(seconds_off(surroundings.nodes.all[1]) - minutes * 60) < 60, "its own clock is wrong indeed"
        withstand(surroundings, lambda _: time.sleep(3))
        late = surroundings.nodes.rows("SELECT max(abs(at / 1000000.0 - extract(epoch FROM now()))) FROM interactions")
        assert float(late[0][0]) < 60, "what it wrote has the time of the database"


def seconds_off(node) -> float:
    """How far the clock is that a server writes into its log."""
    line = next(line for line in node.log().splitlines() if " I serving " in line)
    return datetime.datetime.fromisoformat(line.split(" ", 1)[0]).timestamp() - time.time()


if NETWORKS:

    @pytest.mark.parametrize("fault", [pull_the_cable, lose_packets])
    def test_where_the_network_fails(around, fault):
        withstand(around, fault)


class Shown:
    """What one visitor is shown at a server, while the database is well and after."""

    def __init__(self, node):
        self.node = node
        self.keys = [f"emotions/calm/img_{number}h.jpeg" for number in range(3)]
        node.grow(*self.keys)
        self.before = self.slate()
        assert len(self.before) == 3
        self.assert_pictures()

    def slate(self) -> list[str]:
        answer = self.node.http.post("/garden", json={"id": "somebody", "emotion": "calm"})
        return sorted(entry["url"] for entry in answer.json()["landscape"])

    def assert_pictures(self) -> None:
        for key in self.keys:
            assert self.node.http.get("/" + key).status_code == 200, "what was shown before"

    def like(self) -> httpx.Response:
        return self.node.http.post("/like", json={"id": "somebody", "itemId": self.keys[0], "impression": self.keys})


def test_while_the_database_is_gone_visitors_are_still_shown_pictures(around):
    shown = Shown(around.nodes.all[0])
    around.postgres.stop()
    assert shown.slate() == shown.before
    like = shown.like()
    assert (like.status_code, "Retry-After" in like.headers) == (503, True), like.text
    shown.assert_pictures()
    around.postgres.start()


def test_that_the_database_is_gone_can_be_told_from_metrics(around):
    one = around.nodes.all[0]

    def told() -> dict[str, float]:
        answer = one.http.get("/metrics")
        assert answer.status_code == 200 and answer.elapsed.total_seconds() < RECOVERY
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")}

    assert told()["garden_database_up"] == 1
    assert told()['garden_jobs{state="waiting"}'] == 0
    wait_until(lambda: told()["garden_events_not_learned"] == 0, RECOVERY, "all is learned")
    around.postgres.stop()
    gone = told()
    assert gone["garden_database_up"] == 0
    assert [name for name in gone if "garden_jobs" in name or name == "garden_events_not_learned"] == []
    around.postgres.start()
    wait_until(lambda: told()["garden_database_up"] == 1, RECOVERY, "the database is back")


def test_while_the_database_says_nothing_visitors_are_still_shown_pictures(around):
    one = around.nodes.all[0]
    shown = Shown(one)
    around.postgres.freeze()
    with ThreadPoolExecutor(10) as waiting:
        likes = [waiting.submit(shown.like) for _ in range(8)]
        # One who says that he may see more is looked up in the database.
        outside = {"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer of no token"}
        known = [waiting.submit(one.http.get, "/metrics", headers=outside) for _ in range(2)]
        time.sleep(0.5)
        assert shown.slate() == shown.before
        assert not any(asked.done() for asked in likes + known), "they wait still"
        for asked in likes + known:
            answer = asked.result()
            assert (answer.status_code, "Retry-After" in answer.headers) == (503, True), answer.text
            assert answer.elapsed.total_seconds() < RECOVERY
    shown.assert_pictures()
    assert shown.like().status_code == 503
    around.nodes.all[1].stop()  # and ends as ever
    around.postgres.thaw()
    wait_until(lambda: shown.like().status_code == 200, RECOVERY, "likes are taken again")
