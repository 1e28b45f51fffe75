"""Writes a checkpoint of Lightweight OpenPose as its author's training script does: modules nested
as in his network, held by DataParallel, the state_dict beside an optimizer's."""
import sys

import torch
from torch import nn


def conv(inputs, outputs, kernel=3, norm=False, dilation=1, stride=1, relu=True, bias=True):
    padding = dilation * (kernel - 1) // 2
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=bias)]
    layers += [nn.BatchNorm2d(outputs)] if norm else []
    layers += [nn.ReLU()] if relu else []
    return nn.Sequential(*layers)


def separable(inputs, outputs, stride=1, dilation=1):
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride, dilation, dilation, inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.ReLU(),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def separable_without_norm(channels):
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, 1, 1, 1, channels, bias=False),
        nn.ELU(),
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.ELU(),
    )


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.align = conv(512, 128, 1)
        self.trunk = nn.Sequential(*[separable_without_norm(128) for _ in range(3)])
        self.conv = conv(128, 128)

    def forward(self, x):
        x = self.align(x)
        return self.conv(x + self.trunk(x))


class Heads(nn.Module):
    def heads(self, wide):
        self.heatmaps = nn.Sequential(conv(128, wide, 1), conv(wide, 19, 1, relu=False))
        self.pafs = nn.Sequential(conv(128, wide, 1), conv(wide, 38, 1, relu=False))

    def forward(self, x):
        x = self.trunk(x)
        return self.heatmaps(x), self.pafs(x)


class Initial(Heads):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(*[conv(128, 128) for _ in range(3)])
        self.heads(512)


class Block(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.initial = conv(inputs, 128, 1)
        self.trunk = nn.Sequential(conv(128, 128, norm=True), conv(128, 128, norm=True, dilation=2))

    def forward(self, x):
        x = self.initial(x)
        return x + self.trunk(x)


class Refinement(Heads):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(*[Block(128 if i else 128 + 57) for i in range(5)])
        self.heads(128)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        outputs = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512]
        layers = [conv(3, 32, norm=True, stride=2, bias=False)]
        for i, channels in enumerate(outputs):
            stride = 2 if i in (1, 3) else 1
            dilation = 2 if i == 6 else 1
            layers.append(separable(outputs[i - 1] if i else 32, channels, stride, dilation))
        self.model = nn.Sequential(*layers)
        self.cpm = Features()
        self.initial_stage = Initial()
        self.refinement_stages = nn.ModuleList([Refinement()])

    def forward(self, x):
        features = self.cpm(self.model(x))
        heat, pafs = self.initial_stage(features)
        return self.refinement_stages[0](torch.cat([features, heat, pafs], 1))


torch.manual_seed(int(sys.argv[2]))
network = Network()
for module in network.modules():
    if isinstance(module, nn.BatchNorm2d):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.normal_(module.bias, 0, 0.1)
        nn.init.normal_(module.running_mean, 0, 0.1)
        nn.init.uniform_(module.running_var, 0.5, 1.5)
optimizer = torch.optim.Adam(network.parameters())
torch.save(
    {"state_dict": nn.DataParallel(network).state_dict(), "optimizer": optimizer.state_dict()},
    sys.argv[1] + "/checkpoint.pth",
)
network.eval()
image = torch.randint(0, 256, (1, 3, 64, 96)).float()
with torch.no_grad():
    heat, pafs = network((image - 128) / 256)
for name, array in (("image", image), ("heat", heat), ("pafs", pafs)):
    array.numpy().astype("<f4").tofile(sys.argv[1] + "/" + name + ".raw")
