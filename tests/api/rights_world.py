"""Two chains and three stores with one of everything in each: what the rights matrix is tried on.

`mine` is store S1, to which the callers with own stores are assigned; `beside` is S2 of the same chain; `elsewhere` is
a store of another chain. What belongs to S2 and to the other chain bears a mark in its names, by which a leak is seen.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from sqlmodel import Session, select

from api.i18n import LOCALES
from api.parts import Parts
from api.security import COOKIE, hash_token
from catalog.database import writing
from catalog.mechanic import Numbers
from catalog.must_stock import MustDraft, put_must_line
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.planograms import create_planogram, publish
from catalog.plans import Plan, PlanSlot
from catalog.policies import create_policy
from catalog.policy_draft import PolicyDraft
from catalog.queries_queue import claim_next, submit_photo
from catalog.queries_skus import find_sku
from catalog.reports import FacingDraft, GapDraft, GroupDraft, ProductDraft, ReportDraft
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.scan_report import ScanImport
from catalog.sku_draft import SkuDraft
from catalog.skus import add_reference, create_sku
from catalog.tables import AccessToken, Audit, Role, Store
from catalog.tables_advice import Tip
from catalog.tables_corrections import ShelfCorrection, UnknownProduct
from catalog.tables_posters import Poster, PosterCorrection, PosterOffer
from catalog.tables_promotions import Proposal
from catalog.tables_push import PushTarget
from catalog.tables_quality import NamingCheck, SkuMerge
from catalog.tables_seen import GroupNaming, ShelfGroup
from catalog.tables_till import ScanFile, SilenceAlert
from catalog.tables_trust import PhotoLikeness
from catalog.tables_visits import Visit
from tests.api.poster_rows import HALF, SPECIAL
from tests.shelf_pictures import shelf_jpeg

Place = Literal["mine", "beside", "elsewhere"]
PLACES: tuple[Place, ...] = ("mine", "beside", "elsewhere")
STORES: dict[Place, str] = {"mine": "S1", "beside": "S2", "elsewhere": "T1"}
MARKS: dict[Place, str] = {"mine": "", "beside": "BESIDEMARK", "elsewhere": "ELSEWHEREMARK"}
CALLERS: tuple[Role, ...] = ("rep", "store_manager", "supervisor", "category_manager", "director", "admin")
EMPTY_REPORT = ScanImport(0, 0, 0, None, None, 0, 0, (), 0, 0, (), (), (), False).as_json()
OTHER = "other"
"""Somebody of the same chain whose tokens, targets and visits nobody else may touch; assigned to S2."""


@dataclass
class World:
    """The things by place, tokens by role, each caller's own things; `restore` puts the database back."""

    places: dict[Place, dict[str, str]]
    own: dict[str, dict[str, str]]
    restore: Callable[[], None]


def token_of(role: str) -> str:
    return f"token-of-{role}"


def build(http: Any, password_hash: str) -> World:
    """Fill an empty service, and remember its database as it is then."""
    parts: Parts = http.app.state.parts
    now = parts.clock()
    places: dict[Place, dict[str, str]] = {}
    own: dict[str, dict[str, str]] = {}
    with writing(parts.engine) as session:
        for place in PLACES:
            chain = ensure_chain(session, "their chain" if place == "elsewhere" else "our chain")
            name = f"Store {STORES[place]} {MARKS[place]}"
            store = create_store(session, key(chain.id), STORES[place], name, city="上海", trade_area="外滩")
            catalog = (
                _catalog(session, parts, key(chain.id), MARKS[place] if place == "elsewhere" else "", now)
                if place != "beside"
                else dict(places["mine"])
            )
            places[place] = catalog | _store_things(session, parts, store, place, catalog, now)
            if place == "mine":
                people: list[tuple[str, Role, Store]] = [(role, role, store) for role in CALLERS]
            else:
                people = [
                    (
                        OTHER if place == "beside" else "stranger",
                        "admin" if place == "elsewhere" else "rep",
                        store,
                    )
                ]
            for username, role, theirs in people:
                own[username] = _person(session, store, username, role, theirs, password_hash, now)
    for place in PLACES:
        someone = {"mine": OTHER, "beside": OTHER, "elsewhere": "stranger"}[place]
        places[place]["username"] = someone
        places[place]["visit_id"] = own["rep" if place == "mine" else someone]["visit_id"]
        speaker = "stranger" if place == "elsewhere" else "admin"
        places[place]["box_correction_id"] = _correct(http, places[place], speaker)
    return World(places, own, _snapshot(parts))


def _correct(http: Any, things: dict[str, str], speaker: str) -> str:
    answer = http.post(
        f"/api/audits/{things['audit_id']}/corrections",
        json={"action": "name", "number": 1, "sku": things["rival"]},
        headers={"Cookie": f"{COOKIE}={token_of(speaker)}"},
    )
    assert answer.status_code < 300, answer.text
    listed = http.get(
        f"/api/audits/{things['audit_id']}/corrections", headers={"Cookie": f"{COOKIE}={token_of(speaker)}"}
    )
    return str(listed.json()["corrections"][0]["id"])


