"""The documentation is whole: who reads it alone can call everything."""

import re
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings

SPEC: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in SPEC["paths"].items()
    for method, operation in operations.items()
]


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_is_described(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= {tag["name"] for tag in SPEC["tags"]}
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    if "204" not in operation["responses"]:
        assert good["content"], name
        (kind, body), *_ = good["content"].items()
        assert kind in {"image/jpeg", "text/event-stream"} or body.get("schema"), name
    for status, answer in operation["responses"].items():
        if status.startswith("4"):
            assert answer["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/ErrorBody"
            }


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["SignIn", "SkuOrder", "NameOrder", "Submitted", "StoreOrder", "TokenOrder"])
def test_bodies_have_examples(name: str) -> None:
    assert SPEC["components"]["schemas"][name]["examples"]


def test_both_ways_to_sign_in_are_described() -> None:
    kinds = {scheme["type"] for scheme in SPEC["components"]["securitySchemes"].values()}
    assert kinds == {"apiKey", "http"}


def test_pages_are_not_part_of_it() -> None:
    assert all(path.startswith("/api/") for path in SPEC["paths"])
