"""Words for fields that several record types have."""

WHOM = (
    *("客户", "公司", "单位", "客户名称", "客户名", "公司名称", "单位名称", "往来单位", "所属客户"),
    *("客户全称", "客户简称", "客户编号", "关联客户", "拜访客户"),
    *("company", "company name", "customer name", "account", "organisation", "client"),
)
SPOKEN_TO = (
    *("联系人", "姓名", "对接人", "客户联系人", "联系人姓名", "拜访对象", "沟通对象"),
    *("contact person", "contact name", "person"),
)
OWNERS = (
    *("负责人", "业务员", "销售", "跟单", "归属人", "销售员", "业务经理", "客户经理", "跟进人"),
    *("销售代表", "所属业务员", "业务负责人", "sales rep", "salesperson", "account manager"),
)
SHIPPING = ("收货地址", "送货地址", "发货地址", "ship address", "delivery address")
CREATED = ("建档日期", "录入时间", "开发日期", "建档时间", "创建时间", "登记日期")
