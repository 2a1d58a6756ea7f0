"""Space suggestions: facings that sell the most on a planogram's layers, and a draft of what was accepted."""

from datetime import date
from typing import Annotated

from fastapi import Query

from alerts.space import SpaceSuggestion
from alerts.space_of_plan import plan_with
from alerts.space_words import say_change, say_suggestion
from api.deps import Editor, LocaleDep, Now, PartsDep, Today
from api.i18n import Locale
from api.parts import Parts
from api.routes_plans import VersionId
from api.routing import api_router, errors
from api.schemas_plans import VersionAnswer
from api.schemas_space import SpaceAnswer, SpaceChange, SpaceLayerAnswer, SpaceOrder
from api.space_reading import SpaceReading, chosen_changes, read_space, suggestion_for, used_mm
from catalog.database import reading, writing
from catalog.planograms import create_planogram
from catalog.queries_plans import get_version
from catalog.rows import key
from catalog.tables import User

router = api_router("planograms")


@router.get("/planograms/{version_id}/space", summary="Suggest facings", responses=errors(403, 404))
def suggest_facings(
    version_id: VersionId,
    user: Editor,
    parts: PartsDep,
    today: Today,
    locale: LocaleDep,
    store: Annotated[
        str | None,
        Query(max_length=64, description="whose sales; left out: the average of the version's stores"),
    ] = None,
) -> SpaceAnswer:
    """From 28 days of sales, the category's elasticity and its least and most facings; each change with its reason."""
    read, suggestion = ask(parts, user, version_id, store, today)
    return space_answer(read, suggestion, locale)


@router.post(
    "/planograms/{version_id}/space",
    summary="Make a draft of accepted changes",
    status_code=201,
    responses=errors(403, 404, 409),
)
def accept_facings(
    version_id: VersionId, body: SpaceOrder, user: Editor, parts: PartsDep, now: Now, today: Today
) -> VersionAnswer:
    """A new draft of the planogram; the version itself stays as it is.

    409 `suggestion_changed` when sales or settings say something else by now, `layer_too_full` when what would make
    room was not accepted.
    """
    read, suggestion = ask(parts, user, version_id, body.store, today)
    chosen = {(one.sku, one.layer, one.after) for one in body.accept}
    plan = plan_with(read.row.plan, chosen_changes(read, suggestion, chosen))
    with writing(parts.engine) as session:
        made = create_planogram(
            session, user.chain_id, plan, source="suggestion", now=now, created_by=user.id
        )
        return VersionAnswer.of(get_version(session, user.chain_id, key(made.id)))


def ask(
    parts: Parts, user: User, version_id: int, store: str | None, today: date
) -> tuple[SpaceReading, SpaceSuggestion]:
    """Read, then solve: no database handle is held while the solver works."""
    with reading(parts.engine) as session:
        read = read_space(session, user, version_id, store, today)
    return read, suggestion_for(read)


def space_answer(read: SpaceReading, suggestion: SpaceSuggestion, locale: Locale) -> SpaceAnswer:
    """The suggestion in words."""
    return SpaceAnswer(
        version_id=key(read.row.version.id),
        store=read.store.code if read.store else None,
        outcome=suggestion.outcome,
        message=say_suggestion(suggestion, locale),
        measure=suggestion.measure,
        now=suggestion.now,
        then=suggestion.then,
        changes=[
            SpaceChange(
                sku=change.sku,
                name=change.name,
                layer=change.layer,
                before=change.before,
                after=change.after,
                why=change.why,
                reason=say_change(change, suggestion.measure, locale),
                rate=change.rate,
                gain=change.gain,
            )
            for change in suggestion.changes
        ],
        layers=[
            SpaceLayerAnswer(
                layer=layer.layer,
                width_mm=round(layer.width_mm, 1),
                used_mm=round(used_mm(read.question, layer.layer), 1),
            )
            for layer in read.question.layers
        ],
        products=len(read.question.products),
        selling=read.selling,
        guessed=list(read.question.guessed),
    )
