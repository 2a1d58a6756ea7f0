"""Silence alerts: what stopped selling in my stores, what to do about it, and what it turned out to be."""

from typing import Annotated

from fastapi import Path, Query, Response

from api import answering_both
from api.alert_advice import advice_of
from api.alert_series import series_of
from api.answers_alerts import alert_answer, alert_answers, mute_answers
from api.deps import CurrentUser, DbSession, LocalDep, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.evidence_picture import Framed, PictureDep
from api.routing import api_router, errors, jpeg_answer
from api.schemas_alerts import AlertAnswer, AlertClosed, AlertCount, AlertDetail, AlertList, AlertSnoozed
from catalog.queries_alerts import AlertState, alert_for, alerts_for, count_open_alerts, places_of
from catalog.queries_audits import get_audit
from catalog.queries_people import store_for
from catalog.queries_silence import last_night
from catalog.rows import key
from catalog.silence_alerts import snooze_alert as write_snoozed

router = api_router("alerts")

AlertId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/alerts", summary="Products that stopped selling in my stores", responses=errors(404))
def list_alerts(
    user: CurrentUser,
    session: ReadSession,
    local: LocalDep,
    locale: LocaleDep,
    state: Annotated[
        AlertState, Query(description="snoozed ones are open, and not shown among them")
    ] = "open",
    store: Annotated[str | None, Query(max_length=64, description="of this store only")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> AlertList:
    """Open ones by expected lost margin, the greatest first; closed ones the last closed first."""
    if store is not None:
        store_for(session, user, store)
    page = alerts_for(session, user, state, today=local.today, store_code=store, limit=limit, offset=offset)
    night = last_night(session, user.chain_id)
    return AlertList(
        alerts=alert_answers(session, page.rows, locale, local),
        total=page.total,
        night=night.day if night is not None else None,
        mute_stores=mute_answers(session, user),
    )


@router.get("/alerts/count", summary="How many open alerts wait for me")
def count_alerts(user: CurrentUser, session: ReadSession, local: LocalDep) -> AlertCount:
    """Without the snoozed ones."""
    return AlertCount(open=count_open_alerts(session, user, today=local.today))


@router.get("/alerts/{alert_id}", summary="One alert with its last four weeks", responses=errors(404))
def read_alert(
    alert_id: AlertId, user: CurrentUser, session: ReadSession, local: LocalDep, locale: LocaleDep
) -> AlertDetail:
    """The alert, its evidence, and 28 days beside last year's and the trade area's mean."""
    row = alert_for(session, user, alert_id)
    answer = alert_answer(session, row, locale, local)
    return AlertDetail(**answer.model_dump(), series=series_of(session, row, local.zone))


@router.post("/alerts/{alert_id}/close", summary="Say what it was", responses=errors(404, 409))
def close_alert(
    alert_id: AlertId,
    body: AlertClosed,
    user: CurrentUser,
    session: DbSession,
    now: Now,
    local: LocalDep,
    locale: LocaleDep,
) -> AlertAnswer:
    """For whoever may see the store. Thresholds learn from the reason. Tips about the same product of which
    it says the same are closed with it, and reopened with it."""
    alert = alert_for(session, user, alert_id).alert
    row = answering_both.close_alert(session, user, alert, body.reason, note=body.note.strip(), now=now)
    return alert_answer(session, row, locale, local)


@router.post("/alerts/{alert_id}/reopen", summary="Take a closing back", responses=errors(404, 409))
def reopen_alert(
    alert_id: AlertId, user: CurrentUser, session: DbSession, now: Now, local: LocalDep, locale: LocaleDep
) -> AlertAnswer:
    """The undo of a person's closing; 409 where the product sold again or a newer alert of it is open."""
    alert = alert_for(session, user, alert_id).alert
    row = answering_both.reopen_alert(session, user, alert, now=now)
    return alert_answer(session, row, locale, local)


@router.post(
    "/alerts/{alert_id}/snooze", summary="Leave me alone with it until then", responses=errors(404, 409)
)
def snooze_alert(
    alert_id: AlertId,
    body: AlertSnoozed,
    user: CurrentUser,
    session: DbSession,
    local: LocalDep,
    locale: LocaleDep,
) -> AlertAnswer:
    """It stays open, is shown apart, and is not passed on meanwhile; `until: null` takes that back."""
    alert_for(session, user, alert_id)
    row = write_snoozed(session, user.chain_id, alert_id, body.until, today=local.today)
    return alert_answer(session, row, locale, local)


@router.get(
    "/alerts/{alert_id}/evidence.jpg",
    summary="The product on the store's last photo",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_alert_evidence(
    alert_id: AlertId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    local: LocalDep,
    asked: PictureDep,
) -> Response:
    """The part of the photo where most of its facings stand, framed; 404 where no photo shows it."""
    row = alert_for(session, user, alert_id)
    evidence = advice_of(session, [row], local)[alert_id].evidence
    audit_id = evidence.get("audit_id")
    if audit_id is None:
        raise ApiError(404, "photo_not_found", alert=alert_id)

    def found() -> tuple[str, Framed]:
        boxes = places_of(session, audit_id, key(row.sku.id), evidence.get("layer"))
        around = None
        if boxes:
            left, top, right, bottom = zip(*boxes, strict=True)
            around = (min(left), min(top), max(right), max(bottom))
        return get_audit(session, audit_id).photo.sha256, around

    return asked.answer(parts.pictures, str(audit_id), found)
