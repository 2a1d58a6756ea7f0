"""The house's rules about the database, as a program."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("vision", "models", "catalog", "alerts", "api")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[tuple[str, str]]:
    return {
        (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_every_select_lives_in_the_queries() -> None:
    found = {
        name
        for name, tree in modules()
        for module, what in imports(tree)
        if module.split(".")[0] in {"sqlmodel", "sqlalchemy"} and what == "select"
    }
    assert found
    assert [name for name in found if not name.startswith("catalog/queries_")] == []


def test_every_table_lives_in_tables() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
    }
    assert found
    assert [name for name in found if not name.startswith("catalog/tables")] == []


def test_the_catalogue_has_no_clock_and_no_environment() -> None:
    sources, forbidden = (
        {"datetime", "date", "time", "os"},
        {"now", "utcnow", "today", "time", "environ", "getenv"},
    )
    found = [
        (name, f"{node.value.id}.{node.attr}")
        for name, tree in modules()
        if name.startswith("catalog/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in sources and node.attr in forbidden
    ]
    assert found == []
