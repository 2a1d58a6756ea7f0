"""What is installed fits together: one OpenCV, and no other library's models fetched over the network."""

import re
import socket
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_one_opencv_is_installed() -> None:
    """opencv-python and opencv-python-headless overwrite each other's files; a dependency could bring the other in."""
    names = {(found.metadata["Name"] or "").lower().replace("_", "-") for found in distributions()}
    assert {name for name in names if name.startswith("opencv")} == {"opencv-python-headless"}
    constrained = re.findall(
        r"^(opencv[^=]*)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M
    )
    assert constrained == ["opencv-python-headless"]


def test_the_reader_of_posters_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from vision.posters_rapidocr import RapidReader

    reader = RapidReader(threads=1)
    assert reader.find(np.full((64, 64, 3), 255, np.uint8)).shape == (0, 4, 2)
    assert len(reader.read([np.full((32, 64, 3), 255, np.uint8)])) == 1
