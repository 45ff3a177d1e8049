"""A server of Emotion Garden that a benchmark measures."""

import contextlib
import http.client
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.parse


@contextlib.contextmanager
def garden(binary: str, data: pathlib.Path, *options: str, cores: str | None = None, env: dict[str, str] | None = None):
    """A running server on a free port of loopback; its URL, process and the seconds to the first healthy answer."""
    command = [binary, "serve", "--listen", "127.0.0.1:0", "--data", str(data), "--first-garden", "0", *options]
    if "--s3-listen" not in options:
        command += ["--s3-listen", "none"]
    if cores:
        command = ["taskset", "-c", cores, *command]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               env=os.environ | (env or {}))
    try:
        line = process.stdout.readline()
        match = re.search(r"http://\S+", line)
        if not match:
            sys.exit(f"the server did not start: {line}")
        url = match.group(0).rstrip("/")
        while request(url, "GET", "/healthz")[0] != 200:
            time.sleep(0.005)
        yield url, process, time.perf_counter() - begin
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def request(url: str, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def megabytes(process: int, figure: str = "VmRSS") -> float:
    """What the process has in memory (VmRSS), or the most it ever had (VmHWM)."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(figure + r":\s+(\d+)", status).group(1)) / 1024


def processor_seconds(process: int) -> float:
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process: int) -> list[int]:
    return [int(child) for thread in pathlib.Path(f"/proc/{process}/task").iterdir() for child in (thread / "children").read_text().split()]


def start_up(binary: str, data: pathlib.Path) -> tuple[str, str]:
    """In words: from start to the first 200 of /healthz with models compiled before, and the memory then."""
    with garden(binary, data):
        pass  # the first start compiles the models
    seconds = []
    for _ in range(5):
        with garden(binary, data) as (_, process, taken):
            seconds.append(taken)
            memory = megabytes(process.pid)
    return f"{statistics.median(seconds):.2f} s (median of 5)", f"{memory:.0f} MB"
