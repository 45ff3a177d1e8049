#!/usr/bin/env python3
"""Fits the linear heads over faceres' features: heads.py --faces FOLDER --fer fer.npz --web web_faces.npz --nobody FOLDER --animals FOLDER
--emoji NotoColorEmoji.ttf --out ../weights/attributes.npz

--faces    pictures and labels.csv: file, eyeglasses, beard, mustache (true, false, or blank for unclear). Names of UTKFace's
           pictures hold "chip"; the heads called "press" are fitted without them, the head for faces too.
--fer, --web  faces for the head that tells faces from what looks like them: see expression.py
--nobody   photographs and paintings without people; windows are cut from them at random
--animals  photographs of animals' faces, which look most like people's
--web      for sunglasses too, which are drawn on these faces (glasses.py)
--emoji    a font whose animals, things and smileys are no faces either

Logistic regressions, classes balanced. A logit is scaled so that the out-of-fold probabilities are right (Platt 1999, without
the offset, so that the sign stays the answer). Prints the cross-validated F1 of each.
"""

import argparse
import csv
import random
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, StratifiedKFold

import faces
import glasses

FEATURES = 6656
CONTEXT = 4  # numbers beside the features: see context()
CONTEXT_WEIGHT = 8  # of gender and age, beside thousands of features
REPEATS = 4
SUNGLASSES_STRENGTH = 0.001
WEARING_SUNGLASSES = [480]  # of the faces from the web, as far as they were looked at
VIEWS = ((0.3, 0), (0.86, 0), (0.3, 0.6), (0.3, -0.6))
EMOJI = [(0x1F300, 0x1F380), (0x1F380, 0x1F3A0), (0x1F400, 0x1F43F), (0x1F466, 0x1F478), (0x1F4A0, 0x1F4C0), (0x1F600, 0x1F637),
         (0x1F980, 0x1F9A4)]  # fmt: skip


def features(nets, picture, points):
    found = nets.run("features", faces.sample(picture, faces.face_window(points), 224)[None])
    return found["features"].ravel(), float(found["male"])


def context(nets, picture, points, faceres_male):
    """Logits of male by face-api, dlib and faceres; the age by both; the age by dlib alone."""
    (face_api_age, dlib_age), (face_api_male, dlib_male) = faces.ages_and_genders(nets, picture, points)
    age = np.clip(faces.mean_age(face_api_age, dlib_age), 0, 80)
    return [face_api_male, dlib_male, faceres_male, age], np.clip(dlib_age, 0, 80)


class Labelled:
    """The labelled faces, their features and contexts."""

    def __init__(self, nets, folder):
        with (folder / "labels.csv").open(encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        seen, both, press = [], [], []
        for row in self.rows:
            picture = faces.load(folder / row["file"])
            _, points = faces.candidates(nets, picture)[0]
            vector, male = features(nets, picture, points)
            of_both, dlib_age = context(nets, picture, points, male)
            seen.append(vector)
            both.append(of_both)
            press.append([0, of_both[1], male, dlib_age])
        self.features, self.context, self.press_context = np.array(seen), np.array(both), np.array(press)
        self.is_press = np.array(["chip" not in row["file"] for row in self.rows])

    def known(self, name):
        return np.array([row[name] != "" for row in self.rows]), np.array([row[name] == "true" for row in self.rows])


def fit(values, truth, strength, weights):
    """Slopes and offset of the logit, for values as they come. Features that hardly ever vary are kept from counting much."""
    mean, spread = values.mean(0), values.std(0) + 0.05
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=500)
    model.fit((values - mean) / spread * weights, truth)
    slopes = model.coef_[0] * weights / spread
    return slopes, model.intercept_[0] - slopes @ mean


def out_of_fold(values, truth, strength, weights, seed):
    logits = np.zeros(len(truth))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(values, truth):
        slopes, offset = fit(values[train], truth[train], strength, weights)
        logits[test] = values[test] @ slopes + offset
    return logits


def right_scale(logits, truth):
    """What to multiply logits by, so that their probabilities are right."""
    return LogisticRegression(C=100, fit_intercept=False).fit(logits.reshape(-1, 1), truth).coef_[0, 0]


def groups(file):
    """Those that a person belongs to as far as UTKFace's file names, age_gender_…, say."""
    if "chip" not in file:
        return []
    age, gender = map(int, file.split("_")[:2])
    return [("Male", "Female")[gender], "under 26" if age < 26 else "26-49" if age < 50 else "50 and up"]


