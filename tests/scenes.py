"""What tests of charts measure on a scene: where its words are, what they stand on, whether they are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.apca import apca
from trade_territories.charts._text import measure
from trade_territories.charts.scene import Area, Box, Label, Ribbon, Scene
from trade_territories.charts.style import MARGIN, Style, contrast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import TypeIs

    from trade_territories.charts.scene import Mark

READABLE, READABLE_APCA = 4.5, 58.0
SMALLEST = {"wide": 7.0, "narrow": 8.4}


def width_of(mark: Label) -> float:
    width = measure(mark.text, mark.size, mark.weight)
    return width + sum(measure(f" {text}", mark.size, weight) for text, weight in mark.more)


def widths_of(mark: Label) -> tuple[float, float]:
    width = width_of(mark)
    start = {"start": mark.x, "middle": mark.x - width / 2, "end": mark.x - width}[mark.anchor]
    return start, start + width


def upright(scene: Scene) -> list[Label]:
    return [mark for mark in scene.of(Label) if not mark.turn]


def words(scene: Scene) -> str:
    """Return all words of a picture, in the order in which they are drawn."""
    return " ".join(" ".join([mark.text, *(text for text, _ in mark.more)]) for mark in scene.of(Label))


def check_page(scene: Scene, width: str = "wide") -> None:
    """Hold a scene to what every chart keeps: words on the page, apart from each other, and large enough."""
    boxes = []
    for mark in upright(scene):
        start, end = widths_of(mark)
        assert start >= -0.5, mark
        assert end <= scene.width + 0.5, mark
        assert mark.size >= SMALLEST[width], mark
        assert -MARGIN <= mark.y <= scene.height, mark
        boxes.append((start, end, mark.y - mark.size * 0.68, mark.y + mark.size * 0.16, mark.text))
    for place, (start, end, top, bottom, text) in enumerate(boxes):
        for other_start, other_end, other_top, other_bottom, other in boxes[place + 1 :]:
            apart = end <= other_start + 0.3 or other_end <= start + 0.3 or bottom <= other_top or other_bottom <= top
            assert apart, (text, other)


def ground_of(scene: Scene, mark: Label, colour: Any) -> str:
    """Return the colour under the middle of a label: of the last shape drawn before it that lies there, else of the page."""
    start, end = widths_of(mark)
    x, y = ((start + end) / 2, mark.y - mark.size / 3) if not mark.turn else (mark.x, mark.y)
    ground = str(colour("background"))
    for other in scene.marks[: scene.marks.index(mark)]:
        if _covers(other, x, y):
            ground = over(colour(other.fill), ground, other.opacity)
    return ground


def over(colour: str, ground: str, opacity: float) -> str:
    """Return the colour that is seen where one of some opacity lies over another."""
    pairs = [(int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * opacity):02x}" for high, low in pairs)


def _covers(mark: Mark, x: float, y: float) -> TypeIs[Box | Area | Ribbon]:
    """Return whether a shape lies under a point."""
    if isinstance(mark, Box):
        return mark.x <= x <= mark.x + mark.width and mark.y <= y <= mark.y + mark.height
    if isinstance(mark, Area):
        return any(_inside(ring, x, y) for ring in mark.rings)
    return isinstance(mark, Ribbon) and _on(mark, x, y)


def check_contrast(scene: Scene, colours: Mapping[str, str]) -> None:
    """Hold every label to 4.5 to 1 (WCAG), and to about 60 (APCA), on what it stands on."""
    colour = Style(colours=colours).colour
    for mark in scene.of(Label):
        ground = ground_of(scene, mark, colour)
        ink = colour(mark.fill)
        assert contrast(ink, ground) >= READABLE, (mark.text, mark.fill, ground)
        assert apca(ink, ground) >= READABLE_APCA, (mark.text, mark.fill, ground, apca(ink, ground))


def _on(ribbon: Ribbon, x: float, y: float) -> bool:
    """Return whether a point lies on a ribbon."""
    if not ribbon.x0 <= x <= ribbon.x1:
        return False
    points = (ribbon.at(step / 200) for step in range(201))
    return min((x - px) ** 2 + (y - py) ** 2 for (px, py), _ in points) <= (ribbon.width / 2) ** 2


def _inside(ring: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside
