"""Model files of random weights, small enough to be made in a second: they paint noise, but by the whole of the way.

A tiny Flux (hidden width 128, one block of each kind: stable-diffusion.cpp takes Flux's sizes from the file), and what is of
full size, since the library knows no other: CLIP-L, and Stable Diffusion 1.5. Their tensors share a few blocks of numbers, so
that the files are small. TAESD decodes for both.
"""

import json
import math
import pathlib
import struct

import numpy

HIDDEN = 128  # of the tiny Flux
CLIP_WIDTH, CLIP_LAYERS, CLIP_WORDS, CLIP_LENGTH = 768, 12, 49408, 77
LATENT_CHANNELS, FLUX_LATENT_CHANNELS = 4, 16
UNET_WIDTHS, UNET_LAYERS, UNET_TIME = (320, 640, 1280, 1280), 2, 1280
VAE_WIDTHS, VAE_LAYERS = (128, 256, 512, 512), 3

# The blocks that tensors share, as (least number of inputs, how many numbers, their deviation): what comes out of a layer is
# about as large as what goes in, where a tensor has the deviation of its number of inputs.
WIDE = (1000, 1280 * 2560 * 9, 1 / 64)  # the largest convolution
NARROW = (100, CLIP_WORDS * CLIP_WIDTH - WIDE[1], 1 / 22)  # with the one before as long as the largest of all, the words
SMALL = (0, 512 * 4 * 9, 1 / 6)
# Of the layer that tells the noise. A network that has learned nothing leaves all noise where it is, and guidance takes the
# difference of two such times 7.5, and that of their rounding: less of it lets a mistake be told from rounding.
FAINT = (math.inf, 4 * 320 * 9, 1 / 192)
NOISE = "model.diffusion_model.out.2.weight"
BLOCKS = (WIDE, NARROW, SMALL, FAINT)

Shapes = dict[str, tuple[int, ...]]


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


def block_of(name: str, shape: tuple[int, ...]) -> tuple[float, int, float]:
    if name == NOISE:
        return FAINT
    if len(shape) == 1:
        return NARROW  # a bias is small
    inputs = math.prod(shape[1:])
    return next(block for block in (WIDE, NARROW, SMALL) if inputs >= block[0])


def write_shared(path: pathlib.Path, shapes: Shapes, seed: int) -> None:
    """Every tensor begins somewhere in its block, that of the words at the beginning of all; norms are ones."""
    random = numpy.random.default_rng(seed)
    blocks = [random.standard_normal(count, numpy.float32) * numpy.float32(scale) for _, count, scale in BLOCKS]
    norms = norms_of(shapes)
    blocks.append(numpy.ones(max(shapes[name][0] for name in norms), numpy.float32))
    begins = [sum(map(len, blocks[:number])) for number in range(len(blocks))]
    header = {}
    for name, shape in shapes.items():
        count = math.prod(shape)
        if name in norms:
            begin = begins[-1]
        elif count > WIDE[1]:
            begin = 0
        else:
            number = BLOCKS.index(block_of(name, shape))
            begin = begins[number] + int(random.integers(len(blocks[number]) - count + 1))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [2 * begin, 2 * (begin + count)]}
    write_file(path, header, [block.astype(numpy.float16).tobytes() for block in blocks])


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
    write_safetensors(path, weights.tensors)


def add_text_encoder(layers: Layers, prefix: str) -> None:
    """CLIP-L."""
    layers.shapes[f"{prefix}embeddings.token_embedding.weight"] = (CLIP_WORDS, CLIP_WIDTH)
    layers.shapes[f"{prefix}embeddings.position_embedding.weight"] = (CLIP_LENGTH, CLIP_WIDTH)
    layers.norm(f"{prefix}final_layer_norm", CLIP_WIDTH)
    for layer in range(CLIP_LAYERS):
        block = f"{prefix}encoder.layers.{layer}."
        for part in ("k_proj", "q_proj", "v_proj", "out_proj"):
            layers.linear(f"{block}self_attn.{part}", CLIP_WIDTH, CLIP_WIDTH)
        layers.norm(f"{block}layer_norm1", CLIP_WIDTH)
        layers.norm(f"{block}layer_norm2", CLIP_WIDTH)
        layers.linear(f"{block}mlp.fc1", 4 * CLIP_WIDTH, CLIP_WIDTH)
        layers.linear(f"{block}mlp.fc2", CLIP_WIDTH, 4 * CLIP_WIDTH)


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


