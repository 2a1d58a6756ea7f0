"""What a policy means: its mechanic in words, and its depth on a price."""

from decimal import Decimal

from alerts.depth import depth_of
from api.errors import words_of
from api.i18n import Locale
from api.offer_words import assumption_words, numbers_summary
from api.schemas_policies import PreviewAnswer
from catalog.errors import Invalid
from catalog.mechanic import Numbers, OfferKind
from catalog.mechanic_needs import check_mechanic


def preview(kind: OfferKind, numbers: Numbers, unit_price: Decimal | None, locale: Locale) -> PreviewAnswer:
    """The mechanic in words and its depth at a list price of `unit_price`, or what is wrong with its numbers."""
    try:
        check_mechanic(kind, numbers)
    except Invalid as error:
        return PreviewAnswer(problem=words_of(error.code, error.params, locale))
    told = depth_of(kind, numbers, unit_price)
    return PreviewAnswer(
        summary=numbers_summary(kind, numbers, locale),
        depth=told.depth,
        unit_price=told.unit_price,
        assumptions=[assumption_words(each, locale) for each in told.assumptions],
    )
