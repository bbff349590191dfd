"""What stands in place of the rows: loading, nothing yet, nothing found, an error."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from cims.ui.widgets import Button, EmptyState

Step = tuple[str, Callable[[], object]]


class ListState(EmptyState):
    """An empty state with up to two ways to go on."""

    def __init__(self, icon_name: str = "loader", sentence: str = "…") -> None:
        super().__init__(icon_name, sentence)
        self._steps: list[Step] = []
        self.second = Button("")
        buttons = self.findChildren(QHBoxLayout)[-1]
        buttons.insertWidget(buttons.count() - 1, self.second)
        self.pressed.connect(lambda: self._steps[0][1]())
        self.second.clicked.connect(lambda: self._steps[1][1]())
        self.show_steps(icon_name, sentence)

    def show_steps(self, icon_name: str, sentence: str, *steps: Step) -> None:
        """Say what is the matter and what can be done about it."""
        self._steps = list(steps)
        self.tell(icon_name, sentence, steps[0][0] if steps else "")
        self.second.setVisible(len(steps) > 1)
        self.second.set_words(steps[1][0] if len(steps) > 1 else "")
        for button in self.findChildren(Button):
            if not button.text():  # hidden, yet a screen reader shall meet no empty name
                button.setAccessibleName(sentence)
