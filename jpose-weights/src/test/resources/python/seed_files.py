"""Writes the seeds of ReaderFuzzTest and DamagedFilesTest: a small file of every form.

    /usr/bin/python3 seed_files.py ../org/jpose/weights/ReaderFuzzTestInputs
"""
import collections
import io
import json
import os
import pickle
import shutil
import struct
import sys

import numpy as np
import torch

folder = sys.argv[1]


def put(kind, name, data):
    with open(os.path.join(folder, kind, name), "wb") as file:
        file.write(data)


def values(*shape):
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 % 101 - 50) / 16).reshape(shape).astype("f4")


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asanyarray(array), version=version)
    return out.getvalue()


def saved(save, *arguments, **named):
    out = io.BytesIO()
    save(out, *arguments, **named)
    return out.getvalue()


layers = np.empty((), object)
layers[()] = {"c": {"weights": values(1, 1, 2, 2), "biases": values(2)}}
put("npy", "plain.npy", npy(values(2, 3)))
put("npy", "fortran_big.npy", npy(np.asfortranarray(values(2, 3).astype(">f8")), (2, 0)))
put("npy", "half.npy", npy(values(4).astype("f2"), (3, 0)))
put("npy", "layers.npy", npy(layers))
put("npz", "stored.npz", saved(np.savez, a=values(3), **{"b/weights": values(1, 1, 2, 2)}))
put("npz", "deflated.npz", saved(np.savez_compressed, a=values(3), o=layers))


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


for protocol in (0, 2, 4, 5):
    put("pickle", "protocol%d.pkl" % protocol, pickle.dumps(layers, protocol))
plain = {"a": [1, 2.5, None, True, (1, 2, 3, "x"), b"y", 2**70, -(2**40)], b"k": {1: 2}}
ordered = collections.OrderedDict(a=collections.defaultdict(list, {"b": np.float32(2)}))
itself = []
itself.append(itself)
put("pickle", "plain.pkl", pickle.dumps(plain, 2))
put("pickle", "ordered.pkl", pickle.dumps(ordered, 4))
put("pickle", "itself.pkl", pickle.dumps(itself, 2))
put("pickle", "evil.pkl", pickle.dumps(Evil()))

tensor = torch.from_numpy(values(2, 3))
views = {"w": tensor, "v": tensor.t(), "h": tensor.half()}
state = {"state_dict": torch.nn.Conv2d(1, 2, 1).state_dict(), "iter": 3}
put("pth", "views.pth", saved(lambda out: torch.save(views, out)))
put("pth", "state.pth", saved(lambda out: torch.save(state, out)))

header = {
    "__metadata__": {"network": "lite"},
    "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
    "b": {"dtype": "F16", "shape": [1, 2], "data_offsets": [8, 12]},
}
text = json.dumps(header).encode()
put("safetensors", "two.safetensors", struct.pack("<Q", len(text)) + text + values(3).tobytes())


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def blob(array):
    dimensions = b"".join(varint(size) for size in array.shape)
    return block(7, block(1, dimensions)) + block(5, array.tobytes())


layer = block(1, b"conv1_1") + block(2, b"Convolution")
layer += block(7, blob(values(2, 3, 1, 1))) + block(7, blob(values(2)))
put("caffemodel", "new.caffemodel", block(1, b"net") + block(100, layer))
old = b"".join(number(field, size) for field, size in ((1, 2), (2, 3), (3, 1), (4, 1)))
old += block(5, values(6).tobytes())
layer = block(4, b"conv1_1") + number(5, 4) + block(6, old)
put("caffemodel", "old.caffemodel", block(1, b"net") + block(2, layer))

for kind, name in (
    ("npy", "layers.npy"),
    ("npz", "stored.npz"),
    ("pth", "state.pth"),
    ("safetensors", "two.safetensors"),
    ("caffemodel", "new.caffemodel"),
    ("caffemodel", "old.caffemodel"),
):
    shutil.copy(os.path.join(folder, kind, name), os.path.join(folder, "recognition", name))
