"""`paimian store`: stores come in from a table and are listed with their classes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["store", *map(str, arguments), "--home", str(folder / "home")])


def table(folder: Path, text: str) -> Path:
    path = folder / "stores.csv"
    path.write_text(text, encoding="gbk")
    return path


def test_stores_come_in_and_are_listed(tmp_path: Path) -> None:
    text = "门店编码,门店名称,城市,商圈,店型\nS1,人民路店,上海,人民广场,A\nS2,,上海,,B\n"
    result = run(tmp_path, "import", table(tmp_path, text), "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["imported"], document["created"]) == (1, ["S1"])
    assert [(row["line"], row["column"], row["reason"]) for row in document["bad"]] == [
        (3, "门店名称", "empty")
    ]
    assert "line 3" in result.stderr
    listed = json.loads(run(tmp_path, "list", "--json").stdout)["stores"]
    assert listed == [
        {"code": "S1", "name": "人民路店", "city": "上海", "trade_area": "人民广场", "store_class": "A"}
    ]
    assert (
        "1 rows imported (0 new, 1 changed), 0 bad"
        in run(tmp_path, "import", table(tmp_path, "code,name,class\nS1,人民路店,C\n")).stdout
    )


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "code,name\n,x\n"])
def test_a_table_that_gives_nothing_is_bad_input(tmp_path: Path, text: str) -> None:
    result = run(tmp_path, "import", table(tmp_path, text))
    assert result.exit_code == 2
    assert "paimian: " in result.stderr
