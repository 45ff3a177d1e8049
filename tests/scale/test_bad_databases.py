"""What is wrong with a database is said at the start, with what to do."""

import shutil
import subprocess
from pathlib import Path

import pytest
from garden import Garden, command
from nodes import Nodes, wait_until
from postgres import Postgres


def refused(tmp_path, url: str, **env: str) -> str:
    ended = command("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--s3-listen", "none",
                    env={"EMOTION_GARDEN_DATABASE": url} | env)  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("emotion-garden: ")]
    return line


@pytest.fixture(scope="module")
def strict():
    """One that wants a password."""
    server = Postgres(fsync="off")
    (server.folder / "data/pg_hba.conf").write_text("local all all trust\nhost all garden 127.0.0.1/32 scram-sha-256\n"
                                                    "host all guest 127.0.0.1/32 trust\n")  # fmt: skip
    server.start()
    yield server
    server.close()


def test_a_wrong_password(tmp_path, strict):
    strict.sql("ALTER ROLE garden PASSWORD 'right'")
    said = refused(tmp_path, strict.url("postgres"), PGPASSWORD="wrong")
    assert "password authentication failed" in said
    assert "PGPASSWORD" in said
    assert "wrong" not in said
    assert "PGPASSWORD" in refused(tmp_path, strict.url("postgres"))


def test_a_user_who_may_not_make_tables(tmp_path, strict):
    strict.sql("CREATE ROLE guest LOGIN")
    assert "GRANT" in refused(tmp_path, strict.url("postgres").replace("garden@", "guest@"))


def test_no_database_and_no_server(tmp_path, strict):
    strict.sql("ALTER ROLE garden PASSWORD 'right'")
    assert "createdb" in refused(tmp_path, strict.url("nowhere"), PGPASSWORD="right")
    assert "is it running" in refused(tmp_path, "postgresql://garden@127.0.0.1:1/x")


@pytest.fixture(scope="module")
def with_tls():
    """One whose certificate has the name that deploy/kubernetes reaches it by, and which signed that itself."""
    server = Postgres(fsync="off", ssl="on")
    certificate, key = server.folder / "data/server.crt", server.folder / "data/server.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                    "2", "-subj", "/CN=garden-database-rw", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)  # fmt: skip
    for file in (certificate, key):
        shutil.chown(file, server.user)
    server.start()
    yield server
    server.close()


def advice_for(tmp_path, server: Postgres, host: str, authority: Path) -> str:
    query = f"hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={authority}"
    said = refused(tmp_path, f"postgresql://garden@{host}:{server.port}/postgres?{query}")
    return said.rpartition("; ")[2]


def test_certificates(tmp_path, with_tls):
    """The names of hosts and files have words in them that a database says too."""
    own = with_tls.folder / "data/server.crt"
    (tmp_path / "ca.crt").write_text(own.read_text())
    assert "sslrootcert in" in advice_for(tmp_path, with_tls, "garden-database-rw", tmp_path / "database-ca/ca.crt")
    assert "by a name that" in advice_for(tmp_path, with_tls, "database", tmp_path / "ca.crt")
    other = tmp_path / "other.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                    "2", "-subj", "/CN=another authority", "-keyout", tmp_path / "other.key", "-out", other],
                   check=True, capture_output=True)  # fmt: skip
    assert "the authority that signed" in advice_for(tmp_path, with_tls, "garden-database-rw", other)


def test_an_encoding_that_is_not_utf8(tmp_path, postgres):
    postgres.sql("CREATE DATABASE old ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    assert "--encoding UTF8" in refused(tmp_path, postgres.url("old"))


def test_a_newer_schema(tmp_path, postgres):
    name = postgres.new_database()
    postgres.sql("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL);"
                 "INSERT INTO schema_migrations VALUES (999, 'of the future', 0)", name)  # fmt: skip
    assert "newer version" in refused(tmp_path, postgres.url(name))


def test_two_servers_on_one_folder(tmp_path, postgres):
    url = postgres.url(postgres.new_database())
    one = Garden(tmp_path / "data", env={"EMOTION_GARDEN_DATABASE": url}).start()
    assert "another emotion-garden is running" in refused(tmp_path, url)
    one.stop()


def test_servers_that_would_not_show_the_same_do_not_start(tmp_path, postgres):
    """A name of the bucket that differs is a mistake; that of another setting is told."""
    nodes = Nodes(tmp_path, postgres)
    one, other = nodes.all
    one.start()
    try:
        environment = other.env | {"EMOTION_GARDEN_BUCKET": "another-garden"}
        ended = command("serve", "--data", other.data, "--listen", "127.0.0.1:0", "--s3-listen", "none", env=environment)
        assert (ended.returncode, "has bucket = " in ended.stderr, "another-garden" in ended.stderr) == (2, True, True), ended.stderr
        other.options += ("--like-per-minute", "7")
        other.start()
        assert "setting=like_per_minute" in other.log(), other.log()
        said = lambda: nodes.rows(f"SELECT seen_at FROM nodes WHERE name = '{(one.data / 'node').read_text().strip()}'")  # noqa: E731
        before = said()
        wait_until(lambda: said() != before, 30, "it says again that it runs")
        other.stop()
    finally:
        one.stop()
    ended = Garden(other.data, env=environment)
    ended.start()  # the others are gone
    ended.stop()
