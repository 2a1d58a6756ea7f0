"""`paimian poster` as other programs call it: the contract, exit codes, pictures that are no posters."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.poster_pictures import RECEIPT, WATER, draw
from vision.photo import Picture

KINDS = {
    "special_price", "discount_rate", "money_off", "threshold_off", "buy_n_get_m", "second_item", "bundle_price",
    "gift", "coupon", "member_price", "deposit", "cashback", "installment", "other",
}  # fmt: skip


class Shell:
    """Runs `paimian poster` in a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--home", str(self.folder / "home")])

    def write(self, name: str, data: bytes | Picture) -> Path:
        path = self.folder / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            ok, encoded = cv2.imencode(path.suffix, data)
            assert ok
            path.write_bytes(encoded.tobytes())
        return path

    def know(self, *rows: str) -> None:
        """Put SKUs into the catalogue: code, brand, name, spec, list price."""
        text = "\n".join(("code,brand,name,spec,listprice", *rows))
        added = self.run("sku", "import", self.write("skus.csv", text.encode()))
        assert added.exit_code == 0, added.stderr

    def read(self, picture: Picture, *options: str) -> dict[str, Any]:
        result = self.run("poster", self.write("poster.png", picture), "--json", *options)
        assert result.exit_code == 0, result.stderr
        (poster,) = json.loads(result.stdout)["posters"]
        return dict(poster)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("PAIMIAN_OCR_ENGINE", "rapidocr")
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path / "never"))
    return Shell(tmp_path)


def kinds(poster: dict[str, Any]) -> list[tuple[str, float | None]]:
    return sorted((offer["kind"], offer["price"]) for offer in poster["offers"])


def test_poster_keeps_its_contract(shell: Shell) -> None:
    shell.know("Q-550,清泉,矿泉水,550ml,2.50")
    picture = draw(*WATER)
    poster = shell.read(picture)
    assert {"photo", "size", "lines", "brand", "product", "spec", "offers", "seconds"} <= set(poster)
    assert poster["size"] == [picture.shape[1], picture.shape[0]]
    assert (poster["brand"], poster["product"], poster["spec"], poster["sku"]) == (
        "清泉", "矿泉水", "550ml", "Q-550",
    )  # fmt: skip
    assert all({"text", "xyxy", "confidence"} == set(line) for line in poster["lines"])
    price, second = poster["offers"]
    for offer in poster["offers"]:
        assert {
            "kind", "text", "xyxy", "price", "list_price", "threshold", "amount", "rate", "n", "m", "depth",
            "needs_check", "confidence",
        } <= set(offer)  # fmt: skip
        assert offer["kind"] in KINDS
        x0, y0, x1, y1 = offer["xyxy"]
        assert 0 <= x0 < x1 <= picture.shape[1] + 2
        assert 0 <= y0 < y1 <= picture.shape[0] + 2
    assert (price["kind"], price["price"], price["list_price"], price["depth"]) == (
        "special_price", 1.5, 2.0, 0.25,
    )  # fmt: skip
    assert (second["kind"], second["n"], second["rate"], second["depth"]) == ("second_item", 2, 0.5, 0.25)
    assert price["threshold"] is None
    assert price["per_100"] == 0.2727
    assert poster["digits"] == "unchecked"
    assert poster["seconds"]["total"] > 0


def test_depth_from_the_list_price_that_the_catalogue_knows(shell: Shell) -> None:
    shell.know("Q-550,清泉,矿泉水,550ml,2.50")
    (offer,) = shell.read(draw(("清泉矿泉水", 60), ("550ml", 40), ("特价", 50), ("¥1.50", 110)))["offers"]
    assert (offer["list_price"], offer["depth"]) == (None, 0.4)
    assert offer["assumptions"] == ["catalogue_list_price"]


def test_a_table_without_json(shell: Shell) -> None:
    result = shell.run("poster", shell.write("a.png", draw(("满99减30", 90))))
    assert result.exit_code == 0
    assert "threshold_off" in result.stdout
    assert "depth 30.3%" in result.stdout
    assert "unchecked" in result.stderr


