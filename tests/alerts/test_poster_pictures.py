"""Words and pack shots of a poster together: who wins, who decides, and when nobody does."""

from alerts.offers_pieces import pieces_of
from alerts.poster_naming import PosterName, SkuWords, name_poster, specs_of
from alerts.poster_pictures import with_pictures
from tests.alerts.posters_said import stacked
from vision.naming import NAME_MIN, Name
from vision.pack_shots import PackShot

SKUS = (
    SkuWords("C-330", "可口可乐 Coca-Cola", "零度可乐", "330ml"),
    SkuWords("C-500", "可口可乐 Coca-Cola", "零度可乐", "500ml"),
    SkuWords("C-RED", "可口可乐 Coca-Cola", "经典可乐", "330ml"),
    SkuWords("N-550", "农夫山泉", "饮用天然水", "550ml"),
)


def shot(**chances: float) -> PackShot:
    ranked = sorted(((code.replace("_", "-"), p) for code, p in chances.items()), key=lambda row: -row[1])
    name = Name(ranked[0][0] if ranked[0][1] >= NAME_MIN else None, ranked[0][1], tuple(ranked))
    return PackShot((0.0, 0.0, 90.0, 200.0), 0.9, name)


def named(rows: tuple[str, ...], *shots: PackShot) -> PosterName:
    lines = stacked(*rows)
    return with_pictures(name_poster(lines, SKUS), SKUS, shots, specs_of(pieces_of(lines)))


def test_without_packs_the_words_stay() -> None:
    assert named(("农夫山泉", "饮用天然水")) == name_poster(stacked("农夫山泉", "饮用天然水"), SKUS)


def test_sure_words_win() -> None:
    told = named(("可口可乐", "零度可乐", "500ml"), shot(N_550=0.95))
    assert (told.brand, told.product, told.sku) == ("可口可乐 Coca-Cola", "零度可乐", "C-500")
    assert {one.code for one in told.candidates} >= {"C-500", "N-550"}


def test_the_picture_decides_among_twins() -> None:
    told = named(("可口可乐", "零度可乐"), shot(C_500=0.9, C_330=0.05))
    assert (told.product, told.spec, told.sku) == ("零度可乐", "500ml", "C-500")


def test_twins_that_neither_tells_apart_stay_open() -> None:
    told = named(("可口可乐", "零度可乐"), shot(C_500=0.5, C_330=0.45))
    assert (told.product, told.spec, told.sku) == ("零度可乐", None, None)
    assert {one.code for one in told.candidates} == {"C-330", "C-500"}


def test_where_the_words_say_nothing_the_picture_does() -> None:
    told = named(("特价", "¥1.5"), shot(N_550=0.9))
    assert (told.brand, told.product, told.spec, told.sku) == ("农夫山泉", "饮用天然水", "550ml", "N-550")
    twins = named(("特价", "¥1.5"), shot(C_500=0.5, C_330=0.45))
    assert (twins.brand, twins.product, twins.sku) == ("可口可乐 Coca-Cola", "零度可乐", None)


def test_a_brand_alone_is_completed_by_the_picture() -> None:
    told = named(("可口可乐",), shot(C_RED=0.8))
    assert (told.product, told.sku) == ("经典可乐", "C-RED")


def test_the_printed_spec_goes_before_the_picture() -> None:
    told = named(("特价", "500ml"), shot(C_330=0.9))
    assert (told.product, told.spec, told.sku) == ("零度可乐", "500ml", "C-500")
    strange = named(("特价", "2L"), shot(C_330=0.9))
    assert (strange.product, strange.spec, strange.sku) == ("零度可乐", "2L", None)


def test_where_both_disagree_both_are_candidates() -> None:
    told = named(("农夫山泉",), shot(C_RED=0.9))
    assert (told.brand, told.product, told.sku) == (None, None, None)
    assert told.candidates[0].code == "C-RED"
    within = named(("可口可乐", "零度可乐"), shot(C_RED=0.9))
    assert (within.brand, within.product, within.sku) == ("可口可乐 Coca-Cola", None, None)
    assert {one.code for one in within.candidates} == {"C-330", "C-500", "C-RED"}


def test_a_range_of_products_is_none_of_them() -> None:
    told = named(("特价",), shot(C_RED=0.95), shot(N_550=0.95))
    assert (told.brand, told.product, told.sku) == (None, None, None)
    assert {one.code for one in told.candidates} == {"C-RED", "N-550"}


def test_a_pack_that_nobody_knows_names_nothing() -> None:
    told = named(("特价",), shot(C_RED=0.3, N_550=0.1))
    assert (told.brand, told.product, told.sku) == (None, None, None)
    assert with_pictures(told, SKUS, (PackShot((0, 0, 1, 1), 0.5, Name(None, None, ())),)) == told
