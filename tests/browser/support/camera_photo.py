"""Makes what the fake camera plays, and photos to upload, out of one real photograph.

Usage: python camera_photo.py PHOTO FACE.y4m FACE.jpeg EMPTY.png

The photograph is scikit-image's astronaut.png (NASA, public domain; 512x512). FACE is its upper middle, where the face is
large; EMPTY is its lower left corner, where there is none.
"""

import sys

from PIL import Image

FACE_BOX = (72, 0, 380, 231)
EMPTY_BOX = (0, 400, 60, 445)
SIZE = (640, 480)
FRAMES = 2


def y4m(picture: Image.Image) -> bytes:
    half = (picture.width // 2, picture.height // 2)
    luma, blue, red = picture.convert("YCbCr").split()
    frame = b"FRAME\n" + luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    header = f"YUV4MPEG2 W{picture.width} H{picture.height} F10:1 Ip A1:1 C420jpeg\n".encode()
    return header + frame * FRAMES


def main() -> None:
    source, camera_path, face_path, empty_path = sys.argv[1:]
    photo = Image.open(source).convert("RGB")
    face = photo.crop(FACE_BOX).resize(SIZE, Image.Resampling.LANCZOS)
    with open(camera_path, "wb") as camera:
        camera.write(y4m(face))
    face.save(face_path, quality=92)
    photo.crop(EMPTY_BOX).resize(SIZE).save(empty_path)


if __name__ == "__main__":
    main()
