"""The service, put together: importing this does nothing, `create_app` builds it from settings."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import (
    routes_accounts,
    routes_alerts,
    routes_audits,
    routes_auth,
    routes_board,
    routes_changes,
    routes_corrections,
    routes_datasets,
    routes_distribution,
    routes_events,
    routes_evidence,
    routes_health,
    routes_imports,
    routes_inbox,
    routes_lists,
    routes_me,
    routes_pairs,
    routes_personal,
    routes_photo_files,
    routes_photos,
    routes_plan_files,
    routes_plans,
    routes_policies,
    routes_policy_files,
    routes_proposal_groups,
    routes_proposals,
    routes_push,
    routes_quality,
    routes_references,
    routes_rivals,
    routes_routes,
    routes_scans,
    routes_settings,
    routes_shares,
    routes_shelf_corrections,
    routes_silence,
    routes_skus,
    routes_space,
    routes_stores,
    routes_tips,
    routes_trust,
    routes_unknowns,
    routes_visit_form,
    routes_visits,
    routes_waiting,
)
from api.advising import Advisor
from api.board_hub import BoardHub
from api.compression import JsonCompression
from api.copies import CopyFinder
from api.errors import install_error_handlers
from api.gallery import GalleryCache
from api.gathering import Gatherer
from api.jobs import JobRunner
from api.looking import Looker
from api.middleware import Gate, SecurityHeaders
from api.night_keeper import NightKeeper
from api.pages import add_pages, page_error
from api.parts import Parts, utc_now
from api.pictures import Pictures
from api.progress import ProgressHub
from api.push_sender import PushSender
from api.replaying import ReplayDesk
from api.routing import operation_id
from api.scan_intake import ScanIntake
from api.security import SignInBrake
from api.settings import Settings
from api.storage import FileStore
from api.store_sales import StoreSales
from api.token_uses import TokenUses
from catalog.database import make_engine, migrate
from vision.eyes import load_eyes
from vision.posters_engines import open_engines
from vision.registry import load_registry

_LOG: Final = logging.getLogger("paimian")
ROUTERS: Final = (
    routes_health.router,
    routes_auth.open_router,
    routes_auth.router,
    routes_me.router,
    routes_accounts.router,
    routes_personal.router,
    routes_changes.router,
    routes_stores.router,
    routes_photos.router,
    routes_photo_files.router,
    routes_audits.router,
    routes_events.router,
    routes_evidence.router,
    routes_corrections.router,
    routes_shelf_corrections.router,
    routes_datasets.router,
    routes_skus.router,
    routes_references.router,
    routes_lists.router,
    routes_imports.router,
    routes_scans.router,
    routes_settings.router,
    routes_shares.router,
    routes_inbox.router,
    routes_tips.router,
    routes_trust.router,
    routes_silence.router,
    routes_alerts.router,
    routes_plan_files.router,
    routes_space.router,
    routes_plans.router,
    routes_proposal_groups.router,
    routes_proposals.router,
    routes_distribution.router,
    routes_policy_files.router,
    routes_policies.router,
    routes_pairs.router,
    routes_rivals.router,
    routes_push.router,
    routes_quality.router,
    routes_unknowns.router,
    routes_visits.router,
    routes_board.router,
    routes_waiting.router,
    routes_visit_form.router,
    routes_routes.router,
)
_TAGS: Final = [
    {
        "name": "people",
        "description": "Signing in, tokens for programs, accounts, a person's data, who changed what.",
    },
    {"name": "stores", "description": "Stores."},
    {"name": "photos", "description": "Sending photos in."},
    {"name": "trust", "description": "Photos that look like others."},
    {"name": "audits", "description": "Reports, progress, naming what was unknown."},
    {"name": "datasets", "description": "Labels for training and labelling tools, and back."},
    {"name": "evidence", "description": "The pixels behind the figures."},
    {"name": "posters", "description": "What rivals' posters offer, and corrections of it."},
    {"name": "proposals", "description": "Our answers to rivals' offers, for a person to approve."},
    {
        "name": "visits",
        "description": "A person's stores of a day, their visits there, what is asked of one.",
    },
    {"name": "inbox", "description": "What waits for a person: tips and alerts in one ranked list."},
    {"name": "tips", "description": "What to do in a store, and the answers to it."},
    {"name": "alerts", "description": "What stopped selling at the till, and what it turned out to be."},
    {"name": "lists", "description": "Must-stock lists and daily sales."},
    {"name": "catalogue", "description": "SKUs and their reference pictures."},
    {"name": "planograms", "description": "What should stand where, and how photos keep it."},
    {"name": "policies", "description": "Our promotion policies, and which products compete."},
    {"name": "board", "description": "What happens in the stores as it happens, for who watches over them."},
    {"name": "reports", "description": "Figures over stores and days."},
    {"name": "notifications", "description": "Where a person's messages go, and what became of them."},
    {"name": "service", "description": "Is it well?"},
]
_DESCRIPTION: Final = (
    "A photo of a shelf becomes counted facings by brand and spec. Sign in with `POST /api/sign-in` (cookie), or make "
    "a token with `POST /api/tokens` and send it as `Authorization: Bearer …`. Every error has one shape: "
    '`{"error": {"code", "message", "fix", "params"}}`, in zh-CN or English by `?lang=`, cookie or Accept-Language.'
)


def create_app(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """The service with these settings. Database, models and workers come to life with its lifespan.

    Raises (when it starts):
        ModelError: a model file is missing or not what it says, or Tesseract was chosen alone and is not there.
        Invalid: `unsupported_database`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts = await to_thread.run_sync(build_parts, settings, clock)
        app.state.parts = parts
        await to_thread.run_sync(parts.jobs.start)
        parts.night.start()
        parts.board.start()
        parts.push.start()
        parts.intake.start()
        try:
            yield
        finally:
            parts.hub.close()
            await to_thread.run_sync(parts.board.stop)
            await to_thread.run_sync(parts.jobs.stop)
            await to_thread.run_sync(parts.night.stop)
            await to_thread.run_sync(parts.push.stop)
            await to_thread.run_sync(parts.replays.stop, settings.stop_seconds)
            await to_thread.run_sync(parts.intake.stop)
            await to_thread.run_sync(parts.uses.stop)
            parts.engine.dispose()

    app = FastAPI(
        title="Paimian 排面",
        version=version("paimian"),
        description=_DESCRIPTION,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        openapi_tags=_TAGS,
        generate_unique_id_function=operation_id,
    )
    app.router.routes.extend(_routes())
    install_error_handlers(app, page_error)
    app.add_middleware(
        Gate,
        max_body=settings.max_upload_bytes,
        larger={"/api/scans/import": settings.max_scans_mb * 1024 * 1024},
        trusted_origins=settings.trusted_origins,
    )
    app.add_middleware(JsonCompression)
    app.add_middleware(SecurityHeaders)
    # The outermost, so that all see the address and scheme that a trusted proxy tells of, and nobody a forged one.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The routes, which know nothing of settings: built once in a process, whatever number of services it starts.

    FastAPI would work them out when the first request comes; doing so beside workers that already run has failed (a
    500 for whoever came first), so it is done here.
    """
    shell = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, generate_unique_id_function=operation_id)
    for router in ROUTERS:
        shell.include_router(router)
    add_pages(shell)
    list(iter_route_contexts(shell.routes))
    return tuple(shell.routes)


def build_parts(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Parts:
    """Open the data folder, bring the database up to date, load the models."""
    settings.home.mkdir(parents=True, exist_ok=True)
    eyes = load_eyes(load_registry(settings.registry), device=settings.device, threads=settings.threads)
    engine = make_engine(settings.database)
    migrate(engine)
    files = FileStore(settings.home / "files", max_bytes=settings.max_upload_bytes)
    files.forget_abandoned()
    gallery, hub, advisor = GalleryCache(engine, files, eyes), ProgressHub(), Advisor(settings, engine, clock)
    readers = open_engines(settings.ocr_engine, threads=settings.threads)
    if readers.digits is None:
        _LOG.warning("digits of posters are read by one engine only and stay unchecked (README, «Posters»)")
    pictures = Pictures(files, max_pixels=settings.max_pixels)
    gatherer = Gatherer(engine, pictures, eyes, clock)
    looker = Looker(settings, engine, eyes, readers, gallery)
    copies = CopyFinder(settings, engine, files, clock)
    return Parts(
        settings=settings,
        engine=engine,
        files=files,
        eyes=eyes,
        readers=readers,
        gallery=gallery,
        pictures=pictures,
        hub=hub,
        advisor=advisor,
        gatherer=gatherer,
        jobs=JobRunner(settings, engine, files, looker, hub, advisor, copies, gatherer, clock),
        night=NightKeeper(settings, engine, clock),
        board=BoardHub(engine),
        sales=StoreSales(engine),
        push=PushSender(settings, engine, clock),
        replays=ReplayDesk(engine, clock),
        intake=ScanIntake(settings, engine, clock),
        brake=SignInBrake(settings.sign_in_failures),
        uses=TokenUses(engine),
        clock=clock,
    )
