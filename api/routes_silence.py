"""Settings of silence alerts, and what they would have said of the last months."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import Query
from sqlmodel import Session

from alerts.silence_rules import DEFAULT_RULES, USUAL_MARGIN
from alerts.silence_tuning import WANTED
from api.deps import DbSession, Editor, LocaleDep, Now, PartsDep, ReadSession, Today
from api.errors import words_of
from api.i18n import Locale
from api.replaying import ReplayAsked
from api.routing import api_router, errors
from api.schemas_silence import (
    ReplayAnswer,
    ReplayOrder,
    ReplayResult,
    SilenceDefaults,
    SilenceOrder,
    SilenceSettingAnswer,
    SilenceSettingsAnswer,
    SilenceTargetBody,
)
from catalog.database import writing
from catalog.queries_silence_settings import find_replay, settings_told
from catalog.queries_skus import list_categories
from catalog.silence_replays import begin_replay, cancel_replay, state_now
from catalog.silence_settings import SilenceTarget, SilenceValues, check_silence, set_silence, undo_silence

DEFAULTS: Final = SilenceDefaults(
    days=DEFAULT_RULES.days,
    chance_max=DEFAULT_RULES.chance_max,
    margin_pct=Decimal(str(USUAL_MARGIN * 100)),
    precision_wanted=WANTED,
    learning=True,
    choice="probability",
    budget=DEFAULT_RULES.budget,
    cooldown_days=DEFAULT_RULES.cooldown_days,
    new_days=DEFAULT_RULES.new_days,
)

router = api_router("alerts")


@router.get("/alert-settings", summary="Settings of silence alerts", responses=errors(403))
def list_silence_settings(user: Editor, session: ReadSession) -> SilenceSettingsAnswer:
    """All of them; what is null goes by the next wider setting, at last by the default."""
    return told_settings(session, user.chain_id)


@router.put("/alert-settings", summary="Set a chain's, category's or SKU's", responses=errors(403, 404))
def put_silence_setting(
    body: SilenceOrder, user: Editor, session: DbSession, now: Now, today: Today
) -> SilenceSettingAnswer:
    """Set all of one target; what is left out is taken back."""
    set_silence(session, user.chain_id, body.target(), body.values(), by=user.id, now=now, today=today)
    return _told(session, user.chain_id, body.target())


@router.delete("/alert-settings", summary="Take all of one target back", responses=errors(403, 404))
def take_back_silence_setting(
    user: Editor,
    session: DbSession,
    now: Now,
    today: Today,
    category: Annotated[str, Query(max_length=100)] = "",
    sku: Annotated[str, Query(max_length=100)] = "",
) -> SilenceSettingAnswer:
    """The target goes by the next wider setting again; it can be undone."""
    target = SilenceTarget(category, sku)
    set_silence(session, user.chain_id, target, SilenceValues(), by=user.id, now=now, today=today)
    return _told(session, user.chain_id, target)


@router.post(
    "/alert-settings/undo", summary="Undo the last change of one target", responses=errors(403, 404, 409)
)
def undo_silence_setting(
    body: SilenceTargetBody, user: Editor, session: DbSession, now: Now, today: Today
) -> SilenceSettingAnswer:
    """Also of what was learnt; once more brings the change back."""
    undo_silence(session, user.chain_id, body.target(), by=user.id, now=now, today=today)
    return _told(session, user.chain_id, body.target())


@router.get("/alert-settings/replay", summary="The last replay", responses=errors(403))
def get_replay(user: Editor, session: ReadSession, now: Now, locale: LocaleDep) -> ReplayAnswer:
    """How far it is, or what came of it."""
    return told_replay(session, user.chain_id, now, locale)


@router.post(
    "/alert-settings/replay",
    status_code=202,
    summary="Replay the last months",
    responses=errors(403, 404, 409),
)
def start_replay(
    body: ReplayOrder, user: Editor, parts: PartsDep, now: Now, locale: LocaleDep
) -> ReplayAnswer:
    """In the background, with the settings in force and with those tried; one at a time in a chain."""
    trials = tuple((each.target(), each.values()) for each in body.trials)
    with writing(parts.engine) as session:
        for target, values in trials:
            check_silence(session, user.chain_id, target, values)
        begin_replay(session, user.chain_id, body.model_dump(mode="json"), by=user.id, now=now)
        answer = told_replay(session, user.chain_id, now, locale)
    parts.replays.start(
        ReplayAsked(user.chain_id, asked_at=now, days=body.days, stores=body.stores, trials=trials)
    )
    return answer


@router.delete("/alert-settings/replay", summary="Cancel the replay", responses=errors(403))
def stop_replay(user: Editor, session: DbSession, now: Now, locale: LocaleDep) -> ReplayAnswer:
    """It stops at its next night."""
    cancel_replay(session, user.chain_id)
    return told_replay(session, user.chain_id, now, locale)


def told_settings(session: Session, chain_id: int) -> SilenceSettingsAnswer:
    """Every setting as the API and the page show it."""
    rows = settings_told(session, chain_id)
    by_category = {row.setting.category: SilenceSettingAnswer.of(row) for row in rows if row.sku is None}
    names = sorted({*list_categories(session, chain_id), *by_category} - {""})
    skus = [SilenceSettingAnswer.of(row) for row in rows if row.sku is not None]
    return SilenceSettingsAnswer(
        chain=by_category.get("", SilenceSettingAnswer.empty("")),
        categories=[by_category.get(name, SilenceSettingAnswer.empty(name)) for name in names],
        skus=[each for each in skus if any(getattr(each, name) is not None for name in _OF_SKU)],
        defaults=DEFAULTS,
    )


def told_replay(session: Session, chain_id: int, now: datetime, locale: Locale) -> ReplayAnswer:
    """The chain's replay as the API and the page show it."""
    row = find_replay(session, chain_id)
    if row is None:
        return ReplayAnswer(state="none")
    state = state_now(row, now)
    code = row.error or ("silence_replay_lost" if state == "failed" else "")
    return ReplayAnswer(
        state=state,
        asked_at=row.asked_at,
        days_done=row.days_done,
        days_total=row.days_total,
        trials=[SilenceOrder.model_validate(each) for each in row.asked.get("trials", [])],
        error=words_of(code, {}, locale) if code else None,
        result=ReplayResult.model_validate(row.result) if row.result else None,
    )


_OF_SKU: Final = ("days", "chance_max", "margin_pct")


def _told(session: Session, chain_id: int, target: SilenceTarget) -> SilenceSettingAnswer:
    rows = settings_told(session, chain_id)
    return next(
        SilenceSettingAnswer.of(row)
        for row in rows
        if (row.sku.code == target.sku if row.sku is not None else not target.sku)
        and (row.setting.category == target.category or target.sku)
    )
