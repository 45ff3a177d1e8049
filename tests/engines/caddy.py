"""The proxy of deploy/compose, before servers on this machine."""

import os
import ssl
import subprocess
import time
from pathlib import Path

import httpx
from postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("GARDEN_TOOLS", ROOT / "build/tools/bin")) / "caddy"
CADDYFILE = ROOT / "deploy/compose/Caddyfile"


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1, f"{CADDYFILE} has no {old!r} any more"
    return text.replace(old, new)


class Caddy:
    """`nodes` are the addresses of web-1, web-2 …, each with its pages on 8080 and its AWS listener on 9000."""

    def __init__(self, folder: Path, *nodes: str):
        self.folder = folder
        self.port, self.aws_port = free_port(), free_port()
        self.url, self.aws_url = f"https://localhost:{self.port}", f"https://localhost:{self.aws_port}"
        text = CADDYFILE.read_text(encoding="utf-8")
        for number, address in enumerate(nodes, start=1):
            text = changed(text, f"web-{number}:", f"{address}:")
        # On loopback alone, and beside whatever else has 80, 443 and 9000.
        own = f"\tdefault_bind 127.0.0.1\n\tadmin off\n\thttps_port {self.port}\n\tauto_https disable_redirects\n"
        text = changed(text, "\tskip_install_trust\n", "\tskip_install_trust\n" + own)
        text = changed(text, "localhost}:9000 {", f"localhost}}:{self.aws_port} {{")
        self.file = folder / "Caddyfile"
        self.file.write_text(text, encoding="utf-8")
        self.process: subprocess.Popen | None = None

    def start(self) -> "Caddy":
        environment = {"GARDEN_NAME": "localhost", "GARDEN_TLS": "internal", "HOME": str(self.folder),
                       "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}  # fmt: skip
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "run", "--config", self.file, "--adapter", "caddyfile"], stdout=log, stderr=log, env=os.environ | environment
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, f"caddy ended with {self.process.returncode}:\n{self.log_file.read_text()}"
            assert time.monotonic() < deadline, f"caddy is not ready:\n{self.log_file.read_text()}"
            time.sleep(0.05)
        return self

    @property
    def log_file(self) -> Path:
        return self.folder / "caddy.log"

    @property
    def authority(self) -> Path:
        """The certificate that its own are signed with."""
        return self.folder / "caddy/pki/authorities/local/root.crt"

    def client(self) -> httpx.Client:
        """A browser of its own, as far as cookies go."""
        return httpx.Client(base_url=self.url, trust_env=False, timeout=30, verify=ssl.create_default_context(cafile=self.authority))

    def _answers(self) -> bool:
        if not self.authority.exists():
            return False
        try:
            with self.client() as http:
                return http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
