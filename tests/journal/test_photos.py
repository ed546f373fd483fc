"""What an upload becomes: upright, small enough, and nothing but pixels; or a reason why not, at a bounded cost."""

import struct
import subprocess
import sys
import threading
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from journal import photos
from journal.photos import Refused, draw
from tests.pictures import opened, picture

SECRET = b"zq-quicksilver-48.8584N"


def exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()  # description
    exif.get_ifd(0x8825)[29] = SECRET.decode()  # place
    return exif.tobytes()


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        draw(data)
    return caught.value


MODES = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "RGBA", "P", "1", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("P",),
}


@pytest.mark.parametrize(("format", "mode"), [(format, mode) for format in MODES for mode in MODES[format]])
def test_taken(format, mode):
    drawn = draw(picture(format, mode=mode))
    large, small = opened(drawn.large), opened(drawn.small)
    assert (large.format, large.mode, large.size) == ("WEBP", "RGB", (640, 480))
    assert (small.format, small.size) == ("WEBP", (480, 360))
    assert (drawn.width, drawn.height) == (640, 480)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_upright(orientation):
    drawn = opened(draw(picture(exif=exif(orientation))).large)
    assert drawn.size == ((640, 480) if orientation < 5 else (480, 640))
    middle = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[
        orientation
    ]
    at = {"left": (20, 240), "right": (620, 240), "top": (240, 20), "bottom": (240, 620)}[middle]
    red, _green, blue = drawn.getpixel(at)
    assert red > 200 > blue


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_left(format):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = picture(format, exif=exif(), icc_profile=icc, xmp=b"<x>" + SECRET + b"</x>", comment=SECRET)
    assert SECRET in data
    drawn = draw(data + SECRET)
    for kept in (drawn.large, drawn.small):
        assert SECRET not in kept
        assert not {"exif", "icc_profile", "xmp", "comment"} & opened(kept).info.keys()


def test_made_smaller():
    assert opened(draw(picture(size=(5000, 1000))).large).size == (2560, 512)
    assert opened(draw(picture("PNG", size=(1, 5000))).large).size == (1, 2560)
    assert opened(draw(picture(size=(100, 50))).small).size == (100, 50)


def test_a_second_picture_behind_the_first_is_left_out():
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    for format in ("GIF", "WEBP", "PNG", "MPO"):
        file = BytesIO()
        first.save(file, format, save_all=True, append_images=[second])
        drawn = opened(draw(file.getvalue()).large)
        assert getattr(drawn, "n_frames", 1) == 1
        assert drawn.getpixel((32, 32))[0] > 200


def test_what_shows_through_lies_on_white():
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    file = BytesIO()
    image.save(file, "PNG")
    assert min(opened(draw(file.getvalue()).large).getpixel((32, 32))) > 250


def png(width: int, height: int, body: bytes = b"", *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rest = b"".join(chunk(*each) for each in chunks)
    return b"\x89PNG\r\n\x1a\n" + head + rest + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif_of(width: int, height: int) -> bytes:
    data = bytearray(picture("GIF", size=(8, 8)))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(picture(size=(8, 8)))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size + picture("WEBP", size=(8, 8))[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def scanned_without_end() -> bytes:
    data = picture(size=(64, 64), progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * 300 + data[-2:]


WHOLE = picture("PNG")
TEXT_BOMB = (b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000))
HOSTILE = {
    "empty": b"",
    "text": b"Dear diary, " * 50,
    "nul": b"\0" * 4096,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
    "svg with a prolog": b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
    "zip": b"PK\x03\x04" + b"\0" * 200,
    "program": b"\x7fELF" + b"\0" * 200,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "bmp": picture("BMP", size=(8, 8)),
    "tiff": picture("TIFF", size=(8, 8)),
    "ico": picture("ICO", size=(16, 16)),
    "tga": picture("TGA", size=(8, 8)),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100,
    "avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 100,
    "only a jpeg's head": b"\xff\xd8\xff\xe0",
    "only a png's head": b"\x89PNG\r\n\x1a\n",
    "only a gif's head": b"GIF89a",
    "only a webp's head": b"RIFF\x20\0\0\0WEBPVP8 ",
    "half a jpeg": picture()[:-2000],
    "half a progressive jpeg": picture(progressive=True)[:-500],
    "half a png": WHOLE[: len(WHOLE) // 2],
    "half a gif": picture("GIF")[:400],
    "half a webp": picture("WEBP")[:200],
    "png with a wrong sum": WHOLE[:-20] + b"\0\0\0\0" + WHOLE[-16:],
    "png without pixels": png(64, 64),
    "png of nothing": png(0, 0),
    "png that is a bomb": png(30_000, 30_000, zlib.compress(b"\0" * 1_000_000, 9)),
    "png as wide as numbers go": png(2**31 - 1, 2**31 - 1),
    "png just too large": png(4001, 4000),
    "png with a text that is a bomb": png(8, 8, zlib.compress(b"\0" * 200), TEXT_BOMB),
    "gif as wide as numbers go": gif_of(65535, 65535),
    "jpeg as wide as numbers go": jpeg_of(65500, 65500),
    "webp as wide as it can be": webp_of(16383, 16383),
    "webp just too large": webp_of(4001, 4000),
    "jpeg gone over without end": scanned_without_end(),
    "too large": b"\xff\xd8\xff" + b"\0" * photos.BYTES,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_sentence(name):
    reason = refusal(HOSTILE[name])
    assert reason.status in (400, 413, 415)
    assert str(reason)[0].isupper()
    assert str(reason).endswith(".")


def test_sentences():
    assert "HEIC" in str(refusal(HOSTILE["heic"]))
    assert "larger than 15 MB" in str(refusal(HOSTILE["too large"]))
    assert "16 million pixels" in str(refusal(HOSTILE["png that is a bomb"]))
    assert "64 million pixels" in str(refusal(HOSTILE["jpeg as wide as numbers go"]))
    assert "damaged" in str(refusal(HOSTILE["half a jpeg"]))
    assert "JPEG, PNG, WebP or GIF" in str(refusal(HOSTILE["svg"]))


def test_a_file_that_is_two_things_is_a_picture_and_nothing_else():
    script = b"<script>alert(1)</script>PK\x03\x04%PDF-1.7"
    for data in (
        picture("GIF") + script,
        picture() + script,
        picture("PNG") + script,
        picture("WEBP") + script,
    ):
        drawn = draw(data)
        assert script not in drawn.large + drawn.small
    inside = picture(comment=script)
    assert script in inside
    assert script not in draw(inside).large


MEASURE = """
import resource, sys
import django
django.setup()
from tests.journal.test_photos import HOSTILE, Refused, draw, picture
draw(picture(size=(3000, 2000)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for data in HOSTILE.values():
    try:
        draw(data)
    except Refused:
        continue
    sys.exit("taken")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_hostile_files_cost_little_memory():
    """In a process of its own: what the other tests took cannot be told apart."""
    command = [sys.executable, "-c", "import tests.environment\n" + MEASURE]
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 100


def test_one_at_a_time(monkeypatch):
    monkeypatch.setattr(photos, "PATIENCE", 0.05)
    reached, go = threading.Event(), threading.Event()

    def slow(image):
        reached.set()
        go.wait(10)
        raise ValueError

    monkeypatch.setattr(photos, "_drawn", slow)
    first = threading.Thread(target=lambda: refusal(picture()))
    first.start()
    reached.wait(10)
    assert refusal(picture()).status == 429
    go.set()
    first.join()
    monkeypatch.undo()
    assert draw(picture()).width == 640
