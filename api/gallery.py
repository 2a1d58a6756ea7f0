"""The catalogue as the embedder in use sees it: vectors that are missing are made, what was loaded is kept."""

import threading
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from api.storage import FileStore
from catalog.database import reading, writing
from catalog.queries_people import catalog_version
from catalog.queries_skus import ReferencePicture, ShelfFacts, load_shelf_facts, missing_embeddings
from catalog.skus import save_embeddings
from catalog.tables import Reference
from vision.boxes import Floats
from vision.crops import cut
from vision.errors import PhotoError
from vision.eyes import Eyes
from vision.looks import REFERENCE_SIDE, Look, describe
from vision.photo import decode_photo
from vision.see import embed_reference, look_at_reference
from vision.twins import find_twins

_BATCH: Final = 50
_LOOKS: Final = 1000
"""References kept ready in memory, about 250 KB each."""


class GalleryCache:
    """Shelf facts by chain, loaded anew when the chain's catalogue version is another."""

    def __init__(self, engine: Engine, files: FileStore, eyes: Eyes) -> None:
        self._engine, self._files, self._eyes = engine, files, eyes
        self._lock = threading.Lock()
        self._facts: dict[int, ShelfFacts] = {}
        self._twins: dict[int, tuple[int, tuple[tuple[int, int, float], ...]]] = {}
        self.look = lru_cache(_LOOKS)(self._look)
        """A reference's picture made ready, or None where it is gone or broken."""

    def facts(self, chain_id: int) -> ShelfFacts:
        """The chain's catalogue, complete for the embedder in use; one caller at a time loads, the rest wait."""
        with self._lock:
            known = self._facts.get(chain_id)
            with reading(self._engine) as session:
                version = catalog_version(session, chain_id)
            if known is not None and known.catalog_version == version:
                return known
            embed_missing(self._engine, self._files, self._eyes, chain_id)
            with reading(self._engine) as session:
                fresh = load_shelf_facts(session, chain_id, self._eyes.stamp("embedder").sha256)
            self._facts[chain_id] = fresh
            return fresh

    def twins(self, chain_id: int) -> tuple[tuple[int, int, float], ...]:
        """Pairs of references of different SKUs that look nearly the same, by their ids, the most alike first."""
        facts = self.facts(chain_id)
        with self._lock:
            version, known = self._twins.get(chain_id, (-1, ()))
            if version != facts.catalog_version:
                ids = facts.reference_ids
                found = find_twins(facts.vectors, facts.vector_skus)
                known = tuple((ids[one], ids[other], cosine) for one, other, cosine in found)
                self._twins[chain_id] = facts.catalog_version, known
            return known

    def _look(self, picture: ReferencePicture) -> Look | None:
        bgr = _picture(picture.sha256, self._files)
        if bgr is None:
            return None
        return (
            look_at_reference(bgr)
            if picture.xyxy is None
            else describe(cut(bgr, np.array(picture.xyxy)), REFERENCE_SIDE)
        )


def embed_missing(engine: Engine, store: FileStore, eyes: Eyes, chain_id: int) -> int:
    """Embed the chain's references that this embedder has not seen; how many. Nothing to do costs one query.

    Pictures are read and embedded between two short transactions. A picture that is gone or broken is left out and
    tried again next time.
    """
    embedder = eyes.stamp("embedder").sha256
    done = 0
    tried: set[int] = set()
    while True:
        with reading(engine) as session:
            waiting = missing_embeddings(session, embedder, chain_id=chain_id, limit=_BATCH + len(tried))
        todo = [r for r in waiting if r.id is not None and r.id not in tried]
        if not todo:
            return done
        tried.update(r.id for r in todo if r.id is not None)
        vectors = {r.id: v for r in todo if r.id is not None and (v := _vector(r, store, eyes)) is not None}
        if vectors:
            with writing(engine) as session:
                save_embeddings(session, chain_id, embedder, vectors)
            done += len(vectors)


def _vector(reference: Reference, store: FileStore, eyes: Eyes) -> Floats | None:
    bgr = _picture(reference.image_sha256, store)
    if bgr is None:
        return None
    if reference.xyxy is None:
        return embed_reference(bgr, eyes)
    vector: Floats = eyes.embedder(bgr, np.array([reference.xyxy], np.float32))[0]
    return vector


def _picture(sha256: str, store: FileStore) -> npt.NDArray[np.uint8] | None:
    try:
        return decode_photo(store.get(sha256)).bgr
    except (FileNotFoundError, PhotoError):
        return None
