"""POST /api/v1/faces with crowds and hard pictures: everybody is found where they are, and nobody where nobody is."""

import math

import numpy
import photos
import pytest
from garden import command
from PIL import Image

GROUPS = [name for name in photos.FACES if name not in ("astronaut.png", photos.PROFILE[0])]

# Faces that look upright into the camera, more or less.
FRONTAL = [("astronaut.png", 0), ("sample3.jpg", 2), ("sample5.jpg", 0), ("sample6.jpg", 0), ("sample6.jpg", 3)]
frontal = pytest.mark.parametrize(("name", "number"), FRONTAL)

LANDMARKS = """eyeLeft eyeRight mouthLeft mouthRight nose leftEyeBrowLeft leftEyeBrowRight leftEyeBrowUp rightEyeBrowLeft
rightEyeBrowRight rightEyeBrowUp leftEyeLeft leftEyeRight leftEyeUp leftEyeDown rightEyeLeft rightEyeRight rightEyeUp
rightEyeDown noseLeft noseRight mouthUp mouthDown leftPupil rightPupil upperJawlineLeft midJawlineLeft chinBottom
midJawlineRight upperJawlineRight""".split()
EMOTIONS = ["ANGRY", "CALM", "CONFUSED", "DISGUSTED", "FEAR", "HAPPY", "SAD", "SURPRISED"]
FLAGS = ["Smile", "Eyeglasses", "Sunglasses", "Beard", "Mustache", "EyesOpen", "MouthOpen"]


def faces_of(garden, octets: bytes) -> list[dict]:
    response = garden.http.post("/api/v1/faces", content=octets)
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["FaceDetails"]
    return response.json()["FaceDetails"]


def faces_in(garden, image: Image.Image) -> list[dict]:
    return faces_of(garden, photos.encoded(image))


def corners(face: dict, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in pixels."""
    box, (width, height) = face["BoundingBox"], size
    left, top = box["Left"] * width, box["Top"] * height
    return left, top, left + box["Width"] * width, top + box["Height"] * height


def is_at(face: dict, size: tuple[int, int], x: float, y: float, height: float) -> bool:
    """Whether a face's box is about that high, with its middle near that point."""
    left, top, right, bottom = corners(face, size)
    off = math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y)
    return off < 0.4 * height and 0.6 < (bottom - top) / height < 1.6


def said(faces: list[dict], size: tuple[int, int]) -> str:
    """What was found, for the report of a failure."""
    return "; ".join(
        "{}–{}, {}–{}".format(*(round(corners(face, size)[i]) for i in (0, 2, 1, 3)))
        + f" ({face['Confidence']:.0f} %, roll {face['Pose']['Roll']:.0f})"
        for face in faces
    ) or "nobody"  # fmt: skip


def face_at(faces: list[dict], size: tuple[int, int], x: float, y: float, height: float) -> dict:
    """The face there, which must have been found exactly once."""
    here = [face for face in faces if is_at(face, size, x, y, height)]
    assert len(here) == 1, f"{len(here)} faces of {height} pixels at {x}, {y}; found: {said(faces, size)}"
    return here[0]


def check_found(faces: list[dict], size: tuple[int, int], expected: list[tuple[float, float, float]]) -> None:
    """Exactly these faces, each once, the largest first."""
    for x, y, height in expected:
        face_at(faces, size, x, y, height)
    assert len(faces) == len(expected), f"found: {said(faces, size)}"
    areas = [face["BoundingBox"]["Width"] * face["BoundingBox"]["Height"] for face in faces]
    assert areas == sorted(areas, reverse=True)


def face_in_the_middle(garden, image: Image.Image, height: float) -> dict:
    """Of a `portrait`, at whose edges there may be neighbours."""
    return face_at(faces_in(garden, image), image.size, image.width / 2, image.height / 2, height)


# ---------------------------------------------------------------- crowds


@pytest.mark.parametrize("name", GROUPS)
def test_everybody_of_a_group_is_found(garden, name):
    faces = faces_of(garden, (photos.PHOTOS / name).read_bytes())
    check_found(faces, photos.photo(name).size, photos.FACES[name])


def test_a_face_from_the_side_is_found_beside_others(garden):
    name, *profile = photos.PROFILE
    faces = faces_of(garden, (photos.PHOTOS / name).read_bytes())
    check_found(faces, photos.photo(name).size, [*photos.FACES[name], tuple(profile)])


