#!/usr/bin/env python3
"""Fits the numbers of src/vision/attributes.cc and expression.cc that come from labelled faces, and prints them as they stand there, with figures:
calibrate.py --ages FOLDER --marked FOLDER --fer fer.npz [--expression expression.onnx]

--ages        pictures and labels.csv: file, age, gender (Male, Female)
--marked      the pictures of marks.csv, which says by eye who smiles and whose mouth is open (teeth or a gap are seen)
--fer         FER2013 with the votes of FER+: see expression.py; PublicTest, which our network is not trained on
--expression  the network beside face-api's; the shipped one unless given

Figures of age, gender and choices are out of fold: each face is judged by what was fitted on the four fifths without it. What the
networks themselves saw before is another matter: face-api's learnt ages and genders on four fifths of UTKFace.

kFaceApiShare is not fitted but chosen: the heads for beard and mustache rest on it (heads.py), and a larger one looks better here
than it is, on pictures that face-api's network knows. The table shows what others would do.

face-api's share is kFaceApi where it is unsure and kSureFaceApi more where it is sure. A table shows why: where the two networks
disagree, face-api's is rarely right unless it is sure, and then it costs little to believe it, on faces that are not posed; on
posed ones it is sure, and knows better. kRarity helps rare expressions; FER2013's labels would have more of it, FER+'s majorities
none. A table shows what other choices would do.

kSharpness lies between what makes confidences right for FER2013's labels and for FER+'s majorities; the two agree on 63 of 100 faces.
It, kRarity and the shares were chosen with the answers on press photographs in sight, and are printed as they are here: what is
fitted are the other numbers.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import KFold

import faces
from expression import FER_COVER, macro_f1, majority
from expression_net import CLASSES, SIDE
from heads import right_scale
from report import bins, table

FOLDS = KFold(5, shuffle=True, random_state=0)

BEND = 45  # years; the line may bend there
IN_RANGE = 0.79  # of the faces, in ranges of whole years
HALF_WIDTH = np.array([2.5, 0.15])  # at birth, and more for each year; scaled to hold IN_RANGE
AGE_SHARES = (0, 0.25, 0.5, 0.65, 0.8, 1)
ADULT = 15  # of children, nobody tells the gender well

EXPRESSION_MARGIN = 0.945  # of our network's crop, as a multiple of the mesh's own square
FACE_API_MARGINS = (1.0, 1.2)
FACE_API_CLASSES = ["CALM", "HAPPY", "SAD", "ANGRY", "FEAR", "DISGUSTED", "SURPRISED"]
LEAST_SHARE, SURE = 0.1, 40  # kFaceApi, kSure
SURE_SHARE = 0.4
SURE_SHARES = np.arange(7) * 0.1
RARITY = 0.1
SHARPNESS = 0.85
RARITIES = np.arange(7) * 0.05
CONFIDENCES = (0, 0.5, 0.8, 0.95, 0.99, 1)
LEAST_VOTES = 3  # for any of the seven, of FER+'s ten
FLOOR = 1e-3  # of a chance whose logit is taken
MARKS = Path(__file__).resolve().parent / "marks.csv"
SHARPNESSES = np.arange(0.3, 3, 0.01)


def out_of_fold(count, answer):
    """What answer(train, test) says of the rows `test`, for all rows in their order."""
    folds = list(FOLDS.split(np.zeros(count)))
    answers = np.concatenate([answer(train, test) for train, test in folds])
    return answers[np.argsort(np.concatenate([test for _, test in folds]))]


# ---------------------------------------------------------------- age and gender


def people(nets, folder):
    """Of each picture: age, whether it shows a man; ages and logits of male by face-api and dlib."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pictures = [faces.load(folder / row["file"]) for row in rows]
    seen = [faces.ages_and_genders(nets, picture, faces.candidates(nets, picture)[0][1]) for picture in pictures]
    ages, males = np.array(seen).transpose(1, 0, 2)
    return np.array([int(row["age"]) for row in rows]), np.array([row["gender"] == "Male" for row in rows]), ages, males


def bent(mean):
    return np.stack([np.ones_like(mean), mean, np.maximum(0, mean - BEND)], 1)


def fit_age(mean, truth):
    """The line from the networks' mean to an age, and the half width around that, as offset and slope."""
    line = np.linalg.lstsq(bent(mean), truth, rcond=None)[0]
    age = np.maximum(0, bent(mean) @ line)
    # Rounding the ends of a range adds half a year on each side.
    beyond = (abs(age - truth) - 0.5) / (HALF_WIDTH[0] + HALF_WIDTH[1] * age)
    return line, np.quantile(beyond, IN_RANGE) * HALF_WIDTH


