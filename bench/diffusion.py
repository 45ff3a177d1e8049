"""Stable Diffusion in the house beside the library's own program and diffusers, and its memory. See README.md in this folder."""

import os
import pathlib
import re
import select
import subprocess
import sys
import time
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests/diffusion"))

from weights import LATENT_CHANNELS, small_decoder, stable_diffusion_1  # noqa: E402, where the folder is known

PEER = os.environ.get("GARDEN_SD_CLI", str(ROOT / "build/diffusion/bin/sd-cli"))
DIFFUSERS = os.environ.get("GARDEN_DIFFUSERS", str(ROOT / "build/goldens-venv/bin/python"))
THREADS = os.cpu_count() or 1
STEPS = 3
ROUNDS = 2
LOOK = 0.05  # seconds
SPEED_SIZES = ("512x512", "768x512")
MEMORY_SIZES = ("512x512", "768x512", "1280x832")
# The same for both programs; guidance 1 asks the network once a step.
PROMPT, SEED, GUIDANCE, SAMPLER, SCHEDULER = "a cat", "1", "1", "euler", "discrete"
# Both programs have the lowest priority, as ours always has: what else the machine does delays both.
IDLE = ["chrt", "--idle", "0"]


class Run(NamedTuple):
    step: float  # seconds of the fastest: whatever else runs makes a step longer, nothing makes it shorter
    memory: int  # the most that the program, or one that it started, had in memory, in bytes


def models(folder: pathlib.Path) -> pathlib.Path:
    """sd1.safetensors and taesd.safetensors, of random weights."""
    folder.mkdir(exist_ok=True)
    stable_diffusion_1(folder / "sd1.safetensors")
    small_decoder(folder / "taesd.safetensors", LATENT_CHANNELS)
    return folder


def painter(name: str, files: pathlib.Path, small: bool = True) -> str:
    options = f"sampler={SAMPLER}&scheduler={SCHEDULER}&threads={THREADS}&timeout=3600"
    if small:
        options += f"&taesd={files / 'taesd.safetensors'}"
    return f"{name}=diffusion@{files / 'sd1.safetensors'}#{options}"


def most_memory(process: int) -> int:
    """Of the program or one that it started, so far, in bytes; 0 when it has ended."""
    try:
        children = " ".join(thread.joinpath("children").read_text() for thread in pathlib.Path(f"/proc/{process}/task").iterdir())
        status = [pathlib.Path(f"/proc/{number}/status").read_text() for number in (process, *children.split())]
    except OSError:
        return 0
    found = [re.search(r"^VmHWM:\s*(\d+) kB$", text, re.MULTILINE) for text in status]
    return max((int(one[1]) * 1024 for one in found if one), default=0)


def watch(command: list[str], progress: re.Pattern[str]) -> Run:
    """Runs the program to its end; `progress` finds the number of the step that it tells to have finished."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told, finished, memory, is_open = b"", {}, 0, True
    while is_open:
        if select.select([process.stdout], [], [], LOOK)[0]:
            octets = os.read(process.stdout.fileno(), 65_536)
            told, is_open = told + octets, bool(octets)
            for match in progress.finditer(told.decode(errors="replace")):
                finished.setdefault(int(match.group(1)), time.perf_counter())
        # The program may be gone before its own child, whose memory nobody is told then: wait4(2) knows too little.
        memory = max(memory, most_memory(process.pid))
    if process.wait() != 0:
        sys.exit(f"{command[0]} failed:\n{told.decode(errors='replace')}")
    steps = [finished[step] - finished[step - 1] for step in finished if step - 1 in finished]
    return Run(min(steps, default=0), memory)


def paint(binary: str, files: pathlib.Path, size: str, steps: int, small: bool = True) -> Run:
    return watch([binary, "paint", PROMPT, "--size", size, "--seed", SEED, "--steps", str(steps), "--guidance", GUIDANCE, "--progress",
                  "--painters", painter("sd", files, small), "-o", str(files / "ours.png")], re.compile(r"^step ([1-9]\d*) of ", re.MULTILINE))


def paint_by_peer(files: pathlib.Path, size: str, steps: int) -> Run:
    width, height = size.split("x")
    return watch([*IDLE, PEER, "-m", str(files / "sd1.safetensors"), "--taesd", str(files / "taesd.safetensors"), "-p", PROMPT, "-W", width,
                  "-H", height, "-s", SEED, "--steps", str(steps), "--cfg-scale", GUIDANCE, "--sampling-method", SAMPLER, "--scheduler",
                  SCHEDULER, "--diffusion-fa", "-t", str(THREADS), "-o", str(files / "theirs.png")], re.compile(rf" (\d+)/{steps} - "))


def diffusers_steps(files: pathlib.Path, size: str) -> list[tuple[str, str]]:
    """By number format, in words."""
    if not pathlib.Path(DIFFUSERS).exists():
        return [("diffusers", f"not measured: there is no {DIFFUSERS}")]
    script = str(ROOT / "bench/diffusers_peer.py")
    rows = []
    for precision in ("float32", "bfloat16"):
        out = subprocess.run([*IDLE, DIFFUSERS, script, str(files / "sd1.safetensors"), size, str(STEPS), precision, str(THREADS)],
                             check=True, capture_output=True, text=True).stdout
        rows.append((f"diffusers, {precision}", f"{float(out):.2f} s a step"))
    return rows


def speed(binary: str, files: pathlib.Path, size: str) -> list[tuple[str, str]]:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(paint(binary, files, size, STEPS).step)
        theirs.append(paint_by_peer(files, size, STEPS).step)
    return [("Emotion Garden", f"{min(ours):.2f} s a step"), ("sd-cli, of the same library", f"{min(theirs):.2f} s a step"),
            ("ratio", f"{min(ours) / min(theirs):.3f}"), *diffusers_steps(files, size)]


def memory(binary: str, files: pathlib.Path) -> list[tuple[str, str]]:
    """Beside what `emotion-garden models` tells of the weights: the rest is what painting takes."""
    rows = []
    for size in MEMORY_SIZES:
        for small in (True, False):
            most = paint(binary, files, size, 1, small).memory
            rows.append((f"{size}, {'TAESD' if small else 'the full decoder'}", f"{most / 1e9:.2f} GB"))
    return rows


def measure(binary: str, files: pathlib.Path):
    """Yields (title, rows) as soon as each is known; `files` is a folder that models() made."""
    for size in SPEED_SIZES:
        yield f"Stable Diffusion 1.5 at {size}, {THREADS} threads, random weights, one evaluation a step", speed(binary, files, size)
    yield "The most memory of emotion-garden-diffusion, Stable Diffusion 1.5 in float16 (2.06 GB), flash attention", memory(binary, files)
