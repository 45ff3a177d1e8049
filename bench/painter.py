"""What a machine sees in the flower painter's pictures: whether their feelings differ, and their seeds. See README.md in this folder."""

import concurrent.futures
import os
import pathlib
import subprocess

import numpy as np
from PIL import Image

EMOTIONS = ("happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad")
SIZE = (384, 240)
SEEDS = 40  # to learn from, and as many others to judge by
PLAIN_SEEDS = 200
PROMPT = "flowers, fantasy, concept art, trending on artstation, highly detailed, intricate, sharp focus, digital art"


def paint(binary: str, work: pathlib.Path, prompt: str, seed: int) -> np.ndarray:
    """[height, width, 3] in OKLab."""
    file = work / f"{prompt.split(',')[0]}-{seed}.jpeg"
    command = [binary, "paint", prompt, "--size", f"{SIZE[0]}x{SIZE[1]}", "--seed", str(seed), "-o", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(file) as picture:
        pixels = oklab(np.asarray(picture.convert("RGB"), float) / 255)
    file.unlink()
    return pixels


def oklab(srgb: np.ndarray) -> np.ndarray:
    """https://bottosson.github.io/posts/oklab/"""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_cones = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                         [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
    to_lab = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                       [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip
    return np.cbrt(linear @ to_cones.T) @ to_lab.T


def statistics_of(picture: np.ndarray) -> np.ndarray:
    """Of colour: mean and spread, hues by chroma, lightness in ten steps. Of edges: their strength, and their directions."""
    light, a, b = picture.transpose(2, 0, 1)
    chroma = np.hypot(a, b)
    hues = np.histogram(np.arctan2(b, a), 12, (-np.pi, np.pi), weights=chroma)[0] / chroma.size
    lightness = np.histogram(light, 10, (0, 1))[0] / light.size
    down, across = np.gradient(light)
    strength = np.hypot(down, across)
    directions = np.histogram(np.arctan2(down, across) % np.pi, 8, (0, np.pi), weights=strength)[0] / strength.sum()
    moments = [value for channel in (light, a, b, chroma, strength) for value in (channel.mean(), channel.std())]
    return np.concatenate([moments, 10 * hues, lightness, directions])


def classify(known: np.ndarray, truth: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Ridge regression onto the classes."""
    mean, spread = known.mean(0), known.std(0) + 1e-6
    one = np.eye(truth.max() + 1)[truth]
    values, wanted = (np.c_[(rows - mean) / spread, np.ones(len(rows))] for rows in (known, unknown))
    weights = np.linalg.solve(values.T @ values + np.eye(values.shape[1]), values.T @ one)
    return (wanted @ weights).argmax(1)


def closest(pictures: list[np.ndarray]) -> tuple[float, tuple[int, int]]:
    """The least root mean square distance of two pictures in OKLab, at 48x30, and which two these are."""
    small = [picture.reshape(30, SIZE[1] // 30, 48, SIZE[0] // 48, 3).mean((1, 3)).ravel() for picture in pictures]
    least, pair = np.inf, (0, 0)
    for first, picture in enumerate(small):
        for second in range(first):
            distance = float(np.sqrt(3 * np.mean((picture - small[second]) ** 2)))
            if distance < least:
                least, pair = distance, (second, first)
    return least, pair


def measure(binary: str, work: pathlib.Path):
    """Yields (title, rows) as soon as each is known."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        orders = [(emotion, seed) for emotion in EMOTIONS for seed in range(1, 2 * SEEDS + 1)]
        seen = np.array(list(pool.map(lambda order: statistics_of(paint(binary, work, f"{order[0]}, {PROMPT}", order[1])), orders)))
        truth = np.array([EMOTIONS.index(emotion) for emotion, _ in orders])
        held_out = np.array([seed > SEEDS for _, seed in orders])
        answer = classify(seen[~held_out], truth[~held_out], seen[held_out])
        right = answer == truth[held_out]
        rows = [(f"all, {SEEDS} held-out seeds each", f"{right.mean():.3f} told apart")]
        for number, emotion in enumerate(EMOTIONS):
            of_it = truth[held_out] == number
            wrong = sorted({EMOTIONS[other] for other in answer[of_it & ~right]})
            rows.append((emotion, f"{right[of_it].mean():.3f}" + (f", else {', '.join(wrong)}" if wrong else "")))
        yield "Flower painter: emotions by colour and edge statistics", rows
        pictures = list(pool.map(lambda seed: paint(binary, work, PROMPT, seed), range(1, PLAIN_SEEDS + 1)))
    distance, pair = closest(pictures)
    yield f"Flower painter: {PLAIN_SEEDS} seeds of one prompt", [
        ("least distance of two, OKLab at 48x30", f"{distance:.3f} (seeds {pair[0] + 1} and {pair[1] + 1})")]
