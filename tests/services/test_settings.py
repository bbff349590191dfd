"""Settings of the office, and of each of its people for themselves."""

import pytest

from cims.services.errors import NotAllowed


def test_each_user_has_settings_of_their_own(opened, acting):
    for role in ("sales", "manager"):
        with opened.database.write(acting(role)) as office:
            office.settings.set_mine("theme", {"name": role})
    for role in ("sales", "manager"):
        with opened.database.read(acting(role)) as office:
            assert office.settings.mine("theme") == {"name": role}
    with opened.database.read(opened.actor) as office:
        assert office.settings.mine("theme") == {}
        assert office.settings.common("theme") == {}


def test_a_setting_is_replaced_whole(write, read):
    write(lambda office: office.settings.set_mine("layout", {"columns": ["name", "客户"], "n": 1}))
    write(lambda office: office.settings.set_mine("layout", {"columns": []}))
    assert read(lambda office: office.settings.mine("layout")) == {"columns": []}


def test_the_office_is_known_to_everybody_and_set_by_the_administrator(opened, acting, write):
    write(lambda o: o.settings.set_common("office", {**o.settings.common("office"), "x": 1}))
    with opened.database.write(acting("sales")) as office:
        assert office.settings.common("office")["x"] == 1
        assert office.settings.common("office")["zone"] == "Asia/Shanghai"
        with pytest.raises(NotAllowed):
            office.settings.set_common("office", {})
