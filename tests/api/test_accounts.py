"""Accounts: an administrator adds, changes, closes; a person changes their password and ends their sessions."""

import io
import zipfile
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread

import httpx
import pytest
from openpyxl import load_workbook

from api.errors import ApiError
from api.password_rules import check_password
from api.settings import Settings
from catalog.accounts import AccountChange, change_account
from catalog.database import reading, writing
from catalog.errors import Conflict
from catalog.people_import import import_people
from catalog.queries_people import find_user
from tests.api.conftest import PASSWORD, Service

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GOOD = "lampe velo nuage 7"


def sign_in(service: Service, username: str, password: str = PASSWORD) -> httpx.Response:
    service.http.cookies.clear()
    answer: httpx.Response = service.http.post(
        "/api/sign-in", json={"username": username, "password": password}
    )
    return answer


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    return {"Cookie": f"paimian_session={answer.cookies['paimian_session']}"}


def test_somebody_is_added_changed_closed_and_opened_again(service: Service) -> None:
    admin = service.client("admin")
    order = {"username": "zhang.san", "full_name": "张三", "role": "rep", "stores": ["S1"]}
    made = admin.post("/api/people", json=order)
    assert made.status_code == 201, made.text
    password = made.json()["password"]
    assert made.json()["account"]["stores"] == ["S1"]
    first = sign_in(service, "zhang.san", password)
    assert first.status_code == 200
    assert admin.post("/api/people", json=order).json()["error"]["code"] == "username_taken"
    changed = admin.patch("/api/people/zhang.san", json={"role": "supervisor", "stores": ["S1", "S2"]})
    assert (changed.json()["role"], changed.json()["stores"]) == ("supervisor", ["S1", "S2"])
    mine = service.client(None).get("/api/stores", headers=cookie_of(first)).json()
    assert [store["code"] for store in mine] == ["S1", "S2"]
    assert admin.patch("/api/people/zhang.san", json={"active": False}).status_code == 200
    ended = service.client(None).get("/api/me", headers=cookie_of(first))
    assert ended.status_code == 401
    assert sign_in(service, "zhang.san", password).json()["error"]["code"] == "inactive_user"
    assert admin.patch("/api/people/zhang.san", json={"active": True}).status_code == 200
    assert sign_in(service, "zhang.san", password).status_code == 200
    again = admin.post("/api/people/zhang.san/password").json()["password"]
    assert sign_in(service, "zhang.san", password).status_code == 401
    assert sign_in(service, "zhang.san", again).status_code == 200


@ONE_DATABASE
def test_people_are_found_by_name_store_and_role(service: Service) -> None:
    admin = service.client("admin")

    def found(**asked: str) -> list[str]:
        return [one["username"] for one in admin.get("/api/people", params=asked).json()["people"]]

    assert found() == ["admin", "category", "director", "manager", "other_rep", "rep", "supervisor"]
    assert found(q="S2") == ["other_rep"]
    assert found(q="REP") == ["other_rep", "rep"]
    assert found(role="supervisor") == ["supervisor"]
    assert found(active="false") == []
    assert service.client("stranger").get("/api/people").json()["people"][0]["username"] == "stranger"


@ONE_DATABASE
def test_nobody_takes_away_their_own_rights_or_the_last_administrators(service: Service) -> None:
    admin = service.client("admin")
    for change in ({"role": "rep"}, {"active": False}):
        assert admin.patch("/api/people/admin", json=change).json()["error"]["code"] == "own_account"
    assert admin.patch("/api/people/admin", json={"full_name": "管理员", "role": "admin"}).status_code == 200
    forget = admin.post("/api/people/admin/forget", json={"name_again": "admin"})
    assert forget.json()["error"]["code"] == "own_account"
    assert admin.patch("/api/people/stranger", json={"active": False}).status_code == 404
    assert (
        admin.patch("/api/people/rep", json={"stores": ["T1"]}).json()["error"]["code"] == "store_not_found"
    )
    for name in ("a", "a/b", "a b", "x.zip", "-" * 61, "..", "import", "New", "former-3"):
        answer = admin.post("/api/people", json={"username": name, "role": "rep"})
        assert answer.status_code == 422, name


