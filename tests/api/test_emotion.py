"""POST /emotion: a photograph in, a face out; every way that a camera or a phone may store it."""

import re
import uuid

import photos
import pytest

EMOTIONS = {"HAPPY", "SURPRISED", "CALM", "ANGRY", "FEAR", "CONFUSED", "DISGUSTED", "SAD"}
GENERATIONS = {"toddler", "child", "teenager", "young-adult", "adult", "middle-age", "elder"}
FLAGS = {"smile", "eyeglasses", "sunglasses", "beard", "mustache", "eyesOpen", "mouthOpen"}
FIELDS = ["id", "bucket", "key", "ageRange", "smile", "eyeglasses", "sunglasses", "gender", "beard", "mustache",
          "eyesOpen", "mouthOpen", "emotions", "generation"]  # fmt: skip

FORMS = {
    "jpeg": photos.encoded,
    "png": lambda image: photos.encoded(image, "PNG"),
    "progressive": photos.progressive,
    "grey": photos.grey,
    "cmyk": photos.cmyk,
    "alpha": photos.with_alpha,
    "palette": photos.palette,
    "16 bit": photos.deep,
}


def ask(garden, photo: bytes, **headers: str):
    return garden.http.post("/emotion", content=photo, headers=headers)


def test_the_whole_shape_of_the_answer(garden):
    response = ask(garden, photos.encoded(photos.astronaut()))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert list(answer) == FIELDS
    assert uuid.UUID(answer["id"]).version == 4
    assert answer["bucket"] == "demo-emotion-garden"
    assert answer["key"] == f"profile/{answer['id']}.jpeg"
    assert set(answer["ageRange"]) == {"Low", "High"}
    assert 0 <= answer["ageRange"]["Low"] < answer["ageRange"]["High"] <= 120
    assert all(isinstance(answer[flag], bool) for flag in FLAGS)
    assert answer["gender"] in {"Male", "Female"}
    assert answer["emotions"] in EMOTIONS
    assert answer["generation"] in GENERATIONS


def test_a_smiling_woman_is_seen_as_one(garden):
    answer = ask(garden, photos.encoded(photos.astronaut())).json()
    assert (answer["gender"], answer["emotions"], answer["smile"]) == ("Female", "HAPPY", True)
    assert (answer["beard"], answer["mustache"], answer["sunglasses"]) == (False, False, False)
    assert (answer["eyesOpen"], answer["mouthOpen"]) == (True, True)


def test_generation_follows_from_the_age_range(garden):
    answer = ask(garden, photos.encoded(photos.astronaut())).json()
    middle = (answer["ageRange"]["Low"] + answer["ageRange"]["High"]) / 2
    bounds = [(5, "toddler"), (12, "child"), (18, "teenager"), (25, "young-adult"), (49, "adult"), (64, "middle-age")]
    assert answer["generation"] == next((name for most, name in bounds if middle <= most), "elder")


@pytest.mark.parametrize("number", range(1, 7))
def test_photographs_of_groups_have_a_face(garden, number):
    response = ask(garden, (photos.PHOTOS / f"sample{number}.jpg").read_bytes())
    assert response.status_code == 200
    assert list(response.json()) == FIELDS


