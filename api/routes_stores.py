"""Stores."""

from api.deps import CurrentUser, DbSession, Editor, ReadSession
from api.routing import api_router, errors
from api.schemas_people import StoreAnswer, StoreOrder, StorePatch
from catalog.people import create_store as insert_store
from catalog.people import set_store_class
from catalog.queries_people import stores_of

router = api_router("stores")


@router.get("/stores", summary="My stores")
def list_stores(user: CurrentUser, session: ReadSession) -> list[StoreAnswer]:
    """Reps and store managers see their own stores, the others all of their chain; by code."""
    return [StoreAnswer.of(store) for store in stores_of(session, user)]


@router.post("/stores", summary="Add a store", status_code=201, responses=errors(403, 409))
def create_store(body: StoreOrder, user: Editor, session: DbSession) -> StoreAnswer:
    """A new store of the user's chain; for category managers and admins."""
    store = insert_store(
        session,
        user.chain_id,
        body.code,
        body.name,
        city=body.city,
        trade_area=body.trade_area,
        store_class=body.store_class,
    )
    return StoreAnswer.of(store)


@router.patch("/stores/{code}", summary="Change a store's class", responses=errors(403, 404))
def update_store(code: str, body: StorePatch, user: Editor, session: DbSession) -> StoreAnswer:
    """The class decides which must-stock lines and planograms are in force there."""
    return StoreAnswer.of(set_store_class(session, user.chain_id, code, body.store_class))
