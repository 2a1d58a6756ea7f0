"""Tips in zh-CN: for each kind a function from params to title, reason and action."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from catalog.tables_advice import TipKind

Params = Mapping[str, Any]
Sentences = tuple[str, str, str]


def _missing(p: Params) -> Sentences:
    return (
        f"第{p['layer']}层缺 {p['name']}（应有{p['planned']}个排面）",
        _join(f"{_plan(p)}{_place(p)}应有{p['planned']}个排面，照片上没有{_gap(p)}", _sells(p), _loses(p)),
        f"从库房补 {p['name']}，摆到{_place(p)}{_between(p)}，摆满{p['planned']}个排面；库房没有就下单。",
    )


def _too_few(p: Params) -> Sentences:
    return (
        f"{p['name']} 排面不足：{p['seen']}个，应有{p['planned']}个",
        _join(
            f"{_plan(p)}{_place(p)}应有{p['planned']}个排面，照片上{p['seen']}个{_gap(p)}",
            f"{p['instead']} 占了它的位置" if "instead" in p else "",
            _sells(p),
            _gains(p),
        ),
        _first_fetch(p) + f"在{_place(p)}{_between(p)}再补{p['planned'] - p['seen']}个排面。",
    )


def _wrong_product(p: Params) -> Sentences:
    instead = p.get("instead", "别的商品")
    return (
        f"第{p['layer']}层放错：{p['name']} 的位置上是 {instead}",
        _join(
            f"{_plan(p)}{_place(p)}应是 {p['name']}（{p['planned']}个排面），照片上是 {instead}",
            _sells(p),
            _loses(p),
        ),
        f"撤下 {instead}，把 {p['name']} 摆回{_place(p)}{_between(p)}，{p['planned']}个排面。",
    )


def _misplaced(p: Params) -> Sentences:
    found = _at(p, "found_layer", "found_position")
    return (
        f"{p['name']} 放错位置：现在在{found}",
        _join(f"{_plan(p)}应在{_place(p)}，照片上在{found}", _sells(p)),
        f"把 {p['name']} 从{found}移到{_place(p)}{_between(p)}，{p['planned']}个排面。",
    )


def _must_stock(p: Params) -> Sentences:
    placed = "position" in p
    where = f"{_place(p)}{_between(p)}" if placed else "本品类货架"
    least = p.get("min", 1)
    if p["seen"]:
        return (
            f"必分销品 {p['name']} 只有{p['seen']}个排面，至少要{least}个",
            _join(f"必分销清单要求至少{least}个排面，照片上{p['seen']}个{_gap(p)}", _sells(p), _gains(p)),
            f"在{where}再补{least - p['seen']}个排面。",
        )
    wanted = p.get("planned", least)
    return (
        f"必分销品 {p['name']} 缺货",
        _join(f"它在必分销清单上，拍到的本品类货架上没有它{_gap(p)}", _sells(p), _loses(p)),
        f"查库存：有货就摆到{where}，至少{wanted}个排面；没货就下单。",
    )


def _gap_tip(p: Params) -> Sentences:
    return (
        f"第{p['layer']}层 {p['name']} 旁有空位（约{p['held']}个排面）",
        _join(f"{p['name']} 现有{p['seen']}个排面，旁边空着约{p['held']}个", _sells(p), _gains(p)),
        f"给 {p['name']} 补货，把第{p['layer']}层的空位补满。",
    )


def _eye_level(p: Params) -> Sentences:
    here, there = _at(p, "layer", "position"), _at(p, "to_layer", "to_position")
    return (
        f"把畅销的 {p['name']} 移到黄金层（第{p['to_layer']}层）",
        _join(
            f"日销{_number(p['rate'])}件却在第{p['layer']}层",
            f"黄金层上的 {p['swap']} 日销只有{_number(p['swap_rate'])}件",
            _gains(p) + _assumed(p),
        ),
        f"{p['name']}（{here}）与 {p['swap']}（{there}）对调。",
    )


def _brand_block(p: Params) -> Sentences:
    return (
        f"{p['brand']} {p['category']}分散在{p['runs']}处，没有集中陈列",
        f"最大的一处{p['to_facings']}个排面，从{_at(p, 'to_layer', 'to_position')}起；"
        f"{p['name']} 等{p['facings']}个排面单独在{_at(p, 'layer', 'position')}。",
        f"把第{p['layer']}层的{p['facings']}个排面并到{_at(p, 'to_layer', 'to_position')}旁边。",
    )


def _share(p: Params) -> Sentences:
    return (
        f"{p['category']} 我方排面占比 {p['share']}%，目标 {p['target']}%",
        _join(
            f"{p['whole']}个排面中我方{p['facings']}个；把未识别的都算我方、再计入识别误差，最多 {p['high']}%",
            _gains(p),
        ),
        f"再争取{p['short']}个排面，优先给卖得快的商品。",
    )


def _floor_stack(p: Params) -> Sentences:
    until = f"，到{_day(p['until'])}" if "until" in p else ""
    theirs = f"（力度{p['rival_pct']}%，我司{p['own_pct']}%）" if "rival_pct" in p else ""
    return (
        f"请为 {p['name']} 加一个堆头{until}",
        _join(f"竞品 {p['rival']} 正在{p['mechanic']['zh-CN']}{theirs}", "品类经理已批准", _gains(p)),
        f"在入口或主通道摆一个 {p['name']} 的堆头，摆好后拍一张照片。",
    )


SENTENCES: Final[Mapping[TipKind, Callable[[Params], Sentences]]] = {
    "missing": _missing,
    "too_few": _too_few,
    "wrong_product": _wrong_product,
    "misplaced": _misplaced,
    "must_stock": _must_stock,
    "gap": _gap_tip,
    "eye_level": _eye_level,
    "brand_block": _brand_block,
    "share": _share,
    "floor_stack": _floor_stack,
}


def _plan(p: Params) -> str:
    return f"按棚格图「{p['plan']}」，" if p.get("plan") else ""


def _place(p: Params) -> str:
    return _at(p, "layer", "position")


def _at(p: Params, layer: str, position: str) -> str:
    return f"第{p[layer]}层左起第{p[position]}位"


def _between(p: Params) -> str:
    sides = [f"{side}边是 {p[key]}" for key, side in (("left", "左"), ("right", "右")) if key in p]
    return f"（{'，'.join(sides)}）" if sides else ""


def _first_fetch(p: Params) -> str:
    return f"先把{_at(p, 'found_layer', 'found_position')}的移回来；" if "found_layer" in p else ""


def _gap(p: Params) -> str:
    return "，那里是空位" if p.get("gap") else ""


def _sells(p: Params) -> str:
    return f"日销约{_number(p['rate'])}件" if "rate" in p else ""


def _loses(p: Params) -> str:
    return f"估计每天少卖 {p['value']} 元" if _worth(p) else ""


def _gains(p: Params) -> str:
    return f"估计每天能多卖 {p['value']} 元" if _worth(p) else ""


def _assumed(p: Params) -> str:
    return f"（假定黄金层多卖 {_number(p['lift'])}%）" if _worth(p) and "lift" in p else ""


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"


def _number(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _worth(p: Params) -> bool:
    return float(p.get("value", 0)) > 0


def _join(*parts: str) -> str:
    return "；".join(part for part in parts if part) + "。"
