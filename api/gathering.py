"""Unknown groups of all stores gathered into questions, audit by audit, when there is time.

Read, compute, write, as advice is (`api.advising`): an audit waits with `gathered_at` empty until its groups are in
their questions. The questions' vectors are kept in memory, by chain, and only what changed is read again. Vectors of
another embedder than the one in use are never compared: groups that it saw stay without a question, and its open
questions wait for an answer without growing.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import numpy as np
from sqlalchemy import Engine

from api.pictures import Pictures
from api.storage import FileMissing
from catalog.database import reading, writing
from catalog.queries_audits import AuditRow, get_audit
from catalog.queries_skus import ReferencePicture
from catalog.queries_unknowns import (
    Changed,
    audits_to_gather,
    best_pictures,
    groups_without_question,
    newest_audit_of,
    questions_changed,
)
from catalog.rows import key
from catalog.tables_seen import ShelfGroup
from catalog.unknowns import Choice, gather_audit
from catalog.vectors import stack
from vision.boxes import Floats
from vision.crops import cut
from vision.errors import PhotoError
from vision.eyes import Eyes
from vision.looks import Look, describe
from vision.merging import most_alike, which_question

_LOG: Final = logging.getLogger("paimian.unknowns")
_LOOKS: Final = 1000
_LOOKED_AT: Final = 20
_PAUSE_SECONDS: Final = 60.0


class Questions:
    """The vectors of one chain's questions: `means` (Q, D) of length 1, zeros where no group may join."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.newest: datetime | None = None
        self._row: dict[int, int] = {}
        self._held = np.empty((0, 0), np.float32)

    @property
    def means(self) -> Floats:
        """(Q, D), as many as `ids`."""
        return self._held[: len(self.ids)]

    def near(self, vectors: Floats) -> list[list[int]]:
        """The ids of the questions most like each of (G, D) vectors, best first."""
        if not self.ids:
            return [[] for _ in vectors]
        return [[self.ids[row] for row in most_alike(alike)] for alike in vectors @ self.means.T]

    def mean(self, unknown_id: int) -> Floats:
        """The (D,) mean of one of `ids`."""
        out: Floats = self._held[self._row[unknown_id]]
        return out

    def take(self, changed: Changed) -> None:
        """Put in what is new or different."""
        if not changed.ids:
            return
        new = [one for one in changed.ids if one not in self._row]
        room, need = len(self._held), len(self.ids) + len(new)
        if need > room or self._held.shape[1] == 0:
            grown = np.zeros((max(need, room * 2, 64), changed.means.shape[1]), np.float32)
            if room:
                grown[: len(self.ids)] = self.means
            self._held = grown
        for one in new:
            self._row[one] = len(self.ids)
            self.ids.append(one)
        rows = [self._row[one] for one in changed.ids]
        self._held[rows] = changed.means * np.array(changed.joinable, np.float32)[:, None]
        self.newest = (
            changed.newest if self.newest is None else max(self.newest, changed.newest or self.newest)
        )


@dataclass(frozen=True)
class _Rival:
    """A question that a group may belong to."""

    choice: Choice
    mean: Floats
    picture: ReferencePicture | None


