"""What the API says and hears of accounts: people, their sessions, passwords, and the record of changes."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.i18n import Locale
from api.schemas_people import Body
from api.schemas_skus import BadRowAnswer
from catalog.accounts import USERNAME
from catalog.queries_accounts import PersonRow
from catalog.rows import key
from catalog.tables import AccessToken, Role, User

FullName = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
StoreCodes = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64)]],
    Field(max_length=5000, description="codes of the stores they are assigned to"),
]


class PersonAnswer(BaseModel):
    """Somebody with an account."""

    username: str = Field(examples=["zhang.san"])
    full_name: str = Field(examples=["张三"])
    role: Role
    active: bool
    stores: int = Field(description="how many stores they are assigned to")
    used_at: datetime | None = Field(description="last use; null: never signed in")
    forget_asked_at: datetime | None = Field(description="when they asked that their data be deleted")

    @staticmethod
    def of(row: PersonRow) -> "PersonAnswer":
        """The row as an answer."""
        user = row.user
        return PersonAnswer(
            username=user.username,
            full_name=user.full_name,
            role=user.role,
            active=user.active,
            stores=row.stores,
            used_at=row.used_at,
            forget_asked_at=user.forget_asked_at,
        )


class PeopleList(BaseModel):
    """People by user name, open accounts first."""

    people: list[PersonAnswer]
    total: int


class AccountAnswer(BaseModel):
    """A person with the stores that bound what they see."""

    username: str
    full_name: str
    role: Role
    active: bool
    stores: list[str] = Field(description="codes; empty for roles that see the whole chain")
    forget_asked_at: datetime | None

    @staticmethod
    def of(user: User, stores: tuple[str, ...]) -> "AccountAnswer":
        """The row as an answer."""
        return AccountAnswer(
            username=user.username,
            full_name=user.full_name,
            role=user.role,
            active=user.active,
            stores=list(stores),
            forget_asked_at=user.forget_asked_at,
        )


class PersonOrder(Body):
    """A new account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"username": "zhang.san", "full_name": "张三", "role": "rep", "stores": ["SH-0042"]}]
        }
    )

    username: str = Field(pattern=rf"^{USERNAME}$", description="2 to 60 letters, digits or . @ + - _")
    full_name: FullName = ""
    role: Role
    stores: StoreCodes = Field(default=[])
    password: Password | None = Field(default=None, description="left out: one is made up and shown once")


class PersonMade(BaseModel):
    """The account is there; its password is shown this once."""

    account: AccountAnswer
    password: str | None = Field(description="made up; null where one was given")


class PersonPatch(Body):
    """What to change about somebody; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "supervisor"}, {"active": False}]})

    full_name: FullName | None = None
    role: Role | None = None
    stores: StoreCodes | None = None
    active: bool | None = Field(default=None, description="false: signed out at once, and cannot sign in")


class PasswordMade(BaseModel):
    """A new password, shown this once; all sessions of the person have ended."""

    password: str


class SessionsEnded(BaseModel):
    """How many sessions (and tokens, where they were meant too) have ended."""

    ended: int


class NewLogin(BaseModel):
    """A new account of an import and the password made up for it."""

    username: str
    password: str


class PeopleImportAnswer(BaseModel):
    """What became of the rows; the passwords are shown this once."""

    imported: int
    created: int
    updated: int
    unchanged: int
    logins: list[NewLogin]
    bad: list[BadRowAnswer]
    ignored_columns: list[str]


class ForgetOrder(Body):
    """Deletes a person's data, for good."""

    name_again: str = Field(max_length=100, description="their user name, typed as it is")


class Forgotten(BaseModel):
    """The data are deleted."""

    known_as: str = Field(description="the made-up name that their records bear from now on")


class MePatch(Body):
    """What a person changes about themselves; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"locale": "zh-CN"}]})

    full_name: FullName | None = None
    locale: Locale | None = None


class PasswordChange(Body):
    """A new password for oneself."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    old_password: Password
    new_password: Password


class SessionAnswer(BaseModel):
    """A browser that is signed in."""

    id: int
    browser: str = Field(examples=["Chrome · Android"])
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime
    this: bool = Field(description="the one that asks")

    @staticmethod
    def of(token: AccessToken, current: int | None) -> "SessionAnswer":
        """The row as an answer."""
        return SessionAnswer(
            id=key(token.id),
            browser=token.label,
            created_at=token.created_at,
            used_at=token.used_at,
            expires_at=token.expires_at,
            this=token.id == current,
        )


class ChangeAnswer(BaseModel):
    """Somebody changed something."""

    id: int
    at: datetime
    username: str | None = Field(description="null: the command line, or a sign-in by nobody known")
    full_name: str
    action: str = Field(
        description="the operation's id in this documentation", examples=["publish_planogram"]
    )
    text: str = Field(description="what was done, in words", examples=["发布了陈列图 TEA-1"])
    subject: str = Field(description="the address it was done at")
    details: dict[str, Any] = Field(description="what was said, without secrets")


class ChangeList(BaseModel):
    """Records, the newest first."""

    changes: list[ChangeAnswer]
    next_before: int | None = Field(description="ask for older ones with `before`; null: there are none")
