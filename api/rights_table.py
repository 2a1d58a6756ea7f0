"""Who may do what, route by route: the one table that the tests hold every route of the service against.

A new route goes into the line that says what it is for, or a new line is made; `tests/api/test_rights_matrix.py` fails
until it is here. The roles themselves are asked for in the route's signature (`api.deps`, `api.pages_render`).
"""

from dataclasses import dataclass
from typing import Final, Literal

from api.rights import (
    ADMINS,
    BOARD_READERS,
    CONTRIBUTORS,
    EDITORS,
    EVERYBODY,
    QUALITY_READERS,
    ROUTE_EDITORS,
    Roles,
)

Reach = Literal["open", "self", "stores", "chain"]
"""open: without a sign-in; self: one's own alone; stores: the stores that one sees; chain: what the chain has."""


@dataclass(frozen=True)
class Right:
    """Something that roles may do: `name` is its words' key (`rights.may.NAME`), `routes` its methods and paths."""

    name: str
    roles: Roles
    reach: Reach
    routes: tuple[str, ...]


def _right(name: str, roles: Roles, reach: Reach, routes: str) -> Right:
    """Routes parted by commas; a path without a method is one more for the method before."""
    found, method = [], ""
    for part in routes.replace("\n", " ").split(","):
        words = part.split()
        if len(words) == 2:
            method = words[0]
        found.append(f"{method} {words[-1]}")
    return Right(name, roles, reach, tuple(found))


