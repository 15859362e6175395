"""The picture that other sites show beside a link to a page: its name, its main finding, its first figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from trade_territories.charts.svg import svg_of
from trade_territories.document.glyphs import font_folders, replacements

if TYPE_CHECKING:
    from trade_territories.charts.scene import Scene

#: Two pixels to a point: 1200 x 630.
_PPI = 144
#: A finding longer than this is not shown: the picture is read in passing.
_LONGEST = 160


@dataclass(frozen=True)
class Card:
    """What stands on the picture; figures are pairs of a name and a value as they are written."""

    kicker: str
    title: str
    deck: str
    site: str
    lang: str
    ribbon: str = ""
    figures: tuple[dict[str, str], ...] = ()


def card_png(card: Card, picture: Scene | None = None) -> bytes:
    r"""Draw the picture.

    Examples
    --------
    >>> card_png(Card("2024", "Marne", "", "Site", "fr"))[1:4]
    b'PNG'
    """
    content = asdict(card) | {"picture": picture is not None}
    content["deck"] = card.deck if len(card.deck) <= _LONGEST else ""
    text = json.dumps(content, ensure_ascii=False)
    parts: dict[str, bytes] = {"main": _source(), "card.json": text.translate(replacements(text)).encode()}
    if picture is not None:
        parts["picture.svg"] = svg_of(picture, prefix="p", embed_fonts=False).encode()
    made: bytes | list[bytes] = _compiler().compile(parts, format="png", ppi=_PPI)
    # What overflows stands on a page of its own, which no one would see.
    return _smaller(made if isinstance(made, bytes) else made[0])


def _smaller(picture: bytes) -> bytes:
    """Return a picture in 64 colours, a third as large: it has flat colours and the edges of letters, no photograph."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as image, BytesIO() as written:
        image.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE).save(written, format="PNG", optimize=False)
        return written.getvalue()


@cache
def _source() -> bytes:
    return files("trade_territories.site").joinpath("assets", "card.typ").read_bytes()


@cache
def _compiler() -> Any:
    """Open the shipped fonts, once in each process."""
    import typst

    return typst.Compiler(font_paths=font_folders(), ignore_system_fonts=True)
