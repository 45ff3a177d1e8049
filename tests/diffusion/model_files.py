"""The kinds of files that weights come in, each written as its own programs write it: safetensors, GGUF and PyTorch's .ckpt.

Tensors are NumPy's, by name, in float16.
"""

import json
import pathlib
import struct
import zipfile

import numpy

Tensors = dict[str, numpy.ndarray]

# ggml.h, ggml_type: a block of Q8_0 has a scale in float16 and 32 whole numbers from -127 to 127.
F32, F16, Q8_0 = 0, 1, 8
Q8_0_WEIGHTS = 32
GGUF_VERSION, GGUF_ALIGNMENT, GGUF_TEXT = 3, 32, 8


def safetensors(path: pathlib.Path, tensors: Tensors) -> None:
    header, blocks, at = {}, [], 0
    for name, tensor in tensors.items():
        octets = tensor.tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, at + len(octets)]}
        blocks.append(octets)
        at += len(octets)
    safetensors_of(path, header, blocks)


def safetensors_of(path: pathlib.Path, header: dict, blocks: list[bytes]) -> None:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for block in blocks:
            file.write(block)


def gguf(path: pathlib.Path, tensors: Tensors, small: bool = False) -> None:
    """As converters write it: vectors in float32, matrices in float16, or, where it shall be small, in Q8_0."""
    infos, blocks, at = b"", [], 0
    for name, tensor in tensors.items():
        kind, octets = gguf_numbers(tensor, small)
        infos += gguf_text(name) + struct.pack("<I", tensor.ndim)
        infos += struct.pack(f"<{tensor.ndim}QIQ", *reversed(tensor.shape), kind, at)
        blocks.append(octets + bytes(-len(octets) % GGUF_ALIGNMENT))
        at += len(blocks[-1])
    pair = gguf_text("general.architecture") + struct.pack("<I", GGUF_TEXT) + gguf_text("flux")
    head = b"GGUF" + struct.pack("<IQQ", GGUF_VERSION, len(tensors), 1) + pair + infos
    path.write_bytes(head + bytes(-len(head) % GGUF_ALIGNMENT) + b"".join(blocks))


def gguf_text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def gguf_numbers(tensor: numpy.ndarray, small: bool) -> tuple[int, bytes]:
    if tensor.ndim == 1:
        return F32, tensor.astype(numpy.float32).tobytes()
    if not small or tensor.shape[-1] % Q8_0_WEIGHTS != 0:
        return F16, tensor.tobytes()
    rows = tensor.astype(numpy.float32).reshape(-1, Q8_0_WEIGHTS)
    scales = (numpy.abs(rows).max(axis=1, keepdims=True) / 127).astype(numpy.float16)
    numbers = numpy.round(rows / numpy.maximum(scales, numpy.float16(1e-7))).astype(numpy.int8)
    return Q8_0, numpy.hstack([scales.view(numpy.int8), numbers]).tobytes()


def checkpoint(path: pathlib.Path, tensors: Tensors) -> None:
    """What torch.save({"state_dict": …}) writes: a ZIP that compresses nothing, of a pickle and of each tensor's numbers."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", pickled(tensors))
        for number, tensor in enumerate(tensors.values()):
            archive.writestr(f"archive/data/{number}", tensor.tobytes())


def pickled(tensors: Tensors) -> bytes:
    """By hand, in the words of the module pickletools: Python's pickle would need PyTorch, whose functions are named in it."""
    entries = b"".join(
        unicode(name) + rebuilt(tensor, storage=str(number)) for number, (name, tensor) in enumerate(tensors.items())
    )  # fmt: skip
    return b"\x80\x02" + b"}" + unicode("state_dict") + b"}(" + entries + b"u" + b"s."


def unicode(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text.encode())) + text.encode()


def integers(numbers: tuple[int, ...]) -> bytes:
    """A tuple of them."""
    return b"(" + b"".join(b"J" + struct.pack("<i", number) for number in numbers) + b"t"


def rebuilt(tensor: numpy.ndarray, storage: str) -> bytes:
    """torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)"""
    stored = unicode("storage") + b"ctorch\nHalfStorage\n" + unicode(storage) + unicode("cpu")
    stored = b"(" + stored + b"J" + struct.pack("<i", tensor.size) + b"tQ"
    strides = tuple(octets // tensor.itemsize for octets in tensor.strides)
    arguments = stored + b"K\x00" + integers(tensor.shape) + integers(strides) + b"\x89" + b"ccollections\nOrderedDict\n)R"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR"
