"""The ready templates: what a template without content of its own looks like."""

from functools import cache
from pathlib import Path

from cims.models.paper import PaperFormat, PaperKind, PaperLanguage
from cims.services.i18n import N_

FOLDER = Path(__file__).parent.parent.parent / "resources" / "templates"
READY = (  # every office finds these
    (PaperKind.QUOTE, PaperFormat.PAGE, N_("Quote")),
    (PaperKind.ORDER, PaperFormat.PAGE, N_("Order confirmation")),
    (PaperKind.QUOTE, PaperFormat.WORD, N_("Quote (Word)")),
    (PaperKind.ORDER, PaperFormat.WORD, N_("Order confirmation (Word)")),
)


@cache
def ready_page(language: PaperLanguage) -> str:
    """The HTML template of a language, for quotes and orders alike."""
    return (FOLDER / f"paper-{language}.html").read_text("utf-8")
