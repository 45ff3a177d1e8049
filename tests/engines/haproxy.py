"""A proxy that sends each request to the next of several servers, as it is.

Each has a connection of its own: where a client waits for 100 Continue and a server refuses without, the server closes the
connection, and HAProxy would keep the client's and take the next request for the body of that one."""

import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from postgres import free_port

CONFIGURATION = """
defaults
    mode http
    option accept-invalid-http-request
    option httpclose
    timeout connect 5s
    timeout client 5m
    timeout server 5m
frontend all
    bind 127.0.0.1:{port}
    default_backend servers
backend servers
    balance roundrobin
{servers}
"""


class Haproxy:
    def __init__(self, folder: Path, urls: list[str]):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        servers = "\n".join(f"    server s{number} {urlsplit(url).netloc}" for number, url in enumerate(urls))
        file = folder / f"haproxy-{port}.cfg"
        file.write_text(CONFIGURATION.format(port=port, servers=servers), encoding="utf-8")
        log = folder / f"haproxy-{port}.log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(["/usr/sbin/haproxy", "-db", "-f", file], stdout=output, stderr=output)
        deadline = time.monotonic() + 10
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.close()
                raise AssertionError(f"haproxy is not ready:\n{log.read_text()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url, trust_env=False).status_code != 503
        except httpx.TransportError:
            return False

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
