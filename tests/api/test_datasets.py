"""The datasets: what the command and the requests write, what they read again, and what is refused."""

import csv
import os
import subprocess
from pathlib import Path

import pytest
from catalog import catalog_of
from garden import BINARY, ENVIRONMENT, Garden, command
from studio import Studio

USERS = "USER_ID,GENERATION,GENDER,EMOTION"
ITEMS = "ITEM_ID,TIMESTAMP,EMOTION"
INTERACTIONS = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,IMPRESSION"
SCENE = "emotions/calm/spring,cloudy,the-early-dawn/img_20230320-121242_0h.jpeg"
HAPPY = [f"emotions/happy/img_20230320-121242_{n}h.jpeg" for n in range(3)]
MIB = 1024  # KiB


@pytest.fixture
def studio(tmp_path):
    server = Studio(tmp_path / "data").start()
    yield server
    server.close()


def event(server: Garden, **members) -> None:
    assert server.http.post("/api/v1/events", json={"userId": "ada"} | members).status_code == 200


def lived(server: Studio) -> None:
    """Two pictures and two events."""
    server.grow(HAPPY[0], SCENE)
    event(server, eventType="like", itemId=SCENE, impression=[SCENE, HAPPY[0]], eventId="e", timestamp=1_700_000_000)
    event(server, eventType="view", impression=[HAPPY[0]], timestamp=1_600_000_000)


