"""The only place that reads the environment: what an operator may choose, with defaults that work at once."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PushScheme = Literal["wecombot", "dingtalk", "feishu", "lark", "mailto", "mailtos", "json", "jsons"]
"""Kinds of address that somebody looked at (`api.push_address`); Apprise has a hundred more, some run programs."""
EngineChoice = Literal["both", "rapidocr", "tesseract"]
_HOST: Final = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_PACKAGED_MODELS: Final = Path(__file__).resolve().parents[1] / "models" / "weights"


class Settings(BaseSettings):
    """Read from `PAIMIAN_*` (e.g. `PAIMIAN_HOME`); arguments of the constructor win over the environment."""

    model_config = SettingsConfigDict(env_prefix="PAIMIAN_", frozen=True, extra="ignore")

    home: Path = Field(default=Path("~/.paimian"), validate_default=True, description="data folder")
    database_url: str = Field(default="", description="empty: SQLite in the data folder")
    models_dir: Path = Field(default=_PACKAGED_MODELS, description="folder with registry.json and weights")
    device: Literal["cpu", "cuda"] = "cpu"
    threads: int = Field(default=0, ge=0, description="threads of a network; 0: every core")
    ocr_engine: EngineChoice = Field(
        default="both",
        description="who reads posters: both (Tesseract checks the digits), rapidocr or tesseract",
    )
    shelf_talkers: bool = Field(
        default=False,
        description="read posters and shelf-talkers on shelf photos too: a few seconds more a photo",
    )
    workers: int = Field(default=1, ge=0, le=64, description="photos looked at at once; 0: serve only")
    max_upload_mb: int = Field(default=30, ge=1, le=500)
    max_scans_mb: int = Field(default=2100, ge=1, le=100_000, description="largest file of daily sales")
    max_pixels: int = Field(default=80_000_000, ge=1_000_000)
    timezone: str = Field(
        default="Asia/Shanghai", description="whose days photos and planograms go by (IANA name)"
    )
    session_hours: float = Field(default=24 * 14, gt=0, description="how long a sign-in lasts")
    session_idle_hours: float = Field(
        default=24 * 7, ge=0, description="a session that nobody used for so long has ended; 0: never"
    )
    secure_cookie: bool = Field(default=False, description="set it where the service is behind https")
    trusted_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="origins, parted by commas, that may write with a cookie besides the service's own address",
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.1", "::1"),
        description="addresses of proxies whose X-Forwarded-For and -Proto are believed",
    )
    sign_in_failures: int = Field(default=8, ge=1, description="wrong passwords a user and minute")
    changes_kept_days: int = Field(
        default=1096, ge=183, description="so long the record of who changed what is kept"
    )
    lease_seconds: float = Field(default=60, gt=0, description="how long a silent worker keeps its audit")
    sweep_seconds: float = Field(default=60, gt=0, description="how often lost audits are looked for")
    poll_seconds: float = Field(
        default=2, gt=0, description="how often work of other processes is looked for"
    )
    stop_seconds: float = Field(default=10, ge=0, description="how long a stop waits for photos in work")
    max_attempts: int = Field(default=3, ge=1, description="an audit that killed so many workers fails")
    tips_per_store: int = Field(
        default=5, ge=1, le=50, description="so many tips are open in a store at most"
    )
    tip_hours: float = Field(
        default=72,
        gt=0,
        le=24 * 60,
        description="how long a tip or alert may stay open before it is escalated",
    )

    night_hour: int = Field(
        default=6,
        ge=-1,
        le=23,
        description="from this hour on the tills of the day before are judged; -1: never",
    )
    push_schemes: Annotated[tuple[PushScheme, ...], NoDecode] = Field(
        default=(),
        description="kinds of address that notifications may go to, parted by commas; none: no push",
    )
    push_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host[:port] of the web-hooks and mail servers that they may go to"
    )
    digest_hour: int = Field(default=8, ge=0, le=23, description="when daily digests are sent")
    public_url: str = Field(default="", description="where people reach the service, for links in messages")

    @field_validator("home", "models_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise ValueError(f"expected an IANA time zone, got {value!r}") from error

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(f"expected an address that begins with http:// or https://, got {value!r}")
        return value.rstrip("/")

    @field_validator("push_hosts")
    @classmethod
    def _host_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not _HOST.fullmatch(host.lower()):
                raise ValueError(f"expected exact names as hooks.example.com or 10.0.0.5:8080, got {host!r}")
        return tuple(host.lower() for host in value)

    @field_validator("trusted_origins", "proxies", "push_schemes", "push_hosts", mode="before")
    @classmethod
    def _parted(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @property
    def session_idle(self) -> timedelta | None:
        """How long a session may lie unused; None: as long as it lasts."""
        return timedelta(hours=self.session_idle_hours) if self.session_idle_hours else None

    @property
    def database(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'paimian.db'}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days go by."""
        return ZoneInfo(self.timezone)

    @property
    def registry(self) -> Path:
        """The list of model files."""
        return self.models_dir / "registry.json"

    @property
    def max_upload_bytes(self) -> int:
        """The largest file that is taken."""
        return self.max_upload_mb * 1024 * 1024
