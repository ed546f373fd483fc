"""Pictures as people and their enemies upload them, made when asked for."""

from io import BytesIO

from PIL import Image


def picture(
    format: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **saved: object
) -> bytes:
    """Red on the left, blue on the right, so that one sees which way it is turned."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    file = BytesIO()
    image.convert("L" if mode == "I;16" else mode).convert(mode).save(file, format, **saved)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image
