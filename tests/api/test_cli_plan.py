"""`paimian plan …` as other programs call it."""

import json

import cv2
import numpy as np
import pytest

from tests.api.plan_shelves import AFTER
from tests.api.test_cli import Shell, shell
from tests.shelf_pictures import SHELF, draw_shelf, shelf_jpeg

__all__ = ["shell"]
CELLS = {"R": (1, 1), "B": (1, 4), "G": (3, 1), "Y": (3, 5), "M": (5, 7)}
PLAN = """planogram,name,layer,sku,facings
BAY-1,One bay,1,R-1,3
BAY-1,One bay,1,B-1,3
BAY-1,One bay,2,G-1,3
BAY-1,One bay,2,Y-1,2
BAY-1,One bay,3,R-1,2
BAY-1,One bay,3,M-1,2
"""


@pytest.fixture
def stocked(shell: Shell) -> Shell:
    """A home whose catalogue has everything on the shelf, and a plan of it."""
    picture = draw_shelf()
    for letter, (row, column) in CELLS.items():
        pack = shell.folder / f"{letter}.png"
        cv2.imwrite(str(pack), picture[row * 64 + 6 : row * 64 + 58, column * 64 + 6 : column * 64 + 58])
        code = f"{letter}-1"
        done = shell.run(
            "sku", "add", "--brand", f"牌{letter}", "--name", "茶", "--spec", "330ml",
            "--code", code, "--photo", pack,
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
    (shell.folder / "plan.csv").write_text(PLAN, "utf-8")
    assert shell.json("plan", "import", shell.folder / "plan.csv") == {
        "planograms": [{"code": "BAY-1", "version": 1, "slots": 6}],
        "bad": [],
    }
    return shell


def test_a_photo_is_held_against_a_plan_and_the_verdicts_are_drawn(stocked: Shell) -> None:
    right = stocked.json(
        "plan", "judge", stocked.photo("right.jpg", shelf_jpeg(SHELF)), "--planogram", "BAY-1"
    )
    assert (right["outcome"], right["planogram"], right["version"]) == ("judged", "BAY-1", 1)
    assert right["ok"] == right["judged"] or {v["verdict"] for v in right["verdicts"]} <= {"ok", "too_few"}
    photo = stocked.photo("later.jpg", shelf_jpeg(AFTER, seed=3))
    out = stocked.folder / "out"
    told = stocked.json("plan", "judge", photo, "--planogram", "BAY-1", "--overlay", out)
    few = [v for v in told["verdicts"] if v["verdict"] == "too_few" and v["layer"] == 1]
    assert [(v["sku"], v["planned"], v["seen"]) for v in few] == [("B-1", 3, 2)]
    assert "has 2" in few[0]["sentence"]
    drawn, before = cv2.imread(str(out / "later.plan.jpg")), cv2.imread(str(photo))
    assert drawn.shape == before.shape
    x1, y1, _, y2 = (round(value) for value in few[0]["xyxy"])
    edge = drawn[y1:y2:3, x1 - 1 : x1 + 2].astype(int)
    assert np.median(edge[..., 2] - edge[..., 1]) > 60  # a red line where the sentence points
    table = stocked.run("plan", "judge", photo, "--planogram", "BAY-1")
    assert table.exit_code == 0
    assert told["summary"] in table.stdout


def test_another_bay_and_an_unknown_plan_have_their_exit_codes(stocked: Shell) -> None:
    (stocked.folder / "rb.csv").write_text("planogram,layer,sku,facings\nRB,1,R-1,4\nRB,1,B-1,4\n", "utf-8")
    stocked.json("plan", "import", stocked.folder / "rb.csv")
    strange = stocked.photo(
        "strange.jpg", shelf_jpeg(("..........", ".GGGYYYMM.", "..........", ".MMYYYGGG."))
    )
    result = stocked.run("plan", "judge", strange, "--planogram", "RB", "--json")
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (1, "other_bay")
    nobody = stocked.run("plan", "judge", strange, "--planogram", "NOBODY")
    assert (nobody.exit_code, "NOBODY" in nobody.stderr) == (2, True)


def test_plans_are_listed_exported_and_read_again(stocked: Shell) -> None:
    (row,) = stocked.json("plan", "list")["planograms"]
    assert (row["code"], row["state"], row["slots"], row["facings"]) == ("BAY-1", "draft", 6, 15)
    for name in ("plan.xlsx", "plan.json", "again.csv"):
        out = stocked.folder / name
        assert stocked.run("plan", "export", "BAY-1", "--out", out).exit_code == 0
        done = stocked.json("plan", "import", out)
        assert [(one["code"], one["slots"]) for one in done["planograms"]] == [("BAY-1", 6)]
    assert len(stocked.json("plan", "list")["planograms"]) == 4
    assert stocked.run("plan", "export", "BAY-1", "--out", stocked.folder / "plan.pdf").exit_code == 2


def test_bad_rows_are_said_on_stderr_and_good_ones_go_in(stocked: Shell) -> None:
    path = stocked.folder / "bad.csv"
    path.write_text("planogram,layer,sku,facings\nB2,1,R-1,2\nB2,1,NOBODY,1\n", "utf-8")
    result = stocked.run("plan", "import", path)
    assert result.exit_code == 2
    assert "B2: draft, version 1, 1 slots" in result.stdout
    assert "row 3" in result.stderr
    assert "NOBODY" in result.stderr
