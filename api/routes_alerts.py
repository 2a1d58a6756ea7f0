"""Silence alerts: what stopped selling in my stores, what to do about it, and what it turned out to be."""

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Response

from api.alert_advice import Local, advice_of
from api.alert_series import series_of
from api.answers_alerts import alert_answer, alert_answers, mute_answers
from api.deps import CurrentUser, DbSession, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.pictures import fit, jpeg
from api.routing import api_router, errors, jpeg_answer
from api.schemas_alerts import AlertAnswer, AlertClosed, AlertCount, AlertDetail, AlertList, AlertSnoozed
from api.spotlight import spotlight
from catalog.queries_alerts import AlertState, alert_for, alerts_for, count_open_alerts, places_of
from catalog.queries_audits import get_audit
from catalog.queries_people import store_for
from catalog.queries_silence import last_night
from catalog.rows import key
from catalog.silence_alerts import close_alert as write_closed
from catalog.silence_alerts import reopen_alert as write_reopened
from catalog.silence_alerts import snooze_alert as write_snoozed

router = api_router("alerts")

AlertId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_LONGEST_PX = 1280


def _local(parts: PartsDep, now: Now) -> Local:
    return Local.at(now, parts.settings.zone)


LocalDep = Annotated[Local, Depends(_local)]


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
    """For whoever may see the store. Thresholds learn from the reason."""
    alert_for(session, user, alert_id)
    row = write_closed(
        session, user.chain_id, alert_id, body.reason, note=body.note.strip(), by=user.id, now=now
    )
    return alert_answer(session, row, locale, local)


@router.post("/alerts/{alert_id}/reopen", summary="Take a closing back", responses=errors(404, 409))
def reopen_alert(
    alert_id: AlertId, user: CurrentUser, session: DbSession, now: Now, local: LocalDep, locale: LocaleDep
) -> AlertAnswer:
    """The undo of a person's closing; 409 where the product sold again or a newer alert of it is open."""
    alert_for(session, user, alert_id)
    row = write_reopened(session, user.chain_id, alert_id, by=user.id, now=now)
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
    longest: Annotated[int, Query(ge=16, le=4000, description="longest side in pixels")] = _LONGEST_PX,
    known: Annotated[str | None, Header(alias="If-None-Match", max_length=200)] = None,
) -> Response:
    """The part of the photo where most of its facings stand, framed; 404 where no photo shows it."""
    row = alert_for(session, user, alert_id)
    evidence = advice_of(session, [row], local)[alert_id].evidence
    audit_id = evidence.get("audit_id")
    if audit_id is None:
        raise ApiError(404, "photo_not_found", alert=alert_id)
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{audit_id}-{longest}"'}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    audit = get_audit(session, audit_id)
    boxes = places_of(session, audit_id, key(row.sku.id), evidence.get("layer"))
    around = None
    if boxes:
        left, top, right, bottom = zip(*boxes, strict=True)
        around = (min(left), min(top), max(right), max(bottom))
    picture = spotlight(parts.pictures.upright(audit.photo.sha256), around)
    return Response(jpeg(fit(picture, longest)), media_type="image/jpeg", headers=headers)
