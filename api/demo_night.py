"""The demo's night comes after its photos: alerts say what to do by what the photos show, as in a shop's real order."""

import logging
import threading
import time
from datetime import timedelta
from typing import Final

from api.night_keeper import NightKeeper
from api.parts import Parts
from api.silence_run import run_night
from catalog.database import reading
from catalog.queries_advised import audits_to_advise
from catalog.queries_people import chain_ids
from catalog.queries_queue import waiting_or_running

_LOOK_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 600.0
"""Then the night comes as it would anywhere: a photo may stay without its advice."""
_LOG: Final = logging.getLogger("paimian.demo")


def keep_night_after_photos(parts: Parts, night_hour: int) -> threading.Event:
    """Judge yesterday's tills once no photo waits any more, then keep nights as any service does, from `night_hour` on.

    Give the service itself a `night_hour` of -1. The event ends the waiting.
    """
    stop = threading.Event()
    threading.Thread(target=_run, args=(parts, night_hour, stop), name="paimian demo", daemon=True).start()
    return stop


def judge_when_seen(parts: Parts) -> bool:
    """Judge yesterday, unless photos still wait for their audit or its advice; whether it was done."""
    with reading(parts.engine) as session:
        if waiting_or_running(session) or audits_to_advise(session, limit=1):
            return False
        chains = chain_ids(session)
    now = parts.clock()
    settings = parts.settings
    yesterday = now.astimezone(settings.zone).date() - timedelta(days=1)
    for chain in chains:
        due = timedelta(hours=settings.tip_hours)
        run_night(parts.engine, chain, yesterday, now=now, due=due, zone=settings.zone)
    return True


def _run(parts: Parts, night_hour: int, stop: threading.Event) -> None:
    begun = time.monotonic()
    while not stop.wait(_LOOK_SECONDS):
        try:
            if judge_when_seen(parts) or time.monotonic() - begun > _PATIENCE_SECONDS:
                break
        except Exception:
            _LOG.exception("the demo's night is tried again")
    else:
        return
    keeper = NightKeeper(
        parts.settings.model_copy(update={"night_hour": night_hour}), parts.engine, parts.clock
    )
    keeper.start()
    stop.wait()
    keeper.stop()
