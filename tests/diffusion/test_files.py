"""Kinds of model files: the tiny Flux in each paints the picture that it paints from safetensors."""

import numpy
import pytest
from model_files import checkpoint, gguf
from patience import run
from test_parts import difference, paint
from weights import tiny_flux_weights

PREFIX = "model.diffusion_model."
# The .ckpt does not tell that it is a Flux, for which guidance is another thing; 1 is the same for all.
PLAIN = ("--guidance", "1")


@pytest.fixture(scope="module")
def tensors() -> dict[str, numpy.ndarray]:
    return tiny_flux_weights().tensors


@pytest.fixture(scope="module")
def picture(painter, tmp_path_factory):
    """From safetensors."""
    return paint(painter(), tmp_path_factory.mktemp("picture") / "a.png", *PLAIN)


def diffusion_model_alone(tensors):
    """By their names in files that hold nothing else, as those for GGUF do."""
    return {name.removeprefix(PREFIX): tensor for name, tensor in tensors.items()}


def test_a_gguf_file_paints_the_same_picture(painter, picture, tensors, tmp_path):
    file = tmp_path / "flux.gguf"
    gguf(file, diffusion_model_alone(tensors))
    assert "Flux, 0.00 billion weights, F16" in run("models", file).stdout
    assert difference(picture, paint(painter(file=file), tmp_path / "a.png", *PLAIN)) == 0


def test_a_small_gguf_file_paints_nearly_the_same(painter, picture, tensors, tmp_path):
    file = tmp_path / "flux-q8_0.gguf"
    gguf(file, diffusion_model_alone(tensors), small=True)
    assert "Flux, 0.00 billion weights, Q8_0" in run("models", file).stdout
    assert 0 < difference(picture, paint(painter(file=file), tmp_path / "a.png", *PLAIN)) < 20


def test_a_checkpoint_of_pytorch_paints_the_same_picture(painter, picture, tensors, tmp_path):
    file = tmp_path / "flux.ckpt"
    checkpoint(file, tensors)
    assert "a kind of file that does not tell what it holds" in run("models", file).stdout
    assert difference(picture, paint(painter(file=file), tmp_path / "a.png", *PLAIN)) == 0


@pytest.mark.parametrize("write", [gguf, checkpoint])
def test_a_file_that_was_not_fetched_in_full_is_refused_with_a_reason(write, painter, tensors, tmp_path):
    file = tmp_path / f"half.{'gguf' if write is gguf else 'ckpt'}"
    write(file, tensors)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refused = run("paint", "lake", "--painters", painter(file=file), "--size", "64x64", "-o", tmp_path / "a.png")
    assert refused.returncode == 1
    assert ("its end is missing" if write is gguf else "cannot be loaded") in refused.stderr
