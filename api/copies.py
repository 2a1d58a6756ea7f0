"""Looking for earlier photos that show the same picture: once a photo, before it is audited.

Only photos that were there before are looked at, so of two that come in at once the later finds the earlier: hashes
are kept in the transaction that takes a photo in.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from api.settings import Settings
from api.storage import FileMissing, FileStore
from catalog.database import reading, writing
from catalog.likeness import Found, candidates, note_likenesses
from catalog.photo_looks import keep_look
from catalog.queries_audits import AuditRow
from catalog.queries_likeness import Candidate, look_of
from catalog.rows import key
from catalog.tables import Photo
from vision.errors import PhotoError
from vision.likeness import CANDIDATE_BITS_MOST, Picture, lay_over, phash, view
from vision.photo import decode_photo

_LOG: Final = logging.getLogger("paimian.copies")


class CopyFinder:
    """Finds copies of photos; safe to share between threads."""

    def __init__(
        self, settings: Settings, engine: Engine, files: FileStore, clock: Callable[[], datetime]
    ) -> None:
        self._max_pixels, self._engine, self._files, self._clock = (
            settings.max_pixels,
            engine,
            files,
            clock,
        )

    def try_find(self, row: AuditRow, data: bytes) -> None:
        """The same for whoever has more important things to do: a failure is logged and the audit goes on."""
        try:
            self.find(row, data)
        except Exception:
            _LOG.exception("copies of photo %s were not looked for", row.photo.id)

    def find(self, row: AuditRow, data: bytes) -> int:
        """Compare the photo with earlier ones and keep what shows the same; how many of them are news.

        Raises:
            PhotoError: the bytes are no usable photo.
        """
        photo_id, chain_id = key(row.photo.id), row.store.chain_id
        with reading(self._engine) as session:
            look = look_of(session, photo_id)
        value = phash(self._decode(data)) if look is None else look.phash % 2**64
        if look is None:  # taken in before there were hashes
            with writing(self._engine) as session:
                keep_look(session, photo_id, chain_id, value)
        with reading(self._engine) as session:
            others = candidates(session, row.photo, chain_id, value, most_bits=CANDIDATE_BITS_MOST)
        if not others:
            return 0
        mine = view(self._decode(data)) if any(not one.same for one in others) else None
        found = [
            Found(key(one.photo.id), "same" if one.same else "near", one.bits)
            for one in others
            if one.same or (mine is not None and self._is_copy(row.photo, mine, one))
        ]
        with writing(self._engine) as session:
            return note_likenesses(session, photo_id, found, now=self._clock())

    def _is_copy(self, photo: Photo, mine: Picture, one: Candidate) -> bool:
        """Pixels decide. A copy may have been turned a little on its way into another store; but two photos of the same
        shelf, or of one printed poster, may differ by just that."""
        try:
            other = view(self._decode(self._files.get(one.photo.sha256)))
        except (FileMissing, PhotoError):
            return False
        posters = "poster" in (photo.kind, one.photo.kind)
        elsewhere = one.photo.store_id != photo.store_id
        return lay_over(mine, other).same_picture(turned=elsewhere and not posters)

    def _decode(self, data: bytes) -> Picture:
        return decode_photo(data, max_pixels=self._max_pixels).bgr
