"""The families that weights.py leaves out, in full size, and a ControlNet: Stable Diffusion 2.1, XL and 3, each in one file, as
their authors wrote it. Their tensors share numbers, so that files of seven gigabytes' weights have some hundred megabytes."""

import pathlib

from weights import (
    CLIP_LENGTH,
    CLIP_WORDS,
    FLUX_LATENT_CHANNELS,
    UNET_1,
    Layers,
    Unet,
    add_decoder,
    add_encoding_half,
    add_text_encoder,
    add_unet,
    write_shared,
)

UNET_2 = Unet(widths=(320, 640, 1280, 1280), depths=(1, 1, 1, 0, 1), text=1024, matrices=True)
UNET_XL = Unet(widths=(320, 640, 1280), depths=(0, 2, 10, 10), text=2048, matrices=True, beside=2816)

OPEN_CLIP_H = (1024, 24)  # width and layers
OPEN_CLIP_G = (1280, 32)

# The transformer of Stable Diffusion 3 medium.
DEPTH, WIDTH, PLACES, TEXT, BESIDE = 24, 64 * 24, 192, 4096, 2048


def add_open_clip(layers: Layers, prefix: str, width: int, count: int) -> None:
    """A text encoder by the names of OpenCLIP."""
    layers.shapes[f"{prefix}token_embedding.weight"] = (CLIP_WORDS, width)
    layers.shapes[f"{prefix}positional_embedding"] = (CLIP_LENGTH, width)
    layers.shapes[f"{prefix}text_projection"] = (width, width)
    layers.norm(f"{prefix}ln_final", width)
    for layer in range(count):
        block = f"{prefix}transformer.resblocks.{layer}."
        layers.shapes[f"{block}attn.in_proj_weight"] = (3 * width, width)
        layers.shapes[f"{block}attn.in_proj_bias"] = (3 * width,)
        layers.linear(f"{block}attn.out_proj", width, width)
        layers.norm(f"{block}ln_1", width)
        layers.norm(f"{block}ln_2", width)
        layers.linear(f"{block}mlp.c_fc", 4 * width, width)
        layers.linear(f"{block}mlp.c_proj", width, 4 * width)


def stable_diffusion_2(path: pathlib.Path) -> None:
    layers = Layers()
    add_unet(layers, "model.diffusion_model.", UNET_2)
    add_decoder(layers, "first_stage_model.")
    add_open_clip(layers, "cond_stage_model.model.", *OPEN_CLIP_H)
    write_shared(path, layers.shapes, 20)


def stable_diffusion_xl(path: pathlib.Path) -> None:
    layers = Layers()
    add_unet(layers, "model.diffusion_model.", UNET_XL)
    add_decoder(layers, "first_stage_model.")
    add_text_encoder(layers, "conditioner.embedders.0.transformer.text_model.")
    add_open_clip(layers, "conditioner.embedders.1.model.", *OPEN_CLIP_G)
    write_shared(path, layers.shapes, 21)


def add_stream(layers: Layers, name: str, is_last: bool) -> None:
    """Of one block what either the picture or the text goes through; the text is not needed any more behind the last."""
    layers.linear(f"{name}.adaLN_modulation.1", (2 if is_last else 6) * WIDTH, WIDTH)
    layers.linear(f"{name}.attn.qkv", 3 * WIDTH, WIDTH)
    if not is_last:
        layers.linear(f"{name}.attn.proj", WIDTH, WIDTH)
        layers.linear(f"{name}.mlp.fc1", 4 * WIDTH, WIDTH)
        layers.linear(f"{name}.mlp.fc2", WIDTH, 4 * WIDTH)


def stable_diffusion_3(path: pathlib.Path) -> None:
    """With two of its three text encoders, which is one of the ways in which it was given out."""
    layers, prefix = Layers(), "model.diffusion_model."
    layers.shapes[f"{prefix}pos_embed"] = (1, PLACES * PLACES, WIDTH)
    layers.convolution(f"{prefix}x_embedder.proj", WIDTH, FLUX_LATENT_CHANNELS, 2)
    layers.linear(f"{prefix}t_embedder.mlp.0", WIDTH, 256)
    layers.linear(f"{prefix}t_embedder.mlp.2", WIDTH, WIDTH)
    layers.linear(f"{prefix}y_embedder.mlp.0", WIDTH, BESIDE)
    layers.linear(f"{prefix}y_embedder.mlp.2", WIDTH, WIDTH)
    layers.linear(f"{prefix}context_embedder", WIDTH, TEXT)
    for number in range(DEPTH):
        block = f"{prefix}joint_blocks.{number}."
        add_stream(layers, f"{block}context_block", is_last=number == DEPTH - 1)
        add_stream(layers, f"{block}x_block", is_last=False)
    layers.linear(f"{prefix}final_layer.adaLN_modulation.1", 2 * WIDTH, WIDTH)
    layers.linear(f"{prefix}final_layer.linear", 2 * 2 * FLUX_LATENT_CHANNELS, WIDTH)
    add_decoder(layers, "first_stage_model.", FLUX_LATENT_CHANNELS)
    add_text_encoder(layers, "text_encoders.clip_l.transformer.text_model.")
    add_text_encoder(layers, "text_encoders.clip_g.transformer.text_model.", *OPEN_CLIP_G)
    layers.shapes["text_encoders.clip_g.transformer.text_projection.weight"] = (OPEN_CLIP_G[0], OPEN_CLIP_G[0])
    write_shared(path, layers.shapes, 22)


def control_net(path: pathlib.Path) -> None:
    """Of Stable Diffusion 1.5, by the names of its authors: half of the diffusion model, and what reads the picture to follow."""
    layers = Layers()
    kept = add_encoding_half(layers, "control_model.", UNET_1)
    for number, (out, width) in enumerate([(16, 3), (16, 16), (32, 16), (32, 32), (96, 32), (96, 96), (256, 96), (kept[0], 256)]):
        layers.convolution(f"control_model.input_hint_block.{2 * number}", out, width)
    for number, width in enumerate(kept):
        layers.convolution(f"control_model.zero_convs.{number}.0", width, width, 1)
    layers.convolution("control_model.middle_block_out.0", kept[-1], kept[-1], 1)
    write_shared(path, layers.shapes, 23)
