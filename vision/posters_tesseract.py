"""Tesseract: a second opinion on digits, or the only reader where it was chosen."""

import os
from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import pytesseract

from vision.boxes import Floats
from vision.errors import ModelError
from vision.photo import Picture
from vision.posters import Reading, TextLine, spread
from vision.posters_upright import cut_line

DIGIT_HEIGHT: Final = 56
"""Pixels that a digit is enlarged or shrunk to: Tesseract reads best at about 40 pixels of capital height."""
DIGIT_WIDTH: Final = 0.62
"""A digit's advance in parts of its line's height, as found lines stand around it."""
BORDER: Final = 16
SECONDS: Final = 5
LANGUAGES: Final = "chi_sim+eng"


def tesseract_there() -> bool:
    """Whether the `tesseract` program can be run."""
    # One thread a page: several of them fight over the cores and take longer together.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        pytesseract.get_tesseract_version()
    except (pytesseract.TesseractNotFoundError, SystemExit):
        return False
    return True


def tesseract_version() -> str:
    """The version of the program that `tesseract_there` found."""
    return str(pytesseract.get_tesseract_version())


class DigitReader:
    """Reads the digits of one stretch of a line, apart from the reader that found it."""

    def __init__(self) -> None:
        """Look for the program.

        Raises:
            ModelError: it is not there.
        """
        if not tesseract_there():
            raise ModelError("the tesseract program is not there; install it, or choose the engine rapidocr")

    def digits(self, bgr: Picture, line: TextLine, begin: int, end: int) -> str:
        """The digits and points of characters `begin` to `end` of the line; empty where none could be read."""
        crop = _stretch(cut_line(bgr, line.quad), line, begin, end)
        page = _black_on_white(crop)
        try:
            text = pytesseract.image_to_string(
                page, config="--psm 7 -c tessedit_char_whitelist=0123456789.", timeout=SECONDS
            )
        except RuntimeError:
            return ""
        read = "".join(str(text).split()).strip(".")
        return without_neighbours(read, line.text[begin:end], begin > 0, end < len(line.text))


class TesseractReader:
    """Finds and reads lines with Tesseract alone: slower, and poor on white text on red."""

    name = "tesseract"

    def __init__(self) -> None:
        """Look for the program and its Chinese.

        Raises:
            ModelError: either is not there.
        """
        if not tesseract_there() or "chi_sim" not in pytesseract.get_languages():
            raise ModelError(
                "the tesseract program or its language chi_sim is not there; install tesseract-ocr and "
                "tesseract-ocr-chi-sim, or choose the engine rapidocr"
            )

    def find(self, bgr: Picture) -> Floats:
        """As `TextReader.find`."""
        told: dict[str, list[Any]] = pytesseract.image_to_data(
            cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB),
            lang=LANGUAGES,
            config="--psm 11",
            output_type=pytesseract.Output.DICT,
        )
        boxes: dict[tuple[int, int, int], list[int]] = {}
        for row, text in enumerate(told["text"]):
            if not str(text).strip():
                continue
            key = (told["block_num"][row], told["par_num"][row], told["line_num"][row])
            x, y = told["left"][row], told["top"][row]
            box = [x, y, x + told["width"][row], y + told["height"][row]]
            seen = boxes.get(key, box)
            boxes[key] = [*map(min, seen[:2], box[:2]), *map(max, seen[2:], box[2:])]
        quads = [[[a, b], [c, b], [c, d], [a, d]] for a, b, c, d in boxes.values()]
        return np.array(quads, np.float32).reshape(-1, 4, 2)

    def read(self, crops: Sequence[Picture]) -> list[Reading]:
        """As `TextReader.read`."""
        return [self._line(crop) for crop in crops]

    def _line(self, crop: Picture) -> Reading:
        told = pytesseract.image_to_data(
            _black_on_white(crop),
            lang=LANGUAGES,
            config="--psm 7",
            output_type=pytesseract.Output.DICT,
        )
        words = [
            (str(text).strip(), float(sure) / 100)
            for text, sure in zip(told["text"], told["conf"], strict=True)
            if str(text).strip()
        ]
        text = "".join(word for word, _ in words)
        sure = min((sure for _, sure in words), default=0.0)
        return text, max(sure, 0.0), spread(text)


def _stretch(level: Picture, line: TextLine, begin: int, end: int) -> Picture:
    """The part of the level line that holds these characters: to half way to their neighbours at most.

    Digits are narrow and their neighbours often wide signs, so the cut stays close to the digits: of a 件 let in,
    Tesseract makes a 4.
    """
    middles, (height, width) = line.chars, level.shape[:2]
    half = DIGIT_WIDTH * height / width / 2
    if end - begin > 1:
        half = min(
            max((middles[end - 1] - middles[begin]) / (end - begin - 1) * 0.75, half * 0.8), half * 1.4
        )
    left, right = middles[begin] - half, middles[end - 1] + half
    if begin > 0:
        left = max(left, (middles[begin - 1] + middles[begin]) / 2)
    if end < len(middles):
        right = min(right, (middles[end - 1] + middles[end]) / 2)
    x0 = max(0, int(left * width))
    x1 = min(width, int(np.ceil(right * width)))
    return level[:, x0 : max(x1, x0 + 1)]


def without_neighbours(read: str, first: str, before: bool, after: bool) -> str:
    """The reading without one more sign where the line goes on: a sliver of the next sign, made a digit."""
    for wider, part in ((after, read[:-1]), (before, read[1:])):
        if wider and part and first in {part, part.strip(".")}:
            return part.strip(".")
    return read


def _black_on_white(crop: Picture) -> Picture:
    """Grey, at a size that Tesseract likes, in two tones, text dark, with a white border."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = DIGIT_HEIGHT / grey.shape[0]
    size = (max(1, round(grey.shape[1] * scale)), DIGIT_HEIGHT)
    grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    _, tones = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    rim = np.concatenate([tones[0], tones[-1], tones[:, 0], tones[:, -1]])
    if np.mean(rim) < 127:
        tones = 255 - tones
    bordered = cv2.copyMakeBorder(
        tones, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    return np.asarray(bordered, np.uint8)
