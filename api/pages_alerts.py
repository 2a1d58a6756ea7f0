"""The alerts' pages: what stopped selling, ranked by what it costs, and one alert with its chart and evidence."""

from datetime import date, timedelta
from functools import partial
from typing import Any, Final, get_args
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response

from api.alert_series import series_of
from api.answers_alerts import alert_answer, alert_answers, mute_answers
from api.charts_silence import NARROW, WIDE, silence_chart, summary_of
from api.day_words import say_day
from api.deps import LocalDep, Now, ReadSession
from api.i18n import Locale
from api.pages_render import PageUser, page_locale, render_page
from api.schemas_alerts import AlertAnswer
from catalog.queries_alerts import AlertState, alert_for, alerts_for, count_open_alerts
from catalog.queries_pages import stores_by_use
from catalog.queries_people import store_for
from catalog.queries_silence import last_night
from catalog.silence_alerts import BY_PEOPLE
from catalog.tables_till import SilenceAction

ALERTS_SHOWN: Final = 30
MUTE_SHOWN: Final = 5
SNOOZE_DAYS: Final = (3, 7, 14)
STATES: Final[tuple[AlertState, ...]] = get_args(AlertState)
FIRST_REASONS: Final[dict[SilenceAction, tuple[str, str]]] = {
    "move_to_eye_level": ("moved", "wrong_alert"),
    "check_price_tag": ("price_tag", "barcode"),
    "restock": ("restocked", "wrong_alert"),
    "relist": ("relisted", "delisted"),
    "take_photo": ("restocked", "wrong_alert"),
    "check_shelf": ("restocked", "wrong_alert"),
}
"""The two answers that an action most likely gets: they stand on the card, the others a tap away."""

router = APIRouter()


@router.get("/alerts")
def alerts(
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
    local: LocalDep,
    state: str = "open",
    store: str = "",
    offset: int = 0,
) -> Response:
    """Return the alerts of the user's stores, the dearest first, and the stores that tell nothing."""
    chosen: AlertState = next((known for known in STATES if known == state), "open")
    only = store_for(session, user, store.strip()) if store.strip() else None
    locale = page_locale(request, user)
    begin = min(max(offset, 0), 1_000_000)
    page = alerts_for(
        session,
        user,
        chosen,
        today=local.today,
        store_code=only.code if only else None,
        limit=ALERTS_SHOWN,
        offset=begin,
    )
    night = last_night(session, user.chain_id)
    mute = mute_answers(session, user)
    return render_page(
        request,
        "alerts.html",
        me=user,
        now=now,
        tab="alerts",
        alerts=alert_answers(session, page.rows, locale, local),
        state=chosen,
        shown_store=only,
        several_stores=only is None and stores_by_use(session, user, limit=2).total > 1,
        open_total=count_open_alerts(session, user, today=local.today),
        night=night.day if night is not None else None,
        mute=mute[:MUTE_SHOWN],
        mute_more=max(len(mute) - MUTE_SHOWN, 0),
        left=max(page.total - begin - len(page.rows), 0),
        more=_address(chosen, only.code if only else "", begin + ALERTS_SHOWN),
        address=lambda one: _address(one, only.code if only else "", 0),
        **answering(locale, local.today),
    )


@router.get("/alerts/{alert_id:int}")
def alert(
    request: Request, alert_id: int, user: PageUser, session: ReadSession, now: Now, local: LocalDep
) -> Response:
    """Return one alert: four weeks beside last year's and the trade area's, and what the photo says."""
    row = alert_for(session, user, alert_id)
    locale = page_locale(request, user)
    series = series_of(session, row, local.zone)
    return render_page(
        request,
        "alert.html",
        me=user,
        now=now,
        tab="alerts",
        alert=alert_answer(session, row, locale, local),
        series=series,
        summary=summary_of(series),
        charts={
            "wide": silence_chart(series, WIDE, x_ticks=7),
            "narrow": silence_chart(series, NARROW, x_ticks=4),
        },
        reasons=BY_PEOPLE,
        several_stores=True,
        **answering(locale, local.today),
    )


def answering(locale: Locale, today: date) -> dict[str, Any]:
    """What an alert's card needs to be answered, for its template."""
    return {
        "today": today,
        "first_reasons": FIRST_REASONS,
        "all_reasons": BY_PEOPLE,
        "snoozes": [(days, (today + timedelta(days=days)).isoformat()) for days in SNOOZE_DAYS],
        "say_day": partial(say_day, locale),
        "photo_url": _photo_url,
        "short": lambda value: f"{value:.1f}".removesuffix(".0"),
        "chance_text": _chance_text,
    }


def _photo_url(one: AlertAnswer) -> str:
    return f"/stores/{quote(one.store.code, safe='')}"


def _chance_text(chance: float) -> str:
    if chance < 0.0001:
        return "< 0.01%"
    return f"{chance * 100:.2g}%"


def _address(state: str, store: str, offset: int) -> str:
    asked = {"state": state if state != "open" else "", "store": store, "offset": offset or ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/alerts?{query}" if query else "/alerts"
