"""Posters with known words, read by the real engines: upright, turned, small, empty."""

import shutil

import cv2
import numpy as np
import pytest

from models.synth.fonts import paint_mask, text_mask
from vision.errors import ModelError
from vision.photo import Picture
from vision.posters import PosterText, TextLine, read_poster, spread
from vision.posters_engines import open_engines
from vision.posters_rapidocr import RapidReader
from vision.posters_tesseract import DigitReader, TesseractReader, without_neighbours
from vision.posters_upright import cut_line, page_angle, sideways, turned, turned_back

WORDS = (("清泉矿泉水", 60), ("特价", 50), ("¥12.80", 110), ("第二件半价", 70), ("送货上门", 40))


def sheet(
    ink: tuple[int, int, int] = (255, 255, 255), paper: tuple[int, int, int] = (40, 30, 200)
) -> Picture:
    picture = np.full((800, 700, 3), paper, np.uint8)
    y = 40
    for text, size in WORDS:
        mask = text_mask(text, size, True)
        paint_mask(picture, mask, 50, y, ink)
        y += mask.shape[0] + 40
    return picture


@pytest.fixture(scope="module")
def reader() -> RapidReader:
    return RapidReader(threads=1)


def texts(poster: PosterText) -> list[str]:
    return [line.text.replace("￥", "¥").replace(" ", "") for line in poster.lines]


def test_reads_lines_with_places_and_confidence(reader: RapidReader) -> None:
    poster = read_poster(sheet(), reader)
    assert texts(poster) == [text for text, _ in WORDS]
    assert poster.size_wh == (700, 800)
    assert abs(poster.angle) < 2
    tops = [line.xyxy[1] for line in poster.lines]
    assert tops == sorted(tops)
    assert all(line.confidence > 0.8 and len(line.chars) == len(line.text) for line in poster.lines)
    assert all(list(line.chars) == sorted(line.chars) for line in poster.lines)
    price = poster.lines[2]
    assert price.height > 1.5 * poster.lines[4].height
    assert set(poster.seconds) == {"find", "read"}


@pytest.mark.parametrize(("quarters", "angle"), [(1, -90), (2, 180), (3, 90)])
def test_a_turned_photo_reads_the_same(reader: RapidReader, quarters: int, angle: int) -> None:
    poster = read_poster(np.ascontiguousarray(np.rot90(sheet(), quarters)), reader)
    assert sorted(texts(poster)) == sorted(text for text, _ in WORDS)
    assert abs((poster.angle - angle + 180) % 360 - 180) < 3
    levels = sorted(poster.lines, key=lambda line: line.level[1])
    assert texts(PosterText((1, 1), tuple(levels), 0, "", {})) == [text for text, _ in WORDS]
    width, height = poster.size_wh
    assert all(
        -2 <= line.xyxy[0] < line.xyxy[2] <= width + 2 and -2 <= line.xyxy[1] < line.xyxy[3] <= height + 2
        for line in poster.lines
    )


@pytest.mark.parametrize("degrees", [-12, 9])
def test_a_slight_turn_is_taken_back(reader: RapidReader, degrees: int) -> None:
    turn = cv2.getRotationMatrix2D((350, 400), -degrees, 0.8)
    crooked = np.asarray(cv2.warpAffine(sheet(), turn, (700, 800), borderValue=(40, 30, 200)), np.uint8)
    poster = read_poster(crooked, reader)
    assert "第二件半价" in texts(poster)
    assert abs(poster.angle - degrees) < 3
    assert max(line.level[0] for line in poster.lines) - min(line.level[0] for line in poster.lines) < 40


def test_perspective_is_taken_out(reader: RapidReader) -> None:
    corners = np.array([[0, 0], [700, 0], [700, 800], [0, 800]], np.float32)
    seen = np.array([[60, 30], [690, 90], [640, 770], [20, 700]], np.float32)
    warp = cv2.getPerspectiveTransform(corners, seen)
    oblique = np.asarray(cv2.warpPerspective(sheet(), warp, (700, 800)), np.uint8)
    assert texts(read_poster(oblique, reader)) == [text for text, _ in WORDS]


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 3000, 3), (3000, 2, 3), (40, 40, 3), (600, 600, 3)])
def test_a_picture_without_text_gives_no_lines(reader: RapidReader, shape: tuple[int, int, int]) -> None:
    assert read_poster(np.full(shape, 128, np.uint8), reader).lines == ()


