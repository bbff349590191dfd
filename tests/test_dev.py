"""dev.py: what it keeps for later starts, and how it takes translations over."""

from babel.messages.catalog import Catalog

import dev


def test_an_unknown_verb_is_answered_with_the_usage(capsys):
    assert dev.main(["dance"]) == 2
    assert "python3 dev.py VERB" in capsys.readouterr().err


def test_a_changed_lock_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "VENV", tmp_path)
    lock = tmp_path / "run.txt"
    lock.write_text("babel==2.18.0\n", "utf-8")
    assert not dev.is_done("run", [lock])
    dev.done("run", [lock])
    assert dev.is_done("run", [lock])
    lock.write_text("babel==2.18.1\n", "utf-8")
    assert not dev.is_done("run", [lock])


def test_translations_are_taken_over_and_others_are_named(capsys):
    program, more = Catalog(locale="zh_CN"), Catalog(locale="zh_CN")
    program.add("Customer")
    program.add(("{n} row", "{n} rows"), string=("",))
    program.add("Save", string="保存")
    more.add("Customer", string="客户")
    more.add(("{n} row", "{n} rows"), string=("{n} 行",))
    more.add("Save", string="")
    more.add("Case", string="案例")
    program.add("Open", string="打开")
    more.add("Open", string="进入")
    dev.merge(program, more, "more.po")
    assert program.get("Customer").string == "客户"
    assert program.get("{n} row").string == ("{n} 行",)
    assert program.get("Save").string == "保存"
    assert program.get("Case") is None
    assert capsys.readouterr().err.splitlines() == [
        "more.po: the program has no text 'Case'",
        "more.po: 'Open' was '打开' everywhere, now '进入'",
    ]


def test_a_display_is_seen_only_where_one_can_be_drawn_on(monkeypatch):
    monkeypatch.setattr(dev.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not dev.has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not dev.has_display()