def add_transformer(layers: Layers, name: str, width: int) -> None:
    """Of the diffusion model: every place looks at all others, then at the text."""
    layers.norm(f"{name}.norm", width)
    layers.convolution(f"{name}.proj_in", width, width, 1)
    block = f"{name}.transformer_blocks.0."
    for attention, seen in (("attn1", width), ("attn2", CLIP_WIDTH)):
        layers.linear(f"{block}{attention}.to_q", width, width, bias=False)
        layers.linear(f"{block}{attention}.to_k", width, seen, bias=False)
        layers.linear(f"{block}{attention}.to_v", width, seen, bias=False)
        layers.linear(f"{block}{attention}.to_out.0", width, width)
    layers.linear(f"{block}ff.net.0.proj", 8 * width, width)
    layers.linear(f"{block}ff.net.2", width, 4 * width)
    for number in (1, 2, 3):
        layers.norm(f"{block}norm{number}", width)
    layers.convolution(f"{name}.proj_out", width, width, 1)


def add_unet(layers: Layers, prefix: str) -> None:
    deepest = len(UNET_WIDTHS) - 1
    layers.linear(f"{prefix}time_embed.0", UNET_TIME, UNET_WIDTHS[0])
    layers.linear(f"{prefix}time_embed.2", UNET_TIME, UNET_TIME)
    layers.convolution(f"{prefix}input_blocks.0.0", UNET_WIDTHS[0], LATENT_CHANNELS)
    width, kept = UNET_WIDTHS[0], [UNET_WIDTHS[0]]
    for level, out in enumerate(UNET_WIDTHS):
        for _ in range(UNET_LAYERS):
            block = f"{prefix}input_blocks.{len(kept)}"
            add_residual(layers, f"{block}.0", out, width)
            if level < deepest:
                add_transformer(layers, f"{block}.1", out)
            width = out
            kept.append(out)
        if level < deepest:
            layers.convolution(f"{prefix}input_blocks.{len(kept)}.0.op", out, out)
            kept.append(out)
    add_residual(layers, f"{prefix}middle_block.0", width, width)
    add_transformer(layers, f"{prefix}middle_block.1", width)
    add_residual(layers, f"{prefix}middle_block.2", width, width)
    number = 0
    for level, out in reversed(list(enumerate(UNET_WIDTHS))):
        for layer in range(UNET_LAYERS + 1):
            block = f"{prefix}output_blocks.{number}"
            add_residual(layers, f"{block}.0", out, width + kept.pop())
            if level < deepest:
                add_transformer(layers, f"{block}.1", out)
            if level > 0 and layer == UNET_LAYERS:
                layers.convolution(f"{block}.{2 if level < deepest else 1}.conv", out, out)
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


def add_decoder(layers: Layers, prefix: str) -> None:
    """Of the variational autoencoder: the half that paints."""
    width = VAE_WIDTHS[-1]
    layers.convolution(f"{prefix}post_quant_conv", LATENT_CHANNELS, LATENT_CHANNELS, 1)
    layers.convolution(f"{prefix}decoder.conv_in", width, LATENT_CHANNELS)
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
    add_unet(layers, "model.diffusion_model.")
    add_decoder(layers, "first_stage_model.")
    add_text_encoder(layers, "cond_stage_model.transformer.text_model.")
    write_shared(path, layers.shapes, 10)


def make(folder: pathlib.Path) -> pathlib.Path:
    """The three files in `folder`, named flux.safetensors, taesd.safetensors and clip_l.safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_flux(folder / "flux.safetensors")
    small_decoder(folder / "taesd.safetensors", FLUX_LATENT_CHANNELS)
    clip_l(folder / "clip_l.safetensors")
    return folder
