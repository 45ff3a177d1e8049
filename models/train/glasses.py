"""Glasses drawn on faces: there are far too few photographs of people in sunglasses among the labelled ones."""

import random

import numpy as np
from PIL import Image, ImageDraw

from faces import EYES

FINER = 4  # drawn so many times larger, then shrunk
ROUNDNESS = (2, 2.6, 5)  # exponents of the superellipse: round, between, box


def drawn(picture, points, dark):
    """`picture` [H, W, 3] with glasses of a random shape on the face of that mesh; their lenses are dark or clear."""
    height, width = picture.shape[:2]
    layer = Image.new("RGBA", (width * FINER, height * FINER))
    draw = ImageDraw.Draw(layer)
    eyes = [FINER * (points[outer] + points[inner]) / 2 for outer, inner in EYES]
    gap = np.linalg.norm(eyes[1] - eyes[0])
    across = (eyes[1] - eyes[0]) / gap
    down = np.array([-across[1], across[0]])
    centres = [eye + random.uniform(-0.02, 0.12) * gap * down for eye in eyes[:1]]
    centres.append(centres[0] + eyes[1] - eyes[0])
    wide = random.uniform(0.36, 0.47) * gap
    outline = _outline(wide, wide * random.uniform(0.6, 1), random.choice(ROUNDNESS)) @ np.stack([across, down])
    rim, line = random.choice([0, 1, 1, 1]) * random.uniform(0.02, 0.09) * gap, max(1, round(0.02 * gap))
    tone = tuple(random.randint(0, random.choice([60, 60, 60, 200])) for _ in range(3))
    lens = _lens() if dark else None
    for centre in centres:
        corners = [tuple(corner) for corner in centre + outline]
        if lens:
            draw.polygon(corners, fill=lens)
            _reflect(draw, centre, wide)
        if rim:
            draw.line([*corners, *corners[:2]], tone, max(1, round(rim)))
    draw.line([tuple(centres[0] + wide * across), tuple(centres[1] - wide * across)], tone, max(line, round(rim)))
    for centre, side in zip(centres, (-1, 1), strict=True):
        hinge = centre + side * wide * across
        draw.line([tuple(hinge), tuple(hinge + gap * (0.3 * side * across - 0.05 * down))], tone, max(line, round(rim)))
    small = layer.resize((width, height), Image.Resampling.LANCZOS)
    return np.array(Image.alpha_composite(Image.fromarray(picture).convert("RGBA"), small).convert("RGB"))


def _outline(wide, high, roundness):
    turn = np.linspace(0, 2 * np.pi, 60)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1)
    return np.sign(circle) * np.abs(circle) ** (2 / roundness) * [wide, high]


def _lens():
    """A colour and how much of it covers the eye."""
    grey = random.randint(0, 55)
    return (*(grey + random.randint(0, 25) for _ in range(3)), random.randint(200, 255))


def _reflect(draw, centre, wide):
    if random.random() < 0.4:
        x, y = centre + wide * np.random.uniform(-0.4, 0.3, 2)
        size = wide * random.uniform(0.1, 0.35)
        draw.ellipse((x - size, y - size / 2, x + size, y + size / 2), (220, 225, 230, random.randint(40, 140)))