def dataset(what: str, path, data, code: int = 0) -> str:
    done = command("dataset", what, path, "--data", data)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def rows(path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def most_memory(*arguments) -> int:
    """Runs the command to its end; the largest resident size, in KiB."""
    catalog = catalog_of(Path(arguments[arguments.index("--data") + 1])).environment()
    process = subprocess.Popen([BINARY, *map(str, arguments)], env=ENVIRONMENT | catalog, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def interactions(path, lines: int):
    """A file of as many events, thirty of each user."""
    keys = [f"emotions/happy/spring,cloudy,the-early-dawn/img_20230320-121242_{n}h.jpeg" for n in range(50)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(INTERACTIONS.split(","))
        for n in range(lines):
            slate = [keys[(n + place) % 50] for place in range(3)]
            writer.writerow([f"user-{n // 30:036}", slate[0], 1_600_000_000 + n, "click", "|".join(slate)])
    return path


def shown(server: Garden, visitor: str = "ada") -> list[str]:
    """The landscape pictures of `happy`, best first for this visitor."""
    answer = server.http.post("/garden", json={"id": visitor, "emotion": "happy"}).json()
    return [entry["url"].removeprefix(server.url + "/") for entry in answer["landscape"]]


# ---------------------------------------------------------------- the command


def test_export_beside_a_running_server(studio, tmp_path):
    lived(studio)
    dataset("export", tmp_path / "out", studio.data)
    for name, header in (("users", USERS), ("items", ITEMS), ("interactions", INTERACTIONS)):
        assert (tmp_path / f"out/{name}.csv").read_text().split("\n")[0] == header
    assert [row[0::2] for row in rows(tmp_path / "out/items.csv")[1:]] == [
        [SCENE, "calm/spring,cloudy,the-early-dawn"],
        [HAPPY[0], "happy"],
    ]
    assert rows(tmp_path / "out/interactions.csv")[1:] == [
        ["ada", SCENE, "1700000000", "click", f"{SCENE}|{HAPPY[0]}"],
        ["ada", "", "1600000000", "view", HAPPY[0]],
    ]
    assert (tmp_path / "out/users.csv").stat().st_mode & 0o777 == 0o600


def test_a_gardens_own_export_adds_nothing(studio, tmp_path):
    lived(studio)
    dataset("export", tmp_path, studio.data)
    said = dataset("import", tmp_path, studio.data)
    assert "2 lines, 0 added, 2 there already, 0 refused" in said
    assert studio.rows("SELECT count(*) FROM interactions") == [(2,)]


def test_another_garden_takes_it_over(studio, new_garden, tmp_path):
    lived(studio)
    one = tmp_path / "interactions.csv"
    dataset("export", one, studio.data)
    other = new_garden(data="other")
    assert "2 lines, 2 added, 0 there already, 0 refused" in dataset("import", one, other.data)
    assert "2 lines, 0 added, 2 there already, 0 refused" in dataset("import", one, other.data)
    log = "SELECT visitor_id, item_id, event_type, impression, at FROM interactions ORDER BY id"
    assert other.rows(log) == studio.rows(log)
    assert other.start().running()


def test_what_was_imported_is_known_after_a_start(studio, tmp_path):
    studio.grow(*HAPPY)
    first = shown(studio)[0]
    views = tmp_path / "views.csv"
    views.write_text("\n".join([INTERACTIONS, *(f"ada,,{1_600_000_000 + n},view,{first}" for n in range(50))]))
    assert "starts again" in dataset("import", views, studio.data)
    studio.stop()
    studio.start()
    assert shown(studio)[-1] == first


def test_refused_lines_are_named_and_the_others_are_in(new_garden, tmp_path):
    garden = new_garden()
    bad = [
        "u,a,NaN,click,a", "u,a,-1,click,a", "u,a,4102444800,click,a", "u" * 2**20 + ",a,1,click,a", 'u,"a"b,1,click,a',
    ]  # fmt: skip
    lines = ["\ufeff" + INTERACTIONS, "u,a,1,click,a", *bad, "u,a,2,view,"]
    path = tmp_path / "odd.csv"
    path.write_bytes("\r\n".join(lines).encode() + b"\nu,\xff,3,click,\n")
    said = dataset("import", path, garden.data, code=1)
    assert "8 lines, 2 added, 0 there already, 6 refused" in said
    for line, why in ((3, "TIMESTAMP"), (4, "TIMESTAMP"), (5, "future"), (6, "octets"), (7, "quotation"), (9, "UTF-8")):
        assert any(f"line {line}: " in text and why in text for text in said.splitlines()), (line, said)
    assert garden.rows("SELECT at, event_type FROM interactions") == [(1_000_000, "click"), (2_000_000, "view")]


def test_wrong_uses(new_garden, tmp_path):
    data = new_garden().data
    (tmp_path / "no-dataset.csv").write_text("a,b\n1,2\n")
    (tmp_path / "empty").mkdir()
    for what, path in (
        ("import", tmp_path / "no-dataset.csv"), ("import", tmp_path / "missing.csv"), ("import", tmp_path / "empty"),
        ("export", tmp_path / "pictures.csv"),
    ):  # fmt: skip
        assert "emotion-garden: " in dataset(what, path, data, code=2)
    (tmp_path / "file").write_text("")
    dataset("export", tmp_path / "file/below", data, code=1)


def test_memory_does_not_grow_with_the_file(new_garden, tmp_path):
    data = new_garden().data
    few, many = interactions(tmp_path / "few.csv", 3000), interactions(tmp_path / "many.csv", 300_000)
    out = tmp_path / "interactions.csv"
    least = most_memory("dataset", "import", few, "--data", data)
    assert most_memory("dataset", "import", many, "--data", data) < least + 24 * MIB
    assert "300000 lines, 0 added, 300000 there already" in dataset("import", many, data)
    assert most_memory("dataset", "export", out, "--data", data) < least + 48 * MIB  # a page of 10,000 events
    assert sum(1 for _ in out.open()) == 300_001


# ---------------------------------------------------------------- the requests


def test_on_request_they_are_in_the_bucket(studio):
    lived(studio)
    stored = studio.post("/api/v1/datasets/export").json()["datasets"]
    assert [(one["key"], one["lines"]) for one in stored] == [
        ("dataset/users/users.csv", 0), ("dataset/items/items.csv", 2), ("dataset/interactions/interactions.csv", 2),
    ]  # fmt: skip
    for one in stored:
        assert len(studio.bucket.read(one["key"])) == one["octets"]
    assert studio.bucket.read("dataset/interactions/interactions.csv").decode().split("\n")[0] == INTERACTIONS


def test_what_is_in_the_bucket_is_learned_at_once(studio):
    studio.grow(*HAPPY)
    first = shown(studio)[0]
    views = "\n".join([INTERACTIONS, *(f"ada,,{1_600_000_000 + n},view,{first}" for n in range(50)), "ada,,x,view,a"])
    studio.bucket.put("dataset/interactions/interactions.csv", views.encode())
    studio.bucket.put("dataset/users/users.csv", f"{USERS}\nada,adult,Female,CALM\n".encode())
    users, events = studio.post("/api/v1/datasets/import").json()["datasets"]
    assert (users["name"], users["lines"], users["added"]) == ("users", 1, 1)
    assert (events["lines"], events["added"], events["present"], events["refused"]) == (51, 50, 0, 1)
    assert [refused["line"] for refused in events["firstRefused"]] == [52]
    assert shown(studio)[-1] == first
    again = studio.post("/api/v1/datasets/import").json()["datasets"]
    assert [one["added"] for one in again] == [0, 0]


def test_an_import_of_nothing_or_of_no_dataset(studio):
    assert studio.http.post("/api/v1/datasets/import").status_code == 404
    studio.bucket.put("dataset/items/items.csv", b"a,b\n")
    refused = studio.http.post("/api/v1/datasets/import")
    assert refused.status_code == 400
    assert "dataset/items/items.csv" in refused.json()["error"]


def test_they_are_for_operators(studio):
    for path in ("export", "import"):
        answer = studio.http.post(f"/api/v1/datasets/{path}", headers={"Host": "garden.example"})
        assert answer.status_code == 401
