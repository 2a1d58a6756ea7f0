"""Who may do what: groups of roles that routes let through, and what each role does, in one table.

Stores bound a role everywhere beyond that: `OWN` roles see the stores that they are assigned to, the others the whole
chain (`catalog.queries_people.stores_seen_by`); what is not theirs answers 404, as if it were not there.
"""

from typing import Final

from catalog.tables import Role

Roles = tuple[Role, ...]

EVERYBODY: Final[Roles] = ("rep", "store_manager", "supervisor", "category_manager", "director", "admin")
CONTRIBUTORS: Final[Roles] = ("rep", "store_manager", "supervisor", "category_manager", "admin")
"""Who sends photos and visits, corrects what was read, and has a photo judged or looked at again."""
EDITORS: Final[Roles] = ("category_manager", "admin")
"""Who changes the catalogue, plans, policies, lists and thresholds, and decides on proposals."""
ROUTE_EDITORS: Final[Roles] = ("supervisor", "category_manager", "admin")
"""Who says where reps go on which weekday, a supervisor for own stores."""
BOARD_READERS: Final[Roles] = ("supervisor", "category_manager", "director", "admin")
"""Who watches the live board, what was not followed up, and photos that look like others."""
QUALITY_READERS: Final[Roles] = ("category_manager", "director", "admin")
"""Who reads how good the models' names are."""
ADMINS: Final[Roles] = ("admin",)
"""Who adds people, changes their roles and stores, and reads the change log."""
