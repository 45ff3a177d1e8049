"""The commands of the binary, and what they say about mistakes."""

import json
import re
import socket

import photos
import pytest
from garden import ROOT, command
from PIL import Image, ImageChops
from test_jobs import order, wait_for

DISK = {"EMOTION_GARDEN_BLOBS": "disk"}  # wherever other gardens of this run keep theirs


def test_version():
    done = command("--version")
    assert done.returncode == 0
    assert re.search(r"\b\d+\.\d+\.\d+\b", done.stdout)


@pytest.mark.parametrize("arguments", [[], ["serve"], ["analyze"], ["paint"], ["keys"], ["admin"], ["check"]])
def test_help(arguments):
    done = command(*arguments, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 3


def test_the_help_names_every_command():
    text = command("--help").stdout
    for name in ("serve", "analyze", "paint", "keys", "admin", "check"):
        assert re.search(rf"\b{name}\b", text)


def test_an_unknown_command():
    done = command("sing")
    assert done.returncode != 0
    assert "sing" in done.stderr


# ---------------------------------------------------------------- settings


def test_an_unknown_variable_is_an_error_that_lists_the_known(tmp_path):
    done = command("serve", "--data", tmp_path / "data", env={"EMOTION_GARDEN_FIRST_GARDN": "3"})
    assert done.returncode == 2
    assert "EMOTION_GARDEN_FIRST_GARDN" in done.stderr
    assert "first_garden" in done.stderr


def serve_with_file(tmp_path, text: str):
    file = tmp_path / "garden.toml"
    file.write_text(text, encoding="utf-8")
    return file, command("serve", "--config", file, "--data", tmp_path / "data", "--listen", "127.0.0.1:0")


def test_an_unknown_setting_names_its_line(tmp_path):
    file, done = serve_with_file(tmp_path, '# comment\nlog_level = "info"\nfrist_garden = 3\n')
    assert done.returncode != 0
    assert f"{file}:3" in done.stderr
    assert "frist_garden" in done.stderr
    assert "first_garden" in done.stderr  # among those that there are


def test_a_bad_value_names_its_line_and_what_is_allowed(tmp_path):
    file, done = serve_with_file(tmp_path, 'log_level = "chatty"\n')
    assert done.returncode != 0
    assert f"{file}:1" in done.stderr
    assert "debug, info, warning or error" in done.stderr


def test_a_value_of_another_type(tmp_path):
    file, done = serve_with_file(tmp_path, '\nfirst_garden = "twelve"\n')
    assert done.returncode != 0
    assert f"{file}:2" in done.stderr
    assert "whole number" in done.stderr


def test_a_file_that_is_no_toml(tmp_path):
    file, done = serve_with_file(tmp_path, "listen = \n")
    assert done.returncode != 0
    assert f"{file}:1" in done.stderr


def test_a_file_that_is_not_there(tmp_path):
    done = command("serve", "--config", tmp_path / "absent.toml")
    assert done.returncode != 0
    assert "absent.toml" in done.stderr


@pytest.mark.parametrize(
    ("flag", "value", "allowed"),
    [("--first-garden", "many", "whole number"), ("--listen", "nowhere", "port"), ("--log-level", "loud", "debug"),
     ("--workers", "0", "1 to"), ("--s3-listen", "maybe", "none")],
)  # fmt: skip
def test_a_bad_flag(tmp_path, flag, value, allowed):
    done = command("serve", "--data", tmp_path / "data", flag, value)
    assert done.returncode != 0
    assert flag in done.stderr
    assert allowed in done.stderr


def test_an_unknown_flag():
    done = command("serve", "--colour", "blue")
    assert done.returncode != 0
    assert "--colour" in done.stderr


def test_a_bad_variable(tmp_path):
    done = command("serve", "--data", tmp_path / "data", env={"EMOTION_GARDEN_LOG_FORMAT": "xml"})
    assert done.returncode != 0
    assert "EMOTION_GARDEN_LOG_FORMAT" in done.stderr
    assert "text or json" in done.stderr


def test_flags_win_over_variables_and_those_over_the_file(new_garden, tmp_path):
    file = tmp_path / "garden.toml"
    file.write_text('bucket = "from-file"\nlog_format = "json"\n', encoding="utf-8")
    photo = photos.encoded(photos.astronaut())
    garden = new_garden("--config", str(file)).start()
    assert garden.http.post("/emotion", content=photo).json()["bucket"] == "from-file"
    garden.stop()
    garden.env = {"EMOTION_GARDEN_BUCKET": "from-variable"}
    assert garden.start().http.post("/emotion", content=photo).json()["bucket"] == "from-variable"
    garden.stop()
    garden.options += ("--bucket", "from-flag")
    assert garden.start().http.post("/emotion", content=photo).json()["bucket"] == "from-flag"


def test_the_log_can_be_json(new_garden):
    garden = new_garden("--log-format", "json").start()
    garden.stop()
    lines = [line for line in garden.log().splitlines() if line]
    events = [json.loads(line)["event"] for line in lines]
    assert {"serving", "closed"} <= set(events)


def test_a_start_that_fails_says_why_in_the_log_that_programs_read(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command("serve", "--data", tmp_path / "data", "--listen", f"127.0.0.1:{port}", "--s3-listen", "none", "--log-format", "json")
    assert done.returncode == 1
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert events[-1]["event"] == "the server ends", events
    assert f"port {port}" in events[-1]["reason"]


# ---------------------------------------------------------------- paint and analyze


def test_paint(tmp_path):
    out = tmp_path / "picture.jpeg"
    done = command("paint", "a happy garden", "--size", "640x400", "--seed", "7", "-o", out)
    assert done.returncode == 0, done.stderr
    image = Image.open(out)
    image.load()
    assert (image.format, image.size) == ("JPEG", (640, 400))


def test_the_same_order_paints_the_same_picture(tmp_path):
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        assert command("paint", "calm roses", "--size", "320x200", "--seed", seed, "-o", tmp_path / name).returncode == 0
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize("size", ["0x0", "10", "640x", "100000x100000", "-1x5", "32x32"])
def test_paint_of_an_impossible_size(tmp_path, size):
    done = command("paint", "roses", "--size", size, "-o", tmp_path / "picture.jpeg")
    assert done.returncode != 0
    assert done.stderr
    assert not (tmp_path / "picture.jpeg").exists()


def test_paint_where_nothing_can_be_written(tmp_path):
    done = command("paint", "roses", "--size", "320x200", "-o", tmp_path / "no" / "folder" / "picture.jpeg")
    assert done.returncode != 0
    assert "picture.jpeg" in done.stderr


LANDMARKS = """eyeLeft eyeRight mouthLeft mouthRight nose leftEyeBrowLeft leftEyeBrowRight leftEyeBrowUp rightEyeBrowLeft
rightEyeBrowRight rightEyeBrowUp leftEyeLeft leftEyeRight leftEyeUp leftEyeDown rightEyeLeft rightEyeRight rightEyeUp
rightEyeDown noseLeft noseRight mouthUp mouthDown leftPupil rightPupil upperJawlineLeft midJawlineLeft chinBottom
midJawlineRight upperJawlineRight""".split()


def test_analyze():
    done = command("analyze", photos.PHOTOS / "astronaut.png")
    assert done.returncode == 0, done.stderr
    (face,) = json.loads(done.stdout)["FaceDetails"]
    assert set(face) == {
        "BoundingBox", "AgeRange", "Smile", "Eyeglasses", "Sunglasses", "Gender", "Beard", "Mustache", "EyesOpen",
        "MouthOpen", "Emotions", "Landmarks", "Pose", "Quality", "Confidence",
    }  # fmt: skip
    assert sorted(mark["Type"] for mark in face["Landmarks"]) == sorted(LANDMARKS)
    confidences = [emotion["Confidence"] for emotion in face["Emotions"]]
    assert len(confidences) == 8
    assert confidences == sorted(confidences, reverse=True)
    assert 99 < sum(confidences) < 101
    box = face["BoundingBox"]
    assert 0.3 < box["Left"] + box["Width"] / 2 < 0.55
    assert 0.1 < box["Top"] + box["Height"] / 2 < 0.35


def test_analyze_of_several_faces():
    done = command("analyze", photos.PHOTOS / "sample1.jpg")
    boxes = [face["BoundingBox"] for face in json.loads(done.stdout)["FaceDetails"]]
    assert len(boxes) > 1
    areas = [box["Width"] * box["Height"] for box in boxes]
    assert areas == sorted(areas, reverse=True)


def test_analyze_of_nobody(tmp_path):
    (tmp_path / "meadow.jpeg").write_bytes(photos.meadow())
    done = command("analyze", tmp_path / "meadow.jpeg")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"FaceDetails": []})


