"""The contrast of text as APCA counts it (version 0.98G-4g of its public formula), beside WCAG's."""

from __future__ import annotations


def apca(text: str, ground: str) -> float:
    """Return the lightness contrast of text on a ground, from 0 to 108, whichever is darker.

    Examples
    --------
    >>> round(apca("#000000", "#ffffff"), 1), round(apca("#888888", "#ffffff"), 1)
    (106.0, 63.1)
    """
    first, second = _luminance(text), _luminance(ground)
    if abs(first - second) < 0.0005:
        return 0.0
    if second > first:
        contrast = (second**0.56 - first**0.57) * 1.14
        return 0.0 if contrast < 0.1 else (contrast - 0.027) * 100
    contrast = (second**0.65 - first**0.62) * 1.14
    return 0.0 if contrast > -0.1 else -(contrast + 0.027) * 100


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    light = 0.2126729 * red**2.4 + 0.7151522 * green**2.4 + 0.0721750 * blue**2.4
    return float(light if light > 0.022 else light + (0.022 - light) ** 1.414)
