"""What the API says and hears of proposals that are decided on together."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import ErrorDetail
from api.schemas_people import Body, StoreAnswer
from api.schemas_proposals import OptionAnswer, ProposalAnswer, RefuseReason

MOST_AT_ONCE: Final = 3000


class GroupOption(OptionAnswer):
    """Something that may be done in some or all of the stores; the figures of one are those of the first with it."""

    place: int | None = Field(description="in the list of the group's first proposal; null: not one of it")
    stores: int = Field(description="how many of the stores have this option")
    day_cost_all: Decimal | None = Field(description="a day in all of them together, where it is known")
    cost_unknown: int = Field(description="of how many of them it is not known")


class GroupStore(BaseModel):
    """One proposal of a group."""

    id: int = Field(description="of the proposal")
    mark: str = Field(description="of its options, to be sent back with a decision")
    store: StoreAnswer | None
    city: str
    trade_area: str
    area_name: str = Field(description="city and trade area")
    points: Decimal | None = Field(description="rival less ours")
    audit_id: int | None
    options: list[int | None] = Field(
        description="for each option of the group its place in this proposal's list; null: not one of it"
    )


class ProposalGroup(BaseModel):
    """Proposals that answer one action of a rival's: the same product, mechanic and numbers, our product and rule."""

    first: ProposalAnswer = Field(description="the one with the deepest offer that a photo shows")
    stores: list[GroupStore] = Field(description="by city, trade area and code")
    areas: int
    options: list[GroupOption]
    chosen: int | None = Field(description="index of the approved option")
    crops: list[str] = Field(description="addresses of the offer on photos of some other stores")


class ProposalGroups(BaseModel):
    """Groups, the one with the widest difference first."""

    groups: list[ProposalGroup]
    open: int = Field(description="how many proposals are open in all")
    read: int = Field(description="how many proposals were grouped: the weightiest")


class DecidedProposal(Body):
    """One proposal of a decision; an approval needs both: option and mark."""

    id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    option: Annotated[int, Field(ge=0, le=1000)] | None = None
    mark: str = Field(default="", max_length=64, description="as it was read")


class ProposalDecision(Body):
    """One decision about many proposals."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"decision": "approve", "proposals": [{"id": 3, "option": 0, "mark": "1f0c2d7a"}]}]
        }
    )

    decision: Literal["approve", "decline", "reopen"]
    proposals: Annotated[list[DecidedProposal], Field(min_length=1, max_length=MOST_AT_ONCE)]
    reason: RefuseReason | None = Field(default=None, description="needed to decline")
    note: str = Field(default="", max_length=250)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.decision == "decline" and self.reason is None:
            raise ValueError("expected a reason")
        if self.decision == "approve" and any(one.option is None or not one.mark for one in self.proposals):
            raise ValueError("expected option and mark of each proposal")
        return self


class ProposalFailed(BaseModel):
    """A proposal that stays as it was, and why."""

    id: int
    error: ErrorDetail


class ProposalsDecided(BaseModel):
    """What became of a decision: each proposal is in one of the two lists."""

    decided: list[int] = Field(description="ids, in order")
    failed: list[ProposalFailed]
