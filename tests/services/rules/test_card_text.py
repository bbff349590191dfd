"""New customers out of pasted text. Names, numbers and addresses are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.i18n import use_language
from cims.services.rules.addresses import one_line
from cims.services.rules.card_text import CardText, parse
from cims.services.rules.phones import display


def shown(card: CardText) -> dict[str, str]:
    """What was found, as one reads it, without what is empty."""
    found = {
        "name": card.name,
        "job": card.job_title,
        "department": card.department,
        "company": card.company,
        "phones": ", ".join(
            ("fax " if phone.kind == "fax" else "") + display(phone) for phone in card.phones
        ),
        "email": ", ".join(card.emails),
        "wechat": card.wechat,
        "qq": card.qq,
        "site": card.website,
        "address": " + ".join(
            one_line(one.province, one.city, one.district, one.detail) for one in card.addresses
        ),
        "postal": card.postal_code,
        "code": card.credit_code,
        "remarks": card.remarks,
    }
    return {name: words for name, words in found.items() if words}


CARDS = [
    (
        "苏州恒泰智能装备有限公司\n张伟  销售经理\n手机：138 1234 5678\n"
        "电话：0512-62888888-8012\n传真：0512-62888889\n邮箱：zhangwei@hengtai.com\n"
        "网址：www.hengtai.com\n地址：江苏省苏州市吴中区木渎镇金山路88号\n邮编：215000",
        {
            "name": "张伟",
            "job": "销售经理",
            "company": "苏州恒泰智能装备有限公司",
            "phones": "138 1234 5678, 0512-6288 8888 ext. 8012, fax 0512-6288 8889",
            "email": "zhangwei@hengtai.com",
            "site": "www.hengtai.com",
            "address": "江苏省苏州市吴中区木渎镇金山路88号",
            "postal": "215000",
        },
    ),
    (
        "苏州恒泰智能装备有限公司 | 张伟 | 采购部经理 | 13812345678 | zhang@ht.cn |"
        " 苏州市吴中区金山路88号",
        {
            "name": "张伟",
            "job": "采购部经理",
            "company": "苏州恒泰智能装备有限公司",
            "phones": "138 1234 5678",
            "email": "zhang@ht.cn",
            "address": "江苏省苏州市吴中区金山路88号",
        },
    ),
    (
        "我是恒泰的张伟,电话13812345678",
        {"name": "张伟", "company": "恒泰", "phones": "138 1234 5678"},
    ),
    (
        "您好，我是苏州恒泰智能装备有限公司的采购王经理，手机号是13912345678，微信wangjl_88",
        {
            "name": "王经理",
            "job": "采购",
            "company": "苏州恒泰智能装备有限公司",
            "phones": "139 1234 5678",
            "wechat": "wangjl_88",
        },
    ),
    ("张总 13812345678", {"name": "张总", "phones": "138 1234 5678"}),
    (
        "李工 13812345678 微信同号",
        {"name": "李工", "phones": "138 1234 5678", "wechat": "13812345678"},
    ),
    ("免贵姓刘，138 0013 8000", {"name": "刘", "phones": "138 0013 8000"}),
    ("恒泰 张伟 13812345678", {"name": "张伟", "company": "恒泰", "phones": "138 1234 5678"}),
    (
        "David Lee\nSales Manager\nAcme Trading Co., Ltd.\nTel: +86 512 6288 8888\n"
        "Mobile: +86 138 1234 5678\nE-mail: david.lee@acme.com\n"
        "Add: No. 88, Jinshan Road, Suzhou, China\nwww.acme.com",
        {
            "name": "David Lee",
            "job": "Sales Manager",
            "company": "Acme Trading Co., Ltd.",
            "phones": "0512-6288 8888, 138 1234 5678",
            "email": "david.lee@acme.com",
            "site": "www.acme.com",
            "address": "No. 88, Jinshan Road, Suzhou, China",
        },
    ),
    (
        "报价我看了，还要便宜点。\n\n--\n李明\n技术总监\n上海博远信息科技有限公司\n"
        "T: 021-5888 6666 ext 123\nM: 13700001111\nE: liming@boyuan.cn\n"
        "A: 上海市浦东新区张江路100号3幢201室",
        {
            "name": "李明",
            "job": "技术总监",
            "company": "上海博远信息科技有限公司",
            "phones": "021-5888 6666 ext. 123, 137 0000 1111",
            "email": "liming@boyuan.cn",
            "address": "上海市浦东新区张江路100号3幢201室",
            "remarks": "报价我看了，还要便宜点。",
        },
    ),
    (
        "公司：杭州云启网络有限公司；联系人：陈静；电话：0571-88888888/13800138000；"
        "地址：杭州市西湖区文三路90号；税号：91350100M000100Y43",
        {
            "name": "陈静",
            "company": "杭州云启网络有限公司",
            "phones": "0571-8888 8888, 138 0013 8000",
            "address": "浙江省杭州市西湖区文三路90号",
            "code": "91350100M000100Y43",
        },
    ),
    (
        "销售经理张伟 恒泰集团 400-820-8820",
        {"name": "张伟", "job": "销售经理", "company": "恒泰集团", "phones": "400-820-8820"},
    ),
    (
        "姓名：欧阳锋\n职务：总经理\n公司：嘉兴白驼山贸易商行\n手机：１３８１２３４５６７８\n"
        "地址：嘉兴市南湖区中山路1号",
        {
            "name": "欧阳锋",
            "job": "总经理",
            "company": "嘉兴白驼山贸易商行",
            "phones": "138 1234 5678",
            "address": "浙江省嘉兴市南湖区中山路1号",
        },
    ),
    (
        "张伟（Wei Zhang）\n恒泰集团 华东区销售总监\nQQ：123456789",
        {
            "name": "张伟",
            "job": "华东区销售总监",
            "company": "恒泰集团",
            "qq": "123456789",
            "remarks": "Wei Zhang",
        },
    ),
    (
        "Hi, this is Maria Schmidt from Müller Maschinenbau GmbH, my phone is +49 89 1234567",
        {
            "name": "Maria Schmidt",
            "company": "Müller Maschinenbau GmbH",
            "phones": "+49 89 1234567",
        },
    ),
    (
        "Maria Schmidt\nHead of Purchasing\nMüller Maschinenbau GmbH\n"
        "Hauptstraße 12, 80331 München\nPhone: +49 89 123 4567\n"
        "maria.schmidt@mueller.de\nwww.mueller.de",
        {
            "name": "Maria Schmidt",
            "job": "Head of Purchasing",
            "company": "Müller Maschinenbau GmbH",
            "phones": "+49 89 123 4567",
            "email": "maria.schmidt@mueller.de",
            "site": "www.mueller.de",
            "address": "Hauptstraße 12, 80331 München",
        },
    ),
    (
        "John Smith, Purchasing Manager\nGlobex Corporation\nOffice: +1 (212) 555-0123\n"
        "Cell: +1 917 555 0199",
        {
            "name": "John Smith",
            "job": "Purchasing Manager",
            "company": "Globex Corporation",
            "phones": "+1 (212) 555-0123, +1 917 555 0199",
        },
    ),
    (
        "王芳\n采购专员\n无锡市华兴机械厂\n电话:0510-85551234\n手机:15961234567\n"
        "无锡市滨湖区太湖大道1000号",
        {
            "name": "王芳",
            "job": "采购专员",
            "company": "无锡市华兴机械厂",
            "phones": "0510-8555 1234, 159 6123 4567",
            "address": "江苏省无锡市滨湖区太湖大道1000号",
        },
    ),
    (
        "收件人：刘洋 电话：18612345678 地址：北京市朝阳区建国路93号万达广场8号楼2001",
        {
            "name": "刘洋",
            "phones": "186 1234 5678",
            "address": "北京市朝阳区建国路93号万达广场8号楼2001",
        },
    ),
    (
        "赵会计 财务部 0512-62888888转802",
        {"name": "赵会计", "department": "财务部", "phones": "0512-6288 8888 ext. 802"},
    ),
    (
        "宁波东海进出口有限公司\n外贸部 Tony Wang\nTEL 0574-87654321 FAX 0574-87654322\n"
        "tony@donghai.com.cn",
        {
            "name": "Tony Wang",
            "department": "外贸部",
            "company": "宁波东海进出口有限公司",
            "phones": "0574-8765 4321, fax 0574-8765 4322",
            "email": "tony@donghai.com.cn",
        },
    ),
    (
        "你好，我叫孙丽，南京市第一医院设备科，13951234567",
        {
            "name": "孙丽",
            "department": "设备科",
            "company": "南京市第一医院",
            "phones": "139 5123 4567",
        },
    ),
    (
        "周师傅 13611112222 修空压机的",
        {"name": "周师傅", "phones": "136 1111 2222", "remarks": "修空压机的"},
    ),
    (
        "恒泰的张总，13812345678，想要两台空压机，下周来看。",
        {
            "name": "张总",
            "company": "恒泰",
            "phones": "138 1234 5678",
            "remarks": "想要两台空压机，下周来看",
        },
    ),
    (
        "深圳市前海智联科技有限公司/黄志强/副总经理/13500001234/hzq@zhilian.com",
        {
            "name": "黄志强",
            "job": "副总经理",
            "company": "深圳市前海智联科技有限公司",
            "phones": "135 0000 1234",
            "email": "hzq@zhilian.com",
        },
    ),
    (
        "何 平\n高级工程师\n成都天宇电气股份有限公司\n028-85123456",
        {
            "name": "何平",
            "job": "高级工程师",
            "company": "成都天宇电气股份有限公司",
            "phones": "028-8512 3456",
        },
    ),
    (
        "公司名称: 佛山市顺德区美佳家具厂\n联系人: 梁小姐\n"
        "手机: 13923456789（微信同号）\n主营: 办公家具",
        {
            "name": "梁小姐",
            "company": "佛山市顺德区美佳家具厂",
            "phones": "139 2345 6789",
            "wechat": "13923456789",
            "remarks": "办公家具",
        },
    ),
    (
        "手机/微信：13812345678\n张伟",
        {"name": "张伟", "phones": "138 1234 5678", "wechat": "13812345678"},
    ),
    (
        "青岛海润食品有限公司\n总经理：王建国\n电话：0532-8888 7777\n邮箱：wjg@hairun.cn",
        {
            "name": "王建国",
            "job": "总经理",
            "company": "青岛海润食品有限公司",
            "phones": "0532-8888 7777",
            "email": "wjg@hairun.cn",
        },
    ),
    (
        "名称：武汉光谷激光设备有限公司\n纳税人识别号：91420100MA4K0000X1\n"
        "地址、电话：武汉市洪山区珞喻路100号 027-87650000\n开户行：工行光谷支行",
        {
            "company": "武汉光谷激光设备有限公司",
            "phones": "027-8765 0000",
            "address": "湖北省武汉市洪山区珞喻路100号",
            "code": "91420100MA4K0000X1",
            "remarks": "开户行:工行光谷支行",
        },
    ),
    (
        "Best regards,\n\nEmily Chen\nKey Account Manager | Sunrise Electronics Inc.\n"
        "M +86 139 1234 5678 | E emily@sunrise.com",
        {
            "name": "Emily Chen",
            "job": "Key Account Manager",
            "company": "Sunrise Electronics Inc.",
            "phones": "139 1234 5678",
            "email": "emily@sunrise.com",
        },
    ),
    (
        "I'm Tom Brown from Initech LLC. Please call +44 20 7946 0958.",
        {
            "name": "Tom Brown",
            "company": "Initech LLC",
            "phones": "+44 20 7946 0958",
            "remarks": "Please",
        },
    ),
    (
        "吴经理 138-1234-5678 长沙中联路桥工程有限公司",
        {"name": "吴经理", "company": "长沙中联路桥工程有限公司", "phones": "138 1234 5678"},
    ),
    (
        "徐州市政府采购中心 李科长 0516-83721234",
        {"name": "李科长", "company": "徐州市政府采购中心", "phones": "0516-8372 1234"},
    ),
    (
        "我这边是合肥科大讯通科技有限公司，地址合肥市高新区望江西路666号，找郑工 13305510001",
        {
            "name": "郑工",
            "company": "合肥科大讯通科技有限公司",
            "phones": "133 0551 0001",
            "address": "安徽省合肥市高新区望江西路666号",
        },
    ),
    (
        "张伟 Zhang Wei\n客户总监 Account Director\n苏州恒泰智能装备有限公司\n"
        "Suzhou Hengtai Intelligent Equipment Co., Ltd.\n+86 138 1234 5678",
        {
            "name": "张伟",
            "job": "客户总监",
            "company": "苏州恒泰智能装备有限公司",
            "phones": "138 1234 5678",
            "remarks": "Zhang Wei\nAccount Director\n"
            "Suzhou Hengtai Intelligent Equipment Co., Ltd.",
        },
    ),
    (
        "★恒泰阀门★ 厂家直销 联系电话:400-820-8820 网址:https://www.htfm.com/shop",
        {
            "phones": "400-820-8820",
            "site": "https://www.htfm.com/shop",
            "remarks": "恒泰阀门\n厂家直销",
        },
    ),
    ("62888888", {"phones": "0512-6288 8888"}),
    ("电话 62888888 刘主任", {"name": "刘主任", "phones": "0512-6288 8888"}),
    ("明天下午来拿样品", {"remarks": "明天下午来拿样品"}),
    (
        "香港恒生贸易有限公司 陈先生 +852 2345 6789 九龙弥敦道100号",
        {
            "name": "陈先生",
            "company": "香港恒生贸易有限公司",
            "phones": "+852 2345 6789",
            "address": "九龙弥敦道100号",
        },
    ),
    (
        "微信：hengtai_zw\nQQ:987654321\n邮箱 zw@hengtai.com\n张伟",
        {"name": "张伟", "wechat": "hengtai_zw", "qq": "987654321", "email": "zw@hengtai.com"},
    ),
    (
        "Contact: Ms. Linda Zhou\nCompany: Bright Lighting Ltd\nTitle: Buyer\n"
        "WeChat: linda_zhou\nMobile: 13688889999",
        {
            "name": "Linda Zhou",
            "job": "Buyer",
            "company": "Bright Lighting Ltd",
            "phones": "136 8888 9999",
            "wechat": "linda_zhou",
        },
    ),
    (
        "苏州恒泰智能装备有限公司张伟13812345678",
        {"name": "张伟", "company": "苏州恒泰智能装备有限公司", "phones": "138 1234 5678"},
    ),
    (
        "常州宏达机械有限公司\n业务经理 钱进\n13961231234\n常州市武进区湖塘镇延政路5号",
        {
            "name": "钱进",
            "job": "业务经理",
            "company": "常州宏达机械有限公司",
            "phones": "139 6123 1234",
            "address": "江苏省常州市武进区湖塘镇延政路5号",
        },
    ),
    (
        "这是采购部小李的电话 15800001111",
        {"name": "小李", "department": "采购部", "phones": "158 0000 1111"},
    ),
    (
        "Kevin Zhao | Procurement Specialist\nNingbo Sunway Import & Export Co., Ltd\n"
        "Mob: 0086-13857412345\nkevin@sunway.cn",
        {
            "name": "Kevin Zhao",
            "job": "Procurement Specialist",
            "company": "Ningbo Sunway Import & Export Co., Ltd",
            "phones": "138 5741 2345",
            "email": "kevin@sunway.cn",
        },
    ),
    (
        "上海大学机电学院 王教授 021-66130000",
        {"name": "王教授", "company": "上海大学机电学院", "phones": "021-6613 0000"},
    ),
    (
        "老板娘 13012345678 恒泰五金店",
        {"job": "老板娘", "company": "恒泰五金店", "phones": "130 1234 5678"},
    ),
    (
        "联系人：马超（采购）\n电话：17712345678\n公司：扬州飞马电缆有限公司",
        {
            "name": "马超",
            "job": "采购",
            "company": "扬州飞马电缆有限公司",
            "phones": "177 1234 5678",
        },
    ),
    (
        "东莞市长安镇鑫源模具厂，陈老板，13798761234，wx: xinyuan_mould",
        {
            "name": "陈老板",
            "company": "东莞市长安镇鑫源模具厂",
            "phones": "137 9876 1234",
            "wechat": "xinyuan_mould",
        },
    ),
    (
        "Dr. Hans Meier\nCTO\nSolartec AG\nBahnhofstrasse 5, 8001 Zürich\n"
        "T +41 44 123 45 67\nhans.meier@solartec.ch",
        {
            "name": "Hans Meier",
            "job": "CTO",
            "company": "Solartec AG",
            "phones": "+41 44 123 45 67",
            "email": "hans.meier@solartec.ch",
            "address": "Bahnhofstrasse 5, 8001 Zürich",
        },
    ),
    (
        "客户:天津滨海重工集团 / 孟工 / 022-25880000-606",
        {"name": "孟工", "company": "天津滨海重工集团", "phones": "022-2588 0000 ext. 606"},
    ),
    (
        "西安高新医院\n信息科 韩主任\n029-88330000",
        {
            "name": "韩主任",
            "department": "信息科",
            "company": "西安高新医院",
            "phones": "029-8833 0000",
        },
    ),
    (
        "程序员 郭涛\n13888880000\nguotao@qq.com",
        {"name": "郭涛", "job": "程序员", "phones": "138 8888 0000", "email": "guotao@qq.com"},
    ),
    (
        "您好！我是济南金石建材的销售代表宋佳，想跟您聊聊水泥供应，电话18853112345",
        {
            "name": "宋佳",
            "job": "销售代表",
            "company": "济南金石建材",
            "phones": "188 5311 2345",
            "remarks": "想跟您聊聊水泥供应",
        },
    ),
    (
        "泰州市康源医药有限公司\n质量部主管：蒋丽\n手机 13515151515\n泰州市海陵区江洲南路10号",
        {
            "name": "蒋丽",
            "job": "质量部主管",
            "company": "泰州市康源医药有限公司",
            "phones": "135 1515 1515",
            "address": "江苏省泰州市海陵区江洲南路10号",
        },
    ),
    (
        "你好，我是做轴承的，姓高，洛阳这边，电话 15236001111",
        {"name": "高", "phones": "152 3600 1111", "remarks": "我是做轴承的\n洛阳这边"},
    ),
    (
        "佛山南海铝业集团有限公司 黎总 0757-86331234 13902801111",
        {
            "name": "黎总",
            "company": "佛山南海铝业集团有限公司",
            "phones": "0757-8633 1234, 139 0280 1111",
        },
    ),
    (
        "Rachel Green\nVP of Marketing\nCentral Perk Inc\n+1-212-555-0147\nrachel@centralperk.com\nhttps://centralperk.com",
        {
            "name": "Rachel Green",
            "job": "VP of Marketing",
            "company": "Central Perk Inc",
            "phones": "+1-212-555-0147",
            "email": "rachel@centralperk.com",
            "site": "https://centralperk.com",
        },
    ),
    (
        "收货地址：山东省潍坊市奎文区东风东街100号 收货人：孙浩 手机：18953612345",
        {"name": "孙浩", "phones": "189 5361 2345", "address": "山东省潍坊市奎文区东风东街100号"},
    ),
    (
        "厦门海晟贸易\n林小姐\nTel:0592-5551234\nWeChat:haisheng_lin",
        {
            "name": "林小姐",
            "company": "厦门海晟贸易",
            "phones": "0592-555 1234",
            "wechat": "haisheng_lin",
        },
    ),
    (
        "郑州大华仪器仪表有限公司 技术部 高工 高级工程师 电话0371-63331234",
        {
            "name": "高工",
            "job": "高级工程师",
            "department": "技术部",
            "company": "郑州大华仪器仪表有限公司",
            "phones": "0371-6333 1234",
        },
    ),
    (
        "单位名称：大连海事局\n联系人：曲科长\n电话：0411-82621234",
        {"name": "曲科长", "company": "大连海事局", "phones": "0411-8262 1234"},
    ),
    (
        "客户要样品，寄到：浙江省义乌市北苑街道雪峰西路968号，吴丽收，13757912345",
        {
            "name": "吴丽",
            "phones": "137 5791 2345",
            "address": "浙江省金华市义乌市北苑街道雪峰西路968号",
            "remarks": "客户要样品",
        },
    ),
    (
        "【中核泵业】市场部总监 贺军 TEL：13604112345 E-mail：hejun@zhbeng.com",
        {
            "name": "贺军",
            "job": "市场部总监",
            "phones": "136 0411 2345",
            "email": "hejun@zhbeng.com",
            "remarks": "中核泵业",
        },
    ),
    (
        "昆山精诚模具有限公司 (采购) 顾先生 0512-57701234-801",
        {
            "name": "顾先生",
            "job": "采购",
            "company": "昆山精诚模具有限公司",
            "phones": "0512-5770 1234 ext. 801",
        },
    ),
    (
        "Thanks,\nMark Johnson\nProject Engineer, Vandelay Industries Ltd.\n"
        "Direct: +44 161 496 0123",
        {
            "name": "Mark Johnson",
            "job": "Project Engineer",
            "company": "Vandelay Industries Ltd.",
            "phones": "+44 161 496 0123",
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), CARDS, ids=[card[0][:16] for card in CARDS])
def test_a_pasted_text_becomes_a_customer(text, expected):
    assert shown(parse(text, "0512")) == expected


def test_a_local_number_without_home_area_is_kept_with_a_warning():
    (phone,) = parse("电话：62888888").phones
    assert phone.problem is not None


def test_a_number_that_is_no_phone_is_kept():
    assert shown(parse("订单号 DD202611-0007，共 12 台")) == {
        "remarks": "订单号 DD202611-0007，共 12 台"
    }


def test_an_identity_number_is_no_credit_code():
    card = parse("张伟 身份证 110101199003070011")
    assert card.credit_code == ""
    assert "110101199003070011" in card.remarks


def test_a_second_company_and_a_second_wechat_are_remarks():
    card = parse("苏州恒泰有限公司\n上海恒泰有限公司\n微信:abcde1\n微信:fghij2")
    assert (card.company, card.wechat) == ("苏州恒泰有限公司", "abcde1")
    assert "上海恒泰有限公司" in card.remarks and "fghij2" in card.remarks


def test_only_the_signature_of_a_mail_is_read():
    text = "王总电话是13900000000。\n--\n张伟\n13812345678"
    card = parse(text)
    assert [phone.number for phone in card.phones] == ["13812345678"]
    assert card.remarks == "王总电话是13900000000。"


@pytest.mark.parametrize("greeting", ["Best regards,", "谢谢！\n此致\n敬礼"])
def test_the_greeting_above_a_signature_is_no_remark(greeting):
    signature = "--\n张伟\n13812345678"
    assert parse(f"{greeting}\n\n{signature}").remarks == ""
    assert parse(f"价格再低一点。\n\n{greeting}\n{signature}").remarks == "价格再低一点。"


def test_a_line_of_dashes_without_a_signature_hides_nothing():
    assert parse("张伟\n13812345678\n--\n").name == "张伟"
    assert parse("张伟 13812345678\n----\n谢谢").name == "张伟"


def test_an_empty_text_is_an_empty_card():
    assert parse("") == parse(" \n\t") == CardText()


def test_a_very_long_text_is_kept_whole():
    assert len(parse("很长的聊天记录。" * 3000).remarks.replace("\n", "")) >= 7 * 3000


def test_the_language_that_is_shown_does_not_matter():
    english = parse(CARDS[0][0])
    use_language("zh_CN")
    try:
        assert parse(CARDS[0][0]).company == english.company
    finally:
        use_language("en")


@given(st.text(max_size=120))
def test_no_text_makes_it_fail(text):
    parse(text, "0512")


PIECES = st.sampled_from(
    [
        *("张伟", "销售经理", "苏州恒泰有限公司", "13812345678", "0512-62888888", "zw@ht.com"),
        *("微信:zw_123456", "地址:苏州市吴中区金山路88号", "恒泰的李总", "要两台空压机"),
        *("下周来看", "Tom Brown", "QQ:123456", "备注:急", "www.ht.com", "我是王芳", "采购部"),
    ]
)


@given(st.lists(PIECES, max_size=8), st.sampled_from(["\n", "，", " | ", "  ", "；", " "]))
def test_nothing_is_lost(pieces, gap):
    """Every letter and digit stands in some field or in the remarks."""
    card = parse(gap.join(pieces), "0512")
    kept = "".join(shown(card).values()).replace(" ", "")
    labels = {
        "微信:zw_123456": "zw_123456",
        "QQ:123456": "123456",
        "备注:急": "急",
        "我是王芳": "王芳",
    }
    for piece in pieces:
        words = labels.get(piece, piece).removeprefix("地址:").replace("恒泰的李总", "李总")
        words = words.replace("0512-62888888", "62888888").replace(" ", "")
        assert words in kept


@given(st.text(alphabet="张伟王总恒泰有限公司路号苏州市要阀门经理，。；/|() \n12", max_size=60))
def test_no_letter_is_lost_whatever_its_neighbours(text):
    card = parse(text, "0512")
    kept = "".join(shown(card).values())
    assert {letter for letter in text if letter.isalnum()} <= set(kept)
