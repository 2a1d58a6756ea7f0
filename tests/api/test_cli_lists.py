"""Lists from the shell: exit codes, one JSON document, bad rows to stderr with their reasons."""

from pathlib import Path

import pytest

from tests.api.test_cli import ADD, Shell, shell

__all__ = ["shell"]


@pytest.fixture
def ready(shell: Shell) -> Shell:
    """A home with one store and one SKU."""
    assert shell.run(*ADD, "--code", "R-1", "--photo", shell.pack()).exit_code == 0
    stores = _table(shell, "stores.csv", "code,name,store class\nS1,一店,A\n,无码,\n")
    told = shell.json("store", "import", stores)
    assert (told["imported"], told["created"], len(told["bad"])) == (1, ["S1"], 1)  # type: ignore[arg-type]
    return shell


def _table(shell: Shell, name: str, text: str) -> Path:
    path = shell.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_must_stock_lines_go_in_and_are_listed(ready: Shell) -> None:
    file = _table(ready, "must.csv", "店型,商品编码,最少排面\nA,R-1,2\nA,NONE,1\n")
    result = ready.run("must-stock", "import", file)
    assert result.exit_code == 0
    assert "1 rows imported (1 new, 0 changed), 1 bad" in result.stdout
    assert "line 3, 商品编码" in result.stderr
    assert "NONE" in result.stderr
    (line,) = ready.json("must-stock", "list")["must_stock"]  # type: ignore[misc]
    assert (line["store_class"], line["sku"], line["min_facings"]) == ("A", "R-1", 2)
    assert "A\tR-1\t红牌 可乐 330ml\t2\t" in ready.run("must-stock", "list", "--class", "A").stdout
    assert ready.run("must-stock", "list", "--class", "B").stdout == ""


def test_daily_sales_go_in_and_strangers_are_named_once(ready: Shell) -> None:
    file = _table(
        ready, "scans.csv", "store,sku,date,units\nS1,R-1,2026-03-01,3\nS1,ZZ,2026-03-01,1\nS1,R-1,x,1\n"
    )
    told = ready.json("scans", "import", file)
    assert (told["rows"], told["kept"], told["first_day"], told["bad_rows"]) == (3, 1, "2026-03-01", 1)
    again = ready.run("scans", "import", file)
    assert again.exit_code == 0
    assert "1 figures kept of 3 rows: 1 stores, 1 SKUs, 2026-03-01 to 2026-03-01; 1 bad rows" in again.stdout
    assert "unknown SKU 'ZZ' in 1 rows" in again.stderr


@pytest.mark.parametrize("what", ["scans", "must-stock", "store"])
def test_bad_input_leaves_with_two(ready: Shell, what: str) -> None:
    assert ready.run(what, "import", ready.folder / "nothing.csv").exit_code == 2
    assert ready.run(what, "import", _table(ready, "empty.csv", "")).exit_code == 2
    headers = {
        "scans": "store,sku,date,units\n?,?,?,?",
        "must-stock": "sku,store class\n?,?",
        "store": "code,name\n/,",
    }
    result = ready.run(what, "import", _table(ready, "bad.csv", headers[what]))
    assert result.exit_code == 2, result.stdout
    assert "no row could be imported" in result.stderr
