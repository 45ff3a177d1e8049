"""A PostgreSQL server of the tests' own: made, started, stopped, killed and started again, on loopback."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

# Debian keeps each version's programs in a folder of its own.
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))


def program(name: str) -> str:
    return str(PROGRAMS[-1].with_name(name)) if PROGRAMS else shutil.which(name) or name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A server and its folder. It refuses to run as root, so there it runs as the user that its package made."""

    def __init__(self, **settings: str):
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.port = free_port()
        self.settings = {"max_connections": "200"} | settings
        self.process: subprocess.Popen | None = None
        self.databases = 0
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "--auth=trust", "--username=garden", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                  "-D", str(self.folder / "data"))  # fmt: skip

    def _command(self, name: str, *arguments: str) -> list[str]:
        become = ["setpriv", f"--reuid={self.user}", "--regid=postgres", "--clear-groups"] if self.user else []
        return [*become, program(name), *arguments]

    def _run(self, name: str, *arguments: str) -> str:
        ran = subprocess.run(self._command(name, *arguments), capture_output=True, text=True, cwd="/", check=False)
        assert ran.returncode == 0, f"{name} failed:\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def start(self) -> "Postgres":
        settings = [f"--{name.replace('_', '-')}={value}" for name, value in self.settings.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command("postgres", "-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(self.port),
                              "-k", str(self.folder), *settings),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while subprocess.run(self._command("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)), check=False,
                             cwd="/").returncode:  # fmt: skip
            assert self.process.poll() is None, f"PostgreSQL ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"PostgreSQL is not ready:\n{self.log()}"
            time.sleep(0.05)
        return self

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-8000:]

    def stop(self) -> None:
        """Fast: sessions are ended, what was committed stays."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """At once, without a checkpoint: the next start recovers."""
        self._end(signal.SIGQUIT)

    def freeze(self) -> None:
        """It takes connections and what is sent, as its machine does for it, and says nothing."""
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, what: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(what)  # first: then it makes no further ones
        for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), what)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.thaw()
            self.process.send_signal(how)
            self.process.wait(30)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, database: str, place: str = "") -> str:
        """By another way, where a place is given."""
        return f"postgresql://garden@{place or self.place}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """The name of a new one: an empty one, or a copy of another that nobody is connected to."""
        self.databases += 1
        name = f"garden{self.databases}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def sql(self, text: str, database: str = "postgres") -> list[list[str]]:
        """Runs it, by its socket, where everybody is let in; its rows as text."""
        answer = self._run("psql", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p",
                           str(self.port), "-U", "garden", "-d", database, "-c", text)  # fmt: skip
        return [line.split("\t") for line in answer.splitlines()]
