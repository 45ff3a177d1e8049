"""The face models as OpenVINO graphs, each with the same border: an 8-bit RGB picture in, named numbers out.

The normalisation of every model is a part of its graph, so that the server hands over pixels as they are: input `image`
of [1, side, side, 3] unsigned 8-bit numbers (face_api and age_gender: two pictures). README.md lists the outputs.
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
LUMA = [0.2989, 0.587, 0.114]  # ITU-R BT.601
# Our linear heads in the order of the output `logits`; "press" ones are fitted on press photographs alone.
HEADS = ["face", "eyeglasses", "beard", "mustache", "eyeglasses_press", "beard_press", "mustache_press", "sunglasses"]


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


def attributes(core, files, weights):
    """human's faceres over a face and its mirror image, and our linear heads over what it sees in bands from the brow down.

    `logits` of HEADS, faceres' own logit of `male`, and for each head the weights of its `context`: the logits of male by face-api,
    dlib and faceres, and the age in years. The features themselves do not leave the graph.
    """
    parameters, features, male = _faceres(core, files)
    with np.load(weights) as stored:
        slopes = np.stack([stored[f"{name}_slopes"] for name in HEADS], 1)
        offsets = np.stack([stored[f"{name}_offset"] for name in HEADS])
        context = _floats(np.stack([stored[f"{name}_context"] for name in HEADS]))
    logits = op.add(op.matmul(features, _floats(slopes), False, False), _floats(offsets[None]))
    logits.output(0).get_tensor().set_names({"logits"})
    context.output(0).get_tensor().set_names({"context"})
    model = _with_mirror(ov.Model([logits, male, context], parameters, "attributes"), 2)
    return _with_border(model, "NHWC", None, None, [], [])


def attribute_features(core, files):
    """What the heads are fitted on (train/heads.py): `features` [1, 6656] and `male` of a face. The server has no such model."""
    parameters, features, male = _faceres(core, files)
    features.output(0).get_tensor().set_names({"features"})
    return _with_border(_with_mirror(ov.Model([features, male], parameters, "features"), 2), "NHWC", None, None, [], [])


def age(core, files):
    """dlib's age classes 0-80 by probability, the mean of a face and its mirror image."""
    return _dlib(core, files["age-v1.onnx"], lambda chances: op.reduce_mean(chances, _ints([0]), True), "probabilities")


def gender(core, files):
    """dlib's logit of male, the mean of a face and its mirror image."""

    def male(chances):
        female, chance = op.split(op.clamp(chances, 1e-4, 1 - 1e-4), _ints(1), 2).outputs()
        return op.reduce_mean(op.subtract(op.log(chance), op.log(female)), _ints([0, 1]), False)

    return _dlib(core, files["gender-v1.onnx"], male, "male")


def expression(core, weights):
    """Our expression network: seven logits in the order of train/expression_net.py, the mean of a face and its mirror image."""
    model = core.read_model(weights)
    _store_as_floats(core, model)
    model.reshape([2, 1, 48, 48])
    grey = op.parameter([2, 3, 48, 48], np.float32, "image")
    luma = op.convolution(grey, _floats(np.reshape(LUMA, (1, 3, 1, 1))), [1, 1], [0, 0], [0, 0], [1, 1])
    model.get_parameters()[0].output(0).replace(luma.output(0))
    logits = op.reduce_mean(model.outputs[0].get_node().input_value(0), _ints([0]), True)
    logits.output(0).get_tensor().set_names({"logits"})
    return _with_border(_with_mirror(ov.Model([logits], [grey], "expression"), 3), "NCHW", None, None, [], [])


def face_api(_core, files):
    """face-api's expression network over two crops of a face and their mirror images: the mean logarithms of the probabilities
    of neutral, happy, sad, angry, fearful, disgusted, surprised."""
    arrays = _layer_weights(files["face_expression_model-weights_manifest.json"])
    image = op.parameter([4, 3, 112, 112], np.float32, "image")
    value = image
    for index in range(4):
        value = _dense_block(value, arrays, f"dense{index}", first=index == 0)
    chances = op.softmax(_fully_connected(_pool(value), arrays, "fc"), 1)
    logs = op.reduce_mean(op.log(op.clamp(chances, 1e-4, 1.0)), _ints([0]), True)
    logs.output(0).get_tensor().set_names({"log_probabilities"})
    # face-api subtracts the mean and then divides by 255.
    model = _with_mirror(ov.Model([logs], [image], "face_api"), 3)
    return _with_border(model, "NCHW", RGB_MEAN, [255.0] * 3, [], [])