def test_the_fields_are_read_from_the_faces(garden):
    faces = []
    for path in sorted(photos.PHOTOS.glob("sample?.jpg")):
        faces += garden.http.post("/api/v1/faces", content=path.read_bytes()).json()["FaceDetails"]
    assert len(faces) > 12
    assert len({str(face["AgeRange"]) for face in faces}) > 5
    assert len({face["Emotions"][0]["Type"] for face in faces}) > 1
    for field in ("Gender", "Smile", "MouthOpen"):
        assert len({face[field]["Value"] for face in faces}) == 2, field
    for field in ("Eyeglasses", "Sunglasses", "Beard", "Mustache", "EyesOpen"):
        assert len({face[field]["Confidence"] for face in faces}) > 5, field


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_photograph_is_read(garden, form):
    response = ask(garden, FORMS[form](photos.astronaut()))
    assert response.status_code == 200, response.text
    assert response.json()["gender"] == "Female"
    if form != "grey":
        assert response.json()["emotions"] == "HAPPY"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_exif_orientation_is_undone(garden, orientation):
    upright = ask(garden, photos.turned(photos.astronaut(), 1)).json()
    answer = ask(garden, photos.turned(photos.astronaut(), orientation)).json()
    same = set(upright) - {"id", "key", "ageRange"}
    assert {name: answer[name] for name in same} == {name: upright[name] for name in same}
    # Turning moves the blocks of the JPEG, so its losses differ: an age may round the other way.
    assert abs(answer["ageRange"]["Low"] - upright["ageRange"]["Low"]) <= 2


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/octet-stream", "text/plain", ""])
def test_any_content_type_will_do(garden, content_type):
    response = ask(garden, photos.encoded(photos.astronaut()), **{"content-type": content_type})
    assert response.status_code == 200


def test_a_visitor_may_bring_an_id(garden):
    answer = ask(garden, photos.encoded(photos.astronaut()), **{"X-user-id": "visitor-7"}).json()
    assert (answer["id"], answer["key"]) == ("visitor-7", "profile/visitor-7.jpeg")


def test_the_visitor_is_recorded(garden):
    answer = ask(garden, photos.encoded(photos.astronaut())).json()
    rows = garden.rows("SELECT generation, gender, upper(emotion) FROM visitors WHERE id = ?", answer["id"])
    assert rows == [(answer["generation"], answer["gender"], answer["emotions"])]


def test_the_same_visitor_again_is_one_visitor(garden):
    for _ in range(2):
        ask(garden, photos.encoded(photos.astronaut()), **{"X-user-id": "twice"})
    assert garden.rows("SELECT count(*) FROM visitors WHERE id = 'twice'") == [(1,)]


def test_an_id_of_control_characters_is_refused(garden):
    response = ask(garden, photos.encoded(photos.astronaut()), **{"X-user-id": "x" * 300})
    assert response.status_code == 400
    assert "X-user-id" in response.text


def test_a_picture_of_nobody(garden):
    response = ask(garden, photos.meadow())
    assert (response.status_code, response.text) == (404, "No Face")


def test_nobody_is_not_recorded(garden):
    ask(garden, photos.meadow(), **{"X-user-id": "nobody"})
    assert garden.rows("SELECT count(*) FROM visitors WHERE id = 'nobody'") == [(0,)]


def test_the_photo_never_touches_the_disk(new_garden, tmp_path):
    own_tmp = tmp_path / "tmp"
    own_tmp.mkdir()
    garden = new_garden(env={"TMPDIR": str(own_tmp)}).start()
    photo = photos.encoded(photos.astronaut())
    assert ask(garden, photo).status_code == 200
    assert ask(garden, photos.meadow()).status_code == 404
    garden.stop()
    for path in (path for folder in (garden.data, garden.logs, own_tmp) for path in folder.rglob("*") if path.is_file()):
        octets = path.read_bytes()
        assert photos.secret_in(photo) not in octets, path
        assert not octets.startswith((b"\xff\xd8\xff", b"\x89PNG")), path


def test_the_name_of_the_photo_leads_to_nothing(garden):
    answer = ask(garden, photos.encoded(photos.astronaut())).json()
    assert garden.http.get("/" + answer["key"]).status_code == 404


def test_the_log_holds_no_photo_and_no_face(new_garden):
    garden = new_garden("--log-level", "debug").start()
    answer = ask(garden, photos.encoded(photos.astronaut()), **{"X-user-id": "secret-visitor"}).json()
    garden.stop()
    assert "ageRange" not in garden.log()
    assert not re.search(rf"\b{answer['emotions']}\b", garden.log())
