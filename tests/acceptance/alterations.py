"""What happens to a shelf between two visits, planted at random, with what must be said of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from alerts.shelf import BareSpace, Xyxy
from tests.acceptance.visits import Expected, Home, Piece, Visit

KINDS: Final = ("few", "empty", "swap", "intruder", "own_more", "new_more", "exchange", "move")
LOCAL: Final = KINDS[:6]
"""Those that touch one slot alone."""
IN_PLACE: Final = KINDS[:4]
"""Those that leave the rest of the layer where it was, so that it is known what a part of its width shows."""
VIEWS: Final = ("whole", "whole", "no_top", "no_bottom", "left", "right", "middle", "false_top")
KEPT: Final = 0.5
"""A facing of which the photo shows less is not found."""


def alter(
    visit: Visit,
    rng: np.random.Generator,
    share: float,
    kinds: Sequence[str] = KINDS,
    *,
    homes: Collection[Home] | None = None,
    fits: Callable[[Piece, Piece], bool] | None = None,
) -> None:
    """Plant changes in about `share` of the slots (of `homes`), each of SKUs that no other change touches.

    With `fits`, what comes into a slot is one of the shelf's own products that fits there; else half of them are new.
    """
    order = [list(visit.expected)[k] for k in rng.permutation(len(visit.expected))]
    order = [home for home in order if homes is None or home in homes]
    first = {home: visit.facings(home)[0] for home in order}
    touched: set[str] = set()
    goal = max(1, round(share * len(order)))
    for home in order:
        if len(visit.kind) >= goal:
            break
        kind, sku = str(rng.choice(kinds)), visit.sku_of[home]
        free = [h for h in order if h not in visit.kind and visit.sku_of[h] not in touched | {sku}]
        free = [h for h in free if fits is None or fits(first[home], first[h])]
        if home in visit.kind or sku in touched or (not free and (fits or kind in {"exchange", "move"})):
            continue
        other = free[int(rng.integers(len(free)))] if free else home
        stranger = visit.sku_of[other]
        if fits is None and (not free or rng.random() < 0.5):
            stranger = f"NEW{len(visit.kind)}"
        taken = (home, other) if kind in {"exchange", "move"} else (home,)
        beside = set().union(*map(visit.beside, taken))
        if beside & set(visit.kind) or not _knowable(visit, kind, home, other):
            continue
        done = _PLANTERS[kind](visit, rng, home, other, stranger)
        visit.kind |= dict.fromkeys(done, kind)
        if done:
            touched |= {stranger, *(visit.sku_of[h] for h in done)}


def kinds_for(view: str) -> Sequence[str]:
    """What can be planted so that it is known what a view shows of it."""
    return {"left": IN_PLACE, "right": IN_PLACE, "middle": IN_PLACE, "no_top": LOCAL, "no_bottom": LOCAL}.get(
        view, KINDS
    )


def _knowable(visit: Visit, kind: str, home: Home, other: Home) -> bool:
    """Whether anybody could tell the change from the photo.

    Not so: neighbours that change places (only one of them has moved, either one), what comes to stand at the edge
    of the photo (it may belong to what lies beyond), and the name of what the edge cuts.
    """
    if kind in {"exchange", "move"}:
        near = other in visit.beside(home)
        return not near and not {home, other} & _at_sides(visit)
    return kind in {"few", "empty"} or home not in _at_sides(visit)


def _at_sides(visit: Visit) -> set[Home | None]:
    """The slots at the ends of layers."""
    rows = [sorted(row, key=lambda p: p.xyxy[0]) for row in visit.layers.values() if row]
    return {piece.home for row in rows for piece in (row[0], row[-1])}


def _few(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    own = visit.facings(home)
    if len(own) < 2:
        return []
    gone = int(rng.integers(1, len(own)))
    first = int(rng.integers(0, len(own) - gone + 1))
    for piece in own[first : first + gone]:
        visit.replaced(piece, ())
        visit.gaps.append(BareSpace(home[0], piece.xyxy))
    visit.expected[home] = Expected("too_few", len(own) - gone)
    return [home]


def _empty(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    for piece in visit.facings(home):
        visit.replaced(piece, ())
        visit.gaps.append(BareSpace(home[0], piece.xyxy))
    visit.expected[home] = Expected("missing", 0)
    return [home]


def _swap(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    for piece in visit.facings(home):
        visit.replaced(piece, (replace(piece, home=None, sku=stranger),))
    visit.expected[home] = Expected("wrong_product", 0, stranger)
    return [home]


def _intruder(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    own = visit.facings(home)
    if len(own) < 2:
        return []
    piece = own[int(rng.integers(len(own)))]
    visit.replaced(piece, (replace(piece, home=None, sku=stranger),))
    visit.expected[home] = Expected("too_few", len(own) - 1)
    return [home]


def _own_more(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    sku = visit.facings(home)[-1].sku
    count = int(rng.integers(1, 3))
    _squeeze_in(visit, home, sku, count)
    return [home]


def _new_more(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    count = int(rng.integers(1, 3))
    _squeeze_in(visit, home, stranger, count)
    return [home]


def _squeeze_in(visit: Visit, home: Home, sku: str, count: int) -> None:
    """New facings at the right of a slot; the whole layer moves together to make room."""
    last = max(visit.facings(home), key=lambda p: p.xyxy[2])
    row = visit.layers[home[0]]
    left, right = min(p.xyxy[0] for p in row), max(p.xyxy[2] for p in row)
    more = count * last.width
    tight = (right - left) / (right - left + more)

    def at(x: float) -> float:
        return left + (x - left + (more if x > last.xyxy[2] - 1e-6 else 0.0)) * tight

    def moved(piece: Piece) -> Piece:
        x0, y0, x1, y1 = piece.xyxy
        return replace(piece, xyxy=(at(x0 + 2e-6), y0, at(x0 + 2e-6) + (x1 - x0) * tight, y1))

    new = []
    for k in range(count):
        x0 = left + (last.xyxy[2] - left + k * last.width) * tight
        new.append(Piece(None, sku, (x0, last.xyxy[1], x0 + last.width * tight, last.xyxy[3]), surplus=True))
    visit.layers[home[0]] = [moved(piece) for piece in row] + new


def _exchange(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    one, two = visit.facings(home), visit.facings(other)
    for mine, yours in zip(one, two, strict=False):
        visit.replaced(mine, (replace(yours, xyxy=mine.xyxy),))
        visit.replaced(yours, (replace(mine, xyxy=yours.xyxy),))
    kept, lost = one[len(two) :], two[len(one) :]
    for rest in (kept, lost):  # the longer slot keeps no facing of its own
        for piece in rest:
            visit.replaced(piece, ())
            visit.gaps.append(BareSpace(0, piece.xyxy))
    visit.expected[home] = Expected("misplaced", 0)
    visit.expected[other] = Expected("misplaced", 0)
    return [home, other]


def _move(visit: Visit, rng: np.random.Generator, home: Home, other: Home, stranger: str) -> list[Home]:
    """The slot's facings stand where another product was sold out."""
    mine, places = visit.facings(home), visit.facings(other)
    for piece in mine:
        visit.replaced(piece, ())
    for piece in places[len(mine) :]:
        visit.replaced(piece, ())
    for piece, place in zip(mine, places, strict=False):
        visit.replaced(place, (replace(piece, xyxy=place.xyxy),))
    visit.expected[home] = Expected("misplaced", 0)
    visit.expected[other] = Expected("wrong_product", 0, mine[0].sku)
    return [home, other]


