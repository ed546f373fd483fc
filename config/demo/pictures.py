"""Ana's photos, painted when the demo is made: skies, hills and water, so that no picture of anybody lies here."""

import math
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageOps

SIZE = WIDTH, HEIGHT = 1200, 800
STEP = 6  # pixels from one point of a ridge to the next


@dataclass(frozen=True)
class Scene:
    """Colors from far to near; heights as parts of the picture's, from above."""

    sky: tuple[str, str]
    light: tuple[str, float, float, float]  # color, across, down, radius
    ridges: tuple[tuple[str, float, float, float], ...]  # color, down, how high it goes, where it begins
    shore: float = 1.0  # below it, water returns what stands above


SCENES = {
    "river": Scene(
        ("#86a9c4", "#f6e3c6"),
        ("#fff4d6", 0.7, 0.36, 0.05),
        (("#a9b9b4", 0.5, 0.07, 0.4), ("#7d9a8a", 0.56, 0.05, 2.1), ("#4f6f5c", 0.61, 0.03, 4.0)),
        shore=0.63,
    ),
    "path": Scene(
        ("#b9d3df", "#fbeed2"),
        ("#fffbe9", 0.28, 0.3, 0.06),
        (
            ("#b7c9ae", 0.55, 0.05, 1.0),
            ("#94ad7e", 0.66, 0.06, 2.6),
            ("#6f8f5e", 0.79, 0.07, 0.2),
            ("#4c6b46", 0.93, 0.06, 3.3),
        ),
    ),
    "reservoir": Scene(
        ("#8d989e", "#ccd2d1"),
        ("#c6cccc", 0.38, 0.24, 0.035),
        (("#a7b1b3", 0.42, 0.08, 3.0), ("#84928f", 0.5, 0.06, 0.9), ("#5d6e69", 0.55, 0.03, 2.2)),
        shore=0.57,
    ),
}


def paint(name: str) -> bytes:
    scene = SCENES[name]
    image = _between(*scene.sky, SIZE)
    _shine(image, *scene.light)
    for ridge in scene.ridges:
        _stand(image, *ridge)
    if scene.shore < 1:
        _flow(image, round(scene.shore * HEIGHT))
    file = BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


def _between(above: str, below: str, size: tuple[int, int]) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, below), Image.new("RGB", size, above), mask)


def _shine(image: Image.Image, color: str, across: float, down: float, radius: float) -> None:
    x, y, r = across * WIDTH, down * HEIGHT, radius * WIDTH
    glow = Image.new("L", SIZE, 0)
    ImageDraw.Draw(glow).ellipse((x - 2 * r, y - 2 * r, x + 2 * r, y + 2 * r), fill=110)
    glow = glow.filter(ImageFilter.GaussianBlur(r))
    ImageDraw.Draw(glow).ellipse((x - r, y - r, x + r, y + r), fill=235)
    image.paste(color, mask=glow.filter(ImageFilter.GaussianBlur(r / 8)))


def _stand(image: Image.Image, color: str, down: float, high: float, begins: float) -> None:
    """A ridge, and behind its edge a little of the haze that lies before the next."""
    points: list[tuple[float, float]] = [(0.0, HEIGHT)]
    for x in range(0, WIDTH + STEP, STEP):
        turn = begins + 5 * x / WIDTH
        wave = math.sin(turn) + 0.45 * math.sin(2.3 * turn + 1) + 0.1 * math.sin(9.1 * turn)
        points.append((x, (down - high * wave / 2) * HEIGHT))
    mask = Image.new("L", SIZE, 0)
    ImageDraw.Draw(mask).polygon([*points, (WIDTH, HEIGHT)], fill=255)
    image.paste(color, mask=mask.filter(ImageFilter.GaussianBlur(1.2)))


def _flow(image: Image.Image, shore: int) -> None:
    """What stands above, upside down, blurred along the stream and a little darker."""
    height = HEIGHT - shore
    above = ImageOps.flip(image.crop((0, shore - min(shore, height), WIDTH, shore))).resize((WIDTH, height))
    still = above.resize((WIDTH // 60, height // 2)).resize((WIDTH, height), Image.Resampling.BICUBIC)
    water = Image.blend(Image.blend(above, still, 0.75), Image.new("RGB", above.size, "#3d5566"), 0.16)
    image.paste(water, (0, shore))
