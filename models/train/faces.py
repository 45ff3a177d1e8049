"""Faces nearly as the server sees them, for what is fitted on them: its models, windows and crops.

What differs: OpenCV resamples, and averages after it has mixed where the server averages blocks before it mixes
(src/image/resample.cc), or not at all for the chips of large faces; pictures keep their size. The detector sees the whole picture
alone, no tiles of it, and does not look again around a face (src/vision/detector.cc). The mesh's presence ranks the faces, and no
head turns any down (src/vision/find_faces.cc).
"""

import math
import sys
from pathlib import Path

import cv2
import numpy as np
import openvino as ov

MODELS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(MODELS))
import networks  # noqa: E402

IR, FILES = MODELS / "cache/ir", MODELS / "cache/files"
LEFT_EYE, RIGHT_EYE = 33, 263  # outer corners in the mesh; left is the picture's
EYES = ((33, 133), (263, 362))  # outer and inner corners
CHIP = [263, 362, 33, 133, 2]  # dlib's five points in the mesh
# dlib's mean face at padding .2 (get_face_chip_details, image_transforms/interpolation.h).
CHIP_PLACES = np.array([[0.8595674595992, 0.2134981538014], [0.6460604764104, 0.2289674387677], [0.1205750620789, 0.2137274526848],
                        [0.3340850613712, 0.2290642403242], [0.4901123135679, 0.6277975316475]])  # fmt: skip
CHIP_PADDING = 0.2
AGE_GENDER_MARGINS = (0.9, 1.0)  # of face-api's crops, as multiples of the mesh's own square
DLIB_YEARS = np.r_[0.25, np.arange(1, 81)]  # of its classes
FACE_API_SHARE = 0.65  # kFaceApiShare of src/vision/attributes.cc


class Networks:
    """The server's models on one thread each, compiled when they are asked for; `expression`, an ONNX file, may stand in for
    its expression network."""

    def __init__(self, expression=None):
        self.core = ov.Core()
        self.expression = expression
        self.compiled = {}

    def run(self, name, pictures):
        """The outputs by name. `pictures` [N, side, side, 3], uint8."""
        if name not in self.compiled:
            self.compiled[name] = self.core.compile_model(self.model(name), "CPU", {"INFERENCE_NUM_THREADS": 1})
        model = self.compiled[name]
        result = model(np.ascontiguousarray(pictures))
        return {alias: result[output].copy() for output in model.outputs for alias in output.get_names()}

    def model(self, name):
        if name == "features":
            return networks.attribute_features(self.core, {path.name: path for path in FILES.iterdir()})
        if name == "expression" and self.expression:
            return networks.expression(self.core, self.expression)
        return str(IR / f"{name}.xml")


