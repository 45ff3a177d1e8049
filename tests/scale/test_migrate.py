"""emotion-garden migrate: a garden from a folder to PostgreSQL and back, and what stops it."""

import os

from garden import command
from postgres import Postgres
from studio import Studio

KEYS = [f"emotions/sad/img_{number}v.jpeg" for number in range(30)]


def migrate(*words, env=None):
    return command("migrate", *words, env=env, timeout=120)


def grown_garden(folder) -> Studio:
    garden = Studio(folder).start()
    garden.grow(*KEYS)
    for number, key in enumerate(KEYS):
        body = {"userId": f"v{number % 7}", "eventType": "like", "itemId": key, "impression": [key]}
        assert garden.http.post("/api/v1/events", json=body).json() == {"recorded": True}
    for _ in range(2):
        assert garden.http.post("/api/v1/pictures", json={"prompt": "rose", "width": 64, "height": 64}).status_code == 202
    return garden


def recommended(garden: Studio) -> list:
    asked = [{"id": f"v{number}", "emotion": "sad", "limit": 50} for number in range(7)]
    answers = [garden.http.post("/garden", json=body).json()["portrait"] for body in asked]
    return [[entry["url"].removeprefix(garden.url) for entry in answer] for answer in answers]


def test_a_garden_moves_to_postgresql_and_back(tmp_path, postgres: Postgres):
    before = grown_garden(tmp_path / "before")
    busy = migrate("--from", before.data, "--to", postgres.url(postgres.new_database()), tmp_path / "x")
    assert (busy.returncode, "another emotion-garden is running" in busy.stderr) == (1, True), busy.stderr
    orders = recommended(before)
    before.stop()

    url = postgres.url(postgres.new_database())
    moved = migrate("--from", before.data, "--to", url, tmp_path / "after")
    assert moved.returncode == 0, moved.stderr
    after = Studio(tmp_path / "after", env={"EMOTION_GARDEN_DATABASE": url}).start()
    assert recommended(after) == orders, "what was learned is known there"
    for key in KEYS[:5]:
        assert after.http.get("/" + key).content.endswith(key.encode())
    assert len(after.http.get("/api/v1/jobs").json()["jobs"]) == 2
    after.grow("emotions/sad/img_new1v.jpeg")
    after.stop()
    again = migrate("--from", before.data, "--to", url, tmp_path / "after")
    assert (again.returncode, "holds a garden already" in again.stderr) == (1, True), again.stderr

    returned = migrate("--from", url, tmp_path / "after", "--to", tmp_path / "back")
    assert returned.returncode == 0, returned.stderr
    checked = command("check", "--data", tmp_path / "back", env={"EMOTION_GARDEN_DATABASE": "sqlite"})
    assert checked.returncode == 0, checked.stdout
    back = Studio(tmp_path / "back", env={"EMOTION_GARDEN_DATABASE": "sqlite"}).start()
    assert set(recommended(back)[0]) == set(orders[0]) | {"/emotions/sad/img_new1v.jpeg"}
    back.stop()


def test_wrong_words_say_what_is_right(tmp_path):
    alone = migrate("--from", tmp_path / "a", "--to", "postgresql://garden@127.0.0.1:1/x")
    assert (alone.returncode, "give a folder for the rest" in alone.stderr) == (2, True), alone.stderr
    away = migrate("--from", tmp_path / "a", "--to", "postgresql://garden:secret@127.0.0.1:1/x", tmp_path / "b")
    assert (away.returncode, "is it running" in away.stderr, "secret" in away.stderr) == (1, True, False), away.stderr
    assert os.listdir(tmp_path / "a"), "and the source is as it was"
