"""Column types that mean the same on SQLite and PostgreSQL: ids, instants, exact decimals, JSON."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit ids; SQLite numbers rows by itself only where the type is exactly INTEGER."""

Json: Final = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON whose None is SQL NULL."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, always read back as UTC; SQLite, which keeps no zone, holds UTC."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep the zone where the database has a type for it."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone: it could be any instant of a day."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware datetime, got {value!r} without a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say the zone that was left out, or turn the session's zone into UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal that stays exact: NUMERIC where there is one, a scaled integer on SQLite, which has only floats."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.digits, self.places = precision, scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the exact type that this database has."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.digits, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse what would be rounded or overflow rather than save another number."""
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        if not value.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) >= 10**self.digits:
            raise ValueError(
                f"expected at most {self.digits} digits, {self.places} of them decimals, got {value}"
            )
        return int(scaled) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Undo the scaling; no trailing zeros, so that both databases give the same text."""
        if value is None:
            return None
        number = Decimal(value).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
