"""A real server under test: started, asked, stopped or killed, and started again on the same data."""

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

sys.path.append(str(Path(__file__).resolve().parent.parent / "engines"))
from catalog import catalog_of  # noqa: E402
from turns import ByTurns  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("GARDEN_BINARY", ROOT / "build/release/emotion-garden")).resolve()
OPEN = re.compile(r"^Emotion Garden is open: (https?)://(\S+):(\d+)/$", re.MULTILINE)
SERVING = re.compile(r'"event":"serving","url":"(https?)://(\S+?):(\d+)/"')  # where programs read the log

# Of this process's settings none may reach the server under test.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("EMOTION_GARDEN_")}

# GARDEN_BLOBS=minio: all servers keep their blobs in one bucket of a real S3 store, instead of on the disk.
if os.environ.get("GARDEN_BLOBS") == "minio":
    import minio_server

    ENVIRONMENT |= minio_server.shared_blobs()

# GARDEN_NODES=2: each garden has as many servers, which take turns at what is asked of it. They need a catalog and
# blobs that they can share: GARDEN_CATALOG=postgresql GARDEN_BLOBS=minio.
NODES = int(os.environ.get("GARDEN_NODES", "1"))


def command(
    *arguments: str | Path, stdin: str = "", env: dict[str, str] | None = None, cwd: Path | None = None,
    under: Sequence[str] = (), timeout: float = 60,
):  # fmt: skip
    """Runs the binary to its end, `under` another program; the answer has returncode, stdout and stderr as text."""
    words = [str(argument) for argument in arguments]
    catalog = catalog_of(Path(words[words.index("--data") + 1])).environment() if "--data" in words[:-1] else {}
    return subprocess.run(
        [*under, BINARY, *words], input=stdin, text=True, capture_output=True, timeout=timeout,
        env=ENVIRONMENT | catalog | (env or {}), cwd=cwd, check=False,
    )  # fmt: skip


