#!/usr/bin/env python3
"""Writes the trained expression network as ONNX: export.py run1/average.pt ../weights/expression.onnx

Weights of convolutions are stored as 8-bit numbers with a scale for each output channel, a quarter of the size; the graph
takes them back to floats, and activations stay floats. Needs the packages torch and onnx.
"""

import io
import sys

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from expression_net import SIDE, ExpressionNet


def plain(path):
    net = ExpressionNet()
    net.load_state_dict(torch.load(path, weights_only=False)["model"])
    net.eval()
    out = io.BytesIO()
    faces = torch.zeros(2, 1, SIDE, SIDE)
    torch.onnx.export(net, (faces,), out, input_names=["faces"], output_names=["logits"], dynamo=False)
    return onnx.load_from_string(out.getvalue())


def shrink(model):
    """Every weight of more than one dimension becomes 8 bits, a scale for each of its rows, and the node that joins them."""
    graph, nodes = model.graph, []
    for stored in [tensor for tensor in graph.initializer if len(tensor.dims) > 1]:
        values = numpy_helper.to_array(stored)
        scales = np.abs(values).reshape(len(values), -1).max(1) / 127 + 1e-12
        small = np.round(values / scales.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        names = [f"{stored.name}.small", f"{stored.name}.scale"]
        nodes.append(helper.make_node("DequantizeLinear", names, [stored.name], axis=0))
        graph.initializer.remove(stored)
        graph.initializer.append(numpy_helper.from_array(small, names[0]))
        graph.initializer.append(numpy_helper.from_array(scales.astype(np.float32), names[1]))
    for node in reversed(nodes):
        graph.node.insert(0, node)


def main():
    source, target = sys.argv[1:]
    model = plain(source)
    shrink(model)
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
