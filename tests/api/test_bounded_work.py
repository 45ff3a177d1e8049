"""The time and memory of a request follow from its octets and pixels, whatever else the file says of itself."""

import time
import zlib

import bombs
import photos
import pytest
from garden import Garden
from PIL import Image

LARGE = (4000, 3000)

# How much longer than an honest picture of the size given: as many pixels, or two megapixels where the bomb has few pixels
# but up to 18 MB. Without bounds the texts and the scans take a hundred times as long and more.
TIMES_AS_LONG = 20
# What one picture may take: libvips holds one in passes twice, here 48 megapixels of 16 bits with alpha (770 MB).
MOST_KIB = 1_200_000

SMALL = (1600, 1200)
BOMBS = {
    "20000 scans": (lambda: bombs.progressive_scans(*LARGE, 20_000), LARGE, 415),
    "100 scans": (lambda: bombs.progressive_scans(*LARGE, 100), LARGE, 404),
    "60 scans of a baseline JPEG": (lambda: bombs.sequential_scans(*LARGE, 60), LARGE, 404),
    "a JPEG without pixels": (lambda: bombs.without_pixels(*LARGE), LARGE, 404),
    "a JPEG that says 65500x65500": (lambda: bombs.without_pixels(65_500, 65_500), SMALL, 413),
    "a PNG that says 60000x60000": (lambda: photos.huge(60_000), SMALL, 413),
    "7 GB of texts": (lambda: bombs.png_of_texts(900), SMALL, 404),
    "400 MB of old texts": (lambda: bombs.png_of_texts(50, b"zTXt"), SMALL, 404),
    "a million chunks": (lambda: bombs.png_with(photos.chunk(b"tEXt", b"k\0v") * 1_000_000), SMALL, 404),
    "a profile of 500 MB": (
        lambda: bombs.png_with(photos.chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(500_000_000), 9))), SMALL, 404,
    ),
    "18 MB of EXIF": (lambda: bombs.jpeg_with(bombs.exif_of_tags(5000) * 300), SMALL, 404),
    "18 MB of empty comments": (lambda: bombs.jpeg_with(bombs.segment(0xFE, b"") * 4_500_000), SMALL, 404),
    "18 MB of XMP": (
        lambda: bombs.jpeg_with(bombs.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + bytes(65_000)) * 275), SMALL, 404,
    ),
    "14 MB of code tables": (lambda: bombs.jpeg_with(bombs.segment(0xC4, bytes(1) + bombs.ONE_CODE + bytes(1)) * 650_000), SMALL, 404),
    "a profile of 5000 matrices": (lambda: bombs.cmyk_with_profile(5000), SMALL, 404),
    "48 megapixels of 16 bits in seven passes": (lambda: deep_passes(8000, 6000), (8000, 6000), 404),
}  # fmt: skip


def deep_passes(width: int, height: int) -> bytes:
    """Black, of 16 bits a channel with alpha, in the seven passes of Adam7."""
    packer = zlib.compressobj(1)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for x, y, dx, dy in passes:
        row = bytes(1 + 8 * -(-(width - x) // dx))
        data += b"".join(packer.compress(row) for _ in range(-(-(height - y) // dy)))
    return photos.png(width, height, depth=16, colour=6, data=data + packer.flush(), passes=7)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Garden(tmp_path_factory.mktemp("bounded") / "data").start()
    server.http.timeout = 300
    yield server
    server.close()


def seconds(server, photo: bytes, status: int) -> float:
    start = time.monotonic()
    response = server.http.post("/emotion", content=photo)
    assert response.status_code == status, response.text
    return time.monotonic() - start


@pytest.fixture(scope="module")
def honest(server):
    """The seconds of an honest picture of nobody, by its size."""
    known: dict[tuple[int, int], float] = {}

    def measure(size: tuple[int, int]) -> float:
        if size not in known:
            noise = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB")
            known[size] = max(seconds(server, photos.encoded(noise, progressive=True), 404) for _ in range(3))
        return known[size]

    return measure


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_no_longer_than_a_photo(server, honest, name):
    make, size, status = BOMBS[name]
    allowed = TIMES_AS_LONG * honest(size)
    bomb = make()
    assert min(seconds(server, bomb, status) for _ in range(2)) < allowed


def test_a_picture_of_nothing_but_faces_takes_no_longer_for_more_of_them(server):
    few, many = (photos.encoded(photos.mosaic(side)) for side in (128, 48))  # 70 and 520

    def faces(photo: bytes) -> tuple[float, int]:
        start = time.monotonic()
        answer = server.http.post("/api/v1/faces", content=photo).json()
        return time.monotonic() - start, len(answer["FaceDetails"])

    best_of_few, best_of_many = (min(faces(photo) for _ in range(2)) for photo in (few, many))
    assert best_of_few[1] > 60
    assert best_of_many[1] == 100
    # 4.5 times where every face is looked at.
    assert best_of_many[0] < 3 * best_of_few[0]


def test_no_bomb_takes_much_memory(new_garden):
    server = new_garden("--face-parallel", "1").start()
    server.http.timeout = 300
    seconds(server, photos.meadow(), 404)
    before = server.most_memory()
    for make, _, status in BOMBS.values():
        seconds(server, make(), status)
    assert server.most_memory() - before < MOST_KIB