@pytest.mark.parametrize("octets", [b"", b"text", b"\xff\xd8\xff"])
def test_analyze_of_no_photo(tmp_path, octets):
    (tmp_path / "photo").write_bytes(octets)
    done = command("analyze", tmp_path / "photo")
    assert done.returncode != 0
    assert done.stderr


def test_analyze_without_what_was_fitted_on_utkface():
    photo = photos.PHOTOS / "astronaut.png"
    answers = [command("analyze", photo, "--utkface", choice) for choice in ("on", "off")]
    assert [done.returncode for done in answers] == [0, 0], answers[1].stderr
    with_it, without = (json.loads(done.stdout)["FaceDetails"][0] for done in answers)
    assert without["Gender"]["Value"] == with_it["Gender"]["Value"] == "Female"
    assert without["Emotions"] == with_it["Emotions"], "expressions never rest on it"
    assert without["AgeRange"] != with_it["AgeRange"]
    assert not without["Beard"]["Value"] and not without["Mustache"]["Value"]


def test_utkface_is_on_or_off():
    done = command("analyze", photos.PHOTOS / "astronaut.png", "--utkface", "perhaps")
    assert done.returncode != 0
    assert "on or off" in done.stderr


def test_analyze_of_an_absent_file(tmp_path):
    done = command("analyze", tmp_path / "absent.jpeg")
    assert done.returncode != 0
    assert "absent.jpeg" in done.stderr


