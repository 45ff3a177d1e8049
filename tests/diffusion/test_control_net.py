"""A ControlNet: all pictures follow the one that it is shown, as much as it is told to. It has the sizes of Stable Diffusion 1.5."""

import pytest
from families import control_net
from PIL import Image, ImageDraw
from test_parts import difference, paint
from weights import LATENT_CHANNELS, small_decoder, stable_diffusion_1

SIZE = "64x64"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """sd1, taesd and control.safetensors, and two pictures to follow: disc.png, and line.png of another size."""
    folder = tmp_path_factory.mktemp("control-net")
    stable_diffusion_1(folder / "sd1.safetensors")
    small_decoder(folder / "taesd.safetensors", LATENT_CHANNELS)
    control_net(folder / "control.safetensors")
    disc, line = Image.new("RGB", (64, 64)), Image.new("RGB", (300, 200))
    ImageDraw.Draw(disc).ellipse((8, 8, 56, 56), fill="white")
    ImageDraw.Draw(line).line((0, 0, 300, 200), fill="white", width=30)
    disc.save(folder / "disc.png")
    line.save(folder / "line.png")
    return folder


def painter(folder, picture: str = "", strength: float = 1) -> str:
    plain = f"sd=diffusion@{folder / 'sd1.safetensors'}#taesd={folder / 'taesd.safetensors'}&guidance=1"
    if not picture:
        return plain
    return f"{plain}&control_net={folder / 'control.safetensors'}&control_image={folder / picture}&control_strength={strength}"


def test_the_picture_follows_the_one_that_is_shown(folder, tmp_path):
    plain, ignored, disc, line = (
        paint(painter(folder, *control), tmp_path / "a.png", size=SIZE)
        for control in [(), ("disc.png", 0), ("disc.png",), ("line.png",)]
    )  # fmt: skip
    assert difference(plain, ignored) < 0.1, "with strength 0 nothing is followed"
    assert difference(plain, disc) > 1
    assert difference(disc, line) > 0.5
