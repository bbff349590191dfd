"""Words under which offices keep enquiries."""

from collections.abc import Mapping

from cims.services.spreadsheet.shared_synonyms import CREATED, OWNERS

AS_OF_CUSTOMERS = ("industry", "source", "province", "city", "next_contact_on", "remarks")


def enquiries(customers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words for leads; much is called as it is with customers and their contacts."""
    of_people = {
        path.removeprefix("contact."): customers[path]
        for path in ("contact.phone", "contact.email", "contact.wechat", "contact.qq")
    }
    of_people["phone"] += customers["phone"]
    of_people["email"] += customers["email"]
    return {
        **{path: customers[path] for path in AS_OF_CUSTOMERS},
        **of_people,
        "code": ("编号", "线索编号", "序号", "number", "no", "lead number", "lead id"),
        "name": (
            *("线索", "线索名称", "名称", "客户", "咨询单位", "询盘公司", "潜在客户"),
            *(word for word in customers["name"] if word not in ("客户", "名称")),
            *("lead", "lead name", "prospect", "account"),
        ),
        "contact_name": customers["contact.name"],
        "salutation": customers["contact.salutation"],
        "job_title": customers["contact.job_title"],
        "source": ("线索来源", *customers["source"]),
        "state": ("状态", "线索状态", "跟进状态", "处理状态", "status", "lead status", "state"),
        "invalid_reason": ("无效原因", "作废原因", "关闭原因", "reason"),
        "owner": (*OWNERS, "分配给", "assigned to"),
        "product": (
            *("意向产品", "产品", "产品名称", "咨询产品", "询价产品", "感兴趣产品", "需求产品"),
            *("product", "product name", "interested in"),
        ),
        "family": ("产品类别", "产品分类", "意向类别", "产品线", "category", "product line"),
        "amount": (
            *("预计金额", "金额", "预算", "意向金额", "预估金额", "估算金额"),
            *("amount", "budget", "estimated amount", "value", "expected amount"),
        ),
        "currency": ("币种", "货币"),
        "next_step": ("下一步", "下步计划", "跟进计划", "next step"),
        "remarks": ("需求", "咨询内容", "询盘内容", "留言", *customers["remarks"]),
        "created_on": ("日期", "询盘日期", "咨询日期", "线索日期", "date", "received", *CREATED),
    }
