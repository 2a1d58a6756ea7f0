"""Look-alike groups of an audit, and the products that show what they look like."""

from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_boxes import corrected_boxes, touches
from catalog.tables_seen import Detection, ShelfGroup


def get_group(session: Session, audit_id: int, number: int) -> ShelfGroup:
    """One group of an audit; raises NotFound group_not_found."""
    query = select(ShelfGroup).where(ShelfGroup.audit_id == audit_id, ShelfGroup.number == number)
    group = session.exec(query).first()
    if group is None:
        raise NotFound("group_not_found", audit=audit_id, group=number)
    return group


def products_of_group(session: Session, audit_id: int, number: int) -> tuple[Detection, ...]:
    """The group's products, the surest first: crops to make reference pictures of."""
    query = select(Detection).where(
        Detection.audit_id == audit_id, Detection.kind == "product", Detection.group_number == number
    )
    if corrected := corrected_boxes(session, audit_id):
        # What a person called something else, moved or removed teaches nothing of this group.
        same = {box.number for box in corrected if box.group_number == number} - set(
            touches(session, audit_id)
        )
        query = query.where(col(Detection.number).in_(same))
    return tuple(session.exec(query.order_by(col(Detection.score).desc(), col(Detection.number))))
