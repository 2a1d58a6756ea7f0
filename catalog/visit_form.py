"""What a chain asks of a visit: at most three fields and the least photos by kind, as values that check themselves."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, get_args

from catalog.errors import Invalid
from catalog.tables import PhotoKind
from catalog.tables_visits import VisitForm

FieldKind = Literal["text", "choice"]
FIELDS_MOST: Final = 3
"""Forms of 15 fields were filled in on 19 % of visits, forms of 3 on 92 %: more fields are fewer answers."""
LABEL_MOST: Final = 30
CHOICES_MOST: Final = 8
CHOICE_MOST: Final = 40
PHOTOS_MOST: Final = 9
ANSWER_MOST: Final = 500
PHOTO_KINDS: Final = get_args(PhotoKind)
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")


def _check_words(name: str, text: str, most: int) -> None:
    if not text.strip() or text != text.strip():
        raise Invalid("bad_value", field=name, value=text[:40], reason="empty")
    if len(text) > most:
        raise Invalid("bad_value", field=name, value=text[:40], reason="too_long")
    if not text.isprintable():
        raise Invalid("bad_value", field=name, value="", reason="control_character")


@dataclass(frozen=True)
class FormField:
    """A question of a visit; `label_en` is for readers of English, "" where the chain has none.

    A key that is left out is made of the label, so that the same question always has the same one. A choice has two
    to eight answers to choose from, a text none.

    Raises:
        Invalid: `bad_value` naming key, label, label_en or choices.
    """

    label: str
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    label_en: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        _check_words("label", self.label, LABEL_MOST)
        if self.label_en:
            _check_words("label_en", self.label_en, LABEL_MOST * 2)
        if not self.key:
            made = "f" + hashlib.sha256(self.label.encode()).hexdigest()[:8]
            object.__setattr__(self, "key", made)
        if not _KEY.fullmatch(self.key) or self.key in PHOTO_KINDS:
            raise Invalid("bad_value", field="key", value=self.key[:40], reason="field_key")
        if self.kind not in get_args(FieldKind):
            raise Invalid("bad_value", field="kind", value=self.kind[:40], reason="unknown_choice")
        if self.kind == "text" and self.choices:
            raise Invalid("bad_value", field="choices", value=self.label, reason="text_has_no_choices")
        if self.kind == "choice" and not 2 <= len(self.choices) <= CHOICES_MOST:
            raise Invalid("bad_value", field="choices", value=self.label, reason="choices_count")
        for choice in self.choices:
            _check_words("choices", choice, CHOICE_MOST)
        if len(set(self.choices)) != len(self.choices):
            raise Invalid("bad_value", field="choices", value=self.label, reason="duplicate_id")

    def said(self, locale: str) -> str:
        """The question in a language; in the chain's own words where it has no other."""
        return self.label_en if locale == "en" and self.label_en else self.label


@dataclass(frozen=True)
class FormDraft:
    """At most three fields in their order, and the least count of photos by kind (0 to 9; what is left out: 0).

    Raises:
        Invalid: `bad_value` naming fields or photos.
    """

    fields: tuple[FormField, ...] = ()
    photos: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.fields) > FIELDS_MOST:
            raise Invalid("bad_value", field="fields", value=len(self.fields), reason="too_many_fields")
        for name in ("key", "label"):
            if len({getattr(each, name) for each in self.fields}) != len(self.fields):
                raise Invalid("bad_value", field="fields", value=name, reason="duplicate_id")
        for kind, least in self.photos.items():
            if kind not in PHOTO_KINDS:
                raise Invalid("bad_value", field="photos", value=kind[:40], reason="unknown_choice")
            if not 0 <= least <= PHOTOS_MOST:
                raise Invalid("bad_value", field="photos", value=str(least), reason="out_of_range")
        kept = {kind: self.photos[kind] for kind in PHOTO_KINDS if self.photos.get(kind)}
        object.__setattr__(self, "photos", kept)

    def check(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers as they are kept: without blanks, in the form's order.

        Raises:
            Invalid: `bad_value` naming answers.<key>: unknown_field, too_long, control_character or unknown_choice.
        """
        by_key = {each.key: each for each in self.fields}
        for key, text in answers.items():
            asked = by_key.get(key)
            if asked is None:
                raise Invalid(
                    "bad_value", field=f"answers.{key}"[:60], value=text[:40], reason="unknown_field"
                )
            if text.strip():
                _check_answer(asked, text.strip())
        return {key: answers[key].strip() for key in by_key if answers.get(key, "").strip()}


PURCHASE_CYCLE: Final = FormField(
    "客户采购周期",
    "choice",
    ("3 个月", "6 个月", "不确定"),
    label_en="Customer's purchase cycle",
    key="purchase_cycle",
)
DEFAULT_FORM: Final = FormDraft(
    (
        FormField("今日主推品", label_en="Pushed today", key="main_product"),
        FormField("竞品动作", label_en="Rivals' actions", key="rival_action"),
        FormField("客户需求", label_en="What the customer wants", key="customer_wish"),
    ),
    {"shelf": 1},
)
"""Where a chain never said anything."""


def form_of(row: VisitForm | None) -> FormDraft:
    """What a row asks; None: the default."""
    if row is None:
        return DEFAULT_FORM
    fields = (FormField(**{**each, "choices": tuple(each["choices"])}) for each in row.fields)
    return FormDraft(tuple(fields), row.photos)


def kept_fields(form: FormDraft) -> list[dict[str, object]]:
    """The fields as the table keeps them."""
    return [{**asdict(each), "choices": list(each.choices)} for each in form.fields]


def _check_answer(asked: FormField, text: str) -> None:
    name = f"answers.{asked.key}"
    if len(text) > ANSWER_MOST:
        raise Invalid("bad_value", field=name, value=text[:40], reason="too_long")
    if any(sign < " " and sign not in "\n\t" for sign in text):
        raise Invalid("bad_value", field=name, value="", reason="control_character")
    if asked.kind == "choice" and text not in asked.choices:
        raise Invalid("bad_value", field=name, value=text[:40], reason="unknown_choice")
