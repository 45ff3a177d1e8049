"""Paints the goldens of test_parity.py by diffusers and transformers, with the random weights of weights.py, on the processor.

    python3 -m venv build/goldens-venv
    build/goldens-venv/bin/pip install -r tests/diffusion/goldens-requirements.txt
    build/goldens-venv/bin/python tests/diffusion/make_goldens.py

It takes a minute and six gigabytes of memory, and of disk what PyTorch's wheels take. To be run again when weights.py or
golden_cases.py changes. The networks are theirs, in float32; the loop over the steps is Euler's method on the schedule that
stable-diffusion.cpp calls discrete, which none of diffusers' schedulers has: times evenly spaced from 999 to 0, both included.
"""

import json
import pathlib
import struct
import tempfile

import numpy
import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from diffusers.loaders.single_file_utils import (
    convert_ldm_clip_checkpoint,
    convert_ldm_unet_checkpoint,
    convert_ldm_vae_checkpoint,
)
from golden_cases import CASES, GOLDENS, PROMPT, SEED, SIZE, TOKENS, Case
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel
from weights import CLIP_LENGTH, LATENT_CHANNELS, UNET_1, VAE_WIDTHS, small_decoder, stable_diffusion_1

THREADS = 2
BEGIN, END = 49406, 49407  # tokens about the prompt; what is left is filled with the latter
TIMES = 1000
LATENT_SCALE = 0.18215

Tensors = dict[str, torch.Tensor]


def read(path: pathlib.Path) -> Tensors:
    """In float32. By hand: the library safetensors refuses tensors that share octets."""
    octets = path.read_bytes()
    (length,) = struct.unpack_from("<Q", octets)
    tensors = {}
    for name, entry in json.loads(octets[8 : 8 + length]).items():
        begin, end = entry["data_offsets"]
        numbers = numpy.frombuffer(octets, numpy.float16, (end - begin) // 2, 8 + length + begin)
        tensors[name] = torch.from_numpy(numbers.astype(numpy.float32).reshape(entry["shape"]))
    return tensors


def filled(model: torch.nn.Module, tensors: Tensors, unused: tuple[str, ...] = ()) -> torch.nn.Module:
    """The model with these weights: all of them, and none left as it was but those that painting does not use."""
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    missing = [name for name in missing if not name.startswith(unused)]
    if missing or unexpected:
        raise SystemExit(f"{type(model).__name__} lacks {missing} and does not know {unexpected}")
    return model.eval()


def text_encoder(checkpoint: Tensors) -> CLIPTextModel:
    tensors = convert_ldm_clip_checkpoint(checkpoint)
    model = CLIPTextModel(CLIPTextConfig(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12))
    return filled(model, tensors)


def unet(checkpoint: Tensors) -> UNet2DConditionModel:
    model = UNet2DConditionModel(cross_attention_dim=768, attention_head_dim=8, block_out_channels=UNET_1.widths)
    return filled(model, convert_ldm_unet_checkpoint(checkpoint, model.config))


def full_decoder(checkpoint: Tensors) -> AutoencoderKL:
    blocks = len(VAE_WIDTHS)
    model = AutoencoderKL(down_block_types=("DownEncoderBlock2D",) * blocks, up_block_types=("UpDecoderBlock2D",) * blocks,
                          block_out_channels=VAE_WIDTHS, layers_per_block=2, latent_channels=LATENT_CHANNELS)
    return filled(model, convert_ldm_vae_checkpoint(checkpoint, model.config), ("encoder.", "quant_conv."))


def sigma_at(time: float) -> float:
    """How much noise there is at that time, of Stable Diffusion's training; between two whole times by its logarithm."""
    betas = numpy.linspace(0.00085**0.5, 0.012**0.5, TIMES) ** 2
    kept = numpy.cumprod(1 - betas)
    return float(numpy.exp(numpy.interp(time, numpy.arange(TIMES), numpy.log((1 - kept) / kept) / 2)))


class Diffusers:
    """The four networks."""

    def __init__(self, folder: pathlib.Path):
        stable_diffusion_1(folder / "sd1.safetensors")
        small_decoder(folder / "taesd.safetensors", LATENT_CHANNELS)
        checkpoint = read(folder / "sd1.safetensors")
        self.text_encoder = text_encoder(checkpoint)
        self.unet = unet(checkpoint)
        self.decoder = full_decoder(checkpoint)
        self.small = filled(AutoencoderTiny(), read(folder / "taesd.safetensors"), ("encoder.",))

    def read_text(self, tokens: tuple[int, ...]) -> torch.Tensor:
        words = [BEGIN, *tokens]
        return self.text_encoder(torch.tensor([words + [END] * (CLIP_LENGTH - len(words))]))[0]

    def noise_in(self, latent: torch.Tensor, time: float, guidance: float) -> torch.Tensor:
        at = torch.tensor([time])
        with_prompt = self.unet(latent, at, self.read_text(TOKENS)).sample
        if guidance == 1:
            return with_prompt
        without = self.unet(latent, at, self.read_text(())).sample
        return without + guidance * (with_prompt - without)

    def latent(self, steps: int, guidance: float) -> torch.Tensor:
        times = numpy.linspace(TIMES - 1, 0, steps)
        sigmas = [*map(sigma_at, times), 0.0]
        width, height = SIZE
        generator = torch.Generator().manual_seed(SEED)
        latent = torch.randn(1, LATENT_CHANNELS, height // 8, width // 8, generator=generator) * sigmas[0]
        for time, sigma, following in zip(times, sigmas, sigmas[1:]):
            noise = self.noise_in(latent / (sigma**2 + 1) ** 0.5, float(time), guidance)
            print(f"  time {time:.0f}: deviation of the latent picture {latent.std():.2f}, of the noise in it {noise.std():.2f}")
            latent = latent + (following - sigma) * noise
        return latent

    def paint(self, case: Case) -> Image.Image:
        latent = self.latent(case.steps, case.guidance)
        decoded = self.small.decode(latent) if case.small_decoder else self.decoder.decode(latent / LATENT_SCALE)
        pixels = (decoded.sample[0].permute(1, 2, 0).numpy() / 2 + 0.5).clip(0, 1) * 255
        print(f"  deviation of the picture {pixels.std():.1f}")
        return Image.fromarray(pixels.round().astype(numpy.uint8))


def main() -> None:
    torch.set_num_threads(THREADS)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        diffusers = Diffusers(pathlib.Path(folder))
        GOLDENS.mkdir(exist_ok=True)
        for case in CASES:
            print(f"{case.name}: \"{PROMPT}\"")
            diffusers.paint(case).save(GOLDENS / f"{case.name}.png", optimize=True)


if __name__ == "__main__":
    main()
