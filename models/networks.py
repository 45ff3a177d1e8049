"""The face models as OpenVINO graphs, each with the same border: an 8-bit RGB picture in, named numbers out.

The normalisation of every model is a part of its graph, so that the server hands over pixels as they are: input `image`
of [1, side, side, 3] unsigned 8-bit numbers (attributes: two pictures). README.md lists the outputs.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import openvino as ov
import openvino.opset13 as op
from openvino.preprocess import PrePostProcessor

import tfjs

RGB_MEAN = [122.782, 117.001, 104.298]  # of the data that face-api and dlib trained on
NAMES = ["glasses", "beard", "mustache"]  # the linear heads, in the order of the output `attributes`


def detector(core, files):
    """BlazeFace, back camera: [-1, 1]; 896 anchors with 16 numbers and one logit each."""
    model = core.read_model(files["face_detection_back.tflite"])
    return _with_border(model, "NHWC", [127.5] * 3, [127.5] * 3, ["regressors", "classificators"],
                        ["regressors", "scores"])


def mesh(core, files):
    """MediaPipe face mesh with attention: [0, 1]; 468 points, and lips, eyes and irises refined."""
    model = _read_graph(core, files["facemesh-attention.json"])
    outputs = {"output_faceflag": "face_flag", "output_mesh_identity": "mesh", "output_lips": "lips",
               "output_left_eye": "left_eye", "output_right_eye": "right_eye", "output_left_iris": "left_iris",
               "output_right_iris": "right_iris"}
    found = [next(key for key in outputs if any(f"/{key}/" in name for name in output.get_names()))
             for output in model.outputs]
    for output, key in zip(model.outputs, found):
        output.get_tensor().set_names({outputs[key]})
    return _with_border(model, "NHWC", None, [255.0] * 3, [], [])


def attributes(core, files, heads):
    """human's faceres features of two crops of one face, side by side, and the linear heads over them."""
    model = _read_graph(core, files["faceres.json"])
    pooled = next(node for node in model.get_ordered_ops() if node.get_friendly_name() == "global_pooling/Mean")
    model = ov.Model([pooled.output(0)], model.get_parameters(), "attributes")
    model.reshape([2, 224, 224, 3])
    with np.load(heads) as stored:
        slopes = np.stack([stored[f"{name}_w"] for name in NAMES], 1)
        offsets = np.stack([stored[f"{name}_b"] for name in NAMES])
    features = op.reshape(model.outputs[0].get_node().input_value(0), _ints([1, 2048]), False)
    features.output(0).get_tensor().set_names({"features"})
    logits = op.add(op.matmul(features, _floats(slopes), False, False), _floats(offsets[None]))
    chances = op.sigmoid(logits)
    chances.output(0).get_tensor().set_names({"attributes"})
    model = ov.Model([chances, features], model.get_parameters(), "attributes")
    return _with_border(model, "NHWC", None, None, [], [])


def age(core, files):
    """dlib's age classes 0–80 by probability."""
    return _dlib(core, files["age-v1.onnx"])


def gender(core, files):
    """dlib's probabilities of female and male."""
    return _dlib(core, files["gender-v1.onnx"])


def expression(_core, files):
    """face-api's expression network: probabilities of neutral, happy, sad, angry, fearful, disgusted, surprised."""
    arrays = _layer_weights(files["face_expression_model-weights_manifest.json"])
    image = op.parameter([1, 3, 112, 112], np.float32, "image")
    value = image
    for index in range(4):
        value = _dense_block(value, arrays, f"dense{index}", first=index == 0)
    chances = op.softmax(_fully_connected(_pool(value), arrays, "fc"), 1)
    chances.output(0).get_tensor().set_names({"probabilities"})
    # face-api subtracts the mean and then divides by 255.
    return _with_border(ov.Model([chances], [image], "expression"), "NCHW", RGB_MEAN, [255.0] * 3, [], [])


def age_gender(_core, files):
    """face-api's TinyXception: the age in years, and the probabilities of male and female."""
    arrays = _layer_weights(files["age_gender_model-weights_manifest.json"])
    image = op.parameter([1, 3, 112, 112], np.float32, "image")
    name = "entry_flow/conv_in"
    value = op.relu(_convolution(image, arrays[f"{name}/filters"], arrays[f"{name}/bias"], 2))
    value = _reduction_block(value, arrays, "entry_flow/reduction_block_0", activated=False)
    value = _reduction_block(value, arrays, "entry_flow/reduction_block_1", activated=True)
    for block in range(2):
        before = value
        for index in range(3):
            name = f"middle_flow/main_block_{block}/separable_conv{index}"
            value = _separable(op.relu(value), arrays, name, 1)
        value = op.add(value, before)
    value = _reduction_block(value, arrays, "exit_flow/reduction_block", activated=True)
    pooled = _pool(op.relu(_separable(value, arrays, "exit_flow/separable_conv", 1)))
    years = _fully_connected(pooled, arrays, "fc/age")
    years.output(0).get_tensor().set_names({"age"})
    chances = op.softmax(_fully_connected(pooled, arrays, "fc/gender"), 1)
    chances.output(0).get_tensor().set_names({"probabilities"})
    return _with_border(ov.Model([years, chances], [image], "age_gender"), "NCHW", RGB_MEAN, [255.0] * 3, [], [])


