"""A list of stores into the chain: new ones made, known ones changed by code, bad rows listed."""

from typing import Final

from sqlmodel import Session

from catalog.cell_values import refuse
from catalog.errors import Invalid
from catalog.header_row import BadRow, Table, first_table
from catalog.imported import CodesImported
from catalog.people import create_store
from catalog.queries_people import lock_chain
from catalog.queries_stores import stores_by_code

STORE_TABLE: Final = Table(
    {
        "code": ("门店编码", "门店编号", "店号", "编码", "编号", "storecode", "storeid", "store", "门店"),
        "name": ("门店名称", "店名", "名称", "storename"),
        "city": ("城市", "所在城市", "city"),
        "trade_area": ("商圈", "区域", "area", "district"),
        "store_class": ("店型", "门店类型", "业态", "门店级别", "class", "format", "storetype"),
    },
    required=("code", "name"),
)
_LENGTHS: Final = {"code": 64, "name": 200, "city": 100, "trade_area": 100, "store_class": 64}


def import_stores(session: Session, chain_id: int, data: bytes) -> CodesImported:
    """Create or change stores by code; a blank cell or an absent column leaves what a known store has.

    A code that stands twice counts where it first stands.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, STORE_TABLE)
    lock_chain(session, chain_id)
    stores = stores_by_code(session, chain_id)
    seen: dict[str, int] = {}
    done: dict[str, list[str]] = {"created": [], "updated": [], "unchanged": []}
    bad: list[BadRow] = []
    for line in lines:
        try:
            values = _checked(header.values(line))
            first = seen.setdefault(values["code"], line.number)
            if first != line.number:
                raise refuse("code", values["code"], "duplicate_row", first_line=first)
        except Invalid as error:
            bad.append(header.bad(line, error))
            continue
        code = values.pop("code")
        store = stores.get(code)
        if store is None:
            create_store(session, chain_id, code, **values)
            done["created"].append(code)
            continue
        new = {name: value for name, value in values.items() if getattr(store, name) != value}
        for name, value in new.items():
            setattr(store, name, value)
        done["updated" if new else "unchanged"].append(code)
    session.flush()
    return CodesImported(
        tuple(done["created"]), tuple(done["updated"]), tuple(done["unchanged"]), tuple(bad), header.ignored
    )


def _checked(values: dict[str, str]) -> dict[str, str]:
    for name, most in _LENGTHS.items():
        text = values.get(name, "")
        if name in STORE_TABLE.required and not text:
            raise refuse(name, "", "empty")
        if len(text) > most:
            raise refuse(name, text, "too_long", most=most)
        if not text.isprintable():
            raise refuse(name, text, "control_character")
    if "/" in values["code"]:
        raise refuse("code", values["code"], "slash")
    return values
