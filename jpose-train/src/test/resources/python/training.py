"""Trains networks with PyTorch itself, to compare with: one case per folder given.

A folder has network.txt (nodes, stages, options) and in.safetensors (weights and one batch); the
script writes out.safetensors: losses and gradients of the first step, weights after the last.
"""

import json
import os
import struct
import sys

import numpy
import torch
import torch.nn.functional as F


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            numbers = numpy.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(numbers.copy())
    return tensors


def write(path, tensors):
    header, blobs, offset = {}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().float().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def words(text):
    return dict(word.split("=", 1) for word in text.split(";") if word)


class Network:
    def __init__(self, path):
        self.nodes, self.stages, self.options = [], [], {}
        with open(path) as file:
            for line in file.read().splitlines():
                kind, *fields = line.split("\t")
                if kind == "node":
                    name, operation, inputs, attributes = fields
                    inputs = [int(i) for i in inputs.split(",") if i]
                    self.nodes.append((name, operation, inputs, words(attributes)))
                elif kind == "stage":
                    self.stages.append([int(i) for i in fields])
                else:
                    self.options[kind] = fields[0]

    def fields(self, weights, image):
        values = []
        for name, operation, inputs, a in self.nodes:
            x = [values[i] for i in inputs] or [image]
            values.append(getattr(self, operation)(name, weights, a, *x))
        return [(values[heat], values[affinity]) for heat, affinity in self.stages]

    def affine(self, name, weights, a, x):
        return x * float(a["scale"]) + float(a["shift"])

    def convolution(self, name, weights, a, x):
        x = F.conv2d(
            padded(x, a, 0.0),
            weights[name + ".weight"],
            weights.get(name + ".bias"),
            stride=int(a["stride"]),
            dilation=int(a["dilation"]),
            groups=int(a["groups"]),
        )
        if "epsilon" in a:
            x = self.normalize(name, weights, a, x)
        return self.activate(name, weights, a, x)

    def normalize(self, name, weights, a, x):
        gamma, beta = weights.get(name + ".bn.gamma"), weights[name + ".bn.beta"]
        if a["statistics"] == "BATCH":
            return F.instance_norm(x, weight=gamma, bias=beta, eps=float(a["epsilon"]))
        stored = self.options["frozen"].split(",") + self.options["fields"].split(",")
        training = name not in stored
        return F.batch_norm(
            x,
            weights[name + ".bn.mean"],
            weights[name + ".bn.var"],
            gamma,
            beta,
            training,
            float(self.options["momentum"]),
            float(a["epsilon"]),
        )

    def activate(self, name, weights, a, x):
        return {"NONE": lambda x: x, "RELU": F.relu, "RELU6": F.relu6, "ELU": F.elu}[
            a["activation"]
        ](x)

    def maxpool(self, name, weights, a, x):
        x = padded(x, a, float("-inf"))
        return F.max_pool2d(x, (int(a["height"]), int(a["width"])), int(a["stride"]))

    def concat(self, name, weights, a, *x):
        return torch.cat(x, 1)

    def add(self, name, weights, a, *x):
        return self.activate(name, weights, a, sum(x[1:], x[0]))

    def upsample(self, name, weights, a, x):
        factor = int(a["factor"])
        return resized(x, x.shape[2] * factor, x.shape[3] * factor, a["interpolation"])

    def resizelike(self, name, weights, a, x, like):
        return resized(x, like.shape[2], like.shape[3], a["interpolation"])

    def slice(self, name, weights, a, x):
        start = int(a["from"])
        return x[:, start : start + int(a["count"])]


