"""Writes Caffe networks with Google's own protobuf, from the part of caffe.proto given here."""
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

folder = sys.argv[1]
INT32, INT64, FLOAT, DOUBLE, STRING, MESSAGE, ENUM = 5, 3, 2, 1, 9, 11, 14

proto = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")


def message(name, *fields):
    described = proto.message_type.add(name=name)
    for field, number, kind, repeated, packed in fields:
        added = described.field.add(name=field, number=number, label=3 if repeated else 1)
        if isinstance(kind, str):
            added.type, added.type_name = MESSAGE, ".caffe." + kind
        else:
            added.type = kind
        if packed:
            added.options.packed = True


message("BlobShape", ("dim", 1, INT64, True, True))
message(
    "BlobProto",
    ("num", 1, INT32, False, False),
    ("channels", 2, INT32, False, False),
    ("height", 3, INT32, False, False),
    ("width", 4, INT32, False, False),
    ("data", 5, FLOAT, True, True),
    ("diff", 6, FLOAT, True, True),
    ("shape", 7, "BlobShape", False, False),
    ("double_data", 8, DOUBLE, True, True),
)
message(
    "LayerParameter",
    ("name", 1, STRING, False, False),
    ("type", 2, STRING, False, False),
    ("bottom", 3, STRING, True, False),
    ("top", 4, STRING, True, False),
    ("blobs", 7, "BlobProto", True, False),
    ("phase", 10, INT32, False, False),
)
message(
    "V1LayerParameter",
    ("name", 4, STRING, False, False),
    ("type", 5, INT32, False, False),
    ("blobs", 6, "BlobProto", True, False),
)
message(
    "NetParameter",
    ("name", 1, STRING, False, False),
    ("layers", 2, "V1LayerParameter", True, False),
    ("input", 3, STRING, True, False),
    ("layer", 100, "LayerParameter", True, False),
)
pool = descriptor_pool.DescriptorPool()
pool.Add(proto)
Net = message_factory.MessageFactory(pool).GetPrototype(
    pool.FindMessageTypeByName("caffe.NetParameter")
)


def values(count):
    return [(i * 7 % 101 - 50) / 16 for i in range(count)]


net = Net(name="pose", input=["image"])
net.layer.add(name="data", type="Input", top=["data"])
conv = net.layer.add(name="conv1_1", type="Convolution", bottom=["data"], top=["conv1_1"], phase=1)
weights = conv.blobs.add(data=values(24), diff=[9.0] * 24)
weights.shape.dim.extend([4, 2, 1, 3])
conv.blobs.add(double_data=values(4)).shape.dim.append(4)
net.layer.add(name="relu1_1", type="ReLU", bottom=["conv1_1"], top=["conv1_1"])
with open(folder + "/new.caffemodel", "wb") as file:
    file.write(net.SerializeToString())

old = Net(name="VGG")
conv = old.layers.add(name="conv1_1", type=4)
conv.blobs.add(num=4, channels=2, height=1, width=3, data=values(24))
conv.blobs.add(num=1, channels=1, height=1, width=4, data=values(4))
with open(folder + "/old.caffemodel", "wb") as file:
    file.write(old.SerializeToString())
with open(folder + "/untrained.caffemodel", "wb") as file:
    file.write(Net(name="pose", layer=[dict(name="data", type="Input")]).SerializeToString())
