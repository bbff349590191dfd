"""Words under which offices keep the same thing in their lists; grows by learning.

By record type and field path. The paths that a type does not have are passed over.
"""

from cims.services.spreadsheet.lead_synonyms import enquiries
from cims.services.spreadsheet.sales_synonyms import (
    DEALS,
    FAMILIES,
    GOALS,
    LINES,
    ORDERS,
    PRODUCTS,
    QUOTE_LINES,
    QUOTES,
    RATES,
    TAXES,
)
from cims.services.spreadsheet.shared_synonyms import CREATED, OWNERS, SHIPPING, SPOKEN_TO, WHOM

CUSTOMERS: dict[str, tuple[str, ...]] = {
    "code": (
        *("编号", "客户编号", "客户编码", "客户代码", "代码", "编码", "档案号", "客户号"),
        *("number", "no", "customer number", "customer code", "account number"),
    ),
    "name": (
        *("名称", "客户名称", "客户名", "单位名称", "公司名称", "公司", "客户", "往来单位", "抬头"),
        *(
            "客户全称",
            "单位",
            "全称",
            "企业名称",
            "单位全称",
            "购货单位",
            "往来单位名称",
            "客户单位",
        ),
        *("company", "company name", "customer", "customer name", "account name", "organisation"),
    ),
    "short_name": ("简称", "客户简称", "助记名", "公司简称", "short name", "alias"),
    "former_names": ("曾用名", "原名", "旧名", "former name"),
    "kind": ("性质", "客户性质", "单位性质", "类型", "客户类型"),
    "lifecycle": ("状态", "客户状态", "阶段", "客户阶段", "生命周期", "status"),
    "grade": ("级别", "等级", "类别", "星级", "客户级别", "客户等级", "客户类别", "level", "class"),
    "industry": ("行业", "所属行业", "行业类别", "sector"),
    "source": ("来源", "渠道", "客户来源", "获客渠道", "来源渠道", "channel", "lead source"),
    "size": ("规模", "企业规模", "人员规模", "人数", "company size", "employees"),
    "owner": OWNERS,
    "collaborators": ("协作人", "协同人", "共享人"),
    "parent": ("上级单位", "上级客户", "母公司", "总公司", "parent company"),
    "phone": (
        *("座机", "固话", "办公电话", "公司电话", "固定电话", "单位电话", "总机", "400电话"),
        *("phone", "telephone", "tel", "phone number", "office phone", "business phone"),
        *("company phone", "work phone", "main phone"),
    ),
    "fax": ("传真", "传真号", "fax number"),
    "email": ("公司邮箱", "单位邮箱", "e-mail", "mail"),
    "website": ("网址", "网站", "官网", "主页", "homepage", "web", "url", "web page"),
    "address": (
        *(
            "地址",
            "公司地址",
            "单位地址",
            "办公地址",
            "注册地址",
            "详细地址",
            "联系地址",
            "通讯地址",
        ),
        *("street", "street address", "business street", "business address"),
    ),
    "shipping_address": SHIPPING,
    "province": ("省", "省份", "所在省", "state", "region", "business state"),
    "city": ("市", "城市", "所在城市", "town", "business city"),
    "district": ("区", "区县", "县", "county"),
    "postal_code": (
        *("邮编", "邮政编码", "zip", "zip code", "post code", "postcode", "business postal code"),
    ),
    "country": ("国家", "国别", "country/region", "business country/region"),
    "credit_code": (
        *("信用代码", "统一社会信用代码", "社会信用代码", "统一信用代码", "营业执照号", "uscc"),
    ),
    "tax_id": (*("税号", "纳税人识别号", "税务登记号", "纳税识别号", "tax number", "vat number"),),
    "bank": ("开户行", "开户银行", "银行"),
    "bank_account": ("账号", "银行账号", "银行账户", "对公账户", "开户账号", "帐号"),
    "next_contact_on": (
        *("下次联系", "下次联系日期", "下次联系时间", "下次跟进", "下次跟进时间"),
        *("下次回访",),
    ),
    "needs": ("需求", "客户需求", "偏好", "需求及偏好"),
    "tags": ("标签", "客户标签", "label", "labels"),
    "segments": ("客户群", "分组", "客户分组", "segment", "group"),
    "remarks": ("备注", "说明", "备注信息", "描述", "附注", "remark", "note", "notes", "comments"),
    "created_on": CREATED,
    "contact.name": (
        *(
            "联系人",
            "姓名",
            "名字",
            "对接人",
            "收货人",
            "联系人姓名",
            "联络人",
            "主联系人",
            "经办人",
        ),
        *("contact", "contact person", "contact name", "full name"),
    ),
    "contact.family_name": ("姓", "姓氏", "last name", "surname"),
    "contact.given_name": ("名", "first name", "forename"),
    "contact.job_title": (
        "职务",
        "职位",
        "岗位",
        "联系人职务",
        "title",
        "position",
        "contact title",
    ),
    "contact.salutation": ("称呼", "称谓", "联系人称呼"),
    "contact.phone": (
        *("手机", "电话", "联系电话", "手机号", "手机号码", "移动电话", "联系方式", "电话号码"),
        *(
            "联系人电话",
            "联系人手机",
            "mobile",
            "mobile phone",
            "cell phone",
            "cell",
            "contact phone",
        ),
    ),
    "contact.email": (
        "邮箱",
        "电子邮箱",
        "电子邮件",
        "邮件",
        "联系人邮箱",
        "email",
        "email address",
        "e-mail address",
        "contact email",
    ),
    "contact.wechat": ("微信", "微信号", "联系人微信", "wechat", "wechat id"),
    "contact.qq": ("qq", "qq号", "联系人qq", "qq号码"),
    "contact.birthday": ("生日", "出生日期", "联系人生日", "date of birth"),
}

