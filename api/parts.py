"""What the running service is made of: built once by `create_app`, held in `app.state.parts`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine

from api.advising import Advisor
from api.board_hub import BoardHub
from api.gallery import GalleryCache
from api.gathering import Gatherer
from api.jobs import JobRunner
from api.night_keeper import NightKeeper
from api.pictures import Pictures
from api.progress import ProgressHub
from api.push_sender import PushSender
from api.replaying import ReplayDesk
from api.scan_intake import ScanIntake
from api.security import Passwords, SignInBrake
from api.settings import Settings
from api.storage import FileStore
from api.store_sales import StoreSales
from api.token_uses import TokenUses
from vision.eyes import Eyes
from vision.posters_engines import PosterEngines


def utc_now() -> datetime:
    """The clock of the service; tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """The service's parts; everything that a route needs beyond the request."""

    settings: Settings
    engine: Engine
    files: FileStore
    eyes: Eyes
    readers: PosterEngines
    gallery: GalleryCache
    pictures: Pictures
    hub: ProgressHub
    advisor: Advisor
    gatherer: Gatherer
    jobs: JobRunner
    night: NightKeeper
    board: BoardHub
    sales: StoreSales
    push: PushSender
    replays: ReplayDesk
    intake: ScanIntake
    brake: SignInBrake
    uses: TokenUses
    passwords: Passwords = field(default_factory=Passwords)
    decoding: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(2))
    clock: Callable[[], datetime] = utc_now