def test_a_crowd_of_all_sizes(garden):
    scene, expected = photos.landscape(1600, 1200), []
    everybody = [(name, number) for name in GROUPS for number in range(len(photos.FACES[name]))]
    for i, (name, number) in enumerate(everybody):
        x, y, height = 160 + 320 * (i % 5), 130 + 235 * (i // 5), 44 + 4 * i
        scene = photos.pasted(scene, photos.portrait(name, number, 2), x, y, 2 * height)
        expected.append((x, y, height))
    check_found(faces_in(garden, scene), scene.size, expected)


@frontal
@pytest.mark.parametrize("at", [(180, 150), (700, 620), (960, 90)])
def test_a_face_of_32_pixels_in_a_landscape(garden, name, number, at):
    scene = photos.pasted(photos.landscape(), photos.portrait(name, number, 2), *at, 64)
    check_found(faces_in(garden, scene), scene.size, [(*at, 32)])


@pytest.mark.parametrize("name", GROUPS)
def test_everybody_of_a_group_of_12_megapixels(garden, name):
    small = photos.photo(name)
    by = 4000 / small.width
    large = small.resize((4000, round(small.height * by)), Image.Resampling.BICUBIC)
    check_found(faces_in(garden, large), large.size, [(x * by, y * by, height * by) for x, y, height in photos.FACES[name]])


def test_a_small_face_in_12_megapixels(garden):
    scene = photos.pasted(photos.landscape(4000, 3000), photos.portrait("sample3.jpg", 2, 2), 2900, 700, 300)
    check_found(faces_in(garden, scene), scene.size, [(2900, 700, 150)])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_group_that_the_camera_stored_turned(garden, orientation):
    image = photos.photo("sample5.jpg").reduce(2)
    faces = faces_of(garden, photos.turned(image, orientation))
    check_found(faces, image.size, [(x / 2, y / 2, height / 2) for x, y, height in photos.FACES["sample5.jpg"]])


# ---------------------------------------------------------------- leaning heads


@frontal
@pytest.mark.parametrize("degrees", [-45, -30, -15, 15, 30, 45])
def test_a_leaning_head(garden, name, number, degrees):
    image, height = photos.portrait(name, number, 4), photos.FACES[name][number][2]
    upright = face_in_the_middle(garden, photos.rotated(image, 0), height)
    assert abs(upright["Pose"]["Roll"]) < 15
    leaning = face_in_the_middle(garden, photos.rotated(image, degrees), height)
    assert leaning["Pose"]["Roll"] - upright["Pose"]["Roll"] == pytest.approx(degrees, abs=6)


@pytest.mark.parametrize("degrees", [-45, 45])
@pytest.mark.parametrize(("name", "number"), FRONTAL[:3])
def test_a_leaning_head_beside_an_upright_one(garden, name, number, degrees):
    scene = photos.pasted(photos.landscape(), photos.portrait(*FRONTAL[3], 2), 300, 400, 400)
    leaning = photos.rotated(photos.portrait(name, number, 2 * 1.42), degrees)
    scene = photos.pasted(scene, leaning, 720, 380, 400)
    faces = faces_in(garden, scene)
    check_found(faces, scene.size, [(300, 400, 200), (720, 380, 200)])


# ---------------------------------------------------------------- bad light, covered faces, tight crops


@frontal
def test_a_very_dark_photo(garden, name, number):
    image, height = photos.portrait(name, number), photos.FACES[name][number][2]
    dark = face_in_the_middle(garden, photos.exposed(image, 0.15, noise=3), height)
    bright = face_in_the_middle(garden, image, height)
    assert dark["Quality"]["Brightness"] < bright["Quality"]["Brightness"] / 2


@frontal
def test_an_overexposed_photo(garden, name, number):
    image, height = photos.portrait(name, number), photos.FACES[name][number][2]
    glaring = face_in_the_middle(garden, photos.exposed(image, 1.8, lift=40), height)
    fair = face_in_the_middle(garden, image, height)
    assert glaring["Quality"]["Brightness"] > fair["Quality"]["Brightness"]


@frontal
def test_a_medical_mask(garden, name, number):
    face_in_the_middle(garden, photos.masked(photos.portrait(name, number)), photos.FACES[name][number][2])


@frontal
def test_a_grey_photo(garden, name, number):
    image = photos.portrait(name, number)
    faces = faces_of(garden, photos.grey(image))
    face_at(faces, image.size, image.width / 2, image.height / 2, photos.FACES[name][number][2])


@frontal
@pytest.mark.parametrize("scale", [0.95, 1.1, 1.4])
@pytest.mark.parametrize("side", [160, 800])
def test_a_face_that_fills_the_picture(garden, name, number, scale, side):
    image = photos.portrait(name, number, scale).resize((side, side), Image.Resampling.BICUBIC)
    face_in_the_middle(garden, image, side / scale)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_face_from_the_side_alone(garden, mirrored):
    name, x, y, height = photos.PROFILE
    image = photos.around(photos.photo(name), x, y, 3 * height)
    face = face_in_the_middle(garden, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image, height)
    assert abs(face["Pose"]["Yaw"]) > 40


# ---------------------------------------------------------------- nobody


def noise(side: int, grey: bool = False) -> Image.Image:
    values = numpy.random.default_rng(side).integers(0, 256, (side, side) if grey else (side, side, 3), dtype="uint8")
    return Image.fromarray(values).convert("RGB")


def coloured(gradient: Image.Image, first: str, second: str) -> Image.Image:
    return Image.composite(Image.new("RGB", (800, 600), first), Image.new("RGB", (800, 600), second), gradient.resize((800, 600)))


def chessboard(side: int = 640, squares: int = 8) -> Image.Image:
    rows, columns = numpy.indices((side, side)) * squares // side
    return Image.fromarray(((rows + columns) % 2 * 255).astype("uint8")).convert("RGB")


NOBODY = {
    "noise": lambda: noise(640),
    "fine grey noise": lambda: noise(1280, grey=True),
    "coarse noise": lambda: noise(24).resize((720, 720), Image.Resampling.BICUBIC),
    "linear gradient": lambda: coloured(Image.linear_gradient("L"), "orange", "navy"),
    "radial gradient": lambda: coloured(Image.radial_gradient("L"), "peachpuff", "sienna"),
    "one colour": lambda: Image.new("RGB", (640, 480), (224, 172, 140)),
    "chessboard": chessboard,
    "landscape": lambda: photos.landscape(1280, 800, seed=2),
    "large landscape": lambda: photos.landscape(4000, 3000, seed=3),
    "cartoon face": photos.cartoon,
    "small cartoon face": lambda: photos.pasted(photos.landscape(), photos.cartoon(), 500, 400, 120),
    "cartoon cat": photos.cartoon_cat,
}


@pytest.mark.parametrize("name", NOBODY)
def test_nobody(garden, name):
    image = NOBODY[name]()
    faces = faces_in(garden, image)
    assert not faces, said(faces, image.size)


@pytest.mark.parametrize("size", ["1280x800", "800x1280"])
@pytest.mark.parametrize("number", range(1, 5))
def test_nobody_among_painted_flowers(garden, tmp_path, number, size):
    done = command("paint", "rose garden", "--seed", number, "--size", size, "-o", tmp_path / "roses.jpeg")
    assert done.returncode == 0, done.stderr
    faces = faces_of(garden, (tmp_path / "roses.jpeg").read_bytes())
    assert not faces, said(faces, tuple(map(int, size.split("x"))))


# The head for faces learned from the first nine, and from none of the others (EMOJI in models/train/heads.py).
@pytest.mark.parametrize("letter", "🐱🐶🐼🦊🐯🐻🐷🦁🌻🦥🦦🦧🦨🦫🦬🦭🐿🤖", ids=lambda letter: f"{ord(letter):x}")
def test_an_animal_of_a_font_is_nobody(garden, letter):
    image = photos.emoji(letter)
    faces = faces_in(garden, image)
    assert not faces, said(faces, image.size)


# ---------------------------------------------------------------- glasses


@frontal
def test_clear_glasses_and_sunglasses(garden, name, number):
    image, height = photos.portrait(name, number), photos.FACES[name][number][2]
    clear, dark = (face_in_the_middle(garden, photos.spectacled(image, dark), height) for dark in (False, True))
    assert [clear[flag]["Value"] for flag in ("Eyeglasses", "Sunglasses")] == [True, False]
    assert dark["Sunglasses"]["Value"]


# ---------------------------------------------------------------- the whole FaceDetail


def check_flag(flag: dict, values: set) -> None:
    assert list(flag) == ["Value", "Confidence"]
    assert flag["Value"] in values
    assert 50 <= flag["Confidence"] <= 100


def check_emotions(emotions: list[dict]) -> None:
    assert sorted(emotion["Type"] for emotion in emotions) == EMOTIONS
    confidences = [emotion["Confidence"] for emotion in emotions]
    assert all(0 <= confidence <= 100 for confidence in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(100, abs=0.5)


def check_landmarks(face: dict) -> None:
    box = face["BoundingBox"]
    assert sorted(mark["Type"] for mark in face["Landmarks"]) == sorted(LANDMARKS)
    for mark in face["Landmarks"]:
        assert set(mark) == {"Type", "X", "Y"}
        assert -0.25 <= (mark["X"] - box["Left"]) / box["Width"] <= 1.25, mark
        assert -0.25 <= (mark["Y"] - box["Top"]) / box["Height"] <= 1.25, mark


def check_detail(face: dict) -> None:
    assert set(face) == {"BoundingBox", "AgeRange", "Gender", *FLAGS, "Emotions", "Landmarks", "Pose", "Quality", "Confidence"}
    assert set(face["BoundingBox"]) == {"Width", "Height", "Left", "Top"}
    assert 0 < face["BoundingBox"]["Width"] < 1.5
    assert 0 < face["BoundingBox"]["Height"] < 1.5
    assert set(face["AgeRange"]) == {"Low", "High"}
    assert all(isinstance(age, int) for age in face["AgeRange"].values())
    assert 0 <= face["AgeRange"]["Low"] < face["AgeRange"]["High"] <= 120
    check_flag(face["Gender"], {"Male", "Female"})
    for flag in FLAGS:
        check_flag(face[flag], {True, False})
    check_emotions(face["Emotions"])
    check_landmarks(face)
    assert set(face["Pose"]) == {"Roll", "Yaw", "Pitch"}
    assert abs(face["Pose"]["Roll"]) <= 180
    assert abs(face["Pose"]["Yaw"]) <= 90
    assert abs(face["Pose"]["Pitch"]) <= 90
    assert set(face["Quality"]) == {"Brightness", "Sharpness"}
    assert all(0 <= value <= 100 for value in face["Quality"].values())
    assert 50 <= face["Confidence"] <= 100


@pytest.mark.parametrize("name", photos.FACES)
def test_every_detail_of_every_face(garden, name):
    faces = faces_of(garden, (photos.PHOTOS / name).read_bytes())
    assert faces
    for face in faces:
        check_detail(face)


@frontal
@pytest.mark.parametrize("spoil", [lambda image: photos.exposed(image, 0.15, noise=3), photos.masked,
                                   lambda image: photos.rotated(image, 45)], ids=["dark", "masked", "leaning"])  # fmt: skip
def test_every_detail_of_hard_faces(garden, name, number, spoil):
    faces = faces_in(garden, spoil(photos.portrait(name, number)))
    assert faces
    for face in faces:
        check_detail(face)


@frontal
def test_landmarks_lie_as_in_a_face(garden, name, number):
    face = face_in_the_middle(garden, photos.portrait(name, number), photos.FACES[name][number][2])
    at = {mark["Type"]: (mark["X"], mark["Y"]) for mark in face["Landmarks"]}
    for left, right in (("eyeLeft", "eyeRight"), ("mouthLeft", "mouthRight"), ("noseLeft", "noseRight"),
                        ("upperJawlineLeft", "upperJawlineRight"), ("leftEyeBrowLeft", "rightEyeBrowRight"),
                        ("leftEyeLeft", "leftEyeRight"), ("rightEyeLeft", "rightEyeRight")):  # fmt: skip
        assert at[left][0] < at[right][0], (left, right)
    for above, below in (("leftEyeBrowUp", "eyeLeft"), ("rightEyeBrowUp", "eyeRight"), ("eyeLeft", "nose"),
                         ("nose", "mouthUp"), ("mouthUp", "mouthDown"), ("mouthDown", "chinBottom")):  # fmt: skip
        assert at[above][1] < at[below][1], (above, below)
    assert at["leftPupil"] == pytest.approx(at["eyeLeft"], abs=0.03)
    assert at["rightPupil"] == pytest.approx(at["eyeRight"], abs=0.03)
