"""Answering a question on an unknown product: all its groups get the name, a few of its pictures teach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, insert

from catalog.errors import Conflict
from catalog.queries_advised import want_advice
from catalog.queries_audits import AuditRow
from catalog.queries_naming import ReferencePicture, name_group
from catalog.queries_people import lock_chain
from catalog.queries_skus import SkuRow, get_sku, references_of, references_of_group
from catalog.queries_unknowns import (
    Seen,
    get_unknown,
    groups_named,
    namings_of_unknown,
    seen_in,
    sku_is_named,
)
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import bump_catalog, delete_references
from catalog.tables import Reference, Sku
from catalog.tables_seen import GroupNaming


@dataclass(frozen=True)
class Answered:
    """The SKU, the references that the answer made, and how many groups and audits got the name."""

    sku: SkuRow
    references: tuple[Reference, ...]
    groups: int
    audits: int


def pictured_groups(seen: tuple[Seen, ...], most: int) -> tuple[Seen, ...]:
    """The groups whose pictures teach a product: the clearest of each store first, for light and cameras differ."""
    chosen: list[Seen] = []
    left = sorted(seen, key=lambda one: -one.area)
    while left and len(chosen) < most:
        stores: set[int] = set()
        for one in tuple(left):
            if len(chosen) < most and key(one.store.id) not in stores:
                stores.add(key(one.store.id))
                chosen.append(one)
                left.remove(one)
    return tuple(chosen)


def name_unknown(
    session: Session,
    chain_id: int,
    unknown_id: int,
    what: str | SkuDraft,
    pictures: Mapping[int, tuple[ReferencePicture, ...]],
    embedder: str,
    *,
    now: datetime,
    named_by: int | None = None,
) -> Answered:
    """Say what a question shows: a SKU's code, or a draft of a new one. `pictures` by group id; they become references.

    Groups that a person named already keep that name.

    Raises:
        NotFound: unknown_not_found, sku_not_found.
        Conflict: unknown_answered, sku_exists, gtin_taken.
    """
    lock_chain(session, chain_id)
    question = get_unknown(session, chain_id, unknown_id)
    if question.sku_id is not None:
        raise Conflict("unknown_answered", unknown=unknown_id)
    said = groups_named(session, unknown_id)
    seen = [one for one in seen_in(session, unknown_id) if key(one.group.id) not in said]
    if not seen:
        raise Conflict("unknown_answered", unknown=unknown_id)
    # those with pictures first: the first of them makes the SKU
    seen.sort(key=lambda one: key(one.group.id) not in pictures)
    sku: SkuRow | None = None
    taught = [one for one in seen if key(one.group.id) in pictures] or seen[:1]
    for one in taught:
        sku = name_group(
            session,
            AuditRow(one.audit, one.photo, one.store),
            one.group.number,
            what if sku is None else sku.sku.code,
            pictures.get(key(one.group.id), ()),
            embedder,
            now=now,
            named_by=named_by,
        ).sku
    assert sku is not None
    rest = seen[len(taught) :]
    if rest:
        session.execute(
            insert(GroupNaming),
            [
                {
                    "group_id": one.group.id,
                    "sku_id": key(sku.sku.id),
                    "sku_created": False,
                    "named_by": named_by,
                    "named_at": now,
                }
                for one in rest
            ],
        )
    question.sku_id, question.named_by, question.named_at = key(sku.sku.id), named_by, now
    question.aside_at, question.aside_by, question.changed_at = None, None, now
    session.flush()
    audits = {key(one.audit.id) for one in seen}
    want_advice(session, audits)
    references = [r for one in taught for r in references_of_group(session, key(one.group.id))]
    return Answered(get_sku(session, chain_id, sku.sku.code), tuple(references), len(seen), len(audits))


def unname_unknown(session: Session, chain_id: int, unknown_id: int, *, now: datetime) -> None:
    """Ask again: the names and references of the answer go, and a SKU that lived by it alone becomes inactive.

    Raises:
        NotFound: unknown_not_found.
        Conflict: unknown_not_answered.
    """
    lock_chain(session, chain_id)
    question = get_unknown(session, chain_id, unknown_id)
    if question.sku_id is None:
        raise Conflict("unknown_not_answered", unknown=unknown_id)
    namings = namings_of_unknown(session, question)
    for naming in namings:
        naming.undone_at = now
    session.flush()
    made = [key(r.id) for naming in namings for r in references_of_group(session, naming.group_id)]
    delete_references(session, made)
    lived_by_it = any(naming.sku_created for naming in namings)
    if (
        lived_by_it
        and not references_of(session, question.sku_id)
        and not sku_is_named(session, question.sku_id)
    ):
        session.get_one(Sku, question.sku_id).active = False
    question.sku_id, question.named_by, question.named_at, question.changed_at = None, None, None, now
    session.flush()
    bump_catalog(session, chain_id)
    want_advice(session, {key(one.audit.id) for one in seen_in(session, unknown_id)})
