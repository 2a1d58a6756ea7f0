"""What an offer, its terms and its doubts are called: a line a reader understands without the poster."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final

from alerts.offers import Assumption, Doubt, Offer, Terms
from alerts.offers_reading import Outcome
from api.i18n import Locale, has_message, translate
from api.poster_report import OfferPart
from catalog.mechanic import Numbers, OfferKind
from catalog.offers_in_force import OfferInForce

Sum = Decimal | float
Figures = Numbers | OfferPart
"""The numbers of a mechanic; out of JSON they are floats."""
_FROM: Final[tuple[Assumption, ...]] = ("starts_from", "up_to")
_ORDER: Final = ("n", "threshold", "price", "amount", "rate", "m", "list")
_NTH_ZH: Final = "零一二三四五六七八九十"


@dataclass(frozen=True)
class _Money:
    """How sums of one poster are written in one language."""

    locale: Locale
    currency: str

    def say(self, value: Sum, *, bare: bool = False) -> str:
        """¥9.9 and ¥199 in Chinese, ¥9.90 and ¥1,199 in English; `bare` leaves a ¥ out."""
        exact = Decimal(str(value))
        whole = exact == exact.to_integral_value()
        if self.locale == "zh-CN":
            text = f"{exact.quantize(Decimal(1)) if whole else exact.normalize():f}"
        else:
            text = f"{exact:,.0f}" if whole else f"{exact:,.2f}"
        sign = "" if bare and self.currency == "¥" else self.currency
        return f"{sign} {text}" if sign.isalpha() else f"{sign}{text}"


def offer_label(kind: OfferKind, locale: Locale) -> str:
    """The name of a mechanic."""
    return translate(locale, "offer.kind." + kind)


def offer_summary(offer: Offer | OfferPart, locale: Locale) -> str:
    """One line with the numbers filled in: 第二件半价, 满199减100; 2nd at half price, ¥100 off over ¥199."""
    figures = offer.numbers if isinstance(offer, Offer) else offer
    lowest = any(one in _FROM for one in offer.assumptions)
    return numbers_summary(
        offer.kind, figures, locale, currency=offer.currency, per=offer.per, starts_from=lowest
    )


def numbers_summary(
    kind: OfferKind,
    numbers: Figures,
    locale: Locale,
    *,
    currency: str = "¥",
    per: str | None = None,
    starts_from: bool = False,
) -> str:
    """The same of bare numbers, such as a policy's. Numbers that the mechanic does not use are left out."""
    money = _Money(locale, currency)
    bare = kind == "threshold_off" and locale == "zh-CN"
    fields: dict[str, str] = {}
    for name, value in (("price", numbers.price), ("list", numbers.list_price)):
        if value is not None:
            text = money.say(value)
            fields[name] = translate(locale, "offer.per", money=text, measure=per) if per else text
    for name, value in (("threshold", numbers.threshold), ("amount", numbers.amount)):
        if value is not None:
            fields[name] = money.say(value, bare=bare)
    if numbers.rate is not None:
        fields["rate"] = _rate(numbers.rate, locale)
    for name, count in (("n", numbers.n), ("m", numbers.m)):
        if count is not None:
            fields[name] = str(count)
    return translate(
        locale,
        _key(kind, set(fields), numbers, starts_from=starts_from),
        **fields,
        nth=_nth(numbers.n, locale),
    )


def _key(kind: OfferKind, known: set[str], numbers: Figures, *, starts_from: bool) -> str:
    """The sentence that uses most of what is known."""
    flags = [flag for flag, on in ((".each", numbers.each), (".from", starts_from)) if on]
    names: list[str] = [name for name in _ORDER if name in known]
    if kind == "second_item" and numbers.n is not None:
        special = "half" if numbers.rate == Decimal("0.5") else "free" if numbers.price == 0 else None
        names = ["n", special] if special else names
    for size in range(len(names), -1, -1):
        for some in combinations(names, size):
            for flag in (*flags, ""):
                key = "offer.says." + ".".join((kind, *some)) + flag
                if has_message(key):
                    return key
    raise KeyError(kind)


def _rate(rate: Sum, locale: Locale) -> str:
    exact = Decimal(str(rate))
    value = exact * 10 if locale == "zh-CN" else 100 - exact * 100
    return translate(locale, "offer.rate", rate=f"{value.normalize():f}")


def _nth(n: int | None, locale: Locale) -> str:
    """二 or 2nd."""
    if n is None:
        return ""
    if locale == "zh-CN":
        return _NTH_ZH[n] if n < len(_NTH_ZH) else str(n)
    last = 0 if 10 <= n % 100 <= 20 else n % 10
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def terms_words(terms: Terms | OfferPart | OfferInForce, locale: Locale) -> list[str]:
    """Dates, limits and «the first so many», each a phrase; empty where only the text of the terms is known."""
    begin, end = (None if day is None else _day(day, locale) for day in (terms.valid_from, terms.valid_until))
    said = []
    if begin is not None and begin == end:
        said.append(translate(locale, "offer.terms.on", day=begin))
    elif begin is not None and end is not None:
        said.append(translate(locale, "offer.terms.from_until", begin=begin, end=end))
    elif begin is not None:
        said.append(translate(locale, "offer.terms.from", day=begin))
    elif end is not None:
        said.append(translate(locale, "offer.terms.until", day=end))
    limit = terms.limit if isinstance(terms, OfferPart) else terms.limit_per_person
    if limit is not None:
        said.append(translate(locale, "offer.terms.limit", n=limit))
    if terms.first_n is not None:
        said.append(translate(locale, "offer.terms.first", n=terms.first_n))
    return said


def _day(day: date, locale: Locale) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if locale == "zh-CN" else f"{day.day} {day:%b} {day.year}"


def doubt_words(doubt: Doubt, locale: Locale) -> str:
    """Why a person should look, and what to do."""
    return translate(locale, "offer.doubt." + doubt)


def assumption_words(assumption: Assumption, locale: Locale) -> str:
    """What a depth takes for granted, as a clause after the figure."""
    return translate(locale, "offer.assumes." + assumption)


def outcome_words(outcome: Outcome, locale: Locale) -> str:
    """What became of the picture, and what to do where nothing was read."""
    return translate(locale, "offer.outcome." + outcome)
