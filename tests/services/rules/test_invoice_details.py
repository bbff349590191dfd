from cims.services.i18n import use_language
from cims.services.rules.invoice_details import InvoiceDetails, as_lines


def test_six_lines_are_ready_to_paste():
    details = InvoiceDetails(
        "苏州恒泰智能装备有限公司",
        "91350100M000100Y43",
        "苏州市吴中区东吴北路1号",
        "0512-62888888",
        "中国银行苏州分行",
        "0012345678901234567890",
    )
    assert as_lines(details).splitlines() == [
        "Name: 苏州恒泰智能装备有限公司",
        "Taxpayer ID: 91350100M000100Y43",
        "Address: 苏州市吴中区东吴北路1号",
        "Phone: 0512-62888888",
        "Bank: 中国银行苏州分行",
        "Account number: 0012345678901234567890",
    ]
    use_language("zh_CN")
    assert as_lines(details).splitlines()[1] == "纳税人识别号：91350100M000100Y43"
    assert len(as_lines(InvoiceDetails("张三")).splitlines()) == 6
    assert as_lines(InvoiceDetails("张三"), filled_only=True) == "名称：张三"
