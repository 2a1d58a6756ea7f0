"""`paimian route`: routes come in from a table and are listed."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app
from api.cli_common import open_home
from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["route", *map(str, arguments), "--home", str(folder / "home")])


def test_routes_come_in_and_are_listed(tmp_path: Path) -> None:
    with open_home(tmp_path / "home") as offline, writing(offline.engine) as session:
        stores = [create_store(session, offline.chain_id, f"S{n}", f"{n}店") for n in (1, 2)]
        assign_stores(session, create_user(session, offline.chain_id, "wang", "x", "rep"), stores)
    path = tmp_path / "routes.csv"
    path.write_text("业务员,星期,门店编码\nwang,周二,S2\nwang,周二,S1\nwang,周二,S7\n", encoding="gbk")
    result = run(tmp_path, "import", path, "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["imported"], document["created"], document["removed"]) == (2, 2, 0)
    assert "line 4, 门店编码: there is no such store: 'S7'" in result.stderr
    listed = json.loads(run(tmp_path, "list", "--json").stdout)["routes"]
    assert listed == [{"rep": "wang", "weekday": "Tuesday", "stores": ["S2", "S1"]}]
    assert "wang\tTuesday\tS2 S1" in run(tmp_path, "list").stdout
    path.write_text("业务员,星期,门店编码\nwang,周二,S7\n", encoding="utf-8")
    assert run(tmp_path, "import", path).exit_code == 2
