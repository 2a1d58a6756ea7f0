"""Data sets out, for training and labelling elsewhere; corrected labels back in."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import BackgroundTasks, Depends, File, Path, Query, UploadFile
from fastapi.responses import StreamingResponse

from api.dataset_answers import labels_answer
from api.dataset_export import Dataset, gather, zip_size, zip_stream
from api.dataset_import import Importer, undo_import
from api.dataset_names import By
from api.dataset_source import open_source
from api.dataset_values import Format
from api.deps import Editor, LocaleDep, Now, PartsDep
from api.errors import ApiError
from api.parts import Parts
from api.routing import api_router, errors
from api.schemas_datasets import DatasetSize, LabelsAnswer, LabelsImport, LabelsUndone
from api.uploads import display_name
from catalog.database import reading
from catalog.queries_datasets import Wanted, label_imports
from catalog.queries_people import store_for

router = api_router("datasets")

Batch = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_IMPORTS_SHOWN: Final = 20
_ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        "description": "labels in the format's own files, and the pictures where they were asked for",
    }
}


def _wanted(
    user: Editor,
    parts: PartsDep,
    format: Annotated[Format, Query(description="of the labels")] = "coco",
    by: Annotated[By, Query(description="what a label names")] = "sku",
    store: Annotated[str | None, Query(max_length=64, description="photos of this store only")] = None,
    since: Annotated[date | None, Query(alias="from", description="taken on this day or later")] = None,
    until: Annotated[date | None, Query(alias="to", description="taken on this day or before")] = None,
    corrected_only: Annotated[bool, Query(description="only photos that people corrected")] = False,
) -> Dataset:
    if since is not None and until is not None and until < since:
        raise ApiError(422, "invalid_request", field="to", reason="out_of_range")
    zone = parts.settings.zone

    def midnight(day: date | None, later: int) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), zone) + timedelta(days=later)

    wanted = Wanted(store or None, midnight(since, 0), midnight(until, 1), corrected_only)
    with reading(parts.engine) as session:
        if wanted.store is not None:
            store_for(session, user, wanted.store)
        return gather(session, user.chain_id, wanted, format=format, by=by)


WantedSet = Annotated[Dataset, Depends(_wanted)]


@router.get("/datasets", summary="How large a data set would be", responses=errors(403, 404))
def size_dataset(
    found: WantedSet, parts: PartsDep, photos: Annotated[bool, Query(description="the pictures too")] = False
) -> DatasetSize:
    """Photos, boxes and labels of an export with these choices, and its size."""
    return DatasetSize(
        photos=len(found.photos),
        boxes=found.boxes,
        labels=len(found.labels),
        bytes=zip_size(found, parts.files, parts.pictures if photos else None),
    )


@router.get(
    "/datasets.zip",
    summary="A data set",
    response_class=StreamingResponse,
    responses={**errors(403, 404), **_ZIP},
)
def read_dataset(
    found: WantedSet,
    parts: PartsDep,
    format: Annotated[Format, Query()] = "coco",
    photos: Annotated[bool, Query(description="the pictures too, upright")] = False,
) -> StreamingResponse:
    """Boxes as corrected, in COCO JSON, Ultralytics YOLO, CVAT for images 1.1 or Label Studio JSON.

    Pictures are named AUDIT-SHA256, by which an import finds them again.
    """
    pictures = parts.pictures if photos else None
    headers = {
        "Content-Disposition": f'attachment; filename="paimian-{format}.zip"',
        "Cache-Control": "no-store",
    }
    if (size := zip_size(found, parts.files, pictures)) is not None:
        headers["Content-Length"] = str(size)
    return StreamingResponse(
        zip_stream(found, parts.files, pictures), media_type="application/zip", headers=headers
    )


@router.post("/datasets/import", summary="Bring corrected labels back", responses=errors(403, 413))
def import_labels(
    user: Editor,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
    after: BackgroundTasks,
    file: Annotated[
        UploadFile, File(description="ZIP, or the one file of the format; pictures are not needed")
    ],
    format: Annotated[Format, Query(description="of the labels")],
    dry_run: Annotated[bool, Query(description="say what would be, and change nothing")] = False,
) -> LabelsAnswer:
    """Labels count by their names, not by their numbers. Photos are found by the names of our exports.

    Boxes are matched by place, then moved, named, added and removed; one undo takes all of it back.
    """
    source = open_source(display_name(file.filename), file.file)
    done = Importer(parts.engine, user.chain_id, user.id, now).run(source, format, dry_run=dry_run)
    if not dry_run:
        after.add_task(_advise, parts.advisor.try_advise, tuple(done.audits))
    return labels_answer(done, locale, dry_run=dry_run)


@router.get("/datasets/imports", summary="Labels that came back", responses=errors(403))
def list_label_imports(user: Editor, parts: PartsDep) -> list[LabelsImport]:
    """The newest first."""
    return imports_of(parts, user.chain_id)


@router.post("/datasets/imports/{batch}/undo", summary="Take an import back", responses=errors(403, 404, 409))
def undo_label_import(
    batch: Batch, user: Editor, parts: PartsDep, now: Now, after: BackgroundTasks
) -> LabelsUndone:
    """All corrections that came in one file, at once; twice is as once."""
    audits = undo_import(parts.engine, user.chain_id, batch, now=now)
    after.add_task(_advise, parts.advisor.try_advise, audits)
    return LabelsUndone(audits=list(audits))


def imports_of(parts: Parts, chain_id: int) -> list[LabelsImport]:
    """The chain's newest imports of labels."""
    with reading(parts.engine) as session:
        return [LabelsImport(**vars(row)) for row in label_imports(session, chain_id, limit=_IMPORTS_SHOWN)]


def _advise(advise: Callable[[int], bool], audits: tuple[int, ...]) -> None:
    for audit_id in audits:
        advise(audit_id)
