"""Reference pictures of SKUs: what the namer compares with."""

from typing import Annotated

from fastapi import File, Path, UploadFile
from fastapi.responses import Response

from api.deps import CurrentUser, DbSession, Editor, Now, PartsDep, ReadSession
from api.pictures import crop, fit, jpeg
from api.routing import api_router, errors, jpeg_answer
from api.schemas_skus import MoveOrder, ReferenceAnswer
from api.uploads import received
from catalog.database import reading, writing
from catalog.queries_skus import get_reference, get_sku, references_of
from catalog.rows import key
from catalog.skus import add_reference as insert_reference
from catalog.skus import delete_reference as remove_reference
from catalog.skus import move_reference as give_reference
from catalog.skus import save_embeddings
from vision.see import embed_reference

router = api_router("catalogue")

RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_IMMUTABLE = {"Cache-Control": "private, max-age=31536000, immutable"}
_LONGEST_PX = 800


@router.get("/skus/{code}/references", summary="A SKU's reference pictures", responses=errors(404))
def list_references(code: str, user: CurrentUser, session: ReadSession) -> list[ReferenceAnswer]:
    """Oldest first."""
    sku = get_sku(session, user.chain_id, code).sku
    return [ReferenceAnswer.of(reference, code) for reference in references_of(session, key(sku.id))]


@router.post(
    "/skus/{code}/references",
    summary="Teach a SKU's looks",
    status_code=201,
    responses=errors(403, 404, 413, 415),
)
def add_reference(
    code: str,
    user: Editor,
    parts: PartsDep,
    now: Now,
    file: Annotated[UploadFile, File(description="a picture of the product alone, cut close")],
) -> ReferenceAnswer:
    """Keep the picture and embed it; the next audit knows it. The same picture again changes nothing."""
    with reading(parts.engine) as session:
        get_sku(session, user.chain_id, code)
    with received(file, parts) as upload:
        vector = embed_reference(upload.decode().bgr, parts.eyes)
        upload.incoming.keep()
        sha256 = upload.incoming.sha256
    embedder = parts.eyes.stamp("embedder").sha256
    with writing(parts.engine) as session:
        reference, _ = insert_reference(
            session, user.chain_id, code, image_sha256=sha256, source="upload", now=now
        )
        save_embeddings(session, user.chain_id, embedder, {key(reference.id): vector})
    return ReferenceAnswer.of(reference, code)


@router.delete(
    "/skus/{code}/references/{reference_id}",
    summary="Forget a reference picture",
    status_code=204,
    responses=errors(403, 404),
)
def delete_reference(code: str, reference_id: RowId, user: Editor, session: DbSession) -> None:
    """The next audit no longer compares with it."""
    remove_reference(session, user.chain_id, code, reference_id)


@router.patch(
    "/skus/{code}/references/{reference_id}",
    summary="This picture shows another SKU",
    responses=errors(403, 404, 409),
)
def move_reference(
    code: str, reference_id: RowId, body: MoveOrder, user: Editor, session: DbSession
) -> ReferenceAnswer:
    """Give the picture to the SKU that it shows; to undo it, give it back."""
    return ReferenceAnswer.of(give_reference(session, user.chain_id, code, reference_id, body.sku), body.sku)


@router.get(
    "/skus/{code}/references/{reference_id}.jpg",
    summary="A reference picture",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_reference_picture(
    code: str, reference_id: RowId, user: CurrentUser, session: ReadSession, parts: PartsDep
) -> Response:
    """The picture, upright, made smaller if it is large."""
    reference = get_reference(session, user.chain_id, code, reference_id)
    whole = parts.pictures.upright(reference.image_sha256)
    picture = whole if reference.xyxy is None else crop(whole, reference.xyxy)
    return Response(jpeg(fit(picture, _LONGEST_PX)), media_type="image/jpeg", headers=_IMMUTABLE)
