#!/usr/bin/env python3
"""The work of jpose's loader in OpenCV and NumPy, to compare speeds with.

Makes batches for training from a COCO folder, with the augmentation tf-pose: JPEG decoding by
cv2.imdecode, the whole geometry as one cv2.warpAffine, one change of colour, heatmaps, affinity
fields and masks with vectorised NumPy, drawn at the cells' centres. Worker processes write samples
straight into shared memory, so that nothing is pickled but numbers of slots; annotations are parsed
into arrays once, before the clock starts. cv2 runs one thread per worker, as usual for loaders.

    loader_speed.py COCO_DIR [--split train2017] [--workers 2] [--size 368] [--batch 16]
                    [--samples 2000] [--pieces]

Prints samples per second after a warm-up of two batches per worker, and milliseconds of processor
time per sample; with --pieces, milliseconds of processor time of each piece instead. Debian: python3-opencv, python3-numpy.
"""

import argparse
import json
import math
import multiprocessing
import os
import resource
import time
from multiprocessing import shared_memory

import cv2
import numpy as np

STRIDE = 8
SIGMA = 8.0
LIMB = 8.0
CUT = 4.6052
JOINTS = 18
# COCO's 17 joints as coco18's; neck (1) is the middle of the shoulders.
FROM_COCO = [0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3]
MIRROR = np.array([0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16])
LIMBS = np.array([
    (1, 2, 12), (1, 5, 20), (2, 3, 14), (3, 4, 16), (5, 6, 22), (6, 7, 24), (1, 8, 0), (8, 9, 2),
    (9, 10, 4), (1, 11, 6), (11, 12, 8), (12, 13, 10), (1, 0, 28), (0, 14, 30), (14, 16, 34),
    (0, 15, 32), (15, 17, 36), (2, 16, 18), (5, 17, 26)])
# Limbs in the order of their channels, so that planes need no second shuffle.
LIMBS = LIMBS[np.argsort(LIMBS[:, 2])]


class Coco:
    """Annotations as arrays: joints [person, 18, 2], known [person, 18], boxes [person, 4]."""

    def __init__(self, folder, split):
        with open(os.path.join(folder, "annotations", f"person_keypoints_{split}.json")) as file:
            coco = json.load(file)
        people = {}
        for annotation in coco["annotations"]:
            people.setdefault(annotation["image_id"], []).append(annotation)
        self.files = []
        self.people = []
        for image in coco["images"]:
            self.files.append(os.path.join(folder, split, image["file_name"]))
            self.people.append(self.arrays([
                a for a in people.get(image["id"], []) if a["num_keypoints"] and not a["iscrowd"]]))

    @staticmethod
    def arrays(annotations):
        count = len(annotations)
        flat = np.array([a["keypoints"] for a in annotations], np.float32).reshape(count, 17, 3)
        joints = flat[:, FROM_COCO, :2]
        known = flat[:, FROM_COCO, 2] > 0
        joints[:, 1] = (joints[:, 2] + joints[:, 5]) / 2
        known[:, 1] = known[:, 2] & known[:, 5]
        boxes = np.array([a["bbox"] for a in annotations], np.float32).reshape(count, 4)
        return joints, known, boxes


def scale(x, y):
    return np.array([[x, 0, 0.5 * x - 0.5], [0, y, 0.5 * y - 0.5], [0, 0, 1]])


def translation(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], float)


def rotation(degrees, x, y):
    cos = math.cos(math.radians(degrees))
    sin = math.sin(math.radians(degrees))
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    return translation(x, y) @ turn @ translation(-x, -y)


def inner_rectangle(width, height, degrees):
    sin = abs(math.sin(math.radians(degrees)))
    cos = abs(math.cos(math.radians(degrees)))
    shorter, longer = min(width, height), max(width, height)
    if shorter <= 2 * sin * cos * longer or abs(sin - cos) < 1e-9:
        half = shorter / 2
        w, h = (half / sin, half / cos) if width >= height else (half / cos, half / sin)
    else:
        square = cos * cos - sin * sin
        w, h = (width * cos - height * sin) / square, (height * cos - width * sin) / square
    return min(w, width), min(h, height)


