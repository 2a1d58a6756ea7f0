"""A store's last visits on a page: photos, answers, tips before and after, for who may see the store."""

from datetime import timedelta

import pytest

from catalog.database import writing
from catalog.queries_people import find_store, find_user
from catalog.rows import key
from catalog.tables_visits import Visit
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_last_three_with_what_belongs_to_them(service: Service) -> None:
    now = service.clock()
    with writing(service.parts.engine) as session:
        store, rep = find_store(session, 1, "S1"), find_user(session, "rep")
        assert store is not None
        assert rep is not None
        for number in range(5):
            begun = now - timedelta(days=10 - number)
            session.add(
                Visit(
                    id=number + 1,
                    store_id=key(store.id),
                    user_id=key(rep.id),
                    client_id=f"v{number}",
                    answers={"focus_product": f"主推{number}"},
                    started_at=begun,
                    submitted_at=begun + timedelta(minutes=12) if number else None,
                    received_at=begun,
                )
            )
    done = service.audited(visit="v4")
    bad = service.audited(visit="v3", data=shelf_jpeg((".........",)))
    page = service.client("director").get("/stores/S1/visits").text
    assert [f'href="/visits/{number}"' in page for number in (1, 2, 3, 4, 5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert page.index('href="/visits/5"') < page.index('href="/visits/4"')
    assert f'href="/audits/{done["id"]}"' in page
    assert f'href="/audits/{bad["id"]}"' in page
    assert "用时 12 分钟" in page
    older = service.client("director").get("/stores/S1/visits?before=3").text
    assert [f'href="/visits/{number}"' in older for number in (1, 2, 3)] == [True, True, False]
    assert "?before=3" in page


def test_whose_store_it_is_not(service: Service) -> None:
    for name in ("other_rep", "stranger"):
        assert service.client(name).get("/stores/S1/visits").status_code == 404
    page = service.client("rep", locale="zh-CN").get("/stores/S1/visits")
    assert page.status_code == 200
    assert "这家店还没有拜访记录" in page.text
    assert service.client("rep").get("/stores/S1/visits?before=0").status_code == 422
