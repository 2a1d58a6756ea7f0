"""What the API says and hears of a chain's visit form."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas_people import Body
from catalog.tables import PhotoKind
from catalog.visit_form import (
    CHOICE_MOST,
    CHOICES_MOST,
    LABEL_MOST,
    PHOTOS_MOST,
    FieldKind,
    FormDraft,
    FormField,
)


class FieldOrder(Body):
    """A question of a visit."""

    label: str = Field(max_length=LABEL_MOST, examples=["今日主推品"])
    label_en: str = Field(
        default="", max_length=LABEL_MOST * 2, description="for readers of English; may be empty"
    )
    kind: FieldKind = "text"
    choices: list[Annotated[str, Field(max_length=CHOICE_MOST)]] = Field(
        default=[], max_length=CHOICES_MOST, description="two to eight, of a choice alone"
    )
    required: bool = False
    key: str = Field(
        default="", max_length=30, description="what answers are kept under; left out: made of the label"
    )

    def field(self) -> FormField:
        """The field, checked; raises catalog's Invalid."""
        return FormField(**{**self.model_dump(), "choices": tuple(self.choices)})

    @staticmethod
    def of(field: FormField) -> "FieldOrder":
        """A field as it would be sent."""
        return FieldOrder.model_validate({**vars(field), "choices": list(field.choices)})


class VisitFormOrder(Body):
    """All that is asked of a visit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "fields": [
                        {"label": "今日主推品", "label_en": "Pushed today", "required": True},
                        {
                            "label": "客户采购周期",
                            "kind": "choice",
                            "choices": ["3 个月", "6 个月", "不确定"],
                        },
                    ],
                    "photos": {"shelf": 1},
                }
            ]
        }
    )

    fields: list[FieldOrder] = Field(max_length=20, description="at most three")
    photos: dict[PhotoKind, Annotated[int, Field(ge=0, le=PHOTOS_MOST)]] = Field(
        default={}, description="the least count by kind"
    )

    def draft(self) -> FormDraft:
        """The form, checked; raises catalog's Invalid."""
        least: dict[str, int] = {kind: number for kind, number in self.photos.items()}
        return FormDraft(tuple(each.field() for each in self.fields), least)


class VisitFormAnswer(BaseModel):
    """What is asked of a visit, and who said so; `id` null: the default."""

    id: int | None
    fields: list[FieldOrder]
    photos: dict[PhotoKind, int]
    changed_by: str | None = Field(description="username")
    changed_at: datetime | None
    can_undo: bool

    @staticmethod
    def of(said: dict[str, Any], form: FormDraft) -> "VisitFormAnswer":
        """The form with what is known of its row."""
        fields = [FieldOrder.of(each) for each in form.fields]
        return VisitFormAnswer.model_validate({**said, "fields": fields, "photos": dict(form.photos)})