def padded(x, a, value):
    margins = []
    for size, kernel in ((x.shape[3], int(a["width"])), (x.shape[2], int(a["height"]))):
        if a["padding"] != "same":
            margins += [int(a["padding"])] * 2
            continue
        stride = int(a["stride"])
        span = (kernel - 1) * int(a["dilation"]) + 1
        need = max((-(-size // stride) - 1) * stride + span - size, 0)
        margins += [need // 2, need - need // 2]
    return F.pad(x, margins, value=value)


def resized(x, rows, columns, interpolation):
    if interpolation != "ASYMMETRIC":
        corners = interpolation == "ALIGN_CORNERS"
        return F.interpolate(x, (rows, columns), mode="bilinear", align_corners=corners)
    for axis, size in ((2, rows), (3, columns)):
        place = torch.arange(size, dtype=x.dtype) * (x.shape[axis] / size)
        low = place.floor().long()
        high = (low + 1).clamp(max=x.shape[axis] - 1)
        part = (place - low).view([-1 if i == axis else 1 for i in range(4)])
        x = x.index_select(axis, low) * (1 - part) + x.index_select(axis, high) * part
    return x


class TensorFlowRmsProp(torch.optim.Optimizer):
    """tf.train.RMSPropOptimizer, from its documented formula."""

    def __init__(self, groups, lr, alpha, eps, momentum):
        super().__init__(groups, dict(lr=lr, weight_decay=0))
        self.alpha, self.eps, self.momentum, self.memory = alpha, eps, momentum, {}

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                square, momentum = self.memory.get(
                    weight, (torch.ones_like(weight), torch.zeros_like(weight))
                )
                gradient = weight.grad + group["weight_decay"] * weight
                square = self.alpha * square + (1 - self.alpha) * gradient**2
                step = group["lr"] * gradient / (square + self.eps).sqrt()
                momentum = self.momentum * momentum + step
                weight -= momentum
                self.memory[weight] = square, momentum


def optimizer(options, groups):
    name, *numbers = options["optimizer"].split(" ")
    numbers = [float(number) for number in numbers]
    if name in ("adam", "adamw"):
        kind = torch.optim.Adam if name == "adam" else torch.optim.AdamW
        return kind(groups, lr=1, betas=numbers[:2], eps=numbers[2])
    if name == "sgd":
        return torch.optim.SGD(groups, lr=1, momentum=numbers[0], nesterov=numbers[1] == 1)
    kind = torch.optim.RMSprop if name == "rmsprop" else TensorFlowRmsProp
    return kind(groups, lr=1, alpha=numbers[0], momentum=numbers[1], eps=numbers[2])


def run(folder):
    network = Network(os.path.join(folder, "network.txt"))
    options = network.options
    given = read(os.path.join(folder, "in.safetensors"))
    dtype = getattr(torch, options["type"])
    batch = {name[6:]: t.to(dtype) for name, t in given.items() if name.startswith("batch/")}
    weights = {name: t.to(dtype) for name, t in given.items() if not name.startswith("batch/")}
    trunk, frozen = options["trunk"].split(","), options["frozen"].split(",")
    rates = [float(rate) for rate in options["rates"].split(",")]
    groups, factors, trained = [], [], {}
    for name, weight in weights.items():
        node = name.rsplit(".bn.", 1)[0] if ".bn." in name else name.rsplit(".", 1)[0]
        if node in frozen or name.endswith((".bn.mean", ".bn.var")):
            continue
        decay = float(options["decay"]) if name.endswith(".weight") else 0
        groups.append({"params": [weight.requires_grad_(True)], "weight_decay": decay})
        factors.append(float(options["trunkrate"]) if node in trunk else 1)
        trained[name] = weight
    steps = optimizer(options, groups)
    average = {name: weight.detach().clone() for name, weight in weights.items()}
    out = {}
    for number, rate in enumerate(rates, 1):
        steps.zero_grad()
        loss = 0
        for stage, (heat, affinity) in enumerate(network.fields(weights, batch["images"])):
            for part, field in (("heat", heat), ("affinity", affinity)):
                error = batch[part + "mask"] * (field - batch[part]) ** 2
                term = error.sum() / (2 * len(field))
                loss = loss + term
                if number == 1:
                    out["loss/%d/%s" % (stage, part)] = term.detach().reshape(1)
        loss.backward()
        if number == 1:
            for name, weight in trained.items():
                out["gradient/" + name] = weight.grad.clone()
        if float(options["limit"]) > 0:
            torch.nn.utils.clip_grad_norm_(list(trained.values()), float(options["limit"]))
        for group, factor in zip(steps.param_groups, factors):
            group["lr"] = rate * factor
        steps.step()
        if float(options["average"]) > 0:
            decay = min(float(options["average"]), (1 + number) / (10 + number))
            for name, weight in weights.items():
                average[name] = decay * average[name] + (1 - decay) * weight.detach()
    for name, weight in weights.items():
        out["weight/" + name] = weight
        if float(options["average"]) > 0:
            out["average/" + name] = average[name]
    write(os.path.join(folder, "out.safetensors"), out)


Network.input = Network.affine
for case in sys.argv[1:]:
    run(case)
