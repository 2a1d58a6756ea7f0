"""The demo's catalogue: ten fictional brands, own and competing, in six categories."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from models.synth.colours import darker, ink_on, rgb
from models.synth.sku import Look, Panel, Plate, Shape, Sku, gtin13

Size = tuple[Shape, str, int, int, int, str]
"""Body, net content, width, height, depth in mm, list price in yuan."""


@dataclass(frozen=True)
class Brand:
    """What all packs of a brand share; `number` goes into codes and GTINs."""

    number: int
    name: str
    letters: str
    category: str
    competitor: bool
    plate: Plate
    plate_ground: str
    panel: Panel
    layout: Literal[0, 1, 2, 3]
    slogan: str

    def sku(self, serial: int, name: str, size: Size, dress: "Dress") -> Sku:
        """One article of the brand in `dress`."""
        shape, spec, width, height, depth, price = size
        ground, plate = rgb(dress.ground), rgb(self.plate_ground)
        look = Look(
            shape=shape,
            ground=ground,
            second=rgb(dress.second),
            accent=rgb(dress.accent),
            ink=ink_on(ground, dark=darker(ground, 0.78)),
            plate=self.plate,
            plate_ground=plate,
            plate_ink=ink_on(plate),
            panel=self.panel,
            layout=self.layout,
            motif=dress.motif,
            motif_colour=rgb(dress.motif_colour),
            body=rgb(dress.body),
            cap=rgb(dress.cap),
            clear=dress.clear,
            slogan=self.slogan,
            seed=self.number * 100 + serial // 10,
        )
        code = f"{self.letters}{serial:03d}"
        gtin = gtin13(f"690000{self.number:02d}{serial:04d}")
        return Sku(
            code,
            self.name,
            name,
            spec,
            self.category,
            gtin,
            self.competitor,
            Decimal(price),
            width,
            height,
            depth,
            look,
        )


@dataclass(frozen=True)
class Dress:
    """The colours and the motif of one flavour."""

    ground: str
    second: str
    accent: str
    motif: str
    motif_colour: str
    body: str = "ffffff"
    cap: str = "ffffff"
    clear: bool = False


QUANYA: Final = Brand(1, "泉芽", "QY", "饮料", False, "oval", "0b5fb0", "wave", 0, "一口清芽")
CHENGJI: Final = Brand(2, "橙迹", "CJ", "饮料", True, "shield", "e8501a", "rays", 0, "整颗鲜榨")
YANSHAN: Final = Brand(3, "砚山集", "YS", "茶饮", False, "plain", "1f3d2b", "bands", 1, "原叶慢萃")
YEZHI: Final = Brand(4, "叶知时", "YZ", "茶饮", True, "seal", "c0261f", "slant", 2, "知时而采")
MUDUO: Final = Brand(5, "牧朵", "MD", "乳品", False, "oval", "d5203a", "arch", 0, "牧场一朵云")
RUJIAN: Final = Brand(6, "乳间", "RJ", "乳品", True, "bar", "123f8f", "wave", 2, "间间是好奶")
KAZITU: Final = Brand(7, "咔嗞兔", "KZ", "零食", False, "ribbon", "f4c400", "disc", 3, "咔嗞一声脆")
SHUYAN: Final = Brand(8, "薯言薯", "SY", "零食", True, "oval", "b0141e", "slant", 0, "一薯千言")
MIANLI: Final = Brand(9, "面里青", "ML", "方便面", False, "bar", "f2d23a", "bands", 3, "汤浓面弹")
WEIYANG: Final = Brand(10, "汤未央", "TW", "方便面", True, "seal", "8e1220", "split", 0, "夜里一碗")
XIAOLAN: Final = Brand(11, "净小岚", "JX", "洗护", False, "oval", "0c4fa2", "arch", 2, "岚一样干净")
LANGHUA: Final = Brand(12, "浪花匠", "LH", "洗护", True, "ribbon", "e0321c", "rays", 0, "去渍有匠心")

PEACH: Final = Dress("fbe3e2", "f2a4ad", "ea6a86", "peach", "f0808a", "f7dfe0", "f08ba0", True)
LIME: Final = Dress("e9f6cf", "a4cf4e", "4f9d2c", "citrus", "8fc231", "e6f2d4", "5aa832", True)
LYCHEE: Final = Dress("e4f1fa", "9ccbe8", "3b86c4", "berries", "e78fa8", "dcecf5", "3f8fd0", True)
WATER: Final = Dress("d8ecf8", "4a9fdb", "0c5fae", "peaks", "2f7fc0", "cfe3ee", "1767b5", True)
ORANGE: Final = Dress("ff9a1f", "ffc24a", "fff0c0", "citrus", "ff8c1a", "ffab2e", "f26a12", True)
GRAPE: Final = Dress("6b2a86", "9c55b8", "e7c8f0", "berries", "5a1f78", "5e2a66", "4b1763", True)
MELON: Final = Dress("f4687c", "fb9aa6", "fff0c0", "peach", "f7788c", "f58a94", "e23f5a", True)
OOLONG: Final = Dress("efe6cf", "c9a86a", "5b3a1c", "leaves", "7c8f3c", "8a4a16", "3a2a1c", True)
JASMINE: Final = Dress("e3efd6", "a9c98a", "2f6b3a", "flower", "fafaf0", "b9a13e", "2f6b3a", True)
BLACK_TEA: Final = Dress("f6e2c8", "d8863c", "9c2f1a", "citrus", "f2c12e", "9c3a12", "b0241c", True)
GREEN_TEA: Final = Dress("2f8f4a", "8fd06a", "f2f0c0", "leaves", "56b046", "b7b84a", "1f7a3c", True)
LEMON_TEA: Final = Dress("f2b91e", "d9641c", "fff4c4", "citrus", "f7d22e", "a3471a", "e0a312", True)
PURE: Final = Dress("ffffff", "5bb0ea", "1f6fc0", "milk", "2b3a4a", "ffffff", "1f6fc0")
CALCIUM: Final = Dress("eef6ff", "2f9a86", "0e6b5e", "milk", "2b3a4a", "ffffff", "14806f")
STRAWBERRY: Final = Dress("ffe1e6", "f78da0", "e0304e", "berries", "e02c44", "fff4f4", "e8405c")
BLUEBERRY: Final = Dress("e6e4fa", "8a86d8", "4a3fa8", "berries", "3f3fa0", "f4f2ff", "5a50b8")
BLUE_MILK: Final = Dress("1d58b8", "ffffff", "ffd23a", "milk", "2b3a4a", "ffffff", "ffffff")
PLAIN_YOGURT: Final = Dress("f4f8ff", "6f9fe0", "ffd23a", "milk", "38506a", "fdfdfd", "2a62c0")
SALT: Final = Dress("d41f2a", "ffd84a", "fff3c8", "chips", "f2b632")
TOMATO: Final = Dress("c8102e", "ff7a3c", "ffe0a0", "chilli", "e33022")
CUCUMBER: Final = Dress("3f9e3a", "c8ec7a", "f4ffd8", "leaves", "4fae3e")
SEAWEED: Final = Dress("14573f", "2f9a6a", "f2e58a", "chips", "3f7a3a")
BARBECUE: Final = Dress("6a2a12", "c8581c", "ffd23a", "chips", "d8702a")
BEEF: Final = Dress("b3161d", "e8452a", "ffd23a", "bowl", "b9481c", "ffffff", "b3161d")
SPICY: Final = Dress("5c1a6e", "c42a8a", "ffd23a", "chilli", "e0281c", "ffffff", "5c1a6e")
SOUR: Final = Dress("4e7a1e", "9cc83a", "fff1a0", "bowl", "a8a03a", "ffffff", "4e7a1e")
BRISKET: Final = Dress("e2541f", "f7a03c", "fff0c8", "bowl", "d8402a", "ffffff", "e2541f")
RED_BEEF: Final = Dress("c21a22", "f0b020", "fff0c8", "bowl", "a83a18", "ffffff", "8e1220")
LAVENDER: Final = Dress("7a5ab8", "d8c8f2", "f4f0ff", "lavender", "7a4ab0", "6a4ab0", "f2f0fa")
CAMOMILE: Final = Dress("f2c83a", "fff3c0", "ffffff", "flower", "ffffff", "f0c030", "ffffff")
LEMON_DISH: Final = Dress("e9e23a", "8fcf3a", "ffffff", "citrus", "f2de2a", "f0e24a", "3aa03a", True)
OCEAN: Final = Dress("1668c8", "7fd0f2", "ffffff", "bubbles", "5ab8ee", "1a6ad0", "e8401c")
FRESH: Final = Dress("35a84a", "c2ee8a", "ffffff", "stars", "6acb5a", "4ab85a", "e8401c", True)

PET480: Final[Size] = ("bottle", "480ml", 64, 214, 64, "4.50")
CAN330: Final[Size] = ("can", "330ml", 58, 146, 58, "3.50")
PET125: Final[Size] = ("bottle", "1.25L", 92, 305, 92, "8.80")
PET450: Final[Size] = ("bottle", "450ml", 66, 196, 66, "5.00")
PET500: Final[Size] = ("bottle", "500ml", 65, 222, 65, "5.50")
CASE6: Final[Size] = ("box", "6×250ml", 198, 122, 110, "24.90")
BRICK250: Final[Size] = ("brick", "250ml", 62, 106, 42, "3.80")
GABLE: Final[Size] = ("gable", "950ml", 74, 236, 74, "14.90")
POT200: Final[Size] = ("pot", "200g", 74, 92, 74, "6.50")
BAG70: Final[Size] = ("bag", "70g", 162, 222, 60, "6.90")
BAG75: Final[Size] = ("bag", "75g", 168, 228, 60, "7.50")
CUP: Final[Size] = ("cup", "105g", 146, 106, 146, "5.50")
CUP110: Final[Size] = ("cup", "110g", 146, 108, 146, "5.90")
JUG2: Final[Size] = ("jug", "2kg", 152, 282, 98, "29.90")

_LINES: Final[tuple[tuple[Brand, str, Dress, tuple[Size, ...]], ...]] = (
    (QUANYA, "白桃气泡水", PEACH, (PET480, CAN330, PET125)),
    (QUANYA, "青柠气泡水", LIME, (PET480, CAN330)),
    (QUANYA, "海盐荔枝气泡水", LYCHEE, (PET480,)),
    (QUANYA, "天然水", WATER, (("bottle", "550ml", 64, 226, 64, "2.00"), ("bottle", "1.5L", 90, 312, 90, "4.20"))),
    (CHENGJI, "橙汁", ORANGE, (PET450, PET125, CASE6)),
    (CHENGJI, "葡萄汁", GRAPE, (PET450,)),
    (CHENGJI, "水蜜桃汁", MELON, (PET450,)),
    (YANSHAN, "无糖乌龙茶", OOLONG, (PET500, PET125)),
    (YANSHAN, "茉莉花茶", JASMINE, (PET500,)),
    (YANSHAN, "冰红茶", BLACK_TEA, (PET500,)),
    (YEZHI, "绿茶", GREEN_TEA, (("bottle", "500ml", 63, 218, 63, "3.50"),)),
    (YEZHI, "柠檬红茶", LEMON_TEA, (("bottle", "500ml", 63, 218, 63, "3.50"), ("can", "310ml", 58, 138, 58, "3.00"))),
    (MUDUO, "纯牛奶", PURE, (BRICK250, GABLE, ("box", "12×250ml", 262, 128, 196, "46.00"))),
    (MUDUO, "高钙低脂奶", CALCIUM, (BRICK250, ("box", "12×250ml", 262, 128, 196, "52.00"))),
    (MUDUO, "草莓酸奶", STRAWBERRY, (POT200,)),
    (MUDUO, "蓝莓酸奶", BLUEBERRY, (POT200,)),
    (RUJIAN, "纯牛奶", BLUE_MILK, (BRICK250, ("box", "10×250ml", 250, 126, 170, "39.90"))),
    (RUJIAN, "原味酸奶", PLAIN_YOGURT, (POT200,)),
    (KAZITU, "原味薯片", SALT, (BAG70, ("tube", "104g", 76, 232, 76, "11.90"))),
    (KAZITU, "番茄薯片", TOMATO, (BAG70,)),
    (KAZITU, "黄瓜薯片", CUCUMBER, (BAG70, ("tube", "104g", 76, 232, 76, "11.90"))),
    (SHUYAN, "海苔薯片", SEAWEED, (BAG75,)),
    (SHUYAN, "烧烤薯片", BARBECUE, (BAG75,)),
    (MIANLI, "红烧牛肉面", BEEF, (CUP, ("bag", "5×100g", 212, 158, 130, "15.90"))),
    (MIANLI, "香辣牛肉面", SPICY, (CUP,)),
    (MIANLI, "老坛酸菜面", SOUR, (CUP,)),
    (WEIYANG, "番茄牛腩面", BRISKET, (CUP110,)),
    (WEIYANG, "红烧牛肉面", RED_BEEF, (CUP110,)),
    (XIAOLAN, "薰衣草洗衣液", LAVENDER, (JUG2, ("jug", "3kg", 172, 316, 112, "41.90"))),
    (XIAOLAN, "洋甘菊洗衣液", CAMOMILE, (JUG2,)),
    (XIAOLAN, "柠檬洗洁精", LEMON_DISH, (("pump", "1kg", 92, 256, 68, "12.90"),)),
    (LANGHUA, "海洋洗衣液", OCEAN, (("jug", "2kg", 156, 276, 98, "25.90"),)),
    (LANGHUA, "青柠洗洁精", FRESH, (("pump", "1.1kg", 94, 262, 70, "11.90"),)),
)  # fmt: skip


def demo_catalogue() -> tuple[Sku, ...]:
    """The demo's articles, always the same, by brand and line."""
    serials: dict[int, int] = {}
    found: list[Sku] = []
    for brand, name, dress, sizes in _LINES:
        line = serials[brand.number] = serials.get(brand.number, 0) + 10
        found += [brand.sku(line + place, name, size, dress) for place, size in enumerate(sizes, start=1)]
    return tuple(found)
