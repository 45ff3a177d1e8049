"""Real photographs, and what cameras, phones and vandals make of them."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent.parent
PHOTOS = ROOT / "models/cache/photos"
SHARED_FACES = ROOT.parent / "shared/faces"  # beside the checkout of some developers only

MAKE, ORIENTATION, DATE = 0x010F, 0x0112, 0x0132  # EXIF tags


def photo(name: str) -> Image.Image:
    return Image.open(PHOTOS / name).convert("RGB")


def astronaut() -> Image.Image:
    """One smiling woman, 512x512."""
    return photo("astronaut.png")


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **({"quality": 92} if form == "JPEG" else {}) | options)
    return out.getvalue()


def turned(image: Image.Image, orientation: int, more: dict[int, str] | None = None) -> bytes:
    """A JPEG whose stored pixels are turned, and whose EXIF orientation turns them back; `more` are further tags."""
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif.update({ORIENTATION: orientation} | (more or {}))
    return encoded(image.transpose(undo) if undo is not None else image, exif=exif.tobytes())


def grey(image: Image.Image) -> bytes:
    return encoded(ImageOps.grayscale(image))


def cmyk(image: Image.Image) -> bytes:
    return encoded(image.convert("CMYK"))


def with_alpha(image: Image.Image) -> bytes:
    alpha = image.convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(image.size).point(lambda value: 128 + value // 2))
    return encoded(alpha, "PNG")


def palette(image: Image.Image) -> bytes:
    return encoded(image.quantize(256), "PNG")


def progressive(image: Image.Image) -> bytes:
    return encoded(image, progressive=True)


def deep(image: Image.Image) -> bytes:
    """A PNG of 16 bits a channel, which Pillow cannot write."""
    values = numpy.asarray(image).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    return png(image.width, image.height, depth=16, colour=2, data=zlib.compress(rows))


def png(width: int, height: int, depth: int, colour: int, data: bytes) -> bytes:
    """A PNG file of these header fields around compressed `data`."""

    def chunk(kind: bytes, octets: bytes) -> bytes:
        return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def huge(side: int) -> bytes:
    """A black PNG of that many pixels a side, 1 bit each: small as a file."""
    row = b"\0" * (1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return png(side, side, depth=1, colour=0, data=data)


def truncated(image: Image.Image) -> bytes:
    """A JPEG cut right after its headers: not one row of pixels is there."""
    octets = encoded(image)
    scan = octets.index(b"\xff\xda")
    return octets[: scan + 4]


def meadow(width: int = 640, height: int = 480) -> bytes:
    """A picture of nobody: smooth noise in green and blue."""
    noise = Image.effect_noise((width // 16, height // 16), 60).resize((width, height), Image.Resampling.BICUBIC)
    return encoded(Image.merge("RGB", (noise.point(lambda v: v // 4), noise, noise.point(lambda v: v // 2))))


def secret_in(octets: bytes) -> bytes:
    """A stretch of the middle of a file that no other file holds by chance."""
    return octets[len(octets) // 2 : len(octets) // 2 + 48]


def random_octets(length: int) -> bytes:
    return os.urandom(length)
