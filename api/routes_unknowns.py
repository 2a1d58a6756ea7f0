"""Questions on unknown products: what was seen in many stores and nobody named."""

from typing import Annotated, Final

import numpy as np
from fastapi import Path, Query
from sqlmodel import Session

from api.answers_unknowns import unknown_answers
from api.deps import DbSession, Editor, Now, PartsDep, ReadSession
from api.parts import Parts
from api.report_stored import box_of
from api.routing import api_router, errors
from api.schemas_audits import NameOrder
from api.schemas_skus import ReferenceAnswer, SkuAnswer
from api.schemas_unknowns import (
    JoinOrder,
    SplitAnswer,
    SplitOrder,
    UnknownCount,
    UnknownList,
    UnknownNamed,
)
from api.storage import FileMissing
from catalog.database import reading, writing
from catalog.queries_groups import products_of_group
from catalog.queries_naming import ReferencePicture
from catalog.queries_unknowns import (
    UnknownState,
    count_unknowns,
    get_unknown,
    groups_named,
    list_unknowns,
    seen_in,
)
from catalog.rows import key
from catalog.unknown_naming import name_unknown as write_name
from catalog.unknown_naming import pictured_groups, unname_unknown
from catalog.unknowns import bring_back, put_together, set_aside, split_off
from vision.errors import PhotoError

router = api_router("catalogue")

UnknownId = Annotated[int, Path(ge=1, le=2**63 - 1)]
REFERENCES_MOST: Final = 5
"""Pictures that an answer teaches: of as many stores as there are, not of every group."""
PICTURED_OF: Final = 500
"""Of so many groups of a question, the newest, the pictures are chosen."""


@router.get("/unknown", summary="Questions on unknown products", responses=errors(403))
def list_unknown(
    user: Editor,
    session: ReadSession,
    parts: PartsDep,
    state: UnknownState = "open",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> UnknownList:
    """What looks alike in all stores and has no name is one question; those with the most facings come first."""
    page = list_unknowns(session, user.chain_id, state, limit=limit, offset=offset)
    return UnknownList(unknown=unknown_answers(session, parts, user.chain_id, page.rows), total=page.total)


@router.get("/unknown/count", summary="How many questions are open", responses=errors(403))
def count_unknown(user: Editor, session: ReadSession) -> UnknownCount:
    """For the navigation."""
    return UnknownCount(open=count_unknowns(session, user.chain_id))


@router.post("/unknown/{unknown_id}/name", summary="Answer a question", responses=errors(403, 404, 409))
def name_unknown(
    unknown_id: UnknownId, body: NameOrder, user: Editor, parts: PartsDep, now: Now
) -> UnknownNamed:
    """Name all its groups in all stores at once; some of the clearest crops become references, so that the next photo
    knows the product. The reports say the name at once; tips and days follow. A photo that is gone teaches nothing."""
    what = body.sku if body.new is None else body.new.draft()
    with reading(parts.engine) as session:
        get_unknown(session, user.chain_id, unknown_id)
        boxes = _boxes(session, unknown_id)
    pictures = {group_id: _pictures(parts, sha256, some) for group_id, (sha256, some) in boxes.items()}
    with writing(parts.engine) as session:
        done = write_name(
            session,
            user.chain_id,
            unknown_id,
            what or "",
            pictures,
            parts.eyes.stamp("embedder").sha256,
            now=now,
            named_by=user.id,
        )
    parts.jobs.wake()
    return UnknownNamed(
        sku=SkuAnswer.of(done.sku),
        references=[ReferenceAnswer.of(one, done.sku.sku.code) for one in done.references],
        groups=done.groups,
        audits=done.audits,
    )


@router.delete(
    "/unknown/{unknown_id}/name",
    summary="Take an answer back",
    status_code=204,
    responses=errors(403, 404, 409),
)
def unname(unknown_id: UnknownId, user: Editor, parts: PartsDep, now: Now) -> None:
    """The names that it gave, the references that it made, and a SKU that lived by it alone, go; the question is open
    again."""
    with writing(parts.engine) as session:
        unname_unknown(session, user.chain_id, unknown_id, now=now)
    parts.jobs.wake()


@router.post(
    "/unknown/{unknown_id}/aside",
    summary="Set a question aside",
    status_code=204,
    responses=errors(403, 404, 409),
)
def put_aside(unknown_id: UnknownId, user: Editor, session: DbSession, now: Now) -> None:
    """It is no product, or none of interest: it asks no more, nor does what looks like it."""
    set_aside(session, user.chain_id, unknown_id, now=now, by=user.id)


@router.delete(
    "/unknown/{unknown_id}/aside", summary="Ask again", status_code=204, responses=errors(403, 404, 409)
)
def take_back(unknown_id: UnknownId, user: Editor, session: DbSession, now: Now) -> None:
    """The question is open again."""
    bring_back(session, user.chain_id, unknown_id, now=now)


@router.post(
    "/unknown/{unknown_id}/split", summary="This one is another product", responses=errors(403, 404, 409)
)
def split(unknown_id: UnknownId, body: SplitOrder, user: Editor, session: DbSession, now: Now) -> SplitAnswer:
    """The group leaves the question and is one of its own."""
    return SplitAnswer(id=split_off(session, user.chain_id, unknown_id, body.group_id, now=now))


@router.post(
    "/unknown/{unknown_id}/join",
    summary="These are one product",
    status_code=204,
    responses=errors(403, 404, 409),
)
def join(unknown_id: UnknownId, body: JoinOrder, user: Editor, session: DbSession, now: Now) -> None:
    """All its groups go to another question: two questions become one, or a split is undone."""
    put_together(session, user.chain_id, unknown_id, body.into, now=now)


Boxes = tuple[tuple[float, float, float, float], ...]


def _boxes(session: Session, unknown_id: int) -> dict[int, tuple[str, Boxes]]:
    """By group the photo and the boxes of it that become references; few groups give several each."""
    said = groups_named(session, unknown_id)
    free = tuple(s for s in seen_in(session, unknown_id, limit=PICTURED_OF) if key(s.group.id) not in said)
    chosen = pictured_groups(free, REFERENCES_MOST)
    share = -(-REFERENCES_MOST // max(len(chosen), 1))
    return {
        key(one.group.id): (
            one.photo.sha256,
            tuple(
                box_of(product)
                for product in products_of_group(session, key(one.audit.id), one.group.number)[:share]
            ),
        )
        for one in chosen
    }


def _pictures(parts: Parts, sha256: str, boxes: Boxes) -> tuple[ReferencePicture, ...]:
    if not boxes:
        return ()
    try:
        bgr = parts.pictures.upright(sha256)
    except (FileMissing, PhotoError):
        return ()
    vectors = parts.eyes.embedder(bgr, np.array(boxes, np.float32))
    return tuple(ReferencePicture(sha256, box, vector) for box, vector in zip(boxes, vectors, strict=True))
