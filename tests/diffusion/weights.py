"""Model files of random weights, small enough to be made in a second: they paint noise, but by the whole of the way.

A tiny Flux (hidden width 128, one block of each kind: stable-diffusion.cpp takes Flux's sizes from the file), and what is of
full size, since the library knows no other: CLIP-L, and Stable Diffusion 1.5 (the other families: families.py). Their tensors
share a few blocks of numbers, so that the files are small. TAESD decodes for both.
"""

import math
import pathlib
from typing import NamedTuple

import numpy
from model_files import safetensors, safetensors_of

HIDDEN = 128  # of the tiny Flux
CLIP_WIDTH, CLIP_LAYERS, CLIP_WORDS, CLIP_LENGTH = 768, 12, 49408, 77
LATENT_CHANNELS, FLUX_LATENT_CHANNELS = 4, 16
UNET_LAYERS, UNET_TIME = 2, 1280
VAE_WIDTHS, VAE_LAYERS = (128, 256, 512, 512), 3

Shapes = dict[str, tuple[int, ...]]


class Block(NamedTuple):
    """Numbers that tensors share: what comes out of a layer is about as large as what goes in, where a tensor has the
    deviation of its number of inputs."""

    inputs: float  # that a tensor has at least
    count: int
    deviation: float


class Unet(NamedTuple):
    """The sizes in which the diffusion models of Stable Diffusion 1, 2 and XL differ."""

    widths: tuple[int, ...]  # of the levels
    depths: tuple[int, ...]  # how many transformers a level's blocks have, and last those of the middle
    text: int  # the width of the text that they look at
    matrices: bool = False  # before and behind the transformers; else convolutions
    beside: int = 0  # numbers that are told beside the text


UNET_1 = Unet(widths=(320, 640, 1280, 1280), depths=(1, 1, 1, 0, 1), text=CLIP_WIDTH)

WIDE = Block(1000, 1280 * 2560 * 9, 1 / 64)  # the largest convolution
NARROW_INPUTS = 100
# Of the layer that tells the noise. A network that has learned nothing leaves all noise where it is, and guidance takes the
# difference of two such times 7.5, and that of their rounding: less of it lets a mistake be told from rounding.
FAINT = Block(math.inf, 4 * 320 * 9, 1 / 192)
NOISE = "model.diffusion_model.out.2.weight"
# Of a ControlNet's layers that read the picture to follow, between which half of it is lost each time.
HINT = ".input_hint_block."


def blocks_for(shapes: Shapes) -> tuple[Block, ...]:
    """The first two together are as long as the largest tensor of all, the words."""
    largest = max(CLIP_WORDS * CLIP_WIDTH, *map(math.prod, shapes.values()))
    narrow = Block(NARROW_INPUTS, largest - WIDE.count, 1 / 22)
    few = [shape for name, shape in shapes.items() if HINT in name or math.prod(shape[1:]) < NARROW_INPUTS and len(shape) > 1]
    small = Block(0, max([512 * 4 * 9, *map(math.prod, few)]), 1 / 6)
    return WIDE, narrow, small, FAINT


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


class Layers:
    """The shapes of a model's tensors by name."""

    def __init__(self) -> None:
        self.shapes: Shapes = {}

    def norm(self, name: str, width: int) -> None:
        self.shapes[f"{name}.weight"] = self.shapes[f"{name}.bias"] = (width,)

    def linear(self, name: str, out: int, width: int, bias: bool = True) -> None:
        self.shapes[f"{name}.weight"] = (out, width)
        if bias:
            self.shapes[f"{name}.bias"] = (out,)

    def convolution(self, name: str, out: int, width: int, side: int = 3) -> None:
        self.shapes[f"{name}.weight"] = (out, width, side, side)
        self.shapes[f"{name}.bias"] = (out,)


def norms_of(shapes: Shapes) -> set[str]:
    return {name for name, shape in shapes.items() if len(shape) == 1 and name.endswith(".weight")}


def block_of(name: str, shape: tuple[int, ...], blocks: tuple[Block, ...]) -> Block:
    wide, narrow, small, faint = blocks
    if name == NOISE:
        return faint
    if len(shape) == 1:
        return narrow  # a bias is small
    if HINT in name:
        return small
    inputs = math.prod(shape[1:])
    return next(block for block in (wide, narrow, small) if inputs >= block.inputs)


