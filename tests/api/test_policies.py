"""Policies and competing pairs over the API, from the shell, and on their pages: who may, what is refused, the undo."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from api.cli import app
from tests.api.conftest import Caller, Service
from tests.api.pages_world import EVIL

ORDER = {
    "code": "CX-1",
    "name": "周末满减",
    "kind": "threshold_off",
    "threshold": "100",
    "amount": "20",
    "skus": ["A"],
    "valid_from": "2020-01-01",
}


@pytest.fixture
def editor(service: Service) -> Caller:
    client = service.client("category")
    for code, brand, spec, price, rival in (
        ("A", "青岚", "330ml", "4", False),
        ("A2", "青岚", "1.5L", "9", False),
        ("K", "红果", "355ml", "5", True),
    ):
        sku = {
            "code": code,
            "brand": brand,
            "name": "柠檬茶",
            "spec": spec,
            "category": "饮料",
            "list_price": price,
        }
        assert client.post("/api/skus", json=sku | {"competitor": rival}).status_code == 201
    return client


def page(service: Service, who: str, path: str) -> str:
    headers = {"Accept": "text/html", "Cookie": f"paimian_session={service.tokens[who]}"}
    answer: httpx.Response = service.client(None).get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == code
    assert error["message"] and error["fix"]  # noqa: PT018
    return error


def test_a_policy_is_made_changed_withdrawn_and_restored(service: Service, editor: Caller) -> None:
    made = editor.post("/api/policies", json=ORDER)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["state"], told["summary"], told["changed_by"]) == (
        "running",
        "¥20 off over ¥100",
        "category",
    )
    assert told["skus"] == [{"code": "A", "name": "青岚 柠檬茶 330ml"}]
    refused(editor.post("/api/policies", json=ORDER), 409, "policy_exists")
    change = ORDER | {"amount": "25", "each": True, "seen": told["changed_at"]}
    service.clock.ahead = timedelta(minutes=1)
    changed = editor.put("/api/policies/CX-1", json=change)
    assert changed.json()["summary"] == "¥25 off every ¥100"
    refused(editor.put("/api/policies/CX-1", json=change | {"amount": "30"}), 409, "policy_changed")
    refused(editor.put("/api/policies/CX-2", json=ORDER), 422, "bad_value")
    assert editor.post("/api/policies/CX-1/withdraw").json()["state"] == "withdrawn"
    refused(editor.put("/api/policies/CX-1", json=ORDER), 409, "policy_withdrawn")
    assert editor.get("/api/policies", params={"state": "running"}).json()["total"] == 0
    assert editor.post("/api/policies/CX-1/restore").json()["state"] == "running"
    assert editor.get("/api/policies", params={"sku": "A"}).json()["total"] == 1
    refused(editor.get("/api/policies/NONE"), 404, "policy_not_found")
    refused(service.client("stranger").get("/api/policies/CX-1"), 404, "policy_not_found")


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"threshold": "10", "amount": "99"}, "amount", "over_threshold"),
        ({"kind": "discount_rate", "threshold": None, "amount": None, "rate": "8.5"}, "rate", "out_of_range"),
        ({"skus": []}, "skus", "no_product"),
        ({"skus": ["K"]}, "skus", "rival_sku"),
        ({"places": [{"city": "火星"}]}, "city", "unknown_place"),
        ({"valid_until": "2019-12-31"}, "valid_until", "before_start"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    editor: Caller, wrong: dict[str, Any], field: str, reason: str
) -> None:
    error = refused(editor.post("/api/policies", json=ORDER | wrong), 422, "bad_value")
    assert (error["params"]["field"], error["params"]["reason"]) == (field, reason)
    assert reason not in error["message"]
    assert editor.get("/api/policies").json()["total"] == 0


def test_a_mechanic_is_put_into_words_with_its_depth(editor: Caller) -> None:
    told = editor.post(
        "/api/policies/preview", json={"kind": "buy_n_get_m", "n": 2, "m": 1, "unit_price": "9"}
    )
    assert told.json() | {"assumptions": []} == {
        "problem": None,
        "summary": "Buy 2 get 1 free",
        "depth": "0.3333",
        "unit_price": "6.00",
        "assumptions": [],
    }
    assert told.json()["assumptions"]
    wrong = editor.post("/api/policies/preview", json={"kind": "second_item", "n": 1, "rate": "0.5"}).json()
    assert (wrong["summary"], wrong["problem"]["params"]["field"]) == ("", "n")


def test_others_read_but_do_not_write(service: Service, editor: Caller) -> None:
    editor.post("/api/policies", json=ORDER)
    for who in ("rep", "manager"):
        client = service.client(who)
        assert client.get("/api/policies").json()["total"] == 1
        assert client.get("/api/pairs").json()["total"] == 2
        for method, url, body in (
            ("post", "/api/policies", ORDER),
            ("put", "/api/policies/CX-1", ORDER),
            ("post", "/api/policies/CX-1/withdraw", None),
            ("post", "/api/policies/CX-1/restore", None),
            ("put", "/api/pairs", {"own": "A", "rival": "K", "competes": False}),
            ("get", "/api/policies/template.xlsx", None),
        ):
            refused(
                client.request_(method, url, json=body) if body else client.request_(method, url),
                403,
                "forbidden",
            )
        for what in ("policies", "pairs"):
            sent = client.post(f"/api/{what}/import", files={"file": ("t.csv", b"x")})
            refused(sent, 403, "forbidden")
        text = page(service, who, "/policies")
        assert "周末满减" in text
        assert "data-act" not in text
        assert "data-say" not in page(service, who, "/pairs")
    assert service.client("stranger").get("/api/pairs").json()["total"] == 0


def test_policies_go_out_and_come_back(editor: Caller) -> None:
    editor.post("/api/policies", json=ORDER | {"name": EVIL, "places": [{"city": "上海"}]})
    out = editor.get("/api/policies/list.xlsx")
    assert "attachment" in out.headers["content-disposition"]
    cells = [cell for row in load_workbook(io.BytesIO(out.content)).worksheets[0].iter_rows() for cell in row]
    assert any(cell.value == EVIL for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    again = editor.post("/api/policies/import", files={"file": ("p.xlsx", out.content)}).json()
    assert (again["unchanged"], again["created"], again["bad"]) == (1, 0, [])
    table = "code,name,mechanic,sku\nN1,two plus one,buy 2 get 1,A\nN2,bad,满10减99,A\n".encode()
    told = editor.post("/api/policies/import", files={"file": ("p.csv", table)}).json()
    assert (told["created"], [bad["line"] for bad in told["bad"]]) == (1, [3])
    assert told["bad"][0]["reason"] == "it must be less than the sum to be spent"
    refused(editor.post("/api/policies/import", files={"file": ("p.csv", b"a,b\n1,2\n")}), 422, "bad_file")


def test_pairs_are_said_undone_and_imported(service: Service, editor: Caller) -> None:
    def rivals(own: str) -> list[tuple[str, str]]:
        rows = editor.get("/api/pairs").json()["products"]
        return [
            (one["sku"]["code"], one["why"])
            for row in rows
            if row["own"]["code"] == own
            for one in row["rivals"]
        ]

    def say(own: str, rival: str, competes: bool | None) -> Any:
        return editor.put("/api/pairs", json={"own": own, "rival": rival, "competes": competes})

    assert (rivals("A"), rivals("A2")) == ([("K", "spec")], [])
    assert say("A", "K", False).json() == {"before": None, "after": False}
    assert say("A2", "K", True).json() == {"before": None, "after": True}
    assert (rivals("A"), rivals("A2")) == ([], [("K", "editor")])
    text = page(service, "category", "/pairs?lang=en")
    assert "by hand" in text
    assert "does not compete" in text
    out = editor.get("/api/pairs/list.xlsx").content
    assert say("A", "K", None).json() == {"before": False, "after": None}
    again = editor.post("/api/pairs/import", files={"file": ("p.xlsx", out)}).json()
    assert (again["created"], again["unchanged"], again["bad"]) == (1, 1, [])
    assert rivals("A") == []
    refused(say("K", "A", True), 422, "bad_value")
    refused(say("A", "ZZ", True), 404, "sku_not_found")
    for query, found in (("K", 1), ("1.5L", 1), ("红果 355", 1), ("zzz", 0)):
        assert editor.get("/api/pairs", params={"q": query}).json()["total"] == found, query


def test_gap_rules_are_goals_of_a_category(service: Service, editor: Caller) -> None:
    order = {
        "category": "饮料",
        "own_depth_min_pct": "12.5",
        "behind_max_points": "10",
        "floor_stack_day_cost": "80",
        "floor_stack_uplift": 0.4,
    }
    assert editor.put("/api/category-settings", json=order).status_code == 200
    known = editor.get("/api/category-settings").json()
    (set_,) = known["categories"]
    assert (float(set_["own_depth_min_pct"]), set_["floor_stack_uplift"]) == (12.5, 0.4)
    assert (float(known["default_own_depth_min_pct"]), float(known["default_behind_max_points"])) == (15, 15)
    assert 'value="12.5"' in page(service, "category", "/lists/categories")
    for wrong in ({"own_depth_min_pct": 101}, {"behind_max_points": "1.234"}, {"floor_stack_uplift": 11}):
        assert editor.put("/api/category-settings", json={"category": "饮料", **wrong}).status_code == 422


def test_the_menu_leads_to_policies_and_pairs(service: Service, editor: Caller) -> None:
    for who in ("category", "manager"):
        text = page(service, who, "/policies")
        assert 'href="/policies"' in text
        assert 'href="/pairs"' in text
    assert 'href="/policies"' in page(service, "category", "/lists")
    form = page(service, "category", "/policies/edit")
    assert "data-shapes" in form
    for path in ("/policies/import", "/pairs/import"):
        assert "data-import" in page(service, "category", path)


def test_policies_from_the_shell(tmp_path: Path) -> None:
    run = CliRunner()
    home = ["--home", str(tmp_path / "home")]
    sku = tmp_path / "skus.csv"
    sku.write_text("编码,品牌,名称,规格,品类\nA,青岚,柠檬茶,330ml,饮料\n", "utf-8")
    assert run.invoke(app, [*home, "sku", "import", str(sku)]).exit_code == 0
    table = tmp_path / "policies.csv"
    table.write_text(
        "政策编号,政策名称,促销方式,品类\nP1,买二送一,买2送1,饮料\nP2,坏,满10减99,饮料\n", "utf-8"
    )
    done = run.invoke(app, [*home, "policy", "import", str(table)])
    assert done.exit_code == 0
    assert "1 rows imported (1 new, 0 changed), 1 bad" in done.output
    listed = run.invoke(app, [*home, "policy", "list", "--json"])
    (one,) = json.loads(listed.stdout)["policies"]
    assert (one["code"], one["summary"], one["state"]) == ("P1", "买2送1", "running")
    assert "Buy 2 get 1 free" in run.invoke(app, [*home, "policy", "list", "--lang", "en"]).output
    out = tmp_path / "out.xlsx"
    assert run.invoke(app, [*home, "policy", "list", "--out", str(out)]).exit_code == 0
    again = run.invoke(app, [*home, "policy", "import", str(out), "--json"])
    assert json.loads(again.stdout)["unchanged"] == ["P1"]
    template = tmp_path / "t.xlsx"
    assert run.invoke(app, [*home, "policy", "template", "--out", str(template)]).exit_code == 0
    assert len(load_workbook(template).sheetnames) == 3
    assert run.invoke(app, [*home, "policy", "list", "--lang", "fr"]).exit_code == 2
