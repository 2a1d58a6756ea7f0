"""A new policy as an option of a proposal would have it, for a person to look over and save."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from alerts.gap_json import numbers_of
from api.answers_proposals import mechanic_words
from api.i18n import Locale
from api.proposal_groups import proposal_groups
from api.routes_proposal_groups import PROPOSALS_READ
from catalog.errors import Invalid, NotFound
from catalog.queries_policies import get_policy
from catalog.queries_proposals import ProposalRow, get_proposal, proposals_for
from catalog.queries_skus import get_sku
from catalog.tables import User

_NAME_MOST: Final = 200
_NUMBERS: Final = ("price", "list_price", "threshold", "amount", "rate", "n", "m", "each")


def policy_of_option(
    session: Session,
    user: User,
    proposal_id: int,
    option: int,
    *,
    all_areas: bool,
    today: date,
    locale: Locale,
) -> dict[str, Any]:
    """What the form of a policy is filled with; nothing is saved.

    It is for the area of the proposal's store, with `all_areas` for those of every proposal beside it; from today to
    the end of the rival's offer where one is printed; before the policy of ours that runs now.

    Raises:
        NotFound: proposal_not_found, sku_not_found.
        Invalid: `bad_value` of the field option where it has no mechanic of its own.
    """
    row = get_proposal(session, user, proposal_id)
    said, options = row.proposal.params, row.proposal.options
    chosen = options[option] if 0 <= option < len(options) else {}
    if "mechanic" not in chosen or chosen.get("policy") is not None:
        raise Invalid("bad_value", field="option", value=str(option), reason="out_of_range")
    own = get_sku(session, user.chain_id, said["own_sku"]).sku
    numbers = numbers_of(chosen["numbers"])
    title = f"{said['own']} {mechanic_words(locale, chosen['mechanic'], chosen['numbers'])}"
    until = (said.get("offer") or {}).get("until")
    return {
        "code": f"A-{proposal_id}-{option + 1}",
        "name": title[:_NAME_MOST],
        "kind": chosen["mechanic"],
        **{name: _plain(getattr(numbers, name)) for name in _NUMBERS},
        "skus": [{"code": own.code, "name": said["own"]}],
        "categories": [],
        "places": [
            {"city": city, "trade_area": area, "store_class": ""}
            for city, area in _areas(session, user, row, locale, all_areas=all_areas)
            if city or area
        ],
        "valid_from": today.isoformat(),
        "valid_until": until if until is not None and until >= today.isoformat() else None,
        "budget": None,
        "priority": _before(session, user, said.get("policy")),
        "list_price_now": None if own.list_price is None else f"{own.list_price:f}",
    }


def _areas(
    session: Session, user: User, row: ProposalRow, locale: Locale, *, all_areas: bool
) -> list[tuple[str, str]]:
    mine = (row.proposal.city, row.proposal.trade_area)
    if not all_areas:
        return [mine]
    rows = proposals_for(session, user, state=row.proposal.state, limit=PROPOSALS_READ)
    for group in proposal_groups(rows, locale):
        if any(one.id == row.proposal.id for one in group.stores):
            return sorted({(one.city, one.trade_area) for one in group.stores})
    return [mine]


def _before(session: Session, user: User, policy: dict[str, Any] | None) -> int:
    """A priority that comes before today's policy: of two for a SKU the greater counts."""
    if policy is None:
        return 0
    try:
        return get_policy(session, user.chain_id, policy["code"]).policy.priority + 1
    except NotFound:
        return 0


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value
