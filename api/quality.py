"""How good the models' names are: checks by chance, what people corrected, what moved; read and put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from sqlmodel import Session

from alerts.model_quality import PHOTOS_LEAST, Count, Level, Move, Share, level, moved, wilson
from catalog.queries_photo_weeks import PhotoSeen, photos_of_weeks
from catalog.queries_quality import Checked, checks_since, corrected_since, other_corrections

WEEKS: Final = 8
WEEK: Final = timedelta(days=7)
PHOTOS_A_WEEK: Final = 400
"""Drawn by chance: the error of a share over so many photos is far below what anybody would act on."""
WEEKLY_LEAST: Final = 10
"""Answers of a week that make a point of the trend."""
SINCE: Final = timedelta(days=56)


@dataclass(frozen=True)
class CategoryQuality:
    """A category: checks by chance, and what people said by themselves; `probability_pct` is the models' own."""

    category: str
    checks: Share
    probability: Level | None
    confirmed: int
    corrected: int


@dataclass(frozen=True)
class Figure:
    """Something seen every week, in per cent (None: no photos), and whether it moved lately."""

    key: str
    category: str
    weekly: tuple[Level | None, ...]
    moved: Move | None


@dataclass(frozen=True)
class ModelQuality:
    """All that the page says; weeks are seven days each, the last one ends today."""

    weeks: tuple[date, ...]
    categories: tuple[CategoryQuality, ...]
    checks: Share
    weekly_checks: tuple[Share, ...]
    figures: tuple[Figure, ...]
    models: tuple[str, ...]
    photos: tuple[int, ...]
    corrections: dict[str, int]

    @property
    def comparable(self) -> bool:
        """Whether there are photos enough to tell a change of the last week from chance."""
        return min(self.photos[-1], sum(self.photos[-5:-1])) >= PHOTOS_LEAST


def model_quality(session: Session, chain_id: int, *, now: datetime) -> ModelQuality:
    """Checks of eight weeks, photos of eight weeks drawn by chance (the same ones all day long)."""
    ends = [now - WEEK * back for back in range(WEEKS - 1, -1, -1)]
    bounds = [(end - WEEK, end) for end in ends]
    # the newest week holds what came this minute
    bounds[-1] = bounds[-1][0], now + timedelta(days=1)
    rng = Random(f"{chain_id} {now.date()}")
    weeks = photos_of_weeks(session, chain_id, rng, bounds, most=PHOTOS_A_WEEK)
    checks = checks_since(session, chain_id, now - SINCE)
    corrected = corrected_since(session, chain_id, now - SINCE)
    by_category = {one.category: one for one in corrected}
    names = {check.category for check in checks} | set(by_category)
    names |= {category for some in weeks for photo in some for category in photo.named}
    lately = [one for some in weeks[-4:] for one in some]
    return ModelQuality(
        weeks=tuple(end.date() for end in ends),
        categories=tuple(
            CategoryQuality(
                name,
                _share([one for one in checks if one.category == name]),
                level([_probability(one, name) for one in lately]),
                by_category[name].confirmed if name in by_category else 0,
                by_category[name].corrected if name in by_category else 0,
            )
            for name in sorted(names)
        ),
        checks=_share(checks),
        weekly_checks=tuple(
            _share([one for one in checks if since < _utc(one.at) <= until], WEEKLY_LEAST)
            for since, until in bounds
        ),
        figures=(
            _figure("unknown", "", weeks, lambda one: Count(one.unknown, one.facings)),
            _figure("probability", "", weeks, _all_probability),
            _figure("quality", "", weeks, lambda one: Count(1 - one.quality_ok, 1)),
            *(
                _figure("probability", name, weeks, lambda one, name=name: _probability(one, name))  # type: ignore[misc]
                for name in sorted(names)
            ),
        ),
        models=tuple(_models(some) for some in weeks),
        photos=tuple(len(some) for some in weeks),
        corrections=other_corrections(session, chain_id, now - SINCE),
    )


def _figure(
    key: str, category: str, weeks: Sequence[Sequence[PhotoSeen]], count: Callable[[PhotoSeen], Count]
) -> Figure:
    """The newest week against the four before it."""
    weekly = tuple(level([count(one) for one in some]) for some in weeks)
    before = level([count(one) for some in weeks[-5:-1] for one in some])
    return Figure(key, category, weekly, moved(before, weekly[-1]))


def _probability(one: PhotoSeen, category: str) -> Count:
    groups, probability = one.named.get(category, (0, 0.0))
    return Count(probability, groups)


def _all_probability(one: PhotoSeen) -> Count:
    return Count(sum(p for _, p in one.named.values()), sum(groups for groups, _ in one.named.values()))


def _share(checks: Sequence[Checked], least: int | None = None) -> Share:
    right = sum(one.correct for one in checks)
    return wilson(right, len(checks)) if least is None else wilson(right, len(checks), least=least)


def _models(photos: Sequence[PhotoSeen]) -> str:
    return ", ".join(sorted({one.embedder for one in photos if one.embedder}))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
