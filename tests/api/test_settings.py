"""What an operator may say in the environment."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings


def test_the_environment_is_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path))
    monkeypatch.setenv("PAIMIAN_WORKERS", "3")
    monkeypatch.setenv("PAIMIAN_TRUSTED_ORIGINS", "https://a.example, https://b.example")
    settings = Settings(workers=5)
    assert settings.home == tmp_path
    assert settings.workers == 5
    assert settings.trusted_origins == ("https://a.example", "https://b.example")
    assert settings.database == f"sqlite:///{tmp_path / 'paimian.db'}"
    assert settings.registry.name == "registry.json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "-1"),
        ("DEVICE", "tpu"),
        ("MAX_UPLOAD_MB", "lots"),
        ("LEASE_SECONDS", "0"),
        ("TIMEZONE", "Mars/Olympus"),
    ],
)
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PAIMIAN_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_a_tilde_is_the_users_home() -> None:
    assert Settings(home=Path("~/x")).home == Path.home() / "x"