def load(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def affine(window, size):
    """The 2x3 matrix from a `size`-pixel square to `window`: (centre x, centre y, side, angle), lengths from the corner."""
    x, y, side, angle = window
    cosine, sine = math.cos(angle) * side / size, math.sin(angle) * side / size
    half = (size - 1) / 2
    return np.array([[cosine, -sine, x - 0.5 - (cosine - sine) * half], [sine, cosine, y - 0.5 - (sine + cosine) * half]])


def warp(picture, matrix, size):
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(picture, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def sample(picture, window, size):
    times = math.ceil(window[2] / size) if window[2] > 2 * size else 1
    large = warp(picture, affine(window, size * times), size * times)
    return cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA) if times > 1 else large


def enlarged(window, factor):
    x, y, side, angle = window
    return x, y, side * factor, angle


def crops(picture, window, margins, size):
    return np.stack([sample(picture, enlarged(window, margin), size) for margin in margins])


def to_picture(matrix, points):
    return (points - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5


def anchors():
    cells = [(16, 2), (8, 6)]
    return np.array([((x + 0.5) / n, (y + 0.5) / n) for n, times in cells for y in range(n) for x in range(n) for _ in range(times)])


def detect(nets, picture, window, least):
    """(score, window of the mesh) of what the detector sees in `window`, the best first."""
    found = nets.run("detector", sample(picture, window, 256)[None])
    numbers, matrix = found["regressors"].reshape(-1, 16), affine(window, 256)
    scores = 1 / (1 + np.exp(-np.clip(found["scores"].ravel(), -80, 80)))
    detections = []
    for index in np.where(scores > least)[0]:
        points = np.stack([numbers[index, 0::2], numbers[index, 1::2]], 1) + anchors()[index] * 256
        centre, _, left, right = to_picture(matrix, points)[:4]
        angle = math.atan2(right[1] - left[1], right[0] - left[0])
        detections.append((scores[index], (*centre, 1.5 * numbers[index, 2:4].max() * window[2] / 256, angle)))
    return sorted(detections, key=lambda detection: -detection[0])


def mesh(nets, picture, window):
    """The 468 points in the picture, and how sure the model is that there is a face, 0-1."""
    found, matrix = nets.run("mesh", sample(picture, window, 192)[None]), affine(window, 192)
    points = found["mesh"].reshape(468, 3)[:, :2].astype(float)
    return to_picture(matrix, points), float(found["face_flag"].ravel()[0])


def mouth(nets, picture, points):
    """(gap between the lips over the mouth's width, that width over the distance of the eyes) of the face of that mesh."""
    window = enlarged(face_window(points), 1.5)
    lips = to_picture(affine(window, 192), nets.run("mesh", sample(picture, window, 192)[None])["lips"].reshape(-1, 2).astype(float))
    left, right, inner_down, inner_up = (lips[index] for index in (0, 10, 25, 35))
    eyes = [(points[outer] + points[inner]) / 2 for outer, inner in EYES]
    width = np.linalg.norm(right - left)
    return np.linalg.norm(inner_up - inner_down) / width, width / np.linalg.norm(eyes[1] - eyes[0])


def face_window(points):
    """The square around a mesh, eyes level."""
    line = points[RIGHT_EYE] - points[LEFT_EYE]
    angle = math.atan2(line[1], line[0])
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    upright = points @ turn.T
    centre = turn.T @ ((upright.min(0) + upright.max(0)) / 2)
    return centre[0], centre[1], (upright.max(0) - upright.min(0)).max(), angle


def meshes(nets, picture, starts):
    """(the lower of two presences, points) for each window to start from; the second look lies around the first one's mesh."""
    found = []
    for start in starts:
        first, presence = mesh(nets, picture, start)
        second, again = mesh(nets, picture, enlarged(face_window(first), 1.5))
        found.append((min(presence, again), second))
    return found


def candidates(nets, picture, views=((0.3, 0), (0.86, 0))):
    """Meshes of all that may be a face: of detections in views (border, angle), and of the picture as a whole; best first."""
    height, width = picture.shape[:2]
    whole = (width / 2, height / 2, max(width, height))
    starts = [start for border, angle in views
              for _, start in detect(nets, picture, (*whole[:2], whole[2] * (1 + 2 * border), angle), 0.3)[:3]]  # fmt: skip
    return sorted(meshes(nets, picture, [*starts, (*whole[:2], 1.25 * whole[2], 0)]), key=lambda found: -found[0])


def chip(picture, points, size):
    """dlib's square of a face, each pixel the mean of four."""
    there, target = points[CHIP], (CHIP_PLACES + CHIP_PADDING) / (1 + 2 * CHIP_PADDING) * 2 * size
    a, b = target - target.mean(0), there - there.mean(0)
    cosine, sine = (a * b).sum() / (a * a).sum(), (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / (a * a).sum()
    turn = np.array([[cosine, -sine], [sine, cosine]])
    shift = there.mean(0) - 0.5 - turn @ (target.mean(0) - 0.5)
    return cv2.resize(warp(picture, np.c_[turn, shift], 2 * size), (size, size), interpolation=cv2.INTER_AREA)


def ages_and_genders(nets, picture, points):
    """Ages in years by face-api and dlib, and their logits of male."""
    theirs = nets.run("age_gender", crops(picture, face_window(points), AGE_GENDER_MARGINS, 112))
    classes = nets.run("age", chip(picture, points, 64)[None])["probabilities"].ravel()
    dlib_male = nets.run("gender", chip(picture, points, 32)[None])["male"]
    return (max(0.0, float(theirs["age"])), float(classes @ DLIB_YEARS)), (float(theirs["male"]), float(dlib_male))


def mean_age(face_api, dlib, share=FACE_API_SHARE):
    return share * face_api + (1 - share) * dlib
