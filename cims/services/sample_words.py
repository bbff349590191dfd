"""The words from which the sample office is made up; no real company is meant."""

CITIES = (
    ("苏州", "0512", ("江苏省", "苏州市", "虎丘区")),
    ("杭州", "0571", ("浙江省", "杭州市", "滨江区")),
    ("宁波", "0574", ("浙江省", "宁波市", "鄞州区")),
    ("深圳", "0755", ("广东省", "深圳市", "南山区")),
    ("青岛", "0532", ("山东省", "青岛市", "崂山区")),
    ("武汉", "027", ("湖北省", "武汉市", "洪山区")),
    ("成都", "028", ("四川省", "成都市", "武侯区")),
    ("无锡", "0510", ("江苏省", "无锡市", "新吴区")),
    ("佛山", "0757", ("广东省", "佛山市", "南海区")),
    ("长沙", "0731", ("湖南省", "长沙市", "岳麓区")),
    ("重庆", "023", ("重庆市", "重庆市", "渝北区")),
    ("厦门", "0592", ("福建省", "厦门市", "湖里区")),
)
WORDS = (
    "恒泰", "远东", "精锐", "华创", "锐科", "博远", "鼎新", "中联", "启明", "海纳", "瑞丰", "安达",
    "长盛", "曾氏", "宏图", "金石", "东方", "万象", "嘉禾", "立信", "天成", "卓越", "绿源", "新宇",
)  # fmt: skip
INDUSTRIES = (
    ("machinery", ("智能装备", "机械制造", "精密机械", "自动化设备")),
    ("electronics", ("电子科技", "信息技术", "软件")),
    ("medical", ("生物医药", "医疗器械")),
    ("trade", ("商贸", "实业", "进出口")),
    ("logistics", ("供应链", "物流")),
    ("construction", ("建筑工程", "装饰材料")),
    ("energy", ("新能源", "环保科技")),
    ("food", ("食品", "餐饮管理")),
)
FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
ENGLISH = (
    "Alpina Werkzeug GmbH {n}", "Northern Lights Trading Ltd. {n}", "Café Olé Foods S.A. {n}",
    "Pacific Rim Components Inc. {n}", "Müller & Söhne KG {n}", "Ernst Handel {n}",
)  # fmt: skip
SURNAMES = (
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "曾", "单", "解",
    "欧阳",
    "司马", "查", "仇", "任", "华", "覃", "朱", "马", "胡", "郭", "林", "何", "高", "罗",
)  # fmt: skip
GIVEN = (
    "卫东", "建国", "丽", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明",
    "超", "秀兰", "霞", "平", "刚", "桂英", "文博", "子涵", "思远", "晓燕", "志强", "海燕",
)  # fmt: skip
PEOPLE_ENGLISH = (
    "Maria Anders", "John Smith", "José García", "Anna Lindqvist", "Peter O'Brien", "Zoë Laurent",
)  # fmt: skip
TITLES = (
    "采购总监", "采购经理", "总经理", "副总经理", "工程师", "设备部主任", "财务经理", "会计",
    "仓库主管", "技术总监", "销售经理", "行政助理",
)  # fmt: skip
STREETS = ("星湖街", "科技路", "中山大道", "人民路", "工业园区创业路", "软件园二路", "解放北路")
REMARKS = (
    "对价格敏感，交期要求严格。", "每季度集中采购一次。", "需要含三年维保的方案。",
    "展会上认识，意向明确。", "付款习惯良好，月结30天。", "Prefers e-mail; English invoices.",
)  # fmt: skip
FOLLOW_UPS = (
    ("call", "interested", "电话沟通设备选型，客户对新款包装线感兴趣，要一份样本。"),
    ("call", "no_answer", "两次未接通，改天再打。"),
    ("call", "deciding", "确认预算已报，等总经理批复。\n采购说月底前有结果。"),
    ("call", None, "回访使用情况，设备运行正常，提醒按时保养。"),
    ("wechat", "quote", "微信发来图纸，要求按图报价，含税含运费。"),
    ("wechat", None, "发了节日问候和新品目录。"),
    ("wechat", "interested", "问交货期，答复四周，可以分批。"),
    ("visit", "interested", "上门拜访，看了车间，现有两条线速度跟不上。\n技术部王工陪同。"),
    ("visit", "deciding", "当面讲方案，客户要求再便宜 5%。"),
    ("visited", "interested", "客户来厂参观，看了样机，拍了视频带回去汇报。"),
    ("meeting", "quote", "视频会议过技术参数，会后补一份配置清单。"),
    ("email", "quote", "Sent the revised quotation with delivery in six weeks."),
    ("email", None, "Asked for their new delivery address and VAT number."),
    ("email", "no_need", "They postponed the project to next year."),
    ("sms", None, "短信通知样品已寄出，请查收。"),
    ("call", "no_need", "今年预算用完，明年三月再联系。"),
    ("note", None, "对方换了采购负责人，原联系人已调岗。"),
    ("gift", None, "寄出月饼一盒，客户已收到。"),
)
NEXT_STEPS = ("发样本", "催回复", "上门看机器", "发报价单", "约技术交流", "Send the contract draft")
TASKS = (
    "寄样品", "准备报价单", "约上门时间", "核对开票资料", "催合同盖章", "整理技术方案",
    "回电给采购", "确认收货地址", "Prepare the quotation", "Call back about delivery",
)  # fmt: skip
