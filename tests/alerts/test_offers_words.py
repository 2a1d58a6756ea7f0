"""What posters say in words: one wording a row, and what it means; and wordings that offer nothing."""

import pytest

from tests.alerts.posters_said import said

WORDS: list[tuple[str, str, dict[str, float]]] = [
    ("满99减30", "threshold_off", {"threshold": 99, "amount": 30}),
    ("满２００元减５０元", "threshold_off", {"threshold": 200, "amount": 50}),
    ("每满300减50", "threshold_off", {"threshold": 300, "amount": 50}),
    ("满300-50", "threshold_off", {"threshold": 300, "amount": 50}),
    ("滿99元減15元", "threshold_off", {"threshold": 99, "amount": 15}),
    ("满199元打8折", "threshold_off", {"threshold": 199, "rate": 0.8}),
    ("满2件8.5折", "threshold_off", {"n": 2, "rate": 0.85}),
    ("任选2件8折", "threshold_off", {"n": 2, "rate": 0.8}),
    ("买2箱减20元", "threshold_off", {"n": 2, "amount": 20}),
    ("第二件半价", "second_item", {"n": 2, "rate": 0.5}),
    ("第2瓶5折", "second_item", {"n": 2, "rate": 0.5}),
    ("第二杯1元", "second_item", {"n": 2, "price": 1}),
    ("第三件免费", "second_item", {"n": 3, "price": 0}),
    ("第二件8折", "second_item", {"n": 2, "rate": 0.8}),
    ("第二件立减10元", "second_item", {"n": 2, "amount": 10}),
    ("加1元多1件", "second_item", {"n": 2, "price": 1}),
    ("加10元换购", "other", {"price": 10}),
    ("满59元加9.9元换购", "other", {"threshold": 59, "price": 9.9}),
    ("买一送一", "buy_n_get_m", {"n": 1, "m": 1}),
    ("买—送—", "buy_n_get_m", {"n": 1, "m": 1}),
    ("买三赠一", "buy_n_get_m", {"n": 3, "m": 1}),
    ("买1得2", "buy_n_get_m", {"n": 1, "m": 1}),
    ("买3免1", "buy_n_get_m", {"n": 2, "m": 1}),
    ("拍2付1", "buy_n_get_m", {"n": 1, "m": 1}),
    ("3件100元", "bundle_price", {"n": 3, "price": 100}),
    ("10元3件", "bundle_price", {"n": 3, "price": 10}),
    ("¥29.9任选2件", "bundle_price", {"n": 2, "price": 29.9}),
    ("两件十元", "bundle_price", {"n": 2, "price": 10}),
    ("特价9.9元", "special_price", {"price": 9.9}),
    ("９.９元/瓶", "special_price", {"price": 9.9}),
    ("夫59.9", "special_price", {"price": 59.9}),
    ("特价玖元", "special_price", {"price": 9}),
    ("九块九", "special_price", {"price": 9.9}),
    ("惊爆价9块9", "special_price", {"price": 9.9}),
    ("秒杀价¥9.9起", "special_price", {"price": 9.9}),
    ("券后价39.9元", "special_price", {"price": 39.9}),
    ("￥2,499", "special_price", {"price": 2499}),
    ("原价:12.8元 特价:9.9元", "special_price", {"price": 9.9, "list_price": 12.8}),
    ("原价1999 现价999", "special_price", {"price": 999, "list_price": 1999}),
    ("PLUS会员价¥88", "member_price", {"price": 88}),
    ("会员专享 9.9元", "member_price", {"price": 9.9}),
    ("8折", "discount_rate", {"rate": 0.8}),
    ("八五折", "discount_rate", {"rate": 0.85}),
    ("全场5折起", "discount_rate", {"rate": 0.5}),
    ("半价", "discount_rate", {"rate": 0.5}),
    ("立省20%", "discount_rate", {"rate": 0.8}),
    ("下单立减¥50", "money_off", {"amount": 50}),
    ("直降300", "money_off", {"amount": 300}),
    ("立减3OO元", "money_off", {"amount": 300}),
    ("领券立减100元", "coupon", {"amount": 100}),
    ("满199减20券", "coupon", {"threshold": 199, "amount": 20}),
    ("50元优惠券满300可用", "coupon", {"threshold": 300, "amount": 50}),
    ("送10元优惠劵", "coupon", {"amount": 10}),
    ("领直播专属券", "coupon", {}),
    ("定金50抵100", "deposit", {"threshold": 50, "amount": 100}),
    ("定金10元膨胀3倍", "deposit", {"threshold": 10, "amount": 30}),
    ("晒单返10元", "cashback", {"amount": 10}),
    ("20元红包", "cashback", {"amount": 20}),
    ("12期免息", "installment", {"n": 12}),
    ("24期0利率", "installment", {"n": 24}),
    ("买就送空气炸锅", "gift", {}),
    ("送1年延保", "gift", {}),
    ("满199送保温杯", "gift", {"threshold": 199}),
    ("前100名送鼠标", "gift", {}),
    ("送价值199元电饭煲", "gift", {"amount": 199}),
    ("BUY 1 GET 1 FREE", "buy_n_get_m", {"n": 1, "m": 1}),
    ("BOGO", "buy_n_get_m", {"n": 1, "m": 1}),
    ("3 for 2", "buy_n_get_m", {"n": 2, "m": 1}),
    ("Buy one get one 50% off", "second_item", {"n": 2, "rate": 0.5}),
    ("2nd item half price", "second_item", {"n": 2, "rate": 0.5}),
    ("2 for $5", "bundle_price", {"n": 2, "price": 5}),
    ("20% OFF", "discount_rate", {"rate": 0.8}),
    ("SAVE $5", "money_off", {"amount": 5}),
    ("$10 off $50", "threshold_off", {"threshold": 50, "amount": 10}),
    ("Was $10.99 Now $7.99", "special_price", {"price": 7.99, "list_price": 10.99}),
    ("Free gift with purchase", "gift", {}),
]
NOTHING = [
    "送货上门",
    "送装一体",
    "赠运费险",
    "整机保修3年",
    "买贵返差",
    "30天价保",
    "满99包邮",
    "假一赔十",
    "送礼佳品",
    "送长辈",
    "价格实惠",
    "全国联保",
    "365天只换不修",
    "1.5匹",
    "3000W",
    "75英寸",
    "100%纯棉",
    "2件装",
    "24罐",
    "9成新",
    "10米线",
    "2.0L",
    "三折叠伞",
    "3折伞",
    "节能省电30%",
    "降温5度",
    "24小时发货",
    "7天无理由退换",
    "1000+好评",
    "一件代发",
    "2件起售",
    "每人限购2件",
    "10月1日-10月7日",
    "10.1-10.7",
    "10:00-22:00",
    "型号BC-50EN",
    "电话400-123-4567",
    "净含量500ml",
    "第3代",
    "高性价比",
    "赠品以实物为准",
    "首付0元",
    "2499-300",
]


@pytest.mark.parametrize(("text", "kind", "numbers"), WORDS, ids=[row[0] for row in WORDS])
def test_a_wording(text: str, kind: str, numbers: dict[str, float]) -> None:
    assert said(text) == [(kind, numbers)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_offers_nothing(text: str) -> None:
    assert said(text) == []


def test_which_of_the_two_is_cheaper_is_no_second_offer() -> None:
    assert said("第二件半价", "(低价者半价)") == [("second_item", {"n": 2, "rate": 0.5})]


def test_several_in_one_line() -> None:
    assert said("全场满2件9折 3件8折") == [
        ("threshold_off", {"rate": 0.8, "n": 3}),
        ("threshold_off", {"rate": 0.9, "n": 2}),
    ]
    assert said("199元任选3件 第2件半价") == [
        ("bundle_price", {"price": 199, "n": 3}),
        ("second_item", {"rate": 0.5, "n": 2}),
    ]
