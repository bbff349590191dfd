"""Pictures of every widget and of the empty frame: python -m tests.ui.gallery OUT."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from cims.services.i18n import LANGUAGES, _, use_language
from cims.ui.actions import Commands
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import PAGE_MARGINS, Appearance, Mode
from cims.ui.widgets import (
    Avatar,
    Button,
    Card,
    Chip,
    DangerButton,
    ElidedLabel,
    EmptyState,
    FlowLayout,
    Hairline,
    IconButton,
    Item,
    Pill,
    PrimaryButton,
    SearchCombo,
    SearchField,
    Splitter,
    TabStrip,
    column,
    inset,
    label,
    row,
    titled_card,
    wrapped,
)
from tests.ui.stand_in import NAVIGATION, StandInDatabase, made_jobs

SIZES = ((1280, 720), (1440, 900))
NAME = "苏州恒泰智能装备有限公司"


class WidgetPage(Page):
    """Every widget once."""

    def __init__(self) -> None:
        super().__init__()
        left = column(_list_head(), _controls(), spacing=16)
        parts = Splitter(_holder(left), _detail())
        parts.setSizes([860, 356])
        self.setLayout(column(parts, margins=PAGE_MARGINS))


def _list_head() -> Card:
    chips = [Chip("全部"), Chip("我的客户", 214), Chip("成交", 37), Chip("沉睡", 12_345)]
    chips[1].setChecked(True)
    field = SearchField("搜索名称、电话、联系人或拼音首字母", "搜索客户")
    field.setMinimumWidth(120)
    head = row(
        field, *chips, Button("筛选", "sliders-horizontal"), IconButton("columns-3", "显示列")
    )
    empty = EmptyState("building-complex", _("Nothing found"), _("Import"))
    return Card(column(head, empty, margins=(12, 12, 12, 10)))


def _controls() -> Card:
    combo = QComboBox()
    combo.addItems(["机械制造", "医药健康"])
    amount, due = QSpinBox(), QDateEdit(QDate(2026, 11, 28))
    due.setCalendarPopup(True)
    inset(amount)
    inset(due)
    due.setDisplayFormat("yyyy-MM-dd")
    wrong = QLineEdit("138 1234")
    wrong.setProperty("wrong", True)
    off = QLineEdit("C100000")
    off.setEnabled(False)
    ticked = QCheckBox("到期前 30 天提醒负责人")
    ticked.setChecked(True)
    partly = QCheckBox("部分")
    partly.setTristate(True)
    partly.setCheckState(partly.checkState().PartiallyChecked)
    chosen = QRadioButton("公历")
    chosen.setChecked(True)
    search = SearchCombo("行业", [Item(1, "机械制造", "M1", "jixiezhizao jxzz")])
    search.set_value(1)
    bar = QProgressBar()
    bar.setValue(63)
    bar.setTextVisible(False)
    unusable = Button("导出", "file-output")
    unusable.setEnabled(False)
    notes = QPlainTextEdit("两行\n备注")
    notes.setFixedHeight(60)
    return titled_card(
        "控件",
        column(
            row(QLineEdit(NAME), combo, amount, due),
            row(wrong, off, search),
            row(label("电话少一位，应为 11 位手机号或带区号座机", 12, role="bad"), None),
            row(ticked, QCheckBox("允许"), partly, chosen, QRadioButton("农历"), None),
            notes,
            bar,
            row(
                label("有未保存的更改", 12, role="warn"),
                None,
                unusable,
                DangerButton("删除", "trash"),
                Button("取消", "x"),
                PrimaryButton("保存", "check"),
            ),
        ),
        "万元 · 虚线为目标",
    )


def _detail() -> Card:
    pills = row(Pill("成交", "ok"), Pill("A 级", "accent"), Pill("潜在", "info"), None, spacing=6)
    names = column(ElidedLabel(NAME, 15, label("").font().Weight.DemiBold), pills, spacing=3)
    head = row(Avatar("恒", "C100000", 44), names, spacing=12)
    head.setStretch(1, 1)
    tags = FlowLayout()
    for words, tone in (("待续约", "warn"), ("流失", "bad"), ("重点", "muted"), ("老客户", "ok")):
        tags.addWidget(Pill(words, tone))
    tabs = TabStrip("往来动态", "联系人 4", "商机 3", "附件 11")
    buttons = row(
        PrimaryButton("记录跟进", "notebook-pen"),
        Button("新建商机", "plus"),
        IconButton("phone", "拨打"),
        IconButton("ellipsis", "更多"),
        None,
    )
    words = wrapped(
        "确认二期产线改造预算 ¥286 万，客户要求 2026-11-28 前给出正式报价。", 12, "muted"
    )
    body = column(
        head,
        buttons,
        _holder(tags),
        tabs,
        words,
        None,
        Hairline(),
        margins=(16, 16, 16, 16),
        spacing=14,
    )
    made = Card(body)
    made.setMinimumWidth(330)
    return made


def _holder(layout: object) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)  # type: ignore[arg-type] # any layout
    return holder


def built(appearance: Appearance, commands: Commands, messages: Messages) -> MainWindow:
    """The frame with the widgets' page first."""
    jobs = made_jobs(StandInDatabase(), messages)
    first = Tab("today", "Today", "layout-dashboard", lambda _around: WidgetPage())
    others = tuple(tab for tab in NAVIGATION.tabs if tab.id != "today")
    document = DocumentType("customer", "building-complex", lambda _around, _id: WidgetPage())
    navigation = Navigation((first, *others), (document,), NAVIGATION.creations)
    around = Surroundings(jobs, messages, commands, appearance)
    window = MainWindow(navigation, around, lambda _right: True, "王晓燕")
    window.top_bar.show_notices(3)
    return window


def shoot(window: QWidget, path: Path) -> None:
    """Save a picture of a widget as it is painted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    QApplication.processEvents()
    window.grab().save(str(path))


def _take(appearance: Appearance, out: Path, language: str, mode: Mode) -> None:
    messages = Messages()
    window = built(appearance, Commands(lambda _right: True), messages)
    for width, height in SIZES:
        window.resize(width, height)
        window.show()
        window.show_tab("today")
        shoot(window, out / f"{mode}-{language}-widgets-{width}x{height}.png")
        window.show_tab("customers")
        shoot(window, out / f"{mode}-{language}-frame-{width}x{height}.png")
    window.deleteLater()


def main() -> int:
    """Render everything in both themes and languages."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    appearance = Appearance(application)
    for language in LANGUAGES:
        use_language(language)
        use_qt_words(language)
        for mode in (Mode.LIGHT, Mode.DARK):
            appearance.choose(mode=mode)
            _take(appearance, out, language, mode)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
