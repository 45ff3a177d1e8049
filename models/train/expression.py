#!/usr/bin/env python3
"""Trains the expression network on a CPU: about an hour on two cores.

    expression.py --fer fer.npz --extra web_faces.npz --out run1 --compile

--fer     x [N, 48, 48] uint8; y [N] FER2013 labels; s [N], 0 Training and 1 PublicTest; v [N, 10] votes of FER+ (the seven
          classes, contempt, unknown, not a face), zeros where there are none
--extra   x [M, H, W] uint8, faces cropped wider; y [M] labels: photographs from the web, trained beside the others

A target is w * the votes' distribution + (1 - w) * FER2013's label, smoothed. Rows that were voted "not a face" are left
out, and PublicTest is never trained on: after each epoch log.jsonl gets the figures on it. OUT/average.pt holds the moving
average of the weights, which is what is shipped.
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from augment import augment
from expression_net import CLASSES, SIDE, ExpressionNet

FER_COVER = 0.97  # of a FER2013 picture that the nominal crop covers


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fer", required=True)
    parser.add_argument("--extra")
    parser.add_argument("--extra-share", type=float, default=0.12, help="share of --extra in each batch")
    parser.add_argument("--extra-cover", type=float, default=0.85, help="share of a wide crop that is the nominal one")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--begin", type=Path, help="an average.pt to go on from")
    parser.add_argument("--epochs", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=math.inf, help="ends early, the learning rate with it")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3, help="the highest learning rate")
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--votes", type=float, default=0.75, help="weight w of the FER+ votes in the target")
    parser.add_argument("--smooth", type=float, default=0.04)
    parser.add_argument("--balance", type=float, default=0.5, help="a class is drawn by its frequency ** -balance")
    parser.add_argument("--strength", type=float, default=0.8, help="of augmentation")
    parser.add_argument("--mixup", type=float, default=0.2)
    parser.add_argument("--mixup-share", type=float, default=0.35)
    parser.add_argument("--average", type=float, default=0.998, help="of the moving average of the weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="torch.compile; needs a C++ compiler")
    return parser.parse_args()


def target_shares(labels, votes, weight, smooth):
    one = np.eye(len(CLASSES), dtype=np.float32)[labels]
    votes = votes[:, : len(CLASSES)].astype(np.float32)
    votes[votes <= 1] = 0  # a single vote is mostly noise
    count = votes.sum(1, keepdims=True)
    shares = np.where(count >= 3, weight * votes / np.maximum(count, 1) + (1 - weight) * one, one)
    return ((1 - smooth) * shares + smooth / len(CLASSES)).astype(np.float32)


def macro_f1(truth, answer):
    scores = []
    for which in np.unique(truth):
        hits = ((answer == which) & (truth == which)).sum()
        scores.append(2 * hits / ((answer == which).sum() + (truth == which).sum()))
    return float(np.mean(scores))


@torch.no_grad()
def predict(net, faces, batch=512):
    net.eval()
    parts = [net(torch.from_numpy(faces[k : k + batch]).float()[:, None]).softmax(1) for k in range(0, len(faces), batch)]
    net.train()
    return torch.cat(parts).numpy()


class Faces:
    """Labelled faces that are drawn at random, rare classes more often."""

    def __init__(self, faces, targets, classes, cover, balance, generator):
        frequency = np.bincount(classes, minlength=len(CLASSES)).clip(1) / len(classes)
        weights = (frequency**-balance)[classes]
        self.faces, self.targets, self.cover, self.generator = faces, targets, cover, generator
        self.chances = weights / weights.sum()

    def draw(self, count, strength):
        chosen = self.generator.choice(len(self.faces), count, p=self.chances)
        faces = torch.from_numpy(self.faces[chosen]).float()[:, None]
        return augment(faces, torch.full((count,), self.cover), SIDE, strength), torch.from_numpy(self.targets[chosen])


def load(given, generator):
    """What is trained on, and the pictures, labels and votes of PublicTest."""
    data = np.load(given.fer)
    chosen = (data["s"] == 0) & (data["v"][:, 9] < 5)
    shares = target_shares(data["y"][chosen], data["v"][chosen], given.votes, given.smooth)
    sets = [Faces(data["x"][chosen], shares, shares.argmax(1), FER_COVER, given.balance, generator)]
    if given.extra:
        extra = np.load(given.extra)
        # The labels come from the web: more smoothing.
        soft = 0.75 * np.eye(len(CLASSES), dtype=np.float32)[extra["y"]] + np.float32(0.25 / len(CLASSES))
        sets.append(Faces(extra["x"], soft, extra["y"], given.extra_cover, given.balance, generator))
    public = data["s"] == 1
    return sets, (data["x"][public], data["y"][public], data["v"][public])


def majority(votes):
    """Which of the seven most of FER+'s voters chose, and whether they are more than five of the ten."""
    votes = votes[:, : len(CLASSES)]
    return votes.argmax(1), votes.max(1) > 5


