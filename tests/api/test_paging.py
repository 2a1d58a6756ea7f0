"""Numbered pages: which rows, and where the pages beside it are."""

import pytest

from api.paging import Paging


def test_first_middle_and_last_page_know_their_neighbours() -> None:
    first, middle, last = (Paging.of("/pairs", {"q": "茶", "show": ""}, page, 30) for page in ("1", "2", "3"))
    assert (first.offset, first.newer_url, first.older_url(90)) == (0, None, "/pairs?q=%E8%8C%B6&page=2")
    assert (middle.offset, middle.newer_url) == (30, "/pairs?q=%E8%8C%B6&page=1")
    assert middle.older_url(60) is None
    assert middle.older_url(61) == "/pairs?q=%E8%8C%B6&page=3"
    assert (last.offset, last.older_url(90)) == (60, None)


@pytest.mark.parametrize("page", ["", "0", "-1", "zzz", "²", "٣", "1.5", "1234567"])
def test_an_impossible_page_is_the_first(page: str) -> None:
    assert Paging.of("/catalog", {}, page, 50).number == 1
