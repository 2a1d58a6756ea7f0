"""The catalogue: SKUs and tables of them."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.answers_imports import import_answer
from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, ReadSession
from api.routes_imports import Table
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_skus import ImportAnswer, MergeAnswer, MergeOrder, SkuAnswer, SkuList, SkuOrder, SkuPatch
from catalog.queries_skus import get_sku
from catalog.queries_skus import list_skus as select_skus
from catalog.sku_export import sku_workbook
from catalog.sku_import import import_skus as import_table
from catalog.sku_merging import merge_skus as put_together
from catalog.sku_merging import undo_merge
from catalog.skus import create_sku as insert_sku
from catalog.skus import update_sku as change_sku

router = api_router("catalogue")

ALL = 1_000_000


@router.get("/skus", summary="Search SKUs")
def list_skus(
    user: CurrentUser,
    session: ReadSession,
    q: Annotated[str, Query(max_length=200, description="words in code, brand, name, spec or barcode")] = "",
    category: Annotated[str | None, Query(max_length=100)] = None,
    active: Annotated[bool | None, Query(description="left out: active ones")] = True,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> SkuList:
    """SKUs of the user's chain by code; each word must be found."""
    page = select_skus(
        session, user.chain_id, text=q, category=category, active=active, limit=limit, offset=offset
    )
    return SkuList(skus=[SkuAnswer.of(row) for row in page.rows], total=page.total)


@router.post("/skus", summary="Create a SKU", status_code=201, responses=errors(403, 409))
def create_sku(body: SkuOrder, user: Editor, session: DbSession, now: Now) -> SkuAnswer:
    """A new SKU and, if need be, its brand."""
    return SkuAnswer.of(insert_sku(session, user.chain_id, body.draft(), now=now))


@router.post("/skus/import", summary="Import a table of SKUs", responses=errors(403, 413))
def import_skus(
    user: Editor,
    session: DbSession,
    now: Now,
    locale: LocaleDep,
    file: Table,
) -> ImportAnswer:
    """Good rows go in, bad rows are listed with line, column and reason."""
    done = import_table(session, user.chain_id, file.file.read(), now=now)
    return import_answer(done, locale)


@router.get("/skus.xlsx", summary="The catalogue as a workbook", response_class=Response, responses=WORKBOOK)
def export_skus(
    user: CurrentUser,
    session: ReadSession,
    q: Annotated[str, Query(max_length=200, description="words in code, brand, name, spec or barcode")] = "",
    category: Annotated[str | None, Query(max_length=100)] = None,
    active: Annotated[bool | None, Query(description="left out: active ones")] = True,
) -> Response:
    """Every column that an import reads: change it and import it again; unchanged it changes nothing."""
    page = select_skus(session, user.chain_id, text=q, category=category, active=active, limit=ALL)
    return workbook_file(sku_workbook(page.rows), "skus.xlsx")


@router.post("/skus/merge", summary="Two SKUs are one product", responses=errors(403, 404, 409))
def merge_skus(body: MergeOrder, user: Editor, session: DbSession, now: Now) -> MergeAnswer:
    """References and people's names go from `drop` to `keep`, the barcode too where it has none; `drop` is inactive.
    Past reports, sales, lists and planograms of `drop` stay."""
    done = put_together(session, user.chain_id, body.keep, body.drop, now=now, by=user.id)
    return MergeAnswer(
        id=done.id, kept=SkuAnswer.of(done.kept), references=done.references, namings=done.namings
    )


@router.delete(
    "/skus/merges/{merge_id}", summary="They are two after all", status_code=204, responses=errors(403, 404)
)
def unmerge_skus(
    merge_id: Annotated[int, Path(ge=1, le=2**63 - 1)], user: Editor, session: DbSession, now: Now
) -> None:
    """What the merger moved goes back, and both are active."""
    undo_merge(session, user.chain_id, merge_id, now=now)


@router.get("/skus/{code}", summary="One SKU", responses=errors(404))
def read_sku(code: str, user: CurrentUser, session: ReadSession) -> SkuAnswer:
    """The SKU of this code, active or not."""
    return SkuAnswer.of(get_sku(session, user.chain_id, code))


@router.patch("/skus/{code}", summary="Change a SKU", responses=errors(403, 404, 409))
def update_sku(code: str, body: SkuPatch, user: Editor, session: DbSession) -> SkuAnswer:
    """Change what is given, leave the rest."""
    return SkuAnswer.of(change_sku(session, user.chain_id, code, body.change()))
