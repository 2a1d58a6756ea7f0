"""What the API says and hears of visits and of a person's stores of the day."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.schemas_audits import RetakeAnswer
from api.schemas_people import Body, StoreAnswer
from catalog.tables import AuditState, PhotoKind
from catalog.visit_form import ANSWER_MOST, FieldKind
from catalog.visits import VisitDraft

CLIENT_ID = r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$"


class VisitOrder(Body):
    """A visit as the phone has it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "store": "SH-0042",
                    "started_at": "2026-11-25T10:02:11+08:00",
                    "answers": {"main_product": "青柠气泡水", "rival_action": "堆头买二送一"},
                    "latitude": 31.2304,
                    "longitude": 121.4737,
                    "accuracy_m": 18,
                }
            ]
        }
    )

    store: str = Field(min_length=1, max_length=64, description="the store's code")
    started_at: AwareDatetime = Field(
        description="the phone's time; more than 5 minutes ahead or 31 days back: the time of receipt is taken"
    )
    answers: dict[str, str] | None = Field(
        default=None,
        description=f"by the form's keys, at most {ANSWER_MOST} characters each; sent, they replace those before",
    )
    latitude: float | None = Field(default=None, ge=-90, le=90, description="degrees, WGS 84")
    longitude: float | None = Field(default=None, ge=-180, le=180)
    accuracy_m: float | None = Field(default=None, ge=0, le=1e7)
    form: int | None = Field(
        default=None,
        ge=1,
        le=2**63 - 1,
        description="id of the form that the phone showed, null: the default; left out: the one in force",
    )

    def draft(self) -> VisitDraft:
        """The same as the catalogue has it."""
        said = self.model_dump(exclude={"form"})
        return VisitDraft(**said, form_id=self.form, with_form="form" in self.model_fields_set)


class SubmitOrder(Body):
    """When the visit ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"submitted_at": "2026-11-25T10:21:40+08:00"}]})

    submitted_at: AwareDatetime | None = Field(
        default=None, description="the phone's time, as `started_at`; left out: the time of receipt"
    )


class FieldAnswer(BaseModel):
    """A question of the form, in the reader's language where the chain has it."""

    key: str = Field(examples=["main_product"])
    kind: FieldKind
    label: str = Field(examples=["今日主推品"])
    choices: list[str] = Field(description="to choose from; empty for a text")
    required: bool


class FormAnswer(BaseModel):
    """What a visit asks; `id` null: the default, where the chain never said anything."""

    id: int | None
    fields: list[FieldAnswer]


class StoreTodayAnswer(BaseModel):
    """A store and how it stands for the person today."""

    code: str
    name: str
    city: str
    position: int | None = Field(description="in today's route, from 1; null: not in it")
    last_visit_at: datetime | None = Field(description="of anybody, submitted")
    open_visit: str | None = Field(description="client_id of the person's own visit that is not submitted")
    done_today: bool
    tips_open: int


class TodayAnswer(BaseModel):
    """A person's day: what a visit asks, and the stores."""

    day: date
    form: FormAnswer
    photos: dict[PhotoKind, int] = Field(description="the least count of photos by kind")
    stores: list[StoreTodayAnswer] = Field(
        description="the route of the weekday in its order, then the person's others, longest not visited first"
    )


class VisitPhotoAnswer(BaseModel):
    """A photo of a visit and how far its audit is."""

    audit_id: int
    kind: PhotoKind
    state: AuditState
    captured_at: datetime | None
    uploaded_at: datetime
    url: str
    marked_url: str = Field(description="with time, store and place on it")
    proof_url: str = Field(description="the page of what it proves")
    retake: list[RetakeAnswer] = Field(description="why to take it again; empty: it is good so far")


class MissingAnswer(BaseModel):
    """What a visit still lacks."""

    keys: list[str] = Field(description="kinds of photos, then keys of fields", examples=[["shelf"]])
    photos: dict[PhotoKind, int] = Field(description="how many more by kind")
    said: str = Field(description="in words", examples=["货架照片 1 张、今日主推品"])


class VisitAnswer(BaseModel):
    """A visit; `time_by` tells whose clock `started_at` is: the service's where the phone's could not be right."""

    id: int
    client_id: str
    store: StoreAnswer
    user: str = Field(description="username")
    name: str = Field(description="the person's full name, else the username")
    state: Literal["open", "submitted"]
    form: FormAnswer
    answers: dict[str, str]
    missing: MissingAnswer | None = Field(description="null: nothing")
    started_at: datetime
    submitted_at: datetime | None
    received_at: datetime
    time_by: Literal["phone", "service"]
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    photos: list[VisitPhotoAnswer]
    url: str = Field(description="the visit's page")


class VisitList(BaseModel):
    """Visits, the last that came first; `next_before` goes on, null at the end."""

    visits: list[VisitAnswer]
    next_before: int | None
