"""The tiles of the board's picture as SVG: thousands of them, so written here rather than by a template."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape

from api.heat import Area, Drawn, StoreTile

_MARK_PX: Final = {"late": 9.0, "very": 18.0}
_PATTERNS: Final = {"c0": "worst", "cx": "none"}
_HEADED_PX: Final = 60.0


def tiles_svg(
    areas: Sequence[Area],
    *,
    say: Callable[[StoreTile], str],
    days: Callable[[StoreTile], str],
    name: Callable[[str], str],
    store_url: Callable[[str], str],
    area_url: Callable[[str], str] | None,
) -> Markup:
    """Every store's tile, a link to the store; areas with a heading where it has room.

    Args:
        areas: as `api.heat.draw` placed them.
        say: a tile in a sentence.
        days: how long ago somebody was there.
        name: an area's name in words.
        store_url: a store's page, by its code.
        area_url: an area's page, by its name; None: areas have none.
    """
    parts: list[str] = []
    for area in areas:
        parts += _heading(area, name(area.name), None if area_url is None else area_url(area.name))
        for drawn in area.tiles:
            parts += _tile(drawn, say(drawn.tile), days(drawn.tile), store_url(drawn.tile.code))
    return Markup("".join(parts))


def areas_svg(areas: Sequence[Area], *, name: Callable[[str], str], area_url: Callable[[str], str]) -> Markup:
    """An area a tile, for a screen on which stores would be dots."""
    parts: list[str] = []
    for area in areas:
        x, y, width, height = area.box.x, area.box.y, area.box.width, area.box.height
        said = name(area.name)
        pct = "–" if area.pct is None else f"{area.pct:.0f}%"
        parts.append(
            f'<a href="{escape(area_url(area.name))}" tabindex="-1"><title>{escape(said)} {pct}</title>'
        )
        parts += _rect(area.tone, x, y, width, height)
        if width > 40 and height > 34:
            short = escape(said[: int(width / 13)])
            parts.append(f'<text class="in" x="{x + 5:.1f}" y="{y + 16:.1f}">{short}</text>')
            parts.append(f'<text class="in strong" x="{x + 5:.1f}" y="{y + 31:.1f}">{pct}</text>')
        elif width > 24 and height > 15 and area.pct is not None:
            parts.append(f'<text class="in small" x="{x + 3:.1f}" y="{y + 12:.1f}">{area.pct:.0f}</text>')
        parts.append("</a>")
    return Markup("".join(parts))


def _heading(area: Area, said: str, url: str | None) -> Iterator[str]:
    box = area.box
    if box.height <= _HEADED_PX or box.width <= 30:
        return
    short = said[: int(box.width / 14)]
    more = f" {area.pct:.0f}%" if box.width > 110 and area.pct is not None else ""
    text = f'<text class="area" x="{box.x + 4:.1f}" y="{box.y + 15:.1f}">{escape(short)}{more}</text>'
    yield text if url is None else f'<a href="{escape(url)}" tabindex="-1">{text}</a>'


def _tile(drawn: Drawn, said: str, days: str, url: str) -> Iterator[str]:
    tile, box = drawn.tile, drawn.box
    x, y, width, height = box.x, box.y, box.width, box.height
    yield f'<a href="{escape(url)}" tabindex="-1"><title>{escape(said)}</title>'
    yield from _rect(tile.tone, x, y, width, height)
    if tile.late:
        mark = min(width, height, _MARK_PX[tile.late])
        yield f'<path class="mark-late" d="M{x + width - mark:.1f} {y:.1f}h{mark:.1f}v{mark:.1f}z"/>'
    pct = "–" if tile.compliance_pct is None else f"{tile.compliance_pct:.0f}%"
    if drawn.words:
        ago = f' <tspan class="plain">{escape(days)}</tspan>' if width > 100 else ""
        yield f'<text class="in" x="{x + 5:.1f}" y="{y + 15:.1f}">{escape(tile.name[: drawn.letters])}</text>'
        yield f'<text class="in strong" x="{x + 5:.1f}" y="{y + 30:.1f}">{pct}{ago}</text>'
    elif drawn.number and tile.compliance_pct is not None:
        yield f'<text class="in small" x="{x + 3:.1f}" y="{y + 11:.1f}">{tile.compliance_pct:.0f}</text>'
    yield "</a>"


def _rect(tone: str, x: float, y: float, width: float, height: float) -> Iterator[str]:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    yield f'<rect class="tile {tone}" {place}/>'
    if tone in _PATTERNS:
        yield f'<rect class="over" {place} fill="url(#{_PATTERNS[tone]})"/>'
