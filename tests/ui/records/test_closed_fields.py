"""What a role hides stands in no list, panel, page or form; what it closes is shown and stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from cims.services.customers import CUSTOMER
from cims.services.entity import Link
from cims.services.granted import Action, FieldAccess, Reach
from cims.services.role_drafts import RoleDraft
from cims.ui.records.columns_menu import ColumnsMenu
from cims.ui.records.form_plans import form_plan
from tests.ui.records.form_office import Desk

MARK = "Zebrafish"
HIDDEN = ("remarks", "source", "contact_points")
LABELS = ("Remarks", "Source", "Phone", "Phones and messages")


@pytest.fixture
def narrow(opened, write, acting, template):
    """Somebody from whom remarks, source and phones are hidden, and to whom grades are closed."""

    def make(office):
        fields = {("customer", name): FieldAccess.HIDDEN for name in HIDDEN}
        fields["customer", "grade"] = FieldAccess.READ
        actions = (Action.READ, Action.CREATE, Action.EDIT)
        records = {("customer", action): Reach.ALL for action in actions}
        role = office.roles.save(RoleDraft(name="Narrow", records=records, fields=fields))
        office.users.set_roles(template.people["service"], [role])

    write(make)
    return acting("service")


@pytest.fixture
def firm(write, template):
    owner = Link(template.people["service"])
    values = {"name": "Aurora", "remarks": MARK, "grade": "A", "owner": owner, "source": "fair"}
    return write(lambda office: office.customers.add(values))


@pytest.fixture
def desk(qtbot, messages, appearance) -> Iterator[Desk]:
    made = Desk(qtbot, messages, appearance)
    yield made
    made.close()


def words_in(widget: QWidget) -> list[str]:
    """Everything that can be read in a widget."""
    found = [part.text() for part in widget.findChildren(QLabel)]
    found += [part.text() for part in widget.findChildren(QLineEdit)]
    found += [part.toPlainText() for part in widget.findChildren(QPlainTextEdit)]
    for box in widget.findChildren(QComboBox):
        found += [box.itemText(place) for place in range(box.count())]
    return found


def test_a_list_offers_no_hidden_field(narrow, firm, jobs_of, list_of):
    page = list_of(jobs_of(narrow))
    shown = {
        page.model.headerData(c, Qt.Orientation.Horizontal) for c in range(page.model.columnCount())
    }
    assert not shown & set(LABELS)
    assert not {"remarks", "main_phone", "source"} & {f.name for f in page.plan.listable()}
    menu = ColumnsMenu(page.plan, page.columns.layout.shown, page)
    assert not {action.text() for action in menu.actions()} & set(LABELS)
    assert MARK not in "\n".join(words_in(page))
    whole = {f.name for f in list_of(jobs_of(narrow), CUSTOMER).plan.entity.fields}
    assert not whole & set(HIDDEN)


def test_a_page_and_its_form_show_no_hidden_field(narrow, firm, jobs_of, desk):
    page = desk.page(jobs_of(narrow), id_=firm)
    facts = {(fact.label, fact.text) for group in page.view.groups for fact in group.facts}
    assert ("Grade", "A") in facts and not {label for label, _text in facts} & set(LABELS)
    page.edit()
    assert not {"grade", *HIDDEN} & page.form.rows.keys()
    assert "industry" in page.form.rows
    assert MARK not in "\n".join(words_in(page))


def test_a_closed_form_saves_the_rest(narrow, firm, jobs_of, desk, read, qtbot):
    page = desk.page(jobs_of(narrow), id_=firm)
    page.edit()
    page.form.take_values({"website": "aurora.example"})
    with qtbot.waitSignal(page.form.saved):
        page.form.save()
    values = read(lambda office: office.customers.load(firm)).values
    assert (values["website"], values["remarks"], values["grade"]) == ("aurora.example", MARK, "A")


def test_who_sees_everything_has_the_very_plans_of_all(opened, narrow):
    assert form_plan("customer", opened.actor).entity is CUSTOMER
    assert form_plan("customer", narrow).entity is not CUSTOMER
