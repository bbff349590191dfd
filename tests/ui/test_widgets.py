"""The widgets every page is made of."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cims.ui import paint, theme
from cims.ui.matching import Item, matching
from cims.ui.theme import Appearance, Mode
from cims.ui.widgets import (
    Avatar,
    Button,
    Chip,
    ElidedLabel,
    EmptyState,
    FlowLayout,
    IconButton,
    ListBelow,
    Pill,
    PrimaryButton,
    SearchCombo,
    SearchField,
    TabStrip,
    column,
    label,
    resize_within,
    row,
    set_tooltip,
    wrapped,
)
from tests.ui.walk import INJECTIONS, problems

INDUSTRIES = (
    Item("M1", "机械制造", "M1", "jixiezhizao jxzz"),
    Item("E1", "电子信息", "E1", "dianzixinxi dzxx"),
    Item("L1", "物流运输", "L1", "wuliuyunshu wlys"),
)


def typed(widget: QWidget, words: str) -> None:
    """Type as an input method does; key clicks with Chinese abort the process."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def everything(words: str) -> QWidget:
    board = QWidget()
    flow = FlowLayout()
    for tone in ("ok", "warn", "bad", "info", "accent", "muted"):
        flow.addWidget(Pill(words, tone))
    flow.addWidget(Chip(words, 3))
    flow.addWidget(Avatar(words))
    board.setLayout(
        column(
            wrapped(words),
            ElidedLabel(words),
            Button(words, "plus", words),
            PrimaryButton(words),
            IconButton("x", words),
            TabStrip(words, "b"),
            EmptyState("inbox", words, words),
            SearchField(words, words),
            SearchCombo(words, INDUSTRIES),
            flow,
        )
    )
    return board


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_of_any_kind_are_shown_as_they_are(qtbot: QtBot, words: str) -> None:
    board = everything(words)
    qtbot.addWidget(board)
    board.resize(4000, 900)
    board.show()
    board.grab()
    assert problems(board) == []


def test_the_walk_finds_what_is_wrong(qtbot: QtBot) -> None:
    board = QWidget()
    qtbot.addWidget(board)
    layout = QVBoxLayout(board)
    rich, long = QLabel("<b>x</b>"), label("a sentence that does not fit in here")
    long.setFixedWidth(20)
    tipped = label("t")
    tipped.setToolTip("<b>x</b>")
    for wrong in (rich, long, tipped, QPushButton(), QPushButton("A & B")):
        layout.addWidget(wrong)
    board.show()
    found = "\n".join(problems(board))
    for part in ("not plain text", "clipped", "without a name", "a single &", "tooltip"):
        assert part in found


def test_a_tooltip_shows_markup_as_text(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, '<img src="logo.png">')
    assert widget.toolTip().startswith("&lt;img")


def test_an_icon_without_a_name_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="alone"):
        IconButton("x", "")


def test_painted_buttons_tell_a_screen_reader_what_they_are(qtbot: QtBot) -> None:
    chip = Chip("My customers", 214)
    qtbot.addWidget(chip)
    spoken = QAccessible.queryAccessibleInterface(chip)
    assert spoken.text(QAccessible.Text.Name) == "My customers 214"
    assert spoken.role() in (QAccessible.Role.CheckBox, QAccessible.Role.Button)
    assert spoken.state().checkable


def test_a_chip_is_switched_by_keyboard_and_shows_where_the_keyboard_is(qtbot: QtBot) -> None:
    chip = Chip("All")
    qtbot.addWidget(chip)
    chip.show()
    unfocused = chip.grab().toImage()
    chip.activateWindow()
    chip.setFocus()
    qtbot.waitUntil(chip.hasFocus)
    assert chip.grab().toImage() != unfocused
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()


def test_an_avatar_keeps_its_colour_between_runs(qtbot: QtBot) -> None:
    avatar = Avatar("恒", "C100000", 44)
    qtbot.addWidget(avatar)
    ground = avatar.grab().toImage().pixelColor(22, 3)
    expected = theme.chart_color(0)  # crc32("C100000") % 6
    assert paint.initial(" 恒泰") == "恒"
    hues = sorted(range(6), key=lambda n: abs(theme.chart_color(n).hue() - ground.hue()))
    assert theme.chart_color(hues[0]) == expected or ground.saturation() < 10


def test_labels_follow_the_theme(qtbot: QtBot, appearance: Appearance) -> None:
    words = label("late", role="bad")
    qtbot.addWidget(words)
    words.ensurePolished()
    assert words.palette().color(words.foregroundRole()) == theme.color("bad")
    appearance.choose(mode=Mode.DARK)
    assert words.palette().color(words.foregroundRole()) == theme.color("bad")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("电子", "E1"),
        ("息", "E1"),
        ("jxzz", "M1"),
        ("wuliu", "L1"),
        ("e1", "E1"),
        ("xinxi", "E1"),
    ],
)
def test_a_combo_finds_by_fragment_pinyin_initials_and_code(
    qtbot: QtBot, query: str, found: str
) -> None:
    combo = SearchCombo("Industry", INDUSTRIES)
    qtbot.addWidget(combo)
    combo.show()
    combo.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    typed(combo, query)
    with qtbot.waitSignal(combo.chosen) as told:
        qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert told.args == [found]
    assert combo.value() == found


