"""Real photographs, and what cameras, phones and vandals make of them."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

ROOT = Path(__file__).resolve().parent.parent.parent
PHOTOS = ROOT / "models/cache/photos"
SHARED_FACES = ROOT.parent / "shared/faces"  # beside the checkout of some developers only
EMOJI = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")  # fonts-noto-color-emoji

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


def interlaced(image: Image.Image) -> bytes:
    """A PNG in the seven passes of Adam7, which Pillow cannot write."""
    values = numpy.asarray(image)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(b"\0" + row.tobytes() for x, y, dx, dy in passes for row in values[y::dy, x::dx])
    return png(image.width, image.height, depth=8, colour=2, data=zlib.compress(rows), passes=7)


def chunk(kind: bytes, octets: bytes) -> bytes:
    return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))


def png(width: int, height: int, depth: int, colour: int, data: bytes, passes: int = 1, more: bytes = b"") -> bytes:
    """A PNG file of these header fields around compressed `data`, with `more` chunks before it."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(passes == 7))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


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


def crowd(columns: int = 20, rows: int = 10, side: int = 96) -> Image.Image:
    """The astronaut's face, that many times."""
    face = astronaut().crop((130, 10, 322, 202)).resize((side, side), Image.Resampling.LANCZOS)
    out = Image.new("RGB", (columns * side, rows * side))
    for number in range(columns * rows):
        out.paste(face, (number % columns * side, number // columns * side))
    return out


def secret_in(octets: bytes) -> bytes:
    """A stretch of the middle of a file that no other file holds by chance."""
    return octets[len(octets) // 2 : len(octets) // 2 + 48]


def random_octets(length: int) -> bytes:
    return os.urandom(length)


# ---------------------------------------------------------------- faces in the photographs, and pictures around them

# Where faces are, checked by eye: the centre and the height from brow to chin, in pixels; the largest first, but
# some are as large as others.
FACES = {
    "astronaut.png": [(226, 124, 109)],
    "sample1.jpg": [(1570, 331, 240), (933, 550, 225), (509, 493, 203)],
    "sample2.jpg": [(1545, 287, 209), (985, 365, 176)],  # and one from the side: PROFILE
    "sample3.jpg": [(1187, 372, 272), (1582, 450, 248), (697, 477, 250)],
    "sample4.jpg": [(754, 195, 219), (330, 329, 211), (1363, 281, 210), (1074, 317, 201)],
    "sample5.jpg": [(469, 1035, 272), (1516, 544, 246), (678, 557, 227), (1204, 330, 213), (863, 230, 199)],
    "sample6.jpg": [(783, 495, 261), (1592, 424, 264), (360, 638, 242), (1270, 463, 226)],
}
PROFILE = ("sample2.jpg", 430, 300, 240)  # seen from the side


def around(image: Image.Image, x: float, y: float, side: float) -> Image.Image:
    """The square of that side around a point; beyond the photo its border is repeated."""
    left, top, side = round(x - side / 2), round(y - side / 2), round(side)
    rows = numpy.clip(numpy.arange(top, top + side), 0, image.height - 1)
    columns = numpy.clip(numpy.arange(left, left + side), 0, image.width - 1)
    return Image.fromarray(numpy.asarray(image)[rows][:, columns])


def portrait(name: str, number: int = 0, scale: float = 3) -> Image.Image:
    """One of the FACES in the middle of a square, `scale` times as high as the face."""
    x, y, height = FACES[name][number]
    return around(photo(name), x, y, scale * height)


def landscape(width: int = 1024, height: int = 768, seed: int = 1) -> Image.Image:
    """Sky, hills and a meadow, as a camera sees them out of focus: a picture of nobody."""
    random = numpy.random.default_rng(seed)
    across, down = numpy.linspace(0, 1, width), numpy.linspace(0, 1, height)[:, None]
    picture = numpy.array([120, 165, 215]) + (down * [90, 60, 20])[:, None, :] * numpy.ones((1, width, 1))
    for horizon, colour in ((0.45, (110, 135, 150)), (0.58, (85, 120, 80)), (0.72, (95, 140, 60))):
        waves = sum(random.uniform(0.2, 1) * numpy.sin(across * k * 3 + random.uniform(0, 6)) for k in (1, 2, 3))
        below = numpy.clip((down - horizon - 0.03 * waves) * 120, 0, 1)[:, :, None]
        picture = picture * (1 - below) + numpy.array(colour) * below
    grain = random.normal(0, 12, (height // 8, width // 8, 3)).repeat(8, 0).repeat(8, 1)
    picture[: len(grain), : grain.shape[1]] += grain
    return Image.fromarray(picture.clip(0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(4))


def pasted(scene: Image.Image, face: Image.Image, x: int, y: int, side: int) -> Image.Image:
    """`face` as a soft-edged disc of that diameter around a point of the scene."""
    large = 4 * side
    mask = Image.new("L", (large, large))
    ImageDraw.Draw(mask).ellipse((0.06 * large, 0.02 * large, 0.94 * large, 0.98 * large), fill=255)
    mask = mask.resize((side, side)).filter(ImageFilter.GaussianBlur(side / 40))
    out = scene.copy()
    out.paste(face.resize((side, side), Image.Resampling.LANCZOS), (x - side // 2, y - side // 2), mask)
    return out


def mosaic(side: int) -> Image.Image:
    """1280x960 pixels of nothing but faces, in squares of that side."""
    everybody = [portrait(name, number, 1.6).resize((side, side)) for name in FACES for number in range(len(FACES[name]))]
    out = Image.new("RGB", (1280, 960))
    for row in range(out.height // side):
        for column in range(out.width // side):
            out.paste(everybody[(column + 7 * row) % len(everybody)], (column * side, row * side))
    return out


def rotated(image: Image.Image, degrees: float) -> Image.Image:
    """Turned clockwise about its middle, which is where `portrait` has the face; the corners are cut off."""
    turned_image = image.rotate(-degrees, Image.Resampling.BICUBIC)
    side = int(min(image.size) / 1.42)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return turned_image.crop((left, top, left + side, top + side))


def exposed(image: Image.Image, factor: float, noise: float = 0, lift: float = 0) -> Image.Image:
    """Brighter or darker, with the noise of a sensor; what goes beyond white is lost."""
    values = numpy.asarray(image).astype(float) * factor + lift
    values += numpy.random.default_rng(1).normal(0, noise, values.shape)
    return Image.fromarray(values.clip(0, 255).astype("uint8"))


def masked(image: Image.Image, scale: float = 3) -> Image.Image:
    """A medical mask over nose, mouth and chin of the upright face in the middle of a `portrait` of that scale."""
    height = image.height / scale

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(image.width / 2 + height * x, image.height / 2 + height * y) for x, y in points]

    out = image.copy()
    draw = ImageDraw.Draw(out)
    draw.polygon(at([(-0.42, -0.03), (0, -0.1), (0.42, -0.03), (0.36, 0.34), (0, 0.56), (-0.36, 0.34)]), fill=(176, 208, 226))
    for pleat in (0.1, 0.2, 0.3):
        draw.line(at([(-0.36, pleat), (0.36, pleat)]), fill=(150, 184, 206), width=max(1, round(height / 60)))
    for x in (-0.42, 0.42):
        draw.line(at([(x, -0.03), (x * 1.3, -0.1)]), fill=(235, 240, 244), width=max(1, round(height / 50)))
    return out


def spectacled(image: Image.Image, dark: bool, scale: float = 3) -> Image.Image:
    """Thick-rimmed glasses on the upright face in the middle of a `portrait` of that scale, with dark lenses or clear ones."""
    height, large = image.height / scale, 4
    glasses = Image.new("RGBA", (image.width * large, image.height * large))
    draw = ImageDraw.Draw(glasses)

    def at(x: float, y: float) -> tuple[float, float]:
        return large * (image.width / 2 + height * x), large * (image.height / 2 + height * y)

    rim, width = (25, 22, 22, 255), round(large * height / 35)
    for side in (-1, 1):
        left, right = sorted((0.05 * side, 0.37 * side))
        draw.rounded_rectangle((*at(left, -0.22), *at(right, 0)), large * height / 11, (14, 14, 18, 245) if dark else None, rim, width)
        draw.line((at(0.37 * side, -0.14), at(0.5 * side, -0.16)), rim, width)
    draw.line((at(-0.05, -0.14), at(0.05, -0.14)), rim, width)
    return Image.alpha_composite(image.convert("RGBA"), glasses.resize(image.size, Image.Resampling.LANCZOS)).convert("RGB")


def emoji(letter: str, side: int = 480) -> Image.Image:
    """A letter of EMOJI in the middle of a white square."""
    drawn = Image.new("RGB", (218, 218), "white")
    ImageDraw.Draw(drawn).text((41, 45), letter, font=ImageFont.truetype(EMOJI, 109), embedded_color=True)
    return drawn.resize((side, side), Image.Resampling.BICUBIC)


def cartoon(side: int = 600) -> Image.Image:
    """A smiling yellow face of circles, on white."""
    out = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(out)

    def circle(x: float, y: float, radius: float, **how: object) -> None:
        draw.ellipse([side * value for value in (x - radius, y - radius, x + radius, y + radius)], **how)

    circle(0.5, 0.5, 0.35, fill=(255, 213, 64), outline="black", width=side // 80)
    for x in (0.38, 0.62):
        circle(x, 0.42, 0.045, fill="black")
    draw.arc([side * value for value in (0.32, 0.35, 0.68, 0.7)], 20, 160, fill="black", width=side // 50)
    return out


def cartoon_cat(side: int = 600) -> Image.Image:
    """A grey cat's head of circles and triangles, on a wall."""
    out = Image.new("RGB", (side, side), (236, 226, 206))
    draw = ImageDraw.Draw(out)

    def scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(side * x, side * y) for x, y in points]

    for ear in ([(0.2, 0.15), (0.22, 0.5), (0.48, 0.3)], [(0.8, 0.15), (0.78, 0.5), (0.52, 0.3)]):
        draw.polygon(scaled(ear), fill=(120, 118, 122))
    draw.ellipse(scaled([(0.18, 0.25), (0.82, 0.85)]), fill=(134, 132, 136))
    for x in (0.36, 0.64):
        draw.ellipse(scaled([(x - 0.08, 0.43), (x + 0.08, 0.57)]), fill=(170, 200, 80))
        draw.ellipse(scaled([(x - 0.02, 0.43), (x + 0.02, 0.57)]), fill="black")
        for slope in (-0.04, 0, 0.04):
            end = 0.1 if x < 0.5 else 0.9
            draw.line(scaled([(x, 0.68), (end, 0.68 + slope)]), fill="white", width=side // 200)
    draw.polygon(scaled([(0.46, 0.61), (0.54, 0.61), (0.5, 0.66)]), fill=(220, 130, 140))
    draw.line(scaled([(0.42, 0.72), (0.5, 0.7), (0.58, 0.72)]), fill=(60, 50, 55), width=side // 100)
    return out
