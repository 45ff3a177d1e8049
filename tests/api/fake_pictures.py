"""What the fake painters have in common: pictures, and what they say of themselves."""

import io

from PIL import Image

MODEL = "garden-model-v3"
JOB_STEPS = 4


def png(width: int, height: int, seed: int = 0, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (seed * 37 % 256, 120, 200)).save(out, form)
    return out.getvalue()
