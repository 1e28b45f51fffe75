"""Writes NumPy files into a folder. Every array holds value(i) = (i * 7 % 101 - 50) / 16 by index,
which every type of float has exactly."""
import io
import os
import pickle
import sys

import numpy as np

folder = sys.argv[1]


def at(name):
    return os.path.join(folder, name)


def values(*shape):
    count = int(np.prod(shape))
    return ((np.arange(count) * 7 % 101 - 50) / 16).reshape(shape)


for kind in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    for order in "CF":
        name = "%s%s%s.npy" % ("big" if kind[0] == ">" else "little", kind[2], order)
        np.save(at(name), np.array(values(2, 3, 4), dtype=kind, order=order))
for kind in ["i1", "u1", "<i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">i8"]:
    np.save(at("whole_%s.npy" % kind.replace("<", "l").replace(">", "b")), np.array([1, 2, 100], dtype=kind))
np.save(at("bool.npy"), np.array([True, False, True]))
np.save(at("number.npy"), np.float32(1.5))
np.save(at("none.npy"), np.zeros((0, 3), np.float32))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(at("version%d.npy" % version[0]), "wb") as file:
        np.lib.format.write_array(file, values(5, 2).astype("f4"), version=version)

layers = {
    "conv1": {"weights": values(3, 3, 2, 4).astype("f4"), "biases": values(4).astype("f4")},
    "conv2": {"weights": np.asfortranarray(values(1, 1, 4, 2)), "biases": values(2).astype(">f4")},
    "epoch": 3,
    "rate": np.float32(0.25),
    "seen": 2**70,
    "note": None,
}
np.save(at("layers.npy"), layers)
for protocol in range(6):
    with open(at("protocol%d.npy" % protocol), "wb") as file:
        array = np.empty((), dtype=object)
        array[()] = layers
        np.lib.format.write_array_header_1_0(
            file, {"descr": "|O", "fortran_order": False, "shape": ()}
        )
        pickle.dump(array, file, protocol=protocol)


def python2(text):
    """A pickle of protocol 2 as Python 2 writes it: all text is bytes."""
    return b"U" + bytes([len(text)]) + text


array = values(2, 3).astype("<f4")
pickled = (
    b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + python2(b"b")
    + b"\x87R(K\x01)cnumpy\ndtype\n" + python2(b"O8") + b"K\x00K\x01\x87R(K\x03" + python2(b"|")
    + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89]}" + python2(b"conv") + b"}" + python2(b"weights")
    + b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + python2(b"b")
    + b"\x87R(K\x01K\x02K\x03\x86cnumpy\ndtype\n" + python2(b"f4") + b"K\x00K\x01\x87R(K\x03"
    + python2(b"<") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89" + python2(array.tobytes())
    + b"tbssatb."
)
# NumPy itself must find in it what was meant.
found = pickle.loads(pickled, encoding="latin1").item()
assert (found["conv"]["weights"] == array).all()
with open(at("python2.npy"), "wb") as file:
    np.lib.format.write_array_header_1_0(
        file, {"descr": "|O", "fortran_order": False, "shape": ()}
    )
    file.write(pickled)
np.save(at("bytes_keys.npy"), {b"conv": {b"weights": array}})
np.save(at("vgg.npy"), {"conv1": [values(3, 3, 2, 4).astype("f4"), values(4).astype("f4")]})

arrays = {"a": values(2, 3).astype("f4"), "b/weights": values(4).astype("f2")}
np.savez(at("stored.npz"), **arrays)
np.savez_compressed(at("deflated.npz"), **arrays)
np.savez(at("layers.npz"), np.array(layers, dtype=object))


class Evil:
    def __reduce__(self):
        return os.system, ("touch '%s'" % at("was_run"),)


np.save(at("evil.npy"), {"conv": Evil()})
