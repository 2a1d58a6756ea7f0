"""Tips in English: for each kind a function from params to title, reason and action."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from catalog.tables_advice import TipKind

Params = Mapping[str, Any]
Sentences = tuple[str, str, str]


def _missing(p: Params) -> Sentences:
    return (
        f"Layer {p['layer']}: {p['name']} is missing ({_facings(p['planned'])} planned)",
        _join(
            f"{_plan(p)} has {_facings(p['planned'])} {_place(p)}; the photo shows none{_gap(p)}",
            _sells(p),
            _loses(p),
        ),
        f"Fetch {p['name']} from the back room and fill {_facings(p['planned'])} {_place(p)}{_between(p)}; "
        "order it if there is none.",
    )


def _too_few(p: Params) -> Sentences:
    return (
        f"{p['name']} has {_facings(p['seen'])} instead of {p['planned']}",
        _join(
            f"{_plan(p)} has {_facings(p['planned'])} {_place(p)}; the photo shows {p['seen']}{_gap(p)}",
            f"{p['instead']} stands in its place" if "instead" in p else "",
            _sells(p),
            _gains(p),
        ),
        f"Add {_facings(p['planned'] - p['seen'])} {_place(p)}{_between(p)}{_first_fetch(p)}.",
    )


def _wrong_product(p: Params) -> Sentences:
    instead = p.get("instead", "another product")
    return (
        f"Layer {p['layer']}: {instead} stands in the place of {p['name']}",
        _join(
            f"{_plan(p)} has {_facings(p['planned'])} of {p['name']} {_place(p)}; the photo shows {instead}",
            _sells(p),
            _loses(p),
        ),
        f"Take {instead} away and put {_facings(p['planned'])} of {p['name']} back {_place(p)}{_between(p)}.",
    )


def _misplaced(p: Params) -> Sentences:
    found = _at(p, "found_layer", "found_position")
    return (
        f"{p['name']} is in the wrong place: now {found}",
        _join(f"{_plan(p)} has it {_place(p)}; the photo shows it {found}", _sells(p)),
        f"Move {p['name']}, {_facings(p['planned'])}, to its place {_place(p)}{_between(p)}.",
    )


def _must_stock(p: Params) -> Sentences:
    placed = "position" in p
    where = f"{_place(p)}{_between(p)}" if placed else "on its category's shelf"
    least = p.get("min", 1)
    if p["seen"]:
        return (
            f"Must-stock {p['name']} has {_facings(p['seen'])}, at least {least} wanted",
            _join(
                f"The must-stock list asks for {_facings(least)}; the photos show {p['seen']}{_gap(p)}",
                _sells(p),
                _gains(p),
            ),
            f"Add {_facings(least - p['seen'])} {where}.",
        )
    wanted = p.get("planned", least)
    return (
        f"Must-stock {p['name']} is missing",
        _join(
            f"It is on the must-stock list; its category was photographed without it{_gap(p)}",
            _sells(p),
            _loses(p),
        ),
        f"Look for it in the back room and give it {_facings(wanted)} {where}; order it if there is none.",
    )


def _gap_tip(p: Params) -> Sentences:
    return (
        f"Layer {p['layer']}: bare shelf beside {p['name']} (about {_facings(p['held'])})",
        _join(
            f"{p['name']} has {_facings(p['seen'])}; beside it about {p['held']} more would fit",
            _sells(p),
            _gains(p),
        ),
        f"Restock {p['name']} and fill the gap on layer {p['layer']}.",
    )


def _eye_level(p: Params) -> Sentences:
    here, there = _at(p, "layer", "position"), _at(p, "to_layer", "to_position")
    return (
        f"Move best seller {p['name']} to eye level (layer {p['to_layer']})",
        _join(
            f"It sells {_number(p['rate'])} a day on layer {p['layer']}",
            f"{p['swap']} at eye level sells {_number(p['swap_rate'])}",
            _gains(p) + _assumed(p),
        ),
        f"Let {p['name']} ({here}) and {p['swap']} ({there}) change places.",
    )


def _brand_block(p: Params) -> Sentences:
    return (
        f"{p['brand']}, {p['category'] or 'all products'}: stands in {p['runs']} places instead of one block",
        f"The largest run has {_facings(p['to_facings'])}, from {_spot(p, 'to_layer', 'to_position')}; "
        f"{_facings(p['facings'])} ({p['name']}) {'stands' if p['facings'] == 1 else 'stand'} apart "
        f"{_at(p, 'layer', 'position')}.",
        f"Bring {_facings(p['facings'])} from layer {p['layer']} to the block at "
        f"{_spot(p, 'to_layer', 'to_position')}.",
    )


def _share(p: Params) -> Sentences:
    return (
        f"{p['category'] or 'Shelf'}: our share is {p['share']} %, the target {p['target']} %",
        _join(
            f"{p['facings']} of {_facings(p['whole'])} are ours; with all unknown ones counted as ours and miscounts "
            f"allowed for, at most {p['high']} %",
            _gains(p),
        ),
        f"Win {_facings(p['short'])} more, for the fastest sellers first.",
    )


def _floor_stack(p: Params) -> Sentences:
    until = f", until {_day(p['until'])}" if "until" in p else ""
    theirs = f" (depth {p['rival_pct']} %, ours {p['own_pct']} %)" if "rival_pct" in p else ""
    return (
        f"Build a floor stack of {p['name']}{until}",
        _join(
            f"The rival {p['rival']} runs {p['mechanic']['en']}{theirs}",
            "the category manager approved the stack",
            _gains(p),
        ),
        f"Stack {p['name']} at the entrance or on the main aisle, then take a photo of it.",
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


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%B} {day.day}"


def _facings(count: int) -> str:
    return f"{count} facing" if count == 1 else f"{count} facings"


def _plan(p: Params) -> str:
    return f"The plan «{p['plan']}»" if p.get("plan") else "The plan"


def _place(p: Params) -> str:
    return _at(p, "layer", "position")


def _at(p: Params, layer: str, position: str) -> str:
    return f"on {_spot(p, layer, position)}"


def _spot(p: Params, layer: str, position: str) -> str:
    return f"layer {p[layer]}, place {p[position]} from the left"


def _between(p: Params) -> str:
    sides = [f"{word} {p[key]}" for key, word in (("left", "right of"), ("right", "left of")) if key in p]
    return f" ({', '.join(sides)})" if sides else ""


def _first_fetch(p: Params) -> str:
    return f", those {_at(p, 'found_layer', 'found_position')} first" if "found_layer" in p else ""


def _gap(p: Params) -> str:
    return ", the place is bare" if p.get("gap") else ""


def _sells(p: Params) -> str:
    return f"it sells about {_number(p['rate'])} a day" if "rate" in p else ""


def _loses(p: Params) -> str:
    return f"about {p['value']} a day is lost" if _worth(p) else ""


def _gains(p: Params) -> str:
    return f"worth about {p['value']} a day" if _worth(p) else ""


def _assumed(p: Params) -> str:
    """Tips of old do not say what they took eye level to add."""
    return f", if eye level adds {_number(p['lift'])} % (assumed)" if _worth(p) and "lift" in p else ""


def _number(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _worth(p: Params) -> bool:
    return float(p.get("value", 0)) > 0


def _join(*parts: str) -> str:
    text = "; ".join(part for part in parts if part)
    return text[0].upper() + text[1:] + "."
