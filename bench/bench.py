"""Measures a release build of Emotion Garden beside its peers. See README.md in this folder."""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from populate import populate, write_log
from server import children, garden, megabytes, processor_seconds, request, start_up
from wrk import Load, Wrk

ROOT = pathlib.Path(__file__).resolve().parent.parent
PHOTO_SIZE = (640, 480)
PICTURES = 10_000
FEW_PICTURES = 1_000
SCALE = int(os.environ.get("GARDEN_BENCH_SCALE", "1"))  # of the two below
MANY_PICTURES = 100_000 * SCALE
LOGGED_EVENTS = 1_000_000 * SCALE
RECOMMEND_LOAD = os.environ.get("GARDEN_RECOMMEND_LOAD", str(ROOT / "build/release/recommend_load"))


def show(title: str, rows: list[tuple[str, str]]) -> None:
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name.ljust(width)}  {value}")
    sys.stdout.flush()


def photo() -> bytes:
    """A real photograph with one face, 640x480."""
    from io import BytesIO

    from PIL import Image

    with Image.open(ROOT / "models/cache/photos/astronaut.png") as source:
        picture = source.convert("RGB")
        height = picture.width * PHOTO_SIZE[1] // PHOTO_SIZE[0]
        picture = picture.crop((0, 0, picture.width, height)).resize(PHOTO_SIZE)
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def post_photos(url: str, body: bytes, threads: int, each: int) -> list[float]:
    """Seconds of each of `threads` x `each` requests to /emotion, every thread on one connection."""
    times: list[float] = []

    def work() -> None:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        for _ in range(each):
            begin = time.perf_counter()
            connection.request("POST", "/emotion", body)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                sys.exit(f"/emotion answered {response.status}")
            times.append(time.perf_counter() - begin)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return times


def bench_emotion(binary: str, work: pathlib.Path) -> None:
    body = photo()
    rows = []
    for cores, clients in (("0", 1), ("0,1", 2)):
        with garden(binary, work / f"emotion{clients}", "--face-parallel", str(clients), cores=cores) as (url, _, _):
            post_photos(url, body, clients, 10)
            begin = time.perf_counter()
            times = post_photos(url, body, clients, 100)
            rate = len(times) / (time.perf_counter() - begin)
            cuts = statistics.quantiles(times, n=100)
            rows.append((f"{clients} core(s)", f"p50 {1000 * cuts[49]:.0f} ms, p95 {1000 * cuts[94]:.0f} ms, {rate:.1f} faces a second"))
    show("POST /emotion, one face, 640x480 JPEG", rows)


def apart() -> list[str]:
    """Before a client that is to be as on another machine: it has the last core whenever it wants it. Empty where that is not allowed."""
    words = ["taskset", "-c", str((os.cpu_count() or 1) - 1), "chrt", "--fifo", "1"]
    return words if subprocess.run([*words, "true"], check=False, capture_output=True).returncode == 0 else []


def wrk(url: str, *options: str, seconds: int = 8, connections: int = 64, before: list[str] | None = None) -> Load:
    return Wrk(url, *options, seconds=seconds, connections=connections, threads=min(2, connections), before=before).load()


@contextlib.contextmanager
def nginx(folder: pathlib.Path, port: int = 18_099):
    """nginx with its defaults for static files, serving `folder` from loopback."""
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers cannot read a temporary folder of root
    config.write_text(f"""{user} daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }} }}
""")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                request(f"http://127.0.0.1:{port}", "GET", "/")
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def large_garden(binary: str, work: pathlib.Path, pictures: int = PICTURES) -> pathlib.Path:
    data = work / f"garden-of-{pictures}"
    if not data.exists():
        picture = work / "picture.jpeg"
        subprocess.run([binary, "paint", "happy garden", "--seed", "7", "-o", str(picture)], check=True, stdout=subprocess.DEVNULL)
        populate(binary, data, pictures, [picture.read_bytes()])
    return data


def garden_script(work: pathlib.Path) -> str:
    script = work / "garden.lua"
    script.write_text("""wrk.method = "POST"
wrk.body = '{"id":"ada","emotion":"happy","generation":"adult","gender":"Female"}'
""")
    return str(script)


def bench_garden(binary: str, work: pathlib.Path) -> None:
    script = garden_script(work)
    with garden(binary, large_garden(binary, work)) as (url, _, _):
        ours = wrk(f"{url}/garden", "-s", script)
        answer = request(url, "POST", "/garden", b'{"emotion":"happy"}')[1]
    root = work / "nginx-garden" / "root"
    root.mkdir(parents=True)
    (root / "answer.json").write_bytes(answer)
    with nginx(root.parent) as peer:
        theirs = wrk(f"{peer}/answer.json")
    show(f"POST /garden, {PICTURES:,} pictures, 64 connections", [
        ("Emotion Garden", f"{ours.rate:,.0f} a second, p99 {ours.p99:.2f} ms"),
        ("nginx, the same answer as a file", f"{theirs.rate:,.0f} a second, p99 {theirs.p99:.2f} ms"),
        ("ratio", f"{ours.rate / theirs.rate:.2f}")])


