"""A small company to ask about, and a report to save."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.reports import FacingDraft, GapDraft, GroupDraft, ProductDraft, ReportDraft
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
EMBEDDER = "e" * 64


@dataclass(frozen=True)
class Company:
    """Ids of the rows that most tests begin with."""

    chain_id: int
    store_id: int
    other_store_id: int
    rep_id: int
    manager_id: int


def found_company(session: Session) -> Company:
    chain = ensure_chain(session, "default")
    near = create_store(session, key(chain.id), "S001", "人民路店", city="上海")
    far = create_store(session, key(chain.id), "S002", "解放路店")
    rep = create_user(session, key(chain.id), "rep", "$argon2id$x", "rep")
    manager = create_user(session, key(chain.id), "cat", "$argon2id$x", "category_manager")
    assign_stores(session, rep, [near])
    for code, brand, name, spec in (
        ("C1", "清泉", "纯净水", "550ml"),
        ("C2", "清泉", "纯净水", "1.5L"),
        ("K1", "红果", "山楂汁", "330ml"),
    ):
        draft = SkuDraft(code=code, brand=brand, name=name, spec=spec, competitor=brand == "红果")
        create_sku(session, key(chain.id), draft, now=NOW)
    return Company(key(chain.id), key(near.id), key(far.id), key(rep.id), key(manager.id))


@pytest.fixture
def company(engine: Engine) -> Company:
    with writing(engine) as session:
        return found_company(session)


@pytest.fixture
def session(engine: Engine, company: Company) -> Iterator[Session]:
    with writing(engine) as session:
        yield session


def unit(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.array(values, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def report(first_sku: str | None = "C1") -> ReportDraft:
    """Two layers: group 0 is `first_sku` (two units stacked, one beside, one below), group 1 is unknown."""
    products = (
        ProductDraft((0, 0, 10, 20), 0.9, 1, 1, 0, 0),
        ProductDraft((0, 20, 10, 40), 0.8, 1, 1, 0, 0),
        ProductDraft((10, 0, 20, 40), 0.7, 1, 2, 1, 0),
        ProductDraft((20, 0, 30, 40), 0.95, 1, 3, 2, 1),
        ProductDraft((0, 50, 10, 90), 0.6, 2, 1, 3, 0),
    )
    known = FacingDraft(first_sku, None if first_sku else 0, 1, 2, 3)
    return ReportDraft(
        size_wh=(400, 300),
        models=({"kind": "detector", "name": "shelf-n", "version": "1.0.0", "sha256": "d" * 64},),
        catalog_version=4,
        quality={"ok": True, "reasons": []},
        truncated=False,
        seconds={"detect": 0.25},
        groups=(
            GroupDraft(0, 4, (0, 0, 10, 20), unit(1, 0, 0), first_sku, 0.91, (("C1", 0.91), ("C2", 0.85))),
            GroupDraft(1, 1, (20, 0, 30, 40), unit(0, 1, 0), None, 0.4, (("K1", 0.4),)),
        ),
        products=products,
        gaps=(GapDraft((30, 0, 40, 40), 0.5, 1),),
        facings=(
            known,
            FacingDraft(None, 1, 1, 1, 1),
            FacingDraft(first_sku, None if first_sku else 0, 2, 1, 1),
        ),
    )
