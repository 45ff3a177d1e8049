"""wrk, and what it tells."""

import re
import subprocess
import sys
from typing import NamedTuple


class Load(NamedTuple):
    requests: int
    rate: float  # requests a second
    p50: float  # milliseconds
    p99: float


class Wrk:
    """A client that drives `url` with these connections, from now on; `before` are the words that come before its command."""

    def __init__(self, url: str, *options: str, seconds: int, connections: int, threads: int = 1, before: list[str] | None = None):
        self.url = url
        self.process = subprocess.Popen(
            [*(before or []), "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", *options, url], stdout=subprocess.PIPE, text=True)

    def load(self) -> Load:
        """Once it has ended; all that it asked was answered 200, or this program ends."""
        output = self.process.communicate()[0]
        if self.process.returncode != 0 or "Non-2xx" in output:
            sys.exit(f"{self.url}: not all was answered 200:\n{output}")
        return Load(int(re.search(r"(\d+) requests in", output).group(1)), float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
                    _milliseconds(output, 50), _milliseconds(output, 99))


def _milliseconds(output: str, percent: int) -> float:
    number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", output).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