def _layer_weights(manifest):
    path = Path(manifest)
    return tfjs.weights(json.loads(path.read_text(encoding="utf-8")), path.parent)


def _pool(value):
    return op.reduce_mean(value, _ints([2, 3]), False)


def _fully_connected(value, arrays, name):
    product = op.matmul(value, _floats(arrays[f"{name}/weights"]), False, False)
    return op.add(product, _floats(arrays[f"{name}/bias"].reshape(1, -1)))


def _reduction_block(value, arrays, name, activated):
    """Two separable convolutions and a maximum that halves the picture, beside a convolution that does the same."""
    out = _separable(op.relu(value) if activated else value, arrays, f"{name}/separable_conv0", 1)
    out = _separable(op.relu(out), arrays, f"{name}/separable_conv1", 1)
    out = op.max_pool(out, [2, 2], [1, 1], [0, 0], [0, 0], [3, 3], "floor", "SAME_UPPER").output(0)
    beside = _convolution(value, arrays[f"{name}/expansion_conv/filters"], arrays[f"{name}/expansion_conv/bias"], 2)
    return op.add(out, beside)


def _dense_block(value, arrays, name, first):
    """Four convolutions, each of which sees the sum of those before it; the first halves the picture."""
    if first:
        one = op.relu(_convolution(value, arrays[f"{name}/conv0/filters"], arrays[f"{name}/conv0/bias"], 2))
    else:
        one = op.relu(_separable(value, arrays, f"{name}/conv0", 2))
    two = _separable(one, arrays, f"{name}/conv1", 1)
    three = _separable(op.relu(op.add(one, two)), arrays, f"{name}/conv2", 1)
    four = _separable(op.relu(op.add(one, op.add(two, three))), arrays, f"{name}/conv3", 1)
    return op.relu(op.add(one, op.add(two, op.add(three, four))))


def _convolution(value, filters, bias, stride):
    """TensorFlow's [height, width, in, out] filters with "same" padding, and a bias."""
    kernel = _floats(filters.transpose(3, 2, 0, 1))
    out = op.convolution(value, kernel, [stride, stride], [0, 0], [0, 0], [1, 1], "SAME_UPPER")
    return op.add(out, _floats(bias.reshape(1, -1, 1, 1)))


def _separable(value, arrays, name, stride):
    kernel = _floats(arrays[f"{name}/depthwise_filter"].transpose(2, 3, 0, 1)[:, :, None])
    out = op.group_convolution(value, kernel, [stride, stride], [0, 0], [0, 0], [1, 1], "SAME_UPPER")
    return _convolution(out, arrays[f"{name}/pointwise_filter"], arrays[f"{name}/bias"], 1)


def _dlib(core, path):
    model = core.read_model(path)
    shape = model.inputs[0].partial_shape
    shape[0] = 1
    model.reshape(shape)
    return _with_border(model, "NCHW", RGB_MEAN, [256.0] * 3, [], [])


def _read_graph(core, model_json):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.pb"
        path.write_bytes(tfjs.graph_def(model_json))
        model = core.read_model(path)
        shape = model.inputs[0].partial_shape
        shape[0] = 1
        model.reshape(shape)
        return model


def _with_border(model, layout, mean, scale, old_names, new_names):
    """`model` fed with 8-bit RGB pixels, rows first; outputs renamed."""
    for old, new in zip(old_names, new_names, strict=True):
        model.output(old).get_tensor().set_names({new})
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().model().set_layout(ov.Layout(layout))
    steps.input().preprocess().convert_element_type(ov.Type.f32)
    if mean:
        steps.input().preprocess().mean(mean)
    if scale:
        steps.input().preprocess().scale(scale)
    model = steps.build()
    model.inputs[0].get_tensor().set_names({"image"})
    return model


def _floats(array):
    return op.constant(np.ascontiguousarray(array, np.float32))


def _ints(numbers):
    return op.constant(np.array(numbers, np.int64))