def order_painting(url: str, painters: tuple[str, ...]) -> None:
    """Each gets more to paint than can be done meanwhile, and has begun when this returns."""
    order = {"prompt": "a cat", "width": 512, "height": 512, "steps": 1000}
    jobs = []
    for name in painters:
        answer = request(url, "POST", "/api/v1/pictures", json.dumps(order | {"painter": name}).encode())[1]
        jobs.append(json.loads(answer)["id"])
    while not all("progress" in json.loads(request(url, "GET", f"/api/v1/jobs/{job}")[1]) for job in jobs):
        time.sleep(0.2)


def tell_children(process: int, what: signal.Signals) -> None:
    for child in children(process):
        os.kill(child, what)


def visitors_of_painters(binary: str, work: pathlib.Path, files: pathlib.Path) -> list[tuple[str, str]]:
    """Without and with painters by turns, five times; the medians are told. Beside them nginx with the same answer as a file."""
    import diffusion

    script, painters, client, rows = garden_script(work), ("first", "second"), apart(), []
    described = ",".join(diffusion.painter(name, files) for name in painters)
    root = work / "nginx-painters" / "root"
    root.mkdir(parents=True)
    with garden(binary, large_garden(binary, work, FEW_PICTURES), "--painters", described) as (url, process, _):
        (root / "answer.json").write_bytes(request(url, "POST", "/garden", b'{"emotion":"happy"}')[1])
        with nginx(root.parent) as peer:
            order_painting(url, painters)
            for connections in (1, 64):
                loads: dict[tuple[str, signal.Signals], list[Load]] = {}
                for painting in [signal.SIGSTOP, signal.SIGCONT] * 5:
                    tell_children(process.pid, painting)
                    for who, *asked in (("Emotion Garden", f"{url}/garden", "-s", script), ("nginx", f"{peer}/answer.json")):
                        loads.setdefault((who, painting), []).append(wrk(*asked, seconds=5, connections=connections, before=client))
                for who in ("Emotion Garden", "nginx"):
                    (p50, p99), (busy_p50, busy_p99) = [
                        (statistics.median(load.p50 for load in some), statistics.median(load.p99 for load in some))
                        for some in (loads[who, signal.SIGSTOP], loads[who, signal.SIGCONT])]
                    rows.append((f"{connections} connection{'s' * (connections > 1)}, {who}",
                                 f"p50 {p50:.2f} ms, p99 {p99:.2f} ms; while they paint {busy_p50:.2f} and {busy_p99:.2f} ms; "
                                 f"ratios {busy_p50 / p50:.2f} and {busy_p99 / p99:.2f}"))
            tell_children(process.pid, signal.SIGCONT)
    return rows


def bench_diffusion(binary: str, work: pathlib.Path) -> None:
    import diffusion

    files = diffusion.models(work / "models")
    show(f"POST /garden, {FEW_PICTURES:,} pictures, without and while two Stable Diffusion 1.5 paint on all cores",
         visitors_of_painters(binary, work, files))
    for title, rows in diffusion.measure(binary, files):
        show(title, rows)


def bench_recommend(binary: str, work: pathlib.Path) -> None:
    with garden(binary, large_garden(binary, work, MANY_PICTURES)) as (url, process, _):
        load = wrk(f"{url}/garden", "-s", garden_script(work), connections=1)
        memory = megabytes(process.pid)
    show(f"POST /garden of 25 of each orientation, {MANY_PICTURES:,} pictures of eight emotions, one connection", [
        ("through HTTP", f"p50 {load.p50:.2f} ms, p99 {load.p99:.2f} ms, {load.rate:,.0f} a second"),
        ("memory of the server", f"{memory:.0f} MB")])
    rows = []
    for keys in (8, 1):
        took = json.loads(subprocess.run([RECOMMEND_LOAD, str(MANY_PICTURES), str(keys)], check=True, capture_output=True).stdout)
        rows.append((f"{keys} search key(s)", f"recommend p50 {took['answer_p50']} us, p99 {took['answer_p99']} us; an event of three "
                     f"pictures mean {took['event_mean']} us, p50 {took['event_p50']} us, p99 {took['event_p99']} us, longest {took['event_longest']} us; "
                     f"{took['octets_a_picture']} octets a picture"))
    show(f"The recommender alone, {MANY_PICTURES:,} pictures, processor time", rows)