class Gatherer:
    """Puts unknown groups to questions, one audit at a time in this process."""

    def __init__(self, engine: Engine, pictures: Pictures, eyes: Eyes, clock: Callable[[], datetime]) -> None:
        self._engine, self._pictures, self._eyes, self._clock = engine, pictures, eyes, clock
        self._lock = threading.Lock()
        self._questions: dict[int, Questions] = {}
        self._failed: dict[int, tuple[int, float]] = {}
        self._look = lru_cache(_LOOKS)(self._make_look)

    def catch_up(self) -> bool:
        """Gather one audit that waits for it; False when none does, or each failed a moment ago."""
        with reading(self._engine) as session:
            waiting = audits_to_gather(session, limit=_LOOKED_AT + len(self._failed))
        for audit_id in waiting:
            if self._failed.get(audit_id, (0, 0.0))[1] <= time.monotonic():
                return self._try(audit_id)
        return False

    def gather(self, audit_id: int) -> None:
        """Put an audit's unknown groups to the questions that they belong to, or begin new ones; again is as once.

        Raises:
            NotFound: audit_not_found.
        """
        embedder = self._eyes.stamp("embedder").sha256
        with self._lock:
            with reading(self._engine) as session:
                row = get_audit(session, audit_id)
                groups: tuple[ShelfGroup, ...] = ()
                if _seen_by(row, embedder) and newest_audit_of(session, key(row.photo.id)) == audit_id:
                    groups = groups_without_question(session, audit_id)
            chain_id = row.store.chain_id
            choices = self._choose(chain_id, row.photo.sha256, groups) if groups else []
            with writing(self._engine) as session:
                gather_audit(session, chain_id, audit_id, embedder, choices, now=self._clock())

    def questions(self, chain_id: int) -> Questions:
        """The chain's questions as they are now."""
        kept = self._questions.setdefault(chain_id, Questions())
        embedder = self._eyes.stamp("embedder").sha256
        with reading(self._engine) as session:
            kept.take(questions_changed(session, chain_id, embedder, kept.newest))
        return kept

    def _try(self, audit_id: int) -> bool:
        try:
            self.gather(audit_id)
        except Exception:
            _LOG.exception("unknown products of audit %s were not gathered; tried again later", audit_id)
            tries = self._failed.get(audit_id, (0, 0.0))[0] + 1
            self._failed[audit_id] = tries, time.monotonic() + _PAUSE_SECONDS * 2 ** min(tries, 10)
            return False
        self._failed.pop(audit_id, None)
        return True

    def _choose(self, chain_id: int, sha256: str, groups: tuple[ShelfGroup, ...]) -> list[Choice]:
        """Each group against the questions that there are, and those that groups before it begin."""
        known, vectors = self.questions(chain_id), stack([group.vector for group in groups])
        near = known.near(vectors)
        with reading(self._engine) as session:
            shown = best_pictures(session, {one for some in near for one in some})
        crops = [ReferencePicture(sha256, _box(group)) for group in groups]
        choices: list[Choice] = []
        for place, some in enumerate(near):
            begun = [n for n, one in enumerate(choices) if one.unknown_id is None and one.begins is None]
            own = [begun[row] for row in most_alike(vectors[begun] @ vectors[place])] if begun else []
            rivals = [
                _Rival(Choice(key(groups[place].id), unknown_id=one), known.mean(one), shown.get(one))
                for one in some
            ]
            rivals += [_Rival(Choice(key(groups[place].id), begins=n), vectors[n], crops[n]) for n in own]
            answer = self._which(vectors[place], rivals, crops[place])
            choices.append(Choice(key(groups[place].id)) if answer is None else rivals[answer].choice)
        return choices

    def _which(self, vector: Floats, rivals: list["_Rival"], crop: ReferencePicture) -> int | None:
        if not rivals:
            return None

        def look_at(row: int) -> Look | None:
            picture = rivals[row].picture
            return None if picture is None else self._look(picture)

        means = np.stack([rival.mean for rival in rivals])
        return which_question(vector, means, lambda: self._look(crop), look_at, self._eyes.embedder.curves)

    def _make_look(self, picture: ReferencePicture) -> Look | None:
        try:
            bgr = self._pictures.upright(picture.sha256)
        except (FileMissing, FileNotFoundError, PhotoError):
            return None
        return describe(bgr if picture.xyxy is None else cut(bgr, np.array(picture.xyxy)))


def _seen_by(row: AuditRow, embedder: str) -> bool:
    if row.audit.state != "done" or row.photo.kind != "shelf":
        return False
    return any(model.get("sha256") == embedder for model in row.audit.models or ())


def _box(group: ShelfGroup) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = group.best_xyxy
    return x1, y1, x2, y2
