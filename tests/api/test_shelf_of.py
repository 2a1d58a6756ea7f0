"""A report's shelf: the same whether it was just seen or comes out of the database; judgements keep their words."""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from alerts.compliance import judge
from alerts.golden import golden_plan
from alerts.verdicts import Judgement, SlotVerdict
from api.compliance_stored import judgement_json, stored_judgement
from api.gallery import GalleryCache
from api.overlay_plan import marks_of
from api.pages_bay import draw_bay
from api.pipeline import audit_shelf
from api.shelf_of_outcome import shelf_of_outcome
from api.shelf_of_report import shelf_of
from catalog.database import reading
from catalog.plans import Plan, PlanSlot
from catalog.queries_audits import get_audit, load_report
from catalog.queries_sku_cards import SkuCard
from catalog.tables_advice import Compliance
from tests.api.conftest import Service
from tests.api.plan_shelves import AFTER, name_everything
from tests.shelf_pictures import shelf_jpeg
from vision.overlay_marks import Mark, draw_marks


def test_what_is_stored_is_the_shelf_that_was_seen(service: Service) -> None:
    """The command line judges what it just saw, the service what it stored: both must be one shelf."""
    name_everything(service, service.audited())
    audit = service.audited(data=shelf_jpeg(AFTER, seed=4))
    parts = service.parts
    with reading(parts.engine) as session:
        row = get_audit(session, audit["id"])
        report = load_report(session, row)
        assert report is not None
        stored = shelf_of(report, (row.photo.width or 0, row.photo.height or 0))
    gallery = GalleryCache(parts.engine, parts.files, parts.eyes)
    facts = gallery.facts(row.store.chain_id)
    seen = shelf_of_outcome(audit_shelf(shelf_jpeg(AFTER, seed=4), facts, parts.eyes, gallery.look), facts)
    assert [(s.layer, s.position, s.sku, s.brand, s.units) for s in stored.stacks] == [
        (s.layer, s.position, s.sku, s.brand, s.units) for s in seen.stacks
    ]
    assert len(stored.stacks) == 14
    assert len(stored.gaps) == len(seen.gaps) == 1
    for one, other in zip(stored.stacks, seen.stacks, strict=True):
        assert one.xyxy == pytest.approx(other.xyxy, abs=0.1)
    plan = golden_plan(stored, code="A", name="A")
    assert judge(plan, stored).score_pct == Decimal("100.0")


def test_a_judgement_comes_back_from_its_json_as_it_was() -> None:
    verdicts = (
        SlotVerdict("too_few", 1, 1, "A", 3, 0, (1.0, 2.0, 3.5, 4.0), photo_layer=1),
        SlotVerdict("misplaced", 1, 2, "B", 2, 0, (5.0, 2.0, 9.0, 4.0), True, "C", (2, 4), 1),
        SlotVerdict("extra", 2, None, "D", 0, 2, (5.0, 6.0, 9.0, 8.0), photo_layer=2),
        SlotVerdict("not_judged", 3, 1, "E", 1, 0),
    )
    judgement = Judgement("judged", Decimal("0.0"), 3, 2, 0, 0.5, verdicts)
    kept = json.loads(json.dumps(judgement_json(judgement, chosen=True)))
    row = Compliance(
        audit_id=1, version_id=1, outcome="judged", score_pct=Decimal("0.00"), slots=3, judged=2, ok=0, verdicts=kept
    )  # fmt: skip
    back = stored_judgement(row)
    assert (back.judgement, back.chosen) == (judgement, True)
    assert "xyxy" not in kept["slots"][3]


def test_marks_are_numbered_as_the_list_and_only_what_asks_for_something_has_one() -> None:
    from alerts.shelf import Shelf, Stack

    shelf = Shelf((100, 100), (Stack(1, 1, "B", None, 1, 1, (70.0, 70.0, 90.0, 95.0)),))
    verdicts = (
        SlotVerdict("ok", 1, 1, "A", 1, 1, (0.0, 0.0, 9.0, 9.0)),
        SlotVerdict("misplaced", 1, 2, "B", 1, 0, (10.0, 10.0, 30.0, 40.0), True, None, (1, 1)),
        SlotVerdict("not_judged", 1, 3, "C", 1, 0),
        SlotVerdict("missing", 1, 4, "D", 1, 0),
        SlotVerdict("wrong_product", 1, 5, "E", 1, 0, (40.0, 10.0, 60.0, 40.0), instead="F"),
    )
    moved, wrong = marks_of(verdicts, shelf)
    assert (moved.label, moved.dashed, moved.come_from) == ("1", True, (70.0, 70.0, 90.0, 95.0))
    assert (wrong.label, wrong.dashed, wrong.come_from) == ("3", False, None)


def test_marks_are_drawn_where_they_are_told_and_nowhere_else() -> None:
    grey = np.full((400, 400, 3), 128, np.uint8)
    red = (0, 0, 255)
    out = draw_marks(grey, [Mark((100, 100, 300, 300), red), Mark((20, 320, 380, 390), red, dashed=True)])
    assert (grey == 128).all()
    line = out[200, 98:104]
    assert (line == red).all(axis=1).any()
    assert (out[200, 150:250] == 128).all()
    dashes = (out[390, 30:370] == red).all(axis=1)
    assert 0.2 < dashes.mean() < 0.8
    whole = (out[100, 110:290] == red).all(axis=1)
    assert whole.all()
    outside = draw_marks(grey, [Mark((-50, -50, 10, 10), red, "12")])
    assert outside.shape == grey.shape


def test_a_bay_is_drawn_to_scale_only_where_every_width_is_known() -> None:
    def card(code: str, width: float | None) -> SkuCard:
        return SkuCard(code, "牌", False, "茶", "330ml", "饮料", width, 200.0, None)

    slots = (PlanSlot(1, 1, "A", 2), PlanSlot(1, 2, "B", 3, width_mm=180), PlanSlot(3, 1, "A"))
    plan = Plan("P", "P", slots, (None, None, None))
    bay = draw_bay(plan, {"A": card("A", 100.0), "B": card("B", None)})
    assert bay.to_scale
    assert [len(board.slots) for board in bay.boards] == [2, 0, 1]
    a, b = bay.boards[0].slots
    assert (a.unit_mm, b.unit_mm) == (100.0, 60.0)
    assert a.width_px / b.width_px == pytest.approx(100 / 60, rel=0.03)
    assert (bay.facings, bay.skus) == (6, 2)
    assert not draw_bay(Plan("P", "P", (PlanSlot(1, 1, "X"),)), {}).to_scale
    assert draw_bay(Plan("P", "P", ()), {}).boards == ()


def test_the_drawing_of_a_wide_plan_stays_small_enough_to_use(tmp_path: Path) -> None:
    wide = Plan("P", "P", tuple(PlanSlot(1, n, "X", 10) for n in range(1, 21)))
    (board,) = draw_bay(wide, {}).boards
    assert sum(slot.width_px * slot.facings for slot in board.slots) <= 200 * 25
