"""One shape, two languages, and words for every code that any room can raise."""

import re
from pathlib import Path
from typing import get_args

import pytest

import catalog.errors
from api.errors import explain
from api.i18n import LOCALES
from api.messages import MESSAGES, say
from api.reasons import REASONS
from api.storage import FileMissing, FileTooLarge
from catalog.errors import CatalogError, Conflict, Invalid, NotFound
from tests.api.conftest import Service
from vision.errors import ModelError, PhotoError, PhotoErrorCode

ROOT = Path(catalog.errors.__file__).resolve().parents[1]


def raised_codes() -> set[str]:
    """Codes that stand in the sources as the first argument of an error, or of an audit's end."""
    found: set[str] = set(get_args(PhotoErrorCode)) | {"internal_error"}
    for folder in ("api", "catalog"):
        for path in (ROOT / folder).glob("*.py"):
            source = path.read_text("utf-8")
            found |= set(re.findall(r'(?:NotFound|Conflict|Invalid)\(\s*"([a-z_]+)"', source))
            found |= set(re.findall(r'ApiError\(\s*\d+,\s*"([a-z_]+)"', source))
    found |= set(
        re.findall(r"\b([a-z]+_not_found|[a-z]+_exists|[a-z]+_taken)\b", catalog.errors.__doc__ or "")
    )
    return found


def test_every_code_has_words() -> None:
    import_rows_only = {"duplicate_code", "duplicate_gtin", "competitor_conflict"}
    codes = raised_codes()
    assert len(codes) > 25
    assert codes - set(MESSAGES) - import_rows_only == set()
    assert import_rows_only <= set(REASONS)


def test_every_reason_of_the_catalogue_has_words() -> None:
    found: set[str] = set()
    for path in (ROOT / "catalog").glob("*.py"):
        found |= set(re.findall(r'reason="([a-z_]+)"', path.read_text("utf-8")))
    assert found - set(REASONS) == {"memory"}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_words_are_in_both_languages(code: str) -> None:
    chinese, english = (say(locale, code, {}) for locale in LOCALES)
    for text in chinese:
        assert re.search(r"[一-鿿]", text), text
    for text in english:
        assert not re.search(r"[一-鿿]", text), text
        assert text[0].isupper() or text[0] in "{/?“", text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("store_not_found", store="X"), 404, "store_not_found"),
        (Conflict("sku_exists", sku="X"), 409, "sku_exists"),
        (Invalid("bad_spec", value="?", reason="empty"), 422, "bad_spec"),
        (CatalogError("bad_value", field="x"), 422, "bad_value"),
        (PhotoError("not_an_image"), 415, "not_an_image"),
        (PhotoError("too_many_pixels", max_megapixels=80), 413, "too_many_pixels"),
        (PhotoError("truncated"), 422, "truncated"),
        (FileTooLarge(5 * 1024 * 1024), 413, "too_large"),
        (FileMissing("a" * 64), 410, "file_missing"),
        (ModelError("gone"), 503, "model_failed"),
        (RuntimeError("secret"), 500, "internal_error"),
    ],
)
def test_errors_of_all_rooms_get_their_status(error: Exception, status: int, code: str) -> None:
    for locale in LOCALES:
        failure = explain(error, locale)
        assert (failure.status, failure.code) == (status, code)
        assert "secret" not in failure.message + failure.fix + str(failure.params)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "url", "more", "status", "code"),
    [
        ("GET", "/api/nothing", {}, 404, "page_not_found"),
        ("PUT", "/api/skus", {}, 405, "method_not_allowed"),
        (
            "POST",
            "/api/skus",
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            422,
            "invalid_request",
        ),
        ("GET", "/api/audits/abc", {}, 422, "invalid_request"),
        ("GET", "/api/audits/99999999999999999999", {}, 422, "invalid_request"),
        ("GET", "/api/audits/0", {}, 422, "invalid_request"),
        ("GET", "/api/audits?limit=1000000", {}, 422, "invalid_request"),
        (
            "POST",
            "/api/photos",
            {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            "bad_request",
        ),
    ],
)
def test_the_frameworks_own_errors_have_the_shape_too(
    service: Service, method: str, url: str, more: dict, status: int, code: str
) -> None:
    answer = service.client("admin").request_(method, url, **more)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message", "fix", "params"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_language_is_asked_for_by_link_cookie_or_header(service: Service) -> None:
    def message(url: str, **headers: str) -> str:
        service.http.cookies.clear()
        return service.http.get(url, headers=headers).json()["error"]["message"]

    english, chinese = "You are not signed in.", "请先登录。"
    assert message("/api/me") == chinese
    assert message("/api/me", **{"Accept-Language": "en-GB,en;q=0.9"}) == english
    assert message("/api/me?lang=zh-CN", **{"Accept-Language": "en"}) == chinese
    assert message("/api/me", Cookie="paimian_lang=en") == english
    assert message("/api/me?lang=xx", **{"Accept-Language": "zh-TW"}) == chinese


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_error_nobody_foresaw_is_noted_and_tells_nothing(service: Service, monkeypatch, caplog) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("api.routes_stores.stores_of", broken)
    answer = service.client("admin").get("/api/stores")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (500, "internal_error")
    assert "hunter2" not in answer.text
    assert error["params"]["incident"] in error["message"]
    assert error["params"]["incident"] in caplog.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_following_a_link_gets_a_page(service: Service) -> None:
    answer = service.client("admin").get("/nothing/here", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    api = service.client("admin").get("/api/nothing", headers={"Accept": "text/html"})
    assert api.headers["content-type"] == "application/json"
