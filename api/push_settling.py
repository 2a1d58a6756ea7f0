"""What becomes of a message after a round of sending: sent, tried again and when, or given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from api.settings import Settings
from catalog.push_outbox import Settled
from catalog.rows import key
from catalog.tables_push import PushMessage, PushTarget

LATER: Final = "later"
"""Nothing was tried: the receiver had failed a moment ago, or is called as often as is polite."""
ATTEMPTS_MOST: Final = 20
"""With the pauses between them about three days."""
_PAUSE_FIRST: Final = timedelta(minutes=1)
_PAUSE_MOST: Final = timedelta(hours=6)
_LATER_PAUSE: Final = timedelta(minutes=1)


def digest_moment(created_at: datetime, settings: Settings) -> datetime:
    """The first digest hour after a message was made."""
    local = created_at.astimezone(settings.zone)
    moment = local.replace(hour=settings.digest_hour, minute=0, second=0, microsecond=0)
    return moment if moment > local else moment + timedelta(days=1)


def pause_after(attempts: int, chance: float) -> timedelta:
    """Twice as long after each failure, a fifth more or less by `chance` 0..1, so that not all come back at once."""
    doubled = min(_PAUSE_FIRST * float(1 << min(attempts - 1, 12)), _PAUSE_MOST)
    return doubled * (0.8 + 0.4 * chance)


def settle(
    message: PushMessage,
    targets: Sequence[PushTarget],
    told: Mapping[int, Mapping[int, str]],
    now: datetime,
    settings: Settings,
    chance: float,
) -> Settled:
    """By the user's targets that are on, and what each said of each message ("": it took it; by their ids).

    One that has nobody to go to counts as a failure: a target may be switched on again.
    """
    number = key(message.id)
    said = {key(target.id): told.get(key(target.id), {}).get(number) for target in targets}
    reached = {*message.reached, *(target for target, reason in said.items() if reason == "")}
    missing = [target for target in targets if key(target.id) not in reached]
    failed = [reason for reason in said.values() if reason and reason != LATER]
    if targets and not missing:
        return Settled(number, "sent", tuple(sorted(reached)), message.attempts, "", now)
    if not targets:
        failed = ["no_target"]
    attempts = message.attempts + bool(failed)
    error = failed[0] if failed else message.error
    if attempts >= ATTEMPTS_MOST:
        return Settled(number, "given_up", tuple(sorted(reached)), attempts, error, now)
    moments = [now + pause_after(attempts, chance)] if failed else []
    if LATER in said.values():
        moments.append(now + _LATER_PAUSE * (1 + chance))
    if any(said[key(target.id)] is None for target in missing):
        moments.append(digest_moment(message.created_at, settings))
    return Settled(number, "waiting", tuple(sorted(reached)), attempts, error, max(min(moments), now))
