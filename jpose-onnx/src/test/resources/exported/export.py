"""Made the networks of this folder, by PyTorch 1.13: what stands between a convolution and two heads."""
import torch
import torch.nn.functional as F


class Net(torch.nn.Module):
    def __init__(self, middle):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3, 8, 1)
        self.middle = middle
        self.heat = torch.nn.Conv2d(8, 19, 1)
        self.affinity = torch.nn.Conv2d(8, 38, 1)

    def forward(self, image):
        features = self.middle(self.first(image))
        return self.heat(features), self.affinity(features)


def grid(x):
    h, w = x.shape[2:]
    ys = torch.arange(h).float().view(1, 1, h, 1) / h
    xs = torch.arange(w).float().view(1, 1, 1, w) / w
    return x + ys.expand(1, 1, h, w) + xs


def assign(x):
    y = x.clone()
    y[:, :, 0] = 0
    y[:, 0, 1:3, 1:3] = 1
    return y


def attention(x):
    n, c, h, w = x.shape
    t = x.flatten(2).transpose(1, 2)
    a = torch.softmax(t @ t.transpose(1, 2) / c**0.5, -1)
    return (a @ t).transpose(1, 2).reshape(n, c, h, w)


def pad_to_fours(x):
    h, w = x.shape[2:]
    return F.pad(x, (0, -w % 4, 0, -h % 4))[:, :, :h, :w]


def sample(x):
    return F.grid_sample(x, F.affine_grid(torch.eye(2, 3)[None], [1, 8, 8, 8]))


MIDDLES = {
    "pad-13": lambda x: F.pad(x, (1, 0, 0, 1))[:, :, 1:, :-1],
    "pad-to-fours-17": pad_to_fours,
    "scale-11": lambda x: F.interpolate(
        F.avg_pool2d(x, 2), scale_factor=2.0, recompute_scale_factor=True
    ),
    "grid-9": grid,
    "split-13": lambda x: torch.cat(torch.split(x, [3, 5], 1), 1),
    "sample-17": sample,
    "einsum-13": lambda x: torch.einsum("nchw,nchw->nchw", x, x),
    "assign-13": assign,
    "attention-17": attention,
}


class Middle(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


for name, middle in MIDDLES.items():
    free = {0: "n", 2: "h", 3: "w"}
    torch.onnx.export(
        Net(Middle(middle)).eval(),
        torch.rand(1, 3, 64, 64),
        name + ".onnx",
        opset_version=int(name.split("-")[-1]),
        input_names=["image"],
        output_names=["heat", "affinity"],
        dynamic_axes=None if middle is sample else {"image": free, "heat": free, "affinity": free},
    )
