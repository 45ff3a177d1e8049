"""TensorFlow.js models as OpenVINO can read them.

A TensorFlow.js *graph model* is a JSON file with a TensorFlow graph and a list of weights, and a binary file with the
weights, some of them quantised. `graph_def` turns it into the bytes of a frozen TensorFlow GraphDef, which OpenVINO's
TensorFlow frontend reads; TensorFlow itself is not needed. Operations that only TensorFlow.js knows (fused
convolutions, PReLU) are expanded to plain ones. A *layers model* without a graph carries weights alone: `weights` reads
both kinds.

GraphDef is a protocol buffer (tensorflow/core/framework/graph.proto, node_def.proto, attr_value.proto, tensor.proto);
the few fields that are needed are written by hand.
"""

import base64
import json
from pathlib import Path

import numpy as np

# tensorflow/core/framework/types.proto
DATA_TYPES = {"DT_FLOAT": 1, "DT_INT32": 3, "DT_STRING": 7, "DT_INT64": 9, "DT_BOOL": 10}
NUMPY_TYPES = {"float32": np.float32, "int32": np.int32, "int64": np.int64, "bool": np.bool_}
FLOAT = DATA_TYPES["DT_FLOAT"]
GRAPH_VERSION = 1087  # the producer version a current TensorFlow writes

# Attributes that only fused operations have, or that a reader does not need.
UNUSED_ATTRIBUTES = {
    "_class", "_output_shapes", "TArgs", "dtype", "epsilon", "explicit_paddings", "fused_ops", "leakyrelu_alpha",
    "num_args", "num_host_args", "use_cudnn_on_gpu", "value",
}
UNFUSED = {"_FusedConv2D": "Conv2D", "_FusedMatMul": "MatMul", "FusedDepthwiseConv2dNative": "DepthwiseConv2dNative"}


def weights(manifest, folder):
    """The arrays of a weights manifest (a list of groups) by name; `folder` holds the binary files."""
    arrays = {}
    for group in manifest:
        data = b"".join((Path(folder) / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            array, offset = _weight(entry, data, offset)
            arrays[entry["name"]] = array
        if offset != len(data):
            raise ValueError(f"{group['paths']}: {len(data)} octets, the manifest speaks of {offset}")
    return arrays


def _weight(entry, data, offset):
    count = int(np.prod(entry["shape"]))
    wanted = NUMPY_TYPES[entry["dtype"]]
    stored = entry.get("quantization")
    kind = np.dtype(stored["dtype"] if stored else wanted)
    array = np.frombuffer(data, kind, count, offset)
    if stored and stored["dtype"] != "float16":
        array = array.astype(np.float32) * np.float32(stored["scale"]) + np.float32(stored["min"])
    if wanted is np.int32:
        array = np.round(array)
    return array.astype(wanted).reshape(entry["shape"]), offset + count * kind.itemsize


def graph_def(model_json):
    """The graph model in `model_json` (its weights lie beside it) as the bytes of a frozen GraphDef."""
    path = Path(model_json)
    model = json.loads(path.read_text(encoding="utf-8"))
    arrays = weights(model["weightsManifest"], path.parent)
    nodes = b"".join(_convert(node, arrays) for node in model["modelTopology"]["node"])
    return nodes + _message(4, _integer(1, GRAPH_VERSION))


def _convert(node, arrays):
    name, operation, inputs = node["name"], node["op"], node.get("input", [])
    attributes = node.get("attr", {})
    if operation == "Const":
        return _node(name, "Const", [], {"dtype": _type(_data_type(arrays[name])), "value": _tensor(arrays[name])})
    if operation == "Placeholder":
        shape = [int(side["size"]) for side in attributes["shape"]["shape"].get("dim", [])]
        kind = DATA_TYPES[attributes["dtype"]["type"]]
        return _node(name, "Placeholder", [], {"dtype": _type(kind), "shape": _message(7, _shape(shape))})
    if operation == "Prelu":
        return _prelu(name, *inputs)
    kept = {key: value for key, value in map(_attribute, attributes.items()) if value is not None}
    if operation in UNFUSED:
        return _unfuse(name, UNFUSED[operation], inputs, kept, attributes["fused_ops"]["list"]["s"])
    return _node(name, operation, inputs, kept)


def _unfuse(name, operation, inputs, attributes, fused):
    """A fused operation as a chain of plain ones, the last of which bears its name."""
    current, rest = f"{name}/unfused", list(inputs[2:])
    out = _node(current, operation, inputs[:2], attributes)
    steps = [base64.b64decode(step).decode() for step in fused]
    for index, step in enumerate(steps):
        result = name if index == len(steps) - 1 else f"{name}/step{index}"
        if step == "BiasAdd":
            out += _node(result, step, [current, rest.pop(0)], {"T": _type(FLOAT)})
        elif step == "Prelu":
            out += _prelu(result, current, rest.pop(0))
        elif step in ("Elu", "Relu", "Relu6", "Sigmoid"):
            out += _node(result, step, [current], {"T": _type(FLOAT)})
        else:
            raise ValueError(f"{name}: unknown fused operation {step}")
        current = result
    if rest:
        raise ValueError(f"{name}: inputs left over: {rest}")
    return out


def _prelu(name, value, slope):
    """relu(x) - slope * relu(-x)."""
    kind = {"T": _type(FLOAT)}
    return (_node(f"{name}/positive", "Relu", [value], kind) + _node(f"{name}/negated", "Neg", [value], kind)
            + _node(f"{name}/negative", "Relu", [f"{name}/negated"], kind)
            + _node(f"{name}/scaled", "Mul", [f"{name}/negative", slope], kind)
            + _node(name, "Sub", [f"{name}/positive", f"{name}/scaled"], kind))


def _attribute(item):
    """(name, encoded AttrValue); None for one that is left out."""
    key, value = item
    if key in UNUSED_ATTRIBUTES:
        return key, None
    if "type" in value:
        return key, _type(DATA_TYPES[value["type"]])
    if "i" in value:
        return key, _integer(3, int(value["i"]))
    if "b" in value:
        return key, _integer(5, int(value["b"]))
    if "s" in value:
        return key, _message(2, base64.b64decode(value["s"]))
    if "i" in value.get("list", {}):
        numbers = b"".join(_varint(int(number)) for number in value["list"]["i"])
        return key, _message(1, _message(3, numbers))
    if "shape" in value:
        return key, _message(7, _shape([int(side["size"]) for side in value["shape"].get("dim", [])]))
    return key, None


def _node(name, operation, inputs, attributes):
    body = _message(1, name.encode()) + _message(2, operation.encode())
    body += b"".join(_message(3, source.encode()) for source in inputs)
    for key, value in attributes.items():
        body += _message(5, _message(1, key.encode()) + _message(2, value))
    return _message(1, body)


def _data_type(array):
    names = {"float32": "DT_FLOAT", "int32": "DT_INT32", "int64": "DT_INT64", "bool": "DT_BOOL"}
    return DATA_TYPES[names[str(array.dtype)]]


def _type(kind):
    return _integer(6, kind)


def _shape(sides):
    return b"".join(_message(2, _integer(1, side)) for side in sides)


def _tensor(array):
    return _message(8, _integer(1, _data_type(array)) + _message(2, _shape(array.shape))
                    + _message(4, np.ascontiguousarray(array).tobytes()))


def _varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _integer(field, number):
    return _varint(field << 3) + _varint(number)


def _message(field, body):
    return _varint(field << 3 | 2) + _varint(len(body)) + body
