"""Files of tills as files: many transactions, broken off and sent again, two at once, memory, what nights see of it."""

import os
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from catalog import scan_import
from catalog.database import reading, writing
from catalog.errors import Invalid
from catalog.queries_aside import feed_coming, scan_files
from catalog.queries_till import late_from, newest_feed
from catalog.scan_import import Feed, Progress, begin_scan_file, import_scan_file
from catalog.tables_history import DailyScan
from catalog.tables_till import ScanAside
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)
ROWS = "".join(
    f"{store},{sku},2026-11-{day:02},{day}\n"
    for day in range(1, 25)
    for store in ("S001", "S002", "S777")
    for sku in ("C1", "C2", "N8")
)


def feed(company: Company, name: str = "till.csv") -> Feed:
    return Feed(company.chain_id, NOW, TODAY, ZoneInfo("Asia/Shanghai"), name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "till.csv"
    path.write_text("store,sku,date,units\n" + ROWS)
    return path


@pytest.fixture
def _in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a big file: 64 parts, each a transaction."""
    monkeypatch.setattr(scan_import, "_SMALL_BYTES", 1)


def silent(progress: Progress) -> None:
    pass


def all_rows(
    engine: Engine,
) -> tuple[set[tuple[int, int, date, Decimal]], set[tuple[str, str, date, Decimal]]]:
    with reading(engine) as session:
        kept = {(r.store_id, r.sku_id, r.day, r.units) for r in session.exec(select(DailyScan))}
        aside = {(r.store_word, r.sku_word, r.day, r.units) for r in session.exec(select(ScanAside))}
    return kept, aside


@pytest.mark.usefixtures("_in_parts")
def test_broken_off_and_sent_again_is_as_if_sent_once(engine: Engine, company: Company, path: Path) -> None:
    told: list[Progress] = []

    def break_off(progress: Progress) -> None:
        told.append(progress)
        if progress.step == "write":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_scan_file(engine, feed(company), path, break_off)
    some, _ = all_rows(engine)
    assert not some, "the part whose end nobody heard of is taken back"
    with reading(engine) as session:
        assert feed_coming(session, company.chain_id, NOW)
        (file,) = scan_files(session, company.chain_id)
        assert (file.first_day, file.last_day, file.rows) == (date(2026, 11, 1), date(2026, 11, 24), 216)
    done = import_scan_file(engine, feed(company), path, told.append)
    assert (done.kept, done.aside) == (96, 120)
    assert [step.step for step in told if step.fraction == 1.0][-1] == "write"
    once = all_rows(engine)
    assert (len(once[0]), len(once[1])) == (96, 120)
    import_scan_file(engine, feed(company), path, silent)
    assert all_rows(engine) == once
    with reading(engine) as session:
        assert not feed_coming(session, company.chain_id, NOW)


@pytest.mark.usefixtures("_in_parts")
def test_a_night_beside_an_import_sees_the_rest_as_late(engine: Engine, company: Company, path: Path) -> None:
    seen: list[int] = []

    def night(progress: Progress) -> None:
        with reading(engine) as session:
            seen.append(newest_feed(session, company.chain_id))

    import_scan_file(engine, feed(company), path, night)
    with reading(engine) as session:
        late = late_from(session, company.chain_id, seen[-1], TODAY)
        assert late == date(2026, 11, 1)
        assert late_from(session, company.chain_id, newest_feed(session, company.chain_id), TODAY) is None


def test_two_imports_at_once(engine: Engine, company: Company, tmp_path: Path) -> None:
    """Rows of one key in both: one of the two words stays, whole; nothing is lost, and neither waits for ever."""
    lines = ROWS.splitlines()
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text("store,sku,date,units\n" + "\n".join(lines) + "\n")
    paths[1].write_text("store,sku,date,units\n" + "\n".join(reversed(lines)) + "\n")
    errors: list[BaseException] = []

    def run(path: Path) -> None:
        try:
            for _ in range(3):
                import_scan_file(engine, feed(company, path.name), path, silent)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not errors
    kept, aside = all_rows(engine)
    assert (len(kept), len(aside)) == (96, 120)
    assert all(units == day.day for _, _, day, units in kept)


def test_a_refused_file_says_so_in_the_list(engine: Engine, company: Company, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("门店,日期,销量\nS001,2026-11-24,1\n")
    with writing(engine) as session:
        number = begin_scan_file(session, feed(company, "wrong.csv"))
    with pytest.raises(Invalid):
        import_scan_file(engine, feed(company), path, silent, number)
    with reading(engine) as session:
        (file,) = scan_files(session, company.chain_id)
        assert (file.id, file.name) == (number, "wrong.csv")
        assert file.report["refused"]["reason"] == "missing_column"
        assert not feed_coming(session, company.chain_id, NOW)


def test_a_process_killed_in_the_middle_leaves_what_can_be_sent_again(
    database_url: str, engine: Engine, company: Company, path: Path
) -> None:
    program = dedent(f"""
        import os
        from datetime import UTC, date, datetime
        from pathlib import Path
        from zoneinfo import ZoneInfo
        from catalog import scan_import
        from catalog.database import make_engine
        scan_import._SMALL_BYTES = 1
        parts = []
        def told(progress):
            parts.append(progress)
            if progress.step == "write" and len(parts) > 2:
                os.kill(os.getpid(), 9)
        scan_import.import_scan_file(
            make_engine({database_url!r}),
            scan_import.Feed({company.chain_id}, datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 25),
                             ZoneInfo("Asia/Shanghai"), "till.csv"),
            Path({str(path)!r}), told)
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr.decode()
    import_scan_file(engine, feed(company), path, silent)
    kept, aside = all_rows(engine)
    assert (len(kept), len(aside)) == (96, 120)
    assert all(units == day.day for _, _, day, units in kept)


