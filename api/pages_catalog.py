"""The catalogue's pages: list, one SKU with its references, a new SKU, an import."""

from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from api.deps import Now, ReadSession
from api.i18n import Locale
from api.pages_render import PageEditor, PageUser, page_locale, render_page
from api.paging import Paging
from api.rights import EDITORS
from catalog.queries_pages import first_references
from catalog.queries_skus import get_sku, list_brands, list_skus, references_of
from catalog.rows import key
from catalog.sku_columns import HEADERS, REQUIRED

SKUS_SHOWN: Final = 50

router = APIRouter()


@router.get("/catalog")
def skus(
    request: Request, user: PageUser, session: ReadSession, now: Now, q: str = "", page: str = "1"
) -> Response:
    """Return the chain's SKUs, searched and in pages."""
    text = q.strip()[:100]
    paging = Paging.of("/catalog", {"q": text}, page, SKUS_SHOWN)
    found = list_skus(session, user.chain_id, text=text, limit=paging.size, offset=paging.offset)
    pictures = first_references(session, [key(row.sku.id) for row in found.rows])
    rows = [
        {
            "code": row.sku.code,
            "brand": row.brand.name,
            "name": row.sku.name,
            "spec": row.sku.spec,
            "competitor": row.brand.competitor,
            "references": row.references,
            "thumb_url": _picture(row.sku.code, pictures.get(key(row.sku.id))),
        }
        for row in found.rows
    ]
    return render_page(
        request,
        "catalog.html",
        me=user,
        now=now,
        tab="catalog",
        skus=rows,
        total=found.total,
        q=text,
        can_name=user.role in EDITORS,
        newer_url=paging.newer_url,
        older_url=paging.older_url(found.total),
    )


@router.get("/catalog/new")
def new_sku(request: Request, user: PageEditor, session: ReadSession, now: Now) -> Response:
    """Return the form for a new SKU."""
    brands = [brand.name for brand in list_brands(session, user.chain_id)]
    return render_page(request, "sku_new.html", me=user, now=now, tab="catalog", brand_names=brands)


@router.get("/catalog/import")
def import_table(request: Request, user: PageEditor, now: Now) -> Response:
    """Return the form for a table of SKUs."""
    return render_page(
        request,
        "sku_import.html",
        me=user,
        now=now,
        tab="catalog",
        import_columns=_import_columns(page_locale(request, user)),
    )


@router.get("/catalog/skus/{code}")
def sku(request: Request, code: str, user: PageUser, session: ReadSession, now: Now) -> Response:
    """Return one SKU with its reference pictures."""
    row = get_sku(session, user.chain_id, code)
    references = [
        {"id": key(reference.id), "url": _picture(code, reference.id)}
        for reference in references_of(session, key(row.sku.id))
    ]
    return render_page(
        request,
        "sku.html",
        me=user,
        now=now,
        tab="catalog",
        sku=row.sku,
        brand=row.brand,
        gtin=_printed(row.sku.gtin),
        references=references,
        can_name=user.role in EDITORS,
    )


def _import_columns(locale: Locale) -> list[str]:
    """Return a header of each column that an import reads, the compulsory ones with a star."""
    return [
        (words[0] if locale == "zh-CN" else field) + ("*" if field in REQUIRED else "")
        for field, words in HEADERS.items()
    ]


def _printed(gtin: str | None) -> str | None:
    """Return a GTIN as packs show it: 13 digits, or 14 where the first one counts (GS1)."""
    return gtin[1:] if gtin and len(gtin) == 14 and gtin.startswith("0") else gtin


def _picture(code: str, reference_id: int | None) -> str | None:
    return None if reference_id is None else f"/api/skus/{quote(code, safe='')}/references/{reference_id}.jpg"