CONTACTS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "联系人编号", "number", "no", "contact number"),
    "customer": (
        *("客户", "公司", "单位", "公司名称", "客户名称", "单位名称", "所属客户", "客户编号"),
        *("company", "company name", "organisation", "account"),
    ),
    "department": ("部门", "科室", "dept"),
    "remarks": ("备注", "说明", "remark", "note", "notes", "comments"),
    "owner": ("负责人", "业务员", "归属人", "销售"),
    "created_on": CREATED,
    **{
        path.removeprefix("contact."): words
        for path, words in CUSTOMERS.items()
        if path.startswith("contact.")
    },
}

ACTIVITIES: dict[str, tuple[str, ...]] = {
    "code": ("编号", "记录编号", "跟进编号", "number", "no", "activity number"),
    "customer": WHOM,
    "contact": SPOKEN_TO,
    "happened_at": (
        *("跟进时间", "跟进日期", "联系时间", "联系日期", "拜访时间", "拜访日期", "日期", "时间"),
        *("发生时间", "记录时间", "沟通时间", "最近联系日期"),
        *("date", "time", "when", "activity date"),
    ),
    "kind": (
        *("跟进方式", "联系方式", "沟通方式", "拜访方式", "方式", "类型", "跟进类型", "记录类型"),
        *("type", "kind", "method", "activity type", "channel"),
    ),
    "content": (
        *("跟进内容", "跟进记录", "沟通内容", "拜访内容", "联系内容", "内容", "记录", "跟进情况"),
        *("沟通记录", "拜访记录", "情况", "详情", "备注", "说明", "摘要"),
        *("notes", "note", "content", "details", "description", "comments", "summary", "subject"),
    ),
    "result": ("跟进结果", "结果", "沟通结果", "拜访结果", "客户反馈", "result", "outcome"),
    "owner": (
        *("跟进人", "跟进人员", "负责人", "业务员", "销售", "记录人", "拜访人", "填写人"),
        *("同事", "归属人", "by", "owner", "user", "sales rep", "colleague", "logged by"),
    ),
    "next_on": (
        *("下次联系", "下次联系时间", "下次联系日期", "下次跟进", "下次跟进时间", "下次跟进日期"),
        *("下次拜访", "下次回访", "计划联系", "next", "next contact", "next date", "follow up on"),
    ),
    "next_step": (
        *("下一步", "下步计划", "下一步计划", "后续计划", "下次计划", "下次联系内容", "跟进计划"),
        *("next step", "next action", "plan"),
    ),
    "created_on": ("建档日期", "录入时间", "录入日期", "创建时间", "登记日期", "created"),
}

