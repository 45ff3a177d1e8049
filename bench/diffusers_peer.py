"""Seconds a step of diffusers' UNet on the processor, the fastest: CHECKPOINT WIDTHxHEIGHT STEPS float32|bfloat16 THREADS.

Runs in the environment of tests/diffusion/make_goldens.py.
"""

import pathlib
import sys
import time

import torch

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "tests/diffusion"))

from make_goldens import read, unet  # noqa: E402, where the folder is known
from weights import CLIP_LENGTH, CLIP_WIDTH, LATENT_CHANNELS  # noqa: E402


def main() -> None:
    checkpoint, size, steps, precision, threads = sys.argv[1:]
    width, height = map(int, size.split("x"))
    torch.set_num_threads(int(threads))
    form = getattr(torch, precision)
    model = unet(read(pathlib.Path(checkpoint))).to(form)
    latent = torch.randn(1, LATENT_CHANNELS, height // 8, width // 8, dtype=form)
    text = torch.randn(1, CLIP_LENGTH, CLIP_WIDTH, dtype=form)
    times = []
    with torch.inference_mode():
        for _ in range(int(steps)):
            begin = time.perf_counter()
            model(latent, torch.tensor([500]), text)
            times.append(time.perf_counter() - begin)
    print(min(times))


if __name__ == "__main__":
    main()
