"""Words under which offices keep products, orders and their lines."""

from cims.services.spreadsheet.shared_synonyms import CREATED, OWNERS, SHIPPING, SPOKEN_TO, WHOM

FAMILIES: dict[str, tuple[str, ...]] = {
    "code": ("编号", "类别编号", "序号", "number", "no"),
    "name": (
        "名称",
        "类别",
        "类别名称",
        "分类",
        "产品类别",
        "产品分类",
        "category",
        "family",
        "group",
    ),
    "parent": ("上级", "上级类别", "所属类别", "parent", "parent category"),
    "remarks": ("备注", "说明", "描述", "remark", "note", "notes", "description"),
}

PRODUCTS: dict[str, tuple[str, ...]] = {
    "code": (
        *("编号", "货号", "产品编号", "产品编码", "商品编码", "物料编码", "料号", "存货编码"),
        *("number", "no", "sku", "item number", "part number", "article"),
    ),
    "name": (
        *("名称", "品名", "产品", "产品名称", "商品名称", "物料名称", "存货名称", "货品名称"),
        *("product", "product name", "item", "item name"),
    ),
    "model": (
        *("规格", "型号", "规格型号", "产品规格", "产品型号"),
        *("model", "specification", "spec", "quantity per unit", "size"),
    ),
    "brand": ("品牌", "牌子", "厂牌", "manufacturer", "make"),
    "family": (
        "类别",
        "分类",
        "产品类别",
        "产品分类",
        "大类",
        "category",
        "product group",
        "group",
    ),
    "unit": ("单位", "计量单位", "unit", "unit of measure", "uom"),
    "price": (
        *("单价", "价格", "售价", "销售价", "含税单价", "标准价", "报价"),
        *("price", "unit price", "list price", "sales price"),
    ),
    "floor_price": ("最低价", "最低限价", "底价", "minimum price", "floor price"),
    "cost": ("成本", "成本价", "进价", "采购价", "cost price", "purchase price"),
    "currency": ("币种", "货币"),
    "tax_class": ("税类", "税目", "tax category"),
    "discontinued": ("停用", "停产", "下架", "inactive"),
    "active_from": ("上市日期", "启用日期", "from"),
    "active_until": ("停售日期", "until"),
    "remarks": ("备注", "说明", "描述", "remark", "note", "notes", "description"),
}

TAXES: dict[str, tuple[str, ...]] = {
    "name": ("名称", "税率名称", "tax"),
    "rate": ("税率", "rate", "tax rate"),
    "tax_class": ("税类", "税目", "类别", "class"),
    "valid_from": ("生效日期", "启用日期", "from", "valid from"),
    "remarks": ("备注", "说明", "note", "notes"),
}

PAPERS: dict[str, tuple[str, ...]] = {
    "name": ("主题", "标题", "项目", "subject", "title"),
    "customer": (*WHOM, "购货单位", "customer"),
    "contact": SPOKEN_TO,
    "payment_term": ("账期", "付款方式", "付款条件", "结算方式", "terms", "payment terms"),
    "currency": ("币种", "货币"),
    "tax_included": ("含税", "是否含税", "tax included"),
    "freight": ("运费", "freight", "shipping", "shipping cost"),
    "rebate": ("优惠", "优惠金额", "抹零", "整单优惠", "让利"),
    "remarks": ("备注", "说明", "remark", "note", "notes", "comments"),
    "created_on": CREATED,
}

ORDERS: dict[str, tuple[str, ...]] = {
    **PAPERS,
    "code": (
        *("编号", "单号", "订单号", "订单编号", "销售单号", "number", "no", "order number"),
        *("order no", "order"),
    ),
    "owner": (*OWNERS, "制单人", "经手人"),
    "state": ("状态", "订单状态", "status"),
    "opened_on": (
        *("日期", "下单日期", "订单日期", "订货日期", "开单日期", "签订日期", "成交日期"),
        *("date", "order date", "ordered on"),
    ),
    "quote": ("报价单", "报价单号", "报价编号", "quotation"),
    "required_on": (
        *("交期", "交货日期", "要求交期", "要求交货日期", "到货日期"),
        *("required date", "delivery date", "due date"),
    ),
    "delivered_on": ("发货日期", "出货日期", "送货日期", "shipped date", "ship date", "shipped on"),
    "customer_reference": (
        *("客户订单号", "客户单号", "对方订单号", "采购单号"),
        *("po", "po number", "purchase order", "reference"),
    ),
    "ship_to": ("收货人", "收货单位", "ship name", "ship to", "consignee", "recipient"),
    "ship_address": SHIPPING,
}

QUOTES: dict[str, tuple[str, ...]] = {
    **PAPERS,
    "code": (
        *("编号", "单号", "报价单号", "报价编号", "报价单编号", "报价号", "number", "no"),
        *("quote number", "quote no", "quotation number", "quotation no", "quote"),
    ),
    "owner": (*OWNERS, "报价人", "制单人", "经手人"),
    "state": ("状态", "报价状态", "报价结果", "status"),
    "opened_on": (
        *("日期", "报价日期", "报价时间", "开单日期"),
        *("date", "quote date", "quotation date", "quoted on"),
    ),
    "valid_until": (
        *("有效期", "有效期至", "有效期限", "报价有效期", "截止日期", "失效日期"),
        *("valid to", "expires", "expires on", "expiry date", "expiration date"),
    ),
    "opportunity": ("商机", "商机名称", "商机编号", "opportunity", "deal"),
    "delivery_terms": ("交货期", "交期", "交货时间", "供货周期", "lead time", "delivery"),
    "freight_terms": ("运费承担", "运输方式", "incoterms"),
    "warranty_terms": ("质保", "质保期", "保修", "保修期", "guarantee"),
    "terms": ("条款", "报价条款", "商务条款", "conditions"),
    "customer_reference": ("询价单号", "客户询价单号", "客户单号", "rfq", "enquiry", "reference"),
    "internal_remarks": ("内部备注", "内部说明", "internal note", "internal notes"),
    "refused_reason": ("拒绝原因", "未成交原因", "失败原因", "loss reason", "reason"),
}