def report_groups(logits, truth, files):
    of_file = [groups(file) for file in files]
    for name in sorted({name for names in of_file for name in names}):
        chosen = np.array([name in names for names in of_file])
        f1 = np.mean([f1_score(truth[chosen], row[chosen] > 0) for row in logits]) if truth[chosen].any() else np.nan
        right = np.mean([(row[chosen] > 0) == truth[chosen] for row in logits])
        print(f"    {name}: {truth[chosen].sum()} of {chosen.sum()}, F1 {f1:.3f}, right {right:.3f}")


def head(name, values, truth, strength, weights, files):
    logits = np.array([out_of_fold(values, truth, strength, weights, seed) for seed in range(REPEATS)])
    f1 = np.mean([f1_score(truth, row > 0) for row in logits])
    scale = right_scale(logits.ravel(), np.tile(truth, REPEATS))
    print(f"{name}: {truth.sum()} of {len(truth)}, F1 {f1:.3f} cross-validated, scale {scale:.2f}", flush=True)
    report_groups(logits, truth, files)
    slopes, offset = fit(values, truth, strength, weights)
    return scale * slopes, scale * offset


def attribute_heads(people):
    heads = {}
    for name, strength, with_context in (("eyeglasses", 0.003, False), ("beard", 0.004, True), ("mustache", 0.004, True)):
        known, truth = people.known(name)
        for suffix, chosen, own in (("", known, people.context), ("_press", known & people.is_press, people.press_context)):
            values, weights = people.features, np.ones(FEATURES)
            if with_context:
                values, weights = np.c_[values, own], np.r_[weights, [CONTEXT_WEIGHT] * own.shape[1]]
            files = [row["file"] for row, wanted in zip(people.rows, chosen, strict=True) if wanted]
            heads[name + suffix] = head(name + suffix, values[chosen], truth[chosen], strength, weights, files)
    return heads


# ---------------------------------------------------------------- sunglasses


def sunglasses_head(nets, given, people):
    """From dark glasses drawn on faces outside UTKFace; the faces as they are, and in clear glasses, have none."""
    pictures = [faces.load(given.faces / row["file"])
                for row, press in zip(people.rows, people.is_press, strict=True) if press and row["eyeglasses"]]  # fmt: skip
    web = np.delete(np.load(given.web)["x"], WEARING_SUNGLASSES, 0)[::3]
    pictures += [np.repeat(face[:, :, None], 3, 2) for face in web]
    values, truth, group = [], [], []
    for number, picture in enumerate(pictures):
        _, points = faces.candidates(nets, picture)[0]
        seen = [picture, glasses.drawn(picture, points, dark=False), *(glasses.drawn(picture, points, dark=True) for _ in range(2))]
        for sample, dark in zip(seen, (False, False, True, True), strict=True):
            values.append(features(nets, sample, faces.candidates(nets, sample)[0][1])[0])
            truth.append(dark)
            group.append(number)
    values, truth, even = np.array(values), np.array(truth), np.ones(FEATURES)
    logits = np.zeros(len(truth))
    for train, test in GroupKFold(5).split(values, truth, group):
        slopes, offset = fit(values[train], truth[train], SUNGLASSES_STRENGTH, even)
        logits[test] = values[test] @ slopes + offset
    print(f"sunglasses: seen {(logits[truth] > 0).mean():.3f} of {truth.sum()}, let pass {(logits[~truth] > 0).mean():.3f}")
    scale = right_scale(logits, truth)
    return tuple(scale * number for number in fit(values, truth, SUNGLASSES_STRENGTH, even))


# ---------------------------------------------------------------- faces and what looks like them


def degraded(picture):
    """Dark, overexposed, small or grey, at random."""
    kind = random.random()
    if kind < 0.25:
        noise = np.random.normal(0, 4, picture.shape)
        picture = np.clip(picture * random.uniform(0.1, 0.4) + noise, 0, 255).astype(np.uint8)
    elif kind < 0.4:
        picture = np.clip(picture * random.uniform(1.4, 2.2), 0, 255).astype(np.uint8)
    if random.random() < 0.5:
        scale = random.randint(28, 64) / max(picture.shape[:2])
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if random.random() < 0.3:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[:, :, None], 3, 2)
    return picture


