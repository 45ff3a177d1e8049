"""A photo is never on a disk, in a temporary file or in a log, and a crash leaves nothing of it.

The whole server runs under strace, which writes down every file that it or one of its libraries opens, makes or renames.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import bombs
import httpx
import photos
import pytest
from garden import ROOT, Garden, command
from PIL import Image

# Every call that opens, makes or renames a file, or makes one without a name.
CALLS = "open,openat,openat2,open_by_handle_at,creat,memfd_create,mknod,mknodat,mkdir,mkdirat,rename,renameat,renameat2,"
CALLS += "link,linkat,symlink,symlinkat,truncate,unlink,unlinkat,io_uring_setup,execve,execveat,shmget"
READING = re.compile(r'(?:open|openat)\((?:AT_FDCWD, |-?\d+, )?"[^"]*", (?P<flags>[A-Z_|0-9]+)')
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|O_TRUNC|O_APPEND")


def strace(log: Path) -> list[str]:
    """Makes the traced program the child of this process, and strace its grandchild."""
    return ["strace", "-D", "-f", "-ttt", "-s", "300", "-o", str(log), "-e", f"trace={CALLS}", "-e", "signal=none"]


def writes_in(log: Path, since: float = 0) -> list[str]:
    """The traced calls from then on but those that open a file for reading."""
    found = []
    for line in log.read_text(errors="replace").splitlines():
        parts = re.match(r"(?:\d+ +)?(?P<time>[\d.]+) (?P<call>.*)", line)
        if not parts or float(parts["time"]) < since or parts["call"].startswith(("<...", "+++", "---")):
            continue
        reading = READING.match(parts["call"])
        if not reading or WRITING.search(reading["flags"]):
            found.append(parts["call"])
    return found


def large(width: int = 4000, height: int = 3000) -> Image.Image:
    """A photo of twelve megapixels, of a group."""
    return photos.photo("sample1.jpg").resize((width, height), Image.Resampling.BICUBIC)


def camera(image: Image.Image) -> bytes:
    """Turned by its EXIF orientation, for which the decoder must hold the picture whole."""
    return photos.turned(image, 6)


PHOTOS = {
    "12 megapixels": (lambda: photos.encoded(large()), 200),
    "12 megapixels, progressive": (lambda: photos.progressive(large()), 200),
    "12 megapixels, turned": (lambda: camera(large()), 200),
    "12 megapixels of PNG": (lambda: photos.encoded(large(), "PNG", compress_level=1), 200),
    "12 megapixels of PNG in passes": (lambda: photos.interlaced(large()), 200),
    "CMYK": (lambda: photos.cmyk(large()), 200),
    "16 bits": (lambda: photos.deep(large(2000, 1500)), 200),
    "two hundred faces": (lambda: photos.encoded(photos.crowd(), "PNG"), 200),
    "nobody": (photos.meadow, 404),
    "cut off": (lambda: photos.truncated(large()), 400),
    "cut in the middle": (lambda: photos.encoded(large())[:600_000], 400),
    "too large": (lambda: photos.huge(8000), 413),
    "too many scans": (lambda: bombs.progressive_scans(4000, 3000, 500), 415),
    "no picture": (lambda: photos.random_octets(3_000_000), 415),
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A server, traced, that has read one photo already: what libraries do once is behind it. Then the time."""
    folder = tmp_path_factory.mktemp("watched")
    temporary = folder / "tmp"
    temporary.mkdir()
    trace = folder / "trace"
    # As careful as it would be for a photo that does not fit a small memory.
    env = {"TMPDIR": str(temporary), "VIPS_DISC_THRESHOLD": "1m", "EMOTION_GARDEN_DATABASE": "sqlite"}
    server = Garden(folder / "data", "--max-photo-mb", "64", "--log-level", "debug", env=env, under=strace(trace), nodes=1)
    server.start(timeout=120)
    server.http.timeout = 120
    assert server.http.post("/emotion", content=photos.encoded(photos.astronaut())).status_code == 200
    server.trace, server.temporary = trace, temporary
    yield server
    server.close()


def beside(calls: list[str], *known: str) -> list[str]:
    """The calls that write to other files than those of which `known` are patterns."""
    # liborc, with which libvips scales pictures, puts the machine code that it makes for that into a file, to map it a
    # second time as executable, and removes it at once. No pixel comes there.
    machine_code = r"/[^\"]*/orcexec\.\w{6}"
    expected = re.compile(rf'(openat\(AT_FDCWD, |unlink\()"({"|".join([machine_code, *known])})"')
    return [call for call in calls if not expected.match(call)]


