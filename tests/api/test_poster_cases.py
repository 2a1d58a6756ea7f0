"""Corrections as test cases: the shape of our own labels, and the measuring program reads and scores them."""

import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings
from api.storage import FileStore
from catalog.database import make_engine, migrate, writing
from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.people import create_store, create_user, ensure_chain
from catalog.poster_corrections import add_offer, correct_offer, reject_offer
from catalog.queries_people import find_store, find_user
from catalog.rows import key
from tests.acceptance import posters
from tests.acceptance.posters import LABELS
from tests.api.conftest import Service
from tests.api.poster_rows import HALF, SPECIAL, save_poster
from tests.poster_pictures import WATER, draw
from tests.shelf_pictures import shelf_jpeg

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WRONG: dict[str, Any] = {**SPECIAL, "text": "¥1.50", "price": Decimal("7.50"), "doubts": []}
RIGHT = OfferSaid(
    "special_price",
    Numbers(price=Decimal("1.5"), list_price=Decimal(2)),
    text="¥1.50 原价¥2.00",
    depth=Decimal("0.25"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a drawn poster whose price was misread, whose second offer was missed, and a person's word."""
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path / "never"))
    folder = tmp_path / "home"
    folder.mkdir()
    settings = Settings(home=folder)
    engine = make_engine(settings.database)
    migrate(engine)
    files = FileStore(folder / "files", max_bytes=1 << 24)
    picture = draw(*WATER)
    done, data = cv2.imencode(".jpg", picture)
    assert done
    with writing(engine) as session:
        chain = key(ensure_chain(session, "default").id)
        store = create_store(session, chain, "S1", "人民路店")
        boss = create_user(session, chain, "boss", "x", "category_manager")
        gift = {**HALF, "kind": "gift", "text": "清泉", "n": None, "rate": None, "depth": None}
        audit = save_poster(
            session, key(store.id), files.save(data.tobytes()), at=NOW, offers=(WRONG, gift), spec="550ml"
        )
        correct_offer(session, boss, (audit, 0), 0, RIGHT, now=NOW)
        reject_offer(session, boss, (audit, 0), 1, now=NOW)
        half = OfferSaid("second_item", Numbers(n=2, rate=Decimal("0.5")), text="第二件半价")
        add_offer(session, boss, (audit, 0), half, now=NOW)
        doubtful = save_poster(session, key(store.id), files.save(shelf_jpeg()), at=NOW)
        reject_offer(session, boss, (doubtful, 0), 1, now=NOW)
    engine.dispose()
    return folder


def test_the_export_has_the_shape_of_our_labels_and_is_scored(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cases"
    result = CliRunner().invoke(
        app, ["poster", "corrections", "export", "--out", str(out), "--photos", "--home", str(home)]
    )
    assert result.exit_code == 0, result.output
    assert "1 posters" in result.stdout
    assert "1 corrected posters left out" in result.stderr
    document = json.loads((out / "posters.json").read_text(encoding="utf-8"))
    ours = json.loads(LABELS.read_text(encoding="utf-8"))
    assert document.keys() == ours.keys()
    assert document["info"].keys() == ours["info"].keys()
    (case,) = document["posters"]
    pattern = ours["posters"][1]
    assert case.keys() == pattern.keys()
    assert all(line.keys() == pattern["lines"][0].keys() for line in case["lines"])
    assert all(offer.keys() == pattern["offers"][0].keys() for offer in case["offers"])
    assert [(offer["kind"], offer["price"], offer["rate"]) for offer in case["offers"]] == [
        ("special_price", 1.5, None),
        ("second_item", None, 0.5),
    ]
    assert (out / case["photo"]).is_file()
    assert case["photo"].split(".")[0] in {path.name for path in (home / "files").rglob("*")}

    posters.main(
        drawn=240, first=0, engine="rapidocr", out=tmp_path / "r.json", threads=2, labels=out / "posters.json"
    )
    said = capsys.readouterr().out
    assert "posters: 1 posters" in said
    assert "price right       1.000" in said
    assert "offers F1         1.000" in said
    assert "drawn" not in said, "this set alone"
    case["offers"][0]["price"] = 7.5
    (out / "posters.json").write_text(json.dumps(document), encoding="utf-8")
    posters.main(drawn=0, first=0, engine="rapidocr", out=None, threads=2, labels=out / "posters.json")
    assert "not read special_price price=7.5" in capsys.readouterr().out


def test_without_pictures_the_labels_alone(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases"
    arguments = ["poster", "corrections", "export", "--out", str(out), "--home", str(home)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert [path.name for path in out.iterdir()] == ["posters.json"]
    posters.main(drawn=0, first=0, engine="rapidocr", out=None, threads=1, labels=out / "posters.json")


def test_a_category_manager_gets_them_as_a_zip(service: Service) -> None:
    with writing(service.parts.engine) as session:
        rep = find_user(session, "rep")
        assert rep is not None
        store = find_store(session, rep.chain_id, "S1")
        assert store is not None
        sha256 = service.parts.files.save(shelf_jpeg())
        sign = [40.0, 30.0, 240.0, 130.0]
        offer = {**HALF, "xyxy": [50.0, 40.0, 150.0, 60.0]}
        line = {"text": "第二件半价", "xyxy": [50.0, 40.0, 150.0, 60.0], "confidence": 0.5}
        audit = save_poster(
            session, key(store.id), sha256, at=NOW, offers=[offer, offer], xyxy=sign, lines=[line], layer=1
        )
        reject_offer(session, rep, (audit, 0), 1, now=NOW)
        gone = save_poster(session, key(store.id), "e" * 64, at=NOW, offers=[HALF, HALF])
        reject_offer(session, rep, (gone, 0), 1, now=NOW)
    answer = service.client("category").get("/api/posters/cases.zip")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    cases = json.loads(archive.read("posters.json"))["posters"]
    name = f"{sha256}-0.png"
    assert [case["photo"] for case in cases] == [name, f"{'e' * 64}.jpg"]
    assert archive.namelist() == ["posters.json", name], "a photo that is gone is left out"
    picture = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert [picture.shape[1], picture.shape[0]] == cases[0]["size"] == [200, 100]
    assert cases[0]["lines"] == [{"text": "第二件半价", "xyxy": [10, 10, 110, 30]}]
    assert cases[0]["legibility"] == "partly"
    assert [offer["kind"] for offer in cases[0]["offers"]] == ["second_item"]
    bare = service.client("category").get("/api/posters/cases.zip?photos=false")
    assert zipfile.ZipFile(io.BytesIO(bare.content)).namelist() == ["posters.json"]
    assert service.client("rep").get("/api/posters/cases.zip").status_code == 403
