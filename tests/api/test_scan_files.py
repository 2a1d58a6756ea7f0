"""Files of daily sales over the API: large ones are taken in beside and survive a stop; what waits goes in."""

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from api import routes_scans
from api.settings import Settings
from tests.api.conftest import Service
from tests.api.test_lists import send, sku, today
from tests.api.test_pages_tips import page

EVIL = "=1+1"


def asked(service: Service, number: int, seconds: float = 30) -> dict[str, Any]:
    """The file once it is no longer coming."""
    for _ in range(int(seconds * 20)):
        found: dict[str, Any] = service.client("category").get(f"/api/scans/files/{number}").json()
        if found["state"] != "coming":
            return found
        time.sleep(0.05)
    raise AssertionError(f"still coming: {found}")


def test_a_large_file_is_answered_at_once_and_told_of(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_scans, "AT_ONCE_BYTES", 10)
    sku(service, "A")
    text = f"store,sku,date,units\nS1,A,{today(service)},3\nS1,{EVIL},{today(service)},3\nS1,A,x,1\n"
    answer = send(service, "scans", text)
    assert (answer.status_code, answer.json()["state"]) == (202, "coming")
    found = asked(service, answer.json()["id"])
    assert (found["state"], found["rows"], found["kept"], found["aside"], found["bad_rows"]) == (
        "done",
        3,
        1,
        1,
        1,
    )
    assert found["report"]["bad"][0]["line"] == 4
    client = service.client("category")
    assert client.get("/api/scans/files").json()["files"][0]["id"] == found["id"]
    book = load_workbook(io.BytesIO(client.get(f"/api/scans/files/{found['id']}/bad.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == [4, "date", "x"]
    assert [word["word"] for word in client.get("/api/scans/aside").json()["skus"]] == [EVIL]
    book = load_workbook(io.BytesIO(client.get("/api/scans/aside.xlsx").content))
    assert book.worksheets[0]["B2"].data_type == "s"
    assert not list((service.settings.home / "scans").glob("*"))
    for path in (f"files/{found['id']}", f"files/{found['id']}/bad.xlsx"):
        assert service.client("stranger").get(f"/api/scans/{path}").status_code == 404
        assert service.client("rep").get(f"/api/scans/{path}").status_code == 403
    assert service.client("stranger").get("/api/scans/aside").json()["rows"] == 0


def test_what_waits_goes_in_once_the_product_is_there(service: Service) -> None:
    assert send(service, "scans", f"store,sku,date,units\nS1,NEW,{today(service)},3\n").json()["aside"] == 1
    client = service.client("category")
    assert client.post("/api/scans/aside").json() == {"rows": 0}
    sku(service, "NEW")
    assert client.post("/api/scans/aside").json() == {"rows": 1}
    assert client.get("/api/scans").json()["skus"] == 1
    newest = client.get("/api/scans/files").json()["files"][0]
    assert (newest["from_aside"], newest["state"], newest["rows"]) == (True, "done", 1)


def test_a_refused_large_file_says_why(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_scans, "AT_ONCE_BYTES", 10)
    answer = send(service, "scans", "store,date\nS1,2026-11-11\n")
    found = asked(service, answer.json()["id"])
    assert found["state"] == "refused"
    assert found["refused"]
    assert found["refused"] != "missing_column"


def test_a_file_that_was_answered_survives_a_stop(
    start: Callable[..., Service], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_scans, "AT_ONCE_BYTES", 10)
    service = start(settings)
    sku(service, "A")
    service.parts.intake.stop()
    answer = send(service, "scans", f"store,sku,date,units\nS1,A,{today(service)},3\n")
    assert answer.status_code == 202
    service.stop()
    again = start(settings, service.tokens)
    found = asked(again, answer.json()["id"])
    assert (found["state"], found["kept"]) == ("done", 1)


def test_sales_may_be_larger_than_photos(start: Callable[..., Service], settings: Settings) -> None:
    service = start(settings.model_copy(update={"max_upload_mb": 1, "max_scans_mb": 3}))
    sku(service, "A")
    row = f"S1,A,{today(service)},1\n"
    text = "store,sku,date,units\n" + row * (2 * 1024 * 1024 // len(row))
    assert send(service, "scans", text).json()["kept"] == 1
    assert send(service, "scans", text + text).status_code == 413
    assert send(service, "must-stock", text).status_code == 413


def test_the_page_lists_files_and_what_waits(service: Service) -> None:
    word = "<script>alert(1)</script>"
    send(service, "scans", f"store,sku,date,units\nS1,{word},{today(service)},3\nS1,A,x,1\n")
    text = page(service, "category", "/lists/scans")
    assert "&lt;script&gt;alert" in text
    assert word not in text
    assert "1 bad row" in text
    assert "1 row kept aside" in text
    for kind in ("listing", "stock", "closure", "successor"):
        assert f"/api/tills/{kind}/import" in page(service, "category", f"/lists/tills/{kind}")
        template = service.client("category").get(f"/api/tills/{kind}/template.xlsx")
        sheet = load_workbook(io.BytesIO(template.content)).worksheets[0]
        header = ",".join(str(cell.value) for cell in sheet[1])
        answer = service.client("category").post(
            f"/api/tills/{kind}/import", files={"file": ("t", f"{header}\n".encode())}
        )
        assert answer.json() == {"imported": 0, "bad": [], "ignored_columns": []}
