"""What a new office finds ready: its lists, roles and number series. All of it can be changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cims.models.app_user import FieldAccess
from cims.models.opportunity import ForecastCategory, StageMeaning
from cims.models.tax_rate import Taxpayer
from cims.services.granted import USUAL
from cims.services.i18n import N_
from cims.services.rights import Action, Reach, Right

Entry = tuple[str, str, str, str, str, str]
"""Code, English, Chinese, meaning, colour, synonyms by |."""

LISTS: Mapping[str, Sequence[Entry]] = {
    "lifecycle": (
        ("potential", "Potential", "潜在", "potential", "info", "潜在客户|新客户|lead|prospect"),
        ("interested", "Interested", "意向", "interested", "accent", "意向客户|跟进中"),
        ("won", "Customer", "成交", "won", "ok", "成交客户|已成交|老客户|活跃|active"),
        ("dormant", "Dormant", "沉睡", "dormant", "warn", "沉睡客户|休眠|inactive"),
        ("lost", "Lost", "流失", "lost", "bad", "流失客户|已流失"),
    ),
    "grade": (
        ("A", "A", "A", "", "", "重点|一级|★★★★|vip"),
        ("B", "B", "B", "", "", "二级|★★★"),
        ("C", "C", "C", "", "", "一般|普通|三级|★★"),
        ("D", "D", "D", "", "", "四级|★"),
    ),
    "industry": (
        ("machinery", "Machinery", "机械制造", "", "", "机械|制造业|装备制造|制造"),
        ("electronics", "Electronics", "电子信息", "", "", "电子|it|信息技术|软件"),
        ("medical", "Medicine and health", "医药健康", "", "", "医药|医疗|医院|健康"),
        ("trade", "Trade and retail", "零售连锁", "", "", "贸易|零售|商贸|批发"),
        ("logistics", "Transport and logistics", "物流运输", "", "", "物流|运输|快递"),
        ("construction", "Construction", "建筑工程", "", "", "建筑|工程|建材|房地产"),
        ("energy", "Energy and environment", "能源环保", "", "", "能源|环保|电力|新能源"),
        ("chemistry", "Chemicals", "化工材料", "", "", "化工|材料"),
        ("food", "Food and catering", "食品餐饮", "", "", "食品|餐饮|饮料"),
        ("education", "Education", "教育培训", "", "", "教育|培训|学校"),
        ("finance", "Finance", "金融服务", "", "", "金融|银行|保险"),
        ("government", "Government", "政府机构", "", "", "政府|事业单位"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "source": (
        ("referral", "Referral", "老客户转介绍", "", "", "转介绍|老客户介绍|客户介绍"),
        ("fair", "Trade fair", "展会", "", "", "展览会|展销会"),
        ("online", "Online enquiry", "网络询盘", "", "", "网络|官网|网站|官网咨询|互联网"),
        ("telephone", "Cold call", "电话开发", "", "", "电话|电话营销"),
        ("visit", "Visit", "上门拜访", "", "", "拜访|陌拜|上门"),
        ("tender", "Tender", "招投标", "", "", "招标|投标"),
        ("dealer", "Dealer", "经销商", "", "", "代理|渠道|代理商"),
        ("friend", "Friend", "朋友介绍", "", "", "朋友"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "size": (
        ("1", "1 to 19", "1–19 人", "", "", "20人以下|微型|少于20人"),
        ("20", "20 to 99", "20–99 人", "", "", "20-99人|小型"),
        ("100", "100 to 499", "100–499 人", "", "", "100-499人|中型"),
        ("500", "500 to 1,999", "500–1,999 人", "", "", "500-1999人|大型"),
        ("2000", "2,000 and more", "2,000 人以上", "", "", "2000人以上|特大型"),
    ),
    "contact_role": (
        ("purchasing", "Purchasing", "采购", "", "", "采购部"),
        ("technical", "Technical", "技术", "", "", "技术部|工程"),
        ("finance", "Finance", "财务", "", "", "财务部|会计"),
        ("management", "Management", "管理层", "", "", "老板|总经理"),
        ("warehouse", "Warehouse", "仓库收货", "", "", "仓库|收货"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "decision_role": (
        ("decides", "Decision maker", "决策人", "decides", "", "决策者|拍板人"),
        ("evaluates", "Evaluator", "评估人", "", "", "评估者"),
        ("influences", "Influencer", "影响人", "", "", "影响者"),
        ("uses", "User", "使用人", "", "", "使用者"),
    ),
    "address_use": (
        ("registered", "Registered and invoices", "注册/开票", "", "", "注册|开票|注册地址|办公"),
        ("shipping", "Shipping", "收货", "", "", "送货|收货地址|送货地址"),
        ("installation", "Installation", "安装", "", "", "安装地址"),
    ),
    "identifier_kind": (
        ("taxpayer", "Taxpayer ID", "纳税人识别号", "", "", "税号"),
        ("tw_unified", "Taiwan unified number", "台湾统一编号", "", "", "統一編號|统一编号"),
        ("registration", "Registration number", "工商注册号", "", "", "注册号"),
        ("vat", "VAT number", "境外税号", "", "", "vat id"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "point_kind": (
        ("mobile", "Mobile", "手机", "phone", "", "移动电话|手机号"),
        ("landline", "Landline", "座机", "phone", "", "固话|办公电话"),
        ("400", "Service line", "400 电话", "phone", "", "400"),
        ("fax", "Fax", "传真", "phone", "", "传真号"),
        ("foreign", "Foreign phone", "境外电话", "phone", "", "国际电话"),
        ("short", "Short number", "短号", "phone", "", "集团短号"),
        ("other", "Other phone", "其他电话", "phone", "", ""),
        ("email", "E-mail", "邮箱", "email", "", "电子邮件|email"),
        ("wechat", "WeChat ID", "微信号", "wechat", "", "微信"),
        ("qq", "QQ", "QQ", "qq", "", "qq号"),
    ),
    "friend_state": (
        ("none", "Not added", "未加", "", "", ""),
        ("asked", "Asked", "已申请", "", "", ""),
        ("added", "Added", "已通过", "", "", ""),
    ),
    "relation_kind": (
        ("sister", "Sister company", "兄弟公司", "", "", ""),
        ("supplier", "Supplier", "供应商", "", "", ""),
        ("dealer", "Dealer", "经销商", "", "", ""),
        ("customer", "Customer", "客户", "", "", ""),
        ("other", "Other", "其他", "", "", ""),
    ),
    "activity_kind": (
        ("call", "Call", "电话", "contact", "accent", "通话|去电|来电|打电话|phone"),
        ("wechat", "WeChat", "微信", "contact", "ok", "微信沟通"),
        ("visit", "Visit", "上门", "contact", "info", "拜访|上门拜访|外访"),
        ("visited", "Visit to us", "来访", "contact", "info", "客户来访|接待"),
        ("meeting", "Meeting", "会议", "contact", "info", "开会|视频会议"),
        ("email", "E-mail", "邮件", "contact", "accent", "电子邮件|邮箱"),
        ("sms", "SMS", "短信", "contact", "ok", "手机短信"),
        ("gift", "Gift", "送礼", "contact", "warn", "礼品|节日问候|问候"),
        ("note", "Note", "备注", "note", "", "记录|其他|其它|memo"),
        ("comment", "Comment", "评论", "comment", "", "留言"),
        ("handover", "Hand-over note", "移交说明", "handover", "warn", "交接|移交"),
    ),
    "activity_result": (
        ("interested", "Interested", "有意向", "", "ok", "意向"),
        ("quote", "Wants a quote", "要报价", "", "ok", "需要报价"),
        ("deciding", "Deciding", "待决策", "", "warn", "考虑中"),
        ("no_need", "No need now", "暂无需求", "", "", "不需要"),
        ("no_answer", "No answer", "未接通", "", "warn", "无人接听"),
        ("bad_number", "Wrong number", "空号", "", "bad", "停机"),
    ),
    "unit": (
        ("unit", "Unit", "台", "", "", "台|unit|set of machine"),
        ("set", "Set", "套", "", "", "套|sets"),
        ("piece", "Piece", "件", "", "", "件|pc|pcs|pieces"),
        ("item", "Item", "个", "", "", "个|ea|each"),
        ("single", "Single", "只", "", "", "只"),
        ("box", "Box", "箱", "", "", "箱|boxes|carton"),
        ("metre", "Metre", "米", "", "", "米|m|meter"),
        ("kilogram", "Kilogram", "公斤", "", "", "公斤|千克|kg"),
        ("tonne", "Tonne", "吨", "", "", "吨|t|ton"),
        ("time", "Time", "次", "", "", "次|times"),
        ("entry", "Entry", "项", "", "", "项|lump sum"),
        ("batch", "Batch", "批", "", "", "批|lot"),
    ),
    "tax_class": (
        ("goods", "Goods", "货物", "goods", "", "货物|设备|修理修配|有形动产租赁"),
        (
            "works",
            "Works and transport",
            "安装建筑运输",
            "works",
            "",
            "安装|建筑|运输|不动产",
        ),
        ("services", "Services", "技术服务", "services", "", "服务|软件维护|维保"),
        ("export", "Export", "出口", "export", "", "零税率|外销"),
        ("exempt", "Exempt", "免税", "exempt", "", "免税项目"),
        ("untaxed", "Not taxed", "不征税", "untaxed", "", "不征税项目"),
    ),
    "lost_reason": (
        ("price", "Price too high", "价格高", "", "", "价格|太贵"),
        ("delivery", "Delivery too late", "交期长", "", "", "交期"),
        ("technology", "Does not fit technically", "技术不满足", "", "", "技术|功能不符"),
        ("cancelled", "Customer cancelled", "客户取消", "", "", "取消|项目取消"),
        ("competitor", "Chose a competitor", "选择竞品", "", "", "竞争对手|竞品"),
        ("terms", "Terms of payment", "付款条件", "", "", "账期"),
        ("budget", "No budget", "无预算", "", "", "预算"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "invalid_reason": (
        ("bad_number", "Wrong number", "空号错号", "", "", "空号|错号|号码错误"),
        ("no_answer", "Can't be reached", "联系不上", "", "", "无人接听|失联"),
        ("no_need", "No need", "无需求", "", "", "没有需求|不需要"),
        ("competitor", "A competitor", "同行", "", "", "同行打探"),
        ("repeated", "Known already", "重复线索", "", "", "重复|重复登记"),
        ("advertising", "Advertising", "广告骚扰", "", "", "广告|推销|骚扰"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "pool_reason": (
        ("no_time", "No time for it", "无暇跟进", "", "", "没时间|忙不过来"),
        ("no_need", "No need now", "暂无需求", "", "", "没有需求|不需要"),
        ("unreachable", "Can't be reached", "联系不上", "", "", "失联|空号|无人接听"),
        ("not_mine", "Not my region or line", "区域或行业不符", "", "", "不属本区|行业不符"),
        ("left", "The owner has left", "负责人离职", "", "", "离职"),
        (
            "no_contact",
            "Not contacted for long",
            "长期未跟进",
            "no_contact",
            "",
            "超期未跟进|未跟进",
        ),
        ("no_deal", "No deal for long", "长期未成交", "no_deal", "", "超期未成交|未成交"),
        ("unowned", "Came without an owner", "导入时无负责人", "unowned", "", "无负责人"),
        ("other", "Other", "其他", "", "", "其它"),
    ),
    "invoice_kind": (
        ("e_special", "Electronic special VAT invoice", "电子发票(增值税专用发票)", "", "", "专票"),
        ("e_ordinary", "Electronic ordinary invoice", "电子发票(普通发票)", "", "", "普票"),
        ("p_special", "Paper special VAT invoice", "纸质专票", "", "", ""),
        ("p_ordinary", "Paper ordinary invoice", "纸质普票", "", "", ""),
        ("receipt", "Receipt paper", "收据", "", "", ""),
        ("none", "No invoice", "不开票", "", "", ""),
    ),
}

TaxEntry = tuple[str, Taxpayer, str, str]
"""Class of goods, kind of taxpayer, rate ("" where no tax is charged), first day."""

# office.md 3.5: trade knowledge, to be checked and changed by the office
TAX_RATES: Sequence[TaxEntry] = (
    ("goods", Taxpayer.GENERAL, "0.13", "2019-04-01"),
    ("works", Taxpayer.GENERAL, "0.09", "2019-04-01"),
    ("services", Taxpayer.GENERAL, "0.06", "2016-05-01"),
    *((code, Taxpayer.SMALL, "0.03", "2014-07-01") for code in ("goods", "works", "services")),
    *((code, Taxpayer.SMALL, "0.01", "2023-01-01") for code in ("goods", "works", "services")),
    *((code, kind, rate, "2016-05-01") for code, rate in (("export", "0"), ("exempt", ""),
      ("untaxed", "")) for kind in Taxpayer),
)  # fmt: skip

StageEntry = tuple[str, str, StageMeaning, Decimal, int | None, ForecastCategory]
"""Code, name, meaning, probability, days until what is in it is stalled, forecast category."""

PIPELINE_NAME = N_("New business")
STAGES: Sequence[StageEntry] = (
    ("initial", N_("Initial contact"), StageMeaning.OPEN, Decimal("0.1"), 30,
     ForecastCategory.PIPELINE),
    ("need", N_("Need confirmed"), StageMeaning.OPEN, Decimal("0.3"), 30,
     ForecastCategory.PIPELINE),
    ("proposal", N_("Proposal"), StageMeaning.OPEN, Decimal("0.5"), 21,
     ForecastCategory.BEST_CASE),
    ("negotiation", N_("Negotiation"), StageMeaning.OPEN, Decimal("0.8"), 14,
     ForecastCategory.COMMITTED),
    ("won", N_("Won"), StageMeaning.WON, Decimal(1), None, ForecastCategory.COMMITTED),
    ("lost", N_("Lost"), StageMeaning.LOST, Decimal(0), None, ForecastCategory.OMITTED),
)  # fmt: skip

ADMINISTRATOR = "administrator"
ROLE_NAMES: Mapping[str, str] = {
    ADMINISTRATOR: N_("Administrator"),
    "manager": N_("Manager"),
    "sales": N_("Sales"),
    "service": N_("Service staff"),
    "finance": N_("Finance"),
    "auditor": N_("Auditor"),
}

ALL_ACTIONS = USUAL
POOL_ACTIONS = (Action.READ, Action.CLAIM, Action.ASSIGN, Action.EXPORT)
WORK = (Action.CREATE, Action.READ, Action.EDIT, Action.DELETE, Action.PRINT)
DAILY = frozenset({"activity", "task"})
PAPERS = frozenset({"quote", "quote_line", "order", "order_line", "opportunity"})
SEGMENT_RIGHTS: Mapping[str, Sequence[Action]] = {
    "administrator": ALL_ACTIONS,
    "manager": ALL_ACTIONS,
    "sales": (Action.CREATE, Action.READ, Action.EDIT),
    "service": (Action.READ,),
    "finance": (Action.READ, Action.EXPORT),
    "auditor": (Action.READ,),
}

PRODUCT_RIGHTS: Mapping[str, Sequence[Action]] = {
    "administrator": ALL_ACTIONS,
    "manager": ALL_ACTIONS,
    "sales": (Action.CREATE, Action.READ, Action.PRINT),
    "service": (Action.READ,),
    "finance": (Action.READ, Action.EXPORT, Action.PRINT),
    "auditor": (Action.READ,),
}
TAX_RIGHTS: Mapping[str, Sequence[Action]] = {
    **dict.fromkeys(("manager", "sales", "service", "auditor"), (Action.READ,)),
    "administrator": ALL_ACTIONS,
    "finance": (*WORK, Action.EXPORT, Action.IMPORT, Action.MASS),
}
STAGE_RIGHTS: Mapping[str, Sequence[Action]] = {
    **dict.fromkeys(("sales", "service", "finance", "auditor"), (Action.READ,)),
    "administrator": ALL_ACTIONS,
    "manager": ALL_ACTIONS,
}
TARGET_REACHES: Mapping[str, tuple[Sequence[Action], Reach]] = {
    "administrator": (ALL_ACTIONS, Reach.ALL),
    "manager": (ALL_ACTIONS, Reach.TEAM),
    "sales": ((Action.READ,), Reach.OWN),
    "service": ((Action.READ,), Reach.OWN),
    "finance": ((Action.READ, Action.EXPORT, Action.PRINT), Reach.ALL),
    "auditor": ((Action.READ,), Reach.ALL),
}
POOL_RIGHTS: Mapping[str, Sequence[Action]] = {
    **dict.fromkeys(("service", "finance", "auditor"), ()),
    "administrator": POOL_ACTIONS,
    "manager": POOL_ACTIONS,
    "sales": (Action.READ, Action.CLAIM),
}
SHARED_RIGHTS = {
    "pool": POOL_RIGHTS,
    "segment": SEGMENT_RIGHTS,
    "product": PRODUCT_RIGHTS,
    "product_family": PRODUCT_RIGHTS,
    "tax_rate": TAX_RIGHTS,
    "exchange_rate": TAX_RIGHTS,
    "pipeline": STAGE_RIGHTS,
    "stage": STAGE_RIGHTS,
    "assignment_rule": STAGE_RIGHTS,
    "paper_template": STAGE_RIGHTS,
}

# whoever protects the own customers from going back to the pool protects all of them
NO_PROTECTING = {("customer", "protected_until"): FieldAccess.READ}
COSTS = (
    *((entity, "cost") for entity in ("product", "order_line", "quote_line")),
    *(("quote_line", "cost_amount"), ("quote", "gross_profit")),
)
NO_COSTS = dict.fromkeys(COSTS, FieldAccess.HIDDEN)
CLOSED_FIELDS: Mapping[str, Mapping[tuple[str, str], FieldAccess]] = {
    "sales": {**NO_COSTS, **NO_PROTECTING},
    "service": {**NO_COSTS, **NO_PROTECTING},
}


def role_rights(role: str, entity: str) -> list[tuple[str, Reach]]:
    """What a ready role may do with a record type, as (right, scope)."""
    shared: Mapping[str, Sequence[Action]] | None = SHARED_RIGHTS.get(entity)
    if shared is not None:
        return [(f"{entity}:{action}", Reach.ALL) for action in shared[role]]
    reach: dict[Action, Reach]
    if entity == "target":
        actions, scope = TARGET_REACHES[role]
        return [(f"{entity}:{action}", scope) for action in actions]
    if entity == "user":
        everything = role == ADMINISTRATOR
        actions = ALL_ACTIONS if everything else (Action.READ,)
        return [(f"{entity}:{action}", Reach.ALL) for action in actions]
    match role:
        case "administrator":
            reach = dict.fromkeys(ALL_ACTIONS, Reach.ALL)
        case "manager":
            reach = dict.fromkeys(ALL_ACTIONS, Reach.TEAM)
        case "sales":
            reach = dict.fromkeys((*WORK, Action.IMPORT), Reach.OWN)
        case "service" if entity in PAPERS:
            reach = dict.fromkeys((Action.READ, Action.PRINT), Reach.ALL)
        case "service":
            reach = {Action.READ: Reach.ALL, Action.CREATE: Reach.OWN, Action.PRINT: Reach.ALL}
            reach[Action.EDIT] = Reach.OWN
            if entity in DAILY:
                reach[Action.DELETE] = Reach.OWN
        case "finance":
            reach = dict.fromkeys((Action.READ, Action.EXPORT, Action.PRINT), Reach.ALL)
            if entity in DAILY:
                reach |= dict.fromkeys((Action.CREATE, Action.EDIT, Action.DELETE), Reach.OWN)
        case _:
            reach = dict.fromkeys((Action.READ,), Reach.ALL)
    return [(f"{entity}:{action}", scope) for action, scope in reach.items()]


def single_rights(role: str) -> list[Right]:
    """The single rights of a ready role."""
    held: Mapping[str, list[Right]] = {
        ADMINISTRATOR: [right for right in Right if right is not Right.SIGN_IN],
        "manager": [Right.ANNOUNCE],
        "finance": [Right.SEALED],
        "auditor": [Right.AUDIT],
    }
    return held.get(role, [])