_Planter = Callable[[Visit, np.random.Generator, Home, Home, str], list[Home]]
_PLANTERS: Final[dict[str, _Planter]] = {
    "few": _few, "empty": _empty, "swap": _swap, "intruder": _intruder,
    "own_more": _own_more, "new_more": _new_more, "exchange": _exchange, "move": _move,
}  # fmt: skip


def look_at(visit: Visit, golden: Visit, view: str, rng: np.random.Generator) -> Visit:
    """The visit as a photo of a part of the bay shows it, and what can be said from that."""
    w, h = visit.size_wh
    if view == "false_top":
        return _with_cartons(visit)
    if view in {"no_top", "no_bottom"}:
        window = _without_layer(golden, bottom=view == "no_bottom")
    else:
        part = rng.uniform(0.45, 0.75)
        left = {"left": 0.0, "right": 1 - part, "middle": (1 - part) / 2}.get(view, 0.0)
        window = (
            (0.0, 0.0, float(w), float(h))
            if view == "whole"
            else (left * w, 0.0, (left + part) * w, float(h))
        )
    seen = Visit(
        (round(window[2] - window[0]), round(window[3] - window[1])),
        {},
        [],
        {},
        set(),
        visit.kind,
        visit.sku_of,
    )
    for home, want in visit.expected.items():
        now, then = visit.facings(home), golden.facings(home)
        shown = [_part(piece.xyxy, window) for piece in (now if len(now) == len(then) else then)]
        if max(shown) < KEPT:
            seen.expected[home] = Expected("not_judged", 0)
        elif min(shown) >= KEPT and (want.verdict == "ok" or min(shown) > 0.999):
            seen.expected[home] = want
        else:
            seen.expected[home] = replace(want, verdict="not_judged" if home not in visit.kind else None)
        if min(shown) < KEPT and visit.kind.get(home) == "own_more":
            seen.expected[home] = Expected(None, 0)
        if min(shown) < KEPT:
            seen.hidden.add(visit.sku_of[home])
    for layer, row in visit.layers.items():
        seen.layers[layer] = [
            replace(p, xyxy=_through(p.xyxy, window)) for p in row if _part(p.xyxy, window) >= KEPT
        ]
    seen.gaps = [
        BareSpace(g.layer, _through(g.xyxy, window)) for g in visit.gaps if _part(g.xyxy, window) >= KEPT
    ]
    return seen


