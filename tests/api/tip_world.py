"""Tips in a running service: put in as an audit's advice puts them in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.database import reading, writing
from catalog.queries_audits import get_audit
from catalog.tip_draft import TipDraft, TipRound
from catalog.tip_sync import sync_tips
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg

GAP = TipDraft(
    kind="gap",
    subject="gap::2",
    rank=2.0,
    layer=2,
    xyxy=(192.0, 256.0, 256.0, 320.0),
    params={"layer": 2, "name": "绿牌 茶 500ml", "held": 1, "seen": 2, "rate": "3.1", "value": "12.40"},
    value=Decimal("12.40"),
)
SHARE = TipDraft(
    kind="share",
    subject="share:饮料",
    rank=1.0,
    params={
        "category": "饮料", "share": "31.0", "target": "40.0", "facings": 5, "whole": 15, "high": "36.0", "short": 2,
    },
)  # fmt: skip


def advised(
    service: Service,
    *drafts: TipDraft,
    settled: tuple[str, ...] = (),
    name: str = "rep",
    seed: int = 0,
    **photo: Any,
) -> dict[str, Any]:
    """Audit a photo and let it say this of its store; the audit as the API shows it."""
    audit = service.audited(name, data=shelf_jpeg(seed=seed), **photo)
    advise(service, audit["id"], *drafts, settled=settled)
    return audit


def advise(service: Service, audit_id: int, *drafts: TipDraft, settled: tuple[str, ...] = ()) -> None:
    """Let an audit say this of its store."""
    with reading(service.parts.engine) as session:
        row = get_audit(session, audit_id)
    with writing(service.parts.engine) as session:
        sync_tips(
            session, row.store, audit_id, TipRound(drafts, frozenset(settled)),
            now=service.parts.clock(), most=service.settings.tips_per_store,
            due=timedelta(hours=service.settings.tip_hours),
        )  # fmt: skip
