"""Contrast as APCA computes it (0.1.9), for tests: the difference in lightness that a reader perceives, from -108 to 106."""

from __future__ import annotations


def _screen_luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    value: float = 0.2126729 * red**2.4 + 0.7151522 * green**2.4 + 0.0721750 * blue**2.4
    return value if value > 0.022 else value + (0.022 - value) ** 1.414


def lightness_contrast(text: str, ground: str) -> float:
    """Return the contrast of text on a ground; negative where the text is lighter.

    Examples
    --------
    >>> round(lightness_contrast("#000000", "#ffffff"), 1), round(lightness_contrast("#ffffff", "#000000"), 1)
    (106.0, -107.9)
    """
    ink, page = _screen_luminance(text), _screen_luminance(ground)
    if page >= ink:
        value = (page**0.56 - ink**0.57) * 1.14
        return 0.0 if value < 0.1 else (value - 0.027) * 100
    value = (page**0.65 - ink**0.62) * 1.14
    return 0.0 if value > -0.1 else (value + 0.027) * 100