def draw_map(width, height, size, random):
    """The preset tf-pose, composed into one matrix."""
    sx, sy = random.uniform(0.8, 1.2, 2)
    degrees = random.uniform(-15, 15)
    width, height = width * sx, height * sy
    matrix = rotation(degrees, width / 2 - 0.5, height / 2 - 0.5) @ scale(sx, sy)
    w, h = inner_rectangle(width, height, degrees)
    matrix = translation((w - width) / 2, (h - height) / 2) @ matrix
    flips = random.random() < 0.5
    if flips:
        matrix = np.array([[-1, 0, w - 1], [0, 1, 0], [0, 0, 1]], float) @ matrix
    factor = min(size / w, size / h) * random.uniform(0.95, 1.6)
    left, top = (
        (side - size) * random.random() if side > size else (side - size) / 2
        for side in (w * factor, h * factor))
    return translation(-left, -top) @ scale(factor, factor) @ matrix, flips


def decode(file):
    with open(file, "rb") as stream:
        return cv2.imdecode(np.frombuffer(stream.read(), np.uint8), cv2.IMREAD_COLOR)


def warp(image, matrix, size, random):
    grey = (0, 255, 127, 127, 127)[random.integers(5)]
    shrink = math.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    if shrink <= 0.5:
        # What jpose does too: average before a strong reduction, one map all the same.
        step = int(1 / shrink)
        height, width = image.shape[0] // step, image.shape[1] // step
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        matrix = matrix @ scale(step, step)
    return cv2.warpAffine(image, matrix[:2], (size, size), flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(grey, grey, grey))


def change_colours(image, random):
    if random.random() >= 0.7:
        return image
    change = random.integers(3)
    if change == 0:
        return cv2.convertScaleAbs(image, alpha=random.uniform(0.6, 1.4))
    if change == 1:
        factor = random.uniform(0.7, 1.4)
        means = np.array(cv2.mean(image)[:3])
        values = np.arange(256)[:, None] * factor + (1 - factor) * means
        table = np.clip(np.rint(values), 0, 255).astype(np.uint8)
        return cv2.LUT(image, table.reshape(1, 256, 3))
    kernel = tuple(int(k) for k in 2 * random.integers(0, 3, 2) + 1)
    return cv2.GaussianBlur(image, kernel, 0)


def transform(people, matrix, flips, size):
    joints, known, boxes = people
    linear, offset = matrix[:2, :2].astype(np.float32), matrix[:2, 2].astype(np.float32)
    joints = joints @ linear.T + offset
    if flips:
        joints, known = joints[:, MIRROR], known[:, MIRROR]
    inside = ((joints >= -0.5) & (joints <= size - 0.5)).all(2)
    centres = (boxes[:, :2] + boxes[:, 2:] / 2) @ linear.T + offset
    halves = boxes[:, 2:] / 2 @ np.abs(linear).T
    return joints, known, inside, centres, halves


