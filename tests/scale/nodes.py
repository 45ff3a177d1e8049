"""Several servers on one PostgreSQL database."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from network import Machine
from postgres import Postgres
from studio import Studio

RECOVERY = 10  # seconds, after a fault is over or a server gone


class Nodes:
    """Two servers that share a database and their blobs, each with a data folder of its own otherwise. The blobs are in the
    bucket that `store` names by settings, or in a folder. `each` gives more settings of either, by variables;
    `machines` the networks where they are, none: this one."""

    def __init__(
        self, folder: Path, postgres: Postgres, *options: str, store: dict[str, str] | None = None,
        each: Callable[[int, str], dict[str, str]] = lambda number, database: {}, machines: Sequence[Machine] = (),
    ):  # fmt: skip
        self.postgres = postgres
        self.database = postgres.new_database()
        blobs = folder / "blobs"
        blobs.mkdir()
        self.all = []
        for number in range(2):
            data = folder / f"node{number}"
            data.mkdir()
            if store is None:
                (data / "blobs").symlink_to(blobs)
            environment = {"EMOTION_GARDEN_DATABASE": postgres.url(self.database)} | (store or {})
            environment |= each(number, self.database)
            place = {"under": machines[number].under, "address": machines[number].address} if machines else {}
            self.all.append(Studio(data, *options, env=environment, **place))

    def start(self) -> "Nodes":
        """All at once, as after a power cut."""
        threads = [threading.Thread(target=node.start) for node in self.all]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for node in self.all:
            assert node.running(), f"a server did not start:\n{node.log()}"
        return self

    def rows(self, sql: str) -> list[list[str]]:
        return self.postgres.sql(sql, self.database)

    def wait_until_numbered(self, seconds: float) -> None:
        """The events that were written; a moment later all nodes have learned them."""
        wait_until(lambda: self.rows("SELECT 1 FROM interactions WHERE id IS NULL") == [], seconds, "all events are numbered")

    def close(self) -> None:
        for node in self.all:
            node.close()


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)
