"""The one style sheet: stock controls only, because cards, chips and tabs paint themselves."""

from string import Template

_FIELDS = "QLineEdit,QPlainTextEdit,QComboBox,QAbstractSpinBox"
_SHEET = Template(
    """
$fields{background:$surface;color:$text;border:1px solid $field;border-radius:8px;
 padding:0 8px;selection-background-color:$fill;selection-color:$onfill}
QLineEdit,QComboBox{min-height:${inner}px}
QAbstractSpinBox,QAbstractSpinBox:focus{min-height:${spin}px}
QPlainTextEdit{padding:4px 5px}
QLineEdit:hover,QComboBox:hover,QAbstractSpinBox:hover,QPlainTextEdit:hover{border-color:$muted}
QLineEdit:focus,QComboBox:focus,QAbstractSpinBox:focus{border:2px solid $accent;padding:0 7px}
QLineEdit:focus,QComboBox:focus{min-height:${inner2}px}
QPlainTextEdit:focus{border:2px solid $accent;padding:3px 4px}
QLineEdit:disabled,QComboBox:disabled,QAbstractSpinBox:disabled,QPlainTextEdit:disabled{
 background:$subtle;color:$faint;border-color:$border2}
QLineEdit:read-only,QPlainTextEdit:read-only{background:$subtle}
QLineEdit[wrong="true"],QComboBox[wrong="true"],QAbstractSpinBox[wrong="true"],
QPlainTextEdit[wrong="true"]{border-color:$bad}
QLineEdit[cell="true"]{border-radius:4px;padding:0 7px}
QLineEdit[cell="true"]:focus{padding:0 6px}
QLineEdit[bare="true"]{border:none;background:transparent;padding:0}
QComboBox::drop-down,QDateEdit::drop-down,QDateTimeEdit::drop-down{border:none;width:26px}
QComboBox::down-arrow,QDateEdit::down-arrow,QDateTimeEdit::down-arrow,QAbstractSpinBox::down-arrow{image:url(theme:down-$name.svg);width:16px;height:16px}
QAbstractSpinBox::up-button,QAbstractSpinBox::down-button{border:none;width:22px}
QAbstractSpinBox::up-arrow{image:url(theme:up-$name.svg);width:14px;height:14px}
QComboBox QAbstractItemView,QListView[popup="true"]{background:$surface;color:$text;
 border:1px solid $border2;padding:4px;selection-background-color:$sel;selection-color:$text}
QComboBox QAbstractItemView::item{min-height:30px;padding:0 8px}
QCheckBox,QRadioButton{spacing:8px;color:$text}
QCheckBox::indicator,QRadioButton::indicator,QAbstractItemView::indicator{width:16px;height:16px;
 border:1px solid $field;background:$surface}
QCheckBox::indicator,QAbstractItemView::indicator{border-radius:4px}
QRadioButton::indicator{border-radius:9px}
QCheckBox::indicator:focus,QRadioButton::indicator:focus{border:2px solid $accent;
 width:14px;height:14px}
QCheckBox::indicator:checked,QAbstractItemView::indicator:checked{background:$fill;
 border-color:$fill;image:url(theme:tick.svg)}
QCheckBox::indicator:indeterminate,QAbstractItemView::indicator:indeterminate{background:$fill;
 border-color:$fill;image:url(theme:dash.svg)}
QRadioButton::indicator:checked{background:$fill;border-color:$fill;image:url(theme:dot.svg)}
QCheckBox:disabled,QRadioButton:disabled{color:$faint}
QCheckBox::indicator:disabled,QRadioButton::indicator:disabled{background:$subtle;
 border-color:$border2}
QCheckBox::indicator:checked:disabled,QRadioButton::indicator:checked:disabled{background:$faint;
 border-color:$faint}
QCheckBox::indicator:checked:focus,QRadioButton::indicator:checked:focus{border-color:$text}
QMenu{background:$surface;color:$text;border:1px solid $border2;padding:6px}
QMenu::item{padding:7px 28px 7px 12px;border-radius:6px}
QMenu::item:selected{background:$sel}
QMenu::item:disabled{color:$faint}
QMenu::icon{padding-left:10px}
QMenu::separator{height:1px;background:$border;margin:5px 8px}
QMenu::indicator{width:14px;height:14px;padding-left:8px}
QMenu::indicator:checked{image:url(theme:check-$name.svg)}
QPushButton{background:$surface;border:1px solid $border2;border-radius:8px;padding:0 12px;
 min-height:${inner}px;color:$text}
QPushButton:hover{background:$subtle}
QPushButton:pressed{background:$border}
QPushButton:focus{border:2px solid $accent;padding:0 11px;min-height:${inner2}px}
QPushButton:disabled{color:$faint;background:$subtle;border-color:$border}
QPushButton[primary="true"]{background:$fill;border-color:$fill;color:$onfill;font-weight:600}
QPushButton[primary="true"]:hover{background:$fillhover}
QPushButton[primary="true"]:pressed{background:$fillhover}
QPushButton[primary="true"]:focus{border:2px solid $text}
QPushButton[primary="true"]:disabled{background:$subtle;border-color:$border;color:$faint}
QPushButton[danger="true"]{color:$bad;border-color:$bad}
QPushButton[danger="true"]:disabled{color:$faint;border-color:$border}
QPushButton[square="true"]{padding:0;min-width:${inner}px;max-width:${inner}px}
QPushButton[square="true"]:focus{min-width:${inner2}px;max-width:${inner2}px}
QPushButton[quiet="true"]{border-color:transparent;background:transparent}
QPushButton[quiet="true"]:hover{background:$subtle}
QPushButton[quiet="true"]:focus{border-color:$accent}
QPushButton[flush="true"],QPushButton[flush="true"]:focus{padding-left:0;text-align:left}
QPushButton[tiny="true"]{min-width:20px;max-width:20px;min-height:20px;max-height:20px;
 border-radius:5px}
QPushButton[small="true"]{min-height:22px;max-height:22px;padding:0 8px;border-radius:6px}
QPushButton[small="true"]:focus{min-height:20px;max-height:20px;padding:0 7px}
QPushButton::menu-indicator{width:0;height:0}
QLabel{color:$text}
$inks
QTableView,QTreeView{border:none;background:$surface;color:$text;outline:0;
 gridline-color:$border;selection-background-color:$sel;selection-color:$text}
QListView{border:none;background:transparent;color:$text;outline:0}
QListWidget::item{padding:4px 8px}
QTableView::item{padding:0 8px}
QTableView[tight="true"]::item{padding:0 3px}
QHeaderView{background:$surface;border:none}
QHeaderView::section{background:$surface;color:$muted;border:none;
 border-bottom:1px solid $border;padding:0 12px;height:${header}px;
 font-size:${small}px;font-weight:600}
QHeaderView[tight="true"]::section{padding:0 3px}
QHeaderView[lines="true"]::section{padding:0 8px}
QHeaderView[lines="true"]::section:vertical{padding:0;font-weight:400}
QHeaderView::section:hover{background:$subtle}
QHeaderView::down-arrow,QHeaderView::up-arrow{width:0;height:0}
QTableCornerButton::section{background:$surface;border:none}
QAbstractScrollArea::corner{background:transparent;border:none}
QScrollArea{border:none;background:transparent}
QScrollArea>QWidget>QWidget[page="true"]{background:transparent}
QScrollBar:vertical{background:transparent;width:12px;margin:2px}
QScrollBar::handle:vertical{background:$border2;border-radius:4px;min-height:36px}
QScrollBar:horizontal{background:transparent;height:12px;margin:2px}
QScrollBar::handle:horizontal{background:$border2;border-radius:4px;min-width:36px}
QScrollBar::handle:hover{background:$faint}
QScrollBar::handle:disabled{background:transparent}
QScrollBar::add-line,QScrollBar::sub-line{height:0;width:0}
QScrollBar::add-page,QScrollBar::sub-page{background:transparent}
QProgressBar{border:none;border-radius:3px;background:$subtle;max-height:6px;min-height:6px}
QProgressBar::chunk{background:$fill;border-radius:3px}
QSplitter::handle{background:transparent}
QGroupBox{border:1px solid $border;border-radius:10px;margin-top:10px;padding-top:8px;color:$muted}
QGroupBox::title{subcontrol-origin:margin;left:12px;padding:0 4px}
QToolTip{background:$surface;color:$text;border:1px solid $border2;padding:4px 8px}
QCalendarWidget QToolButton{color:$text;border-radius:6px;padding:4px}
QCalendarWidget QToolButton:hover{background:$subtle}
QCalendarWidget QWidget#qt_calendar_navigationbar{background:$surface}
"""
)
INKS = ("muted", "faint", "accent", "onfill", "ok", "warn", "bad", "info")


def style_sheet(tokens: dict[str, str], name: str, scale: float) -> str:
    """The sheet for one theme; `name` (light or dark) picks the arrows, `scale` the heights."""
    inner = round(34 * scale) - 2
    return _SHEET.substitute(
        tokens,
        name=name,
        fields=_FIELDS,
        inner=inner,
        inner2=inner - 2,
        spin=inner - 3,  # Qt adds the border to a spin box's own frame
        header=round(36 * scale),
        small=round(12 * scale),
        inks="\n".join(f'QLabel[ink="{ink}"]{{color:{tokens[ink]}}}' for ink in INKS),
    )
