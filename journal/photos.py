"""Pictures, without a word of the journal: what somebody uploads becomes two clean WebP pictures, or a reason why not.

Nothing of the file itself is kept: its pixels are drawn anew, so that neither place, camera nor what somebody hid in it
goes along.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

BYTES = 15 * 1024 * 1024
# A camera's JPEG is made smaller while it is read; of all others every pixel stands in memory, up to four times.
PIXELS = 16_000_000
PIXELS_OF_JPEG = 64_000_000
LONGEST = 2560
SMALL = 480
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A JPEG may ask to be gone over without end; cameras and programs ask ten times or so.
SCANS = 100
PATIENCE = 20  # seconds that a photo waits for its turn

# In turn: one picture may need 250 MB while it is read.
_turn = threading.BoundedSemaphore(1)


class Refused(Exception):
    """This becomes no photo; the message is a sentence for the person. `status` is how a page answers."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Picture:
    """Two WebP files of one picture, upright and with nothing but pixels, and how large the first one is."""

    large: bytes
    small: bytes
    width: int
    height: int


def draw(data: bytes) -> Picture:
    """The picture that these bytes hold; Refused if they hold none that can be taken."""
    if not data:
        raise Refused(_("This file is empty."))
    if len(data) > BYTES:
        raise too_large()
    if _is_heic(data):
        raise Refused(
            _(
                "This photo is in the format HEIC, which cannot be read here. Save it as JPEG, then add it again."
            ),
            415,
        )
    with _one_at_a_time():
        image = _opened(data)
        try:
            return _drawn(image)
        except Exception:  # a decoder meets hostile bytes with whatever error it likes
            raise damaged() from None


def too_large() -> Refused:
    return Refused(
        _("This file is larger than %(limit)d MB. Make it smaller, then add it again.")
        % {"limit": BYTES // 1024**2},
        413,
    )


def damaged() -> Refused:
    return Refused(_("This file is damaged or not complete, so it cannot be shown."))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=PATIENCE):
        raise Refused(_("Many photos are being added just now. Please try again in a moment."), 429)
    try:
        yield
    finally:
        _turn.release()


def _opened(data: bytes) -> Image.Image:
    """Only the head has been read; what its own bytes say is believed, not a name that came along."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise _too_many_pixels(PIXELS_OF_JPEG if data.startswith(b"\xff\xd8") else PIXELS) from None
    except Image.UnidentifiedImageError:
        raise Refused(
            _("This is not a photo that can be read here. Please take a JPEG, PNG, WebP or GIF."), 415
        ) from None
    except Exception:
        raise damaged() from None
    # Many cameras put a second picture behind the first and call it MPO.
    is_jpeg = image.format in ("JPEG", "MPO")
    limit = PIXELS_OF_JPEG if is_jpeg and not image.info.get("progressive") else PIXELS
    if image.width * image.height > limit:
        raise _too_many_pixels(limit)
    if is_jpeg and data.count(b"\xff\xda") > SCANS:
        raise damaged()
    return image


def _too_many_pixels(limit: int) -> Refused:
    return Refused(
        _("This picture has more than %(limit)d million pixels. Make it smaller, then add it again.")
        % {"limit": limit // 1_000_000},
        413,
    )


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in (
        b"heic",
        b"heix",
        b"hevc",
        b"heim",
        b"heis",
        b"mif1",
        b"msf1",
    )


def _drawn(image: Image.Image) -> Picture:
    profile = image.info.get("icc_profile")
    image.draft(None, _fitting(image.size))
    image.load()
    if image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    with suppress(Exception):  # how it was held cannot be read: then as it lies
        ImageOps.exif_transpose(image, in_place=True)
    image = _in_plain_colors(_on_white(image), profile)
    small = image.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(_webp(image, 82), _webp(small, 75), image.width, image.height)


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """The size with the longest side as long as it may be: what a JPEG need not be larger than while it is read."""
    shrink = min(1, LONGEST / max(size))
    return max(1, int(size[0] * shrink)), max(1, int(size[1] * shrink))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _in_plain_colors(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB, which needs no profile: one could tell of the device, and every screen knows these colors."""
    if profile:
        with suppress(Exception):  # a profile that makes no sense is no reason to have no photo
            theirs, ours = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB") or image
    return image.convert("RGB")


def _webp(image: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=quality, exif=b"", xmp=b"", icc_profile=b"")
    return file.getvalue()
