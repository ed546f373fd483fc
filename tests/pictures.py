"""Pictures as people and their enemies upload them, made when asked for."""

from io import BytesIO

from PIL import Image, ImageDraw


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


def lake(size: tuple[int, int] = (1600, 1067)) -> bytes:
    """Something to look at: a sky, two hills and water."""
    width, height = size
    image = Image.composite(
        Image.new("RGB", size, "#f3d9c0"),
        Image.new("RGB", size, "#7f9fb8"),
        Image.linear_gradient("L").resize(size),
    )
    draw = ImageDraw.Draw(image)
    for color, left, peak, right in (("#5b7486", -0.3, 0.25, 0.8), ("#3f5a66", 0.3, 0.72, 1.4)):
        top = (peak * width, 0.28 * height)
        draw.polygon([(left * width, 0.7 * height), top, (right * width, 0.7 * height)], fill=color)
    draw.rectangle([0, 0.66 * height, width, height], fill="#87a3ae")
    file = BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()
