"""Reading what category managers set for their categories."""

from sqlmodel import Session, select

from catalog.tables_plans import CategorySetting


def find_category_setting(session: Session, chain_id: int, category: str) -> CategorySetting | None:
    """What is set for a category."""
    query = select(CategorySetting).where(
        CategorySetting.chain_id == chain_id, CategorySetting.category == category
    )
    return session.exec(query).first()


def list_category_settings(session: Session, chain_id: int) -> tuple[CategorySetting, ...]:
    """Everything that is set, by category."""
    query = select(CategorySetting).where(CategorySetting.chain_id == chain_id)
    return tuple(session.exec(query.order_by(CategorySetting.category)))
