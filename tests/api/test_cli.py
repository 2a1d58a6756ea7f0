"""The command line as other programs call it: exit codes, one JSON document, nothing else on stdout."""

import json
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from models.synth.fonts import paint_mask, text_mask
from tests.shelf_pictures import draw_shelf, encode, shelf_jpeg
from tests.tiny_models import write_models


class Shell:
    """Runs `paimian` in one home with tiny models."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"

    def run(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--home", str(self.home)])

    def json(self, *arguments: str | Path) -> dict[str, object]:
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        document: dict[str, object] = json.loads(result.stdout)
        return document

    def photo(self, name: str, data: bytes | None = None) -> Path:
        path = self.folder / name
        path.write_bytes(shelf_jpeg() if data is None else data)
        return path

    def pack(self, name: str = "red.png") -> Path:
        path = self.folder / name
        cv2.imwrite(str(path), draw_shelf()[70:122, 70:122])
        return path


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("PAIMIAN_MODELS_DIR", str(write_models(tmp_path / "models")))
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path / "never"))
    return Shell(tmp_path)


ADD = ("sku", "add", "--brand", "红牌", "--name", "可乐", "--spec", "330ml")


def test_audit_keeps_its_contract(shell: Shell) -> None:
    shell.json(*ADD, "--code", "R-1", "--photo", shell.pack())
    path = shell.photo("shelf.jpg")
    (photo,) = shell.json("audit", path)["photos"]
    assert set(photo) == {
        "photo", "size", "model", "quality", "truncated", "products", "gaps", "facings", "seconds",
    }  # fmt: skip
    assert photo["photo"] == str(path)
    assert photo["size"] == [640, 640]
    assert set(photo["model"]) == {"name", "version", "sha256"}
    assert set(photo["quality"]) == {"ok", "reasons"}
    assert photo["truncated"] is False
    assert set(photo["products"][0]) == {
        "xyxy", "score", "layer", "position", "group", "sku", "brand", "spec", "probability",
    }  # fmt: skip
    places = [(p["layer"], p["position"]) for p in photo["products"]]
    assert places == sorted(places)
    assert [p["sku"] for p in photo["products"]].count("R-1") == 5
    assert photo["products"][0]["brand"] == "红牌"
    assert photo["products"][0]["spec"] == "330ml"
    assert [set(gap) for gap in photo["gaps"]] == [{"xyxy", "score", "layer"}]
    assert all(set(f) == {"sku", "brand", "spec", "layer", "columns", "units"} for f in photo["facings"])
    assert [(f["layer"], f["columns"], f["units"]) for f in photo["facings"] if f["sku"] == "R-1"] == [
        (1, 3, 3),
        (3, 2, 2),
    ]
    assert sum(f["units"] for f in photo["facings"]) == len(photo["products"])
    assert photo["seconds"]["total"] > 0


def test_talkers_are_read_where_they_are_asked_for(shell: Shell) -> None:
    picture = draw_shelf(scale=2)
    mask = text_mask("满38元立减8元", 56, True)
    top, left = 2 * 128 + 20, 300
    picture[top : top + 96, left - 30 : left + mask.shape[1] + 30] = (40, 220, 250)
    paint_mask(picture, mask, left, top + 20, (20, 20, 180))
    path = shell.photo("talker.jpg", encode(picture, "JPEG", quality=92))
    (photo,) = shell.json("audit", path, "--talkers", "--overlay", shell.folder / "out")["photos"]
    (talker,) = photo["talkers"]
    (offer,) = talker["offers"]
    assert (offer["kind"], offer["threshold"], offer["amount"]) == ("threshold_off", 38, 8)
    x0, y0, x1, y1 = talker["xyxy"]
    assert left - 30 < x0 < x1 < left + mask.shape[1] + 30
    assert top < y0 < y1 < top + 96
    assert talker["layer"] == 1
    assert {(place["layer"], place["position"]) for place in talker["over"]} >= {(1, 3), (1, 4)}
    assert talker["under"]
    assert photo["seconds"]["talkers"] > 0
    assert "talkers" not in shell.json("audit", path)["photos"][0]


def test_home_before_the_command_is_heard_too(shell: Shell) -> None:
    shell.json(*ADD, "--code", "R-1", "--photo", shell.pack())
    result = CliRunner().invoke(app, ["--home", str(shell.home), "sku", "list", "--json"])
    assert [sku["code"] for sku in json.loads(result.stdout)["skus"]] == ["R-1"]
    assert not (shell.folder / "never").exists()


def test_good_photos_are_reported_beside_bad_ones(shell: Shell) -> None:
    good, bad = shell.photo("good.jpg"), shell.photo("bad.jpg", b"price list")
    result = shell.run("audit", bad, good, shell.folder / "absent.jpg", "--json")
    assert result.exit_code == 2
    assert [p["photo"] for p in json.loads(result.stdout)["photos"]] == [str(good)]
    assert "bad.jpg: This file is not a picture" in result.stderr
    assert "absent.jpg: No such file" in result.stderr


def test_a_photo_of_nothing_is_a_failure_not_a_count(shell: Shell) -> None:
    result = shell.run("audit", shell.photo("wall.jpg", shelf_jpeg(("..........",))), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"photos": []}
    assert "failed" in result.stderr


def test_overlays_of_one_name_do_not_overwrite_each_other(shell: Shell) -> None:
    (shell.folder / "b").mkdir()
    first, second = shell.photo("shelf.jpg"), shell.photo("b/shelf.jpg", shelf_jpeg(seed=1))
    result = shell.run("audit", first, second, "--overlay", shell.folder / "out")
    assert result.exit_code == 0, result.stderr
    names = sorted(path.name for path in (shell.folder / "out").iterdir())
    assert names == ["shelf-2.overlay.jpg", "shelf.overlay.jpg"]
    assert cv2.imread(str(shell.folder / "out" / names[0])).shape == (640, 640, 3)


def test_sku_add_takes_all_or_nothing(shell: Shell) -> None:
    broken = shell.photo("broken.jpg", shelf_jpeg()[:3000])
    result = shell.run(*ADD, "--code", "R-1", "--photo", shell.pack(), "--photo", broken)
    assert result.exit_code == 2
    assert "incomplete" in result.stderr
    assert shell.json("sku", "list") == {"skus": []}


@pytest.mark.parametrize(
    ("more", "says"),
    [(("--gtin", "6901234567890"), "check digit"), (("--code", "a/b"), "slash"), (("--code", "R-1"), "R-1")],
)
def test_bad_skus_say_what_is_wrong(shell: Shell, more: tuple[str, ...], says: str) -> None:
    pack = shell.pack()
    shell.json(*ADD, "--code", "R-1", "--photo", pack)
    result = shell.run(*ADD, *more, "--photo", pack)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_list_shows_what_was_added(shell: Shell) -> None:
    shell.json(*ADD, "--code", "R-1", "--gtin", "6901234567892", "--competitor", "--photo", shell.pack())
    (sku,) = shell.json("sku", "list")["skus"]
    assert sku["code"] == "R-1"
    assert sku["competitor"] is True
    assert sku["gtin"].endswith("6901234567892")
    assert sku["references"] == 1


def test_import_takes_the_good_rows_and_lists_the_bad(shell: Shell) -> None:
    table = shell.photo("list.csv", "code,brand,name,spec\nA,红,茶,500ml\nB,红,水,\nC,,茶,1L\n".encode("gbk"))
    result = shell.run("sku", "import", table, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["imported"] == 2
    assert [(row["line"], row["column"]) for row in document["bad"]] == [(4, "brand")]
    assert "line 4" in result.stderr


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"a,b\n1,2\n"])
def test_a_file_that_is_no_product_list_is_refused(shell: Shell, data: bytes) -> None:
    result = shell.run("sku", "import", shell.photo("list.csv", data))
    assert result.exit_code == 2
    assert result.stderr.startswith("paimian: ")


def test_impossible_settings_are_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIMIAN_DEVICE", "abacus")
    result = shell.run("sku", "list")
    assert result.exit_code == 2
    assert "PAIMIAN_DEVICE" in result.stderr


def test_missing_models_are_a_failure(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIMIAN_MODELS_DIR", str(shell.folder / "nowhere"))
    result = shell.run("audit", shell.photo("shelf.jpg"))
    assert result.exit_code == 1
    assert "no model registry" in result.stderr


def test_unknown_options_are_bad_input(shell: Shell) -> None:
    assert shell.run("audit", "--sideways").exit_code == 2


def test_a_first_user_gets_a_password(shell: Shell) -> None:
    result = shell.run("user", "add", "li", "--role", "rep", "--store", "S1")
    assert result.exit_code == 0
    assert "li: rep, password " in result.stdout
    assert shell.run("user", "add", "li", "--role", "rep").exit_code == 2
    assert shell.run("user", "add", "wu", "--role", "emperor").exit_code == 2
    assert shell.run("user", "add", "roles", "--role", "rep").exit_code == 2
