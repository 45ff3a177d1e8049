"""Model files of random weights, small enough to be made in a second: they paint noise, but by the whole of the way.

A tiny Flux (hidden width 128, one block of each kind: stable-diffusion.cpp takes Flux's sizes from the file), the 16-channel
TAESD that decodes for it, and a CLIP-L of full size, whose tensors share one block of numbers.
"""

import json
import pathlib
import struct

import numpy

HIDDEN = 128  # of the tiny Flux
CLIP_WIDTH, CLIP_LAYERS, CLIP_WORDS, CLIP_LENGTH = 768, 12, 49408, 77
LATENT_CHANNELS = 16


class Weights:
    """Tensors by name, float16, drawn by seed: a matrix keeps the size of what goes through it."""

    def __init__(self, seed: int):
        self.random = numpy.random.default_rng(seed)
        self.tensors: dict[str, numpy.ndarray] = {}

    def matrix(self, name: str, *shape: int) -> None:
        scale = 1 / numpy.sqrt(numpy.prod(shape[1:]))
        self.tensors[name] = (self.random.standard_normal(shape) * scale).astype(numpy.float16)

    def bias(self, name: str, length: int) -> None:
        self.tensors[name] = (self.random.standard_normal(length) * 0.02).astype(numpy.float16)

    def ones(self, name: str, length: int) -> None:
        self.tensors[name] = numpy.ones(length, numpy.float16)

    def linear(self, name: str, out: int, width: int) -> None:
        self.matrix(f"{name}.weight", out, width)
        self.bias(f"{name}.bias", out)


def write_safetensors(path: pathlib.Path, tensors: dict[str, numpy.ndarray]) -> None:
    header, blocks, at = {}, [], 0
    for name, tensor in tensors.items():
        octets = tensor.tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, at + len(octets)]}
        blocks.append(octets)
        at += len(octets)
    write_file(path, header, blocks)


def write_shared(path: pathlib.Path, shapes: dict[str, tuple[int, ...]], seed: int) -> None:
    """Every tensor begins at the same numbers: the file is as long as the largest of them. Biases and norms are apart, so
    that nothing grows on its way through the layers."""
    count = max(int(numpy.prod(shape)) for shape in shapes.values())
    block = (numpy.random.default_rng(seed).standard_normal(count, numpy.float32) * 0.02).astype(numpy.float16).tobytes()
    longest = max(shape[0] for shape in shapes.values() if len(shape) == 1)
    ones = numpy.ones(longest, numpy.float16).tobytes()
    zeros = numpy.zeros(longest, numpy.float16).tobytes()
    header = {}
    for name, shape in shapes.items():
        begin = 0
        if len(shape) == 1:
            begin = len(block) + (0 if "norm" in name and name.endswith("weight") else len(ones))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [begin, begin + 2 * int(numpy.prod(shape))]}
    write_file(path, header, [block, ones, zeros])


def write_file(path: pathlib.Path, header: dict, blocks: list[bytes]) -> None:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for block in blocks:
            file.write(block)


