"""Visits as a workbook: a row a visit, a column a question, so that nobody has to merge files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from catalog.queries_visit_lines import VisitLine
from catalog.table_export import Cell, table_workbook
from catalog.visit_form import FormField

Locale = Literal["zh-CN", "en"]
TITLES: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": (
        "编号", "门店编码", "门店名称", "城市", "商圈", "拜访人", "账号", "开始", "提交",
        "在店分钟", "状态", "时间来源",
        "全景照片", "货架照片", "海报照片", "纬度", "经度", "精度（米）",
    ),
    "en": (
        "visit", "store code", "store", "city", "trade area", "person", "username", "begun", "submitted", "minutes",
        "state", "time by", "panoramas", "shelf photos", "poster photos", "latitude", "longitude", "accuracy m",
    ),
}  # fmt: skip
_SAID: Final[Mapping[Locale, Mapping[str, str]]] = {
    "zh-CN": {"open": "未提交", "submitted": "已提交", "phone": "手机", "service": "服务器"},
    "en": {"open": "open", "submitted": "submitted", "phone": "phone", "service": "service"},
}


def visits_workbook(lines: Sequence[VisitLine], *, locale: Locale, zone: ZoneInfo) -> bytes:
    """Times in the zone's clock; questions after the fixed columns, those asked last first, in the words of their
    newest form (a key is one column, whatever its label became)."""
    fields = asked_fields(lines)
    titles = (*TITLES[locale], *(each.said(locale) for each in fields))
    title = "拜访记录" if locale == "zh-CN" else "visits"
    return table_workbook(title, titles, _rows(lines, fields, locale, zone))


def asked_fields(lines: Sequence[VisitLine]) -> list[FormField]:
    """Every question of these visits once, by key: as the newest of their forms puts it."""
    forms = {line.visit.form_id or 0: line.form for line in lines}
    found: dict[str, FormField] = {}
    for form_id in sorted(forms, reverse=True):
        for each in forms[form_id].fields:
            found.setdefault(each.key, each)
    return list(found.values())


def _rows(
    lines: Sequence[VisitLine], fields: Sequence[FormField], locale: Locale, zone: ZoneInfo
) -> Iterator[tuple[Cell, ...]]:
    said = _SAID[locale]
    for line in lines:
        visit, ended = line.visit, line.visit.submitted_at
        minutes = None if ended is None else round((ended - visit.started_at).total_seconds() / 60)
        yield (
            visit.id,
            line.store.code,
            line.store.name,
            line.store.city,
            line.store.trade_area,
            line.user.full_name or line.user.username,
            line.user.username,
            _clock(visit.started_at, zone),
            None if ended is None else _clock(ended, zone),
            minutes,
            said["open" if ended is None else "submitted"],
            said["service" if visit.started_at == visit.received_at else "phone"],
            *(line.photos.get(kind, 0) for kind in ("panorama", "shelf", "poster")),
            visit.latitude,
            visit.longitude,
            visit.accuracy_m,
            *(visit.answers.get(each.key, "") for each in fields),
        )


def _clock(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of the zone: a workbook knows none."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)
