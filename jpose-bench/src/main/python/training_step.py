"""Training steps of mobilenet_thin in PyTorch from Python: prints images a second and PyTorch's version.

Beside org.jpose.bench.TrainingStep. Debian: python3-torch.
"""

import argparse
import contextlib
import time

import torch
from torch import nn

HEAT, AFFINITY = 19, 38


def separable(inputs, outputs, kernel, stride=1, relu=True):
    layers = [
        nn.Conv2d(inputs, inputs, kernel, stride, kernel // 2, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs, eps=0.001),
    ]
    return nn.Sequential(*layers, *([nn.ReLU()] if relu else []))


def branch(inputs, outputs, first):
    last = 256 if first else 64
    return nn.Sequential(
        separable(inputs, 64, 3),
        separable(64, 64, 3),
        separable(64, 64, 3),
        separable(64, last, 1),
        separable(last, outputs, 1, relu=False),
    )


class MobilenetThin(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [int(n * 0.75) for n in (32, 64, 128, 128, 256, 256) + (512,) * 6]
        first = nn.Conv2d(3, widths[0], 3, 2, 1, bias=False)
        trunk = [nn.Sequential(first, nn.BatchNorm2d(widths[0], eps=0.001), nn.ReLU())]
        for i in range(1, 12):
            stride = 2 if i in (2, 4) else 1
            trunk.append(separable(widths[i - 1], widths[i], 3, stride))
        self.trunk = nn.ModuleList(trunk)
        self.pool = nn.MaxPool2d(2)
        features = widths[3] + widths[7] + widths[11]
        self.limbs, self.joints = nn.ModuleList(), nn.ModuleList()
        for stage in range(6):
            inputs = features + (0 if stage == 0 else HEAT + AFFINITY)
            self.limbs.append(branch(inputs, AFFINITY, stage == 0))
            self.joints.append(branch(inputs, HEAT, stage == 0))

    def forward(self, image):
        x, layers = image * (2 / 255) - 1, []
        for layer in self.trunk:
            x = layer(x)
            layers.append(x)
        features = torch.cat([self.pool(layers[3]), layers[7], layers[11]], 1)
        x, fields = features, []
        for limbs, joints in zip(self.limbs, self.joints):
            affinity, heat = limbs(x), joints(x)
            fields.append((heat, affinity))
            x = torch.cat([affinity, heat, features], 1)
        return fields


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--setting", required=True)
    for option in ("--warm-up", "--steps", "--images", "--side"):
        parser.add_argument(option, type=int, required=True)
    options = parser.parse_args()
    network = MobilenetThin().train()
    n, side, cells = options.images, options.side, options.side // 8
    image = torch.rand(n, 3, side, side) * 255
    targets = [torch.rand(n, planes, cells, cells) for planes in (HEAT, AFFINITY)]
    masks = [torch.rand_like(target) for target in targets]
    if options.setting.endswith("-last"):
        network = network.to(memory_format=torch.channels_last)
        image = image.contiguous(memory_format=torch.channels_last)
    autocast = contextlib.nullcontext
    if options.setting.startswith("bfloat16"):
        autocast = lambda: torch.autocast("cpu", torch.bfloat16)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        with autocast():
            fields = network(image)
        loss = 0
        for stage in fields:
            for field, target, mask in zip(stage, targets, masks):
                loss = loss + (mask * (field.float() - target) ** 2).sum() / (2 * n)
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(options.warm_up):
        step()
    start = time.perf_counter()
    for _ in range(options.steps):
        step()
    rate = options.steps * n / (time.perf_counter() - start)
    print("%.3f %s" % (rate, torch.__version__))


main()
