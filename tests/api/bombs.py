"""Small pictures that ask for much: what they say of themselves is a lie, or costs far more than its octets."""

import io
import struct
import zlib

import photos
from PIL import Image

ONE_CODE = bytes([1]) + bytes(15)  # of a Huffman table: a single code, one bit long
SIDE = 64  # of the pictures around which much is wrapped


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def start_of_jpeg(frame: int, width: int, height: int, symbol: int) -> bytes:
    """Up to the first scan, three components; the one AC code is that of `symbol`."""
    components = b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
    return (
        b"\xff\xd8"
        + segment(0xDB, bytes(1) + bytes([1] * 64))
        + segment(frame, struct.pack(">BHHB", 8, height, width, 3) + components)
        + segment(0xC4, bytes([0x00]) + ONE_CODE + bytes([0]))
        + segment(0xC4, bytes([0x10]) + ONE_CODE + bytes([symbol]))
    )


def progressive_scans(width: int, height: int, count: int) -> bytes:
    """A faultless grey JPEG of that many scans: all but the first say in a few octets that they add nothing."""
    blocks = (width + 7) // 8 * ((height + 7) // 8)
    run = "0" + "1" * 14  # 32767 blocks without coefficients
    bits = run * -(-blocks // 32767)
    bits += "1" * (-len(bits) % 8)
    nothing = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    first = segment(0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 0, 1])) + bytes((3 * blocks + 7) // 8)
    other = segment(0xDA, bytes([1, 1, 0, 1, 63, 0])) + nothing
    return start_of_jpeg(0xC2, width, height, symbol=0xE0) + first + other * (count - 1) + b"\xff\xd9"


def sequential_scans(width: int, height: int, count: int) -> bytes:
    """A baseline JPEG that sends its components again and again."""
    blocks = (width + 7) // 8 * ((height + 7) // 8)
    scans = [segment(0xDA, bytes([1, 1 + number % 3, 0, 0, 63, 0])) + bytes((2 * blocks + 7) // 8) for number in range(3)]
    return start_of_jpeg(0xC0, width, height, symbol=0) + b"".join(scans) * (count // 3) + b"\xff\xd9"


def without_pixels(width: int, height: int) -> bytes:
    """A JPEG that ends where its pixels would begin."""
    return start_of_jpeg(0xC0, width, height, symbol=0) + segment(0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])) + b"\xff\xd9"


def png_with(chunks: bytes) -> bytes:
    return photos.png(SIDE, SIDE, depth=8, colour=2, data=zlib.compress(bytes(SIDE * (3 * SIDE + 1))), more=chunks)


def png_of_texts(count: int, kind: bytes = b"iTXt") -> bytes:
    """A PNG of texts, each of which is eight megabytes when inflated."""
    text = zlib.compress(b"a" * 7_900_000, 9)
    head = {b"iTXt": b"\0\1\0\0\0", b"zTXt": b"\0\0"}[kind]
    return png_with(b"".join(photos.chunk(kind, b"k%d" % number + head + text) for number in range(count)))


def jpeg_with(segments: bytes) -> bytes:
    plain = photos.encoded(Image.new("RGB", (SIDE, SIDE)))
    return plain[:2] + segments + plain[2:]


def exif_of_tags(count: int) -> bytes:
    tags = b"".join(struct.pack("<HHII", 0x10F + number, 2, 60_000, 8) for number in range(count))
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, count) + tags + bytes(4))


def cmyk_with_profile(stages: int) -> bytes:
    """A CMYK JPEG with a profile that converts colours by that many matrices, one after the other."""

    def matrix(inputs: int, outputs: int) -> bytes:
        values = [0.9 if column == row else 0.01 for row in range(outputs) for column in range(inputs)]
        values += [0.01] * outputs
        return b"matf" + bytes(4) + struct.pack(f">HH{len(values)}f", inputs, outputs, *values)

    elements = [matrix(4, 3)] + [matrix(3, 4), matrix(4, 3)] * (stages // 2)
    at, table = 16 + 8 * len(elements), b""
    for element in elements:
        table += struct.pack(">II", at, len(element))
        at += len(element)
    slow = b"mpet" + bytes(4) + struct.pack(">HHI", 4, 3, len(elements)) + table + b"".join(elements)
    ramp = bytes(range(256))
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    plain = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + unit + ramp * 4 + bytes(48) + ramp * 3
    first = 128 + 4 + 12 * 6
    tags = b"".join(
        b"D2B%d" % intent + struct.pack(">II", first, len(slow))
        + b"A2B%d" % intent + struct.pack(">II", first + len(slow), len(plain)) for intent in range(3)
    )  # fmt: skip
    size = first + len(slow) + len(plain)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x04300000, b"prtr", b"CMYK", b"Lab ")
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    profile = head.ljust(128, b"\0") + struct.pack(">I", 6) + tags + slow + plain
    out = io.BytesIO()
    Image.new("CMYK", (SIDE, SIDE)).save(out, "JPEG", icc_profile=profile)
    return out.getvalue()
