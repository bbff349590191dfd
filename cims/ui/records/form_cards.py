"""The cards of a form, one for each group; of a paper the lines come right after its head."""

from collections.abc import Mapping

from PySide6.QtWidgets import QLabel

from cims.services.i18n import _
from cims.ui import paint
from cims.ui.actions import shown_shortcut
from cims.ui.records.field_widgets import LINES, LinesField
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.form_row import FormRow, group_card
from cims.ui.widgets import Card, column, label, row


def form_cards(
    plan: FormPlan, rows: Mapping[str, FormRow], notes: Mapping[str, QLabel]
) -> list[Card]:
    """Every group with its fields, in order."""
    cards = [
        group_card(plan, group, [rows[field.name] for field in fields], notes.get(group))
        for group, fields in plan.groups
        if fields[0].name != LINES
    ]
    if LINES in rows:
        cards.insert(1, lines_card(rows[LINES]))
    return cards


def lines_card(lines: FormRow) -> Card:
    """The lines over the whole width; above them what the keys do."""
    keys = _("{insert} adds, {duplicate} repeats, {move} moves, {paste} pastes from Excel")
    told = keys.format(
        insert=shown_shortcut("Ins"),
        duplicate=shown_shortcut("Ctrl+D"),
        move="Alt+↑↓",
        paste=shown_shortcut("Ctrl+V"),
    )
    lines.label.setParent(lines.holder)
    lines.label.hide()
    hint = label(told, 12, role="muted")
    if isinstance(lines.widget, LinesField):
        lines.widget.locked.connect(hint.setHidden)
    head = row(label(_(lines.field.label), 14, paint.BOLD), None, hint)
    return Card(column(head, lines.holder, margins=(16, 12, 16, 12), spacing=8))