def stretches_of(photo: bytes) -> list[bytes]:
    """Parts of the file, and of its pixels where the server would see the same ones."""
    found = [photo[at : at + 32] for at in range(len(photo) // 8, len(photo) - 32, max(1, len(photo) // 8))]
    with contextlib.suppress(OSError, Image.DecompressionBombError):
        if max((image := Image.open(photos.io.BytesIO(photo))).size) <= 2000 and image.format == "PNG":
            pixels = image.convert("RGB").tobytes()
            found += [pixels[at : at + 48] for at in range(len(pixels) // 9, len(pixels) - 48, len(pixels) // 9)]
    # A stretch of one colour is in any file.
    return [stretch for stretch in found if len(set(stretch)) > 8]


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def expect_no_trace(server: Garden, photo: bytes, since: float) -> None:
    # Everything done, also by a thread that was late.
    time.sleep(0.3)
    catalog = rf"{re.escape(str(server.data))}/catalog\.db(-wal|-shm|-journal)?"
    assert beside(writes_in(server.trace, since), catalog) == []
    assert list(server.temporary.iterdir()) == []
    for path in files_below(server.data, server.logs):
        octets = path.read_bytes()
        for stretch in stretches_of(photo):
            assert stretch not in octets, path


@pytest.mark.parametrize("name", PHOTOS)
def test_no_file_is_written_but_the_catalog(watched, name):
    make, status = PHOTOS[name]
    photo = make()
    since = time.time()
    response = watched.http.post("/emotion", content=photo)
    assert response.status_code == status, response.text
    if status == 200:
        assert watched.http.post("/api/v1/faces", content=photo).status_code == 200
    expect_no_trace(watched, photo, since)


def test_the_watching_sees_what_is_written(watched, tmp_path):
    """Of the same kind as what must not happen, done by another program under the same strace."""
    trace, photo = tmp_path / "trace", tmp_path / "photo"
    subprocess.run([*strace(trace), "sh", "-c", f"echo secret > {photo}; mv {photo} {photo}.2"], check=True)
    deadline = time.monotonic() + 10
    while len(writes_in(trace)) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)  # strace is no child of ours
    calls = writes_in(trace)
    assert any(f'"{photo}", O_WRONLY|O_CREAT|O_TRUNC' in call for call in calls)
    assert any(call.startswith("rename") and f'"{photo}"' in call for call in calls)
    # And of the server it has seen the visitors come.
    assert any("catalog.db" in call for call in writes_in(watched.trace))


def test_an_upload_that_breaks_off(watched):
    photo = photos.encoded(large())
    since = time.time()
    for most in (len(photo) // 2, len(photo) - 1):
        with socket.create_connection(("127.0.0.1", watched.port), timeout=30) as connection:
            head = f"POST /emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(photo)}\r\n\r\n"
            connection.sendall(head.encode() + photo[:most])
    # One that goes away while its photo is being read.
    with socket.create_connection(("127.0.0.1", watched.port), timeout=30) as connection:
        connection.sendall(head.encode() + photo)
    expect_no_trace(watched, photo, since)


def test_many_at_once(watched):
    photo = photos.progressive(large(3000, 2000))
    since = time.time()
    statuses = []

    def ask() -> None:
        with httpx.Client(base_url=watched.url, timeout=120, trust_env=False) as http:
            statuses.extend(http.post("/emotion", content=photo).status_code for _ in range(3))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 3
    expect_no_trace(watched, photo, since)


@pytest.mark.parametrize("by", ["name", "standard input"])
def test_the_command_line_writes_nothing_either(tmp_path, by):
    """But the compiled models, once."""
    photo = tmp_path / "photo.png"
    photo.write_bytes(photos.interlaced(large(3000, 2000)))
    (tmp_path / "empty").mkdir()
    trace = tmp_path / "trace"
    env = {"TMPDIR": str(tmp_path / "empty"), "VIPS_DISC_THRESHOLD": "1m"}
    models = ROOT / "models/cache/ir"

    def analyze(*under: str) -> subprocess.CompletedProcess:
        if by == "name":
            return command("analyze", "--models", models, photo, env=env, cwd=tmp_path, under=under)
        script = f'"$@" < "{photo}"'
        return command("analyze", "--models", models, "-", env=env, cwd=tmp_path, under=["sh", "-c", script, "sh", *under])

    assert analyze().returncode == 0
    done = analyze(*strace(trace))
    assert done.returncode == 0, done.stderr
    writes = [call for call in writes_in(trace) if not call.startswith("execve")]
    assert beside(writes, rf"{re.escape(str(models))}/compiled/[^\"]*") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "photo.png", "trace"]
    assert files_below(tmp_path / "empty") == []


# Cores as large as this user may have them.
ANY_CORE = ["sh", "-c", 'ulimit -c unlimited 2>/dev/null || ulimit -c $(ulimit -Hc); exec "$@"', "sh"]


def core_files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if "core" in path.name]


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS"])
def test_a_crash_leaves_no_core_and_no_photo(new_garden, name):
    server = new_garden(under=ANY_CORE).start()
    limits = Path(f"/proc/{server.process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 +bytes", limits, re.MULTILINE)
    photo = photos.encoded(photos.crowd(), "PNG")

    def ask() -> None:
        with contextlib.suppress(httpx.TransportError):
            httpx.post(server.url + "/api/v1/faces", content=photo, timeout=60, trust_env=False)

    thread = threading.Thread(target=ask)
    thread.start()
    # Two hundred faces take longer.
    time.sleep(0.5)
    assert thread.is_alive()
    os.kill(server.process.pid, signal.Signals[name])
    _, status = os.waitpid(server.process.pid, 0)
    server.process.returncode = -os.WTERMSIG(status)
    thread.join()
    assert os.WTERMSIG(status) == signal.Signals[name]
    assert not os.WCOREDUMP(status)
    assert core_files(server.logs) == []
    for path in files_below(server.data, server.logs):
        octets = path.read_bytes()
        for stretch in stretches_of(photo):
            assert stretch not in octets, path


def test_the_memory_is_not_for_other_programs(new_garden):
    """Not dumpable: the kernel hands its memory to no collector of cores, and to no debugger of the same user."""
    server = new_garden().start()
    # The files of such a process belong to root.
    assert Path(f"/proc/{server.process.pid}/mem").stat().st_uid == 0
