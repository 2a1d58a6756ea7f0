"""From rows to what is said of visits."""

from api.answers_retake import retake_answers
from api.i18n import Locale, translate
from api.schemas_people import StoreAnswer
from api.schemas_visits import (
    FieldAnswer,
    FormAnswer,
    MissingAnswer,
    StoreTodayAnswer,
    VisitAnswer,
    VisitPhotoAnswer,
)
from catalog.queries_today import StoreToday
from catalog.queries_visits import VisitPhoto, VisitRow
from catalog.rows import key
from catalog.tables import User
from catalog.visit_form import FormDraft
from catalog.visits import Lacking, lacking_of


def form_answer(form_id: int | None, form: FormDraft, locale: Locale) -> FormAnswer:
    """The questions in the reader's language."""
    return FormAnswer(
        id=form_id,
        fields=[
            FieldAnswer(
                key=each.key,
                kind=each.kind,
                label=each.said(locale),
                choices=list(each.choices),
                required=each.required,
            )
            for each in form.fields
        ],
    )


def store_today(row: StoreToday) -> StoreTodayAnswer:
    """A store of the day."""
    said = {name: value for name, value in vars(row).items() if name != "store"}
    return StoreTodayAnswer(code=row.store.code, name=row.store.name, city=row.store.city, **said)


def visit_answer(row: VisitRow, locale: Locale) -> VisitAnswer:
    """A visit with its photos and what it still lacks."""
    visit = row.visit
    lacking = Lacking() if visit.submitted_at is not None else lacking_now(row)
    return VisitAnswer(
        id=key(visit.id),
        client_id=visit.client_id,
        store=StoreAnswer.of(row.store),
        user=row.user.username,
        name=person_name(row.user),
        state="open" if visit.submitted_at is None else "submitted",
        form=form_answer(visit.form_id, row.form, locale),
        answers=visit.answers,
        missing=missing_answer(lacking, locale) if lacking else None,
        started_at=visit.started_at,
        submitted_at=visit.submitted_at,
        received_at=visit.received_at,
        time_by="service" if visit.started_at == visit.received_at else "phone",
        latitude=visit.latitude,
        longitude=visit.longitude,
        accuracy_m=visit.accuracy_m,
        photos=[photo_answer(each, locale) for each in row.photos],
        url=f"/visits/{visit.id}",
    )


def photo_answer(row: VisitPhoto, locale: Locale) -> VisitPhotoAnswer:
    """A photo of a visit."""
    audit_id = key(row.audit.id)
    return VisitPhotoAnswer(
        audit_id=audit_id,
        kind=row.photo.kind,
        state=row.audit.state,
        captured_at=row.photo.captured_at,
        uploaded_at=row.photo.uploaded_at,
        url=f"/api/audits/{audit_id}/photo.jpg",
        marked_url=f"/api/photos/{row.photo.id}/marked.jpg",
        proof_url=f"/photos/{row.photo.id}",
        retake=retake_answers(row.audit, locale),
    )


def lacking_now(row: VisitRow) -> Lacking:
    """What a visit lacks, by the photos that were read with it."""
    counts: dict[str, int] = {}
    for each in row.photos:
        counts[each.photo.kind] = counts.get(each.photo.kind, 0) + 1
    return lacking_of(row.form, row.visit.answers, counts)


def missing_answer(lacking: Lacking, locale: Locale) -> MissingAnswer:
    """What is missing, in words too."""
    return MissingAnswer.model_validate(
        {"keys": lacking.keys, "photos": dict(lacking.photos), "said": say_lacking(lacking, locale)}
    )


def say_lacking(lacking: Lacking, locale: Locale) -> str:
    """What is missing as a list in a sentence: «货架照片 1 张、今日主推品»."""
    photos = [translate(locale, "visit.photos." + kind, n=n) for kind, n in lacking.photos.items()]
    return ("、" if locale == "zh-CN" else ", ").join([*photos, *(f.said(locale) for f in lacking.fields)])


def person_name(user: User) -> str:
    """What a person is called."""
    return user.full_name or user.username
