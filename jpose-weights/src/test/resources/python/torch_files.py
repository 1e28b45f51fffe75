"""Writes PyTorch checkpoints into a folder; values as in numpy_files.py."""
import collections
import os
import sys

import torch

folder = sys.argv[1]


def at(name):
    return os.path.join(folder, name)


def values(*shape):
    count = 1
    for size in shape:
        count *= size
    return ((torch.arange(count, dtype=torch.float64) * 7 % 101 - 50) / 16).reshape(shape).float()


torch.save(
    {
        "half": values(2, 3).half(),
        "brain": values(2, 3).bfloat16(),
        "double": values(2, 3).double(),
        "single": values(2, 3),
        "long": torch.tensor([1, -2, 2**40]),
        "bool": torch.tensor([True, False]),
        "number": torch.tensor(1.5),
        "none": torch.zeros(0, 3),
    },
    at("types.pth"),
)
whole = values(6, 8)
torch.save(
    {
        "transposed": whole.t(),
        "part": whole[1:5:2, 2:7],
        "column": whole[:, 3],
        "same": whole,
        "expanded": values(3, 1).expand(3, 4),
        "channels_last": values(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        "parameter": torch.nn.Parameter(values(4)),
    },
    at("views.pth"),
)
module = torch.nn.Sequential(
    collections.OrderedDict(
        conv=torch.nn.Conv2d(2, 4, 3), norm=torch.nn.BatchNorm2d(4), last=torch.nn.Conv2d(4, 2, 1)
    )
)
with torch.no_grad():
    for parameter in module.parameters():
        parameter.copy_(values(*parameter.shape))
optimizer = torch.optim.Adam(module.parameters())
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
module(torch.zeros(1, 2, 5, 5)).sum().backward()
optimizer.step()
with torch.no_grad():
    for parameter in module.parameters():
        parameter.copy_(values(*parameter.shape))
checkpoint = {
    "state_dict": module.state_dict(),
    "optimizer": optimizer.state_dict(),
    "scheduler": schedule.state_dict(),
    "iter": 370000,
}
torch.save(checkpoint, at("training.pth"))
torch.save(module.state_dict(), at("protocol4.pth"), pickle_protocol=4)
torch.save(checkpoint, at("legacy.pth"), _use_new_zipfile_serialization=False)
torch.save(module, at("module.pth"))
torch.jit.save(torch.jit.script(module), at("script.pt"))


class Evil:
    def __reduce__(self):
        return os.system, ("touch '%s'" % at("was_run"),)


torch.save({"conv.weight": values(2), "evil": Evil()}, at("evil.pth"))
