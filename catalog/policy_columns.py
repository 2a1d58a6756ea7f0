"""The columns of a policy list, as people head them and as we do."""

from typing import Final

from catalog.header_row import Table

POLICY_TABLE: Final = Table(
    {
        "code": ("政策编号", "政策编码", "编号", "政策号", "policy", "policycode", "id"),
        "name": ("政策名称", "名称", "活动名称", "政策", "促销名称", "policyname", "title"),
        "kind": (
            "促销方式",
            "促销类型",
            "方式",
            "活动方式",
            "机制",
            "类型",
            "mechanic",
            "type",
            "promotiontype",
        ),
        "price": ("促销价", "特价", "活动价", "价格", "promotionprice", "specialprice"),
        "list_price": ("原价", "零售价", "标价", "日常价", "listprice", "rrp"),
        "threshold": ("门槛", "满", "满额", "满金额", "定金", "spend", "minimumspend"),
        "amount": ("减", "优惠金额", "减额", "减金额", "off", "moneyoff", "reduction"),
        "rate": ("折扣", "力度", "折扣力度", "折扣率", "折", "discount", "pay"),
        "n": ("件数", "购买件数", "第几件", "买", "pieces", "buy", "nth"),
        "m": ("赠送件数", "送", "赠", "赠送", "free", "get"),
        "each": ("每满", "每满减", "可叠加", "每满都减", "everythreshold", "repeats"),
        "skus": ("商品编码", "商品条码", "编码", "条码", "货号", "sku", "skucode", "barcode", "gtin"),
        "products": ("商品", "商品名称", "品名", "product", "productname", "productnames"),
        "categories": ("品类", "类别", "分类", "类目", "category"),
        "city": ("城市", "所在城市", "cities"),
        "trade_area": ("商圈", "区域", "area", "district"),
        "store_class": ("店型", "门店类型", "门店级别", "业态", "class", "format", "storetype"),
        "valid_from": ("开始日期", "生效日期", "起始日期", "开始", "from", "start", "startdate"),
        "valid_until": ("结束日期", "截止日期", "失效日期", "结束", "until", "end", "enddate"),
        "budget": ("预算", "费用预算", "总预算", "budgettotal"),
        "priority": ("优先级", "优先", "rank"),
        "state": ("状态", "政策状态", "status"),
    },
    required=("code", "name", "kind"),
)
NOT_READ: Final = ("products", "state")
"""Columns for the reader of an export; an import passes over them."""
TITLES: Final = {
    "zh-CN": (
        "政策编号",
        "政策名称",
        "促销方式",
        "促销价",
        "原价",
        "门槛",
        "优惠金额",
        "折扣",
        "件数",
        "赠送件数",
        "每满",
        "商品编码",
        "商品",
        "品类",
        "城市",
        "商圈",
        "店型",
        "开始日期",
        "结束日期",
        "预算",
        "优先级",
        "状态",
    ),
    "en": (
        "code",
        "name",
        "mechanic",
        "price",
        "list price",
        "threshold",
        "amount",
        "discount",
        "pieces",
        "free",
        "repeats",
        "sku",
        "products",
        "category",
        "city",
        "trade area",
        "store class",
        "valid from",
        "valid until",
        "budget",
        "priority",
        "state",
    ),
}
"""In the order of the fields of `POLICY_TABLE`."""
FIELDS: Final = tuple(POLICY_TABLE.words)
HELP: Final = {
    "zh-CN": (
        "每行一个政策；必填政策编号、政策名称、促销方式，以及商品编码（或条码）或品类中的一项。",
        "促销方式从下拉中选，再把数字填进右边的列；也可以整句写在一格里：买2送1、满100减20、每满100减20、3件8折、第二件半价、8.5折、立减3元、3件10元、特价9.9。",
        "折扣写 8.5折、85% 或 0.85，都表示付 85%；写 15% 或 0.3 分不清是付还是减，请写 8.5折、减15%。",
        "一格里写几个编码、品类、城市、商圈或店型，用顿号、逗号或分号隔开；留空表示不限。",
        "同一政策可以占几行：后面的行写相同的编号，只补充商品或适用门店；各行合在一起是一个政策。",
        "开始日期留空从今天起，结束日期留空长期有效；预算留空不限；优先级大的先用，相同时力度大的先用。商品、状态两列只供查看。",
        "编号已有的政策会改成文件里的样子；文件里没有的列（预算、优先级、结束日期、门店）保持原样。",
    ),
    "en": (
        "A row a policy; code, name and mechanic are needed, and SKU codes (or barcodes) or categories.",
        "Choose a mechanic from the list and put its numbers into the columns beside it, or write all of it in one "
        "cell: 买2送1, 满100减20, 第二件半价, 8.5折, buy 2 get 1.",
        "A discount is 8.5折, 85% or 0.85 for paying 85 %; 15% or 0.3 could be either, so write 15% off.",
        "Several codes, categories, cities, trade areas or classes stand in one cell with commas between; none is any.",
        "A policy may take several rows: later ones have the same code and add products or places; together they are "
        "one policy.",
        "No first day is today, no last day is open, no budget is no limit; the greatest priority counts, then the "
        "deepest. Products and state are for the reader.",
        "A policy whose code is known becomes what the file says; columns that the file lacks (budget, priority, last "
        "day, places) stay as they are.",
    ),
}
EXAMPLES: Final = {
    "zh-CN": (
        {"code": "CX-01", "name": "饮料周末满减", "kind": "满减", "threshold": "100", "amount": "20",
         "categories": "饮料", "city": "上海、杭州", "valid_from": "2026-12-01", "valid_until": "2026-12-31",
         "budget": "50000", "priority": "1"},
        {"code": "CX-02", "name": "新品买2送1", "kind": "买2送1", "skus": "6901234567892", "store_class": "A",
         "valid_from": "2026-12-01"},
        {"code": "CX-03", "name": "会员日八五折", "kind": "折扣", "rate": "8.5折", "categories": "饮料"},
    ),
    "en": (
        {"code": "CX-01", "name": "Weekend drinks", "kind": "spend and save", "threshold": "100", "amount": "20",
         "categories": "drinks", "city": "Shanghai, Hangzhou", "valid_from": "2026-12-01",
         "valid_until": "2026-12-31", "budget": "50000", "priority": "1"},
        {"code": "CX-02", "name": "New, 2 + 1", "kind": "buy 2 get 1", "skus": "6901234567892", "store_class": "A",
         "valid_from": "2026-12-01"},
        {"code": "CX-03", "name": "Member day", "kind": "discount", "rate": "15% off", "categories": "drinks"},
    ),
}  # fmt: skip
