"""What the API says and hears of routes: who goes where on which weekday."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas_people import Body
from api.schemas_skus import ImportAnswer
from catalog.route_days import STOPS_MOST, RouteDay, RoutesSet


class RouteDayBody(Body):
    """A person's stores of a weekday, in their order."""

    username: str = Field(min_length=1, max_length=100)
    weekday: int = Field(ge=0, le=6, description="0: Monday")
    stores: list[Annotated[str, Field(max_length=64)]] = Field(max_length=STOPS_MOST, description="codes")

    def day(self) -> RouteDay:
        """The same as the catalogue has it; raises catalog's Invalid."""
        return RouteDay(self.username, self.weekday, tuple(self.stores))

    @staticmethod
    def of(day: RouteDay) -> "RouteDayBody":
        """A day as it would be sent."""
        return RouteDayBody(username=day.username, weekday=day.weekday, stores=list(day.stores))


class RoutesOrder(Body):
    """Days that become this; others stay."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"days": [{"username": "rep", "weekday": 0, "stores": ["SH-0042", "SH-0017"]}]}]
        }
    )

    days: list[RouteDayBody] = Field(min_length=1, max_length=10_000)


class RoutesAnswer(BaseModel):
    """Days that have stops, by person and weekday."""

    days: list[RouteDayBody]


class RoutesSetAnswer(BaseModel):
    """What became of the stops; `before`, sent again, takes it back."""

    created: int
    updated: int = Field(description="elsewhere in their day")
    unchanged: int
    removed: int
    before: list[RouteDayBody] = Field(description="the changed days as they were")

    @staticmethod
    def of(done: RoutesSet) -> "RoutesSetAnswer":
        """The outcome as an answer."""
        before = [RouteDayBody.of(day) for day in done.before]
        return RoutesSetAnswer.model_validate({**vars(done), "before": before})


class RoutesImportAnswer(ImportAnswer):
    """What became of a table; `before`, sent to `PUT /api/routes`, takes it back."""

    removed: int
    before: list[RouteDayBody]