def test_two_administrators_cannot_take_each_others_rights_away_at_once(service: Service) -> None:
    """The second waits for the first and sees what it did: on PostgreSQL, too."""
    admin = service.client("admin")
    assert admin.post("/api/people", json={"username": "boss", "role": "admin"}).status_code == 201
    with reading(service.parts.engine) as session:
        people = {name: find_user(session, name) for name in ("admin", "boss")}
    met, came = Barrier(2, timeout=1.5), []

    def demote(name: str, by: str) -> None:
        try:
            with writing(service.parts.engine) as session:
                user, other = people[name], people[by]
                assert user is not None
                assert other is not None
                change_account(session, user.chain_id, name, AccountChange(role="rep"), other)
                with suppress(BrokenBarrierError):
                    met.wait()
        except Conflict as error:
            came.append(error.code)

    both = [Thread(target=demote, args=pair) for pair in (("admin", "boss"), ("boss", "admin"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert came == ["last_admin"]


@ONE_DATABASE
def test_a_table_does_not_take_the_last_administrators_rights_away(service: Service) -> None:
    """As when who imports it was demoted a moment ago."""
    with writing(service.parts.engine) as session:
        rep, admin = find_user(session, "rep"), find_user(session, "admin")
        assert rep is not None
        assert admin is not None
        data = b"username,role\nadmin,rep\nrep,supervisor\n"
        done = import_people(session, rep.chain_id, data, by=rep, make_password=lambda: ("", ""))
    assert [(row.line, row.reason) for row in done.bad] == [(2, "last_admin"), (3, "own_account")]
    assert done.updated == ()


def test_forgetting_somebody_named_as_a_store_leaves_the_stores_records_alone(service: Service) -> None:
    admin = service.client("admin")
    order = {"username": "S1", "role": "store_manager", "stores": ["S1"]}
    assert admin.post("/api/people", json=order).status_code == 201
    assert admin.patch("/api/stores/S1", json={"store_class": "A"}).status_code == 200
    before = admin.get("/api/changes").json()["changes"][0]
    assert admin.post("/api/people/S1/forget", json={"name_again": "S1"}).status_code == 200
    assert admin.get("/api/changes").json()["changes"][1] == before


@ONE_DATABASE
def test_a_table_of_people_goes_in_and_comes_out_again(service: Service) -> None:
    admin = service.client("admin")
    people = (
        "li.si,李四,业务员,S1、S2",
        "rep,任品,督导,",
        "wang,王五,老板,S1",
        "x y,,店长,",
        "zhao,赵六,店长,S9",
    )
    rows = "\n".join(("用户名,姓名,角色,门店", *people))
    answer = admin.post("/api/people/import", files={"file": ("people.csv", rows.encode())})
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["created"], done["updated"]) == (1, 1)
    assert [(row["line"], row["code"]) for row in done["bad"]] == [
        (4, "role"),
        (5, "username"),
        (6, "unknown_store"),
    ]
    (login,) = done["logins"]
    assert sign_in(service, login["username"], login["password"]).status_code == 200
    assert admin.get("/api/people/rep").json() == {
        "username": "rep",
        "full_name": "任品",
        "role": "supervisor",
        "active": True,
        "stores": ["S1"],
        "forget_asked_at": None,
    }
    sheet = load_workbook(io.BytesIO(admin.get("/api/people/list.xlsx?lang=zh-CN").content)).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == ["用户名", "姓名", "角色", "门店编码"]
    assert ["li.si", "李四", "业务员", "S1 S2"] in lines
    again = admin.post(
        "/api/people/import",
        files={"file": ("people.xlsx", admin.get("/api/people/list.xlsx").content)},
    )
    assert (again.json()["unchanged"], again.json()["bad"]) == (8, [])


@ONE_DATABASE
def test_a_new_password_ends_the_other_sessions(service: Service) -> None:
    phone, desk = sign_in(service, "rep"), sign_in(service, "rep")
    client = service.client(None)
    wrong = client.post(
        "/api/me/password", json={"old_password": "x", "new_password": GOOD}, headers=cookie_of(desk)
    )
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "wrong_old_password")
    weak = client.post(
        "/api/me/password",
        json={"old_password": PASSWORD, "new_password": "password123"},
        headers=cookie_of(desk),
    )
    assert (weak.status_code, weak.json()["error"]["code"]) == (422, "weak_password")
    done = client.post(
        "/api/me/password", json={"old_password": PASSWORD, "new_password": GOOD}, headers=cookie_of(desk)
    )
    assert done.json() == {"ended": 1}
    assert client.get("/api/me", headers=cookie_of(desk)).status_code == 200
    assert client.get("/api/me", headers=cookie_of(phone)).status_code == 401
    assert service.client("rep").get("/api/me").status_code == 200  # a program's token goes on
    assert sign_in(service, "rep").status_code == 401
    assert sign_in(service, "rep", GOOD).status_code == 200


@ONE_DATABASE
def test_sessions_are_listed_and_ended_one_by_one_or_all(service: Service) -> None:
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
    service.http.cookies.clear()
    who = {"username": "rep", "password": PASSWORD}
    phone = service.http.post("/api/sign-in", json=who, headers={"User-Agent": android})
    desk, third = sign_in(service, "rep"), sign_in(service, "rep")
    client = service.client(None)
    listed = client.get("/api/me/sessions", headers=cookie_of(desk)).json()
    assert [one["this"] for one in listed].count(True) == 1
    theirs = next(one for one in listed if one["browser"] == "Chrome · Android")
    other = service.client("manager").delete(f"/api/me/sessions/{theirs['id']}")
    assert other.status_code == 404
    assert client.delete(f"/api/me/sessions/{theirs['id']}", headers=cookie_of(desk)).status_code == 204
    assert client.get("/api/me", headers=cookie_of(phone)).json()["error"]["code"] == "token_revoked"
    assert client.delete("/api/me/sessions", headers=cookie_of(desk)).json() == {"ended": 1}
    assert client.get("/api/me", headers=cookie_of(third)).status_code == 401
    assert service.client("admin").delete("/api/people/rep/sessions").json() == {"ended": 1}
    assert client.get("/api/me", headers=cookie_of(desk)).status_code == 401


@ONE_DATABASE
def test_an_idle_session_ends_and_a_used_one_goes_on(service: Service) -> None:
    used, idle = sign_in(service, "rep"), sign_in(service, "rep")
    client = service.client(None)
    half = timedelta(hours=service.settings.session_idle_hours / 2, minutes=1)
    service.clock.ahead = half
    assert client.get("/api/me", headers=cookie_of(used)).status_code == 200
    service.parts.uses._writer.submit(lambda: None).result()
    service.clock.ahead = 2 * half
    assert client.get("/api/me", headers=cookie_of(used)).status_code == 200
    late = client.get("/api/me", headers=cookie_of(idle))
    assert (late.status_code, late.json()["error"]["code"]) == (401, "token_expired")


@ONE_DATABASE
def test_a_forged_address_does_not_get_around_the_brake(service: Service) -> None:
    """The test's client is no proxy: what it forwards is not believed."""
    codes = [
        service.http.post(
            "/api/sign-in",
            json={"username": "rep", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{n}"},
        ).status_code
        for n in range(service.settings.sign_in_failures + 1)
    ]
    assert codes[-1] == 429


@pytest.fixture
def behind_proxy(settings: Settings) -> Settings:
    return settings.model_copy(update={"proxies": ("testclient",)})


@ONE_DATABASE
def test_a_named_proxy_is_believed(start, behind_proxy: Settings) -> None:
    service = start(behind_proxy)
    secure = {"X-Forwarded-For": "203.0.113.9, 10.0.0.1", "X-Forwarded-Proto": "https"}
    answer = service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD}, headers=secure)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    changes = service.client("admin").get("/api/changes").json()["changes"]
    assert changes[0]["details"] == {
        "from": "10.0.0.1"
    }  # the one that the proxy saw, not what was forged before it


