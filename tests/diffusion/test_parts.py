"""What stands beside a model: LoRAs, an upscaler, weights of less precision; each changes the picture as it should."""

import hashlib
import json
import re
import struct
import time

import numpy
import pytest
from model_files import safetensors
from patience import PATIENCE, run
from PIL import Image
from test_command_line import children
from test_queue import order, wait_for, wait_for_child
from weights import HIDDEN, LATENT_CHANNELS, Weights, small_decoder, stable_diffusion_1

RANK = 4
FEATURES, GROWTH = 64, 32  # of an ESRGAN


def paint(painter: str, output, *options: str, prompt: str = "a calm lake", size: str = "256x128") -> Image.Image:
    done = run("paint", prompt, "--painters", painter, "--size", size, "--steps", "2", "--seed", "7", "-o", output, *options)
    assert done.returncode == 0, done.stderr
    return Image.open(output).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(numpy.abs(numpy.asarray(one, numpy.float32) - numpy.asarray(other, numpy.float32)).mean())


@pytest.fixture
def loras(tmp_path):
    """A folder with ink.safetensors, which bends the first block of the tiny Flux."""
    weights = Weights(11)
    for part, out in (("img_attn.qkv", 3 * HIDDEN), ("img_mlp.0", 4 * HIDDEN)):
        weights.matrix(f"diffusion_model.double_blocks.0.{part}.lora_A.weight", RANK, HIDDEN)
        weights.matrix(f"diffusion_model.double_blocks.0.{part}.lora_B.weight", out, RANK)
    folder = tmp_path / "loras"
    folder.mkdir()
    safetensors(folder / "ink.safetensors", weights.tensors)
    return folder


def test_a_lora_bends_the_picture_by_its_weight_and_leaves_the_next_one_alone(painter, loras, tmp_path):
    with_loras = painter(lora=loras)
    plain = paint(with_loras, tmp_path / "plain.png")
    none = paint(with_loras, tmp_path / "none.png", prompt="a calm lake<lora:ink:0>")
    bent = paint(with_loras, tmp_path / "bent.png", prompt="a calm lake<lora:ink:1>")
    half = paint(with_loras, tmp_path / "half.png", prompt="a calm lake<lora:ink:0.2>")
    assert difference(plain, none) < 0.1
    assert difference(plain, bent) > 1
    assert 0 < difference(plain, half) < difference(plain, bent)


def test_the_recipe_names_a_lora_by_its_hash(painter, loras, tmp_path):
    """In AUTOMATIC1111's text by that of its weights alone, without the file's header."""
    done = run("paint", "lake<lora:ink:0.8>", "--painters", painter(lora=loras), "--size", "64x64", "-o", tmp_path / "a.png")
    file = (loras / "ink.safetensors").read_bytes()
    (header,) = struct.unpack_from("<Q", file)
    assert json.loads(done.stdout.split(": ", 1)[1])["with"]["lora:ink"] == hashlib.sha256(file).hexdigest()
    short = hashlib.sha256(file[8 + header :]).hexdigest()[:12]
    assert f', Lora hashes: "ink: {short}", ' in Image.open(tmp_path / "a.png").info["parameters"]


def upscaler(path, rng_seed: int = 12) -> None:
    """An ESRGAN of one block that makes pictures four times as wide."""
    weights = Weights(rng_seed)

    def convolution(name: str, out: int, width: int) -> None:
        weights.matrix(f"{name}.weight", out, width, 3, 3)
        weights.bias(f"{name}.bias", out)

    convolution("conv_first", FEATURES, 3)
    for dense in (1, 2, 3):
        for number in range(1, 6):
            out = FEATURES if number == 5 else GROWTH
            convolution(f"body.0.rdb{dense}.conv{number}", out, FEATURES + (number - 1) * GROWTH)
    for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
        convolution(name, FEATURES, FEATURES)
    convolution("conv_last", 3, FEATURES)
    safetensors(path, weights.tensors)


def test_with_an_upscaler_the_model_paints_small_and_the_picture_is_large(tmp_path):
    """By the smallest size for which a Stable Diffusion 1.5 needs one: it was trained on 512x512."""
    model, decoder, enlarger = (tmp_path / f"{name}.safetensors" for name in ("sd1", "taesd", "up"))
    stable_diffusion_1(model)
    small_decoder(decoder, LATENT_CHANNELS)
    upscaler(enlarger)
    done = run("paint", "lake", "--painters", f"sd=diffusion@{model}#taesd={decoder}&upscaler={enlarger}", "--size", "768x512",
               "--steps", "1", "--guidance", "1", "-o", tmp_path / "a.png")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.split(": ", 1)[1])["paintedSize"] == "640x448"
    assert Image.open(tmp_path / "a.png").size == (768, 512)


def test_weights_of_less_precision_paint_nearly_the_same(painter, tmp_path):
    whole = paint(painter(), tmp_path / "whole.png")
    small = paint(painter(precision="q8_0"), tmp_path / "small.png")
    assert 0 < difference(whole, small) < 20


def test_an_idle_model_gives_its_memory_back_and_is_loaded_again(new_garden, painter):
    garden = new_garden("--painters", painter(keep="0.02")).start()
    wait_for(garden, order(garden), "done")
    wait_for_child(garden)
    deadline = time.monotonic() + PATIENCE
    while children(garden.process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    wait_for(garden, order(garden), "done")
    assert not re.search("failed", garden.log())
