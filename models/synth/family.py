"""Unlimited fictional brands, each with siblings that differ by flavour or by spec alone: food for an embedder."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np

from models.synth.colours import darker, hsv, ink_on, lighter, mix
from models.synth.motifs import MOTIFS
from models.synth.sku import LAYOUTS, PANELS, PLATES, Bgr, Look, Shape, Sku, gtin13

SYLLABLES: Final = (
    "泉屿砚岫牧朵净岚橙叶茗汀禾穗浪薯兔汤釜柚棠溪苔澜杉桐笙荻蔻霁鹿鲸雀蝉萤糯咔嗞渺沐絮黛槿芷芽迹朔迩澄泠"
)
TAILS: Final = ("", "", "", "坊", "集", "记", "庄", "记", "物语", "优")
SLOGANS: Final = (
    "清爽一口",
    "真果好味",
    "每日新鲜",
    "山野好水",
    "慢火熬制",
    "温和不伤手",
    "香脆到底",
    "家的味道",
    "轻盈无负担",
    "匠心原叶",
    "深层洁净",
    "牧场直达",
    "现摘现榨",
    "劲道爽滑",
    "自然留香",
)


@dataclass(frozen=True)
class Kind:
    """What a category sells: the body, its sizes (spec, width, height, depth mm) and the flavours."""

    category: str
    nouns: tuple[str, ...]
    flavours: tuple[str, ...]
    shapes: tuple[Shape, ...]
    sizes: tuple[tuple[str, int, int, int], ...]


KINDS: Final = (
    Kind(
        "饮料",
        ("气泡水", "果汁", "苏打水", "电解质水"),
        ("白桃", "青柠", "荔枝", "西柚", "原味", "葡萄"),
        ("bottle",),
        (("330ml", 58, 170, 58), ("500ml", 65, 218, 65), ("900ml", 82, 262, 82), ("1.25L", 92, 306, 92)),
    ),
    Kind(
        "饮料",
        ("汽水", "功能饮料", "啤酒"),
        ("可乐", "橙味", "原味", "青苹果"),
        ("can",),
        (("250ml", 53, 134, 53), ("330ml", 58, 146, 58), ("500ml", 66, 168, 66)),
    ),
    Kind(
        "茶饮",
        ("乌龙茶", "红茶", "绿茶", "花茶"),
        ("无糖", "低糖", "蜜桃", "柠檬"),
        ("bottle",),
        (("500ml", 64, 220, 64), ("600ml", 68, 226, 68), ("1.25L", 92, 308, 92)),
    ),
    Kind(
        "乳品",
        ("纯牛奶", "酸奶", "豆奶", "燕麦奶"),
        ("原味", "高钙", "草莓", "低脂"),
        ("brick", "gable", "box"),
        (("200ml", 48, 118, 38), ("250ml", 62, 108, 42), ("950ml", 72, 232, 72), ("12×250ml", 262, 130, 196)),
    ),
    Kind(
        "乳品",
        ("风味酸奶", "凝酪"),
        ("原味", "蓝莓", "黄桃"),
        ("pot",),
        (("100g", 62, 70, 62), ("200g", 74, 92, 74)),
    ),
    Kind(
        "零食",
        ("薯片", "虾条", "米饼", "坚果"),
        ("原味", "番茄", "海苔", "烧烤", "麻辣"),
        ("bag", "tube", "doypack"),
        (("70g", 165, 225, 60), ("135g", 205, 285, 75), ("104g", 76, 232, 76)),
    ),
    Kind(
        "方便面",
        ("牛肉面", "拌面", "米粉", "拉面"),
        ("红烧", "香辣", "番茄", "酸菜"),
        ("cup", "bag", "box"),
        (("105g", 148, 108, 148), ("120g", 152, 118, 152), ("5×100g", 205, 160, 130)),
    ),
    Kind(
        "洗护",
        ("洗衣液", "洗洁精", "沐浴露", "洗发水"),
        ("薰衣草", "柠檬", "洋甘菊", "海盐"),
        ("jug", "pump", "doypack"),
        (("500g", 82, 190, 55), ("1kg", 98, 248, 70), ("2kg", 152, 282, 98)),
    ),
    Kind(
        "日化",
        ("牙膏", "香皂", "纸巾", "创可贴"),
        ("薄荷", "竹炭", "草本", "亮白"),
        ("box",),
        (("90g", 168, 42, 34), ("120g", 192, 48, 38), ("180g", 205, 56, 42), ("3包", 128, 92, 80)),
    ),
)


def random_sku_family(rng: np.random.Generator) -> tuple[Sku, ...]:
    """One new brand: 2 to 5 siblings, alike but for flavour (colours, motif, name) or spec (text, size)."""
    kind = KINDS[int(rng.integers(len(KINDS)))]
    brand = "".join(SYLLABLES[int(i)] for i in rng.integers(len(SYLLABLES), size=2)) + str(rng.choice(TAILS))
    noun, shape = str(rng.choice(kind.nouns)), kind.shapes[int(rng.integers(len(kind.shapes)))]
    look = random_look(rng, shape)
    flavours = [str(f) for f in rng.permutation(kind.flavours)[: int(rng.integers(1, 4))]]
    sizes = [
        kind.sizes[int(i)] for i in sorted(rng.permutation(len(kind.sizes))[: 2 if len(flavours) < 3 else 1])
    ]
    family: list[Sku] = []
    for flavour in flavours:
        dressed = look if not family else _other_flavour(look, rng)
        for spec, width, height, depth in sizes:
            twelve = f"6900{int(rng.integers(10**8)):08d}"
            price = (Decimal(int(rng.integers(25, 600))) / 10).quantize(Decimal("0.01"))
            name = f"{flavour}{noun}"
            family.append(
                Sku(
                    f"R{twelve[4:]}",
                    brand,
                    name,
                    spec,
                    kind.category,
                    gtin13(twelve),
                    bool(rng.integers(2)),
                    price,
                    width,
                    height,
                    depth,
                    dressed,
                )
            )
    return tuple(family)


def random_look(rng: np.random.Generator, shape: Shape) -> Look:
    """A print nobody has seen before, in colours that go together, on a body of `shape`."""
    hue = float(rng.random())
    pale = rng.random() < 0.3
    ground = (
        hsv(hue, rng.uniform(0.03, 0.2), rng.uniform(0.9, 1.0))
        if pale
        else hsv(hue, rng.uniform(0.5, 0.95), rng.uniform(0.4, 0.95))
    )
    apart = float(rng.choice([0.0, 0.08, 0.33, 0.5, 0.6]))
    second = (
        hsv(hue + apart, rng.uniform(0.3, 0.95), rng.uniform(0.45, 1.0))
        if rng.random() < 0.7
        else (250, 250, 250)
    )
    accent = hsv(
        hue + float(rng.choice([0.1, 0.15, 0.45, 0.55])), rng.uniform(0.5, 0.95), rng.uniform(0.6, 1.0)
    )
    plate = hsv(
        float(rng.choice([0.0, 0.6, 0.33, hue, hue + 0.5, 0.95])),
        rng.uniform(0.6, 1.0),
        rng.uniform(0.35, 0.9),
    )
    clear = bool(rng.random() < 0.6)
    return Look(
        shape=shape,
        ground=ground,
        second=second,
        accent=accent,
        ink=_ink(ground),
        plate=PLATES[int(rng.integers(len(PLATES)))],
        plate_ground=plate,
        plate_ink=ink_on(plate),
        panel=PANELS[int(rng.integers(len(PANELS)))],
        layout=int(rng.integers(LAYOUTS)),
        motif=str(rng.choice(list(MOTIFS))),
        motif_colour=hsv(rng.random(), rng.uniform(0.5, 0.95), rng.uniform(0.5, 0.95)),
        body=_body(rng, ground, clear),
        cap=hsv(float(rng.choice([hue, hue + 0.5, 0.6, 0.0])), rng.choice([0.0, 0.8]), rng.uniform(0.4, 1.0)),
        clear=clear,
        slogan=str(rng.choice(SLOGANS)),
        seed=int(rng.integers(2**31)),
    )


def _ink(ground: Bgr) -> Bgr:
    return ink_on(ground, dark=darker(ground, 0.75))


def _body(rng: np.random.Generator, ground: Bgr, clear: bool) -> Bgr:
    if clear:
        return hsv(rng.random(), rng.uniform(0.05, 0.8), rng.uniform(0.45, 0.9))
    return mix(ground, lighter(ground, 0.6), float(rng.random()))


def _other_flavour(look: Look, rng: np.random.Generator) -> Look:
    """The sibling's print: same design, other colours and mostly another motif; a third keep the ground."""
    fresh = random_look(rng, look.shape)
    motif = str(rng.choice(list(MOTIFS))) if rng.random() < 0.6 else look.motif
    changed = replace(
        look,
        second=fresh.second,
        accent=fresh.accent,
        motif=motif,
        motif_colour=fresh.motif_colour,
        cap=fresh.cap,
        seed=int(rng.integers(2**31)),
    )
    if rng.random() < 1 / 3:
        return changed
    return replace(changed, ground=fresh.ground, ink=fresh.ink, body=fresh.body)
