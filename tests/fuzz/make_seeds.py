"""Makes the seeds of the fuzzers that read pictures, from real photographs.

usage: make_seeds.py FOLDER    writes FOLDER/fuzz_picture, FOLDER/fuzz_faces and FOLDER/fuzz_face_pixels

Photos are cropped and scaled down: large enough that faces are found in them, small enough that a fuzzer gets through
many.
"""

import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy
from PIL import Image, ImageCms, PngImagePlugin

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/api"))
import photos  # noqa: E402

SAMPLES = [f"sample{number}.jpg" for number in range(1, 7)]


def face(side: int = 128) -> Image.Image:
    return photos.astronaut().crop((96, 0, 352, 256)).resize((side, side), Image.Resampling.LANCZOS)


def group(name: str, width: int = 256) -> Image.Image:
    whole = photos.photo(name)
    return whole.resize((width, width * whole.height // whole.width), Image.Resampling.LANCZOS)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def with_texts(image: Image.Image) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "who was there")
    texts.add_text("Software", "seeds " * 50, zip=True)
    texts.add_itxt("Title", "얼굴", lang="ko", zip=True)
    exif = Image.Exif()
    exif[photos.ORIENTATION] = 6
    return photos.encoded(image, "PNG", pnginfo=texts, exif=exif, icc_profile=srgb_profile(), dpi=(72, 72))


def with_camera(image: Image.Image) -> bytes:
    """A JPEG as a telephone writes it: EXIF with its own tables, a profile, XMP, restart markers."""
    exif = Image.Exif()
    exif[photos.ORIENTATION] = 8
    exif[0x010F] = "Garden"
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0a comment"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 0.0)
    return photos.encoded(
        image, exif=exif.tobytes(), icc_profile=srgb_profile(), xmp=b"<x:xmpmeta/>", comment=b"hello", restart_marker_rows=1
    )


# Every form of a file that the decoder takes a way of its own for.
FORMS: dict[str, Callable[[Image.Image], bytes]] = {
    "baseline.jpg": photos.encoded,
    "progressive.jpg": photos.progressive,
    "full-colour.jpg": lambda image: photos.encoded(image, subsampling=0),
    "poor.jpg": lambda image: photos.encoded(image, quality=10, optimize=True),
    "grey.jpg": photos.grey,
    "cmyk.jpg": photos.cmyk,
    "progressive-cmyk.jpg": lambda image: photos.encoded(image.convert("CMYK"), progressive=True),
    "camera.jpg": with_camera,
    "turned.jpg": lambda image: photos.turned(image, 5),
    "true-colour.png": lambda image: photos.encoded(image, "PNG"),
    "alpha.png": photos.with_alpha,
    "palette.png": photos.palette,
    "palette-transparent.png": lambda image: photos.encoded(image.quantize(16), "PNG", transparency=bytes(range(16))),
    "grey.png": lambda image: photos.encoded(image.convert("L"), "PNG"),
    "grey-alpha.png": lambda image: photos.encoded(image.convert("LA"), "PNG"),
    "one-bit.png": lambda image: photos.encoded(image.convert("1"), "PNG"),
    "deep.png": photos.deep,
    "deep-grey.png": lambda image: photos.encoded(Image.fromarray(numpy.asarray(image.convert("L")).astype("u2") * 257), "PNG"),
    "interlaced.png": photos.interlaced,
    "texts.png": with_texts,
}  # fmt: skip


def pixels(image: Image.Image, width: int, height: int, stretched: bool = True, most: int = 0x60) -> bytes:
    """The input of fuzz_face_pixels that becomes a picture of that size."""
    return struct.pack("<HHBB", width - 1, height - 1, int(stretched), most) + image.tobytes()


def pixel_seeds() -> dict[str, bytes]:
    portrait, crowd = face(64), group("sample2.jpg").resize((96, 96))
    return {
        "face": pixels(portrait, 256, 256),
        "face-alone": pixels(portrait, 256, 256, most=0),
        "wide": pixels(portrait, 500, 120),
        "tall": pixels(portrait, 90, 700),
        "crowd": pixels(crowd, 400, 256),
        "close": pixels(portrait.crop((18, 18, 46, 46)), 320, 320),
        "leaning": pixels(portrait.rotate(50), 240, 240),
        "tiny": pixels(portrait, 12, 12),
        "pixel": pixels(Image.new("RGB", (1, 1), (200, 150, 120)), 1, 1),
        "line": pixels(portrait.resize((64, 1)), 4096, 1, stretched=False),
        "column": pixels(portrait.resize((1, 64)), 1, 4096, stretched=False),
        "thin": pixels(portrait, 3, 2000),
        "flat": pixels(Image.new("RGB", (1, 1), (128, 128, 128)), 300, 300),
        "black": pixels(Image.new("RGB", (1, 1)), 64, 64),
        "noise": pixels(Image.effect_noise((64, 64), 120).convert("RGB"), 256, 256, stretched=False),
        "false-size": b"\x10\x00\x10\x00\xff\x00" + bytes(range(48)),
    }


def write(folder: Path, seeds: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (folder / name).write_bytes(octets)


def main() -> None:
    target = Path(sys.argv[1])
    forms = {name: form(face()) for name, form in FORMS.items()}
    groups = {name: photos.encoded(group(name), quality=75) for name in SAMPLES}
    # Twice as large: scaled down already while it is decoded.
    large = {"large.jpg": photos.encoded(group("sample1.jpg", 512), quality=60)}
    write(target / "fuzz_picture", forms | large)
    write(target / "fuzz_faces", forms | groups | large)
    write(target / "fuzz_face_pixels", pixel_seeds())


if __name__ == "__main__":
    main()
