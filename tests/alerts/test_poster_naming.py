"""Names of the catalogue found on posters, misread signs and all."""

from alerts.poster_naming import SkuWords, name_poster
from tests.alerts.posters_said import stacked

SKUS = (
    SkuWords("C-330", "可口可乐 Coca-Cola", "零度可乐", "330ml"),
    SkuWords("C-500", "可口可乐 Coca-Cola", "零度可乐", "500ml"),
    SkuWords("N-550", "农夫山泉", "饮用天然水", "550ml"),
    SkuWords("H-1", "海尔 Haier", "定频单门冰箱", "50L"),
    SkuWords("M-1", "美的", "电烤箱", ""),
)


def test_brand_product_and_spec() -> None:
    name = name_poster(stacked("可口可乐", "零度可乐", "500毫升", "特价2.9元"), SKUS)
    assert (name.brand, name.product, name.spec, name.sku) == (
        "可口可乐 Coca-Cola",
        "零度可乐",
        "500ml",
        "C-500",
    )
    assert name.candidates[0].code == "C-500"


def test_twins_that_differ_in_a_spec_which_is_not_printed_stay_open() -> None:
    name = name_poster(stacked("Coca-Cola", "零度可乐"), SKUS)
    assert (name.brand, name.product, name.spec, name.sku) == ("可口可乐 Coca-Cola", "零度可乐", None, None)
    assert {one.code for one in name.candidates} == {"C-330", "C-500"}


def test_misread_signs_are_allowed_for() -> None:
    assert name_poster(stacked("Haler", "217升"), SKUS).brand == "海尔 Haier"
    assert name_poster(stacked("饮用夭然水 农夫山泉"), SKUS).product == "饮用天然水"
    assert name_poster(stacked("类的"), SKUS).brand is None


def test_the_brand_of_a_gift_does_not_win() -> None:
    assert name_poster([*stacked(("海尔", 80)), *stacked("晒图送美的电烤箱")], SKUS).brand == "海尔 Haier"


def test_nothing_known_is_nothing_said() -> None:
    name = name_poster(stacked("喜莱盛", "风冷无霜"), SKUS)
    assert (name.brand, name.product, name.spec, name.sku, name.candidates) == (None, None, None, None, ())


def test_specs_as_printed() -> None:
    assert name_poster(stacked("2.8kg"), ()).spec == "2.8kg"
    assert name_poster(stacked("250ml*12盒"), ()).spec == "250ml×12"
    assert name_poster(stacked("12×250ml"), ()).spec == "250ml×12"
    assert name_poster(stacked("10盒x250ml"), ()).spec == "250ml×10"
    assert name_poster(stacked("MAX250ml"), ()).spec == "250ml"
    assert name_poster(stacked("250ml", "1L"), ()).spec is None
    assert name_poster(stacked("每100ml含糖0g"), ()).spec is None
    assert name_poster(stacked("最大功率2500W 3期免息"), ()).spec is None