class Garden:
    """One data folder and the server on it. `options` come after the defaults of a test server; `under` is a program that
    becomes the server, such as prlimit. `nodes`: servers of the garden. `address`: where its loopback is reached."""

    started: list["Garden"] = []  # those of the running test, for the report of a failure

    def __init__(
        self, data: Path, *options: str, env: dict[str, str] | None = None, verify: str | bool = True,
        under: Sequence[str] = (), nodes: int = NODES, address: str = "127.0.0.1",
    ):  # fmt: skip
        self.data = data
        self.nodes = nodes
        self.address = address
        self.store = catalog_of(data)
        self.others: list[Garden] = []  # more servers of the same garden
        self.browsers = itertools.count()
        self.under = under
        self.options = options
        self.env = env or {}
        self.verify = verify
        self.process: subprocess.Popen | None = None
        self.url = ""
        self.http = httpx.Client()
        self.logs = data.parent / (data.name + "-logs")
        self.logs.mkdir(parents=True, exist_ok=True)
        self.run = 0

    def start(self, timeout: float = 30) -> "Garden":
        """Starts the server and waits until /healthz answers 200."""
        self.run += 1
        arguments = ["serve", "--data", str(self.data)]
        for flag, value in {"--listen": "127.0.0.1:0", "--s3-listen": "none", "--first-garden": "0"}.items():
            arguments += [flag, value] if flag not in self.options else []
        with self.log_file("out").open("wb") as out, self.log_file("err").open("wb") as err:
            self.process = subprocess.Popen(
                [*self.under, BINARY, *arguments, *self.options], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env=ENVIRONMENT | self.store.environment() | self.env, cwd=self.logs,
            )  # fmt: skip
        Garden.started.append(self)
        deadline = time.monotonic() + timeout
        found = None
        while not found:
            if self.process.poll() is not None:
                raise AssertionError(f"serve ended with {self.process.returncode}:\n{self.log()}")
            if time.monotonic() > deadline:
                raise AssertionError(f"serve printed no address within {timeout} s:\n{self.log()}")
            found = OPEN.search(self.log_file("out").read_text()) or SERVING.search(self.log_file("err").read_text())
            if not found:
                time.sleep(0.01)
        scheme, host, self.port = found[1], found[2], int(found[3])
        host = "127.0.0.1" if host == "0.0.0.0" else host
        self.url = self.reached(f"{scheme}://{host}:{self.port}")
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False, verify=self.verify)
        while (health := self.health_status()) != 200:
            assert time.monotonic() < deadline, f"/healthz answers {health} after {timeout} s:\n{self.log()}"
            time.sleep(0.01)
        if self.nodes > 1 or self.store.is_shared:
            self.take_turns()
        return self

    def reached(self, url: str) -> str:
        """What the server says of its own loopback, as it is reached from here."""
        return url.replace("//127.0.0.1:", f"//{self.address}:")

    def take_turns(self) -> None:
        """Starts the others, and asks all by turns: what was changed through one, the next knows a moment later. So it is with a
        server alone whose catalog others could write to: it learns of an event as they would."""
        self.http.close()
        self.others = []
        for number in range(2, self.nodes + 1):
            other = Node(self, number)
            self.others.append(other)
            other.start()
        self.turns = ByTurns([self.url, *(other.url for other in self.others)], self.verify)
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False, transport=self.turns)

    def browser(self) -> httpx.Client:
        """One that stays with a server, as the proxy has it that the operator sets before several: each with the next of them."""
        if not self.others:
            return self.http
        url = (self, *self.others)[next(self.browsers) % (1 + len(self.others))].url
        return httpx.Client(base_url=url, timeout=30, trust_env=False, transport=ByTurns([url], self.verify, self.turns))

    def health_status(self) -> int:
        try:
            return self.http.get("/healthz").status_code
        except httpx.TransportError:
            return 0

    def log_file(self, stream: str) -> Path:
        return self.logs / f"{self.run}.{stream}"

    def log(self) -> str:
        """What the server of the last start has printed so far."""
        own = "".join(self.log_file(stream).read_text(errors="replace") for stream in ("out", "err"))
        return own + "".join(other.log() for other in self.others)

    def most_memory(self) -> int:
        """The largest resident size so far, in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1])

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, timeout: float = 10) -> None:
        """SIGTERM; the server must drain and exit 0 within ten seconds."""
        assert self.process is not None
        for other in self.others:
            other.stop(timeout)
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not end within {timeout} s of SIGTERM:\n{self.log()}") from None
        self.http.close()
        assert status == 0, f"the server ended with {status} after SIGTERM:\n{self.log()}"

    def kill(self) -> None:
        """SIGKILL, as a power cut to the process."""
        assert self.process is not None
        for other in self.others:
            other.kill()
        self.process.kill()
        self.process.wait()
        self.http.close()

    def close(self) -> None:
        if self.running():
            self.stop()
        for other in self.others:
            other.close()

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Rows of the catalog, read beside the running server."""
        return self.store.rows(sql, *values)

    def change(self, *statements: str) -> None:
        """Changes the catalog of a stopped server."""
        assert not self.running()
        self.store.change(*statements)

    def blobs(self) -> list[Path]:
        """Every file below the data folder whose name is a SHA-256."""
        return [path for path in self.data.rglob("*") if path.is_file() and re.fullmatch(r"[0-9a-f]{60,64}", path.name)]

    def wait_until_grown(self, timeout: float = 900) -> dict:
        deadline = time.monotonic() + timeout
        while (garden := self.http.get("/healthz").json()["firstGarden"])["state"] != "grown":
            assert time.monotonic() < deadline, f"the first garden is {garden} after {timeout} s"
            time.sleep(0.05)
        return garden

    def pictures(self, search_key: str = "happy") -> list[str]:
        """Keys of that search key, oldest first, landscape then portrait."""
        answer = self.http.post("/gardenfromDB", json={"id": "tester", "emotion": search_key}).json()
        return [key_of(entry["url"]) for entry in answer["landscape"] + answer["portrait"]]


class Node(Garden):
    """One more server of a garden, with a data folder of its own for what servers do not share."""

    def __init__(self, first: Garden, number: int):
        data = first.data.with_name(f"{first.data.name}-node{number}")
        super().__init__(data, *first.options, env=first.env, verify=first.verify, under=first.under, nodes=1)
        self.store = first.store


def key_of(url: str) -> str:
    """The object key in a picture's address, as the pages take it: from the last `emotions` on."""
    return url[url.rindex("emotions/") :]