def test_what_is_not_in_the_list_is_not_taken(qtbot: QtBot) -> None:
    combo = SearchCombo("Industry", INDUSTRIES)
    qtbot.addWidget(combo)
    combo.set_value("M1")
    combo.show()
    combo.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    combo.selectAll()
    typed(combo, "nothing like it")
    qtbot.keyClick(combo, Qt.Key.Key_Escape)
    assert (combo.value(), combo.text()) == ("M1", "机械制造")


def test_a_combo_asks_its_source_and_drops_late_answers(qtbot: QtBot) -> None:
    asked: list[tuple[str, object]] = []
    combo = SearchCombo("Customer", source=lambda words, then: asked.append((words, then)))
    qtbot.addWidget(combo)
    combo.show()
    combo.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    typed(combo, "恒")
    qtbot.waitUntil(lambda: len(asked) == 1)
    typed(combo, "泰")
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert [words for words, _then in asked] == ["恒", "恒泰"]
    asked[1][1]([Item(7, "苏州恒泰", "C7")])  # type: ignore[operator]
    asked[0][1]([Item(8, "恒大", "C8")])  # type: ignore[operator]
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert combo.value() == 7


def test_the_list_of_a_combo_stays_when_another_search_has_other_rows(qtbot: QtBot) -> None:
    many = [Item(number, f"Customer {number} of a long list") for number in range(40)]
    answers = {"a": many[:2], "b": many, "c": many[:1]}
    combo = SearchCombo("Customer", source=lambda words, then: then(answers[words]))
    window = QWidget()
    window.setLayout(column(combo, None))
    qtbot.addWidget(window)
    window.resize(420, 400)
    window.show()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    for words in answers:
        combo.clear()
        typed(combo, words)
        qtbot.waitUntil(lambda words=words: combo._list.count() == len(answers[words]))
        assert combo._list.isVisible(), words
        qtbot.keyClick(combo, Qt.Key.Key_Escape)
        assert not combo._list.isVisible()


def test_the_list_of_a_combo_goes_with_its_box(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    combo = SearchCombo("Industry", INDUSTRIES)
    window.setLayout(column(combo, None))
    window.show()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert len(window.findChildren(ListBelow)) == 1
    delete(combo)
    qtbot.waitUntil(lambda: not window.findChildren(ListBelow))


def test_better_answers_stand_first() -> None:
    items = [Item(1, "Sub Acme"), Item(2, "Acme East"), Item(3, "Acme"), Item(4, "Other")]
    assert [item.value for item in matching("acme", items)] == [3, 2, 1]


def test_a_search_waits_for_a_pause_and_not_for_enter(qtbot: QtBot) -> None:
    field = SearchField("Search", "Search customers")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.searched, timeout=2000) as told:
        typed(field, "恒")
    assert told.args == ["恒"]
    typed(field, "泰")
    with qtbot.waitSignal(field.searched, timeout=50) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["恒泰"]


def test_a_dialog_is_never_larger_than_its_screen(qtbot, appearance):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    screen = dialog.screen().availableSize()
    resize_within(dialog, 300, 200)
    assert dialog.size().toTuple() == (300, 200)
    appearance.choose(scale=1.3)
    resize_within(dialog, screen.width(), screen.height())
    assert dialog.width() < screen.width()
    assert dialog.height() < screen.height()


def test_a_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    board, flow = QWidget(), FlowLayout()
    qtbot.addWidget(board)
    chips = [Chip(f"Chip number {n}") for n in range(4)]
    for chip in chips:
        flow.addWidget(chip)
    board.setLayout(flow)
    board.resize(chips[0].sizeHint().width() * 2 + 20, 300)
    board.show()
    assert chips[2].y() > chips[1].y() == chips[0].y()


def test_what_is_lower_than_its_line_stands_in_the_lines_middle(qtbot: QtBot) -> None:
    board, flow = QWidget(), FlowLayout()
    qtbot.addWidget(board)
    chip, low = Chip("Tomorrow"), QLabel("x")
    low.setFixedSize(12, 12)
    flow.addWidget(chip)
    flow.addWidget(low)
    board.setLayout(flow)
    board.resize(400, 60)
    board.show()
    assert abs(chip.geometry().center().y() - low.geometry().center().y()) <= 1


def test_fields_and_buttons_of_one_row_have_one_height(qtbot: QtBot) -> None:
    board = QWidget()
    qtbot.addWidget(board)
    due = QDateEdit()
    due.setCalendarPopup(True)
    parts = [QLineEdit(), QComboBox(), QSpinBox(), due, Button("Save"), IconButton("x", "Close")]
    board.setLayout(row(*parts))
    board.show()
    assert {part.height() for part in parts} == {34}
    parts[0].activateWindow()
    for part in parts:
        part.setFocus()
        qtbot.waitUntil(part.hasFocus)
        assert part.height() == 34


def test_a_low_empty_state_shows_its_whole_sentence_and_no_icon_upon_it(qtbot):
    state = EmptyState("inbox", "There are no open opportunities here.")
    qtbot.addWidget(state)
    picture, sentence = state._picture, state._sentence
    for height, has_icon in ((300, True), (44, False), (300, True)):
        state.resize(160, height)
        state.show()
        qtbot.waitUntil(lambda: picture.isVisible() is has_icon)  # noqa: B023 # waited for at once
        state.layout().activate()
        needed = sentence.heightForWidth(sentence.width())
        assert sentence.height() >= needed
        assert not has_icon or picture.geometry().bottom() < sentence.geometry().top()
