"""Toxiproxy: ways to a server that tests make slow, or cut."""

import os
import subprocess
import time
from pathlib import Path

import httpx
from postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("GARDEN_TOOLS", ROOT / "build/tools/bin")) / "toxiproxy"


class Way:
    """An address of its own that leads to a server."""

    def __init__(self, http: httpx.Client, name: str, target: str, address: str):
        made = http.post("/proxies", json={"name": name, "listen": f"{address}:0", "upstream": target})
        assert made.status_code == 201, made.text
        self.http, self.name = http, name
        self.place = made.json()["listen"]

    def slow(self, milliseconds: int) -> None:
        """Each answer takes that much longer."""
        self._add("latency", "downstream", latency=milliseconds)

    def cut(self) -> None:
        """Nothing gets through any more, and nobody is told."""
        for direction in ("upstream", "downstream"):
            self._add("timeout", direction, timeout=0)

    def mend(self) -> None:
        for toxic in self.http.get(f"/proxies/{self.name}/toxics").json():
            self.http.delete(f"/proxies/{self.name}/toxics/{toxic['name']}")

    def _add(self, kind: str, direction: str, **attributes: int) -> None:
        toxic = {"name": f"{kind}-{direction}", "type": kind, "stream": direction, "attributes": attributes}
        added = self.http.post(f"/proxies/{self.name}/toxics", json=toxic)
        assert added.status_code == 200, added.text


class Toxiproxy:
    def __init__(self) -> None:
        port = free_port()
        self.process = subprocess.Popen(
            [PROGRAM, "-host", "127.0.0.1", "-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, f"toxiproxy ended with {self.process.returncode}"
            assert time.monotonic() < deadline, "toxiproxy is not ready"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return self.http.get("/version").status_code == 200
        except httpx.TransportError:
            return False

    def way(self, name: str, target: str, address: str = "127.0.0.1") -> Way:
        return Way(self.http, name, target, address)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.http.close()
