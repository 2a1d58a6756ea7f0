"""Batches for training the embedder: degraded views of known, look-alike and invented products."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedder_bank import SIZE, Bank
from models.embedder_degrade import clean_view, make_twin, shelf_view
from models.embedder_held import held_view, shelf_ground

VIEWS: Final = 4
"""Views of one identity in a batch."""
HELD: Final = 0.8
"""Share of pack shots' second views that are shown held before a shelf; of shelf crops a quarter of that."""
GROUND_PX: Final = 160
PLAINLY_OTHER: Final = 14.0
"""Groups of one photo whose mean Lab colours differ by more than this are different products for sure."""


class Batch(NamedTuple):
    """``canvases`` (B, S, S, 3) BGR uint8; ``identity`` (B,); ``unsure`` (B, B): pairs that teach nothing."""

    canvases: NDArray[np.uint8]
    identity: NDArray[np.int64]
    unsure: NDArray[np.bool_]


@dataclass(frozen=True)
class Source:
    """A bank with its indices: items by identity, identities by photo, mean colours by identity."""

    bank: Bank
    members: dict[int, NDArray[np.int64]] = field(init=False)
    by_photo: list[NDArray[np.int64]] = field(init=False)
    colours: dict[int, NDArray[np.float32]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the bank."""
        order = np.argsort(self.bank.identity, kind="stable")
        names, starts = np.unique(self.bank.identity[order], return_index=True)
        members = dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
        photo_of = np.array([self.bank.photo[items[0]] for items in members.values()])
        object.__setattr__(self, "members", members)
        object.__setattr__(self, "by_photo", [names[photo_of == p] for p in np.unique(photo_of)])
        object.__setattr__(self, "colours", {})

    def colour(self, identity: int) -> NDArray[np.float32]:
        """Mean Lab colour in 4×3 places of an identity's first crop, (4, 3, 3)."""
        if identity not in self.colours:
            item = int(self.members[identity][0])
            x1, y1, x2, y2 = self.bank.boxes[item].round().astype(int)
            crop = self.bank.picture(item)[max(y1, 0) : y2, max(x1, 0) : x2]
            small = cv2.resize(crop, (3, 4), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
            self.colours[identity] = cv2.cvtColor(small, cv2.COLOR_BGR2Lab).astype(np.float32)
        return self.colours[identity]


class Slot(NamedTuple):
    """One identity in a batch: where its views come from, what it may be confused with."""

    source: Source
    identity: int
    photo: tuple[int, int]
    twin: NDArray[np.uint8] | None
    boxed: bool


@dataclass(frozen=True)
class Sampler:
    """Draws batches. Shelf sources give whole photos' worth of neighbours, named ones give classes.

    The first shelf source also lends the grounds before which products are held.

    ``named`` holds (source, identities per batch): phone pictures and drawn packs, where every identity is certain
    and a photo (family) is drawn as a whole; ``shelves`` holds (source, photos, groups per photo, twins per photo).
    """

    named: Sequence[tuple[Source, int]]
    shelves: Sequence[tuple[Source, int, int, int]]

    def batch(self, rng: np.random.Generator) -> Batch:
        """A fresh batch."""
        slots = [slot for source, count in self.named for slot in _named_slots(source, count, rng)]
        for number, (source, photos, groups, twins) in enumerate(self.shelves):
            for photo in rng.choice(len(source.by_photo), photos, replace=False):
                slots += _shelf_slots(source, (number, int(photo)), groups, twins, rng)
        canvases = np.empty((len(slots) * VIEWS, SIZE, SIZE, 3), np.uint8)
        for place, slot in enumerate(slots):
            _draw_views(slot, canvases[place * VIEWS : (place + 1) * VIEWS], self._grounds(), rng)
        unsure = np.kron(_unsure(slots), np.ones((VIEWS, VIEWS), np.bool_))
        return Batch(canvases, np.repeat(np.arange(len(slots)), VIEWS), unsure)

    def _grounds(self) -> Bank:
        return (self.shelves[0][0] if self.shelves else self.named[0][0]).bank


def _named_slots(source: Source, count: int, rng: np.random.Generator) -> list[Slot]:
    chosen: list[int] = []
    for photo in rng.permutation(len(source.by_photo)):
        chosen += rng.permutation(source.by_photo[photo]).tolist()
        if len(chosen) >= count:
            break
    boxed = bool((source.bank.photo >= 0).all())
    return [Slot(source, identity, (-1, -1), None, boxed) for identity in chosen[:count]]


def _shelf_slots(
    source: Source, photo: tuple[int, int], groups: int, twins: int, rng: np.random.Generator
) -> list[Slot]:
    there = source.by_photo[photo[1]]
    weight = np.array([1.0 if len(source.members[int(i)]) == 1 else 3.0 for i in there])
    take = min(groups, len(there))
    chosen = rng.choice(there, take, replace=False, p=weight / weight.sum())
    slots = [Slot(source, int(identity), photo, None, True) for identity in chosen]
    for identity in chosen[:twins]:
        donor = source.bank.picture(int(source.members[int(rng.choice(chosen))][0]))
        item = int(source.members[int(identity)][0])
        twin = make_twin(source.bank.picture(item), source.bank.boxes[item], donor, rng)
        slots.append(Slot(source, int(identity), photo, twin, True))
    return slots


def _draw_views(slot: Slot, canvases: NDArray[np.uint8], grounds: Bank, rng: np.random.Generator) -> None:
    bank, items = slot.source.bank, slot.source.members[slot.identity]
    picks = rng.choice(items, len(canvases), replace=len(items) < len(canvases))
    if slot.twin is not None:
        picks[:] = items[0]
    clean = items[bank.clean[items]]
    held = rng.random() < (HELD if len(clean) else HELD / 4)
    if len(clean):
        picks[0] = clean[0]
        if held:
            picks[1] = clean[0]
    for view, (item, canvas) in enumerate(zip(picks, canvases, strict=True)):
        picture = bank.picture(int(item)) if slot.twin is None else slot.twin
        box = bank.boxes[int(item)]
        if bank.clean[item] and view == 0 and rng.random() < 0.7:
            clean_view(picture, box, canvas, rng)
        elif view == 1 and held and (slot.boxed or bank.clean[item]):
            held_view(picture, box, shelf_ground(grounds, GROUND_PX, rng), canvas, rng)
        elif slot.boxed or bank.clean[item]:
            shelf_view(picture, box, canvas, rng)
        else:
            shelf_view(picture, _about_the_middle(box, rng), canvas, rng, tilt=2.5)


def _about_the_middle(box: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A crop of a whole phone picture: from all of it to its middle half."""
    side = np.array([box[2] - box[0], box[3] - box[1]])
    part = side * (rng.uniform(0.5, 1), rng.uniform(0.75, 1))
    centre = (box[:2] + box[2:]) / 2 + (side - part) * rng.uniform(-0.35, 0.35, 2)
    return np.concatenate([centre - part / 2, centre + part / 2]).astype(np.float32)


def _unsure(slots: Sequence[Slot]) -> NDArray[np.bool_]:
    """(P, P): slots of one photo that may be the same product without our knowing."""
    out = np.zeros((len(slots), len(slots)), np.bool_)
    for i, a in enumerate(slots):
        for j in range(i + 1, len(slots)):
            b = slots[j]
            if a.photo != b.photo or a.photo == (-1, -1):
                continue
            if a.twin is not None or b.twin is not None:
                doubtful = a.identity != b.identity
            else:
                gap = a.source.colour(a.identity) - b.source.colour(b.identity)
                doubtful = bool(np.sqrt((gap**2).sum(axis=-1)).mean() < PLAINLY_OTHER)
            out[i, j] = out[j, i] = doubtful
    return out