def figures(net, public):
    faces, labels, votes = public
    answer = predict(net, faces).argmax(1)
    chosen, clear = majority(votes)
    return {
        "fer_accuracy": float((answer == labels).mean()),
        "fer_f1": macro_f1(labels, answer),
        "ferplus_accuracy": float((answer == chosen)[clear].mean()),
        "ferplus_f1": macro_f1(chosen[clear], answer[clear]),
    }


def mixed(faces, targets, alpha):
    """Zhang et al. 2018."""
    share, order = np.random.beta(alpha, alpha), torch.randperm(len(faces))
    return share * faces + (1 - share) * faces[order], share * targets + (1 - share) * targets[order]


@torch.no_grad()
def follow(average, net, keep):
    for mean, value in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - keep)
        else:
            mean.copy_(value)


def main():
    given = options()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(given.threads)
    random.seed(given.seed), np.random.seed(given.seed), torch.manual_seed(given.seed)
    sets, public = load(given, np.random.default_rng(given.seed))
    net = ExpressionNet().to(memory_format=torch.channels_last)
    if given.begin:
        net.load_state_dict(torch.load(given.begin, weights_only=False)["model"])
    average = ExpressionNet()
    average.load_state_dict(net.state_dict())
    forward = torch.compile(net) if given.compile else net
    groups = [
        {"params": [p for p in net.parameters() if p.ndim > 1], "weight_decay": given.decay},
        {"params": [p for p in net.parameters() if p.ndim <= 1], "weight_decay": 0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=given.rate)
    extra = round(given.batch * given.extra_share) if given.extra else 0
    counts = [given.batch - extra, extra][: len(sets)]
    epoch_steps = len(sets[0].faces) // counts[0]
    start, step, done = time.time(), 0, 0.0
    with (given.out / "log.jsonl").open("w", encoding="utf-8") as log:
        while done < 1:
            losses = []
            for _ in range(epoch_steps):
                done = max(step / (epoch_steps * given.epochs), (time.time() - start) / 60 / given.minutes)
                if done >= 1:
                    break
                for group in optimizer.param_groups:
                    group["lr"] = given.rate * min(1, (step + 1) / 300) * (0.5 + 0.5 * math.cos(math.pi * done))
                drawn = [faces.draw(count, given.strength) for faces, count in zip(sets, counts, strict=True)]
                faces, targets = (torch.cat(parts) for parts in zip(*drawn, strict=True))
                if random.random() < given.mixup_share:
                    faces, targets = mixed(faces, targets, given.mixup)
                with torch.autocast("cpu", torch.bfloat16):
                    logits = forward(faces.contiguous(memory_format=torch.channels_last))
                loss = -(targets * F.log_softmax(logits.float(), 1)).sum(1).mean()
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), 5.0)
                optimizer.step()
                step += 1
                follow(average, net, min(given.average, (1 + step) / (10 + step)))
                losses.append(loss.item())
            line = {"epoch": step / epoch_steps, "minutes": (time.time() - start) / 60, "loss": float(np.mean(losses or [0]))}
            line |= figures(average, public)
            log.write(json.dumps({name: round(value, 4) for name, value in line.items()}) + "\n")
            log.flush()
            torch.save({"model": average.state_dict(), "options": vars(given)}, given.out / "average.pt")


if __name__ == "__main__":
    main()
