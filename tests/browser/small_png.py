"""Makes a PNG small: with 256 colours at most, as pages of text and flat areas need no more."""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = (256, 128, 64, 32)
# How many bytes a pixel has, by the kinds of colour that browsers write: RGB and RGBA.
PIXEL_BYTES = {2: 3, 6: 4}


def chunks(png: bytes):
    """The kinds and contents of its parts."""
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        yield kind, png[at + 8:at + 8 + length]
        at += length + 12


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    near = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return (left, above, corner)[near.index(min(near))]


def unfiltered(kind: int, row: bytearray, above: bytes, step: int) -> bytes:
    """A row as it is, from how it differs from what stands beside and above it."""
    for at, value in enumerate(row):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = (0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner))[kind]
        row[at] = (value + guess) & 255
    return bytes(row)


def pixels(png: bytes) -> tuple:
    """The width, and the rows with the colour of every pixel, as RGB."""
    head, packed = b"", b""
    for kind, content in chunks(png):
        if kind == b"IHDR":
            head = content
        elif kind == b"IDAT":
            packed += content
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    assert depth == 8 and colour in PIXEL_BYTES and not interlaced, "no PNG of a browser"
    step = PIXEL_BYTES[colour]
    raw, length = zlib.decompress(packed), width * step
    above, rows = bytes(length), []
    for at in range(0, height * (length + 1), length + 1):
        row = raw[at + 1:at + 1 + length]
        above = unfiltered(raw[at], bytearray(row), above, step) if raw[at] else row
        rows.append([above[pixel:pixel + 3] for pixel in range(0, length, step)])
    return width, rows


def nearest(colour: bytes, palette: list) -> int:
    """The place of what looks most like it."""
    apart = [sum((one - other) ** 2 for one, other in zip(colour, known)) for known in palette]
    return apart.index(min(apart))


def drawn(width: int, rows: list, palette: list, counted: Counter) -> bytes:
    """The picture in the colours of the palette."""
    place = {colour: at for at, colour in enumerate(palette)}
    place.update({colour: nearest(colour, palette) for colour in counted if colour not in place})
    raw = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(raw, 9))]
    return SIGNATURE + b"".join(chunk(*part) for part in [*parts, (b"IEND", b"")])


def small(png: bytes, bytes_max: int) -> bytes:
    """The same picture in the colours that it has most of, as many as there is room for."""
    width, rows = pixels(png)
    counted = Counter(colour for row in rows for colour in row)
    for colours in COLOURS:
        palette = [colour for colour, _ in counted.most_common(colours)]
        picture = drawn(width, rows, palette, counted)
        if len(picture) <= bytes_max:
            return picture
    raise AssertionError(f"{len(picture)} bytes in {COLOURS[-1]} colours")