def tiny_flux(path: pathlib.Path) -> None:
    weights = Weights(7)
    prefix = "model.diffusion_model."
    for name, out, width in [("img_in", HIDDEN, 64), ("time_in.in_layer", HIDDEN, 256), ("time_in.out_layer", HIDDEN, HIDDEN),
                             ("vector_in.in_layer", HIDDEN, 768), ("vector_in.out_layer", HIDDEN, HIDDEN),
                             ("txt_in", HIDDEN, 4096)]:
        weights.linear(prefix + name, out, width)
    for stream in ("img", "txt"):
        block = f"{prefix}double_blocks.0.{stream}_"
        weights.linear(block + "mod.lin", 6 * HIDDEN, HIDDEN)
        weights.linear(block + "attn.qkv", 3 * HIDDEN, HIDDEN)
        weights.linear(block + "attn.proj", HIDDEN, HIDDEN)
        weights.linear(block + "mlp.0", 4 * HIDDEN, HIDDEN)
        weights.linear(block + "mlp.2", HIDDEN, 4 * HIDDEN)
        weights.ones(block + "attn.norm.query_norm.scale", 128)
        weights.ones(block + "attn.norm.key_norm.scale", 128)
    block = prefix + "single_blocks.0."
    weights.linear(block + "linear1", 7 * HIDDEN, HIDDEN)
    weights.linear(block + "linear2", HIDDEN, 5 * HIDDEN)
    weights.linear(block + "modulation.lin", 3 * HIDDEN, HIDDEN)
    weights.ones(block + "norm.query_norm.scale", 128)
    weights.ones(block + "norm.key_norm.scale", 128)
    weights.linear(prefix + "final_layer.linear", 64, HIDDEN)
    weights.linear(prefix + "final_layer.adaLN_modulation.1", 2 * HIDDEN, HIDDEN)
    write_safetensors(path, weights.tensors)


def small_decoder(path: pathlib.Path) -> None:
    """The decoder of TAESD by the names of diffusers' AutoencoderTiny: c is a convolution, b a block of three, u doubles the
    sides and is followed by a convolution without bias, r has no weights."""
    weights = Weights(8)
    for number, layer in enumerate("crbbbunbbbunbbbunbc"):
        name = f"decoder.layers.{number}"
        if layer == "b":
            for part in (0, 2, 4):
                weights.matrix(f"{name}.conv.{part}.weight", 64, 64, 3, 3)
                weights.bias(f"{name}.conv.{part}.bias", 64)
        elif layer in "cn":
            first, last = number == 0, number == 18
            weights.matrix(f"{name}.weight", 3 if last else 64, LATENT_CHANNELS if first else 64, 3, 3)
            if layer == "c":
                weights.bias(f"{name}.bias", 3 if last else 64)
    write_safetensors(path, weights.tensors)


def clip_l(path: pathlib.Path) -> None:
    shapes: dict[str, tuple[int, ...]] = {
        "text_model.embeddings.token_embedding.weight": (CLIP_WORDS, CLIP_WIDTH),
        "text_model.embeddings.position_embedding.weight": (CLIP_LENGTH, CLIP_WIDTH),
        "text_model.final_layer_norm.weight": (CLIP_WIDTH,),
        "text_model.final_layer_norm.bias": (CLIP_WIDTH,),
    }
    for layer in range(CLIP_LAYERS):
        block = f"text_model.encoder.layers.{layer}."
        for part in ("k_proj", "q_proj", "v_proj", "out_proj"):
            shapes[f"{block}self_attn.{part}.weight"] = (CLIP_WIDTH, CLIP_WIDTH)
            shapes[f"{block}self_attn.{part}.bias"] = (CLIP_WIDTH,)
        for norm in ("layer_norm1", "layer_norm2"):
            shapes[f"{block}{norm}.weight"] = (CLIP_WIDTH,)
            shapes[f"{block}{norm}.bias"] = (CLIP_WIDTH,)
        shapes[f"{block}mlp.fc1.weight"] = (4 * CLIP_WIDTH, CLIP_WIDTH)
        shapes[f"{block}mlp.fc1.bias"] = (4 * CLIP_WIDTH,)
        shapes[f"{block}mlp.fc2.weight"] = (CLIP_WIDTH, 4 * CLIP_WIDTH)
        shapes[f"{block}mlp.fc2.bias"] = (CLIP_WIDTH,)
    write_shared(path, shapes, 9)


def make(folder: pathlib.Path) -> pathlib.Path:
    """The three files in `folder`, named flux.safetensors, taesd.safetensors and clip_l.safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_flux(folder / "flux.safetensors")
    small_decoder(folder / "taesd.safetensors")
    clip_l(folder / "clip_l.safetensors")
    return folder
