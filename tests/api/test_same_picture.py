"""The same order is the same picture: the same bytes again, and to the eye on a machine without the newest instructions."""

import math

import pytest
from garden import command
from PIL import Image, ImageChops, ImageStat

# glibc then takes its functions of SSE2: sine, power and the like are rounded otherwise in their last bit.
OLDER_MACHINE = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable"}
LEAST_PSNR = 45.0  # dB


def paint(folder, name, prompt, env=None):
    file = folder / name
    painted = command("paint", prompt, "--seed", "5", "--size", "320x200", "-o", file, env=env)
    assert painted.returncode == 0, painted.stderr
    return file


def psnr(first, second):
    difference = ImageChops.difference(Image.open(first).convert("RGB"), Image.open(second).convert("RGB"))
    mean = sum(ImageStat.Stat(difference).sum2) / (3 * difference.width * difference.height)
    return math.inf if mean == 0 else 10 * math.log10(255**2 / mean)


@pytest.mark.parametrize("prompt", ["happy, cat, tulips", "calm, mountains, van gogh", "sad roses, watercolor", "angry, pixel art"])
def test_a_painting_is_the_same_again_and_elsewhere(tmp_path, prompt):
    first = paint(tmp_path, "first.png", prompt)
    assert paint(tmp_path, "again.png", prompt).read_bytes() == first.read_bytes()
    assert psnr(first, paint(tmp_path, "older.png", prompt, OLDER_MACHINE)) >= LEAST_PSNR


def test_another_seed_is_far_from_that(tmp_path):
    first = paint(tmp_path, "first.png", "happy")
    other = tmp_path / "other.png"
    command("paint", "happy", "--seed", "6", "--size", "320x200", "-o", other)
    assert psnr(first, other) < 20