def emoji(font_file):
    font = ImageFont.truetype(str(font_file), 109)
    for first, last in EMOJI:
        for code in range(first, last):
            side = random.choice([150, 220, 400])
            ground = Image.new("RGB", (side, side), tuple(int(level) for level in np.random.randint(0, 256, 3)))
            letter = Image.new("RGBA", (140, 140))
            ImageDraw.Draw(letter).text((2, 2), chr(code), font=font, embedded_color=True)
            size = random.randint(side // 2, side)
            letter = letter.resize((size, size))
            ground.paste(letter, ((side - size) // 2,) * 2, letter)
            yield np.array(ground)


def pieces(folder, times, least):
    """Windows of at least that share of the picture's shorter side, mirrored or not."""
    for path in sorted(folder.iterdir()):
        picture = faces.load(path)
        height, width = picture.shape[:2]
        for _ in range(times):
            tall = int(min(height, width) * random.uniform(least, 1))
            wide = int(tall * random.uniform(0.6, 1))
            top, left = random.randint(0, height - tall), random.randint(0, width - wide)
            piece = picture[top : top + tall, left : left + wide][:, :: random.choice([1, -1])]
            scale = min(1, random.choice([48, 64, 100, 150, 400]) / max(tall, wide))
            if min(tall, wide) * scale >= 8:
                yield cv2.resize(piece, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def nobody(nets, given):
    """Features of what is no face: of windows in which the mesh model sees one, and of a few others."""
    for source in (emoji(given.emoji), pieces(given.nobody, 30, 0.15), pieces(given.animals, 200, 0.6)):
        for picture in map(degraded, source):
            if min(picture.shape[:2]) < 8:
                continue
            for presence, points in faces.candidates(nets, picture, VIEWS)[:2]:
                if presence > 0.15 or random.random() < 0.15:
                    yield features(nets, picture, points)[0]


def somebody(nets, given, people):
    fer, web = np.load(given.fer), np.load(given.web)["x"]
    chosen = np.random.choice(np.where((fer["s"] == 0) & (fer["v"][:, 9] == 0))[0], 900, replace=False)
    pictures = [np.repeat(face[:, :, None], 3, 2) for face in [*fer["x"][chosen], *web[::2]]]
    pictures += [faces.load(given.faces / row["file"])
                 for row, press in zip(people.rows, people.is_press, strict=True) if press]  # fmt: skip
    for picture in pictures:
        picture = degraded(picture) if random.random() < 0.5 else picture
        yield features(nets, picture, faces.candidates(nets, picture, VIEWS)[0][1])[0]


def face_head(nets, given, people):
    wrong, right = list(nobody(nets, given)), list(somebody(nets, given, people))
    values, truth = np.array(wrong + right), np.r_[np.zeros(len(wrong)), np.ones(len(right))] > 0
    logits = out_of_fold(values, truth, 0.001, np.ones(FEATURES), 0)
    print(f"face: kept {(logits[truth] > 0).mean():.3f} of {len(right)}, let pass {(logits[~truth] > 0).mean():.3f} of {len(wrong)}")
    return fit(values, truth, 0.001, np.ones(FEATURES))


def context_weights(slopes):
    """A head's weights of the context; zeros where it has none."""
    weights = slopes[FEATURES:] if len(slopes) > FEATURES else np.zeros(CONTEXT)
    assert len(weights) == CONTEXT, f"{len(weights)} weights of a context of {CONTEXT}"
    return weights.astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=("attributes", "face", "sunglasses"), help="the others stay as they are in --out")
    for name in ("faces", "fer", "web", "nobody", "animals", "emoji", "out"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    given = parser.parse_args()
    random.seed(2), np.random.seed(2)
    nets = faces.Networks()
    people = Labelled(nets, given.faces)
    wanted = given.only or ("attributes", "face", "sunglasses")
    heads = attribute_heads(people) if "attributes" in wanted else {}
    if "face" in wanted:
        heads["face"] = face_head(nets, given, people)
    if "sunglasses" in wanted:
        heads["sunglasses"] = sunglasses_head(nets, given, people)
    stored = dict(np.load(given.out)) if given.only else {}
    for name, (slopes, offset) in heads.items():
        stored[f"{name}_slopes"] = slopes[:FEATURES].astype(np.float32)
        stored[f"{name}_context"] = context_weights(slopes)
        stored[f"{name}_offset"] = np.float32(offset)
    np.savez_compressed(given.out, **stored)


if __name__ == "__main__":
    main()
