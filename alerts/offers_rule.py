"""One rule of the grammar: a pattern over a sentence without blanks, and what its groups mean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from alerts.numerals import ARABIC, NUMBER, SIGN, read_count, read_number
from alerts.offers import Assumption, Doubt
from catalog.mechanic import Numbers, OfferKind

Groups = Mapping[str, str | None]
Made = tuple[OfferKind, Numbers] | None
"""What a match means; `None` where it is no offer, so that nothing else is read into it."""

THINGS: Final = "件瓶盒份杯箱袋包个支罐桶双条听提台只套板块本把枚片碗串组对"
MONEY: Final = rf"{SIGN}?"
SUM: Final = rf"(?:{SIGN}(?P<k>{ARABIC})|(?P<p>{NUMBER})(?:元|块钱?|圆|rmb|¥))"
"""A sum that its currency marks, before or behind it: groups k and p."""
YUAN: Final = r"(?:元|块钱?|圆|rmb|¥)"
RATE: Final = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九](?:点?[一二三四五六七八九])?)"
NOT_FOLDED: Final = r"(?!叠|伞|合|[一二三四]叠|页|扇|射|腾|耗|弯|线|痕|刀|返)"


@dataclass(frozen=True)
class Rule:
    """A pattern and what its groups mean; `digits` names the groups to read twice."""

    pattern: re.Pattern[str]
    make: Callable[[Groups], Made]
    joins: bool = True
    """Whether it may be read across lines: a lone 省 above a price is no reduction."""
    assumes: tuple[Assumption, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def assumed(self, groups: Groups) -> tuple[Assumption, ...]:
        """What the words take for granted: 起 and 低至 are groups `low`, 最高 and 至高 groups `most`."""
        told: list[Assumption] = list(self.assumes)
        if groups.get("low") or groups.get("low2"):
            told.append("starts_from")
        if groups.get("most") or groups.get("most2"):
            told.append("up_to")
        return tuple(told)

    @property
    def digits(self) -> tuple[str, ...]:
        """Names of the groups that hold sums and rates: what is worth a second reading; counts are not."""
        return tuple(name for name in self.pattern.groupindex if name in NUMBER_GROUPS)


NUMBER_GROUPS: Final = ("a", "b", "r", "p", "k")


def money(groups: Groups, name: str) -> Decimal | None:
    """The sum in a group."""
    text = groups.get(name)
    return read_number(text) if text else None


def total(groups: Groups) -> Decimal | None:
    """The sum of `SUM`."""
    return money(groups, "p") or money(groups, "k") if money(groups, "p") != 0 else Decimal(0)


def count(groups: Groups, name: str) -> int | None:
    """The number of things in a group."""
    text = groups.get(name)
    return read_count(text) if text else None


def rule(
    pattern: str,
    make: Callable[[Groups], Made],
    *,
    joins: bool = True,
    assumes: tuple[Assumption, ...] = (),
    doubts: tuple[Doubt, ...] = (),
) -> Rule:
    """A rule out of a verbose pattern."""
    return Rule(re.compile(pattern, re.VERBOSE), make, joins, assumes, doubts)


def nothing(_: Groups) -> Made:
    """Not an offer."""
    return None


def amount_of(kind: OfferKind) -> Callable[[Groups], Made]:
    """A mechanic of a sum, group a, over another, group b."""
    return lambda g: (kind, Numbers(amount=money(g, "a"), threshold=money(g, "b"), each=bool(g.get("each"))))
