"""The settings of silence alerts, and what they would have said of the last months."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.deps import Now, ReadSession
from api.i18n import Locale, translate
from api.pages_render import PageEditor, page_locale, render_page
from api.replaying import REPLAY_DAYS
from api.routes_silence import DEFAULTS, told_replay, told_settings
from api.schemas_silence import ReplayResult, SilenceSettingAnswer, SummaryAnswer
from catalog.queries_skus import find_sku
from catalog.silence_settings import CHOICES

CHANCES: Final = (0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0001)
PRECISIONS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
CHART_WIDTH, CHART_HEIGHT = 720, 120

router = APIRouter(prefix="/alerts/settings")


@router.get("")
def alert_settings(
    request: Request, user: PageEditor, session: ReadSession, now: Now, sku: str = ""
) -> Response:
    """Return the settings of the chain, its categories and products, and the last replay; `sku` opens one more."""
    locale = page_locale(request, user)
    told = told_settings(session, user.chain_id)
    skus = list(told.skus)
    if sku and all(each.sku != sku for each in skus) and (new := _fresh(session, user.chain_id, sku)):
        skus.insert(0, new)
    chain = told.chain
    return render_page(
        request,
        "alert_settings.html",
        me=user,
        now=now,
        tab="silence",
        chain=chain,
        categories=told.categories,
        skus=skus,
        opened=sku,
        defaults=DEFAULTS,
        choices=CHOICES,
        chances=chances,
        precisions=precisions,
        say_chance=partial(say_chance, locale),
        in_force=lambda name: (
            getattr(DEFAULTS, name) if getattr(chain, name) is None else getattr(chain, name)
        ),
        **_replay(session, user.chain_id, now, locale),
    )


@router.get("/replay")
def replay_part(request: Request, user: PageEditor, session: ReadSession, now: Now) -> Response:
    """Return the replay as a piece of the page."""
    locale = page_locale(request, user)
    return render_page(
        request, "_alert_replay.html", me=user, now=now, **_replay(session, user.chain_id, now, locale)
    )


def chances(own: float | None) -> tuple[float, ...]:
    """Return the thresholds to choose from, the widest first, that in force among them."""
    return tuple(sorted({*CHANCES, *(() if own is None else (own,))}, reverse=True))


def precisions(own: float | None) -> tuple[float, ...]:
    """Return the precisions to choose from, that in force among them."""
    return tuple(sorted({*PRECISIONS, *(() if own is None else (own,))}))


def say_chance(locale: Locale, chance: float) -> str:
    """Return a threshold in plain words: once in so many times."""
    times = 1 / chance
    n = f"{round(times):,}" if times < 100 else f"{float(f'{times:.2g}'):,.0f}"
    return translate(locale, "silence.chance_value", n=n)


@dataclass(frozen=True)
class DayChart:
    """New alerts by day, drawn: bars (x, y, width, height) in force, the path of those tried; `most` alerts a day."""

    bars: tuple[tuple[float, float, float, float], ...]
    path: str
    most: int
    first: date
    last: date


def draw_days(result: ReplayResult) -> DayChart:
    """Return the chart of a replay, in pixels of CHART_WIDTH × CHART_HEIGHT."""
    days = result.in_force.by_day
    tried = result.tried.by_day if result.tried is not None else []
    most = max((each.alerts for each in (*days, *tried)), default=0)
    step, scale = CHART_WIDTH / max(1, len(days)), (CHART_HEIGHT - 4) / max(1, most)
    bars = tuple(
        (
            round(at * step + 0.5, 1),
            round(CHART_HEIGHT - each.alerts * scale, 1),
            round(max(1.0, step - 1), 1),
            round(each.alerts * scale, 1),
        )
        for at, each in enumerate(days)
    )
    points = [
        f"{(at + 0.5) * step:.1f} {CHART_HEIGHT - each.alerts * scale:.1f}" for at, each in enumerate(tried)
    ]
    return DayChart(bars, "M" + " L".join(points) if points else "", most, result.first_day, result.last_day)


def _replay(session: Session, chain_id: int, now: Any, locale: Locale) -> dict[str, Any]:
    replay = told_replay(session, chain_id, now, locale)
    result = replay.result
    return {
        "replay": replay,
        "replay_days": REPLAY_DAYS,
        "chart": draw_days(result) if result is not None and result.in_force.by_day else None,
        "by_category": _side_by_side(result) if result is not None else [],
    }


def _side_by_side(result: ReplayResult) -> list[dict[str, Any]]:
    def named(summary: SummaryAnswer | None) -> dict[str, Any]:
        return {} if summary is None else {each.category: each for each in summary.by_category}

    force, tried = named(result.in_force), named(result.tried)
    return [
        {"category": name, "force": force.get(name), "tried": tried.get(name)}
        for name in sorted({*force, *tried})
    ]


def _fresh(session: Session, chain_id: int, code: str) -> SilenceSettingAnswer | None:
    sku = find_sku(session, chain_id, code)
    if sku is None:
        return None
    name = " ".join(word for word in (sku.name, sku.spec) if word)
    return SilenceSettingAnswer.empty("").model_copy(update={"sku": sku.code, "name": name})
