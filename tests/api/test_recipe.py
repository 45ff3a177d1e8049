"""Every picture carries how it was made, in XMP and EXIF, as exiftool reads it; and keeps it in the store."""

import json
import subprocess
from pathlib import Path

import pytest
from garden import command
from PIL import Image

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
PROMPT = "sad \"rose\", it's <b> & 장미\nsecond line 🌷 (tulip: 1.2)"
NEGATIVE = 'no "snow"\n눈'
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def exiftool(*arguments: str | Path, octets: bytes | None = None) -> str:
    done = subprocess.run(["exiftool", *map(str, arguments)], input=octets, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def fields(octets: bytes) -> dict:
    """All fields, named by their group as in XMP:Prompt."""
    (found,) = json.loads(exiftool("-j", "-G", "-", octets=octets))
    return found


def painted(tmp_path: Path, ending: str, prompt: str = PROMPT, *options: str) -> bytes:
    out = tmp_path / f"picture.{ending}"
    done = command("paint", prompt, "--size", "131x77", "--seed", "7", "-o", out, *options)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


def expect_recipe(octets: bytes, prompt: str = PROMPT, negative: str = NEGATIVE) -> None:
    found = fields(octets)
    assert found["XMP:DigitalSourceType"] == SOURCE
    assert found["XMP:CreatorTool"] == found["EXIF:Software"]
    assert found["EXIF:Software"].startswith("Emotion Garden ")
    assert found["XMP:Prompt"] == prompt
    assert found["XMP:NegativePrompt"] == negative
    assert (found["XMP:Seed"], found["XMP:Width"], found["XMP:Height"]) == (7, 131, 77)
    assert (found["XMP:Painter"], str(found["XMP:Version"])) == ("flower", "2")
    assert json.loads(found["EXIF:ImageDescription"]) == {
        "painter": "flower", "version": "2", "prompt": prompt, "negativePrompt": negative, "width": 131, "height": 77,
        "seed": 7,
    }  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
def test_the_recipe_is_in_the_file(tmp_path, ending):
    octets = painted(tmp_path, ending, PROMPT, "--negative", NEGATIVE)
    image = Image.open(tmp_path / f"picture.{ending}")
    image.load()
    assert (image.format, image.size) == (FORMATS[ending], (131, 77))
    expect_recipe(octets)
    assert exiftool("-validate", "-s3", tmp_path / f"picture.{ending}").strip() == "OK"


def test_the_pixels_are_the_same_in_png_and_near_in_the_others(tmp_path):
    for ending in FORMATS:
        painted(tmp_path, ending)
    png, *others = (Image.open(tmp_path / f"picture.{ending}").convert("RGB") for ending in ("png", "jpeg", "webp"))
    for other in others:
        difference = [abs(a - b) for a, b in zip(png.tobytes(), other.tobytes(), strict=True)]
        assert sum(difference) / len(difference) < 12


def test_the_largest_seed_is_kept(tmp_path):
    largest = str(2**64 - 1)
    done = command("paint", "calm", "--size", "64x64", "--seed", largest, "-o", tmp_path / "a.png")
    assert done.returncode == 0, done.stderr
    assert str(fields((tmp_path / "a.png").read_bytes())["XMP:Seed"]) == largest


@pytest.mark.parametrize("ending", FORMATS)
def test_a_prompt_that_no_jpeg_holds_is_shortened_and_marked(tmp_path, ending):
    """A prompt may have 64 KiB, a JPEG segment has 64 KiB for all of EXIF or XMP; both texts are cut in every format."""
    prompt = "happy " + "장미 🌷 " * 4000
    found = fields(painted(tmp_path, ending, prompt))
    kept = found["XMP:Prompt"]
    assert len(kept) > 1000
    assert prompt.startswith(kept)
    assert found["XMP:Shortened"] is True
    described = json.loads(found["EXIF:ImageDescription"])
    assert described["prompt"].strip() == kept.strip()
    assert described["shortened"] is True


def test_a_prompt_beyond_64_kib_is_refused_before_painting(tmp_path):
    lines = tmp_path / "prompts.txt"
    lines.write_text("rose " * 14_000, encoding="utf-8")
    done = command("paint", lines, "--sheet", "prompts", "-o", tmp_path / "sheet.jpeg")
    assert done.returncode == 2
    assert "64 KiB" in done.stderr
    assert not (tmp_path / "sheet.jpeg").exists()


def test_the_first_garden_says_how_it_was_painted(garden):
    for key in garden.pictures("sad"):
        found = fields(garden.http.get("/" + key).content)
        assert found["XMP:DigitalSourceType"] == SOURCE
        assert "sad garden" in found["XMP:Prompt"]
        recipe = json.loads(found["EXIF:ImageDescription"])
        assert recipe["prompt"] == found["XMP:Prompt"]
        assert (recipe["width"], recipe["height"]) == (found["XMP:Width"], found["XMP:Height"])


# ---------------------------------------------------------------- contact sheets


def sheet(*arguments: str | Path, stdin: str = ""):
    return command("paint", *arguments, "--size", "64x64", "--seed", "7", stdin=stdin)


def test_a_sheet_of_emotions(tmp_path):
    done = sheet("roses", "--sheet", "emotions", "--count", "2", "-o", tmp_path / "sheet.jpeg")
    assert done.returncode == 0, done.stderr
    image = Image.open(tmp_path / "sheet.jpeg")
    assert image.width < image.height  # eight rows of two
    assert len([line for line in done.stderr.splitlines() if " of 16: " in line]) == 16
    assert "disgusted, seed 8" in done.stderr
    found = fields((tmp_path / "sheet.jpeg").read_bytes())
    assert found["XMP:Prompt"] == "roses"
    assert json.loads(found["XMP:Options"]) == {"sheet": "emotions", "tiles": "16"}


def test_a_sheet_is_the_same_whatever_finishes_first(tmp_path):
    for name in ("a.png", "b.png"):
        assert sheet("calm", "--sheet", "seeds", "--count", "6", "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("from_file", [True, False])
def test_a_sheet_of_prompts(tmp_path, from_file):
    prompts = "happy 장미\n\nsad & <lilies>\n"
    (tmp_path / "prompts.txt").write_text(prompts, encoding="utf-8")
    source = tmp_path / "prompts.txt" if from_file else "-"
    done = sheet(source, "--sheet", "prompts", "-o", tmp_path / "sheet.webp", stdin="" if from_file else prompts)
    assert done.returncode == 0, done.stderr
    assert Image.open(tmp_path / "sheet.webp").format == "WEBP"
    assert fields((tmp_path / "sheet.webp").read_bytes())["XMP:Prompt"] == "happy 장미\nsad & <lilies>"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--sheet", "moods"], "emotions, seeds or prompts"),
        (["x", "--sheet", "seeds", "--count", "0"], "1 to 200"),
        (["x", "--sheet", "emotions", "--count", "201"], "1 to 200"),
        (["x", "--sheet", "emotions", "--count", "200", "--size", "1280x800"], "65500"),
        (["x", "--sheet", "emotions", "--count", "100", "-o", "sheet.webp"], "16383"),
        (["-", "--sheet", "prompts"], "empty"),
        (["absent.txt", "--sheet", "prompts"], "absent.txt"),
        (["x", "--count", "3"], "--sheet"),
        (["x", "--sheet", "seeds", "--progress"], "--progress"),
        (["x", "-o", "picture.gif"], ".webp"),
        (["x", "--sheet", "seeds", "--size", "9x9"], "64 to 4096"),
    ],
)
def test_what_is_wrong_with_a_sheet(tmp_path, arguments, said):
    done = command("paint", *arguments, cwd=tmp_path)
    assert done.returncode != 0
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