@ONE_DATABASE
def test_the_record_of_changes_reads_as_sentences(service: Service) -> None:
    sign_in(service, "rep")
    admin = service.client("admin", locale="zh-CN")
    made = admin.post("/api/people", json={"username": "zhang.san", "role": "rep"})
    assert made.status_code == 201
    admin.patch("/api/stores/S1", json={"store_class": "A"})
    told = admin.get("/api/changes").json()["changes"]
    assert [(one["username"], one["text"]) for one in told] == [
        ("admin", "修改了门店 S1"),
        ("admin", "新增了人员 zhang.san"),
        ("rep", "登录"),
    ]
    assert "zhang.san" not in str([one["details"] for one in told])
    assert [one["username"] for one in admin.get("/api/changes?user=rep").json()["changes"]] == ["rep"]
    assert admin.get("/api/changes?to=2020-01-01").json() == {"changes": [], "next_before": None}
    book = load_workbook(io.BytesIO(admin.get("/api/changes.xlsx?action=update_store").content)).active
    assert book is not None
    assert [cell.value for cell in book[2]][3] == "修改了门店 S1"
    assert book.max_row == 2


def test_a_person_gets_all_that_is_kept_of_them_and_can_be_forgotten(service: Service) -> None:
    place = {"latitude": "31.2304", "longitude": "121.4737", "accuracy_m": "12"}
    assert service.upload("rep", **place).status_code == 202
    sign_in(service, "rep")
    rep, admin = service.client("rep"), service.client("admin")
    rep.patch("/api/me", json={"full_name": "任品"})
    data = zipfile.ZipFile(io.BytesIO(rep.get("/api/me/data.zip?photos=true").content))
    names = set(data.namelist())
    assert {"README.txt", "profile.json", "photo.uploaded_by.json", "change_record.user_id.json"} <= names
    assert any(name.startswith("photos/") for name in names)
    text = "".join(data.read(name).decode() for name in names if not name.startswith("photos/"))
    assert "任品" in text
    assert "31.2304" in text
    assert "argon2" not in text
    assert "token_sha256" not in text
    assert service.client("manager").get("/api/people/rep/data.zip").status_code == 403
    assert rep.post("/api/me/forget").status_code == 204
    assert admin.get("/api/people/rep").json()["forget_asked_at"] is not None
    assert admin.post("/api/people/rep/forget", json={"name_again": "nobody"}).status_code == 422
    done = admin.post("/api/people/rep/forget", json={"name_again": "rep"})
    assert done.status_code == 200, done.text
    assert rep.get("/api/me").status_code == 401
    assert sign_in(service, "rep").status_code == 401
    assert admin.get("/api/people/rep").status_code == 404
    with reading(service.parts.engine) as session:
        former = find_user(session, done.json()["known_as"])
        assert former is not None
        assert (former.full_name, former.active) == ("", False)
        dump = "".join(
            str(row)
            for table in ("app_user", "photo", "photo_seal", "access_token", "change_record")
            for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
        )
    for gone in ("任品", "31.2304", "121.4737", "testclient"):
        assert gone not in dump, gone
    told = admin.get("/api/changes").json()["changes"]
    assert told[0]["text"].endswith(done.json()["known_as"])
    assert any(one["action"] == "upload_photo" for one in told)
    assert len(admin.get("/api/audits").json()["audits"]) == 1


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "short"),
        ("1234567890", "simple"),
        ("qwertyuiop", "common"),
        ("Password2026!", "common"),
        ("aaaaaaaaaaaa", "simple"),
        ("zhangsan2026", "name"),
        ("abcabcabcabc", "simple"),
        ("woaini13145", "common"),
    ],
)
def test_passwords_that_are_tried_first_are_refused(password: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        check_password(password, "zhangsan")
    assert refused.value.params["reason"] == f"password_{reason}"
    check_password(GOOD, "zhangsan")
    check_password("三只蓝色的猫爬过屋顶", "zhangsan")
