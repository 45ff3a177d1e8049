"""Where the gardens under test keep their catalog: SQLite, or PostgreSQL where GARDEN_CATALOG says postgresql."""

import atexit
import functools
import os
import sqlite3
from decimal import Decimal
from pathlib import Path

import psycopg
from postgres import Postgres


class SqliteCatalog:
    """The file in a garden's data folder."""

    is_shared = False  # with other servers
    log_order = "id"  # the column by which the events of one client are in order

    def __init__(self, data: Path):
        self.data = data

    def environment(self) -> dict[str, str]:
        return {}

    def file(self) -> Path:
        files = [path for path in self.data.rglob("*") if path.is_file() and _is_sqlite(path)]
        assert len(files) == 1, f"one catalog expected below {self.data}, found {files}"
        return files[0]

    def rows(self, sql: str, *values: object) -> list[tuple]:
        with sqlite3.connect(f"file:{self.file()}?mode=ro", uri=True) as catalog:
            return catalog.execute(sql, values).fetchall()

    def tables(self) -> set[str]:
        return {name for (name,) in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}

    def columns(self, table: str) -> list[str]:
        return [name for (name,) in self.rows("SELECT name FROM pragma_table_info(?)", table)]

    def change(self, *statements: str) -> None:
        with sqlite3.connect(self.file()) as catalog:
            catalog.execute("PRAGMA foreign_keys = ON")
            for sql in statements:
                catalog.execute(sql)


class PostgresCatalog:
    """A database of a server that all gardens of the tests share. Its name stands in the data folder, so that a copy of the
    folder gets a copy of the database."""

    is_shared = True
    log_order = "entry"

    def __init__(self, data: Path):
        self.data = data
        self.note = data / "database-of-the-tests"

    def environment(self) -> dict[str, str]:
        return {"EMOTION_GARDEN_DATABASE": self.url()}

    def url(self) -> str:
        self.data.mkdir(parents=True, exist_ok=True)
        owner, name = self.note.read_text().split() if self.note.exists() else ("", "template0")
        if owner != str(self.data):
            name = server().new_database(template=name)
            self.note.write_text(f"{self.data} {name}")
        return server().url(name)

    def rows(self, sql: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.url(), autocommit=True) as catalog:
            if values:
                sql = sql.replace("%", "%%").replace("?", "%s")
            found = catalog.execute(sql, values or None).fetchall()
        return [tuple(_plain(value) for value in row) for row in found]

    def tables(self) -> set[str]:
        return {name for (name,) in self.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")}

    def columns(self, table: str) -> list[str]:
        return [name for (name,) in self.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position", table)]  # fmt: skip

    def change(self, *statements: str) -> None:
        with psycopg.connect(self.url()) as catalog:
            for sql in statements:
                catalog.execute(sql)


def _plain(value: object) -> object:
    """Sums and means are numbers like others to SQLite."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


@functools.cache
def server() -> Postgres:
    shared = Postgres(fsync="off").start()
    atexit.register(shared.close)
    return shared


def catalog_of(data: Path) -> SqliteCatalog | PostgresCatalog:
    return PostgresCatalog(data) if os.environ.get("GARDEN_CATALOG") == "postgresql" else SqliteCatalog(data)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"