def write_targets(people, cells, heat, heat_mask, affinity, affinity_mask):
    """All people, joints and limbs at once, over the whole grid."""
    joints, known, inside, centres, halves = people
    heat_mask[:] = 1
    affinity_mask[:] = 1
    if len(joints) == 0:
        heat[:] = 0
        heat[JOINTS] = 1
        affinity[:] = 0
        return
    grid = (np.arange(cells, dtype=np.float32) + 0.5) * STRIDE - 0.5
    # Separable squares: [person, joint, row] and [person, joint, column].
    columns = (grid - joints[:, :, 0, None]) ** 2
    rows = (grid - joints[:, :, 1, None]) ** 2
    exponent = (rows[:, :, :, None] + columns[:, :, None, :]) / (2 * SIGMA * SIGMA)
    near = exponent <= CUT
    drawn = known & inside
    gaussians = np.exp(-exponent, where=near, out=np.zeros_like(exponent))
    gaussians[~drawn] = 0
    gaussians.max(0, out=heat[:JOINTS])
    np.subtract(1, heat[:JOINTS].max(0), out=heat[JOINTS])

    start, end = joints[:, LIMBS[:, 0]], joints[:, LIMBS[:, 1]]
    length = np.hypot(*np.moveaxis(end - start, 2, 0))
    unit = (end - start) / np.maximum(length, 1e-6)[:, :, None]
    dx = grid[None, None, None, :] - start[:, :, 0, None, None]
    dy = grid[None, None, :, None] - start[:, :, 1, None, None]
    ux, uy = unit[:, :, 0, None, None], unit[:, :, 1, None, None]
    along = dx * ux + dy * uy
    band = np.abs(dx * uy - dy * ux) <= LIMB
    band &= along >= 0
    band &= along <= length[:, :, None, None]
    whole = drawn[:, LIMBS[:, 0]] & drawn[:, LIMBS[:, 1]]
    drawn_bands = band & whole[:, :, None, None]
    count = drawn_bands.sum(0, dtype=np.float32)
    np.maximum(count, 1, out=count)
    sums = np.einsum("plc,plij->lcij", unit, drawn_bands.astype(np.float32), optimize=False)
    np.divide(sums, count[:, None], out=affinity.reshape(len(LIMBS), 2, cells, cells))

    # No loss near joints outside, nor, for joints without a label, in the enlarged box.
    unsure = known & ~inside
    hidden = near & unsure[:, :, None, None]
    margin = 0.2 * halves.max(1, keepdims=True)
    low, high = centres - halves - margin, centres + halves + margin
    in_x = (grid >= low[:, :1]) & (grid <= high[:, :1])
    in_y = (grid >= low[:, 1:]) & (grid <= high[:, 1:])
    box = in_y[:, :, None] & in_x[:, None, :]
    masked = (hidden | box[:, None] & ~known[:, :, None, None]).any(0) & (heat[:JOINTS] == 0)
    heat_mask[:JOINTS][masked] = 0
    heat_mask[JOINTS][hidden.any((0, 1))] = 0
    known_ends = known[:, LIMBS[:, 0]] & known[:, LIMBS[:, 1]]
    unsure_ends = (known_ends & ~whole)[:, :, None, None]
    masked = (band & unsure_ends | box[:, None] & ~known_ends[:, :, None, None]).any(0)
    masked &= ~drawn_bands.any(0)
    affinity_mask.reshape(len(LIMBS), 2, cells, cells)[np.repeat(masked[:, None], 2, 1)] = 0


def write_pixels(image, planes):
    # Three planar copies that convert on the way: faster than a transposed astype.
    for channel in range(3):
        planes[channel] = image[:, :, channel]


class Slots:
    """Shared memory for some batches."""

    def __init__(self, count, batch, size, name=None):
        cells = size // STRIDE
        self.shapes = {
            "images": (3, size, size), "heat": (JOINTS + 1, cells, cells),
            "heat_mask": (JOINTS + 1, cells, cells), "affinity": (2 * len(LIMBS), cells, cells),
            "affinity_mask": (2 * len(LIMBS), cells, cells)}
        each = sum(int(np.prod(shape)) for shape in self.shapes.values())
        self.memory = (shared_memory.SharedMemory(name) if name else
                       shared_memory.SharedMemory(create=True, size=4 * each * batch * count))
        self.arrays = {}
        start = 0
        for what, shape in self.shapes.items():
            self.arrays[what] = np.ndarray((count, batch) + shape, np.float32, self.memory.buf, start)
            start += self.arrays[what].nbytes


