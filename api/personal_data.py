"""A person's data as a ZIP: what every table says of them as JSON, on request their photos, and a README."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from sqlmodel import Session

from api.i18n import LOCALES, has_message, translate
from api.storage import FileMissing, FileStore
from catalog.queries_personal import Mention, mentions_of, photo_files_of
from catalog.rows import key
from catalog.tables import User

_TOPIC: Final = "personal.of."
_CHUNK: Final = 1 << 20
_ENDINGS: Final = {"image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif"}


@dataclass(frozen=True)
class PersonalData:
    """What is to be packed; photos by sha256 and content type, none unless they were asked for."""

    username: str
    made_at: datetime
    mentions: tuple[Mention, ...]
    photos: tuple[tuple[str, str], ...]


def personal_data(session: Session, user: User, *, photos: bool, now: datetime) -> PersonalData:
    """Everything on this person."""
    number = key(user.id)
    files = photo_files_of(session, number) if photos else ()
    return PersonalData(user.username, now, tuple(mentions_of(session, number)), files)


def zipped_data(data: PersonalData, files: FileStore) -> Iterator[bytes]:
    """The ZIP in pieces; it grows on disk, not in memory. Photos whose files are gone are left out."""
    with tempfile.TemporaryFile() as file:
        _zip(data, files, file)
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def file_name(mention: Mention) -> str:
    """Where a table's rows lie in the ZIP."""
    return f"{mention.table}.{mention.column}.json" if mention.table != "app_user" else "profile.json"


def _zip(data: PersonalData, files: FileStore, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(data))
        for mention in data.mentions:
            if mention.rows:
                text = json.dumps(mention.rows, ensure_ascii=False, indent=1, default=_plain)
                archive.writestr(file_name(mention), text)
        for sha256, kind in data.photos:
            try:
                picture = files.get(sha256)
            except FileMissing:
                continue
            archive.writestr(f"photos/{sha256}.{_ENDINGS.get(kind, 'jpg')}", picture, zipfile.ZIP_STORED)


def _readme(data: PersonalData) -> str:
    lines: list[str] = []
    for locale in LOCALES:
        when = data.made_at.isoformat(timespec="seconds")
        lines += [translate(locale, "personal.readme", username=data.username, when=when), ""]
        for mention in data.mentions:
            name = f"{_TOPIC}{mention.table}.{mention.column}"
            words = translate(locale, name) if has_message(name) else f"{mention.table}.{mention.column}"
            if mention.rows:
                lines.append(f"- {file_name(mention)}: {words} ({len(mention.rows)})")
        lines += ["", ""]
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)
