"""Two pages behind one tab of the rail: what is shown is what commands and the window meet."""

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from cims.services.entity import Link
from cims.ui import theme
from cims.ui.page import Page
from cims.ui.pages.today_page import TodayPage
from cims.ui.sub_pages import SubPage
from cims.ui.theme.tokens import CONTROL
from cims.ui.widgets import row


class Part(Page):
    """A page that notes how often it was read anew."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.read = name, 0

    def handlers(self):
        return {"page.reload": self._reload, f"page.{self.name}": lambda: None}

    def customer(self):
        return Link(1, self.name)

    def _reload(self) -> None:
        self.read += 1


def page_of(qtbot, surroundings, *names: str) -> tuple[TodayPage, list[Part]]:
    made: list[Part] = []

    def making(name: str):
        def make() -> Part:
            made.append(Part(name))
            return made[-1]

        return make

    parts = tuple(SubPage(name, making(name)) for name in names)
    page = TodayPage(parts, surroundings.commands)
    qtbot.addWidget(page)
    page.show()
    return page, made


def test_a_page_is_made_when_it_is_first_shown(qtbot, surroundings):
    page, made = page_of(qtbot, surroundings, "find", "filter")
    assert [part.name for part in made] == ["find"]
    page.show_part(1)
    page.show_part(0)
    page.show_part(1)
    assert [part.name for part in made] == ["find", "filter"]


def test_the_tools_of_a_page_stand_whole_beside_the_tabs(qtbot, surroundings):
    class Tooled(Part):
        def tools(self) -> QWidget:
            inside = QPushButton("Arrange")
            inside.setMinimumHeight(theme.px(CONTROL))  # as the style sheet has it
            tools = QWidget()
            tools.setLayout(row(inside))
            return tools

    def second() -> Tooled:
        return Tooled("filter")

    page, _made = page_of(qtbot, surroundings, "find", "filter")
    page = TodayPage((page.parts[0], SubPage("filter", second)), surroundings.commands)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    page.show_part(1)
    (button,) = page.tabs.findChildren(QPushButton)
    qtbot.waitUntil(button.isVisible)
    tools = button.parentWidget()
    assert tools.rect().contains(button.geometry()), "cut off at its foot"
    assert tools.geometry().bottom() < page.tabs.height() - 1, "above the line of the strip"


def test_commands_and_the_customer_are_those_of_the_shown_page(qtbot, surroundings):
    page, _made = page_of(qtbot, surroundings, "find", "filter")
    assert "page.find" in page.handlers()
    page.show_part(1)
    assert "page.filter" in page.handlers()
    assert "page.find" not in page.handlers()
    assert page.customer() == Link(1, "filter")


def test_another_day_is_read_by_both(qtbot, surroundings):
    page, made = page_of(qtbot, surroundings, "find", "filter")
    page.reload()
    assert [part.read for part in made] == [1]
    page.show_part(1)
    page.handlers()["page.reload"]()
    assert [part.read for part in made] == [2, 1]


def test_records_that_a_part_asks_for_are_asked_of_the_window(qtbot, surroundings):
    page, made = page_of(qtbot, surroundings, "find")
    assert not page.tabs.isVisible()  # a strip of one tab leads nowhere
    with qtbot.waitSignal(page.record_asked) as asked:
        made[0].record_asked.emit("customer", 7, "Ada")
    assert asked.args == ["customer", 7, "Ada"]


class WithTools(Part):
    """A page that has something to stand beside the tabs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.beside = QLabel("tools", self)

    def tools(self):
        return self.beside


def test_what_a_part_has_beside_the_tabs_is_seen_with_it_alone(qtbot, surroundings):
    made: list[WithTools] = []

    def make() -> WithTools:
        made.append(WithTools("filter"))
        return made[-1]

    parts = SubPage("find", lambda: Part("find")), SubPage("filter", make)
    page = TodayPage(parts, surroundings.commands)
    qtbot.addWidget(page)
    page.show()
    page.show_part(1)
    tools = made[0].beside
    assert tools.isVisible()
    assert page.tabs.isAncestorOf(tools)
    page.show_part(0)
    assert not tools.isVisible()
