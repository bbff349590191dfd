"""A pasted text becomes the values of a customer and of the contact on its card."""

from cims.models.customer import CustomerKind
from cims.services.customers import CUSTOMER
from cims.services.pasted_cards import proposed

CARD = """苏州恒泰智能装备有限公司
张伟  采购经理
手机：138 1234 5678
电话：0512-62888888
邮箱：zhang@hengtai.com
地址：江苏省苏州市工业园区星湖街328号
www.hengtai.com"""


def test_a_card_is_a_firm_and_its_person():
    found = proposed(CARD, "0512")
    firm, person = found.customer, found.contact
    assert firm["name"] == "苏州恒泰智能装备有限公司"
    assert [row.value for row in firm["contact_points"]] == ["0512-6288 8888"]
    assert (firm["addresses"][0].city, firm["addresses"][0].use) == ("苏州市", "registered")
    assert "hengtai.com" in firm["website"]
    assert (person["name"], person["job_title"]) == ("张伟", "采购经理")
    assert [(row.kind, row.value) for row in person["contact_points"]] == [
        ("mobile", "138 1234 5678"),
        ("email", "zhang@hengtai.com"),
    ]
    assert CUSTOMER.validate(firm) == {}


def test_somebody_without_a_firm_is_the_customer():
    found = proposed("张总\n13812345678", None)
    assert found.contact == {}
    assert (found.customer["name"], found.customer["kind"]) == ("张总", CustomerKind.PERSON)
    assert [row.value for row in found.customer["contact_points"]] == ["138 1234 5678"]


def test_a_firm_without_a_person_keeps_all_numbers():
    found = proposed("苏州恒泰智能装备有限公司\n13812345678\nsales@hengtai.com", None)
    assert found.contact == {}
    assert len(found.customer["contact_points"]) == 2


def test_what_was_not_understood_stays_in_the_remarks():
    found = proposed("苏州恒泰智能装备有限公司\n张伟\n要三台数控机床", None)
    assert "要三台数控机床" in found.customer["remarks"]
    assert proposed("", None).customer == {}
