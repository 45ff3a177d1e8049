"""More photographs, with known answers, where a checkout has them beside it; without them there are no such tests."""

import csv

import photos
import pytest

SCENES = photos.SHARED_FACES / "scenes/scenes.csv"
ROWS = list(csv.DictReader(SCENES.open(encoding="utf-8"))) if SCENES.exists() else []


def rows(*expected: str) -> list[dict]:
    return [row for row in ROWS if row["expect"] in expected]


def number_of_faces(row: dict) -> int:
    return int(row["expect"]) if row["expect"].isdigit() else -1


def ask(garden, path: str, row: dict):
    return garden.http.post(path, content=(SCENES.parent / row["file"]).read_bytes())


if with_faces := [row for row in ROWS if number_of_faces(row) > 0]:

    @pytest.mark.parametrize("row", with_faces, ids=lambda row: row["file"])
    def test_every_face_is_found_where_it_is(garden, row):
        found = ask(garden, "/api/v1/faces", row).json()["FaceDetails"]
        boxes = [face["BoundingBox"] for face in found]
        for left, top, width, height in (map(float, box.split()) for box in row["boxes"].split(";")):
            inside = [
                box
                for box in boxes
                if left <= box["Left"] + box["Width"] / 2 <= left + width
                and top <= box["Top"] + box["Height"] / 2 <= top + height
            ]
            assert len(inside) == 1, f"{len(inside)} faces in {left, top, width, height}"

    @pytest.mark.parametrize("row", with_faces, ids=lambda row: row["file"])
    def test_emotion_of_every_scene(garden, row):
        assert ask(garden, "/emotion", row).status_code == 200


if rejected := rows("reject"):

    @pytest.mark.parametrize("row", rejected, ids=lambda row: row["file"])
    def test_broken_files_are_refused(garden, row):
        assert ask(garden, "/emotion", row).status_code in {400, 413, 415}


if surviving := rows("survive"):

    @pytest.mark.parametrize("row", surviving, ids=lambda row: row["file"])
    def test_odd_files_are_survived(garden, row):
        assert ask(garden, "/emotion", row).status_code in {200, 400, 404, 413, 415}
        assert garden.http.get("/healthz").status_code == 200


if empty := [row for row in ROWS if row["file"] in {"none_gradient.png", "none_noise.jpg", "none_landscape.jpg"}]:

    @pytest.mark.parametrize("row", empty, ids=lambda row: row["file"])
    def test_nobody_is_found_where_nobody_is(garden, row):
        response = ask(garden, "/emotion", row)
        assert (response.status_code, response.text) == (404, "No Face")
