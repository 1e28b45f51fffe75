"""Makes the HEIC files beside it, as telephones write them, with ffmpeg (libx265) for the tiles: python3 make.py

The picture is 96x64: quadrants red, green (above), blue, white (below). grid.heic has it as 2x1 tiles of 64x64, cut off to 96x64;
turned.heic is the same grid with a note to turn it by a quarter counter-clockwise (irot 1), single-turned.heic one item with irot 3,
mirrored.heic one item with imir (about the vertical axis).
"""

import os
import struct
import subprocess
import tempfile

WIDTH, HEIGHT, TILE = 96, 64, 64
HERE = os.path.dirname(os.path.abspath(__file__))
COLOURS = {(0, 0): (255, 0, 0), (1, 0): (0, 255, 0), (0, 1): (0, 0, 255), (1, 1): (255, 255, 255)}


def box(kind, payload=b"", version=None, flags=0):
    head = b"" if version is None else struct.pack(">I", version << 24 | flags)
    return struct.pack(">I", 8 + len(head) + len(payload)) + kind.encode() + head + payload


def pixel(x, y):
    x, y = min(x, WIDTH - 1), min(y, HEIGHT - 1)
    return bytes(COLOURS[2 * x // WIDTH, 2 * y // HEIGHT])


def encode(left, top, width, height):
    """hvcC and sample of a part of the picture."""
    raw = b"".join(pixel(left + x, top + y) for y in range(height) for x in range(width))
    with tempfile.TemporaryDirectory() as folder:
        mp4 = os.path.join(folder, "a.mp4")
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-i", "-", "-frames:v", "1",
             "-vf", "scale=out_color_matrix=bt709:out_range=full", "-pix_fmt", "yuv444p", "-color_range", "pc", "-colorspace", "bt709",
             "-c:v", "libx265", "-x265-params", "crf=12:log-level=none:info=0", "-tag:v", "hvc1", "-movflags", "+faststart", mp4],
            input=raw, check=True)
        data = open(mp4, "rb").read()
    at = data.index(b"hvcC") - 4
    hvcc = data[at:at + struct.unpack(">I", data[at:at + 4])[0]]
    at = data.index(b"mdat") - 4
    return hvcc, data[at + 8:at + struct.unpack(">I", data[at:at + 4])[0]]


def ispe(width, height):
    return box("ispe", struct.pack(">II", width, height), 0)


def heic(items, properties, associations, references, primary, idat):
    """items: (id, type, data or None for idat); associations: {id: [property, ...]} from 1."""
    infos = b"".join(box("infe", struct.pack(">HH", i, 0) + kind.encode() + b"\0", 2) for i, kind, _ in items)
    iinf = box("iinf", struct.pack(">H", len(items)) + infos, 0)
    ipma = struct.pack(">I", len(associations)) + b"".join(
        struct.pack(">HB", i, len(p)) + bytes(0x80 | n for n in p) for i, p in associations.items())
    iprp = box("iprp", box("ipco", b"".join(properties)) + box("ipma", ipma, 0))
    iref = box("iref", b"".join(references), 0) if references else b""
    hdlr = box("hdlr", struct.pack(">I", 0) + b"pict" + bytes(12) + b"\0", 0)

    def meta(offset):
        iloc = struct.pack(">BBH", 0x44, 0, len(items))
        at = offset
        for i, _, data in items:
            method, place, length = (1, 0, len(idat)) if data is None else (0, at, len(data))
            iloc += struct.pack(">HHHHII", i, method, 0, 1, place, length)
            at += 0 if data is None else len(data)
        return box("meta", hdlr + box("pitm", struct.pack(">H", primary), 0) + box("iloc", iloc, 1) + iinf + iprp + iref
                   + (box("idat", idat) if idat else b""), 0)

    ftyp = box("ftyp", b"heic" + struct.pack(">I", 0) + b"mif1heic")
    offset = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(offset) + box("mdat", b"".join(data for _, _, data in items if data is not None))


def grid(turn):
    tiles = [encode(x * TILE, y * TILE, TILE, TILE) for y in range(1) for x in range(2)]
    properties = [tiles[0][0], ispe(TILE, TILE), ispe(WIDTH, HEIGHT)] + ([turn] if turn else [])
    items = [(n + 1, "hvc1", sample) for n, (_, sample) in enumerate(tiles)] + [(9, "grid", None)]
    associations = {n + 1: [1, 2] for n in range(len(tiles))} | {9: [3] + ([4] if turn else [])}
    dimg = box("dimg", struct.pack(">HH", 9, len(tiles)) + b"".join(struct.pack(">H", n + 1) for n in range(len(tiles))))
    return heic(items, properties, associations, [dimg], 9, struct.pack(">BBBBHH", 0, 0, 0, 1, WIDTH, HEIGHT))


def single(turn):
    hvcc, sample = encode(0, 0, WIDTH, HEIGHT)
    return heic([(1, "hvc1", sample)], [hvcc, ispe(WIDTH, HEIGHT), turn], {1: [1, 2, 3]}, [], 1, b"")


for name, content in {
    "grid.heic": grid(None),
    "turned.heic": grid(box("irot", b"\1")),
    "single-turned.heic": single(box("irot", b"\3")),
    "mirrored.heic": single(box("imir", b"\1")),
}.items():
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(content)