def bench_picture(binary: str, work: pathlib.Path) -> None:
    data = large_garden(binary, work)
    root = work / "nginx-picture" / "root"
    root.mkdir(parents=True)
    shutil.copy(work / "picture.jpeg", root / "picture.jpeg")
    with garden(binary, data) as (url, _, _):
        ours = wrk(f"{url}/emotions/happy/img_20230320-121242_0h.jpeg")
    with nginx(root.parent) as peer:
        theirs = wrk(f"{peer}/picture.jpeg")
    show(f"GET of a picture of {(root / 'picture.jpeg').stat().st_size / 1000:.0f} kB, 64 connections", [
        ("Emotion Garden", f"{ours.rate:,.0f} a second"), ("nginx", f"{theirs.rate:,.0f} a second"), ("ratio", f"{ours.rate / theirs.rate:.2f}")])


def bench_start(binary: str, work: pathlib.Path) -> None:
    data = large_garden(binary, work)
    seconds, memory = start_up(binary, data)
    show(f"Start with {PICTURES:,} pictures", [
        ("to the first 200 of /healthz", seconds), ("idle memory", memory)])


def bench_log(binary: str, work: pathlib.Path) -> None:
    data = large_garden(binary, work)
    with garden(binary, data, cores="0"):
        pass  # the first start compiles the models
    with garden(binary, data, cores="0") as (_, process, _):
        idle = processor_seconds(process.pid)
    write_log(data, PICTURES, LOGGED_EVENTS)
    rows = []
    for what in ("its whole log learned", "from its snapshot"):
        with garden(binary, data, cores="0") as (_, process, seconds):
            used = processor_seconds(process.pid) - idle
            rows.append((what, f"start in {seconds:.2f} s; {used:.2f} s of the processor more than without a log, "
                               f"{1e6 * used / LOGGED_EVENTS:.1f} us an event; {megabytes(process.pid):.0f} MB"))
    show(f"A garden of {PICTURES:,} pictures with {LOGGED_EVENTS:,} logged events, on one core", rows)


def bench_s3(binary: str, work: pathlib.Path) -> None:
    import s3

    with garden(binary, work / "s3", "--s3-listen", "127.0.0.1:0", env=s3.GARDEN_PAIR) as (_, process, _):
        while not (match := re.search(r"^S3 is served at: http://(\S+:\d+)/", process.stdout.readline())):
            pass
        with s3.minio(work / "minio") as peer:
            for title, rows in s3.measure({"Emotion Garden": match.group(1), "MinIO": peer}):
                show(title, rows)


def bench_faces(binary: str, work: pathlib.Path) -> None:
    import faces

    for title, rows in faces.measure(binary, work):
        show(title, rows)


def bench_painter(binary: str, work: pathlib.Path) -> None:
    import painter

    for title, rows in painter.measure(binary, work):
        show(title, rows)


def bench_queue(binary: str, work: pathlib.Path) -> None:
    import queue_load

    for title, rows in queue_load.measure(binary, work):
        show(title, rows)


def bench_pages(binary: str, work: pathlib.Path) -> None:
    with garden(binary, large_garden(binary, work)) as (url, _, _):
        output = subprocess.run(["node", str(ROOT / "bench/pages.mjs"), url, "emotions/happy/img_20230320-121242_0h.jpeg"], check=True,
                                capture_output=True, text=True).stdout
    rows = []
    for page in map(json.loads, output.splitlines()):
        scores = page["scores"]
        rows.append((f"{page['page']}, {'desktop' if page['desktop'] else 'phone, slow 4G'}",
                     f"performance {scores['performance']} (least {page['slowest']}), accessibility {scores['accessibility']}, "
                     f"best practices {scores['best-practices']}"))
    show(f"Lighthouse 12, {PICTURES:,} pictures, median of 5", rows)


def bench_scale(binary: str, work: pathlib.Path) -> None:
    import scale

    for title, rows in scale.measure(binary, work, MANY_PICTURES, LOGGED_EVENTS, garden_script(work)):
        show(title, rows)


BENCHES = {"diffusion": bench_diffusion, "emotion": bench_emotion, "faces": bench_faces, "garden": bench_garden, "log": bench_log,
           "painter": bench_painter, "queue": bench_queue, "pages": bench_pages, "picture": bench_picture,
           "recommend": bench_recommend, "scale": bench_scale, "start": bench_start, "s3": bench_s3}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("which", nargs="*", choices=[*BENCHES, []], help="all of them without a name")
    options.add_argument("--binary", default=os.environ.get("GARDEN_BINARY", str(ROOT / "build/release/emotion-garden")))
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="garden-bench-") as folder:
        for name in given.which or BENCHES:
            BENCHES[name](given.binary, pathlib.Path(folder))


if __name__ == "__main__":
    main()