def make_sample(coco, index, random, size, arrays, slot, place):
    image = decode(coco.files[index])
    matrix, flips = draw_map(image.shape[1], image.shape[0], size, random)
    people = transform(coco.people[index], matrix, flips, size)
    image = change_colours(warp(image, matrix, size, random), random)
    write_pixels(image, arrays["images"][slot, place])
    write_targets(people, size // STRIDE, arrays["heat"][slot, place],
                  arrays["heat_mask"][slot, place], arrays["affinity"][slot, place],
                  arrays["affinity_mask"][slot, place])


def work(coco, size, batch, slots, name, tasks, free, ready):
    cv2.setNumThreads(1)
    shared = Slots(slots, batch, size, name)
    while True:
        task = tasks.get()
        if task is None:
            break
        seed, indices = task
        slot = free.get()
        random = np.random.default_rng(seed)
        for place, index in enumerate(indices):
            make_sample(coco, index, random, size, shared.arrays, slot, place)
        ready.put(slot)


def measure(coco, arguments):
    size, batch, workers = arguments.size, arguments.batch, arguments.workers
    slots = 2 * workers
    shared = Slots(slots, batch, size)
    context = multiprocessing.get_context("fork")
    tasks, free, ready = context.Queue(), context.Queue(), context.Queue()
    warm_up = 2 * workers
    batches = warm_up + max(1, arguments.samples // batch)
    order = np.random.default_rng(1)
    indices = np.concatenate([
        order.permutation(len(coco.files))
        for _ in range(batches * batch // len(coco.files) + 1)])
    for slot in range(slots):
        free.put(slot)
    for i in range(batches):
        tasks.put((i, indices[i * batch:(i + 1) * batch]))
    processes = [
        context.Process(target=work,
                        args=(coco, size, batch, slots, shared.memory.name, tasks, free, ready))
        for _ in range(workers)]
    for process in processes:
        tasks.put(None)
        process.start()
    for i in range(batches):
        if i == warm_up:
            start = time.perf_counter()
        # The trainer: takes a batch and gives its memory back at once.
        free.put(ready.get())
    rate = (batches - warm_up) * batch / (time.perf_counter() - start)
    for process in processes:
        process.join()
    shared.arrays.clear()
    shared.memory.close()
    shared.memory.unlink()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = 1e3 * (used.ru_utime + used.ru_stime) / (batches * batch)
    print(f"opencv-numpy rate={rate:.1f} cpu={cpu:.3f}")


def pieces(coco, arguments):
    cv2.setNumThreads(1)
    size = arguments.size
    shared = Slots(1, 1, size)
    arrays = {what: array[0, 0] for what, array in shared.arrays.items()}
    random = np.random.default_rng(1)
    spent = {}

    def timed(what, work):
        start = time.process_time()
        result = work()
        spent[what] = spent.get(what, 0) + time.process_time() - start
        return result

    count = min(arguments.samples, len(coco.files))
    for index in random.permutation(len(coco.files))[:count]:
        image = timed("decode", lambda: decode(coco.files[index]))
        matrix, flips = draw_map(image.shape[1], image.shape[0], size, random)
        warped = timed("warp", lambda: warp(image, matrix, size, random))
        changed = timed("colours", lambda: change_colours(warped, random))
        timed("pixels", lambda: write_pixels(changed, arrays["images"]))
        timed("targets", lambda: write_targets(
            transform(coco.people[index], matrix, flips, size), size // STRIDE, arrays["heat"],
            arrays["heat_mask"], arrays["affinity"], arrays["affinity_mask"]))
    print("opencv-numpy " + " ".join(f"{k}={1e3 * v / count:.3f}" for k, v in spent.items()))
    arrays.clear()
    shared.arrays.clear()
    shared.memory.close()
    shared.memory.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--split", default="train2017")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--size", type=int, default=368)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--pieces", action="store_true")
    arguments = parser.parse_args()
    coco = Coco(arguments.folder, arguments.split)
    pieces(coco, arguments) if arguments.pieces else measure(coco, arguments)


if __name__ == "__main__":
    main()
