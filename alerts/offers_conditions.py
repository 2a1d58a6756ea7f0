"""When and for whom an offer holds: dates and limits found in the lines, and given to the offers they stand with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from alerts.numerals import read_count
from alerts.offers import Terms
from alerts.offers_dates import dates_in
from alerts.offers_found import CARRIERS, Found, nearness
from alerts.offers_pieces import Box, Piece, gaps, shared

About = Literal["dates", "limit", "first"]
PanelOf = Callable[[Piece], int]

_N: Final = r"(?P<n>\d{1,6}|[一二两三四五六七八九十]{1,2})"
_THINGS: Final = r"[件瓶盒份台只个箱袋包张名套提桶支单罐位人斤组条双杯板枚](?!以上|起|装|[减享打可送\d])"
_WHO: Final = r"每(?:人|位|户|家|单|笔|日|天|次|id|位?会员|位?顾客|位?客户|个?(?:账号|账户|用户|手机号))"
_LIMITS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_WHO}|单人|一人)(?:{_WHO}|仅|最多|只|可|累计)*(?:限(?:购|买|领|兑|换购?)?|购买|买)(?:买)?{_N}{_THINGS}",
        rf"限(?:购|买|领|兑|换购?)(?:{_WHO})?{_N}{_THINGS}",
        rf"限(?:{_WHO}){_N}{_THINGS}",
        rf"限(?P<few>{_N}){_THINGS}",
        r"(?:limit(?:of)?|max(?:imum)?(?:of)?)(?P<n>\d{1,3}|one|two|three)(?:items?|units?|packs?|pieces?)?"
        r"(?:per|/|a)(?:customer|person|household|family|order|transaction|guest|shopper|member|day|pax)",
        r"(?P<n>\d{1,3})per(?:customer|person|household|order|transaction)(?:only)?",
    )
)
_FIRSTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:每[日天场店]|仅限?|限|全国|共|当天)*前{_N}(?P<man>万)?[名位人件份单个组箱台](?!以上)",
        rf"(?:每[日天场店]|全国|全网|共|仅)*限量(?:供应|发售|抢购|特供|发放|仅)*[:]?{_N}(?P<man>万)?[件瓶盒份台只个箱袋包张套提桶支单罐组]",
        r"first(?P<n>\d{1,6})(?:customers?|buyers?|orders?|shoppers?|people|purchases?|only)",
        r"(?:only|limitedto)(?P<n>\d{2,6})(?:units?|pieces?|sets?)(?:available)?",
    )
)
NEAR: Final = 1.5
"""A line is under one of two offers where it is no farther from it than so many times the taller one's height."""
MANY: Final = 20
"""限100份 is what there is in all, 限2件 what one may take."""
_TICKETS: Final = frozenset({"coupon", "money_off", "cashback"})
"""What 限量100张 counts, where there is any."""
_FEW: Final = {"one": 1, "two": 2, "three": 3}


