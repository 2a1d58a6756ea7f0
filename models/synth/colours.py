"""Colours for print: mixing, lightening, and which ink can be read on which ground."""

import colorsys

from models.synth.sku import Bgr


def hsv(hue: float, saturation: float, value: float) -> Bgr:
    """Hue in turns (wraps), saturation and value in 0..1 → BGR."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, min(max(saturation, 0), 1), min(max(value, 0), 1))
    return round(blue * 255), round(green * 255), round(red * 255)


def rgb(code: str) -> Bgr:
    """`"d42a1c"` as print shops write it → BGR."""
    return int(code[4:6], 16), int(code[2:4], 16), int(code[0:2], 16)


def mix(one: Bgr, other: Bgr, part: float) -> Bgr:
    """`part` of the way from `one` to `other`."""
    return (
        round(one[0] + (other[0] - one[0]) * part),
        round(one[1] + (other[1] - one[1]) * part),
        round(one[2] + (other[2] - one[2]) * part),
    )


def lighter(colour: Bgr, part: float) -> Bgr:
    """`part` of the way to white."""
    return mix(colour, (255, 255, 255), part)


def darker(colour: Bgr, part: float) -> Bgr:
    """`part` of the way to black."""
    return mix(colour, (0, 0, 0), part)


def luma(colour: Bgr) -> float:
    """Brightness as an eye weighs it, 0..1 (Rec. 601)."""
    return (0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]) / 255


def ink_on(ground: Bgr, dark: Bgr = (40, 24, 16), light: Bgr = (255, 255, 255)) -> Bgr:
    """Whichever of the two inks stands out more."""
    return dark if luma(ground) > 0.58 else light
