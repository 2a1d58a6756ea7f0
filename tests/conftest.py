"""Fixtures for all tests, and the rule that CI skips nothing it could run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database_url, empty_database_url, engine, migrated_postgres, migrated_sqlite

__all__ = ["database_url", "empty_database_url", "engine", "migrated_postgres", "migrated_sqlite"]

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""The real photos: beside the checkout, never in it."""

MAY_BE_SKIPPED = "torch"
"""Skips whose reason holds this word pass in CI: training has an environment of its own (`make train-env`)."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real photos; the test is skipped where it is not."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real photos (../shared/data) are not on this machine")
    return SHARED_DATA


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None] | pytest.TestReport:
    """Where PAIMIAN_TEST_NO_SKIPS is set (CI), a test that was not run has failed."""
    report: pytest.TestReport = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PAIMIAN_TEST_NO_SKIPS"):
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
        if MAY_BE_SKIPPED not in reason:
            report.outcome = "failed"
            report.longrepr = f"CI must run this test, but it was skipped: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line each why tests were skipped, rather than a line for every test."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} tests {reason[0].lower()}{reason[1:]}")
