"""«What are they doing here?»: rivals' actions in an area, drawn over the days and listed with their evidence."""

from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from alerts.competitor_actions import Action
from api.answers_rivals import action_answer, action_says, unchecked_answers
from api.deps import Now, PartsDep, ReadSession
from api.i18n import Locale, translate
from api.pages_render import PageUser, page_locale, render_page
from api.regional import area_adjustments, area_words, regional_draft
from api.rivals import DAYS, EVERY, PERIODS, RivalsReport, rivals_report
from api.timeline import Span, Timeline, timeline
from catalog.queries_areas import AreaFact, AreaScope
from catalog.queries_people import WIDE_ROLES

DRAWN: Final = 12
SHOWN: Final = 60
PHOTOS: Final = 40
UNCHECKED: Final = 30
_WIDE, _NARROW = 980, 350

router = APIRouter()


@router.get("/rivals")
def rivals(
    request: Request,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    area: Annotated[str | None, Query(max_length=210)] = None,
    days: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Return the page; without an area that of the user's own stores, or where the newest poster hung."""
    period = int(days) if days in {str(one) for one in PERIODS} else DAYS
    scope = None if area is None else _scope(area)
    report = rivals_report(session, user, scope, period, now=now, zone=parts.settings.zone)
    locale = page_locale(request, user)
    wide = user.role in WIDE_ROLES
    may_propose = wide and report.scope != EVERY
    adjusted = area_adjustments(session, user, report) if may_propose else ()
    shown = report.actions[:SHOWN]
    exact = {"city": report.scope.city, "trade_area": report.scope.trade_area, "days": period}
    return render_page(
        request,
        "rivals.html",
        me=user,
        now=now,
        tab="rivals",
        report=report,
        area=area_words(report, locale),
        chosen=area_key(report.scope),
        cities=_cities(report.areas),
        area_key=area_key,
        periods=PERIODS,
        address=lambda each: "/rivals?" + urlencode({"area": area_key(report.scope), "days": each}),
        charts=[_chart(report, locale, width) for width in (_WIDE, _NARROW)],
        more=len(report.actions) - len(shown),
        drawn=DRAWN,
        actions=[
            (at, action_answer(one, report, locale, most=PHOTOS), len(one.action.sightings))
            for at, one in enumerate(shown, 1)
        ],
        unchecked=unchecked_answers(report, locale, most=UNCHECKED),
        to_check=len(report.unchecked),
        running=sum(one.action.running for one in report.actions),
        query=urlencode(exact),
        exact=exact,
        may_propose=may_propose,
        wide=wide,
        adjusted=[regional_draft(one, report).params["said"][locale] for one in adjusted],
    )


def area_key(scope: AreaScope | AreaFact) -> str:
    """The area as the page's address names it: 上海|人民广场, 上海| for the whole city."""
    return f"{scope.city}|{scope.trade_area}"


def _scope(text: str) -> AreaScope:
    city, _, trade_area = text.partition("|")
    return AreaScope(city, trade_area)


def _cities(areas: tuple[AreaFact, ...]) -> list[tuple[str, list[AreaFact], int]]:
    """Each city with its trade areas and how many stores they have."""
    found: dict[str, list[AreaFact]] = {}
    for one in areas:
        found.setdefault(one.city, []).append(one)
    return [(city, some, sum(one.stores for one in some)) for city, some in found.items()]


def _chart(report: RivalsReport, locale: Locale, width: int) -> Timeline | None:
    spans = [
        _span(one.action, at, action_says(one.action, locale), locale)
        for at, one in enumerate(report.actions[:DRAWN], 1)
    ]
    order = {name: at for at, name in enumerate(dict.fromkeys(span.group for span in spans))}
    spans.sort(key=lambda span: order[span.group])
    return timeline(spans, report.first, report.last, width=width, ticks=7 if width == _WIDE else 4)


def _span(action: Action, at: int, says: str, locale: Locale) -> Span:
    stores: dict[date, set[str]] = {}
    for one in action.sightings:
        stores.setdefault(one.day, set()).add(one.store)
    brand = action.brand or translate(locale, "rivals.brand_unknown")
    named = " ".join(word for word in (brand, action.product) if word)
    depth = "" if action.depth is None else f" {round(action.depth * 100)}%"
    return Span(
        words=f"{at}. {named} · {says}{depth}",
        group=brand,
        first=action.first,
        last=action.last,
        running=action.running,
        days=[(day, len(found)) for day, found in sorted(stores.items())],
        href=f"#action-{at}",
    )