def test_sixty_megabytes_take_little_memory(tmp_path: Path, migrated_sqlite: Path) -> None:
    """A file ten times as large takes no more: what is held is a chunk and a part."""
    program = dedent("""
        import shutil, sys
        from datetime import UTC, date, datetime, timedelta
        from pathlib import Path
        from zoneinfo import ZoneInfo
        from catalog.database import make_engine, writing
        from catalog.scan_import import Feed, import_scan_file
        from tests.catalog.conftest import found_company
        folder, template, megabytes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
        shutil.copy(template, folder / "paimian.db")
        engine = make_engine(f"sqlite:///{folder / 'paimian.db'}")
        with writing(engine) as session:
            company = found_company(session)
        path = folder / "till.csv"
        days = [date(2026, 11, 24) - timedelta(days=n) for n in range(900)]
        pad = "清泉纯净水" * 12
        block = "".join(f"S001,C1,{day},1,{pad}\\n" for day in days)
        with path.open("w") as out:
            out.write("store,sku,date,units,name\\n")
            while out.tell() < megabytes * 1_000_000:
                out.write(block)
        feed = Feed(company.chain_id, datetime(2026, 11, 25, tzinfo=UTC), date(2026, 11, 25),
                    ZoneInfo("Asia/Shanghai"), "till.csv")
        done = import_scan_file(engine, feed, path, lambda progress: None)
        assert done.kept == 900 and done.bad_rows == 0, done
        # Not ru_maxrss: a child begins with its parent's, and a test run is large.
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        print(int(status["VmHWM"].split()[0]) // 1024)
    """)
    peaks = []
    for megabytes in (20, 60):
        folder = tmp_path / str(megabytes)
        folder.mkdir()
        arguments = [sys.executable, "-c", program, str(folder), str(migrated_sqlite), str(megabytes)]
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(
            arguments, capture_output=True, check=False, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}
        )
        assert done.returncode == 0, done.stderr.decode()
        peaks.append(int(done.stdout.split()[-1]))
    print(f"peak memory: {peaks[0]} and {peaks[1]} MiB")
    assert peaks[1] < 700
    assert peaks[1] < peaks[0] + 120