def drawing(photo, out):
    """The photo as `analyze --draw` writes it, and the faces that it prints."""
    done = command("analyze", photo, "--draw", out)
    assert done.returncode == 0, done.stderr
    image = Image.open(out)
    image.load()
    return image, json.loads(done.stdout)["FaceDetails"]


@pytest.mark.parametrize(("ending", "form"), [(".jpeg", "JPEG"), (".JPG", "JPEG"), (".png", "PNG")])
def test_analyze_draws_what_it_saw(tmp_path, ending, form):
    photo = photos.PHOTOS / "sample1.jpg"
    image, faces = drawing(photo, tmp_path / f"drawn{ending}")
    before = Image.open(photo).convert("RGB")
    assert (image.format, image.size) == (form, before.size)
    difference = ImageChops.difference(before, image.convert("RGB")).convert("L").point(lambda value: 255 * (value > 60))
    assert difference.getbbox() is not None
    for box in (face["BoundingBox"] for face in faces):
        left, top = box["Left"] * image.width, box["Top"] * image.height
        right, bottom = left + box["Width"] * image.width, top + box["Height"] * image.height
        outline = difference.crop((int(left) - 6, int(top) - 6, int(right) + 6, int(bottom) + 6))
        assert outline.getbbox() is not None


def test_a_drawing_is_upright_and_tells_nothing_of_the_camera(tmp_path):
    camera = {photos.MAKE: "A camera's maker", photos.DATE: "2020:02:02 20:20:20"}
    (tmp_path / "turned.jpeg").write_bytes(photos.turned(photos.photo("sample1.jpg"), 6, camera))
    image, faces = drawing(tmp_path / "turned.jpeg", tmp_path / "drawn.jpeg")
    assert image.size == photos.photo("sample1.jpg").size
    assert image.getexif().get(photos.ORIENTATION, 1) == 1
    assert not {photos.MAKE, photos.DATE} & set(image.getexif())
    assert b"maker" not in (tmp_path / "drawn.jpeg").read_bytes()
    assert len(faces) > 1


