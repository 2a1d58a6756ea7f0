"""What the API says and hears of competing pairs."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas_people import Body
from catalog.pair_rule import Competitor, Product, Why
from catalog.queries_pairs import OwnRow


class PairSku(BaseModel):
    """A SKU of a pair."""

    code: str
    name: str = Field(description="brand, name and spec")
    category: str
    list_price: Decimal | None

    @staticmethod
    def of(product: Product) -> "PairSku":
        """The product as an answer."""
        sku = product.sku
        name = " ".join(word for word in (sku.brand, sku.name, sku.spec) if word)
        return PairSku(code=sku.code, name=name, category=sku.category, list_price=product.list_price)


class RivalAnswer(BaseModel):
    """A product that competes, and why."""

    sku: PairSku
    why: Why = Field(
        description="editor, import: a person's word; spec: same category and comparable content"
    )
    by: str = Field(description="who said so; empty: nobody")
    content_ratio: float | None = Field(description="its content over ours")
    price_ratio: float | None = Field(description="its price over ours")

    @staticmethod
    def of(one: Competitor) -> "RivalAnswer":
        """The competitor as an answer."""
        content, price = one.content_ratio, one.price_ratio
        return RivalAnswer(
            sku=PairSku.of(one.product),
            why=one.why,
            by=one.by,
            content_ratio=None if content is None else round(float(content), 3),
            price_ratio=None if price is None else round(float(price), 3),
        )


class OwnAnswer(BaseModel):
    """A product of ours with what competes with it, the best first."""

    own: PairSku
    rivals: list[RivalAnswer]
    denied: list[RivalAnswer] = Field(description="those that somebody said do not compete")

    @staticmethod
    def of(row: OwnRow) -> "OwnAnswer":
        """The row as an answer."""
        return OwnAnswer(
            own=PairSku.of(row.own),
            rivals=[RivalAnswer.of(one) for one in row.rivals],
            denied=[RivalAnswer.of(one) for one in row.denied],
        )


class PairList(BaseModel):
    """Some of our products, by category and code."""

    products: list[OwnAnswer]
    total: int


class PairOrder(Body):
    """A word on a pair; null takes it back, and category and content decide again."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"own": "A-330", "rival": "K-355", "competes": True}]}
    )

    own: str = Field(max_length=64, description="code of a SKU of ours")
    rival: str = Field(max_length=64, description="code of a competitor's SKU")
    competes: bool | None


class PairSaid(BaseModel):
    """What was said of the pair before, and is now; null: nothing."""

    before: bool | None
    after: bool | None
