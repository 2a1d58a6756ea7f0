"""Bytes of a till's file, however big, as whole lines: which encoding it is, and chunks of lines with their ends off.

Signs that are broken (names cut in the middle of a Chinese sign are common) become U+FFFD: the row is judged, not the
file. A file that is plain ASCII at first is decided on where the first other sign comes.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from catalog.errors import Invalid

CHUNK_BYTES: Final = 16_000_000
HEAD_BYTES: Final = 200_000
BROKEN: Final = "\ufffd"
_ASCII: Final = "ascii"
_LINE_MOST: Final = 1_000_000
"""Signs of a line that are kept: no row is longer, and a file without line ends must not fill the memory."""
_BROKEN_MOST: Final = 0.02
"""Of the signs beyond ASCII, so many may be broken in an encoding that is the file's own."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class LineChunk:
    """Lines without their ends, bytes read by then; `open_end`: no line end follows the last one."""

    lines: list[str]
    read_bytes: int
    open_end: bool = False


def encoding_of(head: bytes) -> str:
    """What the bytes are written in, by their mark or by what they can be; "ascii" may become either later.

    Raises:
        Invalid: `bad_file`, reason `encoding`: too much of it is broken in each.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if head.isascii():
        return _ASCII
    for name in ("utf-8", "gb18030"):
        text = codecs.getincrementaldecoder(name)("replace").decode(head)
        beyond = sum(1 for sign in text if ord(sign) > 127)
        if text.count(BROKEN) <= max(1 if beyond > 1 else 0, _BROKEN_MOST * beyond):
            return name
    raise Invalid("bad_file", reason="encoding", tried=["utf-8", "gb18030"])


def head_text(head: bytes, encoding: str, *, whole: bool) -> str:
    """The first bytes as text, whole lines only unless that is all; raises Invalid `bad_file`: binary."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head, final=whole)
    if "\0" in text:
        raise Invalid("bad_file", reason="binary")
    return text if whole else text[: _last_end(text)] or text


def line_chunks(source: Path | bytes, encoding: str) -> Iterator[LineChunk]:
    """All lines; a line end is LF, CRLF or CR."""
    decoder = None if encoding == _ASCII else codecs.getincrementaldecoder(encoding)("replace")
    rest, read = "", 0
    for data in _pieces(source):
        read += len(data)
        if decoder is None and not data.isascii():
            decoder = codecs.getincrementaldecoder(encoding_of(data))("replace")
        text = rest + (data.decode() if decoder is None else decoder.decode(data))
        cut = _last_end(text)
        rest = text[cut:][:_LINE_MOST]
        if cut:
            yield LineChunk(lines_of(text[:cut]), read)
    rest += "" if decoder is None else decoder.decode(b"", final=True)
    if rest:
        yield LineChunk(lines_of(rest), read, not rest.endswith(("\n", "\r")))


def lines_of(text: str) -> list[str]:
    """The lines of a text, and no empty one after the last end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if text.endswith(("\n", "\r")) else lines


def _last_end(text: str) -> int:
    """Behind the last line end; a CR at the very end may be half of one."""
    until = len(text) - 1 if text.endswith("\r") else len(text)
    return max(text.rfind("\n", 0, until), text.rfind("\r", 0, until)) + 1


def _pieces(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for begin in range(0, len(source), CHUNK_BYTES):
            yield source[begin : begin + CHUNK_BYTES]
        return
    with source.open("rb") as file:
        yield from iter(lambda: _read(file), b"")


def _read(file: IO[bytes]) -> bytes:
    return file.read(CHUNK_BYTES)
