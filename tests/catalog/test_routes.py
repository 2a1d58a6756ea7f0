"""Routes: days set whole, tables in and out, what a bad row leaves alone."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import Invalid
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_people import find_user, stores_of
from catalog.queries_routes import list_stops, travellers, travellers_of
from catalog.route_days import RouteDay, RoutesSet, set_route_days
from catalog.route_import import RoutesImported, import_routes, route_template, routes_workbook, weekdays
from catalog.rows import key
from catalog.tables import User


class Town:
    """Four stores, a rep with three of them, a supervisor with one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.chain_id = key(ensure_chain(session, "ours").id)
        shops = [create_store(session, self.chain_id, f"S{n}", f"{n}店") for n in range(1, 5)]
        self.boss = create_user(session, self.chain_id, "boss", "x", "category_manager")
        self.rep = create_user(session, self.chain_id, "wang", "x", "rep")
        self.supervisor = create_user(session, self.chain_id, "li", "x", "supervisor")
        assign_stores(session, self.rep, shops[:3])
        assign_stores(session, self.supervisor, shops[1:2])

    def stores(self, user: User) -> dict[str, int]:
        return {store.code: key(store.id) for store in stores_of(self.session, user)}

    def take(self, text: str, by: User | None = None) -> RoutesImported:
        by = by or self.boss
        return import_routes(
            self.session,
            self.chain_id,
            text.encode(),
            people=travellers_of(self.session, by),
            stores=self.stores(by),
        )

    def set(self, *days: RouteDay, by: User | None = None) -> RoutesSet:
        by = by or self.boss
        return set_route_days(
            self.session, self.chain_id, days, people=travellers_of(self.session, by), stores=self.stores(by)
        )

    def week(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for row in list_stops(self.session, self.boss, username="wang"):
            found.setdefault(row.stop.weekday, []).append(row.store.code)
        return found


@pytest.fixture
def town(engine: Engine):
    with writing(engine) as session:
        yield Town(session)


HEAD = "业务员账号,星期,门店编码,顺序\n"


def test_a_table_comes_in_by_position_else_in_its_order(town: Town) -> None:
    done = town.take(HEAD + "wang,周一,S2,2\nwang,星期1,S1,1\nwang,周三、周五,3店,\nwang,周五,S1,\n").done
    assert (done.created, done.updated, done.removed) == (5, 0, 0)
    assert town.week() == {0: ["S1", "S2"], 2: ["S3"], 4: ["S3", "S1"]}


def test_a_named_day_becomes_what_the_file_says_and_can_be_taken_back(town: Town) -> None:
    town.take(HEAD + "wang,周一,S1,1\nwang,周一,S2,2\nwang,周二,S3,1\n")
    done = town.take(HEAD + "wang,周一,S2,\nwang,周一,S3,\n").done
    assert town.week() == {0: ["S2", "S3"], 1: ["S3"]}
    assert (done.created, done.updated, done.unchanged, done.removed) == (1, 1, 0, 1)
    town.set(*done.before)
    assert town.week() == {0: ["S1", "S2"], 1: ["S3"]}
    assert town.take(HEAD + "wang,Mon,S1,1\nwang,Monday,S2,2\n").done == RoutesSet(0, 0, 2, 0, ())


def test_with_a_bad_row_nothing_is_removed(town: Town) -> None:
    town.take(HEAD + "wang,周一,S1,1\nwang,周一,S2,2\n")
    found = town.take(
        HEAD
        + "wang,周一,S3,1\nwang,周八,S1,\nnobody,周一,S1,\nwang,周一,S4,\nwang,周一,S9,\n,周一,S1,\nwang,周一,S3,7\n"
    )
    assert [(row.line, row.column, row.reason) for row in found.bad] == [
        (3, "星期", "weekday"),
        (4, "业务员账号", "unknown_rep"),
        (5, "门店编码", "not_reps_store"),
        (6, "门店编码", "unknown_store"),
        (7, "业务员账号", "empty"),
        (8, "门店编码", "duplicate_row"),
    ]
    assert town.week() == {0: ["S3", "S1", "S2"]}
    assert found.done.removed == 0


def test_a_supervisor_reaches_the_own_stores_alone(town: Town) -> None:
    town.set(RouteDay("wang", 0, ("S1", "S2", "S3")))
    assert town.take(HEAD + "wang,周一,S1,\n", by=town.supervisor).bad[0].reason == "unknown_store"
    done = town.set(RouteDay("wang", 0, ()), by=town.supervisor)
    assert town.week() == {0: ["S1", "S3"]}
    assert done.before == (RouteDay("wang", 0, ("S2",)),)
    town.set(*done.before, by=town.supervisor)
    assert sorted(town.week()[0]) == ["S1", "S2", "S3"]
    alone = create_user(town.session, town.chain_id, "alone", "x", "rep")
    assert alone.username in travellers(town.session, town.chain_id)
    assert alone.username not in travellers_of(town.session, town.supervisor)


def test_what_goes_out_comes_in_the_same(town: Town) -> None:
    town.set(RouteDay("wang", 0, ("S2", "S1")), RouteDay("wang", 6, ("S3",)))
    user = find_user(town.session, "wang")
    assert user is not None
    user.full_name = "=王"
    for locale in ("zh-CN", "en"):
        data = routes_workbook(list_stops(town.session, town.boss), locale=locale)  # type: ignore[arg-type]
        sheet = load_workbook(BytesIO(data)).active
        assert sheet is not None
        assert sheet["B2"].data_type == "s"
        people, stores = travellers_of(town.session, town.boss), town.stores(town.boss)
        done = import_routes(town.session, town.chain_id, data, people=people, stores=stores)
        assert done.bad == ()
        assert done.done == RoutesSet(0, 0, 3, 0, ())


def test_the_template_has_drop_downs(town: Town) -> None:
    book = load_workbook(BytesIO(route_template(["wang"], ["S1", "S2"], "zh-CN")))
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["业务员账号", "姓名", "星期"]
    assert len(book.worksheets[0].data_validations.dataValidation) == 3


@pytest.mark.parametrize(
    ("text", "days"),
    [("周日", (6,)), ("星期天", (6,)), ("1", (0,)), ("Tue; Thu", (1, 3)), ("周一,周一", (0,))],
)
def test_weekdays_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert weekdays(text) == days


@pytest.mark.parametrize("text", ["", "0", "8", "周", "someday"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        weekdays(text)