def _without_layer(golden: Visit, *, bottom: bool) -> Xyxy:
    w, h = golden.size_wh
    rows = [row for _, row in sorted(golden.layers.items())]
    if len(rows) < 2:
        return 0.0, 0.0, float(w), float(h)
    if bottom:
        return 0.0, 0.0, float(w), max(p.xyxy[3] for row in rows[:-1] for p in row) + 5
    return 0.0, max(p.xyxy[3] for p in rows[0]), float(w), float(h)


def _with_cartons(visit: Visit) -> Visit:
    """Storage on top of the bay, taken for a layer of products that nobody knows."""
    top = min(p.xyxy[1] for row in visit.layers.values() for p in row)
    w = visit.size_wh[0]
    boxes = [(0.1 * w, top - 130, 0.35 * w, top - 30), (0.4 * w, top - 120, 0.6 * w, top - 30)]
    visit.layers[0] = [Piece(None, "CARTON", box) for box in boxes]
    return visit


def _part(box: Xyxy, window: Xyxy) -> float:
    x0, y0, x1, y1 = box
    wide = max(0.0, min(x1, window[2]) - max(x0, window[0]))
    high = max(0.0, min(y1, window[3]) - max(y0, window[1]))
    return wide * high / max((x1 - x0) * (y1 - y0), 1e-9)


def _through(box: Xyxy, window: Xyxy) -> Xyxy:
    x0, y0, x1, y1 = box
    left, top = window[:2]
    right, foot = window[2] - left, window[3] - top
    return max(x0 - left, 0.0), max(y0 - top, 0.0), min(x1 - left, right), min(y1 - top, foot)
