"""Labels that were corrected elsewhere, brought back: photos found by our names, changes written as corrections."""

import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from api.dataset_formats import LABEL_FORMATS
from api.dataset_matching import PhotoChange, changes, same_shape
from api.dataset_names import LabelNames
from api.dataset_source import ZipSource
from api.dataset_values import BadItem, Format, LabelPhoto, Source, last_name
from api.shelf_correcting import correct_shelf, settle
from catalog.database import reading, writing
from catalog.errors import CatalogError, Conflict
from catalog.queries_advised import hold_audit
from catalog.queries_audits import AuditRow, get_audit
from catalog.queries_datasets import all_sku_facts, audits_of_photos, boxes_of
from catalog.rows import key
from catalog.shelf_corrections import Speaker, undo_batch

_OURS: Final = re.compile(r"(?:(\d{1,18})-)?([0-9a-f]{64})")


@dataclass
class LabelsImported:
    """What became of a file of labels: counts of boxes, names that nobody knows, what was left out.

    `batch` takes all of it back; None where nothing changed, or only a trial was asked for.
    """

    batch: str | None = None
    photos: int = 0
    same: int = 0
    moved: int = 0
    named: int = 0
    added: int = 0
    removed: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    bad: list[BadItem] = field(default_factory=list)
    audits: list[int] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Corrections that this makes."""
        return self.moved + self.named + self.added + self.removed


@dataclass(frozen=True)
class Importer:
    """Who imports, for which chain, and when."""

    engine: Engine
    chain_id: int
    user_id: int | None
    at: datetime

    def run(self, source: Source, format: Format, *, dry_run: bool) -> LabelsImported:
        """Read the labels and correct the photos, each in a transaction of its own; good ones in, bad ones listed.

        Photos that the file does not name stay as they are.

        Raises:
            Invalid: `bad_labels`, when nothing can be read of it.
        """
        read = LABEL_FORMATS[format].read(source)
        done = LabelsImported(bad=list(read.bad))
        with reading(self.engine) as session:
            names = LabelNames(sku for sku, _ in all_sku_facts(session, self.chain_id))
            audits = self._audits(session, read.photos, source, done)
        batch = secrets.token_hex(16)
        speaker = Speaker(self.user_id, self.at, "import", batch)
        for photo, row in audits:
            size_wh = row.photo.width or 1, row.photo.height or 1
            if not same_shape(photo.size_wh, size_wh):
                size = f"{photo.size_wh[0]:g}x{photo.size_wh[1]:g}"
                done.bad.append(
                    BadItem(
                        "", photo.name, "other_shape", {"size": size, "ours": f"{size_wh[0]}x{size_wh[1]}"}
                    )
                )
                continue
            try:
                found = self._photo(photo, row, names, None if dry_run else speaker)
            except CatalogError as error:
                done.bad.append(BadItem("", photo.name, error.code))
                continue
            _add(done, found, photo, key(row.audit.id))
        if done.changed and not dry_run:
            done.batch = batch
        return done

    def _photo(
        self, photo: LabelPhoto, row: AuditRow, names: LabelNames, speaker: Speaker | None
    ) -> PhotoChange:
        audit_id = key(row.audit.id)
        size_wh = row.photo.width or 1, row.photo.height or 1
        with reading(self.engine) if speaker is None else writing(self.engine) as session:
            if speaker is not None:
                hold_audit(session, audit_id)
            ours = boxes_of(session, [audit_id])[audit_id]
            found = changes(ours, photo, size_wh, names)
            if found.count("remove") == len(ours) and not found.count("add"):
                raise Conflict("last_product", audit=audit_id)
            if speaker is not None and found.words:
                correct_shelf(session, get_audit(session, audit_id), found.words, speaker)
            return found

    def _audits(
        self, session: Session, photos: Sequence[LabelPhoto], source: Source, done: LabelsImported
    ) -> list[tuple[LabelPhoto, AuditRow]]:
        """The photos that we know: by the sha256 in the name, the picture's own bytes, the name as it was sent."""
        ours = {photo.name: _OURS.search(photo.name) for photo in photos}
        sha256s = {name: match[2] for name, match in ours.items() if match is not None}
        if isinstance(source, ZipSource):
            pictures = {last_name(name): name for name in source.names()}
            for name in ours:
                if name not in sha256s and name in pictures:
                    sha256s[name] = source.sha256(pictures[name])
        rows = audits_of_photos(
            session,
            self.chain_id,
            sha256s=sha256s.values(),
            names=[p.name for p in photos if ours[p.name] is None],
        )
        by_bytes: dict[str, list[AuditRow]] = {}
        by_name: dict[str, list[AuditRow]] = {}
        for row in {key(row.audit.id): row for row in rows}.values():
            by_bytes.setdefault(row.photo.sha256, []).append(row)
            by_name.setdefault(row.photo.file_name, []).append(row)
        found = []
        for photo in photos:
            match = ours[photo.name]
            several = by_bytes.get(sha256s.get(photo.name, ""), []) or by_name.get(photo.name, [])
            if match is not None and match[1] and len(several) > 1:
                near = get_photo_of(session, int(match[1]))
                several = [row for row in several if row.photo.id == near] or several
            if len(several) == 1:
                found.append((photo, several[0]))
            else:
                done.bad.append(BadItem("", photo.name, "several_photos" if several else "no_photo"))
        return found


def get_photo_of(session: Session, audit_id: int) -> int | None:
    """The photo that an audit looked at, if there is such an audit."""
    try:
        return get_audit(session, audit_id).photo.id
    except CatalogError:
        return None


def undo_import(engine: Engine, chain_id: int, batch: str, *, now: datetime) -> tuple[int, ...]:
    """Take a whole file of labels back; ids of the audits that it had changed.

    Raises:
        NotFound: import_not_found.
        Conflict: last_product.
    """
    with writing(engine) as session:
        changed = undo_batch(session, chain_id, batch, now=now)
        for audit_id in changed:
            settle(session, get_audit(session, audit_id))
    return changed


def _add(done: LabelsImported, found: PhotoChange, photo: LabelPhoto, audit_id: int) -> None:
    done.photos += 1
    done.same += found.same
    done.moved += found.count("move")
    done.named += found.count("name")
    done.added += found.count("add")
    done.removed += found.count("remove")
    done.unknown += found.unknown
    if found.words:
        done.audits.append(audit_id)
    if found.too_small:
        done.bad.append(BadItem("", photo.name, "too_small", {"boxes": found.too_small}))