@dataclass(frozen=True)
class Mention:
    """Signs `begin` to `end` of a line that tell dates, a limit or a number of firsts."""

    piece: Piece
    begin: int
    end: int
    about: About
    said: Terms

    @property
    def place(self) -> Box:
        """Its box on the upright page."""
        return self.piece.part(self.begin, self.end)

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it says, however it is printed."""
        said = self.said
        return said.valid_from, said.valid_until, said.limit_per_person, said.first_n


def mentions(pieces: Sequence[Piece], today: date | None) -> list[Mention]:
    """All of them, line by line; no number of an offer is read from their signs."""
    found = [one for piece in pieces for one in (*_counts(piece), *_dates(piece, today))]
    for one in found:
        one.piece.set_aside(one.begin, one.end)
    return [one for one in found if one.said.text]


def _counts(piece: Piece) -> list[Mention]:
    found: list[Mention] = []
    tables: tuple[tuple[About, tuple[re.Pattern[str], ...]], ...] = (("first", _FIRSTS), ("limit", _LIMITS))
    for kind, patterns in tables:
        for pattern in patterns:
            for match in pattern.finditer(piece.text):
                begin, end = match.span()
                n = (
                    _FEW.get(match["n"])
                    or read_count(match["n"])
                    or (int(match["n"]) if match["n"].isdigit() else 0)
                )
                if any(one.begin < end and begin < one.end for one in found) or not n:
                    continue
                n *= 10_000 if match.groupdict().get("man") else 1
                about: About = "first" if match.groupdict().get("few") and n >= MANY else kind
                text = piece.printed(begin, end)
                said = Terms(text, first_n=n) if about == "first" else Terms(text, limit_per_person=n)
                found.append(Mention(piece, begin, end, about, said))
    return found


def _dates(piece: Piece, today: date | None) -> list[Mention]:
    found = []
    for one in dates_in(piece.text, today):
        text = piece.printed(one.begin, one.end) if one.holds else ""
        said = Terms(text, one.valid_from, one.valid_until)
        found.append(Mention(piece, one.begin, one.end, "dates", said))
    return found


def terms_of(found: Sequence[Found], said: Sequence[Mention], panel_of: PanelOf) -> list[Terms | None]:
    """The terms of each offer: those in its own lines, else those of its part of the poster."""
    given: list[list[Mention]] = [[] for _ in found]
    for about in ("dates", "limit", "first"):
        rows = [one for one in said if one.about == about]
        for at, offer in enumerate(found):
            given[at] += _own(offer, rows)
        free = [one for one in rows if not _taken(one, found)]
        panels = [_panel(one, found, panel_of) for one in free]
        for panel in sorted(set(panels), key=lambda one: (one is None, one or 0)):
            here = [one for one, own in zip(free, panels, strict=True) if own == panel]
            of = [
                (at, offer)
                for at, offer in enumerate(found)
                if panel is None or panel_of(offer.spans[0][0]) == panel
            ]
            for one in here:
                for at in _meant(one, here, of):
                    if not any(other.about == about for other in given[at]):
                        given[at].append(one)
    return [_together(rows) for rows in given]


def _panel(one: Mention, found: Sequence[Found], panel_of: PanelOf) -> int | None:
    """The part of the poster that a line stands in; `None` for all where it reaches out from under the offers there."""
    panel = panel_of(one.piece)
    boxes = [offer.place for offer in found if panel_of(offer.spans[0][0]) == panel]
    if not boxes:
        return None
    width = (min(box[0] for box in boxes), 0.0, max(box[2] for box in boxes), 0.0)
    return panel if _within(one.place, width) > 0.5 else None


def _own(offer: Found, rows: Sequence[Mention]) -> list[Mention]:
    return [one for one in rows if any(piece is one.piece for piece, _, _ in offer.spans)]


def _taken(one: Mention, found: Sequence[Found]) -> bool:
    return any(piece is one.piece for offer in found for piece, _, _ in offer.spans)


def _meant(one: Mention, free: Sequence[Mention], offers: Sequence[tuple[int, Found]]) -> list[int]:
    """Which offers a line of its own is about.

    Where several such lines say different things, each is about the offer nearest to it; a number of firsts beside a
    gift is about the gifts, one of 张 about the coupons; a line under one of two prices side by side about that one;
    any other line about all.
    """
    if not offers:
        return []
    _, near = min(offers, key=lambda pair: nearness(pair[1].place, one.place))
    if len({other.meaning for other in free}) > 1:
        whole = [at for at, offer in offers if _nearest(offer, free) is one]
        return whole or [at for at, offer in offers if offer is near]
    if one.about == "first" and near.kind == "gift" and _apart(near, one) < 1:
        return [at for at, offer in offers if offer.kind == "gift"]
    if one.said.text.endswith("张") and (tickets := [at for at, offer in offers if offer.kind in _TICKETS]):
        return tickets
    under = [
        pair for pair in offers if _within(one.place, pair[1].place) > 0.5 and _apart(pair[1], one) < NEAR
    ]
    beside = [
        pair
        for pair in offers
        if pair not in under
        and any(
            {pair[1].kind, other.kind} <= CARRIERS and shared(pair[1].place, other.place, 1) > 0.5
            for _, other in under
        )
    ]
    return [at for at, _ in (under if beside else offers)]


def _apart(offer: Found, one: Mention) -> float:
    """Empty pixels between them from top to bottom, as so many times the taller one's height."""
    return gaps(offer.place, one.place)[1] / max(offer.height, one.piece.height)


def _within(inner: Box, outer: Box) -> float:
    """The part of the width of `inner` that lies over or under `outer`."""
    return (min(inner[2], outer[2]) - max(inner[0], outer[0])) / max(inner[2] - inner[0], 1e-6)


def _nearest(offer: Found, free: Sequence[Mention]) -> Mention:
    return min(free, key=lambda other: nearness(offer.place, other.place))


def _together(rows: Sequence[Mention]) -> Terms | None:
    """One value of all that is said, the first that tells a thing first."""
    if not rows:
        return None
    spans = [one.said for one in rows]
    dated = next((said for said in spans if said.valid_from or said.valid_until), Terms(""))
    return Terms(
        " ".join(dict.fromkeys(said.text for said in spans)),
        dated.valid_from,
        dated.valid_until,
        next((said.limit_per_person for said in spans if said.limit_per_person), None),
        next((said.first_n for said in spans if said.first_n), None),
    )