def _snapshot(parts: Parts) -> Callable[[], None]:
    path = str(parts.engine.url.database)
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with sqlite3.connect(path) as live:
        live.backup(kept)

    def restore() -> None:
        with sqlite3.connect(path, timeout=30) as live:
            kept.backup(live)

    return restore


def _person(
    session: Session, home: Store, username: str, role: Role, store: Store, password_hash: str, now: datetime
) -> dict[str, str]:
    user = create_user(session, home.chain_id, username, password_hash, role, full_name=f"Person {username}")
    assign_stores(session, user, [store])
    later = now + timedelta(days=1)
    rows: list[Any] = [
        AccessToken(
            user_id=key(user.id),
            token_sha256=hash_token(f"{kind} of {username}"),
            kind=kind,
            created_at=now,
            expires_at=later,
            used_at=now,
            label=f"{kind} of {username}",
        )
        for kind in ("session", "api")
    ]
    rows += [
        AccessToken(user_id=key(user.id), token_sha256=hash_token(token_of(username)), kind="session",
                    created_at=now, expires_at=later, used_at=now),
        PushTarget(user_id=key(user.id), address=f"json://hooks.test/{username}", created_at=now),
        Visit(store_id=key(store.id), user_id=key(user.id), client_id=f"visit-{username}", started_at=now,
              received_at=now),
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return {
        "session_id": str(rows[0].id),
        "token_id": str(rows[1].id),
        "target_id": str(rows[3].id),
        "client_id": rows[4].client_id,
        "visit_id": str(rows[4].id),
    }


def _catalog(session: Session, parts: Parts, chain_id: int, mark: str, now: datetime) -> dict[str, str]:
    sku = f"SKU{mark}"
    draft = SkuDraft(code=sku, brand=f"Brand {mark}", name=f"Tea {mark}", spec="500ml", list_price=Decimal(5))
    create_sku(session, chain_id, draft, now=now)
    rival = SkuDraft(code=f"RIVAL{mark}", brand=f"Rival {mark}", name="Tea", spec="500ml", competitor=True)
    create_sku(session, chain_id, rival, now=now)
    picture = parts.files.save(shelf_jpeg(seed=90 + chain_id))
    reference, _ = add_reference(session, chain_id, sku, image_sha256=picture, source="upload", now=now)
    plan = Plan(f"PLAN{mark}", f"Plan {mark}", (PlanSlot(1, 1, sku, 2),))
    version = create_planogram(session, chain_id, plan, source="editor", now=now)
    publish(session, chain_id, key(version.id), valid_from=None, valid_until=None, now=now)
    line = put_must_line(session, chain_id, MustDraft(sku, date(2026, 1, 1)))
    rival_row, own_row = find_sku(session, chain_id, rival.code), find_sku(session, chain_id, sku)
    assert rival_row is not None
    assert own_row is not None
    merge = SkuMerge(chain_id=chain_id, kept_id=key(own_row.id), dropped_id=key(rival_row.id),
                     moved={"references": [], "namings": [], "questions": [], "gtin": None}, merged_at=now)  # fmt: skip
    session.add(merge)
    draft_policy = PolicyDraft(
        f"POLICY{mark}",
        f"Policy {mark}",
        "discount_rate",
        date(2026, 1, 1),
        Numbers(rate=Decimal("0.9")),
        skus=(sku,),
    )
    policy = create_policy(session, chain_id, draft_policy, now=now)
    file = ScanFile(chain_id=chain_id, name=f"scans{mark}.csv", sha256="0" * 64, taken_at=now, rows=0, kept=0,
                    report=EMPTY_REPORT)  # fmt: skip
    session.add(file)
    session.flush()
    return {
        "sku": sku,
        "rival": f"RIVAL{mark}",
        "policy": policy.code,
        "plan": plan.code,
        "reference_id": str(reference.id),
        "version_id": str(version.id),
        "line_id": str(line.id),
        "file_id": str(file.id),
        "merge_id": str(merge.id),
        "kind": "listing",
    }


def _store_things(
    session: Session, parts: Parts, store: Store, place: Place, catalog: dict[str, str], now: datetime
) -> dict[str, str]:
    """A finished audit of a shelf, a poster with a correction, a tip, an alert, a proposal; all of this store."""
    seed, mark, later = PLACES.index(place), MARKS[place], now + timedelta(days=3)
    sha256 = parts.files.save(shelf_jpeg(seed=seed))
    sent = submit_photo(
        session, store_id=key(store.id), sha256=sha256, now=now, size_wh=(640, 480), file_name=mark
    )
    claim = claim_next(session, "test", now=now, lease=timedelta(minutes=1))
    assert claim is not None
    assert finish_audit(session, claim, _report(catalog["sku"], parts.eyes.embedder.dims), now=now)
    audit_id = key(sent.audit.id)
    session.get_one(Audit, audit_id).advised_at = now
    poster = Poster(
        audit_id=audit_id, outcome="offers", candidates=[], lines=[], engine="test", digits_checked=True
    )
    session.add(poster)
    session.flush()
    base = {"assumptions": [], "doubts": [], "readings": [], "confidence": 0.9}
    offers = [
        PosterOffer(poster_id=key(poster.id), number=number, **{**base, **said})
        for number, said in enumerate((SPECIAL, HALF))
    ]
    sku = find_sku(session, store.chain_id, catalog["sku"])
    assert sku is not None
    correction = PosterCorrection(
        poster_id=key(poster.id), kind="not_an_offer", offer_number=1, said={}, corrected_at=now
    )
    tip = Tip(
        chain_id=store.chain_id, store_id=key(store.id), audit_id=audit_id, kind="gap", subject=f"gap::{seed}",
        layer=2, xyxy=[10.0, 10.0, 60.0, 60.0], rank=1.0, created_at=now, due_at=later,
        params={"layer": 2, "name": f"Tea {mark}", "held": 1, "seen": 2, "rate": "3.1", "value": "12.40"},
    )  # fmt: skip
    alert = SilenceAlert(
        chain_id=store.chain_id, store_id=key(store.id), sku_id=key(sku.id), day=now.date(), since=now.date(),
        zero_days=3, expected_units=Decimal(9), lost_units=Decimal(9), chance=0.001, gone=0.9, rule="n_days", rank=1,
        action="check_shelf", evidence={"audit_id": audit_id, "seen_on": now.date().isoformat()}, created_at=now,
        due_at=later,
    )  # fmt: skip
    proposal = Proposal(
        chain_id=store.chain_id, store_id=key(store.id), rule="own_depth_below", subject=f"offer:{seed}",
        own_sku_id=key(sku.id), own_depth=Decimal("0.1"), rival_depth=Decimal("0.3"), created_at=now,
        params={"rival": f"Rival {mark}", "own": f"Tea {mark}", "rival_pct": "30", "own_pct": "10", "points": "20",
                "evidence": {"audit_id": audit_id, "xyxy": None, "offer": 0},
                "said": {locale: {"message": f"Answer {mark}"} for locale in LOCALES}},
        options=[],
    )  # fmt: skip
    group = session.exec(
        select(ShelfGroup).where(ShelfGroup.audit_id == audit_id, ShelfGroup.number == 1)
    ).one()
    naming = GroupNaming(group_id=key(group.id), sku_id=key(sku.id), named_at=now)
    unknown = UnknownProduct(
        chain_id=store.chain_id, embedder=parts.eyes.stamp("embedder").sha256, vector=group.vector, groups=1,
        facings=1, stores=1, best_group_id=group.id, first_seen=now, last_seen=now, changed_at=now,
    )  # fmt: skip
    session.add(unknown)
    session.flush()
    group.unknown_id = unknown.id
    copy = submit_photo(
        session, store_id=key(store.id), sha256=parts.files.save(shelf_jpeg(seed=seed + 50)), now=now
    )
    session.get_one(Audit, copy.audit.id).state = "failed"
    likeness = PhotoLikeness(
        photo_id=key(copy.photo.id), other_id=key(sent.photo.id), kind="near", distance=2, found_at=now
    )
    check = NamingCheck(
        chain_id=store.chain_id, group_id=key(group.id), sku_id=key(sku.id), correct=True, checked_at=now
    )
    label = ShelfCorrection(audit_id=audit_id, action="name", number=0, sku_id=sku.id, source="import",
                            corrected_at=now, batch=f"{seed:032x}")  # fmt: skip
    session.add_all([*offers, check, label, correction, tip, alert, proposal, naming, likeness])
    session.flush()
    return {
        "store": store.code,
        "audit_id": str(audit_id),
        "photo_id": str(sent.photo.id),
        "check_id": str(check.id),
        "batch": f"{seed:032x}",
        "unknown_id": str(unknown.id),
        "group_id": str(group.id),
        "likeness_id": str(likeness.id),
        "number": "1",
        "index": "0",
        "offer": "0",
        "correction_id": str(correction.id),
        "tip_id": str(tip.id),
        "alert_id": str(alert.id),
        "proposal_id": str(proposal.id),
    }


def _report(sku: str, dims: int) -> ReportDraft:
    vector = np.full(dims, dims**-0.5, np.float32)
    boxes = ((10.0, 20.0, 60.0, 90.0), (60.0, 20.0, 110.0, 90.0))
    return ReportDraft(
        size_wh=(640, 480),
        models=({"kind": "detector", "name": "shelf-n", "version": "1.0.0", "sha256": "ab" * 32},),
        catalog_version=1,
        quality={"ok": True, "reasons": []},
        truncated=False,
        seconds={"total": 0.1},
        groups=(
            GroupDraft(1, 1, boxes[0], vector, None, 0.4, ((sku, 0.4),)),
            GroupDraft(2, 1, boxes[1], vector, sku, 0.9),
        ),
        products=tuple(ProductDraft(box, 0.9, 1, i + 1, i + 1, i + 1) for i, box in enumerate(boxes)),
        gaps=(GapDraft((200.0, 20.0, 260.0, 90.0), 0.7, 1),),
        facings=(FacingDraft(None, 1, 1, 1, 1), FacingDraft(sku, None, 1, 1, 1)),
    )
