"""The page of a space suggestion: what is, what might be, why, and a draft of what one accepts."""

from fastapi import APIRouter, Request, Response

from api.deps import Now, PartsDep, Today
from api.pages_render import PageEditor, page_locale, render_page
from api.routes_space import ask, space_answer

router = APIRouter()


@router.get("/plans/{version_id}/space")
def space(
    request: Request,
    version_id: int,
    user: PageEditor,
    parts: PartsDep,
    now: Now,
    today: Today,
    store: str = "",
) -> Response:
    """Return the suggestion for a planogram version, from one store's sales or the average."""
    read, suggestion = ask(parts, user, version_id, store.strip()[:64] or None, today)
    answer = space_answer(read, suggestion, page_locale(request, user))
    widths = {product.sku: product.width_mm for product in read.question.products}
    layers = []
    for board in answer.layers:
        mine = [(change, widths[change.sku]) for change in answer.changes if change.layer == board.layer]
        if mine:
            layers.append({"board": board, "changes": mine})
    names = {product.sku: product.name for product in read.question.products}
    return render_page(
        request,
        "space.html",
        me=user,
        now=now,
        tab="plans",
        plan=read.row.plan,
        version_id=version_id,
        space=answer,
        layers=layers,
        stores=read.stores,
        store=read.store.code if read.store else "",
        guessed=[names[sku] for sku in answer.guessed],
    )