RIGHTS: Final[tuple[Right, ...]] = (
    _right("open", EVERYBODY, "open", """GET /api/health, /api/openapi.json, /sign-in, /lang/{locale}, /sw.js,
        /manifest.webmanifest, /app-icon/{name}.png, /offline,
        POST /api/sign-in, /sign-in"""),
    _right("self", EVERYBODY, "self", """GET /, /today, /today/visit, /api/me, /api/me/sessions,
        /api/me/data.zip, /me, /api/tokens, /push,
        /api/push/targets, /api/push/messages, POST /api/sign-out, /sign-out, /api/tokens, /api/me/password,
        /api/me/forget, /api/push/targets, /api/push/targets/{target_id}/restore, /api/push/targets/{target_id}/test,
        PATCH /api/me, /api/push/targets/{target_id}, DELETE /api/tokens/{token_id}, /api/me/forget, /api/me/sessions,
        /api/me/sessions/{session_id}, /api/push/targets/{target_id}"""),
    _right("see_stores", EVERYBODY, "stores", """GET /stores, /stores/{code}, /stores/{code}/visits, /photos/{photo_id},
        /api/stores, /records, /audits/{audit_id},
        /audits/{audit_id}/shares, /audits/{audit_id}/tips, /api/audits, /api/audits/{audit_id},
        /api/audits/{audit_id}/events, /api/audits/{audit_id}/photo.jpg, /api/audits/{audit_id}/overlay.jpg,
        /api/audits/{audit_id}/crops/{index}.jpg, /api/audits/{audit_id}/groups/{number}/crop.jpg,
        /api/audits/{audit_id}/posters/{number}/corrections,
        /api/audits/{audit_id}/posters/{number}/offers/{offer}/crop.jpg, /api/audits/{audit_id}/shares,
        /api/audits/{audit_id}/corrections, /api/photos/{photo_id}/photo.jpg, /api/photos/{photo_id}/marked.jpg,
        /api/photos/{photo_id}/original, /api/photos/{photo_id}/seal,
        /distribution/stores/{code}, /api/visits, /api/visits.xlsx,
        /api/visits/{client_id}, /visits, /visits/{visit_id}, /api/today"""),
    _right("see_catalogue", EVERYBODY, "chain", """GET /catalog, /catalog/skus/{code}, /api/skus, /api/skus.xlsx,
        /api/skus/{code},
        /api/skus/{code}/references, /api/skus/{code}/references/{reference_id}.jpg, /api/category-settings,
        /plans, /plans/{version_id}, /api/planograms, /api/planograms/template.xlsx, /api/planograms/{version_id},
        /api/planograms/{version_id}/export, /policies, /api/policies, /api/policies/{code}, /api/policies/list.xlsx,
        /pairs, /api/pairs, /api/pairs/list.xlsx, POST /api/policies/preview"""),
    _right("see_reports", EVERYBODY, "stores", """GET /distribution, /distribution/skus/{code}, /rivals, /api/rivals,
        /api/rivals.xlsx, /api/reports/distribution, /api/reports/distribution.xlsx, /proposals, /api/proposals,
        /api/proposals/groups, /api/proposals/{proposal_id}, /api/proposals/{proposal_id}/evidence.jpg"""),
    _right("capture", CONTRIBUTORS, "stores", """POST /api/photos, /api/audits/{audit_id}/re-audit,
        /api/audits/{audit_id}/judge, DELETE /api/audits/{audit_id}/judge, PUT /api/visits/{client_id},
        POST /api/visits/{client_id}/submit"""),
    _right("correct", CONTRIBUTORS, "stores", """GET /audits/{audit_id}/posters/{number}/fix,
        POST /api/audits/{audit_id}/posters/{number}/corrections,
        /api/audits/{audit_id}/posters/{number}/corrections/{correction_id}/undo"""),
    _right("answer", EVERYBODY, "stores", """GET /inbox, /inbox/{kind}/{number}, /api/inbox, /api/inbox/count,
        /tips, /api/tips, /api/tips/counts, /api/tips/{tip_id},
        /api/tips/{tip_id}/checks/{audit_id}, /api/tips/{tip_id}/evidence.jpg, /alerts, /alerts/{alert_id},
        /api/alerts, /api/alerts/count, /api/alerts/{alert_id}, /api/alerts/{alert_id}/evidence.jpg,
        POST /api/tips/{tip_id}/done, /api/tips/{tip_id}/decline, /api/tips/{tip_id}/reopen,
        /api/tips/{tip_id}/after-photo, /api/alerts/{alert_id}/close, /api/alerts/{alert_id}/reopen,
        /api/alerts/{alert_id}/snooze"""),
    _right("decide", EDITORS, "chain", """POST /api/proposals/decide, /api/proposals/{proposal_id}/approve,
        /api/proposals/{proposal_id}/decline, /api/proposals/{proposal_id}/reopen, /api/rivals/proposals"""),
    _right("name", EDITORS, "chain", """GET /unknown, /audits/{audit_id}/correct, /api/unknown, /api/unknown/count,
        POST /api/unknown/{unknown_id}/name, /api/unknown/{unknown_id}/aside, /api/unknown/{unknown_id}/split,
        /api/unknown/{unknown_id}/join, DELETE /api/unknown/{unknown_id}/name, /api/unknown/{unknown_id}/aside,
        POST /api/audits/{audit_id}/groups/{number}/name,
        /api/audits/{audit_id}/corrections, /api/audits/{audit_id}/corrections/carry,
        /api/audits/{audit_id}/corrections/{correction_id}/undo, /api/audits/{audit_id}/boxes/{number}/reference,
        DELETE /api/audits/{audit_id}/groups/{number}/name"""),
    _right("datasets", EDITORS, "chain", """GET /datasets, /api/datasets, /api/datasets.zip, /api/datasets/imports,
        POST /api/datasets/import, /api/datasets/imports/{batch}/undo"""),
    _right("edit_catalogue", EDITORS, "chain", """GET /catalog/new, /catalog/import, /catalog/health, /api/quality/draw,
        POST /api/quality/checks, DELETE /api/quality/checks/{check_id},
        POST /api/skus, /api/skus/import, /api/skus/merge,
        /api/skus/{code}/references, PATCH /api/skus/{code},
        /api/skus/{code}/references/{reference_id}, DELETE /api/skus/merges/{merge_id},
        /api/skus/{code}/references/{reference_id},
        GET /api/posters/cases.zip"""),
    _right("see_quality", QUALITY_READERS, "chain", "GET /quality"),
    _right("edit_plans", EDITORS, "chain", """GET /plans/import, /plans/{version_id}/space,
        /api/planograms/{version_id}/space, POST /api/planograms, /api/planograms/import,
        /api/planograms/{version_id}/space, /api/planograms/{version_id}/publish,
        /api/planograms/{version_id}/withdraw, /api/planograms/{version_id}/copy, /api/audits/{audit_id}/planogram,
        PUT /api/planograms/{version_id}"""),
    _right("edit_policies", EDITORS, "chain", """GET /policies/edit, /policies/import, /pairs/import,
        /api/policies/template.xlsx, /api/pairs/template.xlsx, POST /api/policies, /api/policies/import,
        /api/pairs/import, /api/policies/{code}/withdraw, /api/policies/{code}/restore, PUT /api/policies/{code},
        /api/pairs"""),
    _right("edit_lists", EDITORS, "chain", """GET /lists, /lists/must-stock, /lists/scans, /lists/tills/{kind},
        /lists/stores, /lists/categories, /api/must-stock, /api/must-stock/list.xlsx, /api/must-stock/template.xlsx,
        /api/scans, /api/scans/template.xlsx, /api/scans/files, /api/scans/files/{file_id},
        /api/scans/files/{file_id}/bad.xlsx, /api/scans/aside, /api/scans/aside.xlsx, /api/tills/{kind}/template.xlsx,
        /api/stores/template.xlsx, POST /api/must-stock/import, /api/tills/{kind}/import, /api/stores/import,
        /api/scans/import, /api/scans, /api/scans/aside, /api/stores, PATCH /api/stores/{code},
        DELETE /api/must-stock/{line_id}, PUT /api/category-settings"""),
    _right("edit_alerts", EDITORS, "chain", """GET /alerts/settings, /alerts/settings/replay, /api/alert-settings,
        /api/alert-settings/replay, PUT /api/alert-settings, POST /api/alert-settings/undo,
        /api/alert-settings/replay, DELETE /api/alert-settings, /api/alert-settings/replay"""),
    _right("edit_visit_form", EDITORS, "chain", """GET /visits/form, /api/visit-form, PUT /api/visit-form,
        POST /api/visit-form/undo"""),
    _right("edit_routes", ROUTE_EDITORS, "stores", """GET /routes, /api/routes, /api/routes/list.xlsx,
        /api/routes/template.xlsx, PUT /api/routes, POST /api/routes/import"""),
    _right("watch", BOARD_READERS, "stores", """GET /board, /board/stores, /board/waiting, /board/health,
        /api/board, /api/board/events, /api/board/waiting, /api/board/waiting.xlsx, POST /api/board/waiting/nudge"""),
    _right("trust", BOARD_READERS, "stores", """GET /trust, /api/likenesses, /api/trust/count,
        PUT /api/likenesses/{likeness_id}/answer, DELETE /api/likenesses/{likeness_id}/answer"""),
    _right("people", ADMINS, "chain", """GET /people, /people/new, /people/import, /people/roles, /people/{username},
        /api/people, /api/people/list.xlsx, /api/people/template.xlsx,
        /api/people/{username},
        /api/people/{username}/tokens, /api/people/{username}/data.zip, POST /api/people, /api/people/import,
        /api/people/{username}/password, /api/people/{username}/forget, PATCH /api/people/{username},
        DELETE /api/people/{username}/sessions, /api/people/{username}/tokens/{token_id}"""),
    _right("changes", ADMINS, "chain", "GET /changes, /api/changes, /api/changes.xlsx"),
)  # fmt: skip
"""What a role sees beyond its own stores is in `catalog.queries_people.stores_seen_by`."""

_BY_ROUTE: Final = {route: right for right in RIGHTS for route in right.routes}


def right_of(method: str, path: str) -> Right | None:
    """The line that a route stands in."""
    return _BY_ROUTE.get(f"{method} {path}")
