"""What the API says and hears of proposals: answers to a rival's offer that a person decides on."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.schemas_people import Body, StoreAnswer
from catalog.tables_promotions import GapRule, ProposalState

RefuseReason = Literal["no_budget", "margin", "not_a_rival", "wait", "seen_wrong", "other"]
"""Why a proposal is not followed; `seen_wrong` says that the poster was read wrongly."""

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "id": 3,
    "state": "open",
    "rule": "behind_competitor_by",
    "message": "该店正主推竞品A（第二件半价，力度25%），我司B产品补贴力度10%，差15个百分点，建议追加堆头",
    "rival_depth_pct": "25",
    "own_depth_pct": "10",
    "points": "15",
}


class OptionAnswer(BaseModel):
    """Something that may be done, the best first. Money in the shop's currency; null: not known."""

    kind: str = Field(examples=["floor_stack", "switch_policy", "match_mechanic", "close_to_threshold"])
    title: str = Field(description="what to do, in the reader's language")
    why: str = Field(description="why it stands where it stands")
    closes: bool = Field(description="whether no rule fires any more")
    depth_pct: Decimal | None = Field(description="our depth afterwards")
    points_left: Decimal | None = Field(description="the rival's depth less ours then; below 0: we are ahead")
    unit_cost: Decimal | None = Field(description="on each unit sold, today's policy included")
    extra_cost: Decimal | None = Field(description="on each unit, beyond today's")
    day_cost: Decimal | None = Field(description="a day, beyond today's, at today's sales")
    extra_units: Decimal | None = Field(
        description="a day, that a floor stack is expected to add: an assumption"
    )
    policy: str | None = Field(description="the code of the policy of ours to switch to")
    budget: Decimal | None = Field(description="that policy's whole budget; null: no limit, or no policy")
    budget_left: Decimal | None = Field(
        default=None,
        description="estimated from below: every unit sold where it ran counted as sold under it",
    )
    valid_from: date | None = None
    valid_until: date | None = None


class ProposalAnswer(BaseModel):
    """A proposal and how it stands; approving it changes no price and no policy."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: int
    state: ProposalState = Field(
        description="withdrawn: the photo, a correction or a policy says otherwise now"
    )
    rule: GapRule
    store: StoreAnswer | None = Field(description="null for a whole trade area")
    city: str
    trade_area: str
    message: str = Field(description="in the reader's language, as rules and cost are")
    rules: str = Field(description="which rules fired, with both numbers")
    cost: str = Field(description="what the best option costs")
    rival: str
    own: str
    rival_sku: str | None
    own_sku: str | None
    rival_depth_pct: Decimal | None
    own_depth_pct: Decimal | None
    points: Decimal | None = Field(description="rival less ours")
    options: list[OptionAnswer]
    mark: str = Field(
        description="of these options; approving sends it back, so that nobody approves another list"
    )
    params: dict[str, Any] = Field(description="the figures of the sentences, with what they assume")
    audit_id: int | None = Field(description="the audit whose photo shows the rival's offer")
    evidence_url: str | None
    created_at: datetime
    chosen: int | None = Field(description="index of the approved option")
    decided_at: datetime | None
    decided_by: str | None
    reason: str = Field(description="`reason` or `reason: note` of a declined one")


class ProposalList(BaseModel):
    """Proposals; open ones first, the widest difference at the top."""

    proposals: list[ProposalAnswer]
    open: int = Field(description="how many are open in all")


class ProposalApproved(Body):
    """One option, by its place in the list that was shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"option": 0, "mark": "1f0c2d7a"}]})

    option: Annotated[int, Field(ge=0, le=1000)]
    mark: str = Field(max_length=64, description="the `mark` of the proposal as it was read")


class ProposalDeclined(Body):
    """Not followed, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "no_budget", "note": "下月再议"}]})

    reason: RefuseReason
    note: str = Field(default="", max_length=250)
