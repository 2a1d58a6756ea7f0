"""Which doors of the service each role sees: a few tabs, and behind «more» everything else that the role may open.

A new page is one line in `_DOORS` and its name in the roles' rows. Tests hold that every door opens for its roles.
"""

from dataclasses import dataclass
from typing import Final

from catalog.tables import Role

TABS_MOST: Final = 4
"""So many tabs and «more» fit under a thumb on a phone of 360 px."""


@dataclass(frozen=True)
class Door:
    """A page of the navigation: `name` is its words' key (`nav.NAME`), `count` an API that answers `{open: n}`."""

    name: str
    address: str
    icon: str
    count: str = ""


@dataclass(frozen=True)
class Navigation:
    """What one role sees, in its order."""

    tabs: tuple[Door, ...]
    more: tuple[Door, ...]


_DOORS: Final = {
    door.name: door
    for door in (
        Door("today", "/today", "store"),
        Door("board", "/board", "pulse"),
        Door("unknown", "/unknown", "question"),
        Door("visits", "/visits", "check"),
        Door("trust", "/trust", "seal", "/api/trust/count"),
        Door("routes", "/routes", "route"),
        Door("form", "/visits/form", "form"),
        Door("capture", "/stores", "camera"),
        Door("records", "/records", "list"),
        Door("inbox", "/inbox", "inbox", "/api/inbox/count"),
        Door("tips", "/tips", "bulb"),
        Door("alerts", "/alerts", "bell", "/api/alerts/count"),
        Door("plans", "/plans", "plan"),
        Door("proposals", "/proposals", "scale"),
        Door("rivals", "/rivals", "eye"),
        Door("distribution", "/distribution", "chart"),
        Door("catalog", "/catalog", "tag"),
        Door("policies", "/policies", "percent"),
        Door("pairs", "/pairs", "scale"),
        Door("lists", "/lists", "list"),
        Door("silence", "/alerts/settings", "clock"),
        Door("quality", "/quality", "chart"),
        Door("datasets", "/datasets", "download"),
        Door("changes", "/changes", "clock"),
        Door("push", "/push", "send"),
        Door("people", "/people", "person"),
    )
}

_TABS: Final[dict[Role, str]] = {
    "rep": "today visits tips rivals",
    "store_manager": "inbox capture records distribution",
    "supervisor": "board inbox visits routes",
    "category_manager": "unknown proposals distribution catalog",
    "director": "board visits distribution rivals",
    "admin": "board people visits catalog",
}
"""The first is where a role's day begins."""
_READERS: Final = "capture visits records tips alerts distribution rivals catalog policies pairs push"
_EDITORS: Final = (
    "unknown catalog plans policies pairs proposals rivals distribution board visits records capture tips alerts"
    " silence form routes lists quality datasets trust push"
)
_ALL: Final[dict[Role, str]] = {
    "rep": _READERS,
    "store_manager": f"inbox {_READERS}",
    "supervisor": f"board inbox routes trust {_READERS}",
    "category_manager": _EDITORS,
    "director": f"board trust proposals quality {_READERS}",
    "admin": f"{_EDITORS} people changes",
}


def navigation_of(role: Role) -> Navigation:
    """The tabs of a role, and what lies behind «more»."""
    tabs = tuple(_DOORS[name] for name in _TABS[role].split())
    return Navigation(tabs, tuple(_DOORS[name] for name in _ALL[role].split() if _DOORS[name] not in tabs))


def home_of(role: Role) -> str:
    """Where the role's day begins."""
    return navigation_of(role).tabs[0].address