def test_a_large_photo_keeps_its_own_pixels(reader: RapidReader) -> None:
    large = np.asarray(cv2.resize(sheet(), None, fx=4, fy=4), np.uint8)
    poster = read_poster(large, reader)
    assert poster.size_wh == (2800, 3200)
    assert texts(poster) == [text for text, _ in WORDS]
    assert poster.lines[0].xyxy[0] > 150


tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed: `.ci/programs` brings it"
)


@tesseract
def test_digits_are_read_a_second_time(reader: RapidReader) -> None:
    picture = sheet()
    poster = read_poster(picture, reader)
    (price,) = [line for line in poster.lines if "12.80" in line.text]
    begin = price.text.index("1")
    assert DigitReader().digits(picture, price, begin, begin + 5) == "12.80"
    other = sheet()
    x0, y0, x1, y1 = map(int, price.xyxy)
    other[y0:y1, x0:x1] = 0
    paint_mask(other, text_mask("¥72.80", 110, True), 50, y0 + 10, (255, 255, 255))
    assert DigitReader().digits(other, price, begin, begin + 5) != "12.80"


def test_a_sliver_of_the_next_sign_is_no_digit() -> None:
    assert without_neighbours("203", "20", False, True) == "20"
    assert without_neighbours("203", "20", False, False) == "203"
    assert without_neighbours("120", "20", True, False) == "20"
    assert without_neighbours("30", "20", True, True) == "30"


@tesseract
def test_tesseract_alone_reads_too() -> None:
    engines = open_engines("tesseract")
    assert isinstance(engines.reader, TesseractReader)
    assert engines.digits is None
    poster = read_poster(sheet((20, 20, 20), (250, 250, 250)), engines.reader)
    assert poster.engine == "tesseract"
    assert any("12.80" in line.text for line in poster.lines)
    assert read_poster(np.full((200, 200, 3), 255, np.uint8), engines.reader).lines == ()


def test_engines_by_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_engines("rapidocr").digits is None
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "no-such-program")
    assert open_engines("both").digits is None
    assert isinstance(open_engines("both").reader, RapidReader)
    with pytest.raises(ModelError, match="rapidocr"):
        open_engines("tesseract")
    with pytest.raises(ModelError, match="install it"):
        DigitReader()


def test_corners_and_quarter_turns() -> None:
    level = np.array([[[0, 0], [100, 0], [100, 20], [0, 20]]], np.float32)
    assert not sideways(level)
    assert page_angle(level) == 0
    assert page_angle(np.empty((0, 4, 2), np.float32)) == 0
    down = np.array([[[0, 0], [20, 0], [20, 100], [0, 100]]], np.float32)
    assert sideways(down)
    assert page_angle(turned(down, 1)) == 90
    assert page_angle(turned(level, 2)) == -180
    assert cut_line(np.zeros((120, 120, 3), np.uint8), turned(down, 1)[0]).shape == (20, 100, 3)
    for quarters in range(4):
        photo = np.zeros((60, 90, 3), np.uint8)
        photo[10:20, 30:80] = 255
        page = np.ascontiguousarray(np.rot90(photo, quarters))
        rows, columns = np.nonzero(page[..., 0])
        x0, y0, x1, y1 = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        found = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float32)
        back = turned_back(found, quarters, (90, 60))[0]
        assert (back.min(axis=0).tolist(), back.max(axis=0).tolist()) == ([30, 10], [80, 20])


def test_a_line_checks_itself() -> None:
    assert spread("") == ()
    line = TextLine.at("买1送1", 0, 0, 100, 20)
    assert line.xyxy == (0, 0, 100, 20)
    with pytest.raises(ValueError, match="4 corners"):
        TextLine("ab", 1.0, np.zeros((3, 2), np.float32), (0, 0, 1, 1), (0.2, 0.8))
