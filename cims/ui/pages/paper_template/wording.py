"""The HTML of a template: typed, with placeholders put in from a list; a wrong line is marked."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFontDatabase, QTextCursor, QTextFormat
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QTextEdit, QWidget

from cims.services.i18n import _
from cims.services.paper_templates.shape import LINE, PAPER, Leaf, Part, Place, Rows, Shape
from cims.ui import theme
from cims.ui.widgets import Button, column, row, set_ink, wrapped

Put = Callable[[str], None]
LOOPS = {"lines": "line", "groups": "group", "terms": "term"}
BETWEEN = "   "


class Wording(QWidget):
    """The text, its placeholders, and the sentence on what is wrong."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Wording"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.px(12))
        self.text.setFont(font)
        self.problem = wrapped("", 12, "bad")
        set_ink(self.problem, "bad")
        self.problem.hide()
        self.insert = Button(_("Insert placeholder"), "braces")
        self.insert.setMenu(placeholder_menu(self, self.put))
        self.text.textChanged.connect(self.changed)
        self.setLayout(column(row(self.insert, None), self.text, self.problem, spacing=8))

    def words(self) -> str:
        """What stands there."""
        return self.text.toPlainText()

    def show_words(self, words: str) -> None:
        """Show another text without calling that a change."""
        self.text.blockSignals(True)
        self.text.setPlainText(words)
        self.text.blockSignals(False)
        self.tell("", 0)

    def put(self, words: str) -> None:
        """Insert at the cursor, which stays ready for typing."""
        self.text.insertPlainText(words)
        self.text.setFocus()

    def tell(self, sentence: str, line: int) -> None:
        """Say what is wrong and mark the line; an empty sentence takes both away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        marks: list[QTextEdit.ExtraSelection] = []
        block = self.text.document().findBlockByNumber(line - 1)
        if sentence and line and block.isValid():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(block)
            ground = QColor(theme.color("badsoft"))
            mark.format.setBackground(ground)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def show_line(self, line: int) -> None:
        """Put the cursor on a line."""
        block = self.text.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.text.setTextCursor(QTextCursor(block))
            self.text.centerCursor()
        self.text.setFocus()


def placeholder_menu(owner: QWidget, put: Put) -> QMenu:
    """Every placeholder below the part it belongs to, with its meaning."""
    menu = QMenu(owner)
    loose = [(name, one) for name, one in PAPER.places.items() if isinstance(one, Place)]
    for name, shape in PAPER.places.items():
        if isinstance(shape, Part):
            fill(menu.addMenu(_(shape.meaning)), shape, name, put)
        elif isinstance(shape, Rows):
            fill_rows(menu.addMenu(_(shape.meaning)), shape, name, put)
    for name, one in loose:
        entry(menu, name, one, put)
    return menu


def fill_rows(menu: QMenu, rows: Rows, name: str, put: Put) -> None:
    """A loop, then what may stand in it."""
    one = LOOPS[name]
    loop = f"{{% for {one} in {name} %}}\n\n{{% endfor %}}\n"
    act(menu, _("Go through all of them") + BETWEEN + f"{{% for {one} in {name} %}}", loop, put)
    menu.addSeparator()
    fill(menu, rows.row, one, put)


def fill(menu: QMenu, part: Part, name: str, put: Put) -> None:
    """What stands below a name."""
    for below, shape in part.places.items():
        entry(menu, f"{name}.{below}", shape, put)


def entry(menu: QMenu, name: str, shape: Shape, put: Put) -> None:
    """One placeholder, as it would stand in the text."""
    if isinstance(shape, Rows):
        inner = "line" if shape.row is LINE else "row"
        words = f"{{% for {inner} in {name} %}}\n\n{{% endfor %}}\n"
    elif not isinstance(shape, Place):
        return
    elif shape.leaf is Leaf.FLAG:
        words = f"{{% if {name} %}}{{% endif %}}"
    elif shape.leaf is Leaf.PICTURE:
        words = f'{{% if {name} %}}<img src="{{{{ {name} }}}}" height="48">{{% endif %}}'
    else:
        words = f"{{{{ {name} }}}}"
    act(menu, f"{_(shape.meaning)}{BETWEEN}{name}", words, put)


def act(menu: QMenu, title: str, words: str, put: Put) -> None:
    """An entry that inserts these words."""
    made = menu.addAction(title)
    made.triggered.connect(lambda: put(words))
