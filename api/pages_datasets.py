"""The page of data sets: labels out for training and labelling tools, corrected ones back in."""

from fastapi import APIRouter, Request, Response

from api.dataset_names import By
from api.dataset_values import FORMATS
from api.deps import Now, PartsDep
from api.pages_render import PageEditor, render_page
from api.routes_datasets import imports_of

router = APIRouter()


@router.get("/datasets")
def datasets_page(request: Request, user: PageEditor, parts: PartsDep, now: Now) -> Response:
    """Return both forms and the imports so far."""
    kinds: tuple[By, ...] = ("sku", "brand", "product")
    return render_page(
        request,
        "datasets.html",
        me=user,
        now=now,
        tab="datasets",
        formats=FORMATS,
        kinds=kinds,
        imports=imports_of(parts, user.chain_id),
    )