OF_LINE: dict[str, tuple[str, ...]] = {
    "product": (
        *("产品编号", "产品编码", "货号", "商品编码", "物料编码", "料号", "产品"),
        *("product", "sku", "item number", "article"),
    ),
    "name": ("品名", "名称", "产品名称", "商品名称", "货品名称", "item", "item name"),
    "model": ("规格", "型号", "规格型号", "model", "specification", "spec"),
    "brand": ("品牌", "brand"),
    "quantity": ("数量", "件数", "订购数量", "qty", "pieces"),
    "unit": ("单位", "计量单位", "uom"),
    "unit_price": ("单价", "价格", "售价", "含税单价", "price"),
    "discount": ("折扣", "折扣率", "优惠", "discount rate"),
    "tax_rate": ("税率", "增值税率", "tax", "vat", "vat rate"),
    "cost": ("成本", "成本价", "进价", "cost price"),
    "remarks": ("备注", "说明", "remark", "note", "notes", "comments"),
}

LINES: dict[str, tuple[str, ...]] = {
    **OF_LINE,
    "order": (
        *("订单", "单号", "订单号", "订单编号", "销售单号"),
        *("order", "order number", "order no"),
    ),
    "planned_on": ("交期", "交货日期", "计划交期", "delivery date", "required date"),
}

QUOTE_LINES: dict[str, tuple[str, ...]] = {
    **OF_LINE,
    "quote": (
        *("报价单", "单号", "报价单号", "报价编号", "报价单编号"),
        *("quote", "quotation", "quote number", "quotation number", "quote no", "offer"),
    ),
    "heading": ("分组", "分类", "分项", "部分", "section", "heading"),
    "optional": ("选配", "可选", "选项", "是否选配", "option"),
    "gift": ("赠品", "是否赠品", "赠送", "free"),
    "delivery": ("交期", "交货期", "货期", "供货周期", "lead time"),
}

DEALS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "商机编号", "序号", "number", "no", "opportunity number"),
    "name": (
        *("名称", "商机", "商机名称", "项目", "项目名称", "主题"),
        *("opportunity", "opportunity name", "deal", "deal name", "subject", "title"),
    ),
    "customer": (*WHOM, "customer"),
    "contact": SPOKEN_TO,
    "owner": OWNERS,
    "pipeline": ("商机看板", "销售流程", "流程"),
    "stage": ("阶段", "销售阶段", "商机阶段", "状态", "进展", "stage", "sales stage", "status"),
    "close_on": (
        *("预计成交日期", "预计签单日期", "预计成交", "预计签约"),
        *("close date", "expected close", "expected close date", "closing date"),
    ),
    "opened_on": ("日期", "立项日期", "发现日期", "date", "opened", "opened on", "open date"),
    "closed_on": ("成交日期", "签单日期", "结束日期", "closed", "closed on", "won on"),
    "amount": (
        *("金额", "预计金额", "商机金额", "预计成交金额", "项目金额"),
        *("amount", "value", "deal value", "expected amount", "expected revenue"),
    ),
    "currency": ("币种", "货币"),
    "probability": ("赢单概率", "概率", "把握", "成功率", "probability", "win probability"),
    "product": ("产品", "产品名称", "意向产品", "product", "product name"),
    "forecast": ("预测", "预测类别", "预测分类", "forecast category", "forecast"),
    "next_step": ("下一步", "下步计划", "next step"),
    "source": ("来源", "商机来源", "客户来源", "lead source"),
    "lost_reason": ("输单原因", "丢单原因", "失败原因", "loss reason", "reason lost"),
    "lost_note": ("输单说明",),
    "remarks": ("备注", "说明", "描述", "remark", "note", "notes", "description", "comments"),
    "created_on": CREATED,
}

RATES: dict[str, tuple[str, ...]] = {
    "code": ("编号", "序号", "number", "no"),
    "currency": ("币种", "货币", "外币", "currency", "currency code"),
    "day": ("日期", "生效日期", "发布日期", "date", "day", "valid from"),
    "units": ("单位", "数量", "每", "units", "per"),
    "rate": ("汇率", "中间价", "折算价", "rate", "exchange rate", "middle rate"),
    "remarks": ("备注", "说明", "remark", "note", "notes"),
    "created_on": CREATED,
}

GOALS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "序号", "number", "no"),
    "owner": ("同事", "业务员", "销售", "姓名", *OWNERS, "colleague", "person"),
    "month": ("月份", "月", "日期", "month", "date"),
    "amount": ("目标", "金额", "销售目标", "目标金额", "target", "amount", "quota"),
    "currency": ("币种", "货币"),
    "remarks": ("备注", "说明", "remark", "note", "notes"),
    "created_on": CREATED,
}
