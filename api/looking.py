"""One photo looked at as what it was sent as: shelf, poster, panorama. Read, compute, hand over what is to be saved."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from api.drafting import draft_report
from api.gallery import GalleryCache
from api.judging import local_day
from api.panorama import judge_panorama
from api.pipeline import audit_shelf, gallery_of
from api.poster_drafting import draft_poster_audit
from api.poster_words import rows_to_find, words_of
from api.posters import audit_poster
from api.settings import Settings
from catalog.database import reading
from catalog.picture_saving import PictureJudged, finish_picture_audit
from catalog.poster_draft import PosterAuditDraft
from catalog.poster_saving import finish_poster_audit
from catalog.queries_audits import AuditRow
from catalog.queries_queue import Claim
from catalog.reports import ReportDraft
from catalog.reports_saving import finish_audit
from catalog.tables import PhotoKind
from vision.eyes import Eyes
from vision.posters_engines import PosterEngines

OnStep = Callable[[str], None]
Found = ReportDraft | PosterAuditDraft | PictureJudged


class Looker:
    """The models that look, and what they must know of the catalogue; safe to share between threads."""

    def __init__(
        self, settings: Settings, engine: Engine, eyes: Eyes, readers: PosterEngines, gallery: GalleryCache
    ) -> None:
        self._settings, self._engine, self._eyes = settings, engine, eyes
        self._readers, self._gallery = readers, gallery

    def look(self, row: AuditRow, data: bytes, on_step: OnStep) -> Found:
        """What the photo shows; `on_step` is told the steps of its kind (`api.progress`).

        Raises:
            PhotoError: the bytes are no usable photo.
            NothingSeen: a shelf's photo without a product. A poster without text is a result.
        """
        if row.photo.kind == "poster":
            return self._poster(row, data, on_step)
        if row.photo.kind == "panorama":
            return judge_panorama(data, max_pixels=self._settings.max_pixels, on_step=on_step)
        return self._shelf(row, data, on_step)

    def stamps(self, kind: PhotoKind) -> list[dict[str, Any]]:
        """The models that look at photos of this kind."""
        models = {"shelf": self._eyes.models, "poster": self._readers.models, "panorama": ()}[kind]
        return [asdict(stamp) for stamp in models]

    def _shelf(self, row: AuditRow, data: bytes, on_step: OnStep) -> ReportDraft:
        facts = self._gallery.facts(row.store.chain_id)
        outcome = audit_shelf(
            data,
            facts,
            self._eyes,
            self._gallery.look,
            photo_name=row.photo.file_name,
            max_pixels=self._settings.max_pixels,
            on_step=on_step,
            reader=self._readers.reader if self._settings.shelf_talkers or row.photo.talkers else None,
            today=local_day(row.photo, self._settings.zone),
        )
        # signs are read once: nothing looks at their digits again
        readers = [one for one in self._readers.models if one.kind != "digit_reader"]
        models = (*self._eyes.models, *(readers if outcome.talkers is not None else ()))
        return draft_report(outcome, facts, models)

    def _poster(self, row: AuditRow, data: bytes, on_step: OnStep) -> PosterAuditDraft:
        facts = self._gallery.facts(row.store.chain_id)
        with reading(self._engine) as session:
            rows = rows_to_find(session, row.store.chain_id)
        seen = audit_poster(
            data,
            self._readers,
            words_of(rows),
            photo_name=row.photo.file_name,
            max_pixels=self._settings.max_pixels,
            eyes=self._eyes,
            gallery=gallery_of(facts, self._gallery.look),
            today=local_day(row.photo, self._settings.zone),
            on_step=on_step,
        )
        models = (*self._readers.models, *(self._eyes.models if facts.vector_skus else ()))
        return draft_poster_audit(seen, models, facts.catalog_version)


def save_found(session: Session, claim: Claim, found: Found, *, now: datetime) -> bool:
    """Save what a look found and end the audit; False, and nothing saved, when the claim is lost.

    Raises:
        NotFound: `sku_not_found`.
    """
    if isinstance(found, PosterAuditDraft):
        return finish_poster_audit(session, claim, found, now=now)
    if isinstance(found, PictureJudged):
        return finish_picture_audit(session, claim, found, now=now)
    return finish_audit(session, claim, found, now=now)
