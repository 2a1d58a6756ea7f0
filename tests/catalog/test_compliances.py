"""Judgements of audits: added, never changed, and the newest counts."""

from decimal import Decimal

from sqlmodel import Session

from catalog.compliances import save_compliance
from catalog.planograms import create_planogram
from catalog.plans import Plan, PlanSlot
from catalog.queries_compliances import compliance_of, compliances_of
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables_advice import Compliance
from tests.catalog.conftest import NOW, Company


def test_the_newest_judgement_counts_and_a_retry_adds_none(session: Session, company: Company) -> None:
    plan = Plan("WATER", "水柜", (PlanSlot(1, 1, "C1", 2),))
    version = key(create_planogram(session, company.chain_id, plan, source="editor", now=NOW).id)
    photos = [submit_photo(session, store_id=company.store_id, sha256=sign * 64, now=NOW) for sign in "ab"]
    judged, other = (key(made.audit.id) for made in photos)
    assert compliance_of(session, judged) is None

    def save(ok: int) -> Compliance:
        return save_compliance(
            session,
            judged,
            version,
            outcome="judged",
            score_pct=Decimal(100 * ok) / 3,
            slots=4,
            judged=3,
            ok=ok,
            verdicts={"slots": [{"verdict": "ok", "xyxy": [0.5, 1, 2, 3]}]},
            now=NOW,
        )

    first = save(2)
    assert save(2).id == first.id
    second = save(3)
    assert second.id != first.id
    session.expire_all()
    found = compliance_of(session, judged)
    assert found is not None
    assert (found.id, found.score_pct, found.ok) == (second.id, Decimal(100), 3)
    assert session.get_one(Compliance, first.id).score_pct == Decimal("66.67")
    assert {audit: row.id for audit, row in compliances_of(session, [judged, other]).items()} == {
        judged: second.id
    }
