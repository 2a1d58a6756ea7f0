"""The live board as it stands: figures of the day and the last events."""

from datetime import datetime, time, timedelta, tzinfo
from typing import Final, cast, get_args

from sqlmodel import Session

from api.board_words import board_news
from api.i18n import Locale
from api.schemas_board import BoardState
from catalog.queries_board import cursor_now, day_sums, newest_events
from catalog.tables import User
from catalog.tables_board import BoardKind

NEWS_SHOWN: Final = 40


def board_state(session: Session, user: User, locale: Locale, zone: tzinfo, now: datetime) -> BoardState:
    """What the user's board shows at `now`; the day begins at midnight of the zone."""
    day = now.astimezone(zone).date()
    since = datetime.combine(day, time.min, zone)
    until = datetime.combine(day + timedelta(days=1), time.min, zone)
    sums = day_sums(session, user, since, until)
    kinds = cast(tuple[BoardKind, ...], get_args(BoardKind))
    return BoardState(
        day=day,
        as_of=now,
        figures={kind: sums.get(kind, 0) for kind in kinds},
        news=[board_news(row, locale, zone) for row in newest_events(session, user, NEWS_SHOWN)],
        cursor=str(cursor_now(session)),
    )
