"""Which engines read a poster: one that reads, and one that looks at the digits again."""

from dataclasses import dataclass
from typing import Final, Literal

from vision.errors import ModelError
from vision.eyes import ModelStamp
from vision.posters import TextReader
from vision.posters_tesseract import DigitReader, TesseractReader, tesseract_version

EngineChoice = Literal["both", "rapidocr", "tesseract"]
"""`both`: RapidOCR reads, Tesseract checks digits where it is installed; else the one named, alone."""
CHECKS_MOST: Final = 8
"""So many numbers of a poster are read twice: each takes Tesseract about a tenth of a second."""


@dataclass(frozen=True)
class PosterEngines:
    """`digits` is `None` where nothing checks them; `models` are the files that read."""

    reader: TextReader
    digits: DigitReader | None
    models: tuple[ModelStamp, ...]


def open_engines(choice: EngineChoice = "both", *, threads: int = 0) -> PosterEngines:
    """The engines of a choice; `threads` as `OnnxSession` takes them.

    Raises:
        ModelError: Tesseract alone was chosen and is not there.
    """
    if choice == "tesseract":
        return PosterEngines(TesseractReader(), None, (_tesseract("text_reader"),))
    # RapidOCR takes most of a second to import: commands that read no poster should not wait for it.
    from vision.posters_rapidocr import RapidReader, model_files

    reader = RapidReader(threads=threads)
    models = tuple(ModelStamp(kind, name, version, sha256) for kind, name, version, sha256 in model_files())
    if choice == "rapidocr":
        return PosterEngines(reader, None, models)
    try:
        return PosterEngines(reader, DigitReader(), (*models, _tesseract("digit_reader")))
    except ModelError:
        return PosterEngines(reader, None, models)


def _tesseract(kind: str) -> ModelStamp:
    """Tesseract is a program of the system; its version is all that tells which."""
    return ModelStamp(kind, "tesseract", tesseract_version(), "")