def write_shared(path: pathlib.Path, shapes: Shapes, seed: int) -> None:
    """Every tensor begins somewhere in its block, that of the words at the beginning of all; norms are ones."""
    random = numpy.random.default_rng(seed)
    blocks = blocks_for(shapes)
    numbers = [random.standard_normal(block.count, numpy.float32) * numpy.float32(block.deviation) for block in blocks]
    norms = norms_of(shapes)
    numbers.append(numpy.ones(max(shapes[name][0] for name in norms), numpy.float32))
    begins = [sum(map(len, numbers[:number])) for number in range(len(numbers))]
    header = {}
    for name, shape in shapes.items():
        count = math.prod(shape)
        if name in norms:
            begin = begins[-1]
        elif count > WIDE.count:
            begin = 0
        else:
            number = blocks.index(block_of(name, shape, blocks))
            begin = begins[number] + int(random.integers(len(numbers[number]) - count + 1))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [2 * begin, 2 * (begin + count)]}
    safetensors_of(path, header, [block.astype(numpy.float16).tobytes() for block in numbers])


def tiny_flux_weights() -> Weights:
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
    return weights


def small_decoder(path: pathlib.Path, channels: int) -> None:
    """The decoder of TAESD by the names of diffusers' AutoencoderTiny, for latent pictures of so many channels: c is a
    convolution, b a block of three, u doubles the sides and is followed by a convolution without bias, r has no weights."""
    weights = Weights(8)
    for number, layer in enumerate("crbbbunbbbunbbbunbc"):
        name = f"decoder.layers.{number}"
        if layer == "b":
            for part in (0, 2, 4):
                weights.matrix(f"{name}.conv.{part}.weight", 64, 64, 3, 3)
                weights.bias(f"{name}.conv.{part}.bias", 64)
        elif layer in "cn":
            first, last = number == 0, number == 18
            weights.matrix(f"{name}.weight", 3 if last else 64, channels if first else 64, 3, 3)
            if layer == "c":
                weights.bias(f"{name}.bias", 3 if last else 64)
    # Colours from 0 to 1 instead of those far beyond, of which nothing but black and white would be left.
    last = "decoder.layers.18"
    weights.tensors[f"{last}.weight"] /= numpy.float16(10)
    weights.tensors[f"{last}.bias"] += numpy.float16(0.5)
    safetensors(path, weights.tensors)


def add_text_encoder(layers: Layers, prefix: str, width: int = CLIP_WIDTH, count: int = CLIP_LAYERS) -> None:
    """CLIP-L, or a larger one by the same names."""
    layers.shapes[f"{prefix}embeddings.token_embedding.weight"] = (CLIP_WORDS, width)
    layers.shapes[f"{prefix}embeddings.position_embedding.weight"] = (CLIP_LENGTH, width)
    layers.norm(f"{prefix}final_layer_norm", width)
    for layer in range(count):
        block = f"{prefix}encoder.layers.{layer}."
        for part in ("k_proj", "q_proj", "v_proj", "out_proj"):
            layers.linear(f"{block}self_attn.{part}", width, width)
        layers.norm(f"{block}layer_norm1", width)
        layers.norm(f"{block}layer_norm2", width)
        layers.linear(f"{block}mlp.fc1", 4 * width, width)
        layers.linear(f"{block}mlp.fc2", width, 4 * width)


def clip_l(path: pathlib.Path) -> None:
    layers = Layers()
    add_text_encoder(layers, "text_model.")
    write_shared(path, layers.shapes, 9)


def add_residual(layers: Layers, name: str, out: int, width: int) -> None:
    """Of the diffusion model: two convolutions, and between them what the time adds."""
    layers.norm(f"{name}.in_layers.0", width)
    layers.convolution(f"{name}.in_layers.2", out, width)
    layers.linear(f"{name}.emb_layers.1", out, UNET_TIME)
    layers.norm(f"{name}.out_layers.0", out)
    layers.convolution(f"{name}.out_layers.3", out, out)
    if out != width:
        layers.convolution(f"{name}.skip_connection", out, width, 1)


def add_transformers(layers: Layers, name: str, width: int, depth: int, unet: Unet) -> None:
    """Of the diffusion model: every place looks at all others, then at the text."""
    layers.norm(f"{name}.norm", width)
    add_projection(layers, f"{name}.proj_in", width, unet)
    for number in range(depth):
        block = f"{name}.transformer_blocks.{number}."
        for attention, seen in (("attn1", width), ("attn2", unet.text)):
            layers.linear(f"{block}{attention}.to_q", width, width, bias=False)
            layers.linear(f"{block}{attention}.to_k", width, seen, bias=False)
            layers.linear(f"{block}{attention}.to_v", width, seen, bias=False)
            layers.linear(f"{block}{attention}.to_out.0", width, width)
        layers.linear(f"{block}ff.net.0.proj", 8 * width, width)
        layers.linear(f"{block}ff.net.2", width, 4 * width)
        for norm in (1, 2, 3):
            layers.norm(f"{block}norm{norm}", width)
    add_projection(layers, f"{name}.proj_out", width, unet)


def add_projection(layers: Layers, name: str, width: int, unet: Unet) -> None:
    if unet.matrices:
        layers.linear(name, width, width)
    else:
        layers.convolution(name, width, width, 1)