def ranges(fitted, mean):
    """Ends of the age ranges, as the server rounds them."""
    line, width = fitted
    age = np.maximum(0, bent(mean) @ line)
    half = width[0] + width[1] * age
    return np.floor(np.stack([np.maximum(0, age - half), age + half], 1) + 0.5)


def age_figures(mean, truth):
    """Mean error of the middle, share in the range, mean width."""
    low, high = out_of_fold(len(truth), lambda train, test: ranges(fit_age(mean[train], truth[train]), mean[test])).T
    return abs((low + high) / 2 - truth).mean(), ((low <= truth) & (truth <= high)).mean(), (high - low).mean()


def report_age(truth, ages):
    line, width = fit_age(faces.mean_age(*ages.T), truth)
    print(f"constexpr double kFaceApiShare = {faces.FACE_API_SHARE};")
    beyond = f"{-line[2]:.3f} * std::max(0.0, mean - {BEND})"
    print(f"const double age = std::max(0.0, {line[0]:.2f} + {line[1]:.3f} * mean - {beyond});")
    print(f"return range_around(age, {width[0]:.2f} + {width[1]:.3f} * age);")
    print(f"\n{len(truth)} faces\n\n| kFaceApiShare | age: mean error | in the range | mean width |\n| --- | --- | --- | --- |")
    for share in AGE_SHARES:
        error, inside, wide = age_figures(faces.mean_age(*ages.T, share), truth)
        print(f"| {share:.2f} | {error:.2f} | {inside:.3f} | {wide:.1f} |")


def report_gender(is_male, logits):
    print(f"\nconstexpr double kSureOfGender = {right_scale(logits, is_male):.2f};")
    scaled = out_of_fold(len(logits), lambda train, test: right_scale(logits[train], is_male[train]) * logits[test])
    right = (scaled > 0) == is_male
    loss = [log_loss(is_male, 1 / (1 + np.exp(-values))) for values in (logits, scaled)]
    print(f"\n{len(logits)} faces of {ADULT} years and more, {right.mean():.3f} right; log loss {loss[0]:.4f}, scaled {loss[1]:.4f}")
    table(f"gender, {ADULT} and up", bins(1 / (1 + np.exp(-abs(scaled))), right))


# ---------------------------------------------------------------- expressions


def log_softmax(values):
    values = values - values.max(1, keepdims=True)
    return values - np.log(np.exp(values).sum(1, keepdims=True))


def expressions(nets, picture, window):
    """Our logits and face-api's logarithms of the seven, for the face in that square."""
    ours = nets.run("expression", faces.crops(picture, window, [EXPRESSION_MARGIN], SIDE))["logits"]
    theirs = nets.run("face_api", faces.crops(picture, window, FACE_API_MARGINS, 112))["log_probabilities"]
    return ours.ravel(), theirs.ravel()[[FACE_API_CLASSES.index(name) for name in CLASSES]]


def public_test(nets, fer):
    """Log probabilities by us and by face-api, [2, N, 7]; FER2013's labels; FER+'s votes."""
    data = np.load(fer)
    public = data["s"] == 1
    window = (SIDE / 2, SIDE / 2, FER_COVER / EXPRESSION_MARGIN * SIDE, 0)  # FER2013's own crops
    seen = [expressions(nets, np.repeat(face[:, :, None], 3, 2), window) for face in data["x"][public]]
    ours, theirs = np.array(seen, float).transpose(1, 0, 2)
    return np.stack([log_softmax(ours), log_softmax(theirs)]), data["y"][public], data["v"][public]


def frequencies(classes):
    """A little more than the share of each, so that a class that hardly occurs is not asked for at any price."""
    return np.bincount(classes, minlength=len(CLASSES)) / len(classes) + 0.01


def combined(logs, frequency, sure_share, rarity):
    share = LEAST_SHARE + sure_share * np.exp(SURE * logs[1].max(1, keepdims=True))
    return (1 - share) * (logs[0] - rarity * np.log(frequency)) + share * logs[1]


def sharpness(logits, truth):
    """The inverse temperature of the least log loss."""
    losses = [-log_softmax(factor * logits)[np.arange(len(truth)), truth].mean() for factor in SHARPNESSES]
    return SHARPNESSES[np.argmin(losses)]


def report_sharpness(logits, labels, known, chosen):
    truths = {"FER2013's labels": (logits, labels), "FER+'s majority": (logits[known], chosen[known])}
    best = {name: sharpness(*pair) for name, pair in truths.items()}
    print(f"constexpr double kSharpness = {SHARPNESS};\n")
    for name, (seen, truth) in truths.items():
        sure, right = np.exp(log_softmax(SHARPNESS * seen)).max(1).mean(), (seen.argmax(1) == truth).mean()
        print(f"{name}: sharpness {best[name]:.2f}; at {SHARPNESS} mean confidence {sure:.3f}, right {right:.3f} of {len(truth)}")


