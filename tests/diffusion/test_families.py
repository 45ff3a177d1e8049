"""Stable Diffusion 2.1, XL and 3 of full size: each is known by its header, planned as its family wants it, and
painted with: the smallest always, all with GARDEN_FULL=1."""

import json
import os
import re

import pytest
from families import stable_diffusion_2, stable_diffusion_3, stable_diffusion_xl
from patience import run
from PIL import Image

FAMILIES = {
    "SD 2.x": (stable_diffusion_2, "1.27 billion weights, F16, 2.54 GB"),
    "SDXL": (stable_diffusion_xl, "3.43 billion weights, F16, 6.87 GB"),
    "SD 3": (stable_diffusion_3, "2.95 billion weights, F16, 5.90 GB"),
}


# The others take six and seven gigabytes of memory.
PAINTED = list(FAMILIES) if os.environ.get("GARDEN_FULL") == "1" else ["SD 2.x"]


@pytest.fixture(scope="module", params=FAMILIES)
def family(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def model(family, tmp_path_factory):
    write, _ = FAMILIES[family]
    file = tmp_path_factory.mktemp("family") / "model.safetensors"
    write(file)
    return file


def test_a_model_is_known_by_its_header(family, model):
    listed = run("models", model).stdout
    _, sizes = FAMILIES[family]
    assert f"    {family}, {sizes}\n" in listed
    memory = re.search(r"(\d+\.\d) GB of memory for 512x512, (\d+\.\d) for 1280x800", listed)
    weights = float(sizes.split()[-2])
    assert all(weights < float(one) < weights + 3 for one in memory.groups())
    assert "an ordinary model: 50 steps\n" in listed, "it has its text encoders and its decoder"


@pytest.mark.parametrize("family", PAINTED, indirect=True, scope="module")
def test_a_model_paints(family, model, tmp_path):
    done = run("paint", "a calm lake", "--painters", f"sd=diffusion@{model}", "--size", "64x64", "--steps", "1", "--seed", "7",
               "--negative", "rain", "-o", tmp_path / "a.png")  # fmt: skip
    assert done.returncode == 0, done.stderr
    recipe = json.loads(done.stdout.split(": ", 1)[1])
    assert (recipe["steps"], recipe["guidance"], recipe["negativePrompt"]) == (1, 7.5, "rain")
    picture = Image.open(tmp_path / "a.png")
    assert picture.size == (64, 64)
    assert len(picture.convert("RGB").getcolors(1 << 16)) > 100
