#!/usr/bin/env python3
"""Measures how honest a running server's confidences are, by group: report.py --faces FOLDER --url URL --out reliability.svg

FOLDER has emotion/ and age_gender/, each with pictures and labels.csv (file,label; file,age,gender). glasses.csv beside this tool
says by eye who of them wears glasses, but for those whom the heads were fitted on (heads.py). Prints the tables of
docs/face-analysis.md as Markdown and draws the reliability diagram (needs matplotlib).
"""

import argparse
import collections
import csv
import json
import urllib.request
from pathlib import Path

import numpy as np

BANDS = [(1, 5), (6, 12), (13, 18), (19, 25), (26, 49), (50, 64), (65, 90)]
GLASSES = Path(__file__).resolve().parent / "glasses.csv"
EDGES = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001]


def faces(url, path):
    request = urllib.request.Request(f"{url}/api/v1/faces", path.read_bytes(), method="POST")
    with urllib.request.urlopen(request) as response:
        return json.load(response)["FaceDetails"]


def labelled(url, folder):
    """Pairs of a label's row and the first face, where one was found."""
    with (folder / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row, faces(url, folder / row["file"])) for row in rows]
    return [(row, answer[0]) for row, answer in found if answer]


def bins(confidence, right):
    """For each range of confidences that was used: how many, the mean confidence, the share of right answers."""
    which = np.digitize(confidence, EDGES) - 1
    used = [index for index in range(len(EDGES) - 1) if (which == index).any()]
    return [(EDGES[i], int((which == i).sum()), confidence[which == i].mean(), right[which == i].mean()) for i in used]


def table(title, rows):
    print(f"\n| {title}: confidence from | answers | mean confidence | right |\n| --- | --- | --- | --- |")
    for low, count, confidence, right in rows:
        print(f"| {low:.1f} | {count} | {confidence:.2f} | {right:.2f} |")


def emotion_bins(pairs):
    confidence = np.array([face["Emotions"][0]["Confidence"] / 100 for _, face in pairs])
    right = np.array([face["Emotions"][0]["Type"] == row["label"] for row, face in pairs])
    return bins(confidence, right)


def gender_bins(pairs):
    adults = [(row, face["Gender"]) for row, face in pairs if int(row["age"]) >= 15]
    confidence = np.array([gender["Confidence"] / 100 for _, gender in adults])
    return bins(confidence, np.array([gender["Value"] == row["gender"] for row, gender in adults]))


def groups(pairs):
    print("\n| group | faces | age: mean error | bias | in the range | gender |\n| --- | --- | --- | --- | --- | --- |")
    for name, chosen in [(f"{low}-{high}", lambda row, low=low, high=high: low <= int(row["age"]) <= high) for low, high in BANDS] + [
        (f"{gender}, 15 and up", lambda row, gender=gender: row["gender"] == gender and int(row["age"]) >= 15)
        for gender in ("Female", "Male")
    ]:
        rows = [(int(row["age"]), row["gender"], face) for row, face in pairs if chosen(row)]
        ranges = [(face["AgeRange"]["Low"], face["AgeRange"]["High"]) for *_, face in rows]
        error = np.array([(low + high) / 2 - age for (low, high), (age, *_) in zip(ranges, rows, strict=True)])
        inside = np.mean([low <= age <= high for (low, high), (age, *_) in zip(ranges, rows, strict=True)])
        gender = np.mean([face["Gender"]["Value"] == truth for _, truth, face in rows])
        print(f"| {name} | {len(rows)} | {abs(error).mean():.1f} | {error.mean():+.1f} | {inside:.2f} | {gender:.3f} |")


def expression_groups(pairs):
    """The pictures say neither age nor gender: both are what the server itself reads."""
    print("\n| expression of whom the server takes for | faces | accuracy | most in error |\n| --- | --- | --- | --- |")
    rows = [(face["Gender"]["Value"], (face["AgeRange"]["Low"] + face["AgeRange"]["High"]) / 2, row["label"],
             face["Emotions"][0]["Type"]) for row, face in pairs]  # fmt: skip
    ages = [("under 26", 0, 26), ("26-49", 26, 50), ("50 and up", 50, 200)]
    chosen = {name: [row for row in rows if low <= row[1] < high] for name, low, high in ages}
    chosen |= {gender: [row for row in rows if row[0] == gender] for gender in ("Female", "Male")}
    for name, group in chosen.items():
        wrong = collections.Counter(f"{label} for {answer}" for *_, label, answer in group if label != answer)
        right = np.mean([label == answer for *_, label, answer in group])
        print(f"| {name} | {len(group)} | {right:.3f} | {', '.join(f'{what} ({count})' for what, count in wrong.most_common(2))} |")


def glasses(pairs):
    with GLASSES.open(encoding="utf-8") as file:
        marked = {row["file"]: row["eyeglasses"] == "true" for row in csv.DictReader(file) if row["eyeglasses"]}
    worn, said = np.array([(marked[row["file"]], face["Eyeglasses"]["Value"]) for row, face in pairs if row["file"] in marked]).T
    missed, wrong = (worn & ~said).sum(), (said & ~worn).sum()
    f1 = 2 * (worn & said).sum() / (worn.sum() + said.sum())
    print(f"\nEyeglasses: {worn.sum()} of {len(worn)} faces wear some; {missed} missed, {wrong} said wrongly, F1 {f1:.3f}")


def draw(curves, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0.2, 1], [0.2, 1], color="#999999", linestyle=":", label="as right as it says")
    for name, rows in curves.items():
        axes.plot([row[2] for row in rows], [row[3] for row in rows], marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share of right answers", xlim=(0.2, 1.01), ylim=(0.2, 1.01))
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", required=True, type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--out", required=True)
    given = parser.parse_args()
    expressive = labelled(given.url, given.faces / "emotion")
    emotions = emotion_bins(expressive)
    people = labelled(given.url, given.faces / "age_gender")
    genders = gender_bins(people)
    table("expression", emotions)
    table("gender, 15 and up", genders)
    groups(people)
    expression_groups(expressive)
    glasses(expressive + people)
    draw({"expression": emotions, "gender": genders}, given.out)


if __name__ == "__main__":
    main()