def age_gender(_core, files):
    """face-api's TinyXception over two crops of a face and their mirror images: the mean age in years and logit of male."""
    arrays = _layer_weights(files["age_gender_model-weights_manifest.json"])
    image = op.parameter([4, 3, 112, 112], np.float32, "image")
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
    years = op.reduce_mean(_fully_connected(pooled, arrays, "fc/age"), _ints([0, 1]), False)
    years.output(0).get_tensor().set_names({"age"})
    male, female = op.split(_fully_connected(pooled, arrays, "fc/gender"), _ints(1), 2).outputs()
    difference = op.reduce_mean(op.clamp(op.subtract(male, female), -9.21, 9.21), _ints([0, 1]), False)
    difference.output(0).get_tensor().set_names({"male"})
    model = _with_mirror(ov.Model([years, difference], [image], "age_gender"), 3)
    return _with_border(model, "NCHW", RGB_MEAN, [255.0] * 3, [], [])


def _faceres(core, files):
    """Parameters of faceres over a face and its mirror image; its features in bands, [1, 6656]; its mean logit of male."""
    model = _read_graph(core, files["faceres.json"], batch=2)
    bands = op.concat([*_bands(_last_of_side(model, 7), 4), *_bands(_last_of_side(model, 14), 5)], 0)
    sigmoid = next(node for node in model.get_ordered_ops() if node.get_type_name() == "Sigmoid")
    male = op.reduce_mean(sigmoid.input_value(0), _ints([0, 1]), False)
    male.output(0).get_tensor().set_names({"male"})
    return model.get_parameters(), op.unsqueeze(bands, _ints([0])), male


def _with_mirror(model, width_axis):
    """The model, which takes pictures and their mirror images, fed with the pictures alone."""
    old = model.get_parameters()[0]
    shape = [int(length) for length in old.get_output_shape(0)]
    shape[0] //= 2
    fresh = op.parameter(shape, np.float32, "image")
    backwards = _ints(np.arange(shape[width_axis])[::-1])
    mirrored = op.gather(fresh, backwards, _ints(width_axis))
    old.output(0).replace(op.concat([fresh, mirrored], 0).output(0))
    return ov.Model(model.get_results(), [fresh], model.get_friendly_name())


def _store_as_floats(core, model):
    """Weights that are 8-bit numbers and scales become the floats that these stand for."""
    for node in model.get_ordered_ops():
        if node.get_type_name() in ("Convolution", "MatMul"):
            computed = core.compile_model(ov.Model([node.input_value(1)], []), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
            node.input(1).replace_source_output(_floats(computed({})[0]).output(0))


def _last_of_side(model, side):
    """The last activation of `side` x `side` places, channels first."""
    found = [node for node in model.get_ordered_ops()
             if node.get_type_name() == "Relu" and list(node.get_output_shape(0))[2:] == [side, side]]
    return found[-1].output(0)


def _bands(value, count):
    """Means over bands of rows, and over the pictures: `count` vectors of the channels."""
    edges = np.linspace(0, int(value.get_shape()[2]), count + 1).round().astype(int)
    cut = [op.slice(value, _ints([low]), _ints([high]), _ints([1]), _ints([2])) for low, high in zip(edges, edges[1:])]
    return [op.reduce_mean(band, _ints([0, 2, 3]), False) for band in cut]


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


def _dlib(core, path, reduce, name):
    model = core.read_model(path)
    shape = model.inputs[0].partial_shape
    shape[0] = 2
    model.reshape(shape)
    value = reduce(model.outputs[0].get_node().input_value(0))
    value.output(0).get_tensor().set_names({name})
    model = _with_mirror(ov.Model([value], model.get_parameters(), "dlib"), 3)
    return _with_border(model, "NCHW", RGB_MEAN, [256.0] * 3, [], [])


def _read_graph(core, model_json, batch=1):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.pb"
        path.write_bytes(tfjs.graph_def(model_json))
        model = core.read_model(path)
        shape = model.inputs[0].partial_shape
        shape[0] = batch
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
