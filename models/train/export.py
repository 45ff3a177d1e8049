#!/usr/bin/env python3
"""Writes the trained expression network as ONNX: export.py run1/average.pt ../weights/expression.onnx"""

import sys

import torch

from expression_net import SIDE, ExpressionNet


def main():
    source, target = sys.argv[1:]
    net = ExpressionNet()
    net.load_state_dict(torch.load(source, weights_only=False)["model"])
    net.eval()
    faces = torch.zeros(2, 1, SIDE, SIDE)
    torch.onnx.export(net, (faces,), target, input_names=["faces"], output_names=["logits"], dynamo=False)


if __name__ == "__main__":
    main()