TASKS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "任务编号", "待办编号", "number", "no", "task number"),
    "name": (
        *("待办", "待办事项", "事项", "任务", "任务名称", "任务内容", "内容", "标题", "主题"),
        *("工作内容", "what", "task", "title", "subject", "to do", "todo"),
    ),
    "customer": WHOM,
    "contact": SPOKEN_TO,
    "owner": (
        *("负责人", "执行人", "责任人", "经办人", "谁", "业务员", "跟进人", "完成人"),
        *("who", "owner", "assignee", "assigned to", "by"),
    ),
    "due_on": (
        *("到期", "到期日", "截止", "截止日期", "截止时间", "期限", "完成期限", "日期", "计划日期"),
        *("due", "due date", "deadline", "until", "date"),
    ),
    "remind_at": ("提醒", "提醒时间", "提醒日期", "reminder", "remind at", "reminder time"),
    "done": (
        *("完成", "是否完成", "已完成", "完成情况", "完成状态", "状态"),
        *("done", "completed", "status"),
    ),
    "remarks": (
        *("备注", "说明", "描述", "详情"),
        *("remark", "note", "notes", "description", "comments"),
    ),
    "created_on": ("建档日期", "录入时间", "创建时间", "登记日期", "created"),
}

SEGMENTS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "客户群编号", "number", "no"),
    "name": ("客户群", "客户群名称", "名称", "分组", "群组", "segment", "group", "name"),
    "remarks": ("备注", "说明", "描述", "remark", "note", "notes", "description"),
    "created_on": CREATED,
}

USERS: dict[str, tuple[str, ...]] = {
    "code": ("工号", "编号", "员工编号", "number", "no", "staff number"),
    "name": ("姓名", "员工", "员工姓名", "名字", "同事", "full name", "employee", "employee name"),
    "username": ("用户名", "登录名", "账号", "帐号", "login", "account", "user name"),
    "given_name": ("名", "first name", "given name"),
    "family_name": ("姓", "last name", "surname", "family name"),
}

ENQUIRIES = enquiries(CUSTOMERS)

# by what else than the type's own name the number of a record is called: categoryID
OWN_WORDS: dict[str, frozenset[str]] = {
    "product_families": frozenset(("category", "family", "group")),
    "users": frozenset(("employee", "user", "staff", "colleague")),
    "opportunities": frozenset(("opportunity", "deal")),
    "leads": frozenset(("lead", "enquiry", "inquiry")),
    **dict.fromkeys(("order_lines", "quote_lines"), frozenset(("line", "detail", "item"))),
    "quotes": frozenset(("quote", "quotation", "offer")),
}

# words that are the content only where no other heading says it better
VAGUE: dict[str, frozenset[str]] = {
    "activities": frozenset(
        ("备注", "说明", "摘要", "情况", "subject", "note", "notes", "comments", "description")
    )
}

SYNONYMS = {
    "customers": CUSTOMERS,
    "contacts": CONTACTS,
    "activities": ACTIVITIES,
    "tasks": TASKS,
    "segments": SEGMENTS,
    "users": USERS,
    "product_families": FAMILIES,
    "products": PRODUCTS,
    "tax_rates": TAXES,
    "exchange_rates": RATES,
    "targets": GOALS,
    "quotes": QUOTES,
    "quote_lines": QUOTE_LINES,
    "orders": ORDERS,
    "order_lines": LINES,
    "opportunities": DEALS,
    "leads": ENQUIRIES,
    "paper_templates": {},
}
