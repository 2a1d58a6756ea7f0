"""What the API says and hears of users, tokens and stores."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from catalog.tables import AccessToken, Role, Store, User


class Body(BaseModel):
    """Base of what is sent in: nothing beyond what is named, lest a misspelt field pass unseen."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SignIn(BaseModel):
    """User name and password."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"username": "rep", "password": "paimian-demo"}]}
    )

    username: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=1000)


class UserAnswer(BaseModel):
    """A user."""

    username: str = Field(examples=["rep"])
    role: Role
    locale: str = Field(examples=["zh-CN"])

    @staticmethod
    def of(user: User) -> "UserAnswer":
        """The row as an answer."""
        return UserAnswer(username=user.username, role=user.role, locale=user.locale)


class SignedIn(BaseModel):
    """The session has begun; its token is in the cookie `paimian_session`."""

    user: UserAnswer
    expires_at: datetime


class TokenOrder(Body):
    """A token for a program."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "warehouse job", "days": 90}]})

    label: str = Field(min_length=1, max_length=100, description="what the token is for")
    days: int = Field(default=90, ge=1, le=730)


class TokenMade(BaseModel):
    """A new token; shown this once, only its hash is kept."""

    id: int
    token: str = Field(description="send it as `Authorization: Bearer …`")
    label: str
    expires_at: datetime


class TokenAnswer(BaseModel):
    """A token that was not revoked."""

    id: int
    label: str
    created_at: datetime
    expires_at: datetime

    @staticmethod
    def of(token: AccessToken) -> "TokenAnswer":
        """The row as an answer."""
        return TokenAnswer(
            id=token.id or 0, label=token.label, created_at=token.created_at, expires_at=token.expires_at
        )


class StoreOrder(Body):
    """A new store."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "SH-0042", "name": "人民路店", "city": "上海"}]}
    )

    code: str = Field(min_length=1, max_length=64, pattern=r"^[^/\x00-\x1f]+$")
    name: str = Field(min_length=1, max_length=200)
    city: str = Field(default="", max_length=100)
    trade_area: str = Field(default="", max_length=100, description="商圈")
    store_class: str = Field(default="", max_length=64, description="店型: what lists and planograms go by")


class StorePatch(Body):
    """What to change about a store."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"store_class": "A"}]})

    store_class: str = Field(max_length=64, description="店型; empty: of none")


class StoreAnswer(BaseModel):
    """A store."""

    code: str = Field(examples=["SH-0042"])
    name: str = Field(examples=["人民路店"])
    city: str
    trade_area: str
    store_class: str

    @staticmethod
    def of(store: Store) -> "StoreAnswer":
        """The row as an answer."""
        return StoreAnswer(
            code=store.code,
            name=store.name,
            city=store.city,
            trade_area=store.trade_area,
            store_class=store.store_class,
        )