def test_dates_and_limits(shell: Shell) -> None:
    picture = draw(("特价", 50), ("¥9.9", 120), ("8月1日-8月15日", 40), ("每人限购2件", 40))
    (offer,) = shell.read(picture, "--taken", "2026-08-03")["offers"]
    assert (offer["valid_from"], offer["valid_until"]) == ("2026-08-01", "2026-08-15")
    assert (offer["limit"], offer["first_n"], offer["currency"], offer["per"]) == (2, None, "¥", None)
    table = shell.run("poster", shell.folder / "poster.png", "--taken", "2027-08-20").stdout
    assert "1 Aug 2027 to 15 Aug 2027" in table
    assert "limit 2 a customer" in table
    plain = shell.read(draw(("特价", 50), ("¥9.9", 120)))["offers"][0]
    assert {plain[name] for name in ("valid_from", "valid_until", "limit", "first_n", "terms")} == {None}


def test_a_price_by_measure(shell: Shell) -> None:
    shell.know("R-10,禾田,大米,10kg,60")
    (offer,) = shell.read(draw(("禾田大米 10kg", 60), ("特价", 50), ("3.9元/斤", 100)))["offers"]
    assert (offer["price"], offer["per"], offer["per_100"], offer["depth"]) == (3.9, "斤", 0.78, None)


def test_upside_down(shell: Shell) -> None:
    poster = shell.read(
        np.ascontiguousarray(np.rot90(draw(("到手价", 50), ("¥59.9", 120), ("送货上门", 40)), 2))
    )
    assert kinds(poster) == [("special_price", 59.9)]
    assert abs(abs(poster["angle"]) - 180) < 3


def test_two_posters_on_one_photo(shell: Shell) -> None:
    left, right = draw(("特价", 50), ("¥9.9", 120)), draw(("活动价", 50), ("¥25", 120))
    assert kinds(shell.read(np.hstack([left, right]))) == [("special_price", 9.9), ("special_price", 25.0)]


def test_two_posters_are_not_mixed(shell: Shell) -> None:
    shell.know("Q-W,清泉,矿泉水,550ml,2.50", "L-J,乐果,橙汁,1L,12", "Q-J,清泉,橙汁,1L,9")
    left = draw(("清泉矿泉水", 60), ("特价", 50), ("¥1.5", 120))
    right = draw(("乐果橙汁", 60), ("特价", 50), ("¥9.9", 120))
    poster = shell.read(np.hstack([left, right]))
    assert (poster["brand"], poster["product"], poster["sku"]) == (None, None, None)
    assert sorted((offer["brand"], offer["product"], offer["price"]) for offer in poster["offers"]) == [
        ("乐果", "橙汁", 9.9),
        ("清泉", "矿泉水", 1.5),
    ]


def test_english_only(shell: Shell) -> None:
    poster = shell.read(draw(("BUY 2 GET 1 FREE", 60), ("20% OFF", 80), ("Now $4.99", 60)))
    assert {offer["kind"] for offer in poster["offers"]} == {"buy_n_get_m", "discount_rate", "special_price"}


def test_a_receipt(shell: Shell) -> None:
    poster = shell.read(draw(*RECEIPT))
    assert (poster["outcome"], poster["offers"]) == ("receipt", [])
    assert len(poster["lines"]) == 5


@pytest.mark.parametrize("side", [1, 300])
def test_no_text(shell: Shell, side: int) -> None:
    poster = shell.read(np.full((side, side, 3), 120, np.uint8))
    assert (poster["outcome"], poster["lines"], poster["offers"], poster["brand"]) == (
        "no_text",
        [],
        [],
        None,
    )


def test_digits_out_of_range(shell: Shell) -> None:
    (offer,) = shell.read(draw(("满10减99", 90)))["offers"]
    assert (offer["threshold"], offer["amount"], offer["depth"], offer["needs_check"]) == (10, 99, None, True)


def test_what_is_no_picture(shell: Shell) -> None:
    good = shell.write("good.png", draw(("买一送一", 90)))
    whole = cv2.imencode(".jpg", draw(("买一送一", 90)))[1].tobytes()
    for name, data in {
        "empty.jpg": b"",
        "words.jpg": "特价9.9元".encode(),
        "cut.jpg": whole[: len(whole) // 2],
    }.items():
        result = shell.run("poster", shell.write(name, data), good, "--json")
        assert result.exit_code == 2
        assert name in result.stderr
        assert len(json.loads(result.stdout)["posters"]) == 1
    assert shell.run("poster", shell.folder / "absent.jpg").exit_code == 2
