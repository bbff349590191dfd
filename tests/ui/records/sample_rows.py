"""About sixty customers as an office really has them, for pictures and tests."""

from datetime import date, timedelta
from typing import Any

from cims.services.contact_points import ContactPointRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.office import Office

TODAY = date(2026, 11, 22)
NAMES = (
    "苏州恒泰智能装备有限公司", "佛山华创科技有限公司", "长沙远东实业有限公司",
    "苏州启明实业有限公司", "杭州海纳供应链有限公司", "长沙华创生物医药有限公司",
    "武汉锐科实业有限公司", "无锡博远生物医药有限公司", "宁波中联生物医药有限公司",
    "武汉安达智能装备有限公司", "无锡安达科技有限公司", "青岛安达生物医药有限公司",
    "无锡恒泰实业有限公司", "重庆长安精密机械有限公司", "上海浦江国际物流有限公司",
    "深圳市大疆创新科技有限公司", "北京中关村软件园发展有限责任公司",
    "广州白云电器设备股份有限公司",
    "成都天府新能源有限公司", "西安交大医学院第一附属医院", "南京金陵饭店", "厦门建发股份有限公司",
    "大连港集团有限公司", "哈尔滨电气集团佳木斯电机股份有限公司",
    "中国(上海)自由贸易试验区管理委员会",
    "Acme Europe GmbH", "Alfreds Futterkiste", "Around the Horn", "Berglunds snabbköp",
    "Bólido Comidas preparadas", "Ernst Handel", "Hungry Coyote Import Store",
    "Laughing Bacchus Wine Cellars", "Québec Délices SARL", "Island Trading",
    "Königlich Essen", "The Big Cheese", "Consolidated Holdings International Limited",
    "恒泰 & 远东联合体", "曾氏家具厂", "单县佳源食品有限公司", "解放路小学", "仇记酱园",
    "翟先生", "缪建国", "上官云", "欧阳明月", "张总", "温州正泰仪器仪表有限责任公司",
    "东莞市长安镇五金制品厂", "合肥科大讯飞股份有限公司", "贵州茅台酒厂(集团)有限责任公司",
    "昆明云南白药集团股份有限公司", "台北鴻海精密工業股份有限公司", "香港太古集團有限公司",
    "郑州宇通客车股份有限公司", "济南浪潮电子信息产业股份有限公司", "兰州兰石集团有限公司",
    "南昌江铃汽车股份有限公司", "福州福耀玻璃工业集团股份有限公司",
)  # fmt: skip
PEOPLE = ("张卫东", "李建国", "周子涵", "陈思远", "赵敏", "Grace Liu", "王晓燕", "Maria Anders")
TITLES = ("采购总监", "总经理", "设备部经理", "财务主管", "Sales Representative")
STATES = ("interested", "won", "potential", "won", "interested", "dormant", "won", "lost")
INDUSTRIES = ("machinery", "electronics", "trade", "education", "logistics", "medical", "energy")
STREETS = ("星湖街 328 号", "科技园南区 12 栋", "人民中路 88 号", "解放大道 1277 号")
PLACES = (
    ("江苏省", "苏州市", "工业园区"),
    ("广东省", "深圳市", "南山区"),
    ("湖北省", "武汉市", "汉口"),
)
REMARKS = ("二期产线改造,预算 286 万,年底前定。", None, "喜欢电话联系,下午两点以后。", None, None)


def customer(place: int, owners: list[int]) -> dict[str, Any]:
    """The values of one customer, the same every time."""
    days = (place * 37) % 90 - 20
    street, spot = STREETS[place % len(STREETS)], PLACES[place % len(PLACES)]
    return {
        "name": NAMES[place],
        "lifecycle": STATES[place % len(STATES)],
        "grade": "ABC"[place * 7 % 3],
        "industry": INDUSTRIES[place % len(INDUSTRIES)],
        "owner": Link(owners[place % len(owners)]),
        "next_contact_on": TODAY + timedelta(days=days) if place % 4 else None,
        "contact_points": (ContactPointRow("mobile", f"138{place:04d}5678"),),
        "addresses": (AddressRow("registered", None, None, *spot, street),),
        "remarks": REMARKS[place % len(REMARKS)],
        "tags": ("重点",) if place % 5 == 0 else (),
    }


def fill(office: Office, owners: list[int], count: int = len(NAMES)) -> list[int]:
    """Add the customers and one or two people at each of them."""
    ids = [office.customers.add(customer(place, owners)) for place in range(count)]
    for place, id_ in enumerate(ids):
        for number in range(1 + place % 2):
            office.contacts.add(
                {
                    "name": PEOPLE[(place + number) % len(PEOPLE)],
                    "job_title": TITLES[(place + number) % len(TITLES)],
                    "customer": Link(id_, NAMES[place]),
                    "owner": Link(owners[place % len(owners)]),
                    "contact_points": (ContactPointRow("mobile", f"139{place:04d}{number}234"),),
                }
            )
    return ids


LONG_CHINESE = (
    "阿拉善盟额济纳旗达来呼布镇国家级经济技术开发区新能源汽车零部"
    "件精密制造与供应链管理服务产业园投资建设运营管理有限责任公司"
)
LONG_LATIN = (
    "Aaltonen, Abercrombie & Ackermann International Precision Engineering and "
    "Industrial Automation Holdings (Asia Pacific) Ltd."
)


def add_long(office: Office, owner: int) -> list[int]:
    """Two customers whose every text is as long as it gets: 60 Chinese characters, 120 Latin."""
    street = AddressRow(
        "registered",
        None,
        None,
        "内蒙古自治区",
        "阿拉善盟",
        "额济纳旗",
        "达来呼布镇居延路国家级经济技术开发区精密制造产业园二期十七号厂房东侧三层办公区",
    )
    ids = [
        office.customers.add(
            {
                "name": name,
                "lifecycle": "interested",
                "grade": "A",
                "industry": "energy",
                "owner": Link(owner),
                "next_contact_on": TODAY + timedelta(days=days),
                "contact_points": (
                    ContactPointRow("mobile", "13812345678"),
                    ContactPointRow("email", "purchasing.department.asia-pacific@aaltonen.example"),
                ),
                "addresses": (street,),
                "tags": ("重点跟进", "年框客户", "Key account", "展会", "老客户转介绍", "需安装"),
                "remarks": "预算二百八十六万元，客户要求十一月二十八日前给出正式报价，含三年维保。"
                * 6,
            }
        )
        for name, days in ((LONG_CHINESE, -9), (LONG_LATIN, 40))
    ]
    for id_, name in zip(ids, (LONG_CHINESE, LONG_LATIN), strict=True):
        office.contacts.add(
            {
                "name": "Maximiliane-Charlotte von Hohenstein-Wittgenstein zu Sayn",
                "job_title": "Senior Vice President, Strategic Procurement and Supplier Quality",
                "department": "精密制造与供应链管理服务部",
                "customer": Link(id_, name),
                "contact_points": (ContactPointRow("landline", "0512-62888888转8012"),),
            }
        )
    return ids