def test_a_small_photo_is_drawn_larger(tmp_path):
    photos.astronaut().crop((160, 20, 340, 200)).resize((100, 100)).save(tmp_path / "small.png")
    image, faces = drawing(tmp_path / "small.png", tmp_path / "drawn.png")
    assert image.size == (640, 640)
    assert len(faces) == 1


def test_a_drawing_of_nobody_is_the_photo(tmp_path):
    (tmp_path / "meadow.jpeg").write_bytes(photos.meadow())
    image, faces = drawing(tmp_path / "meadow.jpeg", tmp_path / "drawn.png")
    assert faces == []
    assert max(high for _, high in ImageChops.difference(Image.open(tmp_path / "meadow.jpeg"), image).getextrema()) < 8


@pytest.mark.parametrize("name", ["drawn.gif", "drawn", "-"])
def test_a_drawing_of_another_form(tmp_path, name):
    done = command("analyze", photos.PHOTOS / "astronaut.png", "--draw", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert ".jpeg" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_drawing_never_replaces_the_photo(tmp_path):
    photo = tmp_path / "photo.jpeg"
    photo.write_bytes(photos.encoded(photos.astronaut()))
    (tmp_path / "link.jpeg").symlink_to(photo)
    before = photo.read_bytes()
    for out in (photo, tmp_path / "link.jpeg", tmp_path / "." / "photo.jpeg"):
        done = command("analyze", photo, "--draw", out)
        assert done.returncode == 2
        assert "overwrite" in done.stderr
    assert photo.read_bytes() == before


def test_a_drawing_where_nothing_can_be_written(tmp_path):
    done = command("analyze", photos.PHOTOS / "astronaut.png", "--draw", tmp_path / "no" / "drawn.png")
    assert (done.returncode, done.stdout) == (1, "")
    assert "drawn.png" in done.stderr


# ---------------------------------------------------------------- keys, administrators, check


def test_keys(tmp_path):
    data = ("--data", tmp_path / "data")
    made = command("keys", "add", *data)
    assert made.returncode == 0, made.stderr
    access_key = re.search(r"\bEG[A-Z2-7]{18}\b", made.stdout)[0]
    assert access_key in command("keys", "list", *data).stdout
    assert command("keys", "remove", access_key, *data).returncode == 0
    assert access_key not in command("keys", "list", *data).stdout
    gone = command("keys", "remove", access_key, *data)
    assert gone.returncode != 0
    assert access_key in gone.stderr


def test_administrators(tmp_path):
    data = ("--data", tmp_path / "data")
    added = command("admin", "add", "ada", "--password-stdin", *data, stdin="correct horse\n")
    assert added.returncode == 0, added.stderr
    assert "ada" in command("admin", "list", *data).stdout
    assert "correct horse" not in command("admin", "list", *data).stdout
    assert command("admin", "remove", "ada", *data).returncode == 0
    assert "ada" not in command("admin", "list", *data).stdout
    assert command("admin", "remove", "ada", *data).returncode != 0


@pytest.mark.parametrize(("name", "password"), [("ada", "short\n"), ("ada", ""), ("a b", "long enough"), ("", "long enough")])
def test_an_administrator_needs_a_name_and_a_password(tmp_path, name, password):
    done = command("admin", "add", name, "--password-stdin", "--data", tmp_path / "data", stdin=password)
    assert done.returncode != 0
    assert done.stderr


def test_the_password_is_not_stored(tmp_path):
    command("admin", "add", "ada", "--password-stdin", "--data", tmp_path / "data", stdin="correct horse battery\n")
    for path in (path for path in (tmp_path / "data").rglob("*") if path.is_file()):
        assert b"correct horse" not in path.read_bytes()


def test_check_of_a_sound_garden(grown):
    done = command("check", "--data", grown.data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "32 objects" in done.stdout


@pytest.fixture
def on_disk(new_garden):
    """A garden of one picture that keeps its blobs in its folder, whatever other gardens do; stopped."""
    garden = new_garden(env=DISK, nodes=1).start()
    wait_for(garden, order(garden, place="garden", emotion="calm")["id"], "done")
    garden.stop()
    return garden


def test_check_of_an_altered_blob(on_disk):
    (blob,) = on_disk.blobs()
    octets = bytearray(blob.read_bytes())
    octets[len(octets) // 2] ^= 1
    blob.chmod(0o644)
    blob.write_bytes(octets)
    done = command("check", "--data", on_disk.data, env=DISK)
    assert done.returncode != 0
    assert blob.name[-32:] in done.stdout + done.stderr


def test_check_of_a_missing_blob(on_disk):
    (blob,) = on_disk.blobs()
    blob.unlink()
    done = command("check", "--data", on_disk.data, env=DISK)
    assert done.returncode != 0
    assert blob.name[-32:] in done.stdout + done.stderr


def test_check_of_a_row_without_its_object(grown):
    grown.change("DELETE FROM objects WHERE key LIKE 'emotions/calm/%'")
    done = command("check", "--data", grown.data)
    assert done.returncode != 0
    assert "emotions/calm/" in done.stdout + done.stderr


def test_check_of_no_garden(tmp_path):
    done = command("check", f"--data={tmp_path / 'absent'}", env={"EMOTION_GARDEN_DATABASE": "sqlite"} | DISK)
    assert done.returncode != 0
    assert "absent" in done.stderr
    assert not (tmp_path / "absent").exists()


# ---------------------------------------------------------------- models


@pytest.fixture
def own_models(tmp_path):
    """A copy of the converted models that a test may spoil."""
    folder = tmp_path / "ir"
    folder.mkdir()
    for path in (path for path in (ROOT / "models/cache/ir").iterdir() if path.is_file()):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_compiled_models_that_are_broken_are_done_without(own_models, new_garden):
    """A crash may leave half of one, and another server be writing one."""
    garden = new_garden("--models", str(own_models)).start()
    garden.stop()
    compiled = list((own_models / "compiled").iterdir())
    assert len(compiled) > 3
    for path in compiled:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    garden.start()
    assert garden.http.post("/emotion", content=photos.encoded(photos.astronaut())).status_code == 200


def serve_with_models(tmp_path, folder):
    return command("serve", "--models", folder, "--data", tmp_path / "data", "--listen", "127.0.0.1:0")


@pytest.mark.parametrize("model", ["detector.bin", "mesh.xml", "expression.bin", "age.bin"])
def test_a_missing_model_is_named_with_the_command_that_fetches_it(tmp_path, own_models, model):
    (own_models / model).unlink()
    done = serve_with_models(tmp_path, own_models)
    assert done.returncode != 0
    assert model in done.stderr
    assert "./dev models" in done.stderr


def test_an_altered_model_is_named_with_the_command_that_fetches_it(tmp_path, own_models):
    octets = bytearray((own_models / "gender.bin").read_bytes())
    octets[1000] ^= 1
    (own_models / "gender.bin").write_bytes(octets)
    done = serve_with_models(tmp_path, own_models)
    assert done.returncode != 0
    assert "gender.bin" in done.stderr
    assert "./dev models" in done.stderr


def test_no_models_at_all(tmp_path):
    done = serve_with_models(tmp_path, tmp_path / "nothing")
    assert done.returncode != 0
    assert "./dev models" in done.stderr
