"""Makes a data folder with a garden of many pictures, small ones of 64 colours: many_pictures.py BINARY FOLDER COUNT"""

import colorsys
import io
import pathlib
import sys

from PIL import Image

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "bench"))

from populate import populate  # noqa: E402

COLOURS = 64


def jpeg(number: int) -> bytes:
    """640x400 in a colour of its own."""
    colour = colorsys.hsv_to_rgb(number / COLOURS, 0.6, 0.8)
    out = io.BytesIO()
    Image.new("RGB", (640, 400), tuple(round(255 * part) for part in colour)).save(out, "JPEG")
    return out.getvalue()


if __name__ == "__main__":
    binary, folder, count = sys.argv[1:]
    data = pathlib.Path(folder)
    data.mkdir(parents=True, exist_ok=True)
    populate(binary, data, int(count), [jpeg(number) for number in range(COLOURS)])
