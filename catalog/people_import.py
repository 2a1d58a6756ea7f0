"""A list of people into the chain: new ones made, known ones changed by user name, bad rows listed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from catalog.accounts import check_may_go, checked_username
from catalog.cell_values import plain, refuse
from catalog.errors import Conflict, Invalid
from catalog.header_row import BadRow, Table, first_table
from catalog.people import assign_stores, create_user
from catalog.queries_accounts import people_with_stores
from catalog.queries_people import find_user
from catalog.queries_stores import stores_by_code
from catalog.table_export import table_workbook
from catalog.tables import Role, Store, User

PEOPLE_TABLE: Final = Table(
    {
        "username": ("用户名", "账号", "登录名", "username", "user", "login"),
        "full_name": ("姓名", "名字", "fullname", "name"),
        "role": ("角色", "岗位", "职位", "role"),
        "stores": ("门店编码", "门店", "负责门店", "stores", "store", "storecodes"),
    },
    required=("username", "role"),
)
TITLES: Final = {
    "zh-CN": ("用户名", "姓名", "角色", "门店编码"),
    "en": ("username", "full name", "role", "stores"),
}
ROLE_WORDS: Final[dict[Role, tuple[str, ...]]] = {
    "rep": ("业务员", "业务代表", "rep", "sales rep"),
    "store_manager": ("店长", "store manager", "store_manager"),
    "supervisor": ("督导", "主管", "supervisor"),
    "category_manager": ("品类经理", "category manager", "category_manager"),
    "director": ("总监", "director"),
    "admin": ("管理员", "admin", "administrator"),
}
"""What a table may call a role; the first is what an export writes in Chinese."""
ROLES: Final = {word: role for role, words in ROLE_WORDS.items() for word in words}
_STORE_SIGNS: Final = re.compile(r"[\s,，、;；]+")
_NAME_MOST: Final = 100


@dataclass(frozen=True)
class PeopleImported:
    """New people with the passwords made up for them, who was changed, rows left out, columns that meant nothing."""

    created: tuple[tuple[str, str], ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    username: str
    full_name: str | None
    role: Role
    stores: tuple[Store, ...] | None


def import_people(
    session: Session,
    chain_id: int,
    data: bytes,
    *,
    by: User,
    make_password: Callable[[], tuple[str, str]],
) -> PeopleImported:
    """Create or change people by user name; a blank cell or an absent column leaves what a known person has.

    `make_password` gives a new password and its hash. Nobody's own role changes by a table they import, and the last
    administrator stays one.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, PEOPLE_TABLE)
    stores = stores_by_code(session, chain_id)
    known = {user.username: (user, codes) for user, codes in people_with_stores(session, chain_id)}
    seen: dict[str, int] = {}
    created: list[tuple[str, str]] = []
    updated: list[str] = []
    unchanged: list[str] = []
    bad: list[BadRow] = []
    for line in lines:
        try:
            row = _read(header.values(line), stores)
            first = seen.setdefault(row.username, line.number)
            if first != line.number:
                raise refuse("username", row.username, "duplicate_row", first_line=first)
            if row.username not in known:
                if find_user(session, row.username) is not None:
                    raise refuse("username", row.username, "name_taken")
                password, hashed = make_password()
                _create(session, chain_id, row, hashed)
                created.append((row.username, password))
                continue
            user, codes = known[row.username]
            if row.role != user.role:
                _check_may_change(session, user, row.role, by)
            (updated if _change(session, user, codes, row) else unchanged).append(row.username)
        except Invalid as error:
            bad.append(header.bad(line, error))
    session.flush()
    return PeopleImported(tuple(created), tuple(updated), tuple(unchanged), tuple(bad), header.ignored)


def people_workbook(session: Session, chain_id: int, *, locale: str) -> bytes:
    """Everybody, in the columns of the template, so that it can be changed and imported again."""
    zh = locale == "zh-CN"
    rows = [
        (user.username, user.full_name, ROLE_WORDS[user.role][0] if zh else user.role, " ".join(codes))
        for user, codes in people_with_stores(session, chain_id)
        if user.active
    ]
    return table_workbook("people", TITLES["zh-CN" if zh else "en"], rows)


def _read(values: dict[str, str], stores: dict[str, Store]) -> _Row:
    for name in PEOPLE_TABLE.required:
        if not values.get(name):
            raise refuse(name, "", "empty")
    full_name = values.get("full_name")
    if full_name is not None and (len(full_name) > _NAME_MOST or not full_name.isprintable()):
        reason = "too_long" if len(full_name) > _NAME_MOST else "control_character"
        raise refuse("full_name", full_name[:40], reason, most=_NAME_MOST)
    role = ROLES.get(plain(values["role"]))
    if role is None:
        raise refuse("role", values["role"], "role")
    found = None
    if "stores" in values:
        codes = [code for code in _STORE_SIGNS.split(values["stores"]) if code]
        if missing := next((code for code in codes if code not in stores), None):
            raise refuse("stores", missing, "unknown_store")
        found = tuple(stores[code] for code in dict.fromkeys(codes))
    return _Row(checked_username(values["username"]), full_name, role, found)


def _create(session: Session, chain_id: int, row: _Row, password_hash: str) -> None:
    user = create_user(
        session, chain_id, row.username, password_hash, row.role, full_name=row.full_name or ""
    )
    assign_stores(session, user, row.stores or ())


def _check_may_change(session: Session, user: User, role: Role, by: User) -> None:
    try:
        check_may_go(session, user, by)
    except Conflict as error:
        raise refuse("role", role, error.code) from error


def _change(session: Session, user: User, codes: tuple[str, ...], row: _Row) -> bool:
    same_stores = row.stores is None or {store.code for store in row.stores} == set(codes)
    same = row.role == user.role and row.full_name in {None, user.full_name} and same_stores
    if same:
        return False
    user.role = row.role
    user.full_name = user.full_name if row.full_name is None else row.full_name
    session.add(user)
    if not same_stores:
        assign_stores(session, user, row.stores or ())
    return True
