"""Random changes of whole batches of grey faces: what cameras, light and face detectors do to a picture."""

import math
import random

import torch
import torch.nn.functional as F


def augment(faces, cover, size, strength=1.0):
    """Faces [N, 1, H, W], 0-255, as [N, 1, size, size] seen through another camera.

    `cover` [N] is the share of the source that the nominal crop covers. `strength` scales every change.
    """
    faces = _moved(faces, cover, size, strength)
    if random.random() < 0.3:
        faces = _blurred(faces, size)
    faces = _lit(faces, size, strength)
    return _covered(faces, size, strength)


def _column(values):
    return values.view(-1, 1, 1, 1)


def _moved(faces, cover, size, strength):
    count = len(faces)
    angle = torch.randn(count) * math.radians(10 * strength)
    scale = cover * torch.exp(torch.randn(count) * 0.10 * strength)
    aspect = torch.exp(torch.randn(count) * 0.05 * strength)
    right, down = torch.randn(count) * 0.06 * strength, torch.randn(count) * 0.06 * strength
    shear = torch.randn(count) * 0.08 * strength
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([scale * aspect * cosine * mirror, -scale * sine + shear * scale, right], 1),
            torch.stack([scale * sine * mirror, scale / aspect * cosine, down], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, (count, 1, size, size), align_corners=False)
    return F.grid_sample(faces, grid, padding_mode="border", align_corners=False)


def _blurred(faces, size):
    """Some of them from a camera with fewer pixels."""
    chosen = torch.rand(len(faces)) < 0.6
    if not chosen.any():
        return faces
    small = F.interpolate(faces[chosen], size=(random.randint(16, 36),) * 2, mode="area")
    faces[chosen] = F.interpolate(small, size=(size, size), mode="bilinear")
    return faces


def _lit(faces, size, strength):
    """Gamma, light from a side, contrast, brightness, noise."""
    count = len(faces)
    normal = lambda spread: _column(torch.randn(count) * spread * strength)  # noqa: E731
    even = lambda low, high: _column(torch.rand(count) * (high - low) + low)  # noqa: E731
    faces = (faces.clamp(0, 255) / 255) ** torch.exp(normal(0.3)) * 255
    line = torch.linspace(-1, 1, size)
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    faces = faces * (1 + normal(0.15) * columns + normal(0.15) * rows)
    faces = faces * even(1 - 0.4 * strength, 1 + 0.4 * strength) + even(-30 * strength, 30 * strength)
    return (faces + torch.randn_like(faces) * even(0, 8 * strength)).clamp(0, 255)


def _covered(faces, size, strength):
    """A grey rectangle over a part of some faces (DeVries and Taylor 2017)."""
    count = len(faces)
    y, x, height, width = (torch.randint(0, size, (count,)) for _ in range(4))
    half_height, half_width = (3 + height * 9 // size), (3 + width * 9 // size)
    line = torch.arange(size)
    rows = (line[None] - y[:, None]).abs() < half_height[:, None]
    columns = (line[None] - x[:, None]).abs() < half_width[:, None]
    chosen = torch.rand(count) < 0.5 * strength
    hole = rows[:, :, None] & columns[:, None, :] & chosen[:, None, None]
    return torch.where(hole[:, None], _column(torch.rand(count) * 255), faces)