def add_encoding_half(layers: Layers, prefix: str, unet: Unet) -> list[int]:
    """What a ControlNet has too: all up to the middle. The widths of what each block hands on to the other half."""
    layers.linear(f"{prefix}time_embed.0", UNET_TIME, unet.widths[0])
    layers.linear(f"{prefix}time_embed.2", UNET_TIME, UNET_TIME)
    if unet.beside:
        layers.linear(f"{prefix}label_emb.0.0", UNET_TIME, unet.beside)
        layers.linear(f"{prefix}label_emb.0.2", UNET_TIME, UNET_TIME)
    layers.convolution(f"{prefix}input_blocks.0.0", unet.widths[0], LATENT_CHANNELS)
    width, kept = unet.widths[0], [unet.widths[0]]
    for level, out in enumerate(unet.widths):
        for _ in range(UNET_LAYERS):
            block = f"{prefix}input_blocks.{len(kept)}"
            add_residual(layers, f"{block}.0", out, width)
            if unet.depths[level]:
                add_transformers(layers, f"{block}.1", out, unet.depths[level], unet)
            width = out
            kept.append(out)
        if level < len(unet.widths) - 1:
            layers.convolution(f"{prefix}input_blocks.{len(kept)}.0.op", out, out)
            kept.append(out)
    add_residual(layers, f"{prefix}middle_block.0", width, width)
    add_transformers(layers, f"{prefix}middle_block.1", width, unet.depths[-1], unet)
    add_residual(layers, f"{prefix}middle_block.2", width, width)
    return kept


def add_unet(layers: Layers, prefix: str, unet: Unet) -> None:
    kept = add_encoding_half(layers, prefix, unet)
    width, number = unet.widths[-1], 0
    for level, out in reversed(list(enumerate(unet.widths))):
        depth = unet.depths[level]
        for layer in range(UNET_LAYERS + 1):
            block = f"{prefix}output_blocks.{number}"
            add_residual(layers, f"{block}.0", out, width + kept.pop())
            if depth:
                add_transformers(layers, f"{block}.1", out, depth, unet)
            if level > 0 and layer == UNET_LAYERS:
                layers.convolution(f"{block}.{2 if depth else 1}.conv", out, out)
            width = out
            number += 1
    layers.norm(f"{prefix}out.0", width)
    layers.convolution(f"{prefix}out.2", LATENT_CHANNELS, width)


def add_decoder_block(layers: Layers, name: str, out: int, width: int) -> None:
    layers.norm(f"{name}.norm1", width)
    layers.convolution(f"{name}.conv1", out, width)
    layers.norm(f"{name}.norm2", out)
    layers.convolution(f"{name}.conv2", out, out)
    if out != width:
        layers.convolution(f"{name}.nin_shortcut", out, width, 1)


def add_decoder(layers: Layers, prefix: str, channels: int = LATENT_CHANNELS) -> None:
    """Of the variational autoencoder: the half that paints."""
    width = VAE_WIDTHS[-1]
    if channels == LATENT_CHANNELS:
        layers.convolution(f"{prefix}post_quant_conv", channels, channels, 1)
    layers.convolution(f"{prefix}decoder.conv_in", width, channels)
    add_decoder_block(layers, f"{prefix}decoder.mid.block_1", width, width)
    layers.norm(f"{prefix}decoder.mid.attn_1.norm", width)
    for part in ("q", "k", "v", "proj_out"):
        layers.convolution(f"{prefix}decoder.mid.attn_1.{part}", width, width, 1)
    add_decoder_block(layers, f"{prefix}decoder.mid.block_2", width, width)
    for level, out in reversed(list(enumerate(VAE_WIDTHS))):
        for layer in range(VAE_LAYERS):
            add_decoder_block(layers, f"{prefix}decoder.up.{level}.block.{layer}", out, width)
            width = out
        if level > 0:
            layers.convolution(f"{prefix}decoder.up.{level}.upsample.conv", out, out)
    layers.norm(f"{prefix}decoder.norm_out", width)
    layers.convolution(f"{prefix}decoder.conv_out", 3, width)


def stable_diffusion_1(path: pathlib.Path) -> None:
    """Stable Diffusion 1.5 in one file, as its authors wrote it, of full size: a billion weights in 76 MB."""
    layers = Layers()
    add_unet(layers, "model.diffusion_model.", UNET_1)
    add_decoder(layers, "first_stage_model.")
    add_text_encoder(layers, "cond_stage_model.transformer.text_model.")
    write_shared(path, layers.shapes, 10)


def make(folder: pathlib.Path) -> pathlib.Path:
    """The three files in `folder`, named flux.safetensors, taesd.safetensors and clip_l.safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    safetensors(folder / "flux.safetensors", tiny_flux_weights().tensors)
    small_decoder(folder / "taesd.safetensors", FLUX_LATENT_CHANNELS)
    clip_l(folder / "clip_l.safetensors")
    return folder
