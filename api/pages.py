"""The pages' front door: puts routes, static files and the error page into the app."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from api import (
    pages_accounts,
    pages_alerts,
    pages_app,
    pages_audits,
    pages_board,
    pages_board_stores,
    pages_box_fixing,
    pages_capture,
    pages_catalog,
    pages_changes,
    pages_corrections,
    pages_datasets,
    pages_distribution,
    pages_health,
    pages_inbox,
    pages_lists,
    pages_pairs,
    pages_people,
    pages_plans,
    pages_policies,
    pages_proposals,
    pages_push,
    pages_quality,
    pages_rivals,
    pages_routes,
    pages_shares,
    pages_silence,
    pages_sku_health,
    pages_space,
    pages_store_visits,
    pages_tips,
    pages_today,
    pages_trust,
    pages_unknown,
    pages_visit_form,
    pages_visits,
    pages_waiting,
)
from api.errors import Failure
from api.i18n import translate
from api.pages_render import (
    PAGE_HEADERS,
    STATIC_FOLDER,
    ImmutableFiles,
    page_address,
    page_locale,
    render_page,
    static_version,
    visitor_of,
)

_ROUTERS: Final[tuple[APIRouter, ...]] = (
    pages_people.router,
    pages_accounts.router,
    pages_changes.router,
    pages_capture.router,
    pages_app.router,
    pages_today.router,
    pages_audits.router,
    pages_board.router,
    pages_box_fixing.router,
    pages_board_stores.router,
    pages_corrections.router,
    pages_catalog.router,
    pages_plans.router,
    pages_policies.router,
    pages_pairs.router,
    pages_datasets.router,
    pages_distribution.router,
    pages_health.router,
    pages_rivals.router,
    pages_shares.router,
    pages_inbox.router,
    pages_tips.router,
    pages_waiting.router,
    pages_trust.router,
    pages_silence.router,
    pages_alerts.router,
    pages_proposals.router,
    pages_sku_health.router,
    pages_lists.router,
    pages_space.router,
    pages_unknown.router,
    pages_store_visits.router,
    pages_push.router,
    pages_quality.router,
    pages_visit_form.router,
    pages_visits.router,
    pages_routes.router,
)


def add_pages(app: FastAPI) -> None:
    """Give the app its pages; they stay out of the API's documentation."""
    app.mount(f"/static/{static_version()}", ImmutableFiles(directory=STATIC_FOLDER), name="static")
    for router in _ROUTERS:
        app.include_router(router, include_in_schema=False)


def page_error(request: Request, failure: Failure) -> Response:
    """Return a failure as a page; who is not signed in is led to the sign-in and back again."""
    if failure.status == 401:
        target = page_address(request) if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?{urlencode({'next': target})}", 303, PAGE_HEADERS)
    message, fix = failure.message, failure.fix
    visitor = visitor_of(request)
    if failure.code == "page_not_found":
        locale = page_locale(request, visitor)
        message, fix = translate(locale, "error.not_found"), translate(locale, "error.not_found_fix")
    return render_page(
        request,
        "error.html",
        me=visitor,
        now=datetime.now(UTC),
        status=failure.status,
        error={"message": message, "fix": fix},
    )