def report_disagreements(logs, truth):
    print("\n| face-api's confidence from | the two disagree | face-api is right | ours is right |\n| --- | --- | --- | --- |")
    ours, theirs, sure = logs[0].argmax(1), logs[1].argmax(1), np.exp(logs[1].max(1))
    for low, high in zip(CONFIDENCES, (*CONFIDENCES[1:-1], 2), strict=False):
        chosen = (ours != theirs) & (sure >= low) & (sure < high)
        if chosen.any():
            print(f"| {low} | {chosen.sum()} | {(theirs == truth)[chosen].mean():.2f} | {(ours == truth)[chosen].mean():.2f} |")


def report_combinations(logs, frequency, labels, chosen, clear):
    print("\n| kSureFaceApi | kRarity | FER+ majority | FER+ macro-F1 | FER2013 macro-F1 |\n| --- | --- | --- | --- | --- |")
    for share in SURE_SHARES:
        for rarity in RARITIES:
            answer = combined(logs, frequency, share, rarity).argmax(1)
            figures = (answer == chosen)[clear].mean(), macro_f1(chosen[clear], answer[clear]), macro_f1(labels, answer)
            print(f"| {share:.2f} | {rarity:.2f} | " + " | ".join(f"{figure:.4f}" for figure in figures) + " |")


def report_expressions(logs, labels, votes):
    """What makes chances of the seven [N, 7] of log probabilities [2, N, 7]."""
    chosen, clear = majority(votes)
    known = votes[:, : len(CLASSES)].sum(1) >= LEAST_VOTES
    frequency = frequencies(chosen[known])
    print(f"\nconstexpr std::array kFrequency = {{{', '.join(f'{number:.4f}' for number in frequency)}}};")
    print(f"constexpr double kFaceApi = {LEAST_SHARE};\nconstexpr double kSureFaceApi = {SURE_SHARE};\nconstexpr double kSure = {SURE};")
    print(f"constexpr double kRarity = {RARITY};")
    report_disagreements(logs[:, clear], chosen[clear])
    report_sharpness(combined(logs, frequency, SURE_SHARE, RARITY), labels, known, chosen)
    report_combinations(logs, frequency, labels, chosen, clear)
    return lambda logs: np.exp(log_softmax(SHARPNESS * combined(logs, frequency, SURE_SHARE, RARITY)))


# ---------------------------------------------------------------- smiles and open mouths


def marked(nets, folder, mark, chances):
    """Chance of HAPPY by both networks, gap and width of the mouth [N, 3]; whether each face has that mark."""
    with MARKS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[mark]]
    seen = []
    for row in rows:
        picture = faces.load(folder / row["file"])
        points = faces.candidates(nets, picture)[0][1]
        window = faces.face_window(points)
        logs = np.stack([log_softmax(values[None].astype(float)) for values in expressions(nets, picture, window)])
        seen.append([chances(logs)[0, CLASSES.index("HAPPY")], *faces.mouth(nets, picture, points)])
    return np.array(seen), np.array([row[mark] == "true" for row in rows])


def report_mark(name, values, truth):
    model = LogisticRegression(C=100, max_iter=1000)
    chances = out_of_fold(len(truth), lambda train, test: model.fit(values[train], truth[train]).predict_proba(values[test])[:, 1])
    right = (chances > 0.5) == truth
    model.fit(values, truth)
    print(f"\n{name}: {' '.join(f'{number:.2f}' for number in [*model.coef_[0], model.intercept_[0]])}")
    print(f"{truth.sum()} of {len(truth)} faces, {right.mean():.3f} right")
    table(name, bins(np.maximum(chances, 1 - chances), right))


def report_marks(nets, folder, chances):
    values, truth = marked(nets, folder, "smile", chances)
    happy = np.log((values[:, 0] + FLOOR) / (1 - values[:, 0] + FLOOR))
    report_mark("smile, of the logit of HAPPY and the mouth's width", np.c_[happy, values[:, 2]], truth)
    values, truth = marked(nets, folder, "mouth_open", chances)
    report_mark("open mouth, of the gap", values[:, 1:2], truth)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ages", required=True, type=Path)
    parser.add_argument("--marked", required=True, type=Path)
    parser.add_argument("--fer", required=True, type=Path)
    parser.add_argument("--expression", type=Path, default=faces.MODELS / "weights/expression.onnx")
    given = parser.parse_args()
    nets = faces.Networks(given.expression)
    truth, is_male, ages, males = people(nets, given.ages)
    report_age(truth, ages)
    adult = truth >= ADULT
    report_gender(is_male[adult], males[adult, 0])
    chances = report_expressions(*public_test(nets, given.fer))
    report_marks(nets, given.marked, chances)


if __name__ == "__main__":
    main()
