"""Writes one set of random weights twice, as the original weights come: a pickled dictionary in
an .npy file and a .caffemodel. Usage: cmu_files.py FOLDER, which has layers.txt: name and shape
(outputs, inputs, rows, columns) of each layer."""
import sys

import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(1)


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def block(field, *parts):
    return [varint(field << 3 | 2) + varint(sum(map(len, parts))), *parts]


def blob(array):
    shape = b"".join(block(1, b"".join(varint(size) for size in array.shape)))
    data = np.ascontiguousarray(array).tobytes()
    return block(7, b"".join(block(7, shape) + block(5, data)))


layers = {}
with open(folder + "/cmu.caffemodel", "wb") as caffe:
    caffe.writelines(block(1, b"pose"))
    for line in open(folder + "/layers.txt"):
        name, *shape = line.split()
        shape = [int(size) for size in shape]
        scale = (2 / np.prod(shape[1:])) ** 0.5
        weights = random.standard_normal(shape, dtype="f4") * np.float32(scale)
        biases = random.standard_normal(shape[0], dtype="f4") * np.float32(0.1)
        layers[name] = {"weights": weights.transpose(2, 3, 1, 0).copy(), "biases": biases}
        parts = block(1, name.encode()) + block(2, b"Convolution") + blob(weights) + blob(biases)
        caffe.writelines(block(100, *parts))
np.save(folder + "/openpose_coco.npy", layers)
